"""A second factor: added, asked for, used once, lost and reset; officials have one before anything else opens."""

import html
import json
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.organization.models import Post
from motcua.people.models import Session
from motcua.people.operations import admit_administrator, create_account
from motcua.people.operations.factors import add_app, remove_factor, reset_factors, use_code
from motcua.people.queries import factors_of, recovery_codes_of
from motcua.people.rules import AccountKind
from motcua.people.sealing import Unreadable, seal, sealed_anew, unseal
from tests.passkey import Passkey
from tests.portal.conftest import AT, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGE = "/tai-khoan/yeu-to-thu-hai/"


def open_account(email="hoa@x.vn", kind=AccountKind.CITIZEN):
    return create_account(kind=kind, password=PASSWORD, full_name="Nông Thị Hoa", email=email, by=None, at=AT)


def code_at(at, secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def sign_in(client, email="hoa@x.vn"):
    return client.post("/dang-nhap/", {"login": email, "password": PASSWORD})


def with_app(account, at=AT):
    add_app(account, secret=SECRET, code=code_at(at), by=account, at=at)
    return account


def test_an_app_is_added_with_its_code_and_asked_for_from_then_on(client, hoa):
    sign_in(client)
    page = client.get(PAGE + "ung-dung/").content.decode()
    secret = re.search(r'<code class="mc-break">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    assert f"secret={secret}" in html.unescape(page)
    wrong = client.post(PAGE + "ung-dung/", {"code": "000000"})
    assert wrong.status_code == 422
    assert secret in wrong.content.decode().replace(" ", "")
    assert not factors_of(hoa)
    right = client.post(PAGE + "ung-dung/", {"code": code_at(timezone.now(), secret)})
    assert right["Location"] == PAGE + "ma-khoi-phuc/"
    codes = recovery_codes_of(hoa)
    assert len(codes) == 10
    assert f"{codes[0][:4]} {codes[0][4:]}" in client.get(PAGE + "ma-khoi-phuc/").content.decode()
    assert Notice.objects.get(account=hoa).kind == "factor_added"
    other = Client()
    assert sign_in(other)["Location"] == "/dang-nhap/buoc-hai/"
    assert "_auth_user_id" not in other.session
    assert other.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")
    assert other.post("/dang-nhap/buoc-hai/", {"code": codes[0]}).status_code == 302
    assert other.get("/tai-khoan/").status_code == 200


def test_what_the_database_keeps_opens_nothing(hoa):
    with_app(hoa)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert not any(code in kept for code in recovery_codes_of(hoa))


def test_a_code_opens_once_also_within_its_half_minute_and_not_one_before_it(hoa):
    with_app(hoa)
    later = AT + timedelta(seconds=60)
    use_code(hoa, code=code_at(later), by=None, at=later)
    for used in (later, later - timedelta(seconds=30)):
        with pytest.raises(Refused):
            use_code(hoa, code=code_at(used), by=None, at=later)
    following = later + timedelta(seconds=30)
    use_code(hoa, code=f" {code_at(following)[:3]} {code_at(following)[3:]}", by=None, at=following)
    with pytest.raises(Refused):
        use_code(hoa, code=code_at(following + timedelta(minutes=2)), by=None, at=following)


def test_a_recovery_code_opens_once(hoa):
    with_app(hoa)
    code = recovery_codes_of(hoa)[3]
    use_code(hoa, code=code, by=None, at=AT)
    with pytest.raises(Refused):
        use_code(hoa, code=code, by=None, at=AT)
    assert code not in recovery_codes_of(hoa)
    assert len(recovery_codes_of(hoa)) == 9


def test_a_key_that_was_changed_still_reads_and_use_moves_to_the_new_one(hoa, settings):
    settings.SECRET_KEY = "before"
    with_app(hoa)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "after", ["before"]
    later = AT + timedelta(minutes=5)
    use_code(hoa, code=code_at(later), by=None, at=later)
    settings.SECRET_KEY_FALLBACKS = []
    later += timedelta(minutes=5)
    use_code(hoa, code=code_at(later), by=None, at=later)
    assert len(recovery_codes_of(hoa)) == 10
    settings.SECRET_KEY = "lost"
    with pytest.raises(Refused, match="đặt lại"):
        use_code(hoa, code=code_at(later + timedelta(minutes=1)), by=None, at=later + timedelta(minutes=1))


def test_what_is_sealed_tells_nothing_without_its_key(settings):
    sealed = seal("bí mật")
    assert unseal(sealed) == unseal(sealed_anew(sealed)) == "bí mật"
    settings.SECRET_KEY = "another"
    with pytest.raises(Unreadable):
        unseal(sealed)


def test_wrong_codes_come_to_an_end(client, hoa):
    with_app(hoa)
    sign_in(client)
    for _try in range(5):
        assert "Mã chưa đúng" in client.post("/dang-nhap/buoc-hai/", {"code": "123456"}).content.decode()
    answer = client.post("/dang-nhap/buoc-hai/", {"code": recovery_codes_of(hoa)[0]})
    assert "quá nhiều lần" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def options_of(page):
    return json.loads(html.unescape(re.search(r'data-mc-options="([^"]*)"', page)[1]))


def test_a_passkey_is_added_and_opens_the_account(client, hoa):
    sign_in(client)
    key = Passkey()
    options = options_of(client.get(PAGE + "khoa/").content.decode())
    assert options["publicKey"]["rp"]["id"] == "localhost"
    added = client.post(PAGE + "khoa/", {"name": "Máy\u202e ở\u200b nhà", "credential": key.create(options)})
    assert added["Location"] == PAGE + "ma-khoi-phuc/"
    assert "Máy ở nhà" in client.get(PAGE).content.decode()
    other = Client()
    page = other.post("/dang-nhap/", {"login": "hoa@x.vn", "password": PASSWORD}, follow=True).content.decode()
    credential = key.get(options_of(page))
    assert other.post("/dang-nhap/buoc-hai/", {"credential": credential}).status_code == 302
    assert other.get("/tai-khoan/").status_code == 200
    # What was heard once opens nothing the second time.
    third = Client()
    sign_in(third)
    third.get("/dang-nhap/buoc-hai/")
    assert third.post("/dang-nhap/buoc-hai/", {"credential": credential}).status_code == 200
    assert "_auth_user_id" not in third.session


@pytest.mark.parametrize("sent", ["", "x", "{}", "[]", '{"id": 1}', '{"response": {}}', "null", '"a"'])
@pytest.mark.parametrize("address", [PAGE + "khoa/", "/dang-nhap/buoc-hai/"])
def test_what_no_key_answers_is_refused_in_words(client, hoa, address, sent):
    if address.startswith("/dang-nhap"):
        with_app(hoa)
    sign_in(client)
    client.get(address)
    assert client.post(address, {"name": "a", "credential": sent}).status_code in (200, 422)
    assert not Authenticator.objects.filter(type="webauthn").exists()


STEP = "/dang-nhap/buoc-hai/"
BUTTON, APP, CODES = 'data-mc-passkey="get"', "ứng dụng tạo mã", "mã khôi phục"


def without_codes(account):
    Authenticator.objects.filter(user=account, type="recovery_codes").delete()


@pytest.mark.parametrize(
    ("gives", "has"),
    [
        ([with_app], {APP, CODES, "code"}),
        ([with_app, without_codes], {APP, "code"}),
    ],
)
def test_the_second_step_offers_only_what_the_account_has(client, hoa, gives, has):
    for give in gives:
        give(hoa)
    sign_in(client)
    assert offered_on(client.get(STEP)) == has


def test_a_key_alone_is_offered_without_an_app_and_without_codes_once_they_are_used_up(client, hoa):
    sign_in(client)
    key = Passkey()
    client.post(
        PAGE + "khoa/", {"name": "", "credential": key.create(options_of(client.get(PAGE + "khoa/").content.decode()))}
    )
    other = Client()
    sign_in(other)
    assert offered_on(other.get(STEP)) == {BUTTON, CODES, "code"}
    without_codes(hoa)
    assert offered_on(other.get(STEP)) == {BUTTON}
    with_app(hoa)
    without_codes(hoa)
    assert offered_on(other.get(STEP)) == {BUTTON, APP, "code"}


def offered_on(answer):
    page = answer.content.decode().split("<h1>")[1].split("Mất hết")[0]
    found = {words for words in (BUTTON, APP, CODES) if words in page.lower() or words in page}
    return found | ({"code"} if 'name="code"' in page else set())


def test_a_keys_name_keeps_nothing_that_nobody_sees_whoever_gives_it(hoa, client):
    sign_in(client)
    options = options_of(client.get(PAGE + "khoa/").content.decode())
    sent = {"name": "\u200b\u202e\u3164", "credential": Passkey().create(options)}
    assert client.post(PAGE + "khoa/", sent).status_code == 302
    assert factors_of(hoa)[0].wrap().name == "Khóa bảo mật"


def test_a_key_made_for_another_place_is_no_key(client, hoa):
    sign_in(client)
    options = options_of(client.get(PAGE + "khoa/").content.decode())
    sent = {"name": "", "credential": Passkey("https://evil.example").create(options)}
    assert client.post(PAGE + "khoa/", sent).status_code == 422
    assert not factors_of(hoa)


def test_with_the_last_factor_go_its_codes_and_the_person_is_told(client, hoa):
    sign_in(client)
    client.get(PAGE + "ung-dung/")
    page = client.get(PAGE + "ung-dung/").content.decode()
    secret = re.search(r'<code class="mc-break">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    client.post(PAGE + "ung-dung/", {"code": code_at(timezone.now(), secret)})
    factor = factors_of(hoa)[0]
    address = f"{PAGE}{factor.pk}/go/"
    assert client.get(address).status_code == 200
    assert factors_of(hoa)
    assert client.post(address)["Location"] == PAGE
    assert not Authenticator.objects.filter(user=hoa).exists()
    assert Notice.objects.filter(account=hoa, kind="factor_removed").exists()
    assert client.post(address)["Location"] == PAGE


def test_nobody_takes_away_or_adds_anothers(hoa):
    with_app(hoa)
    lan = open_account("lan@x.vn")
    with pytest.raises(NotPermitted):
        remove_factor(hoa, factor=factors_of(hoa)[0].pk, by=lan, at=AT)
    with pytest.raises(Refused):
        remove_factor(lan, factor=factors_of(hoa)[0].pk, by=lan, at=AT)
    with pytest.raises(NotPermitted):
        add_app(lan, secret=SECRET, code=code_at(AT), by=hoa, at=AT)


def test_a_session_from_before_the_factor_does_not_change_it(client, hoa):
    sign_in(client)
    with_app(hoa, timezone.now())
    for address in ("ung-dung/", "khoa/", "ma-khoi-phuc/"):
        sign_in_page = client.post(PAGE + address, {"code": "1"})
        assert sign_in_page["Location"].startswith("/dang-nhap/")


class TestOfficials:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.SECOND_FACTOR_REQUIRED = True

    def test_nothing_else_opens_before_one_is_added(self, client):
        official = open_account("lan@langson.example", AccountKind.OFFICIAL)
        sign_in(client, "lan@langson.example")
        for address in ("/", "/lam-viec/", "/tai-khoan/", "/ho-so/", "/tai-khoan/lien-he/", "/thu-tuc/"):
            assert client.get(address)["Location"] == PAGE, address
        assert "trước khi làm việc" in client.get(PAGE).content.decode()
        assert client.get(PAGE + "khoa/").status_code == 200
        page = client.get(PAGE + "ung-dung/").content.decode()
        secret = re.search(r'<code class="mc-break">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
        client.post(PAGE + "ung-dung/", {"code": code_at(timezone.now(), secret)})
        assert client.get("/tai-khoan/").status_code == 200
        assert client.get(PAGE + "ma-khoi-phuc/").status_code == 200
        with pytest.raises(Refused):
            remove_factor(official, factor=factors_of(official)[0].pk, by=official, at=timezone.now())

    def test_a_session_without_it_signs_in_again(self, client):
        official = open_account("lan@langson.example", AccountKind.OFFICIAL)
        client.force_login(official)
        with_app(official, timezone.now())
        assert client.get("/tai-khoan/")["Location"] == "/dang-nhap/"
        assert "_auth_user_id" not in client.session

    def test_they_may_leave(self, client):
        open_account("lan@langson.example", AccountKind.OFFICIAL)
        sign_in(client, "lan@langson.example")
        assert client.post("/dang-xuat/")["Location"] == "/"

    def test_citizens_are_not_asked(self, client, hoa):
        sign_in(client)
        assert client.get("/tai-khoan/").status_code == 200


@pytest.fixture
def admin():
    seat = Post.objects.filter(duties__contains=["ADMIN"]).order_by("pk").first()
    return admit_administrator(
        email="quan.tri@langson.example", full_name="Quản Trị", password=PASSWORD, post=seat, by=None, at=AT
    )


class TestLost:
    def test_an_administrator_resets_it_with_a_reason(self, client, hoa, admin):
        with_app(hoa)
        Session.objects.create(session_key="k", session_data="", expire_date=AT, account=hoa)
        client.force_login(admin)
        page = "/lam-viec/dat-lai-yeu-to-thu-hai/"
        assert client.get(page).status_code == 200
        refused = client.post(page, {"login": "hoa@x.vn", "reason": " "})
        assert refused.status_code == 422
        assert 'value="hoa@x.vn"' in refused.content.decode()
        assert factors_of(hoa)
        assert client.post(page, {"login": "HOA@x.vn", "reason": "Mất điện thoại, đã xem CCCD"}).status_code == 302
        assert not Authenticator.objects.filter(user=hoa).exists()
        assert not Session.objects.filter(account=hoa).exists()
        entry = JournalEntry.objects.get(word="factor.reset")
        assert entry.details["reason"] == "Mất điện thoại, đã xem CCCD"
        assert Notice.objects.filter(account=hoa, kind="factors_reset").exists()

    @pytest.mark.parametrize("login", ["khong@x.vn", "", "lan@x.vn", "0912", "\x00"])
    def test_who_is_not_there_or_has_none_is_said(self, client, admin, login):
        open_account("lan@x.vn")
        client.force_login(admin)
        sent = {"login": login, "reason": "Mất điện thoại"}
        assert client.post("/lam-viec/dat-lai-yeu-to-thu-hai/", sent).status_code == 422

    def test_nobody_resets_their_own_nor_without_the_duty(self, hoa, admin):
        with_app(admin)
        with pytest.raises(Refused):
            reset_factors(admin, reason="Mất", by=admin, at=AT)
        with pytest.raises(NotPermitted):
            reset_factors(admin, reason="Mất", by=hoa, at=AT)
        assert factors_of(admin)

    def test_who_keeps_the_server_lets_an_administrator_in_again(self, admin):
        with_app(admin)
        post = admin.holdings.get().post
        admit_administrator(email=admin.email, full_name="", password=PASSWORD, post=post, by=None, at=AT)
        assert not Authenticator.objects.filter(user=admin).exists()
