"""Moves what is open from an agency to its successor from the command line. Imported once Django is up."""

from datetime import date, datetime

from motcua.cli.refusals import in_words
from motcua.handling.operations.succession import take_over
from motcua.handling.successions import TakeOver, plan_take_over
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.text import format_date, local
from motcua.organization.models import Agency
from motcua.organization.operations import identify_agency


def _agency(code: str) -> Agency:
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise Trouble(f"Không có cơ quan {code}.")
    return found


def identify(*, agency: str, code: str, since: date | None, sure: bool = False, at: datetime) -> int:
    """Give an agency its identification code; with a code that was made up no dossier is numbered in earnest."""
    with in_words():
        since = since or local(at).date()
        given = identify_agency(_agency(agency), code=code, valid_from=since, is_sure=sure, by=None, at=at)
    say(f"{given.agency.name}: {given.value} từ {format_date(given.valid_from)}.")
    return 0


def take_over_dossiers(*, predecessor: str, successor: str, apply: bool, at: datetime) -> int:
    """Say what would move; with `apply` move it. 1 when something is not clear."""
    before, after = _agency(predecessor), _agency(successor)
    if not apply:
        plan = plan_take_over(before, after, at=at)
        _show(plan)
        say("Chưa chuyển gì. Chạy lại với --apply để chuyển." if not plan.problems else "Chưa chuyển được.")
        return 1 if plan.problems else 0
    with in_words():
        plan = take_over(predecessor=before, successor=after, by=None, at=at)
    _show(plan)
    say("Đã chuyển.")
    return 0


def _show(plan: TakeOver) -> None:
    say(f"{plan.predecessor.name} → {plan.successor.name}")
    say(
        f"  hồ sơ {len(plan.dossiers)}, bước đang làm {plan.tasks}, việc hỏi ý kiến {len(plan.consultations)}, "
        f"người giữ vị trí {len(plan.holdings)}"
    )
    for dossier in plan.dossiers:
        say(f"  {dossier.shown_code}")
    for problem in plan.problems:
        say(f"  ! {problem}")
