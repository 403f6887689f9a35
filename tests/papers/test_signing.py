"""Signatures prove what they say and nothing else."""

import stat
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from motcua.papers.certificates import make_authority
from motcua.papers.models import SigningKey
from motcua.papers.places import signature_place
from motcua.papers.rendering import render
from motcua.papers.signatures import Signatory
from motcua.papers.signing import ROOM, sign, verify
from motcua.papers.trusted import folder
from tests.papers.samples import AT, THEN, certificate, control_sheet, receipt

pytestmark = pytest.mark.django_db
WHO = Signatory("vi-van-hung", "Vi Văn Hưng", "Phó Giám đốc", "Sở Xây dựng")


@pytest.fixture
def signed():
    return sign(render(certificate()), who=WHO, at=AT)


def test_a_signed_paper_is_intact_whole_and_of_a_known_issuer(signed):
    check = verify(signed)
    assert check.is_good
    assert check.signer == "Vi Văn Hưng"
    assert check.signed_at == AT


def test_the_signature_is_pades_and_names_the_software_key(signed):
    signature = PdfFileReader(BytesIO(signed)).embedded_signatures[0].sig_object
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature["/Reason"] == "Chữ ký số phần mềm – bản trình diễn"


def test_the_stamp_shows_who_signed_when_and_with_what_kind_of_key(signed):
    page = pypdf.PdfReader(BytesIO(signed)).pages[-1]
    stamps = [a.get_object() for a in page["/Annots"] if a.get_object()["/Subtype"] == "/Widget"]
    assert len(stamps) == 1
    appearance = stamps[0]["/AP"]["/N"]
    [picture] = appearance["/Resources"]["/XObject"].values()
    assert picture.get_object()["/Resources"]["/Font"]
    place = signature_place(render(certificate()))
    assert [float(edge) for edge in stamps[0]["/Rect"]] == [round(edge) for edge in place.box]


@pytest.mark.parametrize("where", [0.1, 0.3, 0.5, 0.6])
def test_one_changed_byte_breaks_it(signed, where):
    damaged = bytearray(signed)
    damaged[int(len(signed) * where)] ^= 1
    check = verify(bytes(damaged))
    assert check is None or not check.is_intact


def test_something_added_after_signing_is_seen(signed):
    check = verify(signed + b"\n% them")
    assert check.is_intact
    assert not check.covers_whole
    assert not check.is_good


def test_a_signature_of_another_authority_is_not_trusted(signed, tmp_path):
    another = make_authority(tmp_path / "another")[1].public_bytes(Encoding.PEM).decode()
    SigningKey.objects.filter(use="VOUCHES").update(certificate=another)
    check = verify(signed)
    assert check.is_intact
    assert not check.is_trusted


@pytest.mark.parametrize("content", [b"", b"junk", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_signed_pdf_has_no_signature(content):
    assert verify(content) is None
    assert verify(render(receipt())) is None


def test_a_paper_of_an_earlier_year_can_still_be_signed_and_verified():
    long_ago = AT.replace(year=2019)
    assert verify(sign(render(receipt(THEN)), who=WHO, at=long_ago)).is_good


@pytest.mark.issue(16)
def test_what_was_signed_by_a_key_of_a_name_is_verified_as_before():
    # Its certificate names no holder; the same authority vouches for it.
    check = verify(sign(render(certificate()), who=replace(WHO, holder=""), at=AT))
    assert check.is_good
    assert (check.signer, check.title, check.agency) == (WHO.name, WHO.title, WHO.agency_name)


def test_keys_are_readable_by_their_owner_only():
    # Of whoever signed in a test before.
    for kept in folder().glob("of-*.pem"):
        kept.unlink()
    sign(render(certificate()), who=WHO, at=AT)
    files = list(folder().iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(folder().stat().st_mode) == 0o700


def test_two_signatures_stand_one_after_the_other(signed):
    twice = sign(signed, who=replace(WHO, name="Sở Xây dựng", title=""), at=AT)
    assert len(PdfFileReader(BytesIO(twice)).embedded_signatures) == 2
    assert verify(twice).is_good


@pytest.mark.parametrize("name", ["A" * 2000, "🎉", "#let x = $", "Trần Thị " * 40])
def test_an_awkward_name_can_sign(name):
    assert verify(sign(render(certificate()), who=replace(WHO, name=name), at=AT)).is_good


def test_a_paper_without_a_place_is_signed_in_the_margin_at_the_foot_of_its_last_page():
    pdf = render(control_sheet())
    place = signature_place(pdf)
    last = PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"] - 1
    assert place.page == last
    assert place.box[1] > 0
    assert place.box[3] < 57


def test_the_longest_names_leave_room_in_the_file():
    longest = Signatory("f" * 36, "Ỹ" * 99, "Phó Chủ tịch " * 9, "Trung tâm " * 19)
    every = sign(render(certificate()), who=longest, at=AT)
    taken = bytes(PdfFileReader(BytesIO(every)).embedded_signatures[0].pkcs7_content)
    assert 2 * len(taken.rstrip(b"\0")) < ROOM * 3 // 4
    assert verify(every).is_good


def test_a_key_made_anew_is_read_anew(tmp_path):
    first = make_authority(tmp_path)
    assert make_authority(tmp_path)[1] == first[1]
    (tmp_path / "authority.pem").unlink()
    again = make_authority(tmp_path)
    assert again[1] != first[1]
    assert make_authority(tmp_path)[1] == again[1]
