"""What programs that visit the portal ask for: what they may read, where it all is, whom to tell of a weakness."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua import ui
from motcua.opendata.queries import found as published
from motcua.organization.queries import centres
from motcua.people.visitor import Visitor, visited
from motcua.procedures.queries import life_events, offered

# What is somebody's own or for officials, and what has no end: a search, a code of a dossier or a paper.
NOT_READ = (
    "/tai-khoan/", "/ho-so/", "/nop-ho-so/", "/lam-viec/", "/dang-nhap/", "/dang-ky/", "/quen-mat-khau/", "/tra-cuu/?",
    "/xac-thuc/?", "/thu-tuc/?", "/phap-luat/?", "/phap-luat/so-sanh/?", "/minh-bach/?", "/minh-bach/*?",
    "/du-lieu/?", "/mo-phong/", "/api/", "/*?tieng=", "/*&tieng=",
)  # fmt: skip
FIXED = (
    "portal:home", "portal:procedures", "portal:laws", "portal:places", "portal:track", "portal:verify_start",
    "portal:figures", "portal:figures_times", "portal:datasets", "portal:privacy", "portal:accessibility",
    "portal:site",
)  # fmt: skip
# A contact is looked at again before this is over (RFC 9116: less than a year).
HOLDS = timedelta(days=180)
SCRIPT = Path(ui.__file__).parent / "static" / "mc" / "sw.js"


def _whole(address: str) -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{address}"


@login_not_required
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """What programs may read (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_READ), f"Sitemap: {_whole('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_GET
@visited
def sitemap(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The public pages that say something of their own; those of law and papers are found from them."""
    addresses = [_whole(address) for address in _addresses(visitor)]
    return render(
        request, "portal/sitemap.xml", {"addresses": addresses}, content_type="application/xml; charset=utf-8"
    )


def _addresses(visitor: Visitor) -> Iterator[str]:
    yield from map(reverse, FIXED)
    for procedure in offered(on=visitor.on):
        yield reverse("portal:procedure", args=[procedure.code])
    for event in life_events():
        yield reverse("portal:life_event", args=[event.key])
    for one in published():
        yield reverse("portal:dataset", args=[one.code])
    for place in centres(on=visitor.on):
        yield reverse("portal:place", args=[place.code])


@login_not_required
@require_GET
def installed(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to keep the portal among its own programs (W3C Web Application Manifest)."""
    icons = [
        {"src": static("mc/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
        {"src": static("mc/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        {"src": static("mc/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
    ]
    facts = {
        "id": "/", "start_url": "/", "scope": "/", "display": "standalone", "lang": get_language(),
        "name": _("Một Cửa Lạng Sơn"), "short_name": _("Một Cửa"),
        "description": _("Dịch vụ công tỉnh Lạng Sơn"), "background_color": "#faf8f4", "theme_color": "#1e3a5f",
        "icons": icons,
        "shortcuts": [
            {"name": _("Hồ sơ của tôi"), "url": reverse("portal:my_dossiers")},
            {"name": _("Tra cứu hồ sơ"), "url": reverse("portal:track")},
        ],
    }  # fmt: skip
    return JsonResponse(facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The program that shows something where there is no line; it stands at the top, so that it serves all pages."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a line; the same for everybody, so that it can be kept."""
    return render(request, "portal/offline.html")


@login_not_required
@require_GET
@visited
def security(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116): the contact that is set, else where the platform's people are found."""
    until = (visitor.at + HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or _whole(reverse('portal:places'))}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {_whole('/.well-known/security.txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
