"""The only code that drafts, checks and signs reports, and reminds of them."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.handling.paperwork import signed_by
from motcua.kernel.lengths import REASON, within
from motcua.kernel.operations import SYSTEM, Refused, made, note, operation
from motcua.kernel.text import format_date, local, worded
from motcua.notices.operations import tell
from motcua.organization.models import Agency
from motcua.organization.rules import symbol_of
from motcua.papers.operations import issue, sign_paper
from motcua.people.models import Account
from motcua.people.rights import Right, held_on
from motcua.reports.models import Reminder, Report, ReportForm, ReportVersion
from motcua.reports.queries import (
    Progress,
    count,
    due_on,
    forms_on,
    is_before_everything,
    mark_of,
    reporting,
    shown,
)
from motcua.reports.rights import CHECKER, COLLECTOR, PREPARER, PREPARES, SIGNER, SIGNS, VERSION, is_in
from motcua.reports.rules.paper import PeriodicReport, printed
from motcua.reports.rules.periods import PeriodKind, ReportPeriod, last_ended
from motcua.reports.rules.tables import FormDefinition, mistakes

State = ReportVersion.State
# A report is a record under Vietnamese law: it is written in Vietnamese, whoever causes it.
IN_VIETNAMESE = override("vi")
EXPLANATION = 4000
# So many days after a report was due its agency is still reminded of it, once a day.
REMINDED_FOR = 10


@operation(who=SYSTEM, journal="reports.forms_defined")
def define_forms(
    forms: Sequence[FormDefinition], *, no_longer: Sequence[ReportForm], by: None, at: datetime
) -> list[ReportForm]:
    """Put forms of reports in force for their times (NĐ 09/2019/NĐ-CP; TT 01/2020/TT-VPCP).

    A form by which somebody has reported stays as the row that it is; what it says is replaced.
    """
    note(forms=[f"{form.code} {form.valid_from}" for form in forms], gone=[str(form) for form in no_longer])
    for form in no_longer:
        form.delete()
    return [
        ReportForm.objects.update_or_create(
            code=form.code,
            valid_from=form.valid_from,
            defaults={"valid_until": form.valid_until, "data": form.model_dump(mode="json")},
        )[0]
        for form in forms
    ]


@operation(who=PREPARER, journal="report.drafted")
def draft(
    agency: Agency, *, form: ReportForm, period: ReportPeriod, by: Account, at: datetime, correction: str = ""
) -> ReportVersion:
    """Begin an agency's report of a period that is over, counted now; beside a signed one a new version (NĐ 09/2019).

    Refused before the period is over, where nothing was filed here yet, while a version is in the making, and beside a
    signed one without a reason.
    """
    _judge_period(agency, form, period, at)
    report, is_new = Report.objects.get_or_create(
        form=form, agency=agency, period=period.kind, year=period.year, number=period.number
    )
    last = None if is_new else report.versions.order_by("-number").first()
    correction = within("correction", correction.strip(), REASON)
    if last is not None and not last.is_signed:
        raise Refused(_("Báo cáo này đang có một bản chưa ký. Tải lại trang để xem."))
    if last is not None and not worded(correction):
        message = _("Báo cáo đã ký. Hãy nêu lý do lập bản sửa đổi.")
        raise Refused(message, errors={"correction": message})
    with IN_VIETNAMESE:
        table = count(form.definition, agency, period, at=at)
    version = ReportVersion(
        report=report,
        number=last.number + 1 if last else 1,
        data=table.as_data(),
        correction=correction if last else "",
        explanation=last.explanation if last else "",
        counted_at=at,
        drafted_by=by,
    )
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError as error:
        raise Refused(_("Người khác vừa lập báo cáo này. Tải lại trang để xem.")) from error
    note(form=form.code, period=period.code, agency=agency.code, version=version.number, correction=version.correction)
    return made(version)


def _judge_period(agency: Agency, form: ReportForm, period: ReportPeriod, at: datetime) -> None:
    if at < period.ends:
        raise Refused(
            _("Kỳ này kéo dài đến hết ngày %s nên chưa lập báo cáo được. Số liệu xem thử đã có ở trang này.")
            % format_date(period.last)
        )
    if agency not in reporting(form.definition, period):
        raise Refused(_("Cơ quan này không phải lập biểu này trong kỳ này."))
    if is_before_everything(form.definition, period):
        raise Refused(_("Hệ thống chưa có hồ sơ nào trong hoặc trước kỳ này: không có gì để đếm."))


@operation(who=PREPARER, journal="report.counted_again", on=VERSION, when=is_in(State.DRAFT))
def count_again(version: ReportVersion, *, by: Account, at: datetime) -> ReportVersion:
    """Count a draft anew: what was corrected since is in it then (NĐ 09/2019/NĐ-CP)."""
    report = version.report
    with IN_VIETNAMESE:
        version.data = count(report.form.definition, report.agency, report.of, at=at).as_data()
    version.counted_at = at
    version.save(update_fields=["data", "counted_at"])
    note(version=version.number)
    return version


@operation(who=PREPARER, journal="report.explained", on=VERSION, when=is_in(State.DRAFT))
def explain(version: ReportVersion, *, text: str, was: str, by: Account, at: datetime) -> ReportVersion:
    """Write what a draft says beneath its table (NĐ 09/2019/NĐ-CP); `was` is what its writer saw there before.

    Refused when somebody else has written there since.
    """
    text = within("explanation", text.strip(), EXPLANATION)
    if was.split() != version.explanation.split() and text != version.explanation:
        message = _("Người khác vừa sửa phần thuyết minh thành: «%s». Chép phần cần giữ rồi lưu lại.")
        message %= version.explanation
        raise Refused(message, errors={"explanation": message})
    version.explanation = text
    version.save(update_fields=["explanation"])
    note(version=version.number)
    return version


@operation(who=CHECKER, journal="report.checked", on=VERSION, when=is_in(State.DRAFT))
def check(version: ReportVersion, *, seen: str = "", by: Account, at: datetime) -> ReportVersion:
    """Say that a draft is right and hand it on to be signed (NĐ 09/2019/NĐ-CP).

    Refused where its columns do not agree, where its table is not what was `seen` (a `mark_of` it), and by who
    drafted it, unless they sign for the agency.
    """
    _refuse_changed(seen.partition("-")[0], mark_of(version).partition("-")[0])
    wrong = mistakes(version.report.form.definition.columns, version.table)
    if wrong:
        raise Refused(" ".join(one.said for one in wrong[:3]))
    version.state, version.checked_by, version.checked_at = State.CHECKED, by, at
    version.save(update_fields=["state", "checked_by", "checked_at"])
    note(version=version.number)
    report = version.report
    for official in _holding(SIGNS, report.agency, at):
        if official.pk != by.pk:
            _tell(official, kind="report_to_sign", form=report.form, agency=report.agency, period=report.of, at=at)
    return version


def _refuse_changed(seen: str, now: str) -> None:
    if seen and seen != now:
        raise Refused(_("Báo cáo đã thay đổi sau khi bạn mở trang. Dưới đây là bản mới nhất: xem lại rồi làm tiếp."))


@operation(who=PREPARER, journal="report.sent_back", on=VERSION, when=is_in(State.CHECKED))
def send_back(version: ReportVersion, *, reason: str, by: Account, at: datetime) -> ReportVersion:
    """Give a checked report back to who drafts it, with what is to be done (NĐ 09/2019/NĐ-CP)."""
    reason = within("reason", worded(reason), REASON)
    if not worded(reason):
        message = _("Hãy nêu lý do trả lại.")
        raise Refused(message, errors={"reason": message})
    version.state, version.sent_back = State.DRAFT, reason
    version.checked_by = version.checked_at = None
    version.save(update_fields=["state", "sent_back", "checked_by", "checked_at"])
    note(version=version.number, reason=reason)
    return version


@operation(who=SIGNER, journal="report.signed", on=VERSION, when=is_in(State.CHECKED))
def sign(version: ReportVersion, *, seen: str = "", by: Account, at: datetime) -> ReportVersion:
    """Sign a checked report for the agency: its paper is issued, its table frozen (NĐ 09/2019; NĐ 30/2020 Đ13).

    Refused where it is not what was `seen` (a `mark_of` it).
    """
    _refuse_changed(seen, mark_of(version))
    report = version.report
    agency = report.agency
    with IN_VIETNAMESE:
        value = PeriodicReport(
            agency_name=agency.name,
            parent_agency_name=agency.parent.name if agency.parent else "",
            place_name=agency.place.name,
            at=at,
            symbol=symbol_of("BC-UBND", kind=agency.kind),
            explanation=version.explanation,
            correction=version.correction,
            **signed_by(by, agency, at),
            **vars(printed(report.form.definition, report.of, version.table)),
        )
        paper = issue(value, agency=agency, subject_reference="", by=by, at=at)
    version.paper = sign_paper(paper, by=by, at=at)
    version.state, version.signed_at = State.SIGNED, at
    version.save(update_fields=["paper", "state", "signed_at"])
    note(form=report.form.code, period=report.of.code, version=version.number, paper=paper.number)
    return version


@operation(who=COLLECTOR, journal="report.reminded")
def remind(agency: Agency, *, form: ReportForm, period: ReportPeriod, by: Account | None, at: datetime) -> Reminder:
    """Tell who prepares an agency's reports that one is not sent yet (NĐ 09/2019/NĐ-CP); once a day.

    Refused when it is sent, cannot be drafted yet or at all, or was reminded of today.
    """
    _judge_period(agency, form, period, at)
    if shown(form, agency, period).progress in (Progress.SIGNED, Progress.CORRECTING):
        raise Refused(_("%s đã gửi báo cáo này.") % agency.short_name)
    day = local(at).date()
    reminder, is_new = Reminder.objects.get_or_create(form=form, agency=agency, period=period.code, day=day)
    if not is_new:
        raise Refused(_("Hôm nay đã nhắc %s rồi.") % agency.short_name)
    note(form=form.code, period=period.code, agency=agency.code)
    due = due_on(form.definition, agency, period)
    for official in _holding(PREPARES, agency, at):
        _tell(official, kind="report_owed", form=form, agency=agency, period=period, at=at, due=format_date(due))
    return reminder


def _holding(right: Right, agency: Agency, at: datetime) -> list[Account]:
    """Who has a right at an agency on the day."""
    seats = [seat for seat in held_on(local(at).date()) if seat.post.unit.agency_id == agency.pk]
    found = {seat.official_id: seat.official for seat in seats if any(seat.post.has(one) for one in right.duties)}
    return list(found.values())


def _tell(
    official: Account, *, kind: str, form: ReportForm, agency: Agency, period: ReportPeriod, at: datetime, due: str = ""
) -> None:
    path = f"/lam-viec/bao-cao/{form.definition.slug}/{period.code}/{agency.code}/"
    tell(
        kind=kind,
        account=official,
        email=official.email,
        phone="",
        context={
            "form": form.code,
            "period": period.name,
            "due": due,
            "link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}",
        },
        dossier_reference="",
        by=None,
        at=at,
    )


def remind_of_reports(*, at: datetime) -> None:
    """Each day: who owes a report of a period that is over, on the forms that are owed for its kind."""
    today = local(at).date()
    for kind in PeriodKind:
        period = last_ended(kind, today)
        owed = [form for form in forms_on(period.last) if kind in form.definition.owed]
        for form in (one for one in owed if not is_before_everything(one.definition, period)):
            for agency in reporting(form.definition, period):
                _remind_if_due(agency, form, period, at)


def _remind_if_due(agency: Agency, form: ReportForm, period: ReportPeriod, at: datetime) -> None:
    due, today = due_on(form.definition, agency, period), local(at).date()
    if not due <= today or (today - due).days > REMINDED_FOR:
        return
    try:
        remind(agency, form=form, period=period, by=None, at=at)
    except Refused:
        return
