"""Time and fee as they are for a case, at an agency, on a day: what a receipt may promise."""

from datetime import UTC, date, datetime

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake
from motcua.dossiers.operations.filing import Filing, PartyFacts, Returning, register_at_counter
from motcua.dossiers.rules import Channel, ReturnMethod, Role
from motcua.kernel.text import local
from motcua.procedures.loading import ProcedureItem
from motcua.procedures.models import Procedure
from motcua.procedures.operations.keeping import Decision, OwnValue, save_draft, set_override, start_draft
from motcua.procedures.queries import reception_of, terms_of, version_in_force
from motcua.procedures.rules import Aspect
from motcua.ui.answers import answer_to
from motcua.workspace.catalogue_forms import DraftForm
from tests.dossiers.conftest import PLACE, at, people  # noqa: F401 - a fixture
from tests.procedures.test_cases import ITEMS
from tests.procedures.test_keeping import keepers  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.issue(2)]

ON = date(2026, 3, 2)
AT = datetime(2026, 1, 5, 2, tzinfo=UTC)


def accepted(people, code, *, when=None, **answers):  # noqa: F811
    """A dossier of a case, registered and accepted at the counter of phường Kỳ Lừa."""
    filing = Filing(
        version=version_in_force(code, on=(when or at(2)).date()),
        place_code=PLACE,
        channel=Channel.COUNTER,
        parties=[PartyFacts(role, "Nông Thị Hoa") for role in Role],
        returning=Returning(ReturnMethod.COUNTER),
        case_answers=answers,
    )
    unit = people.counter.holdings.get().post.unit
    key = f"00000000-0000-4000-8000-{Dossier.objects.count():012}"
    made = register_at_counter(filing=filing, unit=unit, submission_key=key, by=people.counter, at=when or at(2))
    return intake.accept(made, by=people.counter, at=when or at(2))


@pytest.mark.parametrize(
    ("code", "answers", "due"),
    [
        ("2.000575", {"viec": "cap-lai"}, date(2026, 3, 3)),
        ("2.000575", {"viec": "cap-doi"}, date(2026, 3, 5)),
        ("2.000575", {}, date(2026, 3, 3)),
        ("1.013274", {"viec": "dam-tang"}, date(2026, 3, 3)),
        ("1.013274", {"viec": "khac"}, date(2026, 3, 9)),
    ],
)
def test_a_case_with_a_time_of_its_own_has_it(people, code, answers, due):  # noqa: F811
    assert local(accepted(people, code, **answers).due_at).date() == due


def test_the_page_shows_the_time_of_every_case(client):
    page = client.get("/thu-tuc/1.013274/").content.decode()
    assert "5 ngày làm việc" in page
    assert "Đám tang." in page
    mine = client.get("/thu-tuc/1.013274/?viec=dam-tang").content.decode()
    assert "Đám tang." in mine
    assert "5 ngày làm việc" not in mine
    other = client.get("/thu-tuc/1.013274/?viec=khac").content.decode()
    assert "5 ngày làm việc" in other
    assert "Đám tang." not in other


def test_an_answer_in_the_search_box_says_which_case_has_which_time():
    [times] = answer_to("cấp phép vỉa hè bao lâu", version_in_force("1.013274", on=ON), on=ON)
    assert [line.partition(": ")[2] for line in times.lines] == ["5 ngày làm việc", "1 ngày (Đám tang.)"]
    assert all("Trực tuyến, " in line for line in times.lines)
    [fees] = answer_to("cấp phép vỉa hè phí bao nhiêu", version_in_force("1.013274", on=ON), on=ON)
    assert fees.lines == ["Chưa rõ (Chưa có thông tin về phí, lệ phí.)"]


def own(aspect, *, since, channel="", **value):
    return OwnValue(aspect, Decision("1/QĐ-UBND", since, since), channel=channel, **value)


def test_what_the_province_fixed_is_what_a_receipt_promises(people, keepers):  # noqa: F811
    """Its own time and fee stand from their day on, one for this very channel before one for all."""
    procedure, keeper = Procedure.objects.get(code="1.004873"), keepers[0]
    for value in (
        own(Aspect.TIME, since=date(2026, 3, 3), amount=2, unit="WORKING_DAY"),
        own(Aspect.FEE, since=date(2026, 3, 3), fee_dong=12_000),
        own(Aspect.FEE, since=date(2026, 3, 3), channel="ONLINE", fee_dong=6_000),
    ):
        set_override(procedure, value=value, by=keeper, at=AT)
    before, after = accepted(people, "1.004873", when=at(2)), accepted(people, "1.004873", when=at(3))
    assert (before.duration_amount, before.fee_dong) == (3, None)
    assert (after.duration_amount, after.duration_unit, after.fee_dong) == (2, "WORKING_DAY", 12_000)
    assert local(after.due_at).date() == date(2026, 3, 5)
    version, reception = after.version, reception_of(after.version, after.handling_agency)
    assert terms_of(version, "ONLINE", reception, on=date(2026, 3, 3)).fee.dong == 6_000
    version.refresh_from_db()
    assert version.channels.get(kind="ONLINE").amount == 3, "the national value stays what it is"


def test_a_draft_keeps_the_time_of_a_case(keepers):  # noqa: F811
    draft = start_draft(version_in_force("2.000575", on=ON), by=keepers[0], at=AT)
    before = list(draft.channels.order_by("pk").values("kind", "variant", "amount", "when"))
    assert any(one["when"] for one in before)
    content = DraftForm(draft).content()
    save_draft(draft, content=content, by=keepers[0], at=AT)
    assert list(draft.channels.order_by("pk").values("kind", "variant", "amount", "when")) == before
    wrong = [dict(one) for one in content.channels]
    wrong[-1]["when"] = {"viec": ["khong-co"]}
    with pytest.raises(Exception, match="chưa lưu"):
        save_draft(draft, content=DraftForm(draft).content().__class__(
            content.facts, wrong, content.components, content.questions, content.legal_bases
        ), by=keepers[0], at=AT)  # fmt: skip


@pytest.mark.parametrize(
    ("channels", "why"),
    [
        ([{"kind": "ONLINE", "when": {"q": ["a"]}}], "when"),
        ([{"kind": "ONLINE"}, {"kind": "ONLINE"}], "when"),
        ([{"kind": "ONLINE"}, {"kind": "ONLINE", "when": {"q": ["c"]}}], "không tồn tại"),
        ([{"kind": "ONLINE"}, {"kind": "ONLINE", "when": {"q": ["a"]}, "fee_dong": 5000}], "mức phí"),
    ],
)
def test_a_pack_says_which_cases_a_time_is_for(channels, why):
    facts = {
        "code": "9.999999", "name": "Thử", "field": "Thử", "valid_from": ON, "levels": ["COMMUNE"],
        "audiences": ["CITIZEN"], "is_full_online": True, "process_key": "commune-standard", "result_name": "Giấy",
        "questions": [{"key": "q", "text": "?", "options": [{"value": v, "label": v} for v in ("a", "b")]}],
    }  # fmt: skip
    with pytest.raises(ValueError, match=why):
        ProcedureItem(**facts, channels=channels)


BY_CODE = {item.code: item for item in ITEMS}


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("2.000720", {(3, "WORKING_DAY")}),
        ("1.001266", {(5, "WORKING_DAY")}),
        ("1.001570", {(1, "WORKING_DAY")}),
        ("1.001612", {(3, "WORKING_DAY")}),
        # The source gives a bare «1» and steps that take longer: nothing that could be promised.
        ("2.002165", {(None, "")}),
        ("1.011606", {(None, "")}),
    ],
)
def test_times_are_those_that_the_steps_of_the_source_state(code, times):
    assert {(one.amount, one.unit) for one in BY_CODE[code].channels} == times
    assert not any(one.is_unit_assumed for one in BY_CODE[code].channels)


def test_procedures_of_businesses_are_found_by_businesses():
    """Who may file is part of a procedure (NĐ 63/2010 Đ8): the source names them for these."""
    for code in ("1.012783", "1.013229", "2.001035", "1.013274", "1.004194", "2.002165"):
        assert set(BY_CODE[code].audiences) == {"CITIZEN", "BUSINESS"}, code
    assert BY_CODE["1.013061"].audiences == ["BUSINESS"]
