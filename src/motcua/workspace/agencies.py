"""Agencies, their units and posts, kept on screen: what there is, what is added, what ends, by which decision."""

import hashlib
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused
from motcua.kernel.text import fold
from motcua.organization.models import Agency, FormerName, Place, Post, Unit
from motcua.organization.operations import Naming
from motcua.people.desk import Desk, context, official_page
from motcua.people.models import Holding
from motcua.people.operations.set_up import Written, end_structure, open_agency, rename_agency, take_in_structure
from motcua.people.structures import BETWEEN, COLUMNS, duty_labels, kinds, lines_of
from motcua.ui.days import DayField
from motcua.ui.words import words
from motcua.workspace.officials import administer

PAGE, LONGEST = 30, 300
LEVELS = ("PROVINCE", "COMMUNE")
BASIS = gettext_lazy("Số, ngày của quyết định hoặc thông báo.")


class AgencyForm(forms.Form):
    """A new agency."""

    name = forms.CharField(label=gettext_lazy("Tên cơ quan"), required=False, max_length=200)
    short_name = forms.CharField(label=gettext_lazy("Tên ngắn"), required=False, max_length=100)
    code = forms.CharField(
        label=gettext_lazy("Mã cơ quan"), required=False, max_length=80,
        help_text=gettext_lazy("Chữ thường không dấu, số, gạch nối, ví dụ so-y-te. Không đổi được về sau."),
    )  # fmt: skip
    level = forms.ChoiceField(label=gettext_lazy("Cấp"), error_messages={"required": gettext_lazy("Chọn cấp.")})
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại cơ quan"), error_messages={"required": gettext_lazy("Chọn loại cơ quan.")}
    )
    place = forms.CharField(
        label=gettext_lazy("Xã, phường"), required=False, max_length=100,
        help_text=gettext_lazy("Tên hoặc mã; cơ quan cấp tỉnh thì để trống."),
    )  # fmt: skip
    parent = forms.CharField(
        label=gettext_lazy("Mã cơ quan cấp trên"), required=False, max_length=80,
        help_text=gettext_lazy("Ví dụ ubnd-tinh; không có thì để trống."),
    )  # fmt: skip
    valid_from = DayField(
        label=gettext_lazy("Hoạt động từ ngày"), help_text=gettext_lazy("Ví dụ 30 11 2026"),
        error_messages={
            "required": gettext_lazy("Nhập ngày."), "invalid": gettext_lazy("Ngày phải là ngày có thật."),
        },
    )  # fmt: skip
    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ"), required=False, max_length=LONGEST, help_text=BASIS)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["level"].choices = [(key, words("level")[key]) for key in LEVELS]  # type: ignore[attr-defined]
        self.fields["kind"].choices = list(words("agency_kind").items())  # type: ignore[attr-defined]

    def clean_parent(self) -> Agency | None:
        code = self.cleaned_data["parent"].strip()
        found = Agency.objects.on(self.on).filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("Không có cơ quan này."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("level") == "COMMUNE":
            data["place"] = self._commune(data.get("place", ""))
        else:
            data["place"] = Place.objects.on(self.on).filter(kind="PROVINCE").order_by("pk").first()
        return data

    def _commune(self, text: str) -> Place | None:
        said = fold(text)
        there = Place.objects.on(self.on).filter(kind__in=("COMMUNE", "WARD"))
        found = [one for one in there if text.strip() == one.code or said in (fold(one.name), fold(one.full_name))]
        if len(found) != 1:
            self.add_error("place", _("Ghi đúng tên, có «xã» hoặc «phường», hoặc mã của một xã, phường."))
            return None
        return found[0]


class EndingForm(forms.Form):
    """From which day something is no more, and by which decision."""

    on = DayField(
        label=gettext_lazy("Thôi dùng từ ngày"), help_text=gettext_lazy("Ví dụ 30 11 2026"),
        error_messages={
            "required": gettext_lazy("Nhập ngày."), "invalid": gettext_lazy("Ngày phải là ngày có thật."),
        },
    )  # fmt: skip
    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ"), required=False, max_length=LONGEST, help_text=BASIS)


class NamingForm(forms.Form):
    """Another name of an agency: by a decision, or because it was written wrongly."""

    SLIP, DECISION = "sai-chu", "doi-ten"
    name = forms.CharField(label=gettext_lazy("Tên cơ quan"), required=False, max_length=200)
    short_name = forms.CharField(label=gettext_lazy("Tên ngắn"), required=False, max_length=100)
    why = forms.ChoiceField(
        label=gettext_lazy("Vì sao"), widget=forms.RadioSelect,
        choices=[(DECISION, gettext_lazy("Đổi tên theo quyết định")), (SLIP, gettext_lazy("Tên đã ghi sai"))],
        error_messages={"required": gettext_lazy("Chọn một lý do."), "invalid_choice": gettext_lazy("Chọn một lý do.")},
    )  # fmt: skip
    renamed_on = DayField(
        label=gettext_lazy("Mang tên mới từ ngày"), required=False, help_text=gettext_lazy("Tên ghi sai thì để trống."),
        error_messages={"invalid": gettext_lazy("Ngày phải là ngày có thật.")},
    )  # fmt: skip
    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ"), required=False, max_length=LONGEST, help_text=BASIS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.pop("why", "") == self.DECISION:
            if not data.get("renamed_on") and "renamed_on" not in self.errors:
                self.add_error("renamed_on", _("Nhập ngày."))
        elif data.get("renamed_on"):
            self.add_error("renamed_on", _("Tên ghi sai thì để trống ngày."))
        return data


@require_GET
@official_page
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The agencies of today and to come, by name, or those like what was typed."""
    administer(desk)
    text, after = request.GET.get("q", "")[:100], number_in(request.GET.get("sau", "")) or 0
    agencies = Agency.objects.standing(desk.on).order_by("pk")
    if text.strip():
        said = fold(text)
        named = [one.pk for one in agencies if said in fold(f"{one.name} {one.short_name} {one.code}")]
        former = FormerName.objects.values_list("agency", "name")
        agencies = agencies.filter(pk__in=[*named, *(pk for pk, name in former if said in fold(name))])
    rows = list(agencies.filter(pk__gt=after).select_related("place")[: PAGE + 1])
    following = rows[PAGE - 1].pk if len(rows) > PAGE else ""
    return render(request, "workspace/agencies.html", context(desk, rows=rows[:PAGE], text=text, following=following))


@official_page
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new agency; its page then takes its units and posts."""
    administer(desk)
    form = AgencyForm(request.POST if request.method == "POST" else None, on=desk.on)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            facts = dict(form.cleaned_data)
            code, basis = facts.pop("code").strip(), facts.pop("legal_basis")
            made = open_agency(code=code, facts=facts, legal_basis=basis, by=desk.by, at=desk.at)
            return attempt.done(
                _("Đã lập cơ quan. Ghi đơn vị, vị trí của cơ quan."), "workspace:agency", code=made.code
            )
    return attempt.page("workspace/agency_new.html", context(desk, form=form))


@official_page
def agency(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One agency with its units and posts: one is written or changed here, as a line of a list would."""
    administer(desk)
    shown = Agency.objects.standing(desk.on).filter(code=code).select_related("place", "parent").first()
    if shown is None:
        raise Http404
    attempt = Attempt(request)
    typed = {name: request.POST.get(name, "") for name in (*COLUMNS, "legal_basis")}
    chosen = [duty for duty in request.POST.getlist("duty") if duty in duty_labels()]
    if attempt.is_sent:
        with attempt:
            if request.POST.get("seen", "") not in ("", _seen(shown)):
                raise Refused(_("Đơn vị, vị trí của cơ quan vừa được người khác sửa. Xem lại rồi bấm lần nữa."))
            said = _write(shown, typed | {"duties": f"{BETWEEN} ".join(chosen)}, desk)
            return attempt.done(said, "workspace:agency", code=code)
    units = Unit.objects.on(desk.on).filter(agency=shown).order_by("pk")
    posts = list(Post.objects.on(desk.on).filter(unit__in=units).order_by("pk"))
    held: dict[int, list[str]] = {}
    for one in Holding.objects.on(desk.on).filter(post__in=posts).select_related("official"):
        held.setdefault(one.post_id, []).append(one.official.full_name)
    values = context(
        desk, agency=shown, typed=typed, kinds=[(key, _(said)) for key, said in kinds().items()],
        duties=[(key, _(said), key in chosen) for key, said in duty_labels().items()],
        units=[
            (unit, [(post, held.get(post.pk, [])) for post in posts if post.unit_id == unit.pk]) for unit in units
        ],
        seen=_seen(shown),
        codes=list(shown.codes.filter(Q(valid_until=None) | Q(valid_until__gt=desk.on), valid_from__lte=desk.on)),
    )  # fmt: skip
    return attempt.page("workspace/agency.html", values)


def _seen(shown: Agency) -> str:
    """The units and posts as they stand: another list is looked at again."""
    posts = Post.objects.filter(unit__agency=shown).order_by("pk").values_list("code", "title", "duties", "valid_until")
    units = Unit.objects.filter(agency=shown).order_by("pk").values_list("code", "name", "kind", "valid_until")
    return hashlib.sha256(repr([*units, *posts]).encode()).hexdigest()[:32]


def _write(shown: Agency, typed: dict[str, str], desk: Desk) -> str:
    if not typed["legal_basis"].strip():
        said = _("Ghi quyết định, thông báo làm căn cứ.")
        raise Refused(said, errors={"legal_basis": said})
    within("legal_basis", typed["legal_basis"].strip(), LONGEST)
    [line] = lines_of([typed | {"number": "1", "agency": shown.code}], on=desk.on)
    if line.errors or line.agency is None:
        raise Refused(" ".join(line.errors))
    one = Written(1, line.agency, line.unit, line.unit_name, line.kind, line.post, line.title, line.duties)
    units, posts = take_in_structure(lines=[one], legal_basis=typed["legal_basis"].strip(), by=desk.by, at=desk.at)
    return _("Đã ghi.") if units or posts else _("Không có gì phải ghi: đơn vị, vị trí đã đúng như vậy.")


@official_page
def naming(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Another name of an agency; the present one stays known."""
    administer(desk)
    subject = _subject(desk.on, code, "", "")
    now = {"name": subject.name, "short_name": subject.short_name} if isinstance(subject, Agency) else {}
    form = NamingForm(request.POST if request.method == "POST" else None, initial=now)
    attempt = Attempt(request, form)
    if attempt.is_sent and isinstance(subject, Agency):
        with attempt:
            seen = request.POST.get("seen", "")
            rename_agency(subject, naming=Naming(**form.cleaned_data), seen=seen, by=desk.by, at=desk.at)
            return attempt.done(_("Đã ghi tên mới."), "workspace:agency", code=code)
    return attempt.page("workspace/agency_naming.html", context(desk, form=form, subject=subject, code=code))


@official_page
def ending(request: HttpRequest, desk: Desk, code: str, unit: str = "", post: str = "") -> HttpResponse:
    """An agency, a unit or a post is no more from a day on."""
    administer(desk)
    subject = _subject(desk.on, code, unit, post)
    form = EndingForm(request.POST if request.method == "POST" else None)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            with_units = "units" in request.POST
            end_structure(subject, **form.cleaned_data, with_units=with_units, by=desk.by, at=desk.at)
            if isinstance(subject, Agency):
                return attempt.done(_("Đã ghi ngày thôi dùng."), "workspace:agencies")
            return attempt.done(_("Đã ghi ngày thôi dùng."), "workspace:agency", code=code)
    units = subject.units.on(desk.on).order_by("pk") if isinstance(subject, Agency) else ()
    values = context(
        desk, form=form, subject=subject, code=code, units=[one.name for one in units],
        with_units="units" in request.POST,
    )  # fmt: skip
    return attempt.page("workspace/agency_ending.html", values)


def _subject(on: date, code: str, unit: str, post: str) -> Agency | Unit | Post:
    agencies = Agency.objects.standing(on).filter(code=code)
    found: Agency | Unit | Post | None
    if post:
        posts = Post.objects.on(on).filter(unit__agency__in=agencies, unit__code=unit, code=post)
        found = posts.select_related("unit__agency").first()
    elif unit:
        found = Unit.objects.on(on).filter(agency__in=agencies, code=unit).select_related("agency").first()
    else:
        found = agencies.first()
    if found is None:
        raise Http404
    return found
