"""Every form of every page is sent what nobody would type: no page fails, and what was typed is still there."""

import re
import unicodedata
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from lxml import html

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import payments
from motcua.dossiers.operations.supplements import answer_supplement, request_supplement
from motcua.dossiers.rules import ItemFacts
from motcua.handling.filling import content_of
from motcua.handling.models import Task
from motcua.handling.operations import consultations, drafting, proposals
from motcua.handling.rules import ProposalKind
from motcua.organization.models import Agency
from tests.dossiers.conftest import at
from tests.dossiers.test_addresses_by_role import addresses, world  # noqa: F401 - the world is a fixture
from tests.whole import GOES_IN_TURN, part, today

ROLES = ("nobody", "citizen", "counter", "clerk", "head", "department", "keeper", "admin")
HOSTILE = [
    "", "   ", "x" * 60_000, "\x00", "a\x00b", "\u202egnp.exe", "\U0001f469\u200d\U0001f467" * 50,
    unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Ánh"), "-1", "0", "9" * 25, "9" * 5000, "1e308", "NaN", "²", "٣",
    "0x10", "1.5", "31/02/2026", "0001-01-01", "9999-12-31", "2026-02-31", "<script>alert(1)</script>",
    "'\"><img src=x>", "{{7*7}}", "=1+1", "../../etc/passwd", "a\r\nBcc: b@x.vn", "none", "None", "\ufffd\ufffe",
    "a@b", "%s%n%(x)s", "\\",
]  # fmt: skip


@pytest.fixture
def desks(world, people, accepted, register, work):  # noqa: F811
    """Dossiers in every state in which something can be done with them, and every form that somebody gets to see."""
    item = [ItemFacts("Bản chính", "Để đối chiếu")]

    def task(dossier):
        return Task.objects.select_related("unit").filter(dossier=dossier, finished_at=None).order_by("pk").first()

    register()
    for steps in range(1, 5):
        work(accepted(), when=at(3), steps=steps)
    drafted = accepted()
    drafting.draft_decision(
        task(drafted), outcome="GRANTED", content=content_of(drafted, on=at(3).date()), by=people.clerk, at=at(3)
    )
    proposed = accepted()
    proposals.propose(task(proposed), kind=ProposalKind.REFUSAL, reason="Không đủ", by=people.clerk, at=at(3))
    consulted = accepted()
    agency = Agency.objects.get(code="so-tu-phap")
    consultations.ask_agency(
        task(consulted), agency=agency, question="Ý kiến?", working_days=3, by=people.clerk, at=at(3)
    )
    owing = accepted()
    payments.request_payment(owing, amount_dong=1000, reason="Lệ phí", by=people.counter, at=at(3))
    answered = accepted()
    asked = request_supplement(answered, items=item, reason="Thiếu", by=people.counter, at=at(3))
    answers = {one.pk: "Có" for one in asked.items.all()}
    answer_supplement(asked, answers=answers, files=[], by=people.citizen, at=at(3))
    standing = accepted()
    request_supplement(standing, items=item, reason="Thiếu", by=people.counter, at=at(3))
    return SimpleNamespace(world=world, people=people)


def enter(people, role):
    client = Client()
    if role != "nobody":
        client.force_login(getattr(people, role))
    return client


def forms_for(desks, role, seen):
    """Every form that somebody gets to see and nobody saw before: its address and the names of its fields."""
    pages = [address for name, address in addresses(desks.world) if name != "account_logout"]
    if role in ("counter", "clerk", "head", "leader", "office", "department"):
        pages += [f"/lam-viec/ho-so/{dossier.shown_code}/" for dossier in Dossier.objects.order_by("pk")]
    client = enter(desks.people, role)
    for turn, page in enumerate(pages):
        # Each role looks at each page within three days, some role at most of them every day; seven parts of what is
        # sent, so that no form meets the same ones again and again.
        if not today([page], turn=turn + ROLES.index(role), every=3):
            continue
        answer = client.get(page)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        document = html.fromstring(answer.content)
        # What can be done with a dossier now has its link there (tests/handling/test_walk.py: and nothing else can).
        pages += sorted({link for link in document.xpath("//a/@href") if "/lam/" in link} - set(pages))
        for form in document.forms:
            address = form.action or page
            fields = {*form.xpath(".//button[@name]/@name"), *form.fields} - {"csrfmiddlewaretoken"}
            # What can be done with one dossier needs trying with one only.
            key = (re.sub(r"/(NT\w{10}|H37[^/]*)/", "/", address), form.method, tuple(sorted(fields)))
            if key not in seen and form.method.lower() in ("get", "post"):
                seen.add(key)
                yield address, form.method.lower(), sorted(fields)


def send(client, method, address, fields):
    """What is answered; nothing stays of it, and who was signed in still is."""
    cookies = {name: one.value for name, one in client.cookies.items()}
    with transaction.atomic():
        answer = getattr(client, method)(address, fields)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return answer


def fails(client, method, address, fields):
    """What went wrong, or nothing."""
    try:
        answer = send(client, method, address, fields)
    except Exception as error:  # noqa: BLE001 - what would be a page that failed
        return f"{type(error).__name__}: {error}"[:200]
    return answer.status_code if answer.status_code >= 500 or b"<script>alert" in answer.content else ""


def test_no_form_fails_whatever_is_sent(desks):
    failed, seen = [], set()
    for role in ROLES:
        client = enter(desks.people, role)
        for address, method, fields in forms_for(desks, role, seen):
            # What is asked by an address has a test of its own (tests/portal/test_pages.py): here some of it will do.
            for hostile in part(HOSTILE, turn=len(seen), every=7) if method == "post" else HOSTILE[3::6]:
                trouble = fails(client, method, address, dict.fromkeys(fields, hostile))
                failed += [(address, hostile[:20], trouble)] if trouble else []
    assert len(seen) > (20 if GOES_IN_TURN else 50)
    assert failed == []


@pytest.mark.parametrize("number", ["²", "9" * 30, "9" * 5000, "-1", "x"])
def test_what_is_no_file_of_mine_is_not_taken_off(world, people, number):  # noqa: F811
    client = enter(people, "citizen")
    start = f"/nop-ho-so/2.000635/{world.draft.token}"
    assert client.post(f"{start}/giay-to/", {"remove": number}).status_code < 400
    assert world.draft.files.count() == 1
