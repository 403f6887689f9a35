"""Packs: what the law and the province fix, as dated data in YAML, checked item by item with file and line."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from motcua.kernel.manifests import PackFolder, collected, offered
from motcua.kernel.seen import seen

M = TypeVar("M", bound=BaseModel)
# No item that people write has as many parts, aliases unfolded; one that has would be read for hours.
MOST_PARTS = 500_000


@dataclass(frozen=True)
class Finding:
    """One thing that could not be read: where, and what is wrong."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path + ': ' if self.path else ''}{self.message}"


@dataclass(frozen=True)
class Item(Generic[M]):
    """One valid item and the place it came from."""

    value: M
    file: str
    line: int
    node: yaml.Node

    def finding(self, message: str, *path: str | int) -> Finding:
        """What is wrong with the item, at the line of the deepest part on the path that the file has."""
        return Finding(self.file, _line_of(self.node, path), ".".join(map(str, path)), message)


@dataclass
class LoadReport:
    """What a load did: counts of items, everything it could not take, and what the packs no longer say.

    What they no longer say went, or, where nobody agreed to that, stays with everything it stands in (`spares`).
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def add(self, other: "LoadReport") -> None:
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.findings += other.findings
        self.gone += other.gone


class _Loader(yaml.CSafeLoader):
    """YAML as people expect it: 1.001193, 05977, 15:00 and dates stay text; only true, false, null and 12 are not."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


class Pack:
    """A folder of data: one sub-folder a kind of item, each YAML file a list of items or a single one."""

    # Whether what it no longer says may go.
    may_withdraw = True

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        return self.path.name

    def items(self, folder: str, model: type[M]) -> tuple[list[Item[M]], list[Finding]]:
        """Every valid item of a folder (or of one file, without its ending), and a finding for each that is not."""
        good: list[Item[M]] = []
        bad: list[Finding] = []
        for path in self._files(folder):
            name = str(path.relative_to(self.path.parent))
            try:
                root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
            except (yaml.YAMLError, UnicodeDecodeError) as error:
                mark = getattr(error, "problem_mark", None)
                bad.append(Finding(name, mark.line + 1 if mark else 1, "", _unread(error)))
                continue
            if root is None:
                continue
            for node in root.value if isinstance(root, yaml.SequenceNode) else [root]:
                self._read(node, name, model, good, bad)
        return good, bad

    def _files(self, folder: str) -> list[Path]:
        single = self.path / f"{folder}.yaml"
        return [single] if single.is_file() else sorted((self.path / folder).glob("*.yaml"))

    @staticmethod
    def _read(node: yaml.Node, name: str, model: type[M], good: list[Item[M]], bad: list[Finding]) -> None:
        line = node.start_mark.line + 1
        if (much := _too_much(node)) is not None:
            bad.append(Finding(name, much[0].start_mark.line + 1, "", much[1]))
            return
        if duplicates := list(_duplicate_keys(node)):
            bad += [Finding(name, at, key, "khóa này xuất hiện hai lần") for key, at in duplicates]
            return
        loader = _Loader("")
        try:
            value = model.model_validate(seen(loader.construct_document(node)))
        except ValidationError as error:
            bad += [
                Finding(name, _line_of(node, problem["loc"]), ".".join(map(str, problem["loc"])), _in_words(problem))
                for problem in error.errors()
            ]
        except yaml.YAMLError as error:
            bad.append(Finding(name, line, "", _unread(error)))
        else:
            good.append(Item(value, name, line, node))
        finally:
            loader.dispose()


def _too_much(root: yaml.Node) -> tuple[yaml.Node, str] | None:
    """A part that an alias puts into itself, or that aliases multiply past reading; each part is looked at once."""
    sizes: dict[int, int] = {}
    left: list[tuple[yaml.Node, bool]] = [(root, False)]
    around: set[int] = set()
    while left:
        node, is_seen = left.pop()
        inside = _inside(node)
        if is_seen:
            around.discard(id(node))
            sizes[id(node)] = 1 + sum(sizes[id(part)] for part in inside)
            if sizes[id(node)] > MOST_PARTS:
                return node, "phần này lặp lại qua các dấu «*» thành quá nhiều"
        elif id(node) in around:
            return node, "phần này chứa chính nó"
        elif id(node) not in sizes:
            around.add(id(node))
            left += [(node, True), *((part, False) for part in inside)]
    return None


def _inside(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


# What the validator says in English, by its kind; what is not here comes as it says it.
WRONG = {
    "missing": "thiếu",
    "extra_forbidden": "không có mục này",
    "string_pattern_mismatch": "không đúng dạng {pattern}",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_too_short": "trống, hoặc ngắn hơn {min_length} ký tự",
    "string_type": "phải là chữ (đặt trong ngoặc kép)",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "bool_type": "phải là true hoặc false",
    "bool_parsing": "phải là true hoặc false",
    "list_type": "phải là một danh sách",
    "too_short": "cần ít nhất {min_length} mục",
    "too_long": "nhiều nhất {max_length} mục",
    "dict_type": "phải là các mục «tên: giá trị»",
    "model_type": "phải là các mục «tên: giá trị»",
    "date_type": "không phải ngày, ví dụ 2026-12-31",
    "date_parsing": "không phải ngày có thật, ví dụ 2026-12-31",
    "date_from_datetime_parsing": "không phải ngày có thật, ví dụ 2026-12-31",
    "enum": "là một trong: {expected}",
    "literal_error": "là một trong: {expected}",
    "greater_than_equal": "ít nhất là {ge}",
    "less_than_equal": "nhiều nhất là {le}",
}


# What YAML says in English of a file that it cannot read; what is not here comes as it says it.
UNREAD = {
    "mapping values are not allowed": "dấu «:» hoặc thụt lề sai chỗ; chữ có «: » thì đặt trong ngoặc kép",
    "did not find expected ',' or ']'": "thiếu dấu phẩy, hoặc thiếu «]»",
    "did not find expected ',' or '}'": "thiếu dấu phẩy, hoặc thiếu «}»",
    "found unexpected end of stream": "thiếu dấu đóng ngoặc kép",
    "found undefined alias": "chữ bắt đầu bằng «*» thì đặt trong ngoặc kép",
    "found unknown escape character": "dấu «\\» trong ngoặc kép thì viết hai lần",
    "did not find expected key": "thụt lề sai, hoặc thiếu dấu «:»",
    "could not find expected ':'": "thiếu dấu «:»",
    "did not find expected '-' indicator": "thụt lề sai, hoặc thiếu dấu «-»",
    "did not find expected <document start>": "thụt lề sai",
    "found character that cannot start": "chữ bắt đầu bằng «@», «%», «`» thì đặt trong ngoặc kép; không dùng phím Tab",
    "found a tab character": "thụt lề bằng dấu cách, không bằng phím Tab",
    "but found another document": "một tệp chỉ có một phần: bỏ dòng «---»",
    "control characters are not allowed": "có ký tự không đọc được",
    "can't decode": "không phải UTF-8",
}


def _unread(error: Exception) -> str:
    said = getattr(error, "problem", None) or " ".join(str(error).split())
    why = next((words for english, words in UNREAD.items() if english in said), said)
    return f"không đọc được YAML: {why}"


def _in_words(problem: ErrorDetails) -> str:
    if problem["type"] == "value_error":
        return problem["msg"].removeprefix("Value error, ")
    if (said := WRONG.get(problem["type"])) is None:
        return problem["msg"]
    facts = {name: str(fact).replace("' or '", "', '") for name, fact in problem.get("ctx", {}).items()}
    return said.format(**facts)


def _duplicate_keys(node: yaml.Node) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            # A list as key is refused where the values are made.
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key.value, key.start_mark.line + 1
                seen.add(key.value)
            yield from _duplicate_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _duplicate_keys(child)


def _line_of(node: yaml.Node, path: tuple[Any, ...]) -> int:
    """The line of the deepest node on the path that the file really has."""
    for step in path:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        if found is None:
            break
        node = found
    return int(node.start_mark.line) + 1


class Layers(Pack):
    """Packs that are read as one, later ones over earlier: a province's own words outlive the next clone of the code.

    A model names in `KEY` by what its items are known; one of a later pack takes the place of those before it that have
    the same key. Items without a key are all there.
    """

    def __init__(self, packs: Sequence[Pack], *, may_withdraw: bool) -> None:
        self.packs, self.may_withdraw = packs, may_withdraw

    def items(self, folder: str, model: type[M]) -> tuple[list[Item[M]], list[Finding]]:
        """Every item that holds, the earlier packs' first, and what is wrong in any of them."""
        key: tuple[str, ...] = getattr(model, "KEY", ())
        holding: list[Item[M]] = []
        findings: list[Finding] = []
        for pack in self.packs:
            items, wrong = pack.items(folder, model)
            over = {_known_by(item.value, key) for item in items if key}
            holding = [item for item in holding if not key or _known_by(item.value, key) not in over] + items
            findings += wrong
        return holding, findings


def _known_by(value: BaseModel, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(value, name) for name in key)


def spares(pack: Pack, report: LoadReport, gone: Iterable[str]) -> bool:
    """Whether something is left as it is, because to take in what the packs say now would withdraw this unasked."""
    told = list(gone)
    report.gone += told
    return bool(told) and not pack.may_withdraw


def rooms_that_load() -> list[str]:
    """The rooms that read packs, in their order."""
    return list(dict.fromkeys(collected().room_of(folder) for folder in offered(PackFolder).values()))


def load_rooms(
    paths: Iterable[Path], *, at: datetime, rooms: Iterable[str] | None = None, withdraw: bool = False
) -> dict[str, LoadReport]:
    """Load every room's part of the packs, later over earlier, room by room; what no room reads is a finding.

    `rooms`: those to load, where not all of them; `withdraw`: let go what the packs no longer say.
    """
    packs = [Pack(path) for path in paths]
    known = offered(PackFolder)
    reports = {}
    if unread := [finding for pack in packs for finding in _read_by_nobody(pack, known)]:
        reports["packs"] = LoadReport(findings=unread)
    for room in rooms_that_load() if rooms is None else rooms:
        loading = import_module(f"motcua.{room}.loading")
        reports[room] = loading.load(Layers(packs, may_withdraw=withdraw), at=at)
    return reports


def _read_by_nobody(pack: Pack, known: Collection[str]) -> Iterator[Finding]:
    """Folders and files of a pack that no manifest names: most likely a mistyped name."""
    for path in sorted(pack.path.iterdir()):
        is_read = path.name == "locale" or path.name.startswith(".") or path.name.removesuffix(".yaml") in known
        if not is_read:
            yield Finding(f"{pack.name}/{path.name}", 1, "", "không có phòng nào đọc")
