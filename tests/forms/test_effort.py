"""How long a form is said to take: more never takes less, and what is answered is not counted again."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.rules import Effort, effort_of, parse, visible_pages
from motcua.forms.rules.effort import FIVES

SOME = st.integers(min_value=0, max_value=200)
EFFORTS = st.builds(Effort, SOME, SOME, SOME)


def asked(name, **more):
    return {"name": name, "label": name, "schema": {"type": "string", "maxLength": 9}, **more}


FORM = parse(
    {
        "key": "thu",
        "title": "Thử",
        "pages": [
            {
                "key": "mot",
                "title": "Một",
                "fields": [asked("a"), asked("b"), asked("c", required=False), asked("d", when={"a": ["x"]})],
            },
            {
                "key": "hai",
                "title": "Hai",
                "repeat": "con",
                "item_name": "Con",
                "min_items": 2,
                "fields": [asked("ten")],
            },
        ],
    }
)


def effort(answers):
    return effort_of(visible_pages(FORM, answers), answers)


@given(EFFORTS, EFFORTS)
def test_more_never_takes_less(one, other):
    assert max(one.minutes, other.minutes) <= (one + other).minutes


@given(EFFORTS)
def test_minutes_are_whole_and_from_ten_on_in_fives(effort):
    assert effort.minutes <= FIVES or effort.minutes % 5 == 0
    assert (effort.minutes == 0) == (effort == Effort())


def test_what_must_be_answered_is_counted():
    # Of the page that repeats two items, each with its name; what «x» alone opens is not asked yet.
    assert effort({}) == Effort(2, 4)
    assert effort({"a": "x"}) == Effort(2, 4)
    assert effort({"a": "y"}) == Effort(2, 3)
    assert effort({"a": "y", "b": "z"}) == Effort(2, 2)


def test_items_that_are_there_are_not_counted_again():
    assert effort({"a": "y", "b": "z", "con": [{"ten": "Hà"}]}) == Effort(2, 1)
    assert effort({"a": "y", "b": "z", "con": [{"ten": "Hà"}] * 3}) == Effort(2, 0)


def test_five_minutes_are_five_minutes():
    assert Effort(2, 16).minutes == 5
    assert Effort(2, 17).minutes == 5
    assert Effort(4, 17).minutes == 6
    assert Effort(0, 41).minutes == 15
