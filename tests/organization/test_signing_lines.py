"""In whose name and place somebody signs (NĐ 30/2020 Phụ lục I)."""

import pytest

from motcua.organization.rules import AgencyKind, signing_lines

COMMITTEE, DEPARTMENT, POLICE = AgencyKind.PEOPLES_COMMITTEE, AgencyKind.DEPARTMENT, AgencyKind.POLICE


@pytest.mark.parametrize(
    ("title", "head", "kind", "over", "shown"),
    [
        ("Chủ tịch", "Chủ tịch", COMMITTEE, ("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH"),
        ("Phó Chủ tịch", "Chủ tịch", COMMITTEE, ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH"),
        ("Quyền Chủ tịch", "Chủ tịch", COMMITTEE, ("TM. ỦY BAN NHÂN DÂN",), "Q. CHỦ TỊCH"),
        ("Trưởng phòng", "Chủ tịch", COMMITTEE, ("TL. CHỦ TỊCH",), "TRƯỞNG PHÒNG"),
        ("Giám đốc", "Giám đốc", DEPARTMENT, (), "GIÁM ĐỐC"),
        ("Phó Giám đốc", "Giám đốc", DEPARTMENT, ("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC"),
        ("Trưởng phòng", "Giám đốc", DEPARTMENT, ("TL. GIÁM ĐỐC",), "TRƯỞNG PHÒNG"),
        ("Phó Trưởng Công an", "Trưởng Công an", POLICE, ("KT. TRƯỞNG CÔNG AN",), "PHÓ TRƯỞNG CÔNG AN"),
    ],
)
def test_the_mode_follows_from_the_post(title, head, kind, over, shown):
    lines = signing_lines(title, head_title=head, kind=kind)
    assert (lines.over, lines.title) == (over, shown)


def test_what_the_law_gives_to_the_chairman_is_not_signed_in_the_name_of_the_committee():
    lines = signing_lines("Phó Chủ tịch", head_title="Chủ tịch", kind=COMMITTEE, in_own_name=True)
    assert lines.over == ("KT. CHỦ TỊCH",)


def test_who_is_authorised_by_the_head_signs_tuq_and_never_for_the_committee():
    lines = signing_lines("Trưởng phòng", head_title="Chủ tịch", kind=COMMITTEE, is_authorised=True)
    assert (lines.over, lines.title) == (("TUQ. CHỦ TỊCH",), "TRƯỞNG PHÒNG")


@pytest.mark.parametrize(
    ("title", "unit", "shown"),
    [
        ("Trưởng phòng", "Phòng Kinh tế", "TRƯỞNG PHÒNG KINH TẾ"),
        ("Trưởng phòng", "Phòng Văn hóa – Xã hội", "TRƯỞNG PHÒNG VĂN HÓA – XÃ HỘI"),
        ("Trưởng phòng Kinh tế", "Phòng Kinh tế", "TRƯỞNG PHÒNG KINH TẾ"),
        ("Chánh Văn phòng", "Văn phòng Ủy ban nhân dân", "CHÁNH VĂN PHÒNG"),
        ("Tổ trưởng", "Tổ Quản lý hành chính", "TỔ TRƯỞNG"),
        ("Trưởng phòng", "Phòng", "TRƯỞNG PHÒNG"),
        ("Trưởng phòng", "", "TRƯỞNG PHÒNG"),
    ],
)
def test_who_signs_by_authority_or_order_names_the_unit_they_head(title, unit, shown):
    """Several units of a ward have a head; without the unit nobody knows which of them signed."""
    for is_authorised in (True, False):
        lines = signing_lines(title, head_title="Chủ tịch", kind=COMMITTEE, unit=unit, is_authorised=is_authorised)
        assert lines.title == shown
