"""What the page of a dossier says while nobody has answered it yet: what to keep, what comes next, what to bring."""

from base64 import b64encode
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import ReturnMethod
from motcua.kernel.qr import qr_svg
from motcua.kernel.speech import say
from motcua.kernel.text import format_datetime
from motcua.procedures.queries import own_values, terms_perhaps
from motcua.procedures.rules import of_my_case
from motcua.ui.words import length_words


def just_filed(dossier: Dossier, *, on: date) -> dict[str, Any]:
    """The code as a picture that opens the state of the dossier, what comes next, and the papers to bring."""
    address = settings.PUBLIC_ADDRESS.rstrip("/") + reverse("portal:dossier", args=[dossier.shown_code])
    picture = b64encode(qr_svg(address, border=2, scale=6).encode()).decode()
    return {
        "picture": f"data:image/svg+xml;base64,{picture}",
        "coming": coming(dossier, on=on),
        "to_bring": papers_to_bring(dossier),
    }


def coming(dossier: Dossier, *, on: date) -> list[str]:
    """What happens next, in order, with the days that are known."""
    answer = _("Bộ phận Một cửa xem hồ sơ và trả lời chậm nhất %s. Thiếu gì thì bạn được báo để bổ sung.")
    lines = [answer % format_datetime(dossier.first_answer_due_at)]
    if length := length_of(dossier, on=on):
        lines.append(_("Hồ sơ được tiếp nhận thì có ngày hẹn trả. Thời hạn: %s, tính từ khi tiếp nhận.") % length)
    else:
        lines.append(_("Hồ sơ được tiếp nhận thì có ngày hẹn trả, ghi ở trang này."))
    known = {"place": dossier.receiving_unit.agency.name, "address": dossier.return_address}
    ways = {
        ReturnMethod.ONLINE: _("Có kết quả thì bạn được báo và mở bản điện tử ở trang này."),
        ReturnMethod.COUNTER: _("Có kết quả thì bạn được báo và đến %(place)s để nhận."),
        ReturnMethod.POST: _("Có kết quả thì bạn được báo; giấy được gửi đến %(address)s."),
    }
    return [*lines, ways[ReturnMethod(dossier.return_method)] % known]


def length_of(dossier: Dossier, *, on: date) -> str:
    """How long its case takes once it is received, where that is one length; nothing is fixed before."""
    version = dossier.version
    terms = terms_perhaps(version, own_values(version, on=on), on=on, answers=dossier.case_answers)
    lengths = {length_words(one.time) for one in terms if one.kind == dossier.channel}
    return lengths.pop() if len(lengths) == 1 else ""


def papers_to_bring(dossier: Dossier) -> list[str]:
    """What is shown when one comes: only where somebody has to come for the result."""
    if dossier.return_method != ReturnMethod.COUNTER:
        return []
    mine = of_my_case(dossier.version.components.all(), dossier.case_answers)
    return [say(one.name) for one in mine if one.is_shown_only]
