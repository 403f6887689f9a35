"""About how long a form takes, as people are told before they begin and on the way: an estimate, said as one."""

from collections.abc import Iterable
from dataclasses import dataclass

from motcua.forms.rules.answers import is_visible
from motcua.forms.rules.checks import Answers
from motcua.forms.rules.definition import Page

# Seconds of somebody who types with one hand and has the papers at hand: to read a page, to answer what must be
# answered, to find a paper, photograph and attach it.
PAGE, QUESTION, PAPER = 15, 15, 45
# From here on minutes are told in fives: more than about so long nobody knows it more closely.
FIVES = 10


@dataclass(frozen=True)
class Effort:
    """What is to be gone through: pages, questions that must be answered, papers that must be attached."""

    pages: int = 0
    questions: int = 0
    papers: int = 0

    def __add__(self, other: "Effort") -> "Effort":
        return Effort(self.pages + other.pages, self.questions + other.questions, self.papers + other.papers)

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up; none where nothing is left."""
        seconds = PAGE * self.pages + QUESTION * self.questions + PAPER * self.papers
        minutes = -(-seconds // 60)
        return minutes if minutes <= FIVES else -(-minutes // 5) * 5


def effort_of(pages: Iterable[Page], answers: Answers) -> Effort:
    """What these pages ask of somebody who has given these answers; what is answered is not asked again.

    A page that repeats counts for one item, or for as many as there must be.
    """
    effort = Effort()
    for page in pages:
        open_fields = [
            spec
            for spec in page.fields
            if spec.is_required and spec.name not in answers and is_visible(spec.when, answers)
        ]
        if page.repeat:
            missing = max(page.min_items, 1) - len(answers.get(page.repeat) or [])
            effort += Effort(1, max(missing, 0) * len(open_fields))
        else:
            effort += Effort(1, len(open_fields))
    return effort
