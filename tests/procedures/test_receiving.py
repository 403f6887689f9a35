"""A keeper lets an imported procedure be received here, on screen and with a second person; then it really is."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from motcua.handling.rehearsing import rehearse
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import local
from motcua.organization.models import Post, Unit
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.operations.deciding import write_repeal
from motcua.procedures.operations.keeping import Decision, publish_draft, review, start_draft
from motcua.procedures.operations.receiving import Receiving, handling_agencies, save_receiving
from motcua.procedures.queries import mark_of, offered, version_in_force
from motcua.procedures.rules import Reception
from motcua.processes.models import ProcessDefinition
from motcua.processes.queries import unfit
from motcua.results.models import ResultTemplate
from motcua.results.queries import unasked
from motcua.ui.comparing import told
from tests.dossiers.conftest import people  # noqa: F401 - fixtures
from tests.procedures.test_keeping import keepers, stranger, typed_of  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.issue(18)]
CODE, HOME = "9.000001", "/lam-viec/danh-muc/9.000001/"
COMMITTEE = "COMMUNE/PEOPLES_COMMITTEE/"
TYPED = {"receiver_0": COMMITTEE, "unit_0": "tu-phap-ho-tich", "process_0": "commune-standard"}


@pytest.fixture
def imported(db):
    """As a national list brings it: nobody here receives it."""
    field = Procedure.objects.first().field
    procedure = Procedure.objects.create(code=CODE, name="Xác nhận việc thử", field=field, sort_key="xac nhan")
    version = ProcedureVersion.objects.create(
        procedure=procedure, valid_from=date(2026, 1, 1), origin="NATIONAL", levels=["COMMUNE"], status="PUBLISHED",
        result_name="Văn bản xác nhận",
    )  # fmt: skip
    for kind in ("COUNTER", "ONLINE"):
        version.channels.create(kind=kind, amount=3, unit="WORKING_DAY", fee_dong=0)
    version.components.create(key="don", name="Đơn đề nghị", originals=1, order=1)
    return version


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def draft(imported, keepers):  # noqa: F811
    return start_draft(imported, by=keepers[0], at=timezone.now())


def test_it_is_received_from_the_day_of_the_decision_and_goes_its_whole_road(draft, keepers, people):  # noqa: F811
    today = local(timezone.now()).date()
    one, other = map(client_of, keepers)
    address = f"{HOME}tiep-nhan/{draft.pk}/"
    assert address in one.get(HOME).content.decode()
    assert one.post(address, TYPED).status_code == 302
    assert one.post(f"{HOME}lam/duyet/", {"version": draft.pk}).status_code == 422, "not by who wrote it"
    assert other.post(f"{HOME}lam/duyet/", {"version": draft.pk}).status_code == 302
    assert CODE not in {found.code for found in offered(on=today)}
    decision = {"number": "7/QĐ-UBND", "decided_on": today.isoformat(), "valid_from": today.isoformat()}
    assert one.post(f"{HOME}lam/cong-bo/", {"version": draft.pk, **decision}).status_code == 302
    assert CODE in {found.code for found in offered(on=today, level="COMMUNE")}
    unit = Unit.objects.select_related("agency").get(agency__code="ttpvhcc-06187", code="mot-cua")
    played = rehearse(unit=unit, procedure_code=CODE, at=timezone.now())
    assert [step.said for step in played if not step.is_well] == []
    assert any("Tư pháp" in step.said for step in played), "the division that was chosen works on it"


def test_what_was_chosen_stands_there_again(draft, keepers):  # noqa: F811
    client, address = client_of(keepers[0]), f"{HOME}tiep-nhan/{draft.pk}/"
    both = {**TYPED, "receiver_1": "PROVINCE//so-tu-phap", "process_1": "department-standard"}
    client.post(address, {**both, "form_key": "don-de-nghi", "is_full_online": "yes"})
    draft.refresh_from_db()
    assert [one.process_key for one in draft.received] == ["commune-standard", "department-standard"]
    assert (draft.levels, draft.form_key, draft.is_full_online) == (["COMMUNE", "PROVINCE"], "don-de-nghi", True)
    page = client.get(address).content.decode()
    for value in (COMMITTEE, "tu-phap-ho-tich", "PROVINCE//so-tu-phap", "department-standard", "don-de-nghi"):
        assert f'<option value="{value}" selected>' in page
    client.post(address, {"form_key": ""})
    draft.refresh_from_db()
    assert (draft.process_key, draft.receptions, draft.form_key) == ("", [], "")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"process_0": ""}, "process_0"),
        ({"process_0": "khong-co"}, "process_0"),
        ({"unit_0": "khong-co"}, "receiver_0"),
        ({"receiver_0": "PROVINCE//khong-co"}, "receiver_0"),
        ({"receiver_0": "x"}, "receiver_0"),
        ({"receiver_1": COMMITTEE, "process_1": "commune-standard"}, "receiver_1"),
        ({"form_key": "khong-co"}, "form_key"),
        ({"result_key": "khong-co"}, "result_key"),
        ({"process_0": "department-standard"}, "process_0"),
        ({"receiver_0": "COMMUNE/POLICE/", "unit_0": ""}, "process_0"),
        ({"process_0": "commune-police"}, "process_0"),
        ({"form_key": "ho-kinh-doanh", "result_key": "giay-chung-nhan-ho-ngheo"}, "result_key"),
        ({"result_key": "giay-chung-nhan-ho-ngheo"}, "result_key"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_typed_stays(draft, keepers, change, field):  # noqa: F811
    answer = client_of(keepers[0]).post(f"{HOME}tiep-nhan/{draft.pk}/", {**TYPED, **change})
    assert answer.status_code == 422
    assert field in dict(answer.context["errors"])
    draft.refresh_from_db()
    assert draft.process_key == ""


def test_what_a_result_must_say_is_named_where_the_form_does_not_ask_it(draft, keepers):  # noqa: F811
    typed = {**TYPED, "form_key": "ho-kinh-doanh", "result_key": "giay-chung-nhan-ho-ngheo"}
    answer = client_of(keepers[0]).post(f"{HOME}tiep-nhan/{draft.pk}/", typed)
    template = ResultTemplate.objects.on(local(timezone.now()).date()).get(key="giay-chung-nhan-ho-ngheo").parsed
    said = dict(answer.context["errors"])["result_key"]
    assert any(fact.label in said for fact in template.facts if fact.is_required)
    assert (
        client_of(keepers[0]).post(f"{HOME}tiep-nhan/{draft.pk}/", {**typed, "form_key": "ho-ngheo"}).status_code == 302
    )


def test_all_that_is_received_fits_where_it_is_received():
    today = local(timezone.now()).date()
    versions = ProcedureVersion.objects.on(today).filter(status="PUBLISHED").exclude(process_key="")
    assert versions.count() > 50
    for version in versions.select_related("procedure"):
        named = {"form_key": version.form_key, "result_key": version.result_key}
        assert unasked(version.procedure.code, named=named, on=today) == ""
        for one in version.received:
            agencies = handling_agencies(one, on=today).values_list("pk", flat=True)
            assert unfit(one.process_key, agencies=agencies, on=today) == "", (version.procedure.code, one)


def test_online_to_the_end_wants_a_way_online(draft, keepers):  # noqa: F811
    draft.channels.filter(kind="ONLINE").delete()
    answer = client_of(keepers[0]).post(f"{HOME}tiep-nhan/{draft.pk}/", {**TYPED, "is_full_online": "yes"})
    assert "is_full_online" in dict(answer.context["errors"])


def test_a_review_of_other_words_is_void_and_nobody_else_writes(draft, keepers, stranger):  # noqa: F811
    now, one = timezone.now(), Reception("COMMUNE", "PEOPLES_COMMITTEE", process_key="commune-standard")
    review(draft, by=keepers[1], at=now)
    save_receiving(draft, receiving=Receiving([one]), by=keepers[1], at=now)
    draft.refresh_from_db()
    assert (draft.status, draft.author) == ("DRAFT", keepers[1])
    with pytest.raises(NotPermitted):
        save_receiving(draft, receiving=Receiving(), by=stranger, at=now)
    assert client_of(stranger).get(f"{HOME}tiep-nhan/{draft.pk}/").status_code in (302, 403, 404)


def test_it_is_not_published_by_a_process_that_ends_before(draft, keepers):  # noqa: F811
    now = timezone.now()
    today = local(now).date()
    one = Reception("COMMUNE", "PEOPLES_COMMITTEE", process_key="commune-standard")
    save_receiving(draft, receiving=Receiving([one]), by=keepers[0], at=now)
    review(draft, by=keepers[1], at=now)
    ProcessDefinition.objects.filter(key="commune-standard").update(valid_until=today + timedelta(days=1))
    with pytest.raises(Refused, match="không có hiệu lực"):
        publish_draft(draft, decision=Decision("7/QĐ", today, today + timedelta(days=2)), by=keepers[0], at=now)


@pytest.mark.parametrize("code", ["1.001193", "2.000635", "1.004873", "3.000489"])
def test_pressing_save_changes_nothing_of_what_packs_say(keepers, code):  # noqa: F811
    today = local(timezone.now()).date()
    before = version_in_force(code, on=today)
    draft = start_draft(before, by=keepers[0], at=timezone.now())
    client, address = client_of(keepers[0]), f"/lam-viec/danh-muc/{code}/tiep-nhan/{draft.pk}/"
    context = client.get(address).context
    typed = {one["name"]: one["value"] for row in context["rows"] for key, one in row.items() if key != "number"}
    assert client.post(address, {**typed, **{k: v for k, v in context["typed"].items() if v}}).status_code == 302
    draft.refresh_from_db()
    same = ("process_key", "form_key", "result_key", "levels", "is_full_online", "comes_in_person")
    assert [getattr(draft, name) for name in same] == [getattr(before, name) for name in same]
    assert draft.received == before.received


@pytest.mark.parametrize("odd", ["9" * 300, "<script>", "/", "//", "PROVINCE/DEPARTMENT/"])
def test_odd_values_break_nothing(draft, keepers, odd):  # noqa: F811
    client = client_of(keepers[0])
    names = ("receiver_0", "unit_0", "process_0", "form_key", "result_key", "is_full_online")
    assert client.post(f"{HOME}tiep-nhan/{draft.pk}/", dict.fromkeys(names, odd)).status_code == 422
    assert client.get(f"{HOME}tiep-nhan/999999/").status_code == 404


def test_who_wrote_anything_in_a_draft_does_not_review_it(draft, keepers):  # noqa: F811
    now, one = timezone.now(), Reception("COMMUNE", "PEOPLES_COMMITTEE", process_key="commune-standard")
    save_receiving(draft, receiving=Receiving([one]), by=keepers[1], at=now)
    for keeper in keepers:
        with pytest.raises(Refused, match="không tự duyệt"):
            review(draft, by=keeper, at=now)


def test_what_was_changed_since_it_was_looked_at_is_neither_reviewed_nor_overwritten(draft, keepers):  # noqa: F811
    one, other = map(client_of, keepers)
    page = one.get(f"{HOME}tiep-nhan/{draft.pk}/")
    looked_at = other.get(HOME).content.decode()
    assert mark_of(draft) in looked_at
    draft.channels.update(fee_dong=99_000_000)
    stale = one.post(f"{HOME}tiep-nhan/{draft.pk}/", {**TYPED, "seen": page.context["seen"]})
    assert stale.status_code == 422
    assert "sửa. Xem lại" in stale.content.decode()
    assert f'value="{COMMITTEE}" selected' in stale.content.decode()
    assert one.post(f"{HOME}tiep-nhan/{draft.pk}/", {**TYPED, "seen": stale.context["seen"]}).status_code == 302
    sent = {"version": draft.pk, "seen": re.search(r'name="seen" value="(\w+)"', looked_at)[1]}
    assert other.post(f"{HOME}lam/duyet/", sent).status_code == 422
    draft.refresh_from_db()
    assert draft.status == "DRAFT"


def test_what_was_published_here_is_not_rewritten_by_a_list(draft, keepers):  # noqa: F811
    ProcedureVersion.objects.filter(pk=draft.pk).update(origin="NATIONAL")
    now = timezone.now()
    today = local(now).date()
    fresh = ProcedureVersion.objects.get(pk=draft.pk)
    review(fresh, by=keepers[1], at=now)
    publish_draft(fresh, decision=Decision("7/QĐ", today, today), by=keepers[0], at=now)
    fresh.refresh_from_db()
    assert (fresh.origin, fresh.status) == ("EDITED", "PUBLISHED")


def test_a_draft_of_a_list_that_somebody_wrote_in_is_nobodys_to_rewrite(draft, keepers):  # noqa: F811
    ProcedureVersion.objects.filter(pk=draft.pk).update(origin="NATIONAL")
    save_receiving(ProcedureVersion.objects.get(pk=draft.pk), receiving=Receiving(), by=keepers[0], at=timezone.now())
    draft.refresh_from_db()
    assert draft.origin == "EDITED"


def test_what_was_imported_today_is_published_today(imported, keepers):  # noqa: F811
    now = timezone.now()
    today = local(now).date()
    ProcedureVersion.objects.filter(pk=imported.pk).update(valid_from=today)
    draft = start_draft(imported, by=keepers[0], at=now)
    review(draft, by=keepers[1], at=now)
    publish_draft(draft, decision=Decision("7/QĐ", today, today), by=keepers[0], at=now)
    assert version_in_force(CODE, on=today).pk == draft.pk


@pytest.mark.parametrize("days", [1, 30_000])
def test_a_decision_is_signed_and_takes_effect_in_this_life(draft, keepers, days):  # noqa: F811
    now = timezone.now()
    today = local(now).date()
    review(draft, by=keepers[1], at=now)
    later = today + timedelta(days=days)
    decision = Decision("7/QĐ", later if days == 1 else today, later)
    with pytest.raises(Refused) as refused:
        publish_draft(draft, decision=decision, by=keepers[0], at=now)
    assert refused.value.errors


def test_a_procedure_is_not_ended_behind_its_dossiers(imported, keepers):  # noqa: F811
    now = timezone.now()
    yesterday = local(now).date() - timedelta(days=1)
    with pytest.raises(Refused, match="đã qua"):
        write_repeal(imported.procedure, decision=Decision("7/QĐ", yesterday, yesterday), by=keepers[0], at=now)


def test_a_process_that_nobody_there_can_do_is_refused(draft, keepers):  # noqa: F811
    leaders = Post.objects.filter(unit__agency__kind="PEOPLES_COMMITTEE", unit__agency__level="COMMUNE")
    leaders.filter(unit__kind="LEADERSHIP").update(duties=["PROCESS"])
    answer = client_of(keepers[0]).post(f"{HOME}tiep-nhan/{draft.pk}/", TYPED)
    assert "không có vị trí làm bước" in dict(answer.context["errors"])["process_0"]


def test_a_comparison_tells_who_receives_how(draft, keepers):  # noqa: F811
    today = local(timezone.now()).date()
    one = Reception("COMMUNE", "PEOPLES_COMMITTEE", unit_code="kinh-te", process_key="commune-standard")
    facts = Receiving([one], form_key="don-de-nghi", is_full_online=True, comes_in_person=True)
    save_receiving(draft, receiving=facts, by=keepers[0], at=timezone.now())
    draft.refresh_from_db()
    said = " ".join(line for _title, lines in told(draft, on=today) for line in lines)
    for words in ("kinh-te", "Quy trình chung tại cấp xã", "Tờ khai điện tử:", "toàn trình", "có mặt để ký"):
        assert words in said


@pytest.mark.parametrize(
    ("field", "odd"),
    [("channel_0_amount", "99999999999"), ("component_0_copies", "x"), ("component_0_when", "bla bla")],
)
def test_what_cannot_be_read_in_a_draft_is_said(draft, keepers, field, odd):  # noqa: F811
    client, address = client_of(keepers[0]), f"{HOME}sua/{draft.pk}/"
    answer = client.post(address, {**typed_of(client, address), field: odd})
    assert answer.status_code == 422
    assert odd in answer.content.decode()


def test_an_own_fee_is_typed_as_people_write_it(imported, keepers):  # noqa: F811
    today = local(timezone.now()).date().isoformat()
    sent = {"aspect": "FEE", "fee_dong": "150.000", "number": "7/QĐ", "decided_on": today, "valid_from": today}
    client = client_of(keepers[0])
    assert client.post(f"{HOME}lam/gia-tri-tinh/", sent).status_code == 302
    assert imported.procedure.decisions.get().fee_dong == 150_000
    assert client.post(f"{HOME}lam/gia-tri-tinh/", {**sent, "fee_dong": "nhiều"}).status_code == 422


def test_what_is_filed_online_alone_is_not_begun_at_a_counter(people):  # noqa: F811
    answer = client_of(people.counter).get("/lam-viec/tiep-nhan/1.010041/", follow=True)
    assert answer.redirect_chain[-1][0] == "/thu-tuc/1.010041/"
    assert "chỉ nộp trực tuyến" in answer.content.decode()
