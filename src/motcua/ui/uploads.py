"""Files on a page that is sent: what was taken survives an error of anything else on the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from motcua.dossiers.operations.filing import FileFacts
from motcua.forms.rules import too_many
from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind, log_security
from motcua.kernel.models import StoredFile
from motcua.people.models import Account
from motcua.ui.files import content_of

# How long a page with files may stay open before it must be sent.
FRESH = 24 * 3600
Take = Callable[[str, str, bytes], FileFacts]


@dataclass
class Uploads:
    """The files of one page by the paper they belong to: taken now or before."""

    by: Account
    files: list[FileFacts] = field(default_factory=list)

    def of(self, key: str) -> list[tuple[str, FileFacts]]:
        """Those of one paper, each with the token by which the page keeps it."""
        return [(self._token(file), file) for file in self.files if file.component_key == key]

    def _token(self, file: FileFacts) -> str:
        return signing.dumps([file.stored.pk, file.name, file.component_key], salt=_salt(self.by))


def _salt(by: Account) -> str:
    return f"scan {by.pk}"


def uploads_of(attempt: Attempt, by: Account, papers: Mapping[str, str], take: Take, *, prefix: str = "") -> Uploads:
    """Read the files of a page and those it kept from before; what cannot be taken is refused at its field.

    `papers`: key and name of each paper; its field is called `prefix` and key. `take` is the operation that takes one
    file: key of its paper, name, content. Where they would be too many, none of the new ones is taken.
    """
    uploads = Uploads(by, _kept(attempt.request.POST, by, papers))
    chosen = {key: attempt.request.FILES.getlist(f"{prefix}{key}") for key in papers}
    if problem := too_many(len(uploads.files) + sum(map(len, chosen.values()))):
        attempt.refuse(problem, {f"{prefix}{key}": problem for key, files in chosen.items() if files})
        return uploads
    for key, files in chosen.items():
        for upload in files:
            with Attempt(attempt.request) as taking:
                taken = take(key, upload.name or "", content_of(upload))
                if any((one.stored, one.component_key) == (taken.stored, key) for one in uploads.files):
                    tell_known(attempt.request, taken.name)
                else:
                    uploads.files.append(taken)
            if taking.is_refused:
                attempt.blame(f"{prefix}{key}", taking)
    return uploads


def tell_known(request: HttpRequest, name: str) -> None:
    """That a file was chosen once more: it is there, and stands there once."""
    messages.warning(request, _("Tệp «%s» đã có ở giấy tờ này, không thêm lần nữa.") % name)


def _kept(sent: QueryDict, by: Account, papers: Mapping[str, str]) -> list[FileFacts]:
    """What the page kept, each file once."""
    facts: dict[tuple[str, str], str] = {}
    for token in sent.getlist("kept"):
        try:
            digest, name, key = signing.loads(token, salt=_salt(by), max_age=FRESH)
        except signing.BadSignature:
            log_security(Kind.WRONG_KEY, account=by.pk, of="file")
            continue
        if key in papers:
            facts[digest, key] = name
    return stored_of(facts, papers)


def stored_of(facts: Mapping[tuple[str, str], str], papers: Mapping[str, str]) -> list[FileFacts]:
    """Files that were taken before, by digest and paper, each with its name; those still asked for."""
    stored = StoredFile.objects.in_bulk({digest for digest, _key in facts})
    return [
        FileFacts(name, stored[digest], component_key=key, component_name=papers[key])
        for (digest, key), name in facts.items()
        if digest in stored and key in papers
    ]
