"""The first page: what people ask at this time of the year, what they do most, what concerns who is signed in."""

import re
from datetime import UTC, date, datetime
from urllib.parse import quote_plus

import pytest
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.indicators.models import AgencyMonth, ProcedureDemand
from motcua.indicators.operations import LATEST, count_demand
from motcua.kernel import editions
from motcua.organization.models import Agency
from motcua.portal.home import _examples
from motcua.procedures.models import LifeEvent, Override, Procedure
from motcua.procedures.queries import life_events
from motcua.procedures.rules import Aspect
from motcua.search.queries import procedures_for
from motcua.ui.briefs import briefs
from motcua.ui.templatetags.mc import vn_datetime
from tests.dossiers.conftest import at

pytestmark = [pytest.mark.issue(19), pytest.mark.django_db]
DAY = date(2026, 11, 30)


def page_of(client, address="/"):
    return " ".join(client.get(address).content.decode().split())


def section(page, heading):
    """What stands under a heading, up to the next section."""
    start = page.index(f">{heading}</h2>")
    return page[start : page.index("</section>", start)]


def test_every_example_finds_something_of_its_event():
    for event in life_events():
        found = [hit.procedure.code for hit in procedures_for(event.ask, on=DAY, limit=5)]
        assert set(found) & {step["code"] for step in event.steps}, (event.ask, found)


@pytest.mark.parametrize("month", range(1, 13))
def test_examples_fit_the_season(month):
    asked = _examples(life_events(), date(2026, month, 15))
    assert len(asked) == len(set(asked)) == 3
    events = {event.ask: event for event in life_events()}
    seasonal = [event for event in events.values() if month in event.months]
    # What is asked at this time of the year stands before what is asked at any.
    are_seasonal = [bool(events[ask].months) for ask in asked]
    assert are_seasonal == sorted(are_seasonal, reverse=True)
    assert all(not events[ask].months or events[ask] in seasonal for ask in asked)
    assert sum(are_seasonal) == min(3, len(seasonal))


def test_an_example_leads_to_its_search(client):
    page = page_of(client)
    for event in LifeEvent.objects.all():
        if f">{event.ask}</a>" in page:
            assert f'href="/thu-tuc/?q={quote_plus(event.ask).replace("+", "%20")}"' in page
            return
    raise AssertionError("no example")


def test_what_people_file_most_stands_first(client, register):
    for _ in range(3):
        register("1.000656")
    register("1.000894")
    count_demand(at=at(3))
    counted = dict(ProcedureDemand.objects.values_list("procedure__code", "filed"))
    assert counted == {"1.000656": 3, "1.000894": 1}
    told = section(page_of(client), "Hay được làm")
    assert re.findall(r'href="/thu-tuc/([\d.]+)/"', told)[:2] == ["1.000656", "1.000894"]
    # And the event that brings it before the others of its group.
    family = page_of(client)
    assert family.index("Người thân qua đời") < family.index("Sinh con")


def test_demand_is_of_the_latest_filings_and_counted_anew(register):
    register("1.000656")
    count_demand(at=at(3))
    Dossier.objects.all().delete()
    count_demand(at=at(3))
    assert not ProcedureDemand.objects.exists()
    assert LATEST >= 1_000


def test_before_anybody_filed_the_usual_ones_stand_there(client):
    told = section(page_of(client), "Hay được làm")
    assert re.findall(r'href="/thu-tuc/([\d.]+)/"', told)[0] == "1.001193"


def test_a_list_tells_how_long_how_much_and_whether_online(client):
    for address in ("/", "/thu-tuc/?q=trich+luc+khai+sinh"):
        page = page_of(client, address)
        if address != "/":
            assert "8.000 đồng/bản sao" in page
        assert "Thời hạn: <b>" in page
        assert "Nộp được trực tuyến" in page


def test_a_brief_follows_what_the_province_fixes():
    before = briefs(["2.000635"], on=DAY, edition=editions.current())["2.000635"]
    Override.objects.create(
        procedure=Procedure.objects.get(code="2.000635"), aspect=Aspect.FEE, fee_dong=5_000,
        decision_number="1/QĐ-UBND", decided_on=DAY, valid_from=DAY, created_at=datetime(2026, 11, 30, tzinfo=UTC),
    )  # fmt: skip
    after = briefs(["2.000635"], on=DAY, edition=editions.current())["2.000635"]
    assert (before.fee, after.fee) == ("8.000 đồng/bản sao", "5.000 đồng/bản sao")
    assert briefs(["9.999999"], on=DAY, edition=editions.current()) == {}


def test_briefs_are_made_once_an_edition(django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(editions, "_KEPT", {})
    one, codes = editions.Edition("one"), ["1.001193", "2.000635", "1.000894"]
    with django_assert_max_num_queries(4):
        first = briefs(codes, on=DAY, edition=one)
    with django_assert_max_num_queries(0):
        assert briefs(codes[:2], on=DAY, edition=one) == {code: first[code] for code in codes[:2]}


def test_a_case_that_differs_is_named_and_not_told_as_the_rule():
    told = briefs(["1.001193"], on=DAY, edition=editions.current())["1.001193"]
    assert told.fee == "Miễn phí, tùy trường hợp"
    assert told.time == "Trong ngày"
    assert told.is_online


def test_what_concerns_me_stands_there_when_i_am_signed_in(client, people, accepted):
    assert "Việc của tôi" not in page_of(client)
    dossier = accepted()
    Dossier.objects.filter(pk=dossier.pk).update(status="SUPPLEMENT")
    client.force_login(people.citizen)
    told = section(page_of(client), "Việc của tôi")
    assert "Chờ bạn bổ sung" in told
    assert f"/ho-so/{dossier.code}/bo-sung/" in told
    client.force_login(people.stranger)
    assert dossier.code not in page_of(client)


def test_what_is_under_way_is_told_with_its_day(client, people, accepted, register):
    running, waiting = accepted(), accepted()
    new = register()
    Dossier.objects.filter(pk=waiting.pk).update(status="SUPPLEMENT")
    client.force_login(people.citizen)
    told = section(page_of(client), "Việc của tôi")
    assert f"Hẹn trả {vn_datetime(running.due_at)}" in told
    assert "Chờ cơ quan tiếp nhận" in told
    assert [told.count(f'/ho-so/{one.shown_code}/"') for one in (running, new, waiting)] == [1, 1, 1]
    Dossier.objects.filter(pk__in=[running.pk, new.pk, waiting.pk]).update(status="WITHDRAWN")
    assert "Việc của tôi" not in page_of(client)


def test_a_result_that_is_there_is_told_until_it_is_handed_over(client, people, accepted):
    dossier = accepted()
    Dossier.objects.filter(pk=dossier.pk).update(status="DONE", done_at=at(4))
    client.force_login(people.citizen)
    assert "Đã có kết quả" in section(page_of(client), "Việc của tôi")
    Dossier.objects.filter(pk=dossier.pk).update(status="RETURNED", returned_at=at(4))
    assert "Việc của tôi" not in page_of(client)


@pytest.mark.parametrize(("on_time", "late", "shown"), [(5, 1, ""), (29, 0, ""), (29, 1, "96,6%"), (0, 0, "")])
def test_a_share_of_few_results_is_not_told_here_either(client, on_time, late, shown):
    AgencyMonth.objects.all().delete()
    AgencyMonth.objects.create(
        agency=Agency.objects.first(), month=timezone.localdate().replace(day=1), done_on_time=on_time, done_late=late
    )
    told = section(page_of(client), "Chính quyền làm việc thế nào?")
    assert ("%" in told, shown in told) == (bool(shown), True)
    assert ("quá ít để nói tỷ lệ" in told) == (0 < on_time + late < 30)
