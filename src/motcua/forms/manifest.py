"""What this room brings to the whole."""

from motcua.kernel.manifests import FileReference, Kept, Manifest, PackFolder
from motcua.kernel.speech import gettext_noop
from motcua.people.rules import PersonalData

MANIFEST: Manifest = (
    *map(PackFolder, ("forms", "lists", "field_groups", "declarations")),
    FileReference("forms.draftfile.stored"),
    Kept(
        "drafts",
        "forms.draft",
        where=(("submitted_at", None),),
        beside=("forms.draftfile",),
        removes="motcua.forms.operations:end_old_drafts",
    ),
    Kept("filed_drafts", "forms.draft", where=(("submitted_at__isnull", False),), since="submitted_at"),
    PersonalData(
        "ban-nhap",
        gettext_noop("Bản nháp và tệp đính kèm"),
        "motcua.forms.personal:drafts_part",
        gettext_noop("Xóa ngay; tệp không còn gì dùng đến được xóa khỏi đĩa sau thời gian chờ của hệ thống."),
        is_erased=True,
        page="portal:my_dossiers",
    ),
)
