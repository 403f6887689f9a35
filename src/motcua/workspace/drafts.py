"""A draft at the counter: what its owner filled in online, beside what the official sees; and its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.dossiers.drafts import seen_of, told_parties, told_returning
from motcua.dossiers.operations.drafts import look_at_draft
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.rules import Role
from motcua.forms.models import Draft, DraftFile
from motcua.forms.rules import problems_of, summary, told_by
from motcua.forms.rules.answers import Section
from motcua.kernel.attempts import Attempt
from motcua.organization.rules import Duty
from motcua.people.desk import Desk, official_page
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import offices_of, version_in_force
from motcua.ui.files import beside, handed_in


@dataclass(frozen=True)
class Declared:
    """What a page of the counter shows of a draft."""

    code: str
    seen: str
    owner: str
    place: str
    sections: list[Section]
    problems: list[str]
    files: list[DraftFile]
    # What the filer said otherwise than it stands in the registration: label, and their words.
    other: list[tuple[str, str]]


def registration(draft: Draft) -> dict[str, str]:
    """The fields of a registration as the owner of the draft would fill them in."""
    filer, holder, recipient = told_parties(draft.account, draft.parties)
    returning = told_returning(draft.parties)
    data = {
        **{key: str(answer) for key, answer in draft.case_answers.items()},
        **_filer_fields(draft),
        "authorisation": filer.authorisation,
        "place": draft.place_code,
        "return_method": returning.method.value,
        "return_address": returning.address,
        "draft_code": draft.counter_code or "",
        "submission_key": str(draft.submission_key),
    }
    if holder.name != filer.name:
        data |= {
            "holder_name": holder.name, "holder_id_number": holder.id_number, "holder_address": holder.address,
        }  # fmt: skip
    if recipient.name != filer.name:
        data |= {"recipient_name": recipient.name, "recipient_phone": recipient.phone}
    return data


def _filer_fields(draft: Draft) -> dict[str, str]:
    filer = next(one for one in told_parties(draft.account, draft.parties) if one.role == Role.FILER)
    return {
        "filer_name": filer.name, "id_number": filer.id_number, "phone": filer.phone, "email": filer.email,
        "address": filer.address,
    }  # fmt: skip


def files(draft: Draft, version: ProcedureVersion) -> list[FileFacts]:
    """The draft's files as those of a page, each under its paper."""
    names = {component.key: component.name for component in version.components.all()}
    return [
        FileFacts(file.name, file.stored, component_key=file.component_key, component_name=names[file.component_key])
        for file in draft.files.select_related("stored")
        if file.component_key in names
    ]


def shown(draft: Draft, data: Mapping[str, str], case: Mapping[str, str], *, on: date) -> Declared:
    """What was declared, what it still lacks, and where the registration says something else."""
    form, told = draft.form.parsed, {**draft.answers, **told_by(case)}
    labels = {
        "filer_name": _("Họ và tên"), "id_number": _("Số định danh"), "phone": _("Điện thoại"), "email": _("Email"),
        "address": _("Địa chỉ"),
    }  # fmt: skip
    declared = _filer_fields(draft)
    return Declared(
        code=draft.counter_code or "",
        seen=seen_of(draft),
        owner=draft.account.full_name,
        place=_place(draft, on),
        sections=summary(form, told),
        problems=list(problems_of(form, told, today=on).values()),
        files=list(draft.files.select_related("stored")),
        other=[
            (label, declared[name])
            for name, label in labels.items()
            if declared[name] and data.get(name, "").strip() != declared[name]
        ],
    )


def _place(draft: Draft, on: date) -> str:
    """Where the owner of the draft wanted to file it."""
    version = version_in_force(draft.procedure_code, on=on)
    offices = {office.code: office.name for office in offices_of(version, on=on)} if version else {}
    return offices.get(draft.place_code, "")


@require_GET
@official_page
def file(request: HttpRequest, desk: Desk, draft_code: str, pk: int) -> HttpResponse:
    """One file of a draft that is being taken over; this look is recorded too."""
    units = desk.units_with(Duty.RECEIVE)
    with Attempt(request):
        if units:
            draft = look_at_draft(code=draft_code, unit=units[0], by=desk.by, at=desk.at)
            entry = draft.files.select_related("stored").filter(pk=pk).first()
            if entry is not None:
                return beside(handed_in(entry.stored, entry.name))
    raise Http404
