"""What waits for a second administrator: proposed by one, seen old beside new and confirmed by another."""

from datetime import date
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused, offers
from motcua.kernel.text import format_date, format_phone
from motcua.people.desk import Desk, context, official_page
from motcua.people.models import WaitingChange
from motcua.people.operations.second_person import confirm, propose_identity, reject
from motcua.people.queries import (
    administrators,
    change_of,
    decided_changes,
    facts_of,
    is_one_persons_word,
    official_of,
    post_of,
    waiting_changes,
)
from motcua.people.rules import ChangeState, Sex
from motcua.people.sessions import is_proved, prove_again
from motcua.ui.days import DayField
from motcua.ui.words import word, words
from motcua.workspace.officials import administer

PAGE = 30
LABELS = {
    "full_name": gettext_lazy("Họ và tên"),
    "id_number": gettext_lazy("Số định danh"),
    "born_on": gettext_lazy("Ngày sinh"),
    "sex": gettext_lazy("Giới tính"),
    "email": gettext_lazy("Email công vụ"),
}


class IdentityForm(forms.Form):
    """Who an official is, as a proposal says it."""

    full_name = forms.CharField(required=False, max_length=150)
    id_number = forms.CharField(required=False, max_length=20)
    born_on = DayField(required=False)
    sex = forms.CharField(required=False, max_length=10)
    email = forms.CharField(required=False, max_length=254)
    reason = forms.CharField(required=False, max_length=500)

    def clean_sex(self) -> str:
        typed: str = self.cleaned_data["sex"]
        return typed if typed in Sex.__members__ else Sex.UNKNOWN.value


@require_GET
@official_page
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits, and what was decided."""
    administer(desk)
    decided = decided_changes(before=number_in(request.GET.get("truoc", "")), limit=PAGE)
    facts = context(
        desk,
        waiting=waiting_changes(),
        decided=decided[:PAGE],
        following=decided[PAGE - 1].pk if len(decided) > PAGE else "",
        is_alone=len(administrators(on=desk.on)) < 2,
    )
    return render(request, "workspace/waiting.html", facts)


@official_page
def change(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One change, old beside new: confirmed by who neither proposed it nor is concerned, or refused with a reason."""
    administer(desk)
    found = change_of(pk)
    if found is None:
        raise Http404
    attempt = Attempt(request)
    if attempt.is_sent and not is_proved(request, desk.by, at=desk.at):
        return prove_again(request)
    if attempt.is_sent:
        with attempt:
            return attempt.done(_decide(request, desk, found), "workspace:waiting")
    facts = context(
        desk,
        change=found,
        rows=[] if found.is_of_a_post else _identity_rows(found),
        who=_who(found) if found.is_of_a_post else [],
        is_unseen=found.state == ChangeState.WAITING and is_one_persons_word(found.official),
        post=post_of(found),
        first=_day(found, "valid_from"),
        until=_day(found, "valid_until"),
        may_confirm=offers(confirm, found, by=desk.by, posts=desk.posts),
        may_reject=offers(reject, found, by=desk.by, posts=desk.posts),
        remark=request.POST.get("remark", ""),
    )
    return attempt.page("workspace/waiting_change.html", facts)


@official_page
def propose(request: HttpRequest, desk: Desk, handle: UUID) -> HttpResponse:
    """Propose that an official is written down otherwise."""
    administer(desk)
    account = official_of(handle)
    if account is None:
        raise Http404
    form = IdentityForm(request.POST if request.method == "POST" else None, initial=facts_of(account))
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            facts = dict(form.cleaned_data)
            propose_identity(account, reason=facts.pop("reason"), facts=facts, by=desk.by, at=desk.at)
            said = _("Đã gửi đề nghị. Thông tin chỉ đổi khi một quản trị khác xác nhận.")
            return attempt.done(said, "workspace:official", handle=account.handle)
    return attempt.page(
        "workspace/official_identity.html", context(desk, account=account, form=form, sexes=list(words("sex").items()))
    )


def _decide(request: HttpRequest, desk: Desk, found: WaitingChange) -> str:
    then = request.POST.get("then", "")
    if then == "confirm":
        confirm(found, by=desk.by, at=desk.at)
        return _("Đã xác nhận; thay đổi có hiệu lực và người liên quan được báo.")
    if then == "reject":
        reject(found, remark=within("remark", request.POST.get("remark", ""), 500), by=desk.by, at=desk.at)
        return _("Đã từ chối đề nghị.")
    raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))


def _who(found: WaitingChange) -> list[tuple[str, str]]:
    """Who gets a post, as the proposal keeps it."""
    labels = {**LABELS, "phone": _("Điện thoại")}
    return [(str(label), _shown(name, found.before.get(name, ""))) for name, label in labels.items()]


def _identity_rows(found: WaitingChange) -> list[tuple[str, str, str, bool]]:
    """Each fact: its name, as it is, as it will be, whether they differ."""
    return [
        (
            str(label),
            _shown(name, found.before[name]),
            _shown(name, found.after[name]),
            found.before[name] != found.after[name],
        )
        for name, label in LABELS.items()
    ]


def _shown(name: str, value: str) -> str:
    if name == "sex":
        return word("sex", value or Sex.UNKNOWN.value)
    if name == "phone":
        return format_phone(value)
    return format_date(date.fromisoformat(value)) if name == "born_on" and value else value


def _day(found: WaitingChange, name: str) -> date | None:
    """A day of a post as the proposal keeps it."""
    text = found.after.get(name)
    return date.fromisoformat(text) if text else None
