"""A dossier played from filing to result by the real operations, officials and rules, of which nothing stays.

What it finds is what would stop the first real one: nobody at a post, a key that is not here, a disk that is full.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import filing, intake, results
from motcua.dossiers.operations.filing import ComponentFacts, Filing
from motcua.dossiers.rules import Channel, Outcome, PartyFacts, Returning, ReturnMethod, Role, Status
from motcua.forms.queries import form_in_force
from motcua.handling.filling import content_of, declaration
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.kernel.counters import only_one
from motcua.kernel.illness import Unavailable
from motcua.kernel.operations import Refused, rehearsal
from motcua.kernel.speech import say
from motcua.kernel.storing import aside
from motcua.kernel.text import format_datetime, local
from motcua.organization.models import Unit
from motcua.organization.rules import AnyDuty, Duty, Level, duty_of
from motcua.papers.models import Paper
from motcua.papers.operations import pdf_of
from motcua.papers.signing import rehearsed, verify_all
from motcua.people.models import Account
from motcua.people.rights import held_on, holders_of
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.queries import offered, offices_of, version_in_force
from motcua.procedures.rules import VersionStatus, of_my_case

# Whose dossier it is: nobody's, and the papers that are made of it say so.
NAME = "Người Tập Dượt"
# Seconds it waits for real work that holds what it needs; shorter than PostgreSQL takes to end one of two that wait.
LONGEST_WAIT = 0.4
# More steps than any process has.
MOST_STEPS = 40


@dataclass(frozen=True)
class Played:
    """One step: what was done and by whom; or what stopped it, and what to do about that."""

    label: str
    said: str
    todo: str = ""

    @property
    def is_well(self) -> bool:
        return not self.todo


class _Stopped(Exception):
    """A step cannot be done; the ones after it cannot be tried."""


def counters(*, on: date) -> list[Unit]:
    """The one-stop units at which somebody receives today: where a rehearsal can begin."""
    found = {seat.post.unit.pk: seat.post.unit for seat in held_on(on) if seat.post.has(Duty.RECEIVE)}
    return sorted(found.values(), key=lambda unit: (unit.agency.sort_key, unit.pk))


def rehearsable(unit: Unit, *, on: date) -> QuerySet[Procedure]:
    """The procedures that can be filed at this counter: a rehearsal begins there."""
    versions = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED, channels__kind=Channel.COUNTER)
    return offered(on=on, level=unit.agency.level).filter(pk__in=versions.values("procedure"))


def rehearse(*, unit: Unit, procedure_code: str, at: datetime) -> list[Played]:
    """Play one dossier of this procedure at this counter to its end, or to the step that stops it; nothing stays."""
    with ExitStack() as stack:
        stack.enter_context(aside())
        stack.enter_context(rehearsed())
        stack.enter_context(rehearsal())
        stack.enter_context(_giving_way())
        return _Road(unit, procedure_code, at).played()


@contextmanager
def _giving_way() -> Iterator[None]:
    """One rehearsal at a time; one that would have to wait for real work for long is given up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LONGEST_WAIT * 1000:.0f}ms"])
    try:
        only_one("rehearsal")
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise
        raise Refused(_("Quầy đang bận việc thật, hoặc một lần tập khác đang chạy. Tập lại sau ít phút.")) from error


class _Road:
    """The steps so far, and the dossier on its way."""

    def __init__(self, unit: Unit, procedure_code: str, at: datetime) -> None:
        self.unit, self.code, self.at, self.on = unit, procedure_code, at, local(at).date()
        self.steps: list[Played] = []

    def played(self) -> list[Played]:
        try:
            dossier = self._filed()
            self._accepted(dossier)
            self._worked(dossier)
            self._returned(dossier)
            self._verified(dossier)
        except _Stopped:
            pass
        return self.steps

    @contextmanager
    def _step(self, label: str, todo: str) -> Iterator[Callable[[str], None]]:
        """One step; whatever refuses it is kept with what to do, and ends the road."""
        said: list[str] = []
        try:
            yield said.append
        except Refused as refused:
            why = [refused.message, *(one for one in refused.errors.values() if one not in refused.message)]
            # What is wrong with single fields is wrong with what was made up for them.
            made_up = _("Dữ liệu tập dượt không hợp với mẫu này: tập bằng thủ tục khác, và báo người giữ danh mục.")
            of_fields = refused.errors.keys() - {"place", "outage"}
            self.steps.append(Played(label, " ".join(why), made_up if of_fields else todo))
            raise _Stopped from refused
        except Unavailable as unavailable:
            here = unavailable.told or _("Máy này chưa làm được: %s.") % str(unavailable).rstrip(".")
            self.steps.append(Played(label, here, _("Xem «Sức khỏe hệ thống» và ./motcua check trên máy này.")))
            raise _Stopped from unavailable
        self.steps.append(Played(label, " ".join(said)))

    def _filed(self) -> Dossier:
        with self._step(
            _("Đăng ký tại quầy"), _("Xem thủ tục ở Danh mục, nơi tiếp nhận của nó, và mã định danh.")
        ) as tell:
            version = version_in_force(self.code, on=self.on)
            if version is None:
                raise Refused(_("Thủ tục này không có hiệu lực hôm nay."))
            by = self._official(Duty.RECEIVE, self.unit)
            facts = self._facts(version)
            dossier = filing.register_at_counter(
                filing=facts, unit=self.unit, submission_key=uuid.uuid4(), by=by, at=self.at
            )
            tell(_("%(who)s đăng ký «%(name)s».") % {"who": by.full_name, "name": say(version.procedure.name)})
        return dossier

    def _accepted(self, dossier: Dossier) -> None:
        todo = _("Ghi mã định danh thật cho cơ quan tiếp nhận; kiểm quy trình nội bộ của thủ tục và lịch làm việc.")
        with self._step(_("Tiếp nhận, hẹn ngày trả"), todo) as tell:
            intake.accept(dossier, by=self._official(Duty.RECEIVE, self.unit), at=self.at)
            dossier.refresh_from_db()
            facts = {"code": dossier.shown_code, "due": format_datetime(dossier.due_at) if dossier.due_at else "–"}
            tell(_("Mã %(code)s (trả lại ngay), hẹn trả %(due)s.") % facts)

    def _worked(self, dossier: Dossier) -> None:
        for _number in range(MOST_STEPS):
            task = Task.objects.of(dossier).open().order_by("pk").first()
            if task is None:
                return
            todo = _("Giao vị trí ở «Cán bộ», nhập khóa của người ký và của cơ quan, rồi tập lại.")
            with self._step(say(task.name), todo) as tell:
                by = self._official(duty_of(task.duty), task.unit)
                if task.kind == "PREPARE":
                    content = content_of(dossier, on=self.on)
                    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=by, at=self.at)
                tasks.finish_task(task, by=by, at=self.at)
                tell(f"{by.full_name}, {task.unit.name}.")
            dossier.refresh_from_db()

    def _returned(self, dossier: Dossier) -> None:
        dossier.refresh_from_db()
        with self._step(
            _("Trả kết quả"), _("Xem quy trình nội bộ của thủ tục: bước cuối phải là trả kết quả.")
        ) as tell:
            if dossier.status != Status.DONE:
                raise Refused(_("Xong mọi bước mà hồ sơ chưa có kết quả."))
            by = self._official(Duty.RECEIVE, self.unit)
            results.return_result(dossier, receiver=results.Receiver(NAME), by=by, at=self.at)
            tell(_("%s trả tại quầy.") % by.full_name)

    def _verified(self, dossier: Dossier) -> None:
        """The papers as they would be in the world: each is drawn, and what was signed is read again."""
        todo = _("Xem «Khóa ký» và «Dấu thời gian» trong hướng dẫn vận hành.")
        with self._step(_("Lập giấy tờ, đọc lại chữ ký"), todo) as tell:
            papers = list(Paper.objects.filter(subject_reference=dossier.reference).order_by("pk"))
            signed = 0
            for paper in papers:
                checks = verify_all(pdf_of(paper, at=self.at))
                if not all(check.is_intact and check.covers_whole for check in checks):
                    raise Refused(_("Chữ ký trên «%s» không đọc lại được.") % paper.title)
                signed += len(checks)
            facts = {"papers": len(papers), "signed": signed}
            tell(_("%(papers)d giấy tờ, %(signed)d chữ ký bằng khóa tập dượt; nội dung không đổi từ khi ký.") % facts)

    def _official(self, duty: AnyDuty, unit: Unit) -> Account:
        found = holders_of(duty, unit_id=unit.pk, on=self.on)
        if not found:
            facts = {"unit": unit.name, "agency": unit.agency.name}
            raise Refused(_("Chưa ai giữ vị trí làm bước này ở %(unit)s, %(agency)s.") % facts)
        return found[0]

    def _facts(self, version: ProcedureVersion) -> Filing:
        """What somebody who does not exist hands in: all that the usual case asks for."""
        case = {question.key: question.options[0]["value"] for question in version.questions.all()}
        wanted = of_my_case(version.components.all(), case)
        components = [
            ComponentFacts(one.key, one.name, originals=one.originals, copies=one.copies)
            for one in wanted
            if not (one.is_in_database or one.is_shown_only or one.is_note)
        ]
        return Filing(
            version=version,
            place_code=self._place(version),
            channel=Channel.COUNTER,
            parties=[PartyFacts(role, NAME) for role in (Role.FILER, Role.HOLDER, Role.RECIPIENT)],
            returning=Returning(ReturnMethod.COUNTER),
            case_answers=case,
            answers=self._declared(version, case),
            components=components,
            outage=_("Tập dượt trước khi mở hệ thống"),
        )

    def _declared(self, version: ProcedureVersion, case: dict[str, str]) -> dict[str, Any]:
        form = form_in_force(version.form_key, on=self.on) if version.form_key else None
        return declaration(form.parsed, {}, case, today=self.on) if form else {}

    def _place(self, version: ProcedureVersion) -> str:
        """Its own commune, or the first agency of the province that handles this."""
        agency = self.unit.agency
        if agency.level == Level.COMMUNE:
            return agency.place.code
        return next((one.code for one in offices_of(version, on=self.on, level=agency.level)), "")
