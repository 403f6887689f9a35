"""The declaration at the counter: the whole form on one sheet, typed by an official from somebody's words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.declaring import declare
from motcua.dossiers.rules import Role
from motcua.forms.models import FormDefinition
from motcua.forms.queries import form_in_force
from motcua.forms.rules import Page, told_by
from motcua.forms.rules.sheets import item_name, typed_sheet
from motcua.handling.queries import dossier_for
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import offers
from motcua.people.desk import Desk, context, official_page
from motcua.procedures.queries import communes
from motcua.ui.questions import conditions, is_open, question_of

# One empty item beside those there are, and more when asked for.
MORE = 3


def may_declare(desk: Desk, dossier: Dossier) -> bool:
    """Whether this official could type the declaration of this dossier now."""
    return bool(dossier.version.form_key) and offers(declare, dossier, by=desk.by, posts=desk.posts)


@official_page
def declaration(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """All pages of the form at once. What is good is kept, what is not is named; nothing typed is lost."""
    dossier = dossier_for(desk.by, code, on=desk.on, posts=desk.posts)
    if dossier is None or not may_declare(desk, dossier):
        raise Http404
    form = dossier.form or form_in_force(dossier.version.form_key, on=desk.on)
    if form is None:
        raise Http404
    attempt, typed = Attempt(request), typed_sheet(form.parsed, dossier.answers)
    more = 1
    if attempt.is_sent:
        typed = request.POST.dict()
        more = MORE if request.POST.get("then") == "more" else 1
        with attempt:
            errors = declare(dossier, raw=typed, by=desk.by, at=desk.at)
            if not errors and more == 1:
                messages.success(request, _("Đã lưu tờ khai."), extra_tags="taken")
                return redirect("workspace:dossier", code=dossier.shown_code)
            if more == 1:
                attempt.refuse(_("Đã lưu những mục đúng. Còn %d mục cần bổ sung, sửa.") % len(errors), errors)
    places = [(f"{place.code}|{place.full_name}", place.full_name) for place in communes(on=desk.on)]
    parts = list(_parts(form, dossier, _known(dossier, typed), attempt.errors, more))
    return attempt.page(
        "workspace/declaration.html",
        context(desk, dossier=dossier, form_title=form.parsed.title, parts=parts, places=places),
    )


def _known(dossier: Dossier, typed: dict[str, str]) -> dict[str, str]:
    """What was typed; on a sheet that is still empty, what registering has asked already."""
    filer = dossier.parties.filter(role=Role.FILER).first()
    if dossier.answers or typed or filer is None:
        return typed
    return {"ho_ten": filer.name, "so_dinh_danh": filer.id_number, "noi_cu_tru": filer.address, "phone": filer.phone}


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
