"""What was asked is not granted: a notice with symbol, grounds, reasons and remedies; never a general letter."""

from datetime import date

import pytest
from django.test import Client

from motcua.dossiers.rules import Decision, Outcome
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.kernel.operations import Refused
from motcua.laws.models import LegalDocument
from motcua.laws.rules import slug_of
from motcua.organization.rules import AgencyKind, duty_of, symbol_of
from motcua.results.models import ResultTemplate
from tests.results.test_road import AT, SAMPLES, cast, plain, register, text_of  # noqa: F401 - a fixture

SAMPLE = next(sample for sample in SAMPLES if sample["code"] == "1.001193")
REASON = "Trẻ đã được đăng ký khai sinh tại Ủy ban nhân dân xã Lộc Bình ngày 05/01/2026."


@pytest.fixture
def dossier(cast):  # noqa: F811
    return register(cast, SAMPLE)


@pytest.fixture(autouse=True)
def law(db):
    """What the procedure rests on: a law known to be in force, a decree that has ended, one nobody knows much of."""
    common = {"signed_on": date(2014, 11, 20), "effective_from": date(2016, 1, 1), "known_on": AT.date()}
    documents = {
        "60/2014/QH13": {"kind": "LAW", "title": "Hộ tịch", "issuer": "Quốc hội", **common},
        "123/2015/NĐ-CP": {"kind": "DECREE", "title": "Hướng dẫn", **common, "effective_until": date(2026, 1, 1)},
        "07/2025/NĐ-CP": {"kind": "DECREE", "title": "Sửa đổi", "effective_from": date(2025, 1, 9)},
    }
    for number, facts in documents.items():
        LegalDocument.objects.create(number=number, slug=slug_of(number), sort_key=number, **facts)


def refuse(cast, dossier, sent):  # noqa: F811
    """Drafted as a refusal on its page, then approved, signed and issued."""
    while task := Task.objects.of(dossier).open().order_by("pk").first():
        by = cast.official(duty_of(task.duty), task.unit)
        if task.kind == "PREPARE":
            client = Client()
            client.force_login(by)
            page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
            form = client.get(page).context["form"]
            assert "Chưa rõ còn hiệu lực, kiểm tra trước khi dẫn: 07/2025/NĐ-CP." in form.fields["grounds"].help_text
            typed = {"outcome": "REFUSED", "grounds": form.initial["grounds"], **sent}
            assert client.post(page, typed).status_code == 302
        tasks.finish_task(Task.objects.get(pk=task.pk), by=by, at=AT)
    dossier.refresh_from_db()
    return dossier.papers.get(kind="RESULT_DOCUMENT").paper


def test_a_refusal_is_a_notice_with_all_its_parts(cast, dossier):  # noqa: F811
    paper = refuse(cast, dossier, {"body": f"{REASON}\nGiấy chứng sinh không còn giá trị."})
    assert dossier.outcome == Outcome.REFUSED
    assert (paper.title, paper.number) == ("Thông báo không giải quyết hồ sơ", "01/TB-UBND")
    printed = text_of(paper.file.read())
    for wanted in (
        "THÔNG BÁO KHÔNG GIẢI QUYẾT HỒ SƠ",
        "Số: 01/TB-UBND",
        "Thủ tục: Đăng ký khai sinh",
        "Căn cứ Luật Hộ tịch số 60/2014/QH13 ngày 20 tháng 11 năm 2014 của Quốc hội;",
        REASON,
        "Nghị định số 07/2025/NĐ-CP",
        "Giấy chứng sinh không còn giá trị.",
        "quyền khiếu nại",
        "Nơi nhận:",
        "TM. ỦY BAN NHÂN DÂN",
        dossier.code,
    ):
        assert plain(wanted) in plain(printed), wanted
    for wrong in ("Cấp cho", "……", "Giấy khai sinh:", "123/2015"):
        assert wrong not in printed


def test_a_refusal_needs_its_reason_but_no_declaration(cast, dossier):  # noqa: F811
    task = Task.objects.of(dossier).open().get()
    by = cast.official(duty_of(task.duty), task.unit)
    with pytest.raises(Refused) as refusal:
        drafting.draft_decision(task, outcome=Outcome.REFUSED, content=Decision("x", (" ",)), by=by, at=AT)
    assert list(refusal.value.errors) == ["body"]
    type(dossier).objects.filter(pk=dossier.pk).update(answers={})
    drafting.draft_decision(task, outcome=Outcome.REFUSED, content=Decision("x", (REASON,)), by=by, at=AT)
    tasks.finish_task(task, by=by, at=AT)


def test_the_law_that_is_cited_is_the_one_the_official_left(cast, dossier):  # noqa: F811
    paper = refuse(cast, dossier, {"body": REASON, "grounds": "Căn cứ Luật Cư trú số 68/2020/QH14;"})
    printed = text_of(paper.file.read())
    assert "Luật Cư trú" in printed
    assert "Luật Hộ tịch" not in printed


@pytest.mark.parametrize(
    ("kind", "symbol"),
    [(AgencyKind.PEOPLES_COMMITTEE, "TB-UBND"), (AgencyKind.DEPARTMENT, "TB"), (AgencyKind.POLICE, "TB")],
)
def test_only_a_committee_bears_its_abbreviation(kind, symbol):
    assert symbol_of("TB-UBND", kind=kind) == symbol
    assert symbol_of("GPXD", kind=kind) == "GPXD"


def test_who_writes_a_general_letter_is_told_that_it_is_one(cast, dossier):  # noqa: F811
    task = Task.objects.of(dossier).open().get()
    client = Client()
    client.force_login(cast.official(duty_of(task.duty), task.unit))
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    said = "Thủ tục này chưa có mẫu kết quả riêng"
    assert said not in client.get(page).content.decode()
    ResultTemplate.objects.filter(procedures__contains=[dossier.procedure.code]).delete()
    assert said in client.get(page).content.decode()
