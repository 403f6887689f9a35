"""Somebody objects to a look at their data; an inspector, who did not look, answers."""

from datetime import datetime

from django.utils.translation import gettext as _

from motcua.kernel.conditions import Condition
from motcua.kernel.events import announce
from motcua.kernel.lengths import within
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Policy, Refused, note, operation
from motcua.kernel.text import visible, worded
from motcua.people.events import ObjectionAnswered
from motcua.people.models import Account, DataView, Objection
from motcua.people.rights import ACCOUNT, INSPECTOR

LOOK = Lock(DataView, Rank.ACCOUNT, under=("owner", ACCOUNT))
OBJECTION = Lock(Objection, Rank.ACCOUNT, under=("account", ACCOUNT), beside=("view",))
OWN_LOOK = Policy(
    "whose data was looked at",
    lambda by, view, arguments: isinstance(by, Account) and by.is_active and view.owner_id == by.pk,
)
IS_UNANSWERED = Condition(
    "the objection is not answered yet",
    lambda one: "" if one.answered_at is None else _("Phản đối này đã được trả lời. Tải lại trang để xem."),
)
LONGEST = 2_000


@operation(who=OWN_LOOK, journal="look.objected_to", on=LOOK)
def object_to(view: DataView, *, text: str, by: Account, at: datetime) -> Objection:
    """Object to a look at one's data; an inspector answers (Luật 91/2025/QH15).

    Refused without saying why, to one's own look, and while an objection to this look waits for its answer.
    """
    if view.viewer_id == by.pk:
        raise Refused(_("Đây là lần chính bạn xem, lấy dữ liệu của mình."))
    text = within("text", visible(text).strip(), LONGEST)
    if not text:
        said = _("Ghi vì sao bạn cho rằng lần xem này là không đúng.")
        raise Refused(said, errors={"text": said})
    if Objection.objects.filter(view=view, answered_at=None).exists():
        raise Refused(_("Bạn đã phản đối lần xem này. Câu trả lời sẽ có ở trang này."))
    note(view=view.pk, viewer=view.viewer_id)
    return Objection.objects.create(account=by, view=view, text=text, raised_at=at)


@operation(who=INSPECTOR, journal="objection.answered", on=OBJECTION, when=IS_UNANSWERED)
def answer_objection(objection: Objection, *, answer: str, by: Account, at: datetime) -> Objection:
    """Answer an objection, with what was found; its person is told (Luật 91/2025/QH15).

    Refused without an answer in words, to one's own objection, and to who looked.
    """
    if by.pk in (objection.account_id, objection.view.viewer_id):
        raise Refused(_("Người phản đối và người đã xem không tự trả lời. Cần một người khác."))
    answer = within("answer", worded(answer), LONGEST)
    if not answer:
        said = _("Ghi câu trả lời và căn cứ.")
        raise Refused(said, errors={"answer": said})
    objection.answer, objection.answered_at, objection.answered_by = answer, at, by
    objection.save(update_fields=["answer", "answered_at", "answered_by"])
    note(account=objection.account_id, view=objection.view_id)
    announce(ObjectionAnswered(account_id=objection.account_id, at=at))
    return objection
