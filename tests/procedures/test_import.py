"""A national list comes in whole or not at all, loses no row, and what is doubtful becomes a task."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.procedures.loading.national import BadFile, rows_of
from motcua.procedures.models import (
    CatalogueTask,
    Component,
    ImportRun,
    NationalRecord,
    Procedure,
    ProcedureVersion,
    UnreadRow,
)
from motcua.procedures.operations.importing import LOCK, ImportOutcome, import_catalogue, understand
from motcua.procedures.queries import version_in_force
from motcua.procedures.rules.national import FindingKind, Unreadable, read
from tests.whole import weekly

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
REAL = Path(__file__).parents[3] / "shared" / "data" / "national-procedures-2026-07.jsonl.xz"


CHANNEL = {"channel": "counter", "time": 5, "unit": "working_day", "fee": 50000, "currency": "VND", "note": None}


def row(**changes):
    """A row of the national export with nothing wrong in it."""
    return {
        "code": "1.900001", "name": "Cấp giấy phép nuôi ong lấy mật", "field": "Nuôi ong", "levels": ["Cấp xã"],
        "decision": "12/QĐ-BNNMT", "audience": "Công dân Việt Nam, Hợp tác xã", "agency": "Ủy ban nhân dân cấp xã",
        "competent": None, "coordinating": None, "steps": "Bước 1: Nộp.\n\nBước 2: Nhận.", "conditions": None,
        "channels": [CHANNEL], "components": [{"case": "--", "name": "Đơn", "originals": 1, "copies": 0}],
        "legal_basis": ["66.7/2025/NQ-CP", "123/2015/NĐ-CP"],
        "results": [{"name": "Giấy phép", "code": "KQ.G09.000031"}],
        "url": "", **changes,
    }  # fmt: skip


def bring(tmp_path, *rows, at=AT):
    """Import rows as a file of JSON Lines."""
    path = tmp_path / "danh-muc.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in rows), encoding="utf-8")
    outcome = ImportOutcome()
    understood = understand(rows_of(path), outcome)
    import_catalogue(rows=understood, outcome=outcome, file_name=path.name, digest="", by=None, at=at)
    return outcome


def kinds(**changes):
    return {finding.kind for finding in read(row(**changes)).findings}


def test_a_clean_row_raises_no_doubt():
    found = read(row())
    assert list(found.findings) == []
    assert found.facts["levels"] == ["COMMUNE"]
    assert found.facts["audiences"] == ["CITIZEN", "BUSINESS"]
    assert [channel.fee_dong for channel in found.channels] == [50000]


@pytest.mark.issue(18)
def test_a_code_is_read_in_figures_of_any_width():
    assert read(row(code="１.００１１９３\u200b")).code == "1.001193"


def channel(**changes):
    return {"channels": [CHANNEL | changes]}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        (channel(unit=None), FindingKind.UNIT_MISSING),
        (channel(time=None), FindingKind.TIME_MISSING),
        (channel(fee=700), FindingKind.FEE_TOO_SMALL),
        (channel(fee=25, currency="USD"), FindingKind.FEE_FOREIGN),
        (channel(fee=0, note="Do HĐND tỉnh quyết định"), FindingKind.FEE_OF_PROVINCE),
        (channel(fee=0, note="100.000 đồng/lần"), FindingKind.FEE_CONTRADICTED),
        ({"channels": []}, FindingKind.CHANNEL_MISSING),
        ({"channels": "trực tiếp"}, FindingKind.WRONG_TYPE),
        ({"agency": None}, FindingKind.AGENCY_MISSING),
        ({"legal_basis": []}, FindingKind.BASIS_MISSING),
        ({"legal_basis": ["Luật Hộ tịch"]}, FindingKind.BASIS_UNREADABLE),
        ({"results": [{"name": "x", "code": "dsfas"}]}, FindingKind.RESULT_CODE_MISSING),
        ({"results": None}, FindingKind.RESULT_MISSING),
        ({"components": [{"name": "Lưu ý: mang bút", "originals": 0, "copies": 0}]}, FindingKind.COMPONENT_IS_NOTE),
        ({"components": [{"name": "Đơn", "originals": 20261, "copies": 1}]}, FindingKind.COUNT_DOUBTFUL),
        ({"components": None}, FindingKind.COMPONENTS_MISSING),
        ({"decision": ""}, FindingKind.DECISION_MISSING),
    ],
)
def test_every_known_defect_is_a_finding(changes, kind):
    assert kind in kinds(**changes)


def test_a_doubtful_fee_is_left_open_never_guessed():
    for doubtful in (channel(fee=700), channel(fee=0, note="Do HĐND tỉnh quyết định"), channel(fee=5, currency="USD")):
        assert read(row(**doubtful)).channels[0].fee_dong is None
    assert read(row(**channel(fee=0, note=None))).channels[0].fee_dong == 0


def test_cases_of_the_source_become_questions_and_remarks_stay_remarks():
    found = read(
        row(
            components=[
                {"case": "--", "name": "Đơn", "originals": 1, "copies": 0},
                {"case": "* Trường hợp ủy quyền", "name": "Giấy ủy quyền", "originals": 1, "copies": 0},
                {"case": "* Giấy tờ phải xuất trình", "name": "Thẻ căn cước", "originals": 1, "copies": 0},
            ]
        )
    )
    assert [question.text for question in found.questions] == ["Trường hợp ủy quyền"]
    assert [dict(one.when) for one in found.components] == [{}, {"truong-hop-1": ["co"]}, {}]
    assert found.components[2].note == "Giấy tờ phải xuất trình"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(row())), ANYTHING))
def test_no_row_whatever_its_cells_breaks_the_reading(changes):
    try:
        found = read(row() | changes)
    except Unreadable:
        return
    assert found.code
    assert found.name
    assert all(
        one.fee_dong is None or one.fee_dong == 0 or one.fee_dong >= 1000 or one.fee_dong < 0 for one in found.channels
    )


@pytest.mark.django_db
def test_rows_come_in_once_and_a_second_time_changes_nothing(tmp_path):
    outcome = bring(tmp_path, row(), row(code="1.900002", name="Khác"))
    assert outcome.created == ["1.900001", "1.900002"]
    version = version_in_force("1.900001", on=AT.date())
    assert (version.origin, version.status, version.decision_number) == ("NATIONAL", "PUBLISHED", "12/QĐ-BNNMT")
    assert [basis.number for basis in version.legal_bases.all()] == ["66.7/2025/NQ-CP", "123/2015/NĐ-CP"]
    assert NationalRecord.objects.get(code="1.900001").raw == row()
    again = bring(tmp_path, row(), row(code="1.900002", name="Khác"), at=AT + timedelta(days=1))
    assert (again.created, again.changed, again.unchanged) == ([], [], 2)
    assert ProcedureVersion.objects.filter(procedure__code="1.900001").count() == 1
    assert JournalEntry.objects.filter(word="catalogue.imported").count() == 2


@pytest.mark.django_db
def test_a_changed_row_becomes_the_next_version(tmp_path):
    bring(tmp_path, row())
    bring(tmp_path, row(agency="Ủy ban nhân dân xã, phường"), at=AT + timedelta(days=30))
    before = version_in_force("1.900001", on=AT.date())
    after = version_in_force("1.900001", on=AT.date() + timedelta(days=30))
    assert (before.agency_name, after.agency_name) == ("Ủy ban nhân dân cấp xã", "Ủy ban nhân dân xã, phường")
    assert before.valid_until == after.valid_from
    bring(tmp_path, row(agency="Lần ba"), at=AT + timedelta(days=30))
    assert ProcedureVersion.objects.filter(procedure__code="1.900001").count() == 2


@pytest.mark.django_db
def test_words_of_the_province_stay_in_force_beside_a_national_draft(tmp_path):
    name = Procedure.objects.get(code="1.001193").name
    outcome = bring(tmp_path, row(code="1.001193", name="Đăng ký khai sinh (bản quốc gia)"))
    assert outcome.drafted == ["1.001193"]
    assert version_in_force("1.001193", on=AT.date()).origin == "PACK"
    assert Procedure.objects.get(code="1.001193").name == name
    assert ProcedureVersion.objects.get(procedure__code="1.001193", origin="NATIONAL").status == "DRAFT"
    assert CatalogueTask.objects.filter(procedure__code="1.001193", kind="DIFFERS_FROM_PROVINCE").count() == 1
    bring(tmp_path, row(code="1.001193", name="Đăng ký khai sinh (bản quốc gia sửa)"), at=AT + timedelta(days=1))
    assert ProcedureVersion.objects.filter(procedure__code="1.001193", origin="NATIONAL").count() == 1


@pytest.mark.django_db
def test_a_doubt_is_one_task_and_is_settled_when_the_source_is_mended(tmp_path):
    bring(tmp_path, row(**channel(fee=700)))
    bring(tmp_path, row(**channel(fee=700), agency="Khác"), at=AT + timedelta(days=1))
    task = CatalogueTask.objects.get(kind="FEE_TOO_SMALL")
    assert (task.settled_at, task.excerpt[:3]) == (None, "700")
    bring(tmp_path, row(**channel(fee=700_000)), at=AT + timedelta(days=2))
    task.refresh_from_db()
    assert task.settled_at == AT + timedelta(days=2)


@pytest.mark.django_db
def test_no_row_is_lost_whatever_is_wrong_with_it(tmp_path):
    broken = ["{không phải json", "[1, 2]", json.dumps(row(code="abc")), json.dumps(row(name="  ")), "\u0000"]
    outcome = bring(tmp_path, row(), row(name="Lần hai"), *broken)
    assert outcome.rows == 7
    assert len(outcome.created) + len(outcome.unread) == 7
    kept = UnreadRow.objects.get(line=3)
    assert (kept.raw, kept.reason) == ("{không phải json", "dòng không phải JSON đúng dạng")
    assert "đã có ở dòng 1" in UnreadRow.objects.get(line=2).reason


def test_bytes_that_are_no_text_are_kept_and_named(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(json.dumps(row()).encode() + b'\n{"name": "\xff\xfe"}\n\xef\xbb\xbf\n')
    outcome = ImportOutcome()
    assert len(understand(rows_of(path), outcome)) == 1
    assert outcome.unread == [(2, '{"name": "\\xff\\xfe"}\n', "dòng không phải UTF-8")]


TCVN3 = "Thñ tôc ®¨ng ký khai sinh cña c«ng d©n ViÖt Nam"
VNI = "Thuû tuïc ñaêng kyù khai sinh cuûa coâng daân Vieät Nam"
UNICODE = "Thủ tục đăng ký khai sinh của công dân Việt Nam"


@pytest.mark.parametrize("old", [TCVN3, VNI])
@pytest.mark.parametrize("codec", ["latin-1", "utf-8"])
def test_a_list_in_an_old_encoding_is_recognised_and_converted(tmp_path, old, codec):
    path = tmp_path / "cu.jsonl"
    line = json.dumps({"code": "1.900001", "name": old}, ensure_ascii=False)
    path.write_bytes(line.encode(codec))
    found = list(rows_of(path))
    assert found[0].cells["name"] == UNICODE


def test_a_spreadsheet_in_an_old_encoding_is_found_by_its_old_headings(tmp_path):
    path = tmp_path / "cu.xlsx"
    sheet(path, [["M· thñ tôc", "Tªn thñ tôc hµnh chÝnh"], ["1.900001", TCVN3]])
    assert [one.cells["name"] for one in rows_of(path)] == [UNICODE]


def test_a_sample_that_ends_inside_a_letter_is_still_unicode(tmp_path):
    path = tmp_path / "dai.jsonl"
    lines = [json.dumps(row(name=UNICODE + "ộ" * n), ensure_ascii=False) for n in range(1, 700)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert all(one.cells and one.cells["name"].startswith(UNICODE) for one in rows_of(path))


@pytest.mark.django_db
def test_two_imports_at_once_one_is_told(tmp_path):
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(Refused, match="Đang có một lần nạp"):
            bring(tmp_path, row())
    other.close()
    assert not ImportRun.objects.exists()
    assert not Procedure.objects.filter(code="1.900001").exists()


def sheet(path, rows):
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)


def test_an_official_spreadsheet_comes_in(tmp_path):
    path = tmp_path / "danh-muc.xlsx"
    sheet(path, [
        ["DANH MỤC THỦ TỤC HÀNH CHÍNH"], [],
        ["STT", "Mã thủ tục", "Tên thủ tục hành chính", "Lĩnh vực", "Cấp thực hiện", "Thời hạn giải quyết",
         "Phí, lệ phí", "Cách thức thực hiện", "Căn cứ pháp lý", "Cơ quan thực hiện"],
        [1, "1.900003", "Cấp phép thả cá", "Thủy sản", "Cấp xã", "05 ngày làm việc", "50.000",
         "Trực tiếp, trực tuyến", "Nghị định số 123/2015/NĐ-CP; Luật 60/2014/QH13", "UBND cấp xã"],
        [2, "", "", "", "", "", "", "", "", ""],
        [3, "sai mã", "Tên", "", "", "", "", "", "", ""],
    ])  # fmt: skip
    outcome = ImportOutcome()
    understood = understand(rows_of(path), outcome)
    found = understood[0].procedure
    assert (found.code, found.facts["levels"], found.facts["agency_name"]) == ("1.900003", ["COMMUNE"], "UBND cấp xã")
    assert {(one.kind, one.amount, one.unit, one.fee_dong) for one in found.channels} == {
        ("ONLINE", 5, "WORKING_DAY", 50000),
        ("COUNTER", 5, "WORKING_DAY", 50000),
    }
    assert found.legal_bases == ["123/2015/NĐ-CP", "60/2014/QH13"]
    assert [(line, "9.999999" in reason) for line, _raw, reason in outcome.unread] == [(5, True), (6, True)]


@pytest.mark.issue(17)
def test_a_row_whose_formulas_were_not_worked_out_is_told_and_not_taken_for_empty(tmp_path):
    path = tmp_path / "danh-muc.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["STT", "Mã thủ tục", "Tên thủ tục hành chính", "Phí, lệ phí"])
        for row in (1, 2, 3):
            page.write_row(row, 0, [row, f"1.90000{row}", "Cấp phép thả cá", "50.000"])
        page.write_formula(1, 3, "=40000+10000", None, "")
        # Of what is not read nothing is asked; a row of nothing else is no empty row.
        page.write_formula(2, 0, "=A2+1", None, "")
        page.write_formula(7, 1, "=B2", None, "#N/A")
    outcome = ImportOutcome()
    found = understand(rows_of(path), outcome)
    assert [one.procedure.code for one in found] == ["1.900002", "1.900003"]
    assert [line for line, _raw, reason in outcome.unread if "ô công thức" in reason] == [2, 8]


@pytest.mark.issue(18)
@pytest.mark.parametrize(("code", "known"), [(1.00452, "1.004520"), (9.9, "9.900000"), ("１.００４５２０", "1.004520")])
def test_a_code_that_a_sheet_took_for_a_number_is_the_code(tmp_path, code, known):
    path = tmp_path / "danh-muc.xlsx"
    bases = "Nghị định số 123\u22152015\u2215NĐ-CP; 61\u20442018\u2044NĐ\u2013CP"
    sheet(path, [
        ["STT", "Mã thủ tục", "Tên thủ tục hành chính", "Lĩnh vực", "Căn cứ pháp lý"],
        [1, code, "Cấp phép thả cá", "Thủy sản", bases],
    ])  # fmt: skip
    outcome = ImportOutcome()
    (one,) = understand(rows_of(path), outcome)
    assert (one.procedure.code, list(outcome.unread)) == (known, [])
    assert one.procedure.legal_bases == ["123/2015/NĐ-CP", "61/2018/NĐ-CP"]


def test_what_is_no_list_is_refused_in_words(tmp_path):
    missing = tmp_path / "khong-co.jsonl"
    headless = tmp_path / "a.xlsx"
    sheet(headless, [["x", "y"], [1, 2]])
    torn = tmp_path / "b.xlsx"
    torn.write_bytes(headless.read_bytes()[:200])
    renamed = tmp_path / "c.xlsx"
    renamed.write_text("{}")
    bomb = tmp_path / "d.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    for path, words in [(missing, "Không có tệp"), (headless, "tiêu đề"), (torn, "nguyên vẹn"), (renamed, "nguyên vẹn"),
                        (bomb, "bất thường")]:  # fmt: skip
        with pytest.raises(BadFile, match=words):
            list(rows_of(path))


@weekly
@pytest.mark.django_db
@pytest.mark.skipif(not REAL.exists(), reason="the real national catalogue is not on this machine")
def test_the_whole_real_catalogue_comes_in_without_losing_a_row(tmp_path):
    import lzma  # noqa: PLC0415 - only where the real file is

    path = tmp_path / "real.jsonl"
    path.write_bytes(lzma.decompress(REAL.read_bytes()))
    outcome = ImportOutcome()
    understood = understand(rows_of(path), outcome)
    import_catalogue(rows=understood, outcome=outcome, file_name=path.name, digest="", by=None, at=AT)
    lines = path.read_text().count("\n")
    assert outcome.rows == lines == NationalRecord.objects.count() + len(outcome.unread)
    assert Component.objects.filter(is_note=True).count() > 900
    assert outcome.counts["FEE_TOO_SMALL"] > 50


@pytest.mark.issue(18)
@pytest.mark.django_db
def test_papers_that_the_source_does_not_tell_are_not_said_to_be_none(tmp_path, client):
    bring(tmp_path, row(components=None))
    for page in ("/thu-tuc/1.900001/", "/thu-tuc/1.900001/can-mang/"):
        told = client.get(page).content.decode()
        assert "Chưa rõ. Hỏi nơi tiếp nhận trước khi đi." in told
        assert "Không phải mang giấy tờ gì." not in told
    CatalogueTask.objects.filter(kind="COMPONENTS_MISSING").update(settled_at=AT)
    assert "Không phải mang giấy tờ gì." in client.get("/thu-tuc/1.900001/").content.decode()
