"""The door locks before it judges: the right and the state are those of the row as it is, not as somebody knew it."""

from datetime import UTC, datetime

import pytest

from motcua.kernel.conditions import Condition
from motcua.kernel.confined import confined
from motcua.kernel.counters import next_number
from motcua.kernel.locks import Lock, LocksOutOfOrder, Rank
from motcua.kernel.models import Counter, JournalEntry, OutboxMessage
from motcua.kernel.operations import (
    ANYONE,
    NotPermitted,
    Policy,
    Refused,
    info_of,
    inside_operation,
    locked,
    made,
    offers,
    operation,
)

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
MESSAGE = Lock(OutboxMessage, Rank.NOTICE, gone="Thư này không còn.")
COUNTER = Lock(Counter, Rank.DOSSIER)
OWNER = Policy(
    "who the topic names",
    lambda by, message, arguments: message.topic == by,
    lambda by, posts, message: message.topic == by,
)
IS_QUEUED = Condition("queued", lambda message: "" if message.state == "QUEUED" else "Thư đã gửi.")


@operation(who=OWNER, journal="test.sent", on=MESSAGE, when=IS_QUEUED)
def send(message: OutboxMessage, *, by: str, at: datetime, also=None) -> OutboxMessage:
    """Send (NĐ 61/2018)."""
    message.state = "SENT"
    message.save(update_fields=["state"])
    if also is not None:
        also(message)
    return message


@operation(who=ANYONE, journal="test.many")
def do(*, what, by: None, at: datetime):
    """Do several things in one transaction (NĐ 61/2018)."""
    return what()


def message(key="a", topic="hoa"):
    return OutboxMessage.objects.create(key=key, topic=topic, payload={}, created_at=AT)


@pytest.mark.django_db
def test_the_right_is_judged_on_the_row_as_it_is():
    stale = message(topic="hoa")
    OutboxMessage.objects.update(topic="lan")
    with pytest.raises(NotPermitted):
        send(stale, by="hoa", at=AT)
    assert send(stale, by="lan", at=AT).state == "SENT"


@pytest.mark.django_db
def test_the_state_is_judged_on_the_row_as_it_is():
    stale = message()
    OutboxMessage.objects.update(state="SENT")
    with pytest.raises(Refused, match="Thư đã gửi"):
        send(stale, by="hoa", at=AT)
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_what_is_gone_is_refused_in_words():
    gone = message()
    OutboxMessage.objects.all().delete()
    with pytest.raises(Refused, match="không còn"):
        send(gone, by="hoa", at=AT)


@pytest.mark.django_db
def test_a_row_is_read_once_in_a_transaction_and_shared_by_what_works_on_it(django_assert_num_queries):
    row = message()

    def twice(held):
        assert locked(MESSAGE, OutboxMessage(pk=row.pk)) is held

    # Savepoints of the test, the row under lock, its change, the journal.
    with django_assert_num_queries(5):
        send(row, by="hoa", at=AT, also=twice)


@pytest.mark.django_db
def test_what_an_inner_operation_changed_in_memory_is_read_anew_when_it_was_undone():
    row = message()

    def fail(held):
        raise Refused("Không được.")

    def outer():
        with pytest.raises(Refused):
            send(row, by="hoa", at=AT, also=fail)
        return locked(MESSAGE, row).state

    assert do(what=outer, by=None, at=AT) == "QUEUED"


@pytest.mark.django_db
def test_locks_are_taken_in_one_order():
    first, second = message("a"), message("b")
    Counter.objects.create(scope="x", value=1)

    def in_turn(*rows):
        return lambda: [locked(MESSAGE, row) for row in rows]

    do(what=in_turn(first, second), by=None, at=AT)
    # What is held already may be asked for at any time.
    do(what=in_turn(first, second, first), by=None, at=AT)
    with pytest.raises(LocksOutOfOrder):
        do(what=in_turn(second, first), by=None, at=AT)
    with pytest.raises(LocksOutOfOrder, match=r"NOTICE .* after COUNTER"):
        do(what=lambda: [next_number("x"), locked(MESSAGE, first)], by=None, at=AT)
    with pytest.raises(LocksOutOfOrder, match="DOSSIER x after NOTICE"):
        do(what=lambda: [locked(MESSAGE, first), locked(COUNTER, Counter(pk="x"))], by=None, at=AT)


@pytest.mark.django_db
def test_what_the_transaction_made_itself_needs_no_turn():
    do(what=lambda: [next_number("x"), locked(MESSAGE, made(message()))], by=None, at=AT)


def test_a_part_of_operations_refuses_to_run_outside_of_one():
    @inside_operation
    def write():
        return "written"

    with pytest.raises(RuntimeError, match="inside an operation"):
        write()


@pytest.mark.django_db
def test_a_page_asks_the_doors_own_question():
    row = message()
    assert offers(send, row, by="hoa", posts=[])
    assert not offers(send, row, by="lan", posts=[])
    row.state = "SENT"
    assert not offers(send, row, by="hoa", posts=[])
    # A policy that cannot be judged before something is done is never offered.
    assert info_of(do).who.holds is None
    assert not offers(do, None, by=None, posts=[])


@operation(who=ANYONE, journal="test.thrown_away", on=MESSAGE)
def throw_away(message: OutboxMessage, *, by: None, at: datetime) -> None:
    """Delete (NĐ 61/2018)."""
    message.delete()


@pytest.mark.django_db
def test_the_journal_names_what_an_operation_deleted():
    row = message()
    key = row.pk
    throw_away(row, by=None, at=AT)
    assert JournalEntry.objects.get().subject == f"kernel.outboxmessage:{key}"


@pytest.mark.issue(16)
@pytest.mark.django_db
def test_nothing_is_locked_while_a_strangers_file_is_read():
    with pytest.raises(RuntimeError, match="before an operation begins"):
        do(what=lambda: confined(len, b""), by=None, at=AT)
