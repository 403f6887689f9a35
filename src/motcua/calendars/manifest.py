"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, PackFolder, Words
from motcua.kernel.speech import gettext_noop

MANIFEST: Manifest = (
    PackFolder("calendars"),
    Words("special_kind", {"OFF": gettext_noop("Nghỉ"), "MAKE_UP": gettext_noop("Làm bù")}),
    Words(
        "unit",
        {
            "WORKING_DAY": gettext_noop("ngày làm việc"),
            "DAY": gettext_noop("ngày"),
            "WORKING_HOUR": gettext_noop("giờ làm việc"),
            "MONTH": gettext_noop("tháng"),
        },
    ),
)
