"""My account: my facts, my notices, and who looked at my data."""

from allauth.core.ratelimit import consume
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.dossiers.queries import claimed_by
from motcua.kernel.addresses import moment_in, number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind
from motcua.kernel.operations import Refused
from motcua.notices.operations import mark_read
from motcua.notices.queries import notices_of
from motcua.organization.queries import communes, outdated_names_in
from motcua.people.backends import LINE
from motcua.people.models import Account
from motcua.people.operations import change_account
from motcua.people.operations.objections import object_to
from motcua.people.queries import look_at_me, objections_of, views_of_my_data
from motcua.people.rights import posts_of
from motcua.people.visitor import Visitor, visited
from motcua.people.watch import log_of_request, log_tried
from motcua.portal.people_forms import AccountForm
from motcua.portal.push import push_values
from motcua.ui.language import remember
from motcua.ui.words import words

PAGE = 20


@require_GET
@visited
def account(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the platform knows about me."""
    by = visitor.by
    return render(request, "portal/account.html", {"me": by, "posts": posts_of(by, on=visitor.on)})


@visited
def edit(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Change my facts; forms are filled from them."""
    by = visitor.by
    form = AccountForm(request.POST if request.method == "POST" else None, instance=by)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            facts = {name: form.cleaned_data[name] for name in form.asked}
            change_account(by, **facts, by=by, at=visitor.at)
            response = attempt.done(_("Đã lưu thông tin."), "portal:account")
            remember(response, form.cleaned_data["language"])
            return response
    by.refresh_from_db()
    return attempt.page(
        "portal/account_edit.html",
        {
            "form": form,
            "me": by,
            "fixed": by.fixed_facts,
            "sexes": list(words("sex").items()),
            "languages": settings.LANGUAGES,
            "places": [(str(place.pk), place.full_name) for place in communes(on=visitor.on)],
            "outdated": outdated_names_in([(_("Địa chỉ"), by.address)], on=visitor.on),
        },
    )


def confirm_password(request: HttpRequest, by: Account, typed: str) -> None:
    """Whoever found the page open somewhere must not take the account over, nor try passwords without end."""
    with LINE.turn():
        _confirm_password(request, by, typed)


def _confirm_password(request: HttpRequest, by: Account, typed: str) -> None:
    if not consume(request, action="reauthenticate", user=by):
        log_of_request(request, Kind.TOO_OFTEN)
        raise Refused("", errors={"password": _("Bạn thao tác quá nhanh. Chờ một lát rồi thử lại.")})
    if not by.check_password(typed):
        log_tried(request, Kind.SIGN_IN_FAILED, email=by.email, phone=by.phone)
        raise Refused("", errors={"password": _("Mật khẩu chưa đúng.")})


@visited
def notices(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What I was told; a press says that I have read what stands here."""
    rows = notices_of(visitor.by, after=number_in(request.GET.get("sau", "")), limit=PAGE + 1)
    unread = [notice for notice in rows[:PAGE] if notice.read_at is None]
    attempt = Attempt(request)
    if attempt.is_sent:
        seen = set(map(number_in, request.POST.getlist("notice")[:PAGE]))
        with attempt:
            for notice in unread:
                # One that came after the page was opened was not before anybody's eyes.
                if notice.pk in seen:
                    mark_read(notice, by=visitor.by, at=visitor.at)
        return redirect(request.get_full_path())
    shown = {"notices": rows[:PAGE], "unread_here": unread, "following": rows[PAGE - 1].pk if len(rows) > PAGE else ""}
    return attempt.page("portal/notices.html", shown | push_values(visitor.by))


@require_GET
@visited
def views(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Which official looked at my data, when and for what."""
    rows = views_of_my_data(visitor.by, before=moment_in(request.GET.get("truoc", "")), limit=PAGE + 1)
    following = rows[PAGE - 1].last.at.isoformat() if len(rows) > PAGE else ""
    shown = {"looks": rows[:PAGE], "following": following, "objections": objections_of(visitor.by), "by": visitor.by}
    shown["claimed"] = claimed_by(visitor.by)
    return render(request, "portal/data_views.html", shown)


@visited
def object_to_view(request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponse:
    """Object to one look at my data: an inspector answers."""
    view = look_at_me(visitor.by, pk)
    if view is None:
        raise Http404
    attempt = Attempt(request)
    text = request.POST.get("text", "")
    if attempt.is_sent:
        with attempt:
            object_to(view, text=text, by=visitor.by, at=visitor.at)
            return attempt.done(_("Đã gửi phản đối. Câu trả lời sẽ có ở trang này."), "portal:data_views")
    return attempt.page("portal/data_view_object.html", {"view": view, "text": text})
