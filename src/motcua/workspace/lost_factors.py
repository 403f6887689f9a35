"""Second factors that were lost: an administrator who knows the person again opens the way to new ones."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.kernel.values import phone_or_empty
from motcua.people.desk import Desk, context, official_page
from motcua.people.operations.factors import reset_factors
from motcua.people.queries import account_reached_by
from motcua.people.sessions import recently_proved


class LostForm(forms.Form):
    login = forms.CharField(
        label=gettext_lazy("Số điện thoại hoặc email của tài khoản"),
        max_length=254,
        error_messages={"required": gettext_lazy("Nhập số điện thoại hoặc email.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do, và đã nhận ra người này bằng cách nào"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
    )


@recently_proved
@official_page
def reset(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take away what was lost; the person is told and adds another at the next sign-in."""
    if not desk.administers:
        raise PermissionDenied
    form = LostForm(request.POST if request.method == "POST" else None)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            typed = form.cleaned_data["login"].strip()
            account = account_reached_by(typed if "@" in typed else "", phone_or_empty(typed))
            if account is None:
                raise Refused("", errors={"login": _("Không có tài khoản nào dùng số điện thoại hoặc email này.")})
            reset_factors(account, reason=form.cleaned_data["reason"], by=desk.by, at=desk.at)
            said = _("Đã đặt lại. %s thêm yếu tố mới khi đăng nhập lần sau.") % account.full_name
            return attempt.done(said, "workspace:lost_factors")
    return attempt.page("workspace/lost_factors.html", context(desk, form=form))
