"""What this room holds of a person, as the person takes it: what the filer sees on their own pages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import AnswerDraft, Dossier, DossierFile, DossierPaper, SupplementRequest
from motcua.dossiers.queries import case_words
from motcua.dossiers.rules import Role, Status
from motcua.forms.rules import filed, named_as, told_by
from motcua.kernel.manifests import Words, offered
from motcua.kernel.models import StoredFile
from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.text import format_date, format_datetime
from motcua.papers.models import Paper
from motcua.papers.operations import pdf_of
from motcua.people.models import Account
from motcua.people.rules import PersonalPart

ROLES = {
    Role.FILER: gettext_noop("Người nộp"),
    Role.HOLDER: gettext_noop("Chủ hồ sơ"),
    Role.RECIPIENT: gettext_noop("Người nhận kết quả"),
}


def dossiers_part(by: Account, *, at: datetime) -> PersonalPart:
    """The dossiers the person filed: what was declared and answered, who is in them, their story, files, papers."""
    mine = Dossier.objects.filed_by(by)
    rows = (
        mine.with_labels()
        .select_related("form", "rating")
        .prefetch_related("parties", "history", "version__questions", "supplements__items")
    )

    def records() -> Iterator[dict[str, Any]]:
        for dossier in rows.order_by("pk").iterator(chunk_size=50):
            yield _told(dossier)

    return PersonalPart(mine.count(), records(), _files(by, at))


def answers_part(by: Account, *, at: datetime) -> PersonalPart:
    """What the person has begun to answer to a request for supplements."""
    drafts = AnswerDraft.objects.filter(by=by).select_related("request__dossier").order_by("pk")
    records = [
        {
            _("Hồ sơ"): draft.request.dossier.shown_code,
            _("Lưu lúc"): format_datetime(draft.saved_at),
            _("Còn gõ dở"): draft.typed,
        }
        for draft in drafts
    ]

    def files() -> Iterator[tuple[str, Callable[[], bytes]]]:
        for draft in drafts:
            for digest, name, _item in draft.files:
                yield f"bo-sung-do-dang/{draft.request.dossier.shown_code}/{name}", partial(_content, digest)

    return PersonalPart(len(records), records, files())


def _content(digest: str) -> bytes:
    return StoredFile.objects.get(pk=digest).read()


def _told(dossier: Dossier) -> dict[str, Any]:
    questions = {question.key: question for question in dossier.version.questions.all()}
    case = {key: value for key, value in dossier.case_answers.items() if key in questions}
    told = {**dossier.answers, **told_by(dossier.case_answers)}
    sections = filed(dossier.form.parsed, told) if dossier.form else []
    status = offered(Words)["status"].of[Status(dossier.status)]
    return {
        _("Mã hồ sơ"): dossier.shown_code,
        _("Thủ tục"): say(dossier.version.procedure.name),
        _("Cơ quan giải quyết"): dossier.handling_agency.name,
        _("Nộp lúc"): format_datetime(dossier.submitted_at),
        _("Hẹn trả"): format_datetime(dossier.due_at) if dossier.due_at else "",
        _("Tình trạng"): say(status),
        _("Trường hợp"): {say(questions[key].text): case_words(questions[key], value) for key, value in case.items()},
        _("Tờ khai"): {section.title: {line.label: line.text for line in section.lines} for section in sections},
        _("Người liên quan"): [
            {
                _("Vai trò"): say(ROLES[Role(party.role)]),
                _("Họ và tên"): party.name,
                _("Số định danh"): party.id_number,
                _("Ngày sinh"): format_date(party.born_on) if party.born_on else "",
                _("Điện thoại"): party.phone,
                _("Email"): party.email,
                _("Địa chỉ"): party.address,
            }
            for party in dossier.parties.all()
        ],
        _("Bổ sung"): [_supplemented(asked) for asked in dossier.supplements.all()],
        _("Đánh giá của bạn"): {
            _("Số sao"): dossier.rating.stars,
            _("Nhận xét"): dossier.rating.comment,
            _("Lúc"): format_datetime(dossier.rating.at),
        }
        if hasattr(dossier, "rating")
        else {},
        _("Diễn biến"): [
            {_("Lúc"): format_datetime(line.at), _("Ai"): line.actor, _("Việc"): line.said}
            for line in dossier.history.all()
            if line.is_public
        ],
    }


def _supplemented(asked: SupplementRequest) -> dict[str, Any]:
    """What was asked for and what the filer wrote in answer."""
    return {
        _("Yêu cầu lúc"): format_datetime(asked.requested_at),
        _("Lý do"): asked.reason,
        _("Trả lời lúc"): format_datetime(asked.answered_at) if asked.answered_at else "",
        _("Trả lời"): asked.answer,
        _("Từng mục"): [
            {_("Cần bổ sung"): item.what, _("Vì sao"): item.why, _("Trả lời"): item.answer}
            for item in asked.items.all()
        ],
    }


def _files(by: Account, at: datetime) -> Iterator[tuple[str, Callable[[], bytes]]]:
    files = DossierFile.objects.filter(dossier__filer_account=by).select_related("stored", "dossier").order_by("pk")
    for file in files.iterator(chunk_size=200):
        name = named_as(file.name, file.stored.media_type)
        yield f"ho-so/{file.dossier.shown_code}/tep/{file.pk}-{name}", file.stored.read
    issued = DossierPaper.objects.filter(dossier__filer_account=by, is_public=True)
    for entry in issued.select_related("paper__file", "dossier").order_by("pk").iterator(chunk_size=200):
        name = f"ho-so/{entry.dossier.shown_code}/giay/{entry.paper_id}-{entry.kind.lower()}.pdf"
        yield name, partial(_drawn, entry.paper, at)


def _drawn(paper: Paper, at: datetime) -> bytes:
    return pdf_of(paper, at=at)
