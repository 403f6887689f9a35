"""Packs report every bad item with file and line, and take the others."""

from datetime import date

import pytest
from pydantic import BaseModel, ConfigDict

from motcua.kernel.packs import Pack


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str
    valid_from: date
    parts: list[int] = []


@pytest.fixture
def pack(tmp_path):
    def write(text, name="things.yaml"):
        folder = tmp_path / "demo" / "things"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return Pack(tmp_path / "demo")

    return write


def test_codes_that_look_like_numbers_stay_text(pack):
    items, findings = pack("- {code: 05977, valid_from: 2025-07-01}\n- {code: 1.001193, valid_from: 2025-07-01}").items(
        "things", Thing
    )
    assert not findings
    assert [item.value.code for item in items] == ["05977", "1.001193"]
    assert [item.line for item in items] == [1, 2]


def test_every_bad_item_is_reported_and_the_good_ones_load(pack):
    text = (
        "- code: a\n  valid_from: 2025-07-01\n- code: b\n  valid_from: hôm qua\n"
        "- code: c\n  valid_from: 2025-07-01\n  parts:\n    - 1\n    - hai\n"
        "- code: d\n  valid_from: 2025-07-01\n  colour: x\n"
    )
    items, findings = pack(text).items("things", Thing)
    assert [item.value.code for item in items] == ["a"]
    assert [(finding.line, finding.path) for finding in findings] == [(4, "valid_from"), (9, "parts.1"), (12, "colour")]
    assert all(finding.file == "demo/things/things.yaml" for finding in findings)


def test_a_key_written_twice_is_reported(pack):
    items, findings = pack("- code: a\n  code: b\n  valid_from: 2025-07-01\n").items("things", Thing)
    assert (items, [finding.line for finding in findings]) == ([], [2])


def test_a_broken_file_is_one_finding_and_the_other_files_load(pack):
    pack("- {code: a, valid_from: 2025-07-01}", "good.yaml")
    items, findings = pack("- code: [unclosed\n", "bad.yaml").items("things", Thing)
    assert [item.value.code for item in items] == ["a"]
    assert len(findings) == 1
    assert findings[0].file == "demo/things/bad.yaml"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # Lists and mappings that an alias puts into themselves.
        ("- code: a\n  valid_from: 2025-07-01\n  parts: &a [*a]\n", 3),
        ("- &a\n  code: *a\n", 1),
        ("- code: a\n  parts:\n    - &b {x: [1, *b]}\n", 3),
        # A list as a key.
        ("- {code: a, [b, c]: 1}\n", 1),
        ("- ? {a: b}\n  : 1\n", 1),
    ],
)
def test_what_no_tree_of_values_can_be_made_of_is_told(pack, text, line):
    items, findings = pack(text + "- {code: b, valid_from: 2025-07-01}\n").items("things", Thing)
    assert [item.value.code for item in items] == ["b"]
    assert [finding.line for finding in findings] == [line]


def test_what_is_said_once_may_be_meant_twice(pack):
    text = "- {code: a, valid_from: &day 2025-07-01}\n- {code: b, valid_from: *day}\n"
    items, findings = pack(text).items("things", Thing)
    assert (findings, [item.value.valid_from for item in items]) == ([], [date(2025, 7, 1)] * 2)
