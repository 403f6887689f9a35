"""Drafts of two people, told of and never lost; who has a step in hand; every page before the eyes of who signs."""

import pytest

from motcua.dossiers.models import HistoryEntry
from motcua.dossiers.rules import Decision, Outcome
from motcua.handling.filling import content_of
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.kernel.operations import NotPermitted, Refused
from motcua.results.models import ResultTemplate
from motcua.workspace.actions import Action
from tests.dossiers.conftest import at
from tests.dossiers.test_acting import colleague, sign_in, waiting  # noqa: F401 - fixtures


def draft(dossier, by, when, **more):
    content = content_of(dossier, on=when.date())
    return drafting.draft_decision(waiting(dossier), outcome=Outcome.GRANTED, content=content, by=by, at=when, **more)


def test_of_two_presses_at_one_instant_the_second_is_told(sign_in, people, colleague, accepted, monkeypatch):  # noqa: F811
    dossier = accepted()
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    client = sign_in("clerk")
    seen = client.get(page).context["seen"]
    press = Action.run

    def after_the_other(self, bench, *sent):
        draft(dossier, colleague, at(3))
        return press(self, bench, *sent)

    monkeypatch.setattr(Action, "run", after_the_other)
    answer = client.post(page, {"seen": seen, "outcome": "GRANTED", "ho_ten": "Của tôi"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "đã được soạn lại từ khi bạn mở trang này (Colleague" in html
    assert "Của tôi" in html
    dossier.refresh_from_db()
    assert dossier.decided.papers[0].values["ho_ten"] == "Nông Thị Hoa"


def test_what_was_seen_is_judged_on_the_row_under_lock(people, colleague, accepted):  # noqa: F811
    dossier = accepted()
    draft(dossier, colleague, at(3))
    with pytest.raises(Refused, match="Colleague"):
        draft(dossier, people.clerk, at(3), seen="00000000")


def test_a_draft_has_a_line_of_its_own_and_who_saves_again_no_second_one(people, colleague, accepted):  # noqa: F811
    dossier = accepted()
    for by, hour in ((people.clerk, 9), (people.clerk, 10), (colleague, 11), (people.clerk, 12)):
        draft(dossier, by, at(3, hour))
    lines = HistoryEntry.objects.filter(dossier=dossier, word="result_drafted").order_by("pk")
    assert [(line.by.full_name, line.at) for line in lines] == [
        (people.clerk.full_name, at(3, 10)),
        ("Colleague", at(3, 11)),
        (people.clerk.full_name, at(3, 12)),
    ]
    assert not any(line.is_public for line in lines)


def test_the_old_page_names_who_drafted_meanwhile(sign_in, people, colleague, accepted):  # noqa: F811
    dossier = accepted()
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    client = sign_in("clerk")
    seen = client.get(page).context["seen"]
    draft(dossier, colleague, at(3))
    late = client.post(page, {"seen": seen, "outcome": "GRANTED", "ho_ten": "Của tôi"})
    assert late.status_code == 409
    assert "Kết quả đã được soạn lại từ khi bạn mở trang này (Colleague" in late.content.decode()


def test_who_may_not_do_a_step_in_other_hands_is_told_whose_and_since_when(sign_in, people, colleague, accepted):  # noqa: F811
    dossier = accepted()
    tasks.give_task(waiting(dossier), to=colleague, by=people.head, at=at(3, 10))
    told = "đang do Colleague làm từ 10:00 ngày 03/03/2026"
    with pytest.raises(NotPermitted, match=told):
        tasks.finish_task(waiting(dossier), by=people.clerk, at=at(3, 11))
    page = f"/lam-viec/ho-so/{dossier.code}/lam/hoan-thanh/"
    assert told in sign_in("clerk").post(page, {"remark": "x"}, follow=True).content.decode()
    # Who could not do it anyway learns nothing of it.
    with pytest.raises(NotPermitted, match="Bạn không có quyền"):
        tasks.finish_task(waiting(dossier), by=people.leader, at=at(3, 11))


def test_a_step_put_back_is_in_nobodys_hand(people, colleague, accepted):  # noqa: F811
    dossier = accepted()
    tasks.take_task(waiting(dossier), by=colleague, at=at(3, 10))
    assert waiting(dossier).assigned_at == at(3, 10)
    tasks.put_back(waiting(dossier), by=colleague, at=at(3, 11))
    assert (waiting(dossier).assignee, waiting(dossier).assigned_at) == (None, None)


@pytest.fixture
def long_letter(people, accepted):
    """A general letter of several pages, ready to be signed."""
    ResultTemplate.objects.filter(procedures__contains=["1.004873"]).delete()
    dossier = accepted()
    letter = Decision("Văn bản trả lời", tuple(f"Đoạn {n}. " + "Nội dung trả lời. " * 30 for n in range(30)))
    drafting.draft_decision(waiting(dossier), outcome=Outcome.GRANTED, content=letter, by=people.clerk, at=at(3))
    tasks.finish_task(waiting(dossier), by=people.clerk, at=at(3))
    tasks.finish_task(waiting(dossier), by=people.head, at=at(3))
    return dossier


def test_who_signs_sees_every_page_one_by_one_or_several_at_once(sign_in, long_letter):  # noqa: F811
    dossier, client = long_letter, sign_in("leader")
    row = Task.objects.get(dossier=dossier, finished_at=None).pk
    pages = f"/lam-viec/ho-so/{dossier.code}/xem-truoc/ket-qua/"
    assert f'href="{pages}"' in client.get("/lam-viec/cung-luc/ky/", {"ho-so": row}).content.decode()
    for address in (f"/lam-viec/ho-so/{dossier.code}/lam/ky/", pages):
        html = client.get(address).content.decode()
        pictures = [f"/lam-viec/ho-so/{dossier.code}/xem-truoc/ket-qua-1-trang-{n}.png" for n in range(1, 40)]
        shown = [picture for picture in pictures if picture in html]
        assert len(shown) > 1
        assert client.get(shown[-1]).status_code == 200
        assert client.get(pictures[len(shown)]).status_code == 404
    assert client.get(f"/lam-viec/ho-so/{dossier.code}/xem-truoc/van-ban/").status_code == 404


@pytest.mark.parametrize("paragraphs", [("x",) * 201, ("x" * 20_001,)])
def test_a_letter_that_is_an_annex_is_refused(paragraphs, people, accepted):
    letter = Decision("Văn bản", paragraphs)
    ResultTemplate.objects.filter(procedures__contains=["1.004873"]).delete()
    with pytest.raises(Refused) as refusal:
        drafting.draft_decision(waiting(accepted()), outcome=Outcome.GRANTED, content=letter, by=people.clerk, at=at(3))
    assert list(refusal.value.errors) == ["body"]


def test_what_no_paper_can_show_is_refused_and_named(people, accepted):
    dossier = accepted()
    content = {**content_of(dossier, on=at(3).date()), "ho_ten": "Wáng 王伟 Nông"}
    with pytest.raises(Refused) as refusal:
        drafting.draft_decision(waiting(dossier), outcome=Outcome.GRANTED, content=content, by=people.clerk, at=at(3))
    assert "王伟" in refusal.value.errors["ho_ten"]
    letter = Decision("Văn bản", ("Ông 王",), grounds=())
    with pytest.raises(Refused) as refusal:
        drafting.draft_decision(waiting(dossier), outcome=Outcome.REFUSED, content=letter, by=people.clerk, at=at(3))
    assert "王" in refusal.value.errors["body"]
