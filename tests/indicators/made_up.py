"""Facts of dossiers that nobody filed: the database counts their days as of any other."""

from datetime import timedelta
from itertools import count

from motcua.indicators.models import DossierFact
from motcua.organization.models import Agency, Unit
from motcua.procedures.models import Procedure

# Above any dossier of a test.
_NUMBERS = count(9_000_000)


def make_facts(agency_code, number, *, when, late=0, still=0, overdue=0, **others):
    """So many accepted at a moment: the first `late` done after their date, the last `still` not done (of them
    `overdue` past their date), the others done in time, a day after; `others`: columns as they are given."""
    agency = Agency.objects.get(code=agency_code)
    procedure = Procedure.objects.get(code=others.pop("procedure", "2.000635"))
    rows = []
    for n in range(number):
        is_done, is_late = n < number - still, n < late
        is_overdue = not is_done and n >= number - overdue
        due = when + timedelta(hours=1 if is_late or is_overdue else 24 * 400 if not is_done else 30)
        done = when + timedelta(hours=24) if is_done else None
        values = {
            "dossier_id": next(_NUMBERS), "agency": agency, "unit": Unit.objects.filter(agency=agency).first(),
            "receiving_agency": agency, "receiving_unit": None, "place_id": agency.place_id, "procedure": procedure,
            "field_id": procedure.field_id, "channel": "COUNTER", "level": agency.level,
            "status": "DONE" if is_done else "IN_PROCESS", "result": "GRANTED" if is_done else "", "is_anew": False,
            "filed_at": when, "first_answered_at": when, "answer_due_at": when + timedelta(days=3), "accepted_at": when,
            "counted_from": when, "first_due_at": due, "due_at": due, "judged_due_at": due, "done_at": done,
            "finished_at": done, "answer_minutes": 1, "used_minutes": 480 if is_done else None,
            "waited_minutes": 0 if is_done else None, "is_late": is_late if is_done else None, "apologies": 0,
            "supplements": 0, "is_asked_again": False, "unallowed_wait": timedelta(), "papers": 0, "papers_digital": 0,
        } | others  # fmt: skip
        values["receiving_unit"] = values["unit"]
        rows.append(DossierFact(**values))
    return DossierFact.objects.bulk_create(rows)
