"""Figures that everyone may see, in words and as pictures."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.calendars.rules import TimeUnit
from motcua.indicators.figures.hours import CounterHours
from motcua.indicators.figures.published import LEAST, Published, Shown
from motcua.indicators.figures.published import Lasting as Really
from motcua.indicators.rules.definitions import Certainty, Group, Indicator, IndicatorSet
from motcua.indicators.rules.spans import Span
from motcua.indicators.rules.vocabulary import Unit
from motcua.kernel.text import format_date, format_number
from motcua.organization.models import Place
from motcua.organization.rules import AgencyKind, Level
from motcua.procedures.rules.terms import Time
from motcua.ui.charts import (
    NOT_MEASURED,
    Absent,
    Hours,
    Lasting,
    Month,
    Months,
    Share,
    Shares,
    Spread,
    Tile,
    TileMap,
    Value,
    Weekday,
    few,
    tile_of,
)

SHARE_LIMITS = (20, 40, 60, 80, 100)


def name_of(one: Indicator | Group | IndicatorSet) -> str:
    """Its name in the language of who reads."""
    return one.name_en if _is_english() else one.name


def _is_english() -> bool:
    return translation.get_language() == "en"


def within(span: Span) -> str:
    """A span as it stands within a sentence: tháng 11/2026."""
    return span.name[:1].lower() + span.name[1:]


def value_of(one: Published | None) -> Value:
    """A figure as charts have it: shares in hundredths."""
    if one is None:
        return NOT_MEASURED
    match one.shown:
        case Shown.FEW:
            return few(LEAST)
        case Shown.NO_CASES:
            return Absent(_("không có hồ sơ nào"), "∅")
        case Shown.NOT_YET:
            return Absent(_("chưa đến"), "·")
    if one.value is None:
        return NOT_MEASURED
    return hundredths(one.value) if one.scored.indicator.unit is Unit.SHARE else float(one.value)


def hundredths(share: Fraction) -> float:
    """A share in hundredths to one place, never rounded up to all nor down to nothing."""
    shown = round(float(share) * 100, 1)
    if shown >= 100 and share < 1:
        return 99.9
    return 0.1 if shown <= 0 < share else shown


def unit_of(one: Indicator) -> str:
    """What stands behind a number of it."""
    return {
        Unit.SHARE: "%",
        Unit.DOSSIERS: _("bộ hồ sơ"),
        Unit.STEPS: _("bước"),
        Unit.PROCEDURES: _("thủ tục"),
        Unit.PETITIONS: _("phản ánh, kiến nghị"),
        Unit.PAPERS: _("giấy tờ"),
        Unit.MINUTES: _("phút làm việc"),
        Unit.STARS: _("sao"),
        Unit.DONG: _("đồng"),
        Unit.POINTS: _("điểm"),
    }[one.unit]


def certainty_words(certainty: Certainty) -> str:
    """How sure the source of a definition is."""
    return {
        Certainty.TEXT: _("Đọc trong chính văn bản."),
        Certainty.CODIFIED: _("Đọc trong bản pháp điển, hợp nhất."),
        Certainty.SECONDARY: _("Theo nguồn khác kể lại; chưa đối chiếu được với toàn văn."),
        Certainty.INFERRED: _("Suy ra từ điều nguồn kể lại; chưa đối chiếu được với toàn văn."),
        Certainty.OWN: _("Nền tảng tự chọn cách đo; không phải quy định."),
    }[certainty]


def of_agency(code: str, span: Span) -> str:
    return _with(reverse("portal:agency_figures", args=(code,)), span)


def of_commune(code: str, span: Span) -> str:
    return _with(reverse("portal:commune_figures", args=(code,)), span)


def of_figure(code: str, span: Span) -> str:
    return _with(reverse("portal:figure", args=(code,)), span)


def _with(address: str, span: Span) -> str:
    return f"{address}?ky={span.code}"


def group_name(level: Level, kind: AgencyKind | None) -> str:
    """What a sort of agencies is called."""
    if level == Level.PROVINCE:
        return _("Cơ quan cấp tỉnh")
    if level != Level.COMMUNE:
        return _("Các cơ quan khác")
    names = {
        AgencyKind.PEOPLES_COMMITTEE: _("Ủy ban nhân dân cấp xã"),
        AgencyKind.POLICE: _("Công an cấp xã"),
        AgencyKind.SERVICE_CENTRE: _("Trung tâm Phục vụ hành chính công cấp xã"),
    }
    return names.get(kind, _("Cơ quan khác cấp xã")) if kind else _("Cơ quan khác cấp xã")


def months_chart(
    one: Indicator, months: Sequence[Span], values: Sequence[Published | None], before: Sequence[Published | None]
) -> Months:
    """A figure by month beside the year before; each month leads to the figure of that month."""
    year = months[0].year
    return Months(
        title=_("%(name)s theo tháng, năm %(year)d") % {"name": name_of(one), "year": year},
        unit=unit_of(one),
        csv=reverse("portal:figure_csv", args=(one.code,)) + f"?ky={year}",
        note=_("Tháng chưa hết tính đến nay. Hồ sơ chưa xong cuối tháng được tính theo ngày hẹn hiện nay."),
        months=[
            Month(
                str(month.month) if _is_english() else f"T{month.month}",
                month.name,
                value_of(value),
                value_of(past),
                of_figure(one.code, month),
            )
            for month, value, past in zip(months, values, before, strict=True)
        ],
        series=_("Năm %d") % year,
        series_before=_("Năm %d") % (year - 1),
        form="line",
        most=100 if one.unit is Unit.SHARE else None,
    )


def shares_chart(title: str, rows: Sequence[tuple[str, Published, str]], *, row_head: str = "") -> Shares:
    """A share of each of many by their names; each leads on."""
    return Shares(
        title=title,
        row_head=row_head,
        shares=[Share(name, value_of(found), found.cases or 0, address) for name, found, address in rows],
    )


def tiles_chart(one: Indicator, places: Sequence[Place], found: Mapping[int, Published], span: Span) -> TileMap:
    """A figure of each commune, its agencies together; each tile leads to the commune's page."""
    tiles: list[Tile | None] = []
    for place in places:
        figure = found.get(place.pk)
        cases = figure.cases if figure else None
        tiles.append(tile_of(place, value_of(figure), cases=cases, address=of_commune(place.code, span)))
    return TileMap(
        title=_("%(name)s của các xã, phường, %(span)s") % {"name": name_of(one), "span": within(span)},
        unit=unit_of(one),
        limits=SHARE_LIMITS if one.unit is Unit.SHARE else (),
        tiles=[tile for tile in tiles if tile is not None],
    )


def hours_chart(hours: CounterHours, span: Span) -> Hours | None:
    """What was handed over at the counter; nothing where there was too little to tell anything."""
    if hours.total < LEAST:
        return None
    days = [_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật")]
    short = [day[:3] for day in days] if _is_english() else ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
    return Hours(
        title=_("Hồ sơ nộp tại quầy theo giờ và thứ, %s") % within(span),
        unit=_("bộ hồ sơ"),
        note=_("Đếm lúc hồ sơ được nhận ở quầy; ô càng nhạt quầy càng vắng."),
        hours=[_("%d giờ") % hour for hour in hours.hours],
        days=[
            Weekday(short[weekday - 1], days[weekday - 1], [hours.at(weekday, hour) for hour in hours.hours])
            for weekday in hours.weekdays
        ],
    )


def lasting_chart(really: Really, times: Sequence[Time]) -> Spread:
    """How long a procedure really took, beside what its page promises where that is one number of working days."""
    promised = {(time.amount, time.unit) for time in times}
    [amount, unit] = promised.pop() if len(promised) == 1 else (None, "")
    limit: Value = amount if amount and unit == TimeUnit.WORKING_DAY else Absent(_("xem bảng thời hạn ở trên"), "")
    return Spread(
        title=_("Thực tế mất bao lâu?"),
        unit=_("ngày làm việc"),
        note=_("%(cases)s hồ sơ đã xử lý xong từ %(since)s đến hết %(until)s; không tính thời gian chờ người nộp.")
        % {
            "cases": format_number(really.cases),
            "since": format_date(really.since),
            "until": format_date(really.until - timedelta(days=1)),
        },
        lasting=[Lasting(_("Từ khi tiếp nhận đến khi xong"), really.median, really.nine, limit)],
    )
