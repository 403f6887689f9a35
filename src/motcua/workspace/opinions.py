"""What is asked of others about a dossier: several at once, by typing their names; with files; and taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.http.request import HttpRequest
from django.http.response import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from motcua.dossiers.deadlines import schedule_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.filing import FileFacts
from motcua.forms.reading import take_in
from motcua.handling.models import Consultation, ConsultationFile, Task
from motcua.handling.operations.consultations import Question, take_answer_file, take_question_file
from motcua.kernel.attempts import Attempt
from motcua.kernel.text import fold, format_datetime, local
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.rules import Duty, is_in_name
from motcua.people.desk import Desk, official_page
from motcua.ui.files import beside, handed_in
from motcua.ui.uploads import Uploads, uploads_of
from motcua.workspace.forms import ActionForm, AnswerForm
from motcua.workspace.looking import read_dossier

# How many may be asked on one page.
MOST = 5
FILES = "tep"


class ConsultationForm(ActionForm):
    """Whom to ask, by name; what; and until when."""

    takes_files = is_consulting = True
    question = forms.CharField(
        label=gettext_lazy("Nội dung cần lấy ý kiến"), widget=forms.Textarea(attrs={"rows": 4}), required=False,
        max_length=4000,
    )  # fmt: skip
    working_days = forms.IntegerField(
        label=gettext_lazy("Thời hạn trả lời (ngày làm việc)"),
        initial=3,
        error_messages={
            "required": gettext_lazy("Ghi số ngày làm việc."), "invalid": gettext_lazy("Ghi một số, ví dụ 3."),
        },
    )  # fmt: skip
    is_beyond = forms.BooleanField(label=gettext_lazy("Vẫn gửi dù hạn trả lời sau hạn của hồ sơ"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.choices: dict[str, Agency | Unit] = {}
        for number in range(1, MOST + 1):
            self.fields[f"asked_{number}"] = forms.CharField(
                label=_("Cơ quan, bộ phận được lấy ý kiến (%d)") % number, required=False, max_length=250
            )

    @property
    def names(self) -> list[forms.BoundField]:
        """The boxes for whom to ask."""
        return [self[f"asked_{number}"] for number in range(1, MOST + 1)]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self["question"], self["working_days"]]

    def clean(self) -> dict[str, Any]:
        for field in self.names:
            typed = str(self.cleaned_data.get(field.name, "")).strip()
            if typed and isinstance(found := self._named(typed), str):
                self.add_error(field.name, found)
        return dict(self.cleaned_data)

    def _named(self, typed: str) -> Agency | Unit | str:
        """Who is meant, or why nobody is known to be."""
        wanted = fold(typed)
        same = [one for name, one in self.choices.items() if fold(name) == wanted]
        # Whole words first: «sở» means a department, not every name with «Lạng Sơn» in it.
        like = {name: one for name, one in self.choices.items() if is_in_name(typed, name)}
        like = like or {name: one for name, one in self.choices.items() if wanted in fold(name)}
        if len(same) == 1 or len(like) == 1:
            return (same or list(like.values()))[0]
        if not like:
            return _("Không có cơ quan, bộ phận nào tên như vậy.")
        return _("Có %(count)d nơi tên như vậy, ghi rõ hơn: %(names)s.") % {
            "count": len(like), "names": "; ".join(list(like)[:5]),
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        found = [self._named(str(self.cleaned_data[field.name])) for field in self.names if self[field.name].value()]
        facts = [self.cleaned_data[name] for name in ("question", "working_days", "is_beyond")]
        return {"asked": [one for one in found if not isinstance(one, str)], "question": Question(*facts)}


class RecallForm(ActionForm):
    consultation = forms.ModelChoiceField(
        label=gettext_lazy("Cơ quan đang được lấy ý kiến"),
        queryset=Consultation.objects.none(),
        error_messages={"required": gettext_lazy("Chọn cơ quan.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Vì sao không cần ý kiến nữa"), widget=forms.Textarea(attrs={"rows": 2}), required=False,
        max_length=1000,
    )  # fmt: skip


class OpinionForm(AnswerForm):
    takes_files = True
    agrees = forms.ChoiceField(
        label=gettext_lazy("Ý kiến"),
        choices=[("yes", gettext_lazy("Đồng ý")), ("no", gettext_lazy("Không đồng ý"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn đồng ý hoặc không đồng ý.")},
    )

    def values(self) -> dict[str, Any]:
        return {"agrees": self.cleaned_data["agrees"] == "yes", "answer": self.cleaned_data["answer"]}


def offer_to_ask(dossier: Dossier, task: Task | None, form: ConsultationForm, *, at: datetime) -> None:
    """Every other agency, and the other units of one's own that work on dossiers; and how much time there is."""
    on = local(at).date()
    working = Post.objects.on(on).filter(duties__contains=[Duty.PROCESS.value]).values("unit")
    units = Unit.objects.on(on).filter(agency=dossier.handling_agency, pk__in=working)
    if task is not None:
        units = units.exclude(pk=task.unit_id)
    agencies = Agency.objects.on(on).exclude(pk=dossier.handling_agency_id)
    form.choices = {f"{one.name} ({dossier.handling_agency.short_name})": one for one in units.order_by("pk")}
    form.choices |= {one.full_name: one for one in agencies}
    if dossier.due_at is not None and dossier.accepted_at is not None:
        schedule = schedule_of(dossier, dossier.accepted_at)
        hours = schedule.working_minutes_between(at, max(at, dossier.due_at)) // 60
        said = _("Hạn của hồ sơ: %(due)s, còn %(hours)d giờ làm việc.")
        form.fields["working_days"].help_text = said % {"due": format_datetime(dossier.due_at), "hours": hours}


def offer_to_recall(dossier: Dossier, form: RecallForm) -> None:
    """The questions whose answer is still wanted."""
    waiting = Consultation.objects.of(dossier).unanswered().select_related("asked_agency", "asked_unit")
    field: Any = form.fields["consultation"]
    field.queryset = waiting.order_by("pk")
    field.label_from_instance = lambda one: f"{one.asked_name}: {one.question[:80]}"


def files_of(attempt: Attempt, desk: Desk, target: Any) -> Uploads:
    """The files on the page, each taken by the operation of who asks or of who answers."""
    operation: Callable[..., FileFacts] = take_answer_file if isinstance(target, Consultation) else take_question_file
    papers = {FILES: _("Tệp gửi kèm")}

    def take(key: str, name: str, content: bytes) -> FileFacts:
        file = take_in(name, content, by=desk.by)
        return operation(target, component=(key, papers[key]), file=file, by=desk.by, at=desk.at)

    return uploads_of(attempt, desk.by, papers, take)


@require_GET
@official_page
def file(request: HttpRequest, desk: Desk, code: str, pk: int) -> HttpResponseBase:
    """One file that went along with a question or an answer, for who may see the dossier."""
    dossier = read_dossier(desk, code)
    found = (
        ConsultationFile.objects.select_related("stored").filter(pk=pk, consultation__dossier=dossier).first()
        if dossier is not None
        else None
    )
    if found is None:
        raise Http404
    return beside(handed_in(found.stored, found.name))
