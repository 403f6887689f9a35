"""What is wrong with a form, a list, a group or a map is told with its file and its line."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from motcua.forms.loading import load
from motcua.forms.models import FormDefinition
from motcua.forms.rules import clean_page
from motcua.kernel.packs import Pack

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
GOOD = {
    "lists/l.yaml": '- key: mau\n  values: [do, Khác]\n  other: {value: Khác, label: "Màu khác: ghi rõ"}\n',
    "field_groups/g.yaml": """- key: nguoi
  fields:
    - {name: ten, label: "Tên", schema: {type: string, maxLength: 9}, prefill: full_name, autocomplete: name}
    - {name: mau, label: "Màu", options: mau}
    - {name: sinh, label: "Sinh", schema: {type: string, format: date}, when: {mau: [do]}}
  checks:
    - {kind: not_future, fields: [sinh], message: "Sinh trước hôm nay."}
""",
    "forms/f.yaml": """- key: thu
  title: "Thử"
  valid_from: 2025-07-01
  pages:
    - key: me
      title: "Mẹ"
      fields:
        - {name: co, label: "Có?", schema: {type: string, enum: [co, khong]}}
        - {group: nguoi, prefix: me, when: {co: [co]}}
    - key: toi
      title: "Tôi"
      fields:
        - {group: nguoi, take: [ten], prefill: account, with: {ten: {label: "Tên tôi"}}}
""",
    "declarations/d.yaml": """- form: thu
  procedures: ["1.000001"]
  contents:
    - {what: "Mẹ", law: "Luật", sure: high, fields: [co, me_ten, me_sinh]}
    - {what: "Màu", law: "Luật", sure: low, fields: [me_mau, me_mau_khac]}
    - {what: "Tôi", purpose: "biết ai hỏi", sure: high, fields: [ten]}
""",
}


@pytest.fixture
def pack(tmp_path, settings):
    def made(**changes):
        home = tmp_path / "thu"
        for name, text in (GOOD | changes).items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        settings.PACKS = [home]
        return Pack(Path(home))

    return made


CHECKED = """
  checks:
    - {kind: contradiction, when: {muc_dich: [cuoi], so: ["2", "3"], case.ai: [ho]}, message: "Ghi 1."}
"""
PURPOSE = """
        - {name: muc_dich, label: "Để làm gì", schema: {type: string, enum: [cuoi, khac]}}
        - {name: so, label: "Mấy bản", schema: {type: integer, minimum: 1, maximum: 3}}
"""


@pytest.mark.django_db
@pytest.mark.issue(19)
def test_answers_that_contradict_one_another_are_kept_in_their_order(pack):
    """The message stands at the last of them; a table in the database puts the shorter name first."""
    form = GOOD["forms/f.yaml"] + PURPOSE.lstrip("\n") + CHECKED.lstrip("\n")
    load(pack(**{"forms/f.yaml": form}), at=AT)
    form = FormDefinition.objects.get(key="thu").parsed
    raw = {"ten": "Hà", "muc_dich": "cuoi", "so": "2"}
    cleaned = clean_page(form, form.pages[1], raw, today=date(2026, 11, 24), answers={"case.ai": "ho"})
    assert cleaned.errors == {"so": "Ghi 1."}


@pytest.mark.django_db
def test_a_form_is_kept_with_its_lists_and_groups_written_out(pack):
    report = load(pack(), at=AT)
    assert report.findings == []
    assert (report.created, load(pack(), at=AT).unchanged) == (1, 1)
    form = FormDefinition.objects.get(key="thu").parsed
    first, second = form.pages
    assert [spec.name for spec in first.fields] == ["co", "me_ten", "me_mau", "me_mau_khac", "me_sinh"]
    asked = {spec.name: spec for spec in first.fields}
    assert asked["me_mau"].options == [("do", "do"), ("Khác", "Khác")]
    assert asked["me_mau_khac"].when == {"co": ("co",), "me_mau": ("Khác",)}
    assert asked["me_sinh"].when == {"co": ("co",), "me_mau": ("do",)}
    assert (asked["me_ten"].prefill, asked["me_ten"].autocomplete) == ("", "")
    assert (second.fields[0].prefill, second.fields[0].autocomplete) == ("account.full_name", "name")
    assert second.fields[0].label == "Tên tôi"
    assert [check.fields for check in form.checks] == [("me_sinh",)]


def swapped(name, old, new):
    assert old in GOOD[name]
    return {name: GOOD[name].replace(old, new, 1)}


WRONG = [
    ("forms/f.yaml", "group: nguoi, prefix: me", "group: ai, prefix: me", 9, "không có nhóm mục ai"),
    ("forms/f.yaml", "take: [ten]", "take: [tuoi]", 13, "không có mục tuoi"),
    ("forms/f.yaml", "take: [ten]", "color: do", 13, "không có từ khóa color"),
    ("forms/f.yaml", "enum: [co, khong]}", "enum: [co, khong]}, when: {xa: [x]}", 1, "xa"),
    ("field_groups/g.yaml", "options: mau", "options: xanh", 9, "không có danh sách xanh"),
    ("lists/l.yaml", "value: Khác", "value: Lạ", 1, "không có lựa chọn Lạ"),
    ("declarations/d.yaml", "fields: [ten]", "fields: [tuoi]", 6, "không có mục tuoi"),
    ("declarations/d.yaml", "fields: [co, me_ten, me_sinh]", "fields: [co, me_ten]", 1, "me_sinh"),
    ("declarations/d.yaml", "form: thu", "form: khac", 1, "không có biểu mẫu khac"),
    ("declarations/d.yaml", ", fields: [me_mau, me_mau_khac]", "", 5, "not_asked"),
    ("declarations/d.yaml", 'law: "Luật", sure: low', "sure: low", 5, "law"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "old", "new", "line", "word"), WRONG)
def test_a_mistake_is_told_with_its_line(pack, name, old, new, line, word):
    findings = load(pack(**swapped(name, old, new)), at=AT).findings
    told = [one for one in findings if word in str(one)]
    assert told, findings
    assert told[0].line == line


@pytest.mark.django_db
def test_what_must_be_declared_must_be_asked_of_everybody(pack):
    optional = swapped("forms/f.yaml", 'with: {ten: {label: "Tên tôi"}}', "with: {ten: {required: false}}")
    needed = swapped("declarations/d.yaml", 'purpose: "biết ai hỏi"', 'law: "Luật"')
    findings = load(pack(**optional, **needed), at=AT).findings
    assert [(one.line, "không mục nào bắt buộc" in one.message) for one in findings] == [(6, True)]


@pytest.mark.django_db
def test_the_packs_as_they_are_have_no_finding():
    folder = Path(__file__).parents[2] / "packs"
    assert load(Pack(folder / "vietnam"), at=AT).findings + load(Pack(folder / "lang_son"), at=AT).findings == []
