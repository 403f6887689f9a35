"""One person with an account, for what is tried at the doors of the portal."""

from datetime import UTC, datetime

import pytest

from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import accepted, people, register

__all__ = ["accepted", "people", "register"]

AT = datetime(2026, 11, 29, 2, tzinfo=UTC)
PASSWORD = "mot-hai-ba-bon"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"


@pytest.fixture
def hoa(db):
    return create_account(
        kind=AccountKind.CITIZEN, password=PASSWORD, full_name="Nông Thị Hoa", email="hoa@x.vn", phone="+84912345678",
        by=None, at=AT,
    )  # fmt: skip
