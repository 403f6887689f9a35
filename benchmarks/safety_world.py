"""Whose things the measurement of safety asks for, and who may see whom. Imported inside a province."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from benchmarks.safety import mark_of
from motcua.dossiers.models import Dossier, Party
from motcua.forms.models import Draft
from motcua.kernel.text import local
from motcua.laws.models import LegalDocument
from motcua.organization.models import Agency, Succession
from motcua.people.models import Account
from motcua.people.operations.own_data import ask_erasure
from motcua.people.operations.second_person import propose_identity
from motcua.people.rights import posts_of
from motcua.procedures.models import ProcedureVersion

DOMAIN = "langson.example"


def accounts_of(roles: Mapping[str, str]) -> dict[str, Account | None]:
    """Who plays which role."""
    return {role: Account.objects.get(email=f"{name}@{DOMAIN}") if name else None for role, name in roles.items()}


def things_of(most: int) -> list[dict[str, Any]]:
    """What addresses are about, by what they call it: dossiers with each of their papers, drafts, a procedure, a law."""
    usual = _usual()
    things = [usual | {"code": version.procedure.code, "pk": version.pk, "before": version.pk, "after": version.pk}
              for version in ProcedureVersion.objects.filter(status="PUBLISHED").order_by("pk")[:2]]  # fmt: skip
    for dossier in Dossier.objects.order_by("-pk").prefetch_related("papers__paper", "files")[:most]:
        file = dossier.files.first()
        mine = {"code": dossier.shown_code, "procedure_code": dossier.version.procedure.code, "key": "yeu-cau-bo-sung"}
        papers = [kept.paper.public_id for kept in dossier.papers.all()] or [usual["public_id"]]
        things += [usual | mine | {"public_id": paper, "pk": file.pk if file else 0} for paper in papers]
    for draft in Draft.objects.order_by("-pk")[:4]:
        pages = draft.form.parsed.pages if draft.form else ()
        key = pages[0].key if pages else "x"
        things.append(usual | {"code": draft.procedure_code, "token": draft.token, "key": key})
    things += [usual | {"code": agency.code} for agency in Agency.objects.order_by("pk")[:2]]
    things += [usual | {"code": code} for code in ("chung_minh.dung_han", "06187")]
    return things


def _usual() -> dict[str, Any]:
    """One of each of the rest: what waits for an administrator, an official, a succession, a month of the book."""
    at = timezone.now()
    admin, clerk, citizen = (Account.objects.get(email=f"{who}@{DOMAIN}") for who in ("quantri", "tuphap", "congdan"))
    change = propose_identity(clerk, facts={"full_name": "Lý Văn Khác"}, reason="Thử", by=admin, at=at)
    request = ask_erasure(citizen, text="Xóa số cũ", by=citizen, at=at)
    succession = Succession.objects.select_related("predecessor", "successor").first()
    month, law = local(at).date() - timedelta(days=28), LegalDocument.objects.order_by("pk").first()
    return {
        "handle": clerk.handle, "pk": max(change.pk, request.pk), "slug": law.number.replace("/", "-") if law else "x",
        "number": 1, "year": month.year, "month": month.month, "volume": 1, "kind": "ket-qua", "place": 1, "factor": 0,
        "key": "ky", "token": "00000000-0000-0000-0000-000000000000", "draft_code": "AAAAAAAA", "uidb36": "1",
        "public_id": "00000000-0000-0000-0000-000000000000", "procedure_code": "1.004873",
        "before": succession.predecessor.code if succession else "x",
        "after": succession.successor.code if succession else "y",
        "form_slug": "ii-06a", "period_code": f"{month.year}-q{(month.month + 2) // 3}", "agency_code": "ubnd-06187",
        "month_code": f"{month:%Y-%m}",
    }  # fmt: skip


def hidden_from(account: Account | None) -> set[str]:
    """The numbers and addresses of people in whose dossiers an account has no part."""
    seen = _seen(account)
    parties = Party.objects.all()
    return _marks(parties) - _marks(parties.filter(dossier__in=seen)) - _own(account)


def _seen(account: Account | None) -> QuerySet[Dossier]:
    """One's own dossiers; an official of a place, what is handled in it, one of the province, what it handles.

    Who keeps the catalogue or administers sees nobody's.
    """
    none: QuerySet[Dossier] = Dossier.objects.none()
    if account is None:
        return none
    if not account.is_official:
        return Dossier.objects.filter(filer_account=account)
    posts = posts_of(account, on=local(timezone.now()).date())
    places = {
        post.unit.agency.place_id for post in posts if post.duties and not {"ADMIN", "CATALOGUE"} & set(post.duties)
    }
    return Dossier.objects.filter(Q(handling_agency__place__in=places) | Q(receiving_unit__agency__place__in=places))


def _marks(parties: QuerySet[Party]) -> set[str]:
    rows = parties.values_list("id_number", "phone", "email")
    return {mark_of(text) for row in rows for text in row} - {""}


def _own(account: Account | None) -> set[str]:
    return {mark_of(text) for text in (account.id_number, account.phone, account.email)} if account else set()
