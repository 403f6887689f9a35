"""The file of settings that systemd and a shell both read: written, and looked at, so that both read the same."""

import re

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
# Bare words that mean to both what they say; or in quotes, where both take away the same backslashes.
READ_ALIKE = re.compile(
    rf"""\s*(?:[#;].*)?$ | {NAME}=(?: [A-Za-z0-9_@%+=:,./-]* | '[^'\\\n]*' | "(?:[^"\\`$\n]|\\["\\`$])*" )\s*$""",
    re.VERBOSE,
)
ESCAPED = re.compile(r'["\\`$]')


def line(name: str, value: str) -> str:
    """A setting as both read it, whatever stands in it: `#`, `&`, spaces, quotes. `ValueError` for a line break."""
    if "\n" in value or "\r" in value:
        raise ValueError(name)
    escaped = ESCAPED.sub(r"\\\g<0>", value)
    return f'{name}="{escaped}"'


def misread(text: str) -> list[tuple[int, str]]:
    """Lines that a shell may read otherwise than systemd, or not at all: number and name, never the value."""
    return [
        (number, written.partition("=")[0].strip()[:50])
        for number, written in enumerate(text.splitlines(), 1)
        if not READ_ALIKE.match(written)
    ]


def value(text: str, name: str) -> str:
    """What a setting is in lines that both read alike; the last one counts; nothing where it is not set."""
    found = ""
    for written in text.splitlines():
        if written.startswith(f"{name}="):
            given = written.partition("=")[2].strip()
            if given[:1] == '"':
                found = re.sub(r'\\(["\\`$])', r"\1", given[1:-1])
            else:
                found = given[1:-1] if given[:1] == "'" else given
    return found
