"""A province's own packs stand over those of the source, and nothing that was loaded goes unasked."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from motcua.calendars.models import SpecialDay
from motcua.kernel.models import RetentionRule
from motcua.kernel.packs import Layers, Pack, load_rooms
from motcua.organization.loading import AgencyItem
from motcua.organization.models import Agency, Post
from motcua.search.models import Elsewhere, Expression

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

PLACES = """\
- {code: '99', name: Mẫu, kind: PROVINCE, valid_from: 2025-07-01}
- {code: '99001', name: Một, kind: COMMUNE, parent: '99', valid_from: 2025-07-01}
- {code: '99002', name: Hai, kind: COMMUNE, parent: '99', valid_from: 2025-07-01}
"""
AGENCIES = """\
- code: mau-xa-{code}
  name: Ủy ban nhân dân xã {name}
  short_name: UBND xã {name}
  level: COMMUNE
  kind: PEOPLES_COMMITTEE
  each_of: [COMMUNE]
  valid_from: 2025-07-01
  units:
    - code: mot-cua
      name: Một cửa
      kind: ONE_STOP
      posts:
        - {code: nhan, title: Tiếp nhận, duties: [RECEIVE]}
        - {code: tra, title: Trả kết quả, duties: [RECEIVE]}
"""
OWN = """\
- code: mau-xa-99002
  name: Ủy ban nhân dân xã Hai
  short_name: UBND xã Hai
  level: COMMUNE
  kind: PEOPLES_COMMITTEE
  place: '99002'
  valid_from: 2025-07-01
  units:
    - code: mot-cua
      name: Bộ phận Một cửa xã Hai
      kind: ONE_STOP
      posts:
        - {code: nhan, title: Tiếp nhận và trả, duties: [RECEIVE]}
"""
WORDS = """\
- words: [giấy con]
  means: [khai sinh]
"""
THERE = """\
- {key: ho-chieu, name: Hộ chiếu, who: Công an tỉnh, words: [hộ chiếu]}
"""


def pack(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def source(tmp_path):
    # Of communes that another pack has loaded none is touched.
    from_source = (
        AGENCIES.replace("each_of: [COMMUNE]", "place: '99001'").replace("{code}", "99001").replace("{name}", "Một")
    )
    return pack(tmp_path / "nguon", places=PLACES, agencies=from_source, vocabulary=WORDS, elsewhere=THERE)


def load(*folders, withdraw=False):
    rooms = ["organization", "search"]
    reports = load_rooms(folders, at=AT, rooms=rooms, withdraw=withdraw)
    assert [finding for report in reports.values() for finding in report.findings] == []
    return {room: (reports[room].created + reports[room].updated, reports[room].gone) for room in rooms}


@pytest.fixture(autouse=True)
def nothing_before(db):
    """What the tests' database was filled with is not looked at here."""
    Expression.objects.all().delete()
    Elsewhere.objects.all().delete()


def words():
    return sorted(Expression.objects.values_list("text", flat=True))


def test_a_later_pack_takes_the_place_of_what_it_names_and_adds_the_rest(tmp_path, source):
    own = pack(
        tmp_path / "tinh", agencies=OWN, vocabulary="- words: [tờ con]\n  means: [khai sinh]\n",
        elsewhere=THERE.replace("Công an tỉnh", "Công an xã"),
    )  # fmt: skip
    load(source, own)
    assert Agency.objects.get(code="mau-xa-99002").units.get().name == "Bộ phận Một cửa xã Hai"
    assert words() == ["giấy con", "tờ con"]
    assert Elsewhere.objects.get().who == "Công an xã"
    # The same again changes nothing: neither takes back what the other said.
    assert load(source, own) == {"organization": (0, []), "search": (0, [])}


def test_what_is_written_out_stands_over_its_kind_of_place(tmp_path):
    layers = Layers(
        [Pack(pack(tmp_path / "nguon", agencies=AGENCIES)), Pack(pack(tmp_path / "tinh", agencies=OWN))],
        may_withdraw=False,
    )
    assert [item.value.code for item in layers.items("agencies", AgencyItem)[0]] == ["mau-xa-{code}", "mau-xa-99002"]


def test_the_next_clone_without_the_provinces_words_drops_none_of_them_unasked(tmp_path, source):
    own = pack(tmp_path / "tinh", vocabulary="- words: [tờ con]\n  means: [khai sinh]\n")
    load(source, own)
    changed, gone = load(source)["search"]
    assert (changed, gone, words()) == (0, ["«tờ con»"], ["giấy con", "tờ con"])
    changed, gone = load(source, withdraw=True)["search"]
    assert (changed, gone, words()) == (1, ["«tờ con»"], ["giấy con"])
    assert load(source)["search"] == (0, [])


def test_a_post_that_a_pack_no_longer_names_stays_until_it_is_asked_for(source):
    load(source)
    text = (source / "agencies.yaml").read_text()
    line = "        - {code: tra, title: Trả kết quả, duties: [RECEIVE]}\n"
    (source / "agencies.yaml").write_text(text.replace(line, "").replace("name: Một cửa", "name: Nơi nhận"))
    changed, gone = load(source)["organization"]
    assert (changed, gone) == (0, ["mau-xa-99001/mot-cua/tra"])
    post = Post.objects.get(unit__agency__code="mau-xa-99001", code="tra")
    assert (post.valid_until, post.unit.name) == (None, "Một cửa")
    assert load(source, withdraw=True)["organization"] == (1, ["mau-xa-99001/mot-cua/tra"])
    post.refresh_from_db()
    assert post.valid_until is not None


def test_a_day_off_that_a_pack_no_longer_names_stays_until_it_is_asked_for(tmp_path):
    written = Path(__file__).parents[2] / "packs" / "vietnam" / "calendars" / "administrative.yaml"
    lines = [line for line in written.read_text().splitlines() if "on: 2027-01-01" not in line]
    calendars = tmp_path / "nguon" / "calendars"
    calendars.mkdir(parents=True)
    (calendars / "administrative.yaml").write_text("\n".join(lines))
    day = SpecialDay.objects.filter(on="2027-01-01", is_from_pack=True)
    assert day.count() == 1
    report = load_rooms([calendars.parent], at=AT, rooms=["calendars"])["calendars"]
    assert (report.gone, report.updated, day.count()) == (["hanh-chinh, ngày 01/01/2027"], 0, 1)
    report = load_rooms([calendars.parent], at=AT, rooms=["calendars"], withdraw=True)["calendars"]
    assert (report.updated, day.count()) == (1, 0)


def test_rules_of_keeping_are_the_later_packs(tmp_path):
    rule = "- {key: journal, name: Nhật ký, valid_from: 2026-01-01, basis: %s, why: vì thế}\n"
    bases = [RetentionRule.Basis.OURS.value, RetentionRule.Basis.UNKNOWN.value]
    first = pack(tmp_path / "a", retention=rule % bases[0])
    second = pack(tmp_path / "b", retention=rule % bases[1])
    load_rooms([first, second], at=AT, rooms=["kernel"])
    assert RetentionRule.objects.get(key="journal", valid_from="2026-01-01").basis == bases[1]
    assert load_rooms([first, second], at=AT, rooms=["kernel"])["kernel"].unchanged == 1
