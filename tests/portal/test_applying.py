"""Applying: what to have at hand, how much is left, files sent one by one, a paper to look at, a code to keep."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from motcua.dossiers.operations.intake import accept
from motcua.dossiers.rules import ReturnMethod
from motcua.forms.models import Draft
from motcua.portal.just_filed import coming, papers_to_bring
from tests.dossiers.conftest import at, people  # noqa: F401 - a fixture
from tests.dossiers.test_at_once import draft, file  # noqa: F401 - draft is a fixture
from tests.dossiers.test_counter import PDF
from tests.portal.test_two_places import SCRIPT, address, citizen  # noqa: F401 - a fixture

TODAY = date(2026, 3, 2)
pytestmark = [pytest.mark.issue(19), pytest.mark.django_db]


def words(page):
    return " ".join(html.fromstring(page.content).xpath("string(//main)").split())


@pytest.fixture
def with_papers(draft):  # noqa: F811
    """Of the two cases the one that asks for a paper."""
    Draft.objects.filter(pk=draft.pk).update(case_answers={"nguoi-nop": "uy-quyen"})
    return draft


def key_of(citizen, draft):  # noqa: F811
    return citizen.get(address(draft, "giay-to")).context["components"][0]["component"].key


def pdf(name="giay.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_before_it_begins_one_knows_how_long_it_takes_and_what_to_have_at_hand(citizen):  # noqa: F811
    page = words(citizen.get("/nop-ho-so/1.001193/?giay-chung-sinh=co&han=dung-han&nguoi-nop=chinh-minh"))
    assert re.search(r"Điền hết khoảng \d+ phút", page)
    assert re.search(r"\d+ trang, \d+ câu phải trả lời", page)
    assert "Giấy chứng sinh (ảnh chụp rõ hoặc tệp PDF)" in page
    assert "Số định danh hoặc số chứng minh nhân dân" in page
    # What the platform makes by itself is not looked for at home, nor what another case needs.
    assert "Tờ khai đăng ký khai sinh (" not in page
    assert "mang thai hộ" not in page.partition("Nên có sẵn")[2].partition("Trẻ được sinh ra")[0]


def test_a_case_that_needs_more_takes_longer(citizen):  # noqa: F811
    def minutes(query):
        return citizen.get(f"/nop-ho-so/2.000635/?{query}").context["before"]["effort"].minutes

    assert minutes("nguoi-nop=uy-quyen") > minutes("nguoi-nop=chinh-minh")


def test_every_step_says_how_much_is_left_and_the_last_that_nothing_is(citizen, draft):  # noqa: F811
    first = citizen.get(address(draft, "nguoi-lien-quan"))
    left = first.context["minutes"]
    assert f"còn khoảng {left} phút" in words(first)
    Draft.objects.filter(pk=draft.pk).update(parties={}, answers={})
    more = citizen.get(address(draft, "nguoi-lien-quan"))
    assert more.context["minutes"] > left
    overview = words(citizen.get(address(draft)))
    assert re.search(r"Còn \d+ bước, còn khoảng \d+ phút", overview)


def test_a_script_sends_one_file_after_the_other(citizen, with_papers):  # noqa: F811
    here, key = address(with_papers, "giay-to"), key_of(citizen, with_papers)
    assert citizen.post(here, {key: pdf()}, headers=SCRIPT).status_code == 204
    assert citizen.post(here, {key: pdf("hai.pdf", PDF + b"\n%2")}, headers=SCRIPT).status_code == 204
    assert sorted(with_papers.files.values_list("name", flat=True)) == ["giay.pdf", "hai.pdf"]
    assert "không thêm lần nữa" not in words(citizen.get(here))


def test_what_a_lost_line_sent_twice_is_there_once_and_nobody_is_blamed(citizen, with_papers):  # noqa: F811
    here, key = address(with_papers, "giay-to"), key_of(citizen, with_papers)
    for again in ({}, {"again": "1"}):
        assert citizen.post(here, {key: pdf(), **again}, headers=SCRIPT).status_code == 204
    assert with_papers.files.count() == 1
    assert "không thêm lần nữa" not in words(citizen.get(here))
    # Who chooses it once more is told.
    assert citizen.post(here, {key: pdf()}, headers=SCRIPT).status_code == 204
    assert "không thêm lần nữa" in words(citizen.get(here))


def test_what_is_refused_of_a_script_is_said_on_the_page_it_opens_next(citizen, with_papers):  # noqa: F811
    here, key = address(with_papers, "giay-to"), key_of(citizen, with_papers)
    refused = citizen.post(here, {key: pdf("hong.pdf", b"MZ, no PDF")}, headers=SCRIPT)
    assert refused.status_code == 422
    assert "hong.pdf" in refused.content.decode()
    assert "<" not in refused.content.decode()
    assert with_papers.files.count() == 0
    assert "hong.pdf" in words(citizen.get(here))
    assert "hong.pdf" not in words(citizen.get(here))


@pytest.mark.issue(18)
@pytest.mark.parametrize("headers", [SCRIPT, {}])
def test_a_file_for_a_paper_that_the_case_no_longer_wants_is_told_and_not_dropped(citizen, with_papers, headers):  # noqa: F811
    """The case was changed in another tab: «kept» would be untrue."""
    here = address(with_papers, "giay-to")
    answer = citizen.post(here, {"giay-cu": pdf("cu.pdf"), "more": "1"}, headers=headers)
    assert answer.status_code == 422
    assert "Chưa giữ «cu.pdf»" in answer.content.decode()
    assert with_papers.files.count() == 0
    if headers:
        assert "Chưa giữ «cu.pdf»" in words(citizen.get(here))


def test_the_file_field_offers_the_camera_and_names_itself(citizen, with_papers):  # noqa: F811
    page = html.fromstring(citizen.get(address(with_papers, "giay-to")).content)
    key = key_of(citizen, with_papers)
    any_file, camera = page.xpath(f"//input[@type='file' and @name='{key}']")
    assert camera.get("capture") == "environment"
    assert any_file.get("capture") is None
    for one in (any_file, camera):
        assert one.get("data-mc-shrink") is not None
        labels = page.xpath(f"//label[@for='{one.get('id')}']")
        assert labels[-1].text_content().strip()


def test_a_file_that_is_compared_is_never_made_smaller(client):
    page = client.get("/xac-thuc/").content.decode()
    assert "data-mc-shrink" not in page


def test_the_review_reads_like_the_paper_and_each_part_can_be_changed(citizen, draft):  # noqa: F811
    page = html.fromstring(citizen.get(address(draft, "xem-lai")).content)
    (sheet,) = page.xpath("//article[@class='mc-declaration']")
    assert draft.form.parsed.title in sheet.text_content()
    parts = sheet.xpath("./section")
    assert len(parts) >= 3
    for part in parts:
        (heading,) = part.xpath("./h3")
        changes = heading.xpath("./a")
        is_of_files = "Giấy tờ đính kèm" in heading.text_content()
        assert changes or is_of_files
        # Nobody hears «change» without what.
        assert all(len(one.text_content().split()) > 1 for one in changes)
    assert "cam đoan" in sheet.xpath("string(./footer)")


def test_what_was_filed_is_worth_keeping_until_somebody_answers(citizen, people, draft):  # noqa: F811
    dossier = file(draft, people.citizen)
    here = f"/ho-so/{dossier.shown_code}/"
    page = html.fromstring(citizen.get(here).content)
    (kept,) = page.xpath("//section[@class='mc-kept']")
    assert kept.xpath("string(.//*[contains(@class, 'mc-kept__figures')])") == dossier.shown_code
    (picture,) = kept.xpath(".//img/@src")
    assert picture.startswith("data:image/svg+xml;base64,")
    assert len(page.xpath("//button[@data-mc-keep-page]")) == 1
    assert coming(dossier, on=TODAY)[0] in " ".join(kept.text_content().split())
    (calendar,) = kept.xpath(".//a[contains(@href, 'hen-tra.ics')]/@href")
    event = citizen.get(calendar).content.decode()
    assert f"Hạn trả lời việc tiếp nhận hồ sơ {dossier.shown_code}" in event.replace("\r\n ", "")
    accept(dossier, by=people.counter, at=at(2, 10))
    later = html.fromstring(citizen.get(here).content)
    assert not later.xpath("//section[@class='mc-kept']")
    assert len(later.xpath("//button[@data-mc-keep-page]")) == 1


@pytest.mark.parametrize("way", list(ReturnMethod))
def test_what_comes_next_is_said_of_how_the_result_comes(people, draft, way):  # noqa: F811
    dossier = file(draft, people.citizen)
    dossier.return_method, dossier.return_address = way, "12 Trần Đăng Ninh"
    last = coming(dossier, on=TODAY)[-1]
    assert ("12 Trần Đăng Ninh" in last) == (way == ReturnMethod.POST)
    assert (dossier.receiving_unit.agency.name in last) == (way == ReturnMethod.COUNTER)
    assert bool(papers_to_bring(dossier)) == (way == ReturnMethod.COUNTER)


def test_how_long_it_takes_is_told_where_one_length_is_certain(people, draft):  # noqa: F811
    dossier = file(draft, people.citizen)
    assert "Thời hạn: Trong ngày" in coming(dossier, on=TODAY)[1]
    dossier.version.channels.filter(kind="ONLINE").update(amount=None, unit="")
    dossier.version.is_same_day = False
    assert "Thời hạn" not in coming(dossier, on=TODAY)[1]


def test_who_is_not_its_filer_sees_nothing_of_it(client, people, draft):  # noqa: F811
    dossier = file(draft, people.citizen)
    client.force_login(people.stranger)
    assert client.get(f"/ho-so/{dossier.shown_code}/hen-tra.ics").status_code == 404
    assert b"mc-kept" not in client.get(f"/ho-so/{dossier.shown_code}/", follow=True).content


def test_all_of_it_is_said_in_english_too(citizen):  # noqa: F811
    page = words(citizen.get("/nop-ho-so/1.001193/?tieng=en", follow=True))
    assert re.search(r"Takes about \d+ minutes to fill in \d+ pages, \d+ questions that must be answered\.", page)
