"""What people read goes over the line packed, and says so; what is packed already, or a part, goes as it is."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from motcua.ui.packing import PackedText

pytestmark = pytest.mark.issue(19)
LONG = "Dịch vụ công tỉnh Lạng Sơn. " * 100


def answered(response, accepts="gzip, deflate, br"):
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return PackedText(lambda _request: response)(request)


def text(media_type="text/html; charset=utf-8", **more):
    return HttpResponse(LONG, content_type=media_type, **more)


def is_packed(answer):
    return answer.headers.get("Content-Encoding") == "gzip"


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html; charset=utf-8", "text/csv", "text/plain", "text/javascript; charset=utf-8", "image/svg+xml",
        "application/json", "application/manifest+json", "application/ld+json", "application/xml; charset=utf-8",
    ],
)  # fmt: skip
def test_text_is_packed(media_type):
    answer = answered(text(media_type))
    assert is_packed(answer)
    assert gzip.decompress(answer.content).decode() == LONG
    assert int(answer["Content-Length"]) == len(answer.content) < len(LONG) / 4
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "media_type",
    [
        "application/pdf", "image/png", "image/jpeg", "font/woff2", "application/zip", "application/octet-stream",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pkix-crl",
    ],
)  # fmt: skip
def test_what_is_packed_by_its_own_kind_goes_as_it_is(media_type):
    answer = answered(text(media_type))
    assert not is_packed(answer)
    assert "Vary" not in answer


@pytest.mark.parametrize("accepts", ["", "br", "gzip;q=0", "gzip; q=0.0, br", "br, GZIP;q=0"])
def test_who_cannot_unpack_gets_it_open_and_caches_know_of_the_other(accepts):
    answer = answered(text(), accepts)
    assert not is_packed(answer)
    assert answer.content.decode() == LONG
    assert answer["Vary"] == "Accept-Encoding"


def test_who_prefers_little_packs_still():
    assert is_packed(answered(text(), "br;q=0, gzip;q=0.5"))


def test_a_stream_a_part_and_what_is_packed_stay_as_they_are():
    stream = StreamingHttpResponse(iter([b"PK", b"..."]), content_type="text/csv")
    assert list(answered(stream).streaming_content) == [b"PK", b"..."]
    assert not is_packed(answered(text(status=206)))
    brotli = answered(text(headers={"Content-Encoding": "br"}))
    assert brotli["Content-Encoding"] == "br"
    assert brotli.content.decode() == LONG


def test_the_mark_of_an_answer_no_longer_says_that_it_is_the_same_byte_for_byte():
    assert answered(text(headers={"ETag": '"a1"'}))["ETag"] == 'W/"a1"'
    assert answered(text(headers={"ETag": '"a1"'}), "")["ETag"] == '"a1"'


def test_the_length_of_a_packed_answer_does_not_say_what_is_in_it():
    """Who makes a browser ask again and again with guesses cannot compare lengths (BREACH)."""
    assert len({len(answered(text()).content) for _time in range(40)}) > 10


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"), [("/", 200), ("/khong-co-trang-nay/", 404), ("/sitemap.xml", 200), ("/metrics", 200)]
)
def test_every_page_goes_packed(client, address, status):
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert (answer.status_code, is_packed(answer)) == (status, True)
    asked = client.head(address, headers={"accept-encoding": "gzip"})
    assert (asked.status_code, is_packed(asked), asked.content) == (status, True, b"")
    assert int(asked["Content-Length"]) > 0
