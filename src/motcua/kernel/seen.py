"""What people give to an operation, as it can be read: text within any shape of plain values."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from motcua.kernel.text import visible

# What is compared sign for sign, and is its owner's.
SECRET = frozenset({"password"})


def seen(value: Any) -> Any:
    """The same value with each text in it visible and in one normal form; what is so already is not copied.

    Looks into lists, tuples, mappings and frozen facts; rows of the database are left as they are.
    """
    if isinstance(value, str):
        return visible(value) if type(value) is str else value
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        parts = [seen(part) for part in value]
        return value if _same(parts, value) else type(value)(parts)
    if isinstance(value, Mapping) and type(value) is dict:
        found = {seen(key): seen(part) for key, part in value.items()}
        return value if _same([*found, *found.values()], [*value, *value.values()]) else found
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and value.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return _seen_facts(value)
    return value


def seen_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments by name, each as it can be read but what is secret."""
    return {name: value if name in SECRET else seen(value) for name, value in arguments.items()}


def _seen_facts(facts: Any) -> Any:
    parts = {one.name: getattr(facts, one.name) for one in dataclasses.fields(facts) if one.init}
    changed = {name: now for name, was in parts.items() if (now := seen(was)) is not was}
    return dataclasses.replace(facts, **changed) if changed else facts


def _same(now: Any, was: Any) -> bool:
    return len(now) == len(was) and all(one is other for one, other in zip(now, was, strict=True))
