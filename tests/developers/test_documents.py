"""What documents lead to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("", "docs", "deploy", "src", "packs", "benchmarks", "frontend", "tests")
DOCUMENTS = sorted(
    path
    for folder in FOLDERS
    for path in ((ROOT / folder).rglob("*.md") if folder else ROOT.glob("*.md"))
    if "node_modules" not in path.parts
)
LINK = re.compile(r"\]\((?![a-z]+:)([^)\s#]+)")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_picture_of_a_document_is_there(path):
    said = LINK.findall(path.read_text(encoding="utf-8"))
    assert [one for one in said if not (path.parent / one).exists()] == []


def test_there_are_documents_with_links():
    assert sum(len(LINK.findall(path.read_text(encoding="utf-8"))) for path in DOCUMENTS) > 50
