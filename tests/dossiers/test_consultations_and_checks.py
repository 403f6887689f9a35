"""While a step waits: another agency is asked for its opinion, somebody goes and looks (NĐ 61/2018 Đ19)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from motcua.dossiers.models import HistoryEntry
from motcua.dossiers.operations import results
from motcua.handling.listeners import look_for_late_answers, report_late_answer
from motcua.handling.models import SiteCheck, Task
from motcua.handling.operations import consultations, site_checks, tasks
from motcua.kernel.events import DayBegun
from motcua.kernel.models import OutboxMessage
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.organization.models import Agency, Post
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import HANDS, at

FACTS = {"place": "Thôn Nà Tâm", "participants": ["Vi Văn Lâm, trưởng thôn"], "findings": "Nhà đã xây xong phần móng."}


@pytest.fixture
def task(accepted):
    return Task.objects.select_related("unit").get(dossier=accepted(), finished_at=None)


@pytest.fixture
def asked(task, people):
    agency = Agency.objects.get(code="so-tu-phap")
    return consultations.ask_agency(task, agency=agency, question="Ý kiến?", working_days=3, by=people.clerk, at=at(3))


@pytest.fixture
def director(people):
    """The head of the one-stop unit."""
    agency, unit, _post = HANDS["counter"]
    account = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="Director", email="d@x.vn", by=None, at=at(1, month=1)
    )
    seat = Post.objects.get(unit__agency__code=agency, unit__code=unit, code="giam-doc")
    give_post(account, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    return account


def day_begins(day):
    """The platform looks once that day, and a worker delivers what it found."""
    look_for_late_answers(DayBegun(on=at(day).date(), at=at(day, 0)))
    for message in OutboxMessage.objects.filter(topic="dossiers.late_consultation", state="QUEUED"):
        report_late_answer(message.payload, key=message.key)


def reports():
    return [one.account.full_name for one in Notice.objects.filter(kind="consultation_late").order_by("pk")]


def test_a_late_answer_is_reported_once_to_the_head_of_the_one_stop_unit(asked, director):
    day_begins(6)
    assert reports() == [], "three working days from Tuesday end on Friday evening"
    day_begins(7)
    day_begins(7)
    day_begins(8)
    assert reports() == ["Director"]
    told = Notice.objects.get(kind="consultation_late")
    assert "Sở Tư pháp" in told.body
    assert f"/lam-viec/ho-so/{asked.dossier.code}/" in told.link
    line = HistoryEntry.objects.get(dossier=asked.dossier, word="agency_late")
    assert not line.is_public


def test_where_nobody_heads_the_unit_those_who_receive_are_told(asked, people):
    day_begins(7)
    assert reports() == ["Counter"]


def test_what_was_answered_taken_back_or_ended_is_not_reported(asked, people, director):
    look_for_late_answers(DayBegun(on=at(7).date(), at=at(7, 0)))
    message = OutboxMessage.objects.get(topic="dossiers.late_consultation")
    consultations.answer_consultation(asked, agrees=True, answer="Đồng ý", by=people.department, at=at(7, 8))
    report_late_answer(message.payload, key=message.key)
    assert reports() == []
    other = consultations.ask_agency(
        Task.objects.of(asked.dossier).get(finished_at=None), agency=asked.asked_agency, question="Nữa?",
        working_days=1, by=people.clerk, at=at(9),
    )  # fmt: skip
    results.withdraw(other.dossier, reason="Thôi", by=people.citizen, at=at(9))
    day_begins(20)
    assert reports() == []


def test_a_check_on_site_is_kept_with_time_place_participants_and_findings(task, people):
    made = site_checks.record_site_check(task, took_place_at=at(3, 14, 30), **FACTS, by=people.clerk, at=at(4))
    assert (made.took_place_at, made.recorded_at, made.recorded_by) == (at(3, 14, 30), at(4), people.clerk)
    assert made.participants == FACTS["participants"]
    line = HistoryEntry.objects.get(dossier=task.dossier, word="site_checked")
    assert not line.is_public
    with pytest.raises(Refused, match="đã được ghi"):
        site_checks.record_site_check(task, took_place_at=at(3, 14, 30), **FACTS, by=people.clerk, at=at(4))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"took_place_at": at(4, 10)}, "day"),
        ({"took_place_at": at(1, 10)}, "day"),
        ({"place": " "}, "place"),
        ({"participants": ["", "  "]}, "participants"),
        ({"findings": ""}, "findings"),
    ],
)
def test_a_check_that_cannot_be_so_is_refused_beside_its_field(task, people, changed, field):
    with pytest.raises(Refused) as refused:
        site_checks.record_site_check(
            task, **{"took_place_at": at(3, 14), **FACTS, **changed}, by=people.clerk, at=at(4)
        )
    assert list(refused.value.errors) == [field]
    assert not SiteCheck.objects.exists()


def test_only_who_has_the_step_records_a_check(task, people):
    for other in (people.counter, people.leader, people.department, people.citizen):
        with pytest.raises(NotPermitted):
            site_checks.record_site_check(task, took_place_at=at(3), **FACTS, by=other, at=at(4))


def test_a_check_is_typed_on_its_page_and_read_on_the_dossiers(accepted, people):
    yesterday = timezone.localtime() - timedelta(days=1)
    dossier = accepted()
    client = Client()
    client.force_login(people.clerk)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/ghi-kiem-tra/"
    assert "Thành phần tham gia" in client.get(page).content.decode()
    typed = {
        "day": f"{yesterday:%Y-%m-%d}", "hour": "25:61", "place": "Thôn Nà Tâm", "participants": "A\nB",
        "findings": "Đúng hiện trạng.",
    }  # fmt: skip
    wrong = client.post(page, typed)
    assert wrong.status_code == 422
    assert "Ghi giờ và phút" in wrong.content.decode()
    assert "Đúng hiện trạng." in wrong.content.decode()
    assert client.post(page, typed | {"hour": "14:30"}).status_code == 302
    html = client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()
    for said in ("Kiểm tra thực địa", "Thôn Nà Tâm", "A; B", "Đúng hiện trạng."):
        assert said in html
    filer = Client()
    filer.force_login(people.citizen)
    assert "Nà Tâm" not in filer.get(f"/ho-so/{dossier.code}/").content.decode()


@pytest.mark.issue(15)
def test_a_step_on_site_of_which_nothing_is_written_down_is_told_until_it_is(accepted, people):
    """A certificate was signed after a step «Kiểm tra thực địa» that nobody had recorded."""
    dossier = accepted("2.001827")
    client = Client()
    client.force_login(people.builder)
    page = f"/lam-viec/ho-so/{dossier.code}/"
    said = "chưa ghi thời gian, địa điểm, thành phần, nội dung kiểm tra"
    assert said not in client.get(page).content.decode()
    tasks.finish_task(Task.objects.of(dossier).get(), by=people.builder, at=at(3))
    assert said in client.get(page).content.decode()
    tasks.finish_task(Task.objects.of(dossier).open().get(), by=people.builder, at=at(4))
    assert said in client.get(f"{page}lam/soan-ket-qua/").content.decode()
    task = Task.objects.of(dossier).open().get()
    site_checks.record_site_check(task, took_place_at=at(4), **FACTS, by=people.builder, at=at(5))
    assert said not in client.get(page).content.decode()
