"""Pages for what went wrong, each with what to do next."""

import secrets
import sys
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.kernel import turns
from motcua.kernel.addresses import number_in
from motcua.kernel.illness import RETRY_AFTER, Unavailable
from motcua.kernel.logs import Kind
from motcua.kernel.operations import NotPermitted, Refused
from motcua.people.desk import NoPost
from motcua.people.visitor import visitor_of
from motcua.people.watch import is_signed_in, log_of_request
from motcua.ui.resuming import of_another_session

log = structlog.get_logger()


def _page(request: HttpRequest, status: int, **words: Any) -> HttpResponse:
    return render(request, "ui/error.html", {"reference": "", **words}, status=status)


def is_script(request: HttpRequest) -> bool:
    """Whether a script of ours sent this and shows what is answered, as saving while one types does."""
    return request.headers.get("X-Requested-With") == "fetch"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _is_database_gone(exception):
        return server_error(request)
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    log_of_request(request, Kind.UNREADABLE, why=type(exception).__name__ if exception else "")
    return _page(
        request,
        400,
        title=_("Yêu cầu không hợp lệ"),
        text=_("Máy chủ không hiểu yêu cầu này. Quay lại trang trước và thử lại."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    log_of_request(request, Kind.TOO_LARGE, says=number_in(request.headers.get("Content-Length", "")))
    limits = {"file": settings.FILE_MAX_BYTES // 2**20, "all": settings.REQUEST_MAX_BYTES // 2**20}
    text = _("Mỗi tệp tối đa %(file)d MB, mỗi lần gửi tối đa %(all)d MB. Quay lại trang trước, gửi ít tệp hơn mỗi lần.")
    return _page(request, 413, title=_("Nội dung gửi lên quá lớn"), text=text % limits)


def too_fast(request: HttpRequest, *, minutes: int = 15) -> HttpResponse:
    """What was asked for too often from one place: when to try again, for people and for programs."""
    log_of_request(request, Kind.TOO_OFTEN)
    text = _("Nơi bạn đang dùng đã hỏi quá nhiều lần. Thử lại sau %d phút, hoặc hỏi Bộ phận Một cửa.") % minutes
    answer = _page(request, 429, title=_("Bạn thao tác quá nhanh"), text=text)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def busy(request: HttpRequest) -> HttpResponse:
    """What many do at once and one after the other can."""
    answer = _page(request, 503, title=_("Chờ một lát"), text=_(turns.SAID))
    answer["Retry-After"] = turns.RETRY_AFTER
    return answer


def _is_database_gone(error: BaseException | None) -> bool:
    """Whether the database failed: no fault of the request, though Django answers 400 where it kept the session."""
    while error is not None and not isinstance(error, OperationalError | InterfaceError):
        error = error.__context__
    return error is not None


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    log_of_request(request, Kind.ACCESS_REFUSED)
    if isinstance(exception, NoPost):
        text = _(
            "Tài khoản cán bộ này hôm nay không giữ vị trí nào, nên chưa có việc để làm. Nhờ quản trị hệ thống"
            " giao vị trí ở mục «Cán bộ»; giao rồi thì mở lại trang này. Tài khoản và thông báo vẫn xem được."
        )
        return _page(request, 403, title=_("Bạn chưa được giao vị trí"), text=text)
    return _page(
        request,
        403,
        title=_("Bạn không có quyền xem trang này"),
        text=_("Trang này dành cho người có nhiệm vụ liên quan. Kiểm tra lại tài khoản đang đăng nhập, hoặc quay lại."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose mark is not this session's; who signed in beside it, in another tab, is led on as there."""
    if request.path == settings.LOGIN_URL and is_signed_in(request):
        wanted = request.POST.get("next") or request.GET.get("next") or ""
        is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return redirect(wanted if is_ours else "portal:account")
    if not is_script(request) and (answer := of_another_session(request)) is not None:
        return answer
    log_of_request(request, Kind.FORGED_FORM)
    return _page(
        request,
        403,
        title=_("Phiên làm việc đã hết hạn"),
        text=_(
            "Việc vừa gửi chưa được thực hiện và điều đã nhập không giữ lại ở đây. Quay lại trang trước để chép lại, "
            "tải lại trang rồi gửi lại. Bản nháp đã lưu không bị mất."
        ),
    )


class WithAPage:
    """Middleware: a page where Django has none, for an address opened in a way it does not take, and for a refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = _page(
            request,
            405,
            title=_("Không mở được trang này trực tiếp"),
            text=_("Địa chỉ này chỉ nhận dữ liệu gửi từ một biểu mẫu. Quay lại trang trước hoặc về trang chủ."),
        )
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What no page showed beside a field, and what this node cannot do now; anything else is a failure."""
        if isinstance(exception, Unavailable):
            return unavailable(request, exception)
        if isinstance(exception, turns.Busy):
            return busy(request)
        return refused(request, exception) if isinstance(exception, Refused) else None


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """What was refused and the ways on: 403 to whom it is not permitted, 409 where things have changed meanwhile."""
    status = 403 if isinstance(refusal, NotPermitted) else 409
    sentences = list(dict.fromkeys(filter(None, [refusal.message, *refusal.errors.values()])))
    if is_script(request):
        return HttpResponse(" ".join(sentences), status=status, content_type="text/plain; charset=utf-8")
    words = {"sentences": sentences, "came_from": visitor_of(request).came_from}
    return render(request, "ui/refused.html", words, status=status)


def unavailable(request: HttpRequest, illness: Unavailable, *, title: str = "") -> HttpResponse:
    """What this node cannot read now: who operates it is told, and who asks, that nothing is said of their things."""
    log.error("node_is_ill", part=illness.part, why=str(illness), path=request.path)
    text = _(illness.said)
    answer: HttpResponse
    if request.path.startswith("/api/"):
        answer = JsonResponse({"error": text}, status=503, json_dumps_params={"ensure_ascii": False})
    elif is_script(request):
        answer = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    else:
        answer = _page(request, 503, title=title or _("Chưa làm được lúc này"), text=text)
    answer["Retry-After"] = RETRY_AFTER
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What there is not, and what is not theirs: to who asks it is the same."""
    if request.resolver_match is not None and is_signed_in(request):
        log_of_request(request, Kind.NOT_FOUND)
    text = _("Địa chỉ có thể đã thay đổi hoặc gõ nhầm. Tìm thủ tục hoặc tra cứu hồ sơ từ trang chủ.")
    if is_signed_in(request):
        # The same whether there is such a page or not: whose it is is told to nobody.
        text += " " + _(
            "Trang riêng của một tài khoản chỉ mở được khi đăng nhập bằng tài khoản ấy: xem đang đăng nhập là ai."
        )
    return _page(request, 404, title=_("Không tìm thấy trang"), text=text)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the request, the session or the database: any of them may be what failed.

    While the database is away it is no fault of the code: 503, so that who stands in front asks another node, or later.
    """
    reference, is_away = secrets.token_hex(4).upper(), _is_database_gone(sys.exc_info()[1])
    log.error("page_failed", reference=reference, path=request.path)
    text = _("Những gì bạn đã lưu vẫn còn. Thử lại sau ít phút; nếu vẫn lỗi, báo mã sự cố cho Bộ phận Một cửa.")
    words = {
        "title": _("Hệ thống gặp sự cố"), "text": text, "reference": reference,
        "language": get_language() or settings.LANGUAGE_CODE,
    }  # fmt: skip
    status = 503 if is_away else 500
    answer: HttpResponse
    if request.path.startswith("/api/"):
        said = {"error": text, "reference": reference}
        answer = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        answer = HttpResponse(render_to_string("ui/failure.html", words), status=status)
    if is_away:
        answer["Retry-After"] = RETRY_AFTER
    return answer
