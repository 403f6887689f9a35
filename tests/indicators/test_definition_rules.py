"""Definitions that do not agree are told; points are sums of what is measured; the national sets add up."""

from datetime import date, timedelta
from fractions import Fraction
from json import dumps, loads
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from motcua.indicators.rules.agreement import disagreements
from motcua.indicators.rules.checking import facts_in
from motcua.indicators.rules.definitions import Certainty, Found, Indicator, IndicatorSet, Rule, Subject
from motcua.indicators.rules.evaluation import sample
from motcua.indicators.rules.explaining import Speech, points_in_words
from motcua.indicators.rules.scoring import State, points_of, score
from motcua.indicators.rules.vocabulary import FACTS, KEPT, WANTED
from motcua.kernel.packs import Pack
from tests.indicators.formulas import NUMBERS, facts

NATIONAL = Path(__file__).parents[2] / "packs" / "vietnam"
ON = date(2026, 11, 1)
SOURCE = {"document": "766/QĐ-TTg", "certainty": "OWN"}


@pytest.fixture(scope="module")
def sets():
    items, findings = Pack(NATIONAL).items("indicators", IndicatorSet)
    assert findings == []
    return {item.value.code: item.value for item in items}


def an_indicator(**facts_):
    return {
        "code": "a", "name": "Một", "name_en": "One", "formula": "share(resolved_early, resolved)", "unit": "SHARE",
        "weight": "10", "scoring": "PROPORTIONAL", "source": SOURCE,
    } | facts_  # fmt: skip


def a_set(*indicators, **facts_):
    return {
        "code": "s", "name": "Bộ", "name_en": "Set", "subjects": ["AGENCY"], "period": "MONTH",
        "valid_from": "2025-01-01", "total": 10, "source": SOURCE,
        "groups": [{"code": "g", "name": "Nhóm", "name_en": "Group", "total": 10,
                    "indicators": list(indicators) or [an_indicator()]}],
    } | facts_  # fmt: skip


def wrong(*written):
    return [(mistake.place, ".".join(map(str, mistake.path)), mistake.message)
            for mistake in disagreements([IndicatorSet.model_validate(one) for one in written])]  # fmt: skip


# What one definition may not say.


@pytest.mark.parametrize(
    ("facts_", "says"),
    [
        ({"formula": "resolved / 0"}, "Chia cho 0"),
        ({"formula": "resolved / nobody"}, "nobody"),
        ({"formula": "resolved +"}, "ký tự 11"),
        ({"formula": None}, "RULE_NOT_FOUND"),
        ({"state": "RULE_NOT_FOUND"}, "Chưa tìm được"),
        ({"weight": 0}, "điểm tối đa"),
        ({"weight": "-1"}, "số không âm"),
        ({"weight": "1e3"}, "số không âm"),
        ({"weight": True}, "số không âm"),
        ({"scoring": "NONE"}, "điểm tối đa"),
        ({"scoring": "STEPS"}, "STEPS"),
        ({"steps": [{"at_least": 0, "points": 1}]}, "STEPS"),
        ({"direction": "LOWER"}, "càng cao càng tốt"),
        ({"target": 0}, "Mục tiêu bằng 0"),
        ({"no_cases": "FULL"}, "cases"),
        ({"scoring": "STEPS", "steps": [{"at_least": 1, "points": 1}, {"at_least": 1, "points": 2}]}, "tăng dần"),
        ({"scoring": "STEPS", "steps": [{"at_least": 1, "points": 2}, {"at_least": 2, "points": 1}]}, "ngược chiều"),
        ({"scoring": "STEPS", "steps": [{"at_least": 1, "points": 11}]}, "lớn hơn điểm tối đa"),
        ({"code": "A b"}, "pattern"),
        ({"colour": "x"}, "Extra inputs"),
    ],
)
def test_a_definition_that_cannot_be_meant_is_refused(facts_, says):
    with pytest.raises(ValidationError, match=says):
        Indicator.model_validate(an_indicator(**facts_))


def test_a_good_definition_is_read_and_its_row_gives_the_same_back(sets):
    assert Indicator.model_validate(an_indicator()).weight == 10
    for one in sets.values():
        assert IndicatorSet.model_validate(loads(dumps(one.as_data()))) == one


# What several may not say together.


def test_weights_make_the_total_on_each_day():
    assert wrong(a_set()) == []
    ((_, where, what),) = wrong(a_set(an_indicator(weight=9)))
    assert where == "groups.0.total"
    assert "cộng lại là 9, tổng ghi là 10" in what
    ((_, where, _what),) = wrong(a_set(total=11))
    assert where == "total"
    # One takes the other's place in the middle of the year, with another weight.
    first, then = an_indicator(valid_until="2025-07-01"), an_indicator(valid_from="2025-07-01")
    assert wrong(a_set(first, then)) == []
    ((_, _where, what),) = wrong(a_set(first, then | {"weight": 8}))
    assert what.startswith("01/07/2025")
    ((_, where, _what),) = wrong(a_set(total=None))
    assert where == "code"


def test_one_code_holds_once_at_a_time():
    first, then = (
        an_indicator(valid_until="2025-08-01"),
        an_indicator(valid_from="2025-07-01", weight=0, scoring="NONE"),
    )
    assert ("groups.0.indicators.1.code", "Chỉ số «a» đã có hiệu lực trong thời gian này.") in [
        (where, what) for _place, where, what in wrong(a_set(first, then))
    ]
    other = a_set(an_indicator(code="b"))
    assert [(place, where) for place, where, _what in wrong(a_set(), other)] == [(1, "valid_from")]
    assert wrong(a_set(valid_until="2025-07-01"), a_set(valid_from="2025-07-01")) == []
    assert [where for _place, where, _what in wrong(a_set(), a_set(code="t"))] == ["groups.0.indicators.0.code"]


def test_spans_end_after_they_begin_and_lie_within_the_set():
    assert "valid_until" in [where for _, where, _ in wrong(a_set(valid_until="2025-01-01"))]
    found = wrong(a_set(an_indicator(), an_indicator(code="b", valid_from="2024-01-01", weight=0, scoring="NONE")))
    assert [where for _, where, _ in found] == ["groups.0.indicators.1.valid_from"]


first_days = st.integers(0, 6)
last_days = st.none() | st.integers(1, 8)


def span(since, until):
    """From so many days after the first of the year until so many after it."""
    begins = date(2025, 1, 1)
    return {
        "valid_from": str(begins + timedelta(since)),
        "valid_until": None if until is None else str(begins + timedelta(until)),
    }


def days(since, until):
    return set(range(since, 12 if until is None else until))


@given(first_days, last_days, first_days, last_days)
def test_spans_meet_exactly_where_a_day_is_in_both(since, until, other_since, other_until):
    one, other = days(since, until), days(other_since, other_until)
    said = [what for _, _, what in wrong(a_set(**span(since, until)), a_set(**span(other_since, other_until)))]
    if one and other:
        assert any("Bộ chỉ số «s» đã có hiệu lực" in what for what in said) == bool(one & other)
    assert any("hết hiệu lực phải sau" in what for what in said) == (not one or not other)
    inner = a_set(
        an_indicator(weight=0, scoring="NONE", **span(since, until)), **span(other_since, other_until), total=0
    )
    inner["groups"][0]["total"] = 0
    # Without a last day of its own it ends with its set.
    inside = days(since, other_until if until is None else until)
    if inside and other:
        outside = any("ngoài thời gian của bộ" in what for _, _, what in wrong(inner))
        assert outside == (not inside <= other)


@given(first_days, last_days, first_days, last_days, first_days, last_days)
def test_others_are_there_exactly_when_their_spans_together_hold_each_day(a, b, c, d, e, f):
    one, first, then = days(a, b), days(c, d), days(e, f)
    if not one or not first or not then:
        return
    nothing = {"weight": 0, "scoring": "NONE"}
    written = a_set(
        an_indicator(formula="@b", **nothing, **span(a, b)),
        an_indicator(code="b", **nothing, **span(c, d)), an_indicator(code="b", **nothing, **span(e, f)), total=0,
    )  # fmt: skip
    written["groups"][0]["total"] = 0
    assert any("suốt thời gian" in what for _, _, what in wrong(written)) == (not one <= first | then)


@pytest.mark.parametrize(
    ("grades", "says"),
    [
        ([(50, "Tốt")], "bắt đầu từ 0"),
        ([(0, "Yếu"), (50, "Tốt")], "từ cao xuống thấp"),
        ([(50, "Tốt"), (50, "Khá"), (0, "Yếu")], "từ cao xuống thấp"),
        ([(0, "")], "phải có tên"),
    ],
)
def test_classes_go_down_to_nothing_and_have_names(grades, says):
    written = [{"at_least": at_least, "name": name, "name_en": name} for at_least, name in grades]
    with pytest.raises(ValidationError, match=says):
        IndicatorSet.model_validate(a_set(grades=written))


@pytest.mark.parametrize("way", [["a"], ["a", "b"], ["a", "b", "c", "d"]])
def test_what_is_computed_from_itself_is_told_with_the_way(way):
    indicators = [
        an_indicator(code=code, formula=f"1 + @{other}", weight=0, scoring="NONE")
        for code, other in zip(way, [*way[1:], way[0]], strict=True)
    ]
    found = wrong(a_set(*indicators, an_indicator(code="z", formula="@a")))
    assert [(where, what) for _, where, what in found] == [
        ("groups.0.indicators.0.formula", f"Chỉ số tự tính qua chính nó: {' → '.join([*way, way[0]])}.")
    ]


def test_other_indicators_exist_for_as_long():
    assert [what for _, _, what in wrong(a_set(an_indicator(formula="@b")))] == ["Không có chỉ số «@b»."]
    other = an_indicator(code="b", valid_until="2025-06-01", weight=0, scoring="NONE")
    assert ["suốt thời gian" in what for _, _, what in wrong(a_set(an_indicator(formula="@b"), other))] == [True]
    after = other | {"valid_from": "2025-06-01", "valid_until": None}
    assert wrong(a_set(an_indicator(formula="@b"), other, after)) == []


# Points.


@given(st.fractions(0, 2), st.fractions(0, 2), st.sampled_from(["PROPORTIONAL", "VALUE", "STEPS"]), st.integers(1, 20))
def test_more_is_never_worth_less_and_never_more_than_the_weight(one, other, scoring, weight):
    steps = [{"at_least": "50%", "points": "0.5"}, {"at_least": 1, "points": 1}] if scoring == "STEPS" else []
    indicator = Indicator.model_validate(an_indicator(weight=weight, scoring=scoring, steps=steps, target="80%"))
    low, high = points_of(indicator, min(one, other)), points_of(indicator, max(one, other))
    assert 0 <= low <= high <= weight


def test_points_by_hand():
    eighty = Indicator.model_validate(an_indicator(weight=2, target="80%"))
    assert [points_of(eighty, Fraction(share, 100)) for share in (0, 40, 80, 100)] == [0, 1, 2, 2]
    stepped = Indicator.model_validate(
        an_indicator(weight=2, scoring="STEPS", steps=[{"at_least": "90%", "points": 1}, {"at_least": 1, "points": 2}])
    )
    assert [points_of(stepped, Fraction(share, 100)) for share in (89, 90, 99, 100)] == [0, 1, 1, 2]


@given(facts, st.data())
def test_points_of_a_set_are_those_of_its_measured_parts(given_facts, data):
    items, _findings = Pack(NATIONAL).items("indicators", IndicatorSet)
    one = data.draw(st.sampled_from([item.value for item in items if item.value.total]))
    whole = score(one, given_facts, on=ON, subject=one.subjects[0])
    total = whole.sum
    assert 0 <= total.points <= total.measured <= total.total == one.total
    assert total.points <= total.at_most <= total.total
    measured = [part for part in whole.parts if isinstance(part.points, Fraction)]
    assert total.points == sum(part.points for part in measured)
    assert total.measured == sum(part.indicator.weight for part in measured)
    assert total.is_whole == (len(measured) == len(whole.parts))


# The national sets.


def test_the_national_sets_agree_and_say_how_sure_they_are(sets):
    assert disagreements(list(sets.values())) == []
    assert {code: one.total for code, one in sets.items()} == {
        "qd766": 100, "tt01": 18, "tt01_can_bo": 10, "nd224": None, "chung_minh": None,
    }  # fmt: skip
    assert [group.total for group in sets["qd766"].groups] == [18, 20, 12, 10, 22, 18]
    assert [[one.weight for one in group.indicators] for group in sets["qd766"].groups] == [
        [6, 4, 2, 6], [20], [2, 4, 6], [6, 2, 2], [6, 4, 2, 2, 4, 2, 2], [6, 6, 6],
    ]  # fmt: skip
    # The decision was not read: nothing in its set may say so.
    assert {one.source.certainty for one in sets["qd766"].holding(ON)} <= {Certainty.SECONDARY, Certainty.INFERRED}
    not_found = {one.code for found in sets.values() for one in found.holding(ON) if one.state == Found.RULE_NOT_FOUND}
    assert not_found == {
        "qd766.chung_thuc_dien_tu", "qd766.kho_du_lieu", "qd766.du_lieu_dan_cu", "qd766.thu_tuc_ket_noi",
        "nd224.tu_dong", "nd224.chu_dong",
    }  # fmt: skip
    assert all(sets[code].missing for code in ("qd766", "nd224", "chung_minh"))


def test_every_fact_is_described_and_read_from_its_row(sets):
    assert all(
        fact.words and fact.counts and fact.reads <= KEPT[fact.rows] | WANTED[fact.rows] for fact in FACTS.values()
    )
    used = {
        name
        for one in sets.values()
        for indicator in one.holding(ON)
        for made_of in (indicator.tree, indicator.cases_tree)
        if made_of is not None
        for name in facts_in(made_of)
    }
    assert used <= set(FACTS)


# One commune's month, computed by hand from the formulas of §14.3.
MONTH = {
    "decisions_due": 0, "decisions_in_time": 0, "publications_due": 10, "publications_in_time": 10,
    "procedures": 200, "procedures_complete": 190, "dossiers_to_sync": 400, "dossiers_synced": 300,
    "progress_counted": 500, "progress_on_time": 470,
    "services_online": 120, "services_used": 30, "received": 400, "online_with_digital_result": 100,
    "with_duty": 80, "paid_online": 60, "procedures_with_fee": 50, "procedures_paid_online": 30, "fees_synced": 45,
    "with_result": 350, "with_digital_result": 280, "papers": 1000, "papers_digitised": 600, "papers_reused": 100,
    "petitions_due": 0, "petitions_in_time": 0, "petitions_answered": 0, "petitions_satisfied": 0,
    "rated": 100, "rated_satisfied": 81,
}  # fmt: skip
POINTS = {
    "cong_khai_dung_han": "4",  # 4 × 10/10
    "cong_khai_day_du": "1.9",  # 2 × 190/200
    "dong_bo": "4.5",  # 6 × 300/400
    "dung_han": "18.8",  # 20 × 470/500
    "dich_vu_truc_tuyen": "1.5",  # min(2, 2 × 0,6 / 0,8)
    "dich_vu_co_ho_so": "1",  # 4 × 30/120
    "ho_so_truc_tuyen": "3",  # min(6, 6 × 0,25 / 0,5)
    "ho_so_thanh_toan": "4.5",  # 6 × 60/80
    "thu_tuc_thanh_toan": "1.5",  # min(2, 2,5 × 0,6)
    "muc_thu_dong_bo": "2",  # min(2, 2,5 × 0,9)
    "ket_qua_dien_tu": "4.8",  # 6 × 280/350
    "so_hoa_giay_to": "3",  # min(4, 4 × 0,6 / 0,8)
    "tai_su_dung": "0.25",  # min(2, 2 × 0,1 / 0,8)
    "phan_anh_dung_han": "6",  # no petition
    "hai_long_tra_loi": "6",
    "hai_long_thu_tuc": "5.4",  # min(6, 6 × 0,81 / 0,9)
}


def test_qd_766_by_hand(sets):
    whole = score(sets["qd766"], MONTH, on=ON, subject=Subject.COMMUNE)
    points = {part.indicator.code.removeprefix("qd766."): part.points for part in whole.parts}
    assert {code: points[code] for code in POINTS} == {code: Fraction(worth) for code, worth in POINTS.items()}
    states = {part.indicator.code.removeprefix("qd766."): part.state for part in whole.parts}
    # No decision was due: not measured, and not six points.
    assert states["cong_bo_dung_han"] == State.NOT_MEASURED
    assert states["phan_anh_dung_han"] == State.NO_CASES
    assert states["kho_du_lieu"] == State.NO_RULE
    # 6 points have no cases, 10 no rule.
    assert (whole.sum.measured, whole.sum.total) == (84, 100)
    assert whole.sum.points == sum(map(Fraction, POINTS.values())) == Fraction("68.15")
    assert whole.sum.at_most == Fraction("84.15")
    # Both ends lie in the class whose name was not found.
    assert whole.grade.state == Found.RULE_NOT_FOUND


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("dong_bo", "6 × 0,75 = 4,5"),
        ("dich_vu_truc_tuyen", "2 × 0,6 ÷ 80% = 1,5"),
        ("muc_thu_dong_bo", "2 × 0,9 ÷ 80%, không quá 2 = 2"),
        ("phan_anh_dung_han", "không có trường hợp nào, theo quy định được 6 trên 6 điểm"),
        ("kho_du_lieu", "chưa tìm được quy định: 4 điểm chưa đo được"),
        ("cong_bo_dung_han", "chưa đo được: 6 điểm"),
    ],
)
def test_points_are_explained(sets, code, says):
    whole = score(sets["qd766"], MONTH, on=ON, subject=Subject.COMMUNE)
    (part,) = [part for part in whole.parts if part.indicator.code == f"qd766.{code}"]
    assert points_in_words(part, Speech(str)) == says


def test_points_by_steps_are_explained():
    steps = [{"at_least": "90%", "points": 1}, {"at_least": 1, "points": 2}]
    one = a_set(an_indicator(scoring="STEPS", steps=steps))
    (part,) = score(
        IndicatorSet.model_validate(one), {"resolved": 10, "resolved_early": 9}, on=ON, subject=Subject.AGENCY
    ).parts
    assert points_in_words(part, Speech(str)) == "theo bậc của 0,9 (dưới 0,9: 0; từ 0,9: 1; từ 1: 2) = 1"


def test_qd_766_where_nothing_happened(sets):
    empty = score(sets["qd766"], dict.fromkeys(NUMBERS, 0), on=ON, subject=Subject.COMMUNE)
    # No petitions: 6 + 6; no dossiers: satisfaction 0. All the rest has no cases and no constant in its place.
    assert (empty.sum.points, empty.sum.measured) == (12, 18)
    unknown = score(sets["qd766"], {}, on=ON, subject=Subject.COMMUNE)
    assert (unknown.sum.points, unknown.sum.measured, unknown.grade) == (0, 0, None)


def test_qd_766_one_late_item_makes_the_period_late(sets):
    late = score(sets["qd766"], MONTH | {"publications_in_time": 9}, on=ON, subject=Subject.COMMUNE)
    assert {part.indicator.code: part.points for part in late.parts}["qd766.cong_khai_dung_han"] == 0


def test_what_does_not_apply_counts_in_full():
    one = a_set(an_indicator(applies_to=["PROVINCE"]), subjects=["PROVINCE", "COMMUNE"])
    found = IndicatorSet.model_validate(one)
    (part,) = score(found, {}, on=ON, subject=Subject.COMMUNE).parts
    assert (part.state, part.points) == (State.NOT_APPLICABLE, 10)
    (part,) = score(found, {}, on=ON, subject=Subject.PROVINCE).parts
    assert part.state == State.NOT_MEASURED


OFFICIAL = {
    "resolved": 30, "resolved_early": 20, "resolved_on_day": 5, "steps_ended": 60, "steps_early": 50, "steps_exact": 1,
    "contacted_never": 24, "contacted_once": 5, "contacted_no_agency": 24, "contacted_counter_only": 6,
    "clean_early": 19, "clean_on_day": 5,
}  # fmt: skip


def test_tt_01_official_by_hand(sets):
    whole = score(sets["tt01_can_bo"], OFFICIAL, on=ON, subject=Subject.OFFICIAL)
    # 45/30; 101/60 = 1,68; 53/30 = 1,77; 54/30; 43/30 = 1,43
    assert [part.points for part in whole.parts] == [Fraction(x) for x in ("1.5", "1.7", "1.8", "1.8", "1.4")]
    assert whole.sum.points == Fraction("8.2")
    assert whole.grade.name == "Hoàn thành 100% nhiệm vụ"


@pytest.mark.parametrize(
    ("changed", "code", "points"),
    [
        ({}, "tt01.5", 2),
        ({"counter_share_required": 1}, "tt01.5", 1),
        ({"counter_share_required": 1, "procedures_at_counter": 99}, "tt01.5", 0),
        ({}, "tt01.6", 1),
        ({"procedures_posted_and_online": 100}, "tt01.6", 2),
        ({"procedures_posted_or_online": 99}, "tt01.6", 0),
        ({}, "tt01.8", 1),
        ({"petitions_in_time": 10}, "tt01.8", 2),
        ({"petitions_in_time": 8}, "tt01.8", 0),
        ({"petitions_dragging": 1, "petitions_in_time": 10}, "tt01.8", 0),
        ({"petitions_due": 0, "petitions_in_time": 0}, "tt01.8", 2),
        ({}, "tt01.9", 1),
        ({"received_online": 30}, "tt01.9", 2),
        ({"received_online": 14}, "tt01.9", 0),
        ({"received_online": 30, "services_online": 10}, "tt01.9", 1),
        ({"services_online": 0}, "tt01.9", 0),
        ({"online_failed": 1}, "tt01.9", 0),
    ],
)
def test_tt_01_agency_by_hand(sets, changed, code, points):
    agency = OFFICIAL | {
        "procedures_for_counter": 100, "procedures_at_counter": 100, "procedures_resolved_there": 20,
        "counter_share_required": Fraction(1, 5), "procedures": 100, "procedures_posted_and_online": 99,
        "procedures_posted_or_online": 100, "petitions_due": 10, "petitions_in_time": 9, "petitions_dragging": 0,
        "services_online": 20, "procedures_fit_online": 100, "received": 100, "received_online": 29, "online_failed": 0,
    }  # fmt: skip
    whole = score(sets["tt01"], agency | changed, on=ON, subject=Subject.AGENCY)
    assert {part.indicator.code: part.points for part in whole.parts}[code] == points
    assert whole.sum.is_whole


def test_a_class_is_said_only_where_it_is_sure(sets):
    # 8,2 of 10 are sure, 8 more are not measured: fair or excellent.
    whole = score(sets["tt01"], OFFICIAL, on=ON, subject=Subject.AGENCY)
    assert (whole.sum.points, whole.sum.at_most, whole.grade) == (Fraction("8.2"), Fraction("16.2"), None)
    slow = OFFICIAL | {"resolved_early": 0, "resolved_on_day": 0}
    del slow["steps_ended"]
    whole = score(sets["tt01_can_bo"], slow, on=ON, subject=Subject.OFFICIAL)
    assert (whole.sum.points, whole.sum.at_most) == (5, 7)
    assert whole.grade.at_least == 5


def test_times_are_medians(sets):
    given_facts = {"working_minutes": sample([60, 120, 600]), "allotted_minutes": sample([480, 480, 480])}
    parts = {
        part.indicator.code: part
        for part in score(sets["chung_minh"], given_facts, on=ON, subject=Subject.AGENCY).parts
    }
    assert parts["chung_minh.thoi_gian"].value == 120
    assert parts["chung_minh.so_voi_quy_dinh"].value == Fraction(780, 1440)
    assert all(part.points == 0 or part.state != State.MEASURED for part in parts.values())


def test_a_rule_of_points_is_never_without_points(sets):
    for one in sets.values():
        for indicator in one.holding(ON):
            assert (indicator.scoring == Rule.NONE) == (not indicator.weight or indicator.state == Found.RULE_NOT_FOUND)
