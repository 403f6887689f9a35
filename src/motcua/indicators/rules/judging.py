"""When a dossier counts as on time under QĐ 766/QĐ-TTg; a dossier's course is all that is asked."""

from datetime import datetime, timedelta
from typing import Protocol


class Course(Protocol):
    """The moments of one dossier; None for what has not come.

    `unallowed_wait`: how long the filer was waited for a supplement without the appointment having been put off by it.
    A clock that pauses or begins anew has put it off already, so there it is nothing. `still_since`: since when the
    clock stands still now; only when it runs again is the appointment put off.
    """

    @property
    def judged_due_at(self) -> datetime | None: ...

    @property
    def done_at(self) -> datetime | None: ...

    @property
    def returned_at(self) -> datetime | None: ...

    @property
    def ended_at(self) -> datetime | None: ...

    @property
    def supplements(self) -> int: ...

    @property
    def supplement_asked_at(self) -> datetime | None: ...

    @property
    def unallowed_wait(self) -> timedelta: ...

    @property
    def still_since(self) -> datetime | None: ...


def end_of(course: Course, *, until: datetime) -> datetime:
    """When it counts as ended, seen from the end of a period (the first moment after it).

    «Đã xử lý xong», else «Đã trả kết quả», else stopped or withdrawn; while the first supplement is waited for, the
    moment it was asked (`supplement_asked_at` is of a request that is still open); while its clock stands still
    otherwise, the moment since when; else it is judged as it stands when the period ends. What came only after the
    period is not seen.
    """
    for moment in (course.done_at, course.returned_at, course.ended_at):
        if moment is not None and moment < until:
            return moment
    asked = course.supplement_asked_at
    if asked is not None and asked < until and course.supplements == 1:
        return asked
    still = course.still_since
    return still if still is not None and still < until else until


def is_on_time(course: Course, *, until: datetime) -> bool | None:
    """Whether it ended by its appointment; None without one. Asked for more than one supplement is late, whenever."""
    if course.judged_due_at is None:
        return None
    if course.supplements > 1:
        return False
    return end_of(course, until=until) - course.unallowed_wait <= course.judged_due_at
