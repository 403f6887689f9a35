"""The command field: pages, what the counter receives, dossiers of one's own right; nothing else."""

import re

import pytest

pytestmark = [pytest.mark.issue(19), pytest.mark.django_db]


def found(client, text, part=True):
    answer = client.get("/lam-viec/lenh/", {"q": text, **({"phan": "1"} if part else {})})
    assert answer.status_code == 200
    page = " ".join(answer.content.decode().split())
    return page, re.findall(r'<li> <a href="([^"]+)">', page)


def test_pages_are_found_without_marks(client, people):
    client.force_login(people.counter)
    assert "/lam-viec/tiep-nhan/" in found(client, "tiep nhan")[1]
    assert "/lam-viec/nghi/" in found(client, "nghi")[1]
    assert "/lam-viec/nghi/" in found(client, "")[1]


def test_the_counter_begins_what_it_receives_and_who_receives_nothing_does_not(client, people):
    client.force_login(people.counter)
    assert "/lam-viec/tiep-nhan/1.001193/" in found(client, "khai sinh")[1]
    client.force_login(people.leader)
    assert not [one for one in found(client, "khai sinh")[1] if one.startswith("/lam-viec/tiep-nhan/")]


def test_a_dossier_is_found_by_whose_right_it_is_within(client, people, accepted):
    dossier = accepted()
    address = f"/lam-viec/ho-so/{dossier.code}/"
    client.force_login(people.counter)
    assert address in found(client, "0001")[1]
    assert address in found(client, "nong thi hoa")[1]
    client.force_login(people.elsewhere)
    assert address not in found(client, "nong thi hoa")[1]
    assert "Nông Thị Hoa" not in found(client, "nong thi hoa")[0]


@pytest.mark.issue(18)
def test_the_dossier_that_is_named_stands_before_procedures_that_only_sound_so(client, people, accepted):
    """The first line is chosen beforehand: Enter would begin the registration of something else."""
    address = f"/lam-viec/ho-so/{accepted().code}/"
    client.force_login(people.counter)
    named = found(client, "nong thi hoa")[1]
    assert named[0] == address
    assert any(one.startswith("/lam-viec/tiep-nhan/") for one in named)
    assert found(client, "khai sinh")[1][0] == "/lam-viec/tiep-nhan/1.001193/"


def test_without_scripts_it_is_a_page(client, people):
    client.force_login(people.counter)
    page, addresses = found(client, "khai sinh", part=False)
    assert "<h1>Đi đến</h1>" in page
    assert "/lam-viec/tiep-nhan/1.001193/" in addresses


@pytest.mark.parametrize("odd", ["\x00", "'", "<script>alert(1)</script>", "٣" * 300, "%"])
def test_no_text_makes_it_fail(client, people, odd):
    client.force_login(people.counter)
    page, _ = found(client, odd)
    assert "<script>alert" not in page


def test_it_is_for_officials(client, people):
    client.force_login(people.citizen)
    assert client.get("/lam-viec/lenh/").status_code in (302, 403)


def test_many_pages_of_the_desk_open_from_one_entry(client, people):
    client.force_login(people.counter)
    page = client.get("/lam-viec/").content.decode()
    assert page.count('<a href="/lam-viec/') >= 3
    assert "Ctrl K" in page
