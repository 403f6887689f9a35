"""Packs report every bad item with file and line, and take the others."""

from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from motcua.kernel.packs import Pack
from tests.command import python


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


@pytest.mark.issue(17)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{valid_from: 2025-07-01}", "thiếu"),
        ("{code: a, valid_from: 2025-13-01}", "không phải ngày có thật, ví dụ 2026-12-31"),
        ("{code: a, valid_from: hôm qua}", "không phải ngày có thật, ví dụ 2026-12-31"),
        ("{code: a, valid_from: 2025-07-01, la: 1}", "không có mục này"),
        ("{code: [a], valid_from: 2025-07-01}", "phải là chữ (đặt trong ngoặc kép)"),
        ("{code: a, valid_from: 2025-07-01, parts: [x]}", "phải là số nguyên"),
        ("{code: a, valid_from: 2025-07-01, kind: C}", "là một trong: 'A', 'B'"),
        ("{code: a, valid_from: 2025-07-01, mark: '12 {3}'}", r"không đúng dạng ^\d{2}$"),
        ("{code: a, valid_from: 2025-07-01, mark: '99'}", "số này để dành"),
    ],
)
def test_what_is_wrong_is_said_in_the_language_of_who_writes_packs(pack, text, said):
    class Marked(Thing):
        kind: Literal["A", "B"] = "A"
        mark: str = Field(default="11", pattern=r"^\d{2}$")

        @field_validator("mark")
        @classmethod
        def is_free(cls, mark):
            if mark == "99":
                raise ValueError("số này để dành")
            return mark

    _items, [finding] = pack(f"- {text}").items("things", Marked)
    assert finding.message == said


@pytest.mark.issue(17)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a: b: c", "ngoặc kép"), ("- [a, b", "thiếu «]»"), ("- {a: 1", "thiếu «}»"), ("- a: 'x", "đóng ngoặc kép"),
        ("- *x", "bắt đầu bằng «*»"), ('- "\\q"', "viết hai lần"), ("a: 1\n- b", "thụt lề sai"), ("\t- a", "phím Tab"),
        ("- @x", "«@»"), ("- >\n\tx", "phím Tab"), ("--- a\n--- b", "bỏ dòng «---»"), (" - a\n- b", "thụt lề sai"),
        ("- a\x01b", "không đọc được"), ("- a: 1\n  a b\n", "thiếu dấu «:»"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_yaml_is_said_in_the_language_of_who_writes_packs(pack, text, said):
    _items, [finding] = pack(text).items("things", Thing)
    assert finding.message.startswith("không đọc được YAML: ")
    assert said in finding.message
    assert not {"found", "not", "find", "expected", "are"} & set(finding.message.split())


@pytest.mark.issue(17)
def test_the_packs_of_every_installation_are_read_where_none_are_named():
    """An empty line in the settings names none: it is not the wish to load nothing."""
    code = "from django.conf import settings; print([path.name for path in settings.PACKS])"
    words = ["-c", f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'motcua.settings.production'; {code}"]
    address = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x", "SECRET_KEY": "x"}
    assert python(*words, MOTCUA_PACKS="", **address) == (0, "['vietnam', 'lang_son']\n")


def test_a_part_that_aliases_multiply_is_told_at_once(pack):
    lines = ["- code: a", "  valid_from: 2025-07-01", "  parts:", "  - &a0 [1, 2]"]
    lines += [f"  - &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    items, findings = pack("\n".join(lines)).items("things", Thing)
    assert items == []
    assert [finding.message for finding in findings] == ["phần này lặp lại qua các dấu «*» thành quá nhiều"]


def test_a_part_within_itself_is_told(pack):
    items, findings = pack("- code: a\n  valid_from: 2025-07-01\n  parts: &p [1, [*p]]\n").items("things", Thing)
    assert (items, [(one.line, one.message) for one in findings]) == ([], [(3, "phần này chứa chính nó")])


def test_a_part_may_stand_in_two_places(pack):
    text = "- &p {code: a, valid_from: 2025-07-01, parts: [1]}\n- *p\n"
    items, findings = pack(text).items("things", Thing)
    assert ([one.value.code for one in items], findings) == (["a", "a"], [])
