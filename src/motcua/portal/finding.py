"""One box: procedures, the law behind them, my dossiers, and an answer in the catalogue's own words."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from motcua.dossiers.queries import matching_dossiers_of_filer
from motcua.kernel.speech import say
from motcua.organization.queries import places_named, without_places
from motcua.people.visitor import Visitor, visited
from motcua.procedures import queries
from motcua.procedures.models import Field
from motcua.search.answers import Answering, answering
from motcua.search.queries import Filters, Procedures, corrected, laws_for, search_procedures
from motcua.ui.answers import quotations, spared_lines
from motcua.ui.briefs import briefs
from motcua.ui.words import words

PAGE, HITS, ALL_HITS = 20, 20, 200
LAWS, DOSSIERS = 3, 3
DOSSIER_CODE = re.compile(r"[A-Za-z0-9.]{1,20}-[0-9]{6}-[0-9]{1,8}")
AUDIENCES: Mapping[str, Promise | str] = {
    "CITIZEN": gettext_lazy("Người dân"),
    "BUSINESS": gettext_lazy("Doanh nghiệp, hộ kinh doanh"),
}
Options = list[tuple[str, str]]
# Values of each kind of filter that have a chip; the others are in the lists below.
CHIPS = 4


@dataclass(frozen=True)
class Chip:
    """A filter at one press: what it is called, what it puts into the address, how much it leaves, whether it is on."""

    label: str
    name: str
    value: str
    count: int
    is_on: bool


@login_not_required
@require_GET
@visited
def procedures(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The list of procedures, or what the box finds for plain words."""
    text = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    filters = _filters(request.GET)
    shown = _found(request, visitor, text, filters) if text else _list(request, visitor, filters)
    codes = [hit.procedure.code for hit in shown["results"].hits] if text else [one.code for one in shown["found"]]
    told = briefs(codes, on=visitor.on, edition=visitor.edition)
    return render(request, "portal/procedures.html", {"text": text, "filters": filters, "briefs": told, **shown})


def _filters(asked: QueryDict) -> Filters:
    level, audience = asked.get("cap", ""), asked.get("doi-tuong", "")
    return Filters(
        field=asked.get("linh-vuc", "").replace("\x00", "")[:60],
        level=level if level in words("level") else "",
        audience=audience if audience in AUDIENCES else "",
        is_offered=asked.get("truc-tuyen", "") == "1",
    )


def _list(request: HttpRequest, visitor: Visitor, filters: Filters) -> dict[str, Any]:
    """All procedures in Vietnamese order, a page at a time."""
    rows = queries.catalogue(
        on=visitor.on,
        field=filters.field,
        level=filters.level,
        audience=filters.audience,
        is_offered=filters.is_offered,
        after=request.GET.get("sau", "").replace("\x00", "")[:12],
        limit=PAGE,
    )
    return {
        "found": rows[:PAGE],
        "following": rows[PAGE - 1].code if len(rows) > PAGE else "",
        "fields": [(code, say(name)) for code, name in Field.objects.values_list("code", "name")],
        "levels": list(words("level").items()),
        "audiences": list(AUDIENCES.items()),
    }


def _found(request: HttpRequest, visitor: Visitor, text: str, filters: Filters) -> dict[str, Any]:
    """What the box finds: an answer, my dossiers, procedures with the counts of every filter, law."""
    day, by, is_all = visitor.on, visitor.account, request.GET.get("het", "") == "1"
    named = places_named(text, on=day)
    text = without_places(text, named)
    found = search_procedures(text, on=day, limit=ALL_HITS if is_all else HITS, filters=filters)
    asked = answering(text, on=day)
    return {
        "results": _meant_first(found, asked.codes),
        "named": named,
        "is_cut": found.total > len(found.hits),
        "answer": _answer(asked, day),
        "mended": corrected(text, on=day),
        "fields": _options(
            found,
            "field",
            filters.field,
            [(code, say(name)) for code, name in ({filters.field: filters.field} | dict(found.fields)).items()],
        ),
        "levels": _options(found, "level", filters.level, words("level").items()),
        "audiences": _options(found, "audience", filters.audience, AUDIENCES.items()),
        "chips": _chips(found, filters),
        "laws": laws_for(text, on=day, limit=LAWS),
        "dossiers": matching_dossiers_of_filer(by, text, limit=DOSSIERS) if by else [],
        "dossier_code": text if DOSSIER_CODE.fullmatch(text) else "",
    }


def _chips(found: Procedures, filters: Filters) -> list[Chip]:
    """The filters that most people want, at one press; one that is chosen leads back."""
    offered = found.facets["is_offered"].get("1", 0)
    chips = []
    if filters.is_offered or 0 < offered < found.total:
        chips.append(Chip(_("Nộp được trên trang này"), "truc-tuyen", "1", offered, filters.is_offered))
    for facet, name, words_of, chosen in (
        ("level", "cap", words("level"), filters.level),
        ("field", "linh-vuc", found.fields, filters.field),
    ):
        counts = Counter(found.facets[facet])
        if len(counts) > 1 or chosen:
            often = dict.fromkeys([*([chosen] if chosen else []), *(key for key, _count in counts.most_common(CHIPS))])
            chips += [
                Chip(say(str(words_of.get(key, key))), name, key, counts[key], key == chosen) for key in often if key
            ]
    return chips


def _options(found: Procedures, facet: str, chosen: str, names: Iterable[tuple[str, Promise | str]]) -> Options:
    """The values of a filter that would leave something, with how much; the chosen one always."""
    counts = found.facets[facet]
    kept = [(key, str(name), counts.get(key, 0)) for key, name in names if key and (key in counts or key == chosen)]
    return [
        (key, _("%(name)s (%(count)d)") % {"name": name, "count": count})
        for key, name, count in sorted(kept, key=lambda one: -one[2])
    ]


def _answer(asked: Answering, day: date) -> dict[str, Any]:
    """What is said before the hits: facts of the one meant, or which two or three may be, or who else does it."""
    version = queries.version_in_force(asked.procedure.code, on=day) if asked.procedure else None
    facts = quotations(asked.facts, version, on=day) if version else []
    return {
        "version": version if facts else None,
        "quotations": facts,
        "near": asked.near if asked.facts else [],
        "spared": spared_lines(asked.spared, on=day) if asked.spared else None,
        "elsewhere": asked.elsewhere,
    }


def _meant_first(found: Procedures, codes: Sequence[str]) -> Procedures:
    """The hits with the procedures meant before the others."""
    return replace(found, hits=sorted(found.hits, key=lambda hit: hit.procedure.code not in codes))
