"""A page of ours with what was typed into one of its forms before: the one place where finished HTML is changed.

Every page shows by itself what it refuses; none is asked to show what never reached it. So this is done once, for all.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.html import escape

# Inputs that nobody types into, or whose content no page may write.
UNTYPED = {"hidden", "submit", "button", "image", "reset", "file", "password"}
Typed = Mapping[str, Sequence[str]]
Attributes = dict[str, str | None]


@dataclass
class _Tag:
    """A start tag, where it stands in the text, and where what it holds ends."""

    name: str
    attrs: Attributes
    start: int
    end: int
    inside: list["_Tag"] = field(default_factory=list)
    # Of a text area what it holds, of a select its options.
    until: int = 0
    options: list["_Tag"] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return (self.attrs.get("type") or "text").lower() if self.name == "input" else self.name

    def written(self, **changes: str | None) -> str:
        """The tag with other attributes: a text, an empty one that only stands there, or none."""
        attrs: Attributes = {**self.attrs}
        for name, value in changes.items():
            attrs.pop(name, None)
            if value is not None:
                attrs[name] = value
        said = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs.items())
        return f"<{self.name}{said}>"


@dataclass
class _Form(_Tag):
    controls: list[_Tag] = field(default_factory=list)
    parts: list[_Tag] = field(default_factory=list)


class _Reader(HTMLParser):
    """The forms of a page that are posted, with where each of their parts stands."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines = [0]
        for line in text.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.forms: list[_Form] = []
        self.details: list[_Tag] = []
        self.is_within = False
        self.feed(text)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._offset()
        end = start + len(self.get_starttag_text() or "")
        if tag == "form":
            self.is_within = True
            self.forms.append(_Form(tag, dict(attrs), start, end))
            return
        found = _Tag(tag, dict(attrs), start, end, inside=list(self.details))
        if tag == "details":
            self.details.append(found)
        if not self.is_within:
            return
        form = self.forms[-1]
        if "data-mc-when" in found.attrs:
            form.parts.append(found)
        if tag == "option" and form.controls and form.controls[-1].name == "select":
            form.controls[-1].options.append(found)
        elif tag in ("input", "select", "textarea", "button") and found.attrs.get("name"):
            form.controls.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_within = False
        elif tag == "details" and self.details:
            self.details.pop()
        elif tag == "textarea" and self.is_within and self.forms[-1].controls:
            self.forms[-1].controls[-1].until = self._offset()


@dataclass(frozen=True)
class Refilled:
    """The page, whether anything stands in it again, and the values for which it has no place now."""

    page: str
    is_filled: bool
    left: list[str]


def refilled(page: str, *, path: str, action: str, typed: Typed) -> Refilled:
    """The page at this path with what was typed into the form of it that is sent to `action`."""
    forms = [
        form
        for form in _Reader(page).forms
        if (form.attrs.get("method") or "").lower() == "post"
        and (form.attrs.get("action") or path).split("?")[0] == action
    ]
    if not forms:
        return Refilled(page, is_filled=False, left=_shown(typed, set()))
    form = max(forms, key=lambda one: _likeness(one, typed))
    edits = _Edits(typed)
    for control in form.controls:
        edits.fill(control)
    for part in form.parts:
        edits.open_part(part)
    known = {control.attrs["name"] or "" for control in form.controls}
    for start, end, text in sorted(edits.made, reverse=True):
        page = page[:start] + text + page[end:]
    return Refilled(page, is_filled=edits.is_filled, left=_shown(typed, known) + edits.left)


def _likeness(form: _Form, typed: Typed) -> tuple[int, int]:
    """How much a form looks like the one that was sent: what it says of itself, then what it asks."""
    hidden = [one for one in form.controls if one.kind == "hidden" and one.attrs.get("value")]
    same = sum((one.attrs.get("value") or "") in typed.get(one.attrs["name"] or "", ()) for one in hidden)
    return same, sum((one.attrs["name"] or "") in typed for one in form.controls)


def _shown(typed: Typed, known: set[str]) -> list[str]:
    return [value for name, values in typed.items() if name not in known for value in values if value.strip()]


class _Edits:
    """What changes in a form for it to say again what was typed."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.waiting = {name: list(values) for name, values in typed.items()}
        self.made: list[tuple[int, int, str]] = []
        self.opened: set[int] = set()
        self.left: list[str] = []
        self.is_filled = False

    def fill(self, control: _Tag) -> None:
        name = control.attrs["name"] or ""
        if control.kind in UNTYPED or control.name == "button":
            return
        if control.kind in ("checkbox", "radio"):
            self._tick(control, name)
        elif name in self.typed and control.name == "select":
            self._choose(control, self.typed[name])
        elif self.waiting.get(name):
            self._write(control, self.waiting[name].pop(0))

    def _tick(self, control: _Tag, name: str) -> None:
        value = control.attrs.get("value")
        is_ticked = ("on" if value is None else value) in self.typed.get(name, ())
        if control.kind == "radio" and name not in self.typed:
            return
        if is_ticked != ("checked" in control.attrs):
            self._note(control, control.written(checked="checked" if is_ticked else None))

    def _choose(self, control: _Tag, values: Sequence[str]) -> None:
        offered = {option.attrs.get("value") or "" for option in control.options}
        self.left += [value for value in values if value and value not in offered]
        if not offered.intersection(values):
            return
        for option in control.options:
            is_chosen = (option.attrs.get("value") or "") in values
            if is_chosen != ("selected" in option.attrs):
                self._note(option, option.written(selected="selected" if is_chosen else None), within=control)

    def _write(self, control: _Tag, value: str) -> None:
        if control.name == "textarea":
            # The first line break of a text area is none of its own.
            self._note(control, "\n" + escape(value), place=(control.end, control.until))
        elif value != (control.attrs.get("value") or ""):
            self._note(control, control.written(value=value))

    def _note(self, tag: _Tag, text: str, *, place: tuple[int, int] | None = None, within: _Tag | None = None) -> None:
        start, end = place or (tag.start, tag.end)
        self.made.append((start, end, text))
        self.is_filled = True
        for details in (within or tag).inside:
            if "open" not in details.attrs and details.start not in self.opened:
                self.opened.add(details.start)
                self.made.append((details.start, details.end, details.written(open="open")))

    def open_part(self, part: _Tag) -> None:
        """Show what the answers open, and nothing else, as the page does while they are chosen."""
        wanted: dict[str, list[str]] = json.loads(part.attrs.get("data-mc-when") or "{}")
        is_open = all(set(values).intersection(self.typed.get(name, ())) for name, values in wanted.items())
        if is_open == ("hidden" in part.attrs) and not any(start == part.start for start, _end, _text in self.made):
            self.made.append((part.start, part.end, part.written(hidden=None if is_open else "hidden")))
