"""A rehearsed dossier goes the whole road, and nothing of it stays: no row, file or number, but the journal's word."""

import hashlib
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake
from motcua.handling import rehearsing
from motcua.handling.rehearsing import counters, rehearsable, rehearse
from motcua.kernel.illness import Unavailable
from motcua.kernel.models import JournalEntry, StoredFile
from motcua.kernel.operations import Refused, rehearsal
from motcua.kernel.storing import FolderStorage, aside, keeping
from motcua.kernel.text import local
from motcua.organization.models import AgencyCode, Post, Unit
from motcua.organization.rules import CodeScheme
from motcua.papers import signing
from motcua.people.models import Account, Holding
from motcua.people.operations import give_post
from motcua.workspace.standing import steps
from tests.dossiers.conftest import people, register  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
PAGE, CODE = "/lam-viec/cai-dat/tap-duot/", "1.004873"


def tables():
    """Every row of every table, as one mark a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            rows = f'SELECT t::text AS row FROM "{name}" t'  # noqa: S608 - a name of ours
            cursor.execute(f"SELECT count(*), md5(coalesce(string_agg(row, E'\n' ORDER BY row), '')) FROM ({rows}) r")  # noqa: S608 - the same
            found[name] = cursor.fetchone()
    return found


def files():
    folders = [Path(keeping().place), signing.folder()]
    return {path: path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def unit(people):  # noqa: F811
    return Unit.objects.select_related("agency").get(agency__code="ttpvhcc-06187", code="mot-cua")


@pytest.fixture
def administrator(people):  # noqa: F811
    account = people.stranger
    Account.objects.filter(pk=account.pk).update(kind="OFFICIAL")
    account.refresh_from_db()
    post = Post.objects.get(unit__agency__code="ubnd-tinh", unit__code="van-phong", code="quan-tri")
    give_post(account, post=post, valid_from=local(timezone.now()).date(), by=None, at=timezone.now())
    return account


@pytest.fixture
def client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def stopped(played):
    assert not played[-1].is_well
    assert all(step.is_well for step in played[:-1])
    return played[-1]


@pytest.mark.parametrize("code", ["2.000806", "1.000094"])
def test_two_made_up_people_have_two_papers(unit, code):
    assert [step.said for step in rehearse(unit=unit, procedure_code=code, at=timezone.now()) if not step.is_well] == []


def test_what_no_counter_takes_is_not_offered(unit):
    found = rehearsable(unit, on=local(timezone.now()).date())
    assert found.filter(code=CODE).exists()
    assert not found.filter(code="1.010041").exists(), "residence is declared online alone"


def test_what_was_made_up_is_not_blamed_on_posts(unit, monkeypatch):
    def refused(*_args, **_facts):
        raise Refused("Có nội dung cần sửa.", errors={"ho_ten": "Nhập họ và tên."})

    monkeypatch.setattr(rehearsing.drafting, "draft_decision", refused)
    step = stopped(rehearse(unit=unit, procedure_code=CODE, at=timezone.now()))
    assert "Dữ liệu tập dượt" in step.todo


def test_the_whole_road_is_played_and_nothing_stays(unit):
    before, lying = tables(), files()
    played = rehearse(unit=unit, procedure_code=CODE, at=timezone.now())
    assert [step.todo for step in played] == [""] * len(played), played
    assert len(played) > 6
    said = " ".join(step.said for step in played)
    assert "không đổi từ khi ký" in said
    assert " 0 chữ ký" not in said
    assert tables() == before
    assert files() == lying


@pytest.mark.parametrize("code", ["2.000635", "1.001193", "2.000815", "1.000894"])
def test_other_procedures_of_a_commune_are_played_too(unit, code):
    before = tables()
    played = rehearse(unit=unit, procedure_code=code, at=timezone.now())
    assert [step.todo for step in played] == [""] * len(played), played
    assert tables() == before


def test_the_next_number_is_the_one_that_was_shown(unit, people, register):  # noqa: F811
    played = rehearse(unit=unit, procedure_code=CODE, at=timezone.now())
    dossier = register(when=timezone.now())
    intake.accept(dossier, by=people.counter, at=timezone.now())
    assert any(f"Mã {Dossier.objects.get(pk=dossier.pk).code} " in step.said for step in played)


def test_only_the_journal_says_that_it_was_made_and_the_page_shows_it(client, unit, administrator):
    before, number = tables(), JournalEntry.objects.count()
    answer = client.post(PAGE, {"quay": unit.pk, "thu-tuc": CODE})
    page = answer.content.decode()
    assert "Đi trọn đường" in page
    changed = {name for name, mark in tables().items() if mark != before[name]}
    # A page that an administrator opens writes when they were here.
    assert changed <= {"kernel_journalentry", "people_usersession", "people_session", "django_session"}
    entries = list(JournalEntry.objects.filter(number__gt=number))
    assert [one.word for one in entries] == ["dossier.rehearsed"]
    assert entries[0].details["stopped_at"] == ""
    now = timezone.now()
    step = next(one for one in steps(by=administrator, on=local(now).date(), at=now) if one.key == "rehearsal")
    assert step.is_done


def test_a_post_that_nobody_holds_is_named(unit, people):  # noqa: F811
    Holding.objects.filter(official=people.leader).delete()
    step = stopped(rehearse(unit=unit, procedure_code=CODE, at=timezone.now()))
    assert "Chưa ai giữ vị trí" in step.said
    assert "Ủy ban nhân dân phường Kỳ Lừa" in step.said
    assert "Cán bộ" in step.todo


def test_a_key_that_is_missing_is_said_of_the_signer_to_come(unit, settings):
    settings.PAPER_SIGNER = "motcua.papers.signing.KeptKeys"
    step = stopped(rehearse(unit=unit, procedure_code=CODE, at=timezone.now()))
    assert "Chưa có khóa ký số" in step.said
    assert "nhập khóa" in step.todo


def test_a_counter_without_a_code_stops_at_the_acceptance(unit, settings):
    settings.DEMONSTRATION_DATA = False
    AgencyCode.objects.filter(agency=unit.agency, scheme=CodeScheme.QD_20_2020).delete()
    step = stopped(rehearse(unit=unit, procedure_code=CODE, at=timezone.now()))
    assert step.label == "Tiếp nhận, hẹn ngày trả"
    assert "mã định danh" in step.todo


def test_files_that_cannot_be_kept_are_this_nodes_illness(unit, monkeypatch):
    def refuse(*_args, **_facts):
        raise Unavailable("files", "the disk is not here")

    monkeypatch.setattr(FolderStorage, "put", refuse)
    step = stopped(rehearse(unit=unit, procedure_code=CODE, at=timezone.now()))
    assert "Máy này chưa làm được" in step.said
    assert "check" in step.todo


def test_a_stopped_rehearsal_leaves_nothing_either(unit, people):  # noqa: F811
    Holding.objects.filter(official=people.office).delete()
    before, lying = tables(), files()
    stopped(rehearse(unit=unit, procedure_code=CODE, at=timezone.now()))
    assert tables() == before
    assert files() == lying


def test_what_breaks_in_it_leaves_nothing_and_the_next_operation_is_in_the_journal(unit, people, register, monkeypatch):  # noqa: F811
    before = tables()
    monkeypatch.setattr(rehearsing.results, "return_result", lambda *_a, **_f: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rehearse(unit=unit, procedure_code=CODE, at=timezone.now())
    assert tables() == before
    register(when=timezone.now())
    assert JournalEntry.objects.filter(word="dossier.registered").exists()


def test_what_is_signed_is_vouched_for_by_nobody_and_files_lie_aside():
    content = b"rehearsed"
    with aside():
        keeping().put(StoredFile(digest=hashlib.sha256(content).hexdigest()).path, content)
        assert keeping().exists(StoredFile(digest=hashlib.sha256(content).hexdigest()).path)
    assert not keeping().exists(StoredFile(digest=hashlib.sha256(content).hexdigest()).path)
    before = signing.signer()
    with signing.rehearsed():
        assert "KHÔNG CÓ GIÁ TRỊ" in signing.signer().notice
    assert signing.signer() is before


def test_an_operation_is_no_place_for_a_rehearsal(people, register, monkeypatch):  # noqa: F811
    def inside(*_args, **_facts):
        with rehearsal():
            raise AssertionError("begun")

    monkeypatch.setattr("motcua.dossiers.operations.filing.tell_story", inside)
    with pytest.raises(RuntimeError, match="no meaning inside"):
        register(when=timezone.now())


def test_the_page_is_an_administrators_and_wants_a_counter_and_a_procedure(client, unit, people):  # noqa: F811
    assert f'value="{unit.pk}"' in client.get(PAGE).content.decode()
    assert CODE in client.get(PAGE, {"quay": unit.pk}).content.decode()
    refused = client.post(PAGE, {"quay": unit.pk, "thu-tuc": "khong-co"}).content.decode()
    assert "Trang đã cũ" in refused
    stranger = Client()
    stranger.force_login(people.counter)
    assert stranger.get(PAGE).status_code in (403, 404)


def test_where_nobody_receives_the_page_says_what_comes_first(administrator, client, people):  # noqa: F811
    Holding.objects.exclude(official=administrator).delete()
    assert counters(on=local(timezone.now()).date()) == []
    assert "nạp danh sách cán bộ trước" in client.get(PAGE).content.decode()


def test_it_holds_nothing_that_every_filing_waits_for(unit, people):  # noqa: F811
    with CaptureQueriesContext(connection) as asked:
        assert rehearse(unit=unit, procedure_code=CODE, at=timezone.now())[0].is_well
    assert not [one["sql"] for one in asked if "indicators_agencymonth" in one["sql"]]


def test_it_gives_way_to_whoever_holds_what_it_needs(unit, people):  # noqa: F811
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('rehearsal', 0))")
        with pytest.raises(Refused, match="Tập lại sau"):
            rehearse(unit=unit, procedure_code=CODE, at=timezone.now())
    assert rehearse(unit=unit, procedure_code=CODE, at=timezone.now())[0].is_well
