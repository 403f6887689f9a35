"""Plain words: short, about the version in force alone, and no number that the version itself does not say."""

import re
from datetime import date

import pytest
from django.utils import translation

from motcua.kernel import editions
from motcua.kernel.speech import say
from motcua.procedures.models import Override, PlainWords, ProcedureVersion
from motcua.procedures.queries import plain_words_of, version_in_force
from motcua.ui.procedure import shown

pytestmark = [pytest.mark.issue(19), pytest.mark.django_db]
TODAY = date(2026, 11, 30)
# What says a thing in the words of a text of law.
LEGAL = re.compile(r"(khoản|điểm|điều) \d|nghị định|thẩm quyền|hợp lệ|thành phần hồ sơ|nêu trên", re.IGNORECASE)


def version_of(words):
    return ProcedureVersion.objects.get(procedure__code=words.code, valid_from=words.valid_from)


def numbers(text):
    """Every number with a full stop for thousands, and the others, as they are written without it."""
    return [int(one.replace(".", "")) for one in re.findall(r"\d+(?:\.\d{3})*", text)]


def fees(version):
    found = set()
    for channel in version.channels.all():
        found |= {channel.fee_dong, *(dong for _first, dong in channel.fee_scale.get("tiers", []))}
    return found | {one["dong"] for one in version.reductions}


def said_by(version):
    """All numbers that the version itself says."""
    texts = [version.summary, *version.steps, *version.conditions, *version.notes, version.partial_reason]
    texts += [one.text + one.hint for one in version.questions.all()]
    texts += [one.name + one.note for one in version.components.all()]
    found = {number for text in texts for number in numbers(text)}
    found |= {one.originals for one in version.components.all()}
    for channel in version.channels.all():
        found |= {channel.amount, *numbers(channel.time_note)}
        found |= {first for first, _dong in channel.fee_scale.get("tiers", [])}
    return found


def test_twenty_procedures_have_them():
    assert PlainWords.objects.count() == 20
    for words in PlainWords.objects.all():
        version = version_in_force(words.code, on=TODAY)
        assert version is not None
        assert plain_words_of(version) == words.sentences, words.code


def test_they_are_short_and_without_the_words_of_law():
    for words in PlainWords.objects.all():
        assert 3 <= len(words.sentences) <= 5
        for sentence in words.sentences:
            assert len(sentence.split()) <= 15, sentence
            assert not LEGAL.search(sentence), sentence


def test_every_sum_is_one_that_the_version_asks():
    for words in PlainWords.objects.all():
        version = version_of(words)
        for sentence in words.sentences:
            for sum_ in re.findall(r"([\d.]+) đồng", sentence):
                assert numbers(sum_)[0] in fees(version), (words.code, sentence)
            if "hông mất tiền" in sentence or "miễn phí" in sentence:
                assert 0 in fees(version), (words.code, sentence)
            if "do tỉnh quy định" in sentence:
                assert any(one.is_fee_of_province for one in version.channels.all()), words.code


def test_every_number_of_days_is_one_that_the_version_says():
    for words in PlainWords.objects.all():
        version = version_of(words)
        times = {(one.amount, one.unit) for one in version.channels.all()}
        noted = " ".join(one.time_note for one in version.channels.all())
        for sentence in words.sentences:
            for amount in map(int, re.findall(r"(\d+) ngày làm việc", sentence)):
                assert (amount, "WORKING_DAY") in times or f"{amount} ngày làm việc" in noted, (words.code, sentence)
            rest = re.sub(r"[\d.]+ đồng|\d+ ngày làm việc", "", sentence)
            assert set(numbers(rest)) <= said_by(version), (words.code, sentence)
            if "ngay" in sentence.split() or "trong ngày." in sentence:
                assert (1, "WORKING_DAY") in times, (words.code, sentence)


def test_a_way_that_is_named_is_there():
    for words in PlainWords.objects.all():
        kinds = set(version_of(words).channels.values_list("kind", flat=True))
        text = " ".join(words.sentences)
        assert "ONLINE" in kinds or "qua mạng" not in text, words.code
        assert "POST" in kinds or "bưu điện" not in text, words.code
        assert "COUNTER" in kinds or "tại quầy" not in text, words.code


def test_the_page_says_them_in_both_languages(client):
    page = " ".join(client.get("/thu-tuc/1.001193/").content.decode().split())
    said = page[page.index("Nói dễ hiểu") :]
    assert "Mang Giấy chứng sinh và giấy tờ tùy thân." in said
    english = client.get("/thu-tuc/1.001193/?tieng=en", follow=True).content.decode()
    assert "In plain words" in english
    with translation.override("en"):
        for words in PlainWords.objects.all():
            assert all(say(one) != one for one in words.sentences), words.code


def test_another_version_does_not_borrow_them(client):
    version = version_in_force("1.001193", on=TODAY)
    ProcedureVersion.objects.filter(pk=version.pk).update(valid_from=date(2025, 8, 1))
    assert "Nói dễ hiểu" not in client.get("/thu-tuc/1.001193/").content.decode()


@pytest.mark.parametrize(("aspect", "is_said"), [("FEE", False), ("TIME", False), ("ADDRESS", True)])
def test_what_the_province_fixed_since_silences_them(aspect, is_said):
    version = version_in_force("1.001193", on=TODAY)
    Override.objects.create(
        procedure=version.procedure, aspect=aspect, text="khác", decision_number="1/QĐ", decided_on=TODAY,
        valid_from=date(2026, 1, 1), created_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    assert bool(shown(version, {}, on=TODAY, edition=editions.current())["plain"]) == is_said
