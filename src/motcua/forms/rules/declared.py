"""Whether a form asks for all that the law wants declared, and for nothing without a purpose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motcua.forms.rules.definition import Definition


@dataclass(frozen=True)
class Content:
    """One thing to be declared: what the law (or another purpose) wants, and the fields that ask for it."""

    what: str
    fields: tuple[str, ...]
    is_required: bool


def gaps(form: Definition, contents: Sequence[Content]) -> Iterator[tuple[int, str]]:
    """What is wrong with a map from contents to fields: the number of the content, and a sentence."""
    specs = {spec.name: spec for page in form.pages for spec in page.fields}
    for number, content in enumerate(contents):
        if missing := [name for name in content.fields if name not in specs]:
            yield number, f"«{content.what}»: biểu mẫu không có mục {', '.join(missing)}"
        elif content.is_required and content.fields and not any(specs[name].is_required for name in content.fields):
            yield number, f"«{content.what}» phải khai nhưng không mục nào bắt buộc"


def without_purpose(form: Definition, contents: Sequence[Content]) -> list[str]:
    """The fields that ask for nothing anybody named."""
    named = {name for content in contents for name in content.fields}
    return sorted({spec.name for page in form.pages for spec in page.fields} - named)
