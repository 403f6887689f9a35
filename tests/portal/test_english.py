"""The interface in English: every text translated, chosen by the reader alone, and the record still Vietnamese."""

import gettext
import json
import re
from datetime import UTC, datetime

import polib
import pytest
from django.test import Client
from django.utils import translation

from motcua.forms.models import FormDefinition
from motcua.forms.operations import Purpose, start_draft
from motcua.kernel.sentences import Sentence, read
from motcua.notices.operations import tell
from motcua.people.operations import change_account, create_account
from motcua.people.rules import AccountKind
from motcua.procedures.models import Procedure, ProcedureVersion
from tests.texts import CATALOGUES, PACK_CATALOGUE, SOURCE, VIETNAMESE, marked, packed, unmarked

HOLE = re.compile(r"%(?:\(\w+\))?[sd]|%%|</?\w+[^>]*>")
# Where Vietnamese is what is read or written, not what is said: the words of the law, of packs, of papers, of commands.
NOT_SAID = (
    "cli/",
    "settings/",
    "papers/",
    "/migrations/",
    "/loading",
    "laws/",
    "search/",
    "processes/rules",
    "forms/rules/definition.py",
    "forms/rules/shared.py",
    "forms/rules/declared.py",
    # What stands in a published petition, which is a record in Vietnamese, in place of what was covered.
    "feedback/rules/marks.py",
    # What is said at a terminal, to who writes packs, and on a report, which is a record in Vietnamese.
    "indicators/commands.py",
    "indicators/queries.py",
    "reports/rules/tables.py",
    "reports/rules/paper.py",
    "workspace/report_sheets.py",
    # What is said at a terminal, to who writes packs, and in published files, which have one language.
    "opendata/commands.py",
    "opendata/rules/",
    "opendata/writing/",
    # How a stamp is recognised.
    "forms/rules/stamps.py",
    "procedures/rules/",
    "dossiers/paperwork.py",
    "dossiers/operations/printing.py",
    # What papers of record and the record itself say.
    "dossiers/amendments.py",
    "dossiers/anew.py",
    "dossiers/corrections.py",
    "dossiers/operations/anew.py",
    "dossiers/operations/drafts.py",
    "dossiers/operations/redeclaring.py",
    "handling/filling.py",
    "handling/paperwork.py",
    "organization/rules.py",
    "results/",
    "handling/operations/printing.py",
    "handling/handovers.py",
    "handling/sheets.py",
    "ui/gallery.py",
    "ui/charts/examples.py",
    "kernel/packs.py",
)
# What is written into a result or a form of the law, and letters.
KNOWN = {
    # The list of officials to fill in is read by the platform, whoever fills it in.
    "Vị trí",
    "Đơn vị, vị trí",
    "Hiện có",
    "Nhiệm vụ",
    "Mã",
    "Chức danh",
    "Đơn vị",
    "Cơ quan",
    "Hai quản trị",
    "Cán bộ",
    "Họ và tên",
    # Whose papers a rehearsal makes.
    "Người Tập Dượt",
    "Số định danh",
    "Nơi cư trú",
    "Mẫu số ",
    # How the record tells that a step's limit moved.
    "Hạn bước «",
    " thành ",
    "không có",
    # What a step is called in the record when its result is signed by written authority.
    "Ký thừa ủy quyền theo ",
    "văn bản số ",
    " ngày ",
    # How an hour is read that somebody typed.
    r"([01]?[0-9]|2[0-3])(?:\s*(?:h|giờ)|\s*(?::|h|giờ)\s*([0-5][0-9])(?:\s*(?:phút|'))?)",
    # What stands for an argument in the help of a command.
    "MÃ",
    # A browser's own name.
    "Cốc Cốc",
    "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz",
    " từ ",
    " (nghỉ bù)",
    "bản quốc gia",
    r"[\W_]*((ĐỘ MẬT|DẤU MẬT)\W+)?(TUYỆT MẬT|TỐI MẬT|MẬT)[\W_]*",
}


@pytest.fixture(
    params=[*CATALOGUES.values(), PACK_CATALOGUE], ids=[*(room or "interface" for room in CATALOGUES), "pack"]
)
def path(request):
    return request.param


@pytest.fixture
def catalogue(path):
    return polib.pofile(str(path))


def test_every_text_has_its_english_and_no_english_is_left_over():
    known = {entry.msgid for path in CATALOGUES.values() for entry in polib.pofile(str(path)) if entry.translated()}
    texts = {text for text in marked() if VIETNAMESE.search(text)}
    assert texts - known == set()
    assert {one for one in known if VIETNAMESE.search(one)} - texts == set()


def test_every_translation_keeps_its_holes(catalogue):
    for entry in catalogue:
        if not entry.msgid_plural:
            assert sorted(HOLE.findall(entry.msgstr)) == sorted(HOLE.findall(entry.msgid)), entry.msgid
        assert all(set(HOLE.findall(one)) <= set(HOLE.findall(entry.msgid)) for one in entry.msgstr_plural.values())


def test_the_compiled_texts_are_those_that_were_written(catalogue, path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in catalogue:
        if entry.msgid_plural:
            assert compiled.ngettext(entry.msgid, entry.msgid_plural, 2) == entry.msgstr_plural[1]
        else:
            assert compiled.gettext(entry.msgid) == entry.msgstr


def test_every_text_of_the_pack_has_its_english():
    known = {entry.msgid for entry in polib.pofile(str(PACK_CATALOGUE)) if entry.translated()}
    assert known <= set(packed())
    assert {text for text in packed() if VIETNAMESE.search(text)} <= known


def test_whatever_is_said_to_people_is_marked():
    found = {
        f"{path.relative_to(SOURCE)}:{line}: {text}"
        for path in SOURCE.rglob("*.py")
        if not any(part in str(path.relative_to(SOURCE)) for part in NOT_SAID)
        for line, text in unmarked(path)
        if text not in KNOWN and len(text.strip()) > 1
    }
    assert found == set()


def test_no_template_says_vietnamese_that_is_not_marked():
    found = set()
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{#.*?#}|{{.*?}}", "", text, flags=re.DOTALL)
        text = re.sub(r'<a [^>]*lang="vi"[^>]*>Tiếng Việt</a>|Một Cửa|Lạng Sơn', "", text)
        if path.name != "gallery.html" and (words := VIETNAMESE.search(text)):
            found.add(f"{path.name}: {text[max(0, words.start() - 20) : words.end() + 20]}")
    assert found == set()


pytestmark = pytest.mark.django_db


def test_a_page_speaks_the_language_that_was_chosen_and_remembers_it(client):
    assert "Bạn muốn làm gì?" in client.get("/").content.decode()
    chosen = client.get("/", {"tieng": "en"})
    assert "What do you want to do?" in chosen.content.decode()
    assert chosen.headers["Content-Language"] == "en"
    assert '<html lang="en"' in client.get("/thu-tuc/").content.decode()
    assert '<html lang="vi"' in client.get("/thu-tuc/", {"tieng": "vi"}).content.decode()
    assert '<html lang="vi"' in client.get("/thu-tuc/").content.decode()
    assert '<html lang="vi"' in client.get("/thu-tuc/", {"tieng": "x"}).content.decode()


def test_the_browsers_language_decides_nothing(client):
    page = client.get("/thu-tuc/1.004873/can-mang/", headers={"Accept-Language": "en"}).content.decode()
    assert "Cần mang theo" in page


def test_the_switch_keeps_the_question_that_was_asked(client):
    page = client.get("/thu-tuc/", {"q": "khai sinh", "tieng": "en"}).content.decode()
    assert '<a href="?q=khai+sinh&amp;tieng=vi" lang="vi"' in page


def test_errors_are_said_in_english_too(client):
    client.get("/", {"tieng": "en"})
    lost = client.get("/khong-co-trang-nay/")
    assert lost.status_code == 404
    assert "Page not found" in lost.content.decode()


def test_a_checklist_is_given_in_english_beside_the_laws_name_of_the_procedure(client):
    page = client.get("/thu-tuc/1.004873/can-mang/", {"tieng": "en"}).content.decode()
    assert '<html lang="en"' in page
    assert "What to bring" in page
    assert "Marital status certificate" in page
    assert '<small lang="vi">Cấp Giấy xác nhận tình trạng hôn nhân</small>' in page
    assert "3 working days" in page
    address = re.search(r'src="(\S+qr\.svg\S*)"', page)[1].replace("&amp;", "&")
    assert "tieng=en" in address
    # Who scans the code gets the page in the language of the paper, whatever was chosen on that phone.
    assert client.get(address).content != Client().get(address.replace("&tieng=en", "")).content


def test_every_procedure_of_the_province_has_an_english_name():
    versions = ProcedureVersion.objects.on(datetime(2026, 11, 23, tzinfo=UTC).date()).filter(status="PUBLISHED")
    missing = Procedure.objects.filter(pk__in=versions.values("procedure"), name_en="")
    assert list(missing.values_list("code", flat=True)) == []


def test_the_language_of_one_answer_is_not_that_of_the_next(client):
    assert "What do you want" in client.get("/", {"tieng": "en"}).content.decode()
    assert "Bạn muốn làm gì?" in Client().get("/").content.decode()
    translation.activate("vi")


def test_a_form_is_asked_in_english_and_its_answers_are_those_of_the_record(client):
    at = datetime(2026, 11, 24, 3, tzinfo=UTC)
    by = create_account(kind=AccountKind.CITIZEN, password="x", full_name="Ann", email="ann@x.vn", by=None, at=at)
    form = FormDefinition.objects.on(at.date()).get(key="khai-sinh")
    purpose = Purpose("1.001193", "Đăng ký khai sinh", "06187")
    draft = start_draft(form, purpose=purpose, known={}, by=by, at=at)
    client.force_login(by)
    address = f"/nop-ho-so/1.001193/{draft.token}/trang/tre/"
    asked = client.get(address, {"tieng": "en"}).content.decode()
    assert "Birth registration" in asked
    assert "Giới tính của trẻ" not in asked
    refused = client.post(address, {"tre_gioi_tinh": "FEMALE"}).content.decode()
    assert "Enter:" in refused
    assert "Nhập " not in refused
    draft.refresh_from_db()
    assert draft.typed["tre"]["tre_gioi_tinh"] == "FEMALE"
    assert "Giới tính của trẻ" in client.get(address, {"tieng": "vi"}).content.decode()


def test_what_is_recorded_is_vietnamese_and_read_in_the_readers_language():
    said = Sentence("Đã tiếp nhận. Hẹn trả kết quả: %(due)s.", {"due": datetime(2026, 11, 24, 10, 30, tzinfo=UTC)})
    kept = json.loads(json.dumps(said.kept()))
    assert str(read(said.text, kept)) == "Đã tiếp nhận. Hẹn trả kết quả: 17:30 ngày 24/11/2026."
    with translation.override("en"):
        assert str(read(said.text, kept)) == "Accepted. Result due: 17:30 on 24/11/2026."
        within = Sentence("Tạm dừng: %(why)s", {"why": Sentence("Chờ bổ sung hồ sơ")})
        assert str(read(within.text, json.loads(json.dumps(within.kept())))) == "Paused: Waiting for the supplement"


def test_a_notice_is_written_in_the_language_of_the_account():
    at = datetime(2026, 11, 24, 3, tzinfo=UTC)
    by = create_account(kind=AccountKind.CITIZEN, password="x", full_name="Ann", email="ann@x.vn", by=None, at=at)
    by = change_account(by, language="en", by=by, at=at)
    facts = {"code": "H37.1", "procedure": "X", "due": at}
    told = tell(
        account=by, email=by.email, phone="", kind="accepted", context=facts, dossier_reference="R", by=None, at=at
    )
    assert told.subject == "Dossier H37.1 was accepted"
    assert "10:00 on 24/11/2026" in told.body
