"""What forms have in common, written once in a pack: lists to choose from, and groups of fields about a person.

A form says `options: dan-toc` in a field, or in place of fields `{group: nguoi, prefix: me, take: [ho_ten, dan_toc]}`.
`expanded` gives the form as if all had been written out; that is what is kept, so that a draft and a dossier keep
the questions they were begun with.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.forms.rules.definition import CASE, BadDefinition

_USE = {"group", "prefix", "take", "when", "prefill", "with"}


@dataclass(frozen=True)
class Shared:
    """The lists and groups of all packs, by their keys."""

    lists: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class NotShared(BadDefinition):
    """A form that uses what there is not; `path` leads to the place in the form."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


def expanded(form: Mapping[str, Any], shared: Shared) -> dict[str, Any]:
    """The form with its groups and lists written out; raises `NotShared` with the place of the first mistake."""
    pages: list[dict[str, Any]] = []
    checks = list(form.get("checks", []))
    for number, page in enumerate(form["pages"]):
        fields: list[dict[str, Any]] = []
        for place, raw in enumerate(page.get("fields", [])):
            try:
                written, more = _grouped(raw, shared) if "group" in raw else ([raw], [])
                fields += [asked for one in written for asked in _listed(one, shared)]
            except BadDefinition as problem:
                raise NotShared(str(problem), "pages", number, "fields", place) from problem
            checks += more
        pages.append({**page, "fields": fields})
    return {**form, "pages": pages, "checks": [_in_order(check) for check in checks]}


def _in_order(check: Mapping[str, Any]) -> dict[str, Any]:
    """A check of answers to one another with their names in the order in which they are written.

    Where it stands on its page follows from that order, and the database keeps none of a table.
    """
    told = [name for name in check.get("when") or {} if not name.startswith(CASE)]
    return {**check, "order": told} if len(told) > 1 and "fields" not in check else dict(check)


def _listed(raw: Mapping[str, Any], shared: Shared) -> Iterator[dict[str, Any]]:
    """A field with the options it names, and after it the one that asks which, where none of them fits."""
    if "options" not in raw:
        yield dict(raw)
        return
    options = shared.lists.get(raw["options"])
    if options is None:
        raise BadDefinition(f"không có danh sách {raw['options']}")
    labels = {value: options.get("x-labels", {}).get(value, value) for value in options["values"]}
    field_of = {key: value for key, value in raw.items() if key != "options"}
    yield field_of | {"schema": {"type": "string", "enum": list(labels), "x-labels": labels}}
    if other := options.get("other"):
        yield {
            "name": f"{raw['name']}_khac",
            "label": other["label"],
            "schema": {"type": "string", "maxLength": 200},
            "when": {**raw.get("when", {}), raw["name"]: [other["value"]]},
            **({"sensitive": True} if raw.get("sensitive") else {}),
        }


def _grouped(use: Mapping[str, Any], shared: Shared) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The fields a use of a group takes, under the names of their person, and the checks that go with them."""
    if unknown := set(use) - _USE:
        raise BadDefinition(f"không có từ khóa {', '.join(sorted(unknown))}")
    group = shared.groups.get(use["group"])
    if group is None:
        raise BadDefinition(f"không có nhóm mục {use['group']}")
    known = {one["name"]: one for one in group["fields"]}
    taken = use.get("take", list(known))
    changes = use.get("with", {})
    if missing := [name for name in (*taken, *changes) if name not in known or name not in taken]:
        raise BadDefinition(f"nhóm {use['group']} không có mục {', '.join(missing)}")
    fields = [_named({**known[name], **changes.get(name, {})}, use) for name in taken]
    checks = [
        {**check, "fields": [_name(name, use) for name in check["fields"]]}
        for check in group.get("checks", [])
        if set(check["fields"]) <= set(taken)
    ]
    return fields, checks


def _name(name: str, use: Mapping[str, Any]) -> str:
    return f"{use['prefix']}_{name}" if use.get("prefix") else name


def _named(raw: Mapping[str, Any], use: Mapping[str, Any]) -> dict[str, Any]:
    """A field of a group as this use asks it: of its person, filled in only from whom the use names."""
    own = {name if name.startswith(CASE) else _name(name, use): values for name, values in raw.get("when", {}).items()}
    made = {**raw, "name": _name(raw["name"], use)}
    if when := {**use.get("when", {}), **own}:
        made["when"] = when
    known = made.pop("prefill", "")
    if known and "." in known:
        made["prefill"] = known
    elif known and use.get("prefill"):
        made["prefill"] = f"{use['prefill']}.{known}"
    if not use.get("prefill"):
        made.pop("autocomplete", None)
    return made
