"""What is said of a procedure that a decision has ended."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.procedures.queries import repealed


def ended(request: HttpRequest, code: str, *, on: date) -> HttpResponse | None:
    """The page that says by which decision a procedure is no more; None for one that no decision ended."""
    version = repealed(code, on=on)
    if version is None:
        return None
    facts = {"version": version, "procedure": version.procedure}
    return render(request, "portal/procedure_ended.html", facts, status=410)
