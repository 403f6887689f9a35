"""Units and posts come by a list: judged line by line, written whole or not at all, and packs leave them so."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from motcua.cli.commands import load
from motcua.kernel import confined as reading
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.kernel.text import local
from motcua.organization.models import Agency, Post, Unit
from motcua.people.operations import give_post
from motcua.people.operations.set_up import Written, take_in_structure
from motcua.people.readers import rows_of
from motcua.people.structures import COLUMNS
from tests.workspace.test_setting_up import official

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
PAGE = "/lam-viec/cai-dat/don-vi/"
WARD = "ubnd-06187"
NEW = [WARD, "to-dac-biet", "Tổ đặc biệt", "Chuyên môn"]
CLERK = [*NEW, "chuyen-vien", "Chuyên viên", "Xử lý hồ sơ"]
HEAD = [*NEW, "to-truong", "Tổ trưởng", "Xem xét, duyệt; Xử lý hồ sơ"]


@pytest.fixture(autouse=True)
def a_request_of_its_own():
    reading._begin()


@pytest.fixture
def administrator():
    return official("quantri", "ubnd-tinh/van-phong/quan-tri", phone="+84912000001")


@pytest.fixture
def client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def listed(*rows):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate([list(COLUMNS.values()), *rows]):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("don-vi.xlsx", target.getvalue())


def send(client, *rows, **more):
    return client.post(PAGE, {"file": listed(*rows)} | more)


def take(client, *rows, then="all"):
    return confirm(client, send(client, *rows), then=then)


def confirm(client, shown, then="all", **how):
    kept = {name: shown.context[name] for name in ("kept", "seen")}
    return client.post(PAGE, kept | {"then": then}, **how)


def errors(client, *rows):
    return [list(line.errors) for line in send(client, *rows).context["lines"]]


def paths(unit="to-dac-biet"):
    return {post.code: (post.title, post.duties) for post in Post.objects.filter(unit__code=unit)}


def test_a_list_is_looked_at_first_and_then_written(client):
    shown = send(client, CLERK, HEAD)
    page = shown.content.decode()
    assert "2 dòng đúng, 0 dòng sai" in page
    assert "1 vị trí duyệt, ký" in page
    assert paths() == {}
    done = confirm(client, shown, follow=True)
    assert "Đã ghi 1 đơn vị, 2 vị trí." in done.content.decode()
    assert paths() == {
        "chuyen-vien": ("Chuyên viên", ["PROCESS"]), "to-truong": ("Tổ trưởng", ["APPROVE", "PROCESS"])
    }  # fmt: skip
    entry = JournalEntry.objects.get(word="structure.listed")
    assert (entry.details["units"], entry.details["posts"]) == (1, 2)


def test_what_would_change_is_shown_with_what_it_was(client):
    take(client, CLERK)
    named = [WARD, "to-dac-biet", "Tổ mới", *CLERK[3:5], "Chuyên viên chính", "Xử lý hồ sơ; Tiếp nhận hồ sơ"]
    page = send(client, named).content.decode()
    assert "Đổi tên đơn vị từ «Tổ đặc biệt» thành «Tổ mới»." in page
    assert "Đổi chức danh từ «Chuyên viên» thành «Chuyên viên chính»." in page
    assert "Đổi nhiệm vụ, trước là: Xử lý hồ sơ." in page
    assert "Đã đúng như vậy." not in page


def test_what_is_so_already_is_not_written(client):
    take(client, CLERK)
    shown = send(client, CLERK)
    assert "Đã đúng như vậy." in shown.content.decode()
    written = JournalEntry.objects.filter(word__in=("unit.written", "post.written")).count()
    assert "Không có gì phải ghi" in confirm(client, shown, follow=True).content.decode()
    assert JournalEntry.objects.filter(word__in=("unit.written", "post.written")).count() == written


def test_a_list_looked_at_before_somebody_elses_change_is_looked_at_again(client):
    take(client, CLERK)
    shown = send(client, CLERK)
    take(client, [*NEW, "chuyen-vien", "Chuyên viên chính", "Xử lý hồ sơ"])
    answer = confirm(client, shown)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "đã được đổi sau khi bạn xem" in page
    assert "Đổi chức danh từ «Chuyên viên chính» thành «Chuyên viên»." in page
    assert paths()["chuyen-vien"][0] == "Chuyên viên chính"
    assert confirm(client, answer).status_code == 302


def test_a_unit_may_come_without_a_post(client):
    take(client, [*NEW, "", "", ""])
    assert Unit.objects.get(code="to-dac-biet").name == "Tổ đặc biệt"
    assert paths() == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["khong-co", *CLERK[1:]], "Không có cơ quan"),
        ([WARD, "Tổ Đặc Biệt", *CLERK[2:]], "Mã đơn vị"),
        ([WARD, "to-dac-biet", "", *CLERK[3:]], "Ghi tên đơn vị"),
        ([*CLERK[:3], "Phòng ban", *CLERK[4:]], "Loại đơn vị"),
        ([*NEW, "", "Chuyên viên", "Xử lý hồ sơ"], "Mã vị trí"),
        ([*NEW, "chuyen-vien", "", "Xử lý hồ sơ"], "Ghi chức danh"),
        ([*NEW, "chuyen-vien", "x" * 201, "Xử lý hồ sơ"], "không quá 200"),
        ([*NEW, "chuyen-vien", "Chức 🌸", "Xử lý hồ sơ"], "🌸"),
        ([*CLERK[:2], "王", *CLERK[3:]], "王"),
        ([*CLERK[:2], "x" * 201, *CLERK[3:]], "không quá 200"),
        ([*NEW, "chuyen-vien", "Chuyên viên", ""], "ít nhất một nhiệm vụ"),
        ([*NEW, "chuyen-vien", "Chuyên viên", "Pha trà"], "Pha trà"),
        ([WARD, "lanh-dao", "Lãnh đạo", "Chuyên môn", "moi", "Mới", "Xử lý hồ sơ"], "là loại khác"),
    ],
)
def test_each_wrong_line_says_why(client, row, said):
    found = errors(client, row)
    assert any(said in one for one in found[0]), found
    assert Unit.objects.filter(code="to-dac-biet").count() == 0


def test_lines_that_speak_against_each_other_are_named(client):
    other = [WARD, "to-dac-biet", "Tổ khác", *CLERK[3:4], "to-pho", "Tổ phó", "PROCESS"]
    found = errors(client, CLERK, CLERK, other)
    assert found[0] == []
    assert "lặp lại" in found[1][0]
    assert "khác một dòng ở trên" in found[2][0]


def test_the_right_lines_alone_may_be_chosen_and_all_of_a_wrong_list_is_refused(client):
    wrong = [*NEW, "sai", "Sai", "Pha trà"]
    assert "Còn dòng sai" in take(client, CLERK, wrong).content.decode()
    assert paths() == {}
    take(client, CLERK, wrong, then="right")
    assert list(paths()) == ["chuyen-vien"]


def test_a_post_that_is_there_gets_no_duty_that_two_administrators_give(client, administrator):
    take(client, CLERK)
    risen = [*NEW, "chuyen-vien", "Chuyên viên", "Ký"]
    assert "Lập vị trí mới" in errors(client, risen)[0][0]
    ward = Agency.objects.get(code=WARD)
    line = Written(2, ward, "to-dac-biet", "Tổ đặc biệt", "PROFESSIONAL", "chuyen-vien", "Chuyên viên", ("SIGN",))
    with pytest.raises(Refused, match="Dòng 2"):
        take_in_structure(lines=[line], by=administrator, at=timezone.now())
    assert paths()["chuyen-vien"][1] == ["PROCESS"]


def test_duties_of_a_post_that_somebody_holds_stay_and_its_title_may_change(client):
    take(client, CLERK)
    holder, now = official("giu", "ubnd-06187/tu-phap-ho-tich/chuyen-vien"), timezone.now()
    post = Post.objects.select_related("unit__agency").get(unit__code="to-dac-biet", code="chuyen-vien")
    changed = [*NEW, "chuyen-vien", "Chuyên viên chính", "Theo dõi, giám sát"]
    assert errors(client, changed) == [[]]
    give_post(holder, post=post, valid_from=local(now).date(), by=None, at=now)
    assert "Đang có người giữ" in errors(client, changed)[0][0]
    take(client, [*NEW, "chuyen-vien", "Chuyên viên chính", "Xử lý hồ sơ"])
    assert paths()["chuyen-vien"] == ("Chuyên viên chính", ["PROCESS"])


def test_nobody_signs_under_a_title_that_one_administrator_wrote(client, administrator):
    """Where nobody holds the post, its next holder is given it by two."""
    signer = Post.objects.select_related("unit").get(unit__agency__code=WARD, unit__code="lanh-dao", code="thu-truong")
    line = [WARD, "lanh-dao", signer.unit.name, "Lãnh đạo", signer.code, "Chủ tịch nước", "Ký; Theo dõi, giám sát"]
    assert "không đổi" not in send(client, line).content.decode()
    at = timezone.now()
    official("lanhdao", f"{WARD}/lanh-dao/thu-truong", phone="+84912000009")
    page = send(client, line).content.decode()
    assert f"dưới chức danh «{signer.title}» nên không đổi" in page
    unit = signer.unit
    written = Written(
        2, unit.agency, unit.code, unit.name, unit.kind, signer.code, "Chủ tịch nước", tuple(signer.duties)
    )
    with pytest.raises(Refused, match="chức danh khác"):
        take_in_structure(lines=[written], by=administrator, at=at)


def test_what_was_ended_does_not_come_back_to_those_who_held_it(client, administrator):
    take(client, CLERK)
    today = local(timezone.now()).date()
    Post.objects.filter(unit__code="to-dac-biet").update(valid_until=today)
    assert "thôi dùng" in errors(client, CLERK)[0][0]
    Unit.objects.filter(code="to-dac-biet").update(valid_until=today)
    assert "thôi dùng" in errors(client, [*NEW, "moi", "Mới", "PROCESS"])[0][0]
    ward = Agency.objects.get(code=WARD)
    line = Written(2, ward, "to-dac-biet", "Tổ đặc biệt", "PROFESSIONAL", "moi", "Mới", ("PROCESS",))
    with pytest.raises(Refused, match="Dòng 2"):
        take_in_structure(lines=[line], by=administrator, at=timezone.now())


def test_packs_leave_what_an_administrator_wrote_as_it_is(client):
    known = Post.objects.get(unit__agency__code=WARD, unit__code="kinh-te", code="chuyen-vien")
    renamed = [WARD, "kinh-te", "Phòng Kinh tế, Hạ tầng", "Chuyên môn", "chuyen-vien", "Chuyên viên kinh tế", "PROCESS"]
    take(client, CLERK, HEAD, renamed)
    known.refresh_from_db()
    assert (known.title, known.is_local) == ("Chuyên viên kinh tế", True)
    for _time in range(2):
        reports = load(withdraw=True)
        assert not any("to-dac-biet" in str(one) for one in reports["organization"].findings)
    known.refresh_from_db()
    assert known.title == "Chuyên viên kinh tế"
    assert Unit.objects.get(agency__code=WARD, code="kinh-te").name == "Phòng Kinh tế, Hạ tầng"
    assert set(paths()) == {"chuyen-vien", "to-truong"}
    assert not Post.objects.filter(unit__code="to-dac-biet").exclude(valid_until=None).exists()
    # The second time nothing was written again.
    assert reports["organization"].updated == 0


def test_the_template_reads_as_a_list_and_what_is_there_can_be_sent_back(client):
    content = client.get(f"{PAGE}mau.xlsx").getvalue()
    assert rows_of(content)[0] == list(COLUMNS.values())


def test_a_list_of_officials_is_no_list_of_units_and_another_sees_nothing(client, administrator):
    shown = send(client, CLERK)
    answer = client.post("/lam-viec/cai-dat/can-bo/", {"kept": shown.context["kept"], "then": "all"})
    assert "Chọn tệp danh sách" in answer.content.decode()
    stranger = Client()
    stranger.force_login(official("la", "ubnd-06187/tu-phap-ho-tich/chuyen-vien"))
    assert stranger.get(PAGE).status_code in (403, 404)
