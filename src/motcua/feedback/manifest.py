"""What this room brings to the whole."""

from motcua.feedback.rules import PetitionKind, Road, State, Step, Way
from motcua.feedback.rules.marks import Personal
from motcua.kernel.manifests import FileReference, Kept, Manifest, PackFolder, Words
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind
from motcua.people.rules import PersonalData

TO_OFFICIALS = frozenset({Channel.IN_APP, Channel.EMAIL})

MANIFEST: Manifest = (
    PackFolder("feedback"),
    FileReference("feedback.petitionphoto.stored"),
    Kept(
        "petitions",
        "feedback.petition",
        beside=(
            "feedback.petitionphoto",
            "feedback.petitionanswer",
            "feedback.petitionstep",
            "feedback.petitionsupport",
            "feedback.petitionrule",
        ),
    ),
    PersonalData(
        "phan-anh",
        gettext_noop("Phản ánh, kiến nghị đã gửi và đã cùng gặp"),
        "motcua.feedback.personal:petitions_part",
        gettext_noop(
            "Phản ánh, kiến nghị được lưu trong cơ sở dữ liệu theo NĐ 20/2008/NĐ-CP nên còn giữ; «tôi cũng gặp» xóa"
            " ngay."
        ),
        is_erased=False,
        page="portal:my_petitions",
    ),
    Words(
        "petition_kind",
        {
            PetitionKind.CONDUCT: gettext_noop("Chậm trễ, gây phiền hà, làm không đúng quy định"),
            PetitionKind.UNFIT: gettext_noop("Quy định không phù hợp thực tế"),
            PetitionKind.INCONSISTENT: gettext_noop("Quy định không đồng bộ, không thống nhất"),
            PetitionKind.UNLAWFUL: gettext_noop("Quy định trái pháp luật"),
            PetitionKind.TREATY: gettext_noop("Quy định trái điều ước quốc tế"),
            PetitionKind.OTHER: gettext_noop("Vấn đề khác"),
            PetitionKind.SOLUTION: gettext_noop("Kiến nghị cách giải quyết"),
            PetitionKind.INITIATIVE: gettext_noop("Sáng kiến"),
        },
    ),
    Words(
        "petition_state",
        {
            State.RECEIVED: gettext_noop("Đã tiếp nhận, đang phân loại"),
            State.FORWARDED: gettext_noop("Đã chuyển cơ quan giải quyết"),
            State.ASSIGNED: gettext_noop("Đang giải quyết"),
            State.DRAFTED: gettext_noop("Đang duyệt câu trả lời"),
            State.ANSWERED: gettext_noop("Đã trả lời"),
            State.CLOSED: gettext_noop("Đã kết thúc"),
            State.TURNED_AWAY: gettext_noop("Đã hướng dẫn gửi nơi khác"),
        },
    ),
    Words(
        "petition_way",
        {
            Way.WEB: gettext_noop("Gửi trên mạng"),
            Way.COUNTER: gettext_noop("Tại quầy"),
            Way.PHONE: gettext_noop("Qua điện thoại"),
        },
    ),
    Words(
        "petition_road",
        {
            Road.COMPLAINT: gettext_noop("Khiếu nại"),
            Road.DENUNCIATION: gettext_noop("Tố cáo"),
            Road.RECEPTION: gettext_noop("Tiếp công dân"),
            Road.EMERGENCY: gettext_noop("Việc khẩn cấp"),
            Road.NO_PETITION: gettext_noop("Không phải phản ánh, kiến nghị"),
        },
    ),
    Words(
        "petition_step",
        {
            Step.SENT: gettext_noop("Đã nhận"),
            Step.FORWARDED: gettext_noop("Chuyển cơ quan giải quyết"),
            Step.TURNED_AWAY: gettext_noop("Hướng dẫn gửi nơi khác"),
            Step.HANDED_BACK: gettext_noop("Cơ quan chuyển trả vì không thuộc thẩm quyền"),
            Step.ASSIGNED: gettext_noop("Giao đơn vị giải quyết"),
            Step.DRAFTED: gettext_noop("Dự thảo câu trả lời"),
            Step.SENT_BACK: gettext_noop("Trả lại dự thảo"),
            Step.ANSWERED: gettext_noop("Trả lời"),
            Step.OWED_BY_LEADER: gettext_noop("Nhiều người cùng gặp: lãnh đạo phải trả lời"),
            Step.REOPENED: gettext_noop("Người gửi cho biết chưa giải quyết xong, mở lại"),
            Step.CLOSED: gettext_noop("Người gửi kết thúc"),
        },
    ),
    Words(
        "personal_mark",
        {
            Personal.EMAIL: gettext_noop("Email"),
            Personal.NUMBER: gettext_noop("Số giấy tờ"),
            Personal.PHONE: gettext_noop("Số điện thoại"),
            Personal.PLATE: gettext_noop("Biển số xe"),
            Personal.NAME: gettext_noop("Tên người"),
        },
    ),
    NoticeKind(
        "petition_received",
        gettext_noop("Đã nhận phản ánh, kiến nghị %(code)s"),
        gettext_noop("Đã nhận phản ánh, kiến nghị %(code)s. Khóa để theo dõi: %(secret)s. Xem: %(link)s"),
        gettext_noop(
            "Đã nhận phản ánh, kiến nghị %(code)s. Hạn chuyển cơ quan giải quyết: %(due)s. Theo dõi ở trang Phản ánh,"
            " kiến nghị bằng mã này và khóa: %(secret)s. Không đưa khóa cho ai."
        ),
        holds_secret=True,
    ),
    NoticeKind(
        "petition_forwarded",
        gettext_noop("Phản ánh, kiến nghị %(code)s đã chuyển cơ quan giải quyết"),
        gettext_noop("Phản ánh, kiến nghị %(code)s đã chuyển cơ quan giải quyết, hạn trả lời %(due)s. Xem: %(link)s"),
        gettext_noop("Phản ánh, kiến nghị %(code)s đã chuyển cơ quan giải quyết. Hạn trả lời: %(due)s."),
    ),
    NoticeKind(
        "petition_turned_away",
        gettext_noop("Phản ánh, kiến nghị %(code)s cần gửi nơi khác"),
        gettext_noop("Phản ánh, kiến nghị %(code)s cần gửi nơi khác. Xem nơi gửi, cách gửi: %(link)s"),
        gettext_noop("Phản ánh, kiến nghị %(code)s cần gửi nơi khác. Mở trang theo dõi để xem nơi gửi, cách gửi."),
    ),
    NoticeKind(
        "petition_answered",
        gettext_noop("Phản ánh, kiến nghị %(code)s đã có trả lời"),
        gettext_noop("Phản ánh, kiến nghị %(code)s đã có trả lời. Xem: %(link)s"),
        gettext_noop(
            "Phản ánh, kiến nghị %(code)s đã có trả lời. Đọc xong, ông/bà cho biết đã giải quyết xong hay chưa: chưa"
            " xong thì cơ quan giải quyết lại."
        ),
    ),
    NoticeKind(
        "petition_to_sort",
        gettext_noop("Phản ánh, kiến nghị %(code)s chờ phân loại"),
        gettext_noop("Phản ánh, kiến nghị %(code)s chờ phân loại, hạn %(due)s. Xem: %(link)s"),
        gettext_noop("Phản ánh, kiến nghị %(code)s chờ phân loại, chuyển cơ quan có thẩm quyền. Hạn: %(due)s."),
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "petition_to_handle",
        gettext_noop("Phản ánh, kiến nghị %(code)s chờ giải quyết"),
        gettext_noop("Phản ánh, kiến nghị %(code)s chờ giải quyết, hạn %(due)s. Xem: %(link)s"),
        gettext_noop("Phản ánh, kiến nghị %(code)s chờ cơ quan, đơn vị của ông/bà giải quyết. Hạn trả lời: %(due)s."),
        channels=TO_OFFICIALS,
    ),
    NoticeKind(
        "petition_to_check",
        gettext_noop("Câu trả lời phản ánh %(code)s chờ duyệt"),
        gettext_noop("Câu trả lời phản ánh %(code)s chờ duyệt, hạn %(due)s. Xem: %(link)s"),
        gettext_noop("Câu trả lời phản ánh, kiến nghị %(code)s chờ ông/bà duyệt. Hạn trả lời: %(due)s."),
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "petition_owed_by_leader",
        gettext_noop("Nhiều người cùng gặp việc trong phản ánh %(code)s"),
        gettext_noop("Nhiều người cùng gặp việc trong phản ánh %(code)s: lãnh đạo trả lời. Xem: %(link)s"),
        gettext_noop(
            "Nhiều người cùng gặp việc trong phản ánh, kiến nghị %(code)s: câu trả lời do lãnh đạo cơ quan duyệt."
            " Hạn: %(due)s."
        ),
        channels=TO_OFFICIALS,
    ),
)
