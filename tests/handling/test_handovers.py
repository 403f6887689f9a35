"""Slips say what one unit gave to another: every dossier once, on the right slip, with what of it is on paper."""

import re
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from motcua.dossiers.books import Period
from motcua.dossiers.operations import intake
from motcua.dossiers.operations.results import Receiver, return_result
from motcua.handling.handovers import piles, slip
from tests.dossiers.conftest import at

pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]
PAGE, DAY = "/lam-viec/ban-giao/", Period(at(2).date(), at(2).date())


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def codes_in(said):
    """A code may be set in two lines."""
    return re.sub(r"[\s\u200b]", "", said)


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


def counted(unit, *, is_back=False, period=DAY):
    return {pile.unit.code: pile.count for pile in piles(unit, period, is_back=is_back)}


def test_each_unit_gets_a_slip_of_what_went_to_it(accepted, register, people):
    two = [accepted(), accepted()]
    other = accepted("1.013225")
    unit = two[0].receiving_unit
    waiting = intake.accept(register(), hands_over=False, by=people.counter, at=at(2))
    later = accepted(when=at(3))
    assert counted(unit) == {two[0].handling_unit.code: 2, other.handling_unit.code: 1}
    said = text_of(slip(unit, two[0].handling_unit, DAY, is_back=False, at=at(2)))
    for dossier in two:
        assert codes_in(said).count(dossier.code) == 1
        assert dossier.holder_name in said
    for dossier in (other, waiting, later):
        assert dossier.code not in codes_in(said)
    assert "Số hồ sơ: 2" in said
    assert "bản chính" in said
    assert said.index(f"Bên giao: {unit.name}") < said.index(f"Bên nhận: {two[0].handling_unit.name}")


def test_a_slip_is_of_the_day_on_which_it_left_the_counter(register, people):
    """The slip of the day before was signed without it."""
    dossier = intake.accept(register(), hands_over=False, by=people.counter, at=at(2))
    intake.hand_over(dossier, by=people.counter, at=at(3))
    assert counted(dossier.receiving_unit) == {}
    assert counted(dossier.receiving_unit, period=Period(at(3).date(), at(3).date())) == {dossier.handling_unit.code: 1}


def test_a_result_that_was_handed_out_since_stays_on_the_slip_of_its_day(accepted, work, people):
    dossier = accepted()
    work(dossier, when=at(4), steps=4)
    unit, day = dossier.receiving_unit, Period(at(4).date(), at(4).date())
    return_result(dossier, receiver=Receiver("Nông Thị Hoa"), by=people.counter, at=at(5))
    assert counted(unit, is_back=True, period=day) == {dossier.handling_unit.code: 1}


def test_results_come_back_on_a_slip_of_their_own(accepted, work):
    dossier = accepted()
    work(dossier, when=at(4), steps=4)
    unit, day = dossier.receiving_unit, Period(at(4).date(), at(4).date())
    assert counted(unit, is_back=True, period=day) == {dossier.handling_unit.code: 1}
    said = text_of(slip(unit, dossier.handling_unit, day, is_back=True, at=at(4)))
    assert dossier.code in codes_in(said)
    assert said.index(f"Bên giao: {dossier.handling_unit.name}") < said.index(f"Bên nhận: {unit.name}")


def test_the_counter_prints_and_nobody_else(accepted, people):
    dossier = accepted()
    client = client_of(people.counter)
    asked = {"tu": "2026-03-02", "den": "2026-03-02"}
    page = client.get(PAGE, asked).content.decode()
    address = f"{PAGE}{dossier.handling_unit_id}.pdf"
    assert address in page
    assert client.get(address, asked)["Content-Type"] == "application/pdf"
    assert client.get(address, {**asked, "chieu": "ve"}).status_code == 404
    assert client.get(f"{PAGE}{dossier.receiving_unit_id}.pdf", asked).status_code == 404
    assert dossier.code not in client_of(people.elsewhere).get(PAGE, asked).content.decode()
    assert client_of(people.elsewhere).get(address, asked).status_code == 404
    for other in (people.clerk, people.leader):
        assert client_of(other).get(PAGE).status_code == 403
        assert client_of(other).get(address, asked).status_code == 403


@pytest.mark.parametrize("odd", ["x", "2026-13-01", "9" * 30])
def test_odd_days_are_said(people, odd):
    client = client_of(people.counter)
    assert client.get(PAGE, {"tu": odd}).status_code == 422
    assert client.get(f"{PAGE}1.pdf", {"tu": odd}).status_code == 404
