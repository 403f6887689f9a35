"""What this room brings to the whole."""

from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import HealthPart, Job, Kept, Manifest, Topic
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind
from motcua.people.rules import PersonalData

MANIFEST: Manifest = (
    HealthPart("mail", gettext_noop("Máy chủ thư"), "motcua.notices.health:mail", asks_database=False, is_slow=True),
    NoticeKind(
        "contact_changed",
        gettext_noop("Số điện thoại hoặc email của tài khoản đã đổi"),
        gettext_noop(
            "Số điện thoại hoặc email của tài khoản Một Cửa của bạn vừa được đổi. "
            "Nếu không phải bạn đổi, hãy báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Số điện thoại hoặc email của tài khoản Một Cửa của bạn vừa được đổi. "
            "Nếu không phải bạn đổi, hãy báo Bộ phận Một cửa."
        ),
    ),
    NoticeKind(
        "contact_new",
        gettext_noop("Liên hệ mới của tài khoản Một Cửa"),
        gettext_noop(
            "Từ nay tài khoản Một Cửa được đăng nhập và báo tin bằng liên hệ này. "
            "Nếu bạn không có tài khoản đó, hãy báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Từ nay tài khoản Một Cửa được đăng nhập và báo tin bằng liên hệ này. "
            "Nếu bạn không có tài khoản đó, hãy báo Bộ phận Một cửa."
        ),
        channels=frozenset({Channel.EMAIL, Channel.SMS}),
    ),
    NoticeKind(
        "password_changed",
        gettext_noop("Mật khẩu đã đổi"),
        gettext_noop(
            "Mật khẩu của tài khoản Một Cửa của bạn vừa được đổi. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Mật khẩu của tài khoản Một Cửa của bạn vừa được đổi. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa."
        ),
    ),
    NoticeKind(
        "new_device",
        gettext_noop("Đăng nhập trên thiết bị mới"),
        gettext_noop(
            "Tài khoản Một Cửa của bạn vừa được đăng nhập trên một thiết bị mới. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Tài khoản Một Cửa của bạn vừa được đăng nhập trên một thiết bị mới. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa."
        ),
        extras={"device": gettext_noop("Thiết bị: %(device)s.")},
    ),
    NoticeKind(
        "factor_added",
        gettext_noop("Đã thêm yếu tố thứ hai"),
        gettext_noop(
            "Tài khoản Một Cửa của bạn vừa được thêm một yếu tố thứ hai khi đăng nhập. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Tài khoản Một Cửa của bạn vừa được thêm một yếu tố thứ hai khi đăng nhập. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa."
        ),
    ),
    NoticeKind(
        "factor_removed",
        gettext_noop("Đã gỡ yếu tố thứ hai"),
        gettext_noop(
            "Một yếu tố thứ hai khi đăng nhập vừa được gỡ khỏi tài khoản Một Cửa của bạn. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Một yếu tố thứ hai khi đăng nhập vừa được gỡ khỏi tài khoản Một Cửa của bạn. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa."
        ),
    ),
    NoticeKind(
        "factors_reset",
        gettext_noop("Yếu tố thứ hai được đặt lại"),
        gettext_noop(
            "Quản trị hệ thống vừa đặt lại yếu tố thứ hai của tài khoản Một Cửa của bạn; lần sau bạn thêm yếu tố mới. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Quản trị hệ thống vừa đặt lại yếu tố thứ hai của tài khoản Một Cửa của bạn; lần sau bạn thêm yếu tố mới. "
            "Nếu không phải bạn, hãy đổi mật khẩu và báo Bộ phận Một cửa."
        ),
    ),
    NoticeKind(
        "draft_ending",
        gettext_noop("Bản nháp sắp bị xóa"),
        gettext_noop("Bản nháp chưa nộp của bạn sắp bị xóa vì đã lâu không sửa. Muốn giữ, mở và lưu lại: %(link)s"),
        gettext_noop(
            "Bản nháp «%(procedure)s» chưa nộp, đã lâu không sửa và sắp bị xóa cùng các tệp đính kèm. Muốn giữ, mở bản"
            " nháp và lưu lại một trang bất kỳ; muốn nộp, mở bản nháp và nộp."
        ),
        {"until": gettext_noop("Bản nháp được giữ đến hết ngày %(until)s.")},
    ),
    NoticeKind(
        "erasure_answered",
        gettext_noop("Đề nghị xóa dữ liệu đã được trả lời"),
        gettext_noop("Đề nghị xóa dữ liệu của bạn đã được trả lời. Xem: %(link)s"),
        gettext_noop("Đề nghị xóa dữ liệu của bạn đã được trả lời. Xem câu trả lời ở mục «Dữ liệu của tôi»."),
    ),
    NoticeKind(
        "objection_answered",
        gettext_noop("Phản đối việc xem dữ liệu đã được trả lời"),
        gettext_noop("Phản đối của bạn về việc xem dữ liệu đã được trả lời. Xem: %(link)s"),
        gettext_noop(
            "Phản đối của bạn về việc xem dữ liệu đã được trả lời. Xem câu trả lời ở mục «Ai đã xem dữ liệu của tôi»."
        ),
    ),
    NoticeKind(
        "part_ill",
        gettext_noop("Hệ thống: phần «%(part)s» hỏng"),
        gettext_noop("Một Cửa: phần «%(part)s» hỏng. Xem: %(link)s"),
        gettext_noop("Phần «%(part)s» của hệ thống hỏng từ %(since)s. Trang «Sức khỏe hệ thống» nói cần làm gì."),
        {"node": gettext_noop("Máy: %(node)s."), "said": gettext_noop("Hiện trạng: %(said)s")},
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "part_well",
        gettext_noop("Hệ thống: phần «%(part)s» đã tốt trở lại"),
        gettext_noop("Một Cửa: phần «%(part)s» đã tốt trở lại. Xem: %(link)s"),
        gettext_noop("Phần «%(part)s» của hệ thống, hỏng từ %(since)s, đã tốt trở lại."),
        {"node": gettext_noop("Máy: %(node)s.")},
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "account_opened",
        gettext_noop("Tài khoản cán bộ của bạn đã được mở"),
        gettext_noop("Tài khoản cán bộ Một Cửa của bạn đã được mở. Đặt mật khẩu: %(secret)s"),
        gettext_noop(
            "Quản trị hệ thống Một Cửa đã mở tài khoản cán bộ cho email này. Đặt mật khẩu của bạn ở đây, trước "
            "%(until)s:\n\n%(secret)s\n\nQuá giờ đó: vào trang đăng nhập, chọn «Quên mật khẩu». Nếu bạn không phải cán "
            "bộ, bỏ qua thư này."
        ),
        channels=frozenset({Channel.EMAIL}),
        holds_secret=True,
    ),
    NoticeKind(
        "mail_tried",
        gettext_noop("Thư thử của Một Cửa"),
        gettext_noop("Thư thử của Một Cửa: đường gửi thư dùng được. Xem: %(link)s"),
        gettext_noop("Một quản trị vừa gửi thư này để thử. Nhận được nó thì đường gửi thư của Một Cửa dùng được."),
        channels=frozenset({Channel.EMAIL}),
    ),
    NoticeKind(
        "sms_tried",
        gettext_noop("Tin nhắn thử của Một Cửa"),
        gettext_noop("Tin nhắn thử của Một Cửa: đường gửi tin dùng được. Xem: %(link)s"),
        gettext_noop("Một quản trị vừa gửi tin này để thử."),
        channels=frozenset({Channel.SMS}),
    ),
    # In the lane that nothing long holds.
    Job("watch_parts", cron="* * * * *", runs="motcua.notices.watching:watch", lane=Lane.LETTERS),
    Kept("notices", "notices.notice", beside=("notices.delivery", "notices.illness")),
    Kept("simulated", "notices.simulatedmessage", since="received_at"),
    PersonalData(
        "thong-bao",
        gettext_noop("Thông báo đã gửi cho tôi"),
        "motcua.notices.personal:notices_part",
        gettext_noop("Xóa ngay những thông báo không thuộc hồ sơ nào. Thông báo của hồ sơ giữ lại cùng hồ sơ."),
        is_erased=True,
        page="portal:notices",
    ),
    NoticeKind(
        "identity_changed",
        gettext_noop("Thông tin cán bộ của bạn đã được sửa"),
        gettext_noop(
            "Hai quản trị đã sửa thông tin cán bộ của bạn. Nếu sai, hãy báo ngay, chưa ký gì thêm. Xem: %(link)s"
        ),
        gettext_noop(
            "Họ tên, số định danh, ngày sinh, giới tính hoặc email công vụ của bạn vừa được một quản trị đề nghị sửa "
            "và một quản trị khác xác nhận. Chữ ký số từ nay ghi theo thông tin mới. Nếu sai, hãy báo quản trị ngay."
        ),
    ),
    NoticeKind(
        "identity_proved",
        gettext_noop("Tài khoản của bạn đã được xác minh"),
        gettext_noop(
            "Tài khoản Một Cửa của bạn đã được xác minh bằng thẻ căn cước. Nếu không phải bạn, báo ngay. Xem: %(link)s"
        ),
        gettext_noop(
            "Cán bộ Một cửa đã xem thẻ căn cước và xác minh họ tên, số định danh, ngày sinh của tài khoản. "
            "Từ nay các mục này chỉ sửa được tại quầy. Nếu không phải bạn đến quầy, hãy báo Bộ phận Một cửa ngay."
        ),
    ),
    NoticeKind(
        "guarded_post_given",
        gettext_noop("Bạn được giao vị trí duyệt, ký, đóng dấu số hoặc quản trị"),
        gettext_noop("Bạn được giao vị trí duyệt, ký, đóng dấu số hoặc quản trị. Nếu sai, hãy báo ngay. Xem: %(link)s"),
        gettext_noop(
            "Một quản trị đề nghị, một quản trị khác xác nhận giao vị trí cho bạn. Nếu sai, hãy báo quản trị ngay."
        ),
        {"post": gettext_noop("Vị trí: %(post)s."), "agency": gettext_noop("Cơ quan: %(agency)s.")},
    ),
    NoticeKind(
        "writing_dropped",
        gettext_noop("Nội dung bạn soạn cho thủ tục %(code)s đã bị bỏ"),
        gettext_noop("%(who)s đã bỏ nội dung bạn soạn cho thủ tục %(code)s. Xem: %(link)s"),
        gettext_noop(
            "%(who)s đã bỏ bản nháp hoặc đề nghị chưa công bố mà bạn soạn cho thủ tục %(code)s. Nội dung đang công bố "
            "không đổi. Cần thì hỏi người ấy trước khi soạn lại."
        ),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "decision_refused",
        gettext_noop("Đề nghị của bạn cho thủ tục %(code)s không được xác nhận"),
        gettext_noop("%(who)s không xác nhận đề nghị của bạn cho thủ tục %(code)s. Xem: %(link)s"),
        gettext_noop(
            "%(who)s không xác nhận đề nghị của bạn cho thủ tục %(code)s. Lý do ghi ở trang của thủ tục. Điều đang "
            "có hiệu lực không đổi."
        ),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "leave_declared",
        gettext_noop("%(absent)s nghỉ, %(substitute)s làm thay"),
        gettext_noop("%(absent)s nghỉ từ %(first)s đến hết %(last)s, %(substitute)s làm thay. Xem: %(link)s"),
        gettext_noop(
            "%(absent)s nghỉ từ %(first)s đến hết %(last)s. Trong những ngày ấy %(substitute)s thấy và làm việc của "
            "%(absent)s, cả việc đã nhận; hết ngày thì tự thôi. Việc ký không chuyển."
        ),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "leave_over",
        gettext_noop("%(absent)s trở lại làm việc"),
        gettext_noop("%(absent)s trở lại làm việc, %(substitute)s thôi làm thay. Xem: %(link)s"),
        gettext_noop("Lần nghỉ của %(absent)s được kết thúc sớm. %(substitute)s thôi làm thay từ hôm nay."),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "leave_called_off",
        gettext_noop("%(absent)s không nghỉ nữa"),
        gettext_noop("%(absent)s không nghỉ nữa, %(substitute)s không phải làm thay. Xem: %(link)s"),
        gettext_noop(
            "Lần nghỉ từ %(first)s đến hết %(last)s của %(absent)s đã bỏ. %(substitute)s không phải làm thay."
        ),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "leave_declined",
        gettext_noop("%(substitute)s không làm thay %(absent)s nữa"),
        gettext_noop("%(substitute)s không làm thay %(absent)s nữa: ghi lại ngày nghỉ, chọn người khác. Xem: %(link)s"),
        gettext_noop(
            "%(substitute)s không làm thay %(absent)s nữa trong lần nghỉ từ %(first)s đến hết %(last)s. Việc lại là "
            "của %(absent)s: nếu vẫn nghỉ, ghi lại ngày nghỉ và chọn người làm thay khác."
        ),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "change_waiting",
        gettext_noop("Một thay đổi về cán bộ chờ bạn xác nhận"),
        gettext_noop("Một thay đổi về cán bộ chờ quản trị thứ hai xác nhận. Xem: %(link)s"),
        gettext_noop(
            "Một quản trị khác đề nghị thay đổi về một cán bộ. Thay đổi chỉ có hiệu lực khi bạn hoặc một quản trị khác "
            "nữa xem và xác nhận."
        ),
        {"official": gettext_noop("Cán bộ: %(official)s.")},
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    Topic("mail", gettext_noop("Thư xác nhận, đặt lại mật khẩu"), channel=gettext_noop("Thư điện tử")),
    Topic("sms", gettext_noop("Tin nhắn"), channel=gettext_noop("Tin nhắn")),
    Topic("push", gettext_noop("Thông báo trên thiết bị, chia cho từng thiết bị")),
    Topic("push.device", gettext_noop("Thông báo trên thiết bị"), channel=gettext_noop("Thông báo trên thiết bị")),
    Kept("push_devices", "notices.pushdevice"),
    PersonalData(
        "thiet-bi-nhan-thong-bao",
        gettext_noop("Thiết bị nhận thông báo"),
        "motcua.notices.personal:devices_part",
        gettext_noop("Xóa ngay."),
        is_erased=True,
        page="portal:notices",
    ),
)
