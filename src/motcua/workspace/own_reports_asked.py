"""What an agency's own report asks for, as it stands in addresses, and the words for what can be chosen."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.dossiers.late_groups import late_group_names
from motcua.indicators.figures.crossed import Key
from motcua.indicators.rules.vocabulary import Unit
from motcua.kernel.text import format_date, format_number
from motcua.organization.models import Agency
from motcua.people.desk import Desk
from motcua.procedures.models import Field
from motcua.reports.own.queries import (
    CHANNELS,
    LEVELS,
    Asked,
    Column,
    Number,
    agency_of,
    choices_on,
    officials_of,
    units_of,
)
from motcua.reports.own.queries import asked as asked_of
from motcua.reports.own.rights import SEES_OFFICIALS
from motcua.reports.rights import is_of_province
from motcua.reports.rules.own import FILTERS, MOST_COUNTS, By, Chosen, Over, Reach, Rhythm, chosen_of
from motcua.ui.days import day_text
from motcua.ui.words import word
from motcua.workspace.words import decimal

# Each part of what is chosen, as addresses name it.
NAMES: Mapping[str, str] = {
    "reach": "pham-vi",
    "over": "ky",
    "unit": "bo-phan",
    "field": "linh-vuc",
    "procedure": "thu-tuc",
    "channel": "cach-nop",
    "official": "can-bo",
    "agency": "co-quan",
    "level": "cap",
}
BYS: Mapping[By, Promise | str] = {
    By.MONTH: gettext_lazy("Tháng"),
    By.WEEK: gettext_lazy("Tuần"),
    By.UNIT: gettext_lazy("Bộ phận"),
    By.FIELD: gettext_lazy("Lĩnh vực"),
    By.PROCEDURE: gettext_lazy("Thủ tục"),
    By.CHANNEL: gettext_lazy("Cách nộp"),
    By.OFFICIAL: gettext_lazy("Cán bộ đã làm một bước"),
    By.AGENCY: gettext_lazy("Cơ quan"),
    By.LEVEL: gettext_lazy("Cấp"),
    By.LATE_GROUP: gettext_lazy("Nhóm lý do trễ"),
}
OVERS: Mapping[Over, Promise | str] = {
    Over.THIS_MONTH: gettext_lazy("Tháng này"),
    Over.LAST_MONTH: gettext_lazy("Tháng trước"),
    Over.THIS_CUT: gettext_lazy("Kỳ báo cáo này (15–14)"),
    Over.LAST_CUT: gettext_lazy("Kỳ báo cáo trước (15–14)"),
    Over.THIS_WEEK: gettext_lazy("Tuần này"),
    Over.LAST_WEEK: gettext_lazy("Tuần trước"),
    Over.THIS_QUARTER: gettext_lazy("Quý này"),
    Over.LAST_QUARTER: gettext_lazy("Quý trước"),
    Over.THIS_YEAR: gettext_lazy("Năm nay"),
    Over.LAST_YEAR: gettext_lazy("Năm trước"),
    Over.DAYS: gettext_lazy("Các ngày ghi dưới đây"),
}
RHYTHMS: Mapping[Rhythm, Promise | str] = {
    Rhythm.NEVER: gettext_lazy("Không gửi"),
    Rhythm.WEEK: gettext_lazy("Mỗi tuần, số liệu của tuần trước"),
    Rhythm.MONTH: gettext_lazy("Mỗi tháng, số liệu của tháng trước"),
    Rhythm.CUT: gettext_lazy("Mỗi kỳ báo cáo (15–14), số liệu của kỳ trước"),
    Rhythm.QUARTER: gettext_lazy("Mỗi quý, số liệu của quý trước"),
}
REACHES: Mapping[Reach, Promise | str] = {
    Reach.AGENCY: gettext_lazy("Hồ sơ của cơ quan"),
    Reach.PROVINCE: gettext_lazy("Hồ sơ của toàn tỉnh"),
}


def chosen_in(sent: QueryDict) -> Chosen:
    """What an address chooses; nonsense chooses nothing."""
    return chosen_of(
        {
            "counts": [code for code in sent.getlist("so")[: MOST_COUNTS * 2] if code],
            "by": [code for code in sent.getlist("nhom")[:4] if code],
            "since": day_text(sent, "tu")[:10],
            "until": day_text(sent, "den")[:10],
            **{name: sent.get(written, "") for name, written in NAMES.items()},
        }
    )


def query_of(agency: Agency, chosen: Chosen, **more: Any) -> str:
    """The same as an address, which `chosen_in` reads again."""
    data = chosen.as_data()
    pairs: list[tuple[str, str]] = [("cua", agency.code)]
    pairs += [("so", code) for code in data["counts"]] + [("nhom", code) for code in data["by"]]
    pairs += [(written, data[name]) for name, written in NAMES.items() if data.get(name)]
    pairs += [(written, data[name]) for name, written in (("since", "tu"), ("until", "den")) if data[name]]
    return urlencode([*pairs, *more.items()], doseq=True)


def asked_in(request: HttpRequest, desk: Desk) -> Asked | None:
    """The report an address asks for; None for who puts together none for that agency."""
    agency = agency_of(desk.posts, request.GET.get("cua", "")[:80])
    return asked_of(agency, chosen_in(request.GET), desk.posts, at=desk.at) if agency else None


def choices_of(agency: Agency, chosen: Chosen, desk: Desk) -> dict[str, Any]:
    """All that the page offers to choose, in words."""
    what = asked_of(agency, chosen, desk.posts, at=desk.at)
    is_province, sees = is_of_province(agency), agency.pk in SEES_OFFICIALS.places(desk.posts)
    bys = [by for by in By if (is_province or by not in (By.AGENCY, By.LEVEL)) and (sees or by is not By.OFFICIAL)]
    columns = choices_on(desk.on, what.subject).columns.values()
    return {
        "columns": [(one.counts.code, with_unit(one)) for one in columns],
        "bys": [(by.value, BYS[by]) for by in bys],
        "overs": [(over.value, words) for over, words in OVERS.items()],
        "reaches": [(reach.value, words) for reach, words in REACHES.items()] if is_province else [],
        "units": [(str(pk), name) for pk, name in units_of(agency)],
        "fields": list(Field.objects.values_list("code", "name")),
        "channels": [(code, word("channel", code)) for code in CHANNELS],
        "officials": [(str(pk), name) for pk, name in officials_of(agency, on=desk.on)] if sees else [],
        "agencies": list(Agency.objects.on(desk.on).values_list("code", "short_name")) if is_province else [],
        "levels": [(code, word("level", code)) for code in LEVELS] if is_province else [],
    }


def with_unit(one: Column) -> str:
    """The title of a column with what it is counted in."""
    return f"{one.title} ({unit_words(one.unit)})" if unit_words(one.unit) else one.title


def unit_words(unit: Unit) -> str:
    """What stands behind a number; minutes are told as hours."""
    return {
        Unit.SHARE: "%",
        Unit.MINUTES: _("giờ làm việc"),
        Unit.STARS: _("sao"),
        Unit.DONG: _("đồng"),
        Unit.PAPERS: _("giấy tờ"),
        Unit.POINTS: _("điểm"),
    }.get(unit, "")


def plain(one: Column, value: Number) -> float | int | None:
    """A number as programs and pictures take it: shares in hundredths, minutes in hours."""
    if value is None:
        return None
    shown = value * 100 if one.unit is Unit.SHARE else value / 60 if one.unit is Unit.MINUTES else value
    return int(shown) if Fraction(shown).denominator == 1 else round(float(shown), 2)


def told(one: Column, value: Number) -> str:
    """A number as it stands in the table."""
    number = plain(one, value)
    if number is None:
        return _("chưa đo được")
    shown = format_number(number) if isinstance(number, int) else decimal(number, 1)
    return f"{shown}{'%' if one.unit is Unit.SHARE else ''}"


def key_words(what: Asked, place: int, key: Key) -> str:
    """How a group is called."""
    match what.chosen.by[place]:
        case By.MONTH:
            day = date.fromisoformat(key.value)
            return f"{day:%m/%Y}"
        case By.WEEK:
            return _("Tuần từ %s") % format_date(date.fromisoformat(key.value))
        case By.CHANNEL:
            return word("channel", key.value)
        case By.LEVEL:
            return word("level", key.value)
        case By.LATE_GROUP:
            return late_group_names().get(key.value, key.value)
    return key.name or _("(không rõ tên)")


def filters_told(what: Asked, choices: Mapping[str, Any]) -> list[str]:
    """Which filters are set, in words."""
    named = {
        "unit": choices["units"],
        "field": choices["fields"],
        "channel": choices["channels"],
        "official": choices["officials"],
        "agency": choices["agencies"],
        "level": choices["levels"],
    }
    found = []
    for name in FILTERS:
        code = getattr(what.chosen, name)
        if code:
            found.append(str(dict(named.get(name, [])).get(code, code)))
    return found
