"""A report counts what the dossiers say, goes from draft to signature, and stays as it was signed."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from motcua.dossiers.deadlines import judged_due
from motcua.dossiers.models import Dossier
from motcua.indicators.operations import keep_figures
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import local
from motcua.notices.models import Notice
from motcua.organization.models import Agency
from motcua.reports import operations
from motcua.reports.counting import Counting, behind, counted
from motcua.reports.models import Reminder, Report, ReportVersion
from motcua.reports.queries import (
    board,
    count,
    due_on,
    form_for,
    forms_on,
    is_before_everything,
    mark_of,
    reporting,
    shown,
    sum_of_sent,
    told_of,
)
from motcua.reports.rules.periods import PeriodKind, ReportPeriod
from motcua.reports.rules.tables import mistakes
from tests.dossiers.conftest import accepted, at, hand, people, register, send, work  # noqa: F401 - fixtures
from tests.indicators.life import WholeLife
from tests.indicators.reckoning import still_spans
from tests.whole import DAY, up_to
from tests.workspace.test_agencies import client_of, official

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]
MARCH, APRIL = ReportPeriod(PeriodKind.MONTH, 2026, 3), ReportPeriod(PeriodKind.MONTH, 2026, 4)
CASES = "ubnd-06187"
# After everything: a clock that stands still until then stands still now.
LATER = at(1, month=12)
PAGE = f"/lam-viec/bao-cao/ii-06a/2026-03/{CASES}/"


@pytest.fixture
def known(db):
    keep_figures(at=at(1))


@pytest.fixture
def agency(db):
    return Agency.objects.get(code=CASES)


@pytest.fixture
def form(db):
    return form_for("ii-06a", MARCH)


@pytest.fixture
def control(db):
    return official("ubnd-tinh/van-phong/kiem-soat-tthc")


def reckoned(period, until):
    """The sums of II.06a of everybody, reckoned dossier by dossier in Python."""
    found = Counter()
    for dossier in Dossier.objects.exclude(accepted_at=None):
        anew = dossier.status == "NOT_ACCEPTED" and Dossier.objects.filter(in_place_of=dossier).exists()
        end = dossier.done_at or dossier.ended_at
        if anew or dossier.accepted_at >= period.ends or (end is not None and end < period.begins):
            continue
        is_new = dossier.accepted_at >= period.begins
        found["received"] += 1
        found[("online" if dossier.channel == "ONLINE" else "direct") if is_new else "carried"] += 1
        judged = judged_due(dossier) if dossier.reappointments and dossier.done_at else dossier.due_at
        if end is not None and end < period.ends:
            early = judged is not None and local(end).date() < local(judged).date()
            found["late" if judged is not None and end > judged else "early" if early else "on_day"] += 1
        else:
            seen = min([period.ends, until, *(began for began, ended in still_spans(dossier, LATER) if ended == LATER)])
            is_late = judged is not None and judged < seen
            found["open_late" if is_late else "within"] += 1
    resolved = found["early"] + found["on_day"] + found["late"]
    left = found["within"] + found["open_late"]
    names = ("received", "online", "direct", "carried")
    ends = (resolved, found["early"], found["on_day"], found["late"], left, found["within"], found["open_late"])
    return (*(found[name] for name in names), *ends)


def test_a_random_life_is_reported_as_its_dossiers_are(known, people, register, work, send, form):  # noqa: F811
    life = WholeLife(people, register, work, send, seed=up_to(20, DAY))
    life.now = at(9)
    for _part in range(up_to(4, 20)):
        life.go_on(40)
    everybody = list(Agency.objects.all())
    for period in (MARCH, APRIL):
        table = counted(Counting(form.definition, everybody, period, life.now))
        assert mistakes(form.definition.columns, table) == []
        assert (table.total or (0,) * 11) == reckoned(period, life.now)
        for line in table.lines:
            for place, column in enumerate(form.definition.columns):
                what = Counting(form.definition, everybody, period, life.now)
                assert len(behind(what, column.counts, line.key, after=0, limit=1000)) == line.cells[place]
    assert counted(Counting(form.definition, everybody, MARCH, life.now)).total[0]


def _drafted(people, form, agency):  # noqa: F811
    return operations.draft(agency, form=form, period=MARCH, by=people.head, at=at(16))


def _signed(people, version):  # noqa: F811
    operations.check(version, by=people.leader, at=at(16, 10))
    return operations.sign(version, by=people.leader, at=at(16, 11))


def test_from_draft_to_signature_and_a_correction_beside_it(known, people, accepted, form, agency):  # noqa: F811
    dossier = accepted("2.000635")
    version = _drafted(people, form, agency)
    assert version.table.total == (1, 0, 1, 0, 0, 0, 0, 0, 1, 1 - version.table.total[10], version.table.total[10])
    with pytest.raises(NotPermitted, match="không tự kiểm tra"):
        operations.check(version, by=people.head, at=at(16))
    operations.explain(version, text="Một hồ sơ chuyển sang kỳ sau.", was="", by=people.head, at=at(16))
    version = _signed(people, version)
    assert (version.state, version.paper.kind, version.paper.signed_by) == ("SIGNED", "PERIODIC_REPORT", people.leader)
    assert version.paper.number.endswith("/BC-UBND")
    for act in (operations.count_again, operations.check, operations.sign):
        with pytest.raises(Refused, match="bước khác"):
            act(version, by=people.leader, at=at(17))
    with pytest.raises(Refused, match="nêu lý do"):
        operations.draft(agency, form=form, period=MARCH, by=people.head, at=at(18), correction=" \u200b ")
    before = version.data
    Dossier.objects.filter(pk=dossier.pk).update(channel="ONLINE")
    new = operations.draft(agency, form=form, period=MARCH, by=people.head, at=at(18), correction="Ghi sai cách nộp")
    version.refresh_from_db()
    assert (version.data, new.number) == (before, 2)
    report = shown(form, agency, MARCH)
    assert report.signed == version
    assert report.progress == "CORRECTING"
    assert [(one.column, one.before, one.after) for one in report.changes_in(new)] == [(4, 0, 1), (5, 1, 0)]
    words = JournalEntry.objects.filter(word__startswith="report.").order_by("number").values_list("word", flat=True)
    assert list(words) == [
        "report.drafted", "report.explained", "report.checked", "report.signed", "report.drafted",
    ]  # fmt: skip


def test_what_cannot_be_drafted(known, people, accepted, form, agency):  # noqa: F811
    accepted()
    with pytest.raises(Refused, match="kéo dài đến hết ngày 14/03/2026"):
        operations.draft(agency, form=form, period=MARCH, by=people.head, at=at(14, 23, 59))
    with pytest.raises(Refused, match="chưa có hồ sơ nào"):
        operations.draft(agency, form=form, period=MARCH.before, by=people.head, at=at(16))
    with pytest.raises(NotPermitted):
        operations.draft(agency, form=form, period=MARCH, by=people.clerk, at=at(16))
    other = Agency.objects.get(code="ttpvhcc-05977")
    with pytest.raises(NotPermitted):
        operations.draft(other, form=form, period=MARCH, by=people.head, at=at(16))
    assert not Report.objects.exists()
    _drafted(people, form, agency)
    with pytest.raises(Refused, match="bản chưa ký"):
        _drafted(people, form, agency)


def test_numbers_that_do_not_agree_are_not_checked(known, people, accepted, form, agency):  # noqa: F811
    accepted()
    version = _drafted(people, form, agency)
    data = version.data
    data["lines"][0][2][0] += 5
    ReportVersion.objects.update(data=data)
    version.refresh_from_db()
    with pytest.raises(Refused, match="cột 3 là 6, còn 4 \\+ 5 \\+ 6 cộng lại là 1"):
        operations.check(version, by=people.leader, at=at(16))
    operations.count_again(version, by=people.head, at=at(17))
    operations.check(version, by=people.leader, at=at(17))
    with pytest.raises(Refused, match="lý do trả lại"):
        operations.send_back(version, reason="\u200b", by=people.leader, at=at(17))
    operations.send_back(version, reason="Thiếu thuyết minh", by=people.leader, at=at(17))
    version.refresh_from_db()
    assert (version.state, version.sent_back, version.checked_by) == ("DRAFT", "Thiếu thuyết minh", None)


def test_two_who_explain_at_once_lose_nothing(known, people, accepted, form, agency):  # noqa: F811
    accepted()
    version = _drafted(people, form, agency)
    operations.explain(version, text="Của trưởng phòng", was="", by=people.head, at=at(16))
    with pytest.raises(Refused, match="Của trưởng phòng"):
        operations.explain(version, text="Của chủ tịch", was="", by=people.leader, at=at(16))


def test_nobody_checks_or_signs_what_they_did_not_see(known, people, accepted, form, agency):  # noqa: F811
    dossier = accepted("2.000635")
    head, leader = client_of(people.head), client_of(people.leader)
    version = _drafted(people, form, agency)
    old = mark_of(version)
    Dossier.objects.filter(pk=dossier.pk).update(channel="ONLINE")
    version = operations.count_again(version, by=people.head, at=at(16, 1))
    page = leader.post(PAGE, {"act": "check", "seen": old})
    assert page.status_code == 422
    assert "đã thay đổi sau khi bạn mở trang" in page.content.decode()
    # What was typed on the page that is sent is no change of somebody else's.
    typed = {"act": "check", "seen": mark_of(version), "was": "", "explanation": "Một hồ sơ nộp trực tuyến."}
    assert leader.post(PAGE, typed).status_code == 302
    seen = mark_of(ReportVersion.objects.get())
    assert f'name="seen" value="{seen}"' in leader.get(PAGE).content.decode()
    version = operations.send_back(version, reason="Viết rõ hơn", by=people.head, at=at(16, 2))
    was = version.explanation
    version = operations.explain(version, text="Không có gì.", was=was, by=people.head, at=at(16, 3))
    operations.check(version, by=people.leader, at=at(16, 4))
    assert leader.post(PAGE, {"act": "sign", "seen": seen}).status_code == 422
    assert ReportVersion.objects.get().state == "CHECKED"
    assert leader.post(PAGE, {"act": "sign", "seen": mark_of(ReportVersion.objects.get())}).status_code == 302
    assert head.get(PAGE).status_code == 200


def test_reminders_stop_when_it_is_sent(known, people, accepted, form, agency):  # noqa: F811
    accepted()
    due = due_on(form.definition, agency, MARCH)
    assert due.isoformat() == "2026-03-17"
    operations.remind_of_reports(at=at(16))
    assert not Reminder.objects.exists()
    operations.remind_of_reports(at=at(17))
    told = Notice.objects.filter(kind="report_owed", account=people.leader)
    assert {(one.values["form"], one.values["period"]) for one in told} == {
        ("II.06a", "Quý 1/2026"),
        ("II.07a", "Quý 1/2026"),
    }
    before = Notice.objects.count()
    operations.remind_of_reports(at=at(17, 15))
    assert Notice.objects.count() == before
    quarter = ReportPeriod(PeriodKind.QUARTER, 2026, 1)
    _signed(people, operations.draft(agency, form=form, period=quarter, by=people.head, at=at(17)))
    operations.remind_of_reports(at=at(18))
    assert Notice.objects.filter(kind="report_owed", account=people.leader, created_at__gt=at(18, 0)).count() == 1


def test_who_gathers_sees_all_and_reminds_others_see_their_own(known, people, accepted, form, agency, control):  # noqa: F811
    accepted()
    _signed(people, _drafted(people, form, agency))
    seen = board([holding.post for holding in control.holdings.all()], form, MARCH)
    assert {one.agency.code: one.progress for one in seen if one.is_sent} == {CASES: "SIGNED"}
    assert len(seen) == len(reporting(form.definition, MARCH)) > 60
    mine = board([holding.post for holding in people.leader.holdings.all()], form, MARCH)
    assert [one.agency.code for one in mine] == [CASES]
    with pytest.raises(Refused, match="đã gửi"):
        operations.remind(agency, form=form, period=MARCH, by=control, at=at(18))
    other = Agency.objects.get(code="so-tu-phap")
    operations.remind(other, form=form, period=MARCH, by=control, at=at(18))
    with pytest.raises(NotPermitted):
        operations.remind(other, form=form, period=MARCH, by=people.leader, at=at(18))
    with pytest.raises(Refused, match="kéo dài đến hết ngày 14/04/2026"):
        operations.remind(other, form=form, period=APRIL, by=control, at=at(18))
    with pytest.raises(Refused, match="chưa có hồ sơ nào"):
        operations.remind(other, form=form, period=MARCH.before, by=control, at=at(18))


def test_nobody_is_late_with_what_cannot_be_reported(known, people, accepted, form, agency):  # noqa: F811
    accepted()
    posts = [holding.post for holding in people.leader.holdings.all()]
    quarter = ReportPeriod(PeriodKind.QUARTER, 2026, 1)
    catalogue = form_for("ii-07b", quarter)
    assert [one.is_late(at(30).date()) for one in board(posts, form, quarter)] == [True]
    assert [one.is_late(at(30).date()) for one in board(posts, form, quarter.before)] == [False]
    assert is_before_everything(form.definition, quarter.before)
    assert not is_before_everything(catalogue.definition, quarter.before)


def test_the_sum_of_the_province_says_what_was_sent(known, people, accepted, form, agency):  # noqa: F811
    accepted()
    _signed(people, _drafted(people, form, agency))
    whole = form_for("ii-06c", MARCH)
    [province] = reporting(whole.definition, MARCH)
    report = shown(whole, province, MARCH)
    table = count(whole.definition, province, MARCH, at=at(18))
    assert sum_of_sent(report) == (1, table.total)
    assert len(told_of(whole.definition, province, MARCH)) > 100


@pytest.mark.parametrize("slug", ["ii-06a", "ii-06b", "ii-06c", "ii-07a", "ii-07b"])
def test_every_form_is_counted_and_agrees(known, people, accepted, slug):  # noqa: F811
    accepted()
    form = form_for(slug, MARCH)
    for agency in reporting(form.definition, MARCH)[:3]:
        table = count(form.definition, agency, MARCH, at=at(16))
        assert mistakes(form.definition.columns, table) == []
    if slug == "ii-07b":
        assert table.total[0] > 20
        assert [line.key for line in table.lines if line.key == "cap-xa"] == ["cap-xa"]


def test_the_catalogue_is_reported_before_there_are_dossiers(known, control):
    page = client_of(control).get("/lam-viec/bao-cao/ii-07b/2026-03/ubnd-tinh/").content.decode()
    assert "Ủy ban nhân dân cấp xã" in page
    page = client_of(control).get("/lam-viec/bao-cao/ii-06c/2026-03/ubnd-tinh/").content.decode()
    assert "không có số liệu (không phải bằng 0)" in page


def test_the_province_is_counted_in_a_few_questions(known, people, accepted, form, django_assert_max_num_queries):  # noqa: F811
    accepted()
    everybody = list(Agency.objects.all())
    with django_assert_max_num_queries(3):
        counted(Counting(form.definition, everybody, MARCH, at(16)))


def test_its_pages_lead_from_draft_to_signed(known, people, accepted, form, agency, control):  # noqa: F811
    dossier = accepted("2.000635")
    head, leader, gathers = (client_of(one) for one in (people.head, people.leader, control))
    page = head.get(PAGE).content.decode()
    assert "Lập dự thảo" in page
    assert head.post(PAGE, {"act": "draft"}).status_code == 302
    page = head.get(PAGE).content.decode()
    assert "người lập không tự kiểm tra" in page
    assert head.post(PAGE, {"act": "check"}).status_code == 422
    assert leader.post(PAGE, {"act": "check"}).status_code == 302
    assert leader.post(PAGE, {"act": "send_back", "reason": ""}).status_code == 422
    assert leader.post(PAGE, {"act": "sign"}).status_code == 302
    assert "Đã ký, đã gửi" in gathers.get(PAGE).content.decode()
    paper = leader.get(f"{PAGE}bao-cao.pdf")
    assert paper.content.startswith(b"%PDF")
    assert leader.get(f"{PAGE}bang.xlsx").content.startswith(b"PK")
    listed = leader.get(f"{PAGE}ho-so/?cot=3").content.decode()
    assert dossier.code in listed
    assert dossier.code not in gathers.get(f"{PAGE}ho-so/?cot=3").content.decode()
    assert client_of(people.clerk).get(PAGE).status_code == 404
    assert client_of(official("so-tu-phap/lanh-dao/thu-truong")).get(PAGE).status_code == 404
    for bad in ("2026-99", "1999", "x", "2099", "2099-q4"):
        assert head.get(f"/lam-viec/bao-cao/ii-06a/{bad}/{CASES}/").status_code == 404
        assert gathers.get(f"/lam-viec/bao-cao/ii-06a/{bad}/").status_code == 404
    assert head.post(PAGE, {"act": "burn"}).status_code == 302
    for where in ("", "ii-06a/2026-03/", "ii-06a/2015-03/"):
        assert gathers.get(f"/lam-viec/bao-cao/{where}").status_code in (200, 404)


def test_facts_cannot_be_what_the_forms_do_not_hold(db):
    assert [form.code for form in forms_on(at(1).date())] == ["II.06a", "II.06b", "II.06c", "II.07a", "II.07b"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports_report")
        assert cursor.fetchone() == (0,)
    assert due_on(
        form_for("ii-06a", MARCH).definition, Agency.objects.get(code=CASES), MARCH
    ) - MARCH.last == timedelta(3)


def test_a_sum_of_which_nobody_has_sent_anything_is_shown(known, people, accepted, control):  # noqa: F811
    accepted()
    page = client_of(control).get("/lam-viec/bao-cao/ii-06c/2026-03/ubnd-tinh/")
    assert page.status_code == 200
    assert "Chưa có báo cáo nào" in page.content.decode()
    assert "0 báo cáo đã gửi" not in page.content.decode()


def test_what_stands_in_brackets_is_told_where_something_does(known, people, accepted, control):  # noqa: F811
    """Of months before anything was filed here there are no figures, so nothing is compared with them."""
    accepted()
    march, april = (f"/lam-viec/bao-cao/ii-06a/2026-{month}/{CASES}/" for month in ("03", "04"))
    head = client_of(people.head)
    assert "Trong ngoặc" not in head.get(march).content.decode()
    assert "Trong ngoặc" in head.get(april).content.decode()


def test_the_kind_of_period_is_one_press(known, people, control):  # noqa: F811
    page = html.fromstring(client_of(control).get("/lam-viec/bao-cao/?ky=YEAR").content)
    tabs = page.xpath("//main//nav//a")
    assert [one.get("href") for one in tabs if one.get("aria-current")] == ["?ky=YEAR"]
    assert len(tabs) == len(PeriodKind)
    assert not page.xpath("//main//select")


def test_the_list_of_who_gathers_asks_no_more_for_more_agencies(known, people, accepted, control):  # noqa: F811
    accepted()
    client = client_of(control)
    client.get("/lam-viec/bao-cao/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/lam-viec/bao-cao/").status_code == 200
    assert len(asked) < 60
