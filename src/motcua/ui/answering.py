"""The page on which a request for supplements is answered: by its filer, or by an official for who stands there."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.dossiers.amendments import Amendment, amend, case_questions, marks_of, told_in
from motcua.dossiers.models import AnswerDraft, Dossier, SupplementItem, SupplementRequest
from motcua.dossiers.operations.supplements import Declared, answer_supplement, keep_answer
from motcua.dossiers.queries import sheet_of
from motcua.dossiers.rules import Stage, SupplementPolicy
from motcua.forms.rules import told_by
from motcua.forms.rules.amending import Amending, Mark, linked
from motcua.forms.rules.definition import CASE
from motcua.forms.rules.sheets import typed_sheet
from motcua.kernel.attempts import Attempt
from motcua.kernel.speech import say
from motcua.kernel.text import format_date, local
from motcua.people.models import Account
from motcua.ui.amending import AmendedPages, place_options
from motcua.ui.errors import is_script
from motcua.ui.resuming import OURS
from motcua.ui.uploads import Take, Uploads, stored_of, uploads_of


@dataclass(frozen=True)
class Asker:
    """Who has the page, and how it is done there: the operation that takes a file, and how its fields are called."""

    by: Account
    at: datetime
    take: Take
    prefix: str = ""


class Answering:
    """One request that waits for its filer, as it is answered on a page."""

    def __init__(self, request: HttpRequest, dossier: Dossier, asked: SupplementRequest, asker: Asker) -> None:
        self.request, self.dossier, self.asked, self.asker = request, dossier, asked, asker
        self.items: list[SupplementItem] = list(asked.items.all())
        self.attempt = Attempt(request)
        self.uploads = Uploads(asker.by)
        self.is_sent = request.method == "POST"
        draft = None if self.is_sent else AnswerDraft.objects.filter(request=asked, by=asker.by).first()
        self.saved_at = draft.saved_at if draft else None
        self.typed: dict[str, str] = self._known()
        if self.is_sent:
            self.typed = typed_in(request)
        elif draft is not None:
            self.typed = draft.typed
            kept = {(digest, key): name for digest, name, key in draft.files}
            self.uploads.files = stored_of(kept, self._papers)

    @property
    def _papers(self) -> dict[str, str]:
        return {f"item_{item.pk}": item.what for item in self.items}

    @cached_property
    def _asked_answers(self) -> list[SupplementItem]:
        return [item for item in self.items if item.facts.is_answer]

    def _known(self) -> dict[str, str]:
        """The declaration as it is, before anybody types."""
        form = self.dossier.form
        declared = typed_sheet(form.parsed, self.dossier.answers) if form is not None else {}
        return declared | told_by(self.dossier.case_answers)

    def answered(self) -> HttpResponse | bool:
        """Send what is on the page, or keep it for later; true once the request is answered."""
        if not self.is_sent:
            return False
        self.uploads = uploads_of(self.attempt, self.asker.by, self._papers, self.asker.take, prefix=self.asker.prefix)
        if is_script(self.request):
            return self._kept_meanwhile()
        if self.request.POST.get("then") == "keep":
            return self._kept_for_later()
        if self.attempt.is_refused:
            return self._refused()
        declared = Declared(self.typed, self.request.POST.get("seen", ""), self.request.POST.get("agreed", ""))
        answers = {item.pk: self.typed.get(f"answer_{item.pk}", "") for item in self.items}
        with self.attempt:
            answer_supplement(
                self.asked,
                answers=answers,
                files=self.uploads.files,
                declared=declared if self._asked_answers else None,
                by=self.asker.by,
                at=self.asker.at,
            )
            return True
        self.dossier.refresh_from_db(fields=["answers", "case_answers"])
        return self._refused()

    def _refused(self) -> bool:
        """A press that was refused keeps what is on the page, files too, as «save for later» does."""
        with Attempt(self.request):
            self._keep()
        return False

    def _kept_for_later(self) -> HttpResponse | bool:
        is_whole = not self.attempt.is_refused
        with self.attempt:
            self._keep()
            if is_whole:
                messages.success(self.request, _("Đã lưu. Phần bổ sung chưa được gửi; mở lại trang này để làm tiếp."))
                answer: HttpResponse = redirect(self.request.path)
                return answer
        return False

    def _keep(self) -> None:
        keep_answer(self.asked, typed=self.typed, files=self.uploads.files, by=self.asker.by, at=self.asker.at)
        self.saved_at = self.asker.at

    def _kept_meanwhile(self) -> HttpResponse:
        """What is saved while somebody types: nothing to see, or in a line why it could not be."""
        with self.attempt:
            self._keep()
        if self.attempt.is_refused:
            return HttpResponse(self.attempt.message, status=409, content_type="text/plain; charset=utf-8")
        return HttpResponse(status=204)

    def facts(self) -> dict[str, Any]:
        """Everything the page shows of the request."""
        amendment = amend(self.dossier, [item.facts for item in self.items], self.typed, at=self.asker.at)
        if self.asker.prefix:
            # What a paper lacks is said at the place of its file.
            papers = {f"item_{item.pk}" for item in self.items if not item.facts.is_answer}
            self.attempt.fields = {
                f"{self.asker.prefix}{name}" if name in papers else name: text
                for name, text in self.attempt.errors.items()
            }
        parts, seen = self._parts(amendment), sheet_of(self.dossier)
        return {
            "dossier": self.dossier,
            "asked": self.asked,
            "sentences": sentences_of(self.asked, on=local(self.asker.at).date()),
            "rows": [self._row(item) for item in self.items if not item.facts.is_answer],
            "parts": parts,
            "case_notes": self._notes(""),
            "case_questions": self._questions_of_case(),
            "places": place_options(parts, on=local(self.asker.at).date()),
            "moves": amendment.moves if self.is_sent else [],
            "agreed": amendment.agreement if self.is_sent else "",
            "seen": seen,
            # What this device keeps of the page is of this request and this declaration only; a page that was sent
            # and comes back holds all of it.
            "draft": {
                "token": f"{self.asked.pk}-{seen}",
                "updated_at": self.asker.at if self.is_sent else self.saved_at or self.asked.requested_at,
            },
            "saved_at": self.saved_at,
            "file_prefix": self.asker.prefix,
        }

    def _row(self, item: SupplementItem) -> dict[str, Any]:
        name = f"item_{item.pk}"
        return {
            "item": item,
            "name": name,
            "answer": self.typed.get(f"answer_{item.pk}", ""),
            "answer_error": self.attempt.errors.get(f"answer_{item.pk}", ""),
            "kept": self.uploads.of(name),
            "error": self.attempt.errors.get(f"{self.asker.prefix}{name}", ""),
        }

    def _notes(self, page: str) -> list[dict[str, Any]]:
        """What of a page is to be corrected and why, each with a place to say that it is right as it is."""
        return [
            {
                "item": item,
                "answer": self.typed.get(f"answer_{item.pk}", ""),
                "answer_error": self.attempt.errors.get(f"answer_{item.pk}", ""),
                "error": self.attempt.errors.get(f"item_{item.pk}", ""),
            }
            for item in self._asked_answers
            if item.page == page
        ]

    @cached_property
    def _marks(self) -> list[Mark]:
        """What is typed on the page; what goes with it only once something is wrong."""
        facts = [item.facts for item in self.items]
        marks = marks_of(self.dossier, facts, self.typed if self.is_sent or self.saved_at else {})
        if self.attempt.is_refused and self.dossier.form is not None and self._asked_answers:
            form, said = self.dossier.form.parsed, set(self.attempt.errors.values())
            blamed = {name for check in form.checks if check.message in said for name in check.when}
            marks += [mark for mark in linked(form, marks) if mark not in marks and mark.name in blamed]
        return marks

    @cached_property
    def _shown(self) -> dict[str, str]:
        """What stands in the inputs: as typed, and as it is in those that the page sent did not have."""
        asked = {item.field for item in self._asked_answers}
        added = {mark.name for mark in self._marks} - asked
        known = {name: text for name, text in self._known().items() if name in added or name.rsplit("_", 1)[0] in added}
        return known | self.typed

    def _questions_of_case(self) -> list[dict[str, Any]]:
        asked = {mark.name for mark in self._marks}
        return [
            {
                "name": name,
                "label": say(question.text),
                "options": [(option["value"], say(option["label"])) for option in question.options],
                "value": self._shown.get(name, ""),
                "error": self.attempt.errors.get(name, ""),
            }
            for name, question in case_questions(self.dossier).items()
            if name in asked
        ]

    def _parts(self, amendment: Amendment) -> list[dict[str, Any]]:
        """The pages of the declaration on which something is to be corrected or may open, with the notes of each."""
        form, case = self.dossier.form, told_by(amendment.case)
        if form is None or not self._asked_answers:
            return []
        amending = Amending(form.parsed, told_in(self.dossier), self._marks)
        parts = list(AmendedPages(amending, {**case, **self._shown}, self.attempt.errors).parts())
        keys = [part["key"] for part in parts]
        # Of a page that repeats the first item shown tells what all of them are asked for.
        return [
            {**part, "notes": self._notes(part["key"])} if part["key"] not in keys[:number] else {**part, "problem": ""}
            for number, part in enumerate(parts)
        ]


def sentences_of(asked: SupplementRequest, *, on: date) -> list[str]:
    """Until when one answers, what happens if one does not, and what becomes of the time meanwhile."""
    is_intake, until = asked.stage == Stage.INTAKE, asked.answer_due_on
    silence = _silence(is_intake=is_intake, until=until)
    clock = {
        SupplementPolicy.RESTART: _("Thời hạn giải quyết đang dừng, được tính lại từ đầu khi nhận đủ phần bổ sung."),
        SupplementPolicy.PAUSE: _("Thời hạn giải quyết đang dừng, được tính tiếp khi nhận đủ phần bổ sung."),
        SupplementPolicy.NONE: _("Thời hạn giải quyết vẫn được tính trong lúc chờ bổ sung."),
    }[SupplementPolicy(asked.policy)]
    return [
        _until(until, on),
        silence,
        _("Hồ sơ chưa được tiếp nhận nên chưa tính thời hạn giải quyết.") if is_intake else clock,
    ]


def _silence(*, is_intake: bool, until: date | None) -> str:
    """What becomes of a dossier whose filer does not answer: by the procedure's own term, else nothing by itself."""
    if is_intake:
        return _("Không bổ sung thì Bộ phận Một cửa có thể từ chối tiếp nhận hồ sơ.")
    if until is not None:
        return _("Quá ngày ấy mà không bổ sung thì cơ quan có thể dừng giải quyết hồ sơ.")
    return _("Chưa bổ sung thì hồ sơ chờ, chưa được giải quyết tiếp; muốn thôi thì rút hồ sơ.")


def _until(until: date | None, on: date) -> str:
    if until is None:
        return _("Thủ tục này không ấn định ngày cuối để bổ sung.")
    if on > until:
        return _("Đã quá ngày cuối để bổ sung (%s). Vẫn gửi được khi hồ sơ chưa bị dừng.") % format_date(until)
    return _("Bổ sung đến hết ngày %s.") % format_date(until)


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What somebody typed on the page; a script sends the names of files too, which are none of it."""
    return {
        name: text
        for name, text in request.POST.dict().items()
        if name not in OURS and not name.startswith(("item_", "scan_item_"))
    }


def typed_words(dossier: Dossier, request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed on a page that came too late, each under what it was asked as, to be copied."""
    labels = {f"{CASE}{question.key}": say(question.text) for question in dossier.version.questions.all()}
    if dossier.form is not None:
        labels |= {spec.name: spec.label for page in dossier.form.parsed.pages for spec in page.fields}
    items = {f"answer_{item.pk}": item.what for item in SupplementItem.objects.filter(request__dossier=dossier)}
    return [
        ((labels | items).get(name, labels.get(name.rsplit("-", 1)[-1].rsplit("_", 1)[0], name)), text)
        for name, text in typed_in(request).items()
        if text.strip()
    ]
