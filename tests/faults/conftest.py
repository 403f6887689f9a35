"""One filled province for everything that is killed."""

import pytest

from benchmarks.province import Province


@pytest.fixture(scope="package")
def province():
    with Province() as one:
        yield one
