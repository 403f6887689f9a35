"""What somebody was told, how much is unread, and what the simulated gateways received."""

from motcua.notices.models import Delivery, Notice, SimulatedMessage
from motcua.notices.rules import Channel
from motcua.people.models import Account


def notices_of(by: Account, *, after: int | None = None, limit: int = 20) -> list[Notice]:
    """My notices on screen, latest first; `after` is the id of the last one already seen in the list."""
    notices = Notice.objects.filter(account=by, deliveries__channel=Channel.IN_APP).order_by("-pk")
    return list((notices.filter(pk__lt=after) if after else notices)[:limit])


def unread_count(by: Account) -> int:
    """How many of my notices on screen I have not read."""
    return Notice.objects.filter(account=by, deliveries__channel=Channel.IN_APP, read_at=None).count()


def deliveries_about(by: Account, dossier_reference: str) -> list[Delivery]:
    """Who was told what about a dossier, and whether it arrived: for officials; other people see none."""
    if not by.is_official:
        return []
    deliveries = Delivery.objects.filter(notice__dossier_reference=dossier_reference)
    return list(deliveries.select_related("notice", "message").order_by("notice_id", "pk"))


def simulated_messages(limit: int = 50) -> list[SimulatedMessage]:
    """The latest messages of the simulated gateways, for the demonstration's page."""
    return list(SimulatedMessage.objects.order_by("-pk")[:limit])
