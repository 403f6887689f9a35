"""The texts of the interface and their English. As a program (`python -m tests.texts`) it brings both files up to date.

Django's own tool needs GNU gettext, which a fresh machine has not; the same texts are found here by Python alone.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "motcua"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURALS = {"ngettext", "ngettext_lazy"}
VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
STRING = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"\b(n?gettext)\({STRING}(?:,\s*{STRING})?")


def marked() -> dict[str, tuple[str, str]]:
    """Each marked text with its plural (or nothing) and the first place where it stands."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for text, plural, line in _of_code(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, (plural, f"{path.relative_to(SOURCE)}:{line}"))
    for path in sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for name, text, plural in IN_TEMPLATE.findall(code):
            is_plural = name == "ngettext"
            read = ast.literal_eval(text)
            found.setdefault(read, (ast.literal_eval(plural) if is_plural else "", str(path.relative_to(SOURCE))))
    return {text: where for text, where in found.items() if text}


def _of_code(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in PLURALS and len(texts) == 2:
            yield texts[0], texts[1], node.lineno
        elif name in MARKS and texts:
            yield texts[0], "", node.lineno


def unmarked(path: Path) -> list[tuple[int, str]]:
    """Vietnamese in code that nobody marked: neither in a call that marks, nor in a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS | PLURALS:
            known |= {id(part) for part in ast.walk(node)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in known
        and VIETNAMESE.search(node.value)
    ]


def main() -> int:
    """Bring the catalogue in line with the marked texts, compile it, and say what has no English yet."""
    catalogue, texts = polib.pofile(str(CATALOGUE), wrapwidth=0), marked()
    known = {entry.msgid: entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata, fresh.header = catalogue.metadata, catalogue.header
    for text, (plural, _where) in sorted(texts.items(), key=lambda item: item[1][1]):
        entry = known.get(text)
        if entry is None or bool(entry.msgid_plural) != bool(plural):
            more = {"msgid_plural": plural, "msgstr_plural": {0: "", 1: ""}} if plural else {}
            entry = polib.POEntry(msgid=text, **more)
        if VIETNAMESE.search(text) or entry.translated():
            fresh.append(entry)
    fresh.save(str(CATALOGUE))
    fresh.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    missing = [entry for entry in fresh if not entry.translated()]
    for entry in missing:
        sys.stdout.write(f"{texts[entry.msgid][1]}: {entry.msgid}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    settings.configure()
    sys.exit(main())
