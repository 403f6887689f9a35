"""Who may do what to a dossier, in which status, how it is locked: operations, pages and lists share these lines."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.dossiers.rules import WORK_DONE, Channel, Stage, Status, why_not
from motcua.kernel.conditions import Condition
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Policy
from motcua.kernel.text import local
from motcua.organization.models import Unit
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import Reach, Relation, Right, holds, noted_place, or_platform, policy_of

DOSSIER = Lock(
    Dossier,
    Rank.DOSSIER,
    beside=("version__procedure", "rulebook", "process", "receiving_unit__agency", "handling_agency", "filer_account"),
)
SUPPLEMENT = Lock(SupplementRequest, Rank.DOSSIER, under=("dossier", DOSSIER))


def dossier_of(subject: Any) -> Dossier:
    """The dossier itself, or that of a row that belongs to one."""
    return subject if isinstance(subject, Dossier) else subject.dossier


AT_COUNTER = Relation(
    "the dossier's one-stop unit",
    Reach.UNIT,
    lambda subject: dossier_of(subject).receiving_unit_id,
    "receiving_unit_id",
)
AT_UNIT = Relation(
    "the dossier's handling unit",
    Reach.UNIT,
    lambda subject: dossier_of(subject).handling_unit_id,
    "handling_unit_id",
)
AT_AGENCY = Relation(
    "the dossier's handling agency",
    Reach.AGENCY,
    lambda subject: dossier_of(subject).handling_agency_id,
    "handling_agency_id",
)

RECEIVES = Right("official of the dossier's one-stop unit", (Duty.RECEIVE,), AT_COUNTER)
RETURNS = Right("official of the dossier's one-stop unit", (Duty.RETURN_RESULT, Duty.RECEIVE), AT_COUNTER)
SIGNS = Right("official who signs for the handling agency", (Duty.SIGN,), AT_AGENCY)
ISSUES = Right("official who keeps the handling agency's signature", (Duty.ISSUE,), AT_AGENCY)
# Who sees a dossier because of where it is received or handled.
SEES_AT_COUNTER = Right("official of the dossier's one-stop unit", (Duty.RECEIVE, Duty.RETURN_RESULT), AT_COUNTER)
SEES_AT_UNIT = Right("official of the handling unit", (Duty.PROCESS, Duty.APPROVE, Duty.SIGN, Duty.ISSUE), AT_UNIT)
SEES_AT_AGENCY = Right("who leads or supervises the handling agency", (Duty.SIGN, Duty.SUPERVISE), AT_AGENCY)


def _receives_at(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    unit = arguments["unit"]
    day = local(arguments["at"]).date()
    return isinstance(by, Account) and isinstance(unit, Unit) and holds(by, Duty.RECEIVE, on=day, units=[unit.pk])


def _receives_in_place_of(by: Any, subject: Any, arguments: Mapping[str, Any]) -> Mapping[str, int]:
    unit = arguments["unit"]
    return noted_place(
        by, lambda posts: any(post.unit_id == unit.pk and post.has(Duty.RECEIVE) for post in posts), arguments
    )


def _is_filer(by: Any, subject: Any) -> bool:
    return isinstance(by, Account) and by.is_active and dossier_of(subject).filer_account_id == by.pk


RECEIVER = RECEIVES.policy
RETURNER = RETURNS.policy
RECEIVER_OF_UNIT = Policy(
    "official who receives at this one-stop unit",
    _receives_at,
    duties=(Duty.RECEIVE,),
    beside=_receives_in_place_of,
)


def is_filers_own(by: Any, dossier: Dossier) -> bool:
    """Whether somebody with this account filed it at a counter: by a number that the account has proved to be its own.

    A number that was only said would open the dossiers of whoever bears it.
    """
    if not (isinstance(by, Account) and by.is_active and by.is_proved and by.id_number):
        return False
    if dossier.filer_account_id is not None:
        return False
    return dossier.parties.filter(role="FILER", id_number=by.id_number).exists()


SAME_PERSON = Policy(
    "who proved the number of a walk-in that has no account yet",
    lambda by, subject, arguments: is_filers_own(by, dossier_of(subject)),
    lambda by, posts, subject: is_filers_own(by, dossier_of(subject)),
)
FILER = Policy(
    "the dossier's filer",
    lambda by, subject, arguments: _is_filer(by, subject),
    lambda by, posts, subject: _is_filer(by, subject),
)
FILER_OR_RECEIVER = policy_of(
    "the dossier's filer, or an official of its one-stop unit",
    lambda by, posts, subject: _is_filer(by, subject) or RECEIVES.holds(by, posts, subject),
    duties=RECEIVES.duties,
)
WORKS = Right("official of the unit that works on it", (Duty.PROCESS,), AT_UNIT)
DECLARES = policy_of(
    "an official of the dossier's one-stop unit, or of the unit that works on it",
    lambda by, posts, subject: RECEIVES.holds(by, posts, subject) or WORKS.holds(by, posts, subject),
    duties=RECEIVES.duties + WORKS.duties,
)
RETURNER_OR_SYSTEM = or_platform("official of the dossier's one-stop unit, or the platform", RETURNER)


def in_status(*allowed: Status, to: Status | None = None) -> Condition:
    """The dossier is in one of these statuses. `to`: where it goes, of which the sentence of a refusal speaks."""
    values = ", ".join(f"'{status}'" for status in sorted(allowed))
    wanted = to or allowed[0]
    return Condition(
        f"dossier in {values}",
        lambda subject: "" if dossier_of(subject).state in allowed else why_not(dossier_of(subject).state, wanted),
        f"d.status IN ({values})",
    )


IS_NOT_RECALLED = Condition(
    "its result was not recalled",
    lambda dossier: (
        ""
        if dossier.recalled_at is None
        else _("Kết quả của hồ sơ này đã bị thu hồi. Giải quyết lại thì tiếp nhận hồ sơ mới.")
    ),
    "d.recalled_at IS NULL",
)
IS_DECLARED_HERE = Condition(
    "the declaration is typed by the office, not filed online",
    lambda dossier: (
        _("Hồ sơ nộp trực tuyến có tờ khai do người nộp tự khai. Cần sửa thì yêu cầu bổ sung.")
        if dossier.channel == Channel.ONLINE and dossier.in_place_of_id is None
        else ""
    ),
    "(d.channel <> 'ONLINE' OR d.in_place_of_id IS NOT NULL)",
)
NOT_YET_IN = Condition(
    "the dossier was never accepted",
    lambda subject: (
        ""
        if dossier_of(subject).accepted_at is None
        else _("Hồ sơ đã được tiếp nhận nên không từ chối tiếp nhận được nữa.")
    ),
    "d.accepted_at IS NULL",
)
IS_UNSETTLED = Condition(
    "what was paid is not the fee",
    lambda subject: (
        ""
        if dossier_of(subject).unsettled_dong
        else _("Khoản đã nộp khớp với phí, lệ phí: không còn phải thu, trả gì.")
    ),
)
IS_OWED_AFTER = Condition(
    "the work is done, and something of the fee is not paid",
    lambda subject: (
        ""
        if dossier_of(subject).state in WORK_DONE and dossier_of(subject).unsettled_dong > 0
        else _("Không có khoản nào còn phải nộp sau khi giải quyết xong.")
    ),
)
IS_IN = Condition(
    "the dossier was accepted",
    lambda subject: (
        _("Hồ sơ chưa được tiếp nhận. Nếu người nộp không bổ sung, hãy từ chối tiếp nhận.")
        if dossier_of(subject).accepted_at is None
        else ""
    ),
    "d.accepted_at IS NOT NULL",
)
IS_OPEN_REQUEST = Condition(
    "the request waits for its filer",
    lambda request: "" if request.state == SupplementRequest.State.OPEN else _("Yêu cầu bổ sung này đã được trả lời."),
    f"w.state = '{SupplementRequest.State.OPEN}'",
)
IS_ANSWERED = Condition(
    "the filer has answered, the office has not looked yet",
    lambda request: (
        ""
        if request.state == SupplementRequest.State.ANSWERED and request.stage == Stage.PROCESSING
        else _("Người nộp chưa trả lời yêu cầu bổ sung này, hoặc trả lời đã được kiểm tra. Tải lại trang.")
    ),
    f"w.state = '{SupplementRequest.State.ANSWERED}' AND w.stage = '{Stage.PROCESSING}'",
)
