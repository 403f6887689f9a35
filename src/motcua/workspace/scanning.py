"""Scans on the pages of the one-stop unit: what was uploaded survives an error of anything else on the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.operations.supplements import answer_supplement
from motcua.dossiers.queries import supplements_of
from motcua.dossiers.rules import OPEN
from motcua.handling.queries import dossier_for
from motcua.kernel.models import StoredFile
from motcua.kernel.operations import Refused
from motcua.organization.models import Unit
from motcua.organization.rules import Duty
from motcua.procedures.rules import matches
from motcua.ui.files import content_of
from motcua.workspace.access import Desk, context, official_page

# How long a page with scans may stay open before it must be sent.
FRESH = 24 * 3600


@dataclass
class Scans:
    """The scans of one page by the paper they belong to: taken now or before; and what could not be taken."""

    files: list[FileFacts] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    by: int = 0

    def of(self, key: str) -> list[tuple[str, FileFacts]]:
        """Those of one paper, each with the token by which the page keeps it."""
        return [(self._token(one), one) for one in self.files if one.component_key == key]

    def _token(self, one: FileFacts) -> str:
        return signing.dumps([one.stored.pk, one.name, one.component_key], salt=f"scan {self.by}")


def scans_of(request: HttpRequest, desk: Desk, unit: Unit, papers: Mapping[str, str]) -> Scans:
    """Read the uploads of a page and those it kept from before; `papers`: key and name of each."""
    found = Scans(by=desk.by.pk)
    for token in request.POST.getlist("kept"):
        try:
            digest, name, key = signing.loads(token, salt=f"scan {desk.by.pk}", max_age=FRESH)
        except signing.BadSignature:
            continue
        stored = StoredFile.objects.filter(pk=digest).first()
        if stored is not None and key in papers:
            found.files.append(FileFacts(name, stored, component_key=key, component_name=papers[key]))
    for key, paper in papers.items():
        for upload in request.FILES.getlist(f"scan_{key}"):
            try:
                found.files.append(
                    take_scan(
                        unit=unit,
                        component=(key, paper),
                        name=upload.name or "",
                        content=content_of(upload),
                        by=desk.by,
                        at=desk.at,
                    )
                )
            except Refused as refusal:
                found.errors[f"scan_{key}"] = refusal.message
    return found


def _mine(desk: Desk, code: str) -> Dossier:
    """A dossier of my one-stop unit that is still open."""
    dossier = dossier_for(desk.by, code, on=desk.on, posts=desk.posts)
    if dossier is None or dossier.receiving_unit_id not in {unit.pk for unit in desk.units_with(Duty.RECEIVE)}:
        raise Http404
    return dossier


def _papers_of(dossier: Dossier) -> dict[str, str]:
    """What may be scanned: what was received, what the case asks for, and anything else."""
    known = {one.key: one.name for one in dossier.components.order_by("pk")}
    for one in dossier.version.components.all():
        if not one.is_shown_only and matches(one.when, dossier.case_answers):
            known.setdefault(one.key, one.name)
    return {**known, "khac": _("Giấy tờ khác")}


@official_page
def scan(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Add scans to a dossier that is open: each paper has its own place; a refused file loses none of the others."""
    dossier = _mine(desk, code)
    papers = _papers_of(dossier)
    scans, message = Scans(by=desk.by.pk), ""
    if request.method == "POST":
        scans = scans_of(request, desk, dossier.receiving_unit, papers)
        try:
            if scans.files or not scans.errors:
                attach_scans(dossier, files=scans.files, by=desk.by, at=desk.at)
        except Refused as refusal:
            message = refusal.message
        else:
            if not scans.errors:
                return redirect("workspace:dossier", code=dossier.shown_code)
            # What was good is in the dossier now; only the others are asked for again.
            scans.files = []
    return _page(request, desk, dossier, "workspace/scan.html", message, scans, rows=list(papers.items()))


@official_page
def supplement(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Take at the counter what the filer was asked for: papers scanned, or what the filer says, item by item."""
    dossier = _mine(desk, code)
    asked = next((one for one in supplements_of(dossier) if one.state == "OPEN"), None)
    if asked is None:
        return redirect("workspace:dossier", code=dossier.shown_code)
    items = list(asked.items.all())
    typed = {item.pk: request.POST.get(f"answer_{item.pk}", "")[:4000] for item in items}
    scans, message, errors = Scans(by=desk.by.pk), "", dict[str, str]()
    if request.method == "POST":
        scans = scans_of(request, desk, dossier.receiving_unit, {f"item_{item.pk}": item.what for item in items})
        try:
            if not scans.errors:
                answer_supplement(asked, answers=typed, files=scans.files, by=desk.by, at=desk.at)
        except Refused as refusal:
            message, errors = refusal.message, refusal.errors
        else:
            if not scans.errors:
                return redirect("workspace:dossier", code=dossier.shown_code)
    rows = [(f"item_{item.pk}", item, typed[item.pk]) for item in items]
    scans.errors |= {f"scan_{name}": text for name, text in errors.items()}
    return _page(request, desk, dossier, "workspace/supplement.html", message, scans, rows=rows, asked=asked)


def _page(
    request: HttpRequest, desk: Desk, dossier: Dossier, template: str, message: str, scans: Scans, **more: Any
) -> HttpResponse:
    rows = [(*row, scans.of(row[0]), scans.errors.get(f"scan_{row[0]}", "")) for row in more.pop("rows")]
    shown = context(desk, dossier=dossier, rows=rows, message=message, errors=list(scans.errors.items()), **more)
    return render(request, template, shown, status=422 if message or scans.errors else 200)


def may_scan(desk: Desk, dossier: Dossier) -> bool:
    """Whether this official adds scans to this dossier now."""
    return dossier.state in OPEN and dossier.receiving_unit_id in {unit.pk for unit in desk.units_with(Duty.RECEIVE)}
