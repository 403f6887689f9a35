"""What officials say to each other about a dossier: inside the office, with a word to whom is mentioned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.story import tell_official
from motcua.dossiers.rights import DOSSIER
from motcua.handling.models import Note
from motcua.handling.queries import dossier_for
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import local
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import policy_of, with_substitutes

WORKS_ON_DOSSIERS = (
    Duty.RECEIVE,
    Duty.RETURN_RESULT,
    Duty.PROCESS,
    Duty.APPROVE,
    Duty.SIGN,
    Duty.ISSUE,
    Duty.SUPERVISE,
)


def _sees(by: Any, posts: Sequence[Post], dossier: Any) -> bool:
    """Whether the dossier is within somebody's right, as its page asks."""
    if not isinstance(by, Account) or not posts:
        return False
    return dossier_for(by, dossier.shown_code, on=local(dossier.submitted_at).date(), posts=posts) is not None


SEES_IT = policy_of("official within whose right the dossier is", _sees, duties=WORKS_ON_DOSSIERS)


@operation(who=SEES_IT, journal="note.written", on=DOSSIER)
def write_note(dossier: Dossier, *, text: str, mentioned: Sequence[Account] = (), by: Account, at: datetime) -> Note:
    """Write a note that officials alone read, and tell whom it mentions (NĐ 61/2018 Đ19).

    Neither the dossier's story nor its filer knows of it, and no notice says what is in it. Refused without words, and
    for who may not see the dossier.
    """
    if not text.strip():
        raise Refused(_("Chưa ghi được."), errors={"text": _("Ghi nội dung.")})
    on = local(at).date()
    for one in mentioned:
        if dossier_for(one, dossier.shown_code, on=on) is None:
            said = _("%s không xem được hồ sơ này nên không nhắc được.") % one.full_name
            raise Refused(_("Chưa ghi được."), errors={"mentioned": said})
    written = Note.objects.create(dossier=dossier, text=text.strip(), written_by=by, written_at=at)
    written.mentioned.set(mentioned)
    note(mentioned=[one.pk for one in mentioned])
    for one in with_substitutes(mentioned, on=on):
        if one.pk != by.pk:
            tell_official(dossier, one, "mentioned", at=at, who=by.full_name)
    return written
