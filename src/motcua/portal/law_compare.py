"""Two documents or two articles of law side by side."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.laws import queries
from motcua.laws.models import Article, LegalDocument
from motcua.laws.rules import normal_number, slug_of
from motcua.laws.rules.compare import Match, compare, match
from motcua.people.visitor import Visitor, visited

PAGE = 20
LONGEST = 160
NOTHING: dict[str, object] = {
    "rows": [],
    "changed": 0,
    "pairs": [],
    "total": 0,
    "same": 0,
    "different": 0,
    "following": "",
}


@dataclass(frozen=True)
class Place:
    """A document, or one of its articles, on a day."""

    document: LegalDocument
    article: Article | None
    on: date

    @property
    def text(self) -> str:
        return queries.text_on(self.article, on=self.on).text if self.article else ""


def _place(typed: str, today: date) -> Place | None:
    """`<slug or number>[/dieu/<n>][@<day>]`, as links write it and people type it; None when there is no such thing."""
    address, _at, day = typed.strip().partition("@")
    name, _cut, number = address.partition("/dieu/")
    typed_number = slug_of(normal_number(name.upper()) or name)
    document = queries.document_by_slug(name[:100]) or queries.document_by_slug(typed_number)
    if document is None:
        return None
    article = queries.article_at(document, number.strip("/")[:10]) if number else None
    if number and article is None:
        return None
    try:
        return Place(document, article, date.fromisoformat(day) if day else today)
    except ValueError:
        return None


@login_not_required
@require_GET
@visited
def page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """`?a=&b=`: two articles word by word, or two documents article by article."""
    typed = [request.GET.get(name, "").replace("\x00", "")[:LONGEST] for name in ("a", "b")]
    before, after = (_place(text, visitor.on) if text.strip() else None for text in typed)
    trouble = _trouble(typed, before, after)
    shown: dict[str, object] = {"a": typed[0], "b": typed[1], "before": before, "after": after, "trouble": trouble}
    if before and after and not trouble:
        shown |= _articles(before, after) if before.article else _documents(request, before, after)
    return render(request, "portal/law_compare.html", NOTHING | shown, status=404 if trouble else 200)


def _trouble(typed: list[str], before: Place | None, after: Place | None) -> str:
    if not any(typed):
        return ""
    if before is None or after is None:
        missing = typed[0] if before is None else typed[1]
        return _("Không có văn bản hoặc điều «%s».") % missing if missing.strip() else _("Chọn đủ hai văn bản.")
    if (before.article is None) != (after.article is None):
        return _("So sánh hai văn bản, hoặc hai điều.")
    if empty := next((one.document.number for one in (before, after) if not one.document.source), ""):
        return _("Chưa có toàn văn của %s ở đây để so sánh.") % empty
    return ""


def _articles(before: Place, after: Place) -> dict[str, object]:
    rows = compare(before.text, after.text)
    return {"rows": rows, "changed": sum(row.is_changed for row in rows)}


def _documents(request: HttpRequest, before: Place, after: Place) -> dict[str, object]:
    pairs = match(queries.headings_of(before.document), queries.headings_of(after.document))
    different = [one for one in pairs if not one.is_same]
    first = number_in(request.GET.get("tu", "")) or 0
    shown: list[Match] = different[first : first + PAGE]
    return {
        "pairs": shown,
        "total": len(pairs),
        "same": len(pairs) - len(different),
        "different": len(different),
        "following": first + PAGE if first + PAGE < len(different) else "",
    }
