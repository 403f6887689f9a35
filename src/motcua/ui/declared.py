"""A declaration as pages show it: how it became what it is, what it said before, and what in it may be a mistake."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier, EarlierDeclaration, Party
from motcua.dossiers.queries import corrections_of
from motcua.forms.queries import told_with_places
from motcua.forms.rules import Definition, cautions_of, filed, told, told_by
from motcua.forms.rules.amending import Difference
from motcua.forms.rules.answers import Line, Section
from motcua.kernel.text import alike, fold
from motcua.organization.models import Place


def corrected(dossier: Dossier, earlier: Sequence[EarlierDeclaration]) -> list[dict[str, Any]]:
    """Each correction with what differs, who made it, when and why; and the whole declaration before it."""
    form = dossier.form
    return [
        {
            "number": one.number,
            "changes": one.changes,
            "by": one.before.replaced_by.full_name,
            "at": one.before.replaced_at,
            "request": one.before.supplement.number if one.before.supplement else None,
            "before": one.before.number,
            "sections": filed(form.parsed, one.before.answers | told_by(one.before.case_answers)) if form else [],
        }
        for one in corrections_of(dossier, earlier)
    ]


@dataclass(frozen=True)
class SheetLine:
    """An answer as the sheet shows it; `was`: what it said in the declaration before, where that was something else."""

    label: str
    text: str
    was: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class SheetPage:
    """One page of a declaration as a sheet; `key`: of the form's page."""

    key: str
    title: str
    lines: Sequence[SheetLine]

    @property
    def changes(self) -> int:
        return sum(line.is_changed for line in self.lines)


def marked(form: Definition, sections: Sequence[Section], changes: Sequence[Difference]) -> list[SheetPage]:
    """A declaration with what its latest correction changed marked where it stands; what went stands with its page."""
    changed = {change.name: change for change in changes if change.page}
    pages = [SheetPage(one.page.key, one.title, [_line(line, changed) for line in one.lines]) for one in sections]
    shown = {line.name for one in sections for line in one.lines}
    gone = [change for name, change in changed.items() if name not in shown]
    for page in form.pages:
        lines = [SheetLine(change.label, change.new, change.old, True) for change in gone if change.page == page.key]
        if lines:
            pages.append(SheetPage(page.key, _("%(page)s: đã bỏ") % {"page": page.title}, lines))
    return pages


def _line(line: Line, changed: Mapping[str, Difference]) -> SheetLine:
    change = changed.get(line.name)
    return SheetLine(line.label, line.text, change.old, True) if change else SheetLine(line.label, line.text)


def doubts_of(
    form: Definition, answers: Mapping[str, Any], *, place: Place | None, people: Collection[str], on: date
) -> list[str]:
    """What may be a mistake and need not be: told before anything is sent, and to the officials who read it.

    `place`: that of the agency asked, where it is a commune's. `people`: by their names the filer and the holder, of
    whom the declaration should name one as who applies.
    """
    doubts = cautions_of(form, told_with_places(form, answers, place, on=on), today=on)
    applicant = str(told(form, answers).get("account.full_name", ""))
    if applicant and fold(applicant) not in map(fold, people):
        said = _("Tờ khai ghi người yêu cầu là %(applicant)s, không phải người nộp hay chủ hồ sơ (%(people)s).")
        doubts.append(said % {"applicant": applicant, "people": ", ".join(dict.fromkeys(people))})
    return doubts


def named_otherwise(form: Definition, answers: Mapping[str, Any], parties: Iterable[Party]) -> list[str]:
    """Where the declaration calls somebody otherwise than the dossier does, by the same number: one is wrong."""
    said = told(form, answers)
    number, name = (str(said.get(f"account.{part}", "")) for part in ("id_number", "full_name"))
    others = [
        party.name
        for party in parties
        if number and name and party.id_number == number and alike(party.name) != alike(name)
    ]
    words = _(
        "Tờ khai ghi %(declared)s, hồ sơ ghi %(name)s, cùng một số định danh. Giấy lấy tên ở tờ khai: sửa chỗ sai."
    )
    return [words % {"declared": name, "name": other} for other in dict.fromkeys(others)]
