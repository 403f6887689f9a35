"""Officials tell each other things inside the office alone, and are told what presses."""

from datetime import date

import pytest

from motcua.dossiers.models import HistoryEntry, SupplementRequest
from motcua.dossiers.operations import supplements
from motcua.dossiers.rules import ItemFacts
from motcua.handling.listeners import look_for_what_falls_due
from motcua.handling.models import Note, Task
from motcua.handling.operations import consultations, tasks
from motcua.handling.operations.days import tell_of_today
from motcua.handling.operations.notes import write_note
from motcua.handling.operations.proposals import propose
from motcua.handling.queries import dossier_for
from motcua.handling.rules import ProposalKind
from motcua.kernel.events import DayBegun
from motcua.kernel.models import OutboxMessage
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Delivery, Notice
from motcua.organization.models import Agency
from motcua.people.operations import change_account
from motcua.people.operations.leaves import declare_leave
from tests.dossiers.conftest import at

pytestmark = pytest.mark.issue(18)
WORDS = "Người này hay quên giấy tờ"


def told(kind, who=None):
    found = Notice.objects.filter(kind=kind)
    return list(found.filter(account=who) if who else found)


def test_a_note_is_for_who_may_see_the_dossier_and_tells_whom_it_mentions(people, accepted):
    dossier = accepted()
    for name in ("builder", "elsewhere", "department", "citizen"):
        with pytest.raises(NotPermitted):
            write_note(dossier, text=WORDS, by=getattr(people, name), at=at(3))
    for text, mentioned in ((" \u200b", []), (WORDS, [people.builder]), (WORDS, [people.citizen])):
        with pytest.raises(Refused):
            write_note(dossier, text=text, mentioned=mentioned, by=people.clerk, at=at(3))
    assert not Note.objects.exists()
    write_note(dossier, text=WORDS, mentioned=[people.head, people.clerk], by=people.clerk, at=at(3))
    (notice,) = told("mentioned")
    assert notice.account == people.head
    assert WORDS not in notice.subject + notice.body


def test_no_citizen_ever_reads_a_note(people, accepted, client):
    dossier = accepted()
    before = HistoryEntry.objects.count()
    write_note(dossier, text=WORDS, mentioned=[people.head], by=people.clerk, at=at(3))
    assert HistoryEntry.objects.count() == before
    client.force_login(people.citizen)
    pages = [
        f"/ho-so/{dossier.code}/", "/ho-so/", "/tai-khoan/", "/tai-khoan/thong-bao/", "/tai-khoan/ai-da-xem/",
        "/tai-khoan/du-lieu/", f"/tra-cuu/?ma={dossier.code}",
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page, follow=True)
        assert WORDS not in answer.content.decode(), page
    assert client.get(f"/lam-viec/ho-so/{dossier.code}/ghi-chu/").status_code in (403, 404)
    archive = client.post("/tai-khoan/du-lieu/lay/", {"password": "x"})
    assert WORDS not in str(b"".join(archive) if archive.streaming else archive.content)
    client.force_login(people.counter)
    assert WORDS in client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()


def test_the_page_writes_and_mentions(people, accepted, client):
    dossier = accepted()
    client.force_login(people.clerk)
    address = f"/lam-viec/ho-so/{dossier.code}/ghi-chu/"
    names = [name for _handle, name, _chosen in client.get(address).context["people"]]
    assert "Head" in names
    assert "Counter" in names
    assert "Builder" not in names
    answer = client.post(address, {"text": "", "mentioned": str(people.head.handle)})
    assert "Ghi nội dung" in answer.content.decode()
    assert (str(people.head.handle), "Head", True) in answer.context["people"]
    assert client.post(address, {"text": WORDS, "mentioned": str(people.head.handle)}).status_code == 302
    assert list(Note.objects.get().mentioned.all()) == [people.head]


def test_who_has_the_work_learns_that_an_answer_came(people, accepted, send):
    dossier = accepted()
    task = tasks.take_task(Task.objects.of(dossier).get(), by=people.clerk, at=at(3))
    asked = consultations.ask_agency(
        task, agency=Agency.objects.get(code="so-tu-phap"), question="?", working_days=1, by=people.clerk, at=at(3)
    )
    consultations.answer_consultation(asked, agrees=True, answer="Có", by=people.department, at=at(3))
    assert [one.account for one in told("opinion_answered")] == [people.clerk]
    proposal = propose(
        Task.objects.get(pk=task.pk), kind=ProposalKind.SUPPLEMENT, items=[ItemFacts("Bản chính", "Để đối chiếu")],
        reason="Thiếu", by=people.clerk, at=at(3),
    )  # fmt: skip
    send(proposal, when=at(3))
    request = SupplementRequest.objects.get()
    supplements.answer_supplement(
        request, answers={request.items.get().pk: "Đây"}, files=[], by=people.citizen, at=at(4)
    )
    assert [one.account for one in told("filer_answered")] == [people.clerk]


def day(number, who):
    return tell_of_today(who, by=None, at=at(number, 7))


def test_each_working_day_says_what_is_late_and_what_falls_due(people, accepted):
    dossier = accepted()
    due = Task.objects.of(dossier).get().due_at
    assert day(due.day, people.builder) is None
    notice = day(due.day, people.clerk)
    assert dossier.code in notice.body
    assert "Nông Thị Hoa" not in notice.body
    assert "1 sắp đến hạn" in notice.subject
    late = day(due.day + 1, people.clerk)
    assert "1 quá hạn" in late.subject
    assert day(8, people.clerk) is None, "a Sunday"


def test_the_letter_comes_only_to_who_wants_it_the_page_says_it_all_the_same(people, accepted):
    task = Task.objects.of(accepted()).get()
    ways = lambda notice: {one.channel for one in Delivery.objects.filter(notice=notice)}  # noqa: E731
    assert ways(day(task.due_at.day, people.clerk)) == {"IN_APP", "EMAIL"}
    change_account(people.clerk, wants_digest=False, by=people.clerk, at=at(2))
    people.clerk.refresh_from_db()
    assert ways(day(task.due_at.day, people.clerk)) == {"IN_APP"}


def test_on_leave_the_substitute_is_told_and_not_the_absent_one(people, accepted):
    due = Task.objects.of(accepted()).get().due_at
    on = date(2026, 3, due.day)
    declare_leave(people.clerk, substitute=people.builder, first=on, last=on, by=people.clerk, at=at(2))
    assert day(due.day, people.clerk) is None
    assert "1 sắp đến hạn" in day(due.day, people.builder).subject


def test_a_day_that_begins_twice_tells_each_once(people):
    for _time in range(2):
        look_for_what_falls_due(DayBegun(on=date(2026, 3, 3), at=at(3, 0)))
    queued = OutboxMessage.objects.filter(topic="handling.work_today")
    assert {one.payload["official"] for one in queued} >= {people.clerk.pk, people.head.pk}
    assert queued.count() == len({one.payload["official"] for one in queued})


def test_the_setting_is_on_a_page(people, client):
    client.force_login(people.clerk)
    assert "checked" in client.get("/lam-viec/thu-tom-tat/").content.decode()
    client.post("/lam-viec/thu-tom-tat/", {})
    people.clerk.refresh_from_db()
    assert not people.clerk.wants_digest


def test_a_note_does_not_widen_who_sees(people, accepted):
    dossier = accepted()
    write_note(dossier, text=WORDS, by=people.clerk, at=at(3))
    assert dossier_for(people.builder, dossier.code, on=date(2026, 3, 3)) is None
