"""A draft with the procedure it applies for: what its case needs, and which steps are done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.dossiers.queries import returns_of
from motcua.dossiers.rules import ReturnMethod
from motcua.forms.models import Draft
from motcua.forms.rules import Effort, Page, effort_of, problems_of, visible_pages
from motcua.kernel.codes import shown_code
from motcua.kernel.speech import say
from motcua.procedures.models import Component, ProcedureVersion, Question
from motcua.procedures.queries import version_in_force
from motcua.procedures.rules import of_my_case, unanswered
from motcua.ui.procedure import case_of

# The button that keeps what was typed, right or not yet, and goes one step back.
BACK = "back"
# The page that asks who is who: whose dossier it is, who receives it, how to reach them, how it comes back.
PEOPLE = Effort(1, 4)


class Application:
    """What the pages of one application ask about it. Nothing is read before it is asked for."""

    def __init__(self, draft: Draft, *, on: date) -> None:
        self.draft, self.on = draft, on

    @cached_property
    def version(self) -> ProcedureVersion | None:
        """The procedure as it is in force today; none when it ended meanwhile."""
        found = version_in_force(self.draft.procedure_code, on=self.on)
        if found is not None:
            prefetch_related_objects([found], "questions", "components")
        return found

    @property
    def returns(self) -> Sequence[ReturnMethod]:
        """How the result may come: not by itself where the law wants somebody to come."""
        return returns_of(self.version) if self.version else list(ReturnMethod)

    @property
    def pages(self) -> list[Page]:
        return visible_pages(self.draft.form.parsed, self.draft.told)

    @property
    def case(self) -> list[tuple[str, str]]:
        """The answers about one's case, in words."""
        return case_of(self.version, self.draft.case_answers) if self.version else []

    @property
    def unanswered(self) -> list[Question]:
        """The questions about one's case without an answer that may be chosen today."""
        return unanswered(self.version.questions.all(), self.draft.case_answers) if self.version else []

    @property
    def needed(self) -> list[Component]:
        """The papers that this case must or may attach."""
        mine = of_my_case(self.version.components.all(), self.draft.case_answers) if self.version else []
        return [one for one in mine if not (one.is_made_by_form or one.is_shown_only)]

    @property
    def missing(self) -> list[Component]:
        """The papers that must be attached and are not."""
        return [c for c in self.needed if c.is_required and not c.is_in_database and c.key not in self.attached]

    @cached_property
    def attached(self) -> set[str]:
        """The keys of the papers that have files: read with the steps, after what this request attaches."""
        return set(self.draft.files.values_list("component_key", flat=True))

    def counter_code(self, at: datetime) -> str:
        """The code that still opens the draft at a counter, as people read it; nothing where there is none."""
        code, until = self.draft.counter_code, self.draft.counter_code_until
        return shown_code(code) if code and until and until > at else ""

    def address(self, name: str, *more: str) -> str:
        """Where one page of the application is."""
        return reverse(f"portal:{name}", args=[self.draft.procedure_code, self.draft.token, *more])

    def steps(self) -> list[dict[str, Any]]:
        """Every step with its address, and whether it is done or what it lacks."""
        steps = []
        if self.version is not None and self.version.questions.all():
            open_questions = self.unanswered
            lacks = _("Chọn câu trả lời: %s") % say(open_questions[0].text) if open_questions else ""
            steps.append(_step(_("Trường hợp của tôi"), self.address("draft_case"), lacks))
        problems = problems_of(self.draft.form.parsed, self.draft.told, today=self.on)
        steps += [
            _step(page.title, self.address("draft_page", page.key), problems.get(page.key, "")) for page in self.pages
        ]
        if self.needed:
            missing = self.missing
            lacks = _("Thiếu: %s") % say(missing[0].name) if missing else ""
            steps.append(_step(_("Giấy tờ đính kèm"), self.address("draft_files"), lacks))
        people = _step(_("Người nộp, chủ hồ sơ, nhận kết quả"), self.address("draft_parties"))
        return [*steps, people | {"is_done": bool(self.draft.parties)}]

    def following(self, current: str) -> str:
        """The address of the step after this one; of the review after the last, and once nothing is left to do."""
        steps = self.steps()
        if all(step["is_done"] for step in steps):
            return self.address("draft_review")
        urls = [str(step["url"]) for step in steps]
        after = urls[urls.index(current) + 1 :] if current in urls else []
        return after[0] if after else self.address("draft_review")

    def leading(self, current: str, *, is_back: bool) -> str:
        """Where one goes from this step: on, or back to the one before."""
        return self.before(current) if is_back else self.following(current)

    def before(self, current: str, steps: Sequence[Mapping[str, Any]] | None = None) -> str:
        """The address of the step before this one; before the first is the overview, before the review the last."""
        urls = [str(step["url"]) for step in (self.steps() if steps is None else steps)]
        return [self.address("draft"), *urls][urls.index(current) if current in urls else len(urls)]

    def position(self, current: str, steps: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
        """Which step this is, of how many, what is before it, how many minutes are left; of these steps, if known."""
        steps = self.steps() if steps is None else steps
        urls = [step["url"] for step in steps]
        return {
            "step": urls.index(current) + 1 if current in urls else len(urls) + 1,
            "before": self.before(current, steps),
            "total": len(urls) + 1,
            "minutes": self.left(steps).minutes,
        }

    def left(self, steps: Sequence[Mapping[str, Any]]) -> Effort:
        """What the steps that are not done yet still ask."""
        open_addresses = {step["url"] for step in steps if not step["is_done"]}
        told = self.draft.told
        pages = [page for page in self.pages if self.address("draft_page", page.key) in open_addresses]
        effort = effort_of(pages, told)
        if self.address("draft_case") in open_addresses:
            effort += Effort(1, len(self.unanswered))
        if self.address("draft_files") in open_addresses:
            effort += Effort(1, papers=len(self.missing))
        if self.address("draft_parties") in open_addresses:
            effort += PEOPLE
        return effort


def _step(title: str, url: str, problem: str = "") -> dict[str, Any]:
    return {"title": title, "url": url, "is_done": not problem, "problem": problem}
