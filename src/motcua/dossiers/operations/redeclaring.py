"""A declaration, the case or a person is corrected: what was before is kept, and whatever rests on it knows."""

import copy
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop

from motcua.dossiers.amendments import Amendment
from motcua.dossiers.corrections import Change, count_anew, set_terms
from motcua.dossiers.models import Dossier, EarlierDeclaration, SupplementRequest
from motcua.dossiers.operations.clock import recompute
from motcua.forms.rules.amending import Difference
from motcua.kernel.operations import inside_operation, note
from motcua.kernel.sentences import Sentence
from motcua.people.models import Account

HIDDEN = "(nội dung riêng tư)"


@inside_operation
def redeclare(request: SupplementRequest, amendment: Amendment, *, by: Account, at: datetime) -> None:
    """Put the corrected declaration in place of the one before it, which is kept (NĐ 61/2018 Đ17).

    A result that was drafted before is not signed until somebody has looked at it again. Fee and time follow the case.
    """
    dossier = request.dossier
    keep_earlier(dossier, supplement=request, by=by, at=at)
    before = copy.copy(dossier)
    dossier.answers, dossier.case_answers = dict(amendment.answers), dict(amendment.case)
    if amendment.plan is not None and amendment.plan.terms is not None:
        set_terms(dossier, amendment.plan.terms)
        recompute(dossier)
    else:
        count_anew(before, dossier)
    if before.fee_dong != dossier.fee_dong:
        note(fee_before=before.fee_dong, fee_after=dossier.fee_dong)
    dossier.save(
        update_fields=[
            "answers", "case_answers", "duration_amount", "duration_unit", "fee_dong", "fee_per", "fee_rate", "due_at",
            "is_fee_of_province",
        ]
    )  # fmt: skip


@inside_operation
def keep_earlier(
    dossier: Dossier,
    *,
    supplement: SupplementRequest | None = None,
    people: Sequence[Change] = (),
    by: Account,
    at: datetime,
) -> None:
    """Keep what a dossier says before it becomes different; a result drafted from it is to be looked at again."""
    EarlierDeclaration.objects.create(
        dossier=dossier,
        number=dossier.earlier_declarations.count() + 1,
        answers=dossier.answers,
        case_answers=dossier.case_answers,
        replaced_at=at,
        replaced_by=by,
        supplement=supplement,
        people=[{"label": f"{change.what} ({change.of})", "old": change.old, "new": change.new} for change in people],
        outdates_draft=bool(dossier.decision),
    )


def has_new_case(request: SupplementRequest) -> bool:
    """Whether the answers to a request have made another case of its dossier."""
    earlier = EarlierDeclaration.objects.filter(supplement=request).order_by("number").first()
    return earlier is not None and earlier.case_answers != request.dossier.case_answers


def answer_words(dossier: Dossier, files: int, amendment: Amendment) -> Sentence | str:
    """What an answer brought, as the dossier's story tells it."""
    if not amendment.changes:
        return Sentence(gettext_noop("Đã bổ sung %(count)d tệp."), {"count": files}) if files else ""
    facts = {
        "count": files,
        "number": dossier.earlier_declarations.count() + 1,
        "changes": "; ".join([*change_words(amendment.of_declaration), *amendment.moves]),
    }
    if files:
        return Sentence(gettext_noop("Đã bổ sung %(count)d tệp. Đã sửa tờ khai (bản %(number)d): %(changes)s."), facts)
    return Sentence(gettext_noop("Đã sửa tờ khai (bản %(number)d): %(changes)s."), facts)


def change_words(changes: Sequence[Difference]) -> list[str]:
    """Old and new of each answer, in Vietnamese as all that is kept; of what is private only that it changed."""
    return [
        f"{change.label}: {HIDDEN}"
        if change.is_sensitive
        else f"{change.label}: «{change.old or '–'}» thành «{change.new or '–'}»"
        for change in changes
    ]
