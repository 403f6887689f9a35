"""Time and fee as they are for a case, at an agency, on a day: what a receipt may promise."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import intake
from motcua.dossiers.operations.filing import Filing, PartyFacts, Returning, register_at_counter
from motcua.dossiers.rules import Channel, ReturnMethod, Role
from motcua.kernel.text import local
from motcua.procedures.loading import ProcedureItem, ways_of
from motcua.procedures.models import Procedure
from motcua.procedures.operations.deciding import confirm, write_own_value
from motcua.procedures.operations.keeping import Decision, OwnValue, save_draft, start_draft
from motcua.procedures.queries import reception_of, terms_of, version_in_force
from motcua.procedures.rules import Aspect
from motcua.procedures.rules.terms import way_for
from motcua.ui.answers import answer_to
from motcua.workspace.catalogue_forms import DraftForm
from tests.dossiers.conftest import PLACE, at, people, usual_case  # noqa: F401 - a fixture
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
        case_answers={**usual_case(code), **answers},
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
    assert "3 ngày làm việc" in page
    assert "<small>Đám tang</small>" in page
    mine = client.get("/thu-tuc/1.013274/?viec=dam-tang").content.decode()
    assert "<small>Đám tang</small>" in mine
    assert "3 ngày làm việc" not in mine
    other = client.get("/thu-tuc/1.013274/?viec=khac").content.decode()
    assert "3 ngày làm việc" in other
    assert "<small>Đám tang</small>" not in other


def test_an_answer_in_the_search_box_says_which_case_has_which_time():
    [times] = answer_to("cấp phép vỉa hè bao lâu", version_in_force("1.013274", on=ON), on=ON)
    assert times.lines == ["5 ngày làm việc", "1 ngày (Đám tang)"]
    [fees] = answer_to("cấp phép vỉa hè phí bao nhiêu", version_in_force("1.013274", on=ON), on=ON)
    [line] = fees.lines
    assert line.startswith("Do Hội đồng nhân dân tỉnh quy định (Phí sử dụng tạm thời")


def own(aspect, *, since, channel="", **value):
    return OwnValue(aspect, Decision("1/QĐ-UBND", min(since, AT.date()), since), channel=channel, **value)


def test_what_the_province_fixed_is_what_a_receipt_promises(people, keepers):  # noqa: F811
    """Its own time and fee stand from their day on, one for this very channel before one for all."""
    procedure = Procedure.objects.get(code="1.004873")
    for value in (
        own(Aspect.TIME, since=date(2026, 3, 3), amount=2, unit="WORKING_DAY"),
        own(Aspect.FEE, since=date(2026, 3, 3), fee_dong=12_000),
        own(Aspect.FEE, since=date(2026, 3, 3), channel="ONLINE", fee_dong=6_000),
    ):
        written = write_own_value(procedure, value=value, by=keepers[0], at=at(1))
        confirm(written, by=keepers[1], at=at(1))
    before, after = accepted(people, "1.004873", when=at(2)), accepted(people, "1.004873", when=at(3))
    assert (before.duration_amount, before.fee_dong) == (3, None)
    assert (after.duration_amount, after.duration_unit, after.fee_dong) == (2, "WORKING_DAY", 12_000)
    assert local(after.due_at).date() == date(2026, 3, 5)
    version, reception = after.version, reception_of(after.version, after.handling_agency)
    assert terms_of(version, "ONLINE", reception, on=date(2026, 3, 3)).fee.dong == 6_000
    version.refresh_from_db()
    assert version.channels.get(kind="ONLINE").amount == 3, "the national value stays what it is"


def test_a_draft_keeps_the_time_of_a_case(keepers):  # noqa: F811
    version = version_in_force("2.000575", on=ON)
    fee = {"fee_dong": 5000, "fee_per": "bản", "fee_basis": "Điều 4 Thông tư số 1/2020/TT-BTC"}
    version.channels.filter(kind="POST").update(**fee, is_fee_of_province=True)
    draft = start_draft(version, by=keepers[0], at=AT)
    names = ("kind", "variant", "amount", "when", "fee_dong", "fee_per", "fee_basis", "is_fee_of_province")
    before = list(draft.channels.order_by("pk").values(*names))
    assert any(one["when"] for one in before)
    content = DraftForm(draft).content()
    save_draft(draft, content=content, by=keepers[0], at=AT)
    assert list(draft.channels.order_by("pk").values(*names)) == before
    wrong = [dict(one) for one in content.channels]
    wrong[-1]["when"] = {"viec": ["khong-co"]}
    with pytest.raises(Exception, match="chưa lưu"):
        save_draft(draft, content=DraftForm(draft).content().__class__(
            content.facts, wrong, content.components, content.questions, content.legal_bases
        ), by=keepers[0], at=AT)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"channels": [{"kind": "ONLINE", "when": {"q": ["a"]}}]}, "when"),
        ({"channels": [{"kind": "ONLINE"}, {"kind": "ONLINE"}]}, "when"),
        ({"channels": [{"kind": "ONLINE"}, {"kind": "ONLINE", "when": {"q": ["c"]}}]}, "không tồn tại"),
        ({"fees": [{"dong": 5000, "when": {"q": ["c"]}}]}, "không tồn tại"),
        ({"fees": [{"dong": 5000, "channels": ["POST"]}]}, "không có cách nộp POST"),
        ({"fees": [{"dong": 700}]}, "đơn vị tính"),
        ({"fees": [{"dong": 5000, "is_of_province": True}]}, "mức đã biết"),
        ({"fees": [{"dong": 0, "basis": "Điều 11 Luật số 60/2014/QH13"}]}, "legal_bases"),
        ({"fees": [{"dong": 0, "basis": "luật hộ tịch"}]}, "legal_bases"),
        ({"reductions": [{"basis": "Điều 5 Thông tư số 1/2020/TT-BTC"}]}, "dong"),
        ({"reductions": [{"basis": "Điều 5 Thông tư số 1/2020/TT-BTC", "dong": 0, "percent": 50}]}, "dong"),
    ],
)
def test_a_pack_says_which_cases_a_time_or_fee_is_for_and_on_what_it_rests(facts, why):
    with pytest.raises(ValueError, match=why):
        item(**facts)


def item(**facts):
    return ProcedureItem(**{
        "code": "9.999999", "name": "Thử", "field": "Thử", "valid_from": ON, "levels": ["COMMUNE"],
        "audiences": ["CITIZEN"], "is_full_online": True, "process_key": "commune-standard", "result_name": "Giấy",
        "questions": [{"key": q, "text": "?", "options": [{"value": v, "label": v} for v in ("a", "b")]} for q in "qr"],
        "channels": [{"kind": "ONLINE"}], "legal_bases": [{"number": "1/2020/TT-BTC"}],
    } | facts)  # fmt: skip


def test_times_and_fees_of_cases_become_ways_of_which_the_first_that_fits_stands():
    wanted = item(
        channels=[
            {"kind": "ONLINE", "amount": 3, "unit": "DAY"},
            {"kind": "POST", "amount": 9, "unit": "DAY"},
            {"kind": "ONLINE", "amount": 1, "unit": "DAY", "when": {"q": ["a"]}},
        ],
        fees=[
            {"dong": 20_000},
            {"dong": 0, "when": {"r": ["a"]}},
            {"dong": 10_000, "channels": ["ONLINE"], "per": "bản", "basis": "Điều 4 Thông tư số 1/2020/TT-BTC"},
        ],
    )
    ways = {kind: [SimpleNamespace(**row) for row in ways_of(wanted, kind)] for kind in ("ONLINE", "POST")}
    assert [(way.variant, way.when) for way in ways["ONLINE"]] == [
        (0, {}), (1, {"q": ["a"], "r": ["a"]}), (2, {"q": ["a"]}), (3, {"r": ["a"]}),
    ]  # fmt: skip
    for case, days, dong, per in (
        ({}, 3, 10_000, "bản"), ({"r": "b"}, 3, 10_000, "bản"), ({"r": "a"}, 3, 0, ""), ({"q": "a"}, 1, 10_000, "bản"),
        ({"q": "a", "r": "a"}, 1, 0, ""),
    ):  # fmt: skip
        way = way_for(ways["ONLINE"], case)
        assert (way.amount, way.fee_dong, way.fee_per) == (days, dong, per), case
    assert way_for(ways["POST"], {}).fee_dong == 20_000
    assert way_for(ways["POST"], {"q": "a", "r": "a"}).fee_dong == 0


def test_cases_that_exclude_each_other_are_no_way_together():
    wanted = item(
        channels=[{"kind": "ONLINE"}, {"kind": "ONLINE", "when": {"q": ["a"]}}],
        fees=[{"dong": 5000, "when": {"q": ["b"]}}, {"is_of_province": True}],
    )
    rows = list(ways_of(wanted, "ONLINE"))
    assert [(row["when"], row["fee_dong"]) for row in rows] == [({}, None), ({"q": ["a"]}, None), ({"q": ["b"]}, 5000)]
    assert [row["is_fee_of_province"] for row in rows] == [True, True, False]


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
