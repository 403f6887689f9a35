"""A province's own servers: HTTPS only, addresses and secrets from the environment."""

from motcua.settings import env
from motcua.settings.base import *  # noqa: F403

DEBUG = False
SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
