"""What is to be measured, reckoned by other ways: SQL of its own over the raw tables, the calendar in Python."""

from collections import Counter
from datetime import date

from django.db import connection

from motcua.calendars.queries import schedule_for
from motcua.dossiers.models import ClockMark, Dossier
from motcua.handling.models import Task
from motcua.indicators.models import DossierFact, StepFact
from motcua.indicators.queries import day_sums
from motcua.kernel.text import local

# Ten sums of a province's dossiers from the raw tables, by the name that days have for them.
RAW = {
    "filed": "SELECT count(*) FROM dossiers_dossier WHERE in_place_of_id IS NULL",
    "accepted": "SELECT count(*) FROM dossiers_dossier WHERE in_place_of_id IS NULL AND accepted_at IS NOT NULL",
    "done": "SELECT count(*) FROM dossiers_dossier WHERE status IN ('DONE', 'RETURNED')",
    "granted": "SELECT count(*) FROM dossiers_dossier WHERE done_at IS NOT NULL AND outcome = 'GRANTED'",
    "withdrawn": "SELECT count(*) FROM kernel_journalentry WHERE word = 'dossier.withdrawn'",
    "stopped": "SELECT count(*) FROM dossiers_dossier WHERE status = 'STOPPED'",
    "returned": "SELECT count(*) FROM kernel_journalentry WHERE word = 'dossier.returned'",
    "asked_again": """SELECT count(*) FROM dossiers_dossier d WHERE d.done_at IS NOT NULL AND 1 < (
        SELECT count(*) FROM dossiers_supplementrequest r WHERE r.dossier_id = d.id)""",
    "paid_dong": "SELECT coalesce(sum(fee_paid_dong), 0) FROM dossiers_dossier",
    "stars": "SELECT coalesce(sum(stars), 0) FROM dossiers_rating",
    "received_anew": "SELECT count(*) FROM kernel_journalentry WHERE word = 'dossier.received_anew'",
}


def sums(*names):
    """The sums of all days of the province, by name."""
    found = Counter()
    for counted in day_sums(*names, since=date(2020, 1, 1), until=date(2030, 1, 1)).values():
        found.update(counted)
    return found


def raw(name):
    with connection.cursor() as cursor:
        cursor.execute(RAW[name])
        return cursor.fetchone()[0]


def still_spans(dossier, until):
    """When a dossier's clock stood still, mark by mark."""
    since = None
    for mark in ClockMark.objects.filter(dossier=dossier).order_by("pk"):
        if mark.kind == "PAUSED":
            since = since or mark.at
        elif mark.kind != "EXTENDED" and since is not None:
            yield since, min(mark.at, until)
            since = None
    if since is not None:
        yield since, until


def waited(dossier, schedule, since, until):
    """Working minutes between two moments in which a dossier's clock stood still."""
    spans = [(max(began, since), ended) for began, ended in still_spans(dossier, until)]
    return sum(max(0, schedule.working_minutes_between(began, ended)) for began, ended in spans)


def minutes_of(dossier):
    """What its calendar says of a finished dossier: minutes waited for its filer, and used by the office."""
    ended = dossier.done_at or dossier.ended_at
    if dossier.accepted_at is None or ended is None:
        return None, None
    schedule = schedule_for(dossier.handling_agency_id, on=local(dossier.accepted_at).date())
    began = ClockMark.objects.filter(dossier=dossier, kind="STARTED").earliest("pk").at
    still = waited(dossier, schedule, began, ended)
    return still, max(0, schedule.working_minutes_between(began, ended)) - still


def wrong_minutes():
    """The dossiers and steps whose minutes are not what the calendar says."""
    found = []
    for dossier in Dossier.objects.order_by("pk"):
        fact = DossierFact.objects.get(pk=dossier.pk)
        if (fact.waited_minutes, fact.used_minutes) != minutes_of(dossier):
            found.append((dossier.pk, fact.waited_minutes, fact.used_minutes, minutes_of(dossier)))
        ended, due = fact.finished_at, fact.judged_due_at
        if ended is not None and due is not None and dossier.accepted_at is not None:
            schedule = schedule_for(dossier.handling_agency_id, on=local(dossier.accepted_at).date())
            late = max(0, schedule.working_minutes_between(due, ended))
            if (fact.late_minutes, fact.is_late) != (late, ended > due):
                found.append((dossier.pk, fact.late_minutes, fact.is_late, late))
    return found + list(wrong_steps())


def wrong_steps():
    """The finished steps whose minutes are not what the calendar of their unit's agency says."""
    for task in Task.objects.exclude(finished_at=None).select_related("unit", "dossier").order_by("pk"):
        fact = StepFact.objects.get(pk=task.pk)
        schedule = schedule_for(task.unit.agency_id, on=local(task.opened_at).date())
        still = waited(task.dossier, schedule, task.opened_at, task.finished_at)
        used = max(0, schedule.working_minutes_between(task.opened_at, task.finished_at)) - still
        allotted = None
        if task.due_at is not None:
            allotted = max(0, schedule.working_minutes_between(task.opened_at, task.due_at)) - still
        if (fact.waited_minutes, fact.used_minutes, fact.allotted_minutes) != (still, used, allotted):
            yield task.pk, fact.waited_minutes, fact.used_minutes, fact.allotted_minutes, still, used, allotted
