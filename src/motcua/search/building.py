"""Reads what is to be found out of the database and builds its index: derived data that can always be made again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.conf import settings

from motcua.procedures.models import Component, Procedure, ProcedureVersion
from motcua.procedures.rules import Origin, VersionStatus
from motcua.search import engine
from motcua.search.engine import ExpressionText, ProcedureText
from motcua.search.models import Expression

STEPS = 3000
COMPONENTS = 12
COMPONENT = 200


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
        ExpressionText(one.text, one.means, one.procedures) for one in Expression.objects.order_by("pk").iterator()
    ]
    for code, keywords in Procedure.objects.exclude(keywords="").order_by("code").values_list("code", "keywords"):
        found += [ExpressionText(text.strip(), [], [code]) for text in keywords.split(",") if text.strip()]
    return found


def build_procedures(*, on: date) -> Path:
    """Build the index of procedures and put it in place of the one before."""
    return engine.build(home_of("procedure"), procedure_texts(on=on), expression_texts())
