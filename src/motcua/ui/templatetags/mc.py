"""Formats of values on screen, the words of statuses, and addresses that keep what was chosen. Formatting only."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from motcua.calendars.words import duration_words
from motcua.dossiers.models import Dossier
from motcua.dossiers.paperwork import rate_of_fee, rate_words
from motcua.dossiers.rules import OPEN, WAITING
from motcua.forms.rules.days import PARTS
from motcua.handling.inboxes import InboxItem
from motcua.handling.lists import DossierLine
from motcua.kernel import text
from motcua.kernel.manifests import offered
from motcua.kernel.models import StoredFile
from motcua.laws.models import LegalDocument
from motcua.laws.rules import RESOLUTION
from motcua.laws.rules.parents import AMENDS
from motcua.organization.models import Post
from motcua.organization.rules import DutyName
from motcua.people.rules import mask_id_number
from motcua.procedures.words import amount_words, tariff_words
from motcua.results.rules.words import money_in_words
from motcua.search.passages import Piece
from motcua.ui.words import (
    fee_words,
    length_words,
    reduction_words,
    time_words,
)
from motcua.ui.words import word as word_of

register = template.Library()
# Documents that people call by their kind and name.
NAMED = ("LAW", "CODE", "ORDINANCE")
# A name in a list that is longer than this loses its asides.
LONG, ASIDE = 90, re.compile(r"\([^()]{12,}\)")
MARK, UNMARK = mark_safe("<mark>"), mark_safe("</mark>")  # fixed markup around escaped text
SELECTED = mark_safe(" selected")


@register.simple_tag
def suggesting() -> SafeString:
    """Marks a search form whose box suggests questions while somebody types; with scripts only."""
    return format_html(
        ' data-mc-suggest="{}" data-mc-suggestions="{}"', reverse("api:suggest"), _("Gợi ý: %d. Dùng mũi tên để chọn.")
    )


def _asked(context: Context) -> QueryDict:
    request: HttpRequest = context["request"]
    return request.GET


@register.filter
def as_json(value: object) -> str:
    """What a script of ours reads from an attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.simple_tag(takes_context=True)
def address_with(context: Context, key: str, value: object, without: str = "") -> str:
    """The present address with one parameter set, or removed by an empty value; all others stay but `without`."""
    asked = _asked(context).copy()
    for name in (key, *without.split()):
        asked.pop(name, None)
    if value:
        asked[key] = str(value)
    return f"?{asked.urlencode()}"


@register.simple_tag(takes_context=True)
def given(context: Context, names: str) -> list[tuple[str, str]]:
    """Which of these parameters, named with spaces between, the present address has, with their values."""
    return [(name, value) for name in names.split() for value in _asked(context).getlist(name) if value]


@register.simple_tag(takes_context=True)
def address_before(context: Context, key: str, without: str = "") -> SafeString:
    """The present address up to the value of a parameter: of many links that differ in it alone, made once."""
    address = address_with(context, key, "", without)
    return format_html("{}{}{}=", address, "" if address == "?" else "&", key)


@register.simple_tag
def query_of(pairs: list[tuple[str, str]]) -> str:
    """Parameters as the end of an address."""
    return f"?{urlencode(pairs)}" if pairs else ""


@register.simple_tag
def marked_words(pieces: Iterable[Piece]) -> SafeString:
    """A passage with the words that were asked for marked."""
    return format_html_join(
        "",
        "{}{}{}",
        [(MARK, piece.text, UNMARK) if piece.is_marked else ("", piece.text, "") for piece in pieces],
    )


@register.filter
def spoken(words: str) -> str:
    """A text of the packs in the reader's language; where it has no English it is marked as Vietnamese."""
    if not words or get_language() != "en":
        return words
    said = _(words)
    return escape(said) if said != words else format_html('<span lang="vi">{}</span>', words)


@register.filter
def in_dong(words: str) -> str:
    """What something costs, with the name of our money marked as Vietnamese on a page in English."""
    name = text.format_dong(0).rpartition(" ")[2]
    if get_language() != "en" or name not in words:
        return words
    return format_html_join(format_html('<span lang="vi">{}</span>', name), "{}", ((one,) for one in words.split(name)))


@register.filter
def without_asides(words: str) -> str:
    """A long name without what it has in brackets, which a page of its own tells whole."""
    return ASIDE.sub("(…)", words) if len(words) > LONG else words


@register.filter
def vi(words: str) -> str:
    """What the record says, marked as Vietnamese on a page in English, so that it is read aloud as what it is."""
    return format_html('<span lang="vi">{}</span>', words) if tongue(words) else words


@register.filter
def tongue(words: str) -> str:
    """The same as an attribute, of what may hold no element."""
    is_marked = get_language() == "en" and text.is_vietnamese(str(words))
    return mark_safe(' lang="vi"') if is_marked else ""


@register.filter
def vn_date(value: date | None) -> str:
    """23/11/2026"""
    return text.format_date(value) if value else ""


@register.filter
def anchor(field: BoundField) -> str:
    """The id of a field on its page: its name, or what a form says that is not alone there (`auto_id`)."""
    return field.name if field.form.auto_id == "id_%s" else field.auto_id


@register.filter
def day_before(value: date) -> date:
    """The day before a day."""
    return value - timedelta(days=1)


@register.filter
def day_part(text: str, part: str) -> str:
    """Day, month or year of a day that was typed or is known, as its box shows it."""
    parts = dict(zip(reversed(PARTS), str(text).split("-", 2), strict=False))
    return parts.get(part, "").strip().removeprefix("0")


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """14:30 ngày 23/11/2026"""
    return text.format_datetime(value) if value else ""


@register.filter
def dong(value: int | None) -> str:
    """1.250.000 đồng; nothing for an amount that is not known."""
    return "" if value is None else text.format_dong(value)


@register.filter
def dong_in_words(value: int) -> str:
    """Một triệu hai trăm năm mươi nghìn đồng: as papers of record say it, always Vietnamese."""
    return money_in_words(value)


@register.filter
def masked_number(value: str) -> str:
    """…1234"""
    return mask_id_number(value)


@register.filter
def number(value: int | None) -> str:
    """1.250.000"""
    return "" if value is None else text.format_number(value)


@register.filter
def phone(value: str) -> str:
    """0912 345 678; what is no Vietnamese number stays as it is."""
    return text.format_phone(value)


@register.filter
def size(value: int | str) -> str:
    """12,5 KB; an attribute of a component comes as digits."""
    # A number and its unit stand on one line.
    return text.format_size(int(value)).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def word(code: str, table: str) -> str:
    """The words for a code, from the tables of the manifests."""
    return word_of(table, code)


@register.filter
def active_words(stored: StoredFile) -> str:
    """What in a file acts, or carries what no page shows; nothing for most files."""
    return ", ".join(word_of("active", code) for code in stored.active.split())


@register.filter
def is_unscanned(stored: StoredFile) -> bool:
    """Whether there is a scanner of malware, and it has not read this file yet."""
    return bool(settings.CLAMAV) and stored.scanned_at is None


@register.filter
def status_tone(value: str) -> str:
    """The colour of a status tag."""
    return {"SUPPLEMENT": "soon", "PAYMENT": "soon", "NOT_ACCEPTED": "late", "STOPPED": "late", "DONE": "good"}.get(
        value, "good" if value == "RETURNED" else "off" if value == "WITHDRAWN" else ""
    )


@register.filter
def duration(value: Any) -> str:
    """3 ngày làm việc"""
    return duration_words(value.amount, value.unit)


register.filter("time_words", time_words)
register.filter("length_words", length_words)
register.filter("fee_words", fee_words)
register.filter("amount_words", amount_words)
register.filter("rate_words", rate_words)
register.filter("rate_of_fee", rate_of_fee)
register.filter("tariff_words", tariff_words)
register.filter("reduction_words", reduction_words)


@register.filter
def within(words: str) -> str:
    """A sentence as it stands within another one: only its first letter becomes small, names keep theirs."""
    return words[:1].lower() + words[1:]


@register.filter
def copies_words(component: Any) -> str:
    """1 bản chính, 2 bản sao; what is not asked for is not said."""
    originals = ngettext("%d bản chính", "%d bản chính", component.originals) % component.originals
    copies = ngettext("%d bản sao", "%d bản sao", component.copies) % component.copies
    return ", ".join([*([originals] if component.originals else []), *([copies] if component.copies else [])])


_TAG = '<span class="mc-tag mc-tag--{}">{} {}</span>'


@register.simple_tag
def due_words(dossier: Dossier | DossierLine, now: datetime) -> str:
    """How a dossier stands against its due date: waiting for its filer, overdue, today, or the date."""
    if dossier.due_at is None or dossier.state not in OPEN:
        return ""
    if dossier.state in WAITING and not dossier.is_answered:
        return _("Chờ người nộp")
    if dossier.state in WAITING:
        return _("Đã bổ sung, chờ cơ quan xem")
    if dossier.due_at < now:
        return _("Quá hạn từ %s") % text.format_date(dossier.due_at)
    if text.local(dossier.due_at).date() == text.local(now).date():
        return _("Đến hạn hôm nay")
    return _("Hẹn trả %s") % text.format_date(dossier.due_at)


@register.simple_tag
def work_due(item: InboxItem, now: datetime, soon: datetime) -> str:
    """When something in the inbox is due, marked when that is near or past; or since when it waits."""
    if item.at is None:
        return _("không ấn định")
    if not item.has_limit:
        return _("từ %s") % text.format_datetime(item.at)
    if item.at < now:
        return format_html(_TAG, "late", _("Quá hạn"), text.format_date(item.at))
    if item.at <= soon:
        return format_html(_TAG, "soon", _("Sắp đến hạn"), text.format_datetime(item.at))
    return text.format_datetime(item.at)


_BAR = '<progress class="mc-time mc-time--{}" max="100" value="{}" aria-label="{}">{} %</progress>'


@register.simple_tag
def time_used(used: int | None, tone: str) -> str:
    """A bar of how much of its time is over, in hundredths; none where that is not known."""
    if used is None:
        return ""
    said = _("Đã hết thời gian")
    if used != 100:
        said = _("Đã qua %(used)s%% thời gian từ khi nhận đến hạn") % {"used": used}
    tone = tone or ("soon" if used >= 80 else "half" if used >= 50 else "early")
    return format_html(_BAR, tone, used, said, used)


@register.simple_tag
def options_of(options: Iterable[tuple[Any, str]], chosen: object) -> SafeString:
    """The options of a box to choose from, and which of them is chosen."""
    told = ((key, tongue(text), SELECTED if key == chosen else "", text) for key, text in options)
    return format_html_join("\n", '<option value="{}"{}{}>{}</option>', told)


@register.filter
def law_tone(value: str) -> str:
    """The colour of a status of effect."""
    return {"IN_FORCE": "good", "EXPIRED": "late", "SUSPENDED": "late", "OBSOLETE": "late"}.get(value, "soon")


@register.filter
def document_name(document: LegalDocument) -> str:
    """The kind and number of a legal document: «Nghị định 61/2018/NĐ-CP»."""
    return f"{word_of('document_kind', document.kind)} {document.number.removeprefix(RESOLUTION)}"


@register.filter
def document_title(document: LegalDocument) -> str:
    """What a legal document is called: «Luật Hộ tịch», «Về đăng ký doanh nghiệp»; empty when that is not known."""
    kind = word_of("document_kind", document.kind)
    if document.kind not in NAMED or not document.title or document.title.startswith(kind):
        return document.title
    # «Luật sửa đổi, bổ sung một số điều của …», but «Luật Hộ tịch».
    title = document.title[0].lower() + document.title[1:] if AMENDS.match(document.title) else document.title
    return f"{kind} {title}"


@register.filter
def fact_names(values: list[str]) -> str:
    """The facts about a document that one source gives."""
    return ", ".join(word_of("document_fact", value) for value in values)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """An entry of a mapping by a key that is itself a value."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def proof_words(person: Any) -> str:
    """What somebody's identity rests on, since when, and who saw it."""
    when = text.format_datetime(person.proved_at) if person.proved_at else ""
    return ", ".join(str(part) for part in (word_of("proof", person.proof), when, person.proved_by) if part)


@register.filter
def duty_words(post: Post) -> str:
    """What a post is charged with; a duty of a room that is no longer here keeps its code."""
    known = offered(DutyName)
    return ", ".join(_(known[code].label) if code in known else code for code in post.duties)
