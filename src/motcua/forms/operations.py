"""The only code that changes forms and drafts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from motcua.forms.models import Draft, DraftFile, FormDefinition
from motcua.forms.queries import places_of_today
from motcua.forms.reading import take_in
from motcua.forms.rights import DRAFT, IS_UNFILED, OWNER
from motcua.forms.rules import (
    BadDefinition,
    FileProblem,
    Page,
    clean_page,
    parse,
    prefill,
    told_by,
    too_many,
)
from motcua.kernel.codes import drawn_code
from motcua.kernel.files import store
from motcua.kernel.operations import SYSTEM, Refused, inside_operation, locked, note, operation
from motcua.kernel.text import local
from motcua.people.models import Account
from motcua.people.rights import SIGNED_IN

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


@operation(who=SIGNED_IN, journal="draft.started")
def start_draft(
    form: FormDefinition, *, purpose: Purpose, known: Mapping[str, Any], by: Account, at: datetime
) -> Draft:
    """Begin an application with everything already known filled in, one's case too (NĐ 47/2020 Đ5)."""
    note(procedure=purpose.procedure_code)
    return Draft.objects.create(
        account=by,
        form=form,
        procedure_code=purpose.procedure_code,
        procedure_name=purpose.procedure_name,
        place_code=purpose.place_code,
        case_answers=dict(purpose.case_answers),
        answers=prefill(form.parsed, {**known, **told_by(purpose.case_answers)}),
        submission_key=purpose.key,
        created_at=at,
        updated_at=at,
    )


@operation(who=OWNER, journal="draft.page_saved", on=DRAFT, when=IS_UNFILED)
def save_page(draft: Draft, *, page: Page, raw: Mapping[str, str], by: Account, at: datetime) -> dict[str, str]:
    """Save one page as typed: good values become answers, the rest is kept to be shown again (NĐ 61/2018 Đ25).

    Returns the errors by field.
    """
    cleaned = places_of_today(clean_page(draft.form.parsed, page, raw, today=local(at).date(), answers=draft.told), at)
    for spec in page.fields:
        draft.answers.pop(spec.name, None)
    draft.answers |= cleaned.values
    draft.typed[page.key] = cleaned.typed if cleaned.errors else {}
    draft.updated_at = at
    draft.save(update_fields=["answers", "typed", "updated_at"])
    note(page=page.key, errors=len(cleaned.errors))
    return cleaned.errors


@operation(who=OWNER, journal="draft.item_saved", on=DRAFT, when=IS_UNFILED)
def save_item(
    draft: Draft, *, page: Page, number: int | None, raw: Mapping[str, str], by: Account, at: datetime
) -> dict[str, str]:
    """Save one item of a page that repeats; a new one when `number` is None (NĐ 61/2018 Đ25).

    Returns the errors by field; nothing is half-saved.
    """
    items = list(draft.answers.get(page.repeat, []))
    cleaned = places_of_today(clean_page(draft.form.parsed, page, raw, today=local(at).date(), answers=draft.told), at)
    if cleaned.errors:
        return cleaned.errors
    if number is None and len(items) >= page.max_items:
        raise Refused(_("Chỉ thêm được tối đa %d mục.") % page.max_items)
    if number is None:
        items.append(cleaned.values)
    elif 0 <= number < len(items):
        items[number] = cleaned.values
    else:
        raise Refused(_("Mục này không còn nữa. Tải lại trang."))
    draft.answers[page.repeat], draft.updated_at = items, at
    draft.save(update_fields=["answers", "updated_at"])
    note(page=page.key, items=len(items))
    return {}


@operation(who=OWNER, journal="draft.item_removed", on=DRAFT, when=IS_UNFILED)
def remove_item(draft: Draft, *, page: Page, number: int, by: Account, at: datetime) -> Draft:
    """Remove one item of a page that repeats (NĐ 61/2018 Đ25)."""
    items = list(draft.answers.get(page.repeat, []))
    if not 0 <= number < len(items):
        raise Refused(_("Mục này không còn nữa. Tải lại trang."))
    del items[number]
    draft.answers[page.repeat], draft.updated_at = items, at
    draft.save(update_fields=["answers", "updated_at"])
    return draft


@operation(who=OWNER, journal="draft.parties_saved", on=DRAFT, when=IS_UNFILED)
def save_parties(draft: Draft, *, parties: Mapping[str, Any], by: Account, at: datetime) -> Draft:
    """Save who files, whose dossier it is and who receives the result (NĐ 61/2018 Đ16)."""
    draft.parties, draft.updated_at = dict(parties), at
    draft.save(update_fields=["parties", "updated_at"])
    return draft


@operation(who=OWNER, journal="draft.case_changed", on=DRAFT, when=IS_UNFILED)
def change_case(draft: Draft, *, answers: Mapping[str, str], by: Account, at: datetime) -> Draft:
    """Answer anew what decides one's case; what was filled in and attached stays (NĐ 61/2018 Đ16).

    Where the form asks what has become different, its answer follows the case or is asked for again.
    """
    form = draft.form.parsed
    told = told_by({key: value for key, value in answers.items() if draft.case_answers.get(key) != value})
    follow = {spec.name for page in form.pages for spec in page.fields if spec.prefill in told}
    kept = {name: value for name, value in draft.answers.items() if name not in follow}
    draft.case_answers, draft.updated_at = dict(answers), at
    draft.answers = kept | prefill(form, told)
    draft.save(update_fields=["case_answers", "answers", "updated_at"])
    return draft


@operation(who=OWNER, journal="draft.file_attached", on=DRAFT, when=IS_UNFILED)
def attach_file(draft: Draft, *, component_key: str, name: str, content: bytes, by: Account, at: datetime) -> DraftFile:
    """Attach a file to a component, judged by its content (NĐ 61/2018 Đ16; Luật 29/2018/QH14 Đ5).

    Refused when empty, too large, of a kind not taken, or bearing a stamp of secrecy.
    """
    if reason := too_many(draft.files.count() + 1):
        raise Refused(reason, errors={component_key: reason})
    try:
        checked = take_in(name, content)
    except FileProblem as problem:
        raise Refused(str(problem), errors={component_key: str(problem)}) from problem
    stored = store(content, media_type=checked.media_type, at=at)
    file, _is_new = DraftFile.objects.get_or_create(
        draft=draft, component_key=component_key, stored=stored, defaults={"name": checked.name, "added_at": at}
    )
    Draft.objects.filter(pk=draft.pk).update(updated_at=at)
    note(component=component_key, digest=stored.digest, size=stored.size)
    return file


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
