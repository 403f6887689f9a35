"""Uses the room of the recipe «Add a room» inside a fresh process that has it; prints what it saw, as JSON."""

import json
import sys
from datetime import date

import django

django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from motcua.announcements.operations import announce  # noqa: E402

from motcua.kernel.models import JournalEntry  # noqa: E402
from motcua.kernel.operations import NotPermitted, Refused  # noqa: E402
from motcua.notices.models import Notice  # noqa: E402
from motcua.organization.models import Agency, Post, Unit  # noqa: E402
from motcua.people.models import Account, Holding  # noqa: E402

NOW = timezone.now()
PAGE = "/lam-viec/tin-noi-bo/"


def official(name, code, duties):
    unit = Unit.objects.filter(agency__code="ubnd-tinh").order_by("pk").first()
    post = Post.objects.create(unit=unit, code=code, title=name, duties=duties)
    account = Account.objects.create(kind="OFFICIAL", full_name=name, email=f"{code}@example.vn", joined_at=NOW)
    Holding.objects.create(official=account, post=post, valid_from=date(2026, 1, 1))
    return account


def refused(**facts):
    try:
        announce(Agency.objects.get(code="ubnd-tinh"), at=NOW, **facts)
    except (NotPermitted, Refused) as refusal:
        return type(refusal).__name__
    return ""


def page(account, **more):
    client = Client(SERVER_NAME="localhost")
    client.force_login(account)
    client.cookies["tieng"] = more.get("language", "vi")
    return client.get(PAGE).content.decode()


announcer = official("Người đăng tin", "dang-tin", ["ANNOUNCE"])
reader = official("Người đọc tin", "doc-tin", ["PROCESS"])
seen = {
    "without_text": refused(text=" ", by=announcer),
    "without_duty": refused(text="Tin", by=reader),
    "announced": refused(text="Họp lúc 8:00 thứ Hai.", by=announcer),
    "journal": JournalEntry.objects.filter(word="announcement.made").count(),
    "notice": Notice.objects.filter(account=reader, kind="announced").latest("pk").body,
    "page": page(announcer),
    "page_in_english": page(announcer, language="en"),
    "page_of_reader": page(reader),
}
client = Client(SERVER_NAME="localhost")
client.force_login(announcer)
seen["posted"] = client.post(PAGE, {"text": "Tin gửi từ trang."}).status_code
seen["posted_empty"] = client.post(PAGE, {"text": ""}).status_code
sys.stdout.write(f"{json.dumps(seen, ensure_ascii=False)}\n")
