"""Our own words on pages: nobody else's catalogue speaks into them, and names keep their capitals within a sentence."""

from django.utils.translation import override

from motcua.forms.models import FormDefinition
from motcua.kernel.speech import say
from motcua.ui.templatetags.mc import within


def test_what_is_written_in_vietnamese_stays_as_it_is_written():
    # A language by this name stands in the catalogue of the framework; here it is an ethnic group.
    with override("vi"):
        assert say("Khmer") == "Khmer"
    with override("en"):
        assert say("Đăng ký khai sinh") == "Birth registration"


def test_a_form_in_vietnamese_is_as_the_pack_has_it():
    group = {"type": "string", "enum": ["Khmer"], "x-labels": {"Khmer": "Khmer"}}
    page = {"key": "nguoi", "title": "Người", "fields": [{"name": "dan_toc", "label": "Dân tộc", "schema": group}]}
    form = FormDefinition(key="thu", definition={"key": "thu", "title": "Thử", "pages": [page]})
    with override("vi"):
        assert form.parsed.pages[0].fields[0].options == [("Khmer", "Khmer")]


def test_only_the_first_letter_becomes_small_within_a_sentence():
    assert within("Do Hội đồng nhân dân tỉnh quy định") == "do Hội đồng nhân dân tỉnh quy định"
