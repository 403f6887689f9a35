"""Who an account's owner is, proved by the card that an official of a one-stop unit saw."""

from datetime import date, datetime
from functools import partial

from django.utils.translation import gettext as _

from motcua.kernel.events import announce
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import fold, local, one_line
from motcua.kernel.values import id_number, person_name, wrong
from motcua.organization.rules import Duty
from motcua.people.events import IdentityProved
from motcua.people.models import Account
from motcua.people.rights import ACCOUNT, holding
from motcua.people.rules import Card, Proof, is_birth_date


@operation(who=holding(Duty.RECEIVE), journal="identity.proved", on=ACCOUNT)
def prove_identity(account: Account, *, card: Card, proof: Proof, by: Account, at: datetime) -> Account:
    """Write down that the owner of an account stood here with their card: name, number, birth date (Luật 91/2025/QH15).

    From then on they are no longer changed by the owner alone, and the owner is told. Refused for an official, whose
    identity is the administrators', and for oneself; where the card lacks something; where it is another person's than
    the account says; and for a number that another account has proved.
    """
    if account.is_official or account.pk == by.pk:
        raise Refused(_("Không xác minh tài khoản cán bộ hoặc tài khoản của chính mình ở đây."))
    if proof not in (Proof.SEEN, Proof.SCANNED):
        raise Refused(_("Xem thẻ căn cước trước."), errors={"card": _("Đánh dấu khi đã xem thẻ và đúng người.")})
    if errors := _card_errors(card, on=local(at).date()):
        raise Refused(_("Chưa đủ thông tin trên thẻ."), errors=errors)
    if not _is_of(account, card):
        said = _("Họ tên hoặc số định danh trên tài khoản khác với thẻ. Chủ tài khoản sửa cho đúng rồi xác minh lại.")
        raise Refused(said)
    others = Account.objects.exclude(pk=account.pk).exclude(proof=Proof.SAID.value)
    if others.filter(id_number=card.id_number).exists():
        said = _("Số định danh này đã xác minh cho một tài khoản khác.")
        raise Refused(said, errors={"id_number": said})
    account.full_name, account.id_number, account.born_on = one_line(card.name), card.id_number, card.born_on
    account.proof, account.proved_at, account.proved_by = proof.value, at, by
    account.save(update_fields=["full_name", "id_number", "born_on", "proof", "proved_at", "proved_by"])
    note(proof=proof)
    announce(IdentityProved(account_id=account.pk, at=at))
    return account


def _card_errors(card: Card, *, on: date) -> dict[str, str]:
    errors = wrong("id_number", partial(id_number, on=on), card.id_number or "-")
    errors |= wrong("full_name", person_name, card.name or "-")
    if card.born_on is None or not is_birth_date(card.born_on, on=on):
        errors["born_on"] = _("Nhập ngày sinh ghi trên thẻ, ví dụ 23/11/1990.")
    return errors


def _is_of(account: Account, card: Card) -> bool:
    """Whether a card is of whom the account says it is; who proved it before may have got another name or number."""
    has_name, has_number = fold(account.full_name) == fold(card.name), account.id_number == card.id_number
    return has_name or has_number if account.is_proved else has_name and (has_number or not account.id_number)
