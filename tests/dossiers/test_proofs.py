"""What the proof of an online filing says of files: of what came, not of what was made of it."""

from hashlib import sha256

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.intake import accept
from motcua.dossiers.operations.supplements import ItemFacts, answer_supplement, request_supplement, take_file
from motcua.forms.operations import attach_file
from motcua.forms.reading import take_in
from motcua.kernel.glyphs import MISSING
from motcua.kernel.models import OutboxMessage
from motcua.papers.operations import pdf_of
from motcua.procedures.queries import version_in_force
from motcua.procedures.rules import of_my_case
from tests.dossiers.conftest import at
from tests.dossiers.test_at_once import draft, file  # noqa: F401 - the draft is a fixture
from tests.dossiers.test_counter import PDF
from tests.forms.test_files import photograph
from tests.papers.test_rendering import words


def attach(draft, by, name, content):  # noqa: F811
    version = version_in_force(draft.procedure_code, on=at(2).date())
    key = of_my_case(version.components.all(), draft.case_answers)[0].key
    return attach_file(draft, component_key=key, file=take_in(name, content, by=by), by=by, at=at(2))


def proof_of(dossier):
    return dossier.papers.filter(kind="SUBMISSION_PROOF").latest("pk").paper


@pytest.mark.issue(18)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_proof_tells_the_sum_of_what_came_and_that_a_picture_was_made_anew(client, people, draft, kind):  # noqa: F811
    picture = photograph(kind)
    kept = attach(draft, people.citizen, "nha.jpg", picture).stored.digest
    attach(draft, people.citizen, "don.pdf", PDF)
    came, paper = sha256(picture).hexdigest(), sha256(PDF).hexdigest()
    assert came != kept
    dossier = file(draft, people.citizen)
    told = {one["digest"]: one["kept"] for one in proof_of(dossier).undrawn["files"]}
    assert told == {came: kept, paper: ""}
    letters = [str(one.payload) for one in OutboxMessage.objects.all() if paper in str(one.payload)]
    assert all(came in letter for letter in letters)
    client.force_login(people.citizen)
    page = client.get(f"/ho-so/{dossier.reference}/").content.decode()
    assert kept[:16] in page
    assert "Ảnh được làm lại" in page
    shown = words(pdf_of(proof_of(dossier), at=at(2)))
    assert "làm lại" in shown
    assert came in shown.replace(" ", "")


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("name", "shown"),
    [("微信图片_20261130.jpg", "20261130.jpg"), ("\U0001f338 đơn 王.jpg", "đơn.jpg"), ("微信图片.jpg", "tep.jpg"),
     ("Giấy khai sinh.jpg", "Giấy khai sinh.jpg")],
)  # fmt: skip
def test_a_name_of_a_file_can_be_read_on_paper(people, draft, name, shown):  # noqa: F811
    attach(draft, people.citizen, name, photograph("JPEG"))
    dossier = file(draft, people.citizen)
    assert dossier.files.get().name == name
    assert [one["name"] for one in proof_of(dossier).undrawn["files"]] == [shown]
    accept(dossier, components=[], by=people.counter, at=at(2))
    receipt = words(pdf_of(dossier.papers.get(kind="RECEIPT").paper, at=at(2)))
    assert shown in receipt
    assert MISSING not in receipt


@pytest.mark.issue(18)
def test_a_picture_sent_again_with_other_notes_is_told_by_what_came_last(people, draft):  # noqa: F811
    first, second = photograph("PNG"), photograph("PNG") + b"more"
    kept = attach(draft, people.citizen, "nha.png", first)
    assert attach(draft, people.citizen, "nha.png", second) == kept
    (told,) = proof_of(file(draft, people.citizen)).undrawn["files"]
    assert told["digest"] == sha256(second).hexdigest()


@pytest.mark.issue(18)
def test_the_proof_of_an_answer_tells_the_same(people, register):
    dossier = register()
    Dossier.objects.filter(pk=dossier.pk).update(filer_account=people.citizen)
    items = [ItemFacts("Bản sao", "Thiếu")]
    asked = request_supplement(dossier, items=items, reason="Thiếu", by=people.counter, at=at(2))
    picture = photograph("JPEG")
    taken = take_in("nha.jpg", picture, by=people.citizen)
    sent = take_file(asked, item=asked.items.get(), file=taken, by=people.citizen, at=at(3))
    answer_supplement(asked, answers={}, files=[sent], by=people.citizen, at=at(3))
    (told,) = proof_of(dossier).undrawn["files"]
    assert (told["digest"], told["kept"]) == (sha256(picture).hexdigest(), sent.stored.digest)
