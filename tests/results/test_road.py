"""The whole road of each result: declared, accepted, drafted, signed; then the paper against what was declared."""

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import yaml
from pypdf import PdfReader

from motcua.cli.cast import Cast
from motcua.dossiers.operations import filing, intake
from motcua.dossiers.operations.filing import Filing, PartyFacts, Returning
from motcua.dossiers.rules import Channel, Outcome, ReturnMethod, Role
from motcua.forms.queries import form_in_force
from motcua.forms.rules import problems_of, told_by
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.kernel.operations import Refused
from motcua.kernel.packs import _Loader
from motcua.organization.models import Unit
from motcua.organization.rules import Duty, Level, duty_of
from motcua.papers.signing import verify_all
from motcua.procedures.queries import offices_of, version_in_force
from motcua.results.models import RegisterEntry
from motcua.results.queries import asked_values, drafts_of
from motcua.results.rules import Kind, as_line
from tests.whole import IS_WHOLE

HERE = Path(__file__).parent
# A Friday: registered, worked on and signed on one working day.
AT = datetime(2026, 11, 27, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
WARD = "06187"
SAMPLES = [
    sample
    for path in sorted(HERE.glob("samples_*.yaml"))
    for sample in yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - our own loader, of plain values
]
# What never stands on a paper that is signed.
NEVER = ("……", "{", "}", "FEMALE", "BẢN XEM TRƯỚC", "LÃNH ĐẠO CƠ QUAN")


def named(sample):
    return f"{sample['code']}-{'-'.join(sample.get('case', {}).values())}"


@pytest.fixture
def cast(db):
    return Cast()


def case_of(version, sample):
    """The sample's case; of what it leaves open, the usual answer."""
    usual = {question.key: question.options[0]["value"] for question in version.questions.all()}
    return usual | sample.get("case", {})


def register(cast, sample):
    """The dossier as an official registers it, with the declaration typed."""
    version = version_in_force(sample["code"], on=AT.date())
    case = case_of(version, sample)
    form = form_in_force(version.form_key, on=AT.date())
    if version.form_key:
        assert problems_of(form.parsed, {**sample["answers"], **told_by(case)}, today=AT.date()) == {}
    is_commune = Level.COMMUNE in version.levels
    place = WARD if is_commune else offices_of(version, on=AT.date(), level=Level.PROVINCE)[0].code
    centre = f"ttpvhcc-{WARD}" if is_commune else "ttpvhcc-tinh"
    unit = Unit.objects.select_related("agency").get(agency__code=centre, code="mot-cua")
    ways = list(version.channels.order_by("pk").values_list("kind", flat=True))
    name = sample["answers"].get("ho_ten", "Nông Văn Nộp")
    number = sample["answers"].get("so_dinh_danh", "020190000101")
    address = sample["answers"].get("noi_cu_tru", "")
    who = [PartyFacts(role, name, number, address=address) for role in Role]
    facts = Filing(
        version=version,
        place_code=place,
        channel=Channel.COUNTER if Channel.COUNTER in ways else Channel(ways[0]),
        parties=who,
        returning=Returning(ReturnMethod.COUNTER),
        outage="Cổng Dịch vụ công quốc gia không truy cập được",
        case_answers=case,
        answers=sample["answers"] if version.form_key else {},
    )
    by = cast.official(Duty.RECEIVE, unit)
    dossier = filing.register_at_counter(filing=facts, unit=unit, submission_key=uuid4(), by=by, at=AT)
    return intake.accept(dossier, by=by, at=AT)


def sign(cast, dossier, filled):
    """Step after step, each by who holds it, until the result is signed and issued; the drafts as approved."""
    drafts = ()
    while task := Task.objects.of(dossier).filter(finished_at=None).order_by("pk").first():
        by = cast.official(duty_of(task.duty), task.unit)
        if task.kind == "PREPARE":
            drafts = drafts_of(dossier, on=AT.date())
            assert drafts, "no template"
            values = {**asked_values(drafts), **filled}
            drafting.draft_decision(task, outcome=Outcome.GRANTED, content=values, by=by, at=AT)
            dossier.refresh_from_db()
            drafts = drafts_of(dossier, on=AT.date())
        tasks.finish_task(Task.objects.get(pk=task.pk), by=by, at=AT)
    return drafts


def text_of(pdf):
    pages = PdfReader(BytesIO(pdf)).pages
    return re.sub(r"[\s\u200b]+", " ", " ".join(page.extract_text() for page in pages))


def plain(text):
    """Without blanks, places where a long word may break, and capitals: lines are cut where the page ends."""
    return re.sub(r"[\s\u200b]+", "", text).casefold()


# Of every procedure one case, a fifth of them in a run of everything; all of its cases weekly.
PLAYED = SAMPLES if IS_WHOLE else list({sample["code"]: sample for sample in SAMPLES}.values())


@pytest.mark.in_turn(every=5)
@pytest.mark.parametrize("sample", PLAYED, ids=map(named, PLAYED))
def test_what_is_signed_is_what_was_declared(sample, cast):
    dossier = register(cast, sample)
    drafts = sign(cast, dossier, sample.get("filled", {}))
    dossier.refresh_from_db()
    assert dossier.status in ("DONE", "RETURNED")
    papers = [entry.paper for entry in dossier.papers.filter(kind="RESULT_DOCUMENT").order_by("pk")]
    wanted = [{**sample, "title": drafts[0].template.title}, *sample.get("beside", [])]
    assert [paper.title for paper in papers] == [one["title"] for one in wanted]
    for paper, draft, words in zip(papers, drafts, wanted, strict=True):
        compare(paper, draft, words)


def compare(paper, draft, words):
    """One signed paper, field by field, against what was drafted and what it must and must not say."""
    pdf = paper.file.read()
    printed = text_of(pdf)
    text = plain(printed)
    checks = verify_all(pdf)
    assert len(checks) == 2
    assert all(check.is_good for check in checks)
    for wanted in words["expect"]:
        assert plain(wanted) in text, wanted
    for fact in (one.fact for one in draft.facts):
        for cell in cells_of(draft, fact):
            assert plain(cell) in text, f"{fact.name}: {cell}"
    for wrong in (*NEVER, *words.get("never", [])):
        assert wrong not in printed, wrong
    assert paper.number
    assert plain(paper.number) in text
    if draft.template.parsed.numbering.book:
        assert RegisterEntry.objects.get(paper=paper).values == draft.values


def cells_of(draft, fact):
    """The texts that a fact puts on the page."""
    value = draft.values.get(fact.name, "")
    return [cell for row in value for cell in row] if fact.kind == Kind.TABLE else [as_line(value)]


def test_at_least_thirty_procedures_have_a_result_of_their_own():
    assert len({sample["code"] for sample in PLAYED}) >= 30


def test_what_is_missing_stops_the_step_and_is_named(cast):
    sample = next(one for one in SAMPLES if one["code"] == "1.001193")
    dossier = register(cast, sample)
    task = Task.objects.of(dossier).filter(finished_at=None).order_by("pk").first()
    by = cast.official(duty_of(task.duty), task.unit)
    while task.kind != "PREPARE":
        tasks.finish_task(task, by=by, at=AT)
        task = Task.objects.of(dossier).filter(finished_at=None).order_by("pk").first()
        by = cast.official(duty_of(task.duty), task.unit)
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content={"gioi_tinh": "Nữ"}, by=by, at=AT)
    with pytest.raises(Refused, match="Họ, chữ đệm, tên"):
        tasks.finish_task(Task.objects.get(pk=task.pk), by=by, at=AT)
