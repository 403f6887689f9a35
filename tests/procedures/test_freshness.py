"""A legal basis that lost effect flags every procedure resting on it, once, until its keeper has looked."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from motcua.cli.laws import stale_bases
from motcua.dossiers.queries import templates_in_use
from motcua.kernel.days import begin_day
from motcua.kernel.models import OutboxMessage
from motcua.kernel.outbox import deliver
from motcua.laws.models import LegalDocument, Relation
from motcua.laws.operations import ArticleFacts, DocumentFacts, import_laws
from motcua.organization.models import Post, Unit
from motcua.people.models import Account, Holding
from motcua.procedures.models import CatalogueTask, LegalBasis, Procedure, ProcedureVersion
from motcua.procedures.operations.freshness import check_citations, check_legal_bases, check_templates
from motcua.ui.stale import stale

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def keeper():
    unit = Unit.objects.filter(agency__code="ubnd-tinh").first()
    post = Post.objects.create(unit=unit, code="giu-danh-muc", title="Giữ danh mục", duties=["CATALOGUE"])
    official = Account.objects.create(email="giu@x.vn", full_name="Người giữ danh mục", kind="OFFICIAL", joined_at=AT)
    Holding.objects.create(official=official, post=post, valid_from=date(2020, 1, 1))
    return official


def law(number, text, effective_from=date(2026, 1, 1)):
    article = ArticleFacts("1", "dieu/1", "Hiệu lực thi hành", text, 100)
    return DocumentFacts(number=number, effective_from=effective_from, articles=[article])


def bring(*documents):
    import_laws(name="thu", documents=documents, troubles=[], files=1, by=None, at=AT)


def flagged():
    return set(CatalogueTask.objects.filter(kind="LAW_CHANGED").values_list("procedure__code", flat=True))


def resting_on(number):
    return set(
        LegalBasis.objects.filter(number=number, version__status="PUBLISHED").values_list(
            "version__procedure__code", flat=True
        )
    )


def test_a_replaced_basis_flags_its_procedures_and_their_pages_say_so(client):
    bring(law("1/2026/NĐ-CP", "Nghị định này thay thế Nghị định số 123/2015/NĐ-CP."))
    assert flagged() == resting_on("123/2015/NĐ-CP") != set()
    task = CatalogueTask.objects.filter(procedure__code="1.001193").get()
    assert task.excerpt == "123/2015/NĐ-CP bị thay thế bởi 1/2026/NĐ-CP từ 01/01/2026."
    assert "đang được rà soát lại" in client.get("/thu-tuc/1.001193/").content.decode()
    CatalogueTask.objects.update(settled_at=AT, answer="Đã rà soát.")
    assert check_legal_bases(numbers=None, by=None, at=AT) == 0
    assert "đang được rà soát lại" not in client.get("/thu-tuc/1.001193/").content.decode()


def test_a_repeal_in_part_flags_what_was_valid_before_it_and_only_that():
    bring(law("2/2026/NĐ-CP", "Bãi bỏ Điều 3 Nghị định số 123/2015/NĐ-CP.", date(2026, 3, 1)))
    assert flagged() == resting_on("123/2015/NĐ-CP")
    excerpt = CatalogueTask.objects.filter(procedure__code="1.001193").get().excerpt
    assert excerpt == "123/2015/NĐ-CP bị bãi bỏ một phần bởi 2/2026/NĐ-CP từ 01/03/2026."


def test_what_was_changed_before_the_version_was_made_flags_nothing():
    bring(law("2/2020/NĐ-CP", "Bãi bỏ Điều 3 Nghị định số 123/2015/NĐ-CP.", date(2020, 3, 1)))
    assert flagged() == set()


def test_a_law_that_ends_later_is_noticed_on_its_day_without_an_import():
    bring(law("3/2026/NĐ-CP", "Nghị định này thay thế Nghị định số 123/2015/NĐ-CP.", date(2027, 1, 1)))
    assert flagged() == set()
    for at in (datetime(2026, 12, 31, 16, tzinfo=UTC), datetime(2026, 12, 31, 18, tzinfo=UTC)):
        begin_day(at=at)
        begin_day(at=at + timedelta(minutes=10))
    days = OutboxMessage.objects.filter(topic="kernel.day").order_by("pk")
    assert [message.key for message in days] == ["kernel.day/2026-12-31", "kernel.day/2027-01-01"]
    deliver(days[0].pk, at=AT)
    assert flagged() == set()
    deliver(days[1].pk, at=AT)
    assert flagged() == resting_on("123/2015/NĐ-CP") != set()


def test_a_circular_that_ends_flags_the_forms_printed_by_it_and_a_keeper_settles_them(client):
    bring(law("9/2026/TT-VPCP", "Thông tư này thay thế Thông tư số 03/2025/TT-VPCP."))
    tasks = CatalogueTask.objects.filter(procedure=None)
    assert {task.excerpt for task in tasks} == {"03/2025/TT-VPCP bị thay thế bởi 9/2026/TT-VPCP từ 01/01/2026."}
    assert "Mẫu số 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in {task.where for task in tasks}
    before = tasks.count()
    bring(law("9/2026/TT-VPCP", "Thông tư này thay thế Thông tư số 03/2025/TT-VPCP. Có hiệu lực ngay."))
    check_templates(templates=templates_in_use(on=AT.date()), by=None, at=AT)
    assert tasks.count() == before
    client.force_login(keeper())
    page = client.get("/lam-viec/danh-muc/het-hieu-luc/").content.decode()
    assert "03/2025/TT-VPCP bị thay thế bởi 9/2026/TT-VPCP" in page
    address = f"/lam-viec/danh-muc/mau/{tasks.first().pk}/"
    assert client.post(address, {"answer": " "}).status_code == 422
    assert client.post(address, {"answer": "Đã soạn lại mẫu."}).status_code == 302
    assert tasks.filter(settled_at=None).count() == before - 1
    assert client.post("/lam-viec/danh-muc/mau/999999/", {"answer": "x"}).status_code == 404


def test_the_report_names_documents_and_procedures_for_any_day(client, capsys):
    bring(law("3/2026/NĐ-CP", "Nghị định này thay thế Nghị định số 123/2015/NĐ-CP.", date(2027, 1, 1)))
    assert stale(on=date(2026, 12, 31)) == []
    found = stale(on=date(2027, 1, 1))
    assert [one.number for one in found] == ["123/2015/NĐ-CP"]
    assert {procedure.code for procedure in found[0].procedures} == resting_on("123/2015/NĐ-CP")
    client.force_login(keeper())
    page = client.get("/lam-viec/danh-muc/het-hieu-luc/", {"ngay": "2027-01-01"}).content.decode()
    assert "123/2015/NĐ-CP bị thay thế bởi 3/2026/NĐ-CP từ 01/01/2027." in page
    for odd in ("0000-00-00", "x", "\x00", "2027-13-45"):
        assert client.get("/lam-viec/danh-muc/het-hieu-luc/", {"ngay": odd, "sau": odd}).status_code == 200
    sheet = client.get("/lam-viec/danh-muc/het-hieu-luc.xlsx", {"ngay": "2027-01-01"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + len(resting_on("123/2015/NĐ-CP"))
    assert stale_bases(on=date(2027, 1, 1), report=None, json=True, at=datetime(2027, 1, 1, tzinfo=UTC)) == 1
    assert json.loads(capsys.readouterr().out)["documents"][0]["without_effect"] is True


def test_what_an_earlier_version_rested_on_does_not_put_the_present_one_under_review(client):
    """The version of 1/7/2026 follows the new law; the one before rested on what ended that day."""
    address, words = "/thu-tuc/1.013225/", "đang được rà soát lại"
    procedure = Procedure.objects.get(code="1.013225")
    assert not procedure.tasks.filter(kind="LAW_CHANGED").exists()
    assert words not in client.get(address).content.decode()
    for number, is_under_review in (("50/2014/QH13", False), ("217/2026/NĐ-CP", True)):
        CatalogueTask.objects.create(
            procedure=procedure, kind="LAW_CHANGED", where=number, excerpt=number, mark=number, raised_at=AT
        )
        assert (words in client.get(address).content.decode()) == is_under_review


def test_only_keepers_see_the_report(client):
    client.force_login(Account.objects.create(email="ai@x.vn", full_name="Người khác", joined_at=AT))
    assert client.get("/lam-viec/danh-muc/het-hieu-luc/").status_code in (302, 403, 404)


def test_a_document_nobody_rests_on_flags_nothing():
    document = LegalDocument.objects.create(number="9/1999/TT-X", slug="9-1999-TT-X", kind="CIRCULAR", sort_key="1")
    other = LegalDocument.objects.create(number="8/2000/TT-X", slug="8-2000-TT-X", kind="CIRCULAR", sort_key="2000-8")
    Relation.objects.create(source=other, target=document, kind="REPEALS", on=date(2000, 1, 1))
    assert check_legal_bases(numbers=None, by=None, at=AT) == 0


def test_a_citation_of_an_article_that_does_not_exist_is_a_task_once(client):
    version = ProcedureVersion.objects.get(procedure__code="1.001193", status="PUBLISHED")
    version.steps = [
        *version.steps,
        "Theo khoản 2 Điều 99 Nghị định số 123/2015/NĐ-CP và Điều 1 Nghị định số 123/2015/NĐ-CP.",
    ]
    version.save()
    bring(law("123/2015/NĐ-CP", "Quy định về hộ tịch.", date(2016, 1, 1)))
    task = CatalogueTask.objects.get(kind="CITATION_DEAD", procedure__code="1.001193")
    assert task.where == "dieu/99/khoan/2 123/2015/NĐ-CP"
    assert check_citations(codes=None, by=None, at=AT) == 0
    assert '<a href="/phap-luat/123-2015-ND-CP/dieu/1/">' in client.get("/thu-tuc/1.001193/").content.decode()
