"""The texts of the interface and of the province's pack, and their English; `python -m tests.texts` renews both.

Django's own tool needs GNU gettext, which a fresh machine has not; the same texts are found here by Python alone.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

import django
import polib
import yaml
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
SOURCE, PACK = ROOT / "src" / "motcua", ROOT / "packs" / "lang_son"
NATIONAL = ROOT / "packs" / "vietnam"
ENGLISH = Path("locale") / "en" / "LC_MESSAGES" / "django.po"
CATALOGUE, PACK_CATALOGUE = SOURCE / ENGLISH, PACK / ENGLISH
# A room that has a catalogue of its own keeps its English there; the rest is in the common one.
CATALOGUES = {path.parents[3].name: path for path in SOURCE.glob(f"*/{ENGLISH}")} | {"": CATALOGUE}
# What the framework's forms say by themselves, in our words; the source language of these is the framework's English.
FRAMEWORK = [SOURCE / "locale" / "framework" / tongue / "LC_MESSAGES" / "django.po" for tongue in ("vi", "en")]
FORMS = (
    "forms/fields.py",
    "forms/forms.py",
    "forms/formsets.py",
    "forms/models.py",
    "forms/utils.py",
    "core/validators.py",
)
# What a pack says to people; its keys, codes, keywords and numbers are not said.
SAID = {
    "name", "field", "summary", "result_name", "partial_reason", "notes", "note", "text", "hint", "label", "steps",
    "conditions", "time_note", "whom", "per", "each", "title", "intro", "item_name", "message", "x-pattern-message",
    "x-labels", "values", "who", "since", "why", "sentences", "ask",
}  # fmt: skip
# Of results, whose papers stay Vietnamese: what registers say against one, to who drafts and signs it.
TOLD = {"says", "mend"}
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


def framework() -> dict[str, str]:
    """Each sentence that the framework's forms say to who filled one in, with its plural (or nothing)."""
    home = Path(django.__file__).parent
    trees = (ast.parse((home / name).read_text(encoding="utf-8")) for name in FORMS)
    said = (one for tree in trees for one in _of_code(tree))
    return {text: plural for text, plural, _line in said if text.endswith(".") or "%(error)s" in text}


def packed() -> dict[str, str]:
    """Each Vietnamese text of the pack, with the English the pack itself gives it (names of procedures)."""
    found: dict[str, str] = {}
    paths = [PACK / "life_events.yaml", PACK / "plain_words.yaml", PACK / "premises.yaml", PACK / "former_places.yaml"]
    for home in ("procedures/*.yaml", "forms/*.yaml"):
        paths += sorted(PACK.glob(home))
    for home in ("lists/*.yaml", "field_groups/*.yaml"):
        # What forms share is written in the national pack and translated with the forms.
        paths += sorted(NATIONAL.glob(home))
    # What is not resolved here, and the law's own limits, are read on the province's pages.
    paths += [NATIONAL / "elsewhere.yaml", NATIONAL / "time_limits.yaml", NATIONAL / "retention.yaml"]
    for path in paths:
        for text, english in _said(yaml.safe_load(path.read_text(encoding="utf-8")), ""):
            found[text] = found.get(text) or english
    for path in sorted(PACK.glob("results/*.yaml")):
        found |= dict(_said(yaml.safe_load(path.read_text(encoding="utf-8")), "", TOLD))
    return found


def _said(data: Any, key: str, keys: Set[str] = SAID) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        if key in keys:
            yield data, ""
    elif isinstance(data, list):
        for one in data:
            yield from _said(one, key, keys)
    elif isinstance(data, dict):
        if "name_en" in data:
            yield data["name"], data["name_en"]
        for name, one in data.items():
            # The labels of a choice are named by its values.
            yield from _said(one, key if key == "x-labels" else name, keys)


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


def bring(path: Path, entries: Iterable[polib.POEntry], source: re.Pattern[str] = VIETNAMESE) -> list[str]:
    """Bring a catalogue in line with the texts there are, compile it, and give those that have no English yet."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    known = {entry.msgid: entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata, fresh.header = catalogue.metadata, catalogue.header
    for wanted in entries:
        entry = known.get(wanted.msgid, wanted)
        if bool(entry.msgid_plural) != bool(wanted.msgid_plural) or wanted.translated():
            entry = wanted
        if source.search(entry.msgid) or entry.translated():
            fresh.append(entry)
    fresh.save(str(path))
    fresh.save_as_mofile(str(path.with_suffix(".mo")))
    return [entry.msgid for entry in fresh if not entry.translated()]


def main() -> int:
    """Bring all catalogues up to date and name what has no English yet."""
    texts = sorted(marked().items(), key=lambda item: item[1][1])
    plurals: dict[str, Any] = {"msgstr_plural": {0: "", 1: ""}}
    own: dict[str, list[polib.POEntry]] = {room: [] for room in CATALOGUES}
    for text, (plural, where) in texts:
        room = where.split("/")[0]
        entry = polib.POEntry(msgid=text, **({"msgid_plural": plural} | plurals if plural else {}))
        own[room if room in own else ""].append(entry)
    missing = [text for room, path in CATALOGUES.items() for text in bring(path, own[room])]
    missing += bring(PACK_CATALOGUE, (polib.POEntry(msgid=text, msgstr=said) for text, said in packed().items()))
    plural = {text: {"msgid_plural": many} | plurals if many else {} for text, many in framework().items()}
    for path in FRAMEWORK:
        missing += bring(path, (polib.POEntry(msgid=text, **more) for text, more in plural.items()), re.compile(""))
    for text in missing:
        sys.stdout.write(f"{text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    settings.configure()
    sys.exit(main())
