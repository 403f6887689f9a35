"""A version of a procedure as an answer for one case: for the portal, and for a keeper before it is published."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from motcua.kernel.speech import say
from motcua.kernel.text import format_dong
from motcua.laws.queries import standings
from motcua.organization.models import Agency
from motcua.organization.rules import AgencyKind
from motcua.procedures.models import Channel, Override, ProcedureVersion
from motcua.procedures.queries import at_reception, own_values
from motcua.procedures.rules import (
    Aspect,
    Origin,
    Reception,
    matches,
    may_match,
    of_my_case,
    perhaps_of_my_case,
)
from motcua.procedures.rules.national import FindingKind
from motcua.ui.citations import Linked
from motcua.ui.words import ASPECTS, CHANNELS, LEVELS, duration_words


@dataclass(frozen=True)
class ShownChannel:
    """A way of filing with the province's own fee and time beside the national ones, where it set any."""

    name: Any
    channel: Channel
    fee: Override | None
    time: Override | None

    @property
    def terms(self) -> tuple[Any, ...]:
        """All that is said of it; ways with equal terms are shown as one."""
        one = self.channel
        national = (one.amount, one.unit, one.is_unit_assumed, one.time_note, one.fee_dong, one.fee_note)
        return (*national, self.fee and self.fee.pk, self.time and self.time.pk)

    @property
    def time_words(self) -> str:
        """How long it takes; of a case that has a time of its own, in which case."""
        value, note = self.time or self.channel, self.channel.time_note
        words = duration_words(value.amount, value.unit) or note or _("Chưa rõ")
        return f"{words} ({say(note)})" if self.channel.when and note and words != note else words

    @property
    def fee_words(self) -> str:
        """What it costs."""
        fee = self.fee.fee_dong if self.fee else self.channel.fee_dong
        return _("Chưa rõ") if fee is None else format_dong(fee) if fee else _("Miễn phí")


def answers_of(version: ProcedureVersion, data: Mapping[str, str]) -> dict[str, str]:
    """The answers about my case that a request carries, as far as they are among the options."""
    found = {}
    for question in version.questions.all():
        value = data.get(question.key, "")
        if value in {option["value"] for option in question.options}:
            found[question.key] = value
    return found


def shown(version: ProcedureVersion, data: Mapping[str, str], *, on: date) -> dict[str, Any]:
    """Everything the page of a procedure shows for the case the answers describe."""
    prefetch_related_objects([version], "channels", "questions", "components", "legal_bases")
    answers = answers_of(version, data)
    everything = list(version.components.all())
    components = [component for component in everything if not component.is_note]
    own = own_values(version.procedure, on=on)
    agency, named = agency_of(version), receptions_of(version)
    channels = channels_of(version, own, named, answers)
    bases = list(version.legal_bases.all())
    known = standings([basis.number for basis in bases], on=on)
    steps, conditions = [say(one) for one in version.steps], [say(one) for one in version.conditions]
    linked = Linked([*steps, *conditions])
    return {
        "version": version,
        "procedure": version.procedure,
        "levels": [LEVELS[level] for level in version.levels if level in LEVELS],
        "ways": alike(channels),
        "times": per_way(channels, lambda one: one.time_words),
        "fees": per_way(channels, lambda one: with_note(one) if one.channel.fee_dong else one.fee_words),
        "receptions": named,
        "questions": questions_of(version),
        "answers": answers,
        "needed": of_my_case(components, answers),
        "perhaps": perhaps_of_my_case(components, answers),
        "remarks": [component for component in everything if component.is_note],
        "bases": bases,
        "standings": known,
        "unchecked": sum(basis.number not in known for basis in bases),
        "steps": [linked(step) for step in steps],
        "conditions": [linked(condition) for condition in conditions],
        "changed_law": list(version.procedure.tasks.filter(kind=FindingKind.LAW_CHANGED, settled_at=None)),
        "own": [(ASPECTS[one.aspect], one) for one in own if one.aspect not in (Aspect.FEE, Aspect.TIME)],
        "agency": agency,
        "where": where_of(version, agency),
        "may_apply": bool(version.process_key) and any(one.kind == "ONLINE" for one in version.channels.all()),
        "query": urlencode(answers),
        "is_preview": False,
    }


def receptions_of(version: ProcedureVersion) -> list[tuple[str, Reception]]:
    """Who receives, by name, where several do."""
    return [(reception_name(one), one) for one in version.received] if len(version.received) > 1 else []


def channels_of(
    version: ProcedureVersion, own: list[Override], named: list[tuple[str, Reception]], answers: Mapping[str, str]
) -> list[ShownChannel]:
    """The ways of filing as far as they are of my case, with the province's own values and those of single places."""
    fitting = _of_my_case(list(version.channels.all()), answers)
    return [_channel(channel, own) for channel in fitting] + [
        ShownChannel(f"{CHANNELS[channel.kind]} – {name}", at_reception(channel, one), None, None)
        for name, one in named
        for channel in fitting
        if channel.kind in one.channels
    ]


def _of_my_case(channels: list[Channel], answers: Mapping[str, str]) -> list[Channel]:
    """Where my case has a time of its own only that one; else the ordinary one and those that may still be mine."""
    settled = {one.kind: one.pk for one in reversed(channels) if one.when and matches(one.when, answers)}
    return [one for one in channels if settled.get(one.kind, one.pk) == one.pk and may_match(one.when, answers)]


def alike(channels: Sequence[ShownChannel]) -> list[tuple[list[Any], ShownChannel]]:
    """The ways of filing, those with equal terms together under all their names."""
    found: dict[tuple[Any, ...], tuple[list[Any], ShownChannel]] = {}
    for one in channels:
        found.setdefault(one.terms, ([], one))[0].append(one.name)
    return list(found.values())


def per_way(channels: Sequence[ShownChannel], words: Callable[[ShownChannel], str]) -> list[str]:
    """What is said of each way of filing: once when it is the same for all, else under the names it is true for."""
    found: dict[str, dict[str, None]] = {}
    for one in channels:
        found.setdefault(words(one), {})[str(one.name)] = None
    return list(found) if len(found) == 1 else [f"{', '.join(names)}: {said}" for said, names in found.items()]


def with_note(one: ShownChannel) -> str:
    """What it costs, and what the catalogue adds to the amount."""
    return one.fee_words + (f" ({say(one.channel.fee_note)})" if one.channel.fee_note and not one.fee else "")


def where_of(version: ProcedureVersion, agency: Agency | None) -> str:
    """Who decides: the agency it names, else what the national catalogue says, else the kind of agency."""
    if agency:
        return agency.name
    of_the_kind = _("Chưa rõ") if version.origin == Origin.NATIONAL else reception_name(version.received[0])
    return version.agency_name or version.competent_name or of_the_kind


def agency_of(version: ProcedureVersion) -> Agency | None:
    """The one agency that decides, where the procedure names it."""
    return Agency.objects.filter(code=version.agency_code).first() if version.agency_code else None


def questions_of(version: ProcedureVersion) -> list[dict[str, Any]]:
    """What decides which papers a case needs, with the answers to choose from, in the reader's language."""
    return [
        {
            "key": one.key,
            "text": say(one.text),
            "hint": say(one.hint),
            "options": [(option["value"], say(option["label"])) for option in one.options],
        }
        for one in version.questions.all()
    ]


def case_of(version: ProcedureVersion, answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """The questions that were answered, with the answers in words."""
    found = []
    for question in version.questions.all():
        words = next((one["label"] for one in question.options if one["value"] == answers.get(question.key)), "")
        if words:
            found.append((say(question.text), say(words)))
    return found


def reception_name(reception: Reception) -> str:
    """Who receives, in words: an agency of the province by its name, a kind of agency by what it is called."""
    if reception.agency_code:
        found = Agency.objects.filter(code=reception.agency_code).first()
        return found.name if found else reception.agency_code
    names = {
        AgencyKind.DEPARTMENT.value: _("Sở, cơ quan cấp tỉnh"),
        AgencyKind.POLICE.value: _("Công an xã, phường"),
    }
    return names.get(reception.agency_kind, _("Ủy ban nhân dân xã, phường"))


def _channel(channel: Channel, own: list[Override]) -> ShownChannel:
    def of(aspect: Aspect) -> Override | None:
        fitting = [one for one in own if one.aspect == aspect and one.channel in ("", channel.kind)]
        # A value for this very channel goes before one for all.
        return max(fitting, key=lambda one: one.channel, default=None)

    return ShownChannel(CHANNELS[channel.kind], channel, of(Aspect.FEE), of(Aspect.TIME))
