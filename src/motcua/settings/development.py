"""A developer's or a demonstration's machine, on http://localhost."""

from motcua.settings import env
from motcua.settings.base import *  # noqa: F403

DEBUG = env.boolean("DEBUG", False)
