"""Whose a draft is, how it is locked, and until when it may be changed."""

from django.utils.translation import gettext as _

from motcua.forms.models import Draft
from motcua.kernel.conditions import Condition
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Policy
from motcua.kernel.speech import gettext_noop
from motcua.people.models import Account

OWNER = Policy(
    "the draft's owner",
    lambda by, subject, arguments: (
        isinstance(by, Account) and by.is_active and isinstance(subject, Draft) and subject.account_id == by.pk
    ),
)
DRAFT = Lock(
    Draft,
    Rank.DRAFT,
    beside=("form", "account"),
    gone=gettext_noop("Bản nháp này đã bị xóa. Bắt đầu hồ sơ mới từ trang thủ tục."),
)
IS_UNFILED = Condition(
    "the draft is not filed",
    lambda draft: (
        _("Hồ sơ này đã được nộp nên không sửa được nữa. Xem trong «Hồ sơ của tôi».")
        if draft.submitted_at is not None
        else ""
    ),
)
