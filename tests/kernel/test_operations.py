"""The door: policy, transaction, journal."""

import contextlib
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.kernel import journal
from motcua.kernel.counters import next_number
from motcua.kernel.models import Counter, JournalEntry
from motcua.kernel.operations import ANYONE, SYSTEM, NotPermitted, Refused, note, operation

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@operation(who=ANYONE, journal="test.counted")
def count(*, scope: str, fails: bool = False, by: None, at: datetime) -> int:
    """Count one (NĐ 61/2018)."""
    number = next_number(scope)
    note(number=number)
    if fails:
        raise Refused("Không được.")
    return number


@operation(who=ANYONE, journal="test.counted_twice")
def count_twice(*, scope: str, second_fails: bool, by: None, at: datetime) -> int:
    """Count, and try to count again (NĐ 61/2018)."""
    count(scope=scope, by=None, at=at)
    try:
        count(scope=scope, fails=second_fails, by=None, at=at)
    except Refused:
        note(second="refused")
    return Counter.objects.get(scope=scope).value


@operation(who=ANYONE, journal="test.counted_wholly", is_whole=True)
def count_wholly(*, scope: str, by: None, at: datetime) -> None:
    """Say that no refusal is handled, and handle one all the same (NĐ 61/2018)."""
    count(scope=scope, by=None, at=at)
    with contextlib.suppress(Refused):
        count(scope=scope, fails=True, by=None, at=at)


@operation(who=SYSTEM, journal="test.system_only")
def system_only(*, by: object, at: datetime) -> None:
    """For the platform alone (NĐ 61/2018)."""


@pytest.mark.django_db
def test_an_operation_writes_the_journal_with_its_notes():
    assert count(scope="a", by=None, at=AT) == 1
    entry = JournalEntry.objects.get()
    assert (entry.word, entry.at, entry.details) == ("test.counted", AT, {"number": 1})


@pytest.mark.django_db
def test_a_refusal_leaves_nothing_behind():
    with pytest.raises(Refused):
        count(scope="a", fails=True, by=None, at=AT)
    assert not Counter.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_an_inner_refusal_that_is_handled_undoes_only_the_inner_operation():
    assert count_twice(scope="a", second_fails=True, by=None, at=AT) == 1
    words = list(JournalEntry.objects.order_by("number").values_list("word", "details"))
    assert words == [("test.counted", {"number": 1}), ("test.counted_twice", {"second": "refused"})]


@pytest.mark.django_db
def test_a_whole_operation_that_handles_a_refusal_is_undone_all_the_same():
    with pytest.raises(transaction.TransactionManagementError):
        count_wholly(scope="a", by=None, at=AT)
    assert not Counter.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_the_policy_is_asked_before_anything_happens():
    with pytest.raises(NotPermitted):
        system_only(by=object(), at=AT)
    assert not JournalEntry.objects.exists()


def test_an_operation_refuses_to_run_without_saying_who():
    with pytest.raises(TypeError, match="say who acts"):
        count(scope="a", at=AT)


def test_note_means_nothing_outside_an_operation():
    with pytest.raises(RuntimeError):
        note(x=1)


@pytest.mark.django_db
def test_numbers_have_no_gaps_after_a_refusal():
    count(scope="a", by=None, at=AT)
    with pytest.raises(Refused):
        count(scope="a", fails=True, by=None, at=AT)
    assert count(scope="a", by=None, at=AT) == 2


@pytest.mark.django_db
def test_a_changed_entry_breaks_the_chain_where_it_was_changed():
    for _ in range(5):
        count(scope="a", by=None, at=AT)
    last = journal.Anchor(5, JournalEntry.objects.get(number=5).hash)
    assert journal.verify() == journal.Verification(ok=True, count=5, last=last)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_journalentry DISABLE TRIGGER journal_refuses_change")
        cursor.execute("UPDATE kernel_journalentry SET details = '{\"number\": 99}' WHERE number = 3")
        cursor.execute("ALTER TABLE kernel_journalentry ENABLE TRIGGER journal_refuses_change")
    assert journal.verify() == journal.Verification(ok=False, count=3, first_bad=3)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_journalentry DISABLE TRIGGER journal_refuses_change")
        cursor.execute("DELETE FROM kernel_journalentry WHERE number = 2")
        cursor.execute("ALTER TABLE kernel_journalentry ENABLE TRIGGER journal_refuses_change")
    assert journal.verify() == journal.Verification(ok=False, count=2, first_bad=2)


@pytest.mark.django_db
def test_entries_cut_off_at_the_end_are_missed_by_who_kept_the_last_one():
    for _ in range(5):
        count(scope="a", by=None, at=AT)
    kept = journal.verify().last
    assert journal.Anchor.read(f" {kept}\n") == kept
    count(scope="a", by=None, at=AT)
    assert journal.verify(known=[kept]).ok
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_journalentry DISABLE TRIGGER journal_refuses_change")
        cursor.execute("DELETE FROM kernel_journalentry WHERE number > 3")
        cursor.execute("ALTER TABLE kernel_journalentry ENABLE TRIGGER journal_refuses_change")
    assert journal.verify().ok
    shorter = journal.verify(known=[kept])
    assert (shorter.is_cut, shorter.first_bad, shorter.last.number) == (True, 4, 3)
    # What was cut off is written anew: the numbers are there, the entries are others.
    for _ in range(3):
        count(scope="b", by=None, at=AT)
    assert journal.verify().ok
    changed = journal.verify(known=[kept])
    assert (changed.ok, changed.is_cut, changed.first_bad) == (False, False, 5)


@pytest.mark.django_db
def test_an_emptied_journal_is_cut_from_its_first_entry():
    gone = journal.verify(known=[journal.Anchor(5, "a" * 64)])
    assert (gone.ok, gone.is_cut, gone.first_bad, gone.last) == (False, True, 1, None)


@pytest.mark.parametrize("text", ["", "5", "5:", ":" + "a" * 64, "5:" + "g" * 64, "-5:" + "a" * 64, "٥:" + "a" * 64])
def test_a_known_entry_is_a_number_and_a_hash(text):
    with pytest.raises(ValueError, match=r"^"):
        journal.Anchor.read(text)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE kernel_journalentry SET word = 'x'", "DELETE FROM kernel_journalentry"])
def test_the_database_refuses_to_change_the_journal(change):
    count(scope="a", by=None, at=AT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)
    assert journal.verify().ok
