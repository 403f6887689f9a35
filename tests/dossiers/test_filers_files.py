"""The filer's side of forms that stayed open: a draft filed elsewhere, and files of an answer that was refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.dossiers.models import DossierFile
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.operations.supplements import ItemFacts, answer_supplement, request_supplement, take_file
from motcua.forms import reading
from motcua.forms.operations import Purpose, attach_file, start_draft
from motcua.forms.queries import form_in_force
from motcua.forms.reading import take_in
from motcua.forms.rules import MOST_FILES
from motcua.kernel import confined
from motcua.kernel.models import JournalEntry, StoredFile
from motcua.kernel.operations import NotPermitted, Refused
from tests.dossiers.conftest import at, usual_case
from tests.dossiers.test_at_once import draft, file  # noqa: F401 - the draft is a fixture
from tests.dossiers.test_counter import PDF

PROGRAM = b"MZ\x90 not a pdf"


def pdf(number, content=None):
    return SimpleUploadedFile(f"{number}.pdf", PDF + b"%%%d" % number if content is None else content)


@pytest.fixture
def citizen(client, people):
    client.force_login(people.citizen)
    return client


# A draft in two tabs


@pytest.mark.parametrize(
    "step", ["", "truong-hop/", "trang/nguoi-yeu-cau/", "giay-to/", "nguoi-lien-quan/", "xem-lai/"]
)
def test_a_page_of_a_draft_filed_in_another_tab_leads_to_the_dossier(citizen, people, draft, step):  # noqa: F811
    page = f"/nop-ho-so/2.000635/{draft.token}/{step}"
    dossier = file(draft, people.citizen)
    shown = citizen.get(page)
    assert shown.status_code == 200
    assert f"/ho-so/{dossier.reference}/" in shown.content.decode()
    if step == "xem-lai/":
        return
    sent = citizen.post(page, {"remove": "1"})
    assert sent.status_code == 409
    assert "Hồ sơ này đã được nộp" in sent.content.decode()
    assert f"/ho-so/{dossier.reference}/" in sent.content.decode()
    assert dossier.answers == type(dossier).objects.get().answers


def test_what_is_saved_while_one_types_into_a_filed_draft_is_told_in_a_line(citizen, people, draft):  # noqa: F811
    file(draft, people.citizen)
    page = f"/nop-ho-so/2.000635/{draft.token}/trang/{draft.form.parsed.pages[0].key}/"
    answer = citizen.post(page, {"ho_ten": "Khác"}, headers={"x-requested-with": "fetch"})
    assert answer.status_code == 409
    assert "đã được nộp" in answer.content.decode()
    assert "<" not in answer.content.decode()


def test_the_last_page_sent_twice_leads_to_the_one_dossier(citizen, people, draft):  # noqa: F811
    dossier = file(draft, people.citizen)
    draft.parties = {"holder": "toi", "recipient": "toi", "phone": "0912345678", "return_method": "ONLINE"}
    draft.save(update_fields=["parties"])
    answer = citizen.post(f"/nop-ho-so/2.000635/{draft.token}/xem-lai/")
    assert answer["Location"] == f"/ho-so/{dossier.reference}/"


# The files of an answer


@pytest.fixture
def asked(register, people):
    items = [ItemFacts("Bản sao", "Thiếu"), ItemFacts("Tờ khai", "Thiếu chữ ký")]
    return request_supplement(register(), items=items, reason="Thiếu", by=people.counter, at=at(2))


@pytest.fixture
def page(asked):
    return f"/ho-so/{asked.dossier.reference}/bo-sung/"


def kept(answer):
    return [token for row in answer.context["rows"] for token, _file in row["kept"]]


def test_of_too_many_files_none_is_kept(citizen, asked, page):
    first = asked.items.order_by("pk")[0].pk
    before = StoredFile.objects.count()
    answer = citizen.post(page, {f"item_{first}": [pdf(number) for number in range(MOST_FILES + 1)]})
    assert answer.status_code == 422
    assert str(MOST_FILES) in answer.content.decode()
    assert StoredFile.objects.count() == before
    assert not DossierFile.objects.exists()


def test_good_files_of_a_refused_answer_need_not_be_chosen_again(citizen, asked, page):
    first, second = asked.items.order_by("pk")
    refused = citizen.post(page, {f"item_{first.pk}": [pdf(1), pdf(2, PROGRAM)], f"answer_{second.pk}": "Đã ký"})
    assert refused.status_code == 422
    assert "Đã ký" in refused.content.decode()
    assert not DossierFile.objects.exists()
    assert JournalEntry.objects.filter(word="supplement.file_taken").count() == len(kept(refused)) == 1
    again = citizen.post(page, {"kept": kept(refused), f"answer_{second.pk}": "Đã ký"})
    assert again.status_code == 302
    assert [one.name for one in asked.dossier.files.all()] == ["1.pdf"]
    assert asked.dossier.files.get().component_name == "Bản sao"


def test_a_word_longer_than_can_be_kept_is_refused_whole_not_cut(citizen, asked, page):
    field = f"answer_{asked.items.order_by('pk')[0].pk}"
    long = "Đã ký. " * 700 + "Câu cuối"
    refused = citizen.post(page, {field: long})
    assert refused.status_code == 422
    assert "đang có 4908" in refused.content.decode()
    assert "Câu cuối" in refused.content.decode()
    assert not asked.items.exclude(answer="").exists()


def test_what_is_kept_counts_with_what_is_chosen_now(citizen, asked, page):
    first = asked.items.order_by("pk")[0].pk
    refused = citizen.post(page, {f"item_{first}": [pdf(number) for number in range(MOST_FILES)]})
    assert len(kept(refused)) == MOST_FILES
    more = citizen.post(page, {"kept": kept(refused), f"item_{first}": [pdf(100)]})
    assert more.status_code == 422
    assert len(kept(more)) == MOST_FILES


def test_a_kept_file_is_its_owners_alone_and_of_its_page(citizen, asked, page, people, register):
    first = asked.items.order_by("pk")[0].pk
    token = kept(citizen.post(page, {f"item_{first}": [pdf(1)]}))
    other = request_supplement(register(), items=[ItemFacts("X", "Y")], reason="Thiếu", by=people.counter, at=at(2))
    answer = citizen.post(f"/ho-so/{other.dossier.reference}/bo-sung/", {"kept": token})
    assert answer.status_code == 422
    assert not DossierFile.objects.exists()


def test_one_number_bounds_answers_drafts_and_scans(people, asked, register, draft):  # noqa: F811
    unit = people.counter.holdings.get().post.unit
    scans = [
        take_scan(
            unit=unit,
            component=("khac", "Khác"),
            file=take_in("a.pdf", PDF + b"%%%d" % n, by=people.counter),
            by=people.counter,
            at=at(2),
        )
        for n in range(MOST_FILES + 1)
    ]
    answers = {item.pk: "Có" for item in asked.items.all()}
    with pytest.raises(Refused, match=str(MOST_FILES)):
        answer_supplement(asked, answers=answers, files=scans, by=people.citizen, at=at(2))
    with pytest.raises(Refused, match=str(MOST_FILES)):
        attach_scans(register(), files=scans, by=people.counter, at=at(2))
    for number in range(MOST_FILES + 1):
        if number == MOST_FILES:
            with pytest.raises(Refused, match=str(MOST_FILES)):
                attach(draft, people, number)
        else:
            attach(draft, people, number)
    assert not DossierFile.objects.exists()


def attach(draft, people, number):  # noqa: F811
    content = PDF + b"%%%d" % number
    attach_file(
        draft, component_key="khac", file=take_in("a.pdf", content, by=people.citizen), by=people.citizen, at=at(2)
    )


def test_a_file_for_an_answer_is_taken_from_who_may_answer(people, asked):
    item = asked.items.order_by("pk")[0]
    facts = {"item": item, "file": take_in("a.pdf", PDF, by=people.citizen), "at": at(3)}
    for by in (people.stranger, people.clerk, people.elsewhere):
        with pytest.raises(NotPermitted):
            take_file(asked, by=by, **facts)
    assert take_file(asked, by=people.citizen, **facts).component_key == f"item_{item.pk}"
    answer_supplement(asked, answers={one.pk: "Có" for one in asked.items.all()}, files=[], by=people.citizen, at=at(3))
    asked.refresh_from_db()
    with pytest.raises(Refused, match="đã được trả lời"):
        take_file(asked, by=people.citizen, **facts)


def test_who_sends_what_takes_long_again_and_again_is_not_read_for_a_while(people, monkeypatch):
    """Readers are few: one account does not keep them from everybody else."""
    confined._begin()
    cost = iter([0.0, 9.0, 9.0, 18.0, 18.0, 27.0, 27.0, 36.0])
    monkeypatch.setattr(reading, "spent", lambda: next(cost))
    for _costly in range(4):
        take_in("a.pdf", PDF, by=people.citizen)
    monkeypatch.undo()
    with pytest.raises(Refused, match="Chờ 10 phút"):
        take_in("a.pdf", PDF, by=people.citizen)
    assert take_in("a.pdf", PDF, by=people.stranger).sent


@pytest.mark.issue(18)
def test_the_same_file_chosen_once_more_is_told_and_stands_there_once(citizen, people):
    form = form_in_force("ho-kinh-doanh", on=at(2).date())
    purpose = Purpose("1.001612", "Đăng ký hộ kinh doanh", "06187", usual_case("1.001612"))
    started = start_draft(form, purpose=purpose, known={}, by=people.citizen, at=at(2))
    page = f"/nop-ho-so/1.001612/{started.token}/giay-to/"
    key = citizen.get(page).context["components"][0]["component"].key
    for name in ("to-khai.pdf", "lan-hai.pdf"):
        answer = citizen.post(page, {key: SimpleUploadedFile(name, PDF), "more": "1"}, follow=True)
    assert [file.name for file in started.files.all()] == ["to-khai.pdf"]
    assert "«lan-hai.pdf» đã có" in answer.content.decode()


@pytest.mark.issue(18)
def test_who_starts_once_more_is_offered_the_draft_that_is_there(citizen, draft):  # noqa: F811
    page = citizen.get("/nop-ho-so/2.000635/")
    assert f"/nop-ho-so/2.000635/{draft.token}/" in page.content.decode()
    assert "bản nháp của thủ tục này" not in citizen.get("/nop-ho-so/1.004873/").content.decode()
