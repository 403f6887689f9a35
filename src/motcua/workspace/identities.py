"""The owner of an account stands at the counter with their card: who they are is proved from then on."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.kernel.values import phone_or_empty
from motcua.organization.rules import Duty
from motcua.people.desk import Desk, context, official_page
from motcua.people.operations.identity import prove_identity
from motcua.people.queries import account_reached_at
from motcua.people.rules import Card, Proof, read_card
from motcua.ui.days import DayField


class ProofForm(forms.Form):
    """What the owner says of the account, and what their card says of them."""

    login = forms.CharField(max_length=254, error_messages={"required": gettext_lazy("Nhập số điện thoại hoặc email.")})
    id_number = forms.CharField(required=False, max_length=400)
    full_name = forms.CharField(required=False, max_length=150)
    born_on = DayField(required=False)
    card = forms.CharField(required=False, max_length=10)

    @property
    def read(self) -> Card:
        """The card as scanned, or as typed."""
        data, scanned = self.cleaned_data, read_card(self.cleaned_data["id_number"])
        return Card(scanned.id_number, scanned.name or data["full_name"], born_on=scanned.born_on or data["born_on"])

    @property
    def proof(self) -> Proof:
        if not self.cleaned_data["card"]:
            return Proof.SAID
        return Proof.SCANNED if read_card(self.cleaned_data["id_number"]).name else Proof.SEEN


@official_page
def prove(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Prove an account: its owner says what they sign in with, and shows the card."""
    if not desk.has(Duty.RECEIVE):
        raise PermissionDenied
    form = ProofForm(request.POST if request.method == "POST" else None)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            login = form.cleaned_data["login"]
            account = account_reached_at(email=login.strip(), phone=phone_or_empty(login))
            if account is None:
                said = _("Không có tài khoản nào dùng số điện thoại hoặc email này.")
                raise Refused(said, errors={"login": said})
            prove_identity(account, card=form.read, proof=form.proof, by=desk.by, at=desk.at)
            return attempt.done(_("Đã xác minh tài khoản; chủ tài khoản được báo."), "workspace:counter")
    return attempt.page("workspace/identity.html", context(desk, form=form))
