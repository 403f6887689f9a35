"""What the platform says of itself: each event one line on standard error, whatever somebody typed into it."""

from enum import StrEnum
from typing import Any

import structlog
from structlog.typing import Processor

# What a line says beside its event, whoever writes it, ours or a library's; a request adds whose it was.
SAID: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
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


def as_line() -> structlog.stdlib.ProcessorFormatter:
    """A line of JSON; the web server is told by this name too (`cli/granian.json`)."""
    return _formatter(structlog.processors.format_exc_info, structlog.processors.JSONRenderer(sort_keys=True))


def as_words() -> structlog.stdlib.ProcessorFormatter:
    """Words for who sits before a terminal."""
    # Plain: a prettier one would write what stands in every variable, take seconds for it, and hold the answer up.
    return _formatter(structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback))


def _formatter(*renders: Processor) -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SAID, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renders]
    )


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
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
