"""A short answer to a question about a procedure, made of what the catalogue says and where; never of invented text."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from motcua.kernel.speech import say
from motcua.kernel.text import fold
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import own_values
from motcua.procedures.rules import of_my_case, perhaps_of_my_case
from motcua.ui.procedure import ShownChannel, agency_of, channels_of, per_way, receptions_of, where_of, with_note

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
    channels: list[ShownChannel] = []
    if TIME.search(asked) or FEE.search(asked):
        prefetch_related_objects([version], "channels")
        channels = channels_of(version, own_values(version.procedure, on=on), receptions_of(version), {})
    found = []
    if TIME.search(asked):
        found.append(Quotation(_("Thời hạn"), per_way(channels, lambda one: one.time_words)))
    if FEE.search(asked):
        ordinary = [one for one in channels if not one.channel.when]
        found.append(Quotation(_("Phí, lệ phí"), per_way(ordinary, with_note)))
    if PAPERS.search(asked):
        components = list(version.components.filter(is_note=False))
        wanted = (*of_my_case(components, {}), *perhaps_of_my_case(components, {}))
        names = [say(component.name.split("\n")[0]) for component in wanted]
        more = [_("… và %d giấy tờ khác") % (len(names) - MOST_PAPERS)] if len(names) > MOST_PAPERS else []
        found.append(Quotation(_("Giấy tờ"), names[:MOST_PAPERS] + more))
    if PLACE.search(asked):
        found.append(Quotation(_("Nơi giải quyết"), [where_of(version, agency_of(version))]))
    return [one for one in found if one.lines]
