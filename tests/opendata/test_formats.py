"""The same table in every format, as readers of others' making read it."""

import csv
import json
from datetime import UTC, date, datetime

import frictionless
import pytest
from fastparquet import ParquetFile
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import isna

from motcua.opendata.rules.definitions import Column, ColumnType, DatasetDefinition
from motcua.opendata.rules.rows import Mark, Quality, WrongType, key_of, plain, tidy, typed
from motcua.opendata.writing.package import data_package
from motcua.opendata.writing.parquet import write_parquet
from motcua.opendata.writing.tables import as_text, from_text, write_csv, write_json
from tests.opendata.conftest import content_of, dataset, released

pytestmark = pytest.mark.issue(21)


def column(name, type=ColumnType.STRING, **more):
    return Column(name=name, type=type, title=name, title_en=name, meaning=name, meaning_en=name, **more)


COLUMNS = [
    column("text"),
    column("whole", ColumnType.INTEGER, least=0),
    column("part", ColumnType.NUMBER),
    column("yes", ColumnType.BOOLEAN),
    column("day", ColumnType.DATE),
]
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.none() | texts.filter(bool),
            "whole": st.none() | st.integers(-(2**62), 2**62),
            "part": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "yes": st.none() | st.booleans(),
            "day": st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        }
    ),
    max_size=20,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


def read(path):
    """A Parquet file, by a library that has nothing in common with the one that wrote it."""
    with path.open("rb") as stream:
        return ParquetFile(stream).to_pandas()


@given(rows)
def test_a_csv_says_what_it_was_given(folder, given_rows):
    path = folder / "a.csv"
    write_csv(path, COLUMNS, given_rows)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "without it Excel takes it for another alphabet"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [from_text(row["text"]) for row in found] == [row["text"] or "" for row in given_rows]
    for name in ("whole", "day", "part"):
        assert [row[name] for row in found] == ["" if row[name] is None else str(row[name]) for row in given_rows]


@settings(max_examples=25)
@given(rows)
def test_json_and_parquet_say_what_they_were_given(folder, given_rows):
    write_json(folder / "a.json", given_rows)
    assert json.loads((folder / "a.json").read_text()) == [plain(row) for row in given_rows]
    write_parquet(folder / "a.parquet", COLUMNS, iter(given_rows))
    frame = read(folder / "a.parquet")
    assert list(frame.columns) == [one.name for one in COLUMNS]
    assert len(frame) == len(given_rows)
    for name in ("text", "whole", "yes", "day"):
        values = [None if isna(value) else value for value in frame[name].astype(object)]
        found = [value.date() if name == "day" and value is not None else value for value in values]
        assert found == [row[name] for row in given_rows]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@sum", "'=1+1", "''@x", "\t=1"])
def test_what_a_spreadsheet_would_calculate_is_shown_instead_and_can_be_undone(text):
    assert as_text(text) == f"'{text}"
    assert from_text(as_text(text)) == text


@given(texts)
def test_what_is_no_formula_is_left_as_it_is(text):
    assert from_text(as_text(text)) == text
    if text and text[0] not in "=+-@\t\r'":
        assert as_text(text) == text


def test_numbers_below_nothing_stay_numbers(tmp_path):
    write_csv(tmp_path / "a.csv", COLUMNS, [tidy({"whole": -5, "text": "-5"}, COLUMNS)])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "'-5,-5,,,"


def test_a_long_table_is_written_batch_by_batch(tmp_path):
    given_rows = ({**dict.fromkeys(one.name for one in COLUMNS), "whole": n} for n in range(25_000))
    write_parquet(tmp_path / "a.parquet", COLUMNS, given_rows)
    found = read(tmp_path / "a.parquet")
    assert (len(found), int(found["whole"].sum())) == (25_000, 25_000 * 24_999 // 2)


def test_a_row_says_only_what_its_columns_are():
    row = tidy({"text": "", "whole": 3, "part": 2, "other": 1}, COLUMNS)
    assert row == {"text": None, "whole": 3, "part": 2.0, "yes": None, "day": None}
    with pytest.raises(WrongType, match="whole"):
        tidy({"whole": "3"}, COLUMNS)
    with pytest.raises(WrongType, match="whole"):
        tidy({"whole": True}, COLUMNS)


@given(rows)
def test_a_row_comes_back_from_json(given_rows):
    for row in given_rows:
        assert typed(json.loads(json.dumps(plain(row))), COLUMNS) == row


def test_the_mark_changes_with_any_value_order_or_column():
    def marked(columns, *some):
        mark = Mark(columns)
        for row in some:
            mark.add(tidy(row, columns))
        return str(mark)

    one, other = {"text": "a"}, {"text": "b"}
    marks = {
        marked(COLUMNS, one, other), marked(COLUMNS, other, one), marked(COLUMNS, one), marked(COLUMNS[:2], one, other),
    }  # fmt: skip
    assert len(marks) == 4
    assert marked(COLUMNS, one, other) == marked(COLUMNS, dict(one), dict(other))


def test_a_quality_report_counts_what_is_empty_and_what_is_doubtful():
    columns = [column("code", is_required=True, pattern=r"\d+"), column("n", ColumnType.INTEGER, least=0)]
    quality = Quality(columns)
    for row in ({"code": "1", "n": 1}, {"code": None, "n": -1}, {"code": "x", "n": None}):
        quality.add(tidy(row, columns))
    assert quality.rows == 3
    assert quality.as_data() == {"empty": {"code": 1, "n": 1}, "doubtful": {"code": 2, "n": 1}}


def test_a_row_without_its_key_has_no_address():
    assert key_of({"a": 1, "b": "x"}, ["a", "b"]) == "1~x"
    assert key_of({"a": 1, "b": None}, ["a", "b"]) == ""
    assert key_of({"a": 1}, []) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["thu-tuc-hanh-chinh", "thu-tuc-thoi-han-phi", "co-quan", "don-vi-hanh-chinh"])
def test_frictionless_finds_a_release_valid(tmp_path, code):
    release = released(code)
    for file in release.files.all():
        (tmp_path / file.name).write_bytes(content_of(release, file.format))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:5]
    described = json.loads((tmp_path / "datapackage.json").read_text())
    assert described["version"] == str(release.number)
    assert "licenses" not in described, "none was found: none is invented"
    assert [one["name"] for one in described["resources"][0]["schema"]["fields"]] == [
        one.name for one in dataset(code).definition.columns
    ]


@pytest.mark.django_db
def test_a_licence_that_is_known_is_told():
    data = dataset("co-quan").definition.model_dump(mode="json")
    data["licence"] = {"code": "CC-BY-4.0", "name": "Ghi công 4.0", "url": "https://example.org/by"}
    said = json.loads(
        data_package(
            DatasetDefinition.model_validate(data),
            number=3,
            made_at=datetime(2026, 11, 23, tzinfo=UTC),
            address="https://motcua.example/du-lieu/co-quan/",
            publisher="UBND tỉnh",
            csv={"name": "co-quan.csv", "size": 1, "digest": "0" * 64},
        )
    )
    assert said["licenses"][0]["name"] == "CC-BY-4.0"
