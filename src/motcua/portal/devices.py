"""Where I am signed in, and signing out there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.people.operations.sign_ins import end_sessions
from motcua.people.queries import sessions_of
from motcua.people.sessions import HANDLE
from motcua.people.visitor import Visitor, visited
from motcua.people.watch import failures_of


@visited
def devices(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """My sessions, this one first, each to be ended here; and who tried to open my account and could not."""
    here = request.session.get(HANDLE, "")
    sessions = sessions_of(visitor.by, at=visitor.at)
    elsewhere = [session for session in sessions if str(session.handle) != here]
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            wanted = request.POST.get("session", "")
            handles = [session.handle for session in elsewhere] if wanted == "others" else [_handle(wanted)]
            end_sessions(visitor.by, handles=handles, by=visitor.by, at=visitor.at)
            return attempt.done(_("Đã đăng xuất."), "portal:devices")
        return attempt.back("portal:devices")
    sessions_here = [session for session in sessions if str(session.handle) == here]
    facts = {"here": sessions_here, "elsewhere": elsewhere, "failures": failures_of(visitor.by)}
    return attempt.page("portal/devices.html", facts)


def _handle(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại.")) from error
