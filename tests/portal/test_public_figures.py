"""The public pages of figures: what they say of days without data, of few, of agencies that ended, to anybody."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.indicators.figures.operations import count_lasting, freeze_month
from motcua.indicators.rules.spans import Span
from motcua.kernel.text import sort_key
from motcua.organization.models import Agency
from tests.indicators.made_up import make_facts

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
IN_OCTOBER = datetime(2026, 10, 6, 2, tzinfo=UTC)
KY_LUA, TAM_THANH = "ubnd-06187", "ubnd-05986"
FIGURE = "/minh-bach/chi-so/qd766.dung_han"
PAGES = ("/minh-bach/", f"{FIGURE}/", "/minh-bach/co-quan/ubnd-06187/", "/minh-bach/xa-phuong/06187/")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: NOW)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_span_without_data_says_why_and_never_0(client):
    for page in PAGES:
        assert "Chưa có hồ sơ nào trong thời gian này." in read(client, page)
    make_facts(KY_LUA, 40, when=IN_OCTOBER)
    for page in PAGES:
        assert "bắt đầu đo từ 06/10/2026; năm 2015 chưa được đo." in read(client, f"{page}?ky=2015")
        assert "Năm 2031 chưa đến." in read(client, f"{page}?ky=2031")
        read(client, f"{page}?ky=2026-11")
        assert "0%" not in read(client, f"{page}?ky=2015") + read(client, f"{page}?ky=2031")


def test_a_month_in_which_nothing_happened_says_so(client):
    make_facts(KY_LUA, 40, when=IN_OCTOBER - timedelta(days=90))
    assert "Chưa có hồ sơ nào trong thời gian này." in read(client, "/minh-bach/?ky=2026-10")
    for page in PAGES[1:]:
        told = read(client, f"{page}?ky=2026-10")
        assert "không có" in told.lower() or "không đo được" in told


@pytest.mark.parametrize(
    "hostile",
    [
        "x",
        "2026-13",
        "0000",
        "99999",
        "2026-q9",
        "%00",
        "'; DROP TABLE x",
        "%F0%9F%92%A9",
        "9" * 400,
        "-1",
        "2026-11-01",
    ],
)
def test_hostile_parameters_are_answered_in_words(client, hostile):
    make_facts(KY_LUA, 40, when=IN_OCTOBER)
    for page in PAGES:
        told = read(client, f"{page}?ky={hostile}&so={hostile}")
        # What nobody sees in an address is not there.
        assert "Kỳ phải là một tháng" in told or hostile == "%00"
    for ending in (".csv", ".svg", ".csv?ky=2015", ".svg?ky=2015", ".svg?ky=2098"):
        assert client.get(f"{FIGURE}{ending}").status_code == 200
    for ending in (".csv", ".svg"):
        # A program would take the usual span's numbers for those it asked for.
        assert client.get(f"{FIGURE}{ending}?ky={hostile}").status_code == (200 if hostile == "%00" else 400)
    for address in (
        f"/minh-bach/chi-so/{hostile[:30]}/",
        f"/minh-bach/xa-phuong/{hostile[:9]}/",
        f"{FIGURE}/ban-chup/{hostile}/",
    ):
        assert client.get(address).status_code == 404, address


def test_late_and_open_is_seen_and_no_share_of_few_is(client):
    make_facts(KY_LUA, 40, when=IN_OCTOBER, late=4, still=6, overdue=6)
    make_facts(TAM_THANH, 29, when=IN_OCTOBER, late=29)
    province = read(client, "/minh-bach/?ky=2026-10")
    assert "43,5% Hồ sơ giải quyết đúng hạn" in re.sub(r"(Hồ sơ giải quyết đúng hạn) (43,5%)", r"\2 \1", province)
    assert "6 chưa xong, đã quá ngày hẹn" in re.sub(r"(chưa xong, đã quá ngày hẹn) (6)\b", r"\2 \1", province)
    assert "75%" in read(client, "/minh-bach/co-quan/ubnd-06187/?ky=2026-10")
    for page in ("/minh-bach/co-quan/ubnd-05986/?ky=2026-10", "/minh-bach/xa-phuong/05986/?ky=2026-10"):
        told = read(client, page)
        assert "dưới 30 hồ sơ" in told
        shown = re.findall(r"<dd>(.*?)</dd>|<small>(.*?)</small>", client.get(page).content.decode())
        assert shown
        assert not any("%" in one or "÷ 29" in one for pair in shown for one in pair)
    told = read(client, f"{FIGURE}/?ky=2026-10")
    assert "30 ÷ 69" in told
    assert Agency.objects.get(code=KY_LUA).name in told
    assert Agency.objects.get(code=TAM_THANH).name not in told.split("Theo cơ quan")[1]


def test_agencies_stand_in_the_order_of_their_names_whatever_they_reach(client):
    some = list(Agency.objects.filter(code__startswith="ubnd-0").order_by("?")[:9])
    for number, agency in enumerate(some):
        make_facts(agency.code, 30 + number, when=IN_OCTOBER, late=3 * number)
    html = client.get(f"{FIGURE}/?ky=2026-10").content.decode()
    found = re.findall(r'<th scope="row"><a href="/minh-bach/co-quan/[^"]+">([^<]+)</a>', html)
    assert found == sorted((one.name for one in some), key=sort_key)


def test_questions_do_not_grow_with_agencies_and_no_page_tells_of_a_person(client):
    secret = "Nông Thị Hoa ốm"
    make_facts(KY_LUA, 31, when=IN_OCTOBER, late=30, late_reason=secret)
    addresses = [*(f"{page}?ky=2026-10" for page in PAGES), f"{FIGURE}.csv?ky=2026-10"]
    for address in addresses:
        client.get(address)
    asked = [_questions(client, address) for address in addresses]
    for agency in Agency.objects.filter(code__startswith="ubnd-0").exclude(code=KY_LUA)[:30]:
        make_facts(agency.code, 31, when=IN_OCTOBER, late=1, late_reason=secret, procedure="1.004873")
    assert [_questions(client, address) for address in addresses] == asked
    assert max(asked) <= 14, asked
    for address in addresses:
        assert secret not in client.get(address).content.decode()


def _questions(client, address):
    """Of who asks first."""
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


@pytest.mark.parametrize("page", ["/minh-bach/?ky=2026-10", f"{FIGURE}/?ky=2026-10"])
def test_the_province_is_counted_once_a_minute_for_all_who_ask(client, monkeypatch, page):
    make_facts(KY_LUA, 40, when=IN_OCTOBER)
    first = _questions(client, page)
    assert "100%" in stats(client, page)
    make_facts(KY_LUA, 40, when=IN_OCTOBER, late=40)
    with CaptureQueriesContext(connection) as asked:
        assert "100%" in stats(client, page)
    assert len(asked) < first
    monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: NOW + timedelta(seconds=59))
    assert "100%" in stats(client, page)
    assert "Số liệu tính đến 10:00 ngày 24/11/2026." in read(client, page)
    monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: NOW + timedelta(seconds=60))
    assert "50%" in stats(client, page)


def stats(client, page):
    return re.findall(r"<dd>(.*?)</dd>", client.get(page).content.decode())


def test_while_one_counts_the_others_are_shown_what_was_counted_before(client, monkeypatch):
    page = "/minh-bach/?ky=2026-10"
    make_facts(KY_LUA, 40, when=IN_OCTOBER)
    stats(client, page)
    make_facts(KY_LUA, 40, when=IN_OCTOBER, late=40)
    monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: NOW + timedelta(minutes=5))
    monkeypatch.setattr(cache, "add", lambda *_args, **_kwargs: False)
    assert "100%" in stats(client, page)
    monkeypatch.undo()
    monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: NOW + timedelta(minutes=5))
    assert "50%" in stats(client, page)


def test_the_numbers_are_taken_away_and_the_picture_shown_elsewhere(client):
    make_facts(KY_LUA, 40, when=IN_OCTOBER, late=10)
    make_facts(TAM_THANH, 3, when=IN_OCTOBER)
    answer = client.get(f"{FIGURE}.csv?ky=2026")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert all(len(row) == len(heads) for row in rows)
    by_name = {(row[0], row[1]): row for row in rows}
    assert by_name["Toàn tỉnh", "Tháng 10/2026"][2:4] == [str(round(100 * 33 / 43, 1)), "43"]
    assert by_name["Toàn tỉnh", "Tháng 12/2026"][2:5] == ["", "", "chưa đến"]
    assert by_name[Agency.objects.get(code=TAM_THANH).name, "Năm 2026"][2:5] == ["", "3", "dưới 30 hồ sơ"]
    answer = client.get(f"{FIGURE}.svg?ky=2026")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "script" not in answer["Content-Security-Policy"]
    assert ElementTree.fromstring(answer.content.decode()).tag.endswith("svg")  # noqa: S314 - our own
    assert client.get("/minh-bach/chi-so/nd224.thoi_gian.svg").status_code == 404


def test_a_frozen_month_has_an_address_and_says_whether_it_changed(client):
    made = make_facts(KY_LUA, 40, when=IN_OCTOBER, late=10)
    freeze_month(Span(2026, 10, 1), by=None, at=NOW)
    address = f"{FIGURE}/ban-chup/2026-10/"
    assert address in client.get(f"{FIGURE}/").content.decode()
    told = read(client, address)
    assert "Số không thay đổi từ khi chốt." in told
    assert told.count("75%") == 2
    made[-1].judged_due_at = IN_OCTOBER
    made[-1].is_late = True
    made[-1].save()
    told = read(client, address)
    assert "Số đã thay đổi từ khi chốt" in told
    assert "75%" in told
    assert "72,5%" in told
    assert client.get(f"{FIGURE}/ban-chup/2026-09/").status_code == 404
    assert client.get(f"{FIGURE}/ban-chup/2026-q4/").status_code == 404


def test_an_agency_that_ended_says_so_and_who_goes_on(client):
    make_facts(KY_LUA, 40, when=IN_OCTOBER, late=10)
    Agency.objects.filter(code=KY_LUA).update(valid_until=TODAY - timedelta(days=3))
    told = read(client, "/minh-bach/co-quan/ubnd-06187/?ky=2026-10")
    assert "kết thúc hoạt động ngày 21/11/2026" in told
    assert "75%" in told
    Agency.objects.filter(code=KY_LUA).update(valid_until=TODAY + timedelta(days=3))
    assert "kết thúc hoạt động" not in read(client, "/minh-bach/co-quan/ubnd-06187/?ky=2026-10")


def test_a_procedure_says_how_long_it_really_takes_once_there_were_thirty(client):
    page = "/thu-tuc/2.000635/"
    make_facts(KY_LUA, 29, when=IN_OCTOBER)
    count_lasting(at=NOW)
    assert "Thực tế mất bao lâu?" not in read(client, page)
    make_facts(KY_LUA, 11, when=IN_OCTOBER, used_minutes=3 * 480)
    count_lasting(at=NOW)
    told = read(client, page)
    assert "Thực tế mất bao lâu?" in told
    assert "một nửa: 1; 9 trên 10: 3 ngày làm việc" in told
    assert "40 hồ sơ đã xử lý xong" in told


def test_each_procedure_with_thirty_says_how_long_it_takes_beside_what_is_promised(client):
    assert "Chưa có thủ tục nào đủ 30 hồ sơ" in read(client, "/minh-bach/thoi-gian/")
    make_facts(KY_LUA, 30, when=IN_OCTOBER, procedure="2.000635")
    make_facts(KY_LUA, 29, when=IN_OCTOBER, procedure="1.004873")
    count_lasting(at=NOW)
    page = client.get("/minh-bach/thoi-gian/").content.decode()
    assert '<a href="/thu-tuc/2.000635/">' in page
    assert "/thu-tuc/1.004873/" not in page
    assert "Hồ sơ xong từ 24/11/2025 đến hết 23/11/2026." in read(client, "/minh-bach/thoi-gian/")


def test_pages_speak_english(client):
    make_facts(KY_LUA, 40, when=IN_OCTOBER, late=10)
    client.get("/", {"tieng": "en"})
    for page in PAGES:
        told = read(client, f"{page}?ky=2026-10")
        assert "Month 10/2026" in told
        assert "Dossiers resolved on time" in told
    assert "How is it made?" in read(client, f"{FIGURE}/?ky=2026-10")
