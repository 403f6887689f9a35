"""Links in messages open something for whoever gets them; a walk-in's dossier comes into the account of its filer."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from motcua.dossiers.models import Dossier, HistoryEntry, Party
from motcua.dossiers.operations import intake, results, tracking
from motcua.dossiers.rules import Completion, Status, completion
from motcua.forms.models import Draft
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.operations import NotPermitted
from motcua.notices.checks import says_a_sender_that_is_none
from motcua.notices.delivery import send_mail
from motcua.notices.models import Notice
from motcua.papers.rules import result_kinds
from motcua.people.models import Account
from motcua.people.rules import Proof
from tests.dossiers.conftest import at
from tests.portal.test_for_programs import vietnamese_as_english

pytestmark = [pytest.mark.issue(18), pytest.mark.django_db]
NUMBER = "020090000001"


@pytest.fixture
def walk_in(register, people):
    """Somebody without an account filed at the counter; `card`: whether their card was seen."""

    def make(*, card=True):
        dossier = register()
        Dossier.objects.filter(pk=dossier.pk).update(filer_account=None)
        if not card:
            Party.objects.filter(dossier=dossier).update(proof=Proof.SAID, proved_at=None, proved_by=None)
        return Dossier.objects.get(pk=dossier.pk)

    return make


@pytest.fixture
def same_person(people):
    """The citizen's account bears the number of the walk-in; `proof`: what that rests on."""

    def make(proof=Proof.SEEN):
        proved = None if proof == Proof.SAID else at(1)
        Account.objects.filter(pk=people.citizen.pk).update(id_number=NUMBER, proof=proof, proved_at=proved)
        return Account.objects.get(pk=people.citizen.pk)

    return make


def sent_code():
    return re.search(r"\b\d{6}\b", OutboxMessage.objects.filter(topic="mail").latest("pk").payload["text"])[0]


def test_the_link_of_a_walk_in_leads_everybody_to_where_the_dossier_stands(client, walk_in, same_person, people):
    dossier = walk_in()
    dossier = intake.accept(dossier, by=people.counter, at=at(2))
    link = f"/ho-so/{dossier.reference}/"
    assert link in OutboxMessage.objects.filter(topic="mail").latest("pk").payload["text"]
    for account in (None, people.stranger, same_person(Proof.SAID), people.clerk):
        client.logout()
        if account is not None:
            client.force_login(account)
        page = client.get(link, follow=True)
        assert (page.status_code, page.redirect_chain[0][0]) == (200, f"/tra-cuu/?ma={dossier.reference}")
        assert "Đang giải quyết" in page.content.decode()
        assert "Đưa vào tài khoản của tôi" not in page.content.decode()
        assert "Nông Thị Hoa" not in page.content.decode().split("<main")[1]


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(client, register):
    page = client.get(f"/ho-so/{register().reference}/", follow=True).content.decode()
    assert re.search(r'href="/dang-nhap/\?next=/ho-so/[^"]+/"', page)


def test_a_link_to_no_dossier_says_so(client, people):
    client.force_login(people.citizen)
    page = client.get("/ho-so/khong-co/", follow=True)
    assert page.status_code == 404
    assert "Không có hồ sơ mang mã này" in page.content.decode()


def test_the_account_that_proved_the_number_takes_the_dossier_over(client, walk_in, same_person):
    dossier, account = walk_in(), same_person()
    client.force_login(account)
    link = f"/ho-so/{dossier.reference}/"
    page = client.get(link, follow=True).content.decode()
    action = re.search(r'action="(/tra-cuu/[^"]+/dua-vao-tai-khoan/)"', page)[1]
    assert 'name="secret"' not in page.split(action)[1].split("</form>")[0]
    assert client.post(action).url == link
    assert "Đã đưa hồ sơ vào tài khoản" in client.get(link).content.decode()
    told = Notice.objects.filter(kind="claimed").get()
    assert (told.account, told.contact_email) == (None, "hoa@x.vn")
    assert JournalEntry.objects.filter(word="dossier.claimed").count() == 1
    # Who looked before belongs to no account: the page says since when it knows.
    looks = client.get("/tai-khoan/ai-da-xem/").content.decode()
    assert f"Hồ sơ {dossier.shown_code} nộp tại quầy, vào tài khoản của bạn lúc" in " ".join(looks.split())
    assert "Chưa có cán bộ nào" not in looks
    assert "Người nộp đưa hồ sơ" in HistoryEntry.objects.filter(dossier=dossier).latest("pk").said


def test_where_no_card_was_seen_the_code_sent_to_the_filer_is_asked(client, walk_in, same_person):
    dossier, account = walk_in(card=False), same_person()
    client.force_login(account)
    now = timezone.now()
    tracking.send_tracking_code(dossier, by=None, at=now)
    right = sent_code()
    action = f"/tra-cuu/{dossier.reference}/dua-vao-tai-khoan/"
    wrong = "000000" if right != "000000" else "111111"
    for secret in ("", wrong):
        client.post(action, {"secret": secret})
        assert Dossier.objects.get(pk=dossier.pk).filer_account is None
    client.post(action, {"secret": f"{right[:3]} {right[3:]}"})
    assert Dossier.objects.get(pk=dossier.pk).filer_account == account


@pytest.mark.parametrize("why", ["only said", "another number", "somebody's already", "locked"])
def test_nobody_takes_over_what_is_not_proved_to_be_theirs(client, walk_in, same_person, people, nothing_changes, why):
    dossier = walk_in()
    account = same_person(Proof.SAID if why == "only said" else Proof.SEEN)
    if why == "another number":
        account.id_number = "020090000002"
        account.save(update_fields=["id_number"])
    if why == "somebody's already":
        Dossier.objects.filter(pk=dossier.pk).update(filer_account=people.stranger)
    if why == "locked":
        account.is_active = False
        account.save(update_fields=["is_active"])
    with nothing_changes:
        tracking.claim(dossier, by=account, at=at(3))
    with pytest.raises(NotPermitted):
        tracking.claim(dossier, by=account, at=at(3))
    if why != "locked":
        client.force_login(account)
        assert client.post(f"/tra-cuu/{dossier.reference}/dua-vao-tai-khoan/").status_code == 404


def test_the_public_tells_withdrawn_and_unresolved_from_finished(accepted, people):
    ends = {status: completion(status) for status in (Status.WITHDRAWN, Status.STOPPED, Status.RETURNED)}
    assert len(set(ends.values())) == 3
    assert completion(Status.NOT_ACCEPTED) == Completion.UNRESOLVED


def test_the_page_of_a_withdrawn_dossier_says_so(client, register, people):
    dossier = register()
    results.withdraw(dossier, reason="Không cần nữa", by=people.citizen, at=at(3))
    assert "người nộp đã rút hồ sơ" in client.get(f"/tra-cuu/?ma={dossier.reference}").content.decode()


def test_a_mail_says_that_a_machine_wrote_it_in_which_language_and_who_sends_it(settings):
    settings.DEFAULT_FROM_EMAIL = "mot-cua@langson.gov.vn"
    send_mail({"to": "a@x.vn", "subject": "Xin chào", "text": "Xin chào", "language": "en"}, key="k")
    letter = mail.outbox[0].message()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "en"
    assert mail.outbox[0].from_email.endswith("<mot-cua@langson.gov.vn>")
    assert mail.outbox[0].from_email != "mot-cua@langson.gov.vn"


@pytest.mark.parametrize(
    ("address", "is_real"),
    [("mot-cua@localhost", False), ("mot-cua", False), ("", False), ("a@127.0.0.1", False),
     ("mot-cua@langson.gov.vn", True), ("Một Cửa <mot-cua@langson.gov.vn>", True)],
)  # fmt: skip
def test_who_installs_it_learns_that_the_sender_is_none(settings, address, is_real):
    settings.DEFAULT_FROM_EMAIL = address
    assert says_a_sender_that_is_none(None) == [] if is_real else says_a_sender_that_is_none(None)


def test_notices_are_read_and_written_in_the_language_that_was_chosen(client, register, people):
    first, dossier = register(), register()
    intake.accept(first, by=people.counter, at=at(2))
    client.force_login(people.citizen)
    assert "đã được tiếp nhận" in client.get("/tai-khoan/thong-bao/").content.decode().split("<main")[1]
    page = client.get("/tai-khoan/thong-bao/?tieng=en", headers={"referer": "http://testserver/tai-khoan/"})
    main = page.content.decode().split("<main")[1]
    assert "Dossier" in main
    assert "đã được tiếp nhận" not in main
    assert Account.objects.get(pk=people.citizen.pk).language == "en"
    dossier.refresh_from_db()
    intake.accept(dossier, by=people.counter, at=at(3))
    letter = OutboxMessage.objects.filter(topic="mail").latest("pk").payload
    assert letter["language"] == "en"
    assert "was accepted" in letter["subject"] or "accepted" in letter["subject"].lower()


def test_a_link_from_elsewhere_does_not_choose_an_accounts_language(client, people):
    client.force_login(people.citizen)
    client.get("/tai-khoan/?tieng=en", headers={"referer": "https://x.vn/"})
    client.get("/tai-khoan/?tieng=en")
    assert Account.objects.get(pk=people.citizen.pk).language == "vi"


def test_who_looks_up_their_own_dossier_is_led_to_it(client, people, register):
    dossier = register()
    client.force_login(people.citizen)
    page = client.get("/tra-cuu/", {"ma": dossier.reference}).content.decode()
    assert f'href="/ho-so/{dossier.shown_code}/"' in page
    for words in ("không nằm trong tài khoản", "Gửi mã xác nhận", "Đã có mã xác nhận"):
        assert words not in page


def test_a_blank_box_is_no_wish_for_another_code(client, register):
    dossier = register()
    asked = client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference})
    assert asked.url == f"/tra-cuu/?ma={dossier.reference}"
    assert "Đã gửi mã xác nhận" in client.get(asked.url).content.decode()
    right = sent_code()
    for typed in ("", "  "):
        page = client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference, "secret": typed})
        assert page.status_code == 422
        assert "Nhập mã." in page.content.decode()
    assert OutboxMessage.objects.filter(topic="mail").count() == 1
    # Who comes back to that address, as in another language, is where they were.
    assert client.get("/tra-cuu/ma-xac-nhan/").url == asked.url
    opened = client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference, "secret": right})
    assert opened.url == "/tra-cuu/chi-tiet/"


def test_a_second_press_leads_to_the_dossier_and_a_blank_box_costs_no_try(client, walk_in, same_person):
    dossier, account = walk_in(card=False), same_person()
    client.force_login(account)
    tracking.send_tracking_code(dossier, by=None, at=timezone.now())
    action = f"/tra-cuu/{dossier.reference}/dua-vao-tai-khoan/"
    for _time in range(6):
        blank = client.post(action, {"secret": " "}, follow=True)
        assert "Nhập mã." in blank.content.decode()
    right = {"secret": sent_code()}
    assert client.post(action, right).url == f"/ho-so/{dossier.reference}/"
    again = client.post(action, right, follow=True)
    assert again.redirect_chain[0][0] == f"/ho-so/{dossier.reference}/"
    assert "đã nằm trong tài khoản của bạn" in again.content.decode()


def test_what_a_code_opened_is_closed_and_not_for_who_signs_in_after(client, register, people):
    dossier = register()

    def opened():
        client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference})
        client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference, "secret": sent_code()})
        return client.get("/tra-cuu/chi-tiet/")

    assert dossier.shown_code in opened().content.decode()
    client.force_login(people.stranger)
    assert client.get("/tra-cuu/chi-tiet/").status_code == 302


def test_what_a_code_opened_can_be_closed(client, register):
    dossier = register()
    client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference})
    client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference, "secret": sent_code()})
    assert client.get("/tra-cuu/chi-tiet/").status_code == 200
    assert client.post("/tra-cuu/chi-tiet/").url == "/tra-cuu/"
    assert client.get("/tra-cuu/chi-tiet/").status_code == 302


def test_a_code_opens_the_papers_that_messages_speak_of_and_no_others(client, accepted):
    dossier, other = accepted(), accepted()
    client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference})
    client.post("/tra-cuu/ma-xac-nhan/", {"ma": dossier.reference, "secret": sent_code()})
    paper = dossier.papers.get(kind="RECEIPT").paper
    here = f"/tra-cuu/chi-tiet/giay/{paper.public_id}/"
    assert f'href="{here}"' in client.get("/tra-cuu/chi-tiet/").content.decode()
    opened = client.get(here)
    assert opened.headers["Content-Type"] == "application/pdf"
    assert opened.getvalue().startswith(b"%PDF-")
    anothers = other.papers.first().paper.public_id
    assert client.get(f"/tra-cuu/chi-tiet/giay/{anothers}/").status_code == 404
    # What is for officials, and what was decided, does not open by a code.
    for change in ({"is_public": False}, {"is_public": True, "kind": next(iter(result_kinds()))}):
        dossier.papers.filter(paper=paper).update(**change)
        assert client.get(here).status_code == 404
        assert here not in client.get("/tra-cuu/chi-tiet/").content.decode()
    dossier.papers.filter(paper=paper).update(kind="RECEIPT")
    client.post("/tra-cuu/chi-tiet/")
    assert client.get(here).url == "/tra-cuu/"


def test_links_of_messages_do_not_shut_out_those_behind_one_address(client, register, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "tracking": "3/m/key"}
    dossier = register()
    for _time in range(5):
        assert client.get("/tra-cuu/", {"ma": dossier.reference}).status_code == 200
    # Whoever tries, or walks through the numbers, comes to an end; a link that is right still opens.
    tried = [client.get("/tra-cuu/", {"ma": f"NTABCDE2345{n}"}).status_code for n in range(4)]
    assert tried == [404, 404, 404, 429]
    assert client.get("/tra-cuu/", {"ma": dossier.reference}).status_code == 200
    assert client.get("/tra-cuu/", {"ma": "H37.1-261123-0001"}).status_code == 429


@pytest.mark.parametrize("address", ["/tai-khoan/thiet-bi/", "/lam-viec/tiep-nhan/", "/nop-ho-so/1.004873/"])
def test_no_page_takes_the_name_of_the_switch_of_languages(client, people, address):
    """Pages have values of their own called alike: the switch is none of them."""
    client.force_login(people.counter if "lam-viec" in address else people.citizen)
    page = client.get(address).content.decode()
    assert 'href="?tieng=en"' in page


def test_the_switch_of_languages_works_on_a_page_of_a_draft(client, people):
    client.force_login(people.citizen)
    started = client.post(
        "/nop-ho-so/1.004873/",
        {"place": "06187", "hon-nhan": "chua", "da-cap": "chua", "nguoi-nop": "chinh-minh"},
        follow=True,
    )
    draft = Draft.objects.filter(account=people.citizen).first()
    assert draft is not None, started.content.decode()
    address = f"/nop-ho-so/1.004873/{draft.token}/trang/{draft.form.parsed.pages[0].key}/"
    assert 'href="?tieng=en"' in client.get(address).content.decode()


def test_what_the_record_says_is_marked_on_english_pages_of_ones_own(client, accepted, people):
    dossier = accepted()
    client.force_login(people.counter)
    client.get(f"/lam-viec/ho-so/{dossier.code}/")
    client.force_login(people.citizen)
    for address, shown in (("/ho-so/", dossier.shown_code), ("/tai-khoan/ai-da-xem/", dossier.shown_code),
                           ("/tai-khoan/thong-bao/", ""), (f"/ho-so/{dossier.code}/", dossier.shown_code)):  # fmt: skip
        page = client.get(f"{address}?tieng=en").content
        assert shown in page.decode()
        assert vietnamese_as_english(page) == [], address


def test_who_prefers_english_is_greeted_in_it(client, people):
    Account.objects.filter(pk=people.citizen.pk).update(language="en")
    answer = client.post("/dang-nhap/", {"login": people.citizen.email, "password": "x"}, follow=True)
    assert "Đã đăng nhập" not in answer.content.decode()
    assert 'lang="en"' in answer.content.decode()
