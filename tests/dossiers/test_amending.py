"""A supplement may ask for an answer: named, corrected alone, kept in both versions, told to what rests on it."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from motcua.dossiers.amendments import amend, declared_in, papers_of
from motcua.dossiers.models import AnswerDraft, EarlierDeclaration
from motcua.dossiers.operations import intake, supplements
from motcua.dossiers.operations.declaring import declare
from motcua.dossiers.operations.supplements import Declared, answer_supplement, keep_answer, request_supplement
from motcua.dossiers.queries import outdating, sheet_of
from motcua.dossiers.rules import ItemFacts, Outcome
from motcua.handling.filling import content_of
from motcua.handling.models import Task
from motcua.handling.operations import drafting, proposals, tasks
from motcua.handling.rules import ProposalKind
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.papers.operations import pdf_of
from motcua.results.queries import asked_values, drafts_of
from tests.dossiers.conftest import at
from tests.dossiers.test_declaring import CHILD

NAME = ItemFacts("", "Khác với Giấy chứng sinh", page="tre", field="tre_ho_ten")
PAPER = ItemFacts("", "", component_key="giay-chung-sinh", fault="MISSING")
LATE = ItemFacts("", "Trẻ sinh đã hơn 60 ngày", field="case.han")
BORN = ItemFacts("", "Ghi sai năm sinh", page="tre", field="tre_ngay_sinh")


@pytest.fixture
def birth(people, register):
    """A birth declared at the counter and accepted: in process, with its declaration."""
    dossier = register("1.001193", is_declared=False)
    declare(dossier, seen=sheet_of(dossier), raw=CHILD, by=people.counter, at=at(2))
    dossier.refresh_from_db()
    return intake.accept(dossier, by=people.counter, at=at(2, 10))


@pytest.fixture
def ask(people):
    def of(dossier, *items, when=None):
        return request_supplement(dossier, items=items, reason="Cần sửa", by=people.counter, at=when or at(2, 11))

    return of


@pytest.fixture
def answer(people):
    """The filer answers: `raw` is typed into the declaration, `words` is said of each item."""

    def of(request, raw, *, words="", when=None, agreed="", seen=None):
        dossier = request.dossier
        dossier.refresh_from_db()
        declared = Declared(raw, sheet_of(dossier) if seen is None else seen, agreed)
        answers = {item.pk: words for item in request.items.all()}
        answer_supplement(request, answers=answers, files=[], declared=declared, by=people.citizen, at=when or at(3))
        dossier.refresh_from_db()
        return dossier

    return of


def text_of(paper, when):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf_of(paper, at=when))).pages)


def test_a_request_calls_what_it_points_to_by_its_name(birth, ask):
    whole = ItemFacts("", "Khai thiếu", page="me")
    empty = ItemFacts("", "Chưa khai", page="me", field="me_so_dinh_danh")
    request = ask(birth, NAME, PAPER, LATE, whole, empty)
    assert [item.what for item in request.items.all()] == [
        "Tờ khai, «Họ, chữ đệm, tên của trẻ»: «Nông Thị Mai»",
        "Giấy chứng sinh (chưa có)",
        "Trường hợp, «Trẻ sinh đến nay đã quá 60 ngày chưa?»: «Chưa quá 60 ngày»",
        "Tờ khai, trang «Mẹ của trẻ»",
        "Tờ khai, «Mẹ của trẻ, Số định danh hoặc số chứng minh nhân dân»: chưa khai",
    ]
    assert request.items.all()[1].why == "Hồ sơ chưa có giấy tờ này."
    assert request.items.all()[0].facts.field == "tre_ho_ten"
    letter = text_of(request.paper, at(2, 11))
    for said in ("Họ, chữ đệm, tên của trẻ", "Nông Thị Mai", "Giấy chứng sinh (chưa có)"):
        assert said in " ".join(letter.split())


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (ItemFacts("\u200b\u2060", "Thiếu"), "what_1"),
        (ItemFacts("Bản chính", "\u200b \u202e"), "why_1"),
        (ItemFacts("...", "Thiếu"), "what_1"),
        (ItemFacts("Bản chính", "-"), "why_1"),
        (ItemFacts("", "Sai", page="tre", field="me_ho_ten"), "what_1"),
        (ItemFacts("", "Sai", page="tre", field="khong_co"), "what_1"),
        (ItemFacts("", "Sai", page="khong-co"), "what_1"),
        (ItemFacts("", "Sai", field="case.khong-co"), "what_1"),
        (ItemFacts("", "Sai", component_key="khong-co", fault="WRONG"), "what_1"),
        (ItemFacts("", "", component_key="giay-chung-sinh", fault="WRONG"), "why_1"),
    ],
)
def test_what_says_nothing_or_points_to_nothing_is_not_asked(item, field, birth, ask, people):
    with pytest.raises(Refused) as refused:
        ask(birth, item)
    assert field in refused.value.errors
    task = Task.objects.get(dossier=birth)
    with pytest.raises(Refused) as refused:
        proposals.propose(task, kind=ProposalKind.SUPPLEMENT, reason="Cần", items=[item], by=people.clerk, at=at(2, 11))
    assert field in refused.value.errors


@pytest.mark.parametrize("reason", ["\u200b", ".", "-"])
def test_a_reason_that_says_nothing_is_none(birth, people, nothing_changes, reason):
    with nothing_changes:
        request_supplement(birth, items=[NAME], reason=reason, by=people.counter, at=at(2, 11))
    task = Task.objects.get(dossier=birth)
    with nothing_changes:
        proposals.propose(task, kind=ProposalKind.REFUSAL, reason=reason, by=people.clerk, at=at(2, 11))


def test_only_what_was_asked_for_is_corrected_and_both_versions_are_kept(birth, ask, answer, people):
    before = dict(birth.answers)
    dossier = answer(ask(birth, NAME), {"tre_ho_ten": "Nông Thị Mây", "me_ho_ten": "Kẻ lạ", "co_cha": "co"})
    assert dossier.answers == {**before, "tre_ho_ten": "Nông Thị Mây"}
    earlier = EarlierDeclaration.objects.get()
    assert (earlier.number, earlier.answers, earlier.replaced_by, earlier.replaced_at) == (
        1, before, people.citizen, at(3),
    )  # fmt: skip
    line = dossier.history.get(word="supplement_answered").said
    assert "bản 2" in line
    assert "«Nông Thị Mai» thành «Nông Thị Mây»" in line
    entry = JournalEntry.objects.filter(word="supplement.answered").latest("number")
    assert entry.details["changed"] == ["tre_ho_ten"]
    assert "Mây" not in str(entry.details)
    proof = dossier.papers.filter(kind="SUBMISSION_PROOF").latest("pk").paper
    assert proof.title == "Xác nhận bổ sung hồ sơ trực tuyến"
    text = " ".join(text_of(proof, at(3)).split())
    assert "bản 2" in text
    assert "Nông Thị Mây" in text
    assert drafts_of(dossier, on=at(3).date())[0].values["ho_ten"] == "Nông Thị Mây"


def test_an_answer_that_is_right_is_explained_and_stays(birth, ask, answer):
    request = ask(birth, NAME)
    same = {"tre_ho_ten": "Nông Thị Mai"}
    with pytest.raises(Refused) as refused:
        answer(request, same, words="\u200b")
    assert refused.value.errors == {
        f"item_{request.items.get().pk}": "Sửa câu trả lời, hoặc giải thích vì sao không sửa."
    }
    before = dict(birth.answers)
    dossier = answer(request, same, words="Giấy chứng sinh ghi sai, đã xin bệnh viện sửa")
    assert dossier.answers == before
    assert not EarlierDeclaration.objects.exists()


def test_the_whole_declaration_is_judged_and_nothing_is_half_kept(birth, ask, answer, nothing_changes):
    request = ask(birth, ItemFacts("", "Không có mẹ?", page="me", field="co_me"))
    with pytest.raises(Refused) as refused:
        answer(request, {"co_me": "khong"})
    assert list(refused.value.errors) == ["co_me"]
    assert "mẹ" in refused.value.errors["co_me"]
    birth.refresh_from_db()
    assert birth.answers["co_me"] == "co"


def test_what_the_new_answer_opens_is_asked_too(birth, ask, answer):
    request = ask(birth, ItemFacts("", "Cha có tên trong giấy kết hôn", page="cha", field="co_cha"))
    with pytest.raises(Refused) as refused:
        answer(request, {"co_cha": "co"})
    assert "cha_ho_ten" in refused.value.errors
    father = {
        "cha_ho_ten": "Nông Văn Cha", "cha_nam_sinh": "1998", "cha_dan_toc": "Tày", "cha_quoc_tich": "Việt Nam",
        "cha_noi_cu_tru": "Khối 3",
    }  # fmt: skip
    dossier = answer(request, {"co_cha": "co", **father})
    assert dossier.answers["cha_ho_ten"] == "Nông Văn Cha"


def test_a_sheet_written_on_meanwhile_is_told(birth, ask, answer, people):
    request = ask(birth, NAME)
    seen = sheet_of(birth)
    declare(birth, seen=seen, raw={**CHILD, "so_ban_sao": "3"}, by=people.counter, at=at(2, 12))
    with pytest.raises(Refused, match="người khác ghi"):
        answer(request, {"tre_ho_ten": "Nông Thị Mây"}, seen=seen)


def test_a_case_answered_anew_moves_the_fee_only_after_its_filer_has_seen_it(birth, ask, answer, people):
    born = {"tre_ngay_sinh_day": "20", "tre_ngay_sinh_month": "2", "tre_ngay_sinh_year": "2025"}
    request, typed = ask(birth, LATE, BORN), {"case.han": "qua-han", **born}
    kept = (birth.fee_dong, dict(birth.case_answers))
    with pytest.raises(Refused, match="Xem rồi gửi lần nữa"):
        answer(request, typed)
    birth.refresh_from_db()
    assert (birth.fee_dong, birth.case_answers) == kept
    amendment = amend(birth, [item.facts for item in request.items.all()], typed, at=at(3))
    assert any(move.startswith("Phí, lệ phí: 0 đồng thành") for move in amendment.moves)
    dossier = answer(request, typed, agreed=amendment.agreement)
    assert dossier.case_answers["han"] == "qua-han"
    assert (dossier.fee_dong, dossier.fee_per) == amendment.plan.fee_after
    assert "Phí, lệ phí: 0 đồng thành" in dossier.history.get(word="supplement_answered").said
    receipts = dossier.papers.filter(kind="RECEIPT").order_by("pk")
    assert [entry.paper.is_revoked for entry in receipts] == [False]
    supplements.confirm_supplement(request, by=people.counter, at=at(3, 10))
    assert [entry.paper.is_revoked for entry in receipts.all()] == [True, False]


def test_an_answer_about_the_case_agrees_with_the_day_that_is_declared(birth, ask, answer):
    with pytest.raises(Refused) as refused:
        answer(ask(birth, LATE), {"case.han": "qua-han"})
    assert any("chưa quá 60 ngày" in message for message in refused.value.errors.values())


def test_an_answer_that_leaves_the_case_alone_leaves_the_receipt_alone(birth, ask, answer, people):
    request = ask(birth, NAME)
    answer(request, {"tre_ho_ten": "Nông Thị Mây"})
    supplements.confirm_supplement(request, by=people.counter, at=at(3, 10))
    assert birth.papers.filter(kind="RECEIPT").count() == 1


def test_the_case_follows_the_question_of_the_form_that_tells_it(people, register, ask, answer):
    dossier = register("1.000656")
    field = next(one for one in declared_in(dossier) if one.spec.prefill == "case.giay-bao-tu")
    other = next(value for value, _label in field.spec.options if value != field.value)
    request = ask(dossier, ItemFacts("", "Xem lại", page=field.page.key, field=field.name), when=at(2))
    raw = {field.name: other}
    amendment = amend(dossier, [item.facts for item in request.items.all()], raw, at=at(3))
    assert amendment.case["giay-bao-tu"] == other
    assert amendment.agreement


def test_what_was_drafted_before_is_not_signed_by_mistake(birth, ask, answer, people, hand, work):
    dossier = work(birth, when=at(2, 11), steps=0)
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    while task.kind != "PREPARE":
        tasks.finish_task(task, by=hand(task), at=at(2, 11))
        task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    content = content_of(dossier, on=at(2).date())
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=hand(task), at=at(2, 11))
    request = ask(dossier, NAME)
    dossier = answer(request, {"tre_ho_ten": "Nông Thị Mây"})
    supplements.confirm_supplement(request, by=people.counter, at=at(3, 10))
    assert [(change.old, change.new) for change in outdating(dossier)] == [("Nông Thị Mai", "Nông Thị Mây")]
    with pytest.raises(Refused, match="«Nông Thị Mai» → «Nông Thị Mây»"):
        tasks.finish_task(task, by=hand(task), at=at(3, 11))
    # Who signs finds the old name beside the declared one, who drafts again finds what is declared.
    signed, drafted = (
        {filled.fact.name: filled for filled in drafts_of(dossier, on=at(3).date(), as_drafted=as_drafted)[0].facts}
        for as_drafted in (True, False)
    )
    assert (signed["ho_ten"].value, signed["ho_ten"].known) == ("Nông Thị Mai", "Nông Thị Mây")
    assert (drafted["ho_ten"].value, drafted["ho_ten"].is_changed) == ("Nông Thị Mây", False)
    content = asked_values(drafts_of(dossier, on=at(3).date()))
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=hand(task), at=at(3, 11))
    tasks.finish_task(task, by=hand(task), at=at(3, 11))


def test_what_is_kept_for_later_is_ones_own_and_gone_once_it_is_sent(birth, ask, answer, people):
    request = ask(birth, NAME)
    typed = {"tre_ho_ten": "Nông Thị M\u200bây"}
    keep_answer(request, typed=typed, files=[], by=people.citizen, at=at(2, 12))
    keep_answer(request, typed=typed, files=[], by=people.citizen, at=at(2, 13))
    draft = AnswerDraft.objects.get()
    assert (draft.by, draft.typed) == (people.citizen, {"tre_ho_ten": "Nông Thị Mây"})
    with pytest.raises(NotPermitted):
        keep_answer(request, typed=typed, files=[], by=people.stranger, at=at(2, 13))
    answer(request, {"tre_ho_ten": "Nông Thị Mây"})
    assert not AnswerDraft.objects.exists()


def test_papers_to_be_asked_for_are_those_of_the_case(birth):
    assert "giay-chung-sinh" in papers_of(birth)
    assert "van-ban-uy-quyen-co-chung-thuc" not in papers_of(birth)
    assert "giay-to-tuy-than-cua-nguoi-nop-xuat-trinh" not in papers_of(birth)
