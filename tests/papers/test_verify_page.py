"""The page that verifies a paper answers for what is held up to it, first of all and in plain words."""

import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfWriter

from motcua.papers.certificates import make_authority
from motcua.papers.operations import issue, revoke_paper, sign_paper
from motcua.papers.rendering import render
from motcua.papers.signatures import Signatory
from motcua.papers.signing import sign, verify
from motcua.people.rules import mask_name
from tests.papers import samples
from tests.papers.samples import AT, certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(agency, leader):
    given = issue(certificate(), agency=agency, subject_reference="LS-7K3M-9QXT", by=leader, at=AT)
    return sign_paper(given, by=leader, at=AT)


def held_up(client, paper, content=None):
    """The page's first notice, as its tone and its words."""
    address = f"/xac-thuc/{paper.public_id}/"
    if content is None:
        answer = client.get(address)
    else:
        answer = client.post(address, {"file": SimpleUploadedFile("giay.pdf", content)})
    assert answer.status_code == 200
    page = answer.content.decode()
    notice = re.search(r'<div class="mc-notice[^"]*mc-notice--(\w+)".*?</div>', page, re.DOTALL)
    return notice[1], re.sub(r"<[^>]+>|\s+", " ", notice[0])


@pytest.mark.issue(16)
def test_a_forged_file_is_never_greeted_in_green(client, paper):
    tone, words = held_up(client, paper, b"%PDF-1.7 forged")
    assert tone == "late"
    assert "không phải bản gốc" in words


def one_byte_at(place):
    def changed(content):
        at = int(place * (len(content) - 1))
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    return changed


def with_a_revision(content):
    """What a reader of PDF calls an update: the signed bytes stand as they were, and something new after them."""
    made = BytesIO(content)
    writer = IncrementalPdfFileWriter(made)
    writer.root["/Lang"] = generic.TextStringObject("vi")
    writer.update_root()
    writer.write_in_place()
    return made.getvalue()


def with_a_page_more(content):
    writer = PdfWriter(clone_from=BytesIO(content))
    writer.add_blank_page()
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.issue(16)
@pytest.mark.parametrize(
    "forge",
    [
        *map(one_byte_at, (0, 0.1, 0.5, 0.9, 1)),
        with_a_revision,
        with_a_page_more,
        lambda content: content + b"\n",
        lambda content: content[:-1],
        lambda content: content.replace(b"/ByteRange", b"/ByteRangE"),
        lambda content: content.replace(b"/Contents", b"/contents"),
        lambda content: content * 2,
    ],
)
def test_no_change_however_small_passes_for_the_file(client, paper, forge):
    content = paper.file.read()
    forged = forge(content)
    assert forged != content
    tone, words = held_up(client, paper, forged)
    assert (tone, "không phải bản gốc" in words) == ("late", True)


@pytest.mark.issue(16)
def test_a_true_file_of_another_paper_proves_nothing_of_this_one(client, paper, agency, leader):
    other = issue(certificate(), agency=agency, subject_reference="LS-8K3M-9QXT", by=leader, at=AT)
    other = sign_paper(other, by=leader, at=AT)
    assert held_up(client, other, other.file.read())[0] == "good"
    assert held_up(client, paper, other.file.read())[0] == "late"


@pytest.fixture
def signed_by_another(paper, monkeypatch, tmp_path):
    """The same paper without its signature, signed again under the same names by an authority called like ours."""
    other = tmp_path / "another"
    authority = make_authority(other)
    monkeypatch.setattr("motcua.papers.signing.folder", lambda: other)
    monkeypatch.setattr("motcua.papers.signing.demonstration_pair", lambda _use: authority)
    who = Signatory(str(paper.signed_by.handle), paper.signed_by_name, paper.signed_title, paper.signed_agency)
    forged = sign(render(certificate()), who=who, at=AT)
    monkeypatch.undo()
    return forged


@pytest.mark.issue(16)
def test_a_paper_signed_anew_by_another_under_the_same_names_is_none(client, paper, signed_by_another):
    check = verify(signed_by_another)
    assert (check.signer, check.title, check.agency) == ("Vi Văn Hưng", "Phó Giám đốc", "Sở Xây dựng")
    assert (check.is_intact, check.is_trusted, check.is_good) == (True, False, False)
    assert held_up(client, paper, signed_by_another)[0] == "late"


@pytest.mark.issue(16)
def test_nor_is_it_where_somebody_put_it_in_the_place_of_the_kept_file(client, paper, signed_by_another):
    storages["files"].save(paper.file.path, ContentFile(signed_by_another))
    for content in (None, signed_by_another, b"x"):
        tone, words = held_up(client, paper, content)
        assert tone == "late", words


def test_the_very_file_is_said_to_be_it(client, paper):
    tone, words = held_up(client, paper, paper.file.read())
    assert tone == "good"
    assert "giống hệt bản gốc" in words


@pytest.mark.issue(16)
def test_a_code_alone_proves_no_paper(client, paper):
    tone, words = held_up(client, paper)
    assert tone == "info"
    assert "chưa đối chiếu tờ giấy" in words


def test_the_file_of_a_revoked_paper_is_told_as_revoked(client, paper, leader):
    revoke_paper(paper, reason="Cấp sai", by=leader, at=AT)
    tone, words = held_up(client, paper, paper.file.read())
    assert tone == "late"
    assert "thu hồi" in words


def test_a_recall_is_told_whatever_is_compared(client, paper, leader):
    revoke_paper(paper, reason="Cấp sai", by=leader, at=AT)
    page = client.post(f"/xac-thuc/{paper.public_id}/", {"file": SimpleUploadedFile("anh.jpg", b"another")})
    words = page.content.decode()
    assert words.index("Giấy này đã bị thu hồi") < words.index("không phải bản gốc")


def test_to_compare_nothing_is_asked_for_a_file(client, paper):
    answer = client.post(f"/xac-thuc/{paper.public_id}/")
    assert (answer.status_code, answer.context["error"]) == (422, {"file": "Chọn tệp trước khi so sánh."})
    assert "chưa đối chiếu tờ giấy" in answer.content.decode()


def lines_of(answer):
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.sub(r"\s+", " ", answer.content.decode())))


@pytest.mark.issue(18)
@pytest.mark.parametrize("kind", ["RECEIPT", "SUPPLEMENT_REQUEST", "INTAKE_REFUSAL", "RESULT_CERTIFICATE"])
def test_what_a_forgery_would_have_to_bear_is_shown_to_be_compared(client, agency, leader, kind):
    value = next(one for one in samples.every_paper().values() if one.kind == kind)
    made = issue(value, agency=agency, subject_reference="X", by=leader, at=AT)
    answer = client.get(f"/xac-thuc/{made.public_id}/")
    shown = lines_of(answer)
    assert shown["Loại giấy"] == made.title
    assert shown["Ngày trên giấy"] == f"{AT:%d/%m/%Y}"
    assert shown["Cơ quan phát hành"] == agency.name
    assert shown["Tên trên giấy"].startswith(mask_name(value.named))
    assert value.named not in answer.content.decode()
    assert "Chưa kiểm tra: nội dung tờ giấy" in answer.content.decode()


@pytest.mark.issue(18)
def test_a_file_that_was_compared_is_said_to_be_checked(client, paper):
    page = f"/xac-thuc/{paper.public_id}/"
    same = client.post(page, {"file": SimpleUploadedFile("g.pdf", paper.file.read())}).content.decode()
    assert "Chưa kiểm tra" not in same
    assert "Đã kiểm tra: tệp bạn đưa lên, từng byte." in same
    other = client.post(page, {"file": SimpleUploadedFile("g.pdf", b"%PDF-1.7 forged")}).content.decode()
    assert "Đã kiểm tra: tệp bạn đưa lên không phải giấy này." in other


@pytest.mark.issue(18)
@given(st.lists(st.text("aăâđeêAĂÂĐ", min_size=1, max_size=8), min_size=2, max_size=5))
def test_a_masked_name_keeps_initials_and_the_last_word_alone(words):
    masked = mask_name(" ".join(words)).split()
    assert masked[-1] == words[-1]
    assert [one[0] for one in masked] == [one[0] for one in words]
    assert all(len(one) == 2 for one in masked[:-1])
    assert mask_name(words[0]) == f"{words[0][0]}…"
