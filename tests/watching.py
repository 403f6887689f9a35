"""What a page writes, it writes through an operation: every statement of every request is looked at."""

import re
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


@contextmanager
def requests(monkeypatch):
    """Raise in a page that writes while no operation runs, and keep what it wrote, should it handle the error."""
    caught = []
    respond = BaseHandler.get_response

    def look(execute, statement, values, many, context):
        if not is_running() and written(str(statement)):
            caught.append(str(statement)[:200])
            raise AssertionError(f"a page writes without an operation: {caught[-1]}")
        return execute(statement, values, many, context)

    def watched(self, request):
        with connection.execute_wrapper(look):
            return respond(self, request)

    monkeypatch.setattr(BaseHandler, "get_response", watched)
    yield caught
