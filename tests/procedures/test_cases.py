"""«My case» of every procedure of the province: what the answers decide, read from the packs as they are."""

from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest

from motcua.kernel.packs import Pack
from motcua.procedures.loading import ProcedureItem
from motcua.procedures.rules import of_my_case

PACK = Pack(Path(__file__).parents[2] / "packs" / "lang_son")
ITEMS = [item.value for item in PACK.items("procedures", ProcedureItem)[0]]
# Not in the national catalogue the project has, so nobody could compare the papers with it.
NOT_IN_THE_CATALOGUE = {"2.000913", "1.000689", "1.004845", "1.000110", "1.000080", "1.013227"}


def every_case(item):
    keys = [question.key for question in item.questions]
    options = [[option.value for option in question.options] for question in item.questions]
    for values in product(*options):
        answers = dict(zip(keys, values, strict=True))
        components = [SimpleNamespace(key=c.key, when=c.when) for c in item.components]
        yield answers, {component.key for component in of_my_case(components, answers)}


@pytest.mark.issue(2)
def test_every_procedure_asks_about_my_case_or_says_that_there_is_only_one():
    silent = {item.code for item in ITEMS if not item.questions and not item.has_one_case}
    assert silent == NOT_IN_THE_CATALOGUE
    assert len({item.code for item in ITEMS}) == 82


@pytest.mark.issue(2)
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_every_component_is_reached_by_some_answer_and_every_question_decides_something(item):
    cases = list(every_case(item))
    assert set().union(*(keys for _answers, keys in cases)) == {component.key for component in item.components}
    assert all(keys for _answers, keys in cases)
    deciding = {key for part in (*item.components, *item.channels, *item.fees) for key in part.when}
    assert deciding == {question.key for question in item.questions}


@pytest.mark.issue(2)
@pytest.mark.parametrize(
    "item", [item for item in ITEMS if any(c.when for c in item.components)], ids=lambda item: item.code
)
def test_no_answer_shows_everything_where_cases_exclude_each_other(item):
    everything = {component.key for component in item.components}
    conditions = [component.when for component in item.components]
    excluding = any(
        set(one[key]).isdisjoint(other[key]) for one in conditions for other in conditions for key in one.keys() & other
    )
    cases = list(every_case(item))
    assert any(keys != everything for _answers, keys in cases)
    if excluding:
        assert all(keys != everything for _answers, keys in cases)
