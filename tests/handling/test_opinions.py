"""Others are asked: several at once, units of one's own, within the dossier's time, with files; and taken back."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.models import Dossier, HistoryEntry
from motcua.handling.inboxes import inbox_of
from motcua.handling.models import Consultation, ConsultationFile, Task
from motcua.handling.operations.consultations import (
    Question,
    answer_consultation,
    answer_due,
    ask_agency,
    ask_opinions,
    recall_consultation,
)
from motcua.handling.queries import dossier_for
from motcua.handling.rules import Work
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import fold
from motcua.organization.models import Agency, Unit
from motcua.organization.rules import is_in_name
from motcua.people.models import Account, Holding
from motcua.workspace.opinions import ConsultationForm
from tests.dossiers.conftest import at

pytestmark = pytest.mark.issue(18)


def step(dossier):
    return Task.objects.of(dossier).open().get()


def agency(code="so-tu-phap"):
    return Agency.objects.get(code=code)


def test_several_are_asked_at_once_each_once(people, accepted):
    dossier = accepted()
    asked = [agency(), agency("so-xay-dung"), agency(), people.builder.holdings.get().post.unit]
    ask_opinions(step(dossier), asked=asked, question=Question("Có tranh chấp?", 1), by=people.clerk, at=at(3))
    assert [one.asked for one in Consultation.objects.of(dossier).order_by("pk")] == [asked[0], asked[1], asked[3]]
    with pytest.raises(Refused):
        ask_opinions(step(dossier), asked=[], question=Question("?", 1), by=people.clerk, at=at(3))


def test_one_that_cannot_be_asked_keeps_all_from_being_asked(people, accepted):
    dossier = accepted()
    own = [dossier.handling_agency, people.clerk.holdings.get().post.unit, people.counter.holdings.get().post.unit]
    for wrong in own:
        with pytest.raises(Refused):
            ask_opinions(step(dossier), asked=[agency(), wrong], question=Question("?", 1), by=people.clerk, at=at(3))
    assert not Consultation.objects.exists()


def test_an_answer_due_after_the_dossier_is_said_and_asked_for_only_knowingly(people, accepted):
    dossier = accepted()
    last = next(days for days in range(1, 61) if answer_due(agency(), days, at=at(3)) > dossier.due_at)
    with pytest.raises(Refused) as refusal:
        ask_opinions(step(dossier), asked=[agency()], question=Question("?", last), by=people.clerk, at=at(3))
    assert "sau hạn của hồ sơ" in refusal.value.errors["working_days"]
    ask_opinions(
        step(dossier), asked=[agency()], question=Question("?", last, is_beyond=True), by=people.clerk, at=at(3)
    )
    if last > 1:
        ask_opinions(step(dossier), asked=[agency()], question=Question("Và?", last - 1), by=people.clerk, at=at(3))
    assert all(one.due_at <= dossier.due_at for one in Consultation.objects.all()[1:])
    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at


def test_a_unit_of_ones_own_is_asked_and_no_other_unit_sees_the_dossier(people, accepted):
    dossier = accepted()
    other = Account.objects.create(kind="OFFICIAL", full_name="V", email="v@x.vn", joined_at=at(1))
    culture = Unit.objects.get(agency=dossier.handling_agency, code="van-hoa-xa-hoi")
    Holding.objects.create(official=other, post=culture.posts.get(code="chuyen-vien"), valid_from=at(1).date())
    unit, on = people.builder.holdings.get().post.unit, at(3).date()
    assert dossier_for(people.builder, dossier.code, on=on) is None
    asked = ask_agency(step(dossier), agency=unit, question="?", working_days=1, by=people.clerk, at=at(3))
    assert dossier_for(people.builder, dossier.code, on=on) is not None
    assert [item.work for item in inbox_of(people.builder, on=on)] == [Work.UNIT_OPINION]
    assert (dossier_for(other, dossier.code, on=on), inbox_of(other, on=on)) == (None, [])
    with pytest.raises(NotPermitted):
        answer_consultation(asked, agrees=True, answer="Có", by=other, at=at(3))
    answer_consultation(asked, agrees=True, answer="Có", by=people.builder, at=at(3))
    assert inbox_of(people.builder, on=on) == []


def test_what_is_taken_back_says_who_and_why_to_whom_it_was_told_that_somebody_was_asked(people, accepted, client):
    dossier = accepted()
    asked = ask_agency(step(dossier), agency=agency(), question="?", working_days=1, by=people.clerk, at=at(3))
    recall_consultation(step(dossier), consultation=asked, reason="Đã có văn bản", by=people.clerk, at=at(3))
    lines = HistoryEntry.objects.filter(dossier=dossier, word__in=("agency_asked", "agency_recalled"))
    assert {line.word: line.is_public for line in lines} == {"agency_asked": True, "agency_recalled": True}
    client.force_login(people.clerk)
    text = client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Clerk: Đã có văn bản" in text
    client.force_login(people.citizen)
    assert "Đã có văn bản" not in client.get(f"/ho-so/{dossier.code}/").content.decode()


def test_the_page_finds_by_part_of_a_name_takes_files_and_keeps_them_when_refused(people, accepted, client):
    dossier = accepted()
    address = f"/lam-viec/ho-so/{dossier.code}/lam/lay-y-kien/"
    client.force_login(people.clerk)
    page = client.get(address)
    assert len(page.context["form"].choices) > 100
    sent = {"asked_1": "so tu phap", "asked_2": "phòng kinh tế", "question": "", "working_days": "1",
            "is_beyond": "1", "seen": page.context["seen"]}  # fmt: skip
    text = Path("benchmarks/attachment.pdf").read_bytes()
    answer = client.post(address, {**sent, "tep": SimpleUploadedFile("bản đồ.pdf", text)})
    assert "Ghi nội dung cần lấy ý kiến" in answer.content.decode()
    kept = [token for token, _file in answer.context["kept"]]
    assert len(kept) == 1
    wrong = client.post(address, {**sent, "question": "?", "asked_1": "Sở", "asked_2": "không có đâu"})
    said = wrong.content.decode()
    assert "nơi tên như vậy" in said
    assert "Không có cơ quan" in said
    assert client.post(address, {**sent, "question": "Có tranh chấp?", "kept": kept}).status_code == 302
    assert sorted(one.asked_name for one in Consultation.objects.all()) == ["Phòng Kinh tế", "Sở Tư pháp"]
    file = ConsultationFile.objects.first()
    at_file = f"/lam-viec/ho-so/{dossier.code}/y-kien/tep/{file.pk}/"
    assert client.get(at_file).status_code == 200
    for who, status in (
        (people.builder, 200),
        (people.department, 200),
        (people.elsewhere, 404),
        (people.citizen, 403),
    ):
        client.force_login(who)
        assert client.get(at_file).status_code == status


NAMES = st.sampled_from(["Sở Tư pháp", "Sở Tài chính", "Sở Y tế", "Phòng Kinh tế", "Sở Y tế và Dân số"])


@given(st.sets(NAMES, min_size=1), NAMES, st.integers(min_value=1, max_value=9))
def test_what_is_typed_means_one_or_nobody(known, name, length):
    """Whoever is found has what was typed in the name, and nobody else has unless it is the whole of it."""
    form = ConsultationForm({})
    form.choices = {one: Agency(name=one) for one in known}
    typed = name[:length].strip()
    like = [one for one in known if is_in_name(typed.lower(), one)]
    like = like or [one for one in known if fold(typed) in fold(one)]
    found = form._named(typed.lower())
    if typed in known or len(like) == 1:
        assert found.name == (typed if typed in known else like[0])
        assert fold(typed) in fold(found.name)
    else:
        assert isinstance(found, str)
