"""What this room brings to the whole."""

from motcua.forms.rules.active import Active
from motcua.kernel.manifests import FileReference, Kept, Manifest, PackFolder, Words
from motcua.kernel.speech import gettext_noop
from motcua.people.rules import PersonalData
from motcua.procedures.rules import NamedPart

MANIFEST: Manifest = (
    *map(PackFolder, ("forms", "lists", "field_groups", "declarations")),
    FileReference("forms.draftfile.stored"),
    NamedPart("form_key", gettext_noop("Tờ khai điện tử"), "motcua.forms.queries:choices"),
    Words(
        "active",
        {
            Active.SCRIPT: gettext_noop("mã chạy (JavaScript, macro)"),
            Active.LAUNCH: gettext_noop("lệnh mở chương trình"),
            Active.SENDS: gettext_noop("biểu mẫu gửi dữ liệu đi nơi khác"),
            Active.FORM: gettext_noop("biểu mẫu động (XFA)"),
            Active.FILES: gettext_noop("tệp đính kèm bên trong"),
            Active.MEDIA: gettext_noop("âm thanh, phim"),
            Active.UNSEEN: gettext_noop("nhiều phần chưa xem hết được"),
        },
    ),
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
