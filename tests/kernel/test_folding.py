"""The database folds texts as the code does, else what is typed without marks would find only some of them."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel.folding import Folded
from motcua.kernel.text import fold

LETTERS = "aAăĂâÂđĐêÊôÔơƠưƯáẠảÃàằẵặấỷỹỵÝ bcXYZ'-0123\t\u0301\u0323"


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(LETTERS, max_size=30))
def test_the_database_folds_as_the_code_does(text):
    template = Folded.template % {"expressions": "%s::text"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {template}", [text])
        assert cursor.fetchone()[0] == fold(text)
