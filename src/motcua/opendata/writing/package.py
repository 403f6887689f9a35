"""The description that goes along with a table: a Frictionless Data Package (Data Package v1)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.opendata.rules.definitions import Column, ColumnType, DatasetDefinition
from motcua.opendata.writing.tables import APOSTROPHE


def data_package(
    of: DatasetDefinition, *, number: int, made_at: datetime, address: str, publisher: str, csv: Mapping[str, Any]
) -> bytes:
    """`datapackage.json` of one release; `csv` is its table's name, size and SHA-256."""
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": of.code,
        "id": address,
        "version": str(number),
        "title": of.title,
        "description": of.description,
        "homepage": address,
        "created": made_at.isoformat(),
        "keywords": [*of.keywords, *of.keywords_en],
        "contributors": [{"title": publisher, "role": "publisher"}],
        "sources": [{"title": of.legal_source}],
        "resources": [_resource(of, csv)],
    }
    if of.licence is not None:
        described["licenses"] = [
            {"name": of.licence.code, "path": of.licence.url, "title": of.licence.name},
        ]
    return json.dumps(described, ensure_ascii=False, indent=2).encode()


def _resource(of: DatasetDefinition, csv: Mapping[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(one) for one in of.columns], "missingValues": [""]}
    if of.row_key:
        schema["primaryKey"] = list(of.row_key)
    return {
        "profile": "tabular-data-resource",
        "name": of.code,
        "path": csv["name"],
        "title": of.title,
        "description": (
            f"Ô chữ bắt đầu bằng =, +, - hay @ có thêm một dấu {APOSTROPHE} ở đầu để bảng tính không coi là công thức; "
            "tệp JSON và Parquet giữ nguyên chữ."
        ),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "bytes": csv["size"],
        "hash": f"sha256:{csv['digest']}",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "type": column.type.value,
        "title": column.title,
        "description": f"{column.meaning} ({column.unit})" if column.unit else column.meaning,
    }
    if column.type is ColumnType.BOOLEAN:
        found |= {"trueValues": ["true"], "falseValues": ["false"]}
    return found
