"""What every page of the portal has: help, another display; filters at one press, a map, a program to keep."""

import json
import re
from datetime import date
from urllib.parse import urlencode

import pytest

from motcua.organization.models import Agency, Premises
from motcua.organization.rules import AgencyKind, Level
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import version_in_force

pytestmark = [pytest.mark.issue(19), pytest.mark.django_db]


def page_of(client, address="/"):
    return " ".join(client.get(address).content.decode().split())


def test_help_names_the_centre_and_whether_it_is_open(client):
    centre = Agency.objects.get(kind=AgencyKind.SERVICE_CENTRE, level=Level.PROVINCE)
    page = page_of(client, "/quyen-rieng-tu/")
    end = page[page.index("Cần người giúp?") :]
    assert centre.name in end
    assert re.search(r"<strong>Đang (mở|đóng)</strong>", end)
    assert "Dữ liệu trình diễn" not in end
    Premises.objects.filter(agency=centre).update(phone="02053000000", is_demonstration=True)
    end = page_of(client, "/quyen-rieng-tu/")
    assert 'href="tel:02053000000"' in end
    assert "Dữ liệu trình diễn" in end


def test_a_province_without_a_centre_has_an_end_of_the_page_all_the_same(client):
    Agency.objects.filter(kind=AgencyKind.SERVICE_CENTRE, level=Level.PROVINCE).update(valid_until="2026-01-02")
    page = page_of(client, "/quyen-rieng-tu/")
    assert "Cần người giúp?" not in page
    assert "Sơ đồ trang" in page


@pytest.mark.parametrize("odd", ["<b>", "ro'", "1", "", "RO"])
def test_the_display_is_chosen_by_a_link_and_remembered(client, odd):
    assert "mc-clear" not in page_of(client)
    assert "mc-clear" not in page_of(client, f"/?hien={odd}")
    assert "mc_hien" not in client.cookies
    chosen = client.get("/thu-tuc/?q=khai+sinh&hien=ro")
    assert 'class=" mc-clear"' in chosen.content.decode()
    # What was asked stays in the address that leads back.
    assert "?q=khai+sinh&amp;hien=thuong" in chosen.content.decode()
    assert client.cookies["mc_hien"]["httponly"]
    assert "mc-clear" in page_of(client)
    client.get("/?hien=thuong")
    assert "mc-clear" not in page_of(client)


def test_a_filter_at_one_press_leaves_what_it_counts_and_leads_back(client):
    page = page_of(client, "/thu-tuc/?q=khai+sinh")
    [(value, count)] = re.findall(r'href="\?q=khai\+sinh&amp;linh-vuc=([\w-]+)">Hộ tịch \((\d+)\)</a>', page)
    filtered = page_of(client, f"/thu-tuc/?q=khai+sinh&linh-vuc={value}")
    assert f"{count} thủ tục" in filtered
    assert re.search(r'aria-current="true" href="\?q=khai\+sinh">Hộ tịch', filtered)


def test_the_chip_of_what_is_filed_here_counts_right(client):
    address = "/thu-tuc/?q=khai+sinh"
    chip = re.compile(r'truc-tuyen=1">[^<]*\((\d+)\)')
    assert chip.search(page_of(client, address)) is None, "all of them are"
    ProcedureVersion.objects.filter(procedure__code="1.001193").update(process_key="")
    page = page_of(client, address)
    [total] = re.findall(r"(\d+) thủ tục </h2>", page)
    assert int(chip.search(page)[1]) == int(total) - 1
    only = page_of(client, f"{address}&truc-tuyen=1")
    assert f"{int(total) - 1} thủ tục </h2>" in only
    assert "/thu-tuc/1.001193/" not in only


def test_the_map_names_what_can_be_filed_here(client):
    page = page_of(client, "/so-do/")
    for address in ("/thu-tuc/1.001193/", "/su-kien/sinh-con/", "/tro-nang/", "/minh-bach/"):
        assert f'href="{address}"' in page


def test_the_portal_says_how_it_is_kept_on_a_telephone(client):
    answer = client.get("/ung-dung.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    facts = json.loads(answer.content)
    assert facts["display"] == "standalone"
    for one in facts["icons"] + facts["shortcuts"]:
        address = one.get("src") or one["url"]
        assert address.startswith("/")
    assert 'href="/ung-dung.webmanifest"' in page_of(client)


def test_the_program_for_no_line_serves_all_pages_and_is_never_kept_long(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b"/khong-mang/" in answer.content


def test_the_page_without_a_line_holds_nothing_of_anybody(client, hoa):
    client.force_login(hoa)
    kept = page_of(client, "/khong-mang/")
    assert "Cần người giúp?" not in kept
    assert "Hồ sơ bạn giữ trên máy này" in kept


def test_a_procedure_answers_before_it_asks(client):
    page = page_of(client, "/thu-tuc/1.001193/")
    order = [page.index(words) for words in ("Trong ngày", "Nộp trực tuyến", 'id="truong-hop"', 'id="mang-gi"')]
    assert order == sorted(order)
    for anchor in re.findall(r'class="mc-chip" href="#([\w-]+)"', page):
        assert f'id="{anchor}"' in page
    assert "Thường làm cùng" in page


def test_a_case_that_is_told_is_shown_and_can_be_changed(client):
    version = version_in_force("1.001193", on=date(2026, 11, 30))
    told = {one.key: one.options[0] for one in version.questions.all()}
    asked = urlencode({key: option["value"] for key, option in told.items()})
    before, after = page_of(client, "/thu-tuc/1.001193/"), page_of(client, f"/thu-tuc/1.001193/?{asked}")
    for option in told.values():
        assert f"<dd>{option['label']}</dd>" in after
        assert f"<dd>{option['label']}</dd>" not in before
    assert "Đổi câu trả lời" in after
    assert "Đổi câu trả lời" not in before
    # One answer alone is shown, and the questions stay open.
    key, option = next(iter(told.items()))
    begun = page_of(client, f"/thu-tuc/1.001193/?{urlencode({key: option['value']})}")
    assert f"<dd>{option['label']}</dd>" in begun
    assert "Đổi câu trả lời" not in begun
