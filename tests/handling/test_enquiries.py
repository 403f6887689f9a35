"""A filer asks about the dossier: it reaches who has it, is answered on the dossier, and the filer is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.operations import intake, tracking
from motcua.dossiers.queries import reached_at
from motcua.handling.inboxes import inbox_of
from motcua.handling.models import Enquiry, Task
from motcua.handling.operations import tasks
from motcua.handling.operations.enquiries import LONGEST, answer_enquiry, enquire
from motcua.handling.queries import MOST_OPEN
from motcua.handling.rules import Work
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.people.rules import mask_email, mask_phone
from tests.dossiers.conftest import at

pytestmark = [pytest.mark.issue(18), pytest.mark.django_db]


def inbox(official):
    return {(item.dossier_id, item.work) for item in inbox_of(official, on=at(6).date(), limit=100)}


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("account__full_name", flat=True))


def test_a_question_reaches_who_works_on_it_and_the_answer_its_filer(client, people, accepted):
    dossier = accepted()
    client.force_login(people.citizen)
    page = f"/ho-so/{dossier.code}/"
    assert f'href="{page}hoi/"' in client.get(page).content.decode()
    assert client.post(f"{page}hoi/", {"text": "Khi nào\u200b xong?"}).url == page
    # Both may do the step that nobody has in hand.
    assert told("enquiry_asked") == {"Clerk", "Head"}
    assert (dossier.pk, Work.ENQUIRY) in inbox(people.clerk)
    assert (dossier.pk, Work.ENQUIRY) not in inbox(people.builder)
    assert inbox(people.counter) == set()
    client.force_login(people.clerk)
    work = f"/lam-viec/ho-so/{dossier.code}/"
    assert "Khi nào xong?" in client.get(work).content.decode()
    assert "Khi nào xong?" in client.get(f"{work}lam/tra-loi-cau-hoi/").content.decode()
    assert client.post(f"{work}lam/tra-loi-cau-hoi/", {"answer": "Thứ sáu này."}).status_code == 302
    notice = Notice.objects.get(kind="enquiry_answered")
    assert notice.account == people.citizen
    assert "Thứ sáu" not in notice.body
    assert (dossier.pk, Work.ENQUIRY) not in inbox(people.clerk)
    client.force_login(people.citizen)
    assert "Thứ sáu này." in client.get(page).content.decode()
    words = ["enquiry.asked", "enquiry.answered"]
    assert list(JournalEntry.objects.filter(word__in=words).order_by("pk").values_list("word", flat=True)) == words
    assert "Khi nào" not in str(list(JournalEntry.objects.filter(word__in=words).values_list("details", flat=True)))


def test_who_has_the_step_in_hand_is_asked_alone_and_the_counter_otherwise(people, accepted, register):
    task = Task.objects.get(dossier=accepted(), finished_at=None)
    tasks.take_task(task, by=people.clerk, at=at(3))
    enquire(task.dossier, text="?", by=people.citizen, at=at(3))
    assert told("enquiry_asked") == {"Clerk"}
    fresh = register()
    made = enquire(fresh, text="?", by=people.citizen, at=at(3))
    assert told("enquiry_asked") == {"Clerk", "Counter"}
    assert (fresh.pk, Work.COUNTER_ENQUIRY) in inbox(people.counter)
    for stranger in (people.clerk, people.elsewhere, people.citizen):
        with pytest.raises(NotPermitted):
            answer_enquiry(made, answer="x", by=stranger, at=at(3))


def test_only_the_filer_asks_and_never_without_words_or_without_end(people, accepted, nothing_changes):
    dossier = accepted()
    for by, text in ((people.stranger, "?"), (people.clerk, "?"), (people.citizen, " \u200b\ufeff"),
                     (people.citizen, "x" * (LONGEST + 1))):  # fmt: skip
        with nothing_changes:
            enquire(dossier, text=text, by=by, at=at(3))
        with pytest.raises(Refused):
            enquire(dossier, text=text, by=by, at=at(3))
    for number in range(MOST_OPEN):
        last = enquire(dossier, text=f"{number}?", by=people.citizen, at=at(3))
    with pytest.raises(Refused, match="đang chờ trả lời"):
        enquire(dossier, text="?", by=people.citizen, at=at(3))
    answer_enquiry(last, answer="Sắp xong", by=people.clerk, at=at(3))
    enquire(dossier, text="?", by=people.citizen, at=at(3))
    with pytest.raises(Refused, match="đã được trả lời"):
        answer_enquiry(last, answer="Khác", by=people.clerk, at=at(3))
    with pytest.raises(Refused):
        answer_enquiry(Enquiry.objects.unanswered().first(), answer="\u200b", by=people.clerk, at=at(3))


def test_a_page_keeps_what_was_typed_when_it_is_refused(client, people, accepted):
    dossier = accepted()
    for number in range(MOST_OPEN):
        enquire(dossier, text=f"{number}?", by=people.citizen, at=at(3))
    client.force_login(people.citizen)
    page = client.post(f"/ho-so/{dossier.code}/hoi/", {"text": "Câu thứ tư"})
    assert page.status_code == 422
    assert "Câu thứ tư" in page.content.decode()


def test_a_question_goes_where_the_dossier_goes(people, register):
    dossier = register()
    made = enquire(dossier, text="?", by=people.citizen, at=at(2))
    assert (dossier.pk, Work.COUNTER_ENQUIRY) in inbox(people.counter)
    dossier = intake.accept(dossier, by=people.counter, at=at(2))
    assert (dossier.pk, Work.ENQUIRY) in inbox(people.clerk)
    assert (dossier.pk, Work.COUNTER_ENQUIRY) not in inbox(people.counter)
    answer_enquiry(made, answer="Đang làm", by=people.clerk, at=at(3))


def test_who_asks_for_a_code_learns_where_it_went_and_no_more(client, register):
    dossier = register()
    page = client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference}, follow=True).content.decode()
    assert OutboxMessage.objects.filter(topic="mail").count() == 1
    assert reached_at(dossier) in page
    assert mask_email("hoa@x.vn") in reached_at(dossier)
    assert "hoa@x.vn" not in page
    assert "0912345678" not in page
    assert tracking.MAX_PER_DAY


@given(st.from_regex(r"\+84[0-9]{9}", fullmatch=True))
def test_a_masked_number_shows_its_end_alone(number):
    assert number[-3:] in mask_phone(number)
    assert number[:-3] not in mask_phone(number)


def test_an_answer_is_given_to_the_question_it_was_typed_for(client, people, accepted):
    dossier = accepted()
    first, second = (enquire(dossier, text=text, by=people.citizen, at=at(3)) for text in ("Câu một?", "Câu hai?"))
    client.force_login(people.clerk)
    work = f"/lam-viec/ho-so/{dossier.code}/lam/tra-loi-cau-hoi/"
    seen = client.get(work).context["seen"]
    answer_enquiry(first, answer="Xong rồi", by=people.head, at=at(4, 9, 12))
    late = client.post(work, {"seen": seen, "answer": "Thứ sáu này."})
    page = late.content.decode()
    assert late.status_code == 409
    assert "đã được trả lời rồi (Head, 09:12 ngày 04/03/2026)" in page
    assert "Thứ sáu này." in page
    # Under no other question, where one press would give it.
    assert "Câu hai?" not in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>")[0]
    answer_enquiry(second, answer="Cũng xong", by=people.head, at=at(4, 9, 20))
    gone = client.post(work, {"seen": seen, "answer": "Thứ sáu này."})
    assert "đã được trả lời rồi (Head, 09:12 ngày 04/03/2026)" in gone.content.decode()
    assert Enquiry.objects.get(pk=first.pk).answer == "Xong rồi"
