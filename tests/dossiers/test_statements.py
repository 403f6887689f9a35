"""What the law wants said by who declares, and what a sheet lacks: asked and told before anybody signs."""

import pytest

from motcua.dossiers.operations import intake
from motcua.dossiers.operations.declaring import declare
from motcua.dossiers.queries import sheet_of
from motcua.dossiers.rules import Decision, Outcome
from motcua.forms.rules.sheets import typed_sheet
from motcua.handling.filling import content_of
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.kernel.operations import Refused
from tests.dossiers.conftest import at


@pytest.fixture
def without(people, accepted):
    """A dossier whose sheet was typed without some answers."""

    def make(code, *names):
        dossier = accepted(code)
        raw = dict(typed_sheet(dossier.form.parsed, dossier.answers))
        for name in names:
            raw.pop(name)
        declare(dossier, seen=sheet_of(dossier), raw=raw, by=people.counter, at=at(2, 10))
        dossier.refresh_from_db()
        return dossier

    return make


def drafted(dossier, hand):
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    content = content_of(dossier, on=at(2).date())
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=hand(task), at=at(2, 10))
    return task


@pytest.mark.parametrize(
    ("code", "statement", "label"),
    [
        ("1.000894", "cam_doan", "Hai bên tự nguyện kết hôn"),
        ("1.001022", "khong_tranh_chap", "Việc nhận là tự nguyện và không có tranh chấp"),
        ("1.001612", "khong_cam", "Không thuộc trường hợp bị cấm"),
    ],
)
def test_nothing_is_granted_while_a_statement_the_law_wants_is_not_made(code, statement, label, without, hand):
    task = drafted(without(code, statement), hand)
    with pytest.raises(Refused, match=label):
        tasks.finish_task(task, by=hand(task), at=at(2, 11))


def test_a_refusal_needs_no_statement(without, hand):
    dossier = without("1.001022", "khong_tranh_chap")
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    letter = Decision("Thông báo", ("Chưa đủ chứng cứ.",))
    drafting.draft_decision(task, outcome=Outcome.REFUSED, content=letter, by=hand(task), at=at(2, 10))
    tasks.finish_task(task, by=hand(task), at=at(2, 11))
    assert Task.objects.get(pk=task.pk).finished_at


def test_a_refusal_without_a_declaration_is_not_headed_as_if_it_were_granted(register, hand, people, client):
    dossier = intake.accept(register("1.004837", is_declared=False), by=people.counter, at=at(2))
    client.force_login(people.clerk)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    assert "Chưa nhập thì không chuyển bước được" in client.get(page).content.decode()
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    letter = Decision("Trích lục đăng ký giám hộ", ("Người giám hộ chưa đủ điều kiện.",))
    drafting.draft_decision(task, outcome=Outcome.REFUSED, content=letter, by=hand(task), at=at(2, 10))
    text = client.get(page).content.decode()
    assert "Chưa nhập thì không chuyển bước được" not in text
    assert "Không giải quyết: Trích lục đăng ký giám hộ" in text


def test_who_drafts_and_who_approves_is_told_what_the_sheet_lacks(without, hand, people, client):
    dossier = without("1.001022", "con_noi_cu_tru")
    client.force_login(people.clerk)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/"
    text = client.get(f"{page}soan-ket-qua/").content.decode()
    assert "Tờ khai nhập dở" in text
    assert "Người con</strong>" in text
    task = drafted(dossier, hand)
    drafts = {**content_of(dossier, on=at(2).date()), "con_noi_cu_tru": "Khối 3"}
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=drafts, by=hand(task), at=at(2, 10))
    tasks.finish_task(task, by=hand(task), at=at(2, 11))
    client.force_login(people.head)
    assert "Người con</strong>" in client.get(f"{page}hoan-thanh/").content.decode()
