"""The only code that changes the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.events import announce
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.text import fold, sort_key
from motcua.procedures.events import CatalogueChanged
from motcua.procedures.models import (
    Channel,
    Component,
    Field,
    LegalBasis,
    LifeEvent,
    PlainWords,
    Procedure,
    ProcedureVersion,
    Question,
)
from motcua.procedures.rules import PUBLIC_STATUSES

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class VersionFacts:
    """Everything one version says."""

    facts: Mapping[str, Any]
    channels: Rows
    questions: Rows = field(default=())
    components: Rows = field(default=())
    legal_bases: Rows = field(default=())


@dataclass(frozen=True)
class Naming:
    """How a procedure is called and found."""

    name: str
    field_name: str
    keywords: str = ""
    name_en: str = ""


@operation(who=SYSTEM, journal="procedure.published")
def publish_version(
    *, code: str, naming: Naming, valid_from: date, version: VersionFacts, by: None, at: datetime
) -> ProcedureVersion:
    """Publish a version of a procedure from a day on; the version before it ends that day (NĐ 63/2010 Đ13, Đ15).

    A version that begins on the same day is replaced as long as no dossier rests on it; the database refuses otherwise.
    """
    if not version.channels:
        raise Refused(_("Thủ tục %s chưa có cách thức nộp nào.") % code)
    group, _is_new = Field.objects.get_or_create(
        code=fold(naming.field_name).replace(" ", "-").replace(",", "")[:60],
        defaults={"name": naming.field_name, "sort_key": sort_key(naming.field_name)},
    )
    called = {
        "name": naming.name, "field": group, "sort_key": sort_key(naming.name), "keywords": naming.keywords,
        "name_en": naming.name_en,
    }  # fmt: skip
    procedure, _is_new = Procedure.objects.get_or_create(code=code, defaults=called)
    versions = ProcedureVersion.objects.select_for_update().filter(procedure=procedure, status__in=PUBLIC_STATUSES)
    same: ProcedureVersion | None = versions.filter(valid_from=valid_from).first()
    later: ProcedureVersion | None = versions.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    if later is None:
        Procedure.objects.filter(pk=procedure.pk).update(**called)
    if same is None:
        # The version before ends today; one that comes later already keeps its own day.
        versions.filter(valid_until=None, valid_from__lt=valid_from).update(valid_until=valid_from)
        row = ProcedureVersion.objects.create(
            procedure=procedure,
            valid_from=valid_from,
            valid_until=later.valid_from if later else None,
            **version.facts,
        )
    else:
        row = same
        ProcedureVersion.objects.filter(pk=row.pk).update(**version.facts)
        for related in (row.channels, row.questions, row.components, row.legal_bases):
            related.all().delete()
    _write_parts(row, version)
    announce(CatalogueChanged(codes=[code], at=at))
    note(code=code, valid_from=valid_from)
    return row


def _write_parts(row: ProcedureVersion, version: VersionFacts) -> None:
    Channel.objects.bulk_create(Channel(version=row, **facts) for facts in version.channels)
    Question.objects.bulk_create(
        Question(version=row, order=n, **facts) for n, facts in enumerate(version.questions, start=1)
    )
    Component.objects.bulk_create(
        Component(version=row, order=n, **facts) for n, facts in enumerate(version.components, start=1)
    )
    LegalBasis.objects.bulk_create(
        LegalBasis(version=row, order=n, **facts) for n, facts in enumerate(version.legal_bases, start=1)
    )


@operation(who=SYSTEM, journal="life_event.published")
def publish_life_event(*, key: str, facts: Mapping[str, Any], by: None, at: datetime) -> LifeEvent:
    """Publish a life event with its procedures in order (NĐ 61/2018 Đ25)."""
    event, _is_new = LifeEvent.objects.update_or_create(key=key, defaults=dict(facts))
    note(key=key, procedures=len(event.steps))
    return event


@operation(who=SYSTEM, journal="plain_words.published")
def publish_plain_words(*, code: str, valid_from: date, sentences: Sequence[str], by: None, at: datetime) -> PlainWords:
    """Publish what the version of a procedure that begins on a day says, in short sentences (NĐ 61/2018 Đ25)."""
    words, _is_new = PlainWords.objects.update_or_create(
        code=code, valid_from=valid_from, defaults={"sentences": list(sentences)}
    )
    note(code=code, valid_from=valid_from, sentences=len(words.sentences))
    return words
