"""Papers are looked at on the dossier's page; nothing is drawn before it is asked for, or for who may not see it."""

import re

import pytest

from motcua.dossiers.models import DossierFile
from motcua.kernel import confined as reading
from motcua.kernel.files import store
from motcua.people.models import DataView
from tests.dossiers.conftest import at
from tests.dossiers.test_counter import PDF
from tests.papers.test_elsewhere import written


@pytest.fixture
def shown(accepted):
    """A dossier with a paper of three pages, one of one page, and what has no pages."""
    dossier = accepted()
    kinds = {"ba-trang.pdf": written(pages=3), "mot.pdf": PDF, "la.zip": b"PK la"}
    for name, content in kinds.items():
        media_type = "application/zip" if name.endswith("zip") else "application/pdf"
        DossierFile.objects.create(
            dossier=dossier, name=name, stored=store(content, media_type=media_type, at=at(3)), added_at=at(3)
        )
    reading._begin()
    return dossier, {file.name: file for file in dossier.files.all()}


def pictures(html):
    return re.findall(r'<img[^>]* src="([^"]*/trang-[^"]*)"', html)


def test_no_file_is_loaded_before_it_is_asked_for(client, people, shown, monkeypatch):
    dossier, files = shown
    client.force_login(people.clerk)
    monkeypatch.setattr("motcua.papers.elsewhere.confined", lambda *_a, **_m: pytest.fail("drawn"))
    html = client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()
    assert pictures(html) == []
    assert "<iframe" not in html
    for file in files.values():
        assert f'/tep/{file.pk}/"' in html
    assert html.count("Xem tại đây") == len(files) - 1, "a packed file has no pages"


def test_pages_are_leafed_through_by_links_alone(client, people, shown):
    dossier, files = shown
    client.force_login(people.clerk)
    page = f"/lam-viec/ho-so/{dossier.code}/"
    pk = files["ba-trang.pdf"].pk
    html = client.get(f"{page}?tep={pk}").content.decode()
    assert "Trang 1 trên 3" in html
    assert pictures(html) == [f"{page}tep/{pk}/trang-1/"]
    following = re.search(r'href="([^"]+)" data-mc-view="after"', html)[1].replace("&amp;", "&")
    html = client.get(following.partition("#")[0]).content.decode()
    assert "Trang 2 trên 3" in html
    html = client.get(f"{page}?tep={pk}&trang=9&xoay=90&co=2").content.decode()
    assert "Trang 3 trên 3" in html
    address = pictures(html)[0].replace("&amp;", "&")
    assert address == f"{page}tep/{pk}/trang-3/?xoay=90&co=2"
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert client.get(f"{page}tep/{pk}/trang-4/").status_code == 404
    assert client.get(f"{page}tep/{files['la.zip'].pk}/trang-1/").status_code == 404


def test_what_is_ill_is_neither_offered_nor_drawn(client, people, shown):
    dossier, files = shown
    ill = files["mot.pdf"].stored
    ill.infection = "Eicar"
    ill.save()
    client.force_login(people.clerk)
    page, pk = f"/lam-viec/ho-so/{dossier.code}/", files["mot.pdf"].pk
    html = client.get(f"{page}?tep={pk}").content.decode()
    assert pictures(html) == []
    assert "có mã độc" in html
    assert client.get(f"{page}tep/{pk}/trang-1/").status_code == 404


def test_a_file_that_cannot_be_drawn_says_so_and_the_page_stands(client, people, shown):
    dossier, _files = shown
    broken = DossierFile.objects.create(
        dossier=dossier,
        name="hong.pdf",
        stored=store(b"%PDF-1.7 hong", media_type="application/pdf", at=at(3)),
        added_at=at(3),
    )
    client.force_login(people.clerk)
    answer = client.get(f"/lam-viec/ho-so/{dossier.code}/?tep={broken.pk}")
    assert answer.status_code == 200
    assert "Không vẽ được trang này" in answer.content.decode()


@pytest.mark.parametrize("who", ["stranger", "elsewhere"])
def test_nobody_else_sees_a_page(client, people, shown, who):
    dossier, files = shown
    client.force_login(getattr(people, who))
    answer = client.get(f"/lam-viec/ho-so/{dossier.code}/tep/{files['mot.pdf'].pk}/trang-1/")
    assert answer.status_code in (403, 404)


def test_a_look_is_recorded_like_every_look_at_the_dossier(client, people, shown):
    dossier, files = shown
    client.force_login(people.clerk)
    before = DataView.objects.filter(reference=dossier.code).count()
    client.get(f"/lam-viec/ho-so/{dossier.code}/?tep={files['mot.pdf'].pk}")
    recorded = DataView.objects.filter(reference=dossier.code).count() - before
    assert recorded == (1 if dossier.filer_account_id else 0)


def test_beside_a_form_a_look_leads_nowhere_from_it(client, people, shown):
    dossier, _files = shown
    client.force_login(people.clerk)
    html = client.get(f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/").content.decode()
    looks = re.findall(r"<a class=\"mc-viewer__look\"[^>]*>", html)
    assert looks
    assert all('target="_blank"' in link for link in looks)
