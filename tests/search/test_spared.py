"""Who pays no fee, or a lesser one: answered from the catalogue with its source, of one procedure or of all."""

import re
from datetime import date

import pytest

from benchmarks.search.boxes import SPARED, Box
from motcua.search.answers import answering
from motcua.search.asking import read, spared_in
from motcua.search.said import Fact

ON = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def page(client, text):
    return client.get("/thu-tuc/", {"q": text}).content.decode()


@pytest.mark.parametrize(
    ("text", "groups", "left"),
    [
        ("ai được miễn lệ phí", [], ""),
        ("ai duoc mien le phi", [], ""),
        ("miễn lệ phí chứng thực cho ai", [], "chứng thực"),
        ("gia đình liệt sĩ có được miễn lệ phí khai tử không", ["có công"], "khai tử"),
        ("ho ngheo co duoc mien le phi khong", ["hộ nghèo"], ""),
        ("hộ cận nghèo có được miễn lệ phí không", ["cận nghèo"], ""),
        ("who is exempt from fees", [], ""),
    ],
)
def test_what_is_asked_is_who_and_of_what(text, groups, left):
    asking = read(text)
    assert Fact.WAIVER in asking.facts
    assert Fact.FEE not in asking.facts
    named, rest = spared_in(asking.subject)
    assert (named, " ".join(rest)) == (groups, left)


@pytest.mark.parametrize("text", ["ai được miễn lệ phí", "ai duoc mien le phi", "who is exempt from fees"])
def test_without_a_procedure_all_of_the_catalogue_is_told_with_where_it_says_so(client, text):
    shown = page(client, text)
    assert SPARED in shown
    for words in ("hộ nghèo", "trẻ em, người cao tuổi", "điểm a khoản 1 Điều 11", "Thông tư số 75/2022/TT-BTC"):
        assert words in shown
    told = [block for block in shown.split("<details>") if "thủ tục, lĩnh vực" in block or "procedures, field" in block]
    for block in told:
        count = int(re.search(r"<summary>\s*(\d+)", block)[1])
        assert len(set(re.findall(r'href="/thu-tuc/([\d.]+)/"', block.split("</details>")[0]))) == count
    assert told


def test_who_names_themselves_reads_what_is_theirs(client):
    shown = page(client, "người khuyết tật có phải nộp lệ phí hộ tịch không")
    box = Box.of(shown)
    told = box.facts["Ai được miễn, giảm"]
    assert "người khuyết tật" in told
    assert "VNeID" not in told
    assert "lý lịch tư pháp" not in told.lower()


def test_of_whom_the_catalogue_says_nothing_that_is_said(client):
    shown = page(client, "người dân tộc thiểu số có được miễn lệ phí không")
    assert "chưa ghi riêng cho diện bạn hỏi" in shown
    assert "hộ nghèo" in shown


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("ai được miễn lệ phí khai sinh", "1.001193", "60/2014/QH13"),
        ("người cao tuổi đăng ký tạm trú có được miễn lệ phí không", "1.004194", "75/2022/TT-BTC"),
        ("đăng ký kết hôn ai được miễn lệ phí", "1.000894", "Không ai phải nộp"),
        ("ai được giảm phí chứng thực chữ ký", "2.000884", "chưa ghi diện nào"),
    ],
)
def test_of_a_procedure_its_own_are_told(client, text, code, said):
    box = Box.of(page(client, text))
    assert list(box.codes) == [code]
    assert said in box.facts["Ai được miễn, giảm"]
    assert box.facts["Phí, lệ phí"]


@pytest.mark.parametrize("text", ["miễn lệ phí trước bạ", "miễn giảm học phí cho hộ nghèo"])
def test_what_is_no_fee_of_the_catalogue_gets_none_of_its_answers(client, text):
    assert SPARED not in page(client, text)


def test_who_asks_what_a_procedure_of_the_poor_costs_means_that(client):
    asked = answering("công nhận hộ nghèo mất bao nhiêu tiền", on=ON)
    assert asked.spared is None
    assert set(asked.codes) <= {"1.011606", "1.011607", "1.011608"}
