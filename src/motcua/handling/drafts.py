"""The result in the making: who wrote it since somebody looked, and what each writing changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import draft_mark, is_corrected_since
from motcua.dossiers.rules import Decision, Outcome, StoryWord
from motcua.handling.models import EarlierDraft
from motcua.handling.rules import WorkWord
from motcua.kernel.text import format_datetime
from motcua.people.models import Account

# The lines of the story after which a dossier says something else.
CORRECTS = (StoryWord.DECLARED, StoryWord.CORRECTED, StoryWord.SUPPLEMENT_ANSWERED)


def changed_since(dossier: Dossier, seen: str, *, by: Account) -> str:
    """Who wrote the result, or corrected the dossier, since its draft was `seen` (`draft_mark`); empty when nobody."""
    if seen in ("", draft_mark(dossier)):
        return ""
    lines = dossier.history.order_by("-pk")
    last = lines.filter(word__in=CORRECTS).first() if is_corrected_since(dossier, seen) else None
    if last is not None:
        words = _("Hồ sơ đã được sửa từ khi bạn mở trang này (%(who)s, %(at)s). Xem lại rồi lưu nếu vẫn đúng.")
    else:
        last = lines.filter(word=WorkWord.RESULT_DRAFTED).first()
        words = _("Kết quả đã được soạn lại từ khi bạn mở trang này (%(who)s, %(at)s). Xem lại rồi lưu nếu vẫn đúng.")
        if last is not None and last.by_id == by.pk:
            words = _("Chính bạn đã soạn lại kết quả này ở một trang khác (%(at)s). Xem lại rồi lưu nếu vẫn đúng.")
    who, moment = (last.actor, format_datetime(last.at)) if last is not None else ("", "")
    return words % {"who": who, "at": moment}


@dataclass(frozen=True)
class Rewriting:
    """One writing of a result over an earlier one: who, when, and what it said before and after, by label."""

    who: str
    at: datetime
    changes: tuple[tuple[str, str, str], ...]


def rewritings_of(dossier: Dossier) -> list[Rewriting]:
    """How the draft of a result came about, the latest writing first."""
    earlier = list(EarlierDraft.objects.of(dossier).select_related("replaced_by").order_by("-pk"))
    after, found = _said(dossier.outcome, dossier.decision), []
    for one in earlier:
        before = _said(one.outcome, one.decision)
        changes = tuple(
            (label, before.get(label, ""), after.get(label, ""))
            for label in dict.fromkeys([*before, *after])
            if before.get(label, "") != after.get(label, "")
        )
        found.append(Rewriting(one.replaced_by.full_name, one.replaced_at, changes))
        after = before
    return found


def _said(outcome: str, kept: Mapping[str, Any]) -> dict[str, str]:
    """What a drafted result says, by the labels under which people read it."""
    decision = Decision.read(kept)
    if decision is None:
        return {}
    granted = _("Giải quyết theo đề nghị") if outcome == Outcome.GRANTED else _("Không giải quyết")
    said = {_("Kết quả"): granted, _("Tên giấy tờ, quyết định"): decision.title}
    said |= {_("Nội dung"): "\n".join(decision.paragraphs), **decision.facts}
    said |= {_("Căn cứ, nếu không giải quyết"): "\n".join(decision.grounds)}
    for paper in decision.papers:
        beside = f" ({paper.title})" if len(decision.papers) > 1 else ""
        said |= {f"{label}{beside}": text for label, text in paper.facts.items()}
        if paper.upload is not None:
            said[f"{_('Tệp')}{beside}"] = f"{paper.upload.name} {paper.upload.number}".strip()
    return {label: text for label, text in said.items() if text}
