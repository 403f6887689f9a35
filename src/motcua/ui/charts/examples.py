"""Charts with made-up numbers, for the gallery."""

from motcua.ui.charts.hours import Hours, Weekday
from motcua.ui.charts.months import Month, Months
from motcua.ui.charts.reasons import Parts, Reasons
from motcua.ui.charts.shares import Share, Shares
from motcua.ui.charts.spread import Lasting, Spread
from motcua.ui.charts.tiles import Tile, TileMap
from motcua.ui.charts.values import NOT_MEASURED, Value, few

HERE = "/thanh-phan"
MADE_UP = "Số liệu bịa để xem thành phần."
ON_TIME: list[Value] = [91.2, 92, 90.5, NOT_MEASURED, 93.1, 94, 94.6, 95, 93.8, 96.4, 97, few(30)]
BEFORE: list[Value] = [88, 87.5, 89, 90, NOT_MEASURED, NOT_MEASURED, 90.2, 91, 91.5, 91, 92, 92.5]
MONTHS = [
    Month(f"T{n}", f"Tháng {n}/2026", value, before, HERE)
    for n, (value, before) in enumerate(zip(ON_TIME, BEFORE, strict=True), 1)
]
COUNTER: list[list[Value | None]] = [
    [4, 12, 21, 18, 3, 7, 15, 9],
    [6, 14, 19, 12, 2, 8, 11, 6],
    [5, 9, 13, 11, 4, 6, 10, 7],
    [3, 8, 12, 9, 1, 5, 9, NOT_MEASURED],
    [7, 15, 24, 20, 5, 9, 16, 11],
    [2, 5, 6, 4, None, None, None, None],
]
NAMES = ["Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy"]
TILES: list[tuple[str, str, int, int, Value]] = [
    ("Đồng Đăng", "Xã", 1, 1, 88.0),
    ("Tam Thanh", "Phường", 1, 2, 96.4),
    ("Cao Lộc", "Xã", 1, 3, few(30)),
    ("Ba Sơn", "Xã", 1, 4, 71.0),
    ("Lương Văn Tri", "Phường", 2, 1, 52.5),
    ("Kỳ Lừa", "Phường", 2, 2, 99.0),
    ("Công Sơn", "Xã", 2, 3, 34.0),
    ("Mẫu Sơn", "Xã", 2, 4, NOT_MEASURED),
    ("Tân Đoàn", "Xã", 3, 1, 18.2),
    ("Đông Kinh", "Phường", 3, 2, 100),
    ("Lộc Bình", "Xã", 3, 3, 0),
    ("Khuất Xá", "Xã", 3, 4, 66.7),
]

EXAMPLES = {
    "months": Months(
        title="Tỷ lệ đúng hạn theo tháng",
        unit="%",
        note=MADE_UP,
        csv=HERE,
        months=MONTHS,
        series="Năm 2026",
        series_before="Năm 2025",
        most=100,
    ),
    "lines": Months(
        title="Số hồ sơ nhận theo tháng",
        note=MADE_UP,
        months=[
            Month("T9", "Tháng 9/2026", 1250),
            Month("T10", "Tháng 10/2026", NOT_MEASURED),
            Month("T11", "Tháng 11/2026", 980),
            Month("T12", "Tháng 12/2026", 1410),
        ],
        series="Hồ sơ đã nhận",
        form="line",
    ),
    "spread": Spread(
        title="Thực tế mất bao lâu",
        unit="ngày làm việc",
        note=MADE_UP,
        csv=HERE,
        lasting=[
            Lasting("Cấp Giấy xác nhận tình trạng hôn nhân", 1.5, 2.8, 3, HERE),
            Lasting("Đăng ký kết hôn", 2, 6, 5),
            Lasting("Đăng ký khai tử", few(30), few(30)),
            Lasting(
                "Chứng thực bản sao từ bản chính giấy tờ do cơ quan, tổ chức có thẩm quyền cấp", 0.2, 0.5, NOT_MEASURED
            ),
        ],
    ),
    "hours": Hours(
        title="Lúc nào quầy đông",
        note=MADE_UP,
        csv=HERE,
        hours=["7 giờ", "8 giờ", "9 giờ", "10 giờ", "13 giờ", "14 giờ", "15 giờ", "16 giờ"],
        days=[
            Weekday(f"T{n}", f"Thứ {name}", values)
            for n, (name, values) in enumerate(zip(NAMES, COUNTER, strict=True), 2)
        ],
    ),
    "shares": Shares(
        title="Nộp trực tuyến theo cơ quan",
        note=MADE_UP,
        csv=HERE,
        shares=[
            Share("Ủy ban nhân dân phường Kỳ Lừa", 71.5, 1240, HERE),
            Share("Ủy ban nhân dân phường Đông Kinh", 64, 980, HERE),
            Share("Ủy ban nhân dân xã Ba Sơn", few(30), 12, HERE),
        ],
    ),
    "reasons": Reasons(
        title="Vì sao trễ hạn",
        unit="hồ sơ",
        note=MADE_UP,
        csv=HERE,
        reasons=["Chờ ý kiến cơ quan khác", "Khối lượng việc tăng", "Lỗi hệ thống", "Lý do khác"],
        bars=[
            Parts("Tháng 10/2026", [12, 7, 3, 1], HERE),
            Parts("Tháng 11/2026", [6, 9, 0, 2], HERE),
            Parts("Tháng 12/2026", [NOT_MEASURED] * 4),
        ],
    ),
    "tiles": TileMap(
        title="Tỷ lệ đúng hạn của các xã, phường",
        unit="%",
        note=MADE_UP,
        csv=HERE,
        limits=(20, 40, 60, 80, 100),
        tiles=[
            Tile(name, f"{kind} {name}", row, column, value, None if isinstance(value, int) else 120, HERE)
            for name, kind, row, column, value in TILES
        ],
    ),
}
