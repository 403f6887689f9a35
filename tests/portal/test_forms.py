"""Every page of every form of the province is shown with its questions and what was answered."""

from datetime import UTC, datetime
from html import unescape

import pytest

from motcua.forms.models import FormDefinition
from motcua.forms.operations import Purpose, start_draft
from motcua.forms.rules import Widget, visible_pages
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from tests.forms.province import declarations, forms
from tests.forms.test_pack import filled

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
BOXES = {Widget.DATE: "_year", Widget.PARTIAL_DATE: "_year"}


@pytest.fixture
def by():
    return create_account(kind=AccountKind.CITIZEN, password="x", full_name="Hoa", email="hoa@x.vn", by=None, at=AT)


def begun(by, name, code, answers=None, case=None):
    form = FormDefinition.objects.on(AT.date()).get(key=name)
    draft = start_draft(form, purpose=Purpose(code, "Thủ tục", "06187", case or {}), known={}, by=by, at=AT)
    draft.answers |= answers or {}
    draft.save()
    return draft


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.in_turn(every=4)
@pytest.mark.parametrize("name", sorted(forms()))
def test_every_page_is_shown_with_every_question(client, by, name):
    code = next(iter(declarations()[name].procedures), "2.002165")
    draft = begun(by, name, code, filled(forms()[name]))
    client.force_login(by)
    home = f"/nop-ho-so/{code}/{draft.token}/trang"
    pages = visible_pages(draft.form.parsed, draft.told)
    for page in pages:
        text = shown(client, f"{home}/{page.key}/")
        assert page.title in text
        if page.repeat:
            text = shown(client, f"{home}/{page.key}/muc/") + shown(client, f"{home}/{page.key}/muc/0/")
        for spec in page.fields:
            assert f'name="{spec.name}{BOXES.get(spec.widget, "")}"' in text
            assert spec.label in text
    assert len(pages) > 1


@pytest.mark.django_db
def test_a_year_alone_is_typed_kept_and_shown_as_said(client, by):
    draft = begun(by, "khai-tu", "1.000656")
    client.force_login(by)
    address = f"/nop-ho-so/1.000656/{draft.token}/trang/nguoi-mat/"
    raw = {
        "mat_ho_ten": "Lý Thị Én", "mat_gioi_tinh": "FEMALE", "mat_ngay_sinh_year": "1899", "mat_dan_toc": "Khác",
        "mat_dan_toc_khac": "Pa Dí", "mat_quoc_tich": "Việt Nam", "mat_noi_cu_tru": "Kỳ Lừa",
        "mat_so_dinh_danh": "080123456",
    }  # fmt: skip
    assert client.post(address, raw).status_code == 302
    draft.refresh_from_db()
    kept = {key: draft.answers[key] for key in ("mat_ngay_sinh", "mat_so_dinh_danh", "mat_dan_toc_khac")}
    assert kept == {"mat_ngay_sinh": "1899", "mat_so_dinh_danh": "080123456", "mat_dan_toc_khac": "Pa Dí"}
    text = shown(client, address)
    assert 'name="mat_ngay_sinh_year" value="1899"' in text
    assert 'name="mat_ngay_sinh_month" value=""' in text
    assert "1899" in shown(client, f"/nop-ho-so/1.000656/{draft.token}/xem-lai/")


@pytest.mark.django_db
@pytest.mark.parametrize(("people", "is_asked"), [("Khác", True), ("Tày", False), ("", True)])
def test_which_other_people_is_asked_only_when_none_of_the_list_fits(client, by, people, is_asked):
    draft = begun(by, "khai-tu", "1.000656", {"mat_dan_toc": people} if people else {})
    client.force_login(by)
    text = shown(client, f"/nop-ho-so/1.000656/{draft.token}/trang/nguoi-mat/")
    around = text[: text.index('for="mat_dan_toc_khac"')].rsplit("data-mc-when=", 1)[1]
    assert around.startswith('"{"mat_dan_toc": ["Khác"]}"')
    # Without its script the page shows a question until an answer says that it does not arise.
    assert (" hidden>" in around.split("\n")[0]) is not is_asked


@pytest.mark.django_db
def test_a_page_that_repeats_is_left_only_when_its_items_agree(client, by):
    trade = {"nganh": "May đo", "nganh_chinh": "khong"}
    draft = begun(by, "ho-kinh-doanh", "1.001612", {"nganh_nghe": [trade]})
    client.force_login(by)
    address = f"/nop-ho-so/1.001612/{draft.token}/trang/nganh-nghe/"
    assert "Đánh dấu đúng một ngành, nghề chính." in client.post(address).content.decode()
    draft.answers["nganh_nghe"] = [trade | {"nganh_chinh": "co"}]
    draft.save()
    assert client.post(address).status_code == 302
