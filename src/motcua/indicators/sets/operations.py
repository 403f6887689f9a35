"""Putting sets of indicators in force."""

from collections.abc import Iterable
from datetime import datetime

from motcua.indicators.rules.definitions import IndicatorSet
from motcua.indicators.sets.models import DefinedSet
from motcua.kernel.operations import SYSTEM, note, operation


@operation(who=SYSTEM, journal="indicators.defined")
def define_sets(
    sets: Iterable[IndicatorSet], *, no_longer: Iterable[DefinedSet], by: None, at: datetime
) -> list[DefinedSet]:
    """Put sets in force for their times and take others away (QĐ 766/QĐ-TTg; TT 01/2018 Đ13; NĐ 224/2026 Đ19).

    All or none: one may name indicators of another.
    """
    sets = list(sets)
    gone = [one.pk for one in no_longer]
    # Those that change leave first: a new version may hold while the old one did.
    changed = [row.pk for one in sets for row in DefinedSet.objects.filter(code=one.code, valid_from=one.valid_from)]
    DefinedSet.objects.filter(pk__in=[*gone, *changed]).delete()
    note(sets=[f"{one.code} {one.valid_from}" for one in sets], gone=len(gone))
    return [
        DefinedSet.objects.create(
            code=one.code,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            data=one.as_data(),
        )
        for one in sets
    ]
