"""Accounts of officials and the posts they hold: where an administrator opens, gives, ends and locks."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused
from motcua.kernel.values import phone_number
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.rules import guarded
from motcua.people import operations
from motcua.people.desk import Desk, context, official_page
from motcua.people.models import Account
from motcua.people.operations.second_person import propose_post
from motcua.people.queries import holdings_of, official_of, officials, waiting_changes
from motcua.ui.days import day_text
from motcua.ui.typed import typed_as

PAGE = 30


class OfficialForm(forms.Form):
    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), required=False, max_length=150)
    email = forms.CharField(label=gettext_lazy("Email công vụ"), required=False, max_length=254)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), required=False, max_length=20)

    def clean_phone(self) -> str:
        return typed_as(phone_number, self.cleaned_data["phone"])


def administer(desk: Desk) -> None:
    """For administrators alone."""
    if not desk.administers:
        raise PermissionDenied


@require_GET
@official_page
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All officials, or those whose name or e-mail is like what was typed, each with the posts held today."""
    administer(desk)
    text = request.GET.get("q", "")[:100]
    accounts = officials(text, after=number_in(request.GET.get("sau", "")) or 0, limit=PAGE)
    rows = [
        (account, [held for held in account.holdings.all() if held.is_valid_on(desk.on)]) for account in accounts[:PAGE]
    ]
    following = accounts[PAGE - 1].pk if len(accounts) > PAGE else ""
    return render(request, "workspace/officials.html", context(desk, rows=rows, text=text, following=following))


@official_page
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Open an account; the next page gives it a post."""
    administer(desk)
    form = OfficialForm(request.POST if request.method == "POST" else None)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            made = operations.open_official(**form.cleaned_data, by=desk.by, at=desk.at)
            said = _("Đã mở tài khoản. Giao vị trí việc làm để người này làm việc được.")
            return attempt.done(said, "workspace:official", handle=made.handle)
    return attempt.page("workspace/official_new.html", context(desk, form=form))


@official_page
def official(request: HttpRequest, desk: Desk, handle: UUID) -> HttpResponse:
    """One official: posts held, a post to give, one to end, the account to lock or to unlock."""
    administer(desk)
    account = official_of(handle)
    if account is None:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            return attempt.done(_run(request, desk, account), "workspace:official", handle=account.handle)
    agency = Agency.objects.on(desk.on).filter(code=data.get("co-quan", "")[:80]).first()
    posts = (
        Post.objects.on(desk.on).filter(unit__in=Unit.objects.on(desk.on).filter(agency=agency)).select_related("unit")
    )
    facts = context(
        desk,
        account=account,
        holdings=[(held, held.is_valid_on(desk.on), held.valid_from > desk.on) for held in holdings_of(account)],
        agencies=[(one.code, one.name) for one in Agency.objects.on(desk.on)],
        agency=agency,
        vacancies=[(str(one.pk), _vacancy(one)) for one in posts.order_by("unit", "pk")],
        data=data,
        typed={name: day_text(data, name) for name in ("from", "until", "on")},
        today=desk.on.isoformat(),
        ending=number_in(data.get("holding", "")),
        waiting=waiting_changes(official=account),
    )
    return attempt.page("workspace/official.html", facts)


def _vacancy(post: Post) -> str:
    """A post to choose, marked where two administrators give it."""
    said = f"{post.title}, {post.unit.name}"
    return _("%s (cần quản trị thứ hai)") % said if guarded(post.duties) else said


def _run(request: HttpRequest, desk: Desk, account: Account) -> str:
    """Do what was pressed; what to say of it."""
    actions = {"give": _give, "end": _end, "lock": _lock, "unlock": _unlock}
    action = actions.get(request.POST.get("then", ""))
    if action is None:
        raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))
    return action(request.POST, desk, account)


def _give(data: Any, desk: Desk, account: Account) -> str:
    number = number_in(data.get("post", "")) or 0
    post = Post.objects.on(desk.on).select_related("unit__agency").filter(pk=number).first()
    if post is None:
        raise Refused(_("Chọn vị trí việc làm."), errors={"post": _("Chọn vị trí việc làm.")})
    first = _day(day_text(data, "from"), desk.on, "from")
    last = _day(day_text(data, "until"), desk.on, "until") if day_text(data, "until") else None
    if first < desk.on:
        raise Refused(_("Không giao lùi về ngày đã qua."), errors={"from": _("Chọn từ hôm nay trở đi.")})
    until = last + timedelta(days=1) if last else None
    if guarded(post.duties):
        reason = within("grant_reason", data.get("grant_reason", ""), 500)
        propose_post(
            account, post=post, valid_from=first, valid_until=until, reason=reason, by=desk.by, at=desk.at
        )  # fmt: skip
        return _("Đã đề nghị giao vị trí %s. Chờ một quản trị khác xác nhận.") % post.title
    operations.give_post(account, post=post, valid_from=first, valid_until=until, by=desk.by, at=desk.at)
    return _("Đã giao vị trí %s.") % post.title


def _end(data: Any, desk: Desk, account: Account) -> str:
    held = account.holdings.filter(pk=number_in(data.get("holding", "")) or 0).first()
    if held is None:
        raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))
    operations.end_post(held, on=_day(day_text(data, "on"), desk.on, "on"), by=desk.by, at=desk.at)
    return _("Đã ghi ngày thôi giữ vị trí. Việc đang giữ được trả về bộ phận.")


def _lock(data: Any, desk: Desk, account: Account) -> str:
    operations.lock_official(account, reason=within("reason", data.get("reason", ""), 500), by=desk.by, at=desk.at)
    return _("Đã khóa tài khoản. Việc đang giữ được trả về bộ phận.")


def _unlock(data: Any, desk: Desk, account: Account) -> str:
    operations.unlock_official(account, by=desk.by, at=desk.at)
    return _("Đã mở khóa tài khoản.")


def _day(text: str, fallback: date, name: str) -> date:
    """A day as a date field sends it; today when nothing was sent."""
    try:
        day = date.fromisoformat(text) if text else fallback
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:
        raise Refused(_("Ngày không đúng."), errors={name: _("Nhập ngày, ví dụ 30/11/2026.")})
    return day
