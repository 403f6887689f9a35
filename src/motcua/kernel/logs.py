"""What the platform says of itself: each event one line on standard error, whatever somebody typed into it."""

import re
import traceback
from collections.abc import Iterator
from enum import StrEnum
from logging import Filter, LogRecord
from typing import Any

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

ADDRESS = re.compile(r"/\S+")
# What a failure says of the row that it failed on, and values between quotes; names of ours are none.
ROW = re.compile(r"\n(DETAIL|CONTEXT|HINT|QUERY|PARAMETERS):.*", re.DOTALL)
QUOTED = re.compile(r"""(?P<mark>['"])(?P<said>[^'"\n]*)(?P=mark)|«[^»\n]*»""")
OURS = re.compile(r"[a-z_][a-z0-9_.]{0,60}")
VALUE = re.compile(r"[^\s@]+@[^\s@]+|\d[\d .-]{4,}\d")
# No part of an address of ours is so long, but for keys that open something, and what was never ours.
LONGEST_PART = 40


def shown_path(path: str) -> str:
    """A path as logs keep it: no key that opens anything, and no more than tells where it led."""
    parts = (part if len(part) <= LONGEST_PART else f"{part[:8]}…" for part in path.split("/"))
    return "/".join(parts)[:300]


def _without_keys(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Addresses in a line, whoever writes it: the framework puts those of pages that failed into its sentence."""
    event["event"] = ADDRESS.sub(lambda found: shown_path(found[0]), str(event.get("event", "")))
    if isinstance(event.get("path"), str):
        event["path"] = shown_path(event["path"])
    return event


# What a line says beside its event, whoever writes it, ours or a library's; a request adds whose it was.
SAID: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_keys,
]


class Kind(StrEnum):
    """What is told to who watches over an installation."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    SIGN_IN_FAILED = "sign_in_failed"
    WRONG_CODE = "wrong_code"
    WRONG_KEY = "wrong_key"
    ACCESS_REFUSED = "access_refused"
    NOT_FOUND = "not_found"
    FORGED_FORM = "forged_form"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_OFTEN = "too_often"


_watch = structlog.get_logger("motcua.security")


def log_security(kind: Kind, **facts: Any) -> None:
    """One line of the security log. `facts` are keys and marks of ours, never what somebody typed or is called."""
    is_usual = kind in (Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.SESSION_ENDED)
    write = _watch.info if is_usual else _watch.warning
    write("security", kind=kind.value, **{name: fact for name, fact in facts.items() if fact not in (None, "")})


def without_values(message: str) -> str:
    """What a failure says, without what it failed on: rows, contacts, numbers, what somebody typed."""

    def kept(found: re.Match[str]) -> str:
        return found[0] if OURS.fullmatch(found["said"] or "") else "«…»"

    return VALUE.sub("…", QUOTED.sub(kept, ROW.sub("", message)))[:500]


def _failure(exc_info: ExcInfo) -> str:
    """A traceback: where it failed and with what kind of error, what led to it first."""
    return "\n".join(reversed(list(_failures(exc_info[1]))))


def _failures(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        where = "".join(traceback.format_tb(error.__traceback__))
        yield f"{where}{type(error).__qualname__}: {without_values(str(error))}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def as_line() -> structlog.stdlib.ProcessorFormatter:
    """A line of JSON; the web server is told by this name too (`cli/granian.json`)."""
    return _formatter(structlog.processors.JSONRenderer(sort_keys=True))


class WithoutAdvice(Filter):
    """Leaves out what the web server advises about its threads at every start: their number was chosen."""

    def filter(self, record: LogRecord) -> bool:
        return "spawning up to" not in record.getMessage()


def as_words() -> structlog.stdlib.ProcessorFormatter:
    """Words for who sits before a terminal."""
    return _formatter(structlog.dev.ConsoleRenderer(colors=False))


def _formatter(render: Processor) -> structlog.stdlib.ProcessorFormatter:
    # Failures in our own words: others write what stands in every variable, take seconds for it, and hold answers up.
    failures = structlog.processors.ExceptionRenderer(_failure)
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SAID, processors=[meta, failures, render])


def logging(*, in_words: bool) -> dict[str, Any]:
    """Django's LOGGING: lines of JSON for programs, or words for who sits before a terminal; one line an event."""
    structlog.configure(
        processors=[*SAID, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": f"{__name__}.{as_words.__name__ if in_words else as_line.__name__}"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "loggers": {
            "motcua": {"level": "INFO"},
            "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            # What these refuse is told in one line of ours; their traceback each time would only fill the disk.
            "django.security": {"handlers": ["nowhere"], "propagate": False},
            "pyhanko.sign.validation": {"handlers": ["nowhere"], "propagate": False},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
