"""One list for inbox, board and search: each filter finds what it says, every sort shows all of it once, in order."""

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from motcua.dossiers.corrections import as_it_is
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake, supplements
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.rules import Channel, ItemFacts, Role, Status, others_key
from motcua.handling import lists
from motcua.handling.boards import board_of, soon_by
from motcua.handling.filters import Filters, Sort, When
from motcua.handling.inboxes import Asked as InboxAsked
from motcua.handling.inboxes import inbox_of
from motcua.handling.lists import Asked, Key, Reach, all_of, dossiers_for, page_of, ways_of
from motcua.handling.models import SavedFilter, Task
from motcua.handling.operations import tasks
from motcua.handling.operations.saving import MOST, forget_filter, save_filter
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import fold
from motcua.organization.models import Agency
from motcua.people.rights import posts_of
from motcua.procedures.models import Procedure
from motcua.processes.rules import StepKind
from tests.dossiers.conftest import at
from tests.dossiers.test_books import many

pytestmark = pytest.mark.django_db
NOW = at(9)


@pytest.fixture
def some(people, accepted, register):
    """A marriage certificate in work, a birth registered, one that waits for its filer."""
    first = accepted(when=at(2))
    second = register("1.001193", when=at(3))
    third = accepted(when=at(4))
    item = [ItemFacts("Bản chính", "Để đối chiếu")]
    supplements.request_supplement(third, items=item, reason="Thiếu", by=people.counter, at=at(4, 10))
    Dossier.objects.filter(pk=first.pk).update(holder_name="Lò Văn Ích")
    return first, second, third


def found(people, *, sort=Sort.NEWEST, who="counter", **filters):
    by = getattr(people, who)
    soon = soon_by(people.counter.holdings.get().post.unit, NOW)
    asked = Asked(Filters(**filters), sort, at=NOW, soon=soon)
    return [line.pk for line in dossiers_for(by, on=NOW.date(), asked=asked).lines]


def test_each_filter_finds_what_it_says_and_nothing_else(people, some):
    first, second, third = (one.pk for one in some)
    birth = Procedure.objects.get(code="1.001193")
    assert found(people) == [third, second, first]
    assert found(people, procedure="khai sinh") == found(people, procedure="1.001193") == [second]
    assert found(people, procedure="tinh trang HÔN nhân") == [third, first]
    assert found(people, procedure="%") == []
    assert second in found(people, field=birth.field_id)
    assert found(people, field=0) == []
    assert found(people, status=Status.SUPPLEMENT) == [third]
    assert found(people, step=StepKind.PREPARE) == [third, first]
    assert found(people, step=StepKind.SIGN) == []
    assert found(people, since=date(2026, 3, 3)) == [third, second]
    assert found(people, until=date(2026, 3, 3)) == [second, first]
    assert found(people, since=date(2026, 3, 3), until=date(2026, 3, 3)) == [second]
    assert found(people, channel=Channel.POST) == []
    assert len(found(people, channel=Channel.COUNTER)) == 3
    assert found(people, agency=some[0].handling_agency_id) == [third, second, first]
    assert found(people, agency=Agency.objects.get(code="so-tu-phap").pk) == []


def test_what_is_late_or_due_soon_is_what_the_office_is_late_with(people, some):
    first, second, third = some
    Dossier.objects.filter(pk=second.pk).update(first_answer_due_at=NOW + timedelta(days=30))
    Dossier.objects.filter(pk__in=[first.pk, third.pk]).update(due_at=NOW - timedelta(days=1))
    assert found(people, when=When.LATE) == [first.pk], "the other one waits for its filer"
    Dossier.objects.filter(pk=first.pk).update(due_at=NOW + timedelta(hours=2))
    assert (found(people, when=When.LATE), found(people, when=When.SOON)) == ([], [first.pk])


def test_a_new_one_is_late_by_when_it_should_be_answered_and_everywhere_the_same(people, some):
    first, second, _third = some
    Dossier.objects.filter(pk=first.pk).update(due_at=NOW + timedelta(days=9))
    unit = second.receiving_unit
    for limit, late, soon in ((NOW - timedelta(days=1), 1, 0), (NOW + timedelta(hours=2), 0, 1)):
        Dossier.objects.filter(pk=second.pk).update(first_answer_due_at=limit)
        assert found(people, when=When.LATE) == [second.pk] * late
        assert found(people, when=When.SOON) == [second.pk] * soon
        board = board_of(unit, at=NOW)
        assert (board.late, board.soon) == (late, soon)
        assert [line.pk for line in board.page.lines][:2] == [second.pk, first.pk]
        assert board.page.lines[0].due_at == limit
        for when in When:
            asked = InboxAsked(filters=Filters(when=when), at=NOW, soon=soon_by(unit, NOW))
            inbox = {item.dossier_id for item in inbox_of(people.counter, on=NOW.date(), asked=asked)}
            assert (second.pk in inbox) is bool({When.LATE: late, When.SOON: soon, When.REST: 0}[when])
    # Once it is accepted, its own date counts.
    Dossier.objects.filter(pk=second.pk).update(first_answer_due_at=NOW - timedelta(days=1))
    intake.accept(second, by=people.counter, at=NOW)
    assert found(people, when=When.LATE) == []
    assert board_of(unit, at=NOW).late == 0


def test_every_open_one_is_late_or_due_soon_or_neither_and_has_its_day(people, some):
    first, second, third = some
    Dossier.objects.filter(pk=second.pk).update(first_answer_due_at=NOW + timedelta(hours=1))
    Dossier.objects.filter(pk=first.pk).update(due_at=NOW - timedelta(days=1))
    Dossier.objects.filter(pk=third.pk).update(due_at=NOW - timedelta(days=1))
    assert [found(people, when=when) for when in (When.LATE, When.SOON, When.REST)] == [
        [first.pk], [second.pk], [third.pk],
    ]  # fmt: skip
    assert found(people, due_on=NOW.date()) == [second.pk]
    assert found(people, due_on=(NOW - timedelta(days=1)).date()) == [first.pk], "the other one waits for its filer"
    assert found(people, due_on=(NOW + timedelta(days=1)).date()) == []
    asked = InboxAsked(filters=Filters(due_on=NOW.date()), at=NOW, soon=NOW)
    assert [one.dossier_id for one in inbox_of(people.counter, on=NOW.date(), asked=asked)] == [second.pk]


def test_who_has_the_step_in_hand_and_who_has_none(people, some):
    first, _second, third = some
    tasks.take_task(Task.objects.get(dossier=first, finished_at=None), by=people.clerk, at=at(3))
    assert found(people, person=people.clerk.pk) == [first.pk]
    assert found(people, person=0) == [third.pk]


@pytest.mark.parametrize("digits", [4, 6, 10])
def test_the_end_of_a_code_finds_it(people, some, digits):
    first, second, _third = some
    assert first.pk in found(people, text=first.code[-digits:])
    assert found(people, text=second.reference[-digits:]) == [second.pk]
    assert found(people, text="x" + first.code[-digits:]) == []


def test_the_words_of_a_name_find_it_in_any_order_by_their_beginnings(people, some):
    first = some[0].pk
    pasted = ("Lò Văn Ích,", "lò văn ích.", "Lò» văn; ÍCH)", "ích, lò …", "Lò Văn Ích –")
    for text in ("ích lò", "Lò Văn", "lo van i", "VAN ICH", "Ích", *pasted):
        assert found(people, text=text) == [first], text
    for text in ("van ich x", "o van", "Lò Văn Ích Hoa", "'", "\\", "lò' | 'hoa", "!lo", ":*"):
        assert found(people, text=text) == [], text


@pytest.mark.parametrize("role", [Role.FILER, Role.RECIPIENT])
@pytest.mark.parametrize("name", ["H’Hen Êban", "Hoàng Văn Minh"])
def test_who_filed_or_receives_for_another_is_found_by_their_own_name(people, register, role, name):
    one = register("1.004873", when=at(5), names={role: name})
    register("1.004873", when=at(6))
    plain = fold(name)
    for text in (name, plain, plain.upper(), " ".join(reversed(plain.split())), name.replace("’", "'"), plain[:-1]):
        assert found(people, text=text) == [one.pk], text
    assert found(people, text=one.holder_name) != []
    assert found(people, text=f"{plain} x") == []
    # Of another's unit nobody finds more than before.
    assert found(people, text=plain, who="elsewhere") == []


def test_who_receives_a_result_is_found_by_the_name_that_was_corrected(people, accepted):
    one = accepted(when=at(2))
    reason = "Ghi nhầm người nhận"
    wanted = as_it_is(one)
    parties = {**wanted.parties, Role.RECIPIENT: {**wanted.parties[Role.RECIPIENT], "name": "Triệu Thị Pắt"}}
    correct(one, wanted=replace(wanted, parties=parties), reason=reason, by=people.counter, at=at(3))
    assert found(people, text="trieu thi pat") == [one.pk]


def test_dossiers_of_before_are_found_by_who_receives_their_result_too(people, register):
    names = {Role.FILER: "Hoàng Văn An", Role.RECIPIENT: "H’Hen An"}
    both, alone, same = register(names=names), register(names={Role.RECIPIENT: "H’Hen An"}), register()
    Dossier.objects.filter(pk=both.pk).update(filer_key="hoang van an")
    Dossier.objects.filter(pk=alone.pk).update(filer_key="")
    migration = import_module("motcua.dossiers.migrations.0018_found_by_who_receives_its_result")
    for _time in range(2):
        migration.fill(apps, SimpleNamespace(connection=connection))
        kept = [Dossier.objects.get(pk=one.pk).filer_key for one in (both, alone, same)]
        assert kept == ["hoang van an hhen an", "hhen an", ""]
    assert found(people, text="hhen") == [alone.pk, both.pk]


def test_the_names_of_others_are_kept_once_and_not_the_holders():
    assert others_key("Nông Thị Hoa", "NÔNG  Thị Hoa", "Nông Thị Hoa") == ""
    assert others_key("Nông Thị Hoa", "Lê Ba", "Nông Thị Hoa", "LÊ BA") == "le ba"
    assert others_key("Nông Thị Hoa", "Lê Ba", "Đỗ Tư") == "le ba do tu"


def test_by_due_date_what_waits_for_citizens_stands_last(people, some):
    first, second, third = some
    Dossier.objects.filter(pk=third.pk).update(due_at=at(1))
    unit = first.receiving_unit
    lines = board_of(unit, at=NOW).page.lines
    assert [line.pk for line in lines] == [second.pk, first.pk, third.pk], "who was not answered yet is due first"
    assert [line.pk for line in lines if line.turn or line.places] == [first.pk, third.pk]


@pytest.mark.parametrize("sort", list(Sort))
def test_every_sort_shows_all_of_the_open_work_once_and_in_order(people, some, sort):
    made = many(some[0], 7)
    for number, one in enumerate(made):
        name = f"Lò Văn {'ABCAB'[number % 5]}"
        Dossier.objects.filter(pk=one.pk).update(holder_name=name, due_at=[None, at(3 + number % 3)][number % 2])
    whole = page_of(ways_of(posts_of(people.counter, on=NOW.date())), Asked(sort=sort, is_open=True), limit=500).lines
    assert len({line.pk for line in whole}) == len(whole) == 10
    by_key = {
        Sort.NEWEST: lambda line: -line.pk,
        Sort.OLDEST: lambda line: line.pk,
        Sort.HOLDER: lambda line: line.holder_name,
        Sort.PROCEDURE: lambda line: (
            Procedure.objects.get(versions__pk=Dossier.objects.get(pk=line.pk).version_id).sort_key
        ),
        Sort.DUE: lambda line: (line.state in ("SUPPLEMENT", "PAYMENT"), line.due_at is None, line.due_at or NOW),
    }[sort]
    assert [by_key(line) for line in whole] == sorted(by_key(line) for line in whole)
    for size in (1, 3, 4):
        shown, after = [], None
        while True:
            page = dossiers_for(
                people.counter, on=NOW.date(), asked=Asked(sort=sort, after=after, is_open=True), limit=size
            )
            shown += [line.pk for line in page.lines]
            after = page.following and Key.read(page.following.written())
            if after is None:
                break
        assert shown == [line.pk for line in whole], size


def test_a_filter_looks_through_so_many_and_says_that_older_ones_are_left(people, some, monkeypatch):
    monkeypatch.setattr(lists, "LOOKED", 4)
    first = some[0]
    many(first, 9)
    shown, after, broken = [], None, 0
    while True:
        asked = Asked(Filters(procedure="khai sinh"), after=after)
        page = dossiers_for(people.counter, on=NOW.date(), asked=asked, limit=2)
        assert asked.reach is Reach.LATEST
        shown += [line.pk for line in page.lines]
        broken += page.is_broken_off
        after = page.following
        if after is None:
            break
    assert shown == [some[1].pk]
    assert broken == 2
    every, after = [], None
    while True:
        page = dossiers_for(
            people.counter, on=NOW.date(), asked=Asked(Filters(channel=Channel.COUNTER), after=after), limit=3
        )
        every += [line.pk for line in page.lines]
        after = page.following
        if after is None:
            break
    assert every == sorted(Dossier.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.HOLDER, Sort.PROCEDURE])
def test_an_inbox_may_be_sorted_and_filtered_too(people, some, register, sort):
    for number in range(4):
        one = register(when=at(5, 9, number))
        Dossier.objects.filter(pk=one.pk).update(holder_name=f"Lò Văn {'BACD'[number]}")

    def asked(**more):
        return [(item.key, item.dossier_id) for item in inbox_of(people.counter, on=NOW.date(), **more)]

    whole = asked(asked=InboxAsked(sort=sort), limit=100)
    assert len(whole) == 5
    shown, after = [], None
    while page := asked(asked=InboxAsked(sort=sort, after=after), limit=1)[:2]:
        shown.append(page[0])
        after = page[0][0]
    assert shown == whole
    rows = [pk for _key, pk in asked(asked=InboxAsked(filters=Filters(procedure="khai sinh")))]
    assert rows == [some[1].pk]
    late = InboxAsked(filters=Filters(when=When.LATE), at=NOW, soon=NOW)
    assert len(asked(asked=late)) == 5
    assert asked(asked=InboxAsked(filters=Filters(when=When.LATE), at=at(2), soon=at(2))) == []


def test_pages_ask_as_often_for_many_rows_as_for_few(people, some):
    client = Client()
    client.force_login(people.counter)
    addresses = [
        "/lam-viec/",
        "/lam-viec/don-vi/?han=qua-han",
        "/lam-viec/ho-so/?q=hoa&xep=chu-ho-so",
        "/lam-viec/ho-so/?thu-tuc=khai",
    ]

    def questions():
        counted = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counted.append(len(asked))
        return counted

    questions()
    before = questions()
    many(some[0], 40)
    after = questions()
    assert [one <= two for one, two in zip(after, before, strict=True)] == [True] * 4


NONSENSE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "0|x|1",
        "9|9|9",
        "0|2026-01-01T00:00:00+00:00|1",
        "2|infinity|5",
        "0|\x00|1",
        "1|9999999999999999|3",
        "han",
        "qua-han",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_address_of_a_list_is_an_error(people, data):
    client = Client()
    client.force_login(people.counter)
    names = [
        "q",
        "tinh-trang",
        "thu-tuc",
        "linh-vuc",
        "buoc",
        "nguoi",
        "tu",
        "den",
        "han",
        "kenh",
        "co-quan",
        "xep",
        "sau",
        "truoc",
    ]
    sent = data.draw(st.dictionaries(st.sampled_from(names), NONSENSE, max_size=4))
    sent["xep"] = data.draw(st.sampled_from(["han", "cu-nhat", "chu-ho-so", "thu-tuc", "", "x"]))
    for page in ("", "don-vi/", "ho-so/"):
        assert client.get(f"/lam-viec/{page}", sent).status_code == 200, (page, sent)


def test_the_spreadsheet_holds_what_the_list_shows_all_of_it(people, some, monkeypatch):
    monkeypatch.setattr(lists, "PIECE", 3)
    many(some[0], 10)
    client = Client()
    client.force_login(people.counter)
    for address, count in (
        ("ho-so.xlsx?thu-tuc=khai+sinh", 1),
        ("ho-so.xlsx", 13),
        ("don-vi.xlsx", 13),
        ("viec.xlsx", 1),
    ):
        answer = client.get(f"/lam-viec/bang-tinh/{address}")
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert (len(rows) - 1, rows[0][0]) == (count, "Mã hồ sơ"), address
    assert len(list(all_of(ways_of(posts_of(people.elsewhere, on=NOW.date())), Asked()))) == 0


def test_the_spreadsheet_says_of_each_what_its_page_says(people, some):
    first, _second, _third = some
    declared = Dossier.objects.filter(pk=first.pk)
    declared.update(is_undeclared=True, answers={})
    task = Task.objects.get(dossier=first, finished_at=None)
    tasks.take_task(task, by=people.clerk, at=at(3))
    Task.objects.filter(pk=task.pk).update(return_reason="Thiếu chữ ký")

    def row_of(who, address):
        client = Client()
        client.force_login(who)
        content = client.get(f"/lam-viec/bang-tinh/{address}").content
        heads, *rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        return next(dict(zip(heads, row, strict=True)) for row in rows if row[0] == first.code)

    row = row_of(people.clerk, "viec.xlsx")
    assert row["Ghi chú"] == "Chưa nhập tờ khai; Trả lại: Thiếu chữ ký"
    assert (row["Việc"], row["Tình trạng"]) == (task.name, "Đang xử lý")
    beside = row_of(people.counter, "ho-so.xlsx")
    for name in ("Đang ở đâu", "Ai giữ", "Tình trạng"):
        assert row[name] == beside[name] != ""
    assert people.clerk.full_name in row["Ai giữ"]
    assert (beside["Ghi chú"], "Việc" in beside) == ("Chưa nhập tờ khai", False)
    declared.update(recalled_at=at(5))
    assert row_of(people.counter, "ho-so.xlsx")["Tình trạng"] == "Kết quả đã thu hồi"


def test_by_days_that_are_none_no_spreadsheet_is_made_of_all(people, some):
    client = Client()
    client.force_login(people.counter)
    for sheet, page in (("viec", ""), ("don-vi", "don-vi/"), ("ho-so", "ho-so/")):
        for days in ("tu=2026-02-31", "tu=2026-03-05&den=2026-03-01"):
            answer = client.get(f"/lam-viec/bang-tinh/{sheet}.xlsx?{days}", follow=True)
            assert answer.redirect_chain[0][0] == f"/lam-viec/{page}?{days}"
            assert 'class="mc-error"' in answer.content.decode()


def test_one_that_came_back_is_named_so(people, register):
    dossier = register(when=at(3))
    register(when=at(3))
    item = [ItemFacts("Bản chính", "Để đối chiếu")]
    asked = supplements.request_supplement(dossier, items=item, reason="Thiếu", by=people.counter, at=at(4))
    answers = {asked.items.get().pk: "Đây"}
    supplements.answer_supplement(asked, answers=answers, files=[], by=people.citizen, at=at(5))
    titles = {one.dossier_id: one.title for one in inbox_of(people.counter, on=NOW.date())}
    assert titles.pop(dossier.pk) == "Kiểm tra phần bổ sung, tiếp nhận hồ sơ"
    assert [*titles.values()] == ["Kiểm tra, tiếp nhận hồ sơ mới"]
    for sort in Sort:
        named = {one.title for one in inbox_of(people.counter, on=NOW.date(), asked=InboxAsked(sort=sort))}
        assert "Kiểm tra phần bổ sung, tiếp nhận hồ sơ" in named


def test_a_filter_is_kept_under_a_name_for_its_owner_alone(people, some):
    client = Client()
    client.force_login(people.counter)
    sent = {"page": "ho-so", "name": "Khai sinh trễ", "asks": "thu-tuc=khai+sinh&han=qua-han&sau=9&xau=1"}
    answer = client.post("/lam-viec/bo-loc/", sent)
    assert answer["Location"] == "/lam-viec/ho-so/?thu-tuc=khai+sinh&han=qua-han"
    assert 'href="?thu-tuc=khai+sinh&amp;han=qua-han">Khai sinh trễ' in client.get("/lam-viec/ho-so/").content.decode()
    (saved,) = SavedFilter.objects.all()
    client.force_login(people.clerk)
    assert "Khai sinh trễ" not in client.get("/lam-viec/ho-so/").content.decode()
    assert client.post(f"/lam-viec/bo-loc/{saved.pk}/bo/").status_code == 404
    with pytest.raises(NotPermitted):
        forget_filter(people.counter, saved=saved, by=people.clerk, at=NOW)
    assert client.post("/lam-viec/bo-loc/", {**sent, "page": "x"}).status_code == 404
    client.force_login(people.counter)
    assert client.post(f"/lam-viec/bo-loc/{saved.pk}/bo/").status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(("name", "asks"), [("", "q=a"), ("\u200b", "q=a"), ("x" * 61, "q=a"), ("Tên", "")])
def test_a_filter_without_a_name_or_that_asks_nothing_is_refused(people, name, asks):
    with pytest.raises(Refused):
        save_filter(people.counter, page="viec", name=name, asks=asks, by=people.counter, at=NOW)
    assert not SavedFilter.objects.exists()


def test_what_is_too_long_to_be_kept_is_refused_and_never_cut(people):
    client = Client()
    client.force_login(people.counter)
    asked = {"q": "Đ" * 180, "thu-tuc": "ắ" * 180}
    page = client.post("/lam-viec/bo-loc/", {"page": "viec", "name": "Dài", "asks": urlencode(asked)}, follow=True)
    assert "Bộ lọc dài quá" in page.content.decode()
    assert page.context["listing"].typed["q"] == asked["q"]
    assert not SavedFilter.objects.exists()


def test_the_same_name_replaces_and_there_are_only_so_many(people):
    for number in range(MOST):
        save_filter(people.counter, page="viec", name=f"{number}", asks="q=a", by=people.counter, at=NOW)
    save_filter(people.counter, page="viec", name="3", asks="q=b", by=people.counter, at=NOW)
    assert SavedFilter.objects.get(name="3").asks == "q=b"
    with pytest.raises(Refused, match="Bỏ bớt"):
        save_filter(people.counter, page="viec", name="mới", asks="q=a", by=people.counter, at=NOW)


def test_tiles_and_counts_lead_to_the_list_of_them(people, some):
    client = Client()
    client.force_login(people.clerk)
    html = client.get("/lam-viec/don-vi/").content.decode()
    for link in ("han=qua-han", "han=sap-den", "nguoi=0", "tinh-trang=IN_PROCESS"):
        assert f"&amp;{link}" in html
    unit = people.clerk.holdings.get().post.unit
    assert len(client.get(f"/lam-viec/don-vi/?bo-phan={unit.pk}&nguoi=0").context["rows"]) == 2
    assert len(client.get(f"/lam-viec/don-vi/?bo-phan={unit.pk}&tinh-trang=SUPPLEMENT").context["rows"]) == 1


def test_the_next_one_leads_through_the_inbox_and_around(people, register):
    client = Client()
    client.force_login(people.counter)
    first, second = register(when=at(2)), register(when=at(3))
    for here, there in ((first, second), (second, first)):
        answer = client.get("/lam-viec/tiep-theo/", {"sau": here.reference})
        assert answer["Location"] == f"/lam-viec/ho-so/{there.reference}/"
    assert client.get("/lam-viec/tiep-theo/")["Location"] == f"/lam-viec/ho-so/{first.reference}/"
    Dossier.objects.filter(pk=second.pk).update(status="WITHDRAWN")
    answer = client.get("/lam-viec/tiep-theo/", {"sau": first.reference}, follow=True)
    assert "Không còn việc nào khác đang chờ bạn." in answer.content.decode()
