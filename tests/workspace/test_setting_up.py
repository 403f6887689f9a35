"""An installation is set up in the browser: what each step says is there; officials come by a list, or none of them."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from motcua.kernel import confined as reading
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.kernel.outbox import deliver
from motcua.kernel.text import fold, local
from motcua.notices.models import Delivery, Notice
from motcua.organization.models import AgencyCode, Post
from motcua.organization.rules import Duty, guarded
from motcua.papers.models import SigningKey
from motcua.people.models import Account, WaitingChange
from motcua.people.operations import create_account, give_post
from motcua.people.readers import rows_of
from motcua.people.rules import AccountKind
from motcua.workspace import setting_up
from motcua.workspace.standing import receiving, steps

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
PAGE, CODES, OFFICIALS = "/lam-viec/cai-dat/", "/lam-viec/cai-dat/ma-dinh-danh/", "/lam-viec/cai-dat/can-bo/"
HEADS = ["Họ và tên", "Email công vụ", "Điện thoại", "Vị trí", "Từ ngày", "Lý do"]


@pytest.fixture(autouse=True)
def a_request_of_its_own():
    reading._begin()


def official(name, path, phone=""):
    now, kind = timezone.now(), AccountKind.OFFICIAL
    agency, unit, post = path.split("/")
    account = create_account(
        kind=kind, password="x", full_name="Lộc Thắng", email=f"{name}@x.vn", phone=phone, by=None, at=now
    )
    seat = Post.objects.get(unit__agency__code=agency, unit__code=unit, code=post)
    give_post(account, post=seat, valid_from=local(now).date(), by=None, at=now)
    return account


@pytest.fixture
def administrator():
    return official("quantri", "ubnd-tinh/van-phong/quan-tri", phone="+84912000001")


@pytest.fixture
def client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def plain():
    """A post that one administrator gives alone, and one that two give."""
    posts = list(Post.objects.filter(valid_until=None).select_related("unit__agency"))
    return next(post for post in posts if post.has(Duty.RECEIVE) and not guarded(post.duties))


@pytest.fixture
def signing():
    return Post.objects.filter(valid_until=None, duties__contains=["SIGN"]).select_related("unit__agency").first()


def listed(*rows, heads=HEADS):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate([heads, *rows]):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("can-bo.xlsx", target.getvalue())


def send(client, *rows, **more):
    return client.post(OFFICIALS, {"file": listed(*rows, **more), "links": "1"})


def kept(answer):
    return re.search(r'name="kept" value="([^"]+)"', answer.content.decode())[1]


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def step(account, key):
    now = timezone.now()
    return next(one for one in steps(by=account, on=local(now).date(), at=now) if one.key == key)


def test_what_is_there_is_read_and_not_ticked(client, administrator):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert step(administrator, "administrators").missing
    official("quantri2", "ubnd-tinh/van-phong/quan-tri")
    assert step(administrator, "administrators").is_done
    assert not step(administrator, "backup").is_done
    assert not step(administrator, "worker").is_done
    assert "xã, phường" in step(administrator, "packs").there[0]
    # Somebody who administers nothing gets none of it.
    other = Client()
    other.force_login(official("khac", "ubnd-tinh/van-phong/kiem-soat-tthc"))
    for address in (PAGE, CODES, OFFICIALS, OFFICIALS + "mau.xlsx"):
        assert other.get(address).status_code == 403
    assert other.post(PAGE, {"then": "EMAIL"}).status_code == 403


def test_a_letter_is_tried_by_the_way_all_others_go(client, administrator, mailoutbox):
    assert client.post(PAGE, {"then": "EMAIL"}).status_code == 302
    tried = Delivery.objects.get(notice__kind="mail_tried")
    assert tried.message.payload["to"] == "quantri@x.vn"
    assert not step(administrator, "email").is_done
    deliver(tried.message.pk, at=timezone.now())
    assert [letter.to for letter in mailoutbox] == [["quantri@x.vn"]]
    assert step(administrator, "email").is_done
    assert not Delivery.objects.filter(notice__kind="mail_tried", channel="SMS").exists()


def test_a_letter_that_does_not_leave_says_why(client, administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.post(PAGE, {"then": "EMAIL"})
    deliver(Delivery.objects.get(notice__kind="mail_tried").message.pk, at=timezone.now())
    found = step(administrator, "email")
    assert not found.is_done
    assert "Connection refused" in found.missing[0]


def test_without_a_gateway_short_messages_are_not_tried(client, administrator, settings):
    settings.SMS_GATEWAY = ""
    found = step(administrator, "sms")
    assert (found.trial, found.is_optional, found.is_done) == ("", True, False)
    answer = client.post(PAGE, {"then": "SMS"})
    assert answer.status_code == 422
    assert "SMS_GATEWAY" in text(answer)
    settings.SMS_GATEWAY = "motcua.notices.simulator.SimulatedSms"
    assert client.post(PAGE, {"then": "SMS"}).status_code == 302
    assert Delivery.objects.get(notice__kind="sms_tried").message.payload["to"] == "+84912000001"
    assert client.post(PAGE, {"then": "PIGEON"}).status_code == 422


def test_an_agency_gets_the_code_that_was_decided(client, administrator):
    rows = receiving(local(timezone.now()).date())
    agency = next(agency for agency, code in rows if code and code.is_demonstration)
    assert "mã trình diễn" in text(client.get(CODES))
    answer = client.post(CODES, {"agency": agency.pk, "code": "chẳng phải mã"})
    assert answer.status_code == 422
    assert "Mã định danh có dạng" in text(answer)
    strange = text(client.post(CODES, {"agency": agency.pk, "code": "h99.77"}))
    assert "không bắt đầu bằng H37" in strange
    assert strange.count("Đúng là mã này") == 1
    assert client.post(CODES, {"agency": agency.pk, "code": " h37.77 "}).status_code == 302
    code = AgencyCode.objects.get(agency=agency, valid_until=None, scheme="QD_20_2020")
    assert (code.value, code.is_demonstration) == ("H37.77", False)
    entry = JournalEntry.objects.filter(word="agency.code_given").get()
    assert entry.actor == f"people.account:{administrator.pk}"


def test_a_list_opens_accounts_gives_posts_and_proposes_what_two_decide(client, plain, signing, administrator):
    second = official("quantri2", "ubnd-tinh/van-phong/quan-tri")
    day = (local(timezone.now()).date() + timedelta(days=3)).strftime("%d/%m/%Y")
    rows = [
        ["Vi Thị Lan", "lan@x.vn", "0912345678", plain.path, day],
        ["Hoàng Văn Sơn", "son@x.vn", 912345679, signing.path, "", "Quyết định 12"],
        ["vi thi lan", "LAN@x.vn", "", signing.path],
    ]
    answer = send(client, *rows)
    assert answer.status_code == 200
    assert "3 dòng đúng, 0 dòng sai" in text(answer)
    # Looking at it writes nothing.
    assert not Account.objects.filter(email__in=["lan@x.vn", "son@x.vn"]).exists()
    assert client.post(OFFICIALS, {"kept": kept(answer), "then": "all", "links": "1"}).status_code == 302
    lan, son = (Account.objects.get(email=f"{name}@x.vn") for name in ("lan", "son"))
    assert (lan.full_name, lan.phone, son.phone) == ("Vi Thị Lan", "+84912345678", "+84912345679")
    held = lan.holdings.get()
    assert (held.post, held.valid_from.strftime("%d/%m/%Y")) == (plain, day)
    assert not son.holdings.exists()
    waiting = WaitingChange.objects.filter(proposed_by=administrator)
    assert {change.official_id for change in waiting} == {lan.pk, son.pk}
    assert waiting.get(official=son).reason == "Quyết định 12"
    assert Notice.objects.filter(account=second, kind="change_waiting").count() == 2


def test_who_is_new_sets_a_password_by_a_link_that_nobody_else_sees(client, plain):
    answer = send(client, ["Vi Thị Lan", "lan@x.vn", "", plain.path])
    client.post(OFFICIALS, {"kept": kept(answer), "then": "all", "links": "1"})
    letter = Delivery.objects.get(notice__kind="account_opened")
    link = re.search(r"http\S+/quen-mat-khau/dat-lai/\S+", letter.message.payload["text"])[0]
    assert "/quen-mat-khau/" not in letter.notice.body
    assert letter.message.expires_at is not None
    newcomer = Client()
    page = newcomer.get(link.replace("http://localhost:8000", ""), follow=True)
    password = "Cửa sổ mở ra núi 7"
    done = newcomer.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    assert done.status_code == 302
    assert Account.objects.get(email="lan@x.vn").check_password(password)


def test_nobody_is_written_to_where_it_is_not_wished(client, plain):
    answer = send(client, ["Vi Thị Lan", "lan@x.vn", "", plain.path])
    client.post(OFFICIALS, {"kept": kept(answer), "then": "all"})
    assert Account.objects.filter(email="lan@x.vn").exists()
    assert not OutboxMessage.objects.filter(topic="mail").exists()


def test_a_column_that_stands_twice_is_asked_about(client):
    heads = [*HEADS, "Họ và Tên"]
    answer = client.post(OFFICIALS, {"file": listed([*[""] * 7], ["Lô Văn A"] * 7, heads=heads)})
    assert "đứng hai lần" in text(answer)


def test_each_wrong_line_says_why_and_the_right_ones_may_be_chosen(client, plain, signing, administrator):
    now = timezone.now()
    kind = AccountKind.CITIZEN
    create_account(kind=kind, password="x", full_name="Dân", email="dan@x.vn", phone="+84912000009", by=None, at=now)
    official("giu", plain.path)
    tomorrow = (local(now).date() + timedelta(days=1)).strftime("%d/%m/%Y")
    wrong = {
        "Nhập họ và tên": ["", "a@x.vn", "", plain.path],
        "Nhập email công vụ đúng dạng": ["An", "a(x.vn", "", plain.path],
        "Số điện thoại không đúng": ["An", "b@x.vn", "12", plain.path],
        "tài khoản công dân": ["Dân", "dan@x.vn", "", plain.path],
        "Số điện thoại này đã có tài khoản khác": ["An", "c@x.vn", "0912000009", plain.path],
        "Không có vị trí": ["An", "d@x.vn", "", "khong/co/dau"],
        "Chọn từ hôm nay trở đi": ["An", "e@x.vn", "", plain.path, "01/01/2020"],
        "Ghi ngày có thật": ["An", "f@x.vn", "", plain.path, "mai"],
        "Ngày đang hiện thành số": ["An", "l@x.vn", "", plain.path, 46366],
        "bốn chữ số": ["An", "g@x.vn", "", plain.path, "1/12/26"],
        "không quá một năm": ["An", "h@x.vn", "", plain.path, "1.12.2099"],
        "nay là 0381234567": ["An", "i@x.vn", "01681234567", plain.path],
        "không được dài quá 150 ký tự": ["Đ" * 151, "j@x.vn", "", plain.path],
        "Họ tên viết bằng chữ": ["Nguyễn Văn 9", "k@x.vn", "", plain.path],
        "Không ai tự giao vị trí": ["Lộc Thắng", "quantri@x.vn", "", signing.path],
        "Người này đã giữ vị trí đó": ["Lộc Thắng", "giu@x.vn", "", plain.path, tomorrow],
        "Email này là của Vi Thị Lan": ["Người Khác", "lan@x.vn", "", signing.path],
        "lặp lại một dòng": ["Vi Thị Lan", "lan@x.vn", "", plain.path],
    }
    answer = send(client, ["Vi Thị Lan", "lan@x.vn", "", plain.path], *wrong.values())
    assert f"1 dòng đúng, {len(wrong)} dòng sai" in text(answer)
    lines = answer.context["lines"]
    for said, line in zip(wrong, lines[1:], strict=True):
        assert any(said in error for error in line.errors), (said, line.errors)
    before = Account.objects.count()
    refused = client.post(OFFICIALS, {"kept": kept(answer), "then": "all"})
    assert refused.status_code == 422
    assert Account.objects.count() == before
    assert client.post(OFFICIALS, {"kept": kept(answer), "then": "right"}).status_code == 302
    assert Account.objects.count() == before + 1


def test_a_cell_that_is_true_is_nobodys_name(client, plain):
    answer = send(client, [True, "true@x.vn", "", plain.path], [False, "false@x.vn", "", plain.path])
    assert [line.errors for line in answer.context["lines"]] == [("Nhập họ và tên.",)] * 2


def test_a_day_that_was_not_worked_out_is_not_today(client, plain):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADS)
        page.write_row(1, 0, ["Vi Thị Lan", "lan@x.vn", "", plain.path])
        page.write_formula(1, 4, "=TODAY()+10", None, "")
    answer = client.post(OFFICIALS, {"file": SimpleUploadedFile("x.xlsx", target.getvalue())})
    (line,) = answer.context["lines"]
    assert line.errors == (
        "Từ ngày: ô công thức chưa có giá trị hoặc báo lỗi. Mở tệp bằng phần mềm bảng tính, sửa rồi lưu lại.",
    )
    assert "0 dòng đúng, 1 dòng sai" in text(answer)


def test_a_list_that_was_taken_in_can_be_sent_again_longer(client, plain, signing, administrator, monkeypatch):
    day = (local(timezone.now()).date() + timedelta(days=3)).strftime("%d/%m/%Y")
    rows = [
        ["Vi Thị Lan", "lan@x.vn", "0912345678", plain.path, day],
        ["Hoàng Văn Sơn", "son@x.vn", "", signing.path, ""],
        ["Lộc Thắng", "quantri@x.vn", "", "ubnd-tinh/van-phong/quan-tri"],
    ]
    answer = send(client, *rows)
    assert "2 dòng đúng, 0 dòng sai" in text(answer)
    assert "1 dòng đã có" in text(answer)
    client.post(OFFICIALS, {"kept": kept(answer), "then": "all"})
    again = send(client, *rows)
    assert "0 dòng đúng, 0 dòng sai" in text(again)
    assert "3 dòng đã có" in text(again)
    assert 'name="then"' not in again.content.decode()
    longer = send(client, *rows, ["Nông Văn Ba", "ba@x.vn", "", plain.path])
    assert "1 dòng đúng, 0 dòng sai" in text(longer)
    before = Account.objects.count(), WaitingChange.objects.count()
    done = client.post(OFFICIALS, {"kept": kept(longer), "then": "all"}, follow=True)
    assert "Bỏ qua 3 dòng đã có" in text(done)
    assert (Account.objects.count(), WaitingChange.objects.count()) == (before[0] + 1, before[1])
    # Another phone, another day, another name: that is not what is there.
    other = send(
        client,
        ["Vi Thị Lan", "lan@x.vn", "0912345670", plain.path, day],
        ["Vi Thị Lan", "lan@x.vn", "", plain.path, day],
    )
    assert [line.is_there for line in other.context["lines"]] == [False, False]
    other = send(client, ["Vi Thị Lan", "lan@x.vn", "", plain.path, ""], ["Vi Thị Lê", "lan@x.vn", "", plain.path])
    assert [line.is_there for line in other.context["lines"]] == [True, False]


def test_a_post_that_ends_before_the_day_is_told_of_its_line(client, plain):
    today = local(timezone.now()).date()
    plain.unit.valid_until = today + timedelta(days=14)
    plain.unit.save()
    rows = [["Vi Thị Lan", "lan@x.vn", "", plain.path, f"{today + timedelta(days=days):%d/%m/%Y}"] for days in (13, 14)]
    first = send(client, rows[0])
    assert [line.is_right for line in first.context["lines"]] == [True]
    (line,) = send(client, rows[1]).context["lines"]
    assert line.errors == (f"Vị trí này đã thôi dùng từ ngày {plain.unit.valid_until:%d/%m/%Y}.",)


def test_a_line_whose_day_is_over_is_there_all_the_same(client, plain):
    held = official("lan", plain.path).holdings.get()
    held.valid_from -= timedelta(days=40)
    held.save()
    day = held.valid_from.strftime("%d/%m/%Y")
    (line,) = send(client, ["Lộc Thắng", "lan@x.vn", "", plain.path, day]).context["lines"]
    assert (line.is_there, line.errors) == (True, ())
    # One that ends is not what a list gives: a post without an end.
    held.valid_until = local(timezone.now()).date() + timedelta(days=9)
    held.save()
    (line,) = send(client, ["Lộc Thắng", "lan@x.vn", "", plain.path, day]).context["lines"]
    assert not line.is_there


def test_what_changed_since_it_was_looked_at_is_seen_and_nothing_is_written(client, plain):
    answer = send(client, ["An", "an@x.vn", "", plain.path], ["Ba", "ba@x.vn", "", plain.path])
    now, kind = timezone.now(), AccountKind.CITIZEN
    create_account(kind=kind, password="x", full_name="Ba", email="ba@x.vn", by=None, at=now)
    assert client.post(OFFICIALS, {"kept": kept(answer), "then": "all"}).status_code == 422
    assert not Account.objects.filter(email="an@x.vn").exists()


def test_lines_that_another_keeper_loads_at_once_are_shown_as_they_stand_now(client, plain, monkeypatch):
    second, load = official("quantri2", "ubnd-tinh/van-phong/quan-tri"), setting_up.take_in_list

    def after_the_other(**told):
        load(**{**told, "by": second})
        return load(**told)

    answer = send(client, ["An", "an@x.vn", "", plain.path])
    monkeypatch.setattr(setting_up, "take_in_list", after_the_other)
    answer = client.post(OFFICIALS, {"kept": kept(answer), "then": "all"})
    assert answer.status_code == 422
    assert "Đã có." in text(answer)
    assert "Mở tài khoản mới" not in text(answer)


def test_a_list_that_another_looked_at_or_that_was_changed_is_not_taken(client, plain):
    answer = send(client, ["An", "an@x.vn", "", plain.path])
    other = Client()
    other.force_login(official("quantri2", "ubnd-tinh/van-phong/quan-tri"))
    for who, token in ((other, kept(answer)), (client, kept(answer)[:-3] + "abc")):
        assert who.post(OFFICIALS, {"kept": token, "then": "all"}).status_code == 422
    assert not Account.objects.filter(email="an@x.vn").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 rubbish", b"ho ten;email", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_spreadsheet_is_refused_in_words(client, content):
    answer = client.post(OFFICIALS, {"file": SimpleUploadedFile("x.xlsx", content)})
    assert answer.status_code == 422
    assert "Không đọc được tệp này" in text(answer) or "Chọn tệp" in text(answer)


def test_a_sheet_that_unpacks_without_end_is_refused(client):
    """A million rows in a small file."""
    made = listed(["An", "an@x.vn", "", "a/b/c"]).read()
    target = io.BytesIO()
    row = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="XFD%d"><v>1</v></c></row>'
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                rows = b"".join(row % (n, n, n) for n in range(2, 1_000_000, 5000))
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            bomb.writestr(name, content)
    answer = client.post(OFFICIALS, {"file": SimpleUploadedFile("x.xlsx", target.getvalue())})
    assert answer.status_code == 422
    assert "Không đọc được tệp này" in text(answer)


def test_heads_are_wanted_and_lists_end_somewhere(client, plain):
    assert "thiếu cột: Email công vụ, Vị trí" in text(send(client, ["An"], heads=["Họ và tên"]))
    many = [[f"An {n}", f"an{n}@x.vn", "", plain.path] for n in range(301)]
    answer = send(client, *many)
    assert answer.status_code == 422
    assert "hơn 300 dòng" in text(answer)
    assert "không có dòng nào" in text(send(client))


def test_the_template_is_a_list_that_can_be_read(client, plain):
    answer = client.get(OFFICIALS + "mau.xlsx")
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    assert [fold(cell) for cell in rows_of(content)[0]] == [fold(head) for head in HEADS]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert any(plain.path.encode() in parts.read(name) for name in parts.namelist())


def test_signers_without_a_key_are_named_with_the_command(administrator, signing, settings):
    settings.PAPER_SIGNER = "motcua.papers.signing.KeptKeys"
    official("ky", signing.path)
    found = step(administrator, "keys")
    assert any("Lộc Thắng" in said for said in found.missing)
    assert any(signing.path in command and "ky@x.vn" in command for command in found.commands)


def test_the_first_key_is_brought_with_who_vouches_and_no_other(administrator, signing, settings):
    settings.PAPER_SIGNER = "motcua.papers.signing.KeptKeys"
    official("ky", signing.path)
    clerk = Post.objects.filter(valid_until=None, duties__contains=["ISSUE"], unit__agency=signing.unit.agency).first()
    official("dau", clerk.path)
    commands = step(administrator, "keys").commands
    assert ["--roots" in one for one in commands] == [True, *[False] * (len(commands) - 1)]
    assert len(commands) > 1
    known = SigningKey.objects.filter(use=SigningKey.Use.VOUCHES)
    assert known.exists()
    known.update(is_demonstration=False)
    assert not any("--roots" in one for one in step(administrator, "keys").commands)
