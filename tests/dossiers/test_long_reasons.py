"""A reason is kept whole, in the story and in the journal, or refused in words: never cut."""

import re
from pathlib import Path

import pytest

import motcua
from motcua.dossiers.corrections import as_it_is
from motcua.dossiers.operations import payments
from motcua.dossiers.operations.correcting import correct
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from tests.dossiers.conftest import at

pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]
LONG = "a" * 1_990 + " đuôi"
CUT = re.compile(
    r"(reason|remark|difference|outage|why|comment|justification|legal_basis)[\w.()\"\[\], ]*\[:[0-9_A-Z]+\]"
)


def corrected(dossier, people, reason):
    wanted = as_it_is(dossier)
    wanted.parties["HOLDER"]["name"] = "Nông Thị Huệ"
    return correct(dossier, wanted=wanted, reason=reason, by=people.counter, at=at(3))


def asked(dossier, people, reason):
    return payments.request_payment(
        dossier, amount_dong=5000, reason="Phí", difference=reason, by=people.counter, at=at(3)
    )


def taken_back(dossier, people, reason):
    payments.request_payment(dossier, amount_dong=5000, reason="Phí", difference="Khác", by=people.counter, at=at(3))
    return payments.recall_payment(dossier, reason=reason, by=people.counter, at=at(3))


@pytest.mark.parametrize(
    ("do", "word", "key"),
    [
        (corrected, "dossier.corrected", "reason"),
        (asked, "payment.requested", "difference"),
        (taken_back, "payment.recalled", "reason"),
    ],
)
def test_the_journal_keeps_all_of_it_and_what_is_longer_is_refused(people, accepted, do, word, key):
    with pytest.raises(Refused, match="nhiều nhất 2000") as refused:
        do(accepted(), people, LONG + "a" * 10)
    assert [*refused.value.errors] == [key]
    do(accepted(), people, LONG)
    kept = JournalEntry.objects.filter(word=word).latest("pk").details
    assert key == "difference" or kept[key] == LONG


def test_no_code_cuts_what_somebody_gave_as_a_reason():
    """Where a sentence is cut nobody reads its end; what could not be read of a file is told by us, not typed."""
    found = [
        f"{file.name}:{number}"
        for file in Path(motcua.__file__).parent.rglob("*.py")
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if CUT.search(line) and file.name != "importing.py"
    ]
    assert found == []
