"""Paper copies ordered with an electronic result: the counter has them to make and to hand over, and it is told."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.results import Receiver, return_result
from motcua.dossiers.paperwork import return_place
from motcua.dossiers.rules import ReturnMethod
from motcua.handling.inboxes import inbox_of
from motcua.handling.models import Task
from motcua.handling.rules import Work
from motcua.kernel.operations import Refused
from motcua.papers.operations import pdf_of
from tests.dossiers.conftest import at


@pytest.fixture
def done(accepted, work):
    def make(copies):
        dossier = accepted("1.001193")
        Dossier.objects.filter(pk=dossier.pk).update(
            return_method=ReturnMethod.ONLINE, answers={**dossier.answers, "so_ban_sao": copies}
        )
        dossier.refresh_from_db()
        while Task.objects.filter(dossier=dossier, finished_at=None).exists():
            work(dossier, when=at(3))
        return dossier

    return make


def test_without_copies_the_electronic_result_is_returned_by_itself(done):
    assert done(0).status == "RETURNED"


def test_ordered_copies_wait_at_the_counter_and_the_filer_reads_where_and_for_how_much(done, client, people):
    dossier = done(2)
    assert dossier.status == "DONE"
    waiting = inbox_of(people.counter, on=at(3).date())
    assert [item.shown_code for item in waiting if item.work == Work.RETURN] == [dossier.code]
    client.force_login(people.citizen)
    page = " ".join(client.get(f"/ho-so/{dossier.code}/").content.decode().split())
    assert "Mở được bản điện tử dưới đây ngay bây giờ." in page
    assert "Bản giấy đã xin (2 bản sao) chờ tại" in page
    assert "16.000 đồng" in page
    assert "Kết quả đã được trả." not in page
    client.force_login(people.counter)
    act = client.get(f"/lam-viec/ho-so/{dossier.code}/lam/tra-ket-qua/").content.decode()
    assert "Giao cùng kết quả: 2 bản sao người nộp đã xin." in act


@pytest.mark.parametrize(("copies", "is_told"), [(2, True), (0, False)])
def test_the_receipt_says_where_copies_on_paper_are_had(accepted, copies, is_told):
    dossier = accepted("1.001193")
    dossier.return_method, dossier.answers = ReturnMethod.ONLINE, {**dossier.answers, "so_ban_sao": copies}
    said = return_place(dossier, at(2))
    assert said.startswith("Bản điện tử trong tài khoản của người nộp")
    assert ("; bản sao giấy đã xin: Bộ phận Một cửa, Trung tâm" in said) is is_told


def test_who_takes_the_copies_is_written_down(done, people):
    dossier = done(2)
    with pytest.raises(Refused):
        return_result(dossier, receiver=Receiver(), by=people.counter, at=at(4))
    dossier.refresh_from_db()
    assert return_result(dossier, receiver=Receiver("Nông Thị Hoa"), by=people.counter, at=at(4)).status == "RETURNED"


@pytest.mark.issue(18)
def test_who_takes_which_papers_stands_on_a_sheet_to_be_signed_for_the_office_alone(done, people, client):
    dossier = done(2)
    receiver = Receiver("Vy Văn Tài", "020 190 000 555", "Giấy ủy quyền số 12, ngày 01/3/2026")
    return_result(dossier, receiver=receiver, by=people.counter, at=at(4))
    entry = dossier.papers.select_related("paper").get(kind="RETURN_PROOF")
    assert not entry.is_public
    pages = PdfReader(BytesIO(pdf_of(entry.paper, at=at(4)))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for told in ("Vy Văn Tài", "020190000555", "Giấy ủy quyền số 12", "2 bản sao", "Giấy khai sinh", dossier.code):
        assert told in text
    client.force_login(people.citizen)
    assert "Giấy ký nhận kết quả" not in client.get(f"/ho-so/{dossier.code}/").content.decode()
    client.force_login(people.counter)
    assert "Giấy ký nhận kết quả" in client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()


@pytest.mark.issue(18)
def test_what_comes_into_the_account_is_signed_for_by_nobody(done):
    assert not done(0).papers.filter(kind="RETURN_PROOF").exists()
