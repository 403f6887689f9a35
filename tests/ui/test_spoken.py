"""Our own words on pages: nobody else's catalogue speaks into them, and names keep their capitals within a sentence."""

from django.utils.translation import override

from motcua.kernel.speech import say
from motcua.ui.templatetags.mc import within


def test_what_is_written_in_vietnamese_stays_as_it_is_written():
    # A language by this name stands in the catalogue of the framework; here it is an ethnic group.
    with override("vi"):
        assert say("Khmer") == "Khmer"
    with override("en"):
        assert say("Đăng ký khai sinh") == "Birth registration"


def test_only_the_first_letter_becomes_small_within_a_sentence():
    assert within("Do Hội đồng nhân dân tỉnh quy định") == "do Hội đồng nhân dân tỉnh quy định"
