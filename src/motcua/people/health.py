"""Whether people reach the platform by its name, and are told apart."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.kernel.addresses import is_this_machine
from motcua.kernel.health import Health, ill, worrying
from motcua.people.models import Account, Session

# What `./motcua install` writes for somebody to put right.
EXAMPLE_HOST = "dichvucong.tinh.gov.vn"


def address(*, at: datetime) -> Health:
    """Whether the address in letters and QR codes leads here."""
    public = urlsplit(settings.PUBLIC_ADDRESS)
    host = public.hostname or ""
    if settings.IS_DEMONSTRATION:
        return Health(_("Địa chỉ: %s") % settings.PUBLIC_ADDRESS)
    if is_this_machine(host) or public.scheme != "https":
        return ill(
            _("PUBLIC_ADDRESS là %s: liên kết trong thư, mã QR trên giấy không dẫn tới đâu.") % settings.PUBLIC_ADDRESS,
            _("Đặt địa chỉ thật, bắt đầu bằng https://."),
        )
    if host == EXAMPLE_HOST:
        return ill(
            _("PUBLIC_ADDRESS còn là tên miền ví dụ: %s.") % settings.PUBLIC_ADDRESS,
            _("Ghi tên miền thật vào PUBLIC_ADDRESS, ALLOWED_HOSTS, DEFAULT_FROM_EMAIL."),
        )
    if host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return ill(
            _("ALLOWED_HOSTS không có %s: trang từ chối mọi người.") % host, _("Thêm tên miền vào ALLOWED_HOSTS.")
        )
    if "*" in settings.ALLOWED_HOSTS:
        return worrying(
            _("ALLOWED_HOSTS là *: trang mở dưới mọi tên miền mà ai đó trỏ về đây."),
            _("Ghi đúng các tên miền vào ALLOWED_HOSTS."),
        )
    return Health(_("Địa chỉ: %s") % settings.PUBLIC_ADDRESS)


def proxies(*, at: datetime) -> Health:
    """Whether people behind the front server are told apart: else wrong passwords of one shut everybody out."""
    if any(not one.prefixlen for one in settings.TRUSTED_PROXIES) and not settings.IS_DEMONSTRATION:
        return ill(
            _("TRUSTED_PROXIES tin mọi máy: ai cũng tự ghi được địa chỉ của mình, việc đếm mật khẩu sai mất tác dụng."),
            _("Chỉ ghi địa chỉ của máy chủ đứng trước, ví dụ 127.0.0.1."),
        )
    if settings.TRUSTED_PROXIES or settings.IS_DEMONSTRATION:
        return Health(_("Phân biệt được người dùng sau máy chủ đứng trước."))
    return ill(
        _(
            "TRUSTED_PROXIES trống: không tin máy chủ đứng trước đã dùng HTTPS nên không trang nào mở được; mọi người"
            " bị đếm là một."
        ),
        _("Đặt TRUSTED_PROXIES là địa chỉ của máy chủ đứng trước, ví dụ 127.0.0.1."),
    )


def strangers(*, at: datetime) -> Health:
    """Whether accounts of a demonstration, whose password everybody knows, are open in earnest."""
    count = Account.objects.filter(is_demonstration=True, is_active=True).count()
    if count and not settings.IS_DEMONSTRATION:
        return ill(
            _("%d tài khoản trình diễn có mật khẩu ai cũng biết còn mở.") % count,
            _("Đừng dùng cơ sở dữ liệu của bản trình diễn để chạy thật; khóa các tài khoản ấy ở Làm việc › Cán bộ."),
        )
    if count:
        return Health(_("Bản trình diễn: mật khẩu chung ai cũng biết."))
    return Health(_("Không có tài khoản trình diễn nào mở."))


def sessions(*, at: datetime) -> dict[tuple[str, ...], float]:
    """In how many browsers somebody is signed in, for a monitor."""
    return {(): float(Session.objects.filter(expire_date__gt=at).exclude(account=None).count())}
