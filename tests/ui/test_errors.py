"""The page for a failure needs nothing that may have failed."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from motcua.ui.context import shell
from motcua.ui.errors import server_error


class Broken:
    """A request's user whose lookup fails, as when the database is away."""

    @property
    def __class__(self):
        raise OperationalError("away")


def test_the_failure_page_shows_without_a_database():
    # pytest-django forbids the database here: any query would raise.
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Mã sự cố" in response.content.decode()


def test_the_frame_survives_a_lost_database():
    request = RequestFactory().get("/")
    request.user = Broken()
    known = shell(request)
    assert known["signed_in"] is None
    assert known["unread"] == 0


@pytest.mark.parametrize("path", ["/"])
def test_the_failure_page_names_a_reference_of_its_own(path):
    first, second = (server_error(RequestFactory().get(path)).content for _ in range(2))
    assert first != second
