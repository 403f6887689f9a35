"""A dossier comes into being: filed online from a draft, or registered at the counter for who stands there."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.events import DossierSubmitted
from motcua.dossiers.models import Dossier, DossierFile, Party, ReceivedComponent, Rulebook
from motcua.dossiers.operations.clock import first_answer_due
from motcua.dossiers.operations.printing import print_submission_proof
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.policies import RECEIVER_OF_UNIT
from motcua.dossiers.rules import Channel, ReturnMethod, Role
from motcua.forms.models import Draft
from motcua.forms.operations import mark_submitted
from motcua.forms.queries import OWNER as DRAFT_OWNER
from motcua.forms.rules import problems_of, summary_line
from motcua.kernel.events import announce
from motcua.kernel.models import StoredFile
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import local
from motcua.organization.models import Agency, Unit
from motcua.people.models import Account
from motcua.procedures.models import ProcedureVersion

# No letters or digits that are easily confused when read aloud over a phone.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class PartyFacts:
    """One person of the dossier as given when filing."""

    role: Role
    name: str
    id_number: str = ""
    born_on: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    authorisation: str = ""


@dataclass(frozen=True)
class ComponentFacts:
    """A component handed in: how many originals and copies, on paper or electronic."""

    key: str
    name: str
    originals: int = 0
    copies: int = 0
    is_electronic: bool = False


@dataclass(frozen=True)
class FileFacts:
    """A file handed in, already checked and stored."""

    name: str
    stored: StoredFile
    component_key: str = ""
    component_name: str = ""


@dataclass(frozen=True)
class Destination:
    """Where a dossier goes: the one-stop unit that receives it, the agency and unit that resolve it."""

    receiving_unit: Unit
    handling_agency: Agency
    handling_unit: Unit


@dataclass(frozen=True)
class Filing:
    """Everything a new dossier consists of, whoever types it in."""

    version: ProcedureVersion
    destination: Destination
    channel: Channel
    parties: Sequence[PartyFacts]
    return_method: ReturnMethod
    return_address: str = ""
    case_answers: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    components: Sequence[ComponentFacts] = ()
    files: Sequence[FileFacts] = ()
    summary: str = ""


@operation(who=DRAFT_OWNER, journal="dossier.submitted")
def submit_online(
    draft: Draft,
    *,
    destination: Destination,
    parties: Sequence[PartyFacts],
    return_method: ReturnMethod,
    return_address: str = "",
    by: Account,
    at: datetime,
) -> Dossier:
    """File a finished draft. Filing the same draft twice gives the same dossier (NĐ 118/2025 Đ15).

    Refused when a page or a required paper is missing: the message names the first.
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("form", "account").get(pk=draft.pk)
    known = Dossier.objects.filter(submission_key=draft.submission_key).first()
    if known is not None:
        return known
    version = ProcedureVersion.objects.in_force(draft.procedure_code, on=local(at).date())
    if version is None:
        raise Refused(_("Thủ tục này hiện không còn tiếp nhận hồ sơ. Xem danh mục thủ tục để chọn thủ tục thay thế."))
    _refuse_incomplete(draft, version, today=local(at).date())
    filing = Filing(
        version=version,
        destination=destination,
        channel=Channel.ONLINE,
        parties=parties,
        return_method=return_method,
        return_address=return_address,
        case_answers=draft.case_answers,
        answers=draft.answers,
        files=_files_of(draft),
    )
    dossier = _create(filing, submission_key=draft.submission_key, form=draft.form, account=by, at=at)
    mark_submitted(draft, by=by, at=at)
    note(reference=dossier.reference, files=len(filing.files))
    return dossier
