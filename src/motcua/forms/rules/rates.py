"""What a declaration counts that costs something: so many copies, each at the rate the form names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motcua.forms.rules.answers import visible_pages
from motcua.forms.rules.checks import Answers
from motcua.forms.rules.definition import Definition


@dataclass(frozen=True)
class Counted:
    """So many of something; `dong` for each, or none where the procedure's own fee is for one of them."""

    number: int
    per: str
    dong: int | None

    @property
    def sum_dong(self) -> int:
        return self.number * (self.dong or 0)


def uncounted(definition: Definition | None, wanted: Sequence[str]) -> list[str]:
    """Of the numbers that the procedure's own fee depends on, those that no question of its form asks for."""
    fields = [spec for page in definition.pages for spec in page.fields] if definition is not None else []
    asked = {spec.rate.per for spec in fields if spec.rate is not None and spec.rate.dong is None}
    return [name for name in wanted if name not in asked]


def counted_in(definition: Definition, answers: Answers) -> Iterator[Counted]:
    """What these answers ask for by number; nothing where they ask for none."""
    for page in visible_pages(definition, answers):
        for spec in () if page.repeat else page.fields:
            number = answers.get(spec.name)
            if spec.rate is not None and isinstance(number, int) and number > 0:
                yield Counted(number, spec.rate.per, spec.rate.dong)
