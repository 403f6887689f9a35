"""A document is known by its own number, never by that of a document it names; a law is not a resolution."""

from datetime import date

import pytest

from motcua.laws.rules import DocumentKind, citations, kind_of_number, normal_number, slug_of
from motcua.laws.rules.codified import read as read_codified
from motcua.laws.rules.single import read

ARTICLES = """
Điều 1. Phạm vi điều chỉnh
Thông tư này quy định việc nuôi ong.
Điều 2. Hiệu lực thi hành
Thông tư này có hiệu lực thi hành từ ngày 15 tháng 4 năm 2026.
"""
GROUNDS = """
## CĂN CỨ PHÁP LUẬT

- Luật Nuôi ong số 64/2025/QH15 được sửa đổi bởi Luật số 87/2025/QH15;
- Nghị định số 69/2008/NĐ-CP ngày 30 tháng 5 năm 2008 của Chính phủ.
"""
IN_MATTER = """---
title: "Thông tư 04/2026/TT-BNO về nuôi ong"
so_hieu: 04/2026/TT-BNO
ngay_ban_hanh: 2026-02-27
ngay_hieu_luc: 2026-04-15
co_quan_ban_hanh: Bộ Nuôi ong
loai_van_ban: Thông tư
---
"""
BOLD = """
# Thông tư 04/2026/TT-BNO về nuôi ong

- **Số hiệu:** 04/2026/TT-BNO
- **Cơ quan ban hành:** Bộ Nuôi ong
- **Ngày ban hành:** 27/02/2026
- **Ngày có hiệu lực:** 15/4/2026
"""
TABLE = """
| Trường | Nội dung |
|---|---|
| Số ký hiệu | 04/2026/TT-BNO |
| Cơ quan ban hành | Bộ Nuôi ong |
| Ngày ban hành | 27/02/2026 |
| Ngày có hiệu lực | 15/4/2026 |
"""
CORNER = """BỘ NUÔI ONG
Số: **04/2026/TT-BNO**
Hà Nội, ngày 27 tháng 02 năm 2026

# THÔNG TƯ
"""


@pytest.mark.parametrize("head", [IN_MATTER, BOLD, TABLE, CORNER], ids=["before the text", "bold", "table", "corner"])
def test_a_document_is_known_by_what_it_says_of_itself(head):
    found = read(head + GROUNDS + ARTICLES)
    assert (found.number, found.name) == ("04/2026/TT-BNO", "Thông tư")
    assert (found.signed_on, found.effective_from) == (date(2026, 2, 27), date(2026, 4, 15))
    assert len(found.articles) == 2


def test_a_number_in_the_name_alone_is_its_own():
    found = read("# Thông tư số 04/2026/TT-BNO về nuôi ong\n" + GROUNDS + ARTICLES)
    assert (found.number, found.title) == ("04/2026/TT-BNO", "về nuôi ong")


def test_without_a_number_of_its_own_it_takes_nobody_elses():
    found = read("# Về nuôi ong\n" + GROUNDS + ARTICLES)
    assert found.number == ""
    assert found.signed_on is None


def test_the_kind_is_that_of_the_number_not_of_the_law_it_details():
    found = read("# Quy định chi tiết\n\nLuật Nuôi ong\n\nSố: 12/2026/NĐ-CP\n" + ARTICLES)
    assert found.name == "Nghị định"


@pytest.mark.parametrize(
    ("text", "number", "slug", "kind"),
    [
        ("Luật số 55/2010/QH12", "55/2010/QH12", "55-2010-QH12", DocumentKind.LAW),
        ("55/2010/QH12", "55/2010/QH12", "55-2010-QH12", DocumentKind.LAW),
        ("NGHỊ QUYẾT SỐ 55/2010/QH12", "Nghị quyết 55/2010/QH12", "NGHI-QUYET-55-2010-QH12", DocumentKind.RESOLUTION),
        ("Luật A thi hành Nghị quyết số: 55/2010/QH12", "Nghị quyết 55/2010/QH12", "NGHI-QUYET-55-2010-QH12",
         DocumentKind.RESOLUTION),
        ("Nghị quyết số 66.7/2025/NQ-CP", "66.7/2025/NQ-CP", "66.7-2025-NQ-CP", DocumentKind.RESOLUTION),
        ("Nghị quyết này và Luật 55/2010/QH12", "55/2010/QH12", "55-2010-QH12", DocumentKind.LAW),
    ],
)  # fmt: skip
def test_a_resolution_of_the_national_assembly_is_not_the_law_of_its_number(text, number, slug, kind):
    assert normal_number(text) == number
    assert normal_number(number) == number
    assert slug_of(number) == slug
    assert kind_of_number(number) is kind


def test_a_citation_tells_a_resolution_from_a_law():
    text = "theo Điều 2 Luật số 55/2010/QH12 và Điều 1 Nghị quyết số 55/2010/QH12"
    assert [one.number for one in citations(text)] == ["55/2010/QH12", "Nghị quyết 55/2010/QH12"]


CODIFIED = """Điều 99.1.TT.1.1. Sửa tên
(Điều 1 Thông tư số {number} Sửa đổi Thông tư số 150/2012/TT-BNO ngày 12/9/2012 của Bộ Nuôi ong về tổ ong ngày {day} của
Bộ Nuôi ong, có hiệu lực thi hành kể từ ngày 01/05/2024; có nội dung được sửa đổi bởi Điều 1 Thông tư số 9/2025/TT-BNO
ngày 02/03/2025 của Bộ Nuôi ong, có hiệu lực thi hành kể từ ngày 01/04/2025)

Nội dung.
"""


@pytest.mark.parametrize(
    ("number", "day", "signed_on"),
    [("15/2024/TT-BNO", "06/03/2024", date(2024, 3, 6)), ("15/2024/TT-BNO", "06/03/2004", None)],
    ids=["the last day", "a slip"],
)
def test_a_document_was_not_signed_on_the_day_of_the_one_it_amends(number, day, signed_on):
    article = read_codified(CODIFIED.format(number=number, day=day)).articles[0]
    assert article.signed_on == signed_on
    assert article.title == "Sửa đổi Thông tư số 150/2012/TT-BNO ngày 12/9/2012 của Bộ Nuôi ong về tổ ong"
