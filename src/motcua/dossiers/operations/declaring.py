"""The declaration of somebody at the counter, or on a sheet that came by post, typed by an official."""

import copy
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.corrections import count_anew
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.correcting import replace_receipt
from motcua.dossiers.operations.redeclaring import change_words, keep_earlier
from motcua.dossiers.operations.story import tell_story
from motcua.dossiers.paperwork import PAPERS_SPEAK, rate_words
from motcua.dossiers.queries import Declared, changes_between, has_signed_result, sheet_of
from motcua.dossiers.rights import DECLARES, DOSSIER, IS_DECLARED_HERE, in_status
from motcua.dossiers.rules import OPEN, StoryWord
from motcua.forms.queries import form_in_force, places_of_today
from motcua.forms.rules import told_by
from motcua.forms.rules.sheets import clean_sheet
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import local
from motcua.people.models import Account


@operation(who=DECLARES, journal="dossier.declared", on=DOSSIER, when=in_status(*sorted(OPEN)) & IS_DECLARED_HERE)
def declare(dossier: Dossier, *, raw: Mapping[str, str], seen: str, by: Account, at: datetime) -> dict[str, str]:
    """Keep what a person at the counter declares, in the form's own fields (NĐ 118/2025 Đ15; NĐ 61/2018 Đ17).

    Good values are kept also while others are missing or wrong: the errors come back by field. `seen` is what the sheet
    showed (`sheet_of`): refused when somebody wrote on it meanwhile. A dossier filed online has its filer's own
    declaration, which nobody else may write. Until all of it is typed the dossier is marked so. What it changes of the
    receipt that was given stands on a new one.
    """
    day = local(at).date()
    form = dossier.form or form_in_force(dossier.version.form_key, on=day)
    if form is None or not dossier.version.form_key:
        raise Refused(_("Thủ tục này không có tờ khai điện tử riêng."))
    if has_signed_result(dossier):
        raise Refused(_("Kết quả đã ký theo tờ khai này nên không sửa tờ khai được nữa."))
    if seen != sheet_of(dossier):
        raise Refused(
            _("Tờ khai đã được người khác ghi từ khi bạn mở trang. Mở trang trong thẻ mới để xem rồi ghi tiếp.")
        )
    case = told_by(dossier.case_answers, dossier.filed_on)
    cleaned = places_of_today(clean_sheet(form.parsed, raw, case=case, today=day), at)
    changed = sorted(
        name for name in {*dossier.answers, *cleaned.values} if dossier.answers.get(name) != cleaned.values.get(name)
    )
    is_first = not dossier.answers
    before = dict(dossier.answers), dict(dossier.case_answers)
    # A sheet that is still being typed has said nothing yet that somebody could rest on.
    if changed and not is_first and (dossier.decision or not dossier.is_undeclared):
        keep_earlier(dossier, by=by, at=at)
    was = copy.copy(dossier)
    dossier.form, dossier.answers, dossier.is_undeclared = form, cleaned.values, bool(cleaned.errors)
    count_anew(was, dossier)
    dossier.save(update_fields=["form", "answers", "is_undeclared", "fee_dong"])
    note(reference=dossier.reference, changed=changed, errors=len(cleaned.errors))
    if was.fee_dong != dossier.fee_dong:
        note(fee_before=was.fee_dong, fee_after=dossier.fee_dong)
    if _on_receipt(was) != _on_receipt(dossier):
        replace_receipt(dossier, signer=dossier.accepted_by, by=by, at=at)
    if changed:
        tell_story(dossier, StoryWord.DECLARED, by=by, at=at, text=_said(dossier, before if not is_first else None))
    return cleaned.errors


def _on_receipt(dossier: Dossier) -> tuple[object, ...]:
    """What its receipt says of what was declared: the copies that were asked for, and what all of it costs."""
    return dossier.fee_dong, dossier.total_dong, [rate_words(one) for one in dossier.copies]


@PAPERS_SPEAK
def _said(dossier: Dossier, before: Declared | None) -> Sentence:
    """What was typed, as the story tells it: of a sheet that was typed before, what is different now."""
    if before is None:
        return Sentence(gettext_noop("Nhập tờ khai theo lời khai, bản giấy của người nộp."))
    changes = changes_between(dossier, before, (dossier.answers, dossier.case_answers))
    said = gettext_noop("Sửa tờ khai theo lời khai, bản giấy của người nộp: %(changes)s.")
    return Sentence(said, {"changes": "; ".join(change_words(changes))})
