"""One draft open in two places: what an older page sends never overwrites, without a word, what was saved since."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from motcua.forms.models import Draft
from motcua.forms.operations import Purpose, start_draft
from motcua.forms.queries import form_in_force
from motcua.people.models import Account
from tests.dossiers.conftest import at, people  # noqa: F401 - a fixture
from tests.dossiers.test_at_once import draft, file  # noqa: F401 - draft is a fixture
from tests.dossiers.test_counter import PDF

pytestmark = [pytest.mark.issue(18), pytest.mark.django_db]
SCRIPT = {"x-requested-with": "fetch"}


@pytest.fixture
def citizen(client, people):  # noqa: F811
    client.force_login(people.citizen)
    return client


def address(draft, *more):  # noqa: F811
    return "/".join(["/nop-ho-so", draft.procedure_code, str(draft.token), *more, ""])


def fields(page):
    """What the page's own form sends when nothing is changed."""
    form = html.fromstring(page.content).xpath("//main//form")[-1]
    return {name: value for name, value in form.fields.items() if value is not None}


def page_with(draft, name):  # noqa: F811
    return next(page for page in draft.form.parsed.pages if any(spec.name == name for spec in page.fields))


def test_a_page_opened_before_another_saved_does_not_overwrite_it(citizen, draft):  # noqa: F811
    here = address(draft, "trang", page_with(draft, "so_ban").key)
    old, new = fields(citizen.get(here)), fields(citizen.get(here))
    assert citizen.post(here, new | {"so_ban": "3", "loai": "khac", "loai_khac": "Đi học"}).status_code == 302
    silent = citizen.post(here, old | {"loai": "khac", "loai_khac": "Xin việc"}, headers=SCRIPT)
    assert silent.status_code == 409
    assert "ở nơi khác" in silent.content.decode()
    assert "<" not in silent.content.decode()
    pressed = citizen.post(here, old | {"loai": "khac", "loai_khac": "Xin việc"})
    assert pressed.status_code in (409, 422)
    shown = pressed.content.decode()
    # What was typed here stays in its box, and what the other saved is there to be read.
    assert fields(pressed)["loai_khac"] == "Xin việc"
    assert "Đi học" in shown
    assert Draft.objects.get().answers["so_ban"] == 3
    assert citizen.post(here, new | {"so_ban": "ba", "loai": "khac", "loai_khac": "Đi học"}).status_code == 422
    # What is not right yet was typed elsewhere all the same.
    assert ("Số bản sao", "ba") in citizen.post(here, old | {"so_ban": "7"}).context["elsewhere"]
    pressed = citizen.post(here, old | {"loai": "khac", "loai_khac": "Xin việc", "so_ban": "2"})
    # Now it was seen: one more press is meant.
    assert citizen.post(here, fields(pressed)).status_code == 302
    assert Draft.objects.get().answers["loai_khac"] == "Xin việc"


def test_a_page_that_saves_itself_again_and_again_is_not_another(citizen, draft):  # noqa: F811
    here = address(draft, "trang", page_with(draft, "so_ban").key)
    mine = fields(citizen.get(here))
    for number in ("2", "3", "x", "4"):
        assert citizen.post(here, mine | {"so_ban": number}, headers=SCRIPT).status_code == 204
    assert citizen.post(here, mine | {"so_ban": "5"}).status_code == 302
    # The same content from elsewhere takes nothing away.
    other = fields(citizen.get(here))
    assert citizen.post(here, mine | {"so_ban": "6"}, headers=SCRIPT).status_code == 204
    assert citizen.post(here, other | {"so_ban": "6"}).status_code == 302


def test_neither_do_the_pages_of_people_and_of_the_case(citizen, draft):  # noqa: F811
    for here, name, first, second in (
        (address(draft, "nguoi-lien-quan"), "email", "moi@x.vn", "cu@x.vn"),
        (address(draft, "truong-hop"), "nguoi-nop", "uy-quyen", None),
    ):
        old, new = fields(citizen.get(here)), fields(citizen.get(here))
        if second is None:
            options = html.fromstring(citizen.get(here).content).xpath(f"//input[@name='{name}']/@value")
            first, second = next(one for one in options if one != old[name]), old[name]
        assert citizen.post(here, new | {name: first}).status_code == 302, here
        late = citizen.post(here, old | {name: second})
        assert late.status_code in (409, 422), here
        assert "ở nơi khác" in late.content.decode()
        assert fields(late)[name] == second
        assert citizen.post(here, fields(late)).status_code == 302


def test_no_item_is_written_over_or_removed_in_anothers_place(citizen, people):  # noqa: F811
    form = form_in_force("tach-ho", on=at(2).date())
    page = next(page for page in form.parsed.pages if page.repeat)
    purpose = Purpose("1.010038", "Tách hộ", "06187", {})
    made = start_draft(form, purpose=purpose, known={}, by=people.citizen, at=at(2))
    name = page.fields[0].name
    made.answers[page.repeat] = [{name: "Nông Thị Một"}, {name: "Nông Thị Hai"}]
    made.save()
    here = address(made, "trang", page.key)
    old_list, edits = citizen.get(here), [citizen.get(f"{here}muc/{place}/") for place in (0, 1)]
    removing = [dict(form.fields) for form in html.fromstring(old_list.content).xpath("//main//form")]
    assert citizen.post(here, {**removing[0], "remove": "0"}).status_code == 302
    kept = [{name: "Nông Thị Hai"}]
    again = citizen.post(here, {**removing[0], "remove": "0"}, follow=True)
    assert "ở nơi khác" in again.content.decode()
    for place, edit in enumerate(edits):
        late = citizen.post(f"{here}muc/{place}/", fields(edit) | {name: "Nông Thị Mới"})
        assert late.status_code in (409, 422)
        assert fields(late)[name] == "Nông Thị Mới"
        # Nor by pressing again.
        assert citizen.post(f"{here}muc/{place}/", fields(late)).status_code in (409, 422)
    assert Draft.objects.get(pk=made.pk).answers[page.repeat] == kept


def test_who_reviews_is_told_of_the_open_dossier_of_the_same_procedure(citizen, people, draft):  # noqa: F811
    here = address(draft, "xem-lai")
    assert "đang có hồ sơ của thủ tục này" not in citizen.get(here).content.decode()
    again = Draft.objects.get(pk=draft.pk)
    again.pk, again.token, again.submission_key = None, uuid4(), uuid4()
    again.save()
    filed = file(again, people.citizen)
    page = citizen.get(here).content.decode()
    assert "đang có hồ sơ của thủ tục này" in page
    assert f'href="/ho-so/{filed.shown_code}/"' in page


def test_a_file_chosen_twice_in_one_go_is_said_to_be_there(citizen, draft):  # noqa: F811
    # Of the two cases the one that asks for a paper.
    case = html.fromstring(citizen.get(address(draft, "truong-hop")).content)
    other = next(one for one in case.xpath("//input[@name='nguoi-nop']/@value") if one != "chinh-minh")
    Draft.objects.filter(pk=draft.pk).update(case_answers={"nguoi-nop": other})
    here = address(draft, "giay-to")
    key = citizen.get(here).context["components"][0]["component"].key
    same = [SimpleUploadedFile(name, PDF) for name in ("a.pdf", "b.pdf")]
    page = citizen.post(here, {key: same, "more": "1"}, follow=True).content.decode()
    assert draft.files.count() == 1
    assert "«b.pdf» đã có ở giấy tờ này" in page
    assert "«a.pdf» đã có" not in page


def test_the_page_of_people_saves_itself_also_what_is_not_right_yet(citizen, draft):  # noqa: F811
    here = address(draft, "nguoi-lien-quan")
    page = citizen.get(here)
    assert html.fromstring(page.content).xpath(f"//main//form[@data-mc-autosave='{here}']")
    typed = fields(page) | {"holder": "khac", "holder_name": "Bế Thị Hà", "phone": "09"}
    assert citizen.post(here, typed, headers=SCRIPT).status_code == 204
    shown = fields(citizen.get(here))
    assert (shown["holder_name"], shown["phone"]) == ("Bế Thị Hà", "09")
    # Not right yet: the step is not done, whatever was saved before.
    assert Draft.objects.get().parties == {}
    assert citizen.post(here, typed | {"phone": "0912345678"}, headers=SCRIPT).status_code == 204
    saved = Draft.objects.get()
    assert (saved.parties["holder_name"], saved.typed["parties"]) == ("Bế Thị Hà", {})
    # Another page that was opened before does not write over it.
    assert citizen.post(here, fields(page) | {"phone": "0912345670"}, headers=SCRIPT).status_code == 204
    other = {**fields(page), "seen": f"{fields(page)['seen'].partition('.')[0]}.{uuid4().hex[:16]}"}
    assert citizen.post(here, other | {"phone": "0912345671"}, headers=SCRIPT).status_code == 409
    long = citizen.post(here, fields(citizen.get(here)) | {"holder": "khac", "holder_name": "Đ" * 1001}, headers=SCRIPT)
    assert long.status_code == 409
    assert "Viết ngắn hơn" in long.content.decode()


def test_a_draft_is_thrown_away_only_once_it_was_asked(citizen, draft):  # noqa: F811
    here = address(draft, "xoa")
    for ask in (citizen.get, citizen.post):
        asked = ask(here)
        assert asked.status_code == 200
        assert "không lấy lại được" in asked.content.decode()
    assert Draft.objects.exists()
    assert citizen.post(here, {"sure": "1"}).status_code == 302
    assert not Draft.objects.exists()


def test_what_is_sent_from_a_page_of_a_draft_that_is_gone_is_there_to_be_copied(citizen, draft):  # noqa: F811
    form_page = page_with(draft, "so_ban")
    here = address(draft, "trang", form_page.key)
    typed = fields(citizen.get(here)) | {"loai_khac": "Xin việc ở xa"}
    citizen.post(address(draft, "xoa"), {"sure": "1"})
    for there in (here, address(draft, "nguoi-lien-quan"), address(draft, "xem-lai")):
        answer = citizen.post(there, typed)
        assert answer.status_code == 404
        boxes = {one.value for one in html.fromstring(answer.content).xpath("//main//textarea")}
        assert "Xin việc ở xa" in boxes
        assert not any(typed[name] in boxes for name in ("seen", "typed_by") if name in typed)
        assert citizen.post(there, typed, headers=SCRIPT).status_code == 404
        assert citizen.get(there).status_code == 404


def test_one_page_pressed_several_times_begins_one_draft(citizen, draft):  # noqa: F811
    start = f"/nop-ho-so/{draft.procedure_code}/"
    mine = fields(citizen.get(start)) | {"place": draft.place_code, **draft.case_answers}
    first, second = (citizen.post(start, mine) for _press in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Draft.objects.count() == 2
    # Filled in meanwhile, or begun on another page: another one is wanted.
    Draft.objects.update(updated_at=at(3))
    assert citizen.post(start, mine)["Location"] != first["Location"]
    assert citizen.post(start, fields(citizen.get(start)) | {"place": draft.place_code, **draft.case_answers})[
        "Location"
    ]
    assert Draft.objects.count() == 4
    # Nobody begins with what is another's.
    owner = Draft.objects.first().account
    Draft.objects.update(account=Account.objects.exclude(pk=owner.pk).first(), created_at=at(2), updated_at=at(2))
    assert citizen.post(start, mine).status_code == 302
    assert Draft.objects.filter(account=owner).count() == 1
