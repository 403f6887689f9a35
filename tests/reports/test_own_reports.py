"""An agency's own reports: who chooses and reads them, what is refused, who is told, what goes out by mail."""

from datetime import date
from itertools import cycle

import pytest
from django.utils.http import urlencode

from motcua.indicators.operations import keep_figures
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.organization.models import Agency, Succession
from motcua.people.models import Holding
from motcua.people.rights import posts_of
from motcua.reports.own import operations as own
from motcua.reports.own.models import OwnReport, OwnReportSending
from motcua.reports.own.queries import asked, left_by_others, made, readers_of, reports_of
from motcua.reports.rules.own import MOST_AFTER, By, Chosen, Counts, How, Over, Reach, Rhythm
from tests.dossiers.conftest import accepted, at, hand, people, register, send, work  # noqa: F401 - fixtures
from tests.whole import up_to
from tests.workspace.test_agencies import client_of, official

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]
CASES = "ubnd-06187"
ROOT = "/lam-viec/bao-cao/cua-co-quan/"
MARCH = {"over": Over.DAYS, "since": date(2026, 3, 1), "until": date(2026, 3, 31)}
BY_UNIT = Chosen(counts=(Counts("received"), Counts("working_minutes", How.HALF)), by=(By.UNIT,), **MARCH)
QUERY = "so=received&so=working_minutes:nua&nhom=FIELD&ky=DAYS&tu=2026-03-01&den=2026-03-31"


@pytest.fixture
def agency(db):
    keep_figures(at=at(1))
    return Agency.objects.get(code=CASES)


@pytest.fixture
def report(agency, people):  # noqa: F811
    return own.keep_report(agency, name="Theo bộ phận", text="", chosen=BY_UNIT, by=people.head, at=at(16))


def _with(**other):
    return Chosen(**{**vars(BY_UNIT), **other})


def _scheduled(report, people, *officials, rhythm=Rhythm.MONTH):  # noqa: F811
    return own.schedule_report(
        report,
        rhythm=rhythm,
        after_days=2,
        officials=[one.pk for one in officials],
        by=people.head,
        at=at(16, 10),
    )


def test_who_prepares_reports_keeps_them_and_nobody_else(agency, people, report):  # noqa: F811
    for other in (people.clerk, people.counter, people.elsewhere, people.citizen):
        with pytest.raises(NotPermitted):
            own.keep_report(agency, name="X", text="", chosen=BY_UNIT, by=other, at=at(16))
        with pytest.raises(NotPermitted):
            own.delete_report(report, by=other, at=at(16))
    assert [one.name for one in reports_of(posts_of(people.leader, on=at(16).date()))] == ["Theo bộ phận"]
    assert reports_of(posts_of(people.clerk, on=at(16).date())) == []
    assert OwnReport.objects.count() == 1
    entry = JournalEntry.objects.filter(word="own_report.kept").get()
    assert entry.details["chosen"]["counts"] == ["received", "working_minutes:nua"]


@pytest.mark.parametrize(
    ("name", "other", "field"),
    [
        (" \u200b ", {}, "name"),
        ("x" * 151, {}, "name"),
        ("Theo bộ phận", {}, "name"),
        ("A", {"counts": ()}, "counts"),
        ("A", {"counts": (Counts("burnt"),)}, "counts"),
        ("A", {"counts": (Counts("received"), Counts("burnt"))}, "counts"),
        ("A", {"counts": (Counts("received", How.HALF),)}, "counts"),
        ("A", {"by": (By.AGENCY,)}, "by"),
        ("A", {"reach": Reach.PROVINCE}, "reach"),
        ("A", {"unit": "0"}, "unit"),
        ("A", {"unit": "9" * 40}, "unit"),
        ("A", {"field": "không có"}, "field"),
        ("A", {"procedure": "'; DROP TABLE x"}, "procedure"),
        ("A", {"channel": "FAX"}, "channel"),
        ("A", {"level": "PROVINCE"}, "level"),
        ("A", {"since": None}, "since"),
        ("A", {"until": date(2026, 2, 1)}, "until"),
    ],
)
def test_what_cannot_be_counted_is_refused_beside_its_field(agency, people, report, name, other, field):  # noqa: F811
    with pytest.raises(Refused) as refused:
        own.keep_report(agency, name=name, text="", chosen=_with(**other), by=people.head, at=at(16))
    assert field in refused.value.errors
    assert OwnReport.objects.count() == 1


def test_figures_of_officials_are_for_who_supervises_them(agency, people, accepted):  # noqa: F811
    accepted("2.000635")
    chosen = _with(by=(By.OFFICIAL,))
    with pytest.raises(Refused, match="người theo dõi"):
        own.keep_report(agency, name="Người", text="", chosen=chosen, by=people.head, at=at(16))
    report = own.keep_report(agency, name="Người", text="", chosen=chosen, by=people.leader, at=at(16))
    assert readers_of(report, at=at(16)) == [people.leader]
    with pytest.raises(Refused, match="chọn người nhận"):
        _scheduled(report, people, people.head)
    seen = {
        name: asked(agency, chosen, posts_of(who, on=at(16).date()), at=at(16)).problems
        for name, who in (("leader", people.leader), ("head", people.head))
    }
    assert not seen["leader"]
    assert seen["head"]
    page = client_of(people.head).get(f"{ROOT}{report.pk}/").content.decode()
    assert "chỉ dành cho người theo dõi" in page
    query = f"{QUERY.replace('FIELD', 'OFFICIAL')}&cua={CASES}"
    assert client_of(people.head).get(f"{ROOT}bang.csv?{query}").status_code == 404
    assert client_of(people.head).get(f"{ROOT}ho-so/?{query}&cot=received").status_code == 404
    assert client_of(people.leader).get(f"{ROOT}bang.csv?{query}").status_code == 200
    assert JournalEntry.objects.filter(word="list.taken").count() == 1


def test_a_change_is_kept_beside_the_journal_of_before_and_told(report, people):  # noqa: F811
    _scheduled(report, people, people.leader, people.head)
    own.change_report(
        report, name="Theo lĩnh vực", text="", chosen=_with(by=(By.FIELD,)), seen=1, by=people.head, at=at(17)
    )
    with pytest.raises(Refused, match="Head vừa sửa"):
        own.change_report(report, name="Khác", text="", chosen=BY_UNIT, seen=1, by=people.leader, at=at(17, 10))
    report.refresh_from_db()
    assert (report.name, report.edition) == ("Theo lĩnh vực", 2)
    entry = JournalEntry.objects.filter(word="own_report.changed").get()
    assert entry.details["before"]["chosen"]["by"] == ["UNIT"]
    told = Notice.objects.filter(kind="own_report_changed")
    assert {one.account_id for one in told} == {people.leader.pk}, "who changed it knows"
    own.delete_report(report, by=people.leader, at=at(18))
    assert {one.account_id for one in Notice.objects.filter(kind="own_report_gone")} == {people.head.pk}
    assert not OwnReport.objects.exists()


def test_it_goes_out_once_for_days_that_are_over_without_a_number(report, people, accepted):  # noqa: F811
    accepted("2.000635")
    _scheduled(report, people, people.leader)
    for day, month in ((31, 3), (1, 4), (9, 4)):
        own.send_own_reports(at=at(day, month=month))
    assert not OwnReportSending.objects.filter(since=date(2026, 3, 1)).exists(), "the second day, or a week after it"
    for _twice in range(2):
        own.send_own_reports(at=at(3, month=4))
    sending = OwnReportSending.objects.get(since=date(2026, 3, 1))
    assert sending.until == date(2026, 4, 1)
    days = {"since": sending.since, "until": sending.until}
    assert own.send_report(report, **days, by=None, at=at(3, month=4)) is None, "of two workers at once, one"
    notice = Notice.objects.filter(kind="own_report_ready").get()
    assert notice.account_id == people.leader.pk
    assert f"{ROOT}{report.pk}/?tu=2026-03-01&den=2026-03-31" in notice.body
    assert "không kèm số liệu" in notice.body
    assert client_of(people.leader).get(f"{ROOT}{report.pk}/?tu=2026-03-01&den=2026-03-31").status_code == 200
    own.leave_mailing(report, by=people.leader, at=at(4, month=4))
    with pytest.raises(Refused, match="không nhận"):
        own.leave_mailing(report, by=people.leader, at=at(4, month=4))
    own.send_own_reports(at=at(3, month=5))
    assert OwnReportSending.objects.filter(since=date(2026, 4, 1)).count() == 0, "nobody to send it to"


def test_who_reads_it_no_more_gets_no_letter(report, people, accepted):  # noqa: F811
    accepted("2.000635")
    _scheduled(report, people, people.leader)
    Holding.objects.filter(official=people.leader).update(valid_until=date(2026, 3, 20))
    own.send_own_reports(at=at(3, month=4))
    assert not OwnReportSending.objects.exists()


def test_a_mailing_has_somebody_of_the_agency_and_a_day(report, people):  # noqa: F811
    for officials in ([], [people.clerk.pk], [people.elsewhere.pk, 0]):
        with pytest.raises(Refused) as refused:
            own.schedule_report(
                report, rhythm=Rhythm.WEEK, after_days=1, officials=officials, by=people.head, at=at(16)
            )
        assert "officials" in refused.value.errors
    for day in (0, MOST_AFTER + 1):
        with pytest.raises(Refused) as refused:
            own.schedule_report(
                report, rhythm=Rhythm.WEEK, after_days=day, officials=[people.leader.pk], by=people.head, at=at(16)
            )
        assert "after_days" in refused.value.errors
    own.schedule_report(report, rhythm=Rhythm.NEVER, after_days=0, officials=[], by=people.head, at=at(16))


def test_what_is_counted_no_more_after_an_upgrade_is_told_and_the_rest_counted(report, people, accepted):  # noqa: F811
    accepted("2.000635")
    data = {**report.data, "counts": ["received", "vanished", "qd999.xyz"]}
    OwnReport.objects.filter(pk=report.pk).update(data=data, rhythm=Rhythm.MONTH.value)
    report.refresh_from_db()
    leader = client_of(people.leader)
    page = leader.get(f"{ROOT}{report.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Hệ thống không còn đếm: vanished, qd999.xyz" in text
    assert "Hồ sơ tiếp nhận" in text
    report.readers.create(official=people.leader)
    own.send_own_reports(at=at(3, month=4))
    assert "không còn đếm được" in Notice.objects.filter(kind="own_report_ready").get().body
    OwnReport.objects.filter(pk=report.pk).update(data={"counts": ["vanished"], "by": 7, "over": None, "unit": []})
    assert "Không số liệu nào" in leader.get(f"{ROOT}{report.pk}/").content.decode()
    assert leader.get(f"{ROOT}{report.pk}/sua/").status_code == 200


def test_days_before_anything_was_filed_are_not_zero(agency, people, accepted):  # noqa: F811
    accepted("2.000635")
    page = client_of(people.leader).get(f"{ROOT}moi/?{QUERY}".replace("2026-03", "2015-03"))
    assert page.status_code == 200
    assert "không phải bằng 0" in page.content.decode()


def test_reports_of_an_agency_that_ended_are_offered_to_who_took_over(report, people):  # noqa: F811
    heir = Agency.objects.get(code="so-tu-phap")
    Succession.objects.create(
        predecessor=report.agency, successor=heir, kind="MERGER", takes_effect_on=date(2026, 3, 1), legal_basis="NQ"
    )
    director = official("so-tu-phap/lanh-dao/thu-truong")
    posts = posts_of(director, on=at(16).date())
    assert [(one.pk, after.pk) for one, after in left_by_others(posts, on=at(16).date())] == [(report.pk, heir.pk)]
    client = client_of(director)
    page = client.get(ROOT).content.decode()
    assert "Của cơ quan trước" in page
    assert client.get(f"{ROOT}{report.pk}/").status_code == 404
    assert "moi/?cua=so-tu-phap&amp;so=received" in page


def test_the_province_counts_everybody_by_agency_and_level(agency, people, accepted):  # noqa: F811
    accepted("2.000635")
    province = Agency.objects.get(code="ubnd-tinh")
    chosen = _with(by=(By.AGENCY, By.LEVEL), reach=Reach.PROVINCE)
    control = official("ubnd-tinh/van-phong/kiem-soat-tthc")
    what = asked(province, chosen, posts_of(control, on=at(16).date()), at=at(16))
    assert not what.problems
    line = next(one for one in made(what, limit=50).lines if one.keys[0].value == str(agency.pk))
    assert line.cells[0] == 1
    assert line.keys[1].value == "COMMUNE"
    page = (
        client_of(control)
        .get(f"{ROOT}moi/?cua=ubnd-tinh&pham-vi=PROVINCE&{QUERY.replace('FIELD', 'AGENCY')}")
        .content.decode()
    )
    assert "Phường Kỳ Lừa" in page or agency.short_name in page


def test_its_pages_choose_show_keep_and_open_every_number(agency, people, accepted):  # noqa: F811
    dossier = accepted("2.000635")
    head = client_of(people.head)
    assert "Chưa có báo cáo nào" in head.get(ROOT).content.decode()
    page = head.get(f"{ROOT}moi/?cua={CASES}&{QUERY}").content.decode()
    assert "Lưu báo cáo" in page
    assert head.post(f"{ROOT}moi/?cua={CASES}&{QUERY}", {"name": ""}).status_code == 422
    saved = head.post(f"{ROOT}moi/?cua={CASES}&{QUERY}", {"name": "Của tôi", "text": "Ghi chú"})
    assert saved.status_code == 302
    address = saved["Location"]
    shown = head.get(address).content.decode()
    assert "Của tôi" in shown
    for query in ("", "&nhom-so=" + str(dossier.version.procedure.field_id)):
        listed = head.get(f"{ROOT}ho-so/?cua={CASES}&{QUERY}&cot=received{query}").content.decode()
        assert dossier.code in listed
    of_indicator = QUERY.replace("so=received", "so=qd766.dung_han")
    listed = head.get(f"{ROOT}ho-so/?cua={CASES}&{of_indicator}&cot=qd766.dung_han&phan=progress_counted")
    assert dossier.code in listed.content.decode()
    assert "Con số này tính từ" in listed.content.decode()
    assert head.get(f"{address}gui-thu/").status_code == 200
    sent = head.post(f"{address}gui-thu/", {"rhythm": "MONTH", "after_days": "3", "officials": [people.leader.pk]})
    assert sent.status_code == 302
    assert head.post(f"{address}sua/?{QUERY}", {"name": "Khác", "seen": "9"}).status_code == 422
    assert head.post(f"{address}sua/?{QUERY}", {"name": "Khác", "seen": "1"}).status_code == 302
    text = b"".join(head.get(f"{ROOT}bang.csv?cua={CASES}&{QUERY}").streaming_content).decode()
    assert text.splitlines()[0].startswith("\ufeffLĩnh vực,Hồ sơ tiếp nhận")
    assert text.splitlines()[1].split(",")[-2] == "1"
    assert head.get(f"{ROOT}bang.xlsx?cua={CASES}&{QUERY}").content.startswith(b"PK")
    assert client_of(people.leader).post(address, {"act": "leave"}).status_code == 302
    assert head.post(address, {"act": "delete"}).status_code == 302
    for other in (people.clerk, people.elsewhere, official("so-tu-phap/lanh-dao/thu-truong")):
        client = client_of(other)
        assert client.get(address).status_code == 404
        for page in ("moi/", "ho-so/", "bang.csv", "bang.xlsx"):
            assert client.get(f"{ROOT}{page}?cua={CASES}&{QUERY}&cot=received").status_code == 404


HOSTILE = ("\x00", "'", "9" * 30, "-1", "<b>", "=1+1", "x" * 5000, "ﾛ")


def test_nonsense_in_addresses_is_told_and_never_breaks(agency, people, report):  # noqa: F811
    leader = client_of(people.leader)
    names = ("so", "nhom", "ky", "tu", "den", "pham-vi", "bo-phan", "linh-vuc", "thu-tuc", "cach-nop", "can-bo")
    good = dict(pair.split("=") for pair in QUERY.split("&"))
    turns = cycle(("ho-so/", "bang.csv", f"{report.pk}/", f"{report.pk}/sua/"))
    for value in HOSTILE[:: up_to(3, 1)]:
        for name in (*names, "co-quan", "cap", "sau", "cot", "nhom-so", "cua", "phan"):
            query = urlencode({"cua": CASES, "cot": "received", **good, name: value})
            turn = next(turns)
            for page in ("moi/", turn):
                answer = leader.get(f"{ROOT}{page}?{query}")
                assert answer.status_code in (200, 404), (page, name, value)
                if answer.streaming:
                    assert b"".join(answer.streaming_content)
    for sent in HOSTILE:
        answer = leader.post(f"{ROOT}{report.pk}/gui-thu/", {"rhythm": sent, "after_days": sent, "officials": [sent]})
        assert answer.status_code in (302, 422)


def test_a_page_of_it_asks_no_more_for_more_groups(agency, people, accepted, django_assert_max_num_queries):  # noqa: F811
    accepted("2.000635")
    posts = posts_of(people.leader, on=at(16).date())
    for by in ((By.FIELD,), (By.PROCEDURE, By.WEEK), (By.MONTH, By.OFFICIAL)):
        what = asked(agency, _with(by=by), posts, at=at(16))
        with django_assert_max_num_queries(2):
            found = made(what, limit=50)
        assert found.groups or By.OFFICIAL in by
