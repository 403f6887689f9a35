"""Two write one result at once: each sees the other's text, rightly named, and nothing that was written is lost."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import draft_mark
from motcua.dossiers.rules import Decision, Outcome
from motcua.handling.drafts import changed_since, rewritings_of
from motcua.handling.models import EarlierDraft, Task
from motcua.handling.operations import consultations, drafting, tasks
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency
from motcua.people.models import Holding
from tests.dossiers.conftest import at

pytestmark = pytest.mark.issue(18)


@pytest.fixture
def two(people, accepted):
    """A dossier with two officials in the unit that writes its result."""
    clerk = people.clerk.holdings.get()
    Holding.objects.create(official=people.builder, post=clerk.post, valid_from=clerk.valid_from)
    return accepted()


def refusal(*paragraphs):
    return {"outcome": Outcome.REFUSED, "content": Decision("Thông báo", paragraphs)}


def write(dossier, by, *paragraphs, day=3, minute=0):
    task = Task.objects.of(dossier).open().get()
    drafting.draft_decision(task, **refusal(*paragraphs), by=by, at=at(day, 9, minute))
    return Dossier.objects.get(pk=dossier.pk)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.sampled_from(["Một", "Hai", "Ba"]), min_size=1, max_size=6))
def test_every_text_that_was_ever_saved_can_be_read(people, two, texts):
    EarlierDraft.objects.filter(dossier=two).delete()
    Dossier.objects.filter(pk=two.pk).update(decision={}, outcome="")
    for minute, text in enumerate(texts):
        dossier = write(two, [people.clerk, people.builder][minute % 2], text, minute=minute)
    kept = [Decision.read(one.decision).paragraphs for one in EarlierDraft.objects.of(two)]
    told = [text for number, text in enumerate(texts) if number == 0 or texts[number - 1] != text]
    assert [*kept, dossier.decided.paragraphs] == [(text,) for text in told]
    changes = [(old, new) for one in reversed(rewritings_of(dossier)) for label, old, new in one.changes]
    assert changes == list(pairwise(told))


def test_who_wrote_is_named_and_not_who_did_something_else(people, two):
    dossier = write(two, people.clerk, "Một")
    seen = draft_mark(dossier)
    dossier = write(two, people.builder, "Hai", minute=1)
    task = Task.objects.of(dossier).open().get()
    consultations.ask_agency(
        task, agency=Agency.objects.get(code="so-tu-phap"), question="?", working_days=1, by=people.clerk, at=at(3, 10)
    )
    assert "(Builder, 09:01 ngày 03/03/2026)" in changed_since(dossier, seen, by=people.clerk)
    assert "Chính bạn" in changed_since(dossier, seen, by=people.builder)
    assert changed_since(dossier, draft_mark(dossier), by=people.clerk) == ""
    with pytest.raises(Refused, match="Builder"):
        drafting.draft_decision(task, **refusal("Ba"), seen=seen, by=people.clerk, at=at(3, 11))


def test_the_page_shows_both_and_takes_the_own_when_it_is_sent_again(people, two, client):
    address = f"/lam-viec/ho-so/{two.code}/lam/soan-ket-qua/"
    client.force_login(people.clerk)
    page = client.get(address)
    sent = {"outcome": "REFUSED", "body": "Bản của tôi", "grounds": "", "seen": page.context["seen"]}
    write(two, people.builder, "Bản của người kia")
    consultations.ask_agency(
        Task.objects.of(two).open().get(), agency=Agency.objects.get(code="so-tu-phap"), question="?", working_days=1,
        by=people.head, at=at(3, 10),
    )  # fmt: skip
    answer = client.post(address, sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Builder" in text
    beside = {one.name: (one.theirs, one.mine) for one in answer.context["others"]}
    assert beside["body"] == ("Bản của người kia", "Bản của tôi")
    assert "outcome" not in beside
    answer = client.post(address, {**sent, "seen": answer.context["seen"]})
    assert answer.status_code == 302
    dossier = Dossier.objects.get(pk=two.pk)
    assert dossier.decided.paragraphs == ("Bản của tôi",)
    assert "Bản của người kia" in client.get(address).content.decode()


def test_a_step_that_is_finished_keeps_its_drafts(people, two):
    write(two, people.clerk, "Một")
    dossier = write(two, people.builder, "Hai", minute=1)
    tasks.finish_task(Task.objects.of(dossier).open().get(), by=people.builder, at=at(4))
    assert [one.who for one in rewritings_of(dossier)] == ["Builder"]
