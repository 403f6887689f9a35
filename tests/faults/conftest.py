"""One filled province for everything that is killed."""

import pytest

from benchmarks.province import Province
from tests import database
from tests.command import pg_dump, psql


class Copied(Province):
    """Most of filling one is making its tables and loading the packs, which the tests' template has."""

    def fill(self):
        script = self.folder / "province.sql"
        with database.copy() as name:
            pg_dump(database.address(name), script)
        assert psql(self.server.address, script) == ""
        super().fill()


@pytest.fixture(scope="package")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), Copied() as one:
        yield one
