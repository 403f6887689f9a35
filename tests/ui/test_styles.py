"""The style sheets are read line by line, and what is built from them is what they say."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "frontend" / "css").glob("*.css"))
BUILT = ROOT / "src" / "motcua" / "ui" / "static" / "mc" / "mc.css"
CLASS = re.compile(r"\.(mc-[a-z0-9_-]+)")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_line_holds_one_declaration(sheet):
    crowded = [
        line for line in sheet.read_text(encoding="utf-8").splitlines() if re.search(r"[;{}].*[a-z].*[;}]", line)
    ]
    assert crowded == []


def test_every_sheet_is_built():
    imported = re.findall(
        r'@import "\./(.+)\.css"', (ROOT / "frontend" / "css" / "index.css").read_text(encoding="utf-8")
    )
    assert sorted(imported) == [sheet.stem for sheet in SHEETS if sheet.stem != "index"]
    written = {name for sheet in SHEETS for name in CLASS.findall(sheet.read_text(encoding="utf-8"))}
    assert written == set(CLASS.findall(BUILT.read_text(encoding="utf-8")))
