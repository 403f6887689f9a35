"""What programs ask a site for, what screen readers are pointed to, and which language a part of a page is in."""

import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tests.texts import VIETNAMESE

pytestmark = [pytest.mark.issue(18), pytest.mark.django_db]
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PUBLIC = [
    "/", "/thu-tuc/", "/thu-tuc/1.001193/", "/thu-tuc/1.004873/can-mang/", "/tra-cuu/", "/xac-thuc/", "/noi-tiep-nhan/",
    "/phap-luat/", "/minh-bach/", "/quyen-rieng-tu/", "/dang-nhap/", "/dang-ky/", "/quen-mat-khau/",
    "/su-kien/sinh-con/", "/thu-tuc/?q=khai+sinh", "/noi-tiep-nhan/ttpvhcc-06187/",
]  # fmt: skip
OWN = ["/tai-khoan/", "/tai-khoan/thong-tin/", "/tai-khoan/lien-he/", "/tai-khoan/du-lieu/", "/ho-so/",
       "/tai-khoan/doi-mat-khau/", "/tai-khoan/yeu-to-thu-hai/", "/tai-khoan/thong-bao/"]  # fmt: skip


def test_programs_are_told_what_is_theirs_to_read(client, settings):
    settings.PUBLIC_ADDRESS = "https://dvc.langson.example/"
    said = client.get("/robots.txt")
    assert said.headers["Content-Type"].startswith("text/plain")
    lines = said.content.decode().splitlines()
    assert "Sitemap: https://dvc.langson.example/sitemap.xml" in lines
    for path in (
        "/tai-khoan/",
        "/ho-so/",
        "/lam-viec/",
        "/nop-ho-so/",
        "/phap-luat/so-sanh/?",
        "/minh-bach/?",
        "/minh-bach/*?",
        "/*&tieng=",
    ):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines


def test_the_map_names_public_pages_that_open(client, settings):
    settings.PUBLIC_ADDRESS = "https://dvc.langson.example"
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own page
    addresses = [one.text for one in root.iter(f"{NAMESPACE}loc")]
    assert len(addresses) == len(set(addresses)) > 80
    assert "https://dvc.langson.example/thu-tuc/1.001193/" in addresses
    refused = [line.removeprefix("Disallow: ") for line in client.get("/robots.txt").content.decode().splitlines()]
    for address in addresses[:10] + addresses[-10:]:
        path = address.removeprefix("https://dvc.langson.example")
        assert client.get(path).status_code == 200, path
        assert not any(path.startswith(one) for one in refused if one.startswith("/"))


@pytest.mark.parametrize("contact", ["", "mailto:an-toan@langson.example"])
def test_who_finds_a_weakness_learns_whom_to_tell(client, settings, contact):
    settings.SECURITY_CONTACT = contact
    settings.PUBLIC_ADDRESS = "https://dvc.langson.example"
    said = client.get("/.well-known/security.txt")
    assert said.headers["Content-Type"] == "text/plain; charset=utf-8"
    facts = dict(line.split(": ", 1) for line in said.content.decode().splitlines())
    assert facts["Contact"] == (contact or f"https://dvc.langson.example{reverse('portal:places')}")
    left = datetime.fromisoformat(facts["Expires"]) - timezone.now()
    assert 100 < left.days < 365


@pytest.mark.parametrize("address", [*PUBLIC, *OWN])
def test_what_describes_a_field_is_there(client, hoa, address):
    if address in OWN:
        client.force_login(hoa)
    for answer in (client.get(address), client.post(address, {"x": "y"}) if address in OWN[1:3] else None):
        if answer is None or not answer.content:
            continue
        page = html.fromstring(answer.content)
        ids = set(page.xpath("//@id"))
        pointed = [name for names in page.xpath("//@aria-describedby") for name in names.split()]
        assert [name for name in pointed if name not in ids] == [], address
        assert [one for one in page.xpath("//label/@for") if one not in ids] == [], address


@pytest.mark.parametrize("address", ["/dang-ky/", "/dang-nhap/"])
def test_what_is_wrong_is_described_where_it_is_pointed_to(client, address):
    page = html.fromstring(client.post(address, {}).content)
    pointed = [name for names in page.xpath("//@aria-describedby") for name in names.split()]
    assert any(name.endswith("_error") for name in pointed)
    assert set(pointed) <= set(page.xpath("//@id"))


def vietnamese_as_english(page):
    """Texts with Vietnamese letters that an English page says as if they were English."""
    # Names that English takes over, numbers of documents, and what is cited between quotation marks.
    own = re.compile(r"Một Cửa|Lạng Sơn|Kỳ Lừa|Tiếng Việt|\d+/(?:\d{4}/)?(?:NĐ|QĐ)\S*|[«“][^»”]*[»”]")
    found = []
    for node in html.fromstring(page).xpath("//main//text()[normalize-space()]"):
        tongue = node.getparent().xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
        if node.getparent().tag not in ("script", "style") and tongue == "en" and VIETNAMESE.search(own.sub("", node)):
            found.append(str(node).strip())
    return found


@pytest.mark.parametrize("address", [*PUBLIC, *OWN[:5]])
def test_vietnamese_on_an_english_page_says_that_it_is(client, hoa, address):
    if address in OWN:
        client.force_login(hoa)
    page = client.get(address + ("&" if "?" in address else "?") + "tieng=en").content
    assert vietnamese_as_english(page) == []
