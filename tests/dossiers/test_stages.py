"""The line of a dossier: behind, here, ahead or ended; never two places at once, never a moment after a later one."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Status
from motcua.ui.stages import Reached, stages_of
from tests.dossiers.conftest import at

pytestmark = [pytest.mark.issue(19), pytest.mark.django_db]
MOMENTS = {
    Status.NEW: {},
    Status.ACCEPTED: {"accepted_at": at(2)},
    Status.IN_PROCESS: {"accepted_at": at(2)},
    Status.SUPPLEMENT: {"accepted_at": at(2)},
    Status.PAYMENT: {"accepted_at": at(2)},
    Status.DONE: {"accepted_at": at(2), "done_at": at(4)},
    Status.RETURNED: {"accepted_at": at(2), "done_at": at(4), "returned_at": at(5)},
    Status.NOT_ACCEPTED: {"ended_at": at(3)},
    Status.WITHDRAWN: {"accepted_at": at(2), "ended_at": at(3)},
    Status.STOPPED: {"accepted_at": at(2), "ended_at": at(3)},
}


def line(dossier, state, when):
    clean = {"accepted_at": None, "done_at": None, "returned_at": None, "ended_at": None}
    Dossier.objects.filter(pk=dossier.pk).update(status=state, **(clean | MOMENTS[state]))
    return stages_of(Dossier.objects.get(pk=dossier.pk), at=when, note="còn 1 ngày làm việc")


@pytest.mark.parametrize("state", list(Status))
def test_a_dossier_stands_in_one_place(accepted, state):
    stages = line(accepted(), state, at(5))
    reached = [stage.reached for stage in stages]
    assert reached.count(Reached.HERE) <= 1
    assert reached == sorted(reached, key=[Reached.BEHIND, Reached.HERE, Reached.ENDED, Reached.AHEAD].index)
    moments = [stage.at for stage in stages if stage.at]
    assert moments == sorted(moments)
    is_ended = state in (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED)
    assert (Reached.ENDED in reached) == is_ended
    assert (Reached.AHEAD in reached) == (not is_ended and state is not Status.RETURNED)


def test_days_spent_are_working_days_and_what_is_left_stands_beside(accepted):
    dossier = accepted()
    [here] = [one for one in line(dossier, Status.IN_PROCESS, at(9)) if one.reached is Reached.HERE]
    # Accepted on Monday the 2nd, looked at on Monday the 9th.
    assert here.note == "đã 5 ngày làm việc, còn 1 ngày làm việc"
    [here] = [one for one in line(dossier, Status.IN_PROCESS, at(2, 11)) if one.reached is Reached.HERE]
    assert here.note == "còn 1 ngày làm việc"


def test_a_result_that_waits_is_not_under_way(accepted):
    stages = line(accepted(), Status.DONE, at(9))
    assert [one.reached for one in stages] == [Reached.BEHIND] * 3 + [Reached.AHEAD]


def test_the_filer_sees_the_line(client, people, accepted):
    dossier = accepted()
    client.force_login(people.citizen)
    page = client.get(f"/ho-so/{dossier.code}/").content.decode()
    assert 'aria-current="step"' in page
