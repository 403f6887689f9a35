"""How the sign-in library compares passwords: as long for who has no account as for who has one."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password

from motcua.people.rules import password_forms


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """The library's own, for passwords that are looked at in each of their forms."""

    def _mitigate_timing_attack(self, password: str) -> None:
        for form in password_forms(password):
            make_password(form)
