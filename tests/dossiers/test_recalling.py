"""A result that was issued and turned out wrong is recalled: verification, registers, the filer and lists follow."""

import pytest
from django.urls import reverse

from motcua.dossiers.models import DossierPaper, HistoryEntry
from motcua.dossiers.operations import results
from motcua.dossiers.operations.recalling import recall_result
from motcua.dossiers.queries import results_of_same_person
from motcua.dossiers.rules import Outcome
from motcua.handling.filling import content_of
from motcua.handling.inboxes import inbox_of
from motcua.handling.models import Task
from motcua.handling.operations import drafting
from motcua.handling.paperwork import result_of
from motcua.handling.rules import Work
from motcua.kernel.operations import Refused, offers
from motcua.notices.models import Notice
from motcua.papers.queries import verification
from motcua.people.rights import posts_of
from tests.dossiers.conftest import at

WHY = "Ghi sai năm sinh của người mất"
RECEIVER = results.Receiver("Nông Thị Hoa")


@pytest.fixture
def issued(accepted, work):
    """A dossier whose signed result waits at the counter."""
    return work(accepted("1.000656"), when=at(2, 11), steps=3)


def paper_of(dossier):
    return DossierPaper.objects.get(dossier=dossier, kind="RESULT_DOCUMENT").paper


def waiting_at_counter(people):
    posts = posts_of(people.counter, on=at(3).date())
    items = inbox_of(people.counter, on=at(3).date(), posts=posts)
    return [item.shown_code for item in items if item.work == Work.RETURN]


def test_a_recalled_result_is_void_for_whoever_verifies_it(issued, people, client):
    paper = paper_of(issued)
    assert verification(paper.public_id).is_valid
    recall_result(issued, reason=WHY, by=people.leader, at=at(3))
    assert not verification(paper.public_id).is_valid
    text = client.get(reverse("portal:verify", args=[paper.public_id])).content.decode()
    assert "Giấy này đã bị thu hồi" in text
    # The reason may tell of a person; the page is for everybody.
    assert WHY not in text


def test_its_entry_speaks_against_no_other_paper_any_more(issued, accepted, people):
    again = accepted("1.000656")
    same = {name: issued.decided.papers[0].values[name] for name in ("ho_ten", "so_dinh_danh")}
    content = content_of(again, on=at(2).date()) | same

    def draft(when):
        task = Task.objects.get(dossier=again, finished_at=None)
        drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=people.clerk, at=when)

    with pytest.raises(Refused, match="đã đăng ký khai tử"):
        draft(at(2, 14))
    recall_result(issued, reason=WHY, by=people.leader, at=at(2, 15))
    draft(at(2, 16))
    again.refresh_from_db()
    assert result_of(again, at=at(2, 16)).conflicts == []


def test_the_filer_is_told_why_on_their_page(issued, people, client):
    results.return_result(issued, receiver=RECEIVER, by=people.counter, at=at(2, 15))
    recall_result(issued, reason=WHY, by=people.leader, at=at(3))
    assert Notice.objects.filter(kind="recalled", dossier_reference=issued.reference).exists()
    line = HistoryEntry.objects.get(dossier=issued, word="recalled")
    assert line.is_public
    assert WHY in line.said
    client.force_login(people.citizen)
    text = client.get(reverse("portal:dossier", args=[issued.code])).content.decode()
    assert "đã bị thu hồi" in text
    assert WHY in text


def test_nobody_hands_out_a_result_that_was_recalled(issued, people, client):
    assert waiting_at_counter(people) == [issued.code]
    recall_result(issued, reason=WHY, by=people.leader, at=at(2, 15))
    assert waiting_at_counter(people) == []
    issued.refresh_from_db()
    assert not offers(results.return_result, issued, by=people.counter, posts=posts_of(people.counter, on=at(3).date()))
    with pytest.raises(Refused, match="đã bị thu hồi"):
        results.return_result(issued, receiver=RECEIVER, by=people.counter, at=at(3))
    client.force_login(people.citizen)
    assert "Mời đến" not in client.get(reverse("portal:dossier", args=[issued.code])).content.decode()


def test_it_is_not_among_the_results_that_one_person_takes_at_once(issued, accepted, work, people):
    other = work(accepted("1.004873"), when=at(2, 11), steps=4)
    assert results_of_same_person(other) == [issued.pk, other.pk]
    recall_result(issued, reason=WHY, by=people.leader, at=at(2, 15))
    assert results_of_same_person(other) == [other.pk]


def test_the_filer_does_not_read_that_there_is_a_result(issued, people, client):
    client.force_login(people.citizen)
    page = reverse("portal:dossier", args=[issued.code])
    assert client.get(page).context["said"]["tone"] == "good"
    recall_result(issued, reason=WHY, by=people.leader, at=at(2, 15))
    assert client.get(page).context["said"] == {"sentence": "Kết quả đã bị thu hồi.", "tone": "late", "left": ""}


@pytest.mark.parametrize("who", ["clerk", "head", "counter", "office", "elsewhere", "citizen"])
def test_only_who_signs_for_the_agency_recalls(who, issued, people, nothing_changes):
    with nothing_changes:
        recall_result(issued, reason=WHY, by=getattr(people, who), at=at(3))
    assert paper_of(issued).revoked_at is None


def test_a_reason_is_wanted_and_once_is_enough(issued, people, nothing_changes):
    with nothing_changes:
        recall_result(issued, reason=" ", by=people.leader, at=at(3))
    recall_result(issued, reason=WHY, by=people.leader, at=at(3))
    with nothing_changes:
        recall_result(issued, reason=WHY, by=people.leader, at=at(3))


def test_a_result_that_is_not_issued_yet_is_returned_and_not_recalled(accepted, work, people, nothing_changes):
    dossier = work(accepted("1.000656"), when=at(2, 11), steps=2)
    with nothing_changes:
        recall_result(dossier, reason=WHY, by=people.leader, at=at(3))


def test_the_page_shows_who_recalls_what_it_is(issued, people, client):
    client.force_login(people.leader)
    page = reverse("workspace:act", args=[issued.code, "thu-hoi-ket-qua"])
    assert page in client.get(reverse("workspace:dossier", args=[issued.code])).content.decode()
    shown = client.get(page).content.decode()
    assert "Trích lục khai tử" in shown
    assert "Thu hồi rồi không lấy lại được" in shown


def test_who_is_too_late_or_has_no_right_is_told_which(issued, people, client):
    page = reverse("workspace:act", args=[issued.code, "thu-hoi-ket-qua"])
    client.force_login(people.clerk)
    assert "Bạn không có quyền" in client.get(page, follow=True).content.decode()
    recall_result(issued, reason=WHY, by=people.leader, at=at(2, 15))
    client.force_login(people.leader)
    assert "tình trạng «Kết quả đã thu hồi»" in client.get(page, follow=True).content.decode()


def test_lists_do_not_show_it_as_given(issued, people, client):
    recall_result(issued, reason=WHY, by=people.leader, at=at(2, 15))
    client.force_login(people.citizen)
    row = next(row for row in client.get("/ho-so/").content.decode().split("<li>") if issued.code in row)
    assert "Kết quả đã thu hồi" in row
    assert "Đã trả kết quả" not in row
