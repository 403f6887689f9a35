"""Synthetic people for demonstrations: who they are and what they type. None of them exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from motcua.kernel.values import LAST_COUNTRY

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


def person(draw: Random, *, place: str, is_woman: bool | None = None, born_since: int = 1984) -> Person:
    """A person of a place, born in the twenty years since a year, so that who files could have a small child.

    A woman or a man as chance has it where it is not told. The identity number is one that nobody has: it begins as
    that of a country that there is not, and tells the sex and the year of birth as everybody's does.
    """
    by_chance = draw.random() < 0.5
    is_woman = by_chance if is_woman is None else is_woman
    middle, given = (WOMEN, WOMEN_GIVEN) if is_woman else (MEN, MEN_GIVEN)
    born_on = date(born_since, 1, 1) + timedelta(days=draw.randrange(20 * 365))
    century = (2 if born_on.year >= 2000 else 0) + is_woman
    return Person(
        name=" ".join((draw.choice(FAMILIES), draw.choice(middle), draw.choice(given))),
        is_woman=is_woman,
        born_on=born_on,
        id_number=f"{LAST_COUNTRY}{century}{born_on:%y}{draw.randrange(1_000_000):06d}",
        phone=f"0900{draw.randrange(1_000_000):06d}",
        address=f"{draw.choice(('Khối', 'Thôn', 'Tổ'))} {draw.randint(1, 12)}, {place}, tỉnh Lạng Sơn",
    )


# The forms these people know how to fill in.
FORMS = frozenset(
    {
        "", "xac-nhan-hon-nhan", "ban-sao-ho-tich", "khai-sinh", "khai-tu", "tro-giup-phap-ly", "ho-kinh-doanh",
        "tam-tru", "thuong-tru", "xac-nhan-cu-tru", "cham-dut-ho-kinh-doanh", "thay-doi-ho-tich", "ly-lich-tu-phap",
        "dang-ky-dat-lan-dau", "dinh-chinh-gcn-dat",
    }
)  # fmt: skip
# What the case says of one's marriage, in the words of the form.
MARRIED = {"da-co": "ly-hon", "dang-co": "co"}
MARRIES_AGAIN = frozenset({"da-ly-hon", "mat"})
# The forms that ask when one's own birth was registered.
OF_ONESELF = frozenset({"ban-sao-ho-tich", "thay-doi-ho-tich"})
# What only one form means by a name that others have too.
WHY = {
    "thay-doi-ho-tich": "Tên trong giấy khai sinh viết sai chính tả.",
    "cham-dut-ho-kinh-doanh": "Chủ hộ chuyển nghề.",
    "dinh-chinh-gcn-dat": "Tên trong Giấy chứng nhận viết sai so với thẻ căn cước.",
}
FOR = {"xac-nhan-cu-tru": "Cho con nhập học", "ly-lich-tu-phap": "Xin việc làm"}
# Where the case says that somebody asks for another one.
FOR_ANOTHER = frozenset({"uy-quyen", "dai-dien", "than-nhan"})
# What the case says of an age, in whole years: legal aid of these kinds is asked for somebody else.
AGES = {"tre-em": 12, "16-18": 17, "cao-tuoi": 70}


def typed(
    draw: Random, by: Person, *, form: str, case: Mapping[str, str], wish: str, place: str, today: date
) -> dict[str, str]:
    """What a person types in one of `FORMS`, under the names of its fields."""
    other = person(draw, place=place)
    spouse = person(Random(by.id_number), place=place, is_woman=not by.is_woman)  # noqa: S311 - a story, no secret
    woman, man = (by, spouse) if by.is_woman else (spouse, by)
    child = f"{man.name.split()[0]} {draw.choice(MEN)} {draw.choice(MEN_GIVEN)}"
    dead = person(draw, place=place, born_since=1936)
    begins = today + timedelta(days=3)
    is_found = case.get("giay-chung-sinh") == "bo-roi"
    is_late = case.get("han") == "qua-han"
    age = AGES.get(case.get("dien", ""))
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
        "tinh_trang": MARRIED.get(case.get("hon-nhan", ""), "chua"),
        "gioi_tinh": "FEMALE" if by.is_woman else "MALE",
        "quoc_tich": "Việt Nam",
        "vo_chong_ho_ten": other.name,
        "gcn_ket_hon_so": str(draw.randint(1, 90)),
        "gcn_ket_hon_noi": f"Ủy ban nhân dân {place}",
        **_parts("gcn_ket_hon_ngay", today - timedelta(days=draw.randint(800, 3000))),
        "can_cu": f"{draw.randint(1, 90)}/{today.year - 1}/QĐST-HNGĐ",
        "can_cu_noi": "Tòa án nhân dân khu vực",
        **_parts("can_cu_ngay", today - timedelta(days=draw.randint(100, 800))),
        "dan_toc": draw.choice(PEOPLES),
        "muc_dich_khac": draw.choice(("Vay vốn ngân hàng", "Mua bán nhà đất", "Đi lao động ở nước ngoài")),
        "so_ban": str(draw.randint(1, 3)),
        # Extract of civil status.
        "loai": draw.choice(("khai-sinh", "ket-hon")),
        "cua_ai": by.name,
        "noi_dang_ky": place,
        "ngay_dang_ky_year": str(max(by.born_on.year + 1, 1980)) if form in OF_ONESELF else "",
        # Marriage.
        **_marries("nam", man),
        **_marries("nu", woman),
        "nam_lan": "2" if case.get("hon-nhan") in MARRIES_AGAIN else "1",
        # Birth.
        "tre_ho_ten": child,
        "tre_gioi_tinh": "MALE",
        **_parts("tre_ngay_sinh", today - timedelta(days=draw.randint(70, 300) if is_late else draw.randint(3, 50))),
        "tre_noi_sinh": "Trung tâm Y tế khu vực",
        "tre_dan_toc": draw.choice(PEOPLES),
        "tre_quoc_tich": "Việt Nam",
        "tre_que_quan": man.address,
        "co_me": "khong" if is_found else "co",
        "me_ho_ten": woman.name,
        "me_so_dinh_danh": woman.id_number,
        "me_nam_sinh": str(woman.born_on.year) if form == "khai-sinh" else "",
        "me_dan_toc": draw.choice(PEOPLES),
        "me_quoc_tich": "Việt Nam",
        "me_noi_cu_tru": woman.address,
        "co_cha": "khong" if is_found else "co",
        "cha_ho_ten": man.name,
        "cha_so_dinh_danh": man.id_number,
        "cha_nam_sinh": str(man.born_on.year) if form == "khai-sinh" else "",
        "cha_dan_toc": draw.choice(PEOPLES),
        "cha_quoc_tich": "Trung Quốc" if form == "khai-sinh-nuoc-ngoai" else "Việt Nam",
        "cha_noi_cu_tru": woman.address,
        "quan_he": "khac" if is_found else "me" if by.is_woman else "cha",
        "so_ban_sao": "2",
        # Death.
        "mat_ho_ten": dead.name,
        "mat_gioi_tinh": "FEMALE" if dead.is_woman else "MALE",
        **_parts("mat_ngay_sinh", dead.born_on),
        "mat_so_dinh_danh": dead.id_number,
        "mat_dan_toc": draw.choice(PEOPLES),
        "mat_quoc_tich": "Việt Nam",
        "mat_noi_cu_tru": dead.address,
        "gio_mat": f"{draw.randint(0, 23):02d}:{draw.randint(0, 59):02d}",
        "giay_to": f"{draw.randint(1, 90)}/GBT",
        "giay_bao_tu_ten": "Giấy báo tử",
        "giay_bao_tu_noi": f"Ủy ban nhân dân {place}",
        **_parts("giay_bao_tu_ngay", today),
        **_parts("ngay_mat", today - timedelta(days=draw.randint(20, 90) if is_late else draw.randint(1, 10))),
        "noi_mat": dead.address,
        "nguyen_nhan": draw.choice(("Tuổi già", "Bệnh")),
        # Legal aid.
        "xin_cho": "nguoi-khac" if age or FOR_ANOTHER & set(case.values()) else "ban-than",
        "duoc_tro_giup_ho_ten": other.name,
        **_parts("duoc_tro_giup_ngay_sinh", today - timedelta(days=366 * (age or 40))),
        "duoc_tro_giup_gioi_tinh": "FEMALE" if other.is_woman else "MALE",
        "duoc_tro_giup_dan_toc": draw.choice(PEOPLES),
        "duoc_tro_giup_noi_cu_tru": other.address,
        "dien_khac": "Người đang gặp khó khăn đột xuất",
        "linh_vuc": draw.choice(("dat-dai", "dan-su")),
        "yeu_cau": "Hướng dẫn cách làm và giấy tờ cần có.",
        # Household business.
        "ten": f"Hộ kinh doanh {by.name}",
        "dia_chi": by.address,
        "von": str(draw.randint(3, 40) * 10_000_000),
        "lao_dong": str(draw.randint(1, 5)),
        "nganh": draw.choice(PLACES_OF_WORK),
        "nganh_chinh": "co",
        **_parts("ngay_bat_dau", begins),
        "tv_ho_ten": other.name,
        **_parts("tv_ngay_sinh", other.born_on),
        "tv_so_dinh_danh": other.id_number,
        "khong_cam": "on",
        # Temporary residence.
        "noi_tam_tru": f"Tổ {draw.randint(1, 9)}, {place}, tỉnh Lạng Sơn",
        "chu_nha": other.name,
        **_parts("tu_ngay", begins),
        **_parts("den_ngay", begins + timedelta(days=365)),
        "ly_do": WHY.get(form) or draw.choice(("Làm việc", "Học tập")),
        # Residence.
        "noi_thuong_tru": f"Tổ {draw.randint(10, 19)}, {place}, tỉnh Lạng Sơn",
        "truong_hop": "nho" if case.get("cho-o") == "thue" else "ve-ho",
        "chu_ho": other.name,
        "quan_he_chu_ho": "Người thân",
        "chu_ho_so_dinh_danh": other.id_number,
        "muc_dich": FOR.get(form, "khac"),
        # The end of a household business.
        "ma_so": by.id_number,
        **_parts("ngay_cham_dut", begins),
        "het_no": "on",
        # A correction, of an entry or of a certificate of land.
        "viec": "cai-chinh",
        "giay_to_sua": "Giấy khai sinh",
        "duoc_sua_ho_ten": by.name,
        "duoc_sua_so_dinh_danh": by.id_number,
        **_parts("duoc_sua_ngay_sinh", by.born_on),
        "duoc_sua_noi_cu_tru": by.address,
        "duoc_sua_dan_toc": draw.choice(PEOPLES),
        "dang_ghi": f"{by.name}, viết thiếu dấu",
        "de_nghi_ghi": by.name,
        "so_phat_hanh": f"BK {draw.randint(100000, 999999)}",
        "so_vao_so": f"CH{draw.randint(100, 9999):05d}",
        **_parts("ngay_cap", date(2012, 5, 1) + timedelta(days=draw.randint(0, 3000))),
        # A change of a building permit.
        "dieu_chinh": "Thêm một tầng.",
        # Land for the first time.
        "so_thua": f"{draw.randint(1, 400)}, tờ {draw.randint(1, 60)}",
        "thua_dia_chi": by.address,
        "dien_tich": str(draw.randint(60, 900)),
        "dung_vao": "Đất ở",
        "tu_khi_year": str(draw.randint(1990, 2010)),
        "nguon_goc": "Gia đình sử dụng ổn định từ trước.",
        "co_tai_san": "khong",
        "cq_ho_ten": other.name,
        "cq_nam_sinh": str(other.born_on.year),
        "cq_so_dinh_danh": other.id_number,
        # The criminal record.
        "so_phieu": "1",
        "noi_sinh": place,
        "cam_dam_nhiem": "khong",
        "co_an_tich": "khong",
        "qt_tu_year": str(by.born_on.year + 14),
        "qt_noi": by.address,
        "qt_nghe": "Làm nông nghiệp",
    }


def _marries(side: str, who: Person) -> dict[str, str]:
    return {
        f"{side}_ho_ten": who.name,
        **_parts(f"{side}_ngay_sinh", who.born_on),
        f"{side}_so_dinh_danh": who.id_number,
        f"{side}_giay_to": who.id_number,
        f"{side}_noi_cu_tru": who.address,
    }


def _parts(name: str, day: date) -> dict[str, str]:
    """A day as it comes from the three boxes of a page."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
