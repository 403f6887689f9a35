"""What the one-stop mechanism's decree fixes for a dossier of its day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from motcua.dossiers.rules import SupplementPolicy


@dataclass(frozen=True)
class Span:
    """A length of time in a unit of the calendars room."""

    amount: int
    unit: str


@dataclass(frozen=True)
class PaperForm:
    """A statutory form: never a number without its circular."""

    circular: str
    number: str
    title: str
    # On what it rests and what its reader can do next; of a refusal also where the handling agency refuses.
    basis: tuple[str, ...] = ()
    next: str = ""


@dataclass(frozen=True)
class LateGroup:
    """A group of reasons for lateness, in both languages."""

    key: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Rulebook:
    """What the one-stop mechanism's decree fixes, as a dossier of its day keeps it."""

    key: str
    name: str
    cut_off: time
    first_day: str
    first_answer: Mapping[str, Span]
    supplement_policy: SupplementPolicy
    supplement_notice_within: Span
    supplement_max_requests: int
    apology_days_before: int
    max_reappointments: int
    papers: Mapping[str, PaperForm]
    # Whether a counter receives for agencies of other places too, and whether their time counts once they have it.
    receives_elsewhere: bool = False
    counts_from_agency: bool = False
    legal_basis: tuple[str, ...] = field(default=())
    # What an official chooses among beside the words of an apology; none: words alone.
    late_groups: tuple[LateGroup, ...] = ()


def as_rulebook(data: Mapping[str, Any]) -> Rulebook:
    """The rules' view of a stored rulebook."""

    def span(value: Mapping[str, Any]) -> Span:
        return Span(value["amount"], value["unit"])

    supplement, apology, elsewhere = data["supplement"], data["apology"], data.get("elsewhere") or {}
    return Rulebook(
        key=data["key"],
        name=data["name"],
        cut_off=time.fromisoformat(data["cut_off"]),
        first_day=data["first_day"],
        first_answer={channel.upper(): span(value) for channel, value in data["first_answer"].items()},
        supplement_policy=SupplementPolicy(supplement["policy"]),
        supplement_notice_within=span(supplement["notice_within"]),
        supplement_max_requests=supplement["max_requests"],
        apology_days_before=apology["days_before"],
        max_reappointments=apology["max_reappointments"],
        papers={key: PaperForm(**form) for key, form in data["papers"].items()},
        receives_elsewhere=bool(elsewhere),
        counts_from_agency=elsewhere.get("counts_from") == "AGENCY",
        legal_basis=tuple(data.get("legal_basis", ())),
        late_groups=late_groups_in(data),
    )


def late_groups_in(data: Mapping[str, Any]) -> tuple[LateGroup, ...]:
    """The groups of reasons for lateness that a stored rulebook offers."""
    return tuple(LateGroup(**group) for group in data["apology"].get("groups", ()))
