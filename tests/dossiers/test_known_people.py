"""What is said is not what is proved: only what an official saw, or was proved, speaks of a person at the counter."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.operations.tracking import send_tracking_code
from motcua.dossiers.queries import dossiers_of_filer, results_of_same_person
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.people.models import Account
from motcua.people.operations.identity import prove_identity
from motcua.people.rules import Proof, read_card
from tests.dossiers.conftest import at, usual_case

PAGE = "/lam-viec/tiep-nhan/1.001612/"
NUMBER = "020090000001"
CARD = f"{NUMBER}|123456789|Nông Thị Hoa|20031990|Nữ|Khối 3, phường Kỳ Lừa, tỉnh Lạng Sơn|01012022"


@pytest.fixture
def counter(client, people):
    client.force_login(people.counter)
    return client


def form(client, **values):
    return {"submission_key": client.get(PAGE).context["key"], **usual_case(PAGE.split("/")[-2]), **values}


def pressed(client, data, **values):
    """The page sent again with what stands on it."""
    names = ("submission_key", "id_number", "filer_name", "phone", "email", "address", "scanned", "card")
    return client.post(PAGE, form(client) | {n: data[n] for n in names if data.get(n)} | values)


def everything_sent():
    return str(list(OutboxMessage.objects.values_list("payload", flat=True)))


# The attacks


@pytest.mark.issue(16)
@pytest.mark.parametrize("way", ["account", "online"])
def test_who_says_anothers_number_does_not_become_their_contact(counter, client, people, register, way):
    if way == "account":
        client.force_login(people.stranger)
        client.post(
            "/tai-khoan/thong-tin/",
            {"full_name": "Nông Thị Hoa", "id_number": NUMBER, "sex": "FEMALE", "language": "vi"},
        )
        assert Account.objects.get(pk=people.stranger.pk).id_number == NUMBER
    else:
        dossier = register()
        Dossier.objects.filter(pk=dossier.pk).update(channel="ONLINE", filer_account=people.stranger)
        dossier.parties.update(email="stranger@x.vn", phone="0999999999")
        undo_proof(dossier)
    OutboxMessage.objects.all().delete()
    client.force_login(people.counter)
    found = counter.post(PAGE, form(counter, id_number=NUMBER, then="find"))
    assert not found.context["data"].get("email")
    assert not found.context["data"].get("phone")
    answer = pressed(counter, found.context["data"], filer_name="Nông Thị Hoa", phone="0912345678", then="accept")
    assert answer.status_code == 302
    made = Dossier.objects.order_by("-pk").first()
    send_tracking_code(made, by=None, at=at(3))
    assert "stranger@x.vn" not in everything_sent()


def undo_proof(dossier):
    dossier.parties.update(proof="SAID", proved_at=None, proved_by=None)


@pytest.mark.issue(16)
def test_a_known_person_is_not_reached_otherwise_without_a_card(counter, register):
    register()
    values = {"id_number": NUMBER, "filer_name": "Nông Thị Hoa", "email": "stranger@x.vn", "then": "accept"}
    refused = counter.post(PAGE, form(counter, **values))
    assert refused.status_code == 422
    assert {"card", "email"} <= set(refused.context["error"])
    assert refused.context["data"]["email"] == "stranger@x.vn"
    assert Dossier.objects.count() == 1
    by_post = counter.post(PAGE, form(counter, **values, channel="POST", card="yes"))
    assert by_post.status_code == 422
    assert Dossier.objects.count() == 1


@pytest.mark.issue(16)
def test_a_caller_has_no_contact_of_a_dossier_corrected(counter, accepted):
    dossier = accepted()
    page = f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/"
    wanted = {"filer_email": "stranger@x.vn", "reason": "Bà Hoa gọi điện", "then": "look"}
    seen = counter.post(page, wanted).context["seen"]
    refused = counter.post(page, {**wanted, "then": "do", "seen": seen})
    assert refused.status_code == 422
    assert dossier.parties.get(role="FILER").email == "hoa@x.vn"


@pytest.mark.issue(16)
def test_results_of_who_only_says_the_number_are_not_handed_over_together(accepted):
    mine, said, also_mine = accepted(), accepted(), accepted()
    undo_proof(said)
    Dossier.objects.update(status="DONE", done_at=at(4))
    assert results_of_same_person(mine) == [mine.pk, also_mine.pk]
    assert results_of_same_person(said) == [said.pk]


@pytest.mark.issue(16)
def test_a_number_alone_opens_no_dossier(client, people, accepted):
    dossier = accepted()
    Account.objects.filter(pk=people.stranger.pk).update(id_number=NUMBER)
    client.force_login(people.stranger)
    assert dossiers_of_filer(people.stranger) == []
    assert dossier.code not in client.get("/ho-so/").content.decode()
    assert client.get(f"/ho-so/{dossier.code}/").url == f"/tra-cuu/?ma={dossier.code}"


# What is proved


def test_a_card_that_was_seen_is_written_down_with_who_saw_it(counter, people):
    page = counter.post(PAGE, form(counter, id_number=CARD, then="enter"))
    data = page.context["data"]
    assert (data["card"], data["scanned"], data["filer_name"]) == ("yes", NUMBER, "Nông Thị Hoa")
    assert pressed(counter, data, phone="0912345678", then="accept").status_code == 302
    filer = Party.objects.get(role="FILER")
    assert (filer.proof, filer.proved_by) == ("SCANNED", people.counter)
    assert filer.proved_at == filer.dossier.submitted_at
    shown = counter.get(f"/lam-viec/ho-so/{filer.dossier.code}/").content.decode()
    assert "đã quét thẻ căn cước" in shown
    again = counter.post(PAGE, form(counter, id_number=NUMBER, then="find"))
    assert again.context["data"]["phone"] == "0912345678"
    assert "đã quét thẻ căn cước" in again.content.decode()


@pytest.mark.parametrize(
    ("values", "proof"),
    [
        ({}, "SAID"), ({"card": "yes"}, "SEEN"), ({"card": "yes", "scanned": NUMBER}, "SCANNED"),
        ({"scanned": NUMBER}, "SAID"), ({"card": "yes", "scanned": "020090000002"}, "SEEN"),
        ({"card": "yes", "channel": "POST"}, "SAID"),
    ],
)  # fmt: skip
def test_what_was_seen_is_what_the_official_says_to_have_seen(counter, values, proof):
    sent = form(counter, id_number=NUMBER, filer_name="Nông Thị Hoa", phone="0912345678", then="accept", **values)
    assert counter.post(PAGE, sent).status_code == 302
    filer = Party.objects.get(role="FILER")
    assert (filer.proof, filer.proved_at is None, filer.proved_by is None) == (proof, proof == "SAID", proof == "SAID")


def test_with_a_card_the_contact_changes_and_the_former_one_is_told(counter, register):
    register()
    values = {"id_number": NUMBER, "filer_name": "Nông Thị Hoa", "email": "moi@x.vn", "card": "yes", "then": "accept"}
    assert counter.post(PAGE, form(counter, **values)).status_code == 302
    told = Notice.objects.get(kind="person_contact_changed")
    assert (told.contact_email, told.contact_phone) == ("hoa@x.vn", "0912345678")
    entry = JournalEntry.objects.filter(word="dossier.registered").order_by("-number").first()
    assert entry.details["contact_changed"] == ["email"]
    assert "moi@x.vn" not in str(entry.details)
    page = counter.post(PAGE, form(counter, id_number=NUMBER, then="find"))
    assert page.context["data"]["email"] == "moi@x.vn"


def test_the_same_contact_however_it_is_typed_is_no_change(counter, register):
    register()
    values = {
        "id_number": "0200 9000 0001",
        "filer_name": "Nông Thị Hoa",
        "email": "HOA@x.vn",
        "phone": "+84 912 345 678",
    }
    assert counter.post(PAGE, form(counter, **values, then="accept")).status_code == 302
    assert not Notice.objects.filter(kind="person_contact_changed").exists()
    assert {party.id_number for party in Party.objects.filter(role="FILER")} == {NUMBER}


def test_a_correction_with_the_card_is_told_where_the_filer_was_reached_before(counter, accepted, people):
    dossier = accepted()
    page = f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/"
    wanted = {"filer_email": "moi@x.vn", "reason": "Đổi email", "card": "yes"}
    looked = counter.post(page, {**wanted, "then": "look"})
    assert "checked" in looked.content.decode()
    assert counter.post(page, {**wanted, "then": "do", "seen": looked.context["seen"]}).status_code == 302
    filer = dossier.parties.get(role="FILER")
    assert (filer.email, filer.proof, filer.proved_by) == ("moi@x.vn", "SEEN", people.counter)
    assert Notice.objects.get(kind="person_contact_changed").contact_email == "hoa@x.vn"


def test_what_is_proved_was_proved_at_some_time(register):
    dossier = register()
    for wrong in ({"proof": "SEEN", "proved_at": None}, {"proof": "SAID", "proved_at": at(2)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            dossier.parties.update(**wrong)


# The account


PROVE = "/lam-viec/tiep-nhan/xac-minh/"


@pytest.fixture
def hoa(people):
    Account.objects.filter(pk=people.citizen.pk).update(full_name="Nông Thị Hoa", phone="+84912345678")
    people.citizen.refresh_from_db()
    return people.citizen


def test_an_account_is_proved_at_the_counter_and_its_facts_stay(counter, client, hoa, people):
    assert counter.get(PROVE).status_code == 200
    assert counter.post(PROVE, {"login": "0912 345 678", "id_number": CARD, "card": "yes"}).status_code == 302
    hoa.refresh_from_db()
    assert (hoa.id_number, hoa.born_on, hoa.proof, hoa.proved_by) == (
        NUMBER, date(1990, 3, 20), "SCANNED", people.counter,
    )  # fmt: skip
    assert Notice.objects.get(account=hoa).kind == "identity_proved"
    assert JournalEntry.objects.get(word="identity.proved").details == {"proof": "SCANNED"}
    client.force_login(hoa)
    assert 'name="full_name"' not in client.get("/tai-khoan/thong-tin/").content.decode()
    client.post(
        "/tai-khoan/thong-tin/", {"full_name": "Chủ tịch", "id_number": "1", "sex": "FEMALE", "address": "Khối 1"}
    )
    hoa.refresh_from_db()
    assert (hoa.full_name, hoa.id_number, hoa.sex, hoa.address) == ("Nông Thị Hoa", NUMBER, "FEMALE", "Khối 1")
    assert "đã quét thẻ căn cước" in client.get("/tai-khoan/").content.decode()
    client.force_login(people.counter)
    found = counter.post(PAGE, form(counter, id_number=NUMBER, then="find"))
    assert found.context["data"]["email"] == "citizen@x.vn"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"login": ""}, "login"), ({"login": "khong@x.vn"}, "login"), ({"login": "0912345"}, "login"),
        ({"card": ""}, "card"), ({"id_number": "12"}, "id_number"), ({"full_name": ""}, "full_name"),
        ({"born_on_day": "", "born_on_month": "", "born_on_year": ""}, "born_on"),
        ({"born_on_year": "1800"}, "born_on"),
        ({"born_on_day": "x"}, "born_on"), ({"born_on_year": "90"}, "born_on"), ({"full_name": "123"}, "full_name"),
        ({"full_name": "Hoàng Văn Minh"}, ""), ({"login": "leader@x.vn"}, ""), ({"login": "counter@x.vn"}, ""),
    ],
)  # fmt: skip
def test_what_is_not_proved_is_refused_in_words(counter, hoa, values, field):
    sent = {
        "login": "0912345678",
        "id_number": NUMBER,
        "full_name": "Nông Thị Hoa",
        "born_on_day": "20",
        "born_on_month": "3",
        "born_on_year": "1990",
        "card": "1",
    }
    answer = counter.post(PROVE, {**sent, **values})
    assert answer.status_code == 422
    assert answer.context["error"].get(field) or (not field and answer.context["message"])
    assert not Account.objects.exclude(proof="SAID").exists()


def test_one_number_is_proved_of_one_account_and_a_claimed_other_one_of_none(counter, hoa, people):
    sent = {"login": "0912345678", "id_number": CARD, "card": "yes"}
    Account.objects.filter(pk=hoa.pk).update(id_number="020090000999")
    assert "khác với thẻ" in counter.post(PROVE, sent).content.decode()
    Account.objects.filter(pk=hoa.pk).update(id_number="")
    assert counter.post(PROVE, sent).status_code == 302
    Account.objects.filter(pk=people.stranger.pk).update(full_name="Nông Thị Hoa")
    answer = counter.post(PROVE, {**sent, "login": "stranger@x.vn"})
    assert "một tài khoản khác" in answer.content.decode()


def test_who_married_proves_the_new_name_with_the_same_number(counter, hoa):
    sent = {"login": "0912345678", "id_number": CARD, "card": "yes"}
    assert counter.post(PROVE, sent).status_code == 302
    assert counter.post(PROVE, {**sent, "id_number": CARD.replace("Thị Hoa", "Thị Hoa Mai")}).status_code == 302
    assert Account.objects.get(pk=hoa.pk).full_name == "Nông Thị Hoa Mai"


def test_only_a_counter_proves(client, people, hoa):
    client.force_login(people.head)
    assert client.get(PROVE).status_code == 403
    with pytest.raises(NotPermitted):
        prove_identity(hoa, card=read_card(CARD), proof=Proof.SEEN, by=people.head, at=at(2))
    with pytest.raises(Refused):
        prove_identity(hoa, card=read_card(CARD), proof=Proof.NATIONAL, by=people.counter, at=at(2))
