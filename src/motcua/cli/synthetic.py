"""Synthetic people for demonstrations: who they are and what they type. None of them exists."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

FAMILIES = (
    "Nông", "Hoàng", "Lý", "Vi", "Triệu", "Lương", "Hứa", "Đàm", "Bế", "Dương", "Chu", "Lộc", "Mã", "Lăng", "Sầm", "Tô",
    "Ngô", "Phan", "Đinh", "Âu", "Liễu", "Trần", "Nguyễn", "Phùng", "Quan", "Ma", "Long", "Đặng",
)  # fmt: skip
WOMEN = ("Thị Bích", "Thị", "Thu", "Thị Hồng", "Thị Kim", "Ngọc", "Thị Thanh", "Diệu")
WOMEN_GIVEN = (
    "Hà",
    "Lan",
    "Mai",
    "Nga",
    "Oanh",
    "Phượng",
    "Quyên",
    "Thảo",
    "Uyên",
    "Vân",
    "Yến",
    "Én",
    "Dung",
    "Giang",
)
MEN = ("Văn", "Đức", "Minh", "Quốc", "Hữu", "Công", "Tiến", "Ngọc")
MEN_GIVEN = ("An", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Hùng", "Khôi", "Long", "Nam", "Phúc", "Sơn", "Tùng", "Việt")
PEOPLES = ("Nùng", "Tày", "Kinh", "Dao", "Hoa", "Sán Chay")
PLACES_OF_WORK = ("Bán lẻ lương thực, thực phẩm", "Dịch vụ ăn uống", "Sửa chữa xe máy", "Chế biến hoa hồi", "May đo")


@dataclass(frozen=True)
class Person:
    """Somebody who could live in the province."""

    name: str
    is_woman: bool
    born_on: date
    id_number: str
    phone: str
    address: str


def person(draw: Random, *, place: str) -> Person:
    """A person of a place.

    The identity number is one that nobody has: its fourth digit tells the century of birth, and 8 and 9 the 24th.
    """
    is_woman = draw.random() < 0.5
    middle, given = (WOMEN, WOMEN_GIVEN) if is_woman else (MEN, MEN_GIVEN)
    born_on = date(1955, 1, 1) + timedelta(days=draw.randrange(50 * 365))
    century = "9" if is_woman else "8"
    return Person(
        name=" ".join((draw.choice(FAMILIES), draw.choice(middle), draw.choice(given))),
        is_woman=is_woman,
        born_on=born_on,
        id_number=f"020{century}{born_on:%y}{draw.randrange(1_000_000):06d}",
        phone=f"0900{draw.randrange(1_000_000):06d}",
        address=f"{draw.choice(('Khối', 'Thôn', 'Tổ'))} {draw.randint(1, 12)}, {place}, tỉnh Lạng Sơn",
    )


# The forms these people know how to fill in.
FORMS = frozenset(
    {"", "xac-nhan-hon-nhan", "ban-sao-ho-tich", "khai-sinh", "khai-tu", "tro-giup-phap-ly", "ho-kinh-doanh", "tam-tru"}
)


def typed(draw: Random, by: Person, *, wish: str, place: str, today: date) -> dict[str, str]:
    """What a person types in any of `FORMS`, under the names of their fields."""
    other = person(draw, place=place)
    woman, man = (by, other) if by.is_woman else (other, by)
    family = man.name.split()[0]
    child = f"{family} {draw.choice(MEN)} {draw.choice(MEN_GIVEN)}"
    begins = today + timedelta(days=3)
    return {
        "ho_ten": by.name,
        "so_dinh_danh": by.id_number,
        **_parts("ngay_sinh", by.born_on),
        "noi_cu_tru": by.address,
        "phone": by.phone,
        # The general request.
        "noi_dung": f"Đề nghị giải quyết thủ tục: {wish}.",
        "thong_tin_them": "",
        # Marital status.
        "tinh_trang": "chua",
        "dan_toc": draw.choice(PEOPLES),
        "muc_dich": "khac",
        "muc_dich_khac": draw.choice(("Vay vốn ngân hàng", "Mua bán nhà đất", "Đi lao động ở nước ngoài")),
        "so_ban": str(draw.randint(1, 3)),
        # Extract of civil status.
        "loai": draw.choice(("khai-sinh", "ket-hon")),
        "cua_ai": by.name,
        "noi_dang_ky": place,
        "nam_dang_ky": str(max(by.born_on.year, 1980)),
        # Birth.
        "tre_ho_ten": child,
        "tre_gioi_tinh": "MALE",
        **_parts("tre_ngay_sinh", today - timedelta(days=draw.randint(3, 50))),
        "tre_noi_sinh": "Trung tâm Y tế khu vực",
        "tre_dan_toc": draw.choice(PEOPLES),
        "tre_que_quan": man.address,
        "co_me": "co",
        "me_ho_ten": woman.name,
        "me_so_dinh_danh": woman.id_number,
        "me_nam_sinh": "1996",
        "co_cha": "co",
        "cha_ho_ten": man.name,
        "cha_so_dinh_danh": man.id_number,
        "cha_nam_sinh": "1994",
        "quan_he": "me" if by.is_woman else "cha",
        "so_ban_sao": "2",
        # Death.
        "mat_ho_ten": other.name,
        "mat_gioi_tinh": "FEMALE" if other.is_woman else "MALE",
        **_parts("mat_ngay_sinh", other.born_on),
        "mat_so_dinh_danh": other.id_number,
        "mat_noi_cu_tru": other.address,
        **_parts("ngay_mat", today - timedelta(days=draw.randint(1, 10))),
        "noi_mat": other.address,
        "nguyen_nhan": draw.choice(("Tuổi già", "Bệnh")),
        # Legal aid.
        "dien": "ho-ngheo",
        "linh_vuc": draw.choice(("dat-dai", "dan-su")),
        # Household business.
        "ten": f"Hộ kinh doanh {by.name}",
        "dia_chi": by.address,
        "von": str(draw.randint(3, 40) * 10_000_000),
        "lao_dong": str(draw.randint(1, 5)),
        "nganh": draw.choice(PLACES_OF_WORK),
        "khong_cam": "on",
        # Temporary residence.
        "noi_tam_tru": f"Tổ {draw.randint(1, 9)}, {place}, tỉnh Lạng Sơn",
        "chu_nha": other.name,
        **_parts("tu_ngay", begins),
        **_parts("den_ngay", begins + timedelta(days=365)),
        "ly_do": draw.choice(("Làm việc", "Học tập")),
    }


def _parts(name: str, day: date) -> dict[str, str]:
    """A day as it comes from the three boxes of a page."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
