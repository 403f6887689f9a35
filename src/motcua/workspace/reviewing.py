"""Before anything is received: what will be kept, what the person has here already, and one more press."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from motcua.dossiers.corrections import PART_WORDS
from motcua.dossiers.operations.duplicates import look_beside
from motcua.dossiers.operations.filing import Filing
from motcua.dossiers.queries import case_words
from motcua.dossiers.rules import PartyFacts, Role
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.kernel.speech import say
from motcua.kernel.text import format_phone
from motcua.organization.models import Unit
from motcua.people.desk import Desk, context
from motcua.procedures.models import Component
from motcua.procedures.rules import of_my_case
from motcua.ui.resuming import MARK
from motcua.ui.uploads import Uploads
from motcua.workspace.forms import ActionForm

# What the page sends of itself, and what is asked anew each time.
OWN = ("csrfmiddlewaretoken", MARK, "then", "kept", "despite", "without")
SHOWN = ("name", "id_number", "phone", "email", "address", "authorisation")


class AcceptForm(ActionForm):
    """Only a press; where the same person has the same request here, that it was seen."""

    is_light = True
    despite = forms.CharField(required=False, max_length=2000)

    def values(self) -> dict[str, Any]:
        return {"despite": self.cleaned_data["despite"].split()}


@dataclass(frozen=True)
class Paper:
    """A paper as it will be kept: how many of each, and its scans."""

    name: str
    originals: int
    copies: int
    scans: int


def refuse_uncounted(facts: Filing) -> None:
    """Nothing is accepted without a paper that its case requires (NĐ 61/2018 Đ17); to be looked at it may be kept."""
    missing = [one for one in not_handed_in(facts) if not one.is_made_by_form]
    errors = {f"originals_{one.key}": _("Ghi số bản đã nhận: %s") % say(one.name) for one in missing}
    if errors:
        said = _("Còn thiếu giấy tờ bắt buộc. Chưa đủ thì bấm «Chỉ đăng ký, xem xét sau», rồi yêu cầu bổ sung.")
        raise Refused(said, errors=errors)


def not_handed_in(facts: Filing) -> list[Component]:
    """The papers that the case requires and of which neither an original nor a copy nor a scan is there."""
    handed = {one.key for one in facts.components if one.originals or one.copies} | {
        one.component_key for one in facts.files
    }
    mine = of_my_case(facts.version.components.all(), facts.case_answers)
    return [one for one in mine if one.is_to_hand_in and one.key not in handed]


def refuse_without(facts: Filing, sent: QueryDict) -> None:
    """What may be declared with us later is received without its paper only by who says so."""
    if sent.get("then") == "later" or sent.get("draft_code"):
        return
    missing = [one for one in not_handed_in(facts) if one.key not in sent.getlist("without")]
    if missing:
        said = _("Chưa nhận bản nào: %s. Ghi số bản đã nhận, hoặc đánh dấu là vẫn tiếp nhận khi chưa có.")
        said %= "; ".join(say(one.name) for one in missing)
        raise Refused(said, errors={"without": said})


def reviewed(
    attempt: Attempt, desk: Desk, unit: Unit, facts: Filing, uploads: Uploads, more: Mapping[str, Any]
) -> HttpResponse:
    """The page that shows what will be kept; it carries all that was typed, for the press that keeps it."""
    found = look_beside(sought=facts.sought, unit=unit, by=desk.by, at=desk.at)
    sent = attempt.request.POST
    names = {one.key: one.name for one in facts.components} | {
        one.component_key: one.component_name for one in facts.files
    }
    counted = {one.key: (one.originals, one.copies) for one in facts.components}
    scans = {key: len(uploads.of(key)) for key in names}
    return attempt.page(
        "workspace/register_review.html",
        context(
            desk,
            procedure=facts.version.procedure,
            filing=facts,
            case=[
                (say(one.text), case_words(one, facts.case_answers.get(one.key, "")))
                for one in facts.version.questions.all()
            ],
            people=_people(facts),
            papers=[
                Paper(name, *counted.get(key, (0, 0)), scans[key])
                for key, name in names.items()
                if any(counted.get(key, ())) or scans[key]
            ],
            missing=[] if sent.get("draft_code") else not_handed_in(facts),
            is_without=bool(sent.getlist("without")),
            carried=[(name, text) for name, text in sent.items() if name not in OWN],
            tokens=[token for key in names for token, _file in uploads.of(key)],
            beside=found,
            is_confirmed=bool(found.codes) and set(found.codes) <= set(confirmed_in(sent)),
            **more,
        ),
    )


def confirmed_in(sent: QueryDict) -> list[str]:
    """The codes of the dossiers beside which this one is wanted all the same."""
    return " ".join(sent.getlist("despite")).split()


def _people(facts: Filing) -> list[tuple[str, PartyFacts, list[tuple[str, str]]]]:
    """Who takes part, each with their facts; of who files for themselves nothing is told twice."""
    titles = {Role.FILER: _("Người nộp"), Role.HOLDER: _("Chủ hồ sơ"), Role.RECIPIENT: _("Người nhận kết quả")}
    filer = next(one for one in facts.parties if one.role == Role.FILER)
    return [
        (
            titles[one.role],
            one,
            []
            if one.role != Role.FILER and (one.name, one.id_number) == (filer.name, filer.id_number)
            else [(say(PART_WORDS[part]), _shown(part, text)) for part in SHOWN if (text := getattr(one, part))],
        )
        for one in facts.parties
    ]


def _shown(part: str, text: str) -> str:
    return format_phone(text) if part == "phone" else text
