"""An official's month is open to the official and who heads them; a line of it is contested and answered."""

from datetime import date

import pytest

from motcua.handling.models import Task
from motcua.indicators.models import ContestedLine
from motcua.indicators.months.operations import answer_contest, contest
from motcua.indicators.months.queries import CODE, headed_by, month_before, month_of, next_month, official_for
from motcua.indicators.operations import keep_figures
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.people.models import Account
from motcua.people.rights import posts_of
from tests.dossiers.conftest import accepted, at, hand, people, register, work  # noqa: F401 - fixtures
from tests.workspace.test_agencies import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]
MARCH, LINE = date(2026, 3, 1), f"{CODE}.1"
PAGE = "/lam-viec/thang-cua-toi/"


@pytest.fixture
def resolved(people, accepted, work):  # noqa: F811
    keep_figures(at=at(1))
    dossier = accepted()
    while dossier.done_at is None:
        work(dossier, when=at(3))
    return dossier


def test_months_follow_each_other():
    month = date(2019, 1, 1)
    for _ in range(100):
        assert month_before(next_month(month)) == month == next_month(month_before(month))
        assert next_month(month) > month
        month = next_month(month)


def test_the_lines_tell_what_the_official_did_and_open_into_it(people, resolved):  # noqa: F811
    client = client_of(people.clerk)
    page = client.get(f"{PAGE}?thang=2026-03")
    lines = {line["part"].indicator.code: line for line in page.context["lines"]}
    assert len(lines) == 5
    # Done before the day it was promised for: two points of two.
    assert lines[LINE]["points"] == "2"
    facts = {name: total for name, _words, total in lines[LINE]["facts"]}
    assert facts["resolved"] == facts["resolved_early"] == 1
    steps = Task.objects.filter(dossier=resolved, finished_by=people.clerk).count()
    assert {name: total for name, _words, total in lines[f"{CODE}.2"]["facts"]}["steps_ended"] == steps
    for line in lines.values():
        for name, _words, total in line["facts"]:
            found = client.get(f"{PAGE}ho-so/?thang=2026-03&so={name}")
            assert found.context["total"] == total
            assert len(found.context["rows"]) == found.context["seen"] <= total
    assert resolved.shown_code in client.get(f"{PAGE}ho-so/?thang=2026-03&so=resolved").content.decode()
    assert client.get(f"{PAGE}ho-so/?thang=2026-03&so=filed").status_code == 404
    assert month_of(people.builder, MARCH, at=at(20)).figures.facts["resolved"] == 0


def test_only_oneself_ones_head_and_who_supervises_see_it(people, resolved):  # noqa: F811
    for who, sees in (
        (people.clerk, True), (people.head, True), (people.leader, True), (people.builder, False),
        (people.counter, False), (people.department, False), (people.office, False),
    ):  # fmt: skip
        found = official_for(who, posts_of(who, on=at(3).date()), people.clerk.handle, on=at(3).date())
        assert (found is not None) is sees, who.full_name
        answer = client_of(who).get(f"{PAGE}{people.clerk.handle}/?thang=2026-03")
        assert answer.status_code == (200 if sees else 404), who.full_name
        answer = client_of(who).get(f"{PAGE}{people.clerk.handle}/ho-so/?thang=2026-03&so=resolved")
        assert answer.status_code == (200 if sees else 404), who.full_name
    on = at(3).date()
    assert people.clerk in headed_by(people.head, posts_of(people.head, on=on), on=on)
    assert headed_by(people.clerk, posts_of(people.clerk, on=on), on=on) == []


def contested(people, **more):  # noqa: F811
    facts = {"month": MARCH, "indicator": LINE, "reason": "Hồ sơ ấy không phải của tôi"} | more
    return contest(people.clerk, **facts, by=people.clerk, at=at(20))


def test_a_line_is_contested_and_answered_once_by_the_head(people, resolved):  # noqa: F811
    line = contested(people)
    assert (line.value, line.is_upheld) == ("2", None)
    (told,) = Notice.objects.filter(kind="line_contested")
    assert told.account == people.head
    assert people.clerk.full_name not in told.subject + told.body
    for who in (people.clerk, people.builder, people.department):
        with pytest.raises(NotPermitted):
            answer_contest(line, answer="Đúng", is_upheld=True, by=who, at=at(20))
    with pytest.raises(Refused):
        answer_contest(line, answer=" \u200b", is_upheld=True, by=people.head, at=at(20))
    answer_contest(line, answer="Đã xem lại, đúng vậy", is_upheld=True, by=people.head, at=at(20))
    with pytest.raises(Refused):
        answer_contest(line, answer="Lần nữa", is_upheld=False, by=people.leader, at=at(20))
    assert [one.account for one in Notice.objects.filter(kind="line_answered")] == [people.clerk]
    words = list(
        JournalEntry.objects.filter(word__startswith="line.").order_by("number").values_list("word", flat=True)
    )
    assert words == ["line.contested", "line.answered"]
    assert contested(people).pk != line.pk, "answered, it may be contested again"


def test_what_cannot_be_contested_changes_nothing(people, resolved):  # noqa: F811
    with pytest.raises(NotPermitted):
        contest(people.clerk, month=MARCH, indicator=LINE, reason="Sai", by=people.head, at=at(20))
    for wrong in (
        {"reason": " \u200b"}, {"reason": "x" * 3000}, {"indicator": "qd766.1"}, {"month": date(2026, 4, 1)},
        {"month": date(2026, 3, 2)}, {"month": date(2015, 1, 1)},
    ):  # fmt: skip
        with pytest.raises(Refused):
            contested(people, **wrong)
    assert not ContestedLine.objects.exists()
    contested(people)
    with pytest.raises(Refused):
        contested(people)
    assert ContestedLine.objects.count() == 1


def test_the_page_contests_and_answers(people, resolved):  # noqa: F811
    clerk, head = client_of(people.clerk), client_of(people.head)
    asks = f"{PAGE}?thang=2026-03"
    answer = clerk.post(asks, {"indicator": LINE, "reason": ""})
    assert "Ghi vì sao chỉ số này chưa đúng" in answer.content.decode()
    assert not ContestedLine.objects.exists()
    assert clerk.post(asks, {"indicator": LINE, "reason": "Tính sai <b>"}).status_code == 302
    line = ContestedLine.objects.get()
    html = clerk.get(asks).content.decode()
    assert "đang bị phản đối" in html
    assert "Tính sai &lt;b&gt;" in html
    theirs = f"{PAGE}{people.clerk.handle}/?thang=2026-03"
    assert theirs in head.get(PAGE).content.decode()
    assert 'name="upheld"' in head.get(theirs).content.decode()
    assert 'name="upheld"' not in html
    sent = {"act": "answer", "line": line.pk, "answer": "Xem lại rồi", "upheld": "0"}
    assert client_of(people.builder).post(theirs, sent).status_code == 404
    assert head.post(theirs, sent).status_code == 302
    line.refresh_from_db()
    assert (line.is_upheld, line.answered_by) == (False, people.head)
    assert head.post(theirs, sent | {"line": "9" * 30}).status_code == 404
    for odd in ("?thang=2026-13", "?thang=9999-01", "?thang=%00", "?thang=2015-01"):
        assert clerk.get(PAGE + odd).status_code == 200


def test_on_the_first_day_of_a_month_the_one_before_is_shown_and_said(people, resolved, monkeypatch):  # noqa: F811
    def read(day, asks=""):
        monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: at(day, month=4))
        page = client_of(people.clerk).get(PAGE + asks)
        html = page.content.decode()
        # What is sent stays with the month that was read.
        assert f'action="?thang={page.context["month"]:%Y-%m}"' in html
        return page.context["month"], "Hôm nay là ngày đầu tháng" in html

    april = date(2026, 4, 1)
    assert read(1) == (MARCH, True)
    assert read(1, "?thang=2026-04") == (april, False)
    assert read(1, "?thang=2026-03") == (MARCH, False)
    assert read(2) == (april, False)


def test_questions_do_not_grow_with_dossiers(people, resolved, accepted, work, django_assert_max_num_queries):  # noqa: F811
    clerk = client_of(people.clerk)
    clerk.get(f"{PAGE}?thang=2026-03")
    with django_assert_max_num_queries(40) as few:
        clerk.get(f"{PAGE}?thang=2026-03")
    for _ in range(4):
        dossier = accepted()
        while dossier.done_at is None:
            work(dossier, when=at(4))
    with django_assert_max_num_queries(len(few.captured_queries)):
        clerk.get(f"{PAGE}?thang=2026-03")
    assert Account.objects.filter(pk=people.clerk.pk).exists()
