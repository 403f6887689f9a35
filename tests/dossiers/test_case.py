"""The answers about one's case decide time, fee and papers: who files and who works on it see them."""

from pathlib import Path

import pytest
from django.test import Client

from motcua.forms.models import Draft
from motcua.forms.operations import Purpose, attach_file, change_case, start_draft
from motcua.forms.queries import form_in_force
from motcua.forms.reading import take_in
from motcua.kernel.operations import Refused
from motcua.procedures.queries import version_in_force
from motcua.ui.procedure import case_of
from tests.dossiers.conftest import PLACE, at
from tests.dossiers.test_at_once import draft, file  # noqa: F401 - a fixture and what files it


@pytest.fixture
def asked(draft):  # noqa: F811
    """The question of the draft's procedure and the answer that was given, as people read them."""
    version = version_in_force(draft.procedure_code, on=at(2).date())
    [(question, answer)] = case_of(version, draft.case_answers)
    return question, answer


PAPER = "van-ban-uy-quyen-co-chung-thuc"
PDF = Path("benchmarks/attachment.pdf").read_bytes()


def page(account, address):
    client = Client()
    client.force_login(account)
    return client.get(address).content.decode()


def test_before_filing_and_after_both_sides_see_it(people, draft, asked):  # noqa: F811
    review = page(people.citizen, f"/nop-ho-so/{draft.procedure_code}/{draft.token}/xem-lai/")
    dossier = file(draft, people.citizen)
    mine = page(people.citizen, f"/ho-so/{dossier.reference}/")
    theirs = page(people.counter, f"/lam-viec/ho-so/{dossier.reference}/")
    for html in (review, mine, theirs):
        assert all(words in html for words in asked)


def test_what_the_procedure_does_not_ask_is_not_shown(draft):  # noqa: F811
    version = version_in_force(draft.procedure_code, on=at(2).date())
    assert case_of(version, {"khac": "co", "nguoi-nop": "khong-co"}) == []
    assert case_of(version, {}) == []


def test_who_chose_wrongly_answers_anew_and_loses_nothing(client, people, draft):  # noqa: F811
    client.force_login(people.citizen)
    start = f"/nop-ho-so/{draft.procedure_code}/{draft.token}/"
    filled_in = draft.answers
    for wrong in ({}, {"nguoi-nop": "khong-co"}):
        refused = client.post(f"{start}truong-hop/", wrong)
        assert refused.status_code == 422
        assert "Chọn câu trả lời: Ai nộp hồ sơ?" in refused.content.decode()
    changed = client.post(f"{start}truong-hop/", {"nguoi-nop": "uy-quyen"})
    assert (changed.status_code, "/trang/" in changed["Location"]) == (302, True)
    draft = Draft.objects.get(pk=draft.pk)
    assert (draft.case_answers, draft.answers) == ({"nguoi-nop": "uy-quyen"}, filled_in)
    assert "Thiếu: Văn bản ủy quyền có chứng thực" in client.get(f"{start}xem-lai/").content.decode()


def test_who_mends_one_page_of_a_complete_application_comes_back_to_the_review(client, people, draft):  # noqa: F811
    client.force_login(people.citizen)
    start = f"/nop-ho-so/{draft.procedure_code}/{draft.token}/"
    same = draft.case_answers
    assert "/trang/" in client.post(f"{start}truong-hop/", same)["Location"]
    people_of = {"holder": "toi", "recipient": "toi", "return_method": "ONLINE", "phone": "0912345678"}
    assert client.post(f"{start}nguoi-lien-quan/", people_of)["Location"] == f"{start}xem-lai/"
    assert client.post(f"{start}truong-hop/", same)["Location"] == f"{start}xem-lai/"
    # Another paper is needed now, so there is something left to do.
    assert "/trang/" in client.post(f"{start}truong-hop/", {"nguoi-nop": "uy-quyen"})["Location"]


def test_only_the_papers_of_the_case_are_sent(client, people, draft):  # noqa: F811
    attach_file(
        draft, component_key=PAPER, file=take_in("uy-quyen.pdf", PDF, by=people.citizen), by=people.citizen, at=at(2)
    )
    assert "uy-quyen.pdf" not in page(people.citizen, f"/nop-ho-so/2.000635/{draft.token}/xem-lai/")
    dossier = file(draft, people.citizen)
    assert not dossier.files.exists()
    assert draft.files.count() == 1


def test_an_application_whose_case_is_open_is_not_filed(client, people, draft):  # noqa: F811
    Draft.objects.filter(pk=draft.pk).update(case_answers={"nguoi-nop": "ngay-truoc"})
    draft.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        file(draft, people.citizen)
    assert list(refusal.value.errors) == ["case_nguoi-nop"]
    review = page(people.citizen, f"/nop-ho-so/2.000635/{draft.token}/xem-lai/")
    assert "Chọn câu trả lời: Ai nộp hồ sơ?" in review


def test_what_was_filed_has_its_case_for_good(client, people, draft):  # noqa: F811
    file(draft, people.citizen)
    client.force_login(people.citizen)
    answer = client.post(
        f"/nop-ho-so/{draft.procedure_code}/{draft.token}/truong-hop/", {"nguoi-nop": "uy-quyen"}, follow=True
    )
    assert "đã được nộp" in answer.content.decode()
    assert Draft.objects.get(pk=draft.pk).case_answers == {"nguoi-nop": "chinh-minh"}


def test_a_form_does_not_ask_again_what_the_case_says(people):
    def begun(case):
        purpose = Purpose("1.013225", "Cấp giấy phép xây dựng", PLACE, {"lien-ke": "co", **case})
        form = form_in_force("giay-phep-xay-dung", on=at(2).date())
        return start_draft(form, purpose=purpose, known={}, by=people.citizen, at=at(2))

    house, temple, unknown = (begun({"cong-trinh": kind}) for kind in ("nha-o", "ton-giao", "khong-co"))
    assert (house.answers["loai"], temple.answers["loai"]) == ("nha-o", "ton-giao")
    # The form knows no such answer, so it asks.
    assert "loai" not in unknown.answers
    unknown = change_case(unknown, answers={"cong-trinh": "nha-o"}, by=people.citizen, at=at(2))
    assert unknown.answers["loai"] == "nha-o"
    unknown = change_case(unknown, answers={"cong-trinh": "khong-co"}, by=people.citizen, at=at(2))
    assert "loai" not in unknown.answers
    Draft.objects.filter(pk=unknown.pk).update(answers={"loai": "tin-nguong"})
    same = change_case(unknown, answers={"cong-trinh": "khong-co"}, by=people.citizen, at=at(2))
    assert same.answers == {"loai": "tin-nguong"}
