"""A developer's or a demonstration's machine, on http://localhost."""

from motcua.kernel import logs
from motcua.settings import env
from motcua.settings.base import *  # noqa: F403

DEBUG = env.boolean("DEBUG", False)
LOGGING = logs.logging(in_words=True)
