"""What each room and face brings to the whole: its `manifest.py` says it, and this collects it.

A manifest is a tuple of offers. The class of an offer stands where it is used: kinds of notice in `notices`, kinds of
paper in `papers`, duties in `organization`, places in a navigation in `people`; here those that the ground and the
faces use. Manifests know no Django: the command lists itself before there are settings.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from motcua.kernel.floors import house
from motcua.kernel.lanes import Lane


class Offer(Protocol):
    """Something that a room brings. Among all offers of its class it is known by its key."""

    @property
    def key(self) -> str: ...


Offered = TypeVar("Offered", bound=Offer)
Manifest = tuple[Offer, ...]


class OfferedTwiceError(Exception):
    """Two manifests claim one key."""


class Offers:
    """All offers of the manifests, by class and key, in the order of the rooms."""

    def __init__(self, manifests: Mapping[str, Iterable[Offer]]) -> None:
        self._found: dict[type, dict[str, Any]] = {}
        self._rooms: dict[tuple[type, str], str] = {}
        for room, manifest in manifests.items():
            for offer in manifest:
                self._take(room, offer)

    def _take(self, room: str, offer: Offer) -> None:
        claim = (type(offer), offer.key)
        if claim in self._rooms:
            what = f"{claim[0].__name__} «{offer.key}»"
            raise OfferedTwiceError(f"{what} is offered by {self._rooms[claim]} and by {room}.")
        self._rooms[claim] = room
        self._found.setdefault(claim[0], {})[offer.key] = offer

    def of(self, kind: type[Offered]) -> Mapping[str, Offered]:
        """All offers of a class by their keys."""
        return MappingProxyType(self._found.get(kind, {}))

    def room_of(self, offer: Offer) -> str:
        """Whose offer it is."""
        return self._rooms[type(offer), offer.key]


@cache
def collected() -> Offers:
    """What this house offers. Raises `OfferedTwiceError`, which names both rooms."""
    return Offers({name: import_module(f"motcua.{name}.manifest").MANIFEST for name in house()})


def offered(kind: type[Offered]) -> Mapping[str, Offered]:
    """All offers of a class by their keys, in the order of the rooms."""
    return collected().of(kind)


@dataclass(frozen=True)
class Words:
    """What people read for the codes of one table, marked for translation where it is written."""

    key: str
    of: Mapping[str, str]


@dataclass(frozen=True)
class PublicPage:
    """The name of an address that needs no sign-in. Its view is marked too; a test compares."""

    key: str


@dataclass(frozen=True)
class PackFolder:
    """A folder of packs (or a file, without its ending) that this room's `loading.load` reads."""

    key: str


@dataclass(frozen=True)
class Job:
    """Work that the worker does again and again: `runs` names a function «module:function» that takes `at`.

    What `deletes` by age waits while the clock may be wrong.
    """

    key: str
    cron: str
    runs: str
    deletes: bool = False
    lane: Lane = Lane.DAY


@dataclass(frozen=True)
class HealthPart:
    """Something that may be ill: `runs` names a function «module:function» that takes `at` and gives its `Health`.

    A node whose `is_vital` part is ill serves nobody; one whose `is_for_writing` part is ill can be read. No monitor
    waits for what is `slow` to look at. What `is_shared` is the same whichever node looks.
    """

    key: str
    label: str
    runs: str
    is_vital: bool = False
    is_for_writing: bool = False
    asks_database: bool = True
    is_slow: bool = False
    is_shared: bool = False


@dataclass(frozen=True)
class Measure:
    """A number for a monitor under the name `key`, which every process of the installation tells alike.

    `runs` names a function «module:function» that takes `at` and gives the number by the values of its `labels`.
    """

    key: str
    help: str
    runs: str
    labels: tuple[str, ...] = ()
    asks_database: bool = True


@dataclass(frozen=True)
class FileReference:
    """A column that refers to stored files: «room.model.column».

    In a column of JSON `path` says where their digests stand, as PostgreSQL writes it. A file that no such column
    refers to is deleted after a while.
    """

    key: str
    path: str = ""


@dataclass(frozen=True)
class Kept:
    """A kind of thing that is kept: `model` are its rows («room.model»), those that fulfil `where`; `beside` theirs.

    Packs say how long and why. When that is over, those whose column `since` is older are deleted; or `removes`, a
    function «module:function», does it, which takes the kind, `days` and `at`.
    """

    key: str
    model: str
    where: tuple[tuple[str, object], ...] = ()
    beside: tuple[str, ...] = ()
    since: str = ""
    removes: str = ""


@dataclass(frozen=True)
class Topic:
    """What is queued in the outbox under one topic, in words for who looks after failures; its channel, too."""

    key: str
    label: str
    channel: str = ""


@dataclass(frozen=True)
class Figure:
    """The name of something that is counted."""

    key: str


@dataclass(frozen=True)
class Benchmark:
    """A measurement: the module of this name in `benchmarks`, and what it measures."""

    key: str
    what: str


class Needs(Enum):
    """What must be there before a command runs."""

    NOTHING = "nothing: it makes its own surroundings"
    SETTINGS = "the settings of an installation"
    FOLDER = "a data folder and the settings about it, and no database"
    DATABASE = "a database: DATABASE_URL, or that of a data folder, started for the command; it gets `at`"
    KEPT = "as SETTINGS, but where nothing is said a data folder's own database is taken if there is one"
    LOOKED_AT = "as KEPT, in the role in which the installation itself works with its database"


@dataclass(frozen=True)
class Argument:
    """A word after a command, or a switch that begins with --; `shown` is what stands for its value."""

    name: str
    shown: str = ""
    type: Callable[[str], Any] = str
    default: Any = None
    choices: Collection[Any] | None = None
    is_flag: bool = False
    is_optional: bool = False


@dataclass(frozen=True)
class Command:
    """A command of `./motcua`: its words, one line of help, its arguments and the function it calls with them.

    `takes_rest`: every word after it is handed over unread, as `arguments`.
    """

    key: str
    help: str
    runs: str
    needs: Needs
    arguments: tuple[Argument, ...] = ()
    takes_rest: bool = False
