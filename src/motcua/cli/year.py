"""A year of the province at work: some 2,000 dossiers of synthetic people, made by the operations people use.

It takes minutes and so runs beside the demonstration. Stopped in the middle, it goes on the next time.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import OperationalError, connection
from django.utils import timezone

from motcua.calendars.queries import schedule_for
from motcua.calendars.rules import Schedule
from motcua.cli.cast import COMMUNES, SEED, Cast, place_of, receiving_unit
from motcua.cli.demonstration import PLACE
from motcua.cli.synthetic import FORMS, Person, person, typed
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import filing, intake, payments, results, supplements
from motcua.dossiers.operations.filing import ComponentFacts, Filing
from motcua.dossiers.queries import returns_of
from motcua.dossiers.rules import Channel, ItemFacts, Outcome, PartyFacts, Returning, ReturnMethod, Role, Status
from motcua.forms.models import Draft
from motcua.forms.operations import (
    Purpose,
    attach_file,
    discard_draft,
    save_parties,
    start_draft,
)
from motcua.forms.queries import form_in_force
from motcua.forms.reading import take_in
from motcua.handling.filling import content_of, declaration, fill_in
from motcua.handling.models import Proposal, Task
from motcua.handling.operations import consultations, drafting, proposals, tasks
from motcua.handling.rules import ProposalKind
from motcua.kernel.operations import Refused
from motcua.kernel.terminal import say
from motcua.kernel.text import VIETNAM, fold, local
from motcua.organization.models import Agency
from motcua.organization.rules import Duty, duty_of
from motcua.papers.rendering import compile_template
from motcua.people.models import Account
from motcua.procedures.models import Component, ProcedureVersion
from motcua.procedures.queries import version_in_force
from motcua.procedures.rules import of_my_case

T = TypeVar("T")

DAYS = 365
WEEK = timedelta(days=7)
TELL_EVERY = 250

# Where people file, and how many of a hundred do.
PROVINCE = "tinh"
PLACES = COMMUNES | {PROVINCE: 25}

# What people file at a commune and at the province (there with the agency that resolves it), by how often.
AT_COMMUNE = {
    "1.001193": 12, "1.004873": 12, "2.000635": 12, "2.000815": 12, "1.000656": 4, "1.000894": 5, "2.000884": 3,
    "1.001612": 6, "2.000720": 3, "1.001266": 2, "1.013225": 5, "1.013227": 1, "1.004194": 5, "1.004222": 5,
    "1.010041": 2, "1.014061": 3, "1.011607": 3, "1.013978": 4, "1.012796": 2, "1.004859": 3, "1.001022": 1,
    "2.001827": 2, "1.013061": 1,
}  # fmt: skip
AT_PROVINCE = {
    ("2.000829", "so-tu-phap"): 12, ("2.000635", "so-tu-phap"): 14, ("3.000333", "cong-an-tinh"): 16,
    ("3.000348", "cong-an-tinh"): 14, ("1.012783", "so-nong-nghiep-moi-truong"): 10,
    ("2.001827", "so-nong-nghiep-moi-truong"): 5, ("1.001686", "so-nong-nghiep-moi-truong"): 2,
    ("1.013237", "so-xay-dung"): 6, ("1.013061", "so-xay-dung"): 3, ("2.001583", "so-tai-chinh"): 9,
    ("2.001199", "so-tai-chinh"): 6, ("2.002043", "so-tai-chinh"): 3,
}  # fmt: skip

# What becomes of a dossier, by how many of a thousand; everything else is granted.
FATES = {
    "refused at intake": 20, "supplement at intake": 60, "supplement never brought": 12, "supplement in process": 50,
    "refused": 20, "stopped": 6, "withdrawn": 12, "withdrawn in process": 8, "apology": 18,
    "returned to a step": 20,
}  # fmt: skip

# Where the filer has a duty to pay before the work goes on: fate "payment".
OF_LAND = frozenset({"1.013978", "1.012783", "1.012796"})

NOT_RECEIVED = (
    "Thủ tục không thuộc thẩm quyền giải quyết của nơi nhận. Nộp tại nơi cư trú của người có yêu cầu.",
    "Người nộp không xuất trình được giấy tờ tùy thân và không có văn bản ủy quyền.",
)
BLURRED = "Bản đã nộp bị mờ, không đọc được số và ngày cấp."
INCOMPLETE = "Hồ sơ chưa đủ căn cứ để giải quyết, cần bổ sung giấy tờ dưới đây."
CONTRADICTION = "Thông tin kê khai không thống nhất với giấy tờ kèm theo, không đủ điều kiện giải quyết theo quy định."
NEEDLESS = ("Tôi không còn nhu cầu.", "Tôi muốn sửa thông tin rồi nộp lại hồ sơ mới.")
SEEN_LATE = "Chỉ phát hiện được khi thẩm định nội dung hồ sơ."
LONGER = "Cần xác minh thêm tại thực địa, chưa đủ thời gian hoàn thành."
NO_ANSWER = "Người nộp không bổ sung giấy tờ theo yêu cầu nên không có căn cứ giải quyết tiếp."
COMMENTS = ("", "", "", "Cán bộ hướng dẫn tận tình.", "Nhanh, không phải đi lại nhiều lần.", "Rõ ràng, đúng hẹn.")
LATE_COMMENTS = ("", "Trả kết quả muộn hơn ngày hẹn.", "Phải hỏi lại mới biết tình trạng.")


class NotYet(Exception):
    """What comes next has not happened yet: the dossier is where it is today."""


@dataclass(frozen=True)
class Plan:
    """When, where and what one person files."""

    number: int
    filed_at: datetime
    place: str
    code: str

    @property
    def counter(self) -> str:
        """Where it is received: a commune, or the province's centre for all its agencies."""
        return self.place if self.place in COMMUNES else PROVINCE

    @property
    def key(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"demo-year-{self.number}")


def plans(count: int, *, now: datetime, share: int = 0, of: int = 1) -> list[Plan]:
    """Who files when, as time went, so that lists and numbers follow it; the ward that people look at comes first.

    `share` of `of`: the counters one of several processes tells; a counter belongs to one of them.
    """
    mine = _shares(of)[share]
    found = [plan for number in range(count) if (plan := _plan(number, now)).counter in mine]
    return sorted(found, key=lambda plan: (plan.place != PLACE, plan.counter != PROVINCE, plan.filed_at))


def _shares(of: int) -> list[set[str]]:
    """The counters in so many parts, about equally busy."""
    shares: list[set[str]] = [set() for _share in range(of)]
    for counter in sorted(PLACES, key=lambda one: -PLACES[one]):
        min(shares, key=lambda share: sum(PLACES[one] for one in share)).add(counter)
    return shares


def _plan(number: int, now: datetime) -> Plan:
    draw = Random(f"{SEED}/{number}")  # noqa: S311 - a story, no secret
    # More people file as the year goes on.
    back = int(DAYS * draw.random() ** 1.6)
    place = _one_of(draw, PLACES)
    code, agency = _one_of(draw, AT_PROVINCE) if place == PROVINCE else (_one_of(draw, AT_COMMUNE), place)
    minute = draw.randint(7 * 60 + 40, 16 * 60 + 30)
    filed_at = _midnight(now) - timedelta(days=back) + timedelta(minutes=minute)
    if filed_at > now:
        filed_at -= WEEK
    return Plan(number, filed_at, agency, code)


def _midnight(now: datetime) -> datetime:
    return now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)


def _one_of(draw: Random, weights: Mapping[T, int]) -> T:
    return draw.choices(list(weights), list(weights.values()))[0]


def tell(
    count: int,
    *,
    now: datetime | None = None,
    share: int = 0,
    of: int = 1,
    said: Callable[[str], None] = say,
    stops: Callable[[], bool] = lambda: False,
) -> int:
    """Make the dossiers of one share that are missing; how many were made. A second call makes none.

    `stops` is asked between two stories: one that was begun is told to its end.
    """
    now = now or timezone.now()
    missing = untold(plans(count, now=now, share=share, of=of))
    cast = Cast()
    for done, plan in enumerate(missing, start=1):
        if stops():
            return done - 1
        _tell_one(plan, cast, now, said)
        if done % TELL_EVERY == 0 or done == len(missing):
            said(f"Hồ sơ của một năm hoạt động: đã lập thêm {done}/{len(missing)}.")
    return len(missing)


def untold(planned: Sequence[Plan]) -> list[Plan]:
    """Those whose dossier does not exist yet."""
    known = set(Dossier.objects.values_list("submission_key", flat=True))
    return [plan for plan in planned if plan.key not in known]


def _tell_one(plan: Plan, cast: Cast, now: datetime, said: Callable[[str], None]) -> None:
    try:
        Life(plan, cast, now).live()
    except NotYet:
        return
    except Refused as refused:
        # Somebody who plays an official may have been faster; anything else is for whoever reads the console.
        said(f"Hồ sơ {plan.number} ({plan.code}): {refused.message}")
    except OperationalError:
        # The database went away: the next dossier may find it back.
        connection.close()
        time.sleep(1)


class Life:
    """One dossier, from filing to its end or to today."""

    def __init__(self, plan: Plan, cast: Cast, now: datetime) -> None:
        self.plan, self.cast, self.now = plan, cast, now
        self.draw = Random(f"{SEED}/{plan.number}/life")  # noqa: S311 - a story, no secret
        self.fate = _one_of(self.draw, FATES | {"granted": 1000 - sum(FATES.values())})
        # Of the time a step has, how much it takes.
        self.pace = self.draw.uniform(1.2, 2.4) if self.draw.random() < 0.04 else self.draw.uniform(0.15, 0.85)
        self.schedule: Schedule = schedule_for(receiving_unit(plan.place).agency_id, on=local(now).date())
        self.at = plan.filed_at
        found = version_in_force(plan.code, on=local(self.at).date())
        if found is None:
            raise LookupError(plan.code)
        self.version: ProcedureVersion = found
        self.case = {question.key: self.case_of(question.options) for question in found.questions.all()}
        if plan.code in OF_LAND and self.draw.random() < 0.4:
            self.fate = "payment"

    def case_of(self, options: Sequence[Mapping[str, str]]) -> str:
        """The first case is the usual one."""
        return options[0]["value"] if self.draw.random() < 0.75 else self.draw.choice(options)["value"]

    def later(self, after: datetime, minutes: int) -> datetime:
        """The moment so many working minutes later."""
        at = self.schedule.add_working_minutes(after, max(1, minutes))
        if at > self.now:
            raise NotYet
        return at

    def wait(self, least: int, most: int) -> datetime:
        """Let some working minutes pass."""
        self.at = self.later(self.at, self.draw.randint(least, most))
        return self.at

    def live(self) -> None:
        dossier = self.file()
        receiver = self.cast.official(Duty.RECEIVE, dossier.receiving_unit)
        self.wait(10, 200)
        if self.fate == "refused at intake":
            intake.refuse_intake(dossier, reason=self.draw.choice(NOT_RECEIVED), by=receiver, at=self.at)
            self.rate(dossier)
            return
        if self.fate == "withdrawn":
            self.withdraw(dossier)
            return
        if self.fate == "supplement at intake":
            supplements.request_supplement(dossier, items=self.items(), reason=INCOMPLETE, by=receiver, at=self.at)
            self.answer(dossier)
            self.wait(20, 300)
        intake.accept(dossier, by=receiver, at=self.at)
        self.work(dossier)
        dossier.refresh_from_db()
        if dossier.status == Status.DONE:
            at = self.wait(30, 900)
            person = dossier.parties.get(role=Role.RECIPIENT)
            results.return_result(dossier, receiver=results.Receiver(person.name), by=receiver, at=at)
        self.rate(dossier)

    def file(self) -> Dossier:
        """A person files, at the counter or from home; more and more from home."""
        channels = set(self.version.channels.values_list("kind", flat=True))
        months = (self.now - self.at).days / 30
        is_at_home = self.draw.random() < 0.55 - 0.025 * months and self.version.form_key in FORMS
        if Channel.ONLINE in channels and (is_at_home or Channel.COUNTER not in channels):
            return self.file_online()
        is_by_post = Channel.POST in channels and self.draw.random() < 0.05
        return self.file_at_counter(Channel.POST if is_by_post else Channel.COUNTER)

    def file_online(self) -> Dossier:
        # At home people have time in the evening and on Sunday.
        self.at = min(self.now, self.at + timedelta(hours=self.draw.randint(0, 5)))
        account, who = self.cast.citizen(self.plan.counter, self.draw)
        place = place_of(self.plan.counter).full_name
        form = form_in_force(self.version.form_key, on=local(self.at).date())
        if form is None:
            raise LookupError(self.version.form_key)
        if "nguoi-nop" in self.case:
            # At home people file for themselves.
            self.case["nguoi-nop"] = "chinh-minh"
        wish, today = self.version.procedure.name, local(self.at).date()
        words = typed(self.draw, who, form=form.key, case=self.case, wish=wish, place=place, today=today)
        _discard_left(self.plan.key, at=self.at)
        purpose = Purpose(self.plan.code, self.version.procedure.name, self.plan.place, self.case, self.plan.key)
        draft = start_draft(form, purpose=purpose, known={}, by=account, at=self.at)
        fill_in(draft, words, by=account, at=self.at)
        for component in self.components():
            if not component.is_made_by_form:
                name = fold(component.name)[:40].strip().replace(" ", "-") + ".pdf"
                file = take_in(name, attachment(component.name, local(self.at).year), by=account)
                attach_file(draft, component_key=component.key, file=file, by=account, at=self.at)
        by_itself = self.draw.random() < 0.7 and ReturnMethod.ONLINE in returns_of(self.version)
        method = ReturnMethod.ONLINE if by_itself else ReturnMethod.COUNTER
        save_parties(
            draft, parties={"holder": "toi", "recipient": "toi", "return_method": method.value}, by=account, at=self.at
        )
        return filing.submit_online(draft, parties=_parties(who), returning=Returning(method), by=account, at=self.at)

    def file_at_counter(self, channel: Channel) -> Dossier:
        wanted, self.at = self.at, self.schedule.add_working_minutes(self.at, 1)
        while self.at > self.now:
            # Today is a day off: who wanted to come today came on the last day that was none.
            wanted -= timedelta(days=1)
            self.at = self.schedule.add_working_minutes(wanted, 1)
        account, who = None, person(self.draw, place=place_of(self.plan.counter).full_name)
        if self.draw.random() < 0.25:
            account, who = self.cast.citizen(self.plan.counter, self.draw)
        posts = channel == Channel.POST and ReturnMethod.POST in returns_of(self.version)
        facts = Filing(
            version=self.version,
            place_code=self.plan.place,
            channel=channel,
            parties=_parties(who),
            returning=Returning(ReturnMethod.POST, who.address) if posts else Returning(ReturnMethod.COUNTER),
            case_answers=self.case,
            answers=self.declared(who),
            components=[
                ComponentFacts(one.key, one.name, originals=one.originals, copies=one.copies)
                for one in self.components()
            ],
            outage="Cổng Dịch vụ công quốc gia không truy cập được",
        )
        unit = receiving_unit(self.plan.place)
        by = self.cast.official(Duty.RECEIVE, unit)
        return filing.register_at_counter(
            filing=facts, unit=unit, submission_key=self.plan.key, account=account, by=by, at=self.at
        )

    def declared(self, who: Person) -> dict[str, Any]:
        """What somebody at the counter declares, where the procedure has a form of its own."""
        form = form_in_force(self.version.form_key, on=local(self.at).date())
        if form is None or not self.version.form_key:
            return {}
        today, place = local(self.at).date(), place_of(self.plan.counter).full_name
        wish = self.version.procedure.name
        words = typed(self.draw, who, form=form.key, case=self.case, wish=wish, place=place, today=today)
        return declaration(form.parsed, words, self.case, today=today)

    def components(self) -> list[Component]:
        """What this case needs and people bring."""
        mine = of_my_case(self.version.components.all(), self.case)
        return [one for one in mine if one.is_required and not (one.is_in_database or one.is_shown_only or one.is_note)]

    def items(self) -> list[ItemFacts]:
        names = [one.name for one in self.components() if not one.is_made_by_form] or ["Bản chính giấy tờ để đối chiếu"]
        return [ItemFacts(self.draw.choice(names), BLURRED)]

    def answer(self, dossier: Dossier) -> None:
        """The filer brings what was asked for."""
        request = dossier.supplements.latest("number")
        by = dossier.filer_account or self.cast.official(Duty.RECEIVE, dossier.receiving_unit)
        answers = {item.pk: "Đã nộp lại bản rõ." for item in request.items.all()}
        supplements.answer_supplement(request, answers=answers, files=[], by=by, at=self.wait(200, 2400))

    def withdraw(self, dossier: Dossier) -> None:
        by = dossier.filer_account or self.cast.official(Duty.RECEIVE, dossier.receiving_unit)
        results.withdraw(dossier, reason=self.draw.choice(NEEDLESS), by=by, at=self.at)

    def work(self, dossier: Dossier) -> None:
        """Step after step, each by who holds it, until the last is done."""
        is_first = True
        while task := Task.objects.of(dossier).filter(finished_at=None).order_by("pk").first():
            self.wait(*self.minutes(task))
            by = self.cast.official(duty_of(task.duty), task.unit)
            if is_first and self.turns(dossier, task, by):
                return
            is_first = False
            if task.step_key == "lay-y-kien":
                self.consult(task, by)
            if task.kind == "PREPARE":
                self.prepare(dossier, task, by)
            if task.kind == "APPROVE" and self.fate == "returned to a step":
                self.fate = "granted"
                step = Task.objects.of(dossier).filter(kind="PREPARE").latest("pk").step_key
                reason = "Ghi rõ hơn căn cứ giải quyết."
                tasks.return_to_step(task, step_key=step, reason=reason, by=by, at=self.at)
                continue
            tasks.finish_task(task, by=by, at=self.at)

    def minutes(self, task: Task) -> tuple[int, int]:
        """How long a step takes: around its share of the time, by the pace of this dossier."""
        if task.due_at is None:
            return 60, 900
        given = max(20, self.schedule.working_minutes_between(task.opened_at, task.due_at))
        usual = int(given * self.pace)
        return max(5, usual * 3 // 4), max(10, usual)

    def prepare(self, dossier: Dossier, task: Task, by: Account) -> None:
        dossier.refresh_from_db()
        content = content_of(dossier, on=local(self.at).date())
        drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=by, at=self.at)

    def consult(self, task: Task, by: Account) -> None:
        agency = Agency.objects.get(code="so-nong-nghiep-moi-truong")
        asked = consultations.ask_agency(
            task, agency=agency, question="Đề nghị cho ý kiến về quy hoạch sử dụng đất tại khu vực.", working_days=5,
            by=by, at=self.at,
        )  # fmt: skip
        expert = self.cast.official(Duty.PROCESS, agency.units.get(code="chuyen-mon"))
        consultations.answer_consultation(
            asked, agrees=True, answer="Khu vực phù hợp quy hoạch đã được duyệt.", by=expert, at=self.wait(300, 1800)
        )
        self.wait(30, 300)

    def turns(self, dossier: Dossier, task: Task, by: Account) -> bool:
        """What happens instead of the usual at the first step; whether the story ends with it."""
        receiver = self.cast.official(Duty.RECEIVE, dossier.receiving_unit)
        if self.fate == "withdrawn in process":
            self.withdraw(dossier)
            return True
        if self.fate == "payment":
            payments.request_payment(
                dossier, amount_dong=self.draw.randint(2, 60) * 50_000, reason="Lệ phí trước bạ",
                difference="Khoản do cơ quan thuế thông báo", by=receiver, at=self.at,
            )  # fmt: skip
            self.wait(200, 2000)
            number = f"BL{self.draw.randrange(100_000):05d}"
            payments.confirm_payment(dossier, receipt_number=number, by=receiver, at=self.at)
            self.wait(30, 200)
        if self.fate in ("supplement in process", "supplement never brought"):
            self.propose(task, ProposalKind.SUPPLEMENT, INCOMPLETE, by, items=self.items())
            if self.fate == "supplement never brought":
                at = self.wait(25 * 480, 40 * 480)
                self.carry_out(proposals.propose_to_stop(dossier, reason=NO_ANSWER, by=receiver, at=at))
                return True
            self.answer(dossier)
            self.wait(20, 300)
            supplements.confirm_supplement(dossier.supplements.latest("number"), by=receiver, at=self.at)
            self.wait(30, 300)
        if self.fate == "apology" and self.may_be_put_off(dossier):
            later = self.schedule.add_working_minutes(dossier.due_at or self.at, 5 * 480)
            self.propose(task, ProposalKind.APOLOGY, LONGER, by, new_due_on=local(later).date(), late_group="xac-minh")
            self.wait(30, 300)
        if self.fate in ("refused", "stopped"):
            is_refused = self.fate == "refused"
            kind, reason = (ProposalKind.REFUSAL, CONTRADICTION) if is_refused else (ProposalKind.STOP, NO_ANSWER)
            self.propose(task, kind, reason, by)
            return True
        return False

    def may_be_put_off(self, dossier: Dossier) -> bool:
        dossier.refresh_from_db()
        if dossier.due_at is None:
            return False
        return self.schedule.working_days_between(local(self.at).date(), local(dossier.due_at).date()) > 2

    def propose(self, task: Task, kind: ProposalKind, reason: str, by: Account, **more: Any) -> None:
        """The unit proposes, and it is carried out."""
        self.carry_out(proposals.propose(task, kind=kind, reason=reason, **more, by=by, at=self.at))

    def carry_out(self, proposal: Proposal) -> None:
        """A leader signs the letter where there is one, the clerk seals it, the one-stop unit sends it."""
        self.wait(20, 120)
        if proposal.state == Proposal.State.SIGNING:
            proposal = proposals.sign_letter(proposal, by=self.cast.signatory(proposal.dossier), at=self.at)
            self.wait(20, 120)
        if proposal.state == Proposal.State.SEALING:
            proposal = proposals.seal_letter(proposal, by=self.cast.clerk(proposal.dossier), at=self.at)
            self.wait(5, 60)
        receiver = self.cast.official(Duty.RECEIVE, proposal.dossier.receiving_unit)
        proposals.carry_out(proposal, justification=SEEN_LATE, by=receiver, at=self.at)

    def rate(self, dossier: Dossier) -> None:
        """Some of those who have an account say how they found it."""
        dossier.refresh_from_db()
        ended = dossier.status in (Status.RETURNED, Status.NOT_ACCEPTED, Status.STOPPED)
        if dossier.filer_account is None or not ended or self.draw.random() < 0.4:
            return
        is_late = dossier.due_at is not None and dossier.done_at is not None and dossier.done_at > dossier.due_at
        stars = _one_of(self.draw, {1: 30, 2: 40, 3: 30} if is_late else {2: 2, 3: 8, 4: 35, 5: 55})
        comment = self.draw.choice(LATE_COMMENTS if is_late else COMMENTS)
        results.rate(dossier, stars=stars, comment=comment, by=dossier.filer_account, at=self.wait(10, 900))


def _discard_left(key: UUID, *, at: datetime) -> None:
    """The draft of a story whose teller was killed before it was filed."""
    for left in Draft.objects.filter(submission_key=key).select_related("account"):
        discard_draft(left, by=left.account, at=at)


def _parties(who: Person) -> list[PartyFacts]:
    """Filer, holder and recipient are one. No contact is given: the messages of a year would drown today's."""
    return [PartyFacts(role, who.name, who.id_number, who.born_on, address=who.address) for role in Role]


@cache
def attachment(name: str, year: int) -> bytes:
    """What stands for a scanned paper; the same file for all who hand in the same one."""
    return compile_template("papers/templates/attachment.typ", {"name": name}, at=datetime(year, 1, 1, tzinfo=VIETNAM))
