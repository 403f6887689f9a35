"""What a citizen writes is kept whole or refused with all of it still there; what is done already leads on."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import results
from motcua.dossiers.rules import Status
from motcua.handling.models import Enquiry
from motcua.handling.operations.enquiries import LONGEST, enquire
from motcua.handling.queries import MOST_OPEN
from motcua.notices.models import Notice
from motcua.people.models import ErasureRequest, Objection
from motcua.people.operations import record_view
from tests.dossiers.conftest import at, people, register  # noqa: F401 - fixtures

pytestmark = [pytest.mark.issue(18), pytest.mark.django_db]


@pytest.fixture
def dossier(client, people, register):  # noqa: F811
    client.force_login(people.citizen)
    return register()


def end(dossier, status=Status.NOT_ACCEPTED):
    Dossier.objects.filter(pk=dossier.pk).update(status=status)


@pytest.mark.parametrize(
    ("address", "name", "longest"),
    [
        ("rut", "reason", results.LONGEST), ("hoi", "text", LONGEST), ("danh-gia", "comment", results.LONGEST),
        ("phan-doi", "text", 2_000), ("xoa", "text", 5_000),
    ],
)  # fmt: skip
def test_what_is_too_long_is_refused_and_stays_whole(client, people, dossier, address, name, longest):  # noqa: F811
    where = f"/ho-so/{dossier.shown_code}/{address}/"
    if address == "danh-gia":
        end(dossier)
    if address == "phan-doi":
        view = record_view(people.citizen, by=people.counter, reference="x", purpose="x", agency_name="x", at=at(2))
        where = f"/tai-khoan/ai-da-xem/{view.pk}/phan-doi/"
    if address == "xoa":
        where = "/tai-khoan/du-lieu/"
    typed = "a" * (longest + 500) + "HẾT"
    refused = client.post(where, {name: typed, "stars": "5"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert typed in page
    assert f"nhiều nhất {longest} ký tự, đang có {longest + 503}" in page
    assert client.post(where, {name: typed[-longest:], "stars": "5"}).status_code == 302
    now = Dossier.objects.get(pk=dossier.pk)
    kept = {
        "rut": lambda: now.history.latest("pk").said, "hoi": lambda: Enquiry.objects.get().text,
        "danh-gia": lambda: now.rating.comment, "phan-doi": lambda: Objection.objects.get().text,
        "xoa": lambda: ErasureRequest.objects.get().text,
    }  # fmt: skip
    assert kept[address]().endswith(typed[-longest:])


def test_the_same_question_sent_again_is_the_one_that_waits(people, dossier):  # noqa: F811
    first, again = (enquire(dossier, text=text, by=people.citizen, at=at(3)) for text in ("Khi nào?", " Khi nào? "))
    assert first == again
    told = Notice.objects.filter(kind="enquiry_asked").count()
    other = enquire(dossier, text="Ở đâu?", by=people.citizen, at=at(3))
    assert other != first
    assert Notice.objects.filter(kind="enquiry_asked").count() == 2 * told


def test_what_is_done_already_leads_to_the_dossier(client, people, dossier):  # noqa: F811
    page = f"/ho-so/{dossier.shown_code}/"
    assert client.get(f"{page}danh-gia/").url == page
    assert client.post(f"{page}rut/", {"reason": "Thôi"}).url == page
    for answer in (client.get(f"{page}rut/"), client.post(f"{page}rut/", {"reason": "Thôi"})):
        assert answer.url == page
    assert "đã được rút" in client.get(page).content.decode()
    for number in range(MOST_OPEN):
        enquire(dossier, text=f"{number}?", by=people.citizen, at=at(3))
    assert client.get(f"{page}hoi/").url == page
    end(dossier)
    assert client.post(f"{page}danh-gia/", {"stars": "5"}).url == page
    for answer in (client.get(f"{page}danh-gia/"), client.post(f"{page}danh-gia/", {"stars": "1"})):
        assert answer.url == page
    assert Dossier.objects.get(pk=dossier.pk).rating.stars == 5
