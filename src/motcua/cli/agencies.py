"""Codes, ends and successors of agencies from the command line. Imported once Django is up."""

from datetime import date, datetime

from motcua.cli.refusals import in_words
from motcua.handling.operations.succession import take_over
from motcua.handling.successions import TakeOver, plan_take_over
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.text import format_date, local
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.operations import identify_agency
from motcua.people.operations.set_up import end_structure


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


def end(*, path: str, on: date | None, basis: str = "", with_units: bool = False, at: datetime) -> int:
    """Say from which day an agency, its unit or its post is no more; refused while somebody or work rests on it.

    `with_units`: an agency with all its units, or nothing.
    """
    subject = _subject(path)
    with in_words():
        ended = end_structure(
            subject, on=on or local(at).date(), legal_basis=basis, with_units=with_units, by=None, at=at
        )
    say(f"{ended}: thôi dùng từ {format_date(ended.valid_until or local(at).date())}.")
    return 0


def _subject(path: str) -> Agency | Unit | Post:
    """What a path of the packs names: `agency`, `agency/unit`, `agency/unit/post`."""
    code, *rest = path.strip("/").split("/")
    agency = _agency(code)
    if not rest:
        return agency
    unit = Unit.objects.filter(agency=agency, code=rest[0]).select_related("agency").first()
    found: Unit | Post | None = unit
    if len(rest) > 1:
        posts = Post.objects.filter(unit=unit, code="/".join(rest[1:])).select_related("unit__agency")
        found = posts.first() if unit else None
    if found is None:
        raise Trouble(f"Không có đơn vị, vị trí {path}.")
    return found


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
