"""The filer's page of a dossier: each state says what it means, why, and what comes next."""

from datetime import date

import pytest

from motcua.dossiers.operations import intake, payments, results, supplements
from motcua.dossiers.operations.supplements import request_supplement
from motcua.dossiers.rules import ItemFacts, ReturnMethod
from motcua.handling.models import Task
from motcua.handling.operations import proposals
from motcua.handling.rules import ProposalKind
from tests.dossiers.conftest import at

CALENDAR = "Thêm ngày hẹn vào lịch"
WHY = "Vì sao hẹn trả ngày"


@pytest.fixture
def status(client, people):
    """The part of the page that says where the dossier stands."""

    def of(dossier):
        client.force_login(people.citizen)
        page = client.get(f"/ho-so/{dossier.reference}/").content.decode()
        start = page.index("mc-status__say")
        return page[start : page.index("<h2>", start)]

    return of


def test_a_dossier_under_way_tells_its_date_and_why(status, accepted):
    said = status(accepted())
    assert "Hẹn trả kết quả" in said
    assert WHY in said
    assert "Thời hạn 3 ngày làm việc, tính từ khi tiếp nhận lúc 09:00 ngày 02/03/2026." in said
    assert CALENDAR in said


def test_a_payment_says_how_much_for_what_and_where(status, accepted, people):
    dossier = accepted()
    payments.request_payment(dossier, amount_dong=50_000, reason="Lệ phí", by=people.counter, at=at(3))
    said = status(dossier)
    assert "Lệ phí: 50.000 đồng" in said
    assert "Trung tâm Phục vụ hành chính công phường Kỳ Lừa" in said
    assert dossier.code in said


def test_a_date_that_will_change_is_not_promised(status, accepted, people):
    dossier = accepted()
    items = [ItemFacts("Bản chính", "Để đối chiếu")]
    request_supplement(dossier, items=items, reason="Thiếu", by=people.counter, at=at(3))
    said = status(dossier)
    assert "sẽ được tính lại" in said
    assert "Hẹn trả kết quả" not in said
    assert WHY not in said
    assert CALENDAR not in said


def test_a_limit_that_began_anew_or_was_put_off_says_so(status, accepted, hand, people, send):
    anew, put_off = accepted(), accepted()
    items = [ItemFacts("Bản chính", "Để đối chiếu")]
    proposal = proposals.propose(
        Task.objects.of(anew).get(),
        kind=ProposalKind.SUPPLEMENT,
        reason="Thiếu",
        items=items,
        by=hand(Task.objects.of(anew).get()),
        at=at(3),
    )
    proposals.carry_out(proposal, by=people.counter, at=at(3))
    request = anew.supplements.get()
    answers = {request.items.get().pk: "đây"}
    supplements.answer_supplement(request, answers=answers, files=[], by=people.citizen, at=at(16))
    supplements.confirm_supplement(request, by=people.counter, at=at(17))
    assert "tính lại từ đầu khi nhận đủ phần bổ sung lúc 09:00 ngày 16/03/2026" in status(anew)
    proposal = proposals.propose(
        Task.objects.of(put_off).get(),
        kind=ProposalKind.APOLOGY,
        reason="Cần xác minh",
        new_due_on=date(2026, 3, 10),
        late_group="xac-minh",
        by=hand(Task.objects.of(put_off).get()),
        at=at(3),
    )
    send(proposal, when=at(3))
    assert "xin lỗi và gia hạn lúc 09:00 ngày 03/03/2026" in status(put_off)


def test_a_refusal_gives_its_reason_and_the_way_back_at_once(status, register, people):
    dossier = intake.refuse_intake(register(), reason="Không thuộc thẩm quyền.", by=people.counter, at=at(2, 10))
    said = status(dossier)
    assert "Không thuộc thẩm quyền." in said
    assert 'href="/thu-tuc/1.004873/"' in said


def test_a_withdrawn_dossier_has_no_appointment(status, accepted, people):
    said = status(results.withdraw(accepted(), reason="Không cần nữa", by=people.citizen, at=at(3)))
    assert WHY not in said
    assert CALENDAR not in said


def test_a_result_to_fetch_says_where_and_one_that_is_there_is_opened_at_once(status, register, people, work):
    waiting = work(intake.accept(register(), by=people.counter, at=at(2)), when=at(3), steps=4)
    assert "Mời đến Bộ phận Một cửa, Trung tâm Phục vụ hành chính công phường Kỳ Lừa" in status(waiting)
    online = intake.accept(register(returning=ReturnMethod.ONLINE), by=people.counter, at=at(2))
    said = status(work(online, when=at(3), steps=4))
    assert "Mở kết quả" in said
    assert "Có kết quả: <strong>09:00 ngày 03/03/2026</strong>" in said
    assert CALENDAR not in said


def test_the_story_names_a_status_only_when_it_changes(client, people, accepted, work):
    dossier = work(accepted(), when=at(3), steps=3)
    client.force_login(people.citizen)
    page = client.get(f"/ho-so/{dossier.reference}/").content.decode()
    story = page[page.index("mc-story") : page.index("</ol>", page.index("mc-story"))]
    assert story.count("<li>") > 4
    assert story.count("<strong>Đang xử lý</strong>") == 1
