"""Why it was late, told by groups: chosen beside the words, counted as facts, opened into dossiers, shown to all."""

import re
from datetime import date, timedelta

import pytest

from motcua.dossiers.late_groups import late_group_names
from motcua.dossiers.models import Rulebook
from motcua.dossiers.rules.rulebooks import late_groups_in
from motcua.handling.models import Proposal, Task
from motcua.handling.operations import proposals
from motcua.handling.rules import ProposalKind
from motcua.indicators.leading.piles import By as PileBy
from motcua.indicators.leading.piles import Pile, dossiers_of, told_of
from motcua.indicators.models import DossierFact
from motcua.indicators.operations import keep_figures
from motcua.indicators.queries import all_differences
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency
from motcua.people.rights import posts_of
from motcua.reports.own.queries import asked, made
from motcua.reports.queries import count, form_for
from motcua.reports.rules.own import By, Chosen, Counts, Over
from motcua.reports.rules.periods import PeriodKind, ReportPeriod
from tests.dossiers.conftest import accepted, at, hand, people, register, send, work  # noqa: F401 - fixtures
from tests.indicators.made_up import make_facts
from tests.workspace.test_agencies import client_of

pytestmark = pytest.mark.issue(20)
CASES = "ubnd-06187"
LATER = date(2026, 3, 12)


@pytest.fixture
def agency(db):
    keep_figures(at=at(1))
    return Agency.objects.get(code=CASES)


@pytest.fixture
def propose(hand):  # noqa: F811
    """An apology that somebody proposes."""

    def make(dossier, group):
        task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
        return proposals.propose(
            task,
            kind=ProposalKind.APOLOGY,
            reason="Nông Thị Hoa ốm",
            late_group=group,
            new_due_on=LATER,
            by=hand(task),
            at=at(3),
        )

    return make


@pytest.fixture
def late(accepted, propose, send, work):  # noqa: F811
    """A dossier that was apologised for and finished late all the same."""

    def make(group):
        dossier = accepted()
        send(propose(dossier, group), when=at(3))
        dossier.refresh_from_db()
        while dossier.status == "IN_PROCESS":
            work(dossier, when=at(20))
            dossier.refresh_from_db()
        assert DossierFact.objects.get(pk=dossier.pk).is_late
        return dossier

    return make


@pytest.mark.parametrize("group", ["", "khong-co", "XAC-MINH"])
def test_an_apology_names_one_of_the_groups(accepted, propose, group):  # noqa: F811
    with pytest.raises(Refused) as refused:
        propose(accepted(), group)
    assert refused.value.errors == {"late_group": "Chọn một nhóm trong danh sách."}
    assert not Proposal.objects.exists()


def test_where_a_rulebook_offers_no_groups_words_are_enough(accepted, propose):  # noqa: F811
    for rulebook in Rulebook.objects.all():
        rulebook.data["apology"]["groups"] = []
        rulebook.save()
    proposal = propose(accepted(), "xac-minh")
    assert proposal.terms.late_group == ""
    assert late_group_names() == {"": "Chưa ghi nhóm"}


def test_every_rulebook_in_force_offers_the_same_groups(db):
    offered = {late_groups_in(data) for data in Rulebook.objects.values_list("data", flat=True)}
    assert len(offered) == 1
    assert len(late_group_names()) == len(*offered) + 1


def test_the_group_of_the_last_apology_is_a_fact(agency, late):
    dossier = late("thieu-nguoi")
    fact = DossierFact.objects.get(pk=dossier.pk)
    assert (fact.late_group, fact.late_reason) == ("thieu-nguoi", "Nông Thị Hoa ốm")
    assert list(all_differences()) == []
    DossierFact.objects.filter(pk=dossier.pk).update(late_group="khac")
    assert [(one.name, one.kept, one.counted) for one in all_differences()] == [("late_group", "khac", "thieu-nguoi")]


def test_officials_choose_it_beside_the_words_and_the_leader_reads_it(people, accepted):  # noqa: F811
    dossier = accepted()
    clerk, address = client_of(people.clerk), f"/lam-viec/ho-so/{dossier.shown_code}/"
    page = clerk.get(f"{address}lam/de-xuat-gia-han/").content.decode()
    for key, name in late_group_names().items():
        assert (f'value="{key}"' in page and name in page) == bool(key), key
    typed = {"reason": "Bận", "new_due_day": "30", "new_due_month": "3", "new_due_year": "2027"}
    assert "Chọn nhóm lý do." in clerk.post(f"{address}lam/de-xuat-gia-han/", typed).content.decode()
    assert not Proposal.objects.exists()


def test_a_leader_reads_why_last_month_was_late_and_opens_each(people, agency, late):  # noqa: F811
    first, second, third = late("thieu-nguoi"), late("thieu-nguoi"), late("xac-minh")
    april = at(31) + timedelta(days=5)
    DossierFact.objects.filter(pk=third.pk).update(late_group="")
    told = told_of(Pile.LATE_LAST_MONTH, agency, at=april)
    assert [(one.key, one.total) for one in told.reasons] == [("thieu-nguoi", 2), ("", 1)]

    def opened(key):
        only = {PileBy.REASON: key}
        return {one.pk for one in dossiers_of(Pile.LATE_LAST_MONTH, agency, only=only, after=None, at=april).lines}

    assert opened("thieu-nguoi") == {first.pk, second.pk}
    assert opened("") == {third.pk}


def test_the_leaders_page_names_groups_and_leads_to_their_dossiers(people, agency, late, monkeypatch):  # noqa: F811
    dossier, other = late("thieu-nguoi"), late("xac-minh")
    monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: at(31) + timedelta(days=5))
    leader = client_of(people.leader)
    page = leader.get("/lam-viec/dieu-hanh/")
    lines = dict(page.context["before"])["Theo nhóm lý do ghi khi xin lỗi"]
    (line,) = [one for one in lines if one.name == "Quá nhiều việc, thiếu người"]
    assert line.number == "1"
    html = leader.get(line.address).content.decode()
    assert dossier.code in html
    assert other.code not in html
    assert "Quá nhiều việc, thiếu người" in html


def test_own_reports_group_by_it_and_open_each_number(people, agency, late):  # noqa: F811
    dossier, other = late("thieu-nguoi"), late("xac-minh")
    DossierFact.objects.filter(pk=other.pk).update(late_group="")
    march = {"over": Over.DAYS, "since": date(2026, 3, 1), "until": date(2026, 3, 31)}
    chosen = Chosen(counts=(Counts("resolved_late"),), by=(By.LATE_GROUP,), **march)
    what = asked(agency, chosen, posts_of(people.leader, on=at(30).date()), at=at(30))
    assert not what.problems
    assert {line.keys[0].value: line.cells[0] for line in made(what, limit=50).lines} == {"": 1, "thieu-nguoi": 1}
    leader = client_of(people.leader)
    query = f"cua={CASES}&so=resolved_late&nhom=LATE_GROUP&ky=DAYS&tu=2026-03-01&den=2026-03-31"
    page = leader.get(f"/lam-viec/bao-cao/cua-co-quan/moi/?{query}").content.decode()
    assert "Chưa ghi nhóm" in page
    assert "Quá nhiều việc, thiếu người" in page
    for key, seen, hidden in (("thieu-nguoi", dossier, other), ("", other, dossier)):
        listed = leader.get(
            f"/lam-viec/bao-cao/cua-co-quan/ho-so/?{query}&cot=resolved_late&nhom-so={key}"
        ).content.decode()
        assert seen.code in listed
        assert hidden.code not in listed


def test_the_report_of_causes_tells_groups_and_never_words(people, agency, late):  # noqa: F811
    late("thieu-nguoi"), late("thieu-nguoi"), late("xac-minh")
    quarter = ReportPeriod(PeriodKind.QUARTER, 2026, 2)
    table = count(form_for("ii-07a", quarter).definition, agency, quarter, at=at(31))
    (line,) = table.lines
    assert line.cells[0] == 3
    assert line.reasons == (("Quá nhiều việc, thiếu người", 2), ("Vụ việc phức tạp, phải xác minh tại chỗ", 1))
    assert sum(number for _text, number in line.reasons) == line.cells[0]


def test_everyone_reads_shares_of_enough_cases(client, db, monkeypatch):
    now = at(3) + timedelta(days=200)
    monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: now)

    def read():
        return " ".join(re.sub(r"<[^>]+>", " ", client.get("/minh-bach/?ky=2026-03").content.decode()).split())

    make_facts(CASES, 20, when=at(3), late=20, late_group="xac-minh", late_reason="Nông Thị Hoa ốm")
    make_facts(CASES, 9, when=at(3), late=9)
    page = read()
    assert "không nêu tỷ lệ của từng nhóm lý do" in page
    assert "Vụ việc phức tạp" not in page
    make_facts(CASES, 11, when=at(4), late=11, late_group="khac")
    monkeypatch.setattr("motcua.people.visitor.timezone.now", lambda: now + timedelta(hours=2))
    page = read()
    assert "Vụ việc phức tạp, phải xác minh tại chỗ: 50%" in page
    assert "Chưa ghi nhóm: 22,5%" in page
    assert "Nông Thị Hoa" not in page
    client.get("/", {"tieng": "en"})
    assert "Complicated, checked on the spot" in read()
