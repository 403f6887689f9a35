"""One dossier, two papers: drafted together, signed in one press, each numbered, verified and made void by itself."""

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client

from motcua.dossiers.rules import Decision, DraftedPaper, Outcome
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.handling.paperwork import result_of
from motcua.kernel.operations import Refused
from motcua.organization.rules import duty_of
from motcua.papers.queries import verification
from motcua.people.models import Account
from motcua.results.loading import TemplateItem, _unknown_beside
from motcua.results.models import RegisterEntry
from motcua.results.queries import asked_values, drafts_of, templates_for
from motcua.results.rules import BadTemplateError, parse
from tests.results.test_registers import RAW
from tests.results.test_road import AT, SAMPLES, cast, register, sign, text_of  # noqa: F401 - a fixture

SEVERAL = import_module("motcua.dossiers.migrations.0003_a_result_may_be_several_papers").SEVERAL
SAMPLE = next(sample for sample in SAMPLES if sample["code"] == "1.000689")
BIRTH, EXTRACT = "Giấy khai sinh", "Trích lục đăng ký nhận cha, mẹ, con"


@pytest.fixture
def dossier(cast):  # noqa: F811
    return register(cast, SAMPLE)


@pytest.fixture
def at_step(cast, dossier):  # noqa: F811
    """The dossier's open step of a kind, with who holds it; drafted on the way."""

    def of(kind):
        while (task := Task.objects.of(dossier).open().get()).kind != kind:
            by = cast.official(duty_of(task.duty), task.unit)
            if task.kind == "PREPARE":
                values = {**asked_values(drafts_of(dossier, on=AT.date())), **SAMPLE["filled"]}
                drafting.draft_decision(task, outcome=Outcome.GRANTED, content=values, by=by, at=AT)
            tasks.finish_task(task, by=by, at=AT)
            dossier.refresh_from_db()
        return task, cast.official(duty_of(task.duty), task.unit)

    return of


def papers_of(dossier):
    return [entry.paper for entry in dossier.papers.filter(kind="RESULT_DOCUMENT").order_by("pk")]


def test_the_birth_comes_first_and_each_paper_has_its_number_and_its_line(cast, dossier):  # noqa: F811
    sign(cast, dossier, SAMPLE["filled"])
    birth, extract = papers_of(dossier)
    assert [birth.title, extract.title] == [BIRTH, EXTRACT]
    assert [birth.number, extract.number] == ["01/2026", "01/TLCMC"]
    lines = RegisterEntry.objects.filter(paper__in=[birth, extract]).order_by("pk")
    assert [line.book for line in lines] == ["khai-sinh", "nhan-cha-me-con"]
    assert lines[0].values["ho_ten"] == lines[1].values["con_ho_ten"] == "Hà Bảo Ngọc"
    assert all(verification(paper.public_id).is_valid for paper in (birth, extract))
    assert all(entry.is_public for entry in dossier.papers.filter(kind="RESULT_DOCUMENT"))


def test_what_both_papers_say_is_typed_once(cast, dossier, at_step):  # noqa: F811
    _task, by = at_step("PREPARE")
    client = Client()
    client.force_login(by)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    html = client.get(page).content.decode()
    assert html.index(f"<h2>{BIRTH}</h2>") < html.index(f"<h2>{EXTRACT}</h2>")
    assert 'name="viec-2"' in html
    assert 'name="con_ho_ten-2"' not in html
    form = client.get(page).context["form"]
    sent = {name: field.initial or "" for name, field in form.fields.items()}
    sent |= {"outcome": "GRANTED", "ho_ten": "Hà Bảo Châu", "so_dinh_danh": "020326009876"}
    assert client.post(page, sent).status_code == 302
    dossier.refresh_from_db()
    birth, extract = dossier.decided.papers
    assert birth.values["ho_ten"] == extract.values["con_ho_ten"] == "Hà Bảo Châu"


def test_a_mistake_is_named_at_the_field_of_its_own_paper(dossier, at_step):
    task, by = at_step("PREPARE")
    values = {**asked_values(drafts_of(dossier, on=AT.date())), "cha_ngay_sinh-2": "32/13/2002"}
    with pytest.raises(Refused) as refusal:
        drafting.draft_decision(task, outcome=Outcome.GRANTED, content=values, by=by, at=AT)
    assert list(refusal.value.errors) == ["cha_ngay_sinh-2"]


def test_what_the_law_wants_on_the_second_paper_stops_the_step(dossier, at_step):
    task, by = at_step("PREPARE")
    values = {**asked_values(drafts_of(dossier, on=AT.date())), **SAMPLE["filled"], "cha_giay_to-2": ""}
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=values, by=by, at=AT)
    with pytest.raises(Refused, match=r"Giấy tờ tùy thân của cha \(Trích lục"):
        tasks.finish_task(task, by=by, at=AT)


def test_who_signs_sees_every_page_of_both_and_how_many_originals_there_are(dossier, at_step):
    _task, by = at_step("SIGN")
    client = Client()
    client.force_login(by)
    html = client.get(f"/lam-viec/ho-so/{dossier.code}/lam/ky/").content.decode()
    for place in (1, 2):
        address = f"/lam-viec/ho-so/{dossier.code}/xem-truoc/ket-qua-{place}-trang-1.png"
        assert address in html
        assert client.get(address).content[:4] == b"\x89PNG"
    assert client.get(f"/lam-viec/ho-so/{dossier.code}/xem-truoc/ket-qua-3.pdf").status_code == 404
    assert "cấp 01 bản chính, người yêu cầu đăng ký (60/2014/QH13 Đ62.1)" in html
    # Its number in the register is known once the certificate is signed.
    assert "Giấy khai sinh: số ……" in text_of(
        client.get(f"/lam-viec/ho-so/{dossier.code}/xem-truoc/ket-qua-2.pdf").content
    )


def test_work_that_is_done_again_makes_both_void(dossier, at_step):
    task, by = at_step("ISSUE")
    tasks.return_to_step(task, step_key="ky", reason="Sai tên", by=by, at=AT)
    assert [paper.is_revoked for paper in papers_of(dossier)] == [True, True]
    assert not any(verification(paper.public_id).is_valid for paper in papers_of(dossier))
    at_step("ISSUE")
    standing = [paper for paper in papers_of(dossier) if not paper.is_revoked]
    assert [paper.number for paper in standing] == ["02/2026", "02/TLCMC"]
    assert "Giấy khai sinh: số 02/2026" in text_of(standing[1].file.read())


def test_its_citizen_opens_and_checks_each(cast, dossier):  # noqa: F811
    sign(cast, dossier, SAMPLE["filled"])
    by = Account.objects.create(kind="CITIZEN", full_name="Hà Văn Dũng", joined_at=AT)
    type(dossier).objects.filter(pk=dossier.pk).update(filer_account=by)
    client = Client()
    client.force_login(by)
    html = client.get(f"/ho-so/{dossier.code}/").content.decode()
    for paper in papers_of(dossier):
        assert f"Mở {paper.title}" in html
        assert f"/xac-thuc/{paper.public_id}/" in html


def test_a_refusal_keeps_what_was_written_on_both(dossier, at_step):
    task, by = at_step("APPROVE")
    refusal = Decision(BIRTH, ("Có tranh chấp.",))
    drafting.draft_decision(task, outcome=Outcome.REFUSED, content=refusal, by=by, at=AT)
    dossier.refresh_from_db()
    assert result_of(dossier, at=AT).titles == ["Thông báo không giải quyết hồ sơ"]
    values = asked_values(drafts_of(dossier, on=AT.date()))
    assert values["so_dinh_danh"] == "020326009876"
    assert values["viec-2"] == "Cha nhận con"


@pytest.mark.parametrize(
    "changes",
    [
        {"facts": [*RAW["facts"], {"name": "con", "label": "Con", "same": "ten"}]},
        {"layout": [*RAW["layout"], {"text": "Số {@beside.number}"}]},
    ],
)
def test_nothing_is_repeated_of_a_paper_that_is_not_there(changes):
    raw = RAW | {"layout": [*RAW["layout"], {"rows": ["con"]}]} if "facts" in changes else RAW
    with pytest.raises(BadTemplateError):
        parse(raw | changes)


def test_a_paper_is_issued_beside_one_of_the_same_procedure():
    def item(key, procedures, facts, **more):
        return TemplateItem(
            key=key, title="x", procedures=procedures, valid_from=AT.date(), facts=facts, layout=[], **more
        )

    first = item("mot", ["1"], [{"name": "ten"}])
    written = {"mot": first}
    beside = item("hai", ["1"], [{"name": "con", "same": "ten"}], beside="mot")
    assert list(_unknown_beside(first, written)) == list(_unknown_beside(beside, written)) == []
    for wrong in (
        item("hai", ["2"], [], beside="mot"),
        item("hai", ["1"], [], beside="khong-co"),
        item("hai", ["1"], [{"name": "con", "same": "tuoi"}], beside="mot"),
    ):
        assert list(_unknown_beside(wrong, written))


def test_what_was_drafted_before_a_result_could_be_several_papers_is_its_first(dossier):
    template = templates_for(dossier, on=AT.date())[0]
    facts, letter = (
        [["Họ, chữ đệm, tên", "Hà Bảo Ngọc"]],
        {"title": "Giấy mời", "paragraphs": ["Mời đến."], "facts": []},
    )
    drafted = {
        "title": BIRTH, "paragraphs": [], "facts": facts, "template": template.pk, "values": {"ho_ten": "Hà Bảo Ngọc"},
        "told": {"co_me": "co"},
    }  # fmt: skip
    kept = type(dossier).objects.filter(pk=dossier.pk)
    for before in (drafted, letter, {**letter, "values": {"ho_ten": "Hà Bảo Ngọc"}}):
        kept.update(decision=before)
        with connection.cursor() as cursor:
            cursor.execute(SEVERAL)
        decided = kept.get().decided
        if before is drafted:
            assert decided.papers == (DraftedPaper(BIRTH, template.pk, before["values"], dict(facts)),)
            assert (decided.facts, decided.told) == ({}, {"co_me": "co"})
        else:
            assert (decided.title, decided.paragraphs, decided.papers) == ("Giấy mời", ("Mời đến.",), ())
