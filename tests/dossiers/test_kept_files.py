"""Every place in the database where a file's digest stands is one that keeps it, or only tells of it."""

from datetime import timedelta

from django.apps import apps
from django.db import connection, models

from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.operations.supplements import keep_answer
from motcua.forms.reading import take_in
from motcua.handling.models import Task
from motcua.handling.operations.drafting import PaperFile, draft_files, take_result_file
from motcua.kernel.files import store, sweep
from motcua.kernel.models import StoredFile
from motcua.papers.elsewhere import read_result
from motcua.results.queries import asked_values, drafts_of
from tests.dossiers.conftest import at
from tests.dossiers.test_amending import NAME, ask, birth  # noqa: F401 - fixtures
from tests.papers.test_elsewhere import written

# A digest stands here to be read: the proof of what was handed in, what was told of it, and what was done.
TOLD_OF = {
    "kernel.journalentry.details",
    "kernel.outboxmessage.payload",
    "notices.notice.body",
    "papers.paper.undrawn",
}


FOUND = 'SELECT EXISTS (SELECT FROM "%s" t, unnest(%%s::text[]) d WHERE strpos(t."%s"::text, d) > 0)'


def where_digests_stand():
    """Columns of text and JSON in which the digest of a stored file is found."""
    digests = list(StoredFile.objects.values_list("pk", flat=True))
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.CharField | models.TextField | models.JSONField):
                    continue
                cursor.execute(FOUND % (model._meta.db_table, field.column), [digests])
                if cursor.fetchone()[0]:
                    found.add(f"{model._meta.label_lower}.{field.name}")
    return found


def test_every_place_where_a_digest_stands_keeps_its_file_or_only_tells_of_it(birth, ask, people, hand):  # noqa: F811
    unit = birth.receiving_unit
    scan = take_scan(
        unit=unit,
        component=("a", "A"),
        file=take_in("a.pdf", written(), by=people.counter),
        by=people.counter,
        at=at(2, 10),
    )
    attach_scans(birth, files=[scan], by=people.counter, at=at(2, 10))
    task = Task.objects.of(birth).open().get()
    by = hand(task)
    file = take_result_file(
        task, component=("1", "x"), file=read_result("b.pdf", written(pages=2), by=by), by=by, at=at(2, 10)
    )
    content = asked_values(drafts_of(birth, on=at(2).date()))
    draft_files(task, files=[PaperFile(0, file, "7")], content=content, by=by, at=at(2, 10))
    request = ask(birth, NAME)
    answer = store(b"tra loi", media_type="text/plain", at=at(2, 12))
    held = [FileFacts("c.txt", answer, component_key="a")]
    keep_answer(request, typed={}, files=held, by=people.citizen, at=at(2, 12))
    forgotten = store(b"khong ai giu", media_type="text/plain", at=at(2, 12))
    assert where_digests_stand() - TOLD_OF == {
        "kernel.storedfile.digest",
        "dossiers.dossier.decision",
        "dossiers.answerdraft.files",
    }
    kept = set(StoredFile.objects.values_list("pk", flat=True)) - {forgotten.pk}
    assert len(kept) >= 4
    sweep(at=at(2, 13))
    assert sweep(at=at(2, 13) + timedelta(days=100)) == 1
    assert set(StoredFile.objects.values_list("pk", flat=True)) == kept
