"""What documents rest on, their drawing, their history, and texts side by side."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.laws.models import FormerText, LawFinding, LegalDocument, Relation
from motcua.laws.operations import ArticleFacts, DocumentFacts, import_laws
from motcua.laws.queries import history_of, related, text_on
from motcua.laws.rules import RelationKind
from motcua.laws.rules.compare import Heading, Side, compare, match
from motcua.laws.rules.diagram import MOST, WIDTH, Neighbour, diagram
from motcua.laws.rules.parents import Named, Names, parents

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
LAWS = Names(
    [
        Named("60/2014/QH13", "Hộ tịch", date(2014, 11, 20)),
        Named("45/2013/QH13", "Đất đai", date(2013, 11, 29)),
        Named("31/2024/QH15", "Đất đai", date(2024, 1, 18)),
    ]
)


@pytest.mark.parametrize(
    ("title", "signed_on", "found"),
    [
        ("Quy định chi tiết một số điều của Luật Hộ tịch", date(2015, 1, 1), [("60/2014/QH13", "DETAILS")]),
        ("Quy định chi tiết thi hành Luật Đất đai", date(2014, 5, 15), [("45/2013/QH13", "DETAILS")]),
        ("Quy định chi tiết thi hành Luật Đất đai", date(2025, 5, 15), [("31/2024/QH15", "DETAILS")]),
        ("Hướng dẫn thi hành Luật đất đai về giá đất", date(2025, 1, 1), [("31/2024/QH15", "GUIDES")]),
        ("Quy định chi tiết thi hành Luật Đất đai", date(2004, 5, 15), []),
        ("Hướng dẫn một số điều của Nghị định số 123/2015/NĐ-CP", None, [("123/2015/NĐ-CP", "GUIDES")]),
        ("Sửa đổi một số điều của Nghị định quy định chi tiết Luật Hộ tịch", date(2016, 1, 1), []),
        ("Ban hành quy chế làm việc", date(2016, 1, 1), []),
    ],
)
def test_a_title_says_what_a_document_is_for(title, signed_on, found):
    assert [(one.number, one.kind) for one in parents(title, signed_on=signed_on, names=LAWS)] == found


NEIGHBOURS = st.builds(Neighbour, st.text(max_size=60), st.just("a"), st.text(max_size=300), st.text(max_size=40))


@given(NEIGHBOURS, st.lists(NEIGHBOURS, max_size=12), st.lists(NEIGHBOURS, max_size=12))
def test_no_boxes_overlap_and_all_lie_inside(centre, above, below):
    drawn = diagram(centre, above, below)
    boxes = sorted(drawn.boxes, key=lambda box: box.y)
    assert all(a.y + a.height <= b.y for a, b in pairwise(boxes))
    assert all(box.x >= 0 and box.y >= 0 and box.x + box.width <= WIDTH for box in boxes)
    assert boxes[-1].y + boxes[-1].height <= drawn.height
    assert len(drawn.above) + drawn.more_above == len(above)
    assert len(drawn.below) <= MOST
    assert all(len(text) <= 40 for box in boxes for text in (box.words, box.number, box.title))


WORDS = st.text("abc \nđ", max_size=80)


@given(WORDS, WORDS)
def test_a_comparison_holds_both_texts_whole(before, after):
    rows = compare(before, after)
    for text, side, lost in ((before, "before", Side.NEW), (after, "after", Side.GONE)):
        stretches = [one for row in rows for one in getattr(row, side)]
        assert " ".join(" ".join(one.text for one in stretches).split()) == " ".join(text.split())
        assert lost not in {one.side for one in stretches}


@given(WORDS)
def test_a_text_beside_itself_shows_no_difference(text):
    assert not any(row.is_changed for row in compare(text, text))


def test_changed_words_are_told_from_kept_ones():
    (row,) = compare("Nộp phí 5.000 đồng tại quầy", "Nộp phí 8.000 đồng tại quầy")
    assert [one.text for one in row.before if one.side is Side.GONE] == ["5.000"]
    assert [one.text for one in row.after if one.side is Side.NEW] == ["8.000"]


def test_articles_are_matched_by_heading_before_number():
    old = [
        Heading("dieu/1", "1", "Phạm vi", "a"),
        Heading("dieu/2", "2", "Lệ phí", "b"),
        Heading("dieu/3", "3", "Cũ", "c"),
    ]
    new = [Heading("dieu/1", "1", "Phạm vi", "a"), Heading("dieu/3", "3", "Lệ phí", "d")]
    pairs = match(old, new)
    told = [(one.before and one.before.number, one.after and one.after.number, one.is_same) for one in pairs]
    assert told == [("1", "1", True), ("2", "3", False), ("3", None, False)]


@given(st.lists(st.sampled_from("abcd"), max_size=6), st.lists(st.sampled_from("abcd"), max_size=6))
def test_every_article_stands_in_exactly_one_pair(old, new):
    before = [Heading(f"dieu/{n}", str(n), name, name) for n, name in enumerate(old)]
    after = [Heading(f"dieu/{n}", str(n), name, name) for n, name in enumerate(new)]
    pairs = match(before, after)
    assert sorted(one.before.address for one in pairs if one.before) == sorted(one.address for one in before)
    assert sorted(one.after.address for one in pairs if one.after) == sorted(one.address for one in after)


def bring(*documents, at=AT):
    documents = [replace(one, source="thu.md") for one in documents]
    import_laws(name="thu", documents=documents, troubles=[], files=1, by=None, at=at)


def article(number, heading, text, **more):
    return ArticleFacts(number, f"dieu/{number}", heading, text, 100 * int(number), **more)


LAW = DocumentFacts(
    number="60/2014/QH13", name="Luật", title="Hộ tịch", signed_on=date(2014, 11, 20), effective_from=date(2016, 1, 1),
    articles=[article("1", "Phạm vi", "Luật này quy định về hộ tịch."), article("2", "Lệ phí", "Lệ phí 5.000 đồng.")],
)  # fmt: skip
DECREE = DocumentFacts(
    number="123/2015/NĐ-CP", title="Quy định chi tiết một số điều của Luật Hộ tịch", signed_on=date(2015, 11, 15),
    effective_from=date(2016, 1, 1),
    articles=[
        article("1", "Phạm vi", "Theo Điều 1 Luật số 60/2014/QH13 và Điều 99 Luật số 60/2014/QH13."),
        article("2", "Lệ phí", "Thu theo Điều 2 Luật số 60/2014/QH13."),
    ],
)  # fmt: skip


@pytest.mark.django_db
def test_titles_and_texts_relate_documents_and_dead_citations_are_found():
    bring(LAW, DECREE)
    kinds = Relation.objects.filter(source__number="123/2015/NĐ-CP").values_list("kind", "target__number", "part")
    assert set(kinds) == {("DETAILS", "60/2014/QH13", ""), ("REFERS", "60/2014/QH13", "3")}
    dead = LawFinding.objects.get(kind="CITATION_DEAD")
    assert (dead.file, "Điều 99" in dead.text) == ("123/2015/NĐ-CP", True)
    bring(LAW, DECREE)
    assert LawFinding.objects.filter(kind="CITATION_DEAD").count() == 1
    law = LegalDocument.objects.get(number="60/2014/QH13")
    acts, suffered = related(law, on=AT.date())
    assert (acts, [one.kind for one in suffered]) == ([], [RelationKind.DETAILS])


@pytest.mark.django_db
def test_what_an_article_said_before_is_kept_and_shown_for_its_days(client):
    bring(LAW)
    amended = [{"on": "2026-07-01", "number": "7/2026/QH16", "article": "dieu/1"}]
    newer = article("2", "Lệ phí", "Lệ phí 8.000 đồng.", amendments=amended)
    bring(DocumentFacts(number="60/2014/QH13", articles=[LAW.articles[0], newer]))
    bring(DocumentFacts(number="60/2014/QH13", articles=[LAW.articles[0], newer]))
    former = FormerText.objects.get()
    assert (former.text, former.replaced_on) == ("Lệ phí 5.000 đồng.", date(2026, 7, 1))
    row = former.article
    assert text_on(row, on=date(2026, 6, 30)).text == "Lệ phí 5.000 đồng."
    assert text_on(row, on=date(2026, 7, 1)).text == "Lệ phí 8.000 đồng."
    page = client.get("/phap-luat/60-2014-QH13/dieu/2/", {"ngay": "2026-06-30"}).content.decode()
    assert "5.000" in page
    assert "đã được thay từ 01/07/2026" in page
    assert "8.000" in client.get("/phap-luat/60-2014-QH13/dieu/2/").content.decode()
    sides = {"a": "60-2014-QH13/dieu/2@2026-06-30", "b": "60-2014-QH13/dieu/2"}
    compared = client.get("/phap-luat/so-sanh/", sides).content.decode()
    assert "<del>5.000</del>" in compared
    assert "<ins>8.000</ins>" in compared


@pytest.mark.django_db
def test_the_page_of_a_document_draws_its_relations_and_tells_its_history(client):
    bring(LAW, DECREE, DocumentFacts(
        number="9/2026/NĐ-CP", effective_from=date(2026, 7, 1),
        articles=[article("1", "Hiệu lực thi hành", "Nghị định này thay thế Nghị định số 123/2015/NĐ-CP.")],
    ))  # fmt: skip
    page = client.get("/phap-luat/123-2015-ND-CP/").content.decode()
    drawing = page[page.index('<svg class="mc-diagram"') : page.index("</svg>", page.index("mc-diagram"))]
    assert "quy định chi tiết: Luật 60/2014/QH13" in drawing
    assert "bị thay thế bởi: Nghị định 9/2026/NĐ-CP" in drawing
    assert "so-sanh/?a=123-2015-ND-CP&amp;b=9-2026-ND-CP" in page
    before = client.get("/phap-luat/123-2015-ND-CP/", {"ngay": "2026-06-30"}).content.decode()
    assert "9/2026/NĐ-CP" not in before[before.index("mc-diagram") : before.index("</svg>", before.index("mc-diagram"))]
    assert "/dieu/1/?ngay=2026-06-30" in before
    told = [(one.kind, one.on) for one in history_of(LegalDocument.objects.get(number="123/2015/NĐ-CP"))]
    assert told == [
        ("ISSUED", date(2015, 11, 15)), ("IN_EFFECT", date(2016, 1, 1)), ("REPLACES", date(2026, 7, 1)),
    ]  # fmt: skip


@pytest.mark.django_db
def test_two_documents_are_compared_article_by_article(client):
    bring(LAW, DECREE)
    page = client.get("/phap-luat/so-sanh/", {"a": "60/2014/QH13", "b": "123-2015-ND-CP"}).content.decode()
    assert "2 cặp điều: 0 giống hệt, 2 khác nhau" in page
    assert "a=60-2014-QH13/dieu/2&amp;b=123-2015-ND-CP/dieu/2" in page


ODD = [
    "\x00",
    "x",
    "60/2014/QH13/dieu/",
    "60/2014/QH13/dieu/999",
    "60/2014/QH13@0000-00-00",
    "9" * 500,
    "@",
    "/dieu/1",
    "%",
]


@pytest.mark.django_db
def test_no_odd_question_breaks_the_comparison(client):
    bring(LAW)
    assert client.get("/phap-luat/so-sanh/").status_code == 200
    for odd in ODD:
        for sides in ({"a": odd, "b": "60/2014/QH13"}, {"a": "60/2014/QH13", "b": odd}, {"a": odd, "b": odd}):
            answer = client.get("/phap-luat/so-sanh/", {**sides, "tu": odd})
            assert answer.status_code in (200, 404)
    mixed = client.get("/phap-luat/so-sanh/", {"a": "60/2014/QH13", "b": "60/2014/QH13/dieu/1"})
    assert "So sánh hai văn bản, hoặc hai điều." in mixed.content.decode()
