"""The only code that keeps an agency's own reports, and sends them out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from motcua.kernel.lengths import REASON, within
from motcua.kernel.operations import SYSTEM, Refused, made, note, operation
from motcua.kernel.text import format_date, local, visible
from motcua.notices.operations import tell
from motcua.organization.models import Agency
from motcua.people.models import Account
from motcua.people.rights import posts_of
from motcua.reports.own.models import OwnReport, OwnReportReader, OwnReportSending
from motcua.reports.own.queries import MOST_REPORTS, asked, readers_of
from motcua.reports.own.queries import made as told
from motcua.reports.own.rights import KEEPER, OWN
from motcua.reports.rules.own import MOST_AFTER, Chosen, Over, Rhythm, goes_out_on

NAME, NOTE = 150, REASON
# So many officials of an agency get a report.
MOST_READERS = 50


@operation(who=KEEPER, journal="own_report.kept")
def keep_report(agency: Agency, *, name: str, text: str, chosen: Chosen, by: Account, at: datetime) -> OwnReport:
    """Keep what an agency counts for itself under a name.

    Beside the periodic reports of NĐ 09/2019/NĐ-CP. Refused without a name, for what cannot be counted, for figures of
    officials by who does not supervise them, and beside another of that name.
    """
    _judge(agency, chosen, by, at)
    if OwnReport.objects.filter(agency=agency).count() >= MOST_REPORTS:
        raise Refused(_("Cơ quan đã có %d báo cáo tự lập. Xóa bớt cái không dùng nữa.") % MOST_REPORTS)
    report = OwnReport(agency=agency, data=chosen.as_data(), changed_by=by, changed_at=at, **_words(name, text))
    _save(report)
    note(agency=agency.code, name=report.name, chosen=report.data)
    return made(report)


@operation(who=KEEPER, journal="own_report.changed", on=OWN)
def change_report(
    report: OwnReport, *, name: str, text: str, chosen: Chosen, seen: int, by: Account, at: datetime
) -> OwnReport:
    """Choose anew what a report counts; the journal keeps what it counted before, its readers are told.

    Beside the reports of NĐ 09/2019/NĐ-CP. Refused as when it is kept first, and when somebody else
    changed it since it was `seen`.
    """
    if seen != report.edition:
        message = _("%(who)s vừa sửa báo cáo này. Điều bạn chọn còn ở đây: xem bản mới nhất rồi lưu lại nếu vẫn cần.")
        raise Refused(message % {"who": report.changed_by.full_name})
    _judge(report.agency, chosen, by, at)
    before = {"name": report.name, "chosen": report.data}
    words = _words(name, text)
    report.name, report.note, report.data = words["name"], words["note"], chosen.as_data()
    report.edition, report.changed_by, report.changed_at = report.edition + 1, by, at
    _save(report)
    note(agency=report.agency.code, name=report.name, chosen=report.data, before=before)
    _tell_readers(report, "own_report_changed", by=by, at=at, link=_address(report), before=before["name"])
    return report


@operation(who=KEEPER, journal="own_report.deleted", on=OWN)
def delete_report(report: OwnReport, *, by: Account, at: datetime) -> None:
    """Keep a report no longer; who got it by mail is told. It is none of the reports of NĐ 09/2019/NĐ-CP.

    No dossier and no figure goes with it.
    """
    note(agency=report.agency.code, name=report.name, chosen=report.data)
    link = f"{settings.PUBLIC_ADDRESS.rstrip('/')}/lam-viec/bao-cao/cua-co-quan/"
    _tell_readers(report, "own_report_gone", by=by, at=at, link=link)
    report.delete()


@operation(who=KEEPER, journal="own_report.scheduled", on=OWN)
def schedule_report(
    report: OwnReport, *, rhythm: Rhythm, after_days: int, officials: Sequence[int], by: Account, at: datetime
) -> OwnReport:
    """Say when a report goes out by mail, and to whom of those at the agency who may read it.

    Beside the reports of NĐ 09/2019/NĐ-CP. Refused without anybody, and for a day on which the next days would be over.
    """
    if rhythm is not Rhythm.NEVER and not 1 <= after_days <= MOST_AFTER:
        message = _("Ngày gửi phải từ ngày thứ 1 đến ngày thứ %d sau khi kỳ kết thúc.") % MOST_AFTER
        raise Refused(message, errors={"after_days": message})
    allowed = {one.pk for one in readers_of(report, at=at)}
    chosen = sorted(set(officials) & allowed)
    if (rhythm is not Rhythm.NEVER and not chosen) or len(chosen) > MOST_READERS:
        message = _("Hãy chọn người nhận, nhiều nhất %d người.") % MOST_READERS
        raise Refused(message, errors={"officials": message})
    report.rhythm, report.after_days = rhythm.value, after_days if rhythm is not Rhythm.NEVER else report.after_days
    report.save(update_fields=["rhythm", "after_days"])
    report.readers.exclude(official__in=chosen).delete()
    OwnReportReader.objects.bulk_create(
        [OwnReportReader(report=report, official_id=pk) for pk in chosen], ignore_conflicts=True
    )
    note(agency=report.agency.code, name=report.name, rhythm=rhythm.value, after_days=after_days, officials=chosen)
    return report


@operation(who=KEEPER, journal="own_report.left", on=OWN)
def leave_mailing(report: OwnReport, *, by: Account, at: datetime) -> OwnReport:
    """Get a report by mail no longer, by one's own choice; beside NĐ 09/2019/NĐ-CP."""
    gone, _kinds = report.readers.filter(official=by).delete()
    if not gone:
        raise Refused(_("Bạn không nhận báo cáo này qua thư."))
    note(agency=report.agency.code, name=report.name)
    return report


@operation(who=SYSTEM, journal="own_report.sent", on=OWN)
def send_report(report: OwnReport, *, since: date, until: date, by: None, at: datetime) -> OwnReportSending | None:
    """Count a report over days that are over and tell who gets it where it is: the letter holds no number of it.

    Beside the reports of NĐ 09/2019/NĐ-CP. Nothing twice for the same days, or where nobody may read it any more, as
    of an agency that ended.
    """
    allowed = {one.pk for one in readers_of(report, at=at)}
    officials = [one.official for one in report.readers.select_related("official") if one.official_id in allowed]
    if not officials:
        return None
    sending, is_new = OwnReportSending.objects.get_or_create(
        report=report, since=since, until=until, defaults={"sent_at": at}
    )
    if not is_new:
        return None
    last = until - timedelta(days=1)
    chosen = Chosen(**{**vars(report.chosen), "over": Over.DAYS, "since": since, "until": last})
    what = asked(report.agency, chosen, posts_of(officials[0], on=local(at).date()), at=at)
    found = told(what, limit=1)
    note(agency=report.agency.code, name=report.name, since=since.isoformat(), groups=found.groups if found else 0)
    link = f"{_address(report)}?tu={since.isoformat()}&den={last.isoformat()}"
    for official in officials:
        _tell(
            official,
            report,
            "own_report_ready",
            at=at,
            link=link,
            since=format_date(since),
            until=format_date(last),
            groups=str(found.groups) if found and what.chosen.by else "",
            lacking="1" if what.gone or what.problems else "",
        )
    return sending


def send_own_reports(*, at: datetime) -> None:
    """Each day: the reports whose days are over and whose day to go out has come."""
    on = local(at).date()
    for report in OwnReport.objects.exclude(rhythm=Rhythm.NEVER.value).order_by("pk").iterator(chunk_size=200):
        days = goes_out_on(Rhythm(report.rhythm), report.after_days, on)
        if days and not report.sendings.filter(since=days[0], until=days[1]).exists():
            send_report(report, since=days[0], until=days[1], by=None, at=at)


def _judge(agency: Agency, chosen: Chosen, by: Account, at: datetime) -> None:
    what = asked(agency, chosen, posts_of(by, on=local(at).date()), at=at)
    if what.gone and not what.problems:
        message = _("Có số liệu không còn đếm được: bỏ đi rồi lưu lại.")
        raise Refused(message, errors={"counts": message})
    if what.problems:
        raise Refused(next(iter(what.problems.values())), errors=dict(what.problems))


def _words(name: str, text: str) -> dict[str, str]:
    name = " ".join(within("name", name.strip(), NAME).split())
    if not visible(name):
        message = _("Hãy đặt tên cho báo cáo.")
        raise Refused(message, errors={"name": message})
    return {"name": name, "note": within("text", text.strip(), NOTE)}


def _save(report: OwnReport) -> None:
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        message = _("Cơ quan đã có báo cáo tên «%s». Đặt tên khác.") % report.name
        raise Refused(message, errors={"name": message}) from error


def _tell_readers(report: OwnReport, kind: str, *, by: Account, at: datetime, **said: str) -> None:
    for reader in report.readers.exclude(official=by).select_related("official").order_by("pk"):
        _tell(reader.official, report, kind, at=at, **said)


def _tell(official: Account, report: OwnReport, kind: str, *, at: datetime, **said: Any) -> None:
    tell(
        kind=kind,
        account=official,
        email=official.email,
        phone="",
        context={"report": report.name, "agency": report.agency.short_name, **said},
        dossier_reference="",
        by=None,
        at=at,
    )


def _address(report: OwnReport) -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/lam-viec/bao-cao/cua-co-quan/{report.pk}/"
