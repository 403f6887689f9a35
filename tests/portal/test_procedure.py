"""The page of a procedure answers first, says a thing once, and is right about who decides and which law stands."""

import re
from datetime import date

import pytest

from motcua.procedures.models import ProcedureVersion
from motcua.ui.procedure import shown

DAY = date(2026, 11, 24)


def version_of(code):
    return ProcedureVersion.objects.get(procedure__code=code, status="PUBLISHED")


def part(page, start, end):
    return page[page.index(start) : page.index(end, page.index(start))]


@pytest.mark.django_db
def test_the_action_time_and_fee_come_before_the_questions(client):
    page = client.get("/thu-tuc/1.001193/").content.decode()
    places = [page.index(words) for words in ("Nộp trực tuyến", "Thời hạn", "Phí, lệ phí", "Trường hợp của tôi")]
    assert places == sorted(places)


@pytest.mark.django_db
def test_ways_of_filing_with_the_same_terms_are_one_row(client):
    same = part(client.get("/thu-tuc/1.001193/").content.decode(), 'id="bl"', "</tbody>")
    assert same.count("<tr>") == 2
    assert same.count("1 ngày làm việc") == 1
    assert all(name in same for name in ("Trực tuyến", "Trực tiếp tại Bộ phận Một cửa", "Qua bưu chính công ích"))
    different = part(client.get("/thu-tuc/1.013967/").content.decode(), 'id="bl"', "</tbody>")
    assert different.count("<tr>") == 3, "two of its three ways are the same"


@pytest.mark.django_db
def test_what_differs_at_one_place_leaves_the_others_as_they_are():
    version = version_of("2.000635")
    first, *others = version.receptions
    version.receptions = [first | {"channels": {"ONLINE": {"amount": 5, "unit": "WORKING_DAY"}}}, *others]
    facts = shown(version, {}, on=DAY)
    online = {name: terms.time.amount for names, terms, _case in facts["ways"] for name in names if "tuyến" in name}
    assert online == {"Trực tuyến – Ủy ban nhân dân xã, phường": 5, "Trực tuyến – Sở Tư pháp": 1}


@pytest.mark.django_db
def test_a_paper_says_only_the_copies_it_needs(client):
    papers = part(client.get("/thu-tuc/1.001193/").content.decode(), 'id="mang-gi"', 'id="bl"')
    assert "1 bản chính" in papers
    assert not re.search(r"\b0\b", papers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "who"), [("1.001193", "Ủy ban nhân dân xã, phường"), ("1.004194", "Công an xã, phường")]
)
def test_the_page_and_the_checklist_name_the_kind_of_agency_that_decides(client, code, who):
    for address in (f"/thu-tuc/{code}/", f"/thu-tuc/{code}/can-mang/"):
        page = client.get(address).content.decode()
        assert who in page
        assert "hoặc công an" not in page


@pytest.mark.django_db
def test_a_legal_basis_that_is_not_loaded_says_that_its_effect_is_not_known(client):
    page = client.get("/thu-tuc/1.001193/").content.decode()
    bases = part(page, 'id="luat"', "</section>")
    assert bases.count(">Chưa rõ<") == bases.count("<li>")
    assert "Cách kiểm tra" in bases
    assert "Còn hiệu lực" not in bases
