"""What this face brings to the whole."""

from motcua.kernel.manifests import Manifest, PublicPage
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind
from motcua.people.rules import Audience, PortalEntry

MANIFEST: Manifest = (
    *map(
        PublicPage,
        (
            "portal:robots",
            "portal:sitemap",
            "portal:security",
            "portal:installed",
            "portal:worker",
            "portal:offline",
            "portal:home",
            "portal:procedures",
            "portal:procedure",
            "portal:procedure_qr",
            "portal:checklist",
            "portal:life_event",
            "portal:places",
            "portal:place",
            "portal:laws",
            "portal:law",
            "portal:law_akn",
            "portal:law_article",
            "portal:law_compare",
            # Nobody but its filer is shown it; who is not signed in is led to where anybody may look.
            "portal:dossier",
            "portal:track",
            "portal:track_send_code",
            "portal:track_details",
            "portal:tracked_paper",
            "portal:verify_start",
            "portal:revocations",
            "portal:verify",
            "portal:figures",
            "portal:figures_times",
            "portal:agency_figures",
            "portal:commune_figures",
            "portal:figure",
            "portal:figure_csv",
            "portal:figure_svg",
            "portal:figure_frozen",
            "portal:agency_frozen",
            "portal:datasets",
            "portal:dataset",
            "portal:dataset_file",
            "portal:release_file",
            "portal:dataset_row",
            "portal:petitions",
            "portal:petition_new",
            "portal:petition_sent",
            "portal:petition_follow",
            "portal:petitions_overdue",
            # Nobody but its author is shown one that is not public; others are led to where anybody may look.
            "portal:petition",
            "portal:petition_photo",
            "portal:privacy",
            "portal:accessibility",
            "portal:site",
            "portal:simulated",
            "account_login",
            "mfa_authenticate",
            "account_logout",
            "account_signup",
            "sign_up_code",
            "account_inactive",
            "account_confirm_email",
            "account_email_verification_sent",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
        ),
    ),
    NoticeKind(
        "password_reset",
        gettext_noop("Đặt lại mật khẩu"),
        gettext_noop(
            "Nếu bạn muốn đặt lại mật khẩu Một Cửa, mở liên kết sau; nếu không, hãy bỏ qua tin này: %(secret)s"
        ),
        gettext_noop(
            "Nếu bạn muốn đặt lại mật khẩu Một Cửa, mở liên kết sau; nếu không, hãy bỏ qua tin này: %(secret)s"
        ),
        channels=frozenset({Channel.SMS}),
        holds_secret=True,
    ),
    NoticeKind(
        "password_reset_unknown",
        gettext_noop("Đặt lại mật khẩu"),
        gettext_noop("Có người muốn đặt lại mật khẩu Một Cửa bằng số này, nhưng số này chưa có tài khoản: %(link)s"),
        gettext_noop("Có người muốn đặt lại mật khẩu Một Cửa bằng số này, nhưng số này chưa có tài khoản: %(link)s"),
        channels=frozenset({Channel.SMS}),
    ),
    NoticeKind(
        "sign_up_code",
        gettext_noop("Mã đăng ký tài khoản Một Cửa"),
        gettext_noop("Mã đăng ký tài khoản Một Cửa: %(secret)s. Mã dùng được trong 15 phút; không đưa cho ai."),
        gettext_noop("Mã đăng ký tài khoản Một Cửa: %(secret)s. Mã dùng được trong 15 phút; không đưa cho ai."),
        channels=frozenset({Channel.EMAIL, Channel.SMS}),
        holds_secret=True,
    ),
    NoticeKind(
        "contact_code",
        gettext_noop("Mã xác nhận liên hệ mới"),
        gettext_noop(
            "Mã xác nhận liên hệ mới của tài khoản Một Cửa: %(secret)s. Dùng trong 15 phút; không đưa cho ai."
        ),
        gettext_noop(
            "Mã xác nhận liên hệ mới của tài khoản Một Cửa: %(secret)s. Dùng trong 15 phút; không đưa cho ai. "
            "Ông/bà không đổi liên hệ của tài khoản nào thì bỏ qua thư này."
        ),
        channels=frozenset({Channel.EMAIL, Channel.SMS}),
        holds_secret=True,
    ),
    NoticeKind(
        "sign_up_known",
        gettext_noop("Bạn đã có tài khoản Một Cửa"),
        gettext_noop("Có người vừa đăng ký Một Cửa bằng liên hệ này, nhưng bạn đã có tài khoản: %(link)s"),
        gettext_noop(
            "Có người vừa đăng ký Một Cửa bằng liên hệ này, nhưng bạn đã có tài khoản. Nếu là bạn, hãy đăng nhập hoặc "
            "đặt lại mật khẩu; nếu không phải bạn, bỏ qua thư này."
        ),
        channels=frozenset({Channel.EMAIL, Channel.SMS}),
    ),
    PortalEntry("portal:procedures", gettext_noop("Thủ tục"), 10),
    PortalEntry("portal:my_dossiers", gettext_noop("Hồ sơ của tôi"), 20, Audience.SIGNED_IN),
    PortalEntry("portal:track", gettext_noop("Tra cứu hồ sơ"), 20, Audience.STRANGER),
    PortalEntry("portal:laws", gettext_noop("Pháp luật"), 30),
    PortalEntry("portal:figures", gettext_noop("Minh bạch"), 40),
    PortalEntry("workspace:inbox", gettext_noop("Làm việc"), 90, Audience.OFFICIAL),
)
