"""A draft that its owner filled in online is taken over at a counter, by the code they bring."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.corrections import PART_WORDS
from motcua.dossiers.drafts import seen_of, told_parties
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.filing import Filing, register_at_counter
from motcua.dossiers.operations.story import tell_story
from motcua.dossiers.queries import receives_elsewhere
from motcua.dossiers.rights import RECEIVER_OF_UNIT
from motcua.dossiers.rules import Channel, Role, StoryWord
from motcua.forms.models import Draft
from motcua.forms.operations import take
from motcua.forms.queries import draft_with_code
from motcua.forms.rights import DRAFT
from motcua.forms.rules import complete_answers, told_by
from motcua.kernel.codes import typed_code
from motcua.kernel.operations import Refused, locked, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import format_datetime, local
from motcua.organization.models import Unit
from motcua.people.models import Account
from motcua.people.operations import record_view
from motcua.procedures.queries import version_in_force


@operation(who=RECEIVER_OF_UNIT, journal="draft.looked_at")
def look_at_draft(*, code: str, unit: Unit, by: Account, at: datetime) -> Draft:
    """Show an official at the counter the draft whose owner gave its code; the owner sees who looked (NĐ 118/2025 Đ15).

    Each look is recorded (Luật 91/2025/QH15). Refused when there is none, when it was filed, when its code is too old,
    and when this unit does not receive its procedure.
    """
    draft = _draft_with(code)
    _refuse_unusable(draft, unit, at)
    note(draft=draft.pk)
    if draft.account_id != by.pk:
        record_view(
            draft.account, by=by, reference=draft.procedure_code,
            purpose=gettext_noop("Xem bản nháp tại quầy theo mã người nộp đưa"), agency_name=unit.agency.name, at=at,
        )  # fmt: skip
    return draft


@operation(who=RECEIVER_OF_UNIT, journal="draft.taken_over")
def take_over(
    *,
    code: str,
    seen: str,
    filing: Filing,
    unit: Unit,
    despite: Collection[str] | None = None,
    by: Account,
    at: datetime,
) -> Dossier:
    """Make the draft somebody brought the dossier that is registered for them at the counter (NĐ 118/2025 Đ15).

    `filing` says what the official saw; what was declared online goes along as it was declared, on its own form, and
    where both differ the story tells it. `seen`: the draft as the page showed it (`seen_of`). Pressing twice gives the
    same dossier. Refused as `look_at_draft` is, when its owner changed the draft meanwhile, or for another procedure.
    """
    draft = locked(DRAFT, _draft_with(code))
    if filing.version.procedure.code != draft.procedure_code:
        raise _bad_code(_("Bản nháp này của thủ tục «%s». Mở lại bằng mã ở trang tiếp nhận.") % draft.procedure_name)
    known = Dossier.objects.filter(submission_key=draft.submission_key).first()
    if known is None or known.channel == Channel.ONLINE or known.receiving_unit_id != unit.pk:
        _refuse_unusable(draft, unit, at)
        if seen != seen_of(draft):
            raise Refused(_("Người nộp vừa sửa bản nháp. Nội dung mới đã được nạp: đối chiếu lại rồi tiếp nhận."))
        take(draft, at=at)
    dossier = register_at_counter(
        filing=_with_declared(filing, draft, at),
        unit=unit,
        submission_key=draft.submission_key,
        account=draft.account,
        despite=despite,
        by=by,
        at=at,
    )
    note(reference=dossier.reference, draft=draft.pk)
    if known is None:
        tell_story(dossier, StoryWord.REGISTERED, by=by, at=at, text=_story(draft, filing))
    return dossier


def _with_declared(filing: Filing, draft: Draft, at: datetime) -> Filing:
    """What the official saw, with what is known by its owner's word alone."""
    told = {**draft.answers, **told_by(filing.case_answers)}
    born = {(one.role, one.name, one.id_number): one.born_on for one in told_parties(draft.account, draft.parties)}
    return replace(
        filing,
        answers=complete_answers(draft.form.parsed, told, today=local(at).date()),
        form=draft.form,
        parties=[replace(one, born_on=born.get((one.role, one.name, one.id_number))) for one in filing.parties],
    )


def _draft_with(code: str) -> Draft:
    draft = draft_with_code(typed_code(code))
    if draft is None:
        raise _bad_code(_("Không có bản nháp nào mang mã này. Kiểm tra từng ký tự, hoặc đề nghị người nộp lấy mã mới."))
    return draft


def _refuse_unusable(draft: Draft, unit: Unit, at: datetime) -> None:
    if draft.submitted_at is not None:
        said = _("Mã này đã dùng: bản nháp đã thành hồ sơ từ lúc %s.") % format_datetime(draft.submitted_at)
        dossier = Dossier.objects.filter(submission_key=draft.submission_key, receiving_unit=unit).first()
        raise _bad_code(said + (" " + _("Mã hồ sơ: %s.") % dossier.shown_code if dossier else ""))
    until = draft.counter_code_until
    if until is None or until <= at:
        said = _("Mã đã hết hạn lúc %s. Đề nghị người nộp mở bản nháp và lấy mã mới.")
        raise _bad_code(said % (format_datetime(until) if until else "–"))
    day = local(at).date()
    version = version_in_force(draft.procedure_code, on=day)
    is_here = version is not None and (unit.agency.level in version.levels or receives_elsewhere(on=day))
    if version is None or not version.process_key or not is_here:
        raise _bad_code(_("Bộ phận này không tiếp nhận thủ tục «%s».") % draft.procedure_name)


def _bad_code(said: str) -> Refused:
    return Refused(said, errors={"ma": said})


def _story(draft: Draft, filing: Filing) -> Sentence:
    """That it was a draft; and what the official wrote otherwise than its owner had declared."""
    declared = {party.role: party for party in told_parties(draft.account, draft.parties)}
    other = [
        f"{PART_WORDS[part]}: «{getattr(party, part) or '–'}» (tự khai «{getattr(declared[party.role], part) or '–'}»)"
        for party in filing.parties
        if party.role == Role.FILER
        for part in ("name", "id_number", "address")
        if getattr(party, part) != getattr(declared[party.role], part)
    ]
    if not other:
        return Sentence(gettext_noop("Lập từ bản nháp trực tuyến của người nộp."))
    said = gettext_noop("Lập từ bản nháp trực tuyến của người nộp. Ghi theo giấy tờ xuất trình: %(changes)s.")
    return Sentence(said, {"changes": "; ".join(other)})
