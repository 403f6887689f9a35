"""The declaration of who stands at the counter: typed by the office, on the form that is filled in online."""

from io import BytesIO

import pytest
from django.utils.html import strip_tags
from pypdf import PdfReader

from motcua.dossiers.models import Dossier, DossierPaper, HistoryEntry
from motcua.dossiers.operations import intake
from motcua.dossiers.operations.declaring import declare
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.queries import sheet_of
from motcua.dossiers.rules import Outcome
from motcua.forms.reading import take_in
from motcua.handling.filling import content_of
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.handling.paperwork import result_of
from motcua.kernel.operations import Refused
from motcua.papers.operations import pdf_of
from motcua.results.queries import drafts_of
from tests.dossiers.conftest import at
from tests.dossiers.test_counter import PDF

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
    values = drafts_of(dossier, on=at(2).date())[0].values
    assert values["ho_ten"] == "Nông Thị Mai"
    assert values["me_ho_ten"] == "Nông Thị Lan"
    assert "cha_ho_ten" not in values


def text_of(paper):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf_of(paper, at=at(3)))).pages)


def receipts_of(dossier):
    entries = DossierPaper.objects.filter(dossier=dossier, kind="RECEIPT").select_related("paper").order_by("pk")
    return [(entry.paper.revoked_at is None, text_of(entry.paper)) for entry in entries]


@pytest.mark.issue(18)
def test_copies_declared_after_the_receipt_stand_on_a_new_one_signed_by_who_received_it(people, register):
    dossier = intake.accept(register("1.001193", is_declared=False), by=people.counter, at=at(2))
    assert declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.clerk, at=at(2)) == {}
    assert [stands for stands, _value in receipts_of(dossier)] == [True]
    dossier.refresh_from_db()
    declare(dossier, seen=sheet_of(dossier), raw=CHILD | {"so_ban_sao": "3"}, by=people.clerk, at=at(3))
    (old, before), (new, now) = receipts_of(dossier)
    assert (old, new) == (False, True)
    assert "Cấp thêm: 3 bản sao" not in before
    assert "Cấp thêm: 3 bản sao" in now
    assert people.counter.full_name in now


@pytest.mark.issue(18)
def test_a_paper_that_was_scanned_stands_on_the_receipt_once(people, register):
    dossier = register("1.001193")
    file = take_in("to-khai.pdf", PDF, by=people.counter)
    scans = [
        take_scan(unit=dossier.receiving_unit, component=(key, "Tờ khai"), file=file, by=people.counter, at=at(2))
        for key in ("to-khai", "khac")
    ]
    attach_scans(dossier, files=scans, by=people.counter, at=at(2))
    intake.accept(dossier, by=people.counter, at=at(2))
    ((_stands, said),) = receipts_of(dossier)
    assert said.count("Đã quét: to-khai.pdf") == 1
    assert said.count("Điện tử") == 1


@pytest.mark.issue(18)
def test_who_was_born_long_ago_had_a_mother_born_longer_ago_with_a_card_of_nine_figures(people, register):
    dossier = register("1.001193", is_declared=False)
    Dossier.objects.filter(pk=dossier.pk).update(case_answers={**dossier.case_answers, "han": "qua-han"})
    old = {"tre_ngay_sinh_year": "1935", "me_nam_sinh": "1899", "me_so_dinh_danh": "080 123 456"}
    errors = declare(dossier, seen=sheet_of(dossier), raw=CHILD | old, by=people.counter, at=at(2))
    assert not {"me_nam_sinh", "me_so_dinh_danh"} & errors.keys()
    dossier.refresh_from_db()
    assert (dossier.answers["me_nam_sinh"], dossier.answers["me_so_dinh_danh"]) == (1899, "080123456")


def test_what_is_good_is_kept_while_the_rest_is_named(people, register):
    dossier = register("1.001193", is_declared=False)
    errors = declare(
        dossier, seen=sheet_of(dossier), raw={**CHILD, "tre_ngay_sinh_year": "2099"}, by=people.counter, at=at(2)
    )
    assert list(errors) == ["tre_ngay_sinh"]
    dossier.refresh_from_db()
    assert dossier.answers["tre_ho_ten"] == "Nông Thị Mai"
    declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.counter, at=at(2, 10))
    dossier.refresh_from_db()
    declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.counter, at=at(2, 11))
    lines = HistoryEntry.objects.filter(dossier=dossier, word="declared").order_by("pk")
    assert [line.text[:4] for line in lines] == ["Nhập", "Sửa "]


@pytest.mark.parametrize(("case", "is_good"), [("dung-han", True), ("qua-han", False)])
def test_what_the_case_says_of_the_time_is_counted_from_handing_over(case, is_good, people, register):
    dossier = register("1.001193", is_declared=False)
    dossier.case_answers = {**dossier.case_answers, "han": case}
    dossier.save(update_fields=["case_answers"])
    # Born ten days before it was handed in; typed when more than sixty have passed.
    errors = declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.counter, at=at(12, month=5))
    assert list(errors) == ([] if is_good else ["tre_ngay_sinh"])


BEFORE_TET = {**CHILD, "tre_ngay_sinh_day": "18", "tre_ngay_sinh_month": "12", "tre_ngay_sinh_year": "2025"}


@pytest.mark.parametrize(("handed_in", "case"), [(23, "dung-han"), (24, "qua-han")])
def test_sixty_days_that_end_in_tet_end_with_the_first_working_day_after_it(handed_in, case, people, register):
    dossier = register("1.001193", is_declared=False, when=at(handed_in, month=2))
    for answer in ("dung-han", "qua-han"):
        dossier.case_answers = {**dossier.case_answers, "han": answer}
        dossier.save(update_fields=["case_answers"])
        errors = declare(dossier, seen=sheet_of(dossier), raw=BEFORE_TET, by=people.counter, at=at(handed_in, month=2))
        assert list(errors) == ([] if answer == case else ["tre_ngay_sinh"])
        dossier.refresh_from_db()


def test_a_second_tab_does_not_erase_what_the_first_has_written(people, register):
    dossier = register("1.001193", is_declared=False)
    empty = sheet_of(dossier)
    declare(dossier, seen=empty, raw=CHILD, by=people.counter, at=at(2))
    with pytest.raises(Refused, match="người khác ghi"):
        declare(dossier, seen=empty, raw={"ho_ten": "Vi Thị Lan"}, by=people.counter, at=at(2, 10))
    dossier.refresh_from_db()
    assert dossier.answers["tre_ho_ten"] == "Nông Thị Mai"


def test_what_was_drafted_is_what_is_signed_whatever_is_declared_later(people, accepted, work, hand):
    dossier = work(accepted("1.001193"), when=at(2, 10), steps=1)
    before = result_of(dossier, at=at(2)).paper(None, at=at(2)).blocks
    told = {**CHILD, "co_me": "khong", "quan_he": "khac"}
    declare(dossier, seen=sheet_of(dossier), raw=told, by=people.clerk, at=at(2, 11))
    dossier.refresh_from_db()
    assert dossier.answers["co_me"] == "khong"
    assert result_of(dossier, at=at(2)).paper(None, at=at(2)).blocks == before


def test_without_a_declaration_there_is_no_result(people, register, hand):
    dossier = intake.accept(register("1.001193", is_declared=False), by=people.counter, at=at(2))
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    content = content_of(dossier, on=at(2).date())
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=hand(task), at=at(2, 10))
    with pytest.raises(Refused, match="tờ khai của người nộp"):
        tasks.finish_task(task, by=hand(task), at=at(2, 10))


@pytest.mark.parametrize("who", ["leader", "elsewhere", "citizen"])
def test_only_who_received_it_or_works_on_it_types_it(who, people, register, nothing_changes):
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
    seen = client.get(page).context["seen"]
    answer = client.post(page, {**CHILD, "seen": seen, "tre_ho_ten": "", "me_nam_sinh": "99"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Còn 2 mục" in text
    assert 'value="99"' in text
    done = client.post(page, {**CHILD, "seen": answer.context["seen"]})
    assert done.status_code == 302
    assert done["Location"].endswith(f"/{dossier.reference}/")


def test_nobody_else_sees_the_sheet(people, register, client):
    dossier = register("1.001193", is_declared=False)
    for who, status in ((people.leader, 404), (people.elsewhere, 404)):
        client.force_login(who)
        assert client.get(f"/lam-viec/ho-so/{dossier.reference}/to-khai/").status_code == status


# A sheet on paper, scanned now and typed later


def inbox_of_clerk(client, people):
    client.force_login(people.clerk)
    return client.get("/lam-viec/").content.decode()


def test_a_sheet_scanned_and_not_typed_is_marked_until_all_of_it_is_typed(people, register, client):
    dossier = intake.accept(register("1.001193", is_declared=False), by=people.counter, at=at(2))
    assert dossier.is_undeclared
    assert "Chưa nhập tờ khai" in inbox_of_clerk(client, people)
    client.force_login(people.counter)
    for page in ("don-vi/", "ho-so/", f"ho-so/{dossier.code}/"):
        assert "Chưa nhập tờ khai" in client.get(f"/lam-viec/{page}").content.decode(), page
    part = {**CHILD, "tre_ho_ten": ""}
    declare(dossier, seen=sheet_of(dossier), raw=part, by=people.clerk, at=at(2, 10))
    dossier.refresh_from_db()
    assert dossier.is_undeclared
    declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.clerk, at=at(2, 11))
    dossier.refresh_from_db()
    assert not dossier.is_undeclared
    assert "Chưa nhập tờ khai" not in inbox_of_clerk(client, people)
    assert "Clerk nhập lúc 11:00 ngày 02/03/2026" in client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()


def test_a_sheet_half_typed_is_called_so_and_says_which_pages_lack_what(people, register, client):
    dossier = intake.accept(register("1.001193", is_declared=False), by=people.counter, at=at(2))
    declare(dossier, seen=sheet_of(dossier), raw={**CHILD, "tre_ho_ten": ""}, by=people.counter, at=at(2, 10))
    assert "Tờ khai nhập dở" in inbox_of_clerk(client, people)
    client.force_login(people.counter)
    for page in ("don-vi/", "ho-so/", f"ho-so/{dossier.code}/"):
        text = client.get(f"/lam-viec/{page}").content.decode()
        assert "Tờ khai nhập dở" in text, page
        assert "Chưa nhập tờ khai" not in text, page
    lacking = client.get(f"/lam-viec/ho-so/{dossier.code}/").context["lacking"]
    assert lacking == [("Trẻ được khai sinh", "Nhập họ, chữ đệm, tên của trẻ.")]
    assert "Trẻ được khai sinh: Nhập họ, chữ đệm, tên của trẻ." in strip_tags(text)


def test_what_was_declared_in_full_needs_no_typing(register):
    assert not register("1.001193").is_undeclared
    assert not register("2.000815").is_undeclared


def test_the_scan_stands_beside_the_sheet_that_is_typed(people, register, client):
    dossier = register("1.001193", is_declared=False)
    scan = take_scan(
        unit=dossier.receiving_unit,
        component=("to-khai-theo-mau", "Tờ khai"),
        file=take_in("to-khai.pdf", PDF, by=people.counter),
        by=people.counter,
        at=at(2),
    )
    other = take_scan(
        unit=dossier.receiving_unit,
        component=("khac", "Khác"),
        file=take_in("khac.pdf", PDF, by=people.counter),
        by=people.counter,
        at=at(2),
    )
    attach_scans(dossier, files=[scan, other], by=people.counter, at=at(2))
    client.force_login(people.counter)
    page = client.get(f"/lam-viec/ho-so/{dossier.reference}/to-khai/")
    assert [file.name for file in page.context["scans"]] == ["to-khai.pdf"]
    assert f"/tep/{page.context['scans'][0].pk}/" in page.content.decode()


def test_a_form_that_none_of_the_papers_is_has_a_place_for_its_sheet(people, client):
    client.force_login(people.counter)
    assert client.get("/lam-viec/tiep-nhan/2.000908/").context["sheets"][0][:2] == ("to-khai-giay", "Tờ khai giấy")
    assert client.get("/lam-viec/tiep-nhan/1.001193/").context["sheets"] == []
