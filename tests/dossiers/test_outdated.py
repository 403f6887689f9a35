"""A dossier may say something else after its result was drafted or signed: nobody signs or sends what was so before."""

from dataclasses import replace

import pytest

from motcua.dossiers.corrections import as_it_is
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.operations.declaring import declare
from motcua.dossiers.queries import corrections_of, draft_mark, outdating, sheet_of
from motcua.dossiers.rules import Outcome, Role
from motcua.handling.filling import content_of
from motcua.handling.models import Task
from motcua.handling.operations import drafting, proposals, tasks
from motcua.handling.rules import ProposalKind
from motcua.kernel.operations import Refused
from tests.dossiers.conftest import at
from tests.dossiers.test_correcting import named
from tests.dossiers.test_declaring import CHILD


@pytest.fixture
def before_leader(people, register, accepted, work):
    """A walk-in birth, typed at the counter and drafted, that waits for its signature."""

    def make(code="1.001193"):
        return work(accepted(code), when=at(2, 10), steps=1)

    return make


def open_task(dossier):
    return Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)


def test_a_name_typed_anew_after_drafting_is_not_signed_as_it_was(people, before_leader, hand):
    dossier = before_leader()
    old = dossier.answers["tre_ho_ten"]
    told = {**CHILD, "tre_ho_ten": "Nông Bảo Anh"}
    declare(dossier, seen=sheet_of(dossier), raw=told, by=people.counter, at=at(2, 11))
    task = open_task(dossier)
    with pytest.raises(Refused, match=f"«{old}» → «Nông Bảo Anh»"):
        tasks.finish_task(task, by=hand(task), at=at(2, 12))
    dossier.refresh_from_db()
    assert not dossier.papers.filter(paper__signed_at__isnull=False).exists()


def test_what_the_office_typed_before_is_kept_and_told(people, accepted):
    dossier = accepted("1.001193")
    old = dossier.answers["tre_ho_ten"]
    told = {**CHILD, "tre_ho_ten": "Nông Bảo Anh"}
    declare(dossier, seen=sheet_of(dossier), raw=told, by=people.counter, at=at(2, 11))
    dossier.refresh_from_db()
    earlier = dossier.earlier_declarations.get()
    assert earlier.answers["tre_ho_ten"] == old
    assert not earlier.outdates_draft
    [correction] = corrections_of(dossier, [earlier])
    assert ("Nông Bảo Anh", old) in [(change.new, change.old) for change in correction.changes]
    assert f"«{old}» thành «Nông Bảo Anh»" in dossier.history.filter(word="declared").latest("pk").said


def test_a_declaration_that_is_still_being_typed_has_no_earlier_ones(people, register):
    dossier = register("1.001193", is_declared=False)
    declare(dossier, seen=sheet_of(dossier), raw={**CHILD, "tre_ho_ten": ""}, by=people.counter, at=at(2))
    dossier.refresh_from_db()
    declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.counter, at=at(2, 10))
    dossier.refresh_from_db()
    assert not dossier.is_undeclared
    assert not dossier.earlier_declarations.exists()


def test_a_name_or_a_case_corrected_after_drafting_is_looked_at_again(people, before_leader, hand):
    dossier = before_leader("1.004873")
    correct(dossier, wanted=named(dossier, name="Nông Thị Mây"), reason="Ghi sai", by=people.counter, at=at(2, 11))
    dossier.refresh_from_db()
    case = {**dossier.case_answers, "hon-nhan": "da-co"}
    wanted = replace(as_it_is(dossier), case_answers=case)
    correct(dossier, wanted=wanted, reason="Hỏi sót", by=people.counter, at=at(2, 12))
    dossier.refresh_from_db()
    assert [(change.old, change.new) for change in outdating(dossier)] == [
        ("Chưa từng", "Đã ly hôn hoặc vợ, chồng đã mất"),
        ("Nông Thị Hoa", "Nông Thị Mây"),
    ]
    task = open_task(dossier)
    with pytest.raises(Refused, match="«Nông Thị Hoa» → «Nông Thị Mây»"):
        tasks.finish_task(task, by=hand(task), at=at(2, 13))
    task = tasks.return_to_step(
        task, step_key=_first(dossier), reason="Hồ sơ đã đính chính", by=hand(task), at=at(2, 13)
    )
    content = content_of(dossier, on=at(2).date())
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=hand(task), at=at(2, 14))
    dossier.refresh_from_db()
    assert outdating(dossier) == []
    tasks.finish_task(task, by=hand(task), at=at(2, 14))


def _first(dossier):
    return Task.objects.filter(dossier=dossier).order_by("pk").first().step_key


def test_a_telephone_outdates_nothing(people, before_leader, hand):
    dossier = before_leader("1.004873")
    correct(dossier, wanted=named(dossier, phone="0912000111"), reason="Số mới", by=people.counter, at=at(2, 11))
    dossier.refresh_from_db()
    assert outdating(dossier) == []
    task = open_task(dossier)
    tasks.finish_task(task, by=hand(task), at=at(2, 12))


def test_nobody_corrects_what_a_signed_result_says(people, accepted, work, nothing_changes):
    dossier = work(accepted("1.004873"), when=at(2, 10), steps=3)
    assert dossier.papers.filter(paper__signed_at__isnull=False).exists()
    with nothing_changes:
        correct(dossier, wanted=named(dossier, name="Nông Thị Mây"), reason="Sai", by=people.counter, at=at(3))
    correct(dossier, wanted=named(dossier, phone="0912000111"), reason="Số mới", by=people.counter, at=at(3))


def test_nobody_corrects_whom_a_signed_letter_is_written_to(people, accepted, nothing_changes):
    dossier = accepted("1.004873")
    task = open_task(dossier)
    proposal = proposals.propose(
        task, kind=ProposalKind.REFUSAL, reason="Giấy tờ của người khác", by=people.clerk, at=at(2)
    )
    correct(dossier, wanted=named(dossier, name="Nông Thị Mây"), reason="Sai", by=people.counter, at=at(2, 10))
    proposals.sign_letter(proposal, by=people.leader, at=at(2, 11))
    dossier.refresh_from_db()
    wanted = as_it_is(dossier)
    wanted = replace(
        wanted, parties={**wanted.parties, Role.FILER: {**wanted.parties[Role.FILER], "name": "Nông Thị Mơ"}}
    )
    with nothing_changes:
        correct(dossier, wanted=wanted, reason="Sai", by=people.counter, at=at(2, 12))


def test_a_drafting_page_from_before_a_correction_writes_nothing_over_it(people, accepted, hand, client):
    dossier = accepted("1.001193")
    task = open_task(dossier)
    by = hand(task)
    client.force_login(by)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    opened = client.get(page).context
    typed = {"ho_ten": dossier.answers["tre_ho_ten"], "outcome": "GRANTED", "then": "next", "seen": opened["seen"]}
    told = {**CHILD, "tre_ho_ten": "Nông Bảo Anh"}
    before = draft_mark(dossier)
    declare(dossier, seen=sheet_of(dossier), raw=told, by=people.counter, at=at(2, 11))
    late = client.post(page, typed)
    html = late.content.decode()
    assert late.status_code == 409
    assert "Theo tờ khai: Nông Bảo Anh." in html
    content = content_of(dossier, on=at(2).date())
    # What happened to it since is no correction.
    tasks.give_task(task, to=by, by=people.head, at=at(2, 12))
    with pytest.raises(Refused, match=f"Hồ sơ đã được sửa.*{people.counter.full_name}"):
        drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, seen=before, by=by, at=at(2, 12))
    dossier.refresh_from_db()
    assert dossier.decided is None


def test_who_signs_is_told_what_the_paper_says_otherwise_than_the_declaration(people, before_leader, hand, client):
    dossier = before_leader()
    task = open_task(dossier)
    client.force_login(hand(task))
    page = f"/lam-viec/ho-so/{dossier.code}/lam/ky/"
    assert "Khác với hồ sơ đã nộp" not in client.get(page).content.decode()
    paper = dossier.decision["papers"][0]
    said = paper["values"]["ho_ten"]
    paper["values"]["ho_ten"] = "Nông Bảo Ân"
    dossier.save(update_fields=["decision"])
    html = " ".join(client.get(page).content.decode().split())
    assert "Khác với hồ sơ đã nộp" in html
    assert f"<del>{said}</del> → <ins>Nông Bảo Ân</ins>" in html
