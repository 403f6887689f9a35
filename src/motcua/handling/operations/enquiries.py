"""A filer asks about the dossier, and whoever it lies with answers: on the dossier, and told where they are reached."""

from datetime import datetime

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.story import tell_filer, tell_official
from motcua.dossiers.rights import DOSSIER, FILER
from motcua.handling.models import Enquiry, Task
from motcua.handling.queries import is_full
from motcua.handling.rights import ANSWERER, ENQUIRY, IS_UNANSWERED_ENQUIRY, answering
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.text import local, visible
from motcua.people.models import Account
from motcua.people.rights import holders_of

# How long a question or an answer is.
LONGEST = 4000


@operation(who=FILER, journal="enquiry.asked", on=DOSSIER)
def enquire(dossier: Dossier, *, text: str, by: Account, at: datetime) -> Enquiry:
    """Ask about one's own dossier, at any time; who has it in hand is told (NĐ 61/2018).

    Refused without words, for more than can be read, and while several questions wait for their answer. The same
    question sent again is the one that waits.
    """
    read = _readable("text", text, _("Ghi câu hỏi của bạn."))
    waiting = Enquiry.objects.of(dossier).unanswered()
    if (same := waiting.filter(text=read).first()) is not None:
        note(enquiry=same.pk, told=[])
        return same
    if said := is_full(dossier):
        raise Refused(said)
    made = Enquiry.objects.create(dossier=dossier, text=read, asked_at=at)
    told = _who_has_it(dossier, at)
    for official in told:
        tell_official(dossier, official, "enquiry_asked", at=at)
    note(enquiry=made.pk, told=[official.pk for official in told])
    return made


@operation(who=ANSWERER, journal="enquiry.answered", on=ENQUIRY, when=IS_UNANSWERED_ENQUIRY)
def answer_enquiry(enquiry: Enquiry, *, answer: str, by: Account, at: datetime) -> Enquiry:
    """Answer what the filer asked; they are told that there is an answer, not what it says (NĐ 61/2018)."""
    enquiry.answer = _readable("answer", answer, _("Ghi câu trả lời."))
    enquiry.answered_at, enquiry.answered_by = at, by
    enquiry.save(update_fields=["answer", "answered_at", "answered_by"])
    note(enquiry=enquiry.pk)
    tell_filer(enquiry.dossier, "enquiry_answered", at=at)
    return enquiry


def _readable(field: str, typed: str, said: str) -> str:
    """What can be read of what was typed; refused where that is nothing, or too much."""
    text = visible(typed).strip()
    if not text:
        raise Refused(said, errors={field: said})
    return within(field, text, LONGEST)


@inside_operation
def _who_has_it(dossier: Dossier, at: datetime) -> list[Account]:
    """Who has a step of it in hand; where nobody has, those at whose unit it lies."""
    right, unit_id = answering(dossier)
    in_hand = Task.objects.of(dossier).open().filter(unit=unit_id, duty__in=right.duties).exclude(assignee=None)
    takers = [task.assignee for task in in_hand.select_related("assignee").order_by("pk")]
    on = local(at).date()
    holders = [one for duty in right.duties for one in holders_of(duty, unit_id=unit_id, on=on)]
    return list(dict.fromkeys(one for one in (takers or holders) if one is not None))
