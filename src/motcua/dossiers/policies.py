"""Who may do what to a dossier: always a duty held at the dossier's own unit, or being its filer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.dossiers.models import Consultation, Dossier, Proposal, SupplementRequest, Task
from motcua.kernel.operations import Policy
from motcua.kernel.text import local
from motcua.organization.models import Unit
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.queries import holds, posts_of


def _dossier(subject: Any) -> Dossier | None:
    if isinstance(subject, Dossier):
        return subject
    if isinstance(subject, Task | Proposal | SupplementRequest | Consultation):
        return subject.dossier
    return None


def _day(arguments: Mapping[str, Any]) -> date:
    return local(arguments["at"]).date()


def _at_counter(*duties: Duty) -> Policy:
    def allows(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
        dossier = _dossier(subject)
        if not isinstance(by, Account) or dossier is None:
            return False
        return any(holds(by, duty, on=_day(arguments), units=[dossier.receiving_unit_id]) for duty in duties)

    return Policy(f"official of the dossier's one-stop unit ({', '.join(duties)})", allows)


def _receives_at(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    unit = arguments["unit"]
    return (
        isinstance(by, Account)
        and isinstance(unit, Unit)
        and holds(by, Duty.RECEIVE, on=_day(arguments), units=[unit.pk])
    )


def _holds_task(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    if not isinstance(by, Account) or not isinstance(subject, Task):
        return False
    if subject.assignee_id is not None and subject.assignee_id != by.pk:
        return False
    return holds(by, Duty(subject.duty), on=_day(arguments), units=[subject.unit_id])


def _gives_task(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    if not isinstance(by, Account) or not isinstance(subject, Task):
        return False
    if arguments["to"] is None and subject.assignee_id == by.pk:
        return True
    return holds(by, Duty.APPROVE, on=_day(arguments), units=[subject.unit_id])


def _is_filer(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    dossier = _dossier(subject)
    return isinstance(by, Account) and by.is_active and dossier is not None and dossier.filer_account_id == by.pk


def _is_asked(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    if not isinstance(by, Account) or not isinstance(subject, Consultation):
        return False
    posts = posts_of(by, on=_day(arguments))
    return any(post.has(Duty.PROCESS) and post.unit.agency_id == subject.asked_agency_id for post in posts)


def _for_agency(duty: Duty, name: str) -> Policy:
    def allows(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
        dossier = _dossier(subject)
        if not isinstance(by, Account) or dossier is None:
            return False
        posts = posts_of(by, on=_day(arguments))
        return any(post.has(duty) and post.unit.agency_id == dossier.handling_agency_id for post in posts)

    return Policy(f"{name} ({duty})", allows)


RECEIVER = _at_counter(Duty.RECEIVE)
SIGNATORY = _for_agency(Duty.SIGN, "official who signs for the handling agency")
CLERK = _for_agency(Duty.ISSUE, "official who keeps the handling agency's signature")


def _has_before_them(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    """The leader who is to sign the letter of a proposal, then the clerk who is to seal it, then the one-stop unit."""
    state = subject.state if isinstance(subject, Proposal) else ""
    turn = {Proposal.State.SIGNING.value: SIGNATORY, Proposal.State.SEALING.value: CLERK}.get(state, RECEIVER)
    return turn.allows(by, subject, arguments)


PROPOSED_TO = Policy(
    f"{SIGNATORY.name}, then {CLERK.name}, while its letter waits for a signature, then {RECEIVER.name}",
    _has_before_them,
)
RETURNER = _at_counter(Duty.RETURN_RESULT, Duty.RECEIVE)
RECEIVER_OF_UNIT = Policy("official who receives at this one-stop unit", _receives_at)
TASK_HOLDER = Policy("official of the task's unit and duty", _holds_task)
TASK_GIVER = Policy("head of the task's unit, or who has the task and puts it back", _gives_task)
FILER = Policy("the dossier's filer", _is_filer)
FILER_OR_RECEIVER = Policy(
    "the dossier's filer, or an official of its one-stop unit",
    lambda by, subject, arguments: _is_filer(by, subject, arguments) or RECEIVER.allows(by, subject, arguments),
)
ASKED_AGENCY = Policy("official of the agency that was asked", _is_asked)
RETURNER_OR_SYSTEM = Policy(
    "official of the dossier's one-stop unit, or the platform",
    lambda by, subject, arguments: by is None or RETURNER.allows(by, subject, arguments),
)
