"""Headers that keep a page to itself: nothing from elsewhere, nothing inline, no frames."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from motcua.kernel.addresses import number_in
from motcua.kernel.text import visible
from motcua.ui.errors import bad_request, not_found, too_large

# Bytes: what a form weighs beside its file.
ONE_FORM = 1024 * 1024

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'; frame-src 'self'"
)


class SecurePrograms:
    """Refuses a program that asks in the clear, where a person's browser is led to HTTPS: so its maker notices."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path.startswith("/api/"):
            return JsonResponse({"error": _("Chỉ trả lời qua HTTPS.")}, status=403)
        return self.get_response(request)


class ContentSecurityPolicy:
    """Adds the policy to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class MonitorsByAnyName:
    """Lets a monitor or a balancer ask each node by its machine's name; no page answers to a name that is not ours.

    Its addresses are answered here, before anything asks for the name: they write no link into what they answer.
    """

    ADDRESSES = ("/health/", "/metrics")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(self.ADDRESSES):
            return self.get_response(request)
        try:
            view = resolve(request.path)
        except Resolver404:
            return self.get_response(request)
        answer: HttpResponse = view.func(request, *view.args, **view.kwargs)
        answer.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return answer


class ReadableAddress:
    """Refuses an address with more parameters than a page could want, before anything asks for one of them."""

    REFUSED = "motcua.refused"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.GET  # noqa: B018 - read once, and kept by the request
        except TooManyFieldsSent:
            request.GET = QueryDict()
            request.META[self.REFUSED] = True
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """By now it is known in which language to say so."""
        return bad_request(request) if self.REFUSED in request.META else None


class BoundedBody:
    """Refuses what is too large for any page before a byte of it is read; less still from who is not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Before the forgery check, which reads the form; by now it is known who sends it and in which language."""
        length = number_in(request.headers.get("Content-Length", "")) or 0
        return too_large(request) if length > _most(request) else None


def _most(request: HttpRequest) -> int:
    if request.content_type != "multipart/form-data":
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    is_known = request.user.is_authenticated
    return int(settings.REQUEST_MAX_BYTES if is_known else settings.FILE_MAX_BYTES + ONE_FORM)


class PrivatePages:
    """Keeps what was shown to who is signed in out of every cache: at a shared machine the next person presses Back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class HeadLikeGet:
    """Answers HEAD as GET would be answered, without the body: pages, pictures and interfaces alike (RFC 9110)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        if response.streaming:
            response.close()
            return HttpResponse(status=response.status_code, headers=dict(response.items()))
        length = response.headers.get("Content-Length", str(len(response.content)))
        response.content = b""
        response.headers["Content-Length"] = length
        return response


class AsSeen:
    """Takes out of what was sent what nobody sees, and keeps it in one normal form; an address with NUL is not found.

    Every page's one door for text: blanks without width, marks of direction, controls. A password is its owner's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            return not_found(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """After the forgery check has read the form anyway."""
        request.GET = _seen(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _seen(request.POST)  # type: ignore[assignment]


def _seen(sent: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True, encoding="utf-8")
    for name, values in sent.lists():
        clean = _without_nul if "password" in name else visible
        kept.setlist(_without_nul(name), [clean(str(value)) for value in values])
    return sent if kept == sent else kept


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")
