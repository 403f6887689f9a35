"""What a page writes, it writes through an operation, and an id stands on a page once: every request is looked at."""

import re
from collections import Counter
from contextlib import contextmanager

from django.core.handlers.base import BaseHandler
from django.db import connection

from motcua.kernel.under_way import is_running

# Not the lock of a row (FOR UPDATE, FOR NO KEY UPDATE), nor what an INSERT does about a row that is there already.
WRITES = re.compile(
    r"\b(INSERT\s+INTO|(?<!FOR\s)(?<!KEY\s)(?<!DO\s)UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)\s"
    r'(?:\s*ONLY\s)?\s*"?(\w+)',
    re.IGNORECASE,
)
ID = re.compile(rb'<[a-z][^<>]*\sid="([^"]+)"')
# What Django and the sign-in library write by themselves: how such statements begin, and why they need no journal.
THEIRS = {
    r'\w+ (INTO |FROM )?"people_session"': "who is signed in on which browser; gone when the session is",
    r'\w+ (INTO |FROM )?"account_emailaddress"': "the library's own note of which address a letter has confirmed",
    r'UPDATE "people_account" SET "last_login" = %s WHERE': "when somebody signed in: ends links to a new password",
}


def written(statement):
    """The tables a statement writes to, unless it is one of the libraries' own."""
    if any(re.match(theirs, statement) for theirs in THEIRS):
        return set()
    return {table for _verb, table in WRITES.findall(statement)}


def ill_formed(answer):
    """What a checker of HTML would refuse in a page: an id twice, a row of nothing."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    twice = [name.decode() for name, count in Counter(ID.findall(answer.content)).items() if count > 1]
    return [f"id {name} stands twice" for name in twice] + ["a row of nothing"] * answer.content.count(b"<tr></tr>")


@contextmanager
def requests(monkeypatch):
    """Raise in a page that writes while no operation runs or is ill-formed; kept, should it handle the error."""
    caught = []
    respond = BaseHandler.get_response

    def look(execute, statement, values, many, context):
        if not is_running() and written(str(statement)):
            caught.append(str(statement)[:200])
            raise AssertionError(f"a page writes without an operation: {caught[-1]}")
        return execute(statement, values, many, context)

    def watched(self, request):
        with connection.execute_wrapper(look):
            answer = respond(self, request)
        found = [f"{request.path}: {fault}" for fault in ill_formed(answer)]
        caught.extend(found)
        assert not found
        return answer

    monkeypatch.setattr(BaseHandler, "get_response", watched)
    yield caught
