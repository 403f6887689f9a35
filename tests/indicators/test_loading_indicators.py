"""Packs of indicators: all of them agree or nothing is put in force, and each mistake is told with file and line."""

import random
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from django.utils.translation import gettext, override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.indicators.loading import load
from motcua.indicators.rules.agreement import disagreements
from motcua.indicators.rules.definitions import IndicatorSet, Subject
from motcua.indicators.rules.explaining import UNITS
from motcua.indicators.rules.scoring import score
from motcua.indicators.rules.vocabulary import FACTS
from motcua.indicators.sets.models import DefinedSet
from motcua.indicators.sets.queries import explanation, indicators_on, sets_on
from motcua.kernel.models import JournalEntry
from motcua.kernel.packs import Layers, Pack
from tests.texts import VIETNAMESE

NATIONAL = Path(__file__).parents[2] / "packs" / "vietnam"
AT = "2026-11-30T09:00+07:00"
ON = date(2026, 11, 30)
GOOD = """\
- code: thu
  name: Bộ thử
  name_en: A trial set
  subjects: [AGENCY]
  period: MONTH
  valid_from: 2025-01-01
  total: 2
  source: {document: 766/QĐ-TTg, certainty: OWN}
  groups:
    - code: thu.nhom
      name: Nhóm
      name_en: Group
      total: 2
      indicators:
        - code: thu.mot
          name: Đúng hạn
          name_en: On time
          formula: share(resolved_early, resolved)
          unit: SHARE
          weight: 2
          scoring: PROPORTIONAL
          source: {document: 766/QĐ-TTg, certainty: OWN}
"""


@pytest.fixture
def at(db):
    return datetime.fromisoformat(AT)


@pytest.fixture
def pack(tmp_path):
    def write(text, *, name="thu.yaml", withdraw=False):
        folder = tmp_path / "tinh" / "indicators"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return Layers([Pack(tmp_path / "tinh")], may_withdraw=withdraw)

    return write


def test_the_national_sets_are_in_force(db):
    assert set(sets_on(ON)) == {"qd766", "tt01", "tt01_can_bo", "nd224", "chung_minh"}
    assert "nd224" not in sets_on(date(2026, 6, 30))
    assert "qd766.dung_han" in indicators_on(ON)


def test_what_is_loaded_again_changes_nothing(at):
    before = list(DefinedSet.objects.order_by("pk").values_list("pk", flat=True))
    report = load(Layers([Pack(NATIONAL)], may_withdraw=False), at=at)
    assert (report.created, report.updated, report.unchanged, report.findings) == (0, 0, 5, [])
    assert list(DefinedSet.objects.order_by("pk").values_list("pk", flat=True)) == before


def national_and(pack, *, withdraw=False):
    return Layers([Pack(NATIONAL), *pack.packs], may_withdraw=withdraw)


def test_a_province_adds_its_own_and_lets_it_go(pack, at):
    report = load(national_and(pack(GOOD)), at=at)
    assert (report.created, report.unchanged, report.findings) == (1, 5, [])
    told = JournalEntry.objects.filter(word="indicators.defined").latest("number")
    assert told.details["sets"] == ["thu 2025-01-01"]
    changed = pack(GOOD.replace("Bộ thử", "Bộ khác"))
    assert load(national_and(changed), at=at).updated == 1
    assert sets_on(ON)["thu"].name == "Bộ khác"
    # Without it: kept until somebody agrees.
    report = load(Layers([Pack(NATIONAL)], may_withdraw=False), at=at)
    assert (report.gone, "thu" in sets_on(ON)) == (["thu 01/01/2025"], True)
    report = load(Layers([Pack(NATIONAL)], may_withdraw=True), at=at)
    assert (report.gone, "thu" in sets_on(ON)) == (["thu 01/01/2025"], False)


def test_a_new_version_follows_the_old(pack, at):
    then = GOOD.replace("valid_from: 2025-01-01", "valid_from: 2026-07-01")
    first = GOOD.replace("valid_from: 2025-01-01", "valid_from: 2025-01-01\n  valid_until: 2026-07-01")
    load(national_and(pack(GOOD)), at=at)
    report = load(national_and(pack(first + then.replace("Bộ thử", "Bộ mới"))), at=at)
    assert (report.created, report.updated, report.findings) == (1, 1, [])
    assert [sets_on(day)["thu"].name for day in (date(2026, 6, 30), date(2026, 7, 1))] == ["Bộ thử", "Bộ mới"]


MISTAKES = [
    ("share(resolved_early, resolved)", "resolved_early / 0", 18, "Chia cho 0. (ký tự 16)"),
    ("share(resolved_early, resolved)", "share(resolved_early, resolvd)", 18, "Không có số liệu «resolvd»"),
    ("share(resolved_early, resolved)", "__import__('os')", 18, "(ký tự 1)"),
    ("share(resolved_early, resolved)", "1 + @thu.mot", 18, "tự tính qua chính nó: thu.mot → thu.mot"),
    ("share(resolved_early, resolved)", "1 + @thu.hai", 18, "Không có chỉ số «@thu.hai»"),
    ("weight: 2", "weight: 3", 13, "cộng lại là 3, tổng ghi là 2"),
    ("code: thu.mot", "code: qd766.dung_han", 15, "đã có hiệu lực"),
    ("code: thu\n", "code: qd766\n", 6, "đã có hiệu lực"),
    ("certainty: OWN}\n  groups", "certainty: SURE}\n  groups", 8, "TEXT"),
    ("scoring: PROPORTIONAL", "scoring: EVAL", 21, "PROPORTIONAL"),
]


@pytest.mark.parametrize(("was", "becomes", "line", "says"), MISTAKES)
def test_a_mistake_is_told_with_file_and_line_and_nothing_is_loaded(pack, at, was, becomes, line, says):
    assert GOOD.count(was) == 1
    before = list(DefinedSet.objects.order_by("pk").values_list("pk", "data"))
    # Beside a good change, which waits too.
    other = GOOD.replace("thu", "khac")
    pack(other, name="khac.yaml")
    report = load(national_and(pack(GOOD.replace(was, becomes))), at=at)
    told = [(finding.file, finding.line, says in finding.message) for finding in report.findings]
    assert ("tinh/indicators/thu.yaml", line, True) in told
    assert (report.created, report.updated) == (0, 0)
    assert list(DefinedSet.objects.order_by("pk").values_list("pk", "data")) == before


MESS = ["", "  - [", "\x00", "code: 1", "      formula: 1/0", "a: &a [*a]", "@", "          weight: 99999999999"]


@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_no_pack_however_broken_is_anything_but_findings(tmp_path, seed, cuts):
    """Lines lost, doubled, moved and written over; what is read at all either agrees or says why not."""
    chance = random.Random(seed)
    lines = (NATIONAL / "indicators" / "tt_01_2018.yaml").read_text(encoding="utf-8").splitlines()[4:48]
    for _cut in range(cuts):
        place = chance.randrange(len(lines))
        mess = chance.choice([*MESS, chance.choice(lines)])
        what = chance.randrange(3)
        lines[place : place + (what < 2)] = (
            [] if what == 0 else [lines[place][: chance.randrange(40)] * (what < 2) + mess]
        )
    folder = tmp_path / "hong" / "indicators"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hong.yaml").write_text("\n".join(lines), encoding="utf-8")
    items, findings = Pack(tmp_path / "hong").items("indicators", IndicatorSet)
    assert all(finding.line >= 1 and finding.message for finding in findings)
    for mistake in disagreements([item.value for item in items]):
        assert items[mistake.place].finding(mistake.message, *mistake.path).line >= 1


def test_every_figure_is_explained_in_both_languages(db):
    indicators = indicators_on(ON)
    given_facts = {name: 3 for name, fact in FACTS.items() if not fact.is_sample}
    for one in sets_on(ON).values():
        for part in score(one, given_facts, on=ON, subject=one.subjects[0]).parts:
            said = {language: explanation(part, indicators, language=language) for language in ("vi", "en")}
            assert VIETNAMESE.search(said["vi"].line)
            for text in (said["en"].line, str(said["en"].tree), said["en"].points):
                assert not VIETNAMESE.search(text)
    (progress,) = [
        part
        for part in score(
            sets_on(ON)["qd766"], {"progress_on_time": 470, "progress_counted": 500}, on=ON, subject=Subject.AGENCY
        ).parts
        if part.indicator.code == "qd766.dung_han"
    ]
    assert explanation(progress, indicators, language="vi").line == (
        "hồ sơ đúng tiến độ ÷ hồ sơ tính tiến độ = 470 ÷ 500 = 0,94"
    )
    english = explanation(progress, indicators, language="en")
    assert english.line.endswith(" = 470 ÷ 500 = 0.94")
    assert (english.points, english.tree.value, len(english.tree.parts)) == ("20 × 0.94 = 18.8", "0.94", 2)


def test_the_vocabulary_is_said_in_english():
    with override("en"):
        for text in [
            *UNITS.values(),
            *(text for fact in FACTS.values() for text in (fact.words, fact.counts, fact.law)),
        ]:
            assert text == "" or not VIETNAMESE.search(gettext(text).replace("QĐ-TTg", ""))


def test_the_file_of_the_pack_is_plain_yaml():
    for path in (NATIONAL / "indicators").glob("*.yaml"):
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), list)
