"""Who may do what where, on a day: read from the posts people hold, which are all the rights there are."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.kernel.text import fold
from motcua.organization.models import Agency
from motcua.organization.rules import Duty, duty_of
from motcua.people.desk import Desk, context, official_page
from motcua.people.models import Account, Holding
from motcua.people.rights import holdings_on
from motcua.people.structures import duty_labels
from motcua.ui.days import day_text

PAGE = 40


@require_GET
@official_page
def rights(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Posts held on a day: all of them for administrators, for who supervises those of the own agencies."""
    if not (desk.administers or desk.has(Duty.SUPERVISE)):
        raise PermissionDenied
    typed = day_text(request.GET, "ngay")
    day, trouble = _day(typed, desk.on)
    text, duty = request.GET.get("q", "")[:100], request.GET.get("nhiem-vu", "")
    found = holdings_on(day)
    if not desk.administers:
        found = found.filter(
            post__unit__agency__in={post.unit.agency_id for post in desk.posts if post.has(Duty.SUPERVISE)}
        )
    if duty in duty_labels():
        found = found.filter(post__duties__contains=[duty_of(duty).value])
    if text.strip():
        found = _like(found, text)
    after = number_in(request.GET.get("sau", "")) or 0
    rows = list(found.filter(pk__gt=after).select_related("official", "post__unit__agency").order_by("pk")[: PAGE + 1])
    values = context(
        desk, rows=rows[:PAGE], following=rows[PAGE - 1].pk if len(rows) > PAGE else "", text=text, duty=duty, day=day,
        typed=typed or day.isoformat(), trouble=trouble,
        duties=[(key, _(said)) for key, said in duty_labels().items()],
    )  # fmt: skip
    return render(request, "workspace/rights.html", values)


def _day(typed: str, today: date) -> tuple[date, str]:
    try:
        return (date.fromisoformat(typed) if typed else today), ""
    except ValueError:
        return today, _("Nhập một ngày có thật. Dưới đây là quyền hôm nay.")


def _like(found: QuerySet[Holding], text: str) -> QuerySet[Holding]:
    """Of people, or of agencies, that are called so; there are some hundreds of each."""
    said = fold(text)
    officials = Account.objects.filter(pk__in=found.values("official"))
    people = [pk for pk, name in officials.values_list("pk", "full_name") if said in fold(name)]
    named = Agency.objects.values_list("pk", "name", "short_name")
    agencies = [pk for pk, name, short in named if said in fold(f"{name} {short}")]
    return found.filter(Q(official__in=people) | Q(post__unit__agency__in=agencies))
