"""People and dossiers in the province whose packs every test database holds."""

from datetime import date, datetime
from random import Random
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password

from motcua.cli.synthetic import Person, typed
from motcua.dossiers.operations import filing, intake
from motcua.dossiers.operations.filing import ComponentFacts, Filing, PartyFacts, Returning
from motcua.dossiers.rules import Channel, Outcome, ReturnMethod, Role
from motcua.forms.queries import form_in_force
from motcua.handling.filling import content_of, declaration
from motcua.handling.models import Task
from motcua.handling.operations import drafting, proposals, tasks
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.kernel.text import local
from motcua.organization.models import Post
from motcua.people.models import Account, Holding
from motcua.people.rules import AccountKind, Proof
from motcua.procedures.queries import version_in_force

PLACE = "06187"
VN = ZoneInfo("Asia/Ho_Chi_Minh")
HANDS = {
    "counter": (f"ttpvhcc-{PLACE}", "mot-cua", "tiep-nhan"),
    "clerk": (f"ubnd-{PLACE}", "tu-phap-ho-tich", "chuyen-vien"),
    "head": (f"ubnd-{PLACE}", "tu-phap-ho-tich", "truong-phong"),
    "builder": (f"ubnd-{PLACE}", "kinh-te", "chuyen-vien"),
    "leader": (f"ubnd-{PLACE}", "lanh-dao", "thu-truong"),
    "office": (f"ubnd-{PLACE}", "van-thu", "van-thu"),
    "elsewhere": ("ttpvhcc-05977", "mot-cua", "tiep-nhan"),
    "department": ("so-tu-phap", "chuyen-mon", "chuyen-vien"),
}


def at(day, hour=9, minute=0, month=3):
    """A moment of 2026 on a clock in Viet Nam; March has no holiday."""
    return datetime(2026, month, day, hour, minute, tzinfo=VN)


@pytest.fixture
def people(db):
    """One official for each pair of hands, and a citizen: as their rows stand, which other tests see come about."""
    joined = at(1, month=1)
    password = make_password("x")
    accounts = {
        name: Account(
            kind=AccountKind.OFFICIAL if name in HANDS else AccountKind.CITIZEN,
            password=password,
            full_name=name.title(),
            email=f"{name}@x.vn",
            joined_at=joined,
        )
        for name in (*HANDS, "citizen", "stranger")
    }
    Account.objects.bulk_create(accounts.values())
    agencies = {agency for agency, _unit, _post in HANDS.values()}
    posts = Post.objects.filter(unit__agency__code__in=agencies).select_related("unit__agency")
    at_path = {post.path: post for post in posts}
    Holding.objects.bulk_create(
        Holding(official=accounts[name], post=at_path["/".join(seat)], valid_from=joined.date())
        for name, seat in HANDS.items()
    )
    return SimpleNamespace(**accounts)


def usual_case(code, on=date(2026, 3, 2)):
    """The first answer to each question about one's case, as a page sends them."""
    version = version_in_force(code, on=on)
    return {question.key: question.options[0]["value"] for question in version.questions.all()}


def declared(version, case, today):
    """What the citizen of these tests declares on the procedure's own form."""
    form = form_in_force(version.form_key, on=today) if version.form_key else None
    if form is None:
        return {}
    who = Person("Nông Thị Hoa", True, date(1990, 3, 20), "020190000001", "0912345678", "Khối 3, phường Kỳ Lừa")
    wish, place = version.procedure.name, "Phường Kỳ Lừa"
    words = typed(Random(1), who, form=form.key, case=case, wish=wish, place=place, today=today)
    return declaration(form.parsed, words, case, today=today)


@pytest.fixture
def register(people):
    """Register a dossier at the counter of phường Kỳ Lừa."""

    def make(
        code="1.004873",
        *,
        when=None,
        channel=Channel.COUNTER,
        returning=ReturnMethod.COUNTER,
        key=None,
        handed_over_at=None,
        is_declared=True,
        names=None,
    ):
        when = when or at(2)
        called = dict.fromkeys(Role, "Nông Thị Hoa") | (names or {})
        version = version_in_force(code, on=when.date())
        case = usual_case(code, when.date())
        answers = declared(version, case, when.date()) if is_declared else {}
        facts = Filing(
            version=version,
            place_code=PLACE,
            channel=channel,
            parties=[
                PartyFacts(
                    Role.FILER,
                    called[Role.FILER],
                    "020090000001",
                    email="hoa@x.vn",
                    phone="0912345678",
                    proof=Proof.SEEN,
                ),
                PartyFacts(Role.HOLDER, called[Role.HOLDER]),
                PartyFacts(Role.RECIPIENT, called[Role.RECIPIENT]),
            ],
            returning=Returning(returning),
            outage="Cổng Dịch vụ công quốc gia không truy cập được",
            case_answers=case,
            answers=answers,
            components=[ComponentFacts("to-khai", "Tờ khai", originals=1)],
            handed_over_at=handed_over_at,
        )
        unit = people.counter.holdings.get().post.unit
        return filing.register_at_counter(
            filing=facts, unit=unit, submission_key=key or uuid4(), account=people.citizen, by=people.counter, at=when
        )

    return make


@pytest.fixture
def accepted(people, register):
    """A dossier accepted on Monday 2 March 2026 at nine."""

    def make(code="1.004873", when=None):
        return intake.accept(register(code, when=when), by=people.counter, at=when or at(2))

    return make


@pytest.fixture
def hand(people):
    """Who does a task."""

    def of(task):
        clerk = people.builder if task.unit.code == "kinh-te" else people.clerk
        return {"PROCESS": clerk, "APPROVE": people.head, "SIGN": people.leader, "ISSUE": people.office}[task.duty]

    return of


@pytest.fixture
def send(people):
    """Have the counter carry out a proposal, its letter signed and sealed before where it leads to one."""

    def do(proposal, *, when):
        if proposal.state == "SIGNING":
            proposal = proposals.sign_letter(proposal, by=people.leader, at=when)
            proposal = proposals.seal_letter(proposal, by=people.office, at=when)
        return proposals.carry_out(proposal, by=people.counter, at=when)

    return do


@pytest.fixture
def work(hand):
    """Do the next open step, or as many as asked for."""

    def do(dossier, *, when, steps=1):
        for _step in range(steps):
            task = Task.objects.select_related("unit").filter(dossier=dossier, finished_at=None).order_by("pk").first()
            if task.kind == "PREPARE":
                content = content_of(task.dossier, on=local(when).date())
                drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=hand(task), at=when)
            tasks.finish_task(task, by=hand(task), at=when)
        dossier.refresh_from_db()
        return dossier

    return do


@pytest.fixture
def nothing_changes():
    """A refusal leaves the journal as it was."""

    class Unchanged:
        def __enter__(self):
            self.before = JournalEntry.objects.count()

        def __exit__(self, kind, error, trace):
            assert kind is not None
            assert issubclass(kind, Refused)
            assert JournalEntry.objects.count() == self.before
            return True

    return Unchanged()
