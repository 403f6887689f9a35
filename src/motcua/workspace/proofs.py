"""The papers of a result, or the letter to the filer, page by page as they would be signed: nobody signs unseen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.handling.models import Proposal
from motcua.handling.paperwork import Result, letter_of, result_of
from motcua.handling.rules import WITH_LETTER
from motcua.organization.rules import Duty
from motcua.papers.rendering import pictures
from motcua.papers.rules import PaperValue
from motcua.people.desk import Desk
from motcua.people.models import Account

RESULT, LETTER = "ket-qua", "van-ban"


@dataclass(frozen=True)
class Proof:
    """One paper to look at: the addresses of its file and of the pictures of its pages.

    On a list its first page only, with the address where `all` are: drawing each of them would take too long.
    """

    title: str
    file: str
    pages: Sequence[str]
    all: str = ""


def values_of(desk: Desk, dossier: Dossier, kind: str) -> list[PaperValue]:
    """The papers of one kind as they would be signed; none where nobody has written any."""
    if kind == LETTER:
        pending = Proposal.objects.of(dossier).pending().filter(kind__in=sorted(WITH_LETTER)).first()
        return [letter_of(pending, _signer(desk, dossier), at=desk.at, is_proof=True)] if pending is not None else []
    result = result_of(dossier, at=desk.at) if kind == RESULT else None
    return values_of_result(desk, result) if result is not None else []


def values_of_result(desk: Desk, result: Result) -> list[PaperValue]:
    """The papers of a result as they would be signed by who looks, if they sign for the agency; else by its head."""
    signer = _signer(desk, result.dossier)
    return [result.paper(signer, at=desk.at, place=place, is_proof=True) for place in range(len(result.titles))]


def first_pages_of(dossier: Dossier, kind: str, titles: Sequence[str]) -> list[Proof]:
    """The first page of every paper, drawn when it is looked at; nothing is asked for it."""
    code = dossier.shown_code
    return [
        Proof(
            title,
            reverse("workspace:proof", args=[code, kind, place]),
            [reverse("workspace:proof_picture", args=[code, kind, place, 1])],
            all=reverse("workspace:proof_pages", args=[code, kind]),
        )
        for place, title in enumerate(titles, start=1)
    ]


def proofs_of(dossier: Dossier, kind: str, values: Sequence[PaperValue]) -> list[Proof]:
    """Every page of every paper."""
    return [
        Proof(
            value.shown_title,
            reverse("workspace:proof", args=[dossier.shown_code, kind, place]),
            [
                reverse("workspace:proof_picture", args=[dossier.shown_code, kind, place, number])
                for number in range(1, len(pictures(value)) + 1)
            ],
        )
        for place, value in enumerate(values, start=1)
    ]


def _signer(desk: Desk, dossier: Dossier) -> Account | None:
    agency = dossier.handling_agency_id
    signs = any(post.has(Duty.SIGN) and post.unit.agency_id == agency for post in desk.posts)
    return desk.by if signs else None
