"""Stock texts: an agency's people write them, its people are offered them, and a press puts one into the box."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.handling.models import StockText
from motcua.handling.operations.stock import retire_stock, write_stock
from motcua.handling.rules import StockKind
from motcua.kernel.operations import NotPermitted, Refused
from motcua.procedures.models import Procedure
from tests.dossiers.conftest import at

pytestmark = pytest.mark.issue(18)
WORDS = "Tờ khai chưa có chữ ký của người yêu cầu."


@pytest.fixture
def kept(people):
    def make(text=WORDS, *, kind=StockKind.REASON, by=None, procedure=None):
        by = by or people.clerk
        agency = by.holdings.get().post.unit.agency
        found = Procedure.objects.get(code=procedure) if procedure else None
        return write_stock(agency=agency, kind=kind, text=text, procedure=found, by=by, at=at(2))

    return make


def test_only_who_works_at_the_agency_writes_and_retires(people, kept):
    agency = people.clerk.holdings.get().post.unit.agency
    for other in (people.department, people.counter, people.office, people.citizen):
        with pytest.raises(NotPermitted):
            write_stock(agency=agency, kind=StockKind.REASON, text=WORDS, by=other, at=at(2))
    one = kept()
    with pytest.raises(NotPermitted):
        retire_stock(one, by=people.department, at=at(3))
    retire_stock(one, by=people.head, at=at(3))
    with pytest.raises(Refused):
        retire_stock(one, by=people.head, at=at(3))
    kept()


def test_nothing_twice_and_nothing_empty(people, kept):
    kept()
    for text in (WORDS, "", " \u200b\u2060", "x" * 1001):
        with pytest.raises(Refused):
            kept(text)
    kept(kind=StockKind.OPINION)
    kept(procedure="1.004873")
    assert StockText.objects.count() == 3


def page_of(client, dossier, key):
    return f"/lam-viec/ho-so/{dossier.code}/lam/{key}/"


@pytest.mark.issue(18)
def test_what_no_paper_can_show_is_no_stock_text(people, kept):
    agency = people.clerk.holdings.get().post.unit.agency
    with pytest.raises(Refused) as refused:
        write_stock(agency=agency, kind=StockKind.REASON, text="Thiếu 王", by=people.clerk, at=at(2))
    assert [*refused.value.errors] == ["text"]


def test_a_form_offers_those_of_ones_agency_and_the_dossiers_procedure(people, accepted, kept, client):
    dossier = accepted()
    kept("Của mọi thủ tục")
    kept("Của thủ tục này", procedure="1.004873")
    kept("Của thủ tục khác", procedure="1.013225")
    kept("Ý kiến", kind=StockKind.OPINION)
    kept("Của nơi khác", by=people.department)
    retire_stock(kept("Đã bỏ"), by=people.clerk, at=at(3))
    client.force_login(people.clerk)
    offered = client.get(page_of(client, dossier, "de-xuat-tu-choi")).context["stock"]
    assert [one.text for one in offered] == ["Của thủ tục này", "Của mọi thủ tục"]
    offered = client.get(page_of(client, dossier, "lay-y-kien")).context["stock"]
    assert offered == []


def test_one_press_puts_it_into_the_box_keeps_what_was_typed_and_does_nothing_else(people, accepted, kept, client):
    dossier, one = accepted(), kept()
    client.force_login(people.clerk)
    address = page_of(client, dossier, "de-xuat-bo-sung")
    seen = client.get(address).context["seen"]
    sent = {"reason": "Hồ sơ thiếu.", "what_1": "Bản chính", "mau": one.pk, "then": "stock", "seen": seen}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert answer.context["form"]["reason"].value() == f"Hồ sơ thiếu.\n{WORDS}"
    assert 'value="Bản chính"' in answer.content.decode()
    assert Dossier.objects.get(pk=dossier.pk).status == dossier.status
    answer = client.post(address, sent | {"mau": "999999"})
    assert answer.context["form"]["reason"].value() == "Hồ sơ thiếu."


def test_the_page_writes_and_retires(people, kept, client):
    client.force_login(people.clerk)
    address = "/lam-viec/mau-cau/"
    for wrong in ({}, {"kind": "REASON"}, {"kind": "REASON", "text": "x", "procedure": "9.999999"}):
        assert client.post(address, {"then": "write"} | wrong).status_code == 422
    sent = {"then": "write", "kind": "REASON", "text": WORDS, "procedure": "1.004873"}
    assert client.post(address, sent).status_code == 302
    one = StockText.objects.get()
    assert (one.text, one.procedure.code, one.written_by) == (WORDS, "1.004873", people.clerk)
    assert WORDS in client.get(address).content.decode()
    client.force_login(people.department)
    assert WORDS not in client.get(address).content.decode()
    assert client.post(address, {"then": "retire", "stock": one.pk}).status_code == 422
    client.force_login(people.head)
    assert client.post(address, {"then": "retire", "stock": one.pk}).status_code == 302
    assert WORDS not in client.get(address).content.decode()
