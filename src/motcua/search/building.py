"""Reads what is to be found out of the database and builds its index: derived data that can always be made again."""

import fcntl
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from motcua.laws.models import Article, LegalDocument, Relation
from motcua.procedures.models import Component, Procedure, ProcedureVersion
from motcua.procedures.rules import Origin, VersionStatus
from motcua.search import engine, law_engine
from motcua.search.engine import ElsewhereText, ExpressionText, ProcedureText
from motcua.search.law_engine import ArticleText
from motcua.search.models import Elsewhere, Expression, IndexState

# People ask for the rule before its details: laws go before what implements them.
RANKS = {"CODE": 1.25, "LAW": 1.25, "ORDINANCE": 1.15, "DECREE": 1.1}
KINDS = ("procedure", "law")
# Counted on whenever the code writes indexes otherwise: those that were written before are then built anew.
WRITTEN = "1"
STEPS = 3000
COMPONENTS = 12
COMPONENT = 200
# Of very long articles (lists, tables) the beginning tells what they are about.
ARTICLE = 20_000


def home_of(kind: str) -> Path:
    """The folder of an index of this installation."""
    return Path(settings.SEARCH_DIR) / kind


def procedure_texts(*, on: date) -> list[ProcedureText]:
    """Every procedure in force on a day, with the text it is found by."""
    versions = list(
        ProcedureVersion.objects.on(on)
        .filter(status=VersionStatus.PUBLISHED)
        .select_related("procedure__field")
        .order_by("procedure__code")
    )
    papers: dict[int, list[str]] = defaultdict(list)
    names = Component.objects.filter(version__in=versions, is_note=False).order_by("version_id", "order")
    for version_id, name in names.values_list("version_id", "name"):
        if len(papers[version_id]) < COMPONENTS:
            papers[version_id].append(name[:COMPONENT])
    return [_text(version, papers[version.pk]) for version in versions]


def _text(version: ProcedureVersion, papers: Iterable[str]) -> ProcedureText:
    results = [result.get("name", "") for result in version.results] or [version.result_name]
    return ProcedureText(
        key=version.procedure.code,
        name=version.procedure.name,
        field=version.procedure.field.name,
        levels=version.levels,
        audiences=version.audiences,
        is_offered=version.origin != Origin.NATIONAL and bool(version.process_key),
        body=" ".join([version.summary, *results, *papers, " ".join(version.steps)[:STEPS]]),
    )


def expression_texts() -> list[ExpressionText]:
    """The whole everyday vocabulary, and the keywords of single procedures."""
    found = [
        ExpressionText(one.text, one.means, one.procedures)
        for one in Expression.objects.filter(articles=[]).order_by("pk").iterator()
    ]
    for code, keywords in Procedure.objects.exclude(keywords="").order_by("code").values_list("code", "keywords"):
        found += [ExpressionText(text.strip(), [], [code]) for text in keywords.split(",") if text.strip()]
    english = Procedure.objects.exclude(name_en="").order_by("code").values_list("code", "name_en")
    return found + [ExpressionText(name, [], [code]) for code, name in english]


def elsewhere_texts() -> list[ElsewhereText]:
    """What others do, with the words for it."""
    return [ElsewhereText(one.key, one.words, one.procedures) for one in Elsewhere.objects.order_by("pk")]


def law_expressions() -> list[ExpressionText]:
    """Everyday words for law: those of single articles, and those that stand for official terms."""
    keys = {
        f"{number}#{address}": str(pk)
        for pk, number, address in Article.objects.values_list("pk", "document__number", "address")
    }
    found = []
    for one in Expression.objects.order_by("pk").iterator():
        articles = [keys[name] for name in one.articles if name in keys]
        if articles or (one.means and not one.articles):
            found.append(ExpressionText(one.text, one.means, (), articles))
    return found


def article_texts(*, on: date) -> Iterator[ArticleText]:
    """Every article of the law base, with whether its document is over on a day."""
    ended = set(
        Relation.objects.filter(kind__in=("REPLACES", "REPEALS"))
        .filter(Q(on=None) | Q(on__lte=on))
        .values_list("target_id", flat=True)
    )
    ended |= set(LegalDocument.objects.filter(effective_until__lte=on).values_list("pk", flat=True))
    rows = Article.objects.values_list(
        "pk", "number", "heading", "text", "document_id", "document__number", "document__title", "document__kind"
    )
    for pk, number, heading, text, document_id, document_number, title, kind in rows.order_by("pk").iterator(2000):
        yield ArticleText(
            str(pk), heading, f"{document_number} {title} điều {number}", text[:ARTICLE], document_id in ended,
            RANKS.get(kind, 1.0),
        )  # fmt: skip


def build_laws(*, on: date) -> Path:
    """Build the index of law and put it in place of the one before."""
    with _alone("law"):
        return _build("law", on=on)


def build_procedures(*, on: date) -> Path:
    """Build the index of procedures and put it in place of the one before."""
    with _alone("procedure"):
        return _build("procedure", on=on)


def _build(kind: str, *, on: date) -> Path:
    """Only alone: who puts a new index in place removes the folders that are in no use, others' half-built ones too."""
    told = edition(kind)
    if kind == "law":
        return law_engine.build(home_of(kind), article_texts(on=on), law_expressions(), edition=told)
    texts = procedure_texts(on=on)
    return engine.build(home_of(kind), texts, expression_texts(), elsewhere_texts(), edition=told)


def edition(kind: str) -> str:
    """By what is known whether an index shows what the database holds now, and is written as this code reads it.

    Asked before what goes in is read: an index may hold more than its edition tells, never less.
    """
    state = IndexState.objects.filter(kind=kind).first()
    return f"{WRITTEN}/{state.edition}/{state.wanted}" if state else WRITTEN


def is_current(kind: str) -> bool:
    """Whether the index of this machine is that of the database."""
    folder = engine.current(home_of(kind))
    return folder is not None and engine.edition_of(folder) == edition(kind)


def bring_up_to_date(kind: str, *, on: date) -> Path:
    """The index of this machine, built anew where it is not that of the database.

    One process of the machine builds at a time; who waited for it finds its work done.
    """
    with _alone(kind):
        folder = engine.current(home_of(kind))
        if folder is not None and is_current(kind):
            return folder
        return _build(kind, on=on)


@contextmanager
def _alone(kind: str) -> Iterator[None]:
    """The system lets go of the lock however the process ends that holds it."""
    home_of(kind).mkdir(parents=True, exist_ok=True)
    with (home_of(kind) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
