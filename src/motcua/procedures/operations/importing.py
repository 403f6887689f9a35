"""Takes a national list into the catalogue, whole or not at all."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from motcua.kernel.events import announce
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.text import fold, local, sort_key
from motcua.procedures.events import CatalogueChanged
from motcua.procedures.models import (
    CatalogueTask,
    Channel,
    Component,
    Field,
    ImportRun,
    LegalBasis,
    NationalRecord,
    Procedure,
    ProcedureVersion,
    Question,
    UnreadRow,
)
from motcua.procedures.rules import PUBLIC_STATUSES, Origin, VersionStatus
from motcua.procedures.rules.national import Finding, FindingKind, ReadProcedure, Unreadable, read

# Any number; every import asks PostgreSQL for this lock, so that two at once are told apart.
LOCK = 0x4D43_0301
BATCH = 1000


@dataclass(frozen=True)
class SourceRow:
    """A row of a file: its line, its words, and its cells where it could be taken apart."""

    line: int
    raw: str
    cells: Mapping[str, Any] | None
    trouble: str = ""


@dataclass
class ImportOutcome:
    """What became of the rows of a file. `findings` are those of every readable row, by code."""

    rows: int = 0
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    drafted: list[str] = field(default_factory=list)
    unread: list[tuple[int, str, str]] = field(default_factory=list)
    findings: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """In how many procedures each kind of doubt occurs, most first."""
        found: dict[str, int] = {}
        for doubts in self.findings.values():
            for kind in {doubt.kind.value for doubt in doubts}:
                found[kind] = found.get(kind, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))


@dataclass(frozen=True)
class Understood:
    """A readable row with a mark of its whole content."""

    source: SourceRow
    procedure: ReadProcedure
    digest: str


def digest_of(cells: Mapping[str, Any]) -> str:
    """A mark of the whole row, the same for the same content."""
    return hashlib.sha256(json.dumps(cells, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def understand(
    rows: Iterable[SourceRow], outcome: ImportOutcome, progress: Callable[[int], None] | None = None
) -> list[Understood]:
    """Read every row; what cannot be read goes word for word into the outcome, a code seen before too."""
    found: list[Understood] = []
    seen: dict[str, int] = {}
    for row in rows:
        outcome.rows += 1
        if progress is not None:
            progress(outcome.rows)
        if row.cells is None:
            outcome.unread.append((row.line, row.raw, row.trouble))
            continue
        try:
            procedure = read(row.cells)
        except Unreadable as error:
            outcome.unread.append((row.line, row.raw, str(error)))
            continue
        if procedure.code in seen:
            reason = _("mã %(code)s đã có ở dòng %(line)s") % {"code": procedure.code, "line": seen[procedure.code]}
            outcome.unread.append((row.line, row.raw, reason))
            continue
        seen[procedure.code] = row.line
        outcome.findings[procedure.code] = list(procedure.findings)
        found.append(Understood(row, procedure, digest_of(row.cells)))
    return found


@operation(who=SYSTEM, journal="catalogue.imported")
def import_catalogue(
    *, rows: Sequence[Understood], outcome: ImportOutcome, file_name: str, digest: str, by: None, at: datetime
) -> ImportRun:
    """Take the rows of a national list into the catalogue in one transaction (NĐ 63/2010 Đ24).

    A new code is published as the national catalogue has it. A changed row ends the national version before it. Where
    the province has words of its own they stay in force; the row becomes a draft beside them and a task for the keeper.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Refused(_("Đang có một lần nạp danh mục khác chạy. Đợi lần đó xong rồi nạp lại."))
    run = ImportRun.objects.create(
        file_name=file_name[:255], digest=digest, started_at=at, rows=outcome.rows, created=0, changed=0, unchanged=0,
        unread=len(outcome.unread),
    )  # fmt: skip
    UnreadRow.objects.bulk_create(
        [
            UnreadRow(run=run, line=line, raw=raw.replace("\x00", ""), reason=reason[:300])
            for line, raw, reason in outcome.unread
        ],
        BATCH,
    )
    known = {record.code: record for record in NationalRecord.objects.all()}
    fresh = [row for row in rows if row.procedure.code not in known or known[row.procedure.code].digest != row.digest]
    outcome.unchanged = len(rows) - len(fresh)
    _take(fresh, known, outcome, run, local(at).date())
    _raise_tasks(fresh, outcome, at)
    run.created, run.changed, run.unchanged = len(outcome.created), len(outcome.changed), outcome.unchanged
    run.save()
    if fresh:
        announce(CatalogueChanged(codes=[row.procedure.code for row in fresh], at=at))
    note(file=file_name, rows=outcome.rows, created=run.created, changed=run.changed, unread=run.unread)
    return run


def _take(
    fresh: Sequence[Understood], known: dict[str, NationalRecord], outcome: ImportOutcome, run: ImportRun, day: date
) -> None:
    procedures = _procedures(fresh)
    standing = _standing([row.procedure.code for row in fresh])
    versions: list[tuple[ProcedureVersion, ReadProcedure]] = []
    for row in fresh:
        code = row.procedure.code
        (outcome.changed if code in known else outcome.created).append(code)
        found = standing.get(code, Standing())
        versions.append((_version(row.procedure, procedures[code], found, day, outcome), row.procedure))
    ProcedureVersion.objects.bulk_create([version for version, _row in versions if version.pk is None], BATCH)
    _write_parts(versions)
    NationalRecord.objects.bulk_create(
        [
            NationalRecord(
                code=row.procedure.code,
                raw=row.source.cells,
                digest=row.digest,
                line=row.source.line,
                run=run,
                version=version,
            )
            for row, (version, _read) in zip(fresh, versions, strict=True)
        ],
        BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["raw", "digest", "line", "run", "version"],
    )


def field_code(name: str) -> str:
    """The address of a field: its words without marks, cut where it is long, with a mark that keeps it apart."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in fold(name)).split())
    return slug if len(slug) <= 60 else f"{slug[:51]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"


def _procedures(fresh: Sequence[Understood]) -> dict[str, Procedure]:
    """The procedures of the rows by code, made or renamed; those with words of the province keep their name."""
    names = {field_code(row.procedure.field_name): row.procedure.field_name for row in fresh}
    Field.objects.bulk_create(
        [Field(code=code, name=name[:200], sort_key=sort_key(name)[:500]) for code, name in names.items()],
        BATCH,
        ignore_conflicts=True,
    )
    fields = Field.objects.in_bulk(list(names), field_name="code")
    codes = [row.procedure.code for row in fresh]
    own = set(
        ProcedureVersion.objects.exclude(origin=Origin.NATIONAL)
        .filter(procedure__code__in=codes)
        .values_list("procedure__code", flat=True)
    )
    Procedure.objects.bulk_create(
        [
            Procedure(
                code=row.code,
                name=row.name,
                field=fields[field_code(row.field_name)],
                sort_key=sort_key(row.name),
            )
            for row in (one.procedure for one in fresh)
            if row.code not in own
        ],
        BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "field", "sort_key"],
    )
    return Procedure.objects.in_bulk(codes, field_name="code")


@dataclass
class Standing:
    """What the catalogue holds for a code: the version that is public today or later, and a national draft."""

    public: ProcedureVersion | None = None
    draft: ProcedureVersion | None = None


def _standing(codes: Sequence[str]) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    versions = ProcedureVersion.objects.select_for_update(of=("self",)).filter(procedure__code__in=codes)
    for version in versions.select_related("procedure").order_by("valid_from", "pk"):
        standing = found.setdefault(version.procedure.code, Standing())
        if version.status in PUBLIC_STATUSES:
            standing.public = version
        elif version.origin == Origin.NATIONAL:
            standing.draft = version
    return found


def _version(
    row: ReadProcedure, procedure: Procedure, standing: Standing, day: date, outcome: ImportOutcome
) -> ProcedureVersion:
    """The version the row belongs in: saved already when it stood before, else still to be written."""
    facts = {**row.facts, "origin": Origin.NATIONAL, "valid_from": day}
    public = standing.public
    if public is not None and public.origin != Origin.NATIONAL:
        outcome.drafted.append(row.code)
        if standing.draft is not None:
            return _rewritten(standing.draft, {**facts, "status": VersionStatus.DRAFT, "reviewer": None})
        return ProcedureVersion(procedure=procedure, status=VersionStatus.DRAFT, **facts)
    if public is not None and public.valid_from >= day:
        return _rewritten(public, facts)
    if public is not None and public.valid_until is None:
        ProcedureVersion.objects.filter(pk=public.pk).update(valid_until=day)
    return ProcedureVersion(procedure=procedure, status=VersionStatus.PUBLISHED, **facts)


def _rewritten(version: ProcedureVersion, facts: Mapping[str, Any]) -> ProcedureVersion:
    for name, value in facts.items():
        setattr(version, name, value)
    version.save()
    return version


def _write_parts(versions: Sequence[tuple[ProcedureVersion, ReadProcedure]]) -> None:
    ids = [version.pk for version, _row in versions]
    kinds: list[type[models.Model]] = [Channel, Question, Component, LegalBasis]
    for kind in kinds:
        kind._default_manager.filter(version__in=ids).delete()
    Channel.objects.bulk_create(
        [Channel(version=version, **vars(one)) for version, row in versions for one in row.channels], BATCH
    )
    Question.objects.bulk_create(
        [
            Question(version=version, order=n, key=one.key, text=one.text, options=list(one.options))
            for version, row in versions
            for n, one in enumerate(row.questions, start=1)
        ],
        BATCH,
    )
    Component.objects.bulk_create(
        [
            Component(version=version, order=n, **{**vars(one), "when": dict(one.when)})
            for version, row in versions
            for n, one in enumerate(row.components, start=1)
        ],
        BATCH,
    )
    LegalBasis.objects.bulk_create(
        [
            LegalBasis(version=version, order=n, number=number)
            for version, row in versions
            for n, number in enumerate(row.legal_bases, start=1)
        ],
        BATCH,
    )


def mark_of(finding: Finding) -> str:
    """What makes two doubts the same one."""
    return hashlib.sha256(f"{finding.kind}|{finding.where}|{finding.excerpt}".encode()).hexdigest()


def _raise_tasks(fresh: Sequence[Understood], outcome: ImportOutcome, at: datetime) -> None:
    """A task for every doubt that is new; open ones whose doubt has gone are settled by the new row itself."""
    for code in outcome.drafted:
        outcome.findings[code].append(Finding(FindingKind.DIFFERS_FROM_PROVINCE, "bản quốc gia"))
    codes = [row.procedure.code for row in fresh]
    ids = dict(Procedure.objects.filter(code__in=codes).values_list("code", "pk"))
    wanted = [(ids[code], doubt) for code in codes for doubt in outcome.findings[code]]
    marks = {(procedure, mark_of(doubt)) for procedure, doubt in wanted}
    open_ones = CatalogueTask.objects.filter(procedure__in=ids.values(), settled_at=None).exclude(
        kind__in=[FindingKind.LAW_CHANGED, FindingKind.CITATION_DEAD]
    )
    gone = [task.pk for task in open_ones if (task.procedure_id, task.mark) not in marks]
    CatalogueTask.objects.filter(pk__in=gone).update(settled_at=at, answer=_("Nguồn quốc gia đã sửa."))
    CatalogueTask.objects.bulk_create(
        [
            CatalogueTask(
                procedure_id=procedure,
                kind=doubt.kind,
                where=doubt.where[:100],
                excerpt=doubt.excerpt,
                mark=mark_of(doubt),
                raised_at=at,
            )
            for procedure, doubt in wanted
        ],
        BATCH,
        ignore_conflicts=True,
    )
