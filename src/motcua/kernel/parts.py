"""All the rows that belong to one thing, in a single question: each question costs more than the rows it brings."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models


@dataclass(frozen=True)
class Part:
    """The rows of a model whose foreign key `of` names the thing, in the order they were made.

    `of` may go by way of another model: `request__dossier` is the dossier of the request.
    `joined` names foreign keys whose rows come along, each with the fields to bring: never more than is shown.
    """

    model: type[models.Model]
    of: str
    joined: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def sql(self) -> str:
        """A subquery that gives the rows as one JSON list; its only value is the thing's key."""
        meta = self.model._meta
        row = "to_jsonb(t)"
        for name, wanted in self.joined.items():
            target, column = _target(self.model, name), _column(self.model, name)
            row += (
                f" || jsonb_build_object('{name}', (SELECT jsonb_build_object({_pairs(target, wanted)})"  # noqa: S608
                f' FROM "{target._meta.db_table}" j WHERE j."{target._meta.pk.column}" = t."{column}"))'
            )
        first, _by, second = self.of.partition("__")
        owner, key, whose = _column(self.model, first), meta.pk.column, "= k.id"
        if second:
            way = _target(self.model, first)._meta
            whose = (
                f'IN (SELECT w."{way.pk.column}" FROM "{way.db_table}" w'  # noqa: S608 - names of our own columns
                f' WHERE w."{_column(way.model, second)}" = k.id)'
            )
        return (
            f"(SELECT coalesce(jsonb_agg({row} ORDER BY t.\"{key}\"), '[]')"  # noqa: S608 - names of our own columns
            f' FROM "{meta.db_table}" t WHERE t."{owner}" {whose})'
        )

    def objects(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The rows as objects of the model."""
        return [self._object(row) for row in rows]

    def _object(self, row: Mapping[str, Any]) -> Any:
        made = made_of(self.model, row)
        for name in self.joined:
            setattr(made, name, made_of(_target(self.model, name), row[name]) if row[name] else None)
        return made


def _pairs(model: type[models.Model], wanted: Sequence[str]) -> str:
    columns = [model._meta.pk.column, *(_column(model, name) for name in wanted)]
    return ", ".join(f"'{column}', j.\"{column}\"" for column in columns)


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    found = model._meta.get_field(name)
    if not isinstance(found, models.Field):
        raise TypeError(f"{name} is no field of {model.__name__}")
    return found


def _column(model: type[models.Model], name: str) -> str:
    return str(_field(model, name).column)


def _target(model: type[models.Model], name: str) -> type[models.Model]:
    target = _field(model, name).related_model
    if not isinstance(target, type):
        raise TypeError(f"{name} of {model.__name__} names no other model")
    return target


def made_of(model: type[models.Model], row: Mapping[str, Any]) -> Any:
    """An object of stored values; what was not brought is asked for when somebody reads it."""
    known = [one for one in model._meta.concrete_fields if str(one.column) in row]
    values = [one.to_python(row[str(one.column)]) for one in known]
    return model.from_db(None, [one.attname for one in known], values)


class Parts:
    """A question that brings several kinds of rows of one thing. Made once; asked with the thing's key."""

    def __init__(self, **parts: Part) -> None:
        self.parts = parts
        self._sql = ""

    def of(self, pk: int) -> dict[str, list[Any]]:
        """The objects by the name of their part."""
        if not self._sql:
            columns = ", ".join(part.sql() for part in self.parts.values())
            self._sql = f"SELECT {columns} FROM (SELECT %s::bigint AS id) k"  # noqa: S608 - names of our own columns
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [pk])
            row = cursor.fetchone()
        return {name: part.objects(as_json(rows)) for (name, part), rows in zip(self.parts.items(), row, strict=True)}


def as_json(rows: Any) -> Any:
    """A JSON value, whether the driver has read it already or not."""
    return json.loads(rows) if isinstance(rows, str) else rows
