"""What is wrong with one of several is said with which one it is; what is pasted is taken."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.test import RequestFactory

from motcua.dossiers.operations.supplements import complete_items
from motcua.dossiers.rules import ItemFacts
from motcua.forms.rules.answers import page_problem
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from tests.dossiers.conftest import at
from tests.forms.test_rules import PARSED

pytestmark = pytest.mark.issue(18)
SOURCE = Path(__file__).parents[2] / "src" / "motcua"


def test_a_page_of_several_says_which_one_is_not_finished():
    page = next(page for page in PARSED.pages if page.key == "nguoi")
    answers = {"nguoi": [{"ho_ten": "Hoa"}, {"ho_ten": ""}]}
    assert page_problem(PARSED, page, answers, today=date(2026, 11, 23)).startswith("Người 2: ")


@pytest.mark.django_db
def test_an_item_to_supplement_is_named_with_what_it_lacks(register):
    items = [ItemFacts("Bản chính", "Để đối chiếu"), ItemFacts("Ảnh 4×6", ""), ItemFacts("", "Vì thế")]
    with pytest.raises(Refused) as refusal:
        complete_items(register(when=at(2)), items, "Thiếu")
    errors = refusal.value.errors
    assert errors["why_2"].startswith("Ảnh 4×6: ")
    assert errors["what_3"].startswith("Mục 3: ")


def test_of_two_files_at_one_field_each_is_named():
    request = RequestFactory().post("/")
    request.session = SessionBase()
    attempt = Attempt(request)
    for said in ("Tệp «a.pdf» rỗng.", "Tệp «b.pdf» rỗng."):
        part = Attempt(request)
        part.refuse(said)
        attempt.blame("anh", part)
    assert attempt.errors == {"anh": "Tệp «a.pdf» rỗng.\nTệp «b.pdf» rỗng."}


def test_nothing_hinders_who_pastes_a_password_or_a_code():
    scripts = "".join(path.read_text() for path in (SOURCE / "ui" / "static" / "mc").glob("*.js"))
    pages = {path: path.read_text() for path in SOURCE.rglob("*.html")}
    assert not re.search(r"onpaste|[\"']paste[\"']|autocomplete=[\"']?off[\"']?[^>]*password", scripts)
    for path, page in pages.items():
        for tag in re.findall(r"<c?-?input[^>]*?(?:one-time-code|type=\"password\")[^>]*>", page, re.DOTALL):
            assert "onpaste" not in tag, path
            # A code is pasted with blanks and more; a password is as long as it is.
            length = re.search(r'maxlength="(\d+)"', tag)
            assert length is None or int(length[1]) >= 20, path
