"""The answers about one's case decide time, fee and papers: who files and who works on it see them."""

import pytest
from django.test import Client

from motcua.procedures.queries import case_of, version_in_force
from tests.dossiers.conftest import at
from tests.dossiers.test_at_once import draft, file  # noqa: F401 - a fixture and what files it


@pytest.fixture
def asked(draft):  # noqa: F811
    """The question of the draft's procedure and the answer that was given, as people read them."""
    version = version_in_force(draft.procedure_code, on=at(2).date())
    [(question, answer)] = case_of(version, draft.case_answers)
    return question, answer


def page(account, address):
    client = Client()
    client.force_login(account)
    return client.get(address).content.decode()


def test_before_filing_and_after_both_sides_see_it(people, draft, asked):  # noqa: F811
    review = page(people.citizen, f"/nop-ho-so/{draft.procedure_code}/{draft.token}/xem-lai/")
    dossier = file(draft, people.citizen)
    mine = page(people.citizen, f"/ho-so/{dossier.reference}/")
    theirs = page(people.counter, f"/lam-viec/ho-so/{dossier.reference}/")
    for html in (review, mine, theirs):
        assert all(words in html for words in asked)


def test_what_the_procedure_does_not_ask_is_not_shown(draft):  # noqa: F811
    version = version_in_force(draft.procedure_code, on=at(2).date())
    assert case_of(version, {"khac": "co", "nguoi-nop": "khong-co"}) == []
    assert case_of(version, {}) == []
