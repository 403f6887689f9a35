"""A short answer to a question about a procedure, made of what the catalogue says and where; never of invented text."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from motcua.kernel.speech import say
from motcua.kernel.text import fold
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import own_values, terms_perhaps
from motcua.procedures.rules import Reception, of_my_case, perhaps_of_my_case
from motcua.procedures.rules.terms import Terms
from motcua.ui.procedure import (
    agency_of,
    fee_of_case,
    per_way,
    receptions_of,
    time_of_case,
    told_reductions,
    where_of,
)
from motcua.ui.words import reduction_words

TIME = re.compile(r"\b(bao lau|may ngay|bao nhieu ngay|thoi han|mat bao|khi nao (?:xong|co))\b")
FEE = re.compile(r"\b(bao nhieu tien|may tien|le phi|phi|ton (?:bao|tien)|mat tien|gia)\b")
PAPERS = re.compile(r"\b(giay to gi|can gi|can giay|can nhung gi|ho so gom|mang gi|mang theo)\b")
PLACE = re.compile(r"\b(o dau|nop dau|cho nao|den dau|noi nao)\b")
MOST_PAPERS = 8


@dataclass(frozen=True)
class Quotation:
    """One fact of the catalogue in its own words, under its label."""

    label: str
    lines: list[str]


def answer_to(text: str, version: ProcedureVersion, *, on: date) -> list[Quotation]:
    """What the catalogue says of what was asked: how long, how much, what to bring, where. Empty when nothing was."""
    asked = fold(text)
    if not any(kind.search(asked) for kind in (TIME, FEE, PAPERS, PLACE)):
        return []
    ways: list[Terms] = []
    named: list[tuple[str, Reception]] = []
    if TIME.search(asked) or FEE.search(asked):
        prefetch_related_objects([version], "channels")
        ways, named = terms_perhaps(version, own_values(version, on=on), on=on), receptions_of(version)
    found = []
    if TIME.search(asked):
        found.append(Quotation(_("Thời hạn"), per_way(ways, named, lambda terms: time_of_case(version, terms, ways))))
    if FEE.search(asked):
        fees = per_way(ways, named, lambda terms: fee_of_case(version, terms, ways))
        less = [reduction_words(one) for one in told_reductions(version, ways, on=on)]
        found.append(Quotation(_("Phí, lệ phí"), fees + less))
    if PAPERS.search(asked):
        components = list(version.components.filter(is_note=False))
        wanted = (*of_my_case(components, {}), *perhaps_of_my_case(components, {}))
        names = [say(component.name.split("\n")[0]) for component in wanted]
        more = [_("… và %d giấy tờ khác") % (len(names) - MOST_PAPERS)] if len(names) > MOST_PAPERS else []
        found.append(Quotation(_("Giấy tờ"), names[:MOST_PAPERS] + more))
    if PLACE.search(asked):
        found.append(Quotation(_("Nơi giải quyết"), [where_of(version, agency_of(version))]))
    return [one for one in found if one.lines]
