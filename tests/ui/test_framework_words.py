"""What the framework's forms say by themselves is said in our words, in both languages, without what was sent."""

import gettext
import re

import polib
import pytest
from django import forms
from django.core.validators import MaxLengthValidator
from django.test import Client
from django.utils import translation

from motcua.people.models import Account
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import at
from tests.texts import FRAMEWORK, framework

pytestmark = pytest.mark.issue(18)
SENT = "\u202eKHÔNG-CÓ<script>"
# How the framework itself says it, in English and in the Vietnamese that comes along.
THEIRS = re.compile(r"valid choice|not one of|Hidden field|tampered|lựa chọn hợp lệ|khả thi|Trường ẩn|ManagementForm")
HOLE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@pytest.mark.parametrize("path", FRAMEWORK, ids=["vi", "en"])
def test_every_sentence_has_our_words_and_no_hole_that_is_not_filled(path):
    catalogue = {entry.msgid: entry for entry in polib.pofile(str(path))}
    assert set(catalogue) == set(framework())
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for text, plural in framework().items():
        said = [*catalogue[text].msgstr_plural.values()] if plural else [catalogue[text].msgstr]
        for one in said:
            assert one
            assert one != text
            assert not THEIRS.search(one)
            assert set(HOLE.findall(one)) <= set(HOLE.findall(text))
            # What somebody sent who changed the page is not said again.
            assert "%(value)s" not in one
        assert (compiled.ngettext(text, plural, 2) if plural else compiled.gettext(text)) == said[-1]


class Asked(forms.Form):
    one = forms.ChoiceField(choices=[("a", "A")])
    some = forms.MultipleChoiceField(choices=[("a", "A")])
    held = forms.ModelChoiceField(Account.objects.none())
    all_held = forms.ModelMultipleChoiceField(Account.objects.none())
    number = forms.IntegerField()
    hidden = forms.UUIDField(widget=forms.HiddenInput)
    ticked = forms.BooleanField()
    text = forms.CharField(validators=[MaxLengthValidator(3)])


Lines = forms.formset_factory(Asked)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "choose"), [("vi", "Chọn một mục có trong danh sách."), ("en", "Choose one")])
def test_a_page_that_was_changed_on_its_way_is_refused_in_our_words(language, choose):
    sent = dict.fromkeys(Asked.base_fields, SENT) | {"some": [SENT, "a"], "all_held": ["1", SENT]}
    with translation.override(language):
        form = Asked(sent)
        said = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
        lines = Lines({"form-0-one": SENT})
        assert not lines.is_valid()
        said["lines"] = str(lines.non_form_errors())
        said["hidden in the page"] = str(form.as_div())
    assert {"one", "some", "held", "all_held", "number", "hidden", "text"} <= set(said)
    assert said["one"].startswith(choose)
    for text in said.values():
        assert not THEIRS.search(text)
        assert "KHÔNG-CÓ<" not in text
    assert "hidden" not in re.sub(r"<[^>]*>", "", said["hidden in the page"])


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_so_says_a_page_of_ours(language):
    citizen = Account.objects.create(
        kind=AccountKind.CITIZEN, full_name="Nông Thị Hoa", email="hoa@x.vn", joined_at=at(1), language=language
    )
    client = Client()
    client.force_login(citizen)
    page = client.post("/tai-khoan/thong-tin/", {"full_name": "Nông Thị Hoa", "language": SENT, "sex": SENT})
    assert page.status_code == 422
    text = page.content.decode()
    assert not THEIRS.search(text)
    assert {"vi": "Chọn một mục có trong danh sách.", "en": "Choose one that is in the list."}[language] in text
