"""A stored file goes when nothing has referred to it for a while, whatever happens at that moment; else it stays."""

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db import connection, models, transaction

from motcua.forms.models import Draft, DraftFile, FormDefinition
from motcua.kernel import files
from motcua.kernel.files import nothing_deleted, store, sweep
from motcua.kernel.manifests import FileReference, offered
from motcua.kernel.models import JournalEntry, StoredFile
from motcua.people.models import Account
from tests.elsewhere import apart, elsewhere  # noqa: F401 - a fixture

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
LATER = AT + timedelta(days=31)


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    """A store of this test alone: what others left in theirs is none of its business."""
    kind = settings.STORAGES["files"]
    own = {**kind, "OPTIONS": {**kind["OPTIONS"], "location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "files": own}


def kept(content=b"mot cua"):
    return store(content, media_type="text/plain", at=AT)


def is_there(stored):
    return Path(storages["files"].path(stored.path)).exists()


def stray(content=b"bo lai", *, age=timedelta(days=40)):
    """What a transaction left on the disk that was undone."""
    with transaction.atomic():
        stored = kept(content)
        transaction.set_rollback(True)
    moment = (AT - age).timestamp()
    os.utime(storages["files"].path(stored.path), (moment, moment))
    return stored


def draft():
    form = FormDefinition.objects.order_by("pk").first()
    account = Account.objects.create(full_name="Nông Thị Hoa", joined_at=AT)
    facts = {"procedure_code": "1", "procedure_name": "Thử", "created_at": AT, "updated_at": AT}
    return Draft.objects.create(account=account, form=form, **facts)


def refer(to, stored):
    return DraftFile.objects.create(draft=to, component_key="a", name="a.txt", stored=stored, added_at=AT)


@pytest.mark.django_db
def test_a_file_goes_after_its_grace_and_the_journal_says_which():
    stored = kept()
    assert sweep(at=AT) == 0
    assert sweep(at=AT + timedelta(days=29)) == 0
    assert is_there(stored)
    assert sweep(at=AT + timedelta(days=30)) == 1
    assert not is_there(stored)
    assert not StoredFile.objects.exists()
    entry = JournalEntry.objects.get(word="files.deleted")
    assert (entry.details["count"], entry.details["digests"]) == (1, [stored.pk])


@pytest.mark.django_db
def test_what_something_refers_to_stays_until_its_last_reference_has_been_gone_for_a_while():
    stored, first, second = kept(), draft(), draft()
    refer(first, stored)
    refer(second, stored)
    sweep(at=AT)
    first.delete()
    assert sweep(at=LATER) == 0
    second.delete()
    assert sweep(at=LATER + timedelta(days=1)) == 0
    assert is_there(stored)
    assert sweep(at=LATER + timedelta(days=31)) == 1


@pytest.mark.django_db
def test_a_file_that_is_referred_to_or_stored_again_begins_its_grace_anew():
    again, referred, by = kept(), kept(b"hai"), draft()
    sweep(at=AT)
    reference = refer(by, referred)
    kept()
    assert sweep(at=LATER) == 0
    reference.delete()
    assert sweep(at=LATER + timedelta(days=29)) == 0
    assert is_there(again)
    assert is_there(referred)


@pytest.mark.usefixtures("apart")
def test_nothing_is_deleted_while_a_backup_copies():
    stored = kept()
    sweep(at=AT)
    with nothing_deleted():
        assert elsewhere(lambda: sweep(at=LATER)).result(30) == 0
    assert is_there(stored)
    assert sweep(at=LATER) == 1


def paused(monkeypatch, name):
    """Stop the deletion right before it does this to the disk; gives both signals."""
    reached, go_on = threading.Event(), threading.Event()
    storage = storages["files"]
    does = getattr(storage, name)

    def slowly(*args):
        reached.set()
        assert go_on.wait(30)
        return does(*args)

    monkeypatch.setattr(storage, name, slowly)
    return reached, go_on


def _waits():
    """Whether somebody waits for a lock of somebody else here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks l WHERE NOT l.granted")
        return cursor.fetchone()[0] > 0


def _until(holds):
    for _turn in range(300):
        if holds():
            return True
        threading.Event().wait(0.05)
    return False


def _refer_again(content=b"mot cua"):
    with transaction.atomic():
        stored = kept(content)
        refer(draft(), stored)
    return stored


@pytest.mark.parametrize("begin", [kept, stray], ids=["known", "on the disk only"])
@pytest.mark.usefixtures("apart")
def test_a_file_that_is_stored_again_while_it_is_deleted_is_not_lost(monkeypatch, begin):
    stored = begin(b"mot cua")
    sweep(at=AT - timedelta(days=39))
    reached, go_on = paused(monkeypatch, "delete")
    deleting = elsewhere(lambda: sweep(at=LATER))
    assert reached.wait(30)
    storing = elsewhere(_refer_again)
    assert _until(_waits)
    go_on.set()
    assert deleting.result(30) == 1
    storing.result(30)
    assert StoredFile.objects.get(pk=stored.pk).read() == b"mot cua"
    assert sweep(at=LATER + timedelta(days=100)) == 0


@pytest.mark.usefixtures("apart")
def test_a_file_that_is_being_stored_again_when_its_deletion_begins_stays():
    stored = kept()
    sweep(at=AT)
    with transaction.atomic():
        kept()
        assert elsewhere(lambda: sweep(at=LATER)).result(30) == 0
        refer(draft(), stored)
    assert StoredFile.objects.get().read() == b"mot cua"


@pytest.mark.usefixtures("apart")
def test_a_reference_that_was_made_after_the_look_around_is_seen(monkeypatch):
    """The list of what may go is old by the time its turn comes."""
    stored = kept()
    sweep(at=AT)
    by = draft()
    taken = files._taken

    def after_somebody_referred(digests):
        elsewhere(lambda: refer(by, stored)).result(30)
        return taken(digests)

    monkeypatch.setattr(files, "_taken", after_somebody_referred)
    assert sweep(at=LATER) == 0
    assert is_there(stored)


@pytest.mark.usefixtures("apart")
def test_what_is_being_stored_stays_however_long_that_takes():
    """Whoever stores what is there already writes nothing of it, so it must be held for them."""
    stored = kept()
    with transaction.atomic():
        kept()
        assert elsewhere(lambda: sweep(at=AT)).result(30) == 0
        assert elsewhere(lambda: sweep(at=LATER)).result(30) == 0
        refer(draft(), stored)
    assert StoredFile.objects.get().read() == b"mot cua"


@pytest.mark.usefixtures("apart")
def test_a_file_that_was_stored_again_after_the_look_around_begins_its_grace_anew(monkeypatch):
    """Nothing refers to it yet: who stored it does so on the next page."""
    stored = kept()
    sweep(at=AT)
    taken = files._taken

    def after_somebody_stored(digests):
        elsewhere(kept).result(30)
        return taken(digests)

    monkeypatch.setattr(files, "_taken", after_somebody_stored)
    assert sweep(at=LATER) == 0
    assert is_there(stored)


@pytest.mark.usefixtures("apart")
def test_two_deletions_at_once_delete_a_file_once(monkeypatch):
    """Each takes the rows for itself before it looks; what the other has taken is the other's."""
    kept()
    sweep(at=AT)
    reached, go_on = paused(monkeypatch, "delete")
    first = elsewhere(lambda: files.delete_files(digests=[StoredFile.objects.get().pk], by=None, at=LATER))
    assert reached.wait(30)
    second = elsewhere(lambda: files.delete_files(digests=[StoredFile.objects.get().pk], by=None, at=LATER))
    assert second.result(30) == []
    go_on.set()
    assert len(first.result(30)) == 1


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("place", range(1, 4))
@pytest.mark.usefixtures("apart")
def test_a_deletion_that_is_killed_anywhere_is_mended_by_the_next(monkeypatch, place):
    stored = [kept(bytes([number])) for number in range(3)]
    sweep(at=AT)
    delete, calls = storages["files"].delete, []

    def until_killed(name):
        delete(name)
        calls.append(name)
        if len(calls) == place:
            raise Killed

    with monkeypatch.context() as killing:
        killing.setattr(storages["files"], "delete", until_killed)
        with pytest.raises(Killed):
            sweep(at=LATER)
    assert StoredFile.objects.count() == 3
    assert sum(map(is_there, stored)) == 3 - place
    # Who brings one of them again meanwhile gets it whole.
    again = _refer_again(bytes([0]))
    assert again.read() == bytes([0])
    assert sweep(at=LATER) == 2
    assert [is_there(one) for one in stored] == [True, False, False]
    assert StoredFile.objects.get() == again


@pytest.mark.django_db
def test_what_an_undone_transaction_left_on_the_disk_goes_too():
    old, young = stray(), stray(b"moi", age=timedelta(0))
    assert sweep(at=AT) == 1
    assert not is_there(old)
    assert is_there(young)
    assert not StoredFile.objects.exists()


def test_every_relation_to_stored_files_is_declared():
    relations = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model is StoredFile
    }
    assert relations == {key for key, offer in offered(FileReference).items() if not offer.path}
