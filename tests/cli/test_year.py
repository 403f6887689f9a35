"""A year of the province's work: synthetic people, real operations, every fate, told once."""

import re
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from motcua.cli import cast, year
from motcua.cli.cast import COMMUNES, Cast
from motcua.cli.demonstration import PLACE
from motcua.cli.synthetic import FORMS, person, typed
from motcua.dossiers.models import Dossier, HistoryEntry
from motcua.dossiers.rules import Status
from motcua.forms.models import Draft
from motcua.forms.queries import GENERIC
from motcua.forms.rules import clean_page, prefill, problems_of, told_by, visible_pages
from motcua.handling.filling import filled
from motcua.handling.models import Consultation, Task
from motcua.indicators.models import DossierFact
from motcua.indicators.queries import all_differences
from motcua.kernel.journal import verify
from motcua.kernel.models import OutboxMessage
from motcua.kernel.text import VIETNAM
from motcua.organization.models import Unit
from motcua.organization.rules import Duty
from motcua.people.models import Account, Holding
from tests.forms.province import declarations, forms, procedures

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def cut_off(*_what, **_more):
    """Stands where the machine stops."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("key", sorted(FORMS))
def test_these_people_know_how_to_fill_in_a_form_whatever_their_case(key):
    form = forms()[key or GENERIC]
    asked = [procedures()[code].get("questions", []) for code in declarations()[form.key].procedures] or [[]]
    for seed in range(30):
        draw = Random(seed)
        case = {one["key"]: draw.choice(one["options"])["value"] for one in draw.choice(asked)}
        if "nguoi-nop" in case:
            case["nguoi-nop"] = "chinh-minh"
        who = person(draw, place="phường Kỳ Lừa")
        words = typed(
            draw, who, form=form.key, case=case, wish="Một thủ tục", place="phường Kỳ Lừa", today=NOW.date()
        )  # fmt: skip
        answers = prefill(form, told_by(case)) | told_by(case)
        for page in form.pages:
            if page not in visible_pages(form, answers) or (page.repeat and not page.min_items):
                continue
            raw = filled(page, words, answers)
            cleaned = clean_page(form, page, raw, today=NOW.date(), answers=answers)
            assert cleaned.errors == {}
            answers |= {page.repeat: [cleaned.values]} if page.repeat else cleaned.values
        assert problems_of(form, answers, today=NOW.date()) == {}


def test_nobody_has_their_identity_numbers():
    for seed in range(200):
        who = person(Random(seed), place="xã Đồng Đăng")
        # There is no country of this number: nobody was registered there.
        assert re.fullmatch(r"399[0-3]\d{8}", who.id_number)
        assert who.id_number[4:6] == f"{who.born_on:%y}"


def test_people_file_all_year_long_and_everywhere_and_never_tomorrow():
    plans = year.plans(2000, now=NOW)
    assert len({plan.key for plan in plans}) == 2000
    assert all(NOW - timedelta(days=373) < plan.filed_at <= NOW for plan in plans)
    assert len({plan.filed_at.strftime("%Y-%m") for plan in plans}) >= 12
    by_place = Counter(plan.place for plan in plans)
    assert set(COMMUNES) < set(by_place)
    assert len(set(by_place) - set(COMMUNES)) == 5
    assert 650 < by_place[PLACE] < 870
    ward = [plan.filed_at for plan in plans if plan.place == PLACE]
    assert ward == sorted(ward)
    assert plans == year.plans(2000, now=NOW)


@pytest.mark.parametrize("of", [1, 2, 3])
def test_several_processes_share_the_counters(of):
    shares = [year.plans(2000, now=NOW, share=share, of=of) for share in range(of)]
    assert sorted(plan.number for share in shares for plan in share) == list(range(2000))
    for share in shares:
        assert 0.8 * 2000 / of < len(share) < 1.25 * 2000 / of
        for other in shares:
            mine, theirs = ({plan.counter for plan in one} for one in (share, other))
            assert share is other or not mine & theirs


@pytest.fixture
def tell(db):
    """One dossier whose fate is given, filed long enough ago to be over, by one pace."""

    def told(fate, *, number=7, code="1.013225", place=PLACE, days=150, pace=0.3):
        plan = year.Plan(number, NOW - timedelta(days=days), place, code)
        life = year.Life(plan, Cast(), NOW)
        life.fate, life.pace = fate, pace
        with suppress(year.NotYet):
            life.live()
        return Dossier.objects.get(submission_key=plan.key)

    return told


ENDS = {
    "granted": Status.RETURNED,
    "refused at intake": Status.NOT_ACCEPTED,
    "supplement at intake": Status.RETURNED,
    "supplement never brought": Status.STOPPED,
    "supplement in process": Status.RETURNED,
    "refused": Status.RETURNED,
    "stopped": Status.STOPPED,
    "withdrawn": Status.WITHDRAWN,
    "withdrawn in process": Status.WITHDRAWN,
    "apology": Status.RETURNED,
    "payment": Status.RETURNED,
    "returned to a step": Status.RETURNED,
}


def test_every_fate_is_known():
    assert set(ENDS) == {"granted", "payment", *year.FATES}


@pytest.mark.parametrize("fate", sorted(ENDS))
def test_a_dossier_goes_where_its_fate_leads(tell, fate):
    dossier = tell(fate)
    assert dossier.status == ENDS[fate]
    assert dossier.reappointments == (fate == "apology")
    assert dossier.supplements.count() == fate.startswith("supplement")
    assert (dossier.fee_paid_at is not None) == (fate == "payment")
    assert (dossier.outcome == "REFUSED") == (fate == "refused")
    assert Task.objects.of(dossier).exclude(return_reason="").exists() == (fate == "returned to a step")
    fact = DossierFact.objects.get(pk=dossier.pk)
    assert (fact.status, fact.apologies, fact.supplements) == (
        dossier.status, dossier.reappointments, dossier.supplements.count(),
    )  # fmt: skip
    assert list(all_differences()) == []
    if dossier.done_at:
        assert dossier.done_at <= dossier.due_at


def test_what_has_not_happened_yet_is_not_told(tell):
    dossier = tell("granted", days=5)
    assert dossier.status == Status.IN_PROCESS
    assert Task.objects.of(dossier).filter(finished_at=None).count() == 1
    assert not HistoryEntry.objects.filter(at__gt=NOW).exists()


def test_who_takes_too_long_is_late(tell):
    dossier = tell("granted", pace=2.0)
    assert dossier.done_at > dossier.due_at


def test_another_agency_is_asked_where_the_process_says_so(tell):
    dossier = tell("granted", code="1.013978", days=200)
    assert Consultation.objects.of(dossier).get().answered_at is not None
    assert dossier.status == Status.RETURNED


def test_on_a_day_off_people_came_to_the_counter_the_working_day_before(tell):
    # 24/11/2026 is a day off by law, and the evening before it is too late for the counter.
    dossier = tell("granted", code="2.000815", days=0)
    assert dossier.channel == "COUNTER"
    assert dossier.submitted_at.astimezone(VIETNAM).date() == date(2026, 11, 23)


@pytest.mark.parametrize("code", ["1.010041", "1.011607"])
def test_who_can_file_one_way_only_files_that_way(tell, code):
    channel = tell("granted", code=code).channel
    assert channel == ("ONLINE" if code == "1.010041" else "COUNTER") or channel == "POST"


def test_the_story_is_told_once_without_a_word_to_anybody(db):
    said = []
    assert year.tell(16, now=NOW, said=said.append) == 16
    # Neither a refusal nor a trouble: the end only.
    assert len(said) == 1
    found = Dossier.objects.all()
    assert found.count() == 16
    assert len({dossier.status for dossier in found}) >= 3
    assert {"ONLINE", "COUNTER"} <= {dossier.channel for dossier in found}
    assert len({dossier.handling_agency_id for dossier in found}) >= 4
    assert not OutboxMessage.objects.filter(topic__in=["mail", "sms"]).exists()
    assert not Account.objects.filter(is_demonstration=False).exists()
    assert not HistoryEntry.objects.filter(at__gt=NOW).exists()
    assert verify().ok
    count = HistoryEntry.objects.count()
    assert year.tell(16, now=NOW + timedelta(days=3), said=said.append) == 0
    assert HistoryEntry.objects.count() == count
    assert len(said) == 1


def test_two_processes_appoint_one_official(db, monkeypatch):
    unit = Unit.objects.get(agency__code="so-xay-dung", code="chuyen-mon")
    first = Cast().official(Duty.PROCESS, unit)
    assert Cast().official(Duty.PROCESS, unit) == first
    seen = [None, first]
    monkeypatch.setattr(cast, "_holder", lambda duty, unit: seen.pop(0))
    assert Cast().official(Duty.PROCESS, unit) == first
    assert Holding.objects.filter(post__unit=unit).count() == 1


def test_a_story_that_was_cut_off_before_it_was_filed_is_told_again(db, monkeypatch):
    """What was begun under its key must not stand in its way the next time."""
    monkeypatch.setattr(year.Life, "case_of", lambda self, options: options[0]["value"])
    plan = year.Plan(7, NOW - timedelta(days=3), PLACE, "1.004873")
    life = year.Life(plan, Cast(), NOW)
    with monkeypatch.context() as cut:
        cut.setattr(year, "save_parties", cut_off)
        with pytest.raises(KeyboardInterrupt):
            life.file_online()
    assert Draft.objects.get().submission_key == plan.key
    again = year.Life(plan, Cast(), NOW).file_online()
    assert again.submission_key == plan.key
    assert Draft.objects.get().submitted_at is not None


def test_who_is_asked_to_stop_tells_the_story_in_hand_to_its_end(db):
    asked = []

    def stops():
        asked.append(Dossier.objects.count())
        return len(asked) == 3

    assert year.tell(5, now=NOW, said=lambda _line: None, stops=stops) == 2
    assert asked == [0, 1, 2]
    assert year.tell(5, now=NOW, said=lambda _line: None) == 3
