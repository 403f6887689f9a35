"""What the decrees say of a dossier's dates, word by word: apologies, supplements, post, days off, old forms."""

from datetime import date

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import declare_day
from motcua.calendars.rules import SpecialKind
from motcua.dossiers.models import Task
from motcua.dossiers.operations import processing, supplements
from motcua.dossiers.operations.supplements import ItemFacts
from motcua.kernel.text import local
from motcua.organization.models import Agency
from tests.dossiers.conftest import at

ITEM = [ItemFacts("Bản sao quyết định ly hôn", "Tờ khai ghi đã ly hôn")]


def open_task(dossier):
    return Task.objects.select_related("unit", "dossier").get(dossier=dossier, finished_at=None)


def answer(request, people, *, when):
    answers = {request.items.get().pk: "đây"}
    return supplements.answer_supplement(request, answers=answers, files=[], by=people.citizen, at=when)


def storm(on, when):
    calendar = WorkingCalendar.objects.get(is_default=True)
    declare_day(calendar, on=on, kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=when)


def test_a_day_off_declared_late_moves_the_first_answer(people, register):
    dossier = register(when=at(2))
    assert local(dossier.first_answer_due_at).date() == date(2026, 3, 3)
    storm(date(2026, 3, 3), at(2, 16))
    dossier.refresh_from_db()
    assert local(dossier.first_answer_due_at).date() == date(2026, 3, 4)
    asked = register(when=at(2))
    supplements.request_supplement(asked, items=ITEM, reason="Thiếu", by=people.counter, at=at(4))
    answer(asked.supplements.get(), people, when=at(9))
    storm(date(2026, 3, 10), at(9, 16))
    asked.refresh_from_db()
    assert local(asked.first_answer_due_at).date() == date(2026, 3, 11), "counted from the answer"


def test_a_day_off_declared_late_moves_open_steps_and_questions_to_other_agencies(people, accepted, work):
    dossier = accepted("1.013978")
    work(dossier, when=at(3))
    first = dossier.tasks.filter(finished_at=None).order_by("pk").first()
    asked = processing.ask_agency(
        first, agency=Agency.objects.get(code="so-tu-phap"), question="Ranh giới?", working_days=3,
        by=people.builder, at=at(3),
    )  # fmt: skip
    assert local(asked.due_at).date() == date(2026, 3, 6)
    before = {task.pk: task.due_at for task in dossier.tasks.all()}
    storm(date(2026, 3, 6), at(5))
    asked.refresh_from_db()
    assert local(asked.due_at).date() == date(2026, 3, 9)
    for task in dossier.tasks.filter(finished_at=None):
        assert local(task.due_at).date() > local(before[task.pk]).date()
    done = dossier.tasks.exclude(finished_at=None).get()
    assert done.due_at == before[done.pk], "what is finished stays as it was judged"


def test_a_day_off_told_of_again_moves_nothing_twice(people, accepted):
    dossier = accepted("1.013225")
    storm(date(2026, 3, 3), at(2, 16))
    once = open_task(dossier).due_at
    storm(date(2026, 3, 3), at(2, 17))
    assert open_task(dossier).due_at == once
