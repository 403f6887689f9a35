"""The figures that the first page shows: sums of what is counted for each agency and month."""

from datetime import date

import pytest

from motcua.indicators.models import AgencyMonth
from motcua.indicators.queries import province_figures
from motcua.organization.models import Agency

SINCE, UNTIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.mark.django_db
def test_the_province_is_the_sum_of_its_agencies_over_the_months_asked_for():
    assert province_figures(since=SINCE, until=UNTIL).submitted == 0
    for number, agency in enumerate(Agency.objects.order_by("pk")[:3], start=1):
        for month in (3, 4):
            AgencyMonth.objects.create(
                agency=agency, month=date(2026, month, 1), submitted=10 * number, submitted_online=number,
                accepted=9 * number, done_on_time=7 * number, done_late=number, done_without_due_date=1,
                returned=5, rated=2, stars=9,
            )  # fmt: skip
    found = province_figures(since=SINCE, until=UNTIL)
    assert (found.submitted, found.submitted_online, found.accepted) == (60, 6, 54)
    assert (found.done, found.on_time.on_time, found.on_time.late) == (51, 42, 6)
    assert (found.returned, found.rated, found.mean_stars) == (15, 6, "4,5")
