"""What every page does that is sent: one operation, and what refuses it is said where it was typed."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any

import structlog
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.kernel import illness, turns
from motcua.kernel.operations import Refused

log = structlog.get_logger()


class Attempt:
    """One try of a page at its operation, as a context around it.

    What is done redirects (`done`); what is refused is shown beside its fields on the same page (`page`), or where
    there is none to show it on, on the next (`back`). So is what this node cannot do now: what was typed is kept.
    """

    def __init__(self, request: HttpRequest, form: BaseForm | None = None) -> None:
        self.request, self.form = request, form
        self.is_refused = False
        # Where it is for the node's sake: after how many seconds it may be tried again.
        self.retry_after = self.refusal = ""
        self.fields: dict[str, str] = {}

    @property
    def is_sent(self) -> bool:
        """Whether the page was sent, in a shape that the operation can read."""
        return self.request.method == "POST" and (self.form is None or self.form.is_valid())

    def __enter__(self) -> "Attempt":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None
    ) -> bool:
        if isinstance(error, Refused):
            self.refuse(error.message, error.errors)
        elif isinstance(error, illness.Unavailable):
            log.error("node_is_ill", part=error.part, why=str(error), path=self.request.path)
            self.retry_after = illness.RETRY_AFTER
            self.refuse(_(error.said))
        elif isinstance(error, turns.Busy):
            self.retry_after = turns.RETRY_AFTER
            self.refuse(_(turns.SAID))
        else:
            return False
        return True

    def refuse(self, message: str, errors: Mapping[str, str] | None = None) -> None:
        """Say that it was refused: beside the fields that are named, else above all of them."""
        self.is_refused = True
        if self.form is None:
            self.refusal, self.fields = message, self.fields | dict(errors or {})
            return
        for name, text in (errors or {"": message}).items():
            self.form.add_error(name if name in self.form.fields else None, text)

    def blame(self, field: str, part: "Attempt") -> None:
        """Say beside its field what was refused of a part; where that was for the node's sake, the whole page is."""
        self.retry_after = self.retry_after or part.retry_after
        # Of several files at one field each has its own sentence, on a line of its own.
        said = dict.fromkeys(filter(None, [*self.errors.get(field, "").splitlines(), part.message]))
        self.refuse("", {field: "\n".join(said)})

    @property
    def message(self) -> str:
        """The sentence above the page."""
        return self.refusal if self.form is None else str(next(iter(self.form.non_field_errors()), ""))

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong with which field."""
        if self.form is None:
            return self.fields
        return {name: str(texts[0]) for name, texts in self.form.errors.items() if name in self.form.fields}

    def done(self, said: str, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead on to where the outcome is seen, and say there what was done; what was typed is kept no longer."""
        messages.success(self.request, said, extra_tags="taken")
        answer: HttpResponse = redirect(to, *args, **kwargs)
        return answer

    def tell(self) -> None:
        """Say what was refused on the page that comes next."""
        if self.is_refused:
            said = dict.fromkeys(filter(None, [self.message, *self.errors.values()]))
            messages.warning(self.request, " ".join(said))

    def back(self, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead back to a page without fields of its own, and say there what was refused."""
        self.tell()
        answer: HttpResponse = redirect(to, *args, **kwargs)
        return answer

    def page(self, template: str, facts: Mapping[str, Any], *, status: int = 422) -> HttpResponse:
        """The page that was sent, with what was typed and what is wrong; or as it is at first."""
        message, errors = self.message, self.errors
        # What stands beside a field leads to it from above the page; it is said there once.
        above = "" if message in errors.values() else message
        shown = {**facts, "message": above, "errors": list(errors.items()), "error": errors}
        if not self.retry_after:
            return render(self.request, template, shown, status=status if message or errors else 200)
        answer = render(self.request, template, shown, status=503)
        answer["Retry-After"] = self.retry_after
        return answer
