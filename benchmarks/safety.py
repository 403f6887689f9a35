"""Hostile requests to every address as every role, and who sees whose data at which address, inside files as well."""

import random
import re
import traceback
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any

import pypdf
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pypdf.errors import PyPdfError

from benchmarks.province import Province
from benchmarks.results import table, verdict, write

REQUESTS, SEED = 10_000, 20261129
LOOKED_AT = 3
NOBODY = "nobody"
ROLES = {
    NOBODY: "", "citizen": "congdan", "other citizen": "congdan2", "business": "kinhdoanh", "counter": "motcua",
    "director": "giamdoc", "case officer": "tuphap", "head": "tuphap2", "economy": "kinhte", "leader": "lanhdao",
    "clerk": "vanthu", "province's counter": "motcuatinh", "department": "sotuphap", "keeper": "kiemsoat",
    "administrator": "quantri",
}  # fmt: skip
# What an input, an address or a header may be given that no page expects.
HOSTILE = (
    "", " ", "\x00", "a\x00b", "'", '"; DROP TABLE x;--', "%", "%00", "%s%s%n", "_", "\\", "../../etc/passwd", "{{7*7}}",
    "{% debug %}", "${7*7}", "<script>alert(1)</script>", "' OR 1=1 --", "0", "-1", "1e309", "NaN", "9" * 20, "9" * 400,
    "\u0663", "\u00b2", "1,5", "24.000", "\u200b", "\u202e", "\ud7ff", "\ufeff", "\U0001f600", "\u0301" * 40, "ạ" * 5_000,
    "\r\nX: y", "31/02/2026", "0000-00-00", "99999-12-31", "2026-13-45T25:61", "null", "[]", '{"a": 1}', "true", "a@b",
    "+84", "00000000-0000-0000-0000-000000000000", "https://x.vn/", "//x.vn", "javascript:alert(1)", "on", "yes",
)  # fmt: skip
QUERIES = (
    "q",
    "ma",
    "sau",
    "truoc",
    "trang",
    "ngay",
    "tu",
    "den",
    "co-quan",
    "loai",
    "next",
    "linh-vuc",
    "cap",
    "kind",
    "limit",
)
# What somebody finds who looks a person up: as long as nobody's else is.
SHORTEST_MARK = 7
SEEN, NOT_SO, FAILED = 200, 405, 500
# A measurement that is stopped at the doors has measured nothing.
LEAST_SEEN = 0.1


@dataclass
class Fuzzed:
    """What hostile requests came to."""

    statuses: Counter[int] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


@dataclass
class Looked:
    """What looking at everything came to."""

    answers: int = 0
    files: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """What came back: how it ended, what it is, all of it."""

    status: int
    kind: str
    content: bytes


class Asker:
    """Asks as somebody, so that nothing stays of it."""

    def __init__(self, accounts: Mapping[str, Any]) -> None:
        # By a name the platform answers to: others are turned away before any page.
        self.clients = {role: Client(SERVER_NAME=settings.ALLOWED_HOSTS[0]) for role in accounts}
        for role, account in accounts.items():
            if account is not None:
                self.clients[role].force_login(account)
        self.cookies = {role: client.cookies.output(header="") for role, client in self.clients.items()}

    def __call__(self, role: str, method: str, address: str, data: Mapping[str, Any] | None = None) -> Answer:
        # Who asked for all of this before is no reason to be refused now; and nobody signs out for good.
        cache.clear()
        client = self.clients[role]
        client.cookies = SimpleCookie(self.cookies[role])
        with transaction.atomic():
            answer = getattr(client, method)(address, data or {})
            content = answer.getvalue() if answer.streaming else answer.content
            transaction.set_rollback(True)
        return Answer(answer.status_code, answer.headers.get("Content-Type", "").partition(";")[0], content)


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """The name of every address with the names of what it is called with."""
    for known in (resolver or get_resolver()).url_patterns:
        if isinstance(known, URLResolver):
            yield from addresses(known, f"{known.namespace}:" if known.namespace else prefix)
        elif isinstance(known, URLPattern):
            yield f"{prefix}{known.name}", list(known.pattern.regex.groupindex)


def address_of(name: str, values: Mapping[str, Any]) -> str:
    """The address with these values; nothing where they do not go into it."""
    try:
        return reverse(name, kwargs=dict(values))
    except NoReverseMatch:
        return ""


def fuzz(ask: Asker, things: Sequence[Mapping[str, Any]], *, requests: int, seed: int = SEED) -> Fuzzed:
    """So many requests: any address of any thing by anybody, read and sent with what no page expects."""
    chance, fuzzed = random.Random(seed), Fuzzed()
    every, fields = list(addresses()), dict[str, list[str]]()
    roles, only_read = list(ask.clients), set[str]()
    while sum(fuzzed.statuses.values()) + len(fuzzed.failures) < requests:
        name, keys = chance.choice(every)
        address = address_of(name, _values(keys, things, chance))
        if not address:
            continue
        role, method = chance.choice(roles), "get" if name in only_read else chance.choice(("get", "post", "post"))
        known = fields.get(name) or list(QUERIES)
        data = _typed(chance.sample(known, chance.randint(0, min(len(known), 12))), chance)
        try:
            answer = ask(role, method, address, data)
        except Exception as error:  # noqa: BLE001 - what fails is what is looked for
            fuzzed.failures.append(f"{method} {name} as {role}: {_place_of(error)} ({data!r:.300})")
            continue
        fuzzed.statuses[answer.status] += 1
        if answer.status == NOT_SO:
            only_read.add(name)
        fuzzed.addresses.add(name)
        if answer.status >= FAILED:
            fuzzed.failures.append(f"{method} {name} as {role}: {answer.status}")
        if method == "get" and answer.kind == "text/html":
            found = re.findall(r'<(?:input|select|textarea|button)[^>]* name="([^"]+)"', answer.content.decode())
            fields[name] = sorted({*fields.get(name, ()), *found})
    return fuzzed


def _values(keys: Iterable[str], things: Sequence[Mapping[str, Any]], chance: random.Random) -> dict[str, Any]:
    """Mostly those of one thing, so that what stands behind the address is reached; sometimes a hostile one."""
    thing = chance.choice(things)
    values = {}
    for key in keys:
        others = [other[key] for other in things if key in other]
        given = thing.get(key, chance.choice(others) if others else "x")
        values[key] = chance.choice(HOSTILE) if chance.random() < 0.15 else given
    return values


def _typed(names: Iterable[str], chance: random.Random) -> dict[str, Any]:
    typed: dict[str, Any] = {name: chance.choice(HOSTILE) for name in names}
    for name in typed:
        if name.startswith(("scan_", "tep", "item_", "file", "giay")) and chance.random() < 0.5:
            content = chance.choice((b"", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"<svg/>"))
            typed[name] = SimpleUploadedFile(chance.choice(("a.pdf", "a\u202efdp.exe", "x" * 300, "a.docx")), content)
    return typed


def _place_of(error: Exception) -> str:
    """What failed, and the last place of ours that it came by."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/src/motcua/" in frame.filename]
    where = f"{frames[-1].filename.rpartition('/src/motcua/')[2]}:{frames[-1].lineno}" if frames else "elsewhere"
    return f"{type(error).__name__} at {where}: {error!s:.200}"


def words_in(content: bytes) -> str:
    """All that can be read in an answer, without blanks and dots: of a page, a PDF, a table, an archive of these."""
    return re.sub(r"[\s.\u200b]+", "", _read(content)).lower()


def _read(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        try:
            return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
        except PyPdfError:
            return ""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "\n".join(_read(archive.read(name)) for name in archive.namelist())
    return re.sub(r"<[^>]*>", " ", content.decode(errors="replace")) + content.decode(errors="replace")


def mark_of(text: str) -> str:
    """A number or an address of a person as every page, paper and table has it; nothing where it is too short to tell."""
    plain = re.sub(r"[\s.]+", "", text.removeprefix("+84")).lower()
    plain = plain.removeprefix("0") if plain.isdigit() and len(plain) == 10 else plain
    return plain if len(plain) >= SHORTEST_MARK else ""


def every_address(things: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every address of every thing that has what it is called with."""
    asked = {
        address_of(name, {key: thing[key] for key in keys})
        for name, keys in addresses()
        for thing in things
        if set(keys) <= set(thing)
    }
    return sorted(asked - {""})


def look(ask: Asker, asked: Iterable[str], hidden: Mapping[str, Collection[str]]) -> Looked:
    """Every address, asked by every role that has somebody hidden from it: whom it sees there all the same."""
    looked = Looked()
    for address in asked:
        for role, marks in hidden.items():
            answer = ask(role, "get", address)
            looked.answers += 1
            if answer.status == SEEN:
                looked.files[answer.kind] += 1
            words = words_in(answer.content)
            looked.leaks += [f"{role} sees {mark} at {address}" for mark in marks if mark in words]
    return looked


def run(requests: int = REQUESTS) -> dict[str, Any]:
    """Both in a province with dossiers on their way; each request is undone, so that the next finds the same."""
    with Province(is_durable=False) as province:
        province.enter()
        from benchmarks.safety_world import accounts_of, hidden_from, things_of  # noqa: PLC0415 - models need a province

        accounts = accounts_of(ROLES)
        ask, things = Asker(accounts), things_of(LOOKED_AT)
        looked = look(ask, every_address(things), {role: hidden_from(account) for role, account in accounts.items()})
        fuzzed = fuzz(ask, things, requests=requests)
        if fuzzed.statuses[SEEN] < requests * LEAST_SEEN:
            fuzzed.failures.append(f"only {fuzzed.statuses[SEEN]} of {requests} requests reached a page")
    figures = {
        "requests": requests, "statuses": dict(sorted(fuzzed.statuses.items())), "failures": fuzzed.failures,
        "addresses": len(fuzzed.addresses), "roles": len(ROLES), "answers_looked_at": looked.answers,
        "files": {kind: count for kind, count in looked.files.items() if count}, "leaks": looked.leaks,
    }  # fmt: skip
    _write(figures)
    return figures


def _write(figures: Mapping[str, Any]) -> None:
    statuses = ", ".join(f"{count:,} × {status}" for status, count in figures["statuses"].items())
    inside = ", ".join(f"{count:,} × {kind}" for kind, count in sorted(figures["files"].items()))
    rows = [
        [f"{figures['requests']:,} hostile requests, {figures['addresses']} addresses, {figures['roles']} roles", statuses,
         f"{len(figures['failures'])} failures", verdict(not figures["failures"])],
        [f"{figures['answers_looked_at']:,} answers read, files from inside", inside,
         f"{len(figures['leaks'])} that show whom the role may not see", verdict(not figures["leaks"])],
    ]  # fmt: skip
    failures = [f"- `{line}`" for line in [*figures["failures"], *figures["leaks"]][:20]]
    write(
        "safety",
        "Hostile requests, and who sees whom",
        [*table(["what", "came to", "found", "goal: none"], rows), *failures],
        "django",
        "pypdf",
    )
