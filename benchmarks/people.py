"""Officials who have never signed in, made by the operation; prints their sign-in names as JSON.

Run inside a province: `python -m benchmarks.people COUNT`.
"""

import json
import sys
from datetime import UTC, datetime, timedelta

from benchmarks.browser import PASSWORD
from motcua.cli import running

running.ready()

from motcua.kernel.text import local  # noqa: E402 - Django must be up before its models are named
from motcua.organization.models import Post  # noqa: E402
from motcua.people.operations import create_account, give_post  # noqa: E402
from motcua.people.rules import AccountKind  # noqa: E402


def make(count: int, at: datetime) -> list[str]:
    """So many officials over the posts of the province."""
    posts = list(Post.objects.order_by("pk"))
    logins = []
    for n in range(count):
        login = f"canbo{n}@langson.example"
        official = create_account(
            kind=AccountKind.OFFICIAL, password=PASSWORD, full_name=f"Cán bộ {n}", email=login, by=None, at=at
        )
        since = local(at).date() - timedelta(days=1)
        give_post(official, post=posts[n * 7 % len(posts)], valid_from=since, by=None, at=at)
        logins.append(login)
    return logins


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(int(sys.argv[1]), datetime.now(UTC))))  # noqa: TID251 - the measurement's clock
