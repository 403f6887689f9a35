"""How passwords are compared: as long for who has no account as for who has one, and one at a time."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import ScryptPasswordHasher, make_password

from motcua.kernel.turns import Line
from motcua.people.rules import password_forms

# A good hash is a quarter of a second of a processor: twenty sign-ins at once would hold every other page for as long.
LINE = Line(waiting=3, patience=2.0)


class Scrypt(ScryptPasswordHasher):
    """The framework's own, with one password in hand at a time."""

    def encode(self, *args: Any, **kwargs: Any) -> str:
        with LINE.turn():
            return super().encode(*args, **kwargs)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """The library's own, for passwords that are looked at in each of their forms."""

    def _mitigate_timing_attack(self, password: str) -> None:
        for form in password_forms(password):
            make_password(form)
