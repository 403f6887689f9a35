"""Whether letters can leave."""

import socket
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.kernel.health import Health, ill

# Seconds to wait for a mail server that does not answer.
PATIENCE = 5


def mail(*, at: datetime) -> Health:
    """Whether the mail server is known and lets itself be called; nothing is sent."""
    if settings.IS_DEMONSTRATION:
        return Health(_("Bản trình diễn giữ thư lại để xem, không gửi đi."))
    place = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    try:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), PATIENCE).close()
    except socket.gaierror:
        return ill(_("Không có máy chủ thư tên «%(host)s».") % place, _("Sửa EMAIL_HOST."))
    except OSError as error:
        why = {**place, "why": error.strerror or str(error)}
        todo = _("Kiểm tra EMAIL_HOST, EMAIL_PORT, tường lửa.")
        return ill(_("Máy chủ thư %(host)s:%(port)d không trả lời: %(why)s.") % why, todo)
    return Health(_("Máy chủ thư %(host)s:%(port)d trả lời.") % place)
