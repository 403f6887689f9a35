"""The declaration of who stands at the counter: typed by the office, on the form that is filled in online."""

import pytest

from motcua.dossiers.models import HistoryEntry
from motcua.dossiers.operations.declaring import declare, sheet_of
from motcua.kernel.operations import Refused
from motcua.results.queries import draft_of
from tests.dossiers.conftest import at

CHILD = {
    "tre_ho_ten": "Nông Thị Mai",
    "tre_gioi_tinh": "FEMALE",
    "tre_ngay_sinh_day": "20",
    "tre_ngay_sinh_month": "2",
    "tre_ngay_sinh_year": "2026",
    "tre_noi_sinh": "Bệnh viện Đa khoa tỉnh",
    "tre_dan_toc": "Tày",
    "tre_quoc_tich": "Việt Nam",
    "tre_que_quan": "Phường Kỳ Lừa, tỉnh Lạng Sơn",
    "co_me": "co",
    "me_ho_ten": "Nông Thị Lan",
    "me_nam_sinh": "1999",
    "me_dan_toc": "Tày",
    "me_quoc_tich": "Việt Nam",
    "me_noi_cu_tru": "Khối 3, phường Kỳ Lừa",
    "co_cha": "khong",
    "ho_ten": "Nông Thị Lan",
    "so_dinh_danh": "020199000101",
    "quan_he": "me",
    "noi_cu_tru": "Khối 3, phường Kỳ Lừa",
    "phone": "0912345678",
    "so_ban_sao": "0",
}


def test_a_walk_in_birth_names_the_child(people, register):
    dossier = register("1.001193", is_declared=False)
    assert declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.counter, at=at(2)) == {}
    dossier.refresh_from_db()
    values = draft_of(dossier, on=at(2).date()).values
    assert values["ho_ten"] == "Nông Thị Mai"
    assert values["me_ho_ten"] == "Nông Thị Lan"
    assert "cha_ho_ten" not in values


def test_what_is_good_is_kept_while_the_rest_is_named(people, register):
    dossier = register("1.001193", is_declared=False)
    errors = declare(
        dossier, seen=sheet_of(dossier), raw={**CHILD, "tre_ngay_sinh_year": "2099"}, by=people.counter, at=at(2)
    )
    assert list(errors) == ["tre_ngay_sinh"]
    dossier.refresh_from_db()
    assert dossier.answers["tre_ho_ten"] == "Nông Thị Mai"
    declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.counter, at=at(2, 10))
    assert HistoryEntry.objects.filter(dossier=dossier, word="declared").count() == 1


@pytest.mark.parametrize("who", ["clerk", "elsewhere", "citizen"])
def test_only_the_office_that_received_it_types_it(who, people, register, nothing_changes):
    dossier = register("1.001193", is_declared=False)
    with nothing_changes:
        declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=getattr(people, who), at=at(2))


def test_a_procedure_without_a_form_of_its_own_has_none_to_type(people, register):
    with pytest.raises(Refused, match="không có tờ khai"):
        declare(register("2.000815"), seen="", raw=CHILD, by=people.counter, at=at(2))


def test_the_sheet_keeps_what_was_typed_and_says_what_is_missing(people, register, client):
    dossier = register("1.001193", is_declared=False)
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.reference}/to-khai/"
    assert "Trẻ được khai sinh" in client.get(page).content.decode()
    answer = client.post(page, {**CHILD, "tre_ho_ten": "", "me_nam_sinh": "99"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Còn 2 mục" in text
    assert 'value="99"' in text
    done = client.post(page, CHILD)
    assert done.status_code == 302
    assert done["Location"].endswith(f"/{dossier.reference}/")


def test_nobody_else_sees_the_sheet(people, register, client):
    dossier = register("1.001193", is_declared=False)
    for who, status in ((people.clerk, 404), (people.elsewhere, 404)):
        client.force_login(who)
        assert client.get(f"/lam-viec/ho-so/{dossier.reference}/to-khai/").status_code == status
