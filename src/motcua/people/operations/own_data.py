"""What a person may do with what is held of them: take it, erase the account, ask for what must be decided."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from motcua.kernel.conditions import Condition
from motcua.kernel.events import announce
from motcua.kernel.lengths import within
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.speech import gettext_noop
from motcua.organization.rules import Duty
from motcua.people.events import AccountErased, ErasureAnswered
from motcua.people.models import Account, DataView, ErasureRequest, Objection
from motcua.people.rights import ACCOUNT, OWN_ACCOUNT, holding
from motcua.people.rules import Proof, Sex

# What is stored is Vietnamese; pages say it in the reader's language.
# What a request for erasure may say.
LONGEST = 5_000
ERASED = gettext_noop("Tài khoản đã xóa")
EVERYTHING, TAKEN_BY_OWNER = gettext_noop("mọi dữ liệu"), gettext_noop("Chủ dữ liệu tải về")
WENT_ITSELF = gettext_noop("Chủ tài khoản đã xóa tài khoản.")
REQUEST = Lock(ErasureRequest, Rank.ACCOUNT, under=("account", ACCOUNT))
IS_UNANSWERED = Condition(
    "the request is not answered yet",
    lambda request: "" if request.answered_at is None else _("Đề nghị này đã được trả lời. Tải lại trang để xem."),
)
IS_PERSONS = Condition(
    "the account of a citizen or a business",
    lambda account: (
        _("Tài khoản cán bộ, công chức do quản trị hệ thống mở và khóa. Đề nghị quản trị hệ thống của cơ quan.")
        if account.is_official
        else ""
    ),
)


@operation(who=OWN_ACCOUNT, journal="data.taken", on=ACCOUNT)
def take_data(account: Account, *, by: Account, at: datetime) -> DataView:
    """Give a person all that is held of them: it is a look at their data like any other (Luật 91/2025/QH15)."""
    return DataView.objects.create(viewer=by, owner=account, reference=EVERYTHING, purpose=TAKEN_BY_OWNER, at=at)


@operation(who=OWN_ACCOUNT, journal="account.erased", on=ACCOUNT, when=IS_PERSONS)
def erase_account(account: Account, *, by: Account, at: datetime) -> Account:
    """Erase an account: its facts are emptied, nobody signs in with it, its contacts are free (Luật 91/2025/QH15).

    The empty row stays, for filed dossiers and the journal refer to it. What need not be kept goes with it; a room that
    cannot let go yet refuses, and then nothing has happened.
    """
    announce(AccountErased(account_id=account.pk, at=at))
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    account.sessions.all().delete()
    for asked in (ErasureRequest, Objection):
        asked.objects.filter(account=account, answered_at=None).update(answer=WENT_ITSELF, answered_at=at)
    account.full_name, account.sex = ERASED, Sex.UNKNOWN.value
    account.email = account.phone = account.id_number = account.address = ""
    account.business_name = account.tax_code = ""
    account.born_on = account.place = account.last_login = None
    account.is_active = account.is_phone_verified = False
    account.proof, account.proved_at, account.proved_by = Proof.SAID, None, None
    account.erased_at = at
    account.set_unusable_password()
    account.save()
    return account


@operation(who=OWN_ACCOUNT, journal="erasure.asked", on=ACCOUNT)
def ask_erasure(account: Account, *, text: str, by: Account, at: datetime) -> ErasureRequest:
    """Ask that something be erased which is not erased at once; an administrator answers (Luật 91/2025/QH15).

    Refused without saying what, for more than can be read, and while another request waits for its answer.
    """
    text = text.strip()
    if not text:
        message = _("Ghi rõ dữ liệu nào cần xóa và vì sao.")
        raise Refused(message, errors={"text": message})
    within("text", text, LONGEST)
    if ErasureRequest.objects.filter(account=account, answered_at=None).exists():
        raise Refused(_("Đề nghị trước của bạn đang chờ trả lời. Câu trả lời sẽ có ở trang này."))
    return ErasureRequest.objects.create(account=account, text=text, asked_at=at)


@operation(who=holding(Duty.ADMIN), journal="erasure.answered", on=REQUEST, when=IS_UNANSWERED)
def answer_erasure(request: ErasureRequest, *, answer: str, by: Account, at: datetime) -> ErasureRequest:
    """Answer what somebody asked to have erased, with the reason; the person is told (Luật 91/2025/QH15).

    Refused without an answer in words, and to one's own request.
    """
    if request.account_id == by.pk:
        raise Refused(_("Không tự trả lời đề nghị của mình. Nhờ một quản trị khác."))
    answer = answer.strip()
    if not answer:
        message = _("Ghi câu trả lời và lý do.")
        raise Refused(message, errors={"answer": message})
    request.answer, request.answered_at, request.answered_by = answer, at, by
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    note(account=request.account_id)
    announce(ErasureAnswered(account_id=request.account_id, at=at))
    return request
