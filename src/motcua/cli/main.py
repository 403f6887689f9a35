"""Which command does what, as the manifests say."""

import argparse
import contextlib
import os
import secrets
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError
from django.utils import timezone

from motcua.cli import running, whereabouts
from motcua.cli.manifest import folder
from motcua.cli.reasons import reason
from motcua.kernel.illness import Unavailable
from motcua.kernel.manifests import Argument, Command, Needs, offered
from motcua.kernel.terminal import Trouble, say


def own_folder() -> Argument:
    """Where an installation keeps its data; nothing said means the one that `whereabouts` finds."""
    return Argument("--data", type=folder)


OR_OF_A_FOLDER = (Needs.KEPT, Needs.LOOKED_AT)
TAKES_DATA = (Needs.FOLDER, Needs.DATABASE, *OR_OF_A_FOLDER)


def usage(command: Command) -> tuple[str, str]:
    """How a command is said, and what it does with its switches in brackets."""
    words = [command.key]
    switches = []
    for argument in command.arguments:
        if argument.name.startswith("--"):
            switches.append(f"{argument.name} {argument.shown}".strip())
        else:
            words.append(f"[{argument.shown}]" if argument.is_optional else argument.shown)
    return " ".join(words), f"{command.help} ({', '.join(switches)})" if switches else command.help


def listing() -> str:
    """Every command, one a line."""
    lines = [usage(command) for command in offered(Command).values()]
    width = max(len(said) for said, _what in lines)
    return "\n".join(f"{said:{width}}  {what}" for said, what in lines)


class Parser(argparse.ArgumentParser):
    """Says in one Vietnamese line what it did not understand, and how the command is used."""

    def error(self, message: str) -> NoReturn:
        words = self.prog.split()[1:]
        commands = [one for key, one in offered(Command).items() if words and key.split()[: len(words)] == words]
        uses = "; ".join("./motcua " + ": ".join(usage(command)) for command in commands)
        how = f"Cách dùng: {uses}." if uses else "Xem các lệnh: ./motcua"
        self.exit(2, f"{_reason(message)} {how}\n")


def _reason(message: str) -> str:
    """What argparse says in English, in our words."""
    about, _colon, said = message.partition(": ")
    if about == "argument lệnh":
        return "Không có lệnh này."
    if about.startswith("the following arguments are required"):
        return f"Thiếu {said}."
    if about == "unrecognized arguments":
        return f"Không hiểu «{said}»."
    return f"{about.removeprefix('argument ').partition('/')[0]} chưa đúng."


def parser() -> argparse.ArgumentParser:
    """The command's words."""
    top = Parser(prog="./motcua", add_help=False)
    keys = top.add_subparsers(dest="verb", metavar="lệnh", required=True)
    for command in offered(Command).values():
        one = keys.add_parser(command.key)
        one.set_defaults(command=command)
        for argument in (*command.arguments, *([own_folder()] if command.needs in TAKES_DATA else [])):
            _add(one, argument)
    return top


def _add(to: argparse.ArgumentParser, argument: Argument) -> None:
    if argument.is_flag:
        to.add_argument(argument.name, action="store_true")
        return
    to.add_argument(
        argument.name,
        type=argument.type,
        default=argument.default,
        choices=argument.choices,
        metavar=argument.shown or None,
        nargs="?" if argument.is_optional else None,
    )


def _as_keys(arguments: Sequence[str]) -> list[str]:
    """The arguments with a command of two words as one: «backup check» is another command than «backup»."""
    both = " ".join(arguments[:2])
    if both in offered(Command):
        return [both, *arguments[2:]]
    first = arguments[0]
    if first not in offered(Command) and any(key.startswith(f"{first} ") for key in offered(Command)):
        Parser(prog=f"./motcua {first}").error("argument lệnh: ")
    return list(arguments)


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 1 not well, 2 not understood."""
    unread = offered(Command).get(arguments[0]) if arguments else None
    takes_rest = unread is not None and unread.takes_rest
    try:
        if not arguments or (not takes_rest and {"-h", "--help"} & set(arguments)):
            say("Một Cửa – phần mềm một cửa điện tử. Các lệnh:\n")
            say(listing())
            return 0
        if unread is not None and takes_rest:
            return _run(unread, arguments=list(arguments[1:]))
        return _run(**vars(parser().parse_args(_as_keys(arguments))))
    except BrokenPipeError:
        return _unheard()
    except (Trouble, Unavailable, ImproperlyConfigured, DatabaseError, OSError) as trouble:
        sys.stderr.write(f"{_in_words(trouble)}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _unheard() -> int:
    """Whoever read what is printed has read enough, as `head` does; nothing more is written, not at the end either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


def _in_words(trouble: Exception) -> str:
    """One line for the person at the terminal: what is missing or broken, and what to do."""
    said = " ".join(str(trouble).split())
    if isinstance(trouble, ImproperlyConfigured):
        return f"Cấu hình chưa đúng: {said}"
    if isinstance(trouble, ProgrammingError):
        return f"Cơ sở dữ liệu chưa có cấu trúc của phiên bản này. Chạy ./motcua migrate. ({said})"
    if isinstance(trouble, DatabaseError):
        return f"Không dùng được cơ sở dữ liệu. Kiểm tra DATABASE_URL và máy chủ PostgreSQL. ({said})"
    if isinstance(trouble, Unavailable):
        return trouble.told or f"Máy này chưa làm được lúc này. Xem ./motcua check. ({said})"
    if isinstance(trouble, OSError):
        return f"{trouble.filename}: {reason(trouble)}" if trouble.filename else f"Máy báo lỗi: {reason(trouble)}"
    return said


def _run(command: Command, verb: str = "", **facts: Any) -> int:
    data = whereabouts.meant(facts.pop("data")) if command.needs in TAKES_DATA else None
    with _surroundings(command.needs, data):
        if command.needs is Needs.DATABASE:
            facts["at"] = timezone.now()
        module, function = command.runs.split(":")
        return getattr(import_module(module), function)(**facts)  # type: ignore[no-any-return]


@contextlib.contextmanager
def _surroundings(needs: Needs, data: Path | None) -> Iterator[None]:
    """What a command needs before it runs."""
    if needs is Needs.NOTHING:
        yield
        return
    if data is not None:
        os.environ["MOTCUA_DATA"] = str(data)
    if needs is Needs.FOLDER:
        # Settings are read as a whole; of these nothing is used.
        os.environ.setdefault("DATABASE_URL", "postgresql:///")
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe())
    is_told = whereabouts.is_told()
    keeps_own = needs in OR_OF_A_FOLDER and data is not None and not is_told and whereabouts.keeps_own(data)
    if data is not None and (needs is Needs.DATABASE or keeps_own):
        if not is_told:
            # Not among what is asked for, which may be read by a program.
            sys.stderr.write(f"{whereabouts.described(data)}\n")
        with running.database(data, as_it_works=needs is Needs.LOOKED_AT):
            running.ready()
            yield
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.production")
    running.ready()
    yield
