"""A version of a procedure as an answer for one case: for the portal, and for a keeper before it is published."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from motcua.kernel.editions import Edition
from motcua.kernel.speech import say
from motcua.kernel.text import fold
from motcua.laws.queries import standings
from motcua.laws.rules import Status
from motcua.organization.models import Agency
from motcua.organization.queries import houses
from motcua.organization.rules import AgencyKind, Level
from motcua.procedures.models import CatalogueTask, LegalBasis, Override, ProcedureVersion
from motcua.procedures.queries import events_with, own_values, plain_words_of, terms_perhaps
from motcua.procedures.rules import Aspect, Origin, Reception, of_my_case, perhaps_of_my_case
from motcua.procedures.rules.national import FindingKind
from motcua.procedures.rules.terms import Reduction, Terms, reductions_on
from motcua.search.answers import time_limits_of
from motcua.search.said import Fact
from motcua.ui.citations import Linked, cited
from motcua.ui.words import fee_words, time_words, word, words


def answers_of(version: ProcedureVersion, data: Mapping[str, str]) -> dict[str, str]:
    """The answers about my case that a request carries, as far as they are among the options."""
    found = {}
    for question in version.questions.all():
        value = data.get(question.key, "")
        if value in {option["value"] for option in question.options}:
            found[question.key] = value
    return found


def shown(version: ProcedureVersion, data: Mapping[str, str], *, on: date, edition: Edition) -> dict[str, Any]:
    """Everything the page of a procedure shows for the case the answers describe."""
    prefetch_related_objects([version], "channels", "questions", "components")
    answers, code = answers_of(version, data), version.procedure.code
    everything = list(version.components.all())
    components = [component for component in everything if not component.is_note]
    own = edition.kept(("own", version.procedure_id, on), lambda: own_values(version, on=on))
    agency, named = agency_of(version), receptions_of(version)
    ways = terms_perhaps(version, own, on=on, answers=answers)
    reductions = told_reductions(version, ways, on=on)
    bases = list(version.legal_bases.all())
    known = standings([basis.number for basis in bases], on=on)
    steps, conditions = [say(one) for one in version.steps], [say(one) for one in version.conditions]
    grounds = {terms.fee.basis for terms in ways} | {terms.fee.reduction.basis for terms in ways if terms.fee.reduction}
    grounds |= {one.basis for one in reductions}
    linked = Linked([*steps, *conditions, *grounds])
    return {
        "version": version,
        "procedure": version.procedure,
        "plain": plain_of(version, own),
        "levels": [word("level", level) for level in version.levels if level in words("level")],
        "ways": alike(version, ways, named),
        "times": per_way(ways, named, lambda terms: time_of_case(version, terms, ways)),
        "fees": per_way(ways, named, lambda terms: fee_of_case(version, terms, ways, is_brief=True)),
        "reductions": reductions,
        "grounds": {ground: linked(ground) for ground in grounds if ground},
        "receptions": named,
        "questions": questions_of(version),
        "answers": answers,
        "needed": of_my_case(components, answers),
        "perhaps": perhaps_of_my_case(components, answers),
        "are_papers_unknown": not everything and _is_untold(version),
        "remarks": [component for component in everything if component.is_note],
        "bases": bases,
        "standings": known,
        "unchecked": any(basis.number not in known or known[basis.number].status == Status.UNKNOWN for basis in bases),
        "steps": [linked(step) for step in steps],
        "conditions": [linked(condition) for condition in conditions],
        "changed_law": _changed_law(version, bases),
        "own": [(word("aspect", one.aspect), one) for one in own if one.aspect not in (Aspect.FEE, Aspect.TIME)],
        "agency": agency,
        "where": where_of(version, agency),
        "filed_at": edition.kept(("filed at", version.pk, on), lambda: filed_at(version, on=on)),
        "limits": [(limit_label(kind), lines) for kind, lines in limits_of(version).items()],
        "may_apply": bool(version.process_key) and any(one.kind == "ONLINE" for one in version.channels.all()),
        "query": urlencode(answers),
        "told_case": case_of(version, answers),
        "events": edition.kept(("events", code, on), lambda: events_with(code, on=on)),
        "really_chart": None,
        "is_preview": False,
    }


def plain_of(version: ProcedureVersion, own: Sequence[Override]) -> list[str]:
    """What it says in short sentences; nothing where the province has fixed a time or a fee that they do not know."""
    is_changed = any(one.aspect in (Aspect.FEE, Aspect.TIME) for one in own)
    return [] if is_changed else [say(one) for one in plain_words_of(version)]


def _is_untold(version: ProcedureVersion) -> bool:
    """Whether its source told no papers, and no keeper has said yet that there are none."""
    return version.procedure.tasks.filter(kind=FindingKind.COMPONENTS_MISSING, settled_at=None).exists()


def _changed_law(version: ProcedureVersion, bases: Sequence[LegalBasis]) -> list[CatalogueTask]:
    """What became of the law this version rests on; what only an earlier one rested on says nothing of it."""
    rests_on = {basis.number for basis in bases}
    tasks = version.procedure.tasks.filter(kind=FindingKind.LAW_CHANGED, settled_at=None)
    return [task for task in tasks if task.where in rests_on]


def receptions_of(version: ProcedureVersion) -> list[tuple[str, Reception]]:
    """Who receives, by name, where several do."""
    return [(reception_name(one), one) for one in version.received] if len(version.received) > 1 else []


def told_reductions(version: ProcedureVersion, ways: Sequence[Terms], *, on: date) -> list[Reduction]:
    """What the law takes off for some persons on a day, where there is something to pay."""
    return [
        one
        for one in reductions_on(version.reductions, on)
        if one.whom and any(one.is_for(terms.kind) and terms.fee.dong != 0 for terms in ways)
    ]


def alike(
    version: ProcedureVersion, ways: Sequence[Terms], named: Sequence[tuple[str, Reception]]
) -> list[tuple[list[str], Terms, str]]:
    """The ways of filing, those with the same time and fee together under all their names; in which case, if in one."""
    groups = _grouped(ways, lambda terms: (terms.time, terms.fee))
    return [(names_of(same, named), same[0], case_of_terms(version, same[0])) for same in groups]


def per_way(ways: Sequence[Terms], named: Sequence[tuple[str, Reception]], words: Callable[[Terms], str]) -> list[str]:
    """What is said of each way of filing: once when it is the same for all, else under the names it is true for."""
    groups, every = _grouped(ways, words), set(names_of(ways, named))
    return [
        words(same[0]) if set(names := names_of(same, named)) == every else f"{_listed(names)}: {words(same[0])}"
        for same in groups
    ]


def _listed(names: Sequence[str]) -> str:
    return ("; " if any("," in name for name in names) else ", ").join(names)


def names_of(ways: Sequence[Terms], named: Sequence[tuple[str, Reception]]) -> list[str]:
    """The ways of filing by name, with the place where it is not so at every place."""
    found = []
    for kind in dict.fromkeys(terms.kind for terms in ways):
        here = [terms.reception for terms in ways if terms.kind == kind]
        places = [name for name, reception in named if reception in here]
        is_everywhere = len(places) == len(named)
        found += (
            [word("channel", kind)] if is_everywhere else [f"{word('channel', kind)} – {place}" for place in places]
        )
    return found


def _grouped(ways: Sequence[Terms], by: Callable[[Terms], Hashable]) -> list[list[Terms]]:
    found: dict[Hashable, list[Terms]] = {}
    for terms in ways:
        found.setdefault(by(terms), []).append(terms)
    return list(found.values())


def time_of_case(version: ProcedureVersion, terms: Terms, ways: Sequence[Terms]) -> str:
    """How long it takes; of a case that has a time of its own, in which case."""
    words, ordinary = time_words(terms.time), [one.time for one in ordinary_of(terms, ways)]
    return words if terms.time in ordinary or not ordinary else f"{words} ({case_of_terms(version, terms)})"


def fee_of_case(version: ProcedureVersion, terms: Terms, ways: Sequence[Terms], *, is_brief: bool = False) -> str:
    """What it costs, with its note; of a case that pays what the ordinary one does not, in which case.

    Briefly the note is left out where nothing is to be paid or the amount is not known.
    """
    has_note = terms.fee.note and (terms.fee.dong or not is_brief)
    words = fee_words(terms.fee) + (f" ({say(terms.fee.note)})" if has_note else "")
    ordinary = [one.fee for one in ordinary_of(terms, ways)]
    return words if terms.fee in ordinary or not ordinary else f"{words} ({case_of_terms(version, terms)})"


def ordinary_of(terms: Terms, ways: Sequence[Terms]) -> list[Terms]:
    """What holds for the same way of filing where no case of its own does."""
    return [one for one in ways if not one.when and one.kind == terms.kind]


# Answers that say nothing without their question, folded.
YES_OR_NO = ("co", "khong", "roi", "chua")


def case_of_terms(version: ProcedureVersion, terms: Terms) -> str:
    """In which case the terms hold, by the answers they are for, a yes with its question; empty for all cases."""
    questions = {one.key: one for one in version.questions.all()}
    labels = {(key, option["value"]): option["label"] for key, one in questions.items() for option in one.options}
    wanted = []
    for key, values in terms.when.items():
        answer = ", ".join(say(labels.get((key, value), value)) for value in values)
        is_bare = key in questions and any(fold(labels.get((key, value), value)) in YES_OR_NO for value in values)
        wanted.append(f"{say(questions[key].text)} {answer}" if is_bare else answer)
    return "; ".join(wanted)


def where_of(version: ProcedureVersion, agency: Agency | None) -> str:
    """Who decides: the agency it names, else what the national catalogue says, else the kind of agency."""
    if agency:
        return agency.name
    of_the_kind = _("Chưa rõ") if version.origin == Origin.NATIONAL else reception_name(version.received[0])
    return version.agency_name or version.competent_name or of_the_kind


def agency_of(version: ProcedureVersion) -> Agency | None:
    """The one agency that decides, where the procedure names it."""
    return Agency.objects.filter(code=version.agency_code).first() if version.agency_code else None


def filed_at(version: ProcedureVersion, *, on: date) -> list[tuple[str, str, str]]:
    """Where one files what is resolved here: the province's centre, by code, name and address; "" for the communes'."""
    levels = {one.level for one in version.received} if version.process_key else set()
    found = houses(on=on, level=Level.PROVINCE) if Level.PROVINCE in levels else []
    return [*found, ("", "", "")] if Level.COMMUNE in levels else found


def limit_label(kind: Fact) -> str:
    """What a limit of the citizen's own is called."""
    return _("Hạn của người dân") if kind is Fact.DEADLINE else _("Dùng được bao lâu")


def limits_of(version: ProcedureVersion) -> dict[Fact, list[str]]:
    """What the law gives the citizen of each kind, with its article; kinds of which it says nothing are left out."""
    limits = time_limits_of(version.procedure.code)
    lines = cited([(say(one.text), one.law, [one.article] if one.article else []) for one in limits]) if limits else []
    found: dict[Fact, list[str]] = {}
    for limit, line in zip(limits, lines, strict=True):
        found.setdefault(Fact(limit.kind), []).append(line)
    return found


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
