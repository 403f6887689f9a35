"""A short answer to a question about a procedure, made of what the catalogue says and where; never of invented text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from motcua.kernel.speech import say
from motcua.kernel.text import fold
from motcua.procedures.models import Field, Procedure, ProcedureVersion
from motcua.procedures.queries import own_values, spared_by_law, terms_perhaps
from motcua.procedures.rules import of_my_case, perhaps_of_my_case
from motcua.procedures.rules.terms import Reduction, Terms
from motcua.search.answers import Spared
from motcua.search.asking import read
from motcua.search.said import LIMITS, Fact
from motcua.ui.citations import cited
from motcua.ui.procedure import (
    agency_of,
    fee_of_case,
    limit_label,
    limits_of,
    per_way,
    receptions_of,
    time_of_case,
    told_reductions,
    where_of,
)
from motcua.ui.words import reduction_words, word

MOST_PAPERS = 8


@dataclass(frozen=True)
class Quotation:
    """One fact of the catalogue in its own words, under its label."""

    label: str
    lines: Sequence[str]


def answer_to(text: str, version: ProcedureVersion, *, on: date) -> list[Quotation]:
    """What is known of what was asked about a procedure. Empty when nothing was, or when its page does not say it."""
    return quotations(read(text).facts, version, on=on)


def quotations(facts: Iterable[Fact], version: ProcedureVersion, *, on: date) -> list[Quotation]:
    """Facts of a procedure as its page says them; one that it does not say is left out."""
    asked, found = list(facts), []
    quoted = {**QUOTED, Fact.FEE: _only_fees} if Fact.WAIVER in asked else QUOTED
    limits = limits_of(version) if not set(LIMITS).isdisjoint(asked) else {}
    for fact in asked:
        lines = quoted[fact](version, on) if fact in quoted else limits.get(fact, [])
        if lines:
            found.append(Quotation(limit_label(fact) if fact in LIMITS else _label(fact), lines))
    return found


def _label(fact: Fact) -> str:
    return {
        Fact.TIME: _("Thời hạn"),
        Fact.FEE: _("Phí, lệ phí"),
        Fact.WAIVER: _("Ai được miễn, giảm"),
        Fact.PAPERS: _("Giấy tờ"),
        Fact.PLACE: _("Nơi giải quyết"),
        Fact.RESULT: _("Kết quả"),
        Fact.CONDITIONS: _("Điều kiện"),
        Fact.WAYS: _("Cách nộp"),
        Fact.LAW: _("Căn cứ pháp lý"),
    }.get(fact, "")


def _terms(version: ProcedureVersion, on: date) -> list[Terms]:
    prefetch_related_objects([version], "channels")
    return terms_perhaps(version, own_values(version, on=on), on=on)


def _times(version: ProcedureVersion, on: date) -> list[str]:
    ways = _terms(version, on)
    return per_way(ways, receptions_of(version), lambda terms: time_of_case(version, terms, ways))


def _only_fees(version: ProcedureVersion, on: date) -> list[str]:
    ways = _terms(version, on)
    return per_way(ways, receptions_of(version), lambda terms: fee_of_case(version, terms, ways))


def _fees(version: ProcedureVersion, on: date) -> list[str]:
    return _only_fees(version, on) + [
        reduction_words(one) for one in told_reductions(version, _terms(version, on), on=on)
    ]


def _waivers(version: ProcedureVersion, on: date) -> list[str]:
    """For whom the law takes something off, and where it says so; that nothing is known is said too."""
    ways = _terms(version, on)
    told = [f"{reduction_words(one)} ({one.basis})" for one in told_reductions(version, ways, on=on)]
    if told or all(terms.fee.dong == 0 for terms in ways):
        return told or [_("Không ai phải nộp.")]
    return [_("Danh mục chưa ghi diện nào được miễn, giảm.")]


@dataclass(frozen=True)
class SparedLine:
    """What the law takes off for some persons, where it says so, and for which procedures."""

    words: str
    basis: str
    procedures: Sequence[Procedure]
    field: Field | None

    @property
    def count(self) -> int:
        return len(self.procedures)


def spared_lines(asked: Spared, *, on: date) -> tuple[list[SparedLine], bool]:
    """Who pays no fee or a lesser one, as the catalogue says it, and whether that is of those who were asked for.

    Where it says nothing of them, all is told.
    """
    known = spared_by_law(on=on, field=asked.field)
    named = [(one, those) for one, those in known if any(fold(group) in fold(one.whom) for group in asked.groups)]
    return [_spared_line(one, those) for one, those in named or known], bool(named) or not asked.groups


def _spared_line(one: Reduction, procedures: Sequence[Procedure]) -> SparedLine:
    is_of_one_field = len({procedure.field_id for procedure in procedures}) == 1
    return SparedLine(reduction_words(one), one.basis, procedures, procedures[0].field if is_of_one_field else None)


def _papers(version: ProcedureVersion, _on: date) -> list[str]:
    components = list(version.components.filter(is_note=False))
    wanted = (*of_my_case(components, {}), *perhaps_of_my_case(components, {}))
    names = [say(component.name.split("\n")[0]) for component in wanted]
    more = [_("… và %d giấy tờ khác") % (len(names) - MOST_PAPERS)] if len(names) > MOST_PAPERS else []
    return names[:MOST_PAPERS] + more


def _places(version: ProcedureVersion, _on: date) -> list[str]:
    return [name for name, _one in receptions_of(version)] or [where_of(version, agency_of(version))]


def _results(version: ProcedureVersion, _on: date) -> list[str]:
    return [say(version.result_name)] if version.result_name else []


def _conditions(version: ProcedureVersion, _on: date) -> list[str]:
    return [say(condition) for condition in version.conditions]


def _ways(version: ProcedureVersion, _on: date) -> list[str]:
    kinds = dict.fromkeys(version.channels.order_by("pk").values_list("kind", flat=True))
    partial = [_("Dịch vụ công một phần:") + " " + say(version.partial_reason)] if version.partial_reason else []
    return [*(word("channel", kind) for kind in kinds), *partial]


def _laws(version: ProcedureVersion, _on: date) -> list[str]:
    return cited([("", basis.number, basis.articles) for basis in version.legal_bases.all()])


QUOTED: Mapping[Fact, Callable[[ProcedureVersion, date], list[str]]] = {
    Fact.TIME: _times,
    Fact.FEE: _fees,
    Fact.WAIVER: _waivers,
    Fact.PAPERS: _papers,
    Fact.PLACE: _places,
    Fact.RESULT: _results,
    Fact.CONDITIONS: _conditions,
    Fact.WAYS: _ways,
    Fact.LAW: _laws,
}
