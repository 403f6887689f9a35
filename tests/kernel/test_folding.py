"""The database folds texts as the code does, else what is typed without marks would find only some of them."""

import sys
import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel.folding import Folded
from motcua.kernel.text import fold

LETTERS = "aAăĂâÂđĐêÊôÔơƠưƯáẠảÃàằẵặấỷỹỵÝ bcXYZ'-0123\t\u0301\u0323\xa0’ʼÐðØłİIı\u2003"
TEMPLATE = Folded.template % {"expressions": "said"}


def folded(texts):
    with connection.cursor() as cursor:
        asked = f"SELECT {TEMPLATE} FROM unnest(%s::text[]) WITH ORDINALITY a (said, n) ORDER BY n"  # noqa: S608
        cursor.execute(asked, [texts])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(LETTERS, max_size=30))
def test_the_database_folds_as_the_code_does(text):
    assert folded([text]) == [fold(text)]


@pytest.mark.django_db
@pytest.mark.issue(18)
def test_they_agree_on_every_character_there_is():
    known = [chr(code) for code in range(1, sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
    texts = [f"a{char}b" for char in known]
    assert [char for char, one in zip(known, folded(texts), strict=True) if one != fold(f"a{char}b")] == []


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("stored", "searched"),
    [("H'Hen Niê", "H’Hen Niê"), ("H’Hen Niê", "H'Hen Niê"), ("H'Hen Niê", "hhen nie"), ("K’ Brể", "K' Bre"),
     ("Hʼ Yưm", "H` yum"), ("Nguyễn Đào", "nguyễn\xa0Ðào"), ("Rơ\u0306čăm", "rocam"), ("Y \u0180i", "y bi"),
     ("Ê\u0306ban", "E\u0302\u0306BAN")],
)  # fmt: skip
def test_a_name_is_found_by_any_way_of_writing_it(stored, searched):
    assert fold(stored) == fold(searched)
