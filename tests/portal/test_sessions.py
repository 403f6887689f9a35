"""Sessions end, are listed and ended by their person; what must be sure is proved again; news is told."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.retention import remove_what_is_over
from motcua.notices.models import Notice
from motcua.organization.models import Post
from motcua.people.models import Holding, Session
from motcua.people.operations import change_password, create_account
from motcua.people.operations.sign_ins import end_sessions
from motcua.people.rules import AccountKind, Ends, Place, device_words
from motcua.people.sessions import BEGUN, HANDLE, PLACE, SEEN
from tests.portal.conftest import AT, PASSWORD, WINDOWS

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1"


def sign_in(client=None, agent=WINDOWS, password=PASSWORD):
    client = client or Client(headers={"user-agent": agent})
    client.post("/dang-nhap/", {"login": "hoa@x.vn", "password": password})
    return client


def shift(client, **ago):
    """Move what the session knows of its time into the past."""
    session = client.session
    for name, much in ago.items():
        session[name] = session[name] - much.total_seconds()
    session.save()


def is_in(client):
    return client.get("/tai-khoan/").status_code == 200


def test_a_session_without_a_sign_of_life_ends_and_says_so(hoa):
    client = sign_in()
    shift(client, seen=timedelta(minutes=58))
    assert is_in(client)
    shift(client, seen=timedelta(minutes=66))
    answer = client.get("/tai-khoan/", follow=True)
    assert answer.redirect_chain[0][0] == "/dang-nhap/?next=/tai-khoan/"
    assert "Phiên làm việc đã hết" in answer.content.decode()
    assert not Session.objects.filter(account=hoa).exists()


def test_a_clock_that_was_set_back_keeps_no_session_open(hoa):
    client = sign_in()
    shift(client, seen=-timedelta(minutes=4))
    assert is_in(client)
    shift(client, seen=-timedelta(hours=2))
    assert not is_in(client)


def test_a_clock_that_was_set_back_lets_nobody_change_how_one_signs_in(hoa):
    client = sign_in()
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] += 7200
    session.save()
    answer = client.get("/tai-khoan/yeu-to-thu-hai/ung-dung/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/tai-khoan/xac-nhan-lai/")


def test_a_session_ends_however_busy_it_is(hoa):
    client = sign_in()
    shift(client, begun=timedelta(hours=25))
    assert not is_in(client)


def test_public_pages_stay_open_when_it_ends(hoa):
    client = sign_in()
    shift(client, begun=timedelta(hours=25))
    answer = client.get("/thu-tuc/")
    assert answer.status_code == 200
    assert "Nông Thị Hoa" not in answer.content.decode()


@pytest.mark.parametrize(("place", "minutes", "lasts"), [("COUNTER", 19, True), ("COUNTER", 21, False),
                                                         ("OFFICE", 34, True), ("OFFICE", 36, False)])  # fmt: skip
def test_it_ends_sooner_at_work_and_soonest_at_a_counter(hoa, place, minutes, lasts):
    client = sign_in()
    session = client.session
    session[PLACE] = place
    session.save()
    shift(client, seen=timedelta(minutes=minutes))
    assert is_in(client) is lasts


def test_a_sign_of_life_is_written_once_in_five_minutes(hoa, django_assert_num_queries):
    client = sign_in()
    seen = client.session[SEEN]
    is_in(client)
    assert client.session[SEEN] == seen
    shift(client, seen=timedelta(minutes=6))
    is_in(client)
    assert client.session[SEEN] >= seen
    assert Session.objects.get(account=hoa).seen_at.timestamp() == client.session[SEEN]


def test_signing_in_again_in_the_same_browser_begins_anew(hoa):
    client = sign_in()
    shift(client, begun=timedelta(hours=20))
    begun, handle = client.session[BEGUN], client.session[HANDLE]
    client.post("/dang-xuat/")
    sign_in(client)
    assert client.session[BEGUN] > begun
    assert client.session[HANDLE] != handle


def test_my_sessions_are_listed_and_ended_and_no_key_is_shown(hoa):
    here, phone, third = sign_in(), sign_in(agent=PHONE), sign_in(agent="curl/8")
    page = here.get("/tai-khoan/thiet-bi/").content.decode()
    assert page.count("Chrome, Windows") == 1
    assert "Safari, iPhone" in page
    assert "Trình duyệt không rõ" in page
    assert not any(session.session_key in page for session in Session.objects.all())
    assert here.post("/tai-khoan/thiet-bi/", {"session": phone.session[HANDLE]}).status_code == 302
    assert (is_in(here), is_in(phone), is_in(third)) == (True, False, True)
    assert here.post("/tai-khoan/thiet-bi/", {"session": "others"}).status_code == 302
    assert (is_in(here), is_in(third)) == (True, False)
    assert JournalEntry.objects.filter(word="session.ended").count() == 2


@pytest.mark.parametrize("sent", ["", "x", "others", "00000000-0000-0000-0000-000000000000"])
def test_an_old_page_ends_nothing(hoa, sent):
    here = sign_in()
    assert here.post("/tai-khoan/thiet-bi/", {"session": sent}).status_code == 302
    assert is_in(here)


def test_nobody_ends_anothers(hoa):
    lan = create_account(kind=AccountKind.CITIZEN, password=PASSWORD, full_name="Lan", email="l@x.vn", by=None, at=AT)
    theirs = sign_in()
    handles = [theirs.session[HANDLE]]
    with pytest.raises(NotPermitted):
        end_sessions(hoa, handles=handles, by=lan, at=AT)
    with pytest.raises(Refused):
        end_sessions(lan, handles=handles, by=lan, at=AT)
    assert is_in(theirs)


def test_a_changed_password_ends_the_others_and_is_told(hoa):
    here, elsewhere = sign_in(), sign_in(agent=PHONE)
    new = {"oldpassword": PASSWORD, "password1": "hoa-dao-no-som", "password2": "hoa-dao-no-som"}
    assert here.post("/tai-khoan/doi-mat-khau/", new).status_code == 302
    assert Session.objects.filter(account=hoa).count() == 1
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert Notice.objects.get(account=hoa, kind="password_changed").contact_email == "hoa@x.vn"


def test_a_password_changed_by_a_link_ends_all(hoa):
    here = sign_in()
    change_password(hoa, password="hoa-dao-no-som", by=None, at=AT)
    assert not is_in(here)
    assert not Session.objects.filter(account=hoa).exists()


def test_a_new_device_is_told_and_a_known_one_is_not(hoa):
    first = sign_in()
    assert not Notice.objects.exists()
    first.post("/dang-xuat/")
    sign_in(first)
    assert not Notice.objects.exists()
    sign_in(agent=PHONE)
    notice = Notice.objects.get()
    assert (notice.kind, notice.contact_phone) == ("new_device", "+84912345678")
    assert "Safari, iPhone" in notice.body
    assert JournalEntry.objects.filter(word="account.signed_in").count() == 3


def test_a_cookie_that_nobody_signed_is_no_known_device(hoa):
    sign_in()
    forged = Client(headers={"user-agent": PHONE})
    forged.cookies[settings.DEVICE_COOKIE_NAME] = "eyJhIjoiYiJ9:1abc:xyz"
    sign_in(forged)
    assert Notice.objects.filter(kind="new_device").exists()


def test_changing_how_one_signs_in_asks_for_the_password_and_goes_on(hoa):
    client = sign_in()
    page = "/tai-khoan/yeu-to-thu-hai/ung-dung/"
    assert client.get(page).status_code == 200
    session = client.session
    session[BEGUN] -= 31 * 60
    for record in session["account_authentication_methods"]:
        record["at"] -= 31 * 60
    session.save()
    asked = client.post(page, {"code": "123456"})
    assert asked["Location"].startswith("/tai-khoan/xac-nhan-lai/?next=")
    assert "Mật khẩu" in client.get(asked["Location"]).content.decode()
    assert client.post(asked["Location"], {"password": "sai"}).status_code == 200
    resumed = client.post(asked["Location"], {"password": PASSWORD})
    # What was sent is done now: the code was wrong, and is refused on its own page.
    assert resumed.status_code == 422
    assert "Mã chưa đúng" in resumed.content.decode()
    assert client.get(page).status_code == 200


def test_what_is_over_is_kept_no_longer(hoa):
    sign_in()
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    sign_in(agent=PHONE)
    remove_what_is_over(at=timezone.now())
    assert Session.objects.count() == 1


def test_the_end_comes_for_who_is_silent_and_for_who_is_not():
    ends = Ends(timedelta(minutes=30), timedelta(hours=12))
    five = timedelta(minutes=5)

    def over(begun, seen):
        return ends.have_come(begun_at=AT - begun, seen_at=AT - seen, at=AT, rounding=five)

    assert not over(timedelta(hours=12), timedelta(minutes=35))
    assert over(timedelta(hours=12), timedelta(minutes=35, seconds=1))
    assert over(timedelta(hours=12, seconds=1), timedelta(0))


@pytest.mark.parametrize(
    ("agent", "words"),
    [(WINDOWS, "Chrome, Windows"), (PHONE, "Safari, iPhone"), ("", ""), ("curl/8", ""),
     ("Mozilla/5.0 (Linux; Android 15) Chrome/142 Mobile Safari/537.36 SamsungBrowser/28", "Samsung Internet, Android"),
     ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
     (WINDOWS + " Edg/142.0", "Edge, Windows"), ("\r\nSet-Cookie: x", "")],
)  # fmt: skip
def test_a_device_is_named_so_that_its_owner_knows_it(agent, words):
    assert device_words(agent) == words


def test_every_place_has_its_ends(settings):
    assert set(settings.SESSION_ENDS) == {place.value for place in Place}


@pytest.mark.parametrize(
    ("kind", "has_post", "place"),
    [(AccountKind.OFFICIAL, True, "/lam-viec/"), (AccountKind.OFFICIAL, False, "/"), (AccountKind.CITIZEN, False, "/")],
)
def test_who_signs_in_goes_on_where_they_belong_unless_they_came_from_a_page(client, kind, has_post, place):
    account = create_account(kind=kind, password=PASSWORD, full_name="Lý Văn Tư", email="tu@x.vn", by=None, at=AT)
    if has_post:
        Holding.objects.create(official=account, post=Post.objects.first(), valid_from=AT.date())
    sent = {"login": "tu@x.vn", "password": PASSWORD}
    for wanted, to in (("", place), ("/thu-tuc/?q=a", "/thu-tuc/?q=a"), ("//gia-mao.vn/", place)):
        answer = Client().post("/dang-nhap/", {**sent, "next": wanted})
        assert answer["Location"] == to
    client.post("/dang-nhap/", sent)
    assert client.get(place).status_code == 200
    # Who is signed in already and presses «Đăng nhập» once more.
    assert client.get("/dang-nhap/")["Location"] == place
