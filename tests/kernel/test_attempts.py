"""What a page says of what was refused, and with which answer."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from motcua.kernel import attempts
from motcua.kernel.attempts import Attempt
from motcua.kernel.illness import Unavailable
from motcua.kernel.operations import Refused


@pytest.mark.issue(17)
@pytest.mark.parametrize(
    ("error", "status", "again"), [(Unavailable("files", "away"), 503, "60"), (Refused("Tệp quá lớn."), 422, None)]
)
def test_a_part_that_this_node_cannot_do_now_makes_the_whole_page_not_now(monkeypatch, error, status, again):
    monkeypatch.setattr(attempts, "render", lambda request, template, facts, status: HttpResponse(status=status))
    attempt = Attempt(RequestFactory().post("/"))
    with Attempt(attempt.request) as part:
        raise error
    attempt.blame("giay", part)
    assert attempt.is_refused
    assert attempt.errors == {"giay": part.message}
    answer = attempt.page("ui/any.html", {})
    assert (answer.status_code, answer.get("Retry-After")) == (status, again)


@pytest.mark.issue(18)
def test_what_was_refused_of_several_parts_stands_on_lines_of_its_own():
    attempt = Attempt(RequestFactory().post("/"))
    for said in ("Tệp «a» rỗng.", "Tệp «b» rỗng.", "Tệp «a» rỗng."):
        with Attempt(attempt.request) as part:
            raise Refused(said)
        attempt.blame("giay", part)
    assert attempt.errors == {"giay": "Tệp «a» rỗng.\nTệp «b» rỗng."}
