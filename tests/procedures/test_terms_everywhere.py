"""One time and one fee for a place, a case and a way of filing: the page, the counter, the dossier, the receipt."""

import re
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.filing import Filing, PartyFacts, Returning, register_at_counter
from motcua.dossiers.operations.intake import accept
from motcua.dossiers.rules import Channel, ReturnMethod, Role
from motcua.kernel.text import VIETNAM, format_dong, local
from motcua.procedures.models import Override, ProcedureVersion
from motcua.procedures.queries import version_in_force
from tests.dossiers.conftest import PLACE, at, people  # noqa: F401 - a fixture
from tests.dossiers.test_decrees import printed
from tests.dossiers.test_two_levels import provincial, signed_in  # noqa: F401 - a fixture

CODE, CASE = "2.000635", {"nguoi-nop": "chinh-minh"}
PLACES = {"so-tu-phap": "Sở Tư pháp", PLACE: "Ủy ban nhân dân xã, phường"}
WAYS = {"COUNTER": "Trực tiếp tại Bộ phận Một cửa", "POST": "Qua bưu chính công ích"}
OWN = {"COUNTER": {"amount": 3, "unit": "WORKING_DAY", "fee_dong": 5000}}
pytestmark = pytest.mark.django_db


def province(aspect, channel="", **value):
    return Override(
        aspect=aspect, channel=channel, decision_number="9/NQ-HĐND", decided_on=date(2026, 1, 5),
        valid_from=date(2026, 1, 5), created_at=datetime(2026, 1, 5, tzinfo=VIETNAM), **value,
    )  # fmt: skip


@pytest.fixture
def at_the_counter(people, provincial):  # noqa: F811
    return {PLACE: signed_in(people.counter), "so-tu-phap": signed_in(provincial)}


def said_by_the_page(kind, place):
    """Time and fee in the row of a way of filing: of this place where places differ."""
    page = Client().get(reverse("portal:procedure", args=[CODE]), CASE).content.decode()
    rows = page[page.index('id="bl"') : page.index("</tbody>", page.index('id="bl"'))].split("<tr>")[2:]
    said = {}
    for row in rows:
        names, time, fee = [plain(cell) for cell in row.split("</td>")[:3]]
        said |= dict.fromkeys((name.strip() for name in names.split("|")), (read(time), read(fee)))
    return said.get(f"{WAYS[kind]} – {PLACES[place]}") or said[WAYS[kind]]


def said_at_the_counter(client, kind):
    page = client.get(reverse("workspace:register", args=[CODE]), CASE | {"channel": kind}).content.decode()
    _code, time, *fee = plain(page[page.index("mc-caption") : page.index("</h1>")]).split("</span>")[0].split(" · ")
    return read(time), read(fee[0]) if fee else None


def plain(html):
    return " ".join(re.sub("<[^>]*>", "|", html).split())


def read(words):
    """The first amount in a text: days as they are, đồng as a number, nothing where it is not known."""
    found = re.search(
        r"(\d+) ngày làm việc|(Trong ngày)|([\d.]+) đồng|(Miễn phí)|(Chưa rõ)",
        words.replace("\u00a0", " "),
        re.IGNORECASE,
    )
    days, at_once, dong, free, _unknown = found.groups()
    return int(days) if days else 1 if at_once else int(dong.replace(".", "")) if dong else 0 if free else None


TABLE = [
    ("nothing differs", {}, [], {"so-tu-phap": (1, 8000), PLACE: (1, 8000)}, "COUNTER"),
    ("the reception has its own", OWN, [], {"so-tu-phap": (3, 5000), PLACE: (1, 8000)}, "COUNTER"),
    ("but not for this way", OWN, [], {"so-tu-phap": (1, 8000), PLACE: (1, 8000)}, "POST"),
    ("free there", {"POST": {"fee_dong": 0}}, [], {"so-tu-phap": (1, 0), PLACE: (1, 8000)}, "POST"),
    ("not known there", {"COUNTER": {"fee_dong": None}}, [], {"so-tu-phap": (1, None), PLACE: (1, 8000)}, "COUNTER"),
    (
        "the province fixed the fee", OWN, [province("FEE", fee_dong=9000)],
        {"so-tu-phap": (3, 9000), PLACE: (1, 9000)}, "COUNTER",
    ),
    (
        "the province fixed both, for this way", OWN,
        [province("FEE", fee_dong=9000), province("FEE", "COUNTER", fee_dong=0),
         province("TIME", "COUNTER", amount=2, unit="WORKING_DAY")],
        {"so-tu-phap": (2, 0), PLACE: (2, 0)}, "COUNTER",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("channels", "own", "expected", "kind"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_the_page_the_counter_the_dossier_and_the_receipt_say_the_same(at_the_counter, channels, own, expected, kind):
    version = ProcedureVersion.objects.get(procedure__code=CODE, status="PUBLISHED")
    first, second = version.receptions
    ProcedureVersion.objects.filter(pk=version.pk).update(receptions=[first, second | {"channels": channels}])
    for value in own:
        value.pk, value.procedure_id = None, version.procedure_id
        value.save(force_insert=True)
    for place, (days, dong) in expected.items():
        assert said_by_the_page(kind, place) == (days, dong), f"page, {place}"
        client, url = at_the_counter[place], reverse("workspace:register", args=[CODE])
        assert said_at_the_counter(client, kind) == (days, dong), f"counter, {place}"
        facts = {"filer_name": "Nông Thị Hoa", "submission_key": str(uuid4()), "return_method": "COUNTER"}
        assert client.post(url, CASE | facts | {"channel": kind, "then": "accept"}).status_code == 302
        dossier = Dossier.objects.latest("pk")
        assert dossier.accepted_at, place
        assert (dossier.duration_amount, dossier.fee_dong) == (days, dong), f"dossier, {place}"
        receipt = printed(dossier, "RECEIPT").replace("\u00a0", " ")
        time = "trong ngày" if days == 1 else f"{days} ngày làm việc"
        assert f"Thời gian giải quyết theo quy định: {time}" in receipt
        assert ("Phí, lệ phí" in receipt) == (dong is not None)
        assert dossier.fee_per == "bản sao", place
        assert dong is None or f"Phí, lệ phí: {format_dong(dong)}/bản sao" in receipt.replace("\n", " "), (
            f"receipt, {place}"
        )


@pytest.fixture
def three_days_at_the_department():
    version = ProcedureVersion.objects.get(procedure__code=CODE, status="PUBLISHED")
    first, second = version.receptions
    ProcedureVersion.objects.filter(pk=version.pk).update(receptions=[first, second | {"channels": OWN}])
    return version


def registered(provincial, version, *, when):  # noqa: F811
    filing = Filing(
        version=version_in_force(CODE, on=when.date()),
        place_code="so-tu-phap",
        channel=Channel.COUNTER,
        parties=[PartyFacts(role, "Nông Thị Hoa") for role in Role],
        returning=Returning(ReturnMethod.COUNTER),
        case_answers=CASE,
    )
    unit = provincial.holdings.get().post.unit
    return register_at_counter(filing=filing, unit=unit, submission_key=uuid4(), by=provincial, at=when)


def test_three_days_are_not_within_the_day(provincial, three_days_at_the_department):  # noqa: F811
    """A limit in days does not count its first (Bộ luật Dân sự 2015 Đ147) unless all is done on that day."""
    dossier = registered(provincial, three_days_at_the_department, when=at(2))
    dossier = accept(dossier, by=provincial, at=at(2))
    assert local(dossier.due_at).date() == at(5).date()
    receipt = printed(dossier, "RECEIPT")
    assert "3 ngày làm việc" in receipt
    assert "tính từ ngày làm việc tiếp theo ngày nhận hồ sơ" in receipt
    assert "trong ngày" not in receipt


def test_time_and_fee_are_both_of_the_day_of_acceptance(provincial, three_days_at_the_department):  # noqa: F811
    dossier = registered(provincial, three_days_at_the_department, when=at(2))
    assert dossier.fee_dong == 5000
    for value in (province("FEE", fee_dong=9000), province("TIME", amount=2, unit="WORKING_DAY")):
        value.procedure_id, value.valid_from = dossier.version.procedure_id, at(3).date()
        value.save()
    dossier = accept(dossier, by=provincial, at=at(3))
    assert (dossier.duration_amount, dossier.fee_dong) == (2, 9000)
    assert "9.000" in printed(dossier, "RECEIPT")


def test_no_page_asks_more_of_the_database_for_it(at_the_counter, django_assert_max_num_queries):
    client = Client()
    for code in ("1.004873", CODE):
        client.get(f"/thu-tuc/{code}/")
    # One of them finds the pages of the articles the fees rest on, two the citizen's own time limits and their law.
    # One looks whether anybody changed what all pages share.
    with django_assert_max_num_queries(11):
        client.get("/thu-tuc/1.004873/")
    with django_assert_max_num_queries(11 + 1):
        client.get(f"/thu-tuc/{CODE}/")
