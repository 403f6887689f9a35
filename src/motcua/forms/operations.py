"""The only code that changes forms and drafts."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from motcua.forms.events import DraftEnding
from motcua.forms.models import Draft, DraftFile, FormDefinition
from motcua.forms.queries import WARNED_FOR, kept_until, places_of_today
from motcua.forms.rights import DRAFT, IS_UNFILED, OWNER
from motcua.forms.rules import (
    BadDefinition,
    Checked,
    Page,
    clean_page,
    parse,
    prefill,
    told_by,
    too_many,
)
from motcua.forms.seen import CASE, PARTIES, is_of, is_saved_elsewhere, saver
from motcua.kernel.codes import drawn_code
from motcua.kernel.counters import only_one
from motcua.kernel.events import announce
from motcua.kernel.files import StoredFile, store
from motcua.kernel.manifests import Kept
from motcua.kernel.operations import SYSTEM, NotPermitted, Refused, inside_operation, locked, note, operation
from motcua.kernel.text import format_datetime, format_size, local
from motcua.people.models import Account
from motcua.people.rights import ACCOUNT, SIGNED_IN

# Who prepares a dossier at home comes to the counter within days; a code that is lost should not open it for long.
CODE_VALID_FOR = timedelta(days=7)
CODE_LENGTH = 8


@operation(who=SYSTEM, journal="form.published")
def publish_form(*, definition: Mapping[str, Any], valid_from: date, by: None, at: datetime) -> FormDefinition:
    """Put a form in force from a day on; the version before it ends that day (NĐ 61/2018 Đ25)."""
    try:
        parsed = parse(definition)
    except (BadDefinition, KeyError, TypeError, ValueError) as error:
        raise Refused(_("Biểu mẫu không dùng được: %s") % error) from error
    note(key=parsed.key)
    current: FormDefinition | None
    current = FormDefinition.objects.select_for_update().filter(key=parsed.key, valid_until=None).first()
    if current is not None and current.valid_from == valid_from:
        # The same day: drafts begun today go on with the new text.
        current.title, current.definition = parsed.title, dict(definition)
        current.save(update_fields=["title", "definition"])
        return current
    if current is not None:
        current.valid_until = valid_from
        current.save(update_fields=["valid_until"])
    return FormDefinition.objects.create(
        key=parsed.key, title=parsed.title, definition=dict(definition), valid_from=valid_from
    )


@dataclass(frozen=True)
class Purpose:
    """What an application is for: which procedure, where, in which case; and the key it is filed under."""

    procedure_code: str
    procedure_name: str
    place_code: str = ""
    case_answers: Mapping[str, str] = field(default_factory=dict)
    key: UUID = field(default_factory=uuid4)


def is_untouched(draft: Draft) -> bool:
    """Whether nothing was done with a draft since it began."""
    return draft.submitted_at is None and draft.updated_at == draft.created_at


@operation(who=SIGNED_IN, journal="draft.started")
def start_draft(
    form: FormDefinition, *, purpose: Purpose, known: Mapping[str, Any], by: Account, at: datetime
) -> Draft:
    """Begin an application with everything already known filled in, one's case too (NĐ 47/2020 Đ5).

    One page pressed several times begins one draft. Refused when one has begun as many as one may have.
    """
    # One at a time of an account, so that nobody has more; and none for who erased the account meanwhile.
    if not locked(ACCOUNT, by).is_active:
        raise NotPermitted(_("Tài khoản này đã ngừng hoạt động."))
    if Draft.objects.filter(account=by, submitted_at=None).count() >= settings.DRAFTS_MAX:
        most = _("Bạn đang có %d bản nháp chưa nộp, là số nhiều nhất được giữ. Nộp hoặc xóa bớt ở mục «Hồ sơ của tôi».")
        raise Refused(most % settings.DRAFTS_MAX)
    note(procedure=purpose.procedure_code)
    begun = Draft.objects.filter(submission_key=purpose.key).first()
    if begun is not None and begun.account_id == by.pk and is_untouched(begun):
        return begun
    return Draft.objects.create(
        account=by,
        form=form,
        procedure_code=purpose.procedure_code,
        procedure_name=purpose.procedure_name,
        place_code=purpose.place_code,
        case_answers=dict(purpose.case_answers),
        answers=prefill(form.parsed, {**known, **told_by(purpose.case_answers)}),
        # Of a page that was come back to after the first was filled in: another one is wanted.
        submission_key=purpose.key if begun is None else uuid4(),
        created_at=at,
        updated_at=at,
    )


@operation(who=OWNER, journal="draft.page_saved", on=DRAFT, when=IS_UNFILED)
def save_page(
    draft: Draft, *, page: Page, raw: Mapping[str, str], seen: str = "", by: Account, at: datetime
) -> dict[str, str]:
    """Save one page as typed: good values become answers, the rest is kept to be shown again (NĐ 61/2018 Đ25).

    Returns the errors by field. Refused where another opened page has saved it since it was `seen` (`forms.seen`).
    """
    cleaned = places_of_today(clean_page(draft.form.parsed, page, raw, today=local(at).date(), answers=draft.told), at)
    wanted = [cleaned.values, cleaned.typed if cleaned.errors else {}]
    if is_saved_elsewhere(draft, page, seen, wanted=wanted):
        raise _saved_elsewhere(draft)
    draft.saved_from = saver(draft, page, seen)
    for spec in page.fields:
        draft.answers.pop(spec.name, None)
    draft.answers |= cleaned.values
    draft.typed[page.key] = cleaned.typed if cleaned.errors else {}
    draft.updated_at = at
    draft.save(update_fields=["answers", "typed", "saved_from", "updated_at"])
    note(page=page.key, errors=len(cleaned.errors))
    return cleaned.errors


@inside_operation
def _saved_elsewhere(draft: Draft) -> Refused:
    said = _("Chưa lưu: phần này đã được sửa ở nơi khác (máy hoặc thẻ khác) lúc %s. Tải lại trang để xem bản ấy.")
    return Refused(said % format_datetime(draft.updated_at))


@operation(who=OWNER, journal="draft.item_saved", on=DRAFT, when=IS_UNFILED)
def save_item(
    draft: Draft, *, page: Page, number: int | None, raw: Mapping[str, str], seen: str = "", by: Account, at: datetime
) -> dict[str, str]:
    """Save one item of a page that repeats; a new one when `number` is None (NĐ 61/2018 Đ25).

    Returns the errors by field; nothing is half-saved. Refused where another stands in its place since it was `seen`,
    as when one before it was removed. A new one sent twice is there once.
    """
    items = list(draft.answers.get(page.repeat, []))
    cleaned = places_of_today(clean_page(draft.form.parsed, page, raw, today=local(at).date(), answers=draft.told), at)
    if number is not None and is_saved_elsewhere(draft, page, seen, wanted=cleaned.values, number=number):
        raise _saved_elsewhere(draft)
    if cleaned.errors:
        return cleaned.errors
    if number is None and seen and items and items[-1] == cleaned.values and is_of(draft, page, seen):
        return {}
    if number is None and len(items) >= page.max_items:
        raise Refused(_("Chỉ thêm được tối đa %d mục.") % page.max_items)
    if number is None:
        items.append(cleaned.values)
    elif 0 <= number < len(items):
        items[number] = cleaned.values
    else:
        raise Refused(_("Mục này không còn nữa. Tải lại trang."))
    draft.answers[page.repeat], draft.updated_at = items, at
    draft.saved_from = saver(draft, page, seen)
    draft.save(update_fields=["answers", "saved_from", "updated_at"])
    note(page=page.key, items=len(items))
    return {}


@operation(who=OWNER, journal="draft.item_removed", on=DRAFT, when=IS_UNFILED)
def remove_item(draft: Draft, *, page: Page, number: int, seen: str = "", by: Account, at: datetime) -> Draft:
    """Remove one item of a page that repeats (NĐ 61/2018 Đ25); refused where another stands there than was `seen`."""
    items = list(draft.answers.get(page.repeat, []))
    if number < len(items) and is_saved_elsewhere(draft, page, seen, wanted=None, number=number):
        raise _saved_elsewhere(draft)
    if not 0 <= number < len(items):
        raise Refused(_("Mục này không còn nữa. Tải lại trang."))
    del items[number]
    draft.answers[page.repeat], draft.updated_at = items, at
    draft.save(update_fields=["answers", "updated_at"])
    return draft


@operation(who=OWNER, journal="draft.parties_saved", on=DRAFT, when=IS_UNFILED)
def save_parties(
    draft: Draft,
    *,
    parties: Mapping[str, Any],
    typed: Mapping[str, str] = MappingProxyType({}),
    seen: str = "",
    by: Account,
    at: datetime,
) -> Draft:
    """Save who files, whose dossier it is and who receives the result (NĐ 61/2018 Đ16).

    `typed`: what of it is not right yet, to be shown again; the step is then not done. Refused where another opened
    page has saved them since they were `seen`.
    """
    if is_saved_elsewhere(draft, PARTIES, seen, wanted=[dict(parties), dict(typed)] if typed else dict(parties)):
        raise _saved_elsewhere(draft)
    draft.typed[PARTIES] = dict(typed)
    draft.parties, draft.updated_at, draft.saved_from = dict(parties), at, saver(draft, PARTIES, seen)
    draft.save(update_fields=["parties", "typed", "saved_from", "updated_at"])
    return draft


@operation(who=OWNER, journal="draft.case_changed", on=DRAFT, when=IS_UNFILED)
def change_case(draft: Draft, *, answers: Mapping[str, str], seen: str = "", by: Account, at: datetime) -> Draft:
    """Answer anew what decides one's case; what was filled in and attached stays (NĐ 61/2018 Đ16).

    Where the form asks what has become different, its answer follows the case or is asked for again. Refused where
    another opened page has answered since it was `seen`.
    """
    if is_saved_elsewhere(draft, CASE, seen, wanted=dict(answers)):
        raise _saved_elsewhere(draft)
    form = draft.form.parsed
    told = told_by({key: value for key, value in answers.items() if draft.case_answers.get(key) != value})
    follow = {spec.name for page in form.pages for spec in page.fields if spec.prefill in told}
    kept = {name: value for name, value in draft.answers.items() if name not in follow}
    draft.case_answers, draft.updated_at = dict(answers), at
    draft.answers = kept | prefill(form, told)
    draft.save(update_fields=["case_answers", "answers", "updated_at"])
    return draft


@operation(who=OWNER, journal="draft.file_attached", on=DRAFT, when=IS_UNFILED)
def attach_file(draft: Draft, *, component_key: str, file: Checked, by: Account, at: datetime) -> DraftFile:
    """Attach a file that was read to a component (NĐ 61/2018 Đ16; Luật 29/2018/QH14 Đ5).

    Refused when malware was found in it, and when the files of the draft would be too many or those of all drafts of
    the owner would weigh too much. The same file sent again, as after a lost answer, is the one that is there.
    """
    digest = sha256(file.content).hexdigest()
    known = draft.files.filter(component_key=component_key, stored=digest).first()
    if known is not None and not file.infection:
        note(component=component_key, digest=digest)
        if file.sent != digest:
            note(sent=file.sent)
        return known
    if reason := too_many(draft.files.count() + 1):
        raise Refused(reason, errors={component_key: reason})
    _refuse_too_much(draft, component_key, len(file.content))
    stored = keep_file(file, at=at)
    attached = DraftFile.objects.create(
        draft=draft, component_key=component_key, stored=stored, name=file.name, added_at=at
    )
    Draft.objects.filter(pk=draft.pk).update(updated_at=at)
    note(component=component_key)
    return attached


@inside_operation
def keep_file(taken: Checked, *, at: datetime) -> StoredFile:
    """Store what is kept of a file that was taken in; the journal names it, and what was sent where that is another.

    Refused when malware was found in it, and that stands in the journal although nothing is kept.
    """
    if taken.infection:
        message = _(
            "Tệp «%(name)s» có mã độc (%(infection)s) nên không được nhận. Quét máy của bạn bằng phần mềm diệt mã độc,"
            " rồi gửi bản sạch."
        ) % {"name": taken.name, "infection": taken.infection}
        raise Refused(message, trace=("file.refused", {"digest": taken.sent, "infection": taken.infection}))
    stored = store(
        taken.content,
        media_type=taken.media_type,
        at=at,
        active=" ".join(sorted(taken.active)),
        scanned_at=at if taken.is_scanned else None,
    )
    note(digest=stored.digest, size=stored.size)
    if taken.sent != stored.digest:
        note(sent=taken.sent)
    return stored


def _refuse_too_much(draft: Draft, component_key: str, size: int) -> None:
    only_one(f"drafts of {draft.account_id}")
    attached = DraftFile.objects.filter(draft__account=draft.account_id, draft__submitted_at=None)
    held = attached.aggregate(size=Sum("stored__size"))["size"] or 0
    if held + size > settings.DRAFTS_MAX_BYTES:
        reason = _(
            "Tệp trong các bản nháp của bạn đã có %(held)s, thêm tệp này thì quá %(most)s. Nộp hoặc xóa bớt bản nháp,"
            " hay gỡ bớt tệp, rồi đính kèm lại. Những gì đã điền vẫn còn."
        ) % {"held": format_size(held), "most": format_size(settings.DRAFTS_MAX_BYTES)}
        raise Refused(reason, errors={component_key: reason})


@operation(who=OWNER, journal="draft.file_removed", on=DRAFT, when=IS_UNFILED)
def detach_file(draft: Draft, *, file_id: int, by: Account, at: datetime) -> Draft:
    """Take a file off a draft (NĐ 61/2018 Đ16)."""
    draft.files.filter(pk=file_id).delete()
    return draft


@operation(who=OWNER, journal="draft.code_given", on=DRAFT, when=IS_UNFILED)
def give_code(draft: Draft, *, by: Account, at: datetime) -> Draft:
    """Give the draft a code by which an official at a counter takes it over, for a week (NĐ 118/2025 Đ15).

    A code that was given before is worth nothing any more.
    """
    draft.counter_code, draft.counter_code_until = drawn_code(CODE_LENGTH), at + CODE_VALID_FOR
    draft.save(update_fields=["counter_code", "counter_code_until"])
    return draft


@operation(who=OWNER, journal="draft.discarded", on=DRAFT, when=IS_UNFILED)
def discard_draft(draft: Draft, *, by: Account, at: datetime) -> None:
    """Throw a draft away with everything in it (Luật 91/2025/QH15)."""
    draft.delete()


# A draft that was changed since its owner was told is as if nobody had been told.
IS_UNTOLD = Q(warned_at=None) | Q(warned_at__lt=F("updated_at"))


def end_old_drafts(kind: Kept, *, days: int, at: datetime) -> None:
    """Tell the owners of drafts that nobody has changed for so long; delete those whose owners were told long enough.

    What somebody changes at this moment is passed by.
    """
    unfiled = Draft.objects.filter(submitted_at=None)
    for pk in _keys(unfiled.filter(IS_UNTOLD, updated_at__lt=at - timedelta(days=days) + WARNED_FOR)):
        with suppress(Refused):
            warn_of_end(Draft(pk=pk), days=days, by=None, at=at)
    told = unfiled.exclude(IS_UNTOLD).filter(warned_at__lte=at - WARNED_FOR)
    for pk in _keys(told.filter(updated_at__lt=at - timedelta(days=days))):
        with suppress(Refused):
            end_draft(Draft(pk=pk), days=days, by=None, at=at)


def _keys(drafts: QuerySet[Draft]) -> list[int]:
    return list(drafts.order_by("pk").values_list("pk", flat=True))


@operation(who=SYSTEM, journal="draft.ending_told", on=DRAFT, when=IS_UNFILED)
def warn_of_end(draft: Draft, *, days: int, by: None, at: datetime) -> Draft:
    """Tell the owner of a draft until when it is kept unless it is changed (Luật 91/2025/QH15).

    Refused when somebody changed it meanwhile.
    """
    if draft.updated_at >= at - timedelta(days=days) + WARNED_FOR:
        raise Refused(_("Bản nháp vừa được sửa."))
    draft.warned_at = at
    draft.save(update_fields=["warned_at"])
    announce(
        DraftEnding(
            account_id=draft.account_id,
            procedure_code=draft.procedure_code,
            procedure_name=draft.procedure_name,
            token=str(draft.token),
            until=kept_until(draft, days=days, at=at),
            at=at,
        )
    )
    return draft


@operation(who=SYSTEM, journal="draft.ended", on=DRAFT, when=IS_UNFILED)
def end_draft(draft: Draft, *, days: int, by: None, at: datetime) -> None:
    """Delete a draft that nobody has changed for so long, with everything in it (Luật 91/2025/QH15).

    Refused until the day is over that its owner was told, also when somebody changed it meanwhile. Its files follow
    once nothing else refers to them.
    """
    if local(at).date() <= kept_until(draft, days=days, at=at):
        raise Refused(_("Bản nháp còn được giữ."))
    note(procedure=draft.procedure_code, account=draft.account_id, changed_at=draft.updated_at)
    draft.delete()


@inside_operation
def take(draft: Draft, *, at: datetime) -> Draft | None:
    """Mark a draft as filed and hold it until the transaction ends; none when it was filed before (NĐ 118/2025 Đ15).

    Not an operation: it is the first step of the one that files, and what that refuses undoes it. Refused when the
    draft was thrown away meanwhile.
    """
    # One statement, for a draft that is as its owner saw it last.
    if Draft.objects.filter(pk=draft.pk, submitted_at=None, updated_at=draft.updated_at).update(submitted_at=at):
        return draft
    current = locked(DRAFT, draft)
    if current.submitted_at is not None:
        return None
    Draft.objects.filter(pk=draft.pk).update(submitted_at=at)
    return current
