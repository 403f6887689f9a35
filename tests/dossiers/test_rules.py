"""The table of statuses and the codes."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.rules import ENDED, MOVES, OPEN, Completion, Status, completion, dossier_code, may_move, why_not


def reachable(start):
    found, waiting = set(), [start]
    while waiting:
        for following in MOVES[waiting.pop()]:
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


def test_the_ten_statuses_have_the_ten_numbers():
    assert [status.number for status in Status] == list(range(1, 11))
    assert (Status.DONE.number, Status.RETURNED.number, Status.SUPPLEMENT.number) == (9, 10, 5)


def test_a_dossier_is_returned_only_after_it_was_done():
    assert [status for status in Status if may_move(status, Status.RETURNED)] == [Status.DONE]


def test_every_open_dossier_can_come_to_an_end_and_ended_ones_stay():
    for status in OPEN:
        assert reachable(status) & ENDED
    for status in ENDED:
        assert MOVES[status] == frozenset()


def test_the_public_learns_no_status_but_how_far_it_is():
    assert {completion(status) for status in Status} == set(Completion)


@given(st.sampled_from(Status), st.sampled_from(Status))
def test_every_refused_move_is_explained_in_a_sentence(now, wanted):
    if not may_move(now, wanted):
        assert why_not(now, wanted).endswith(".")


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(1, 200_000))
def test_codes_never_wrap(day, number):
    code = dossier_code("H37.TD.01", day, number)
    assert int(code.rsplit("-", 1)[1]) == number
    assert code.split("-")[1] == day.strftime("%y%m%d")
