"""The declaration at the counter: the whole form on one sheet, typed by an official from somebody's words."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.declaring import declare
from motcua.dossiers.queries import has_signed_result, scanned_sheets, sheet_of
from motcua.dossiers.rights import DECLARES
from motcua.dossiers.rules import Role
from motcua.forms.models import FormDefinition
from motcua.forms.queries import form_in_force
from motcua.forms.rules import Page, prefill, problems_of, told_by
from motcua.forms.rules.sheets import item_name, typed_sheet
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import info_of, offers
from motcua.kernel.text import format_phone
from motcua.organization.queries import Naming, communes, outdated_names_in
from motcua.people.desk import Desk, context, official_page
from motcua.ui.files import SHOWN
from motcua.ui.questions import conditions, is_open, question_of
from motcua.workspace.former_names import tell_former_names
from motcua.workspace.gone import gone, not_mine
from motcua.workspace.looking import read_dossier
from motcua.workspace.typed import Typed, by_labels, typed_on

SIGNED = gettext_lazy("Kết quả đã ký theo tờ khai này nên không sửa tờ khai được nữa.")
# What a list of places sends before the name.
PLACE = re.compile(r"^[0-9]{2,5}\|")
# One empty item beside those there are, and more when asked for.
MORE = 3


def may_declare(desk: Desk, dossier: Dossier) -> bool:
    """Whether this official could type the declaration of this dossier now."""
    return bool(dossier.version.form_key) and offers(declare, dossier, by=desk.by, posts=desk.posts)


def lacking(dossier: Dossier, *, on: date) -> list[tuple[str, str]]:
    """The pages of a declaration half typed on which something is missing or wrong, each with what to mend first."""
    if dossier.form is None or not dossier.is_half_declared:
        return []
    form, told = dossier.form.parsed, {**dossier.answers, **told_by(dossier.case_answers, dossier.filed_on)}
    return [(form.by_key[key].title, problem) for key, problem in problems_of(form, told, today=on).items()]


def _may_at_all(desk: Desk, dossier: Dossier) -> bool:
    return DECLARES.holds is not None and DECLARES.holds(desk.by, desk.posts, dossier)


@official_page
def declaration(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """All pages of the form at once. What is good is kept, what is not is named; nothing typed is lost."""
    dossier = read_dossier(desk, code)
    if dossier is None:
        # Which form it was the page says: it is asked for in public too, and tells nothing of a dossier.
        was = form_in_force(request.POST.get("form_key", "")[:80], on=desk.on)
        return gone(request, desk, code, _typed(request, was))
    form = dossier.form or form_in_force(dossier.version.form_key, on=desk.on)
    if form is None or not dossier.version.form_key:
        raise Http404
    if not _may_at_all(desk, dossier):
        return not_mine(request, desk, dossier, _("Nhập tờ khai"), _typed(request, form))
    return _sheet(request, desk, dossier, form)


def _sheet(request: HttpRequest, desk: Desk, dossier: Dossier, form: FormDefinition) -> HttpResponse:
    if not may_declare(desk, dossier) or has_signed_result(dossier):
        return _closed(request, desk, dossier)
    attempt, typed, seen = Attempt(request), typed_sheet(form.parsed, dossier.answers), sheet_of(dossier)
    more = 1
    if attempt.is_sent:
        typed, seen = request.POST.dict(), request.POST.get("seen", "")
        more = MORE if request.POST.get("then") == "more" else 1
        with attempt:
            errors = declare(dossier, raw=typed, seen=seen, by=desk.by, at=desk.at)
            if not errors and more == 1:
                tell_former_names(request, _outdated(form, typed, desk))
                messages.success(request, _("Đã lưu tờ khai."), extra_tags="taken")
                return redirect("workspace:dossier", code=dossier.shown_code)
            dossier.refresh_from_db(fields=["answers"])
            seen = sheet_of(dossier)
            if more == 1:
                attempt.refuse(_("Đã lưu những mục đúng. Còn %d mục cần bổ sung, sửa.") % len(errors), errors)
    elif not dossier.answers:
        typed = typed_sheet(form.parsed, prefill(form.parsed, _known(dossier)))
    places = [(f"{place.code}|{place.full_name}", place.full_name) for place in communes(on=desk.on)]
    parts = list(_parts(form, dossier, typed, attempt.errors, more))
    return attempt.page(
        "workspace/declaration.html",
        context(
            desk,
            dossier=dossier,
            form_title=form.parsed.title,
            form_key=form.key,
            parts=parts,
            outdated=_outdated(form, typed, desk),
            places=places,
            seen=seen,
            scans=scanned_sheets(dossier),
            previewed=SHOWN,
        ),
    )


def _outdated(form: FormDefinition, typed: Mapping[str, str], desk: Desk) -> list[tuple[str, Naming]]:
    """What was typed under the name of a commune that is another one now, by the label of its field."""
    labels = {spec.name: spec.label for page in form.parsed.pages for spec in page.fields}
    texts = ((labels[own], text) for name, text in typed.items() if (own := name.split("-")[-1]) in labels)
    return outdated_names_in(texts, on=desk.on)


def _closed(request: HttpRequest, desk: Desk, dossier: Dossier) -> HttpResponse:
    """The declaration cannot be typed any more: why, and what was typed, to be copied."""
    why = info_of(declare).when.why_not(dossier) or SIGNED
    form = dossier.form or form_in_force(dossier.version.form_key, on=desk.on)
    typed = _typed(request, form)
    if not typed:
        messages.warning(request, why)
        return redirect("workspace:dossier", code=dossier.shown_code)
    action = {"label": _("Nhập tờ khai")}
    return render(
        request,
        "workspace/too_late.html",
        context(desk, action=action, dossier=dossier, changed=why, typed=typed),
        status=409,
    )


def _typed(request: HttpRequest, form: FormDefinition | None) -> Typed:
    """What was typed, under the labels of the form; an answer to choose from in its words."""
    specs = {spec.name: spec for page in form.parsed.pages for spec in page.fields} if form else {}
    sent = request.POST.copy()
    for name, texts in sent.lists():
        if spec := specs.get(name.rsplit("-", 1)[-1]):
            words = dict(spec.options)
            sent.setlist(name, [place_name(words.get(text, text)) for text in texts])
    return typed_on(sent, by_labels({name: spec.label for name, spec in specs.items()}))


def place_name(text: str) -> str:
    """A place as it is read: the page sends its code before it."""
    return PLACE.sub("", text)


def _known(dossier: Dossier) -> dict[str, Any]:
    """What registering has asked already, where the filer files for themselves; and what is known of the case."""
    parties = {party.role: party for party in dossier.parties.all()}
    filer, holder = parties.get(Role.FILER), parties.get(Role.HOLDER)
    known: dict[str, Any] = dict(told_by(dossier.case_answers))
    if filer is not None and holder is not None and filer.name == holder.name:
        known |= {
            "account.full_name": filer.name,
            "account.id_number": filer.id_number,
            "account.address": filer.address,
            "account.phone": format_phone(filer.phone),
            "account.email": filer.email,
        }
    return known


def _parts(
    form: FormDefinition, dossier: Dossier, typed: Mapping[str, str], errors: Mapping[str, str], more: int
) -> Iterator[dict[str, Any]]:
    """The pages of the form as parts of the sheet; of one that repeats, a part for each item and an empty one."""
    case = told_by(dossier.case_answers)
    definition = form.parsed
    plain = {spec.name for page in definition.pages if not page.repeat for spec in page.fields}
    for page in definition.pages:
        by_case = {name: values for name, values in (page.when or {}).items() if name in case}
        if not is_open(by_case, case):
            continue
        when = conditions(page.when, plain)
        if not page.repeat:
            yield {**_part(page, plain, case, typed, errors), "when": when, "problem": ""}
            continue
        count = _count(page, typed) + more
        for number in range(min(max(count, page.min_items), page.max_items)):
            prefix = item_name(page, number)
            names = {name: name for name in plain} | {spec.name: prefix + spec.name for spec in page.fields}
            part = _part(page, names, case, typed, errors, prefix=prefix)
            problem = errors.get(page.repeat, "") if number == 0 else ""
            yield {**part, "when": when, "title": f"{page.item_name or page.title} {number + 1}", "problem": problem}


def _count(page: Page, typed: Mapping[str, str]) -> int:
    """How many items something was typed in."""
    return 1 + max(
        (number for number in range(page.max_items) if _is_begun(item_name(page, number), typed)),
        default=-1,
    )


def _is_begun(prefix: str, typed: Mapping[str, str]) -> bool:
    return any(text.strip() for name, text in typed.items() if name.startswith(prefix))


def _part(
    page: Page,
    names: Mapping[str, str] | set[str],
    case: Mapping[str, str],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    prefix: str = "",
) -> dict[str, Any]:
    told = {**typed, **case}
    own = names if isinstance(names, Mapping) else {name: name for name in names}
    fields = []
    for spec in page.fields:
        of_case = {name: values for name, values in (spec.when or {}).items() if name in case}
        if not is_open(of_case, case):
            continue
        when = {own.get(name, name): values for name, values in (spec.when or {}).items()}
        fields.append(
            {
                **question_of(spec, typed, errors, prefix=prefix, when=conditions(spec.when, own)),
                "is_open": is_open(when, told),
            }
        )
    return {"title": page.title, "intro": page.intro, "fields": fields}
