"""A province's own servers: HTTPS only, addresses and secrets from the environment."""

from django.core.exceptions import ImproperlyConfigured

from motcua.settings import env
from motcua.settings.base import *  # noqa: F403
from motcua.settings.base import IS_DEMONSTRATION, PAPER_SIGNER, PAPER_TIMESTAMPS, SMS_GATEWAY

# What shows the way and proves nothing never stands under a real paper, nor in place of a message to somebody.
SIMULATED = {
    "PAPER_SIGNER": PAPER_SIGNER == "motcua.papers.signing.DemonstrationSigner",
    "PAPER_TIMESTAMPS": PAPER_TIMESTAMPS == "simulator",
    "SMS_GATEWAY": SMS_GATEWAY == "motcua.notices.simulator.SimulatedSms",
}
for _name in [name for name, is_simulated in SIMULATED.items() if is_simulated and not IS_DEMONSTRATION]:
    raise ImproperlyConfigured(
        f"{_name} là của bản trình diễn. Bỏ nó đi, hoặc đặt MOTCUA_DEMO=1 để mọi trang nói đây là bản trình diễn."
    )

DEBUG = False
SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# A monitor or a balancer asks each node by itself, without TLS and by the name of the machine; a program that asks the
# API in the clear is refused instead of led on (`SecurePrograms`).
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$", r"^api/"]
# No name of the machine itself, whatever else is not set: links and cookies belong to the public name.
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
SECURE_HSTS_SECONDS = 31_536_000
# Other names below this one belong to other people: what they do is not ours to promise.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]  # noqa: F405
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A browser takes such a name from this very host over HTTPS alone: no neighbour below the domain plants one.
SESSION_COOKIE_NAME = f"__Host-{SESSION_COOKIE_NAME}"  # noqa: F405
CSRF_COOKIE_NAME = f"__Host-{CSRF_COOKIE_NAME}"  # noqa: F405
LANGUAGE_COOKIE_NAME = f"__Host-{LANGUAGE_COOKIE_NAME}"  # noqa: F405
DEVICE_COOKIE_NAME = f"__Host-{DEVICE_COOKIE_NAME}"  # noqa: F405
MESSAGE_COOKIE_NAME = f"__Host-{MESSAGE_COOKIE_NAME}"  # noqa: F405
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
