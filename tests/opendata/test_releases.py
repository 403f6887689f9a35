"""Datasets are made from live data, released when they tell something new, and stay as they were released."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from motcua.kernel import journal
from motcua.kernel.files import sweep
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.laws.models import LegalDocument, Relation
from motcua.opendata import operations
from motcua.opendata.makers import MAKERS
from motcua.opendata.models import ColumnsChange, DataRow, Dataset, FilePiece, Release
from motcua.opendata.releasing import release_due
from motcua.opendata.rules.definitions import About, DatasetDefinition
from motcua.organization.models import Agency
from motcua.procedures.models import ProcedureVersion
from tests.opendata.conftest import AT, content_of, dataset, released, rows_of, told

pytestmark = [pytest.mark.django_db, pytest.mark.issue(21)]
THINGS = [
    "thu-tuc-hanh-chinh", "thu-tuc-truong-hop", "thu-tuc-thanh-phan-ho-so", "thu-tuc-thoi-han-phi",
    "thay-doi-danh-muc-thu-tuc", "co-quan", "don-vi-hanh-chinh", "don-vi-hanh-chinh-cu", "noi-tiep-nhan-ho-so",
    "lich-lam-viec-ngay-dac-biet", "lich-lam-viec-gio", "van-ban-phap-luat", "quan-he-van-ban-phap-luat",
]  # fmt: skip
PEOPLE = ["so-lieu-thang", "muc-do-hai-long", "ho-so-an-danh", "chi-so-phuc-vu"]


def last_word():
    return JournalEntry.objects.order_by("-number").first()


def test_the_packs_define_at_least_ten_each_with_its_maker():
    assert sorted(Dataset.objects.values_list("code", flat=True)) == sorted(THINGS + PEOPLE)
    assert {one.definition.maker for one in Dataset.objects.all()} == set(MAKERS)
    assert all(one.definition.licence is None for one in Dataset.objects.all()), "none was found: none is invented"
    assert {one.publisher.code for one in Dataset.objects.all()} == {"ubnd-tinh"}


@pytest.fixture
def law(db):
    """The test database knows no law: two documents, one of which amends the other."""
    known = {"kind": "DECREE", "issuer": "Chính phủ", "sort_key": "2018"}
    old = LegalDocument.objects.create(number="61/2018/NĐ-CP", slug="61-2018-nd-cp", title="Một cửa", **known)
    new = LegalDocument.objects.create(number="107/2021/NĐ-CP", slug="107-2021-nd-cp", title="Sửa đổi", **known)
    Relation.objects.create(source=new, target=old, kind="AMENDS", on=date(2021, 12, 6))


@pytest.mark.parametrize("code", THINGS)
def test_what_tells_of_things_is_made_whole(law, code):
    release = released(code)
    rows = rows_of(release)
    assert len(rows) == release.rows == len(told(release)) > 0
    assert list(rows[0]) == [column.name for column in release.dictionary]
    assert DataRow.objects.filter(dataset__code=code).count() == release.rows
    assert release.quality["repeated_keys"] == 0
    keyed = DataRow.objects.filter(dataset__code=code).exclude(key="").count()
    assert keyed == (release.rows if dataset(code).definition.row_key else 0)
    assert set(release.files.values_list("format", flat=True)) == {"csv", "json", "parquet", "package"}
    for file in release.files.all():
        content = content_of(release, file.format)
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.digest)


def test_the_procedures_are_those_in_force():
    codes = {row["code"] for row in rows_of(released("thu-tuc-hanh-chinh"))}
    in_force = ProcedureVersion.objects.on(AT.date()).filter(status="PUBLISHED")
    assert codes == set(in_force.values_list("procedure__code", flat=True))


def test_the_same_content_makes_no_new_release():
    first = released("co-quan")
    assert released("co-quan", at=AT + timedelta(days=1)) is None
    assert Release.objects.filter(dataset__code="co-quan").count() == 1
    assert last_word().details["is_same"] is True
    Agency.objects.filter(code="so-tu-phap").update(short_name="Sở TP")
    second = released("co-quan", at=AT + timedelta(days=2))
    assert (first.number, second.number) == (1, 2)
    assert dataset("co-quan").rows.get(key="so-tu-phap").data["short_name"] == "Sở TP"
    before = [row for row in rows_of(first) if row["code"] == "so-tu-phap"]
    assert before[0]["short_name"] != "Sở TP", "the first release is as it was"


def test_the_journal_says_what_was_released_with_its_checksums():
    release = released("co-quan")
    entry = last_word()
    assert entry.word == "dataset.released"
    digests = {file.name: file.digest for file in release.files.all()}
    assert entry.details["files"] == digests


@pytest.mark.parametrize("model", [Release, FilePiece])
def test_the_database_refuses_to_change_a_release(model):
    released("lich-lam-viec-gio")
    for change in ("UPDATE {table} SET id = id", "DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change.format(table=model._meta.db_table))


def test_no_file_of_a_release_is_swept_away(settings):
    release = released("lich-lam-viec-gio")
    settings.FILES_GRACE_DAYS = 0
    sweep(at=AT + timedelta(days=400))
    sweep(at=AT + timedelta(days=800))
    assert content_of(release).startswith("\ufeff".encode())


def test_a_large_file_lies_in_pieces(monkeypatch):
    monkeypatch.setattr(operations, "PIECE", 1000)
    release = released("co-quan")
    file = release.files.get(format="csv")
    assert file.pieces.count() == -(-file.size // 1000)
    assert hashlib.sha256(content_of(release)).hexdigest() == file.digest


def test_the_job_makes_each_once_a_day_and_what_changed_at_once(law):
    release_due(at=AT)
    assert set(Release.objects.values_list("dataset__code", flat=True)) == set(THINGS)
    looked = JournalEntry.objects.filter(word__in=["dataset.released", "dataset.looked_at"]).count()
    release_due(at=AT + timedelta(minutes=10))
    assert JournalEntry.objects.filter(word__in=["dataset.released", "dataset.looked_at"]).count() == looked
    Dataset.objects.filter(code="co-quan").update(edition="another")
    Agency.objects.filter(code="so-tu-phap").update(short_name="Sở TP")
    release_due(at=AT + timedelta(minutes=20))
    assert list(Release.objects.filter(number=2).values_list("dataset__code", flat=True)) == ["co-quan"]


def test_what_was_cut_off_goes_on_and_what_fails_leaves_the_others_be(law, monkeypatch):
    broken = MAKERS["law_documents"]

    def fails(asked):
        raise RuntimeError("the maker is broken")

    monkeypatch.setitem(MAKERS, "law_documents", type(broken)(**{**vars(broken), "rows": fails}))
    with pytest.raises(RuntimeError, match="van-ban-phap-luat"):
        release_due(at=AT)
    assert set(Release.objects.values_list("dataset__code", flat=True)) == set(THINGS) - {"van-ban-phap-luat"}
    monkeypatch.setitem(MAKERS, "law_documents", broken)
    release_due(at=AT + timedelta(minutes=10))
    assert Release.objects.filter(dataset__code="van-ban-phap-luat").count() == 1
    assert Release.objects.count() == len(THINGS)


def other_columns(code):
    definition = dataset(code).definition
    data = definition.model_dump(mode="json")
    data["columns"] = [one for one in data["columns"] if one["name"] != "kind"]
    return DatasetDefinition.model_validate(data)


def test_other_columns_are_announced_before_they_come():
    released("co-quan")
    wanted = other_columns("co-quan")
    operations.define(wanted, publisher=dataset("co-quan").publisher, by=None, at=AT)
    change = ColumnsChange.objects.get()
    assert change.takes_effect_on == AT.date() + timedelta(days=30)
    assert dataset("co-quan").definition != wanted
    Agency.objects.filter(code="so-tu-phap").update(short_name="Sở TP")
    second = released("co-quan", at=AT + timedelta(days=29))
    assert "kind" in [column.name for column in second.dictionary], "until then it is made as it was"
    with pytest.raises(Refused, match="23/12/2026"):
        operations.change_columns(dataset("co-quan"), by=None, at=AT + timedelta(days=29))
    third = released("co-quan", at=AT + timedelta(days=30))
    assert "kind" not in [column.name for column in third.dictionary]
    assert dataset("co-quan").definition == wanted


def test_columns_that_nobody_announced_are_not_released():
    released("co-quan")
    changed = dataset("co-quan")
    Dataset.objects.filter(pk=changed.pk).update(data=other_columns("co-quan").model_dump(mode="json"))
    with pytest.raises(Refused, match="báo trước"):
        released("co-quan", at=AT + timedelta(days=90))
    assert Release.objects.count() == 1


def test_what_is_announced_may_be_taken_back():
    released("co-quan")
    before = dataset("co-quan").definition
    publisher = dataset("co-quan").publisher
    operations.define(other_columns("co-quan"), publisher=publisher, by=None, at=AT)
    operations.define(before, publisher=publisher, by=None, at=AT + timedelta(days=1))
    assert ColumnsChange.objects.get().is_dropped
    released("co-quan", at=AT + timedelta(days=40))
    assert dataset("co-quan").definition == before


def test_one_that_is_withdrawn_says_why_is_made_no_more_and_may_come_back():
    released("co-quan")
    with pytest.raises(Refused, match="lý do"):
        operations.withdraw(dataset("co-quan"), why=" ", by=None, at=AT)
    operations.withdraw(dataset("co-quan"), why="Lẫn cơ quan trình diễn", by=None, at=AT)
    assert last_word().details == {"code": "co-quan", "why": "Lẫn cơ quan trình diễn"}
    with pytest.raises(Refused, match="gỡ xuống"):
        released("co-quan", at=AT + timedelta(days=1))
    release_due(at=AT + timedelta(days=2))
    assert Release.objects.filter(dataset__code="co-quan").count() == 1
    definition = dataset("co-quan").definition
    operations.define(definition, publisher=dataset("co-quan").publisher, by=None, at=AT + timedelta(days=3))
    assert not dataset("co-quan").is_withdrawn


# -- About people ------------------------------------------------------------------------------------------------------


def test_small_numbers_of_a_month_are_merged_and_the_proof_is_in_the_journal(figures):
    figures.filed("ubnd-06187", figures.march, 40)
    figures.filed("ubnd-06187", figures.march, 3, channel="COUNTER")
    figures.filed("ubnd-05977", figures.march, 12)
    release = released("so-lieu-thang")
    rows = rows_of(release)
    assert sum(int(row["filed"]) for row in rows) == 55
    assert min(int(row["filed"]) for row in rows) >= 10
    proof = last_word().details["guard"]["2026-03"]
    assert (proof["k"], proof["persons"], proof["told"]) == (10, 55, 55)
    assert release.period == "2026-03"


def test_a_month_is_told_once_so_that_two_releases_differ_by_nobody(figures):
    """Somebody who files late into a month that was told is not found by comparing two releases."""
    figures.filed("ubnd-06187", figures.march, 40)
    first = released("so-lieu-thang")
    figures.filed("ubnd-06187", figures.march, 1)
    assert released("so-lieu-thang", at=AT + timedelta(days=1)) is None
    figures.filed("ubnd-06187", figures.april, 20)
    second = released("so-lieu-thang", at=AT + timedelta(days=2))
    march = [row for row in rows_of(second) if row["month"] == "2026-03"]
    assert march == rows_of(first)
    assert {row["month"] for row in rows_of(second)} == {"2026-03", "2026-04"}


def test_a_month_that_is_not_over_and_settled_is_not_told(figures):
    figures.filed("ubnd-06187", date(2026, 10, 31), 40)
    early = AT.replace(month=11, day=4)
    assert released("so-lieu-thang", at=early) is None
    assert not Release.objects.exists()
    assert released("so-lieu-thang", at=early + timedelta(days=2)).rows == 1


def test_nothing_is_told_of_people_while_somebody_writes_into_the_past(figures):
    """Who takes over an older system's dossiers writes months that are over; half of them would be told for ever."""
    figures.filed("ubnd-06187", figures.march, 40)
    now = timezone.now()
    journal.write([journal.Entry(at=AT.replace(month=3), word="dossier.filed", actor="", subject="", details={})])
    release_due(at=now)
    assert not Release.objects.filter(dataset__code="so-lieu-thang").exists()
    assert dataset("so-lieu-thang").looked_at is None, "it is looked at again before the day is over"
    release_due(at=now + timedelta(minutes=30))
    assert Release.objects.filter(dataset__code="so-lieu-thang").count() == 1


def test_ratings_of_few_are_merged(figures):
    for name, many, few in (("rated", 30, 4), ("satisfied", 28, 1), ("stars", 140, 9)):
        figures.filed("ubnd-06187", figures.march, many, name=name)
        figures.filed("ubnd-05977", figures.march, few, name=name)
    figures.filed("ubnd-06187", figures.march, 40)
    [row] = rows_of(released("muc-do-hai-long"))
    assert (row["agency_code"], row["rated"], row["stars"]) == ("(gộp)", "34", "149")


def test_dossiers_are_told_without_anybody_rare(figures):
    last_year = date(2025, 5, 6)
    figures.filed("ubnd-06187", last_year, 1)
    figures.ended("ubnd-06187", last_year, 400)
    figures.ended("ubnd-06187", last_year, 12, channel="COUNTER")
    figures.ended("ubnd-06187", last_year, 2, result="REFUSED")
    release = released("ho-so-an-danh")
    rows = told(release)
    # With the two another twelve: else who knows that there were 414 would know of two.
    assert (len(rows), {row["channel"] for row in rows}) == (400, {"ONLINE"})
    assert {row["result"] for row in rows} == {"GRANTED"}
    assert all(set(row) == {column.name for column in release.dictionary} for row in rows)


def test_what_points_to_people_is_refused_and_noted(figures):
    last_year = date(2025, 5, 6)
    figures.filed("ubnd-06187", last_year, 1)
    figures.ended("ubnd-06187", last_year, 3)
    figures.ended("so-tu-phap", last_year, 2, result="REFUSED")
    assert released("ho-so-an-danh") is None
    assert not Release.objects.exists()
    entry = last_word()
    assert entry.word == "dataset.release_refused"
    assert (entry.details["block"], entry.details["rows"]) == ("2025", 5)
    assert set(entry.details["columns"]) >= {"level", "result"}
    assert dataset("ho-so-an-danh").refusal["rows"] == 5


def test_indicators_rest_on_ten_or_more(figures):
    figures.filed("ubnd-06187", figures.march, 40)
    figures.filed("ubnd-06187", figures.march, 40, name="done")
    figures.filed("so-tu-phap", figures.march, 30, name="done")
    figures.filed("ubnd-05977", figures.march, 3, name="done")
    figures.ended("ubnd-06187", figures.march, 1)
    rows = told(released("chi-so-phuc-vu"))
    assert all(row["base"] >= 10 for row in rows)
    # With the one of three another goes: the province's own value would give it away.
    assert {row["agency_code"] for row in rows} == {None, "ubnd-06187"}


def test_no_definition_of_people_goes_without_a_guard():
    for one in Dataset.objects.all():
        definition = one.definition
        assert (definition.guard is None) == (definition.about is About.THINGS)
    data = dataset("ho-so-an-danh").definition.model_dump(mode="json")
    for wrong in ({"guard": None}, {"columns": [{**data["columns"][0], "is_quasi": False}, *data["columns"][1:]]}):
        with pytest.raises(ValueError, match=r"guard|is_quasi"):
            DatasetDefinition.model_validate({**data, **wrong})
