"""Every e-form of the province can be filled in to the end, asks what the law wants declared, and nothing idle."""

import re
from datetime import date

import pytest

from motcua.forms.rules import Widget, complete_answers, problems_of, summary, visible_pages
from motcua.forms.rules.checks import matches
from motcua.forms.rules.declared import gaps, without_purpose
from motcua.forms.rules.definition import OF_ITEMS
from tests.forms.province import declarations, forms, procedures

TODAY = date(2026, 11, 23)
FORMS = sorted(forms())
# What was there first: results already rest on the names of their fields.
FIRST = {
    "khai-sinh": "tre_ho_ten tre_gioi_tinh tre_ngay_sinh tre_noi_sinh tre_dan_toc tre_que_quan co_me me_ho_ten"
    " me_nam_sinh me_so_dinh_danh co_cha cha_ho_ten cha_nam_sinh cha_so_dinh_danh ho_ten so_dinh_danh quan_he"
    " noi_cu_tru phone so_ban_sao",
    "khai-tu": "mat_ho_ten mat_gioi_tinh mat_ngay_sinh mat_so_dinh_danh mat_noi_cu_tru ngay_mat noi_mat nguyen_nhan"
    " giay_to",
    "ket-hon": "nam_ho_ten nam_ngay_sinh nam_so_dinh_danh nam_dan_toc nam_noi_cu_tru nam_lan nu_ho_ten nu_ngay_sinh"
    " nu_so_dinh_danh nu_dan_toc nu_noi_cu_tru nu_lan phone cam_doan",
    "xac-nhan-hon-nhan": "ho_ten so_dinh_danh ngay_sinh noi_cu_tru phone tinh_trang dan_toc can_cu muc_dich ket_hon_voi"
    " muc_dich_khac so_ban",
    "ban-sao-ho-tich": "loai so_ban cua_ai noi_dang_ky ho_ten so_dinh_danh ngay_sinh noi_cu_tru phone",
    "ho-kinh-doanh": "ho_ten so_dinh_danh ngay_sinh noi_cu_tru phone ten dia_chi von lao_dong nganh ma khong_cam",
    "tam-tru": "noi_tam_tru chu_nha tu_ngay den_ngay ly_do ho_ten_nguoi ngay_sinh_nguoi dinh_danh_nguoi quan_he",
    "giay-phep-xay-dung": "ho_ten dia_diem so_thua dien_tich_dat so_gcn loai so_tang dien_tich_xd tong_san chieu_cao"
    " don_vi_thiet_ke thoi_gian",
    "cap-doi-gcn-dat": "ho_ten so_phat_hanh so_vao_so ngay_cap so_thua ly_do chi_tiet",
    "an-toan-thuc-pham": "ten ma_so dia_chi phone ho_ten so_dinh_danh chuc_vu ten_san_pham hinh_thuc cong_suat ly_do",
    "tro-giup-phap-ly": "ho_ten dien linh_vuc noi_dung",
    "ho-ngheo": "ho_ten dan_toc noi_cu_tru ho_ten_tv ngay_sinh_tv quan_he viec_lam de_nghi ly_do",
    "don-de-nghi": "ho_ten so_dinh_danh ngay_sinh noi_cu_tru phone noi_dung thong_tin_them",
}
# A birth, a child's birth, something done, and its end: in the order in which they must come.
BORN, CHILD, DONE, ENDED = "1981-02-03", "2003-04-05", "2005-06-07", "2006-07-08"
TEXTS = ["Nông Văn Đức", "1234", "05:30"]
WRITTEN = {
    "phone": "0912345678", "email": "an@vidu.vn", "personal-number": "020181000001", "former-number": "020181000001",
    "business-number": "0100109106",
}  # fmt: skip


def day(name):
    if "sinh" in name:
        return CHILD if name.startswith(("tre_", "con_")) else BORN
    return ENDED if "den" in name or name == "khoi_cong" else DONE


def value(spec):
    schema = spec.schema
    if spec.widget in (Widget.DATE, Widget.PARTIAL_DATE):
        return day(spec.name)
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "string":
        plain = WRITTEN.get(schema.get("format"))
        return plain or next(text for text in TEXTS if re.search(schema.get("pattern", ""), text))
    if schema["type"] == "integer":
        return 1960 if spec.is_year else max(schema.get("minimum", 1), 1)
    return True if schema["type"] == "boolean" else "85.5"


def filled(form):
    """Everything a form can ask; where two answers must not be the same, the second is another."""
    other = {check.fields[-1] for check in form.checks if check.kind == "different"}

    def answered(spec):
        told = value(spec)
        return (told[:-1] + ("2" if told[-1].isdigit() else "n")) if spec.name in other else told

    answers = {}
    for page in form.pages:
        own = {spec.name: answered(spec) for spec in page.fields}
        answers |= {page.repeat: [own]} if page.repeat else own
    for check in form.checks:
        if check.kind == "contradiction" and matches(check.when, answers):
            # One choice that contradicts another is made anew.
            spec = next(spec for page in form.pages for spec in page.fields if spec.name == check.fields[-1])
            answers[spec.name] = next(one for one in spec.schema["enum"] if one not in check.when[spec.name])
    return answers


@pytest.mark.parametrize("name", FORMS)
def test_a_form_can_be_filled_in_to_the_end(name):
    form = forms()[name]
    answers = filled(form)
    assert problems_of(form, answers, today=TODAY) == {}
    kept = complete_answers(form, answers, today=TODAY)
    assert kept.keys() <= answers.keys()
    assert len(summary(form, kept)) >= len(visible_pages(form, kept)) > 1


def test_at_least_thirty_procedures_have_a_form_of_their_own():
    own = {code: one["form_key"] for code, one in procedures().items() if one.get("form_key")}
    assert len(own) >= 30
    assert len(set(own.values())) >= 30
    assert set(own.values()) <= set(FORMS)


@pytest.mark.parametrize("name", sorted(FIRST))
def test_the_names_that_results_rest_on_stay(name):
    names = {spec.name for page in forms()[name].pages for spec in page.fields}
    assert set(FIRST[name].split()) <= names


def test_every_form_is_declared_for_the_procedures_that_use_it():
    using = {name: [] for name in FORMS}
    for code, one in procedures().items():
        if one.get("form_key"):
            using[one["form_key"]].append(code)
    assert {key: sorted(one.procedures) for key, one in declarations().items()} == {
        key: sorted(codes) for key, codes in using.items()
    }


@pytest.mark.parametrize("name", FORMS)
def test_what_the_law_wants_declared_is_asked_or_known_otherwise(name):
    contents = [one.content() for one in declarations()[name].contents]
    assert list(gaps(forms()[name], contents)) == []
    assert without_purpose(forms()[name], contents) == []


FOURTEEN = {
    "khai-sinh": 23, "khai-tu": 20, "ket-hon": 16, "xac-nhan-hon-nhan": 19, "ban-sao-ho-tich": 17, "thuong-tru": 13,
    "tam-tru": 16, "ho-kinh-doanh": 18, "cap-doi-gcn-dat": 10, "giay-phep-xay-dung": 20, "an-toan-thuc-pham": 9,
    "tro-giup-phap-ly": 11, "ho-ngheo": 14,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FOURTEEN))
def test_all_that_was_read_in_the_law_is_on_the_map(name):
    contents = declarations()[name].contents
    assert len([one for one in contents if one.law]) >= FOURTEEN[name]
    # What is not asked is said by somebody else, attached, or said at filing.
    excused = [one.not_asked for one in contents if one.not_asked]
    assert all(re.search("trang xem lại|đính kèm", reason) for reason in excused)


@pytest.mark.parametrize("name", FORMS)
def test_no_birth_is_tomorrow_on_any_page(name):
    form = forms()[name]
    births = {
        spec.name
        for page in form.pages
        for spec in page.fields
        if "sinh" in spec.name and (spec.is_year or spec.widget in (Widget.DATE, Widget.PARTIAL_DATE))
    }
    bound = {"not_future": 0, "age_at_least": 0, "before": 0, "not_after": 0, "years_older": 0}
    checked = {check.fields[bound[check.kind]] for check in form.checks if check.kind in bound}
    assert births <= checked


@pytest.mark.parametrize("name", FORMS)
def test_every_group_of_peoples_and_of_nations_asks_which_other(name):
    specs = {spec.name: spec for page in forms()[name].pages for spec in page.fields}
    for spec in specs.values():
        if "Khác" not in spec.schema.get("enum", []):
            continue
        which = specs[f"{spec.name}_khac"]
        assert which.is_required
        assert which.when[spec.name] == ("Khác",)
        if spec.name.endswith("dan_toc"):
            assert len(spec.options) == 55
            assert {"Mường", "Thái", "Ngái", "Ê Đê", "Tày", "Nùng"} < set(spec.schema["enum"])
            assert spec.is_sensitive


def cases(code):
    return {
        one["key"]: {option["value"] for option in one["options"]} for one in procedures()[code].get("questions", [])
    }


def of_case(when):
    return [(key.removeprefix("case."), set(values)) for key, values in (when or {}).items() if key.startswith("case.")]


@pytest.mark.parametrize("name", FORMS)
def test_what_a_form_says_of_the_case_is_what_the_case_asks(name):
    form, asked = forms()[name], [cases(code) for code in declarations()[name].procedures]
    specs = [spec for page in form.pages for spec in page.fields]
    for when in [page.when for page in form.pages] + [spec.when for spec in specs]:
        # A page that hangs on the case hangs on it wherever the form is used.
        assert all(values <= one.get(key, set()) for key, values in of_case(when) for one in asked)
    for check in form.checks:
        assert all(any(values <= one.get(key, set()) for one in asked) for key, values in of_case(check.when))
    known = [spec.prefill.removeprefix("case.") for spec in specs if spec.prefill.startswith("case.")]
    assert all(any(key in one for one in asked) for key in known)


def test_what_the_case_says_is_not_asked_again():
    known = {
        "khai-tu": "co_giay_bao_tu", "giam-ho": "loai", "ho-kinh-doanh": "chu_the", "tro-giup-phap-ly": "dien",
        "giay-phep-xay-dung": "loai", "cap-lai-gcn-dat": "mat_gi", "dang-ky-dat-lan-dau": "co_chung_quyen",
    }  # fmt: skip
    for name, field in known.items():
        spec = next(spec for page in forms()[name].pages for spec in page.fields if spec.name == field)
        options = [cases(code).get(spec.prefill.removeprefix("case.")) for code in declarations()[name].procedures]
        assert any(one and one <= set(spec.schema["enum"]) for one in options), name


def test_a_year_is_read_as_a_year_and_money_as_money():
    mother = {"co_me": "co", "me_ho_ten": "Vi Thị Lan", "me_nam_sinh": 1996}
    shown = {line.label: line.text for section in summary(forms()["khai-sinh"], mother) for line in section.lines}
    assert shown["Năm sinh của mẹ"] == "1996"
    money = summary(forms()["ho-kinh-doanh"], {"von": 50_000_000})
    assert {line.label: line.text for section in money for line in section.lines}[
        "Vốn kinh doanh (đồng)"
    ] == "50.000.000"


CONTRADICTIONS = [
    ("khai-sinh", {"quan_he": "cha", "co_cha": "khong"}, "cha"),
    ("khai-sinh", {"quan_he": "me", "co_me": "khong", "co_cha": "khong"}, "me"),
    ("khai-sinh", {"case.giay-chung-sinh": "bo-roi"}, "me"),
    ("khai-sinh", {"me_nam_sinh": 2020}, "me"),
    ("khai-sinh", {"me_nam_sinh": 1995}, "me"),
    ("khai-sinh", {"cha_nam_sinh": 1995}, "cha"),
    ("khai-sinh", {"tre_ngay_sinh": "2026-11-24"}, "tre"),
    ("khai-sinh", {"tre_ngay_sinh": "2026-08-26", "case.han": "dung-han"}, "tre"),
    ("khai-sinh", {"tre_ngay_sinh": "2026-11-01", "case.han": "qua-han"}, "tre"),
    ("khai-sinh-nuoc-ngoai", {"me_nam_sinh": 1995}, "me"),
    ("khai-sinh-nhan-con", {"cha_ngay_sinh": "1994-04-06"}, "cha"),
    ("khai-sinh-lai", {"me_nam_sinh": 1973}, "me"),
    ("khai-tu", {"ngay_mat": "2026-11-05", "giay_bao_tu_ngay": "2026-11-05", "case.han": "dung-han"}, "su-kien"),
    ("khai-tu", {"ngay_mat": "2026-11-15", "giay_bao_tu_ngay": "2026-11-15", "case.han": "qua-han"}, "su-kien"),
    ("tro-giup-phap-ly", {"xin_cho": "ban-than", "dien": "tre-em"}, "dien"),
    ("tro-giup-phap-ly", {"xin_cho": "nguoi-khac", "dien": "cao-tuoi"}, "duoc-tro-giup"),
    ("khai-sinh", {"cha_so_dinh_danh": "020181000001"}, "cha"),
    ("khai-tu", {"mat_ngay_sinh": "2005-06-08"}, "su-kien"),
    ("khai-tu", {"mat_ngay_sinh": "2006"}, "su-kien"),
    ("khai-tu", {"ngay_mat": "2026-11-24", "giay_bao_tu_ngay": "2026-11-24"}, "su-kien"),
    ("khai-tu", {"giay_bao_tu_ngay": "2005-06-06"}, "giay-bao-tu"),
    ("khai-tu", {"so_dinh_danh": "020181000001"}, "nguoi-yeu-cau"),
    ("ket-hon", {"nam_ngay_sinh": "2006-11-24"}, "ben-nam"),
    ("ket-hon", {"nu_ngay_sinh": "2008-11-24"}, "ben-nu"),
    ("ket-hon", {"nu_so_dinh_danh": "020181000001"}, "ben-nu"),
    ("ket-hon", {"nam_lan": 2, "case.hon-nhan": "chua"}, "ben-nam"),
    ("xac-nhan-hon-nhan", {"tinh_trang": "ly-hon", "case.hon-nhan": "chua"}, "tinh-trang"),
    ("xac-nhan-hon-nhan", {"tinh_trang": "co", "muc_dich": "ket-hon"}, "muc-dich"),
    ("xac-nhan-hon-nhan", {"so_ban": 2}, "muc-dich"),
    ("xac-nhan-hon-nhan", {"xin_cho": "ban-than", "case.nguoi-nop": "uy-quyen"}, "cho-ai"),
    ("xac-nhan-hon-nhan", {"thoi_gian": "truoc-day", "thoi_gian_den": "2005-06-07"}, "cu-tru"),
    ("ban-sao-ho-tich", {"loai": "khai-tu"}, "so"),
    ("nhan-cha-me-con", {"cha_me_ngay_sinh": "1994-04-06"}, "con"),
    ("thay-doi-ho-tich", {"de_nghi_ghi": "Nông Văn Đức"}, "noi-dung"),
    ("giam-ho", {"giam_ho_ngay_sinh": "2008-11-24"}, "giam-ho"),
    ("tam-tru", {"den_ngay": "2005-06-07"}, "cho-o"),
    ("tam-tru", {"den_ngay": "2007-06-08"}, "cho-o"),
    ("thuong-tru", {"truong_hop": "nho", "case.cho-o": "cua-minh"}, "cho-o"),
    ("gia-han-tam-tru", {"den_ngay": "2004-06-07"}, "cho-o"),
    ("tach-ho", {"chu_ho_moi_so_dinh_danh": "020181000001"}, "ho-moi"),
    ("ho-kinh-doanh", {"von": 0}, "ho"),
    ("ho-kinh-doanh", {"ten": "Công ty Hoa Hồi"}, "ho"),
    ("ho-kinh-doanh", {"ten": "CÔng ty A"}, "ho"),
    ("ho-kinh-doanh", {"ten": "Cong  ty TNHH Hoa Hồi"}, "ho"),
    ("ho-kinh-doanh", {"ten": "DOANH nghiệp Hoa Hồi"}, "ho"),
    ("ho-kinh-doanh", {"ngay_sinh": "2008-11-24"}, "chu-ho"),
    ("ho-kinh-doanh", {"chu_the": "ca-nhan", "case.chu-ho": "ho-gia-dinh"}, "ho"),
    ("tam-ngung-ho-kinh-doanh", {"den_ngay": "2005-06-06"}, "viec"),
    ("gia-han-giay-phep-xay-dung", {"khoi_cong": "2004-01-01"}, "gia-han"),
    ("cap-doi-gcn-dat", {"ly_do": "do-lai", "case.do-lai": "khong"}, "ly-do"),
    ("ly-lich-tu-phap", {"loai_phieu": "so-2", "case.nguoi-nop": "uy-quyen"}, "phieu"),
    ("ly-lich-tu-phap", {"me_nam_sinh": 2015}, "gia-dinh"),
    ("thoat-ngheo", {"hien_la": "can-ngheo"}, "de-nghi"),
    ("ban-sao-so-goc", {"xin_cho": "nguoi-khac", "case.nguoi-yeu-cau": "chinh-minh"}, "nguoi-duoc-cap"),
]


@pytest.mark.parametrize(("name", "said", "page"), CONTRADICTIONS)
def test_a_contradiction_is_named_on_its_page(name, said, page):
    form = forms()[name]
    good = filled(form)
    before = problems_of(form, good, today=TODAY).get(page, "")
    problem = problems_of(form, good | said, today=TODAY).get(page, "")
    assert problem
    assert problem != before


def test_of_a_foundling_no_ethnic_group_is_asked():
    """It is left blank on the paper (NĐ 123/2015 Đ14), so nobody is made to say one; of other children it is asked."""
    form = forms()["khai-sinh"]
    told = filled(form) | {"co_me": "khong", "co_cha": "khong", "quan_he": "khac"}
    without = {name: value for name, value in told.items() if not name.startswith("tre_dan_toc")}
    for case, missing in (("bo-roi", False), ("co", True)):
        problems = problems_of(form, without | {"case.giay-chung-sinh": case}, today=TODAY)
        assert ("nguon-goc" in problems) is missing


ON_ITEMS = [
    ("ho-ngheo", "thanh_vien", {"ngay_sinh_tv": "2026-11-24"}),
    ("thoat-ngheo", "thanh_vien", {"ngay_sinh_tv": "2027"}),
    ("tam-tru", "cung_o", {"ngay_sinh_nguoi": "2026-11-24"}),
    ("thuong-tru", "thanh_vien", {"tv_ngay_sinh": "2026-11-24"}),
    ("ho-kinh-doanh", "thanh_vien", {"tv_ngay_sinh": "2026-11-24"}),
    ("ho-kinh-doanh", "nganh_nghe", {"nganh_chinh": "khong"}),
    ("luu-tru", "nguoi_luu_tru", {"lt_den_ngay": "2005-06-06"}),
    ("cap-doi-gcn-dat", "chung_quyen", {"cq_nam_sinh": 2027}),
    ("ly-lich-tu-phap", "qua_trinh", {"qt_tu": "2027"}),
]


@pytest.mark.parametrize(("name", "repeat", "said"), ON_ITEMS)
def test_a_contradiction_in_an_item_is_named(name, repeat, said):
    form = forms()[name]
    page = next(one for one in form.pages if one.repeat == repeat)
    answers = filled(form) | ({"chu_the": "ho-gia-dinh"} if name == "ho-kinh-doanh" else {})
    assert page.key not in problems_of(form, answers, today=TODAY)
    item = answers[repeat][0] | said
    assert page.key in problems_of(form, answers | {repeat: [item]}, today=TODAY)


def test_each_check_on_items_names_what_to_mend():
    kinds = {check.kind for form in forms().values() for check in form.checks}
    assert kinds >= {*OF_ITEMS, "contradiction", "different", "before", "not_after", "within_years", "age_at_least"}
    for form in forms().values():
        assert all(check.message.endswith(".") and len(check.message) > 20 for check in form.checks)


@pytest.mark.parametrize("name", FORMS)
def test_a_page_asks_about_one_thing(name):
    assert all(len(page.fields) <= 14 for page in forms()[name].pages)
