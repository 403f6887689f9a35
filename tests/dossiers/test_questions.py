"""What each page asks the database, kept as text beside this test: at most twelve questions, the same for ten rows.

After a change that is meant, write the texts anew with MOTCUA_WRITE_QUESTIONS=1 and read the difference.
"""

import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.conftest import at

KEPT = Path(__file__).parent / "questions"
MOST = 12
PAGES = {
    "inbox": ("counter", "/lam-viec/"),
    "inbox_of_a_case_officer": ("clerk", "/lam-viec/"),
    "list": ("counter", "/lam-viec/ho-so/"),
    "dossier_official": ("counter", "/lam-viec/ho-so/{code}/"),
    "dossier_citizen": ("citizen", "/ho-so/{code}/"),
    "my_dossiers": ("citizen", "/ho-so/"),
    "procedure": ("", "/thu-tuc/1.004873/"),
    "procedures": ("", "/thu-tuc/"),
    "search": ("", "/thu-tuc/?q=khai+sinh"),
    "question": ("", "/thu-tuc/?q=khai+sinh+mat+bao+lau"),
    "checklist": ("", "/thu-tuc/1.004873/can-mang/"),
    "home": ("", "/"),
    "tracking": ("", "/tra-cuu/?ma={code}"),
}
COLUMNS = re.compile(r"^(\(?SELECT)\s.*?\s(FROM)\s", re.DOTALL)
VALUES = [
    (re.compile(r"'(?:[^']|'')*'(?:::\w+)?"), "?"),
    (re.compile(r"\b\d+\b"), "?"),
    (re.compile(r"(\?(?:, )?)+"), "?"),
    (re.compile(r'"s?\?_x\?"|"s\d+_x\d+"'), "…"),
    (re.compile(r"\s+"), " "),
    (re.compile(r'"'), ""),
]


def plain(sql):
    """A question without its values and without the columns it brings."""
    for pattern, word in VALUES:
        sql = pattern.sub(word, sql)
    return COLUMNS.sub(r"\1 … \2 ", sql.strip(), count=1)


def asked(client, address):
    with CaptureQueriesContext(connection) as questions:
        assert client.get(address).status_code == 200
    return [plain(one["sql"]) for one in questions]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_what_it_asked_before(page, client, people, accepted, register):
    who, address = PAGES[page]
    dossier = accepted()
    if who:
        client.force_login(getattr(people, who))
    address = address.format(code=dossier.code)
    client.get(address)
    client.get(address)
    found = asked(client, address)
    for _number in range(9):
        register(when=at(2))
    client.get(address)
    assert len(asked(client, address)) == len(found)
    assert len(found) <= MOST, "\n".join(found)
    text = "".join(f"{one}\n" for one in found)
    path = KEPT / f"{page}.txt"
    if os.environ.get("MOTCUA_WRITE_QUESTIONS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
