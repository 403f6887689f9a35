"""An official finds a dossier by what people at the counter have at hand, and only within their own right."""

import pytest
from django.test import Client

from tests.dossiers.conftest import at


@pytest.fixture
def found(people, register):
    """The codes that a search by this official shows."""
    register(when=at(2))

    def search(text, who="counter"):
        client = Client()
        client.force_login(getattr(people, who))
        answer = client.get("/lam-viec/ho-so/", {"q": text})
        assert answer.status_code == 200
        return [one.holder_name for one in answer.context["dossiers"]]

    return search


@pytest.mark.parametrize(
    "text",
    [
        "Nông Thị Hoa", "nong thi hoa", "THI HOA", "nông  thi", "020090000001", "0200 9000 0001",
        "0912345678", "+84912345678", "0912 345 678", "0912.345.678",
    ],
)  # fmt: skip
def test_by_the_holder_with_or_without_marks_or_a_number_of_the_filer(found, text):
    assert found(text) == ["Nông Thị Hoa"]


@pytest.mark.parametrize("text", ["Nông Thị Hoà Bình", "02009000000", "091234567", "%", "_____", "\\", "0000000000"])
def test_not_by_less_than_the_number_nor_by_a_pattern(found, text):
    assert found(text) == []


@pytest.mark.parametrize("text", ["nong thi hoa", "020090000001", "0912345678"])
def test_nobody_outside_the_right_finds_it(found, text):
    assert found(text, who="elsewhere") == []
