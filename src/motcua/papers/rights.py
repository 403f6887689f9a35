"""Who issues, signs, seals and revokes a paper, and how it is locked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.kernel.locks import Lock, Rank
from motcua.kernel.manifests import offered
from motcua.kernel.operations import Policy
from motcua.kernel.text import local
from motcua.organization.models import Post, SigningAuthority
from motcua.organization.rules import Duty
from motcua.papers.models import Paper
from motcua.papers.rules import PaperKind, SubmissionProof
from motcua.people.models import Account
from motcua.people.rights import own_posts_of, posts_of

PAPER = Lock(Paper, Rank.PAPER, beside=("file", "agency"))


def _may_issue(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    if by is None or isinstance(subject, SubmissionProof):
        return True
    return isinstance(by, Account) and bool(posts_of(by, on=local(arguments["at"]).date()))


def _posts_at_agency(by: Any, paper: Any, at: datetime) -> list[Post]:
    if not (isinstance(by, Account) and isinstance(paper, Paper)):
        return []
    return [post for post in own_posts_of(by, on=local(at).date()) if post.unit.agency_id == paper.agency_id]


def _may_sign(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    return signing_post(by, subject, arguments["at"]) is not None


def signing_post(by: Any, paper: Any, at: datetime) -> Post | None:
    """The post in which somebody signs: any at the agency, but for results one charged with signing, or authorised.

    Of which procedures an authority speaks, the work asks that leads to the paper (NĐ 30/2020 Đ13.4).
    """
    posts = _posts_at_agency(by, paper, at)
    charged = [post for post in posts if post.has(Duty.SIGN)]
    if posts and offered(PaperKind)[paper.kind].value.is_result:
        return next(iter(charged or _authorised(posts, at)), None)
    return next(iter(charged or posts), None)


def _authorised(posts: list[Post], at: datetime) -> list[Post]:
    given = SigningAuthority.objects.on(local(at).date()).filter(post__in=posts).values_list("post_id", flat=True)
    authorised = set(given)
    return [post for post in posts if post.pk in authorised]


ISSUER = Policy("official with a post, or system; anyone for the proof of their submission", _may_issue, any_post=True)
SIGNATORY = Policy(
    "official of the paper's agency; for results with the duty SIGN, or authorised to sign", _may_sign, any_post=True
)
SEALER = Policy(
    "official charged with issuing at the paper's agency (văn thư)",
    lambda by, subject, arguments: any(post.has(Duty.ISSUE) for post in _posts_at_agency(by, subject, arguments["at"])),
    duties=(Duty.ISSUE,),
)
REVOKER = Policy(
    "system, or official of the paper's agency",
    lambda by, subject, arguments: by is None or bool(_posts_at_agency(by, subject, arguments["at"])),
    any_post=True,
)


def may_seal(paper: Paper, *, by: Account, at: datetime) -> bool:
    """Whether this person is charged with issuing at the paper's agency."""
    return SEALER.allows(by, paper, {"at": at})
