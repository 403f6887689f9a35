"""What is printed about a dossier that ended without its result says what happened, and in whose place it was done."""

from datetime import date
from io import BytesIO

import pypdf
import pytest

from motcua.dossiers.operations.results import Receiver, return_result, withdraw
from motcua.handling.models import Task
from motcua.handling.operations import proposals, tasks
from motcua.handling.rules import ProposalKind
from motcua.handling.sheets import control_sheet
from motcua.papers.operations import pdf_of
from motcua.people.operations.leaves import declare_leave
from tests.dossiers.conftest import at

pytestmark = pytest.mark.django_db


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


@pytest.fixture
def refused(people, accepted, send):
    dossier = accepted()
    task = Task.objects.of(dossier).get()
    made = proposals.propose(task, kind=ProposalKind.REFUSAL, reason="Không đủ", by=people.clerk, at=at(3))
    send(made, when=at(4))
    dossier.refresh_from_db()
    return dossier


def test_who_takes_a_refusal_signs_for_the_letter(people, refused):
    return_result(refused, receiver=Receiver("Nông Thị Hoa"), by=people.counter, at=at(5))
    letter = refused.papers.get(kind="INTAKE_REFUSAL").paper
    text = words(pdf_of(refused.papers.get(kind="RETURN_PROOF").paper, at=at(5)))
    assert f"{letter.title}, số {letter.number}" in text


def test_the_control_sheet_of_a_refusal_names_who_decided_and_returns_nothing(refused):
    text = words(control_sheet(refused, at=at(5)))
    assert "Trả lại làm lại" not in text
    assert "Trước hạn" not in text.partition("từ chối giải quyết")[0]
    for name in ("Clerk", "Leader", "Office"):
        assert name in text
    assert "văn bản từ chối" in text


def test_the_control_sheet_of_what_was_withdrawn_says_so(people, accepted):
    dossier = accepted()
    withdraw(dossier, reason="Không cần nữa", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    text = words(control_sheet(dossier, at=at(4)))
    assert "người nộp rút hồ sơ" in text
    assert "Trả lại làm lại" not in text
    assert "Trước hạn" not in text
    assert text.count("Counter") == 1


def test_what_is_done_in_somebodys_place_stands_so_on_the_control_sheet(people, accepted):
    declare_leave(
        people.clerk,
        substitute=people.builder,
        first=date(2026, 3, 3),
        last=date(2026, 3, 5),
        by=people.clerk,
        at=at(2),
    )
    other = accepted()
    task = tasks.take_task(Task.objects.of(other).get(), by=people.builder, at=at(3))
    made = proposals.propose(task, kind=ProposalKind.REFUSAL, reason="Không đủ", by=people.builder, at=at(3))
    proposals.sign_letter(made, by=people.leader, at=at(4))
    proposals.seal_letter(made, by=people.office, at=at(4))
    proposals.carry_out(made, by=people.counter, at=at(4))
    other.refresh_from_db()
    assert "Builder (thay Clerk)" in words(control_sheet(other, at=at(5)))
