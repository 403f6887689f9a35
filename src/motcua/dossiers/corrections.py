"""What a correction of a dossier would change, told before it is done: facts old and new, the fee, the day promised."""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.deadlines import deadline_of
from motcua.dossiers.models import Dossier, FeeReduction, Party
from motcua.dossiers.paperwork import RETURN_WORDS
from motcua.dossiers.queries import has_signed_letter, has_signed_result, returns_of
from motcua.dossiers.rules import NUMBERS, ReturnMethod, Role, wrong_parts, wrong_return
from motcua.forms.rules import told_by
from motcua.forms.rules.checks import contradicted
from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.text import format_date, local, recorded_dong
from motcua.kernel.values import flat, shaped
from motcua.people.rules import Proof, is_birth_date, names_somebody
from motcua.procedures.queries import reception_of, terms_of
from motcua.procedures.rules import unanswered
from motcua.procedures.rules.tariffs import Tariff
from motcua.procedures.rules.terms import Reduction, Terms, reduced_by, reduction_of, reductions_on

ROLE_WORDS = {
    Role.FILER: gettext_noop("người nộp"),
    Role.HOLDER: gettext_noop("chủ hồ sơ"),
    Role.RECIPIENT: gettext_noop("người nhận kết quả"),
}
PART_WORDS = {
    "name": gettext_noop("Họ và tên"),
    "id_number": gettext_noop("Số định danh"),
    "born_on": gettext_noop("Ngày sinh"),
    "phone": gettext_noop("Điện thoại"),
    "email": gettext_noop("Email"),
    "address": gettext_noop("Địa chỉ"),
    "authorisation": gettext_noop("Giấy ủy quyền (số, ngày) hoặc quan hệ"),
}
# The parts of a person that papers name.
WRITTEN_PARTS = frozenset({"name", "id_number", "born_on", "address", "authorisation"})


@dataclass(frozen=True)
class Correction:
    """A dossier's facts as they should be: of each person the parts that are known, papers by their keys, the case."""

    parties: Mapping[Role, Mapping[str, str]]
    return_method: str
    return_address: str
    papers: Mapping[str, tuple[int, int]]
    case_answers: Mapping[str, str]
    # What the filer showed of themselves for this correction.
    proof: Proof = Proof.SAID
    # How many there are of what the fee is for one, as the counter counted.
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One fact that becomes another; `of` tells whose it is, `part` which part of that person."""

    what: str
    old: str
    new: str
    of: str = ""
    part: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything a correction changes; a fee in đồng, and for each of what it is."""

    changes: tuple[Change, ...]
    terms: Terms | None
    fee_before: tuple[int | None, str]
    fee_after: tuple[int | None, str]
    due_before: datetime | None
    due_after: datetime | None
    paid: int | None = None
    is_other_case: bool = False
    # The first sum that was asked for and is not paid yet.
    asked: int | None = None
    # What the fee comes to with its numbers, where one of them was counted wrongly.
    sums: tuple[int | None, int | None] = (None, None)
    of_numbers: tuple[Change, ...] = ()

    @property
    def of_people(self) -> tuple[Change, ...]:
        """What becomes different of whom papers speak."""
        return tuple(change for change in self.changes if change.part in WRITTEN_PARTS)

    @property
    def reaches_papers(self) -> bool:
        """Whether a result or a letter written before would say what is no longer so."""
        return self.is_other_case or bool(self.of_people) or bool(self.of_numbers)

    @property
    def moves_fee(self) -> bool:
        return self.fee_before != self.fee_after

    @property
    def moves_day(self) -> bool:
        """Whether the day promised becomes another."""
        return _day(self.due_before) != _day(self.due_after)

    def sentences(self) -> list[str]:
        """The changes as the story tells them; a record is written in Vietnamese."""
        said = [
            f"{change.what}{f' ({change.of})' if change.of else ''}: «{change.old or '–'}» thành «{change.new or '–'}»"
            for change in self.changes
        ]
        if self.sums[0] != self.sums[1] and not self.moves_fee:
            said.append(f"Tổng phí, lệ phí: {fee_words((self.sums[0], ''))} thành {fee_words((self.sums[1], ''))}")
        if self.moves_fee:
            said.append(f"Phí, lệ phí: {fee_words(self.fee_before)} thành {fee_words(self.fee_after)}")
            said += settling_words(self.paid, self.fee_after)
            if self.asked is not None and self.fee_after != (self.asked, ""):
                said.append(f"Đang yêu cầu nộp {recorded_dong(self.asked)}: rút yêu cầu ấy rồi yêu cầu lại cho đúng")
        if self.moves_day:
            said.append(f"Hẹn trả: {day_words(self.due_before)} thành {day_words(self.due_after)}")
        return said


def fee_words(fee: tuple[int | None, str]) -> str:
    """A fee as a record tells it: how much, for one of what."""
    dong, per = fee
    return "chưa rõ" if dong is None else recorded_dong(dong) + (f" một {per}" if per else "")


def settling_words(paid: int | None, fee: tuple[int | None, str]) -> list[str]:
    """What a changed fee leaves to be paid or returned of what was paid; nothing where nothing was, or all fits."""
    dong, per = fee
    if paid is None or (dong == paid and not per):
        return []
    said = f"Đã nộp {recorded_dong(paid)}"
    if dong is None or per:
        return [f"{said}: đối chiếu với mức mới, thu thêm hoặc trả lại phần chênh lệch"]
    rest = f"còn phải nộp {recorded_dong(dong - paid)}" if dong > paid else f"trả lại {recorded_dong(paid - dong)}"
    return [f"{said}, {rest}"]


def day_words(moment: datetime | None) -> str:
    """A day promised, as a record tells it."""
    return format_date(local(moment).date()) if moment else "theo từng vụ việc"


def _day(moment: datetime | None) -> date | None:
    return local(moment).date() if moment else None


def plan_correction(dossier: Dossier, wanted: Correction) -> Plan:
    """What would become different; the dossier itself stays as it is."""
    of_case, of_numbers = _of_case(dossier, wanted), _of_numbers(dossier, wanted)
    changes = [*_of_people(dossier, wanted), *_of_return(dossier, wanted), *_of_papers(dossier, wanted), *of_numbers]
    before = (dossier.fee_dong, dossier.fee_per)
    terms, fee, due = None, before, dossier.due_at
    if of_case:
        terms = terms_in(dossier, wanted.case_answers)
        fee = fee_of(_as_wanted(dossier, wanted), terms) if terms else fee
        due = _due(dossier, terms) if terms and dossier.accepted_at else due
    elif of_numbers:
        fee = _fee_counted_anew(dossier, wanted)
    asked = dossier.asked_dong if dossier.fee_paid_dong is None else None
    sums = (dossier.due_dong, _as_wanted(dossier, wanted, terms).due_dong) if of_numbers else (None, None)
    return Plan(
        (*changes, *of_case), terms, before, fee, dossier.due_at, due, dossier.paid_of_fee, bool(of_case), asked, sums,
        tuple(of_numbers),
    )  # fmt: skip


def _of_people(dossier: Dossier, wanted: Correction) -> list[Change]:
    parties = {Role(party.role): party for party in dossier.parties.all()}
    return [
        Change(PART_WORDS[part], part_of(parties[role], part), as_part(part, value), ROLE_WORDS[role], part)
        for role, parts in wanted.parties.items()
        if role in parties
        for part, value in parts.items()
        if part_of(parties[role], part) != as_part(part, value)
    ]


def part_of(party: Party, part: str) -> str:
    """One part of a person as text."""
    value = getattr(party, part)
    return format_date(value) if isinstance(value, date) else value or ""


def as_part(part: str, text: str) -> str:
    """A part as it was typed, in the shape in which it is kept: a day as 01/02/1990, where it is one."""
    if part in NUMBERS:
        return shaped(NUMBERS[part], text)
    try:
        day = day_in(text) if part == "born_on" else None
    except ValueError:
        return text
    return format_date(day) if day else text


def day_in(text: str) -> date | None:
    """A day as people write it, 1/2/1990; None for nothing, `ValueError` for what is no day."""
    if not text.strip():
        return None
    match = re.fullmatch(r"([0-9]{1,2})[/.\- ]+([0-9]{1,2})[/.\- ]+([0-9]{4})", flat(text))
    if match is None:
        raise ValueError(text)
    return date(int(match[3]), int(match[2]), int(match[1]))


def _of_return(dossier: Dossier, wanted: Correction) -> list[Change]:
    changes = []
    if wanted.return_method != dossier.return_method:
        old, new = (RETURN_WORDS[method] for method in (dossier.return_method, wanted.return_method))
        changes.append(Change("Cách nhận kết quả", old, new))
    if wanted.return_address != dossier.return_address:
        changes.append(Change("Địa chỉ nhận kết quả", dossier.return_address, wanted.return_address))
    return changes


def _of_papers(dossier: Dossier, wanted: Correction) -> list[Change]:
    names = paper_names(dossier)
    known = {one.key: (one.originals, one.copies) for one in dossier.components.all()}
    return [
        Change(names[key], _counts(known.get(key, (0, 0))), _counts(counts))
        for key, counts in wanted.papers.items()
        if key in names and known.get(key, (0, 0)) != counts
    ]


def _of_numbers(dossier: Dossier, wanted: Correction) -> list[Change]:
    return [
        Change(f"Số {name}", str(before or ""), str(number or ""))
        for name, number in wanted.numbers.items()
        if number != (before := dossier.fee_numbers.get(name, 0))
    ]


def with_copies_counted(dossier: Dossier, wanted: Correction) -> Correction:
    """What is wanted, with as many copies of a paper as its fee is for, where the procedure counts them so."""
    counted = {one.key: wanted.numbers.get(one.counted_by, 0) for one in dossier.version.components.all()}
    papers = {key: (one[0], counted.get(key, 0) or one[1]) for key, one in wanted.papers.items()}
    return replace(wanted, papers=papers)


def paper_names(dossier: Dossier) -> dict[str, str]:
    """The papers that may be counted: its procedure's, and what was handed in besides."""
    received = {one.key: one.name for one in dossier.components.order_by("pk")}
    return received | {one.key: one.name for one in dossier.version.components.all()}


def _counts(counts: tuple[int, int]) -> str:
    return f"{counts[0]} bản chính, {counts[1]} bản sao"


def _of_case(dossier: Dossier, wanted: Correction) -> list[Change]:
    changes = []
    for question in dossier.version.questions.all():
        labels = {option["value"]: option["label"] for option in question.options}
        old, new = dossier.case_answers.get(question.key, ""), wanted.case_answers.get(question.key, "")
        if old != new:
            changes.append(Change(question.text, labels.get(old, ""), labels.get(new, "")))
    return changes


def terms_in(dossier: Dossier, case: Mapping[str, str]) -> Terms | None:
    """Time and fee of a case on the day from which the dossier counts, less what was taken off for who files it."""
    day = local(dossier.accepted_at or dossier.submitted_at).date()
    reception = reception_of(dossier.version, dossier.handling_agency)
    terms = terms_of(dossier.version, dossier.channel, reception, on=day, answers=case)
    given = reduction_given(dossier)
    return replace(terms, fee=reduced_by(terms.fee, given)) if terms and given else terms


def _due(dossier: Dossier, terms: Terms) -> datetime | None:
    """When it would be due, by the marks its clock has already."""
    changed: Any = copy.copy(dossier)
    set_terms(changed, terms)
    deadline = deadline_of(changed)
    return deadline.due_at if deadline else None


def corrected(dossier: Dossier, plan: Plan) -> Dossier:
    """The dossier as a plan would leave its time and its day, to be asked about and never saved."""
    changed = copy.copy(dossier)
    if plan.terms is not None:
        set_terms(changed, plan.terms)
        changed.due_at = plan.due_after
    return changed


def set_terms(dossier: Dossier, terms: Terms) -> None:
    """Give a dossier the time and the fee of its case; the caller saves."""
    dossier.duration_amount = terms.time.amount
    dossier.duration_unit = terms.time.unit if terms.time.amount is not None else ""
    set_fee(dossier, terms)


def fee_of(dossier: Dossier, terms: Terms) -> tuple[int | None, str]:
    """The fee of the dossier's case, for one of what; of a sum that was asked for with copies in it, all it is for now.

    So nobody is told to return what copies cost when the fee itself becomes another one.
    """
    whole = dossier.whole_of(terms.fee.tariff) if dossier.has_copies_in_fee else None
    return (terms.fee.dong, terms.fee.per) if whole is None else (whole, "")


def _as_wanted(dossier: Dossier, wanted: Correction, terms: Terms | None = None) -> Dossier:
    """The dossier with its case and its numbers as wanted, to be asked about and never saved."""
    changed = copy.copy(dossier)
    changed.case_answers, changed.fee_numbers = dict(wanted.case_answers), numbers_wanted(dossier, wanted)
    if terms is not None:
        set_fee(changed, terms)
    return changed


def numbers_wanted(dossier: Dossier, wanted: Correction) -> dict[str, int]:
    """How many there are of what the fee is for one, those that were counted wrongly put right; of none nothing."""
    return {name: number for name, number in {**dossier.fee_numbers, **wanted.numbers}.items() if number}


def _fee_counted_anew(dossier: Dossier, wanted: Correction) -> tuple[int | None, str]:
    """The fee with other numbers: of a sum that was asked for, the sum they make; else its rate stays."""
    tariff, before = dossier.tariff, (dossier.fee_dong, dossier.fee_per)
    wholes = [one.whole_of(tariff) for one in (dossier, _as_wanted(dossier, wanted))]
    if not dossier.is_fee_asked or dossier.fee_dong is None or None in wholes:
        return before
    return max(dossier.fee_dong + (wholes[1] or 0) - (wholes[0] or 0), 0), dossier.fee_per


def reductions_for(dossier: Dossier) -> list[Reduction]:
    """What the law takes off its fee for some persons, filed as it was, on the day from which it counts."""
    day = local(dossier.accepted_at or dossier.submitted_at).date()
    return [one for one in reductions_on(dossier.version.reductions, day) if one.whom and one.is_for(dossier.channel)]


def reduction_given(dossier: Dossier) -> Reduction | None:
    """What an official took off its fee because of who they are that it is for."""
    given = FeeReduction.objects.filter(dossier=dossier.pk).first()
    return reduction_of(given.reduction) if given else None


def set_fee(dossier: Dossier, terms: Terms) -> None:
    """Give a dossier the fee of its case; the caller saves."""
    dossier.fee_dong, dossier.fee_per = fee_of(dossier, terms)
    dossier.fee_rate = terms.fee.tariff.stored()
    dossier.is_fee_of_province = terms.fee.is_unknown_of_province


def count_anew(before: Dossier, dossier: Dossier) -> None:
    """Follow a number of copies that became another after the sum for them was asked for; the caller saves.

    Not of a sheet that was not whole before: whether the sum had what is typed now in it, nobody knows.
    """
    if before.is_undeclared or dossier.fee_dong is None or not before.has_copies_in_fee:
        return
    terms = terms_in(dossier, dossier.case_answers)
    tariff = replace(terms.fee.tariff, dong=terms.fee.dong or 0) if terms else Tariff(0)
    wholes = [one.whole_of(tariff) or one.copies_dong for one in (before, dossier)]
    dossier.fee_dong = max(dossier.fee_dong + wholes[1] - wholes[0], 0)


def as_it_is(dossier: Dossier) -> Correction:
    """The facts of a dossier now, for a form that corrects some of them."""
    parties: list[Party] = list(dossier.parties.order_by("pk"))
    return Correction(
        {Role(party.role): {part: part_of(party, part) for part in PART_WORDS} for party in parties},
        dossier.return_method,
        dossier.return_address,
        {one.key: (one.originals, one.copies) for one in dossier.components.order_by("pk")},
        dict(dossier.case_answers),
        numbers={name: dossier.fee_numbers.get(name, 0) for name in dossier.numbers_to_count},
    )


# What one person has in every role; an authorisation belongs to a role.
OF_A_PERSON = ("name", "id_number", "born_on", "phone", "email", "address")


def same_as_filer(facts: Correction) -> list[Role]:
    """The roles that the filer has too: one name, one number."""
    who = [facts.parties.get(Role.FILER, {}).get(part) for part in ("name", "id_number")]
    others = ((role, parts) for role, parts in facts.parties.items() if role != Role.FILER)
    return [role for role, parts in others if [parts.get(part) for part in ("name", "id_number")] == who]


def follow(now: Correction, wanted: Correction, roles: Sequence[Role]) -> Correction:
    """What is wanted, with one person in `roles` put right like the filer, but for what was written there itself."""
    before, filer = now.parties.get(Role.FILER, {}), wanted.parties.get(Role.FILER, {})

    def followed(role: Role, part: str, typed: str) -> str:
        is_untouched = typed == now.parties[role].get(part) == before.get(part)
        return filer.get(part, typed) if part in OF_A_PERSON and is_untouched else typed

    parties = {
        role: {part: followed(role, part, typed) for part, typed in parts.items()} if role in roles else parts
        for role, parts in wanted.parties.items()
    }
    return replace(wanted, parties=parties)


LONG_AGO = date(1800, 1, 1)
# Who the filer is, and what opens the dossier to who has no account.
WHO = ("name", "id_number", "born_on")
CONTACT = ("phone", "email")


def _without_proof(dossier: Dossier, wanted: Correction) -> dict[str, str]:
    filer = dossier.parties.get(role=Role.FILER)
    if wanted.proof != Proof.SAID or not filer.is_proved:
        return {}
    parts = wanted.parties.get(Role.FILER, {})
    other = [part for part in (*WHO, *CONTACT) if part in parts and as_part(part, parts[part]) != part_of(filer, part)]
    said = _("Người nộp đã xác minh. Xem thẻ căn cước rồi mới sửa người nộp hoặc liên hệ của họ.")
    return {"card": said} if other else {}


def what_refuses(dossier: Dossier, wanted: Correction, plan: Plan, *, at: datetime) -> dict[str, str]:
    """What cannot be corrected so, by field: told before anybody writes down why."""
    errors = {
        f"{role.lower()}_name": _("Nhập họ và tên.")
        for role, parts in wanted.parties.items()
        if not names_somebody(parts.get("name", ""))
    }
    errors |= {
        f"{role.lower()}_born_on": _("Ngày sinh phải là ngày có thật, từ năm 1900 đến hôm nay, ví dụ 23/11/1990.")
        for role, parts in wanted.parties.items()
        if not _is_birthday(parts.get("born_on", ""), role, local(dossier.submitted_at).date())
    }
    for role, parts in wanted.parties.items():
        # What was taken before by looser rules stays until somebody changes it.
        new = {change.part for change in plan.changes if change.of == ROLE_WORDS[role]}
        changed = {part: parts[part] for part in new if part in parts}
        errors |= wrong_parts(role, changed, on=local(at).date(), prefix=f"{role.lower()}_")
    for question in unanswered(dossier.version.questions.all(), wanted.case_answers):
        if question.key in wanted.case_answers or question.key in dossier.case_answers:
            errors[f"case_{question.key}"] = _("Chọn một câu trả lời.")
    errors |= _untrue(dossier, wanted, local(at).date())
    if wanted.return_method == ReturnMethod.POST and not wanted.return_address.strip():
        errors["return_address"] = _("Nhập địa chỉ nhận kết quả qua bưu chính.")
    errors |= wrong_return(wanted.return_address)
    if wanted.return_method not in (dossier.return_method, *returns_of(dossier.version)):
        errors["return_method"] = _("Thủ tục này cần đến nhận kết quả. Chọn lại cách nhận kết quả.")
    if plan.terms is None and wanted.case_answers != dossier.case_answers:
        errors["case"] = _("Thủ tục này không nộp được theo cách này trong trường hợp ấy.")
    errors |= _without_proof(dossier, wanted)
    if not errors and plan.reaches_papers and (signed := _signed_words(dossier)):
        errors["reason"] = signed
    return errors


def _untrue(dossier: Dossier, wanted: Correction, today: date) -> dict[str, str]:
    """The answers about the case that become others which what was declared contradicts, each with what to mend."""
    if dossier.form is None:
        return {}
    told = {**dossier.answers, **told_by(wanted.case_answers, dossier.filed_on)}
    form = dossier.form.parsed
    untrue = {
        key: contradicted(form, told, key, today)
        for key, answer in wanted.case_answers.items()
        if answer != dossier.case_answers.get(key)
    }
    return {f"case_{key}": at_the_counter(message) for key, message in untrue.items() if message}


def at_the_counter(message: str) -> str:
    """A rule of the form as the counter reads it: what its filer calls «my case» is the dossier's."""
    return say(message).replace(say("Trường hợp của tôi"), say("Trường hợp"))


def _signed_words(dossier: Dossier) -> str:
    """What is to be done first where somebody has signed what would become different."""
    if has_signed_result(dossier):
        return _("Kết quả đã ký theo nội dung này. Đề nghị bước đang giữ hồ sơ trả lại để soạn lại, rồi đính chính.")
    if has_signed_letter(dossier):
        return _("Văn bản gửi người nộp đã ký theo nội dung này. Không đồng ý đề xuất đó rồi đính chính.")
    return ""


def _is_birthday(text: str, role: Role, filed_on: date) -> bool:
    try:
        day = day_in(text)
    except ValueError:
        return False
    # The dossier may be of somebody dead, who was born long ago.
    return day is None or is_birth_date(day, on=filed_on) or (role == Role.HOLDER and LONG_AGO <= day <= filed_on)
