"""The library's pages that compare or change a password: many at once are done one after the other, pages go on."""

from collections.abc import Mapping
from typing import Any

from allauth.account import views as library
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from motcua.kernel.turns import RETRY_AFTER, SAID, Busy
from motcua.people.backends import LINE


class OneAtATime(FormView):  # type: ignore[type-arg]
    """Waits for its turn before anything is counted or compared; without one it is shown again as it was typed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with LINE.turn():
                return super().post(request, *args, **kwargs)
        except Busy:
            return self._as_typed(request.POST)

    def _as_typed(self, typed: Mapping[str, str]) -> HttpResponse:
        facts = self.get_form_kwargs()
        for sent in ("data", "files"):
            facts.pop(sent, None)
        facts["initial"] = {**facts["initial"], **{name: typed[name] for name in typed}}
        messages.warning(self.request, _(SAID))
        return self.render_to_response(
            self.get_context_data(form=self.get_form_class()(**facts)), status=503, headers={"Retry-After": RETRY_AFTER}
        )


class LoginPage(OneAtATime, library.LoginView):  # type: ignore[misc]
    """Signing in."""


class ChangePage(OneAtATime, library.PasswordChangeView):  # type: ignore[misc]
    """Another password."""


class SetPage(OneAtATime, library.PasswordSetView):  # type: ignore[misc]
    """A first password."""


class ResetPage(OneAtATime, library.PasswordResetFromKeyView):  # type: ignore[misc]
    """A new password by a link."""


class ReauthenticatePage(OneAtATime, library.ReauthenticateView):  # type: ignore[misc]
    """The password once more."""
