"""Whether letters can leave."""

import socket
from datetime import datetime

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from motcua.kernel.health import Health, ill
from motcua.notices.rules import why_not_sent

# Seconds to wait for a mail server that does not answer.
PATIENCE = 5


def mail(*, at: datetime) -> Health:
    """Whether the mail server is known, greets and lets us in; nothing is sent."""
    if settings.IS_DEMONSTRATION:
        return Health(_("Bản trình diễn giữ thư lại để xem, không gửi đi."))
    place = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    try:
        server = EmailBackend(timeout=PATIENCE)
        server.open()
        server.close()
    except socket.gaierror:
        return ill(_("Không có máy chủ thư tên «%(host)s».") % place, _("Sửa EMAIL_HOST."))
    except OSError as error:
        why, todo = why_not_sent(f"{type(error).__name__}: {error}")
        return ill(_("Máy chủ thư %(host)s:%(port)d chưa dùng được. %(why)s") % {**place, "why": why}, todo)
    return Health(_("Máy chủ thư %(host)s:%(port)d trả lời.") % place)
