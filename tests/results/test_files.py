"""A paper made in another system: given as a file, looked at, signed as it is, entered, verified, published."""

from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.rules import Outcome
from motcua.forms.rules import Reading
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.handling.operations.drafting import PaperFile
from motcua.handling.paperwork import result_of
from motcua.kernel.files import store
from motcua.kernel.operations import NotPermitted, Refused
from motcua.organization.rules import duty_of
from motcua.papers.elsewhere import read_result
from motcua.papers.queries import verification
from motcua.results.models import RegisterEntry, ResultTemplate
from motcua.results.queries import asked_values, drafts_of
from tests.forms.test_files import picture
from tests.papers.test_elsewhere import written
from tests.results.test_road import AT, SAMPLES, cast, register, sign  # noqa: F401 - a fixture

SAMPLE = next(sample for sample in SAMPLES if sample["code"] == "1.001193")
PDF = written(pages=2)
PNG = picture("PNG")


@pytest.fixture
def dossier(cast):  # noqa: F811
    return register(cast, SAMPLE)


@pytest.fixture
def desk(cast, dossier):  # noqa: F811
    """The open step, who holds it, and their browser."""

    def now():
        task = Task.objects.of(dossier).open().order_by("pk").first()
        by = cast.official(duty_of(task.duty), task.unit)
        client = Client()
        client.force_login(by)
        return task, by, client

    return now


@pytest.fixture
def page(dossier):
    return f"/lam-viec/ho-so/{dossier.code}/tep-ket-qua/"


def typed(client, page, **more):
    """The page as it is filled in already, with what is typed over it."""
    answer = client.get(page)
    form = answer.context["form"]
    values = {name: form[name].value() or "" for name in form.fields if not name.startswith("tep_")}
    return {**values, "seen": answer.context["seen"], "so_dinh_danh": "020326001234", **more}


def upload(content=PDF, name="khai-sinh.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def to_the_end(cast, dossier):  # noqa: F811
    while task := Task.objects.of(dossier).open().order_by("pk").first():
        tasks.finish_task(task, by=cast.official(duty_of(task.duty), task.unit), at=AT)
    dossier.refresh_from_db()


def test_a_file_goes_the_whole_road_as_it_was_given(cast, dossier, desk, page):  # noqa: F811
    _task, _by, client = desk()
    assert page in client.get(f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/").content.decode()
    answer = client.post(page, typed(client, page, number_1="07/2026", tep_1=upload()))
    assert answer.status_code == 302
    html = client.get(answer.url).content.decode()
    for number in (1, 2):
        address = f"/lam-viec/ho-so/{dossier.code}/xem-truoc/ket-qua-1-trang-{number}.png"
        assert address in html
        assert client.get(address).content.startswith(b"\x89PNG")
    to_the_end(cast, dossier)
    paper = dossier.papers.get(kind="UPLOADED_RESULT").paper
    assert (paper.title, paper.number) == ("Giấy khai sinh", "07/2026")
    signed = paper.file.read()
    assert signed.startswith(PDF)
    assert len(PdfReader(BytesIO(signed)).pages) == 2
    told = verification(paper.public_id)
    assert told.is_valid
    assert told.sealed_at is not None
    entry = RegisterEntry.objects.get(paper=paper)
    assert (entry.book, entry.number, entry.values["ho_ten"]) == ("khai-sinh", "07/2026", "Nông Thị Mai")
    assert dossier.papers.get(kind="UPLOADED_RESULT").is_public


def test_what_the_law_wants_of_the_paper_is_confirmed_for_the_register(dossier, desk, page):
    task, by, client = desk()
    client.post(page, typed(client, page, number_1="07/2026", tep_1=upload(), so_dinh_danh=""))
    with pytest.raises(Refused, match="Số định danh cá nhân"):
        tasks.finish_task(task, by=by, at=AT)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (written(lambda writer: writer.encrypt("x")), "có mật khẩu"),
        (b"%PDF-1.4 nothing", "tệp hỏng"),
        (written(pages=0), "không có trang"),
        (PNG, "phải là tệp PDF"),
        (b"", "rỗng"),
    ],
)
def test_a_file_that_cannot_be_is_refused_beside_its_field_and_what_was_typed_stays(content, said, dossier, desk, page):
    _task, _by, client = desk()
    answer = client.post(page, typed(client, page, number_1="07/2026", ho_ten="Nông Thị May", tep_1=upload(content)))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html
    assert "Nông Thị May" in html
    assert 'value="07/2026"' in html
    dossier.refresh_from_db()
    assert dossier.decision == {}


def test_a_file_with_a_stamp_of_secrecy_stays_on_paper(dossier, desk, page, monkeypatch):
    _task, _by, client = desk()
    monkeypatch.setattr("motcua.forms.reading._read", lambda content, kind: Reading(kind, is_secret=True))
    answer = client.post(page, typed(client, page, number_1="07/2026", tep_1=upload()))
    assert answer.status_code == 422
    assert "dấu chỉ độ mật" in answer.content.decode()


def test_a_file_that_was_taken_is_not_chosen_again_when_something_else_is_wrong(dossier, desk, page):
    _task, _by, client = desk()
    answer = client.post(page, typed(client, page, number_1="", tep_1=upload()))
    assert answer.status_code == 422
    assert "Ghi số trên giấy." in answer.content.decode()
    token = answer.context["rows"][0][2][0][0]
    assert client.post(page, typed(client, page, number_1="07/2026", kept=token)).status_code == 302


def test_a_number_that_the_register_has_is_refused_and_one_taken_by_a_file_is_passed_over(cast, dossier, desk, page):  # noqa: F811
    _task, _by, client = desk()
    client.post(page, typed(client, page, number_1="01/2026", tep_1=upload()))
    to_the_end(cast, dossier)
    ours = register(cast, SAMPLE)
    sign(cast, ours, {"so_dinh_danh": "020326004444"})
    assert ours.papers.get(kind="RESULT_DOCUMENT").paper.number == "02/2026"
    third = register(cast, SAMPLE)
    task = Task.objects.of(third).open().get()
    by = cast.official(duty_of(task.duty), task.unit)
    client.force_login(by)
    again = f"/lam-viec/ho-so/{third.code}/tep-ket-qua/"
    answer = client.post(again, typed(client, again, number_1="02/2026", tep_1=upload()))
    assert answer.status_code == 422
    assert "Số 02/2026 đã có trong sổ đăng ký" in answer.content.decode()


def test_what_changed_since_it_was_drafted_is_not_signed(cast, dossier, desk, page):  # noqa: F811
    _task, _by, client = desk()
    client.post(page, typed(client, page, number_1="07/2026", tep_1=upload()))
    dossier.refresh_from_db()
    digest = dossier.decided.papers[0].upload.digest
    while Task.objects.of(dossier).open().get().kind != "SIGN":
        task, by, _client = desk()
        tasks.finish_task(task, by=by, at=AT)
    storage = storages["files"]
    path = f"{digest[:2]}/{digest[2:4]}/{digest}"
    storage.delete(path)
    with storage.open(path, "wb") as stream:
        stream.write(written(pages=1))
    task, by, _client = desk()
    with pytest.raises(Refused, match="không còn đúng như khi soạn"):
        tasks.finish_task(task, by=by, at=AT)
    assert not dossier.papers.filter(kind="UPLOADED_RESULT").exists()
    storage.delete(path)


def test_without_a_form_of_its_own_its_title_is_stated(cast, dossier, desk, page):  # noqa: F811
    ResultTemplate.objects.filter(procedures__contains=["1.001193"]).delete()
    _task, _by, client = desk()
    answer = client.post(page, typed(client, page, title="", number_1="12/GTH", tep_1=upload()))
    assert "Ghi tên kết quả." in answer.content.decode()
    token = answer.context["rows"][0][2][0][0]
    client.post(page, typed(client, page, title="Giấy thông hành", number_1="12/GTH", kept=token))
    to_the_end(cast, dossier)
    paper = dossier.papers.get(kind="UPLOADED_RESULT").paper
    assert (paper.title, paper.number) == ("Giấy thông hành", "12/GTH")
    assert verification(paper.public_id).is_valid


def test_two_tabs_do_not_write_over_each_other(dossier, desk, page):
    task, by, client = desk()
    sent = typed(client, page, number_1="07/2026", tep_1=upload())
    values = {**asked_values(drafts_of(dossier, on=AT.date())), "so_dinh_danh": "020326009999"}
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=values, by=by, at=AT)
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert "Chính bạn đã soạn lại kết quả này ở một trang khác" in answer.content.decode()
    token = answer.context["rows"][0][2][0][0]
    again = {**sent, "seen": answer.context["seen"], "kept": token}
    del again["tep_1"]
    assert client.post(page, again).status_code == 302


def test_a_draft_on_our_form_takes_the_place_of_a_file(dossier, desk, page):
    task, by, client = desk()
    client.post(page, typed(client, page, number_1="07/2026", tep_1=upload()))
    html = client.get(f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/").content.decode()
    assert "Kết quả đang là tệp PDF đã đưa" in html
    assert 'value="Nông Thị Mai"' in html
    dossier.refresh_from_db()
    values = asked_values(drafts_of(dossier, on=AT.date()))
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=values, by=by, at=AT)
    dossier.refresh_from_db()
    assert result_of(dossier, at=AT).paper(None, at=AT).kind == "RESULT_DOCUMENT"


def test_only_who_holds_the_step_gives_files(cast, dossier, desk, page):  # noqa: F811
    task, _by, _client = desk()
    leader = cast.official(duty_of("SIGN"), task.unit.agency.units.get(code="lanh-dao"))
    client = Client()
    client.force_login(leader)
    assert client.get(page).status_code in (302, 404)
    with pytest.raises(NotPermitted):
        drafting.take_result_file(
            task, component=("1", "x"), file=read_result("a.pdf", PDF, by=leader), by=leader, at=AT
        )
    file = FileFacts("a.pdf", store(PDF, media_type="application/pdf", at=AT), component_key="1")
    with pytest.raises(NotPermitted):
        drafting.draft_files(task, files=[PaperFile(0, file, "1")], content={}, by=leader, at=AT)
