"""A demonstration whose letters leave by a mail server, which the test names and answers for."""

import os

from motcua.settings.development import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = int(os.environ.get("EMAIL_TIMEOUT", "1"))
