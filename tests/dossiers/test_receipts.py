"""The receipt says what was handed in and what was not, who files by which authority, who is to take the result."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.ui.resuming import MARK, mark_of
from tests.dossiers.conftest import usual_case
from tests.dossiers.test_declaring import text_of

PAGE = "/lam-viec/tiep-nhan/1.004873/"
DECLARATION = "to-khai-theo-mau"
NONE = {f"originals_{DECLARATION}": "0", f"copies_{DECLARATION}": "0"}
pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]


@pytest.fixture
def received(client, people):
    """Register at the counter: the summary, and the press on it."""
    client.force_login(people.counter)

    def do(press=None, **values):
        typed = {"submission_key": client.get(PAGE).context["key"], **usual_case("1.004873"), "then": "review"}
        review = client.post(PAGE, {**typed, "filer_name": "Nông Văn Thử", MARK: mark_of(people.counter), **values})
        done = client.post(PAGE, {**dict(review.context["carried"]), "then": "accept", **(press or {})})
        return review, done

    return do


def receipt():
    (entry,) = Dossier.objects.get().papers.filter(kind="RECEIPT")
    return " ".join(text_of(entry.paper).split())


def test_without_the_declaration_nothing_is_received_before_somebody_says_so(received):
    review, done = received(**NONE)
    assert "Vẫn tiếp nhận khi chưa nhận bản nào: Tờ khai" in review.content.decode()
    assert done.status_code == 422
    assert list(done.context["error"]) == ["without"]
    assert not Dossier.objects.exists()
    assert 'id="without-error"' in done.content.decode()


def test_who_says_so_receives_and_the_receipt_says_what_is_not_there(received):
    _review, done = received({"without": DECLARATION}, **NONE)
    assert done.status_code == 302
    said = receipt()
    assert "không có giấy tờ kèm theo" not in said
    assert "Chưa nhận giấy tờ nào." in said
    assert "Giấy tờ chưa nhận bản nào: Tờ khai cấp Giấy xác nhận tình trạng hôn nhân" in said


def test_what_is_counted_is_asked_for_no_more(received):
    review, done = received()
    assert review.context["missing"] == []
    assert done.status_code == 302
    assert "chưa nhận" not in receipt().lower()


def test_to_be_looked_at_later_it_may_be_registered_without(received):
    _review, done = received({"then": "later"}, **NONE)
    assert done.status_code == 302
    assert Dossier.objects.get().status == "NEW"


def test_it_names_who_takes_the_result_and_by_which_authority_each_acts(received):
    _review, done = received(
        holder_name="Nông Thị Chủ",
        authorisation="Giấy ủy quyền số 5",
        recipient_name="Trần Văn Nhận",
        recipient_authorisation="Giấy ủy quyền số 6",
    )
    assert done.status_code == 302, done.context["errors"]
    said = receipt()
    assert "Nộp theo: Giấy ủy quyền số 5" in said
    assert "Người nhận kết quả: Trần Văn Nhận" in said
    assert "Nhận theo: Giấy ủy quyền số 6" in said


def test_who_takes_what_they_filed_is_named_once(received):
    received()
    said = receipt()
    assert said.count("Nông Văn Thử") == 1 + said.count("Chủ hồ sơ: Nông Văn Thử")
    assert "Người nhận kết quả" not in said
