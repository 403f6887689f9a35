"""The inbox by kinds of work, and the same step for several dossiers at once: each by itself, each told of."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.dossiers.models import Dossier
from motcua.handling.inboxes import Asked, counts_of, inbox_of
from motcua.handling.models import Task
from motcua.handling.operations import consultations
from motcua.handling.rules import Work
from motcua.kernel.models import JournalEntry
from motcua.organization.models import Agency
from motcua.people.rights import posts_of
from motcua.results.models import ResultTemplate
from tests.dossiers.conftest import at


@pytest.fixture
def sign_in(client, people):
    def enter(name):
        client.force_login(getattr(people, name))
        return client

    return enter


@pytest.fixture
def unsigned(accepted, work):
    """Dossiers whose results wait for the leader's signature."""
    return [work(accepted(), when=at(3), steps=2) for _number in range(3)]


def waiting(dossier):
    return Task.objects.get(dossier=dossier, finished_at=None)


def counted(who, when):
    on = when.date()
    return {one.work: (one.total, one.late) for one in counts_of(who, at=when, posts=posts_of(who, on=on))}


def test_each_kind_of_work_is_counted_with_what_is_late(people, register, accepted, work):
    register(when=at(2))
    register(when=at(3))
    work(accepted(), when=at(3), steps=4)
    assert counted(people.counter, at(3)) == {Work.NEW: (2, 0), Work.RETURN: (1, 0)}
    assert counted(people.counter, at(20)) == {Work.NEW: (2, 2), Work.RETURN: (1, 0)}
    assert counted(people.citizen, at(3)) == {}


def test_a_result_that_waits_for_its_owner_stands_behind_what_falls_due(people, register, accepted, work):
    work(accepted(when=at(2)), when=at(2, 10), steps=4)
    new = register(when=at(9))
    found = inbox_of(people.counter, on=at(9).date())
    assert [item.work for item in found] == [Work.NEW, Work.RETURN]
    assert found[0].shown_code == new.reference
    assert found[1].at is not None
    only = inbox_of(people.counter, on=at(9).date(), asked=Asked([Work.RETURN]))
    assert [item.work for item in only] == [Work.RETURN]


def test_one_kind_of_step_leaves_out_the_others(people, accepted, work):
    work(accepted(), when=at(3))
    accepted()
    both = [item.work for item in inbox_of(people.head, on=at(3).date())]
    assert sorted(both) == [Work.APPROVE, Work.PREPARE]
    assert [item.work for item in inbox_of(people.head, on=at(3).date(), asked=Asked([Work.APPROVE]))] == [Work.APPROVE]


def test_the_page_shows_kinds_boxes_and_words_for_late(sign_in, unsigned, register, people):
    page = sign_in("leader").get("/lam-viec/")
    html = page.content.decode()
    assert html.count('type="checkbox"') == 3
    assert "Quá hạn" in html
    assert "checked" not in html
    assert sign_in("leader").get("/lam-viec/?viec=ky&chon=tat-ca").content.decode().count(" checked") == 3
    register(when=at(2))
    counter = sign_in("counter").get("/lam-viec/?viec=tiep-nhan").content.decode()
    assert "checkbox" not in counter
    assert sign_in("counter").get("/lam-viec/?viec=khong-co").context["chosen"] == ""


def test_a_leader_signs_several_results_at_once(sign_in, unsigned, people):
    client = sign_in("leader")
    rows = [waiting(dossier).pk for dossier in unsigned]
    page = client.get("/lam-viec/cung-luc/ky/", {"ho-so": rows}).content.decode()
    assert page.count("Giấy xác nhận tình trạng hôn nhân</strong>") == 3
    assert all(dossier.code in page for dossier in unsigned)
    answer = client.post("/lam-viec/cung-luc/ky/", {"ho-so": rows})
    assert "Đã xong 3 hồ sơ." in answer.content.decode()
    assert Task.objects.filter(pk__in=rows, finished_by=people.leader).count() == 3
    assert JournalEntry.objects.filter(word="task.finished", actor=f"people.account:{people.leader.pk}").count() == 3


def test_pressing_twice_signs_once_and_says_so(sign_in, unsigned):
    client = sign_in("leader")
    rows = [waiting(dossier).pk for dossier in unsigned]
    client.post("/lam-viec/cung-luc/ky/", {"ho-so": rows})
    papers = [dossier.papers.count() for dossier in unsigned]
    again = client.post("/lam-viec/cung-luc/ky/", {"ho-so": rows})
    assert "3 việc đã chọn không còn chờ bạn" in again.content.decode()
    assert [dossier.papers.count() for dossier in unsigned] == papers


def test_what_one_dossier_refuses_stops_no_other(sign_in, accepted, people):
    first, second = accepted(), accepted()
    task = waiting(first)
    consultations.ask_agency(
        task, agency=Agency.objects.get(code="so-tu-phap"), question="?", working_days=3, by=people.clerk, at=at(3)
    )
    sent = {"ho-so": [task.pk, waiting(second).pk], "title": "Giấy xác nhận", "body": "Xác nhận."}
    html = sign_in("clerk").post("/lam-viec/cung-luc/soan/", sent).content.decode()
    assert "Đã xong 1 hồ sơ." in html
    assert "1 hồ sơ chưa làm được" in html
    assert "Còn cơ quan chưa trả lời lấy ý kiến" in html
    assert waiting(first) == task
    assert waiting(second).kind == "APPROVE"


def test_results_are_returned_together_to_the_same_person(sign_in, accepted, work, people):
    done = [work(accepted(), when=at(3), steps=4) for _number in range(2)]
    client = sign_in("counter")
    rows = [dossier.pk for dossier in done]
    page = client.get("/lam-viec/cung-luc/tra-ket-qua/", {"ho-so": rows}).content.decode()
    assert 'value="Nông Thị Hoa"' in page
    empty = client.post("/lam-viec/cung-luc/tra-ket-qua/", {"ho-so": rows, "receiver_name": ""})
    assert empty.status_code == 422
    assert "Ghi họ tên người nhận." in empty.content.decode()
    assert Dossier.objects.filter(pk__in=rows, status="DONE").count() == 2
    client.post("/lam-viec/cung-luc/tra-ket-qua/", {"ho-so": rows, "receiver_name": "Nông Thị Hoa"})
    assert Dossier.objects.filter(pk__in=rows, status="RETURNED").count() == 2


def test_one_text_is_drafted_for_several_each_with_its_own_facts(sign_in, accepted, people):
    ResultTemplate.objects.all().delete()
    dossiers = [accepted() for _number in range(2)]
    rows = [waiting(dossier).pk for dossier in dossiers]
    client = sign_in("clerk")
    refused = client.post("/lam-viec/cung-luc/soan/", {"ho-so": rows, "title": "Giấy xác nhận", "body": ""})
    assert refused.status_code == 422
    assert "Ghi nội dung kết quả." in refused.content.decode()
    client.post("/lam-viec/cung-luc/soan/", {"ho-so": rows, "title": "Giấy xác nhận", "body": "Xác nhận đúng."})
    for dossier in dossiers:
        dossier.refresh_from_db()
        assert dossier.decision["paragraphs"] == ["Xác nhận đúng."]
        assert dossier.decided.facts["Họ và tên"] == "Nông Thị Hoa"
        assert waiting(dossier).kind == "APPROVE"


def test_results_with_a_form_of_their_own_are_filled_each_from_its_declaration(sign_in, accepted, people):
    dossiers = [accepted() for _number in range(2)]
    rows = [waiting(dossier).pk for dossier in dossiers]
    page = sign_in("clerk").post("/lam-viec/cung-luc/soan/", {"ho-so": rows}).content.decode()
    assert "Đã xong 2 hồ sơ." in page
    for dossier in dossiers:
        dossier.refresh_from_db()
        assert dossier.decided.papers[0].values["ho_ten"] == "Nông Thị Hoa"


def test_nobody_signs_in_bulk_what_is_not_theirs(sign_in, unsigned, people):
    rows = [waiting(dossier).pk for dossier in unsigned]
    for who in ("clerk", "elsewhere", "counter"):
        answer = sign_in(who).post("/lam-viec/cung-luc/ky/", {"ho-so": rows})
        assert "Đã xong" not in answer.content.decode()
    assert Task.objects.filter(pk__in=rows, finished_at=None).count() == 3
    assert sign_in("leader").get("/lam-viec/cung-luc/khong-co/").status_code == 404
    assert "Chưa chọn hồ sơ nào" in sign_in("leader").get("/lam-viec/cung-luc/ky/?ho-so=x").content.decode()


def test_the_confirmation_asks_as_often_for_three_as_for_one(sign_in, unsigned):
    client = sign_in("leader")
    rows = [waiting(dossier).pk for dossier in unsigned]

    def asked(some):
        with CaptureQueriesContext(connection) as questions:
            assert client.get("/lam-viec/cung-luc/ky/", {"ho-so": some}).status_code == 200
        return len(questions)

    asked(rows[:1])
    assert asked(rows[:1]) == asked(rows)
