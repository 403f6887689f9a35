"""What a person may do with what is held of them: see it, take all of it and nothing else, erase what may go."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import storages
from django.test import Client

from motcua.dossiers.models import AnswerDraft, Dossier, DossierFile
from motcua.dossiers.operations import results, supplements
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.scans import attach_scans
from motcua.dossiers.operations.supplements import answer_supplement, request_supplement
from motcua.dossiers.rules import ItemFacts, Status
from motcua.forms.models import Draft, DraftFile
from motcua.forms.operations import Purpose, attach_file, save_parties, start_draft
from motcua.forms.queries import form_in_force
from motcua.forms.reading import take_in
from motcua.handling.operations.enquiries import enquire
from motcua.kernel.files import store, sweep
from motcua.kernel.manifests import offered
from motcua.kernel.models import JournalEntry, OutboxMessage, StoredFile
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.notices.operations import tell
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account, DataView, ErasureRequest
from motcua.people.operations import change_account, create_account, give_post, record_view, register_account
from motcua.people.operations.own_data import answer_erasure, ask_erasure, erase_account, take_data
from motcua.people.rules import AccountKind, PersonalData
from motcua.portal.taking import archive, safe_path
from tests.dossiers.conftest import at, people, register  # noqa: F401 - fixtures
from tests.forms.test_files import picture

PASSWORD = "x"


@pytest.fixture
def citizen(people):  # noqa: F811
    """Who has a bit of everything: facts, drafts with a file, a dossier with files, notices, a look."""
    by = people.citizen
    by = change_account(by, address="Khối 3", id_number="020090000001", by=by, at=at(1))
    EmailAddress.objects.create(user=by, email="citizen@x.vn", primary=True, verified=True)
    begin(by)
    return by


def begin(by, content=None):
    form = form_in_force("", on=at(2).date())
    draft = start_draft(form, purpose=Purpose("1.001193", "Đăng ký khai sinh"), known={}, by=by, at=at(2))
    attach_file(draft, component_key="a", file=take_in("anh.png", content or picture("PNG"), by=by), by=by, at=at(2))
    return draft


def browser(by):
    client = Client()
    client.force_login(by)
    return client


def opened(pieces):
    return zipfile.ZipFile(BytesIO(b"".join(pieces)))


def taken(by, password=PASSWORD):
    answer = browser(by).post("/tai-khoan/du-lieu/lay/", {"password": password})
    assert answer["Content-Type"] == "application/zip"
    return opened(answer.streaming_content)


def test_the_page_tells_what_is_held_and_how_much(citizen, register):  # noqa: F811
    register()
    html = browser(citizen).get("/tai-khoan/du-lieu/").content.decode()
    for kind in offered(PersonalData).values():
        assert kind.label in html
    assert "/tai-khoan/ai-da-xem/" in html


def test_all_of_it_is_taken_field_by_field_with_the_files_as_they_were(citizen, people, register):  # noqa: F811
    dossier = register()
    scan = store(b"ban quet", media_type="text/plain", at=at(2))
    attach_scans(dossier, files=[FileFacts("giấy tờ.txt", scan, component_key="a")], by=people.counter, at=at(2))
    record_view(
        citizen, by=people.counter, reference=dossier.shown_code, purpose="Xem hồ sơ", agency_name="TTPVHCC", at=at(2)
    )
    held = taken(citizen)
    assert held.testzip() is None
    account = json.loads(held.read("tai-khoan.json"))[0]
    assert (account["Họ và tên"], account["Email"], account["Số định danh"]) == (
        "Citizen",
        "citizen@x.vn",
        "020090000001",
    )
    told = json.loads(held.read("ho-so.json"))
    assert [one["Mã hồ sơ"] for one in told] == [dossier.shown_code]
    assert {party["Vai trò"] for party in told[0]["Người liên quan"]} == {
        "Người nộp",
        "Chủ hồ sơ",
        "Người nhận kết quả",
    }
    declared = {label: text for page in told[0]["Tờ khai"].values() for label, text in page.items()}
    assert declared
    entry = DossierFile.objects.get(dossier=dossier)
    assert held.read(f"ho-so/{dossier.shown_code}/tep/{entry.pk}-giấy tờ.txt") == b"ban quet"
    draft = Draft.objects.get(account=citizen)
    file = DraftFile.objects.get(draft=draft)
    assert held.read(f"ban-nhap-{draft.pk}/{file.pk}-anh.png") == file.stored.read()
    looks = json.loads(held.read("ai-da-xem.json"))
    assert [(one["Người xem"], one["Xem để làm gì"]) for one in looks] == [
        ("Counter", "Xem hồ sơ"),
        ("Citizen", "Chủ dữ liệu tải về"),
    ]
    assert len(json.loads(held.read("thong-bao.json"))) == Notice.objects.filter(account=citizen).count()


@pytest.mark.issue(18)
def test_what_was_asked_answered_and_rated_is_taken_too(citizen, people, register):  # noqa: F811
    dossier = register()
    asked = request_supplement(
        dossier, items=[ItemFacts("Bản chính", "Để đối chiếu")], reason="Cần", by=people.counter, at=at(2)
    )
    item = asked.items.get()
    answer_supplement(asked, answers={item.pk: "Đã mất, có giấy báo"}, files=[], by=citizen, at=at(3))
    enquire(dossier, text="Khi nào xong?", by=citizen, at=at(3))
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.NOT_ACCEPTED)
    results.rate(Dossier.objects.get(pk=dossier.pk), stars=4, comment="Nhanh", by=citizen, at=at(4))
    held = taken(citizen)
    told = json.loads(held.read("ho-so.json"))[0]
    assert told["Bổ sung"][0]["Từng mục"][0]["Trả lời"] == "Đã mất, có giấy báo"
    assert (told["Đánh giá của bạn"]["Số sao"], told["Đánh giá của bạn"]["Nhận xét"]) == (4, "Nhanh")
    assert [one["Câu hỏi"] for one in json.loads(held.read("cau-hoi.json"))] == ["Khi nào xong?"]
    assert json.loads(taken(people.stranger).read("cau-hoi.json")) == []
    page = browser(citizen).get("/tai-khoan/du-lieu/").content.decode()
    assert "Câu hỏi của bạn về hồ sơ" in page


def test_taking_it_is_a_look_and_stands_in_the_journal(citizen):
    taken(citizen)
    view = DataView.objects.get(owner=citizen)
    assert view.viewer == citizen
    assert JournalEntry.objects.filter(word="data.taken").count() == 1
    assert "Chủ dữ liệu tải về" in browser(citizen).get("/tai-khoan/ai-da-xem/").content.decode()


def test_nothing_of_anybody_else_is_in_it(citizen, people, register):  # noqa: F811
    other = people.stranger
    change_account(other, address="NHA NGUOI KHAC", id_number="020090999999", by=other, at=at(1))
    draft = begin(other, picture("JPEG"))
    save_parties(draft, parties={"holder_name": "NGUOI KHAC"}, by=other, at=at(2))
    theirs = register()
    theirs.filer_account = other
    theirs.save(update_fields=["filer_account"])
    theirs.parties.update(name="NGUOI KHAC")
    scan = store(b"CUA NGUOI KHAC", media_type="text/plain", at=at(2))
    attach_scans(theirs, files=[FileFacts("khac.txt", scan, component_key="a")], by=people.counter, at=at(2))
    ask_erasure(other, text="NGUOI KHAC muốn xóa", by=other, at=at(2))
    Notice.objects.create(account=other, kind="x", subject="NGUOI KHAC", body="x", created_at=at(2))
    register()
    held = taken(citizen)
    whole = b"".join(held.read(name) for name in held.namelist())
    for word in ("NGUOI KHAC", "NHA NGUOI KHAC", "020090999999", "CUA NGUOI KHAC", theirs.shown_code, "stranger@x.vn"):
        assert word.encode() not in whole
    assert not [name for name in held.namelist() if theirs.shown_code in name]


def test_without_the_password_nothing_is_given_and_tries_are_bounded(citizen, people):  # noqa: F811
    client = browser(citizen)
    for _turn in range(30):
        answer = client.post("/tai-khoan/du-lieu/lay/", {"password": "sai"})
        assert answer.status_code == 422
        if "quá nhanh" in answer.content.decode():
            break
    else:
        pytest.fail("passwords may be tried without end")
    assert not DataView.objects.exists()
    assert client.post("/tai-khoan/du-lieu/lay/", {}).status_code == 422
    with pytest.raises(NotPermitted):
        take_data(citizen, by=people.stranger, at=at(2))


def test_a_file_that_is_lost_is_named_and_keeps_back_nothing_else(citizen):
    file = DraftFile.objects.get()
    storages["files"].delete(file.stored.path)
    held = taken(citizen)
    assert f"ban-nhap-{file.draft_id}/{file.pk}-anh.png" in held.read("DOC-TRUOC.txt").decode()
    assert json.loads(held.read("tai-khoan.json"))


def test_the_archive_is_made_while_it_is_sent(citizen, register):  # noqa: F811
    dossier = register()
    for number in range(4):
        stored = store(bytes([number]) * 1000, media_type="text/plain", at=at(2))
        DossierFile.objects.create(dossier=dossier, name=f"{number}.txt", stored=stored, added_at=at(2))
    pieces = [piece for piece in archive(citizen, language="vi", at=at(2)) if piece]
    assert len(pieces) > 8
    assert opened(pieces).testzip() is None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/../../b.txt", "a/_/_/b.txt"),
        ("C:\\x?.pdf", "C__x_.pdf"),
        ("ho-so/x/..", "ho-so/x/_"),
        ("a\x00\nb", "a__b"),
        ("a/tên có dấu.pdf", "a/tên có dấu.pdf"),
    ],
)
def test_no_path_leads_out_of_the_folder_it_is_unpacked_in(name, path):
    assert safe_path(name) == path


def erase(by, client=None, **typed):
    fields = {"password": PASSWORD, "understood": "yes", **typed}
    return (client or browser(by)).post("/tai-khoan/du-lieu/xoa/", {key: v for key, v in fields.items() if v})


def ended(dossier):
    dossier.status = Status.WITHDRAWN.value
    dossier.save(update_fields=["status"])


def test_an_erased_account_is_empty_signed_out_and_its_contacts_are_free(citizen, register):  # noqa: F811
    dossier = register()
    ended(dossier)
    for reference in ("", dossier.reference):
        facts = {"kind": "x", "subject": "s", "body": "b", "created_at": at(2), "contact_email": "c@x.vn"}
        Notice.objects.create(account=citizen, dossier_reference=reference, **facts)
    file = DraftFile.objects.get()
    elsewhere, here = browser(citizen), browser(citizen)
    answer = erase(citizen, here)
    assert (answer.status_code, answer.url) == (302, "/")
    assert "Đã xóa tài khoản." in here.get("/").content.decode()
    for client in (here, elsewhere):
        assert client.get("/tai-khoan/").url.startswith("/dang-nhap/")
    gone = Account.objects.get(pk=citizen.pk)
    assert gone.full_name == "Tài khoản đã xóa"
    facts = (gone.email, gone.phone, gone.id_number, gone.address, gone.business_name, gone.tax_code, gone.born_on)
    assert facts == ("", "", "", "", "", "", None)
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert gone.erased_at is not None
    assert not EmailAddress.objects.filter(email="citizen@x.vn").exists()
    assert not Draft.objects.filter(account=gone).exists()
    assert {notice.dossier_reference for notice in Notice.objects.filter(account=gone)} == {dossier.reference}
    # What must be kept is there: the dossier as it was filed.
    dossier.refresh_from_db()
    assert dossier.filer_account == gone
    assert dossier.parties.get(role="FILER").name == "Nông Thị Hoa"
    # The file of the draft goes after the time of grace.
    sweep(at=at(3))
    sweep(at=at(3) + timedelta(days=31))
    assert not StoredFile.objects.filter(pk=file.stored_id).exists()
    new = register_account(Account(full_name="Mới", email="citizen@x.vn"), by=None, at=at(4))
    assert new.pk != gone.pk


def test_whoever_waits_for_a_dossier_is_told_so_and_nothing_is_gone(citizen, register):  # noqa: F811
    dossier = register()
    answer = erase(citizen)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f"Còn hồ sơ chưa xong: {dossier.shown_code}" in html
    assert "checked" in html
    citizen.refresh_from_db()
    assert citizen.is_active
    assert Draft.objects.filter(account=citizen).exists()
    assert not JournalEntry.objects.filter(word="account.erased").exists()


@pytest.mark.parametrize("status", sorted(Status))
def test_only_who_waits_for_nothing_may_go(citizen, register, status):  # noqa: F811
    dossier = register()
    dossier.status = status.value
    dossier.code, dossier.accepted_at, dossier.done_at, dossier.returned_at = "X", at(2), at(2), at(2)
    dossier.save()
    is_over = status in {Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED}
    assert (erase(citizen).status_code == 302) is is_over


@pytest.mark.parametrize("typed", [{"password": "sai"}, {"password": ""}, {"understood": ""}])
def test_nothing_is_erased_by_mistake(citizen, typed):
    assert erase(citizen, **typed).status_code == 422
    citizen.refresh_from_db()
    assert citizen.is_active


def test_what_was_begun_as_an_answer_goes_too(citizen, register, people):  # noqa: F811
    dossier = register()
    item = ItemFacts("Bản sao", "Mờ")
    request = supplements.request_supplement(dossier, items=[item], reason="Mờ", by=people.counter, at=at(2))
    supplements.keep_answer(request, typed={"a": "b"}, files=[], by=citizen, at=at(2))
    results.withdraw(dossier, reason="Thôi", by=citizen, at=at(2))
    assert erase(citizen).status_code == 302
    assert not AnswerDraft.objects.exists()


def test_two_tabs_erase_once_and_a_stale_page_changes_nothing(citizen):
    first, second = browser(citizen), browser(citizen)
    stale = Account.objects.get(pk=citizen.pk)
    draft = Draft.objects.get()
    assert erase(citizen, first).url == "/"
    assert erase(citizen, second).url.startswith("/dang-nhap/")
    # Who was let in a moment before comes too late as well.
    form = form_in_force("", on=at(2).date())
    for late in (
        lambda: erase_account(stale, by=stale, at=at(3)),
        lambda: change_account(stale, address="Khối 9", by=stale, at=at(3)),
        lambda: ask_erasure(stale, text="x", by=stale, at=at(3)),
        lambda: start_draft(form, purpose=Purpose("1.001193", "x"), known={}, by=stale, at=at(3)),
        lambda: save_parties(draft, parties={}, by=stale, at=at(3)),
    ):
        with pytest.raises(Refused):
            late()
    assert Account.objects.get(pk=citizen.pk).address == ""
    assert JournalEntry.objects.filter(word="account.erased").count() == 1


def test_an_official_is_not_erased_by_the_page(people):  # noqa: F811
    client = browser(people.counter)
    assert "do quản trị hệ thống mở và khóa" in client.get("/tai-khoan/du-lieu/xoa/").content.decode()
    assert erase(people.counter, client).status_code == 422
    with pytest.raises(NotPermitted):
        erase_account(people.citizen, by=people.counter, at=at(2))


@pytest.fixture
def administrator(people):  # noqa: F811
    account = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="Quản Trị", email="qt@x.vn", by=None, at=at(1)
    )
    seat = next(post for post in Post.objects.order_by("pk") if post.has(Duty.ADMIN))
    give_post(account, post=seat, valid_from=at(1).date(), by=None, at=at(1))
    return account


def test_what_needs_a_decision_goes_to_administrators_and_the_answer_comes_back(citizen, administrator, people):  # noqa: F811
    client, desk = browser(citizen), browser(administrator)
    assert client.post("/tai-khoan/du-lieu/", {"text": " "}).status_code == 422
    assert client.post("/tai-khoan/du-lieu/", {"text": "Xóa số cũ trong hồ sơ"}).status_code == 302
    again = client.post("/tai-khoan/du-lieu/", {"text": "Xóa thêm"})
    assert again.status_code == 422
    assert "Xóa thêm" in again.content.decode()
    assert "Đang chờ trả lời" in client.get("/tai-khoan/du-lieu/").content.decode()
    asked = ErasureRequest.objects.get()
    page = f"/lam-viec/luu-giu/{asked.pk}/"
    assert page in desk.get("/lam-viec/luu-giu/").content.decode()
    assert desk.post(page, {"answer": ""}).status_code == 422
    stale = browser(administrator)
    assert desk.post(page, {"answer": "Hồ sơ phải lưu trữ."}).status_code == 302
    late = stale.post(page, {"answer": "Khác"})
    assert late.status_code == 422
    assert "đã được trả lời" in late.content.decode()
    assert "Hồ sơ phải lưu trữ." in client.get("/tai-khoan/du-lieu/").content.decode()
    assert Notice.objects.get(account=citizen, kind="erasure_answered").link.endswith("/tai-khoan/du-lieu/")
    assert page not in desk.get("/lam-viec/luu-giu/").content.decode()
    for other in (browser(people.counter), browser(citizen)):
        assert other.get("/lam-viec/luu-giu/").status_code == 403
        assert other.get(page).status_code == 403
    with pytest.raises(NotPermitted):
        answer_erasure(asked, answer="x", by=people.counter, at=at(3))


def test_an_open_request_ends_with_the_account(citizen):
    ask_erasure(citizen, text="Xóa", by=citizen, at=at(2))
    assert erase(citizen).status_code == 302
    assert ErasureRequest.objects.get().answered_at is not None


def test_letters_that_told_of_no_dossier_lose_their_words(citizen):
    tell(
        kind="erasure_answered", account=citizen, email=citizen.email, phone="", context={"link": "x"},
        dossier_reference="", by=None, at=at(2),
    )  # fmt: skip
    OutboxMessage.objects.filter(topic="mail").update(state="SENT")
    erase(citizen)
    assert "citizen@x.vn" not in str(list(OutboxMessage.objects.values_list("payload", flat=True)))


@pytest.mark.django_db
def test_anybody_reads_what_is_kept_how_long_and_why(client):
    html = client.get("/quyen-rieng-tu/").content.decode()
    assert "Chưa rõ đến khi nào, còn giữ" in html
    assert "90 ngày" in html
    assert "Luật 91/2025/QH15" in html
    assert "/quyen-rieng-tu/" in client.get("/").content.decode()
