"""The forms of the province as they stand in the packs, and what is declared with them."""

from functools import cache
from pathlib import Path

import yaml

from motcua.forms.loading import DeclarationItem, FormItem, shared_of
from motcua.forms.rules import Definition, parse
from motcua.forms.rules.shared import expanded
from motcua.kernel.packs import Pack

PACKS = Path(__file__).parents[2] / "packs"
PROVINCE = Pack(PACKS / "lang_son")


@cache
def forms() -> dict[str, Definition]:
    """Every form of the province by its key, written out and parsed."""
    items, findings = PROVINCE.items("forms", FormItem)
    assert findings == []
    shared = shared_of([Pack(PACKS / "vietnam"), PROVINCE])
    return {
        item.value.key: parse(expanded(item.value.model_dump(mode="json", exclude={"valid_from"}), shared))
        for item in items
    }


@cache
def declarations() -> dict[str, DeclarationItem]:
    """What must be declared, by the key of the form."""
    items, findings = PROVINCE.items("declarations", DeclarationItem)
    assert findings == []
    return {item.value.form: item.value for item in items}


@cache
def procedures() -> dict[str, dict]:
    """The procedures of the province by their code, as written."""
    paths = sorted((PACKS / "lang_son" / "procedures").glob("*.yaml"))
    return {
        one["code"]: one
        for path in paths
        for one in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    }
