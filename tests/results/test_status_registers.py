"""Guardianships, recognitions, changes of civil status and copies ask the registers too, and compare numbers."""

import pytest

from motcua.kernel.operations import Refused
from motcua.results.models import ResultTemplate
from motcua.results.rules import Kind, cautions_of
from tests.results.test_beside_registers import DEATH, MARRIAGE, draft, sample_of, signed, to_drafting
from tests.results.test_road import AT, cast  # noqa: F401 - a fixture

GUARDIAN, END, RECOGNITION, CHANGE, COPY = "1.004837", "1.004845", "1.001022", "1.004859", "2.000635"


def death_of(name, born, number, **more):
    return sample_of(DEATH, mat_ho_ten=name, mat_ngay_sinh=born, mat_so_dinh_danh=number, **more)


WARD = ("Ngô Quốc Bảo", "2015-03-03", "020215000301")
GRANDMOTHER = ("Ngô Thị Tư", "1960-06-06", "020160000291")
MOTHER = ("Mông Thị Hiền", "1970-04-01", "020170000121")
CORRECTED = ("Vũ Thị Hồng Nhung", "2008-04-28", "020308000271")


@pytest.mark.parametrize(
    ("code", "person"), [(GUARDIAN, WARD), (GUARDIAN, GRANDMOTHER), (RECOGNITION, MOTHER), (CHANGE, CORRECTED)]
)
def test_who_is_dead_by_a_register_is_told(code, person, cast):  # noqa: F811
    signed(cast, death_of(*person))
    with pytest.raises(Refused, match="đã đăng ký khai tử"):
        draft(cast, to_drafting(cast, sample_of(code)))


def test_a_ward_who_has_a_guardian_is_told_until_that_ended(cast):  # noqa: F811
    first = signed(cast, sample_of(GUARDIAN))
    other = {
        "giam_ho_ho_ten": "Ngô Văn Sáu", "giam_ho_gioi_tinh": "MALE", "giam_ho_ngay_sinh": "1975-01-01",
        "giam_ho_so_dinh_danh": "020075000299", "ho_ten": "Ngô Văn Sáu", "so_dinh_danh": "020075000299",
        "ngay_sinh": "1975-01-01",
    }  # fmt: skip
    with pytest.raises(Refused, match=f"đã được đăng ký giám hộ: số {first.number}"):
        draft(cast, to_drafting(cast, sample_of(GUARDIAN, **other)))
    ended = {
        "duoc_giam_ho_ho_ten": "Ngô Quốc Bảo", "duoc_giam_ho_gioi_tinh": "MALE", "duoc_giam_ho_ngay_sinh": "2015-03-03",
        "so_dang_ky": first.number, "ngay_dang_ky": AT.date().isoformat(),
    }  # fmt: skip
    signed(cast, sample_of(END, **ended))
    draft(cast, to_drafting(cast, sample_of(GUARDIAN, **other)))


def test_one_guardian_may_have_two_wards(cast):  # noqa: F811
    signed(cast, sample_of(GUARDIAN))
    sister = {
        "duoc_giam_ho_ho_ten": "Ngô Thị Na", "duoc_giam_ho_gioi_tinh": "FEMALE",
        "duoc_giam_ho_ngay_sinh": "2017-08-08", "duoc_giam_ho_so_dinh_danh": "020317000302",
    }  # fmt: skip
    draft(cast, to_drafting(cast, sample_of(GUARDIAN, **sister)))


def test_a_child_recognised_before_is_told_and_a_parent_may_recognise_two(cast):  # noqa: F811
    signed(cast, sample_of(RECOGNITION))
    other = {"cha_me_ho_ten": "Lý Thị Sao", "cha_me_ngay_sinh": "1972-01-01", "cha_me_so_dinh_danh": "020172000122"}
    with pytest.raises(Refused, match="đã được đăng ký nhận cha, mẹ, con"):
        draft(cast, to_drafting(cast, sample_of(RECOGNITION, **other)))
    brother = {
        "con_ho_ten": "Mông Văn Sơn", "con_ngay_sinh": "1998-02-02", "con_so_dinh_danh": "020098000132",
        "ho_ten": "Mông Văn Sơn", "ngay_sinh": "1998-02-02", "so_dinh_danh": "020098000132",
    }  # fmt: skip
    draft(cast, to_drafting(cast, sample_of(RECOGNITION, **brother)))


WIFE = {"ten": "nu_ho_ten", "sinh": "nu_ngay_sinh", "so": "nu_so_dinh_danh"}
DEAD = {"ten": "mat_ho_ten", "sinh": "mat_ngay_sinh", "so": "mat_so_dinh_danh"}


@pytest.mark.parametrize(("origin", "kind", "named"), [(MARRIAGE, "ket-hon", WIFE), (DEATH, "khai-tu", DEAD)])
def test_a_copy_of_an_entry_that_was_changed_since_is_told(origin, kind, named, cast):  # noqa: F811
    sample = sample_of(MARRIAGE) if origin == MARRIAGE else death_of(*GRANDMOTHER, mat_gioi_tinh="FEMALE")
    name, born, number = (sample["answers"][named[part]] for part in ("ten", "sinh", "so"))
    entry = signed(cast, sample)
    about = {"so_dang_ky": entry.number, "ngay_dang_ky": AT.date().isoformat()}
    who = {"duoc_sua_ho_ten": name, "duoc_sua_ngay_sinh": born, "duoc_sua_so_dinh_danh": number}
    why = {f"answer-{entry.pk}": "Thân nhân yêu cầu cải chính."} if origin == DEATH else {}
    signed(cast, sample_of(CHANGE, **about, **who, duoc_sua_gioi_tinh="FEMALE"), why)
    asked = {
        "loai": kind, "cua_ai": name, "xin_cho": "nguoi-khac", "quan_he": "con", "trong_so_ngay_sinh": born,
        "trong_so_noi_cu_tru": "Khối 1", "trong_so_gioi_tinh": "FEMALE", "trong_so_dan_toc": "Kinh",
        "trong_so_quoc_tich": "Việt Nam",
    }  # fmt: skip
    with pytest.raises(Refused, match="đã đăng ký thay đổi, cải chính, bổ sung hộ tịch"):
        draft(cast, to_drafting(cast, sample_of(COPY, **about, **asked)))


def recognition(viec, number):
    template = ResultTemplate.objects.get(key="trich-luc-nhan-cha-me-con").parsed
    return cautions_of(template, {"viec": viec, "cha_me_giay_to": number}, today=AT.date())


@pytest.mark.parametrize(
    ("viec", "number", "count"),
    [
        ("Cha nhận con", "020185000999", 1),
        ("Con nhận cha", "020185000999", 1),
        ("Cha nhận con", "020085000999", 0),
        ("Mẹ nhận con", "020085000999", 1),
        ("Con nhận mẹ", "020185000999", 0),
    ],
)
def test_a_father_with_the_number_of_a_woman_is_told(viec, number, count, db):
    assert len(recognition(viec, number)) == count


def test_every_paper_compares_the_number_of_a_person_with_their_birth(db):
    """Whoever a register knows by number and birth: what the number tells must be what stands beside it."""
    lacking = []
    for stored in ResultTemplate.objects.order_by("key"):
        template = stored.parsed
        compared = {check.fields for check in template.checks if check.kind == "number_of_day"}
        for person in template.people:
            numbers = [name for name in person.numbers if template.by_name[name].kind != Kind.TABLE]
            if person.born and numbers and not any((name, person.born) in compared for name in numbers):
                lacking.append(f"{template.key}: {person.name}")
    assert lacking == []
