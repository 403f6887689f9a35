"""Applying online: one thing per page, a draft that saves itself, a summary, one submission."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.dossiers.operations.filing import submit_online
from motcua.forms import operations
from motcua.forms.queries import draft_of, form_in_force
from motcua.forms.rules import Page, summary, told
from motcua.forms.rules.answers import typed_of
from motcua.kernel.operations import Refused
from motcua.kernel.speech import say
from motcua.people.models import Account
from motcua.people.operations import change_account
from motcua.portal.application import Application
from motcua.portal.home import today
from motcua.portal.people_forms import LEARNT, PartiesForm, known_of, learnt_of
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import communes, offices_of, route_of, version_in_force
from motcua.procedures.rules import unanswered
from motcua.ui.files import content_of
from motcua.ui.procedure import answers_of, questions_of, reception_name


def me(request: HttpRequest) -> Account:
    """Who is signed in; the middleware lets nobody else come here."""
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def _version(code: str) -> ProcedureVersion:
    version = version_in_force(code, on=today())
    if version is None or not version.process_key or not version.channels.filter(kind="ONLINE").exists():
        raise Http404
    return version


def _application(request: HttpRequest, code: str, token: uuid.UUID) -> Application:
    draft = draft_of(me(request), token)
    if draft is None or draft.procedure_code != code:
        raise Http404
    return Application(draft)


def start(request: HttpRequest, code: str) -> HttpResponse:
    """Where to file and which case; then the draft begins with everything already known."""
    by, version = me(request), _version(code)
    data = request.POST if request.method == "POST" else request.GET
    answers = answers_of(version, data.dict())
    offices = offices_of(version, on=today())
    place = data.get("place", "") or (by.place.code if by.place else "")
    if len(offices) == 1:
        place = offices[0].code
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _unanswered(version, answers)
        if place not in {one.code for one in offices}:
            errors["place"] = _("Chọn nơi nộp hồ sơ.")
        form = form_in_force(version.form_key, on=today())
        if form is None or (not errors and route_of(version, place_code=place, on=today()) is None):
            errors["place"] = _("Nơi này chưa tiếp nhận thủ tục này trực tuyến. Chọn nơi khác.")
        if not errors and form is not None:
            purpose = operations.Purpose(version.procedure.code, version.procedure.name, place, answers)
            draft = operations.start_draft(form, purpose=purpose, known=known_of(by), by=by, at=timezone.now())
            return redirect("portal:draft", code=code, token=draft.token)
    return render(
        request,
        "portal/apply_start.html",
        {
            "version": version,
            "procedure": version.procedure,
            "questions": _asked(version, answers, errors),
            "places": [(one.code, one.name) for one in offices] if len(offices) > 1 else [],
            "place": place,
            "is_everywhere": len(version.received) > 1,
            "notes": [f"{reception_name(one)}: {one.note}" for one in version.received if one.note],
            "errors": list(errors.items()),
            "place_error": errors.get("place", ""),
        },
        status=422 if errors else 200,
    )


def _unanswered(version: ProcedureVersion, answers: Mapping[str, str]) -> dict[str, str]:
    return {one.key: _("Chọn câu trả lời: %s") % say(one.text) for one in unanswered(version.questions.all(), answers)}


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


def case(request: HttpRequest, code: str, token: uuid.UUID) -> HttpResponse:
    """Which case it is, answered anew: other papers, another time and fee. What was filled in stays."""
    application = _application(request, code, token)
    draft, version = application.draft, application.version
    if version is None:
        raise Http404
    answers: dict[str, str] = answers_of(version, draft.case_answers)
    errors: dict[str, str] = {}
    if request.method == "POST":
        answers = answers_of(version, request.POST.dict())
        errors = _unanswered(version, answers)
        if not errors:
            try:
                application.draft = operations.change_case(draft, answers=answers, by=me(request), at=timezone.now())
            except Refused as refusal:
                messages.warning(request, refusal.message)
                return redirect("portal:my_dossiers")
            return redirect(application.following(request.path))
    return render(
        request,
        "portal/draft_case.html",
        {
            "draft": draft,
            "questions": _asked(version, answers, errors),
            "errors": list(errors.items()),
            **application.position(request.path),
        },
        status=422 if errors else 200,
    )


def overview(request: HttpRequest, code: str, token: uuid.UUID) -> HttpResponse:
    """All steps of the application; one can leave and come back on any device."""
    application = _application(request, code, token)
    draft = application.draft
    if draft.submitted_at is not None:
        return redirect("portal:my_dossiers")
    steps = application.steps()
    todo = next((step for step in steps if not step["is_done"]), None)
    return render(request, "portal/draft.html", {"draft": draft, "steps": steps, "todo": todo})


def page(request: HttpRequest, code: str, token: uuid.UUID, key: str) -> HttpResponse:
    """One page of the form. What is typed is kept even when it is not right yet."""
    application = _application(request, code, token)
    draft = application.draft
    found = next((one for one in application.pages if one.key == key), None)
    if found is None:
        return redirect("portal:draft", code=code, token=token)
    if found.repeat:
        return _items(request, application, found)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = operations.save_page(draft, page=found, raw=request.POST.dict(), by=me(request), at=timezone.now())
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        draft.refresh_from_db()
        if not errors:
            return redirect(application.following(request.path))
    typed = typed_of(found, draft.answers) | draft.typed.get(found.key, {})
    return _show_page(request, application, found, typed, errors)


def _show_page(
    request: HttpRequest,
    application: Application,
    found: Page,
    typed: dict[str, str],
    errors: dict[str, str],
    *,
    is_item: bool = False,
) -> HttpResponse:
    fields = [
        {
            "spec": spec,
            "value": typed.get(spec.name, ""),
            "day": typed.get(f"{spec.name}_day", ""),
            "month": typed.get(f"{spec.name}_month", ""),
            "year": typed.get(f"{spec.name}_year", ""),
            "options": spec.options,
            "error": errors.get(spec.name, ""),
            "optional": "" if spec.is_required else "1",
            "widget": spec.widget.value,
        }
        for spec in found.fields
        if spec.when is None or _is_open(spec.when, typed)
    ]
    return render(
        request,
        "portal/draft_page.html",
        {
            "draft": application.draft,
            "page": found,
            "fields": fields,
            "errors": list(errors.items()),
            "places": _place_options(fields),
            **application.position(application.address("draft_page", found.key)),
            "autosave": "" if found.repeat else request.path,
            "is_item": is_item,
        },
        status=422 if errors else 200,
    )


def _is_open(when: Any, typed: dict[str, str]) -> bool:
    """Whether a field is asked for now; while its condition is not answered yet it is shown."""
    return all(not typed.get(name) or typed[name] in values for name, values in when.items())


def _place_options(fields: list[dict[str, Any]]) -> list[tuple[str, str]]:
    if not any(field["widget"] == "PLACE" for field in fields):
        return []
    return [(f"{place.code}|{place.full_name}", place.full_name) for place in communes(on=today())]


def _removed(request: HttpRequest) -> int | None:
    """Which item or file the person wants gone, if any."""
    text = request.POST.get("remove", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _items(request: HttpRequest, application: Application, found: Page) -> HttpResponse:
    """The items of a page that repeats: what is there, add another, go on."""
    draft = application.draft
    if request.method == "POST":
        removed = _removed(request)
        if removed is not None:
            try:
                operations.remove_item(draft, page=found, number=removed, by=me(request), at=timezone.now())
            except Refused as refusal:
                messages.warning(request, refusal.message)
            return redirect(request.path)
        if len(draft.answers.get(found.repeat, [])) >= found.min_items:
            return redirect(application.following(request.path))
        messages.warning(request, _("Thêm ít nhất %d mục để tiếp tục.") % found.min_items)
    sections = [one for one in summary(draft.form.parsed, draft.answers) if one.page.key == found.key]
    return render(
        request,
        "portal/draft_items.html",
        {
            "draft": draft,
            "page": found,
            "sections": sections,
            "is_full": len(sections) >= found.max_items,
            **application.position(application.address("draft_page", found.key)),
        },
    )


def item(request: HttpRequest, code: str, token: uuid.UUID, key: str, number: int | None = None) -> HttpResponse:
    """One item of a page that repeats."""
    application = _application(request, code, token)
    draft = application.draft
    found = next((one for one in application.pages if one.key == key and one.repeat), None)
    items = draft.answers.get(found.repeat, []) if found else []
    if found is None or (number is not None and number >= len(items)):
        raise Http404
    typed = typed_of(found, items[number]) if number is not None else {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        raw = request.POST.dict()
        try:
            errors = operations.save_item(draft, page=found, number=number, raw=raw, by=me(request), at=timezone.now())
        except Refused as refusal:
            errors = {found.fields[0].name: refusal.message}
        if not errors:
            return redirect("portal:draft_page", code=code, token=token, key=key)
        typed = raw
    return _show_page(request, application, found, typed, errors, is_item=True)


def files(request: HttpRequest, code: str, token: uuid.UUID) -> HttpResponse:
    """The papers of this case: each with its own place to attach files. A refused file loses none of the others."""
    application = _application(request, code, token)
    draft, components = application.draft, application.needed
    errors: dict[str, str] = {}
    if request.method == "POST":
        removed = _removed(request)
        if removed is not None:
            operations.detach_file(draft, file_id=removed, by=me(request), at=timezone.now())
            return redirect(request.path)
        for component in components:
            for upload in request.FILES.getlist(component.key):
                try:
                    operations.attach_file(
                        draft,
                        component_key=component.key,
                        name=upload.name or "",
                        content=content_of(upload),
                        by=me(request),
                        at=timezone.now(),
                    )
                except Refused as refusal:
                    errors[component.key] = refusal.message
        if not errors:
            return redirect(request.path if "more" in request.POST else application.following(request.path))
    attached = list(draft.files.select_related("stored"))
    shown = [
        {
            "component": component,
            "files": [file for file in attached if file.component_key == component.key],
            "error": errors.get(component.key, ""),
        }
        for component in components
    ]
    return render(
        request,
        "portal/draft_files.html",
        {"draft": draft, "components": shown, "errors": list(errors.items()), **application.position(request.path)},
        status=422 if errors else 200,
    )


def parties(request: HttpRequest, code: str, token: uuid.UUID) -> HttpResponse:
    """Who files, whose dossier it is, who receives the result and how."""
    application, by = _application(request, code, token), me(request)
    draft = application.draft
    form = PartiesForm(
        request.POST if request.method == "POST" else None, initial=PartiesForm.initial_of(by, draft.parties)
    )
    if request.method == "POST" and form.is_valid():
        operations.save_parties(draft, parties=form.cleaned_data, by=by, at=timezone.now())
        draft.refresh_from_db()
        return redirect(application.following(request.path))
    errors = [(name, text[0]) for name, text in form.errors.items()]
    return render(
        request,
        "portal/draft_parties.html",
        {"draft": draft, "form": form, "errors": errors, **application.position(request.path)},
        status=422 if errors else 200,
    )


def review(request: HttpRequest, code: str, token: uuid.UUID) -> HttpResponse:
    """Everything once more; then one press files it. Pressing twice makes one dossier."""
    application, by = _application(request, code, token), me(request)
    draft, message = application.draft, ""
    if request.method == "POST":
        form = PartiesForm(draft.parties)
        if form.is_valid():
            if learnt := learnt_of(by, told(draft.form.parsed, draft.answers)):
                by = change_account(by, **learnt, by=by, at=timezone.now())
            try:
                dossier = submit_online(
                    draft, parties=form.facts(by), returning=form.returning(), by=by, at=timezone.now()
                )
            except Refused as refusal:
                message = refusal.message
            else:
                said = _("Đã nộp hồ sơ. Giữ mã %s để tra cứu. Biên nhận ở mục «Giấy tờ đã phát hành».")
                messages.success(request, said % dossier.reference)
                if learnt:
                    told_once = _("Tài khoản đã ghi %s để lần sau không phải khai lại. Xem, sửa ở mục «Tài khoản».")
                    messages.info(request, told_once % ", ".join(say(LEARNT[name]) for name in learnt))
                return redirect("portal:dossier", code=dossier.reference)
        else:
            message = _("Điền người nộp, chủ hồ sơ và cách nhận kết quả trước khi nộp.")
    steps = application.steps()
    papers = {one.key: say(one.name) for one in application.needed}
    return render(
        request,
        "portal/draft_review.html",
        {
            "draft": draft,
            "case": application.case,
            "sections": summary(draft.form.parsed, draft.answers),
            "steps": steps,
            "todo": [step for step in steps if not step["is_done"]],
            "files": [
                (papers[one.component_key], one)
                for one in draft.files.select_related("stored")
                if one.component_key in papers
            ],
            "papers": papers,
            "parties": PartiesForm.shown(draft.parties),
            "message": message,
            **application.position(request.path),
        },
        status=422 if message else 200,
    )


@require_POST
def discard(request: HttpRequest, code: str, token: uuid.UUID) -> HttpResponse:
    """Throw the draft away."""
    draft = _application(request, code, token).draft
    try:
        operations.discard_draft(draft, by=me(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Đã xóa bản nháp."))
    return redirect("portal:my_dossiers")
