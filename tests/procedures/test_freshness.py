"""A legal basis that lost effect flags every procedure resting on it, once, until its keeper has looked."""

from datetime import UTC, date, datetime

import pytest

from motcua.laws.models import LegalDocument, Relation
from motcua.laws.operations import ArticleFacts, DocumentFacts, import_laws
from motcua.procedures.models import CatalogueTask, LegalBasis
from motcua.procedures.operations.freshness import check_legal_bases

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


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


def test_a_repeal_in_part_or_in_the_future_flags_nothing_yet():
    bring(
        law("2/2026/NĐ-CP", "Bãi bỏ Điều 3 Nghị định số 123/2015/NĐ-CP."),
        law("3/2026/NĐ-CP", "Thay thế Luật số 60/2014/QH13.", date(2027, 1, 1)),
    )
    assert flagged() == set()
    check_legal_bases(numbers=None, by=None, at=datetime(2027, 1, 2, tzinfo=UTC))
    assert flagged() == resting_on("60/2014/QH13")


def test_a_document_nobody_rests_on_flags_nothing():
    document = LegalDocument.objects.create(number="9/1999/TT-X", slug="9-1999-TT-X", kind="CIRCULAR", sort_key="1")
    other = LegalDocument.objects.create(number="8/2000/TT-X", slug="8-2000-TT-X", kind="CIRCULAR", sort_key="2000-8")
    Relation.objects.create(source=other, target=document, kind="REPEALS", on=date(2000, 1, 1))
    assert check_legal_bases(numbers=None, by=None, at=AT) == 0
