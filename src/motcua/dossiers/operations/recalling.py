"""A result that was issued and turned out wrong is void from now on."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.models import Dossier, DossierPaper
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.rights import DOSSIER, IS_NOT_RECALLED, SIGNS, in_status
from motcua.dossiers.rules import WORK_DONE, StoryWord
from motcua.kernel.lengths import REASON, within
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import worded
from motcua.papers.operations import revoke_paper
from motcua.papers.rules import result_kinds
from motcua.people.models import Account


@operation(
    who=SIGNS.policy,
    journal="result.recalled",
    on=DOSSIER,
    when=in_status(*sorted(WORK_DONE)) & IS_NOT_RECALLED,
    printed={"reason": gettext_noop("Lý do")},
)
def recall_result(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Dossier:
    """Recall every paper of a result that was issued, because its content is wrong (NĐ 30/2020 Đ18).

    Whoever verifies one is told that it is void, its entry in a register counts no longer, and the filer is told why.
    What is right comes of another dossier. Refused without a reason, and where no signed paper stands.
    """
    reason = within("reason", worded(reason), REASON)
    if not reason:
        raise Refused(_("Ghi lý do thu hồi."), errors={"reason": _("Ghi rõ kết quả sai ở đâu.")})
    issued = DossierPaper.objects.filter(dossier=dossier, kind__in=result_kinds(), paper__revoked_at=None)
    standing = [entry.paper for entry in issued.select_related("paper").order_by("paper_id") if entry.paper.signed_at]
    if not standing:
        raise Refused(_("Hồ sơ này không có kết quả đã ký còn giá trị."))
    for paper in standing:
        # A successor recalls what its predecessor issued.
        revoke_paper(paper, reason=reason, by=None, at=at)
    dossier.recalled_at = at
    dossier.save(update_fields=["recalled_at"])
    titles = "; ".join(f"{paper.title} {paper.number}".strip() for paper in standing)
    note(reason=reason, papers=titles)
    said = Sentence(
        gettext_noop("Thu hồi kết quả (%(papers)s). Lý do: %(reason)s"), {"papers": titles, "reason": reason}
    )
    tell_story(dossier, StoryWord.RECALLED, by=by, at=at, text=said)
    tell_filer(dossier, "recalled", at=at)
    return dossier
