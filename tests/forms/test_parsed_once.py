"""A process parses a form once for each language, and again when its row says something else."""

from copy import deepcopy
from datetime import date

import pytest
from django.utils import translation

from motcua.forms import models
from motcua.forms.models import FormDefinition
from motcua.forms.queries import form_in_force

pytestmark = pytest.mark.django_db


def read():
    return form_in_force("ban-sao-ho-tich", on=date(2026, 3, 2))


@pytest.fixture
def parses(monkeypatch):
    """How often a form was parsed."""
    counted, parse = [], models.parse
    monkeypatch.setattr(models, "_PARSED", {})
    monkeypatch.setattr(models, "parse", lambda definition: counted.append(1) or parse(definition))
    return counted


def test_rows_that_say_the_same_are_parsed_once(parses):
    assert read().parsed is read().parsed
    assert len(parses) == 1


def test_each_language_has_its_own(parses):
    vietnamese = read().parsed
    with translation.override("en"):
        english = read().parsed
        assert read().parsed is english
    assert english != vietnamese
    assert read().parsed is vietnamese


def test_what_the_row_says_now_is_what_is_parsed(parses):
    before = read()
    assert before.parsed.pages[0].title != "Trang khác"
    changed = deepcopy(before.definition)
    changed["pages"][0]["title"] = "Trang khác"
    FormDefinition.objects.filter(pk=before.pk).update(definition=changed)
    assert read().parsed.pages[0].title == "Trang khác"
    # Also where the very object was changed that was parsed before.
    after = read()
    after.definition["pages"][0]["title"] = "Lại khác"
    assert FormDefinition(pk=after.pk, definition=after.definition).parsed.pages[0].title == "Lại khác"
