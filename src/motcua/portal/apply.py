"""Applying online: one thing per page, a draft that saves itself, a summary, one submission."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.dossiers.operations.filing import submit_online
from motcua.dossiers.queries import open_dossiers_of_filer
from motcua.forms import operations
from motcua.forms.models import Draft, FormDefinition
from motcua.forms.queries import drafts_last, form_in_force, open_drafts_of
from motcua.forms.rules import Page, summary, told
from motcua.forms.rules.answers import page_problem, typed_of
from motcua.forms.seen import CASE, is_saved_elsewhere, opened
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.kernel.speech import say
from motcua.organization.models import Place
from motcua.organization.queries import communes, outdated_names_in
from motcua.people.operations import change_account
from motcua.people.visitor import Visitor, visited
from motcua.portal.application import BACK, Application
from motcua.portal.beforehand import beforehand
from motcua.portal.drafts import application_of, application_page, filed, gone
from motcua.portal.ended import ended
from motcua.portal.people_forms import LEARNT, PartiesForm, known_of, learnt_of
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import offices_of, route_of, takes_paper, version_in_force
from motcua.procedures.rules import unanswered
from motcua.ui.declared import doubts_of
from motcua.ui.errors import is_script
from motcua.ui.procedure import answers_of, questions_of, reception_name
from motcua.ui.questions import conditions, is_open, question_of


def _version_or_none(visitor: Visitor, code: str) -> ProcedureVersion | None:
    """The version in force of a procedure that can be filed online; None where there is none."""
    version = version_in_force(code, on=visitor.on)
    if version is None or not version.process_key or not version.channels.filter(kind="ONLINE").exists():
        return None
    prefetch_related_objects([version], "questions")
    return version


@visited
def start(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """Where to file and which case; then the draft begins with everything already known."""
    by, version = visitor.by, _version_or_none(visitor, code)
    if version is None:
        if gone := ended(request, code, on=visitor.on):
            return gone
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    answers = answers_of(version, data.dict())
    offices = offices_of(version, on=visitor.on)
    place = data.get("place", "") or (by.place.code if by.place else "")
    if len(offices) == 1:
        place = offices[0].code
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            form = _form_for(visitor, version, answers, place)
            purpose = operations.Purpose(version.procedure.code, version.procedure.name, place, answers, _key(request))
            draft = operations.start_draft(form, purpose=purpose, known=known_of(by), by=by, at=visitor.at)
            return redirect("portal:draft", code=code, token=draft.token)
    asked = form_in_force(version.form_key, on=visitor.on)
    return attempt.page(
        "portal/apply_start.html",
        {
            "version": version,
            "drafts": [one for one in open_drafts_of(visitor.by) if one.procedure_code == code],
            "procedure": version.procedure,
            "questions": _asked(version, answers, attempt.errors),
            "places": [(office.code, office.name) for office in offices] if len(offices) > 1 else [],
            "place": place,
            "begins": _key(request),
            "is_everywhere": len(version.received) > 1,
            "notes": [f"{reception_name(office)}: {office.note}" for office in version.received if office.note],
            "before": beforehand(version, asked, answers, known_of(by)) if asked else None,
        },
    )


def _key(request: HttpRequest) -> uuid.UUID:
    """What one opened page begins, however often it is pressed; its own, unless it says which."""
    with suppress(ValueError):
        return uuid.UUID(request.POST.get("begins", ""))
    return uuid.uuid4()


def _form_for(visitor: Visitor, version: ProcedureVersion, answers: Mapping[str, str], place: str) -> FormDefinition:
    """The e-form of the case; refused while a question is open or the place does not take this online."""
    errors = _unanswered(version, answers)
    if place not in {office.code for office in offices_of(version, on=visitor.on)}:
        errors["place"] = _("Chọn nơi nộp hồ sơ.")
    form = form_in_force(version.form_key, on=visitor.on)
    if form is None or (not errors and route_of(version, place_code=place, on=visitor.on) is None):
        errors["place"] = _("Nơi này chưa tiếp nhận thủ tục này trực tuyến. Chọn nơi khác.")
    if errors or form is None:
        raise Refused("", errors=errors)
    return form


def _unanswered(version: ProcedureVersion, answers: Mapping[str, str]) -> dict[str, str]:
    questions = unanswered(version.questions.all(), answers)
    return {question.key: _("Chọn câu trả lời: %s") % say(question.text) for question in questions}


def _asked(version: ProcedureVersion, answers: Mapping[str, str], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The questions about one's case as a page asks them."""
    return [
        {
            **question,
            "value": answers.get(question["key"], ""),
            "error": _("Chọn một câu trả lời.") if question["key"] in errors else "",
        }
        for question in questions_of(version)
    ]


@application_page
def case(request: HttpRequest, visitor: Visitor, application: Application) -> HttpResponse:
    """Which case it is, answered anew: other papers, another time and fee. What was filled in stays."""
    draft, version = application.draft, application.version
    if version is None:
        raise Http404
    answers: dict[str, str] = answers_of(version, draft.case_answers)
    attempt = Attempt(request)
    if attempt.is_sent:
        answers = answers_of(version, request.POST.dict())
        is_back = BACK in request.POST
        with attempt:
            if is_back and _unanswered(version, answers):
                return redirect(application.before(request.path))
            if errors := _unanswered(version, answers):
                raise Refused("", errors=errors)
            seen = request.POST.get("seen", "")
            application.draft = operations.change_case(draft, answers=answers, seen=seen, by=visitor.by, at=visitor.at)
            return redirect(application.leading(request.path, is_back=is_back))
    facts = {"draft": draft, "questions": _asked(version, answers, attempt.errors)}
    return attempt.page("portal/draft_case.html", facts | application.position(request.path) | _seen(application, CASE))


@application_page
def overview(request: HttpRequest, visitor: Visitor, application: Application) -> HttpResponse:
    """All steps of the application; one can leave and come back on any device."""
    steps = application.steps()
    todo = next((step for step in steps if not step["is_done"]), None)
    draft = application.draft
    facts = {
        "draft": draft,
        "steps": steps,
        "todo": todo,
        "number_left": sum(not step["is_done"] for step in steps),
        "minutes": application.left(steps).minutes,
        "code": application.counter_code(visitor.at),
        "takes_paper": application.version is not None and takes_paper(application.version),
        "until": drafts_last([draft], at=visitor.at).get(draft.pk),
    }
    return render(request, "portal/draft.html", facts)


@application_page
def page(request: HttpRequest, visitor: Visitor, application: Application, key: str) -> HttpResponse:
    """One page of the form. What is typed is kept even when it is not right yet."""
    draft = application.draft
    form_page = next((page for page in application.pages if page.key == key), None)
    if form_page is None:
        return redirect(application.address("draft"))
    if form_page.repeat:
        return _items(request, visitor, application, form_page)
    attempt = Attempt(request)
    if attempt.is_sent:
        raw, seen = request.POST.dict(), request.POST.get("seen", "")
        errors: dict[str, str] = {}
        with attempt:
            errors = operations.save_page(draft, page=form_page, raw=raw, seen=seen, by=visitor.by, at=visitor.at)
        if is_script(request):
            status = 409 if attempt.is_refused else 204
            return HttpResponse(attempt.message, status=status, content_type="text/plain; charset=utf-8")
        if attempt.is_refused:
            return _show_page(attempt, application, form_page, raw)
        draft.refresh_from_db()
        if not errors or BACK in request.POST:
            return redirect(application.leading(request.path, is_back=BACK in request.POST))
        attempt.refuse("", errors)
    return _show_page(attempt, application, form_page, _kept(draft, form_page))


def _kept(draft: Draft, form_page: Page) -> dict[str, str]:
    """What stands in the inputs of a page: its answers, and what was typed and is not right yet."""
    unfinished: dict[str, str] = draft.typed.get(form_page.key, {})
    return typed_of(form_page, draft.answers) | unfinished


def _seen(application: Application, part: Page | str, number: int | None = None) -> dict[str, Any]:
    """What a page that is opened now has seen of its part."""
    return {"seen": opened(application.draft, part, number)}


def _show_page(
    attempt: Attempt, application: Application, form_page: Page, typed: dict[str, str], number: int | None = None
) -> HttpResponse:
    is_elsewhere = _is_elsewhere(attempt, application, form_page, number)
    errors = attempt.errors
    known, own = application.draft.told, {spec.name for spec in form_page.fields}
    fields = [
        {
            # What answers of this page open is on it from the start, so that it appears as they are chosen.
            **question_of(spec, typed, errors, when=conditions(spec.when, own)),
            "is_open": is_open(spec.when, known | typed),
        }
        for spec in form_page.fields
        if is_open({name: values for name, values in (spec.when or {}).items() if name not in own}, known)
    ]
    return attempt.page(
        "portal/draft_page.html",
        {
            "draft": application.draft,
            "page": form_page,
            "fields": fields,
            "places": _place_options(application, fields),
            "outdated": outdated_names_in(
                ((spec.label, typed.get(spec.name, "")) for spec in form_page.fields), on=application.on
            ),
            **application.position(application.address("draft_page", form_page.key)),
            # Of an item another may stand in its place now: that is not written over by a second press.
            "seen": attempt.request.POST.get("seen", "")
            if is_elsewhere and form_page.repeat
            else opened(application.draft, form_page, number),
            "elsewhere": _elsewhere(application, form_page, number) if is_elsewhere else [],
            "autosave": "" if form_page.repeat else attempt.request.path,
            # A page that repeats is shown for one of its items.
            "is_item": bool(form_page.repeat),
        },
    )


def _is_elsewhere(attempt: Attempt, application: Application, part: Page | str, number: int | None = None) -> bool:
    """Whether what was sent was refused because another opened page has saved this part."""
    if not attempt.message:
        return False
    draft, seen = application.draft, attempt.request.POST.get("seen", "")
    draft.refresh_from_db()
    return is_saved_elsewhere(draft, part, seen, wanted=None, number=number)


def _elsewhere(application: Application, form_page: Page, number: int | None) -> list[tuple[str, str]]:
    """What was saved elsewhere under the labels of the page, to be compared with what was typed here."""
    sections = [one for one in summary(application.draft.form.parsed, application.draft.told) if one.page == form_page]
    place = number or 0
    lines = [(line.label, line.text) for line in sections[place].lines] if place < len(sections) else []
    if form_page.repeat:
        return lines
    # What is not right yet was typed there all the same.
    unfinished, answers = application.draft.typed.get(form_page.key, {}), application.draft.answers
    return lines + [
        (spec.label, dict(spec.options).get(text, text))
        for spec in form_page.fields
        if spec.name not in answers and (text := unfinished.get(spec.name, ""))
    ]


def _place_options(application: Application, fields: list[dict[str, Any]]) -> list[tuple[str, str]]:
    if not any(field["widget"] == "PLACE" for field in fields):
        return []
    return [(f"{place.code}|{place.full_name}", place.full_name) for place in communes(on=application.on)]


def _items(request: HttpRequest, visitor: Visitor, application: Application, form_page: Page) -> HttpResponse:
    """The items of a page that repeats: what is there, add another, go on."""
    draft = application.draft
    if request.method == "POST":
        number = number_in(request.POST.get("remove", ""))
        if number is not None:
            attempt = Attempt(request)
            with attempt:
                seen = request.POST.get("seen", "")
                operations.remove_item(draft, page=form_page, number=number, seen=seen, by=visitor.by, at=visitor.at)
            return attempt.back(request.path)
        problem = page_problem(draft.form.parsed, form_page, draft.told, today=application.on)
        if not problem:
            return redirect(application.following(request.path))
        messages.warning(request, problem)
    sections = [part for part in summary(draft.form.parsed, draft.told) if part.page.key == form_page.key]
    return render(
        request,
        "portal/draft_items.html",
        {
            "draft": draft,
            "page": form_page,
            "sections": [(section, opened(draft, form_page, place)) for place, section in enumerate(sections)],
            "is_full": len(sections) >= form_page.max_items,
            **application.position(application.address("draft_page", form_page.key)),
        },
    )


@application_page
def item(
    request: HttpRequest, visitor: Visitor, application: Application, key: str, number: int | None = None
) -> HttpResponse:
    """One item of a page that repeats."""
    draft = application.draft
    form_page = next((page for page in application.pages if page.key == key and page.repeat), None)
    items = draft.answers.get(form_page.repeat, []) if form_page else []
    # What was typed for an item that is gone is shown with that news.
    if form_page is None or (number is not None and number >= len(items) and request.method != "POST"):
        raise Http404
    typed = typed_of(form_page, items[number]) if number is not None and number < len(items) else {}
    attempt = Attempt(request)
    if attempt.is_sent:
        typed, seen = request.POST.dict(), request.POST.get("seen", "")
        with attempt:
            errors = operations.save_item(
                draft, page=form_page, number=number, raw=typed, seen=seen, by=visitor.by, at=visitor.at
            )
            if not errors:
                return redirect(application.address("draft_page", key))
            attempt.refuse("", errors)
    return _show_page(attempt, application, form_page, typed, number)


@visited
def review(request: HttpRequest, visitor: Visitor, code: str, token: uuid.UUID) -> HttpResponse:
    """Everything once more; then one press files it. Pressing twice makes one dossier."""
    application = application_of(visitor, code, token)
    if application is None:
        return gone(request, visitor, code)
    draft = application.draft
    attempt = Attempt(request)
    if draft.submitted_at is not None and not attempt.is_sent:
        return filed(request, visitor, application)
    seen = draft.updated_at.isoformat()
    if attempt.is_sent:
        with attempt:
            if draft.submitted_at is None and request.POST.get("seen", seen) != seen:
                raise Refused(_("Nội dung đã được sửa từ khi bạn mở trang này. Xem lại rồi bấm nộp."))
            return _file(attempt, visitor, application)
    files = list(draft.files.select_related("stored"))
    application.attached = {file.component_key for file in files}
    steps = application.steps()
    papers = {component.key: say(component.name) for component in application.needed}
    place = Place.objects.on(visitor.on).select_related("parent").filter(code=draft.place_code).first()
    sections = summary(draft.form.parsed, draft.told)
    return attempt.page(
        "portal/draft_review.html",
        {
            "draft": draft,
            "seen": seen,
            "title": draft.form.parsed.title,
            "place": place.full_name if place else "",
            "alike": open_dossiers_of_filer(visitor.by, draft.procedure_code),
            "case": application.case,
            "sections": sections,
            "outdated": outdated_names_in(
                ((line.label, line.text) for section in sections for line in section.lines), on=visitor.on
            ),
            "cautions": doubts_of(
                draft.form.parsed,
                draft.told,
                place=place,
                people=PartiesForm.names(visitor.by, draft.parties),
                on=visitor.on,
            ),
            "steps": steps,
            "todo": [step for step in steps if not step["is_done"]],
            "files": [(papers[file.component_key], file) for file in files if file.component_key in papers],
            "papers": papers,
            "parties": PartiesForm.shown(draft.parties),
            **application.position(request.path, steps),
        },
    )


def _file(attempt: Attempt, visitor: Visitor, application: Application) -> HttpResponse:
    """File the draft; what the form says of the filer need not be said again, once the dossier is filed."""
    draft = application.draft
    by, form = visitor.by, PartiesForm(draft.parties, returns=application.returns, on=visitor.on)
    if not form.is_valid():
        said = _("Điền người nộp, chủ hồ sơ và cách nhận kết quả trước khi nộp.")
        wrong = [str(error) for field in form.errors.values() for error in field] if draft.parties else []
        raise Refused(" ".join(dict.fromkeys([said, *wrong])))
    with transaction.atomic():
        if learnt := learnt_of(by, told(draft.form.parsed, draft.answers)):
            by = change_account(by, **learnt, by=by, at=visitor.at)
        dossier = submit_online(draft, parties=form.facts(by), returning=form.returning(), by=by, at=visitor.at)
    said = _("Đã nộp hồ sơ. Giữ mã %s để tra cứu. Biên nhận ở mục «Giấy tờ đã phát hành».") % dossier.reference
    messages.success(attempt.request, said)
    if learnt:
        told_once = _("Tài khoản đã ghi %s để lần sau không phải khai lại. Xem, sửa ở mục «Tài khoản».")
        messages.info(attempt.request, told_once % ", ".join(say(LEARNT[name]) for name in learnt))
    return redirect("portal:dossier", code=dossier.reference)
