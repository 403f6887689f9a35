"""Made-up people declare what can be, and officials write papers about them that can be signed."""

from datetime import UTC, date, datetime
from itertools import product
from random import Random

import pytest

from motcua.cli import year
from motcua.cli.cast import Cast
from motcua.cli.demonstration import PLACE
from motcua.cli.synthetic import FORMS, person, typed
from motcua.dossiers.operations import intake
from motcua.dossiers.rules import Channel, Decision
from motcua.forms.rules import cautions_of, problems_of, told_by
from motcua.handling.filling import content_of, declaration
from motcua.organization.rules import Duty, Level
from motcua.procedures.queries import offices_of, version_in_force
from motcua.results.queries import drafts_of
from motcua.results.rules import asked_as, written
from tests.forms.province import declarations, forms, procedures

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
DECLARED = {code: key for key, item in declarations().items() for code in item.procedures}


def cases_of(code):
    questions = procedures()[code].get("questions", [])
    answers = [[(question["key"], one["value"]) for one in question["options"]] for question in questions]
    return [dict(chosen) for chosen in product(*answers)]


@pytest.mark.parametrize("code", sorted(DECLARED))
def test_what_somebody_declares_at_the_counter_can_be(code):
    form = forms()[DECLARED[code]]
    for seed, case in enumerate(cases_of(code)):
        draw = Random(seed)
        who = person(draw, place="phường Kỳ Lừa")
        words = typed(
            draw, who, form=form.key, case=case, wish="Một thủ tục", place="phường Kỳ Lừa", today=TODAY
        )  # fmt: skip
        answers = declaration(form, words, case, today=TODAY) | told_by(case)
        assert problems_of(form, answers, today=TODAY) == {}, case
        if form.key in FORMS:
            assert cautions_of(form, answers, today=TODAY) == [], case


@pytest.mark.in_turn(every=4)
@pytest.mark.parametrize("code", sorted(procedures()))
def test_what_an_official_writes_about_them_can_be(code, db):
    version = version_in_force(code, on=TODAY)
    is_commune = Level.COMMUNE in version.levels
    place = PLACE if is_commune else offices_of(version, on=TODAY, level=Level.PROVINCE)[0].code
    life = year.Life(year.Plan(1, NOW, place, code), Cast(), NOW)
    life.schedule = _Always()
    ways = set(version.channels.values_list("kind", flat=True))
    dossier = life.file_at_counter(Channel.COUNTER if Channel.COUNTER in ways else Channel.ONLINE)
    dossier = intake.accept(dossier, by=life.cast.official(Duty.RECEIVE, dossier.receiving_unit), at=NOW)
    content = content_of(dossier, on=TODAY)
    for draft in drafts_of(dossier, on=TODAY):
        assert not isinstance(content, Decision)
        template = draft.template.parsed
        values = {fact.name: content.get(asked_as(draft.place, fact), "") for fact in template.facts}
        assert written(template, draft.told, values, today=TODAY)[1] == {}


class _Always:
    """A schedule by which somebody is there at any moment."""

    def add_working_minutes(self, moment, _minutes):
        return moment
