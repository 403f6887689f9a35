"""Doubts of one kind are settled together; two versions are compared in the words in which they are read."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.procedures import queries
from motcua.procedures.models import CatalogueTask, Procedure, ProcedureVersion
from motcua.procedures.operations.keeping import settle_together, start_draft
from motcua.procedures.queries import version_in_force
from motcua.procedures.rules import Scope
from motcua.procedures.rules.national import FindingKind
from motcua.ui.comparing import told
from tests.procedures.test_keeping import keepers, stranger  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ON = AT.date()
PAGE = "/lam-viec/danh-muc/"
SMALL, LAW = FindingKind.FEE_TOO_SMALL, FindingKind.LAW_CHANGED


def doubt(code, kind=SMALL, mark="m"):
    procedure = Procedure.objects.get(code=code) if code else None
    return CatalogueTask.objects.create(procedure=procedure, kind=kind, where="cách 1", mark=mark, raised_at=AT)


@pytest.fixture
def elsewhere():
    """A procedure of the commune that nobody receives here, and one of a ministry."""
    made = []
    for code, level in (("9.000001", "COMMUNE"), ("9.000002", "CENTRAL")):
        field = Procedure.objects.first().field
        procedure = Procedure.objects.create(code=code, name=f"Thử {code}", field=field, sort_key=code)
        ProcedureVersion.objects.create(
            procedure=procedure, valid_from=ON, origin="NATIONAL", levels=[level], status="PUBLISHED"
        )
        made.append(procedure)
    return made


@pytest.fixture
def client(keepers):  # noqa: F811
    client = Client()
    client.force_login(keepers[0])
    return client


def test_what_the_province_does_comes_first(keepers, elsewhere):  # noqa: F811
    here, commune, ministry = doubt("1.004873"), doubt("9.000001"), doubt("9.000002")
    shared = doubt(None, LAW)
    assert set(queries.doubts(Scope.RECEIVED, on=ON)) == {here, shared}
    assert set(queries.doubts(Scope.OF_PROVINCE, on=ON)) == {here, shared, commune}
    assert set(queries.doubts(Scope.ALL, on=ON)) == {here, shared, commune, ministry}
    assert queries.tasks_by_kind(keepers[0], on=ON, scope=Scope.RECEIVED) == {SMALL: 1, LAW: 1}


def test_doubts_of_one_kind_are_settled_with_one_answer(keepers):  # noqa: F811
    two = [doubt("1.004873"), doubt("1.001193")]
    law = doubt("1.004873", LAW, mark="luat")
    everything = CatalogueTask.objects.filter(settled_at=None)
    with pytest.raises(Refused, match="kết quả kiểm tra"):
        settle_together(everything, kind=SMALL, answer=" \u200b", by=keepers[0], at=AT)
    assert settle_together(everything, kind=SMALL, answer="Đúng theo NQ.", by=keepers[0], at=AT) == 2
    assert {one.answer for one in CatalogueTask.objects.filter(pk__in=[one.pk for one in two])} == {"Đúng theo NQ."}
    assert CatalogueTask.objects.get(pk=law.pk).settled_at is None
    entry = JournalEntry.objects.get(word="catalogue.tasks_settled")
    assert (entry.details["tasks"], sorted(entry.details["codes"])) == (2, ["1.001193", "1.004873"])
    with pytest.raises(Refused, match="đã được giải quyết"):
        settle_together(everything, kind=SMALL, answer="x", by=keepers[1], at=AT)


def test_nobody_else_settles(stranger):  # noqa: F811
    doubt("1.004873")
    with pytest.raises(NotPermitted):
        settle_together(CatalogueTask.objects.all(), kind=SMALL, answer="x", by=stranger, at=AT)


def test_the_page_settles_what_is_ticked_and_keeps_what_was_typed(client):
    one, other = doubt("1.004873"), doubt("1.001193")
    address = f"{PAGE}?loai={SMALL}"
    refused = client.post(address, {"then": "chosen", "task": one.pk, "answer": " "})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'value="{one.pk}" checked' in page
    assert f'value="{other.pk}" checked' not in page
    assert client.post(address, {"then": "chosen", "answer": "Đúng."}).status_code == 422, "nothing is ticked"
    done = client.post(address, {"then": "chosen", "task": one.pk, "answer": "Đúng."}, follow=True)
    assert "của 1 việc" in done.content.decode()
    assert list(queries.doubts(Scope.ALL, on=ON)) == [other]


def test_all_of_a_kind_are_those_that_stood_there_when_it_was_looked_at(client):
    seen = [doubt("1.004873"), doubt("1.001193")]
    last = client.get(PAGE, {"loai": SMALL}).context["last"]
    assert last == seen[-1].pk
    later = doubt("1.004873", mark="sau")
    client.post(f"{PAGE}?loai={SMALL}", {"then": "all", "last": last, "answer": "Đúng cả."})
    assert list(queries.doubts(Scope.ALL, on=ON)) == [later]


@pytest.mark.parametrize("odd", ["", "x", "-1", "9" * 40, "\x00"])
def test_odd_values_settle_nothing(client, odd):
    task = doubt("1.004873")
    for address in (PAGE, f"{PAGE}?loai={SMALL}", f"{PAGE}?loai=x&pham-vi={odd}"):
        for sent in ({"then": "all", "last": odd, "answer": "x"}, {"then": odd, "task": odd, "answer": "x"}):
            assert client.post(address, sent).status_code == 422
    assert list(queries.doubts(Scope.ALL, on=ON)) == [task]


def test_versions_are_compared_in_words(client, keepers):  # noqa: F811
    version = version_in_force("1.004873", on=ON)
    draft = start_draft(version, by=keepers[0], at=AT)
    assert told(draft, on=ON)[1:] == told(version, on=ON)[1:]
    draft.channels.update(amount=3, unit="WORKING_DAY", fee_dong=8000, is_fee_of_province=False)
    page = client.get(f"{PAGE}1.004873/so-sanh/{version.pk}/{draft.pk}/").content.decode()
    assert "Trực tuyến: 3 ngày làm việc" in page
    assert "8.000 đồng" in page
    said = page.split("<h1>")[1]
    assert not [code for code in ("ONLINE", "COUNTER", "WORKING_DAY", "COMMUNE", "PROVINCE", "{") if code in said]


@pytest.mark.parametrize("code", ["1.001193", "2.000908", "2.000635"])
def test_every_part_has_words(code):
    version = version_in_force(code, on=ON)
    said = " ".join(line for _title, lines in told(version, on=ON) for line in lines)
    assert not [word for word in ("WORKING", "COUNTER", "ONLINE", "None", "{", "COMMUNE") if word in said], said
