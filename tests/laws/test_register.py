"""The register of law: every number the packs cite, whole and consistent, and the right status on well-known days."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from motcua.kernel.models import JournalEntry
from motcua.kernel.packs import Pack
from motcua.laws import loading
from motcua.laws.loading.files import gather
from motcua.laws.models import Article, FormerText, LegalDocument, Relation
from motcua.laws.operations import import_laws
from motcua.laws.queries import article_at, document_by_slug, places_of, standing_of, standings
from motcua.laws.rules import NUMBER, Status, normal_number, slug_of
from tests.register import PAGE, documents, page

PACKS = Path(__file__).parents[2] / "packs"
AT = datetime(2026, 11, 28, 2, tzinfo=UTC)
TODAY = AT.date()


def register():
    return {slug_of(one.number): one for one in documents()}


def said(node):
    """Every text of a pack's file, without what only the file says to its readers."""
    if isinstance(node, dict):
        for value in node.values():
            yield from said(value)
    elif isinstance(node, list):
        for value in node:
            yield from said(value)
    elif isinstance(node, str):
        yield node


def cited():
    found = {}
    for path in sorted(PACKS.rglob("*.yaml")):
        if path.parent.name == "laws":
            continue
        for text in said(yaml.safe_load(path.read_text(encoding="utf-8"))):
            # A technical regulation (QCVN 12:2026/BCA) has a number of another kind, and a form (II.06a/VPCP/KSTT).
            for match in re.finditer(rf"(?:Nghị quyết )?(?<![:\d])(?<!I\.){NUMBER}", text):
                found[normal_number(match.group())] = path.name
    return found


def test_every_number_the_packs_cite_is_in_the_register():
    numbers, known = cited(), register()
    assert len(numbers) > 120
    assert {number: file for number, file in numbers.items() if slug_of(number) not in known} == {}


def test_relations_have_both_ends_and_days_follow_each_other():
    known = register()
    for one in known.values():
        for act in one.does:
            assert slug_of(act.to) in known, (one.number, act.to)
            assert act.on is None or one.in_effect is None or act.on >= one.in_effect, (one.number, act.to)
        assert not (one.issued and one.in_effect) or one.in_effect >= one.issued, one.number


def test_no_document_is_said_in_force_that_another_ended_before():
    known = register()
    ended = {
        slug_of(act.to): act.on or date.min
        for one in known.values()
        for act in one.does
        if act.kind in ("REPLACES", "REPEALS")
    }
    assert [
        one.number for slug, one in known.items() if one.in_force and ended.get(slug, date.max) <= one.in_force.on
    ] == []


def test_the_page_on_legal_bases_is_what_the_register_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: PYTHONPATH=src python -m tests.register"


STATUSES = [
    ("61/2018/NĐ-CP", date(2018, 6, 20), Status.NOT_YET),
    ("61/2018/NĐ-CP", date(2021, 1, 1), Status.IN_FORCE),
    ("61/2018/NĐ-CP", date(2025, 6, 30), Status.IN_FORCE),
    ("61/2018/NĐ-CP", date(2025, 7, 1), Status.EXPIRED),
    ("118/2025/NĐ-CP", date(2025, 6, 30), Status.NOT_YET),
    ("118/2025/NĐ-CP", date(2026, 8, 5), Status.IN_FORCE),
    ("01/2018/TT-VPCP", date(2019, 1, 5), Status.NOT_YET),
    ("01/2018/TT-VPCP", date(2020, 1, 1), Status.IN_FORCE),
    ("01/2018/TT-VPCP", TODAY, Status.UNKNOWN),
    ("68/2020/QH14", date(2021, 6, 30), Status.NOT_YET),
    ("68/2020/QH14", TODAY, Status.IN_FORCE),
    ("81/2006/QH11", date(2021, 7, 1), Status.EXPIRED),
    ("123/2015/NĐ-CP", date(2015, 12, 31), Status.NOT_YET),
    ("60/2014/QH13", TODAY, Status.IN_FORCE),
    ("52/2014/QH13", TODAY, Status.IN_FORCE),
    ("175/2024/NĐ-CP", date(2026, 7, 1), Status.EXPIRED),
    ("10/2012/QH13", date(2020, 12, 31), Status.UNKNOWN),
    ("10/2012/QH13", date(2021, 1, 1), Status.EXPIRED),
    ("66.7/2025/NQ-CP", date(2025, 12, 31), Status.NOT_YET),
    ("66.7/2025/NQ-CP", TODAY, Status.IN_FORCE),
    ("66.7/2025/NQ-CP", date(2027, 3, 1), Status.EXPIRED),
    ("163/QĐ-BTP", TODAY, Status.UNKNOWN),
]


@pytest.fixture
def loaded(db):
    """The law base as the packs alone make it."""
    assert loading.load(Pack(PACKS / "vietnam"), at=AT).findings == []


def test_a_well_known_document_has_the_right_status_on_a_day(loaded):
    told = [(number, day, standings([number], on=day)[number].status) for number, day, _status in STATUSES]
    assert told == STATUSES


def test_a_document_names_its_successor_and_what_amended_it(loaded):
    assert standing_of(document_by_slug("61-2018-ND-CP"), on=TODAY).successor.number == "118/2025/NĐ-CP"
    amending = Relation.objects.filter(target__number="123/2015/NĐ-CP", kind="AMENDS")
    assert {"07/2025/NĐ-CP", "18/2026/NĐ-CP"} <= set(amending.values_list("source__number", flat=True))
    assert "" not in amending.values_list("certainty", flat=True)


@pytest.mark.django_db
def test_a_second_load_of_the_register_changes_nothing():
    first = loading.load(Pack(PACKS / "vietnam"), at=AT)
    assert (first.created, first.updated, first.findings) == (len(register()), 0, [])
    second = loading.load(Pack(PACKS / "vietnam"), at=AT)
    assert (second.created, second.updated, second.unchanged) == (0, 0, len(register()))
    assert JournalEntry.objects.filter(word="law.registered").count() == 2


def pack_of(tmp_path, text):
    folder = tmp_path / "nuoc"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "laws").mkdir(parents=True)
    (folder / "laws" / "luat.yaml").write_text(text, encoding="utf-8")
    return Pack(folder)


ONE = """
- number: 11/2020/QH14
  kind: LAW
  title: Nuôi ong
  issued: 2020-11-21
  in_effect: 2021-07-01
  known:
    - {facts: [title, issued, in_effect], from: CODIFIED, where: "Bộ pháp điển, đề mục Nuôi ong"}
  in_force: {on: 2026-11-01, from: TEXT, where: "là căn cứ của một nghị định"}
  articles: {}
- number: 12/2021/NĐ-CP
  kind: DECREE
  title: Quy định chi tiết Luật Nuôi ong
  in_effect: 2021-08-01
  known:
    - {facts: [title, in_effect, articles], from: SECONDARY, where: "trang của tỉnh"}
  does:
    - {kind: REPLACES, to: 1/2010/NĐ-CP, on: 2021-08-01, from: TEXT, where: "điều khoản thi hành"}
  articles:
    "2": Giải thích từ ngữ
- number: 1/2010/NĐ-CP
  kind: DECREE
  unknown: true
"""


@pytest.mark.django_db
def test_what_changed_in_the_pack_changes_and_what_it_no_longer_states_is_taken_back(tmp_path):
    report = loading.load(pack_of(tmp_path, ONE), at=AT)
    assert (report.created, report.findings) == (3, [])
    assert Relation.objects.filter(kind="DETAILS", target__number="11/2020/QH14").exists()
    changed = ONE.replace("2021-08-01", "2021-09-01").replace("REPLACES", "AMENDS").replace("từ ngữ", "các từ")
    report = loading.load(pack_of(tmp_path, changed), at=AT)
    assert (report.created, report.updated, report.unchanged) == (0, 2, 1)
    assert [one.kind for one in Relation.objects.exclude(ground="")] == ["AMENDS"]
    assert Article.objects.get().heading == "Giải thích các từ"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("in_effect: 2021-07-01", "in_effect: 2020-11-20", "ngày có hiệu lực trước ngày ban hành"),
        ("facts: [title, issued, in_effect]", "facts: [title, in_effect]", "dữ kiện và nguồn không khớp: issued"),
        ("to: 1/2010/NĐ-CP", "to: 2/2010/NĐ-CP", "quan hệ với văn bản không có: 2/2010/NĐ-CP"),
        ("to: 1/2010/NĐ-CP", "to: 11/2020/QH14", "văn bản cấp dưới không chấm dứt được 11/2020/QH14"),
        ("on: 2021-08-01", "on: 2021-07-01", "trước khi có hiệu lực"),
        ("unknown: true", "unknown: false", "unknown: true khi và chỉ khi"),
        ("- number: 1/2010/NĐ-CP", "- number: 1 / 2010/NĐ-CP", "không đúng cách viết"),
        ("- number: 1/2010/NĐ-CP", "- number: 12/2021/NĐ-CP", "đã ghi ở nuoc/laws/luat.yaml:11"),
        ("kind: LAW", "kind: DECREE", "loại văn bản không khớp"),
    ],
)
@pytest.mark.django_db
def test_an_item_that_contradicts_itself_is_a_finding_with_file_and_line(tmp_path, old, new, words):
    report = loading.load(pack_of(tmp_path, ONE.replace(old, new, 1)), at=AT)
    assert any(words in str(one) and re.match(r"nuoc/laws/luat\.yaml:\d+: ", str(one)) for one in report.findings)


TEXT = """---
lastedit: 2026-06-10
---

Điều 99.1.LQ.1. Phạm vi điều chỉnh

(Điều 1 Luật số 11/2020/QH14 Nuôi ong mật ngày 21/11/2020 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2021)

Luật này quy định việc nuôi ong.

Điều 99.1.NĐ.1.2. Giải thích từ ngữ trong nghị định

(Điều 2 Nghị định số 12/2021/NĐ-CP, có hiệu lực thi hành kể từ ngày 05/08/2021)

Ong là côn trùng.
"""


def bring(tmp_path):
    folder = tmp_path / "van-ban"
    folder.mkdir(exist_ok=True)
    (folder / "ong.md").write_text(TEXT, encoding="utf-8")
    gathered = gather(folder)
    import_laws(
        name="ong", documents=list(gathered.documents.values()), troubles=gathered.troubles, files=1, by=None, at=AT
    )


@pytest.mark.django_db
@pytest.mark.parametrize("register_first", [True, False])
def test_a_text_joins_the_document_of_the_register_whichever_comes_first(tmp_path, register_first):
    steps = [lambda: loading.load(pack_of(tmp_path, ONE), at=AT), lambda: bring(tmp_path)]
    for step in steps if register_first else steps[::-1]:
        step()
    assert LegalDocument.objects.count() == 3
    law, decree = document_by_slug("11-2020-QH14"), document_by_slug("12-2021-ND-CP")
    # The register keeps its facts and states, the import fills what the register does not know and brings the text.
    assert (law.title, law.issuer, law.known_on) == ("Nuôi ong", "Quốc hội", date(2026, 11, 1))
    assert (decree.effective_from, decree.source) == (date(2021, 8, 1), "ong.md")
    assert standing_of(document_by_slug("1-2010-ND-CP"), on=TODAY).status == Status.EXPIRED
    article = article_at(decree, "2")
    assert (article.text, article.heading) == ("Ong là côn trùng.", "Giải thích từ ngữ trong nghị định")
    assert not FormerText.objects.exists()
    before = LegalDocument.objects.order_by("pk").values()
    for step in steps:
        step()
    assert list(LegalDocument.objects.order_by("pk").values()) == list(before)
    assert loading.load(pack_of(tmp_path, ONE), at=AT).unchanged == 3


def test_headings_alone_make_no_citation_dead(loaded):
    assert "60-2014-QH13" not in places_of(["60-2014-QH13"])


def test_the_pages_say_what_is_known_what_is_not_and_where_from(client, loaded):
    law = client.get("/phap-luat/60-2014-QH13/").content.decode()
    for words in ("Luật Hộ tịch", "Còn hiệu lực", "Biết từ đâu", "Bộ pháp điển", "chưa có toàn văn", "Đăng ký kết hôn"):
        assert words in law
    ended = client.get("/phap-luat/61-2018-ND-CP/").content.decode()
    day = {"ngay_day": "1", "ngay_month": "7", "ngay_year": "2019"}
    assert 'name="ngay_month" value="7"' in client.get("/phap-luat/61-2018-ND-CP/", day).content.decode()
    wrong = client.get("/phap-luat/61-2018-ND-CP/", day | {"ngay_day": "32"}).content.decode()
    assert "Nhập một ngày có thật" in wrong
    assert 'name="ngay_day" value="32"' in wrong
    assert "Hết hiệu lực toàn bộ" in ended
    assert "/phap-luat/118-2025-ND-CP/" in ended
    unknown = client.get("/phap-luat/163-QD-BTP/").content.decode()
    assert "Còn hiệu lực" not in unknown
    assert "Cách kiểm tra" in unknown
    article = client.get("/phap-luat/60-2014-QH13/dieu/18/").content.decode()
    assert "Thủ tục đăng ký kết hôn" in article
    assert "chưa có nội dung" in article
    assert client.get("/phap-luat/60-2014-QH13/dieu/76/")["Location"] == "/phap-luat/60-2014-QH13/"
    assert client.get("/phap-luat/60-2014-QH13/akn.xml").status_code == 404
    assert "Luật Xây dựng" in client.get("/phap-luat/", {"loai": "LAW"}).content.decode()


def test_marriage_rests_on_the_laws_of_civil_status_and_of_the_family(client, loaded):
    page = client.get("/thu-tuc/1.000894/").content.decode()
    bases = page[page.index('id="luat"') : page.index("</section>", page.index('id="luat"'))]
    for words in ("Luật Hộ tịch", "Luật Hôn nhân và gia đình", "/phap-luat/60-2014-QH13/dieu/18/", "Còn hiệu lực"):
        assert words in bases
    free = 'href="/phap-luat/60-2014-QH13/dieu/11/">điểm b khoản 1 Điều 11 Luật số 60/2014/QH13</a>'
    assert free in page[page.index('id="bl"') : page.index("</section>", page.index('id="bl"'))]
