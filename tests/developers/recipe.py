"""The files that a recipe of CONTRIBUTING.md gives, and a checkout that has them."""

import re
import shutil
from pathlib import Path

from motcua.kernel.floors import ROOT

FILE = re.compile(r"^`([\w./-]+)`(?:, above `([^`]+)`)?:\n\n```\w+\n(.*?)```$", re.MULTILINE | re.DOTALL)
# Enough of the province's pack for one that is loaded quickly: `MOTCUA_PACKS=small`.
SMALL = ("places.yaml", "agencies.yaml", "successions.yaml")


def recipe(title):
    """Each file of a recipe: its path, the line above which it stands (or nothing: the whole file), what it says."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return FILE.findall(text.split(f"\n## {title}\n", 1)[1].split("\n## ")[0])


def checkout_with(files, where):
    """A checkout as it is after somebody followed a recipe."""
    unwanted = shutil.ignore_patterns("__pycache__", ".*_cache")
    for name in ("src", "tests", "packs"):
        shutil.copytree(ROOT / name, where / name, ignore=unwanted)
    for name in (".importlinter", "pyproject.toml"):
        shutil.copy(ROOT / name, where / name)
    for path, above, content in files:
        target = where / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if above:
            before, line, after = target.read_text(encoding="utf-8").partition(f"    {above}\n")
            assert line, f"{path} has no line {above}"
            content = before + content + line + after
        target.write_text(content, encoding="utf-8")
    own = [Path(path).name for path, _above, _content in files if path.startswith("packs/")]
    (where / "packs" / "small").mkdir()
    for name in (*SMALL, *own):
        shutil.copy(where / "packs" / "lang_son" / name, where / "packs" / "small" / name)
    return where
