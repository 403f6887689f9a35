"""The page of a procedure answers first, says a thing once, and is right about who decides and which law stands."""

import re
from datetime import date

import pytest

from motcua.kernel import editions
from motcua.procedures.models import ProcedureVersion
from motcua.ui.procedure import shown
from motcua.ui.words import reduction_words

DAY = date(2026, 11, 24)


def version_of(code):
    return ProcedureVersion.objects.get(procedure__code=code, status="PUBLISHED")


def part(page, start, end):
    return page[page.index(start) : page.index(end, page.index(start))]


@pytest.mark.django_db
def test_time_fee_and_the_action_come_before_the_questions(client):
    page = client.get("/thu-tuc/1.001193/").content.decode()
    places = [page.index(words) for words in ("Thời hạn", "Phí, lệ phí", "Nộp trực tuyến", "Trường hợp của tôi")]
    assert places == sorted(places)


@pytest.mark.django_db
def test_ways_of_filing_with_the_same_terms_are_one_row(client):
    same = part(client.get("/thu-tuc/1.004837/").content.decode(), 'id="bl"', "</tbody>")
    assert same.count("<tr>") == 2
    assert same.count("3 ngày làm việc") == 1
    assert all(name in same for name in ("Trực tuyến", "Trực tiếp tại Bộ phận Một cửa", "Qua bưu chính công ích"))
    different = part(client.get("/thu-tuc/1.013967/").content.decode(), 'id="bl"', "</tbody>")
    assert different.count("<tr>") == 3, "two of its three ways are the same"


@pytest.mark.django_db
def test_what_differs_at_one_place_leaves_the_others_as_they_are():
    version = version_of("2.000635")
    first, *others = version.receptions
    version.receptions = [first | {"channels": {"ONLINE": {"amount": 5, "unit": "WORKING_DAY"}}}, *others]
    facts = shown(version, {}, on=DAY, edition=editions.current())
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


@pytest.mark.django_db
def test_what_is_free_by_law_names_the_article(client):
    fees = part(client.get("/thu-tuc/1.000894/").content.decode(), 'id="bl"', "</section>")
    assert "Miễn phí" in fees
    assert "điểm b khoản 1 Điều 11 Luật số 60/2014/QH13" in fees
    assert "Miễn, giảm" not in fees, "nothing can be taken off nothing"


@pytest.mark.django_db
def test_what_the_law_wants_at_once_is_said_to_be_done_on_the_day(client):
    page = client.get("/thu-tuc/1.000894/").content.decode()
    assert page.count("Trong ngày") == 2
    assert "1 ngày làm việc" not in page
    assert "Trong ngày" in client.get("/thu-tuc/1.000894/can-mang/").content.decode()
    changes = part(client.get("/thu-tuc/1.004859/").content.decode(), 'id="bl"', "</section>")
    assert "3 ngày làm việc" in changes
    assert "Trong ngày" in changes


@pytest.mark.django_db
def test_a_birth_in_time_is_free_and_a_late_one_costs_what_the_province_sets(client):
    page = client.get("/thu-tuc/1.001193/").content.decode()
    facts = part(page, "Phí, lệ phí</dt>", "</dd>")
    assert "Miễn phí<br>Do Hội đồng nhân dân tỉnh quy định (Đã quá 60 ngày)" in facts
    late = part(client.get("/thu-tuc/1.001193/?han=qua-han").content.decode(), 'id="bl"', "</section>")
    assert "Do Hội đồng nhân dân tỉnh quy định" in late
    assert "Chưa có mức trong dữ liệu" in late
    assert "người thuộc hộ nghèo" in late
    assert "Miễn phí" not in late
    in_time = part(client.get("/thu-tuc/1.001193/?han=dung-han").content.decode(), 'id="bl"', "</section>")
    assert "Miễn phí" in in_time
    assert "Hội đồng nhân dân" not in in_time


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "is_told"),
    [(date(2026, 8, 14), False), (date(2026, 8, 15), True), (date(2027, 2, 28), True), (date(2027, 3, 1), False)],
)
def test_a_reduction_for_some_persons_is_told_on_its_days_and_changes_no_amount(day, is_told):
    facts = shown(version_of("1.004222"), {}, on=day, edition=editions.current())
    told = [reduction_words(one) for one in facts["reductions"] if "VNeID" in one.whom]
    sentence = "Miễn khi nộp trực tuyến từ ngày 15/08/2026 đến hết ngày 28/02/2027: công dân có tài khoản định danh"
    assert [one.startswith(sentence) for one in told] == [True] * is_told
    assert {terms.kind: terms.fee.dong for _names, terms, _case in facts["ways"]} == {
        "ONLINE": 10_000,
        "COUNTER": 20_000,
    }


@pytest.mark.django_db
def test_a_reduction_of_a_way_and_a_time_is_applied_and_says_until_when(client):
    version = version_of("1.004222")
    half = {"channels": ["ONLINE"], "percent": 50, "basis": "Điều 1 Thông tư số 64/2025/TT-BTC"}
    ProcedureVersion.objects.filter(pk=version.pk).update(reductions=[half | {"valid_until": "2027-01-01"}])
    version.refresh_from_db()
    amounts = {
        day: {
            terms.kind: terms.fee.dong
            for _names, terms, _case in shown(version, {}, on=day, edition=editions.current())["ways"]
        }
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    }
    assert amounts[date(2026, 12, 31)] == {"ONLINE": 5_000, "COUNTER": 20_000}
    assert amounts[date(2027, 1, 1)] == {"ONLINE": 10_000, "COUNTER": 20_000}
    ProcedureVersion.objects.filter(pk=version.pk).update(reductions=[half])
    fees = part(client.get("/thu-tuc/1.004222/").content.decode(), 'id="bl"', "</section>").replace("\u00a0", " ")
    for words in ("5.000 đồng", "Giảm 50% khi nộp trực tuyến", "Mức đủ: 10.000 đồng", "64/2025/TT-BTC"):
        assert words in fees, words


@pytest.mark.django_db
def test_an_amount_for_each_of_several_says_so_everywhere(client):
    for address in ("/thu-tuc/2.000635/", "/thu-tuc/2.000635/can-mang/"):
        assert "8.000 đồng/bản sao" in client.get(address).content.decode().replace("\u00a0", " ")
