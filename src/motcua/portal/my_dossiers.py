"""My dossiers: where each one is, what it waits for, its papers, and what I can do with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.calendars.queries import schedule_for
from motcua.calendars.rules import Deadline, remaining
from motcua.dossiers import queries
from motcua.dossiers.deadlines import deadline_of, length_words
from motcua.dossiers.models import ClockMark, Dossier
from motcua.dossiers.operations import results, supplements
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.rules import OPEN, WAITING, ReturnMethod, Status
from motcua.forms.queries import drafts_last, open_drafts_of
from motcua.forms.reading import take_in
from motcua.forms.rules import filed, told_by
from motcua.handling.operations import enquiries
from motcua.handling.queries import details_of, is_full
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind
from motcua.kernel.speech import say
from motcua.kernel.text import format_datetime, local
from motcua.papers.operations import pdf_of
from motcua.papers.rules import result_kinds
from motcua.people.visitor import Visitor, visited
from motcua.people.watch import log_of_request
from motcua.portal.just_filed import just_filed
from motcua.ui.answering import Answering, Asker, sentences_of, typed_words
from motcua.ui.appointments import to_ical
from motcua.ui.declared import corrected
from motcua.ui.errors import is_script
from motcua.ui.files import download, handed_in
from motcua.ui.procedure import case_of
from motcua.ui.stages import stages_of
from motcua.ui.words import remaining_words

PAGE = 20
# In which the service is rated.
RATED = (Status.DONE, Status.RETURNED, Status.NOT_ACCEPTED, Status.STOPPED)
# What the days of a limit are counted from.
BEGINNINGS = ("STARTED", "RESTARTED", "EXTENDED")


def _find(visitor: Visitor, code: str) -> Dossier:
    dossier = queries.dossier_of_filer(visitor.by, code)
    if dossier is None:
        raise Http404
    return dossier


@require_GET
@visited
def dossiers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """My drafts and my dossiers; what waits for me stands first."""
    by = visitor.by
    rows = queries.dossiers_of_filer(by, before=number_in(request.GET.get("truoc", "")), limit=PAGE)
    drafts = open_drafts_of(by)
    last = drafts_last(drafts, at=visitor.at)
    return render(
        request,
        "portal/dossiers.html",
        {
            "drafts": [(draft, last.get(draft.pk)) for draft in drafts],
            "waiting": queries.waiting_for_me(by),
            "dossiers": rows[:PAGE],
            "following": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        },
    )


@require_GET
@visited
def appointment(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """The day of the result for one's own calendar (iCalendar, RFC 5545), in Vietnamese or (`?tieng=en`) English.

    Until it is accepted, the day by which somebody answers; none once it ended without one.
    """
    dossier = _find(visitor, code)
    if dossier.due_at is None and dossier.state is not Status.NEW:
        raise Http404
    return download(
        to_ical(dossier, at=visitor.at), f"hen-tra-{dossier.shown_code}.ics", "text/calendar; charset=utf-8"
    )


def said(dossier: Dossier, deadline: Deadline | None, *, at: datetime) -> dict[str, str]:
    """What the state means for the person: a sentence, the next step, a tone."""
    left = ""
    if deadline is not None and dossier.state in OPEN:
        schedule = schedule_for(dossier.handling_agency_id, on=local(at).date())
        rest = remaining(schedule, deadline, at)
        left = remaining_words(rest.working_days, rest.state)
    sentences = {
        Status.NEW: (_("Hồ sơ đã nộp, Bộ phận Một cửa đang kiểm tra."), ""),
        Status.ACCEPTED: (_("Hồ sơ đã được tiếp nhận, đang chuyển đến bộ phận giải quyết."), "good"),
        Status.NOT_ACCEPTED: (_("Hồ sơ không được tiếp nhận."), "late"),
        Status.IN_PROCESS: (_("Cơ quan đang giải quyết hồ sơ."), "good"),
        Status.SUPPLEMENT: (_("Hồ sơ đang chờ bạn bổ sung."), "soon"),
        Status.PAYMENT: (_("Hồ sơ đang chờ bạn thực hiện nghĩa vụ tài chính."), "soon"),
        Status.WITHDRAWN: (_("Hồ sơ đã được rút theo yêu cầu."), ""),
        Status.STOPPED: (_("Cơ quan đã dừng giải quyết hồ sơ."), "late"),
        Status.DONE: (_("Hồ sơ đã có kết quả."), "good"),
        Status.RETURNED: (_("Kết quả đã được trả."), "good"),
    }
    sentence, tone = (_("Kết quả đã bị thu hồi."), "late") if dossier.recalled_at else sentences[dossier.state]
    return {"sentence": sentence, "tone": tone, "left": left}


def next_step(dossier: Dossier) -> str:
    """What the person does now where the state leaves it to them: pay, or fetch the result."""
    place = f"{dossier.receiving_unit.name}, {dossier.receiving_unit.agency.name}"
    known = {"place": place, "address": dossier.return_address, "code": dossier.shown_code}
    if dossier.state is Status.PAYMENT:
        return _("Nộp tại %(place)s và cho biết mã hồ sơ %(code)s. Trang này chưa nhận nộp tiền trực tuyến.") % known
    if dossier.state is not Status.DONE or dossier.recalled_at:
        return ""
    if dossier.return_method == ReturnMethod.ONLINE:
        return " ".join(filter(None, (_("Mở được bản điện tử dưới đây ngay bây giờ."), copies_words(dossier) % known)))
    return {
        ReturnMethod.COUNTER: _("Mời đến %(place)s để nhận kết quả."),
        ReturnMethod.POST: _("Kết quả được gửi qua bưu chính đến: %(address)s."),
    }[ReturnMethod(dossier.return_method)] % known


def copies_words(dossier: Dossier) -> str:
    """Where the paper copies that were ordered wait, and what is to be paid for them."""
    if not dossier.ordered:
        return ""
    copies = ", ".join(f"{one.number} {say(one.per)}" for one in dossier.ordered)
    return _("Bản giấy đã xin (%s) chờ tại %%(place)s.") % copies


def counted(dossier: Dossier, deadline: Deadline, marks: Sequence[ClockMark]) -> str:
    """How long the procedure takes and what the days were counted from: accepted, complete again, or put off."""
    since = format_datetime(deadline.started_at)
    last = next((mark.kind for mark in reversed(marks) if mark.kind in BEGINNINGS), "")
    if last == "EXTENDED":
        return _("Cơ quan đã xin lỗi và gia hạn lúc %s. Dưới đây là các ngày từ đó đến ngày hẹn mới.") % since
    time = length_words(dossier)
    time += _(", kể cả ngày nghỉ") if dossier.duration_unit in ("DAY", "MONTH") else ""
    if last == "RESTARTED":
        return _("Thời hạn %(time)s, tính lại từ đầu khi nhận đủ phần bổ sung lúc %(since)s.") % {
            "time": time,
            "since": since,
        }
    return _("Thời hạn %(time)s, tính từ khi tiếp nhận lúc %(since)s.") % {"time": time, "since": since}


def shown(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Everything about a dossier that its filer sees."""
    details = details_of(dossier)
    state = dossier.state
    story = [line for line in details.story if line.is_public]
    papers = [entry for entry in details.papers if entry.is_public]
    is_ended = state in (Status.NOT_ACCEPTED, Status.STOPPED, Status.WITHDRAWN)
    deadline = deadline_of(dossier, marks=details.clock_marks)
    asked = next((one for one in details.supplements if one.state == "OPEN"), None)
    form = dossier.form
    told = said(dossier, deadline, at=at)
    return {
        "dossier": dossier,
        "stages": stages_of(dossier, at=at, note=told["left"]),
        "before_this": dossier.in_place_of,
        "after_this": queries.received_anew_as(dossier),
        "deadline": None if is_ended else deadline,
        "counted": counted(dossier, deadline, details.clock_marks) if deadline else "",
        "said": told,
        "next_step": next_step(dossier),
        # The last line of the story says for what is to be paid, and why it ended.
        "why": story[-1].said if story and state in (Status.PAYMENT, Status.NOT_ACCEPTED, Status.STOPPED) else "",
        "has_ended": is_ended,
        "has_appointment": state in OPEN - WAITING and deadline is not None,
        "results": [one for one in papers if one.kind in result_kinds() and one.paper.revoked_at is None],
        "story": story,
        "asked": asked,
        "sentences": sentences_of(asked, on=local(at).date()) if asked is not None else [],
        "enquiries": details.enquiries,
        "items": [item for item in details.items if asked is not None and item.request_id == asked.pk],
        # What was said in words to earlier requests, with the files that came with it.
        "answered": [
            (one, [item for item in details.items if item.request_id == one.pk and item.answer])
            for one in details.supplements
            if one.answered_at is not None
        ],
        "corrections": corrected(dossier, details.earlier),
        "files": details.files,
        "papers": papers,
        "case": case_of(dossier.version, dossier.case_answers),
        "sections": filed(form.parsed, dossier.answers | told_by(dossier.case_answers)) if form else [],
        "may_withdraw": state in OPEN,
        "may_rate": state in RATED and not hasattr(dossier, "rating"),
    }


@login_not_required
@require_GET
@visited
def dossier(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """One dossier: its state, its date and why, its story, its papers.

    Messages lead here: whoever is not its filer gets the page that says to anybody where it stands.
    """
    mine = queries.dossier_of_filer(visitor.account, code) if visitor.account is not None else None
    if mine is None:
        if visitor.account is not None:
            log_of_request(request, Kind.NOT_FOUND)
        return redirect(f"{reverse('portal:track')}?{urlencode({'ma': code})}")
    facts = shown(mine, at=visitor.at)
    facts |= just_filed(mine, on=visitor.on) if mine.state is Status.NEW else {"coming": []}
    return render(request, "portal/dossier.html", facts)


@visited
def supplement(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """Answer a supplement request item by item, from a phone if need be; what is typed survives leaving the page."""
    dossier = _find(visitor, code)
    asked = next((one for one in queries.supplements_of(dossier) if one.state == "OPEN"), None)
    if asked is None or request.POST.get("request", str(asked.pk)) != str(asked.pk):
        return _nothing_asked(request, dossier)

    def take(key: str, name: str, content: bytes) -> FileFacts:
        items = {f"item_{item.pk}": item for item in asked.items.all()}
        file = take_in(name, content, by=visitor.by)
        return supplements.take_file(asked, item=items[key], file=file, by=visitor.by, at=visitor.at)

    answering = Answering(request, dossier, asked, Asker(visitor.by, visitor.at, take))
    answered = answering.answered()
    if isinstance(answered, HttpResponse):
        return answered
    if answered:
        told = _("Đã gửi phần bổ sung. Bộ phận Một cửa sẽ kiểm tra và báo lại.")
        return answering.attempt.done(told, "portal:dossier", code=dossier.shown_code)
    return answering.attempt.page("portal/supplement.html", answering.facts())


def _nothing_asked(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """That no answer is waited for, or another one; and what was typed, to be copied."""
    if is_script(request):
        told = _("Yêu cầu bổ sung này đã được trả lời hoặc không còn chờ trả lời. Tải lại trang để xem.")
        return HttpResponse(told, status=409, content_type="text/plain; charset=utf-8")
    if request.method != "POST":
        messages.info(request, _("Hồ sơ này hiện không có yêu cầu bổ sung nào đang chờ."))
        return redirect("portal:dossier", code=dossier.shown_code)
    facts = {"dossier": dossier, "typed": typed_words(dossier, request)}
    return render(request, "portal/supplement_gone.html", facts, status=409)


@visited
def withdraw(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """Withdraw a dossier that has no result yet."""
    dossier = _find(visitor, code)
    reason = request.POST.get("reason", "")
    if dossier.state not in OPEN:
        return _past(request, dossier, _why_not_withdrawn(dossier))
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            results.withdraw(dossier, reason=reason, by=visitor.by, at=visitor.at)
            return attempt.done(_("Đã rút hồ sơ."), "portal:dossier", code=dossier.shown_code)
        dossier = _find(visitor, code)
        if dossier.state not in OPEN:
            return _past(request, dossier, _why_not_withdrawn(dossier))
    return attempt.page("portal/withdraw.html", {"dossier": dossier, "reason": reason})


def _past(request: HttpRequest, dossier: Dossier, said: str) -> HttpResponse:
    """To the dossier, with why there is nothing to fill in any more."""
    messages.info(request, said)
    return redirect("portal:dossier", code=dossier.shown_code)


def _why_not_withdrawn(dossier: Dossier) -> str:
    if dossier.state is Status.WITHDRAWN:
        return _("Hồ sơ này đã được rút.")
    return _("Hồ sơ này đã giải quyết xong hoặc đã kết thúc nên không rút được nữa.")


@visited
def enquire(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """Ask about my dossier; who has it in hand is told, and answers on its page."""
    dossier = _find(visitor, code)
    text = request.POST.get("text", "")
    if request.method != "POST" and (full := is_full(dossier)):
        return _past(request, dossier, full)
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            enquiries.enquire(dossier, text=text, by=visitor.by, at=visitor.at)
            said = _("Đã gửi câu hỏi. Khi có trả lời, bạn nhận được thông báo.")
            return attempt.done(said, "portal:dossier", code=dossier.shown_code)
    return attempt.page("portal/enquire.html", {"dossier": dossier, "text": text})


@visited
def rate(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """Say how the service was, once."""
    dossier = _find(visitor, code)
    stars, comment = request.POST.get("stars", ""), request.POST.get("comment", "")
    if hasattr(dossier, "rating"):
        return _past(request, dossier, _("Bạn đã đánh giá hồ sơ này. Cảm ơn bạn."))
    if dossier.state not in RATED:
        return _past(request, dossier, _("Đánh giá được khi hồ sơ đã có kết quả hoặc đã kết thúc."))
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            number = int(stars) if stars in {"1", "2", "3", "4", "5"} else 0
            results.rate(dossier, stars=number, comment=comment, by=visitor.by, at=visitor.at)
            return attempt.done(_("Cảm ơn bạn đã đánh giá."), "portal:dossier", code=dossier.shown_code)
    options = [
        ("5", _("Rất hài lòng")), ("4", _("Hài lòng")), ("3", _("Bình thường")), ("2", _("Không hài lòng")),
        ("1", _("Rất không hài lòng")),
    ]  # fmt: skip
    return attempt.page(
        "portal/rate.html", {"dossier": dossier, "options": options, "stars": stars, "comment": comment}
    )


@require_GET
@visited
def file(request: HttpRequest, visitor: Visitor, code: str, pk: int) -> HttpResponse:
    """One of my files, as it is kept."""
    entry = _find(visitor, code).files.select_related("stored").filter(pk=pk).first()
    if entry is None:
        raise Http404
    return handed_in(entry.stored, entry.name)


@require_GET
@visited
def paper(request: HttpRequest, visitor: Visitor, code: str, public_id: str) -> HttpResponse:
    """One paper issued to me."""
    dossier = _find(visitor, code)
    entry = dossier.papers.filter(is_public=True, paper__public_id=public_id).select_related("paper__file").first()
    if entry is None:
        raise Http404
    content = pdf_of(entry.paper, at=visitor.at)
    return download(content, f"{entry.kind.lower()}-{dossier.shown_code}.pdf", "application/pdf")
