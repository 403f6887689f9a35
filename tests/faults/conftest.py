"""One filled province for everything that is killed."""

import subprocess

import pytest

from benchmarks.province import Province
from motcua.cli.backups import _program
from tests import database


class Copied(Province):
    """Most of filling one is making its tables and loading the packs, which the tests' template has."""

    def fill(self):
        with database.copy() as name:
            dump = [_program("pg_dump"), "--no-owner", "-d", database.address(name)]
            made = subprocess.run(dump, capture_output=True, check=True)
        into = [_program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.server.address]
        subprocess.run(into, input=made.stdout, capture_output=True, check=True)
        super().fill()


@pytest.fixture(scope="package")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), Copied() as one:
        yield one
