"""What is wrong among definitions that are each well written: weights, spans, references."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from motcua.indicators.rules.checking import others_in
from motcua.indicators.rules.definitions import Indicator, IndicatorSet, holds
from motcua.indicators.rules.formula import decimal
from motcua.kernel.speech import say as _

Span = tuple[date, date | None]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Mistake:
    """What is wrong with which of the sets (by its place among them), and where in it."""

    place: int
    path: Path
    message: str


@dataclass(frozen=True)
class _Placed:
    indicator: Indicator
    span: Span
    place: int
    path: Path


def disagreements(sets: Sequence[IndicatorSet]) -> list[Mistake]:
    """Everything that keeps these sets from being in force together."""
    placed = list(_placed(sets))
    known: dict[str, list[_Placed]] = {}
    for one in placed:
        known.setdefault(one.indicator.code, []).append(one)
    return [
        *_spans(sets),
        *_overlaps(known),
        *(mistake for place, one in enumerate(sets) for mistake in _weights(place, one)),
        *_references(placed, known),
        *_loops(known),
    ]


def _placed(sets: Sequence[IndicatorSet]) -> Iterator[_Placed]:
    for place, one in enumerate(sets):
        for number, group in enumerate(one.groups):
            for row, indicator in enumerate(group.indicators):
                yield _Placed(indicator, one.span_of(indicator), place, ("groups", number, "indicators", row))


def _spans(sets: Sequence[IndicatorSet]) -> Iterator[Mistake]:
    """A span ends after it begins; versions of one set follow each other; indicators hold within their set."""
    for place, one in enumerate(sets):
        own: Span = (one.valid_from, one.valid_until)
        if _is_empty(own):
            yield Mistake(place, ("valid_until",), _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        for other in sets[:place]:
            if other.code == one.code and _overlap(own, (other.valid_from, other.valid_until)):
                yield Mistake(
                    place, ("valid_from",), _("Bộ chỉ số «%s» đã có hiệu lực trong thời gian này.") % one.code
                )
    for item in _placed(sets):
        own = (sets[item.place].valid_from, sets[item.place].valid_until)
        if _is_empty(item.span):
            yield Mistake(item.place, (*item.path, "valid_until"), _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        elif not _within(item.span, own):
            yield Mistake(item.place, (*item.path, "valid_from"), _("Chỉ số có hiệu lực ngoài thời gian của bộ."))


def _is_empty(span: Span) -> bool:
    return span[1] is not None and span[1] <= span[0]


def _overlap(one: Span, other: Span) -> bool:
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


def _within(one: Span, other: Span) -> bool:
    return other[0] <= one[0] and (other[1] is None or (one[1] is not None and one[1] <= other[1]))


def _overlaps(known: Mapping[str, Sequence[_Placed]]) -> Iterator[Mistake]:
    for code, all_of_it in known.items():
        for number, one in enumerate(all_of_it):
            if any(_overlap(one.span, other.span) for other in all_of_it[:number]):
                message = _("Chỉ số «%s» đã có hiệu lực trong thời gian này.") % code
                yield Mistake(one.place, (*one.path, "code"), message)


def _weights(place: int, one: IndicatorSet) -> Iterator[Mistake]:
    """On each day the weights of a group make its total, and the groups that of the set."""
    totals = [group.total for group in one.groups]
    if one.total is None:
        if any(total is not None for total in totals) or any(
            indicator.weight for group in one.groups for indicator in group.indicators
        ):
            yield Mistake(place, ("code",), _("Bộ chỉ số có điểm thì phải ghi tổng điểm."))
        return
    if (together := sum((total or Fraction() for total in totals), Fraction())) != one.total:
        yield Mistake(place, ("total",), _not_equal(together, one.total))
    for number, group in enumerate(one.groups):
        for day in _days_of_change(one, group.indicators):
            holding = [item.weight for item in group.indicators if holds(one.span_of(item), day)]
            if (sum(holding, Fraction())) != (group.total or Fraction()):
                message = _not_equal(sum(holding, Fraction()), group.total or Fraction())
                yield Mistake(place, ("groups", number, "total"), f"{day:%d/%m/%Y}: {message}")
                break


def _not_equal(found: Fraction, wanted: Fraction) -> str:
    words = _("Các điểm tối đa cộng lại là %(found)s, tổng ghi là %(wanted)s.")
    return words % {"found": decimal(found), "wanted": decimal(wanted)}


def _days_of_change(one: IndicatorSet, indicators: Sequence[Indicator]) -> list[date]:
    days = {one.valid_from}
    for indicator in indicators:
        since, until = one.span_of(indicator)
        days |= {since} if until is None else {since, until}
    return sorted(day for day in days if holds((one.valid_from, one.valid_until), day))


def _referred(one: _Placed) -> Iterator[tuple[str, str]]:
    """The other indicators that one names, and in which of its formulas."""
    for name, tree in (("formula", one.indicator.tree), ("cases", one.indicator.cases_tree)):
        if tree is not None:
            yield from ((code, name) for code in others_in(tree))


def _references(placed: Sequence[_Placed], known: Mapping[str, Sequence[_Placed]]) -> Iterator[Mistake]:
    for one in placed:
        for code, name in _referred(one):
            if code not in known:
                yield Mistake(one.place, (*one.path, name), _("Không có chỉ số «@%s».") % code)
            elif not _is_covered(one.span, [other.span for other in known[code]]):
                message = _("Chỉ số «@%s» không có hiệu lực suốt thời gian của chỉ số này.") % code
                yield Mistake(one.place, (*one.path, name), message)


def _is_covered(span: Span, by: Sequence[Span]) -> bool:
    """Whether spans together hold all of one."""
    reached = span[0]
    for since, until in sorted(by, key=lambda one: one[0]):
        if since > reached:
            return False
        if until is None:
            return True
        reached = max(reached, until)
        if span[1] is not None and reached >= span[1]:
            return True
    return False


def _loops(known: Mapping[str, Sequence[_Placed]]) -> Iterator[Mistake]:
    """Each indicator from which a way leads back to it, told once a loop, with the way."""
    leads = {
        code: sorted({other for one in all_of_it for other, _name in _referred(one) if other in known})
        for code, all_of_it in known.items()
    }
    told: set[str] = set()
    for code in known:
        if code in told or (way := _way_back(code, leads)) is None:
            continue
        told |= set(way)
        first = known[code][0]
        message = _("Chỉ số tự tính qua chính nó: %s.") % " → ".join([*way, code])
        yield Mistake(first.place, (*first.path, "formula"), message)


def _way_back(code: str, leads: Mapping[str, Sequence[str]]) -> list[str] | None:
    """The shortest way from a code to itself."""
    waiting, seen = [[code]], {code}
    for way in waiting:
        for other in leads[way[-1]]:
            if other == code:
                return way
            if other not in seen:
                seen.add(other)
                waiting.append([*way, other])
    return None
