"""Who takes the result at the counter: named in the dossier, or somebody else by a paper or a relation."""

import pytest

from motcua.dossiers.models import Party
from motcua.dossiers.operations.results import Receiver, return_result
from motcua.dossiers.rules import ReturnMethod
from motcua.kernel.operations import Refused
from tests.dossiers.conftest import at
from tests.dossiers.test_counter import PAGE, counter, form  # noqa: F401 - a fixture

OTHER = Receiver("Vy Văn Tài", "020090000009", "Giấy ủy quyền số 12/2026")


@pytest.fixture
def done(accepted, work):
    return work(accepted(), when=at(3), steps=4)


@pytest.mark.parametrize("name", ["Nông Thị Hoa", "nong thi hoa", " Nông  Thị Hoa "])
def test_who_is_named_in_the_dossier_needs_no_paper(name, people, done):
    returned = return_result(done, receiver=Receiver(name), by=people.counter, at=at(4))
    assert returned.status == "RETURNED"


@pytest.mark.parametrize("receiver", [
    Receiver("Nông Thị Hoa", "020 090 000 001"), Receiver("Nông Thị Hoa", "020090000009", "Trùng họ tên, là con gái"),
])  # fmt: skip
def test_who_is_named_shows_the_number_of_the_dossier_or_a_paper(receiver, people, done):
    assert return_result(done, receiver=receiver, by=people.counter, at=at(4)).status == "RETURNED"


@pytest.mark.parametrize(
    ("receiver", "field"),
    [
        (Receiver(), "receiver_name"),
        (Receiver("Vy Văn Tài"), "authorisation"),
        (Receiver("Vy Văn Tài", authorisation=" "), "authorisation"),
        (Receiver("Nông Thị Hoa", "12"), "receiver_id_number"),
        # The same name, and somebody else by the number that they show.
        (Receiver("nông thị hoa", "020090000009"), "receiver_id_number"),
        (Receiver("Nông Thị Hoa", "020090000009", authorisation=" - "), "receiver_id_number"),
        (Receiver("...", authorisation="Con trai"), "receiver_name"),
        (Receiver("王小明", authorisation="Con trai"), "receiver_name"),
        (Receiver("Vy Văn Tài", authorisation="Con ☑ 王"), "authorisation"),
    ],
)
def test_nobody_takes_it_without_a_name_or_a_right(receiver, field, people, done):
    with pytest.raises(Refused) as refused:
        return_result(done, receiver=receiver, by=people.counter, at=at(4))
    assert field in refused.value.errors
    done.refresh_from_db()
    assert done.status == "DONE"


def test_another_person_takes_it_by_a_paper_and_the_story_keeps_who(people, done, client):
    return_result(done, receiver=OTHER, by=people.counter, at=at(4))
    public, inside = done.history.filter(word="returned").order_by("pk")
    assert public.said == "Đã trả kết quả cho Vy Văn Tài (Giấy ủy quyền số 12/2026)."
    assert (public.is_public, inside.is_public) == (True, False)
    assert "020090000009" in inside.said
    client.force_login(people.citizen)
    assert "020090000009" not in client.get(f"/ho-so/{done.code}/").content.decode()


def test_the_page_of_the_hand_over_knows_who_was_to_come_and_asks_by_what_right(people, done, client):
    Party.objects.filter(dossier=done, role="RECIPIENT").update(
        name="Vy Văn Tài", id_number="020090000009", authorisation="Con trai"
    )
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{done.code}/lam/tra-ket-qua/"
    initial = client.get(page).context["form"].initial
    assert (initial["receiver_name"], initial["authorisation"]) == ("Vy Văn Tài", "Con trai")
    refused = client.post(page, {"receiver_name": "Người Lạ"})
    assert refused.status_code == 422
    assert "không có tên trong hồ sơ" in refused.content.decode()
    assert client.post(page, {"receiver_name": "Vy Văn Tài"}).status_code == 302


@pytest.mark.issue(15)
@pytest.mark.parametrize("code", ["1.000894", "1.001022", "1.000689", "1.004746", "2.000806", "1.000094", "1.000080"])
def test_nothing_is_posted_to_who_must_be_there_and_sign(code, register):
    """Luật 60/2014/QH13 Đ18, Đ25: both sign the register, and the paper is given to them."""
    with pytest.raises(Refused) as refused:
        register(code, returning=ReturnMethod.POST)
    assert "cần đến nhận" in refused.value.errors["return_method"]
    assert register(code).return_method == ReturnMethod.COUNTER


@pytest.mark.issue(15)
def test_the_counter_offers_no_post_where_somebody_must_sign(client, people):
    client.force_login(people.counter)
    page = client.get("/lam-viec/tiep-nhan/1.000894/")
    assert [method for method, _said in page.context["return_methods"]] == ["COUNTER"]
    assert "return_address" not in page.content.decode()
    assert "return_address" in client.get("/lam-viec/tiep-nhan/1.004873/").content.decode()


def test_at_the_counter_another_person_is_named_who_will_take_it(counter):  # noqa: F811
    other = {
        "recipient_name": "Vy Văn Tài", "recipient_id_number": "020090000009", "recipient_phone": "0911222444",
        "recipient_authorisation": "Con trai",
    }  # fmt: skip
    refused = counter.post(PAGE, form(counter, filer_name="Nông Thị Hoa", **{**other, "recipient_phone": "091"}))
    assert refused.status_code == 422
    assert refused.context["error"]["recipient_phone"]
    assert refused.context["data"]["recipient_name"] == "Vy Văn Tài"
    counter.post(PAGE, form(counter, filer_name="Nông Thị Hoa", then="accept", **other))
    party = Party.objects.get(role="RECIPIENT")
    assert (party.name, party.id_number, party.phone, party.authorisation) == (
        "Vy Văn Tài", "020090000009", "0911222444", "Con trai",
    )  # fmt: skip
