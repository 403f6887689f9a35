"""My account: my facts, my notices, and who looked at my data."""

from datetime import datetime

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.operations import Refused
from motcua.kernel.text import format_phone
from motcua.notices.operations import mark_read
from motcua.notices.queries import notices_of
from motcua.organization.models import Place
from motcua.people.models import Account
from motcua.people.operations import change_account, change_contact
from motcua.people.queries import views_of_my_data
from motcua.people.rights import posts_of
from motcua.people.rules import Sex
from motcua.portal.apply import me
from motcua.portal.home import today
from motcua.portal.people_forms import AccountForm, ContactForm
from motcua.ui.language import remember

PAGE = 20


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What the platform knows about me."""
    by = me(request)
    return render(request, "portal/account.html", {"me": by, "posts": posts_of(by, on=today())})


def edit(request: HttpRequest) -> HttpResponse:
    """Change my facts; forms are filled from them."""
    by = me(request)
    born = by.born_on
    initial = {"born_on_day": born.day, "born_on_month": born.month, "born_on_year": born.year} if born else {}
    form = AccountForm(request.POST if request.method == "POST" else None, instance=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in [*AccountForm.Meta.fields, "born_on"]}
        change_account(by, **facts, by=by, at=timezone.now())
        messages.success(request, _("Đã lưu thông tin."))
        response = redirect("portal:account")
        remember(response, form.cleaned_data["language"])
        return response
    by.refresh_from_db()
    places = Place.objects.on(today()).filter(kind__in=["COMMUNE", "WARD"]).order_by("sort_key")
    return render(
        request,
        "portal/account_edit.html",
        {
            "form": form,
            "errors": [(name, text[0]) for name, text in form.errors.items()],
            "sexes": [(Sex.MALE.value, _("Nam")), (Sex.FEMALE.value, _("Nữ")), (Sex.UNKNOWN.value, _("Không ghi"))],
            "languages": settings.LANGUAGES,
            "places": [(str(place.pk), place.full_name) for place in places],
        },
        status=422 if form.errors else 200,
    )


def contact(request: HttpRequest) -> HttpResponse:
    """Change my telephone number or e-mail; where I was reached before, I am told of it."""
    by = me(request)
    initial = {"phone": format_phone(by.phone).replace(" ", ""), "email": by.email}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _check_password(request, by, form.cleaned_data["password"])
            email = by.email if by.is_official else form.cleaned_data["email"]
            changed = change_contact(by, phone=form.cleaned_data["phone"], email=email, by=by, at=timezone.now())
        except Refused as refusal:
            for name, text in refusal.errors.items():
                form.add_error(name, text)
        else:
            if changed.email and changed.email.lower() != by.email.lower():
                send_verification_email_to_address(request, EmailAddress.objects.get(user=changed))
            messages.success(request, _("Đã lưu. Lần sau đăng nhập bằng số điện thoại hoặc email mới."))
            return redirect("portal:account")
    errors = [(name, text[0]) for name, text in form.errors.items()]
    return render(
        request,
        "portal/contact.html",
        {"form": form, "errors": errors, "is_official": by.is_official},
        status=422 if errors else 200,
    )


def _check_password(request: HttpRequest, by: Account, typed: str) -> None:
    """Whoever found the page open somewhere must not take the account over, nor try passwords without end."""
    if not consume(request, action="reauthenticate", user=by):
        raise Refused("", errors={"password": _("Bạn thao tác quá nhanh. Chờ một lát rồi thử lại.")})
    if not by.check_password(typed):
        raise Refused("", errors={"password": _("Mật khẩu chưa đúng.")})


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What I was told; what is shown here counts as read."""
    by = me(request)
    after = request.GET.get("sau", "")
    rows = notices_of(
        by, after=int(after) if after.isascii() and after.isdigit() and len(after) < 18 else None, limit=PAGE + 1
    )
    for notice in rows[:PAGE]:
        if notice.read_at is None:
            mark_read(notice, by=by, at=timezone.now())
    return render(
        request,
        "portal/notices.html",
        {"notices": rows[:PAGE], "following": rows[PAGE - 1].pk if len(rows) > PAGE else ""},
    )


@require_GET
def views(request: HttpRequest) -> HttpResponse:
    """Which official looked at my data, when and for what."""
    before = request.GET.get("truoc", "")
    try:
        moment = datetime.fromisoformat(before) if before else None
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is None:
        moment = None
    rows = views_of_my_data(me(request), before=moment, limit=PAGE + 1)
    following = rows[PAGE - 1].at.isoformat() if len(rows) > PAGE else ""
    return render(request, "portal/data_views.html", {"views": rows[:PAGE], "following": following})
