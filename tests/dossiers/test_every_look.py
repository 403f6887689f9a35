"""By whichever page an official reads a dossier, its owner sees the look; what belongs to one look is no other."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.db.models import F

from motcua.people.models import DataView
from motcua.workspace.looking import SAME_LOOK
from tests.dossiers.test_addresses_by_role import TABLE, WITHIN, addresses, world  # noqa: F401 - a fixture

pytestmark = [pytest.mark.issue(16), pytest.mark.django_db]

PAST = SAME_LOOK + timedelta(minutes=1)


def looks():
    return DataView.objects.count()


@pytest.fixture
def looked(client, world):  # noqa: F811 - the fixture
    """How many looks are recorded when an official asks for an address; nothing stays of it."""
    client.force_login(world.people.counter)
    cookies = client.cookies.output(header="")

    def ask(address):
        client.cookies = SimpleCookie(cookies)
        with transaction.atomic():
            before = looks()
            answer = client.get(address)
            found = answer.status_code, looks() - before
            transaction.set_rollback(True)
        return found

    return ask


def test_no_page_of_a_dossier_is_read_unseen(world, looked):  # noqa: F811 - the fixture
    """All addresses below a dossier's, those to come as well."""
    unseen, asked = [], 0
    for name, address in addresses(world):
        if not address.startswith("/lam-viec/ho-so/") or name == "workspace:dossiers":
            continue
        status, recorded = looked(address)
        if status == 200:
            asked += 1
            unseen += [] if recorded == 1 else [f"{name}: {recorded}"]
    assert unseen == []
    assert asked > 8


def test_every_address_of_a_dossier_is_asked_for(world):  # noqa: F811 - the fixture
    """What is read by who sees the dossier lies below its address: elsewhere the test above would not look."""
    below = {name for name, address in addresses(world) if address.startswith("/lam-viec/ho-so/")}
    assert {name for name, (read, _sent) in TABLE.items() if read == WITHIN} <= below


def test_pages_turned_one_after_the_other_are_one_look(client, world):  # noqa: F811 - the fixture
    start = f"/lam-viec/ho-so/{world.dossier.code}/"
    client.force_login(world.people.counter)
    client.get(start)
    assert looks() == 1
    for page in ("to-khai/", f"tep/{world.dossier.files.get().pk}/", "phieu-kiem-soat/", "ghi-chu/"):
        client.get(f"{start}{page}")
    assert looks() == 1
    DataView.objects.update(at=F("at") - PAST)
    client.get(f"{start}ghi-chu/")
    assert looks() == 2
    client.get(start)
    assert looks() == 3, "who opens the dossier again looks again"


def test_anothers_look_hides_nobodys(client, world):  # noqa: F811 - the fixture
    start = f"/lam-viec/ho-so/{world.dossier.code}/"
    for number, role in enumerate(("counter", "clerk"), start=1):
        client.force_login(getattr(world.people, role))
        client.get(f"{start}ghi-chu/")
        assert looks() == number
    client.get(f"/lam-viec/ho-so/{world.asked.reference}/ghi-chu/")
    assert set(DataView.objects.values_list("viewer", "reference")) == {
        (world.people.counter.pk, world.dossier.code),
        (world.people.clerk.pk, world.dossier.code),
        (world.people.clerk.pk, world.asked.reference),
    }


def test_what_one_filed_oneself_is_no_look(client, world):  # noqa: F811 - the fixture
    type(world.dossier).objects.filter(pk=world.dossier.pk).update(filer_account=world.people.counter)
    client.force_login(world.people.counter)
    client.get(f"/lam-viec/ho-so/{world.dossier.code}/ghi-chu/")
    assert looks() == 0
