"""Places by the names people and their papers know them by, and where an agency receives people."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from motcua.kernel.packs import Pack
from motcua.organization.loading import load
from motcua.organization.models import Agency, FormerPlace, Place, Premises
from motcua.organization.queries import (
    centres,
    communes,
    match_places,
    outdated_names_in,
    places_named,
    without_places,
)
from motcua.organization.rules import is_in_name, is_same_name, names_district, names_other_province, places_said

TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
PACK = Path(__file__).parents[2] / "packs" / "lang_son"


def names_of(places):
    return sorted(place.full_name for place in places)


def became(text):
    return [names_of(naming.became) for naming in places_named(text, on=TODAY)]


def found(text):
    return [match.place.full_name for match in match_places(text, on=TODAY).found]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("khai sinh xã Hoàng Đồng", ["COMMUNE"]),
        ("khai sinh xa hoang dong", ["COMMUNE"]),
        ("Số 5, thị trấn Cao Lộc, huyện Cao Lộc", ["TOWN"]),
        ("từ phường Chi Lăng về xã Chi Lăng", ["WARD", "COMMUNE"]),
        ("hoa phượng đỏ", []),
        ("khai sinh", []),
    ],
)
def test_a_place_is_said_with_its_kind(text, kinds):
    assert [said.kind.value for said in places_said(text)] == kinds


def test_a_name_never_goes_over_a_comma():
    assert places_said("xã Tân Mỹ, Nhạc Kỳ")[0].names == (("Tân Mỹ", 9), ("Tân", 6))


@pytest.mark.parametrize(
    ("typed", "name", "is_meant"),
    [
        ("Hoàng Đồng", "Hoàng Đồng", True),
        ("hoang dong", "Hoàng Đồng", True),
        ("Hoà Bình", "Hòa Bình", True),
        ("Thuỵ Hùng", "Thụy Hùng", True),
        ("Tân Thành", "Tân Thanh", False),
        ("tan thanh", "Tân Thanh", True),
        ("Hoàng", "Hoàng Đồng", False),
    ],
)
def test_marks_decide_where_they_are_typed(typed, name, is_meant):
    assert is_same_name(typed, name) is is_meant


def test_a_part_of_a_name_finds_it_at_the_beginning_of_a_word():
    assert is_in_name("hoang van", "Hoàng Văn Thụ")
    assert is_in_name("Văn Thụ", "Hoàng Văn Thụ")
    assert not is_in_name("ang van", "Hoàng Văn Thụ")
    assert not is_in_name("Văn Thu", "Hoàng Văn Thụ")


def test_districts_and_other_provinces_are_read_in_an_address():
    assert names_district("xã Hồng Thái, H. Bình Gia, tỉnh Lạng Sơn", "Bình Gia")
    assert names_district("phường Chi Lăng, TP. Lạng Sơn", "Lạng Sơn")
    assert not names_district("xã Bình Gia", "Bình Gia")
    assert names_other_province("xã Tân Thành, tỉnh Cao Bằng", "Lạng Sơn")
    assert not names_other_province("xã Tân Thành, tỉnh Lạng Sơn", "Lạng Sơn")


@pytest.mark.django_db
class TestFormerPlaces:
    def test_all_communes_of_before_the_first_of_july_2025_are_known(self):
        """NQ 1672/NQ-UBTVQH15: 194 became 65; every present commune was formed of some."""
        latest = FormerPlace.objects.filter(ended_on=date(2025, 7, 1))
        assert latest.count() == 194
        assert Place.objects.filter(kind__in=["COMMUNE", "WARD"], formed_from__in=latest).distinct().count() == 65
        assert not latest.filter(became=None).exists()
        assert names_of({one.district for one in latest}) == names_of(Place.objects.filter(kind="DISTRICT"))
        divided = [one for one in latest if one.became.count() > 1]
        assert names_of(divided) == ["Xã Bính Xá", "Xã Kiên Mộc"]

    def test_each_says_on_what_it_rests(self):
        assert not FormerPlace.objects.filter(legal_basis="").exists()

    @pytest.mark.parametrize(
        ("text", "present"),
        [
            ("khai sinh xã Hoàng Đồng", [["Phường Tam Thanh"]]),
            ("khai sinh xa hoang dong", [["Phường Tam Thanh"]]),
            ("phường Chi Lăng, thành phố Lạng Sơn", [["Phường Lương Văn Tri"]]),
            ("thị trấn Cao Lộc", [["Phường Kỳ Lừa"]]),
            ("xã Hồng Thái", [["Xã Hoàng Văn Thụ", "Xã Tân Văn"]]),
            ("xã Hồng Thái, huyện Bình Gia", [["Xã Tân Văn"]]),
            ("xã Bính Xá", [["Xã Kiên Mộc", "Xã Đình Lập"]]),
            ("xã Vĩnh Tiến huyện Tràng Định", [["Xã Đoàn Kết"]]),
            ("xã Bắc Ái", [[]]),
            ("xã Không Có", []),
            ("xã Tân Mỹ, huyện Ba Bể, tỉnh Cao Bằng", []),
        ],
    )
    def test_a_former_name_is_told_with_what_it_became(self, text, present):
        assert became(text) == present

    @pytest.mark.parametrize(
        ("text", "is_outdated"),
        [
            ("Thôn 3, xã Hoàng Đồng", True),
            # Nothing to say: a commune of this name goes on, and no district says that another one is meant.
            ("Thôn 3, xã Đoàn Kết", False),
            ("Thôn 3, xã Chi Lăng", False),
            ("Thôn 3, xã Chi Lăng, huyện Tràng Định", True),
            ("Thôn 3, xã Chi Lăng, huyện Chi Lăng", False),
            ("Phường Tam Thanh", False),
            ("Xã Quan Sơn", False),
        ],
    )
    def test_an_address_is_outdated_only_where_its_commune_is_another_one_now(self, text, is_outdated):
        assert bool(outdated_names_in([("Nơi cư trú", text)], on=TODAY)) is is_outdated

    def test_the_same_words_under_one_label_are_told_once(self):
        texts = [("A", "xã Hoàng Đồng, sau là xã Hoàng Đồng"), ("B", "xã Hoàng Đồng")]
        assert [key for key, _naming in outdated_names_in(texts, on=TODAY)] == ["A", "B"]

    def test_a_question_goes_on_without_the_place(self):
        text = "khai sinh xã Hoàng Đồng ở đâu"
        assert without_places(text, places_named(text, on=TODAY)) == "khai sinh ở đâu"
        assert without_places("xã Hoàng Đồng", places_named("xã Hoàng Đồng", on=TODAY)) == "xã Hoàng Đồng"

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("Hoàng Đồng", "Phường Tam Thanh"),
            ("hoang dong", "Phường Tam Thanh"),
            ("xã Hoàng Đồng", "Phường Tam Thanh"),
            ("Kỳ Lừa", "Phường Kỳ Lừa"),
            ("thị trấn Cao Lộc", "Phường Kỳ Lừa"),
            ("xã Cao Lộc", "Xã Cao Lộc"),
        ],
    )
    def test_present_and_former_names_find_a_place(self, text, first):
        assert found(text)[0] == first

    def test_a_former_district_finds_all_that_was_formed_of_it(self):
        assert len(found("huyện Bình Gia")) == 8
        assert found("huyện Không Có") == []

    def test_one_that_ended_nobody_says_where_is_told_as_lost(self):
        matches = match_places("Bắc Ái", on=TODAY)
        assert matches.found == []
        assert [one.full_name for one in matches.lost] == ["Xã Bắc Ái"]


@pytest.mark.django_db
class TestLoading:
    def pack(self, tmp_path, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return Pack(tmp_path)

    def test_the_packs_own_files_say_nothing_new_the_second_time(self):
        report = load(Pack(PACK), at=AT)
        assert (report.findings, report.updated, report.created) == ([], 0, 0)

    def test_what_a_pack_no_longer_says_is_gone(self, tmp_path):
        text = "- {agency: ttpvhcc-tinh, address: Số 2, source: thử}\n"
        load(self.pack(tmp_path, premises=text), at=AT)
        assert [(one.agency.code, one.address) for one in Premises.objects.all()] == [("ttpvhcc-tinh", "Số 2")]
        places = '- {names: [Xã Thử], district: "178", became: ["05986"], ended_on: 2025-07-01, legal_basis: thử}\n'
        load(self.pack(tmp_path, former_places=places), at=AT)
        assert [one.full_name for one in FormerPlace.objects.all()] == ["Xã Thử"]

    def test_what_cannot_be_read_is_told_with_its_line(self, tmp_path):
        premises = (
            "- {agency: khong-co, source: thử}\n"
            "- {agency: ttpvhcc-tinh, source: thử, hours: [{weekdays: [7], opens: '08:00', closes: '09:00'}]}\n"
            "- {agency: ttpvhcc-tinh, source: thử, hours: [{weekdays: [0], opens: '10:00', closes: '09:00'}]}\n"
        )
        places = (
            '- {names: [Xã Thử], district: "999", became: [], ended_on: 2025-07-01, legal_basis: thử}\n'
            '- {names: [Làng Thử], district: "178", became: [], ended_on: 2025-07-01, legal_basis: thử}\n'
        )
        report = load(self.pack(tmp_path, premises=premises, former_places=places), at=AT)
        assert sorted((Path(finding.file).name, finding.line) for finding in report.findings) == [
            ("former_places.yaml", 1), ("former_places.yaml", 2),
            ("premises.yaml", 1), ("premises.yaml", 2), ("premises.yaml", 3),
        ]  # fmt: skip


@pytest.mark.django_db
def test_there_is_a_place_to_go_for_the_province_and_for_each_commune():
    found = centres(on=TODAY)
    assert [one.level for one in found[:2]] == ["PROVINCE", "COMMUNE"]
    assert len(found) == 66
    assert not Agency.objects.filter(pk__in=[one.pk for one in found], valid_until__lte=TODAY).exists()


@pytest.mark.issue(18)
@pytest.mark.parametrize("text", ["P. Kỳ Lừa", "p.Kỳ Lừa", "P Ky Lua", "P .  kỳ lừa", "phường Kỳ Lừa"])
def test_the_kind_of_a_place_may_be_written_short(text):
    assert found(text)[:1] == ["Phường Kỳ Lừa"]
    assert "Phường Kỳ Lừa" not in found(f"X. {text.split('.')[-1]}")


def with_tiles(folder, *tiles):
    """A pack of places, one for each tile."""
    rows = [
        f'- {{code: "9{n:04}", name: Ô {n}, kind: COMMUNE, valid_from: 2025-07-01, tile: {list(tile)}}}'
        for n, tile in enumerate(tiles, 1)
    ]
    (folder / "places.yaml").write_text("\n".join(rows), encoding="utf-8")
    return Pack(folder)


@pytest.mark.django_db
def test_every_commune_of_the_province_has_a_tile_of_its_own():
    tiles = [(place.tile_row, place.tile_column) for place in communes(on=TODAY)]
    assert len(tiles) == len(set(tiles)) == 65
    assert all(row and column for row, column in tiles)


@pytest.mark.django_db
def test_a_tile_moves_and_no_two_places_have_one(tmp_path):
    load(with_tiles(tmp_path, (1, 1), (1, 2)), at=AT)
    moved = load(with_tiles(tmp_path, (1, 2), (1, 1)), at=AT)
    assert (moved.updated, moved.findings) == (2, [])
    twice = load(with_tiles(tmp_path, (1, 2), (1, 2), (0, 1)), at=AT)
    assert [(one.line, one.path) for one in twice.findings] == [(3, "tile.0"), (2, "tile")]
    assert Place.objects.get(code="90002").tile_column == 1
