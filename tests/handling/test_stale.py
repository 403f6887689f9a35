"""What somebody has on screen is old by the time they press: right and state are those of the moment."""

import pytest

from motcua.handling.lists import dossiers_for
from motcua.handling.models import Consultation, Task
from motcua.handling.operations import consultations, proposals, tasks
from motcua.handling.queries import dossier_for
from motcua.handling.rules import ProposalKind
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.organization.models import Agency, Post
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import at


@pytest.fixture
def colleague(people):
    """A second official in the clerk's post."""
    account = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="B", email="b@x.vn", by=None, at=at(1, month=1)
    )
    seat = Post.objects.get(pk=people.clerk.holdings.get().post_id)
    give_post(account, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    return account


@pytest.mark.issue(14)
def test_a_step_given_to_another_is_not_finished_by_who_had_it_before(people, accepted, colleague):
    task = Task.objects.of(accepted()).get()
    mine = tasks.take_task(task, by=people.clerk, at=at(3))
    tasks.give_task(Task.objects.get(pk=task.pk), to=colleague, by=people.head, at=at(3, 10))
    with pytest.raises(NotPermitted):
        tasks.finish_task(mine, by=people.clerk, at=at(3, 11))
    stands = Task.objects.get(pk=task.pk)
    assert (stands.assignee, stands.finished_at) == (colleague, None)


@pytest.mark.issue(14)
def test_nothing_is_proposed_from_a_step_that_is_finished(people, accepted, work):
    dossier = accepted()
    stale = Task.objects.of(dossier).get()
    work(dossier, when=at(3))
    with pytest.raises(Refused, match="đã xong"):
        proposals.propose(stale, kind=ProposalKind.REFUSAL, reason="Tranh chấp", by=people.clerk, at=at(3))


@pytest.mark.issue(14)
def test_who_is_given_a_step_is_told(people, accepted, colleague):
    task = Task.objects.of(accepted()).get()
    tasks.give_task(task, to=colleague, by=people.head, at=at(3))
    notice = Notice.objects.get(account=colleague)
    assert notice.kind == "task_assigned"
    assert task.name in notice.body
    assert not Notice.objects.filter(account=people.head).exists()


@pytest.mark.issue(14)
def test_a_question_that_is_taken_back_stays_written(people, accepted):
    task = Task.objects.of(accepted()).get()
    agency = Agency.objects.get(code="so-tu-phap")
    asked = consultations.ask_agency(
        task, agency=agency, question="Có tranh chấp?", working_days=3, by=people.clerk, at=at(3)
    )
    assert dossier_for(people.department, task.dossier.code, on=at(4).date()) is not None
    consultations.recall_consultation(task, consultation=asked, by=people.clerk, at=at(4))
    kept = Consultation.objects.get(pk=asked.pk)
    assert (kept.question, kept.recalled_at, kept.recalled_by) == ("Có tranh chấp?", at(4), people.clerk)
    entry = JournalEntry.objects.get(word="consultation.recalled")
    assert entry.details["consultation"] == asked.pk
    # Who is not asked any more does not see the dossier any more, neither on its page nor in the list.
    code, on = task.dossier.code, at(4).date()
    assert dossier_for(people.department, code, on=on) is None
    assert dossiers_for(people.department, on=on).lines == []
    with pytest.raises(Refused, match="đã được rút"):
        consultations.answer_consultation(asked, agrees=True, answer="Không", by=people.department, at=at(4))
    with pytest.raises(Refused, match="đã được rút"):
        consultations.recall_consultation(task, consultation=asked, by=people.clerk, at=at(4))
