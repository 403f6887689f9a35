"""The pages of petitions: what a citizen and an official do there, and what nobody is shown."""

import io
import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html
from PIL import Image

from motcua.feedback.models import Petition
from motcua.feedback.operations import answering, handling
from motcua.feedback.operations.sending import key_of
from motcua.feedback.photos import small
from motcua.feedback.rules import PHOTO_LONGEST, State
from motcua.organization.models import Agency
from tests.dossiers.conftest import at
from tests.feedback.conftest import AGENCY, SAID, unit

pytestmark = [pytest.mark.django_db, pytest.mark.issue(21)]
NEW = "/phan-anh/gui/"


@pytest.fixture(autouse=True)
def nothing_counted_before():
    cache.clear()


def client_of(account=None):
    client = Client()
    if account is not None:
        client.force_login(account)
    return client


def text_of(response):
    return " ".join(html.fromstring(response.content).text_content().split())


def photograph(size=(2400, 1200), **facts):
    written = io.BytesIO()
    picture = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    picture.save(written, "JPEG", exif=exif, **facts)
    written.seek(0)
    written.name = "anh.jpg"
    return written


def send(client, **facts):
    return client.post(NEW, SAID | {"form": str(uuid4())} | facts)


def test_a_citizen_sends_one_with_a_photograph_and_opens_it_with_its_key(hands):
    client = client_of()
    answer = send(client, photos=photograph())
    assert answer.status_code == 302, text_of(answer)[:500]
    petition = Petition.objects.get()
    page = text_of(client.get(answer["Location"]))
    key = re.search(r"Khóa\s*([A-Z0-9]{4}-[A-Z0-9]{4})", page)[1]
    assert petition.shown_code in page
    # What is kept of the photograph is small, and nothing stands beside it.
    kept = Image.open(io.BytesIO(petition.photos.get().stored.read()))
    assert max(kept.size) == PHOTO_LONGEST
    assert not kept.getexif()
    # Another browser sees nothing but how far it is, until it gives the key.
    other = client_of()
    assert other.get(f"/phan-anh/{petition.code}/")["Location"] == f"/phan-anh/theo-doi/?ma={petition.code}"
    assert other.get(f"/phan-anh/{petition.code}/anh/1/").status_code == 404
    seen = text_of(other.get(f"/phan-anh/theo-doi/?ma={petition.shown_code.lower()}"))
    assert "Đã tiếp nhận" in seen
    assert petition.title not in seen
    assert other.post("/phan-anh/theo-doi/", {"ma": petition.code, "khoa": "AAAAAAAA"}).status_code == 422
    opened = other.post("/phan-anh/theo-doi/", {"ma": petition.code, "khoa": key})
    assert SAID["text"] in text_of(other.get(opened["Location"]))
    assert other.get(f"/phan-anh/{petition.code}/anh/1/")["Content-Type"] == "image/jpeg"


def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(hands):
    client = client_of()
    answer = send(client, phone="12", photos=photograph())
    assert answer.status_code == 422
    page = html.fromstring(answer.content)
    assert page.get_element_by_id("text").text.strip() == SAID["text"]
    assert page.get_element_by_id("phone").get("aria-invalid") == "true"
    [kept] = page.xpath("//input[@name='kept']/@value")
    assert not Petition.objects.exists()
    send(client, kept=kept)
    assert Petition.objects.get().photos.count() == 1


@pytest.mark.parametrize(
    "sent", [b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"%PDF-1.7", b""]
)
def test_what_is_no_photograph_is_not_taken(hands, sent):
    file = io.BytesIO(sent)
    file.name = "anh.svg"
    answer = send(client_of(), photos=file)
    assert answer.status_code == 422
    assert not Petition.objects.exists()


def test_markup_and_controls_stay_words(hands, forwarded):
    client = client_of()
    send(client, title="<script>alert(1)</script>\x00", text="a\x00b <img src=x onerror=1>")
    petition = Petition.objects.get()
    assert "\x00" not in petition.title + petition.text
    page = client.get(f"/phan-anh/{petition.code}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_same_form_again_is_the_same_petition(hands):
    client, form = client_of(), str(uuid4())
    assert send(client, form=form)["Location"] == send(client, form=form)["Location"]
    assert Petition.objects.count() == 1


def test_too_many_from_one_telephone_are_refused_and_what_was_typed_stays(hands):
    client = client_of()
    for _number in range(5):
        assert send(client).status_code == 302
    answer = send(client)
    assert answer.status_code == 422
    assert "Thử lại sau" in text_of(answer)
    assert SAID["text"] in text_of(answer)
    assert Petition.objects.count() == 5


def test_who_says_nearly_the_same_is_shown_what_is_there_first(hands, forwarded):
    there = forwarded(title="Đèn tín hiệu ngã tư Phai Vệ hỏng")
    client = client_of()
    answer = send(client, title="Den tin hieu nga tu Phai Ve bi hong")
    assert answer.status_code == 200
    assert there.title in text_of(answer)
    assert Petition.objects.count() == 1
    assert send(client, title="Den tin hieu nga tu Phai Ve bi hong", seen="1").status_code == 302
    assert Petition.objects.count() == 2


def test_a_stranger_reads_what_was_published_and_never_who_sent_it(hands, answered):
    petition = answered(by=hands.citizen, shows_photos=True)
    page = client_of(hands.stranger).get(f"/phan-anh/{petition.code}/")
    text = text_of(page)
    assert "Đã trả hồ sơ ngày 04/3." in text
    assert "Ba lần đến quầy đều được hẹn lại." in text
    for hidden in ("Nông Thị Hoa", "345 678", "912345678", "hoa@x.vn", "Khối 3"):
        assert hidden not in page.content.decode()
    listed = client_of().get("/phan-anh/")
    assert petition.shown_title in text_of(listed)
    assert "Nông Thị Hoa" not in text_of(listed)


def test_what_is_not_public_is_on_no_public_page_but_that_it_is_late(hands, forwarded):
    petition = forwarded(is_public=False)
    assert petition.title not in text_of(client_of().get("/phan-anh/"))
    late = text_of(client_of().get("/phan-anh/qua-han/"))
    assert "Không công khai" in late
    assert "24/03/2026" in late
    assert petition.title not in late
    assert petition.code not in client_of().get("/phan-anh/qua-han/").content.decode()


def test_its_author_opens_it_again_from_the_account_and_by_the_key(hands, answered):
    petition = answered(by=hands.citizen)
    client = client_of(hands.citizen)
    address = f"/phan-anh/{petition.code}/"
    assert client.post(address, {"act": "reopen", "why": ""}).status_code == 422
    assert client.post(address, {"act": "reopen", "why": "Chưa trả"}).status_code == 302
    petition.refresh_from_db()
    assert petition.state == State.ASSIGNED
    other = answered()
    key, visitor = key_of(other.submission_key), client_of(hands.stranger)
    assert visitor.post(f"/phan-anh/{other.code}/", {"act": "close"}).status_code == 404
    visitor.post("/phan-anh/theo-doi/", {"ma": other.code, "khoa": key})
    assert visitor.post(f"/phan-anh/{other.code}/", {"act": "close"}).status_code == 302
    other.refresh_from_db()
    assert other.state == State.CLOSED


def test_a_citizen_meets_the_same_and_a_stranger_is_asked_to_sign_in(hands, forwarded):
    petition = forwarded()
    address = f"/phan-anh/{petition.code}/"
    assert "Đăng nhập để bấm" in text_of(client_of().get(address))
    assert client_of().post(address, {"act": "support"}).status_code == 404
    assert client_of(hands.citizen).post(address, {"act": "support"}).status_code == 302
    petition.refresh_from_db()
    assert petition.supporters == 1


def test_an_official_takes_it_the_whole_way_on_the_pages(hands, sent):
    petition = sent(about=Agency.objects.get(code=AGENCY)).petition
    address = f"/lam-viec/phan-anh/{petition.code}/"
    sorter, leader, clerk = map(client_of, (hands.sorter, hands.leader, hands.clerk))
    page = sorter.get(address)
    # The telephone and the name are covered as suggested, for a person to decide.
    field = html.fromstring(page.content).get_element_by_id("shown_text").text
    assert "[số điện thoại]" in field
    assert "[tên người]" in field
    assert sorter.post(address, {"act": "forward", "shown_title": "x", "shown_text": ""}).status_code == 422
    sent_on = {"act": "forward", "agency": AGENCY, "shown_title": "Hẹn nhiều lần", "shown_text": "Hẹn ba lần."}
    assert sorter.post(address, sent_on | {"is_public": "1"}).status_code == 302
    assert petition.code in leader.get("/lam-viec/phan-anh/").content.decode()
    assert leader.post(address, {"act": "assign", "unit": unit().pk}).status_code == 302
    text = clerk.get(address).content.decode()
    for hidden in ("Nông Thị Hoa", "345 678", "hoa@x.vn"):
        assert hidden not in text
    assert clerk.post(address, {"act": "author"}).status_code in (403, 422)
    assert clerk.post(address, {"act": "draft", "text": "Đã trả, gọi 0205 381 234 5."}).status_code == 302
    assert clerk.post(address, {"act": "give", "text": "x", "shown": "x", "is_public": "1"}).status_code in (403, 422)
    give = {"act": "give", "text": "Đã trả.", "shown": "Gọi 0912345678", "is_public": "1"}
    refused = leader.post(address, give)
    assert refused.status_code == 422
    assert "0912345678" in text_of(refused)
    assert leader.post(address, give | {"shown": "Đã trả."}).status_code == 302
    assert "Đã trả." in text_of(client_of().get(f"/phan-anh/{petition.code}/"))
    seen = sorter.post(address, {"act": "author"})
    assert "Nông Thị Hoa" in text_of(seen)


def test_a_counter_types_one_and_hands_over_its_key_once(hands):
    client = client_of(hands.counter)
    address = "/lam-viec/phan-anh/nhap/"
    assert client.post(address, SAID).status_code == 422
    answer = client.post(address, SAID | {"way": "PHONE", "form": str(uuid4())})
    assert answer.status_code == 302
    assert Petition.objects.get().shown_code in text_of(client.get(address))
    assert Petition.objects.get().shown_code not in text_of(client.get(address))


def test_lists_are_paged_by_key_and_ask_no_more_for_more(hands, forwarded, django_assert_max_num_queries):
    for number in range(25):
        forwarded(title=f"Việc số {number} ở chợ")
    client = client_of()
    first = client.get("/phan-anh/?q=cho")
    [following] = html.fromstring(first.content).xpath("//a[contains(@href, 'truoc=')]/@href")
    assert "Việc số 24 " in text_of(first)
    assert "Việc số 4 " in text_of(client.get(f"/phan-anh/{following}"))
    with django_assert_max_num_queries(25):
        client.get("/phan-anh/")
    leader = client_of(hands.leader)
    with django_assert_max_num_queries(30):
        leader.get("/lam-viec/phan-anh/")
    late = client.get("/phan-anh/qua-han/")
    [following] = html.fromstring(late.content).xpath("//a[contains(@href, 'sau=')]/@href")
    assert "Việc số 24 " in text_of(client.get(f"/phan-anh/qua-han/{following}"))


def test_a_picture_that_is_small_stays_as_it_is():
    content = photograph((400, 300)).getvalue()
    assert small(content, "image/jpeg") == content


def test_who_drafted_nothing_sends_nothing_back(hands, forwarded):
    petition = handling.assign(forwarded(), unit=unit(), by=hands.leader, at=at(4))
    answering.draft(petition, text="Đang xem", by=hands.clerk, at=at(5))
    answer = client_of(hands.leader).post(f"/lam-viec/phan-anh/{petition.code}/", {"act": "send_back", "reason": ""})
    assert answer.status_code == 422
    assert "Nêu lý do trả lại." in text_of(answer)
