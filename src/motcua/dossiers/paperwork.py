"""What the papers of a dossier say of it: its form, its people, its time, in the words of the law."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.calendars.queries import counter_hours
from motcua.calendars.rules import Deadline, FirstDay
from motcua.calendars.words import week_words
from motcua.dossiers.deadlines import deadline_of, is_same_day, rule_of
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.rules import ReturnMethod, Role
from motcua.forms.rules.rates import Counted
from motcua.kernel.speech import say
from motcua.kernel.text import format_date, format_dong, format_phone, local
from motcua.organization.models import Agency, Premises, SigningAuthority
from motcua.organization.queries import authority_over, premises_of
from motcua.papers import rules as papers
from motcua.people.models import Account
from motcua.people.rights import own_posts_of
from motcua.procedures.rules.terms import Reduction
from motcua.procedures.words import number_words, tariff_words

# A paper is a record under Vietnamese law: it is written in Vietnamese, whoever causes it.
PAPERS_SPEAK = override("vi")
# Who has a letter of the one-stop unit (NĐ 30/2020 Đ8).
KEPT_BY_COUNTER = ("Như trên", "Lưu: hồ sơ")
RETURN_WORDS = {
    "ONLINE": "Bản điện tử trong tài khoản của người nộp",
    "COUNTER": "Tại Bộ phận Một cửa",
    "POST": "Qua dịch vụ bưu chính công ích",
}


def form_of(dossier: Dossier, key: str) -> papers.FormKey | None:
    """The statutory form that the dossier's rulebook names for a paper."""
    form = dossier.rulebook.rules.papers.get(key)
    return papers.FormKey(form.circular, form.number, form.title) if form else None


def party_of(dossier: Dossier, role: Role) -> Party:
    """The dossier's filer, holder or recipient."""
    return dossier.parties.get(role=role)


def head_of(dossier: Dossier, agency: Agency, key: str, at: datetime) -> dict[str, Any]:
    """What every paper of an agency about a dossier begins with."""
    return {
        "agency_name": agency.name,
        "parent_agency_name": agency.parent.name if agency.parent else "",
        "place_name": agency.place.name,
        "at": at,
        "form": form_of(dossier, key) if key else None,
        "code": dossier.shown_code,
    }


def said_in(dossier: Dossier, key: str, agency: Agency) -> dict[str, Any]:
    """On what a paper of the one-stop unit rests and what its reader can do next, as the dossier's rulebook says."""
    form = dossier.rulebook.rules.papers.get(key)
    if form is None:
        return {}
    return {"legal_basis": "\n".join(form.basis), "what_next": next_in(dossier, key, agency)}


def next_in(dossier: Dossier, key: str, agency: Agency) -> str:
    """What the reader of a paper can do next, where this agency wrote it."""
    form = dossier.rulebook.rules.papers.get(key)
    return form.next.replace("{agency}", agency.name) if form else ""


def person_of(dossier: Dossier) -> dict[str, Any]:
    """Whom a paper is written to, and about which procedure."""
    filer = party_of(dossier, Role.FILER)
    return {
        "person_name": filer.name,
        "person_address": filer.address,
        "person_phone": format_phone(filer.phone),
        "procedure_name": dossier.procedure.name,
    }


def title_of(signer: Account, agency: Agency, at: datetime) -> str:
    """The title of the post in which somebody signs for an agency; of any post where none is there."""
    posts = own_posts_of(signer, on=local(at).date())
    own = [post for post in posts if post.unit.agency_id == agency.pk] or posts
    return own[0].title if own else ""


def authority_for(dossier: Dossier, *, at: datetime) -> SigningAuthority | None:
    """The authority under which the head of a unit signs the dossier's result now (NĐ 30/2020 Đ13.4)."""
    return authority_over(dossier.handling_agency_id, dossier.procedure.code, on=local(at).date())


def centre_of(dossier: Dossier) -> Agency:
    """The agency of the dossier's one-stop unit."""
    return dossier.receiving_unit.agency


def contact_phone(agency: Agency) -> str:
    """The telephone of an agency, as far as it is known; one made up for a demonstration says so."""
    premises = premises_of(agency)
    if premises is None or not premises.phone:
        return ""
    return _told(premises, format_phone(premises.phone))


def return_place(dossier: Dossier, at: datetime) -> str:
    """Where the result is to be had: sent where to, or handed out in which house, open when."""
    words = RETURN_WORDS[dossier.return_method]
    if dossier.return_method == ReturnMethod.POST:
        return f"{words}: {dossier.return_address}" if dossier.return_address else words
    if dossier.return_method != ReturnMethod.COUNTER:
        # What is ordered on paper does not come into an account.
        return f"{words}; bản sao giấy đã xin: {_counter_words(dossier, at)}" if dossier.ordered else words
    return f"Tại {_counter_words(dossier, at)}"


def _counter_words(dossier: Dossier, at: datetime) -> str:
    """The counter with its house and hours, called what the head of the receipt calls it: not always «Một cửa»."""
    centre = centre_of(dossier)
    premises = premises_of(centre)
    hours = counter_hours(centre, premises, at=at)
    address = [_told(premises, premises.address)] if premises and premises.address else []
    kind = "giờ tiếp nhận" if hours.is_told else "giờ làm việc chung"
    open_when = [f"{kind}: {'; '.join(week_words(hours.week))}"] if hours.week else []
    return "; ".join([", ".join([dossier.receiving_unit.name, centre.name, *address]), *open_when])


def _told(premises: Premises, text: str) -> str:
    """What is known of a house; what was made up for a demonstration says so."""
    return f"{text} (trình diễn)" if premises.is_demonstration else text


def counting_words(dossier: Dossier) -> str:
    """How the dossier's time is counted, in the words of its receipt; empty when the procedure fixes no time.

    A date behind the calendar's end is promised with a warning: the days off of that year are not all decided.
    """
    deadline = deadline_of(dossier)
    if dossier.in_place_of is not None:
        return f"{_known_words(dossier, deadline)}; nhận lại thay hồ sơ {dossier.in_place_of.code}".removeprefix("; ")
    return _known_words(dossier, deadline)


def _known_words(dossier: Dossier, deadline: Deadline | None) -> str:
    if deadline is None or deadline.known_until is None:
        return _counting_words(dossier)
    known = format_date(deadline.known_until)
    return f"{_counting_words(dossier)}; lịch làm việc mới có đến {known}, ngày hẹn có thể thay đổi"


def _counting_words(dossier: Dossier) -> str:
    rule = rule_of(dossier)
    if is_same_day(dossier):
        return f"tiếp nhận sau {rule.cut_off:%H:%M} thì tính từ ngày làm việc tiếp theo"
    after = "" if rule.first_day == FirstDay.SAME_DAY else " tiếp theo"
    last_day = "ngày cuối là ngày nghỉ thì đến hết ngày làm việc tiếp theo"
    return {
        "WORKING_DAY": f"tính từ ngày làm việc{after} ngày nhận hồ sơ; không tính ngày nghỉ, ngày lễ",
        "DAY": f"tính từ ngày{after} ngày nhận hồ sơ, tính cả ngày nghỉ; {last_day}",
        "MONTH": f"tính từ ngày{after} ngày nhận hồ sơ; {last_day}",
        "WORKING_HOUR": "chỉ tính giờ làm việc",
    }.get(dossier.duration_unit, "")


def reduction_words(one: Reduction) -> str:
    """What was taken off a fee, for whom, on what it rests."""
    if one.dong is None:
        head = _("Giảm %d%%") % one.percent
    else:
        head = _("Chỉ thu %s") % format_dong(one.dong) if one.dong else _("Miễn")
    whom = _("đối với %s") % say(one.whom) if one.whom else ""
    return " ".join(filter(None, (head, whom, f"({one.basis})")))


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def rate_words(one: Counted) -> str:
    """3 bản sao, mỗi bản sao 8.000 đồng: 24.000 đồng."""
    return _("%(number)d %(per)s, mỗi %(per)s %(dong)s: %(sum)s") % {
        "number": one.number,
        "per": say(one.per),
        "dong": format_dong(one.dong or 0),
        "sum": format_dong(one.sum_dong),
    }


def rate_of_fee(dossier: Dossier) -> str:
    """By which rate a fee for one of something is reckoned, and of how many: 5 trang × 3 bản; 2.000 đồng/trang, …"""
    if not dossier.fee_rate:
        return ""
    counted = number_words(dossier.tariff, dossier.numbers)
    return "; ".join(filter(None, (counted, tariff_words(dossier.tariff))))
