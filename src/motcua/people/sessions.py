"""Sessions: whose each is, how long it lasts, and whether its person proved who they are a short while ago."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from motcua.kernel import clock
from motcua.kernel.logs import Kind, log_security
from motcua.people.models import Account, Session
from motcua.people.rules import Ends, Place
from motcua.people.visitor import visitor_of

P = ParamSpec("P")
# A sign of life is written once in this time, not with every request.
ROUNDING = timedelta(minutes=5)
BEGUN, SEEN, HANDLE, DEVICE, PLACE = "begun", "seen", "handle", "device", "place"


class SessionStore(db.SessionStore):
    """Django's sessions in the database; who is signed in, where and since when stand in columns of their own."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        if SESSION_KEY in data:
            now = timezone.now().timestamp()
            for name, value in ((BEGUN, now), (SEEN, now), (HANDLE, str(uuid4()))):
                data.setdefault(name, value)
        kept = super().create_model_instance(data)
        row = Session(session_key=kept.session_key, session_data=kept.session_data, expire_date=kept.expire_date)
        if SESSION_KEY in data:
            row.account_id, row.handle = int(data[SESSION_KEY]), data[HANDLE]
            row.device = data.get(DEVICE, "")
            row.begun_at, row.seen_at = (datetime.fromtimestamp(data[name], UTC) for name in (BEGUN, SEEN))
        return row


def begin(session: SessionBase, *, device: str, place: Place, at: datetime) -> None:
    """A sign-in begins the session anew, also where the same person was signed in before."""
    session.update({BEGUN: at.timestamp(), SEEN: at.timestamp(), HANDLE: str(uuid4())})
    session.update({DEVICE: device[:60], PLACE: place.value})


def ends_at(place: str) -> Ends:
    """How long sessions last that began at such a place."""
    idle, whole = settings.SESSION_ENDS[place]
    return Ends(timedelta(minutes=idle), timedelta(hours=whole))


class SessionEnds:
    """Ends sessions without a sign of life and those that lasted long enough; the page asks for a new sign-in.

    A session is the same on every node: it ends by the database's time, whatever the clock of this node says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """By now there is a way to say why."""
        session, at = request.session, visitor_of(request).at
        if SESSION_KEY not in session or BEGUN not in session:
            return
        begun_at, seen_at = (datetime.fromtimestamp(session[name], UTC) for name in (BEGUN, SEEN))
        ends = ends_at(session.get(PLACE, Place.HOME))
        if abs(at - seen_at) > ROUNDING:
            at = clock.of_all(at)
        if ends.have_come(begun_at=begun_at, seen_at=seen_at, at=at, rounding=ROUNDING):
            log_security(Kind.SESSION_ENDED, account=session[SESSION_KEY])
            logout(request)
            messages.warning(request, _("Phiên làm việc đã hết. Đăng nhập lại để tiếp tục."))
        elif at - seen_at > ROUNDING:
            session[SEEN] = at.timestamp()


def proved_at(request: HttpRequest, account: Account) -> datetime:
    """When the person in front of this browser last gave a password or a second factor."""
    moments = [record["at"] for record in get_authentication_records(request, account)]
    return datetime.fromtimestamp(max([request.session.get(BEGUN, 0), *moments]), UTC)


def is_proved(request: HttpRequest, account: Account, *, at: datetime) -> bool:
    """Whether that was recently enough for what must not be done by who found a session open."""
    ago = at - proved_at(request, account)
    # Proved later than now: the clock was set back, and it may have been long ago.
    return -ROUNDING <= ago <= timedelta(minutes=settings.REAUTHENTICATE_AFTER_MINUTES)


def prove_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the password; what was sent is kept, and done afterwards."""
    answer: HttpResponse = suspend_request(request, reverse("account_reauthenticate"))
    return answer


def recently_proved(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for who gave a password or a second factor a short while ago; others give one first."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visitor = visitor_of(request)
        if visitor.account is not None and not is_proved(request, visitor.account, at=visitor.at):
            return prove_again(request)
        return view(request, *args, **kwargs)

    return wrapper
