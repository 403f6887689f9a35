"""What an operation refuses and no page shows beside a field is said on a page, never a failure."""

import pytest

from motcua.forms.operations import Purpose, start_draft
from motcua.forms.queries import form_in_force
from motcua.kernel.operations import NotPermitted, Refused
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from motcua.portal import apply
from tests.dossiers.conftest import at

CODE = "2.000635"


@pytest.fixture
def citizen(client, db):
    account = create_account(
        kind=AccountKind.CITIZEN, password="x", full_name="Nông Thị Hoa", email="hoa@x.vn", by=None, at=at(1)
    )
    client.force_login(account)
    return account


@pytest.fixture
def page(citizen):
    """The first page of a draft: where each test lets the operation refuse."""
    form = form_in_force("ban-sao-ho-tich", on=at(2).date())
    purpose = Purpose(CODE, "Cấp bản sao trích lục hộ tịch", "06187", {})
    draft = start_draft(form, purpose=purpose, known={}, by=citizen, at=at(2))
    return f"/nop-ho-so/{CODE}/{draft.token}/trang/{form.parsed.pages[0].key}/"


@pytest.fixture
def refuse(monkeypatch):
    def with_(error, *, is_script=False):
        def refused(*_args, **_kwargs):
            raise error

        # A script is answered before the page is made; a page makes itself where none waits for a refusal.
        monkeypatch.setattr(apply.operations, "save_page", refused if is_script else lambda *_args, **_kwargs: {"": ""})
        monkeypatch.setattr(apply, "_kept", refused)

    return with_


@pytest.mark.parametrize(
    ("error", "status"), [(Refused("Chưa làm được vì thế này."), 409), (NotPermitted("Chưa làm được vì thế này."), 403)]
)
def test_a_refusal_no_page_caught_is_said_on_a_page(client, page, refuse, error, status):
    refuse(error)
    answer = client.post(page, {}, headers={"referer": f"http://testserver{page}"})
    html = answer.content.decode()
    assert answer.status_code == status
    assert "Chưa làm được vì thế này." in html
    assert f'href="{page}"' in html
    assert 'href="/ho-so/"' in html


def test_what_each_field_lacks_is_said_too(client, page, refuse):
    refuse(Refused("Còn thiếu.", errors={"ho_ten": "Nhập họ và tên."}))
    assert "Nhập họ và tên." in client.post(page, {}).content.decode()


def test_the_page_speaks_the_readers_language(client, page, refuse):
    refuse(Refused("Said."))
    html = client.post(f"{page}?tieng=en", {}).content.decode()
    assert 'lang="en"' in html
    assert "My dossiers" in html


@pytest.mark.parametrize("address", ["https://elsewhere.vn/x", "javascript:alert(1)", "//elsewhere.vn/"])
def test_the_way_back_leads_nowhere_else(client, page, refuse, address):
    refuse(Refused("Said."))
    html = client.post(page, {}, headers={"referer": address}).content.decode()
    assert "elsewhere" not in html
    assert "javascript:" not in html


def test_what_a_script_sends_is_answered_in_a_line(client, page, refuse):
    refuse(Refused("Chưa lưu được vì thế này."), is_script=True)
    answer = client.post(page, {}, headers={"x-requested-with": "fetch"})
    assert answer.status_code == 409
    assert answer.content.decode() == "Chưa lưu được vì thế này."
    assert answer["Content-Type"].startswith("text/plain")
