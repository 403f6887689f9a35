"""A component accepts only what its <c-vars> declares: a mistyped attribute is an error, not silence."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "src" / "motcua"
COMPONENTS = TEMPLATES / "ui" / "templates" / "cotton"
OPENING = re.compile(r"<c-(?!vars|slot)([a-z-]+)((?:[^\"'>]|\"(?:{%.*?%}|{{.*?}}|[^\"{]|{)*\"|'[^']*')*)>", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def names(attributes):
    bare = re.sub(r"=(\"[^\"]*\"|'[^']*')", " ", TAG.sub("", attributes))
    return {name.replace("-", "_") for name in re.findall(r"[a-z_-]+", bare)}


def declared(name):
    source = (COMPONENTS / name.replace("-", "_") / "index.html").read_text(encoding="utf-8")
    match = re.search(r"<c-vars(.*?)/>", source, re.DOTALL)
    return names(match[1]) if match else set()


def test_components_get_only_what_they_declare():
    errors, seen = [], 0
    for path in TEMPLATES.rglob("*.html"):
        for name, attributes in OPENING.findall(path.read_text(encoding="utf-8")):
            seen += 1
            if unknown := names(attributes) - declared(name):
                errors.append(f"{path.name}: <c-{name}> does not know {sorted(unknown)}")
    assert seen > 50
    assert errors == []


def test_a_mistyped_attribute_is_found():
    [(name, attributes)] = OPENING.findall('<c-input name="a" labl="{% translate "Họ > tên" %}"></c-input>')
    assert names(attributes) - declared(name) == {"labl"}
