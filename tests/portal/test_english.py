"""What people take home in English: every sentence translated, names of papers in the law's own words."""

import gettext
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from motcua.procedures.models import Procedure, ProcedureVersion

FOLDER = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES"
TEMPLATES = Path(settings.ROOT) / "src" / "motcua"
TAKEN_HOME = ["portal/templates/portal/checklist.html", "ui/templates/ui/base.html", "ui/templates/ui/portal.html"]
QUOTED = r'"((?:[^"\\\\]|\\\\.)*)"'


def written():
    """What the .po says: texts and their translations, plurals by their singular."""
    text = (FOLDER / "django.po").read_text(encoding="utf-8")
    pairs = re.findall(rf"^msgid {QUOTED}\n(?:msgid_plural {QUOTED}\n)?msgstr(?:\[0\])? {QUOTED}$", text, re.MULTILINE)
    return {one: other for one, _plural, other in pairs if one}


def test_the_compiled_texts_are_those_that_were_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert len(written()) > 40
    for vietnamese, english in written().items():
        found = compiled.gettext(vietnamese)
        assert (found if found != vietnamese else compiled.ngettext(vietnamese, vietnamese, 1)) == english


def test_every_translation_keeps_its_placeholders():
    for vietnamese, english in written().items():
        assert english.strip()
        assert sorted(re.findall(r"%(?:\(\w+\))?[sd]", vietnamese)) == sorted(re.findall(r"%(?:\(\w+\))?[sd]", english))


@pytest.mark.parametrize("template", TAKEN_HOME)
def test_every_sentence_of_a_page_that_is_taken_home_is_translated(template):
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    sentences = re.findall(rf"{{% translate {QUOTED}", text)
    blocks = re.findall(r"{% blocktranslate [^%]*%}(.*?){% endblocktranslate %}", text, re.DOTALL)
    sentences += [re.sub(r"{{ (\w+) }}", r"%(\1)s", block.strip()) for block in blocks]
    assert [one for one in sentences if one not in written()] == []


@pytest.mark.django_db
def test_a_checklist_is_given_in_english_with_the_papers_in_the_laws_words(client):
    page = client.get("/thu-tuc/1.004873/can-mang/", {"tieng": "en"}).content.decode()
    assert '<html lang="en"' in page
    assert "What to bring" in page
    assert "Marital status certificate" in page
    assert '<ul class="mc-checklist__items" lang="vi">' in page
    assert "3 working days" in page
    assert "tieng=en" in page[page.index("qr.svg") :]
    assert '<html lang="vi"' in client.get("/thu-tuc/1.004873/can-mang/", {"tieng": "x"}).content.decode()
    assert translation.get_language() == "vi"


@pytest.mark.django_db
def test_the_browsers_language_decides_nothing(client):
    page = client.get("/thu-tuc/1.004873/can-mang/", headers={"Accept-Language": "en"}).content.decode()
    assert "Cần mang theo" in page


@pytest.mark.django_db
def test_every_procedure_of_the_province_has_an_english_name():
    versions = ProcedureVersion.objects.on(datetime(2026, 11, 23, tzinfo=UTC).date()).filter(status="PUBLISHED")
    missing = Procedure.objects.filter(pk__in=versions.values("procedure"), name_en="")
    assert list(missing.values_list("code", flat=True)) == []
