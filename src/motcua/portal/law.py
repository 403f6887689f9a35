"""The law behind procedures: search to the article, a document on a day, an article with its clauses and points."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.laws import queries
from motcua.laws.models import Article, LegalDocument, Relation
from motcua.laws.rules import DocumentKind
from motcua.laws.rules.akn import to_akoma_ntoso
from motcua.laws.rules.diagram import Diagram, Neighbour, diagram
from motcua.laws.rules.structure import Provision, structure
from motcua.people.visitor import Visitor, visited
from motcua.procedures.queries import procedures_resting_on
from motcua.search.queries import laws_for
from motcua.ui.citations import Linked
from motcua.ui.days import day_text
from motcua.ui.files import download
from motcua.ui.words import word, words

PAGE = 30
ARTICLES = 40


@login_not_required
@require_GET
@visited
def laws(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Search in law to the article, or the list of documents."""
    text = request.GET.get("q", "").replace("\x00", "")[:200]
    kind = request.GET.get("loai", "")
    kind = kind if kind in DocumentKind.__members__ else ""
    hits = laws_for(text, on=visitor.on, limit=PAGE, kind=kind) if text.strip() else []
    rows = [] if text.strip() else queries.documents(kind=kind, after=request.GET.get("sau", "")[:100], limit=PAGE)
    return render(
        request,
        "portal/laws.html",
        {
            "text": text,
            "kind": kind,
            "kinds": words("document_kind").items(),
            "hits": hits,
            "documents": [queries.standing_of(one, on=visitor.on) for one in rows[:PAGE]],
            "following": rows[PAGE - 1].slug if len(rows) > PAGE else "",
        },
    )


def _document(slug: str) -> LegalDocument:
    found = queries.document_by_slug(slug[:100])
    if found is None:
        raise Http404
    return found


def _day(text: str, today: date) -> tuple[date, str]:
    """The day a reader asks about, today when none; and what is wrong with what was typed."""
    if not text:
        return today, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today, _("Nhập một ngày có thật. Dưới đây là tình trạng hôm nay.")


@login_not_required
@require_GET
@visited
def document(request: HttpRequest, visitor: Visitor, slug: str) -> HttpResponse:
    """A document: what it is, whether it is in force on a day, its contents, what it did and suffered."""
    found = _document(slug)
    typed = day_text(request.GET, "ngay")
    on, trouble = _day(typed, visitor.on)
    start = number_in(request.GET.get("tu", "")) or 0
    articles = list(found.articles.filter(order__gte=start).defer("text")[: ARTICLES + 1])
    acts, suffered = queries.related(found, on=on)
    refers, referred = queries.references(found)
    return render(
        request,
        "portal/law.html",
        {
            "document": found,
            "standing": queries.standing_of(found, on=on),
            "on": on,
            "is_other_day": on != visitor.on,
            "typed": typed or on.isoformat(),
            "trouble": trouble,
            "articles": articles[:ARTICLES],
            "following": articles[ARTICLES].order if len(articles) > ARTICLES else "",
            "total": found.articles.count(),
            "acts": [(word("relation", one.kind), one) for one in acts],
            "suffered": [(word("relation_passive", one.kind), one) for one in suffered],
            "diagram": _diagram(found, acts, suffered) if acts or suffered else None,
            "refers": refers,
            "referred": referred,
            "history": [(_happening(one), one) for one in queries.history_of(found)],
            "procedures": procedures_resting_on(found.number, on=visitor.on)[:20],
        },
    )


def _diagram(document: LegalDocument, acts: Sequence[Relation], suffered: Sequence[Relation]) -> Diagram:
    above = [_neighbour(one.target, word("relation", one.kind)) for one in acts]
    below = [_neighbour(one.source, word("relation_passive", one.kind)) for one in suffered]
    return diagram(_neighbour(document, _("Văn bản này")), above, below)


def _neighbour(document: LegalDocument, relation: str) -> Neighbour:
    name = f"{words('document_kind').get(document.kind, '')} {document.number}".strip()
    return Neighbour(name, document.slug, document.title, relation)


def _happening(one: queries.Happening) -> str:
    own = {"ISSUED": _("Ban hành"), "IN_EFFECT": _("Có hiệu lực"), "ENDED": _("Hết hiệu lực")}
    return own.get(one.kind) or word("relation_passive", one.kind).capitalize()


@login_not_required
@require_GET
@visited
def article(request: HttpRequest, visitor: Visitor, slug: str, number: str) -> HttpResponse:
    """One article, clause by clause, each with an address of its own; citations lead on."""
    found = _document(slug)
    one = queries.article_at(found, number[:10])
    if one is None:
        if found.source:
            raise Http404
        # A text of ours may cite an article of a document whose text is not here.
        return redirect("portal:law", found.slug)
    typed = day_text(request.GET, "ngay")
    on, trouble = _day(typed, visitor.on)
    before, after = queries.neighbours_of(one)
    text = queries.text_on(one, on=on)
    body = structure(text.text, "")
    linked = Linked([text.text])
    return render(
        request,
        "portal/article.html",
        {
            "document": found,
            "article": one,
            "standing": queries.standing_of(found, on=on),
            "on": on,
            "is_other_day": on != visitor.on,
            "typed": typed or on.isoformat(),
            "trouble": trouble,
            "text": text,
            "former": list(one.former.all()[:20]),
            "intro": [linked(line) for line in body.intro],
            "provisions": [_provision(provision, linked) for provision in body.provisions],
            "before": before,
            "after": after,
            "amendments": [
                {**amendment, "day": date.fromisoformat(amendment["on"]) if amendment.get("on") else None}
                for amendment in one.amendments
            ],
            "slugs": queries.known_slugs([amendment["number"] for amendment in one.amendments]),
        },
    )


def _provision(one: Provision, linked: Linked) -> dict[str, object]:
    return {
        "number": one.number,
        "anchor": one.address.strip("/").replace("/", "-"),
        "is_point": one.kind == "diem",
        "text": linked(one.text),
        "children": [_provision(child, linked) for child in one.children],
    }


@login_not_required
@require_GET
def akn(request: HttpRequest, slug: str) -> HttpResponse:
    """The document as Akoma Ntoso 3.0."""
    found = _document(slug)
    articles: list[Article] = list(found.articles.exclude(mark=""))
    if not articles:
        raise Http404
    return download(to_akoma_ntoso(found, articles), f"{found.slug}.akn.xml", "application/xml")
