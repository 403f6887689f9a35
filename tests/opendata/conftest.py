"""Datasets of the packs, figures to tell of, and what was published of them."""

import csv
import io
import json
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from motcua.indicators.models import DossierFact, KeptDay
from motcua.opendata.models import Dataset
from motcua.opendata.releasing import look_at
from motcua.organization.models import Agency
from motcua.procedures.models import Procedure

VN = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=VN)


def dataset(code):
    return Dataset.objects.get(code=code)


def released(code, *, at=AT):
    return look_at(dataset(code), at=at)


def content_of(release, form="csv"):
    """A release's file as it is put together again of its pieces."""
    file = release.files.get(format=form)
    return b"".join(piece.stored.read() for piece in file.pieces.select_related("stored"))


def rows_of(release):
    return list(csv.DictReader(io.StringIO(content_of(release).decode("utf-8-sig"))))


def told(release):
    return json.loads(content_of(release, "json"))


@pytest.fixture
def figures(db):
    """Writes sums of days and facts of dossiers as the database would, without the life behind them."""
    agencies = {code: Agency.objects.get(code=code) for code in ("ubnd-06187", "ubnd-05977", "so-tu-phap")}
    procedures = {code: Procedure.objects.get(code=code) for code in ("1.004873", "2.000635", "1.001193")}

    def filed(agency, day, number, *, name="filed", procedure="1.004873", channel="ONLINE"):
        field = procedures[procedure].field
        KeptDay.objects.create(agency=agencies[agency], field=field, channel=channel, day=day, name=name, number=number)

    def ended(agency, on, number, *, procedure="1.004873", channel="ONLINE", result="GRANTED"):
        first = (DossierFact.objects.order_by("-pk").values_list("pk", flat=True).first() or 10**6) + 1
        when = datetime.combine(on, datetime.min.time().replace(hour=9), tzinfo=VN)
        unit = agencies[agency].units.first()
        DossierFact.objects.bulk_create(
            DossierFact(
                dossier_id=first + n,
                agency=agencies[agency],
                unit=unit,
                receiving_agency=agencies[agency],
                receiving_unit=unit,
                place=agencies[agency].place,
                procedure=procedures[procedure],
                field=procedures[procedure].field,
                channel=channel,
                level=agencies[agency].level,
                status="DONE",
                result=result,
                is_anew=False,
                filed_at=when,
                answer_due_at=when,
                finished_at=when,
                judged_due_at=when,
                is_late=False,
                used_minutes=600,
                late_reason="",
                apologies=0,
                supplements=0,
                is_asked_again=False,
                unallowed_wait=when - when,
                papers=1,
                papers_digital=1,
            )
            for n in range(number)
        )

    return SimpleNamespace(filed=filed, ended=ended, march=date(2026, 3, 10), april=date(2026, 4, 10))
