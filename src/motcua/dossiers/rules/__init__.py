"""Pure rules of a dossier's life: the ten statuses, what may follow what, and what its rulebook fixes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any

from motcua.kernel import values
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.speech import gettext_noop
from motcua.kernel.speech import say as _
from motcua.kernel.text import fold, one_line
from motcua.kernel.values import dialled_number, document_number, email_address, phone_number, shaped, wrong
from motcua.people.rules import Proof, names_somebody


class Status(StrEnum):
    """The ten statuses of a dossier. «Done» (9) is judged for being on time, «returned» (10) ends it: never mixed."""

    NEW = "NEW"
    ACCEPTED = "ACCEPTED"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    IN_PROCESS = "IN_PROCESS"
    SUPPLEMENT = "SUPPLEMENT"
    PAYMENT = "PAYMENT"
    WITHDRAWN = "WITHDRAWN"
    STOPPED = "STOPPED"
    DONE = "DONE"
    RETURNED = "RETURNED"

    @property
    def number(self) -> int:
        """The number that national exchange uses for this status."""
        return list(Status).index(self) + 1


# What may follow what. A dossier asked for supplements at the counter becomes new again when they come.
MOVES: Mapping[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.ACCEPTED, Status.NOT_ACCEPTED, Status.SUPPLEMENT, Status.WITHDRAWN}),
    # What was accepted under the wrong procedure is refused and received anew in one.
    Status.ACCEPTED: frozenset({Status.IN_PROCESS, Status.NOT_ACCEPTED, Status.WITHDRAWN}),
    Status.NOT_ACCEPTED: frozenset(),
    Status.IN_PROCESS: frozenset(
        {Status.SUPPLEMENT, Status.PAYMENT, Status.STOPPED, Status.DONE, Status.NOT_ACCEPTED, Status.WITHDRAWN}
    ),
    Status.SUPPLEMENT: frozenset(
        {Status.NEW, Status.IN_PROCESS, Status.NOT_ACCEPTED, Status.STOPPED, Status.WITHDRAWN}
    ),
    Status.PAYMENT: frozenset({Status.IN_PROCESS, Status.STOPPED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset(),
    Status.STOPPED: frozenset(),
    Status.DONE: frozenset({Status.RETURNED}),
    Status.RETURNED: frozenset(),
}

OPEN = frozenset({Status.NEW, Status.ACCEPTED, Status.IN_PROCESS, Status.SUPPLEMENT, Status.PAYMENT})
# The filer has to do something first: nobody in the office is late with these.
WAITING = frozenset({Status.SUPPLEMENT, Status.PAYMENT})
ENDED = frozenset(Status) - OPEN - {Status.DONE}
# What was asked for was decided: a fee that nobody asked for until now is still owed.
WORK_DONE = frozenset({Status.DONE, Status.RETURNED})
# The sheet on which the receiver of a result signed: nothing else is scanned into a dossier that was returned.
SIGNED_PROOF = "giay-ky-nhan"


def may_move(now: Status, to: Status) -> bool:
    """Whether the law's order of statuses allows this step."""
    return to in MOVES[now]


class Completion(StrEnum):
    """All that a person who is not signed in may learn (TT 01/2018/TT-VPCP Đ16)."""

    WAITING = "WAITING"
    UNDER_WAY = "UNDER_WAY"
    NEEDS_YOU = "NEEDS_YOU"
    READY = "READY"
    WITHDRAWN = "WITHDRAWN"
    UNRESOLVED = "UNRESOLVED"
    ENDED = "ENDED"


def completion(status: Status) -> Completion:
    """The level of completion that is public."""
    return {
        Status.NEW: Completion.WAITING,
        Status.ACCEPTED: Completion.UNDER_WAY,
        Status.IN_PROCESS: Completion.UNDER_WAY,
        Status.SUPPLEMENT: Completion.NEEDS_YOU,
        Status.PAYMENT: Completion.NEEDS_YOU,
        Status.DONE: Completion.READY,
        Status.WITHDRAWN: Completion.WITHDRAWN,
        Status.NOT_ACCEPTED: Completion.UNRESOLVED,
        Status.STOPPED: Completion.UNRESOLVED,
    }.get(status, Completion.ENDED)


class Channel(StrEnum):
    ONLINE = "ONLINE"
    COUNTER = "COUNTER"
    POST = "POST"


class StoryWord(StrEnum):
    """The kinds of lines in a dossier's story. The work on it adds its own (`handling.rules`)."""

    SUBMITTED = "submitted"
    REGISTERED = "registered"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    HANDED_OVER = "handed_over"
    SCANNED = "scanned"
    DECLARED = "declared"
    CORRECTED = "corrected"
    RECEIVED_ANEW = "received_anew"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_ANSWERED = "supplement_answered"
    SUPPLEMENT_CONFIRMED = "supplement_confirmed"
    SUPPLEMENT_REOPENED = "supplement_reopened"
    PAYMENT_REQUESTED = "payment_requested"
    PAYMENT_RECALLED = "payment_recalled"
    PAYMENT_CONFIRMED = "payment_confirmed"
    DUE_CHANGED = "due_changed"
    REAPPOINTED = "reappointed"
    TAKEN_OVER = "taken_over"
    DONE = "done"
    RETURNED = "returned"
    RECALLED = "recalled"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Role(StrEnum):
    """Three persons who may differ: who files, whose dossier it is, who receives the result."""

    FILER = "FILER"
    HOLDER = "HOLDER"
    RECIPIENT = "RECIPIENT"


# The numbers of a person, each in the one shape in which it is kept, whoever typed it.
NUMBERS: Mapping[str, Callable[[str], str]] = {
    "id_number": partial(document_number, is_former_taken=True),
    "phone": lambda text: dialled_number(phone_number(text)),
}


TEXTS = ("name", "id_number", "phone", "email", "address", "authorisation")


@dataclass(frozen=True)
class PartyFacts:
    """One person of the dossier as given when filing; `proof`: what it rests on that the filer is this person."""

    role: Role
    name: str
    id_number: str = ""
    born_on: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    authorisation: str = ""
    proof: Proof = Proof.SAID
    proved_at: datetime | None = None
    proved_by_id: int | None = None

    @property
    def texts(self) -> dict[str, str]:
        """What was typed of the person, by part."""
        return {name: getattr(self, name) for name in TEXTS}

    def __post_init__(self) -> None:
        for name, text in self.texts.items():
            object.__setattr__(self, name, one_line(text))
        for name, kind in NUMBERS.items():
            object.__setattr__(self, name, shaped(kind, getattr(self, name)))


# What of a person stands on papers as it was typed.
WRITTEN = {
    "name": gettext_noop("Họ và tên"),
    "address": gettext_noop("Địa chỉ"),
    "authorisation": gettext_noop("Giấy ủy quyền"),
}


# Who is asked for: of several persons on one page each is named.
NAMELESS = {
    Role.FILER: gettext_noop("Nhập họ và tên."),
    Role.HOLDER: gettext_noop("Nhập họ và tên chủ hồ sơ."),
    Role.RECIPIENT: gettext_noop("Nhập họ và tên người nhận kết quả."),
}
# The most signs of a part that a dossier keeps: what is longer is asked for again, never cut.
LONGEST = {"name": 200, "address": 300, "authorisation": 200, "email": 254}


def wrong_people(parties: Iterable[PartyFacts], *, on: date | None) -> dict[str, str]:
    """What the people of a new dossier lack, or what of them cannot be, by field: the same at whichever door.

    What holder and recipient have of the filer is judged once, where it was typed.
    """
    people = list(parties)
    filers = next((party.texts for party in people if party.role == Role.FILER), {})
    errors: dict[str, str] = {}
    for party in people:
        is_filer = party.role == Role.FILER
        own = {part: text for part, text in party.texts.items() if is_filer or text != filers.get(part)}
        prefix = "" if is_filer else f"{party.role.lower()}_"
        if "name" in own and not names_somebody(own["name"]):
            errors[f"{party.role.lower()}_name"] = _(NAMELESS[party.role])
        errors |= wrong_parts(party.role, own, on=on, prefix=prefix)
    return errors


def wrong_parts(role: Role, parts: Mapping[str, str], *, on: date | None, prefix: str) -> dict[str, str]:
    """What of a person cannot be, or cannot be written on a paper, by the names of their fields.

    Who files and who receives are alive; the dossier may be of somebody dead, who had a card of nine figures.
    """
    errors: dict[str, str] = {}
    for part, label in (WRITTEN | {"email": gettext_noop("Email")}).items():
        field = f"{role.lower()}_name" if part == "name" else f"{prefix}{part}"
        text = parts.get(part, "")
        if part in WRITTEN:
            errors |= wrong_signs(field, _(label), text)
        errors |= too_long(field, _(label), text, LONGEST[part])
    name = values.holder_name if role == Role.HOLDER else values.person_name
    errors = wrong(f"{role.lower()}_name", name, parts.get("name", "")) | errors
    number = partial(document_number, on=on, is_former_taken=role == Role.HOLDER)
    errors |= wrong(f"{prefix}id_number", number, parts.get("id_number", ""))
    errors = wrong(f"{prefix}email", email_address, parts.get("email", "")) | errors
    return errors | wrong(f"{prefix}phone", phone_number, parts.get("phone", ""))


def too_long(field: str, label: str, text: str, most: int) -> dict[str, str]:
    """What to say of a text that is longer than what is kept of it; nothing where it is not."""
    if len(text) <= most:
        return {}
    return {field: _("%(label)s không được dài quá %(limit)s ký tự.") % {"label": label, "limit": most}}


class Stage(StrEnum):
    INTAKE = "INTAKE"
    PROCESSING = "PROCESSING"


class SupplementPolicy(StrEnum):
    """What a supplement request does to the clock."""

    RESTART = "RESTART"
    PAUSE = "PAUSE"
    NONE = "NONE"


class Fault(StrEnum):
    """What is wrong with a paper of a dossier."""

    MISSING = "MISSING"
    UNCLEAR = "UNCLEAR"
    WRONG = "WRONG"


@dataclass(frozen=True)
class ItemFacts:
    """One thing to supplement and why; `what` may be left to what the others point to.

    A paper by its key and what is wrong with it; or of the declaration a `page`, and on it the question `field` by the
    name it has on a sheet, none for all of the page; or without a page a question about the case, `case.` and its key.
    """

    what: str
    why: str
    component_key: str = ""
    fault: str = ""
    page: str = ""
    field: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether an answer is to be corrected, and no paper brought."""
        return bool(self.page or self.field)


class Outcome(StrEnum):
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Upload:
    """A file made in another system that is the paper: its name, its SHA-256, the number that stands on it."""

    name: str
    digest: str
    number: str


@dataclass(frozen=True)
class DraftedPaper:
    """A paper of the result on a form of its own: the number of its `template`, the `values` of its facts as written.

    `facts` are those that apply by their labels, as people read them. `proposed` is what their sources said of them
    then. With an `upload` that file is the paper, and the facts are for the register; without a template it has none.
    """

    title: str
    template: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None
    proposed: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "DraftedPaper":
        upload = Upload(**kept["upload"]) if kept.get("upload") else None
        facts, proposed = dict(kept["facts"]), dict(kept.get("proposed", {}))
        return cls(kept["title"], kept["template"], dict(kept["values"]), facts, upload, proposed)

    def kept(self) -> dict[str, Any]:
        # Pairs, for an object of the database does not keep its order.
        facts = [*map(list, self.facts.items())]
        values, proposed = dict(self.values), dict(self.proposed)
        kept = {"title": self.title, "template": self.template, "values": values, "facts": facts, "proposed": proposed}
        return kept | ({"upload": vars(self.upload)} if self.upload is not None else {})


@dataclass(frozen=True)
class Decision:
    """What the result says: a general letter with its title, paragraphs and facts, or `papers` on forms of their own.

    Papers rest on what was `told` when they were drafted: what is declared later changes nothing that somebody
    approved. A refusal has its reasons as paragraphs, its `grounds`, and the number of the template of its `notice`; it
    keeps papers that were written before somebody chose to refuse. `declaration`: which one, from 1, it was made from.
    `answered`: why it is right beside what registers say, by what it answers.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[DraftedPaper, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    grounds: tuple[str, ...] = ()
    notice: int | None = None
    declaration: int = 0
    answered: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Decision | None":
        """The decision as it is kept with a dossier; None where none was drafted."""
        if not kept:
            return None
        return cls(
            kept["title"],
            tuple(kept["paragraphs"]),
            dict(kept["facts"]),
            tuple(DraftedPaper.read(paper) for paper in kept.get("papers", ())),
            dict(kept.get("told", {})),
            tuple(kept.get("grounds", ())),
            kept.get("notice"),
            kept.get("declaration", 0),
            dict(kept.get("answered", {})),
        )

    @property
    def titles(self) -> list[str]:
        """How its papers are called, in their order."""
        return [self.title] if self.is_letter else [paper.title for paper in self.papers]

    @property
    def has_uploads(self) -> bool:
        """Whether one of its papers was made in another system."""
        return any(paper.upload is not None for paper in self.papers)

    @property
    def is_letter(self) -> bool:
        """Whether it has words of its own instead of papers on forms."""
        return bool(self.paragraphs)

    def kept(self) -> dict[str, Any]:
        """The decision as it is kept with a dossier."""
        kept: dict[str, Any] = {
            "title": self.title,
            "paragraphs": list(self.paragraphs),
            "facts": [*map(list, self.facts.items())],
        }
        if self.papers:
            kept |= {"papers": [paper.kept() for paper in self.papers], "told": dict(self.told)}
        if self.notice is not None:
            kept |= {"grounds": list(self.grounds), "notice": self.notice}
        if self.declaration:
            kept["declaration"] = self.declaration
        if self.answered:
            kept["answered"] = dict(self.answered)
        return kept


class ReturnMethod(StrEnum):
    ONLINE = "ONLINE"
    COUNTER = "COUNTER"
    POST = "POST"


@dataclass(frozen=True)
class Returning:
    """How the result comes to its recipient."""

    method: ReturnMethod
    address: str = ""


def wrong_return(address: str) -> dict[str, str]:
    """What is wrong with where the result is sent: the receipt names it."""
    label = _("Địa chỉ nhận kết quả qua bưu chính")
    return wrong_signs("return_address", label, address) | too_long(
        "return_address", label, address, LONGEST["address"]
    )


def dossier_code(unit_code: str, day: date, number: int) -> str:
    """`H37.1-261123-0001`: unit, day of acceptance, number in that day; past 9999 it grows (TT 01/2018 Đ19)."""
    return f"{unit_code}-{day:%y%m%d}-{number:04d}"


def why_not(now: Status, wanted: Status) -> str:
    """A sentence for the person who tried a step the state forbids, saying what is so and what to do."""
    if now == wanted:
        return _("Việc này đã được làm rồi. Tải lại trang để xem tình trạng mới nhất.")
    said = {
        Status.NEW: _("Hồ sơ chưa được tiếp nhận."),
        Status.ACCEPTED: _("Hồ sơ đã được tiếp nhận và chưa chuyển xử lý."),
        Status.NOT_ACCEPTED: _("Hồ sơ đã bị từ chối tiếp nhận; người nộp cần nộp hồ sơ mới."),
        Status.IN_PROCESS: _("Hồ sơ đang được xử lý."),
        Status.SUPPLEMENT: _("Hồ sơ đang chờ người nộp bổ sung."),
        Status.PAYMENT: _("Hồ sơ đang chờ thực hiện nghĩa vụ tài chính."),
        Status.WITHDRAWN: _("Hồ sơ đã được rút."),
        Status.STOPPED: _("Hồ sơ đã dừng xử lý."),
        Status.DONE: _("Hồ sơ đã có kết quả."),
        Status.RETURNED: _("Hồ sơ đã trả kết quả."),
    }[now]
    return " ".join([said, _("Tải lại trang để xem các việc làm được tiếp theo.")])


def others_key(holder: str, *others: str) -> str:
    """The names of who filed and who receives the result as they are searched for, without the holder's."""
    return " ".join(dict.fromkeys(fold(name) for name in others if fold(name) != fold(holder))).strip()
