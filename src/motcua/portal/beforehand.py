"""What one should know before an application begins: about how long it takes, and what to have at hand."""

from collections.abc import Mapping
from typing import Any

from motcua.forms.models import FormDefinition
from motcua.forms.rules import Effort, Page, effort_of, prefill, told_by, visible_pages
from motcua.portal.application import PEOPLE
from motcua.procedures.models import Component, ProcedureVersion
from motcua.procedures.rules import of_my_case, perhaps_of_my_case

# What is written on a card or a certificate, and nobody knows by heart of others.
NUMBERS = {"personal-number", "former-number", "business-number"}


def beforehand(
    version: ProcedureVersion, form: FormDefinition, answers: Mapping[str, str], known: Mapping[str, Any]
) -> dict[str, Any]:
    """The effort, the papers to attach or to show, and the numbers that are asked for and not known yet.

    `answers`: those about one's case, as far as they were told; `known`: what the account knows.
    """
    told = told_by(answers) | prefill(form.parsed, known)
    pages = visible_pages(form.parsed, told)
    papers = [one for one in version.components.all() if not (one.is_note or one.is_made_by_form)]
    needed = of_my_case(papers, answers)
    attached = [one for one in needed if one.is_to_hand_in]
    effort = effort_of(pages, told) + PEOPLE
    # The steps beside the form, its last look among them, are pages too.
    effort += Effort(1 + bool(attached), papers=len(attached))
    return {
        "effort": effort,
        "papers": needed,
        "perhaps": _named_once(perhaps_of_my_case(papers, answers), needed),
        "numbers": numbers_of(pages, told),
    }


def _named_once(papers: list[Component], before: list[Component]) -> list[Component]:
    """Papers that are not named already: several cases may ask for the same."""
    found = {one.name: one for one in before} | {one.name: one for one in papers}
    return [one for one in found.values() if one not in before]


def numbers_of(pages: list[Page], told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which numbers are asked for, each with the page that asks; also those that only some answers open."""
    return list(
        dict.fromkeys(
            (spec.label, page.title)
            for page in pages
            for spec in page.fields
            if spec.schema.get("format") in NUMBERS and spec.name not in told
        )
    )
