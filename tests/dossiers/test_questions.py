"""What each page asks the database, kept as text beside this test: at most twelve questions, the same for ten rows.

After a change that is meant, write the texts anew with MOTCUA_WRITE_QUESTIONS=1 and read the difference.
"""

import os
import re
from datetime import date
from difflib import unified_diff
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.forms.operations import Purpose, attach_file, start_draft
from motcua.forms.queries import form_in_force
from motcua.forms.reading import take_in
from motcua.laws.models import Article, LegalDocument
from motcua.procedures.queries import version_in_force
from motcua.procedures.rules import of_my_case
from motcua.search.building import build_laws
from motcua.search.queries import warm
from tests.dossiers.conftest import PLACE, at

KEPT = Path(__file__).parent / "questions"
MOST = 12
# The working time of today, by which a dossier's bar tells how much of its time is used.
MORE = {"dossier_official": 1}
DAY = date(2026, 11, 24)
PDF = Path("benchmarks/attachment.pdf").read_bytes()
PAGES = {
    "inbox": ("counter", "/lam-viec/"),
    "inbox_of_a_case_officer": ("clerk", "/lam-viec/"),
    "list": ("counter", "/lam-viec/ho-so/"),
    "board": ("counter", "/lam-viec/don-vi/"),
    "dossier_official": ("counter", "/lam-viec/ho-so/{code}/"),
    "dossier_citizen": ("citizen", "/ho-so/{code}/"),
    "my_dossiers": ("citizen", "/ho-so/"),
    "apply": ("citizen", "/nop-ho-so/1.004873/"),
    "draft": ("citizen", "/nop-ho-so/1.004873/{token}/"),
    "draft_case": ("citizen", "/nop-ho-so/1.004873/{token}/truong-hop/"),
    "draft_page": ("citizen", "/nop-ho-so/1.004873/{token}/trang/{page}/"),
    "draft_files": ("citizen", "/nop-ho-so/1.004873/{token}/giay-to/"),
    "draft_parties": ("citizen", "/nop-ho-so/1.004873/{token}/nguoi-lien-quan/"),
    "draft_review": ("citizen", "/nop-ho-so/1.004873/{token}/xem-lai/"),
    "procedure": ("", "/thu-tuc/1.004873/"),
    "procedures": ("", "/thu-tuc/"),
    "search": ("", "/thu-tuc/?q=khai+sinh"),
    "question": ("", "/thu-tuc/?q=khai+sinh+mat+bao+lau"),
    "checklist": ("", "/thu-tuc/1.004873/can-mang/"),
    "home": ("", "/"),
    "tracking": ("", "/tra-cuu/?ma={code}"),
}
# These show law; the others are asked without its index, which takes a second to build.
WITH_LAW = {"procedure", "checklist", "search", "question"}
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


def visit_to(page, people, names):
    """Who opens the page, and its address."""
    who, address = PAGES[page]
    client = Client()
    if who:
        client.force_login(getattr(people, who))
    return client, address.format(**names)


def asked(client, address):
    """What the page asks once it was opened before."""
    client.get(address)
    client.get(address)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(address).status_code == 200
    return [plain(one["sql"]) for one in questions]


@pytest.fixture
def law(db):
    """One article that answers both questions, so that what shows law has some; afterwards none again."""
    number = "123/2015/NĐ-CP"
    document = LegalDocument.objects.create(number=number, slug="123-2015-ND-CP", kind="DECREE", sort_key="2015-00123")
    Article.objects.create(
        document=document, address="dieu/1", number="1", heading="Đăng ký khai sinh", order=1, mark="1"
    )
    build_laws(on=DAY)
    warm()
    yield document
    LegalDocument.objects.all().delete()
    build_laws(on=DAY)
    warm()


@pytest.fixture
def draft(people):
    """An application with the papers of its case."""
    version = version_in_force("1.004873", on=DAY)
    case = {one.key: one.options[-1]["value"] for one in version.questions.all()}
    purpose = Purpose("1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", PLACE, case)
    form = form_in_force(version.form_key, on=DAY)
    draft = start_draft(form, purpose=purpose, known={}, by=people.citizen, at=at(2))
    for component in of_my_case(version.components.all(), case):
        if not component.is_made_by_form:
            attach_file(
                draft,
                component_key=component.key,
                file=take_in("a.pdf", PDF, by=people.citizen),
                by=people.citizen,
                at=at(2),
            )
    return draft


@pytest.mark.parametrize("shows_law", [True, False])
def test_a_page_asks_what_it_asked_before(shows_law, people, accepted, register, draft, request):
    """Every page of one world, since the world takes longer to make than a page."""
    if shows_law:
        request.getfixturevalue("law")
    pages = [page for page in PAGES if (page in WITH_LAW) == shows_law]
    dossier = accepted()
    # Where nothing waits, less is asked.
    register(when=at(2))
    names = {"code": dossier.code, "token": draft.token, "page": draft.form.parsed.pages[0].key}
    visits = {page: visit_to(page, people, names) for page in pages}
    found = {page: asked(*visits[page]) for page in pages}
    for _number in range(9):
        register(when=at(2))
    wrong = [f"{page} asks more where there is more" for page in pages if len(asked(*visits[page])) != len(found[page])]
    wrong += [f"{page} asks more than {MOST}" for page in pages if len(found[page]) > MOST + MORE.get(page, 0)]
    for page in pages:
        text = "".join(f"{one}\n" for one in found[page])
        path = KEPT / f"{page}.txt"
        if os.environ.get("MOTCUA_WRITE_QUESTIONS"):
            path.write_text(text, encoding="utf-8")
        told = unified_diff(path.read_text(encoding="utf-8").splitlines(), text.splitlines(), "before", "now")
        wrong += [f"{page}:\n{difference}"] if (difference := "\n".join(told)) else []
    assert wrong == [], "\n\n".join(wrong)
