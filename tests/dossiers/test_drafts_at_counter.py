"""A draft brought to the counter by its code: opened, compared with the papers, accepted once; looks are recorded."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.dossiers.drafts import seen_of
from motcua.dossiers.models import Dossier, Party, Rulebook
from motcua.dossiers.operations.drafts import look_at_draft, take_over
from motcua.dossiers.operations.filing import Filing, PartyFacts, Returning
from motcua.dossiers.operations.persons import look_up_person
from motcua.dossiers.rules import Channel, ReturnMethod, Role
from motcua.forms.models import Draft
from motcua.forms.operations import attach_file, give_code, save_page
from motcua.forms.queries import open_drafts_of
from motcua.forms.reading import take_in
from motcua.forms.rules.answers import typed_of
from motcua.kernel.codes import ALPHABET, drawn_code, shown_code, typed_code
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.organization.models import Unit
from motcua.people.models import Account, DataView
from motcua.procedures.queries import version_in_force
from motcua.procedures.rules import of_my_case
from tests.dossiers.conftest import PLACE, at
from tests.dossiers.test_at_once import draft, file  # noqa: F401 - a fixture and what files it
from tests.dossiers.test_counter import PDF

CODE = "2.000635"


@pytest.fixture
def unit(people):
    return Unit.objects.get(agency__code=f"ttpvhcc-{PLACE}", code="mot-cua")


@pytest.fixture
def brought(people, draft):  # noqa: F811
    """The draft with a code that is good now, and its file."""
    Account.objects.filter(pk=people.citizen.pk).update(
        full_name="Nông Thị Hoa", id_number="020190000001", address="Kỳ Lừa"
    )
    papers = of_my_case(version_in_force(CODE, on=at(2).date()).components.all(), draft.case_answers)
    key = next(one.key for one in papers if not one.is_shown_only)
    attach_file(draft, component_key=key, file=take_in("giay.pdf", PDF, by=people.citizen), by=people.citizen, at=at(2))
    return give_code(Draft.objects.get(pk=draft.pk), by=people.citizen, at=at(2))


def facts(draft, name="Nông Thị Hoa", number="020190000001", code=CODE):  # noqa: F811
    """What the official saw."""
    return Filing(
        version=version_in_force(code, on=at(2).date()),
        place_code=PLACE,
        channel=Channel.COUNTER,
        parties=[PartyFacts(role, name, number, address="Kỳ Lừa", phone="0912345678") for role in Role],
        returning=Returning(ReturnMethod.COUNTER),
        case_answers=dict(draft.case_answers),
    )


def taken(people, unit, draft, when=None, seen=None, **more):  # noqa: F811
    return take_over(
        code=draft.counter_code, seen=seen or seen_of(draft), filing=facts(draft, **more), unit=unit,
        by=people.counter, at=when or at(3),
    )  # fmt: skip


# The code


def test_a_code_is_read_however_it_is_typed():
    assert typed_code(" k7px-2m 9q\t") == "K7PX2M9Q"
    assert shown_code("K7PX2M9Q") == "K7PX-2M9Q"
    assert set(drawn_code(200)) <= set(ALPHABET)
    assert len({drawn_code(8) for _n in range(200)}) == 200


def test_a_new_code_makes_the_one_before_worthless(people, brought, unit):
    before = brought.counter_code
    again = give_code(brought, by=people.citizen, at=at(2, 10))
    assert again.counter_code != before
    with pytest.raises(Refused, match="Không có bản nháp"):
        look_at_draft(code=before, unit=unit, by=people.counter, at=at(2, 11))
    assert again.counter_code not in str(list(JournalEntry.objects.values_list("details", flat=True)))


def test_only_its_owner_gets_a_code(people, draft):  # noqa: F811
    for who in (people.stranger, people.counter):
        with pytest.raises(NotPermitted):
            give_code(draft, by=who, at=at(2))


# The look


def test_its_owner_sees_each_look(people, brought, unit):
    for hour in (9, 10):
        code = shown_code(brought.counter_code).lower()
        assert look_at_draft(code=code, unit=unit, by=people.counter, at=at(3, hour)).pk == brought.pk
    views = DataView.objects.filter(owner=people.citizen).order_by("at")
    assert [(view.viewer, view.reference, view.agency_name) for view in views] == [
        (people.counter, CODE, unit.agency.name)
    ] * 2


@pytest.mark.parametrize("code", ["", "AAAAAAAA", "%", "x" * 400, "K7PX-2M9Q"])
def test_what_is_no_code_opens_nothing(people, unit, code):
    with pytest.raises(Refused, match="Không có bản nháp"):
        look_at_draft(code=code, unit=unit, by=people.counter, at=at(3))


def test_an_old_code_opens_nothing(people, brought, unit):
    with pytest.raises(Refused, match="hết hạn"):
        look_at_draft(code=brought.counter_code, unit=unit, by=people.counter, at=at(2) + timedelta(days=8))
    assert not DataView.objects.exists()


def test_who_does_not_receive_that_procedure_is_told_so(people, brought, unit):
    for rulebook in Rulebook.objects.all():
        rulebook.data = {**rulebook.data, "elsewhere": None}
        rulebook.save()
    Draft.objects.filter(pk=brought.pk).update(procedure_code="2.000829", procedure_name="Trợ giúp pháp lý")
    with pytest.raises(Refused, match="không tiếp nhận thủ tục «Trợ giúp pháp lý»"):
        look_at_draft(code=brought.counter_code, unit=unit, by=people.counter, at=at(3))


@pytest.mark.parametrize("who", ["clerk", "leader", "citizen", "elsewhere"])
def test_who_does_not_receive_there_sees_nothing(people, brought, unit, who, nothing_changes):
    with nothing_changes:
        look_at_draft(code=brought.counter_code, unit=unit, by=getattr(people, who), at=at(3))


# Taking it over


def test_the_draft_becomes_the_dossier_of_its_owner(people, brought, unit):
    dossier = taken(people, unit, brought)
    assert (dossier.channel, dossier.filer_account, dossier.form) == ("COUNTER", people.citizen, brought.form)
    assert dossier.answers["ho_ten"] == "Nông Thị Hoa"
    assert dossier.answers["so_ban"] == 1
    assert open_drafts_of(people.citizen) == []
    assert "Lập từ bản nháp trực tuyến của người nộp." in [line.said for line in dossier.history.all()]
    assert taken(people, unit, brought) == dossier
    assert Dossier.objects.count() == 1


def test_a_code_is_used_once(people, brought, unit):
    dossier = taken(people, unit, brought)
    with pytest.raises(Refused, match=f"đã dùng.*{dossier.reference}"):
        look_at_draft(code=brought.counter_code, unit=unit, by=people.counter, at=at(3, 10))
    with pytest.raises(Refused, match="Mở trang tiếp nhận mới"):
        taken(people, unit, brought, name="Vi Văn Sáng")


def test_what_its_owner_filed_meanwhile_is_not_filed_again(people, brought, unit):
    file(Draft.objects.get(pk=brought.pk), people.citizen)
    with pytest.raises(Refused, match="đã dùng"):
        taken(people, unit, brought)
    assert Dossier.objects.count() == 1


def test_what_its_owner_changed_meanwhile_is_looked_at_again(people, brought, unit):
    before = seen_of(brought)
    page = next(page for page in brought.form.parsed.pages if any(one.name == "so_ban" for one in page.fields))
    save_page(
        brought, page=page, raw=typed_of(page, brought.answers) | {"so_ban": "4"}, by=people.citizen, at=at(2, 11)
    )
    with pytest.raises(Refused, match="vừa sửa bản nháp"):
        taken(people, unit, brought, seen=before)
    assert not Dossier.objects.exists()
    assert taken(people, unit, Draft.objects.get(pk=brought.pk)).answers["so_ban"] == 4


def test_a_draft_is_not_taken_over_under_another_procedure(people, brought, unit, nothing_changes):
    with nothing_changes:
        taken(people, unit, brought, code="1.004873")


def test_what_was_declared_and_what_was_seen_are_kept_apart(people, brought, unit):
    dossier = taken(people, unit, brought, name="Nông Thị Hòa")
    assert dossier.parties.get(role="FILER").name == "Nông Thị Hòa"
    assert dossier.answers["ho_ten"] == "Nông Thị Hoa"
    assert Account.objects.get(pk=people.citizen.pk).full_name == "Nông Thị Hoa"
    assert "Họ và tên: «Nông Thị Hòa» (tự khai «Nông Thị Hoa»)" in dossier.history.last().said


def test_what_somebody_says_of_themselves_online_makes_nobody_known(people, register, unit, draft):  # noqa: F811
    register()
    Account.objects.filter(pk=people.citizen.pk).update(id_number="020090000001", full_name="Tên Tự Khai")
    filed = file(draft, people.citizen)
    Party.objects.filter(dossier=filed, role="FILER").update(id_number="020090000001", name="Tên Tự Khai")
    known = look_up_person(id_number="020090000001", unit=unit, by=people.counter, at=at(3))
    assert known.name == "Nông Thị Hoa"


# The pages


@pytest.fixture
def at_hand(people, brought):
    """The draft with a code that is good on the clock of this machine."""
    return give_code(brought, by=people.citizen, at=timezone.now())


def test_the_owner_gets_a_code_to_show(people, brought, client):
    client.force_login(people.citizen)
    Draft.objects.filter(pk=brought.pk).update(counter_code=None, counter_code_until=None)
    page = f"/nop-ho-so/{CODE}/{brought.token}/mang-den-quay/"
    assert client.get(page).context["code"] == ""
    assert client.get(page.replace("mang-den-quay/", "ma.svg")).status_code == 404
    assert client.post(page).status_code == 302
    brought.refresh_from_db()
    code = shown_code(brought.counter_code)
    assert code in client.get(page).content.decode()
    assert code in client.get(page.replace("mang-den-quay/", "")).content.decode()
    assert client.get(page.replace("mang-den-quay/", "ma.svg"))["Content-Type"] == "image/svg+xml"


def test_the_counter_opens_it_filled_in_and_accepts(people, at_hand, client):
    client.force_login(people.counter)
    page = client.post("/lam-viec/tiep-nhan/", {"ma": shown_code(at_hand.counter_code).lower()})
    assert page.status_code == 200
    data = page.context["data"]
    assert (data["filer_name"], data["id_number"]) == ("Nông Thị Hoa", "020190000001")
    said = [line.text for section in page.context["draft"].sections for line in section.lines]
    assert "Nông Thị Hoa" in said
    assert all(text in html.unescape(page.content.decode()) for text in said)
    kept = [token for row in page.context["components"] for token, _file in row["scans"]]
    file_page = f"/lam-viec/tiep-nhan/ban-nhap/{at_hand.counter_code}/tep/{at_hand.files.get().pk}/"
    assert client.get(file_page).content == PDF
    sent = {
        **data, "kept": kept, "draft_code": page.context["draft"].code, "draft_seen": page.context["draft"].seen,
        "return_method": "ONLINE", "then": "accept",
    }  # fmt: skip
    assert client.post(f"/lam-viec/tiep-nhan/{CODE}/", sent).status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.filer_account, dossier.return_method) == ("IN_PROCESS", people.citizen, "ONLINE")
    assert dossier.files.get().name == "giay.pdf"
    # Opened twice: the page and the file. What became of it stands in the dossier's own story.
    assert DataView.objects.filter(owner=people.citizen).count() == 2
    client.force_login(people.citizen)
    assert "Bản nháp</h2>" not in client.get("/ho-so/").content.decode()
    assert dossier.code in client.get("/ho-so/").content.decode()


def test_a_card_goes_before_what_was_declared_and_the_difference_is_shown(people, at_hand, client):
    client.force_login(people.counter)
    page = client.post("/lam-viec/tiep-nhan/", {"ma": at_hand.counter_code})
    card = "020190000001|123456789|Nông Thị Hòa|01021990|Nữ|Khối 9, phường Kỳ Lừa|01012022"
    sent = {**page.context["data"], "draft_seen": page.context["draft"].seen, "id_number": card, "then": "enter"}
    page = client.post(f"/lam-viec/tiep-nhan/{CODE}/", sent)
    assert page.status_code == 200
    assert page.context["data"]["filer_name"] == "Nông Thị Hòa"
    assert ("Họ và tên", "Nông Thị Hoa") in page.context["draft"].other
    assert not Dossier.objects.exists()


@pytest.mark.issue(16)
def test_who_is_known_is_reached_as_before_whatever_a_draft_that_was_brought_says(people, register, at_hand, client):
    register()
    client.force_login(people.counter)
    page = client.post("/lam-viec/tiep-nhan/", {"ma": at_hand.counter_code})
    assert page.context["data"]["email"] == "citizen@x.vn"
    sent = {**page.context["data"], "draft_seen": page.context["draft"].seen, "id_number": "020090000001"}
    page = client.post(f"/lam-viec/tiep-nhan/{CODE}/", {**sent, "then": "find"})
    assert (page.context["data"]["email"], page.context["data"]["phone"]) == ("hoa@x.vn", "0912345678")
    assert ("Email", "citizen@x.vn") in page.context["draft"].other


def test_a_code_that_ended_while_the_page_was_open_registers_nothing_without_the_draft(people, at_hand, client):
    client.force_login(people.counter)
    page = client.post("/lam-viec/tiep-nhan/", {"ma": at_hand.counter_code})
    sent = {**page.context["data"], "draft_seen": page.context["draft"].seen, "then": "accept"}
    Draft.objects.filter(pk=at_hand.pk).update(counter_code_until=timezone.now())
    for _press in range(2):
        page = client.post(f"/lam-viec/tiep-nhan/{CODE}/", sent)
        assert page.status_code == 422
        assert "hết hạn" in page.content.decode()
        assert f'name="draft_code" value="{at_hand.counter_code}"' in page.content.decode()
    assert not Dossier.objects.exists()
    client.get(f"/lam-viec/tiep-nhan/{CODE}/", {"draft_code": at_hand.counter_code})
    assert DataView.objects.count() == 1


def test_a_bad_code_is_refused_in_words_and_keeps_what_was_typed(people, client):
    client.force_login(people.counter)
    page = client.post("/lam-viec/tiep-nhan/", {"ma": "K7PX-XXXX"})
    assert page.status_code == 422
    assert "Không có bản nháp" in page.content.decode()
    assert 'value="K7PX-XXXX"' in page.content.decode()
    assert client.get("/lam-viec/tiep-nhan/ban-nhap/K7PXXXXX/tep/1/").status_code == 404
