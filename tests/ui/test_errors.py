"""The page for a failure needs nothing that may have failed."""

from unittest.mock import Mock

import pytest
from django.db import DatabaseError, OperationalError
from django.test import RequestFactory

from motcua.people.models import Session
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


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status"), [(OperationalError("away"), 503), (DatabaseError("no row"), 400)])
def test_a_database_that_fails_while_the_session_is_kept_is_no_fault_of_the_request(
    client, settings, monkeypatch, error, status
):
    """Who is told that the request was wrong does not send it again; who was signed out elsewhere is told so."""
    session = client.session
    session["kept"] = True
    session.save()
    settings.SESSION_SAVE_EVERY_REQUEST = True
    monkeypatch.setattr(Session, "save", Mock(side_effect=error))
    answer = client.get("/")
    assert (answer.status_code, answer.get("Retry-After")) == (status, "60" if status == 503 else None)


@pytest.mark.issue(17)
@pytest.mark.parametrize(("error", "status"), [(OperationalError("away"), 503), (ValueError("ours"), 500)])
@pytest.mark.parametrize("path", ["/", "/api/v1/tim"])
def test_a_database_that_is_away_is_told_apart_from_a_fault_of_ours(error, status, path):
    """Who stands in front asks another node after 503 alone, and programs read Retry-After."""
    try:
        raise error
    except (OperationalError, ValueError):
        answer = server_error(RequestFactory().get(path))
    assert (answer.status_code, answer.get("Retry-After")) == (status, "60" if status == 503 else None)
    assert answer["Content-Type"].startswith("application/json" if path.startswith("/api/") else "text/html")
