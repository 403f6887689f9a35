"""What is counted now and then, beside what is counted as it happens."""

from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.queries import agencies_keeping, schedule_of
from motcua.calendars.rules import DAY, Schedule
from motcua.dossiers.deadlines import judged_due
from motcua.dossiers.models import Dossier
from motcua.handling.models import Task
from motcua.indicators.models import DossierFact, JudgedDue, KnownCalendar, StepFact, WorkedDay
from motcua.indicators.queries import all_differences, unknown_calendars, versions_of
from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.text import VIETNAM, local

# Enough to tell what people do most; its counting takes the same however many dossiers there are.
LATEST = 10_000
_COUNT = """
    INSERT INTO indicators_proceduredemand (procedure_id, filed)
    SELECT v.procedure_id, count(*)
    FROM (SELECT version_id FROM dossiers_dossier ORDER BY id DESC LIMIT %s) latest
    JOIN procedures_procedureversion v ON v.id = latest.version_id
    GROUP BY v.procedure_id
"""
# So many are counted anew in one transaction, which holds them so long.
CHUNK = 500


def count_demand(*, at: datetime) -> None:
    """Count anew for what people filed of late, so that what they look for most stands first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE indicators_proceduredemand IN EXCLUSIVE MODE")
        cursor.execute("DELETE FROM indicators_proceduredemand")
        cursor.execute(_COUNT, [LATEST])


def keep_figures(*, at: datetime) -> None:
    """Sum what was written beside each other, and know every calendar: sums say the same before and after."""
    for calendar in unknown_calendars(until=_horizon(at)):
        know(calendar, at=at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT motcua_fold_days()")


def _horizon(at: datetime) -> date:
    """Until when worked days are written: what was measured lies before."""
    return date(local(at).year + 1, 12, 31)


def know(calendar: WorkingCalendar, *, at: datetime, since: date | None = None) -> None:
    """Write the days of a calendar that are worked otherwise than was known, and measure anew what they touch."""
    with transaction.atomic():
        schedule, until = schedule_of(calendar), _horizon(at)
        changed = _write_days(calendar, schedule, since or schedule.first, until)
        version, base_version = versions_of(calendar)
        KnownCalendar.objects.update_or_create(
            calendar=calendar, defaults={"version": version, "base_version": base_version, "until": until}
        )
    if changed:
        measure_again(calendar, since=min(changed))


def _write_days(calendar: WorkingCalendar, schedule: Schedule, since: date, until: date) -> list[date]:
    known = {
        day.day: (day.opens, day.closes)
        for day in WorkedDay.objects.select_for_update().filter(calendar=calendar, day__gte=since).order_by("day")
    }
    changed, day = [], max(since, schedule.first)
    while day <= until:
        spans = schedule.hours_of(day)
        opens, closes = [span[0] for span in spans], [span[1] for span in spans]
        if known.get(day) != (opens, closes):
            changed.append(
                WorkedDay(
                    calendar=calendar,
                    day=day,
                    minutes=sum(closes) - sum(opens),
                    opens=opens,
                    closes=closes,
                )
            )
        day += DAY
    WorkedDay.objects.bulk_create(
        changed,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["calendar", "day"],
        update_fields=["minutes", "opens", "closes"],
    )
    return [one.day for one in changed]


def measure_again(calendar: WorkingCalendar, *, since: date) -> None:
    """Facts whose time may lie on days from one on, of the agencies that keep the calendar."""
    is_default, agencies = agencies_keeping(calendar.pk)
    begins = datetime.combine(since, time(), tzinfo=VIETNAM)
    touched = Q(finished_at__gte=begins) | Q(finished_at=None, first_answered_at__gte=begins)
    facts, steps = DossierFact.objects.filter(touched), StepFact.objects.filter(ended_at__gte=begins)
    if not is_default:
        facts = facts.filter(Q(agency__in=agencies) | Q(receiving_agency__in=agencies))
        steps = steps.filter(agency__in=agencies)
    _measure(Dossier.objects.filter(pk__in=facts.values("pk")), "motcua_keep_facts")
    _measure(Task.objects.filter(pk__in=steps.values("pk")), "motcua_keep_steps")


def _measure(rows: QuerySet[Any], function: str) -> None:
    """Measure these anew. Who changes one of them now waits, or is waited for: nobody's change is counted away."""
    after = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            held = rows.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")
            part = list(held.values_list("pk", flat=True)[:CHUNK])
            if not part:
                return
            cursor.execute(f"SELECT {function}(%s)", [part])
        after = part[-1]


def _forget(facts: QuerySet[Any], rows: QuerySet[Any]) -> None:
    """What is measured of a row that is no more goes."""
    facts.exclude(pk__in=rows.values("pk")).delete()


def recount(*, at: datetime) -> int:
    """Count everything anew from the dossiers, a part at a time, while work goes on; how much was set right."""
    keep_figures(at=at)
    _judge_those_of_before()
    wrong = sum(1 for _difference in all_differences())
    _forget(DossierFact.objects.all(), Dossier.objects.all())
    _forget(StepFact.objects.all(), Task.objects.all())
    _measure(Dossier.objects.all(), "motcua_keep_facts")
    _measure(Task.objects.all(), "motcua_keep_steps")
    set_days_right(by=None, at=at, wrong=wrong)
    return wrong


def _judge_those_of_before() -> None:
    """What was done before this was kept is judged as it can be now."""
    done = Dossier.objects.filter(reappointments__gt=0).exclude(done_at=None)
    missing = done.exclude(pk__in=JudgedDue.objects.values("pk")).select_related("version", "rulebook")
    for dossier in missing.order_by("pk"):
        JudgedDue.objects.get_or_create(dossier=dossier, defaults={"due_at": judged_due(dossier)})


# A day's rows are written with the facts they count, so any moment sees both or neither: what is missing is added.
_SET_RIGHT = """
    INSERT INTO indicators_keptday (agency_id, field_id, channel, day, name, number)
    SELECT w.agency_id, w.field_id, w.channel, w.day, w.name, w.counted - w.kept FROM indicators_wrongday w
"""


@operation(who=SYSTEM, journal="figures.recounted")
def set_days_right(*, by: None, at: datetime, wrong: int) -> None:
    """Add to the days what their sums lack of the facts, and say that all was counted anew (NĐ 61/2018 Đ29)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('motcua_recount_days'))")
        cursor.execute(_SET_RIGHT)
    note(differences=wrong)
