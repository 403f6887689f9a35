"""The desk: a dossier beside its list, the share of its time that is over, pictures that lead to lists, wide rows."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.models import Dossier
from motcua.kernel.text import VIETNAM
from motcua.people.models import DataView
from motcua.workspace.listing import Clock
from tests.calendars.test_rules import SCHEDULE
from tests.dossiers.conftest import at

START = at(2, 9)


@given(st.integers(1, 60_000), st.lists(st.integers(-3_000, 90_000), min_size=2, max_size=6))
def test_the_time_that_is_over_grows_and_is_all_of_it_only_once_it_is_late(length, moments):
    limit = START + timedelta(minutes=length)
    shares = []
    for minutes in sorted(moments):
        now = START + timedelta(minutes=minutes)
        due = Clock(now, now, SCHEDULE).due(limit, START)
        shares.append(due.used)
        assert due.used in range(0, 101, 10)
        assert (due.used == 100) is (due.tone == "late") is (limit < now)
    assert shares == sorted(shares)


def test_who_is_not_told_since_when_draws_nothing():
    assert Clock(START, START, SCHEDULE).due(START + timedelta(days=3)).used is None


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dossier_stands_beside_its_list_without_leaving_it(client, people, accepted):
    dossier = accepted()
    client.force_login(people.clerk)
    plain = page_of(client, "/lam-viec/?xep=chu-ho-so")
    assert re.search(r"<aside[^>]* hidden>\s*</aside>", plain)
    link = re.search(r'class="mc-list__glance" href="([^"#]+)#', plain)[1].replace("&amp;", "&")
    assert "xep=chu-ho-so" in link, "it keeps the list as it is"
    looks = DataView.objects.count()
    html = page_of(client, f"/lam-viec/{link}")
    pane = html[html.index('id="xem-ho-so"') :]
    pane = pane[: pane.index("</aside>")]
    assert dossier.code in pane
    assert f"/lam-viec/ho-so/{dossier.code}/lam/" in pane
    assert "Mở cả hồ sơ" in pane
    assert html.count("mc-list__seen") == 1
    # No more of a person than the row says, which is no look at the dossier.
    number = dossier.parties.first().id_number
    assert number
    assert number not in pane
    assert DataView.objects.count() == looks


@pytest.mark.parametrize("code", ["khong-co", "%00", "x" * 900])
def test_nonsense_beside_the_list_is_the_list(client, people, accepted, code):
    accepted()
    client.force_login(people.clerk)
    assert 'class="mc-list__seen"' not in page_of(client, f"/lam-viec/?xem={code}")


def test_what_is_not_mine_is_not_shown_beside_my_list(client, people, accepted):
    dossier = accepted()
    client.force_login(people.elsewhere)
    assert dossier.code not in page_of(client, f"/lam-viec/?q=x&xem={dossier.code}").replace(f"xem={dossier.code}", "")


def test_a_row_says_how_much_of_its_time_is_over_in_words(client, people, accepted):
    accepted()
    client.force_login(people.clerk)
    bar = re.search(r"<progress class=\"mc-time[^>]*>", page_of(client, "/lam-viec/"))[0]
    assert re.search(r'value="\d+"', bar)
    assert re.search(r'aria-label="Đã (qua \d+% thời gian|hết thời gian)', bar)


def test_every_column_of_the_board_leads_to_a_list_of_so_many(client, people, accepted, register):
    _late, *others = [accepted(when=at(day)) for day in (2, 3, 3)]
    register("1.001193", when=at(3))
    client.force_login(people.counter)
    html = page_of(client, "/lam-viec/don-vi/")
    day = date.fromisoformat(re.findall(r"ngay-han=([\d-]+)", html)[1])
    for one, hour in zip(others, (time(0, 30), time(17)), strict=True):
        Dossier.objects.filter(pk=one.pk).update(due_at=datetime.combine(day, hour, VIETNAM))
    html = page_of(client, "/lam-viec/don-vi/").partition("mc-plots")[2]
    columns = re.findall(r'<li>\s*<a href="([^"]+)">.*?<strong>(\d+)</strong>', html.split("mc-list-bar")[0], re.DOTALL)
    assert len(columns) == 10 + 5 + 3
    assert [int(number) for _address, number in columns[:3]] == [0, 2, 0]
    assert sum(int(number) for _address, number in columns[10:15]) == 4
    assert sum(int(number) for _address, number in columns[15:]) == 4
    for address, number in columns:
        listed = page_of(client, address.replace("&amp;", "&"))
        assert listed.count("data-mc-row") == int(number), address
        assert "mc-plots" not in listed, "who asked for a list has it on top"


def test_rows_are_close_or_wide_as_this_browser_was_asked(client, people):
    client.force_login(people.clerk)
    assert "mc-roomy" not in page_of(client, "/lam-viec/")
    assert "mc-roomy" in page_of(client, "/lam-viec/?mat-do=thoang")
    assert client.cookies["mc_mat_do"]["httponly"]
    assert "mc-roomy" in page_of(client, "/lam-viec/ho-so/")
    assert "mat-do=gon" in page_of(client, "/lam-viec/ho-so/?q=x")
    page_of(client, "/lam-viec/?mat-do=gon")
    assert "mc-roomy" not in page_of(client, "/lam-viec/")
