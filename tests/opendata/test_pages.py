"""Whoever wants finds a dataset, reads what it means, and takes it whole or in part; nobody is asked who they are."""

import gzip
import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from motcua.opendata import operations
from motcua.opendata.models import DataRow, Dataset
from motcua.opendata.rules.ranges import Unsatisfiable, span_in
from motcua.organization.models import Agency
from tests.opendata.conftest import AT, content_of, dataset, released

pytestmark = pytest.mark.issue(21)


@pytest.fixture
def agencies(db):
    return released("co-quan")


def text_of(answer):
    return answer.content.decode()


def sent(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# -- The list and a dataset --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["ngày nghỉ", "ngay nghi", "NGAY   NGHI", "holidays"])
def test_a_dataset_is_found_with_and_without_marks_in_both_languages(client, asked):
    page = text_of(client.get("/du-lieu/", {"q": asked}))
    assert "/du-lieu/lich-lam-viec-ngay-dac-biet/" in page
    assert "/du-lieu/co-quan/" not in page


@pytest.mark.django_db
def test_the_list_is_filtered_by_theme_agency_and_format(client, agencies):
    def shown(**asked):
        page = text_of(client.get("/du-lieu/", asked))
        return {code for code in Dataset.objects.values_list("code", flat=True) if f'"/du-lieu/{code}/"' in page}

    assert shown(**{"chu-de": "JUST"}) == {
        "van-ban-phap-luat",
        "quan-he-van-ban-phap-luat",
        "thay-doi-danh-muc-thu-tuc",
    }
    assert shown(**{"dinh-dang": "parquet"}) == {"co-quan"}
    assert shown(**{"co-quan": "so-tu-phap"}) == set()
    assert len(shown(**{"co-quan": "ubnd-tinh"})) == Dataset.objects.count()
    assert len(shown(**{"chu-de": "x", "dinh-dang": "x"})) == Dataset.objects.count(), (
        "what is no choice chooses nothing"
    )


@pytest.mark.django_db
def test_the_list_is_paged_by_key_and_asks_as_often_however_long_it_is(client, monkeypatch):
    monkeypatch.setattr("motcua.portal.open_data.PAGE", 5)
    seen, after = [], ""
    for _page in range(10):
        page = text_of(client.get("/du-lieu/", {"sau": after}))
        here = [code for code in Dataset.objects.values_list("code", flat=True) if f'"/du-lieu/{code}/"' in page]
        seen += here
        assert len(here) <= 5
        if "sau=" not in page.split("mc-pager")[-1] or len(here) < 5:
            break
        after = Dataset.objects.filter(code__in=here).order_by("sort_key", "code").last().code
    assert sorted(seen) == sorted(Dataset.objects.values_list("code", flat=True))

    def asked(size):
        monkeypatch.setattr("motcua.portal.open_data.PAGE", size)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/du-lieu/")
        return len(queries)

    assert asked(3) == asked(17)


@pytest.mark.django_db
def test_a_dataset_says_what_it_holds_and_where_it_is_had(client, agencies):
    page = text_of(client.get("/du-lieu/co-quan/"))
    for said in ("Cơ quan hành chính và lịch sử", "Từ điển cột", "former_names", "Chưa rõ. Dữ liệu mở", "bản 1",
                 DataRow.objects.get(number=1).data["name"], "/du-lieu/co-quan/co-quan.csv",
                 "/du-lieu/co-quan/ban/1/co-quan.parquet",
                 agencies.files.get(format="csv").digest):  # fmt: skip
        assert said in page, said
    english = text_of(client.get("/du-lieu/co-quan/?tieng=en"))
    assert "Agencies and their history" in english
    assert "Not known. Open data" in english


@pytest.mark.django_db
def test_a_dataset_without_a_release_says_so(client):
    page = text_of(client.get("/du-lieu/so-lieu-thang/"))
    assert "Chưa có bản nào" in page
    assert client.get("/du-lieu/so-lieu-thang/so-lieu-thang.csv").status_code == 404


@pytest.mark.django_db
def test_one_row_has_an_address(client, agencies):
    page = client.get("/du-lieu/co-quan/dong/so-tu-phap/")
    assert page.status_code == 200
    assert "Sở Tư pháp" in text_of(page)
    assert client.get("/du-lieu/co-quan/dong/khong-co/").status_code == 404
    keys = DataRow.objects.filter(dataset__code=released("don-vi-hanh-chinh-cu").dataset.code).exclude(key="")
    assert client.get(f"/du-lieu/don-vi-hanh-chinh-cu/dong/{keys.first().key}/").status_code == 200


@pytest.mark.django_db
def test_a_chart_by_month_stands_where_there_is_one(client, figures):
    figures.filed("ubnd-06187", figures.march, 40)
    figures.filed("ubnd-06187", figures.april, 25)
    released("so-lieu-thang")
    page = text_of(client.get("/du-lieu/so-lieu-thang/"))
    assert "Đã nộp theo tháng" in page
    assert "03/2026" in page.split("Bảng số")[1]
    assert "Không nhóm nào có dưới 10 người" in page


@pytest.mark.django_db
def test_what_is_withdrawn_keeps_its_address_and_says_why(client, agencies):
    operations.withdraw(dataset("co-quan"), why="Lẫn cơ quan trình diễn", by=None, at=AT)
    for address in ("", "dong/so-tu-phap/", "co-quan.csv", "ban/1/co-quan.csv"):
        answer = client.get(f"/du-lieu/co-quan/{address}")
        assert answer.status_code == 410, address
        assert "Lẫn cơ quan trình diễn" in text_of(answer)
    assert '"/du-lieu/co-quan/"' not in text_of(client.get("/du-lieu/"))


@pytest.mark.django_db
def test_a_change_of_columns_is_told_before_it_comes(client, agencies):
    definition = dataset("co-quan").definition
    fewer = definition.model_copy(update={"columns": [one for one in definition.columns if one.name != "kind"]})
    operations.define(fewer, publisher=dataset("co-quan").publisher, by=None, at=AT)
    page = text_of(client.get("/du-lieu/co-quan/"))
    assert "sẽ thay đổi từ ngày 23/12/2026" in page
    assert "Bỏ: kind." in " ".join(page.split())


@pytest.mark.django_db
def test_a_part_that_was_refused_is_told_without_what_was_in_it(client, figures):
    figures.filed("ubnd-06187", figures.march.replace(year=2025), 1)
    figures.ended("ubnd-06187", figures.march.replace(year=2025), 3)
    released("ho-so-an-danh")
    page = " ".join(text_of(client.get("/du-lieu/ho-so-an-danh/")).split())
    assert "Phần 2025 chưa được phát hành: còn 3 dòng" in page


# -- Files -------------------------------------------------------------------------------------------------------------

CSV = "/du-lieu/co-quan/co-quan.csv"


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "json", "parquet", "package"])
def test_a_file_is_given_as_it_was_released(client, agencies, form):
    file = agencies.files.get(format=form)
    for address in (f"/du-lieu/co-quan/{file.name}", f"/du-lieu/co-quan/ban/1/{file.name}"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Length"]) == (200, str(file.size))
        assert hashlib.sha256(sent(answer)).hexdigest() == file.digest
        assert answer["Content-Type"] == file.media_type
        assert file.name in answer["Content-Disposition"]
        assert answer["Cache-Control"].startswith("public")
        assert not answer.cookies, "nobody is told from anybody else"
    for address in ("ban/2/", "ban/99999999999/", "x"):
        assert client.get(f"/du-lieu/co-quan/{address}{file.name}").status_code == 404


@pytest.mark.django_db
def test_it_is_packed_for_who_takes_it_so(client, agencies):
    whole = content_of(agencies)
    answer = client.get(CSV, headers={"accept-encoding": "gzip, br"})
    packed = sent(answer)
    assert (answer["Content-Encoding"], gzip.decompress(packed)) == ("gzip", whole)
    assert len(packed) < len(whole) / 2
    assert "Accept-Encoding" in answer["Vary"]
    for other in ("br", "gzip;q=0", ""):
        assert not client.get(CSV, headers={"accept-encoding": other}).has_header("Content-Encoding")
    parquet = client.get("/du-lieu/co-quan/co-quan.parquet", headers={"accept-encoding": "gzip"})
    assert not parquet.has_header("Content-Encoding")


@pytest.mark.django_db
def test_what_somebody_has_already_is_not_sent_again(client, agencies):
    for accepts in ("", "gzip"):
        mark = client.get(CSV, headers={"accept-encoding": accepts})["ETag"]
        again = client.get(CSV, headers={"accept-encoding": accepts, "if-none-match": mark})
        assert (again.status_code, sent(again), again["ETag"]) == (304, b"", mark)
    assert client.get(CSV, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.django_db
def test_a_part_is_given_as_it_was_asked_for(client, monkeypatch, db):
    monkeypatch.setattr(operations, "PIECE", 700)
    whole = content_of(released("co-quan"))
    size = len(whole)
    asked_parts = {
        "bytes=0-9": (0, 10),
        "bytes=690-1410": (690, 1411),
        "bytes=-5": (size - 5, size),
        f"bytes={size - 3}-": (size - 3, size),
        "bytes=5-99999999": (5, size),
    }
    for asked, (start, stop) in asked_parts.items():
        answer = client.get(CSV, headers={"range": asked, "accept-encoding": "gzip"})
        part = whole[start:stop]
        assert (answer.status_code, sent(answer)) == (206, part), asked
        assert answer["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    beyond = client.get(CSV, headers={"range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
    several = client.get(CSV, headers={"range": "bytes=0-1,4-5"})
    assert (several.status_code, sent(several)) == (200, whole)
    of_another = client.get(CSV, headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (of_another.status_code, sent(of_another)) == (200, whole)


@pytest.mark.django_db
def test_who_takes_too_much_at_once_is_asked_to_wait_whoever_they_are(client, agencies, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "open_data": "3/m/ip"}
    codes = [client.get(CSV).status_code for _each in range(4)]
    assert codes == [200, 200, 200, 429]
    last = client.get(CSV)
    assert last["Retry-After"] == "60"
    assert client.get(CSV, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert client.get("/du-lieu/co-quan/").status_code == 200, "reading about it goes on"


@pytest.mark.django_db
def test_the_latest_is_the_latest_and_an_older_one_stays(client, agencies):
    before = sent(client.get("/du-lieu/co-quan/ban/1/co-quan.json"))
    Agency.objects.filter(code="so-tu-phap").update(short_name="Sở TP")
    released("co-quan")
    assert sent(client.get("/du-lieu/co-quan/ban/1/co-quan.json")) == before
    names = {row["short_name"] for row in json.loads(sent(client.get("/du-lieu/co-quan/co-quan.json")))}
    assert "Sở TP" in names


@given(st.integers(0, 50), st.none() | st.integers(0, 60), st.none() | st.integers(0, 60))
def test_a_span_is_what_the_bytes_are(size, first, last):
    content = bytes(range(size))
    asked = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    try:
        span = span_in(asked, size)
    except Unsatisfiable:
        assert not size or (first is not None and first >= size) or (first is None and last == 0)
        return
    if span is None:
        assert (first, last) == (None, None) or (first is not None and last is not None and last < first)
    elif first is None:
        assert content[span.start : span.stop] == content[-last:]
    else:
        assert content[span.start : span.stop] == content[first : None if last is None else last + 1]
        assert span.size > 0


@pytest.mark.parametrize(
    "header", ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "items=0-1", "bytes=1-2,3-4", "bytes=--1"]
)
def test_what_is_no_span_gives_the_whole(header):
    assert span_in(header, 10) is None
