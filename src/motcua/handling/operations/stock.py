"""Stock texts: written, and retired, by the people of the agency that uses them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from motcua.handling.models import StockText
from motcua.handling.rights import WRITERS, writes_for
from motcua.handling.rules import StockKind
from motcua.kernel.conditions import Condition
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Policy, Refused, note, operation
from motcua.kernel.speech import gettext_noop
from motcua.kernel.text import local
from motcua.organization.models import Agency
from motcua.people.models import Account
from motcua.people.rights import policy_of, posts_of
from motcua.procedures.models import Procedure

STOCK = Lock(StockText, Rank.SHARED, beside=("agency",))
MOST = 200


def _may_write(by: Any, subject: Any, arguments: Mapping[str, Any]) -> bool:
    posts = posts_of(by, on=local(arguments["at"]).date()) if isinstance(by, Account) else []
    return writes_for(posts, arguments["agency"].pk)


WRITER = Policy("official of the agency who works on dossiers", _may_write, duties=WRITERS)
WRITER_OF = policy_of(
    "official of the text's agency who works on dossiers",
    lambda by, posts, text: writes_for(posts, text.agency_id),
    duties=WRITERS,
)
IS_IN_USE = Condition(
    "the text is in use", lambda text: "" if text.retired_at is None else _("Mẫu câu này đã bỏ. Tải lại trang.")
)


@operation(who=WRITER, journal="stock_text.written", printed={"text": gettext_noop("Nội dung")})
def write_stock(
    *, agency: Agency, kind: StockKind, text: str, procedure: Procedure | None = None, by: Account, at: datetime
) -> StockText:
    """Keep words that an agency uses often, for one procedure or for all (NĐ 61/2018 Đ17, Đ19).

    Refused without words, for words that are there already, and beyond what can be chosen from.
    """
    words = text.strip()
    if not words or len(words) > 1000:
        said = _("Ghi nội dung.") if not words else _("Mẫu câu dài nhất 1000 ký tự.")
        raise Refused(_("Chưa ghi được."), errors={"text": said})
    if StockText.objects.filter(agency=agency, retired_at=None).count() >= MOST:
        raise Refused(_("Cơ quan đã có %d mẫu câu. Bỏ bớt mẫu không dùng.") % MOST)
    note(agency=agency.code, kind=kind, procedure=procedure.code if procedure is not None else "")
    try:
        with transaction.atomic():
            return StockText.objects.create(
                agency=agency, procedure=procedure, kind=kind, text=words, written_by=by, written_at=at
            )
    except IntegrityError as error:
        raise Refused(_("Chưa ghi được."), errors={"text": _("Đã có mẫu câu này.")}) from error


@operation(who=WRITER_OF, journal="stock_text.retired", on=STOCK, when=IS_IN_USE)
def retire_stock(stock: StockText, *, by: Account, at: datetime) -> StockText:
    """Use a stock text no more; what was written with it stays (NĐ 61/2018 Đ19)."""
    stock.retired_at = at
    stock.save(update_fields=["retired_at"])
    return stock
