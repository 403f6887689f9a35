"""The counter: who is known already, scans that survive an error, supplements brought in on paper."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.dossiers.models import Dossier, DossierFile, Party
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.persons import look_up_person
from motcua.dossiers.operations.results import Receiver, return_result
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.operations.supplements import request_supplement
from motcua.dossiers.rules import ItemFacts
from motcua.forms.reading import take_in
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.organization.models import Unit
from motcua.papers.operations import pdf_of
from motcua.people.models import Account, DataView
from motcua.people.rules import Card, read_card
from tests.dossiers.conftest import PLACE, at, usual_case
from tests.papers.test_rendering import words

PDF = Path("benchmarks/attachment.pdf").read_bytes()
PAGE = "/lam-viec/tiep-nhan/1.001612/"
KNOWN = "020090000001"


def pdf(name="to-khai.pdf", mark=b""):
    return SimpleUploadedFile(name, PDF + mark)


@pytest.fixture
def counter(client, people):
    client.force_login(people.counter)
    return client


@pytest.fixture
def unit(people):
    return Unit.objects.get(agency__code=f"ttpvhcc-{PLACE}", code="mot-cua")


def form(client, **values):
    return {"submission_key": client.get(PAGE).context["key"], **usual_case(PAGE.split("/")[-2]), **values}


def scanned(client):
    """The name of the field in which the first paper of the page is scanned."""
    return f"scan_{client.get(PAGE).context['components'][0]['component'].key}"


# Which procedure


def test_the_only_hit_opens_by_itself_only_when_it_is_surely_meant(counter):
    sure = counter.get("/lam-viec/tiep-nhan/", {"q": "1.001612"})
    assert (sure.status_code, sure.url) == (302, PAGE)
    doubtful = counter.get("/lam-viec/tiep-nhan/", {"q": "thong hanh lao"})
    assert doubtful.status_code == 200
    assert [one.code for one in doubtful.context["found"]] == ["1.003133"]


# Who stands there


def test_a_person_of_an_earlier_dossier_is_filled_in(counter, register):
    register()
    page = counter.post(PAGE, form(counter, id_number=KNOWN, then="find"))
    assert page.status_code == 200
    assert page.context["data"]["filer_name"] == "Nông Thị Hoa"
    assert page.context["data"]["email"] == "hoa@x.vn"
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"), [("phone", "khong co"), ("phone", "0912"), ("email", "hoa@"), ("email", "hoa x.vn")]
)
def test_what_reaches_nobody_is_said_while_its_owner_stands_there(counter, field, typed):
    page = counter.post(PAGE, form(counter, filer_name="Nông Thị Hoa", **{field: typed}))
    assert page.status_code == 422
    assert page.context["error"][field]
    assert page.context["data"][field] == typed
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("name", ["\u200b\u200b", " \u202e ", "–", "...", "\u3164"])
def test_a_name_of_which_nothing_is_seen_is_none(counter, name):
    page = counter.post(PAGE, form(counter, filer_name=name, then="accept"))
    assert page.status_code == 422
    assert page.context["error"]["filer_name"]
    assert not Dossier.objects.exists()


def test_what_nobody_sees_is_no_part_of_a_name(counter):
    counter.post(PAGE, form(counter, filer_name="Lành\u200b Thị\u202e Mơ", address="Khối\u200b 5", then="later"))
    party = Party.objects.get(role="FILER")
    assert (party.name, party.address) == ("Lành Thị Mơ", "Khối 5")


@pytest.mark.parametrize("typed", ["-1", "1,5", "99999999999", "100", "hai"])
def test_papers_are_counted_as_typed_or_not_at_all(counter, typed):
    row = counter.get(PAGE).context["components"][0]["component"].key
    sent = form(counter, filer_name="Nông Thị Hoa", then="accept", **{f"originals_{row}": typed})
    page = counter.post(PAGE, sent)
    assert page.status_code == 422
    assert page.context["error"][f"originals_{row}"]
    assert f'value="{typed}"' in page.content.decode()
    assert not Dossier.objects.exists()


def test_the_owner_of_an_account_sees_who_looked(people, unit):
    proved = {"id_number": "020090000555", "proof": "SEEN", "proved_at": at(1)}
    Account.objects.filter(pk=people.stranger.pk).update(address="Khối 1", **proved)
    found = look_up_person(id_number="0200 9000 0555", unit=unit, by=people.counter, at=at(2))
    assert (found.name, found.address) == ("Stranger", "Khối 1")
    view = DataView.objects.get(owner=people.stranger)
    assert (view.viewer, view.agency_name) == (people.counter, unit.agency.name)
    entry = JournalEntry.objects.get(word="person.looked_up")
    assert "020090000555" not in str(entry.details)
    assert entry.details["is_known"] is True


def test_another_units_dossiers_tell_nothing(people, register):
    register()
    other = Unit.objects.get(agency__code="ttpvhcc-05977", code="mot-cua")
    assert look_up_person(id_number=KNOWN, unit=other, by=people.elsewhere, at=at(3)) is None
    with pytest.raises(NotPermitted):
        look_up_person(id_number=KNOWN, unit=other, by=people.counter, at=at(3))
    with pytest.raises(Refused, match="12 chữ số"):
        look_up_person(id_number="12", unit=other, by=people.elsewhere, at=at(3))


def test_enter_after_a_scanned_card_asks_then_shows_what_will_be_kept_and_the_last_press_accepts(counter):
    card = "020090000777|123456789|Lâm Văn Đồng|01011990|Nam|Khối 2, phường Kỳ Lừa, tỉnh Lạng Sơn|01012022"
    page = counter.post(PAGE, form(counter, id_number=card, then="enter"))
    data = page.context["data"]
    assert (data["id_number"], data["filer_name"]) == ("020090000777", "Lâm Văn Đồng")
    assert data["address"].startswith("Khối 2")
    assert Dossier.objects.count() == 0
    names = ("submission_key", "id_number", "filer_name", "address", *usual_case("1.001612"))
    sent = {name: data[name] for name in names}
    review = counter.post(PAGE, {**sent, "then": "enter"})
    assert review.status_code == 200
    assert Dossier.objects.count() == 0
    accepted = counter.post(PAGE, {**dict(review.context["carried"]), "then": "accept"}, follow=True)
    assert Dossier.objects.get().state == "IN_PROCESS"
    assert "data-mc-print" in accepted.content.decode()


def test_what_is_no_card_is_a_number():
    assert read_card(" 0200 9000 0001 ") == Card(KNOWN)
    assert read_card("a|b|c|d|e|f").name == ""
    assert read_card("020090000777|1|Lâm|x").name == ""


def test_what_was_typed_survives_a_look_for_papers_of_the_case(counter):
    question = counter.get(PAGE).context["questions"][0]
    key, value = question[0].key, question[1][0][0]
    page = counter.post(PAGE, form(counter, filer_name="Lâm Văn Đồng", then="papers", **{key: value}))
    assert page.status_code == 200
    assert page.context["data"]["filer_name"] == "Lâm Văn Đồng"
    assert page.context["questions"][0][2] == value
    assert Dossier.objects.count() == 0


def test_papers_that_the_page_did_not_show_are_not_received_unseen(counter):
    page = counter.get(PAGE)
    shown = " ".join(row["component"].key for row in page.context["components"])
    sent = form(counter, filer_name="Nông Văn Thử", papers_shown=shown, **{"chu-ho": "ho-gia-dinh"})
    again = counter.post(PAGE, sent)
    assert "có thêm giấy tờ: Văn bản ủy quyền của các thành viên hộ gia đình" in again.context["message"]
    assert not Dossier.objects.exists()
    now = " ".join(row["component"].key for row in again.context["components"])
    assert counter.post(PAGE, {**sent, "papers_shown": now}).status_code == 302


@pytest.mark.parametrize(("code", "is_offered"), [("1.000894", False), ("1.001612", True)])
def test_the_post_is_offered_where_the_procedure_takes_it(counter, code, is_offered):
    text = counter.get(f"/lam-viec/tiep-nhan/{code}/").content.decode()
    assert ('<option value="POST"' in text.partition('id="channel"')[2].partition("</select>")[0]) is is_offered


def test_who_files_for_another_says_for_whom_and_by_what_right(counter):
    values = {"filer_name": "Lâm Văn Đồng", "holder_name": "Nông Thị Hoa", "holder_id_number": KNOWN}
    counter.post(PAGE, form(counter, authorisation="Số 12, ngày 01/3/2026", then="accept", **values))
    holder, filer = Party.objects.get(role="HOLDER"), Party.objects.get(role="FILER")
    assert (holder.name, holder.id_number) == ("Nông Thị Hoa", KNOWN)
    assert filer.authorisation == "Số 12, ngày 01/3/2026"


def test_a_result_by_post_needs_an_address(counter):
    values = {"filer_name": "Lâm Văn Đồng", "return_method": "POST", "then": "accept"}
    refused = counter.post(PAGE, form(counter, **values))
    assert refused.status_code == 422
    assert "Nhập địa chỉ nhận kết quả qua bưu chính." in refused.content.decode()
    counter.post(PAGE, form(counter, address="Khối 2", **values))
    assert Dossier.objects.get().return_address == "Khối 2"


# Scans


def test_scans_survive_an_error_and_go_into_the_dossier(counter):
    name = scanned(counter)
    refused = counter.post(PAGE, form(counter, filer_name="", then="accept", **{name: [pdf(), pdf("2.pdf", b"2")]}))
    assert refused.status_code == 422
    kept = [token for row in refused.context["components"] for token, _one in row["scans"]]
    assert len(kept) == 2
    sent = form(counter, filer_name="Lâm Văn Đồng", then="accept", kept=kept[:1])
    assert counter.post(PAGE, sent).status_code == 302
    file = DossierFile.objects.get()
    assert (file.name, file.component_key) == ("to-khai.pdf", name.removeprefix("scan_"))
    assert file.stored.read() == PDF


def test_a_scan_that_cannot_be_taken_registers_nothing_and_loses_nothing(counter):
    name = scanned(counter)
    files = {name: [pdf(), SimpleUploadedFile("virus.pdf", b"MZ\x90 not a pdf")]}
    refused = counter.post(PAGE, form(counter, filer_name="Lâm Văn Đồng", then="accept", **files))
    assert refused.status_code == 422
    assert "virus.pdf" in refused.content.decode()
    assert "to-khai.pdf" in refused.content.decode()
    assert Dossier.objects.count() == 0


def test_a_token_of_somebody_else_or_of_nobody_is_worth_nothing(counter, client, people):
    name = scanned(counter)
    refused = counter.post(PAGE, form(counter, filer_name="", then="accept", **{name: [pdf()]}))
    token = next(token for row in refused.context["components"] for token, _one in row["scans"])
    client.force_login(people.elsewhere)
    sent = form(client, filer_name="Lâm Văn Đồng", then="accept", kept=[token, "x", f"{token}x"])
    client.post(PAGE, sent)
    assert not DossierFile.objects.exists()


def test_scans_are_added_to_an_open_dossier_once(counter, people, accepted):
    dossier = accepted()
    page = f"/lam-viec/ho-so/{dossier.code}/quet/"
    assert counter.get(page).status_code == 200
    for _time in range(2):
        assert counter.post(page, {"scan_khac": [pdf(), pdf("2.pdf", b"2")]}).status_code == 302
    assert sorted(dossier.files.values_list("name", "component_name")) == [
        ("2.pdf", "Giấy tờ khác"), ("to-khai.pdf", "Giấy tờ khác"),
    ]  # fmt: skip
    assert JournalEntry.objects.filter(word="dossier.scanned").count() == 2
    assert [line.text for line in dossier.history.filter(word="scanned")] == ["Đã quét, lưu %(count)d tệp giấy tờ."]
    mixed = counter.post(page, {"scan_khac": [pdf("3.pdf", b"3"), SimpleUploadedFile("x.exe", b"MZ")]})
    assert mixed.status_code == 422
    assert dossier.files.filter(name="3.pdf").exists()
    assert "Chọn ít nhất một tệp" in counter.post(page, {}).content.decode()


@pytest.mark.issue(18)
def test_the_sheet_with_which_a_result_was_received_is_scanned_after_it(counter, people, accepted, work):
    dossier = work(accepted(), when=at(3), steps=4)
    page = f"/lam-viec/ho-so/{dossier.code}/quet/"
    return_result(dossier, receiver=Receiver("Nông Thị Hoa"), by=people.counter, at=at(4))
    shown = " ".join(counter.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode().split())
    assert "Quét giấy ký nhận kết quả" in shown
    assert [row[0] for row in counter.get(page).context["rows"]] == ["giay-ky-nhan"]
    assert counter.post(page, {"scan_giay-ky-nhan": [pdf("ky.pdf")]}).status_code == 302
    [scan] = dossier.files.filter(component_key="giay-ky-nhan")
    assert (scan.name, scan.component_name) == ("ky.pdf", "Giấy ký nhận kết quả")
    other = replace(FileFacts("x.pdf", scan.stored), component_key="khac", component_name="Giấy tờ khác")
    with pytest.raises(Refused, match="chỉ quét thêm giấy ký nhận"):
        attach_scans(dossier, files=[other], by=people.counter, at=at(5))


@pytest.mark.issue(18)
def test_what_was_scanned_is_called_in_vietnamese_whoever_reads_english(counter, accepted):
    dossier = accepted()
    page = f"/lam-viec/ho-so/{dossier.code}/quet/"
    assert "Other" in counter.get(f"{page}?tieng=en").content.decode()
    assert counter.post(page, {"scan_khac": [pdf()]}).status_code == 302
    assert dossier.files.get().component_name == "Giấy tờ khác"


def test_nobody_else_scans_into_a_dossier_nor_into_one_that_has_ended(client, people, accepted, work, unit):
    dossier = work(accepted(), when=at(3), steps=4)
    scan = take_scan(
        unit=unit,
        component=("khac", "Khác"),
        file=take_in("a.pdf", PDF, by=people.counter),
        by=people.counter,
        at=at(3),
    )
    with pytest.raises(Refused, match="Hồ sơ đã có kết quả"):
        attach_scans(dossier, files=[scan], by=people.counter, at=at(4))
    with pytest.raises(NotPermitted):
        attach_scans(accepted(), files=[scan], by=people.clerk, at=at(3))
    client.force_login(people.clerk)
    assert client.get(f"/lam-viec/ho-so/{dossier.code}/quet/").status_code == 404
    assert not DossierFile.objects.exists()


def test_a_secret_is_not_scanned(people, unit):
    # A picture has no text to judge; a document whose line is a stamp is refused.
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w:p><w:t>TỐI MẬT</w:t></w:p>")
    with pytest.raises(Refused, match="độ mật"):
        take_scan(
            unit=unit,
            component=("khac", "Khác"),
            file=take_in("a.docx", content.getvalue(), by=people.counter),
            by=people.counter,
            at=at(3),
        )


# Supplements brought in on paper


def test_what_was_asked_for_is_taken_at_the_counter(counter, people, register):
    dossier = register()
    asked = request_supplement(
        dossier, items=[ItemFacts("Bản sao", "Thiếu"), ItemFacts("Tờ khai", "Thiếu chữ ký")], reason="Thiếu",
        by=people.counter, at=at(2),
    )  # fmt: skip
    first, second = asked.items.order_by("pk")
    assert "Nhận phần bổ sung tại quầy" in counter.get(f"/lam-viec/ho-so/{dossier.reference}/").content.decode()
    page = f"/lam-viec/ho-so/{dossier.reference}/nhan-bo-sung/"
    refused = counter.post(page, {f"scan_item_{first.pk}": [pdf()]})
    assert refused.status_code == 422
    assert "Còn mục chưa được bổ sung." in refused.content.decode()
    kept = [token for row in refused.context["rows"] for token, _one in row["kept"]]
    answer = counter.post(page, {"kept": kept, f"answer_{second.pk}": "Đã nhận bản giấy có chữ ký"})
    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "NEW"
    assert dossier.files.get().component_name == "Bản sao"
    assert counter.get(page).status_code == 302
    # Who brought it carries away what was taken, paper by paper, in the name of who took it.
    entry = dossier.papers.get(kind="SUBMISSION_PROOF")
    told = entry.paper.undrawn
    assert told["brought"] == ["Bản sao: 1 tệp quét", "Tờ khai: Đã nhận bản giấy có chữ ký"]
    assert (told["taken_by"], told["supplement_number"], told["files"]) == ("Counter", 1, [])
    assert entry.paper.title == "Giấy biên nhận bổ sung hồ sơ"
    shown = counter.get(answer["Location"]).content.decode()
    assert "In giấy biên nhận" in shown
    assert entry.paper.title in shown
    printed = " ".join(words(pdf_of(entry.paper, at=at(2))).split())
    for text in (*told["brought"], "Bộ phận Một cửa nhận phần bổ sung lúc", "Người nhận: Counter"):
        assert text in printed, text
    for text in ("SHA-256", "Hệ thống", "tệp gửi kèm"):
        assert text not in printed
    mine = Client()
    mine.force_login(people.citizen)
    assert mine.get(f"/ho-so/{dossier.reference}/giay/{entry.paper.public_id}/").status_code == 200


# Names of communes that are others now

FORMER = "Thôn Nà Pàn, xã Hoàng Đồng, thành phố Lạng Sơn"


def test_a_former_commune_in_an_address_is_told_and_never_changed(counter):
    typed = form(counter, filer_name="Nông Thị Hoa", address=FORMER)
    again = counter.post(PAGE, {**typed, "then": "papers"}).content.decode()
    assert "Tên xã, phường cũ" in again
    assert f'value="{FORMER}"' in again
    done = counter.post(PAGE, {**typed, "then": "accept"}, follow=True)
    told = [str(message) for message in done.context["messages"]]
    assert any("Địa chỉ: «xã Hoàng Đồng» (Thành phố Lạng Sơn) nay thuộc" in text for text in told)
    assert Dossier.objects.get().parties.get(role="FILER").address == FORMER


def test_an_address_of_today_raises_nothing(counter):
    typed = form(counter, filer_name="Nông Thị Hoa", address="Khối 3, phường Kỳ Lừa")
    assert "Tên xã, phường cũ" not in counter.post(PAGE, {**typed, "then": "papers"}).content.decode()
    done = counter.post(PAGE, {**typed, "then": "accept"}, follow=True)
    assert not any("nay thuộc" in str(message) for message in done.context["messages"])


def test_a_former_commune_in_a_sheet_is_told(counter, register):
    dossier = register("1.001193", is_declared=False)
    page = f"/lam-viec/ho-so/{dossier.reference}/to-khai/"
    answer = counter.post(page, {"seen": counter.get(page).context["seen"], "me_noi_cu_tru": FORMER})
    text = answer.content.decode()
    assert "Tên xã, phường cũ" in text
    assert FORMER in text
