"""What an official asks a filer to supplement: papers and answers picked from the dossier, or free words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.dossiers.amendments import FAULTS, REASONS, case_questions, declared_in, papers_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import case_words
from motcua.dossiers.rules import Fault, ItemFacts
from motcua.forms.rules.amending import Told
from motcua.kernel.lengths import too_long
from motcua.kernel.speech import say
from motcua.kernel.text import visible
from motcua.workspace.forms import ActionForm

# How many things beside what the dossier holds one may ask for on one page.
FREE = 4
LONGEST = 1_000


@dataclass(frozen=True)
class Pick:
    """One thing that may be asked for, as it stands on the page: what it is, whether it is chosen, and why."""

    name: str
    label: str
    facts: ItemFacts
    text: str = ""
    # Of a paper what is wrong with it, of everything else whether it is chosen, or the free words.
    chosen: str = ""
    why: str = ""
    error: str = ""

    @property
    def is_chosen(self) -> bool:
        return bool(self.chosen or self.why)


@dataclass(frozen=True)
class Group:
    """The picks of one page of the declaration."""

    title: str
    picks: tuple[Pick, ...]

    @property
    def note(self) -> str:
        """How many of them are chosen, where some are."""
        count = sum(pick.is_chosen for pick in self.picks)
        return ngettext("đã chọn %d mục", "đã chọn %d mục", count) % count if count else ""


@dataclass(frozen=True)
class _Source:
    """The dossier of which is asked, read once."""

    papers: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    questions: tuple[tuple[str, str, str], ...] = ()


class SupplementForm(ActionForm):
    """Several things to supplement, each with its reason, and one reason for all."""

    is_asking = True
    reason = forms.CharField(
        label=gettext_lazy("Lý do chung"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    justification = forms.CharField(
        label=gettext_lazy("Giải trình (chỉ khi yêu cầu bổ sung lần nữa hoặc quá thời gian)"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )
    source = _Source()

    def ask_about(self, dossier: Dossier) -> None:
        """Offer what this dossier holds."""
        questions = tuple(
            (name, say(question.text), case_words(question, dossier.case_answers.get(question.key, "")))
            for name, question in case_questions(dossier).items()
        )
        self.source = _Source(papers_of(dossier), tuple(declared_in(dossier)), questions)

    @cached_property
    def papers(self) -> list[Pick]:
        return [
            self._pick(f"paper_{key}", say(name), ItemFacts("", "", component_key=key), key="fault")
            for key, name in self.source.papers.items()
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """The questions about the case, then the declaration page by page, each page as a whole first."""
        groups = []
        if self.source.questions:
            picks = [
                self._pick(name, question, ItemFacts("", "", field=name), text=answer)
                for name, question, answer in self.source.questions
            ]
            groups.append(Group(_("Trường hợp"), tuple(picks)))
        pages = {told.page.key: told.page for told in self.source.told}
        for key, page in pages.items():
            whole = self._pick(f"page_{key}", _("Cả trang này"), ItemFacts("", "", page=key))
            own = [
                self._pick(told.name, told.label, ItemFacts("", "", page=key, field=told.name), text=told.text)
                for told in self.source.told
                if told.page.key == key
            ]
            groups.append(Group(page.title, (whole, *own)))
        return groups

    @cached_property
    def free(self) -> list[Pick]:
        numbers = [str(number) for number in range(1, FREE + 1)]
        return [self._pick(number, _("Nội dung khác"), ItemFacts("", ""), key="what") for number in numbers]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What may be wrong with a paper."""
        return [(fault.value, say(words).capitalize()) for fault, words in FAULTS.items()]

    def _pick(self, name: str, label: str, facts: ItemFacts, *, text: str = "", key: str = "fix") -> Pick:
        data: Mapping[str, str] = self.data if self.is_bound else {}
        chosen, why = (visible(data.get(f"{part}_{name}", "")).strip() for part in (key, "why"))
        if key == "fault" and chosen not in Fault.__members__:
            # Who says what is wrong with it need not say that something is.
            chosen = Fault.WRONG.value if why else ""
        return Pick(name, label, facts, text, chosen, why, self._error(key, chosen, why))

    @staticmethod
    def _error(key: str, chosen: str, why: str) -> str:
        if said := too_long(why, LONGEST) or too_long(chosen, LONGEST):
            return said
        if why and not chosen and key == "what":
            return _("Ghi rõ cần bổ sung gì.")
        if chosen and not why and chosen not in REASONS:
            return _("Ghi lý do phải bổ sung.")
        return ""

    def _all(self) -> Iterator[Pick]:
        yield from self.papers
        for group in self.groups:
            yield from group.picks
        yield from self.free

    def clean(self) -> dict[str, Any]:
        for pick in self._all():
            if pick.error:
                words = pick.chosen if pick in self.free else pick.label
                self.add_error(None, f"{words}: {pick.error}" if words else pick.error)
        return dict(self.cleaned_data)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was picked and written, in words, to be copied from a page that came too late."""
        faults = dict(self.faults)
        return [
            (pick.label, " – ".join(filter(None, [pick.text, faults.get(pick.chosen, ""), pick.why])))
            if pick not in self.free
            else (pick.chosen, pick.why)
            for pick in self._all()
            if pick.is_chosen
        ]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "items": [_item(pick) for pick in self._all() if pick.is_chosen]}


def _item(pick: Pick) -> ItemFacts:
    facts = pick.facts
    is_free = not (facts.is_answer or facts.component_key)
    return ItemFacts(
        what=pick.chosen if is_free else "",
        why=pick.why,
        component_key=facts.component_key,
        fault=pick.chosen if facts.component_key else "",
        page=facts.page,
        field=facts.field,
    )


class ProposedSupplementForm(SupplementForm):
    """What a unit proposes to ask for; whether it must be justified is the one-stop unit's to say when it asks."""

    justification = None  # type: ignore[assignment]
