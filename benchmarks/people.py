"""Officials who have never signed in, at the posts of the province; prints their sign-in names as JSON.

Run inside a province: `python -m benchmarks.people COUNT`.
"""

import json
import sys
from datetime import UTC, datetime, timedelta

from benchmarks.browser import PASSWORD
from motcua.cli import running

running.ready()

from django.contrib.auth.hashers import make_password  # noqa: E402 - Django must be up before its models are named

from motcua.kernel.text import local  # noqa: E402
from motcua.organization.models import Post  # noqa: E402
from motcua.people.models import Account, Holding  # noqa: E402
from motcua.people.rules import AccountKind  # noqa: E402


def make(count: int, at: datetime) -> list[str]:
    """So many officials over the posts of the province."""
    posts, since = list(Post.objects.order_by("pk")), local(at).date() - timedelta(days=1)
    # Hashed once: two hundred passwords would take a minute, and checking one takes as long whoever made it.
    password = make_password(PASSWORD)
    logins = [f"canbo{n}@langson.example" for n in range(count)]
    officials = Account.objects.bulk_create(
        Account(kind=AccountKind.OFFICIAL, password=password, full_name=login, email=login, joined_at=at)
        for login in logins
    )
    Holding.objects.bulk_create(
        Holding(official=official, post=posts[n * 7 % len(posts)], valid_from=since)
        for n, official in enumerate(officials)
    )
    return logins


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(int(sys.argv[1]), datetime.now(UTC))))  # noqa: TID251 - the measurement's clock
