"""Scans of the papers handed in at the counter: judged by their content, kept, added to the dossier."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.models import Dossier, DossierFile
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.story import tell_story
from motcua.dossiers.rights import DOSSIER, RECEIVER, RECEIVER_OF_UNIT, in_status
from motcua.dossiers.rules import OPEN, SIGNED_PROOF, Status, StoryWord
from motcua.forms.operations import keep_file
from motcua.forms.rules import Checked, too_many
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.sentences import Sentence
from motcua.organization.models import Unit
from motcua.people.models import Account


@operation(who=RECEIVER_OF_UNIT, journal="scan.taken")
def take_scan(*, unit: Unit, component: tuple[str, str], file: Checked, by: Account, at: datetime) -> FileFacts:
    """Keep one scan until its dossier is registered or answered (NĐ 61/2018 Đ17; Luật 29/2018/QH14 Đ5).

    `component`: key and name of what was scanned. Refused when malware was found in the file.
    """
    scan = keep(component, file, at=at)
    note(unit=unit.pk)
    return scan


@inside_operation
def keep(component: tuple[str, str], file: Checked, *, at: datetime) -> FileFacts:
    """Store one file that was read: what each operation that takes a file is made of."""
    return FileFacts(file.name, keep_file(file, at=at), component_key=component[0], component_name=component[1])


@operation(who=RECEIVER, journal="dossier.scanned", on=DOSSIER, when=in_status(*sorted(OPEN | {Status.RETURNED})))
def attach_scans(dossier: Dossier, *, files: Sequence[FileFacts], by: Account, at: datetime) -> Dossier:
    """Add scans to a dossier that is open; the same file under the same paper is added once (NĐ 61/2018 Đ17).

    To one whose result was returned, the sheet with which it was received.

    Refused without a file, when the dossier has ended, or when it would hold too many files beside those of answers.
    """
    held = list(dossier.files.values_list("component_key", "stored_id", "supplement_id"))
    known = {(key, digest) for key, digest, _answer in held}
    fresh = {(one.component_key, one.stored.pk): one for one in files}
    added = [one for key, one in fresh.items() if key not in known]
    if not files:
        raise Refused(_("Chọn ít nhất một tệp quét."))
    if dossier.state == Status.RETURNED and any(one.component_key != SIGNED_PROOF for one in files):
        raise Refused(_("Hồ sơ đã trả kết quả: chỉ quét thêm giấy ký nhận kết quả."))
    if problem := too_many(sum(answer is None for _key, _digest, answer in held) + len(added)):
        raise Refused(problem)
    DossierFile.objects.bulk_create(
        DossierFile(
            dossier=dossier,
            component_key=one.component_key,
            component_name=one.component_name,
            name=one.name,
            stored=one.stored,
            added_at=at,
        )
        for one in added
    )
    note(digests=sorted(one.stored.digest for one in added))
    if added:
        said = Sentence(gettext_noop("Đã quét, lưu %(count)d tệp giấy tờ."), {"count": len(added)})
        tell_story(dossier, StoryWord.SCANNED, by=by, at=at, text=said)
    return dossier
