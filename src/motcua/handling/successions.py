"""What moves when an agency takes over from another, and what is not clear yet; nothing is changed here."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from motcua.dossiers.models import IS_OPEN, Dossier
from motcua.dossiers.rules import ENDED, OPEN
from motcua.handling.models import Consultation, Task, TaskQuerySet
from motcua.kernel.text import format_date, local
from motcua.organization.models import Agency, Post, Succession, Unit
from motcua.papers.rules import result_kinds
from motcua.people.models import Holding


@dataclass(frozen=True)
class TakeOver:
    """What moves from one agency to its successor, and what is not clear yet: with any problem nothing may move."""

    predecessor: Agency
    successor: Agency
    dossiers: list[Dossier] = field(default_factory=list)
    tasks: int = 0
    consultations: list[Consultation] = field(default_factory=list)
    holdings: list[tuple[Holding, Post]] = field(default_factory=list)
    units: dict[int, Unit] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the old agency has nothing open and nobody in a post."""
        return not (self.dossiers or self.tasks or self.consultations or self.holdings)


def left_open(*, on: date) -> list[tuple[Succession, int]]:
    """The decisions in force, latest first, each with how many open dossiers the old agency still has."""
    decided = Succession.objects.filter(takes_effect_on__lte=on).select_related("predecessor", "successor")
    found = list(decided.order_by("-takes_effect_on", "predecessor__sort_key", "successor__sort_key"))
    open_now = Dossier.objects.filter(IS_OPEN, handling_agency__in=[one.predecessor_id for one in found])
    counts = dict(open_now.order_by().values_list("handling_agency").annotate(total=Count("pk")))
    return [(one, counts.get(one.predecessor_id, 0)) for one in found]


def plan_take_over(predecessor: Agency, successor: Agency, *, at: datetime) -> TakeOver:
    """What a take-over would move today; changes nothing."""
    day = local(at).date()
    problems = _unclear_succession(predecessor, successor, day)
    going_on = Q(handling_agency=predecessor, status__in=[status.value for status in OPEN])
    dossiers = list(
        Dossier.objects.exclude(status__in=[status.value for status in ENDED])
        .filter(going_on | Q(receiving_unit__agency=predecessor) | Q(pk__in=_tasks(predecessor).values("dossier")))
        .select_related("version__procedure", "receiving_unit", "handling_unit")
        .order_by("pk")
    )
    tasks = list(_tasks(predecessor).select_related("unit"))
    held = list(
        Holding.objects.on(day)
        .filter(post__unit__agency=predecessor)
        .select_related("post__unit", "official")
        .order_by("pk")
    )
    units = {task.unit_id: task.unit for task in tasks} | {one.post.unit_id: one.post.unit for one in held}
    for dossier in dossiers:
        for unit in (dossier.receiving_unit, dossier.handling_unit):
            if unit.agency_id == predecessor.pk:
                units[unit.pk] = unit
    mapped = {pk: _counterpart(unit, successor) for pk, unit in units.items()}
    problems += [
        _("%(unit)s không có một đơn vị tương ứng duy nhất ở %(agency)s.")
        % {"unit": units[pk].name, "agency": successor.name}
        for pk, found in mapped.items()
        if found is None
    ]
    clear = {pk: found for pk, found in mapped.items() if found is not None}
    posts = _posts(held, clear, problems)
    problems += _signed_but_not_issued(dossiers, predecessor)
    asked = list(
        Consultation.objects.unanswered()
        .filter(asked_agency=predecessor)
        .select_related("dossier")
        .order_by("dossier_id", "pk")
    )
    return TakeOver(predecessor, successor, dossiers, len(tasks), asked, posts, clear, problems)


def _tasks(agency: Agency) -> TaskQuerySet:
    return Task.objects.open().filter(unit__agency=agency)


def _unclear_succession(predecessor: Agency, successor: Agency, day: date) -> list[str]:
    rows = list(Succession.objects.filter(predecessor=predecessor).select_related("successor"))
    found = next((row for row in rows if row.successor_id == successor.pk), None)
    if found is None:
        return [
            _(
                "Chưa có quyết định nào ghi %(after)s kế thừa %(before)s. "
                "Ghi vào successions.yaml của gói tỉnh rồi nạp gói."
            )
            % {"after": successor.name, "before": predecessor.name}
        ]
    problems = []
    if len(rows) > 1:
        names = ", ".join(row.successor.name for row in rows)
        problems.append(
            _("%(before)s có nhiều cơ quan kế thừa (%(names)s): phải phân từng hồ sơ.")
            % {"before": predecessor.name, "names": names}
        )
    if found.takes_effect_on > day:
        problems.append(_("Quyết định có hiệu lực từ %s, chưa đến ngày.") % format_date(found.takes_effect_on))
    if not Agency.objects.on(day).filter(pk=successor.pk).exists():
        problems.append(_("%s không hoạt động vào ngày này.") % successor.name)
    return problems


def _counterpart(unit: Unit, successor: Agency) -> Unit | None:
    """The unit of the successor with the same code and kind, or its only one of the kind."""
    same_kind = list(successor.units.filter(kind=unit.kind, valid_until=None).order_by("pk"))
    same_code = [one for one in same_kind if one.code == unit.code]
    found = same_code or same_kind
    return found[0] if len(found) == 1 else None


def _posts(held: list[Holding], units: dict[int, Unit], problems: list[str]) -> list[tuple[Holding, Post]]:
    found = []
    for one in held:
        unit = units.get(one.post.unit_id)
        post = unit.posts.filter(code=one.post.code, valid_until=None).first() if unit else None
        if post is not None:
            found.append((one, post))
        elif unit is not None:
            facts = {"post": one.post.title, "who": one.official.full_name, "unit": unit.name}
            problems.append(_("Vị trí «%(post)s» của %(who)s không có ở %(unit)s.") % facts)
    return found


def _signed_but_not_issued(dossiers: list[Dossier], predecessor: Agency) -> list[str]:
    """A result somebody signed for the old agency can only be issued by it."""
    kinds = result_kinds()
    signed = Dossier.objects.filter(
        pk__in=[one.pk for one in dossiers], done_at=None, papers__kind__in=kinds, papers__paper__revoked_at=None,
        papers__paper__agency=predecessor, papers__paper__signed_at__isnull=False,
    )  # fmt: skip
    return [
        _("Hồ sơ %s có kết quả đã ký mà chưa phát hành: phát hành trước khi chuyển.") % dossier.shown_code
        for dossier in signed.distinct().order_by("pk")
    ]
