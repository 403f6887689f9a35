"""The counter asks for what online filing asks for, once, beside its field; a summary shows what will be kept."""

import re

import pytest

from motcua.dossiers.models import Dossier
from motcua.ui.resuming import MARK, mark_of
from tests.dossiers.conftest import usual_case

PAGE = "/lam-viec/tiep-nhan/1.004873/"
pytestmark = pytest.mark.issue(18)


@pytest.fixture
def counter(client, people):
    client.force_login(people.counter)
    return client


def form(client, **values):
    return {"submission_key": client.get(PAGE).context["key"], **usual_case("1.004873"), "then": "review", **values}


def said_beside(page):
    return re.findall(r'class="mc-error" id="([\w.-]+)-error"', page.content.decode())


def test_one_mistake_is_said_once_beside_the_field_it_was_typed_in(counter):
    typed = {"filer_name": "Nông Văn Thử", "id_number": "020.181.395.10", "address": "Thôn 王"}
    page = counter.post(PAGE, form(counter, **typed))
    assert sorted(page.context["error"]) == ["address", "id_number"] == sorted(said_beside(page))


@pytest.mark.parametrize(
    "typed",
    [
        {"authorisation": "Giấy ☑"}, {"holder_name": "Nông Văn Chủ", "holder_id_number": "12345"},
        {"holder_name": "Nông Văn Chủ", "holder_address": "王"},
        {"recipient_name": "Nông Văn Nhận", "recipient_authorisation": "Giấy ☑"},
        {"recipient_name": "Nông Văn Nhận", "recipient_id_number": "12345"},
    ],
)  # fmt: skip
def test_every_field_has_its_message_and_is_seen(counter, typed):
    page = counter.post(PAGE, form(counter, filer_name="Nông Văn Thử", **typed))
    wrong = next(reversed(typed))
    assert [*page.context["error"]] == [wrong] == said_beside(page)
    before = page.content.decode().split(f'id="{wrong}"')[0]
    assert before.rpartition("<details")[2].startswith(" open>")


def test_nothing_is_shown_for_the_last_press_before_the_case_is_answered(counter):
    case = usual_case("1.004873")
    for key in case:
        page = counter.post(PAGE, form(counter, filer_name="Nông Văn Thử", **{key: ""}))
        assert said_beside(page) == [key]


def test_a_required_paper_is_counted_or_it_is_only_registered(counter):
    page = counter.get(PAGE)
    rows = [row["component"] for row in page.context["components"]]
    required = next(one for one in rows if one.is_required)
    type(required).objects.filter(pk=required.pk).update(is_made_by_form=False, is_in_database=False)
    none = {f"{kind}_{required.key}": "0" for kind in ("originals", "copies")}
    refused = counter.post(PAGE, form(counter, filer_name="Nông Văn Thử", **none))
    assert said_beside(refused) == [f"originals_{required.key}"]
    assert counter.post(PAGE, form(counter, filer_name="Nông Văn Thử", **none) | {"then": "later"}).status_code == 302
    assert Dossier.objects.get().status == "NEW"


def test_the_summary_shows_what_is_kept_and_carries_it(counter, people):
    typed = {
        "filer_name": "Nông Văn Thử", "phone": "0912 345 678", "email": "thu@x.vn", "address": "Khối 3", "card": "yes",
        "id_number": "020.190.000.301", "holder_name": "Nông Thị Chủ", "authorisation": "Số 5, ngày 1/3/2026",
    }  # fmt: skip
    review = counter.post(PAGE, form(counter, **typed, **{MARK: mark_of(people.counter)}))
    page = review.content.decode()
    assert page.split('action="/lam-viec/tiep-nhan/', 1)[1].split("</form>")[0].count(f'name="{MARK}"') == 1
    shown = ("Nông Văn Thử", "020190000301", "0912345678", "thu@x.vn", "Khối 3", "Nông Thị Chủ", "Số 5, ngày 1/3/2026")
    assert all(text in page for text in shown)
    assert "Như người nộp" in page
    counter.post(PAGE, {**dict(review.context["carried"]), "then": "accept"})
    dossier = Dossier.objects.get()
    kept = {(one.role, one.name) for one in dossier.parties.all()}
    assert kept == {("FILER", "Nông Văn Thử"), ("HOLDER", "Nông Thị Chủ"), ("RECIPIENT", "Nông Văn Thử")}
    assert dossier.parties.get(role="FILER").proof == "SEEN"
