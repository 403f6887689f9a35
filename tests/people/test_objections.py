"""Who looked at my data: in which post and why, repeats once; I object, an inspector answers, it is journalled."""

import uuid

import pytest

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.organization.models import Post
from motcua.people.models import Account, DataView, Holding, Objection
from motcua.people.operations import record_view
from motcua.people.operations.objections import answer_objection, object_to
from motcua.people.operations.own_data import erase_account, take_data
from motcua.people.queries import objection, open_objections, views_of_my_data
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import PLACE, at

pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]
CENTRE = f"ttpvhcc-{PLACE}"


def account(name, seat=None):
    kind = AccountKind.OFFICIAL if seat else AccountKind.CITIZEN
    made = Account.objects.create(
        kind=kind, full_name=name, email=f"{uuid.uuid4()}@x.vn", password="x", joined_at=at(1, month=1)
    )
    if seat:
        agency, unit, post = seat
        held = Post.objects.get(unit__agency__code=agency, unit__code=unit, code=post)
        Holding.objects.create(official=made, post=held, valid_from=at(1, month=1).date())
    return made


@pytest.fixture
def citizen(db):
    return account("Nông Thị Hoa")


@pytest.fixture
def counter(db):
    return account("Vi Thị Lan", (CENTRE, "mot-cua", "tiep-nhan"))


@pytest.fixture
def inspector(db):
    return account("Chu Thị Ngọc", ("ubnd-tinh", "van-phong", "kiem-soat-tthc"))


@pytest.fixture
def look(citizen, counter):
    agency = counter.holdings.get().post.unit.agency.name

    def make(when=None, reference="H37-1", by=counter):
        return record_view(
            citizen, by=by, reference=reference, purpose="Giải quyết hồ sơ", agency_name=agency, at=when or at(2)
        )

    return make


def test_a_look_keeps_the_post_in_which_it_was_made(look, counter):
    held = counter.holdings.get().post
    assert look().post_name == f"{held.title}, {held.unit.name}"


def test_repeats_of_one_day_are_told_once_and_pages_go_on_below_them(look, citizen):
    for hour in (8, 9, 10):
        look(at(2, hour))
    look(at(2, 11), reference="H37-2")
    look(at(3, 8))
    folded = views_of_my_data(citizen)
    assert [(one.last.reference, one.count) for one in folded] == [("H37-1", 1), ("H37-2", 1), ("H37-1", 3)]
    assert folded[-1].last.at == at(2, 10)
    below = views_of_my_data(citizen, before=folded[0].last.at, limit=1)
    assert [one.last.reference for one in below] == ["H37-2"]


def test_late_in_the_evening_is_still_that_day(look, citizen):
    look(at(2, 6))
    look(at(2, 23))
    assert [one.count for one in views_of_my_data(citizen)] == [2]


def test_an_objection_reaches_an_inspector_is_answered_and_told(look, citizen, inspector):
    view = look()
    raised = object_to(view, text="Tôi không nộp hồ sơ nào", by=citizen, at=at(3))
    assert open_objections(inspector, at=at(3)) == [raised]
    assert objection(inspector, raised.pk, at=at(3)) == raised
    answer_objection(raised, answer="Đã nhắc nhở cán bộ", by=inspector, at=at(4))
    assert open_objections(inspector, at=at(4)) == []
    assert Notice.objects.filter(account=citizen, kind="objection_answered").exists()
    words = JournalEntry.objects.filter(word__in=["look.objected_to", "objection.answered"]).order_by("pk")
    assert [(one.word, one.details["view"]) for one in words] == [
        ("look.objected_to", view.pk), ("objection.answered", view.pk),
    ]  # fmt: skip


def test_nobody_objects_for_another_nor_twice_nor_in_silence(look, citizen, counter):
    view = look()
    with pytest.raises(NotPermitted):
        object_to(view, text="Không được xem", by=counter, at=at(3))
    for empty in ("", " \u200b "):
        with pytest.raises(Refused):
            object_to(view, text=empty, by=citizen, at=at(3))
    own = take_data(citizen, by=citizen, at=at(3))
    with pytest.raises(Refused):
        object_to(own, text="Không được xem", by=citizen, at=at(3))
    object_to(view, text="Không được xem", by=citizen, at=at(3))
    with pytest.raises(Refused):
        object_to(view, text="Không được xem", by=citizen, at=at(3))
    assert Objection.objects.count() == 1


def test_who_looked_does_not_answer_nor_does_anybody_without_the_duty(look, citizen, counter, inspector):
    raised = object_to(look(by=inspector), text="Không được xem", by=citizen, at=at(3))
    with pytest.raises(Refused, match="không tự trả lời"):
        answer_objection(raised, answer="Đúng việc", by=inspector, at=at(4))
    with pytest.raises(NotPermitted):
        answer_objection(raised, answer="Đúng việc", by=counter, at=at(4))
    assert open_objections(counter, at=at(4)) == []
    assert objection(counter, raised.pk, at=at(4)) is None


def test_a_second_answer_is_refused_and_who_goes_leaves_none_open(look, citizen, inspector):
    raised = object_to(look(), text="Không được xem", by=citizen, at=at(3))
    with pytest.raises(Refused):
        answer_objection(raised, answer=" ", by=inspector, at=at(4))
    answer_objection(raised, answer="Đúng việc", by=inspector, at=at(4))
    with pytest.raises(Refused):
        answer_objection(raised, answer="Khác", by=inspector, at=at(5))
    object_to(look(), text="Lại xem", by=citizen, at=at(5))
    erase_account(citizen, by=citizen, at=at(6))
    assert not Objection.objects.filter(answered_at=None).exists()


def test_the_pages_lead_from_the_look_to_the_answer(client, look, citizen, inspector, counter):
    view = look(at(27, month=11))
    look(at(27, month=11))
    client.force_login(citizen)
    page = client.get("/tai-khoan/ai-da-xem/").content.decode()
    assert view.post_name in page
    assert "2 lần trong ngày" in page
    last = DataView.objects.latest("pk")
    address = f"/tai-khoan/ai-da-xem/{last.pk}/phan-doi/"
    assert address in page
    assert client.post(address, {"text": ""}).status_code == 422
    assert "Chờ trả lời" in client.post(address, {"text": "Không phải tôi nhờ"}, follow=True).content.decode()
    stranger = account("Ai Khác")
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(inspector)
    assert "Vi Thị Lan" in client.get("/lam-viec/phan-doi/").content.decode()
    one = f"/lam-viec/phan-doi/{Objection.objects.get().pk}/"
    assert "Không phải tôi nhờ" in client.get(one).content.decode()
    assert client.post(one, {"answer": "Xem để trả kết quả"}).status_code == 302
    client.force_login(citizen)
    assert "Xem để trả kết quả" in client.get("/tai-khoan/ai-da-xem/").content.decode()
    client.force_login(counter)
    assert client.get("/lam-viec/phan-doi/").status_code == 403
