"""Keepers draft, a second person reviews, a decision publishes; dossiers and the public never see a draft."""

import io
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.notices.models import Notice
from motcua.organization.models import Post, Unit
from motcua.people.models import Account, Holding
from motcua.procedures.models import CatalogueTask, Procedure, ProcedureVersion
from motcua.procedures.operations.keeping import (
    Decision,
    drop_draft,
    publish_draft,
    review,
    settle,
    start_draft,
)
from motcua.procedures.queries import version_in_force

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ON = AT.date()
CODE = "1.004873"
DECISION = Decision("99/QĐ-UBND", date(2026, 11, 20), date(2026, 12, 10))


@pytest.fixture
def keepers():
    unit = Unit.objects.filter(agency__code="ubnd-tinh").first()
    post = Post.objects.create(unit=unit, code="thu-danh-muc", title="Giữ danh mục", duties=["CATALOGUE"])
    found = []
    for name in ("Chu Thị Ngọc", "Hứa Văn Bình"):
        one = Account.objects.create(kind="OFFICIAL", full_name=name, joined_at=AT)
        Holding.objects.create(official=one, post=post, valid_from=date(2026, 1, 1))
        found.append(one)
    return found


@pytest.fixture
def stranger():
    return Account.objects.create(kind="CITIZEN", full_name="Ai đó", joined_at=AT)


def draft_of(by, code=CODE):
    return start_draft(version_in_force(code, on=ON), by=by, at=AT)


def test_a_draft_holds_everything_and_changes_nothing_for_the_public(keepers):
    before = version_in_force(CODE, on=ON)
    draft = draft_of(keepers[0])
    for part in ("channels", "questions", "components", "legal_bases"):
        assert getattr(draft, part).count() == getattr(before, part).count()
    assert (draft.process_key, draft.form_key) == (before.process_key, before.form_key)
    assert version_in_force(CODE, on=ON) == before
    with pytest.raises(Refused, match="đã có một bản nháp do Chu Thị Ngọc"):
        draft_of(keepers[1])


def test_only_a_second_person_reviews_and_only_a_reviewed_draft_is_published(keepers):
    author, second = keepers
    draft = draft_of(author)
    with pytest.raises(Refused, match="người thứ hai duyệt trước"):
        publish_draft(draft, decision=DECISION, by=author, at=AT)
    with pytest.raises(Refused, match="không tự duyệt"):
        review(draft, by=author, at=AT)
    review(draft, by=second, at=AT)
    publish_draft(draft, decision=DECISION, by=author, at=AT)
    before, after = version_in_force(CODE, on=ON), version_in_force(CODE, on=DECISION.valid_from)
    assert (after.pk, after.decision_number, after.decided_on) == (draft.pk, "99/QĐ-UBND", DECISION.decided_on)
    assert before.valid_until == after.valid_from
    assert JournalEntry.objects.filter(word="procedure.published_by_decision").count() == 1
    with pytest.raises(Refused, match="đã công bố"):
        review(after, by=second, at=AT)


def test_a_decision_must_be_whole_and_in_order(keepers):
    draft = draft_of(keepers[0])
    review(draft, by=keepers[1], at=AT)
    for wrong in (
        Decision(" ", DECISION.decided_on, DECISION.valid_from),
        Decision("1/QĐ", DECISION.valid_from, DECISION.decided_on),
        Decision("1/QĐ", date(2017, 1, 1), date(2017, 1, 2)),
    ):
        with pytest.raises(Refused) as refusal:
            publish_draft(draft, decision=wrong, by=keepers[0], at=AT)
        assert refusal.value.errors
    assert ProcedureVersion.objects.get(pk=draft.pk).status == "REVIEWED"


def test_who_wrote_in_a_draft_is_not_offered_to_review_it(keepers, client):
    draft_of(keepers[0])
    for keeper, offers in zip(keepers, (0, 1), strict=True):
        client.force_login(keeper)
        page = client.get(f"/lam-viec/danh-muc/{CODE}/").content.decode()
        assert page.count('lam/duyet/"') == offers


def test_a_dropped_draft_leaves_what_is_published(keepers):
    draft = draft_of(keepers[0])
    drop_draft(draft, by=keepers[1], at=AT)
    told = Notice.objects.get(kind="writing_dropped")
    assert (told.account, CODE in told.body) == (keepers[0], True)
    assert not ProcedureVersion.objects.filter(pk=draft.pk).exists()
    with pytest.raises(Refused):
        drop_draft(version_in_force(CODE, on=ON), by=keepers[0], at=AT)


def test_a_doubt_is_settled_once_and_with_an_answer(keepers):
    task = CatalogueTask.objects.create(
        procedure=Procedure.objects.get(code=CODE), kind="FEE_TOO_SMALL", where="cách thức 1", mark="m", raised_at=AT
    )
    with pytest.raises(Refused):
        settle(task, answer=" ", by=keepers[0], at=AT)
    settle(task, answer="Đúng là 700.000 đồng.", by=keepers[0], at=AT)
    with pytest.raises(Refused, match="đã được giải quyết"):
        settle(task, answer="x", by=keepers[1], at=AT)


def test_nobody_else_touches_the_catalogue(stranger, client):
    with pytest.raises(NotPermitted):
        draft_of(stranger)
    client.force_login(stranger)
    for address in ("", "chat-luong.xlsx", f"{CODE}/", f"{CODE}/xem-truoc/1/", f"{CODE}/sua/1/"):
        assert client.get(f"/lam-viec/danh-muc/{address}").status_code == 403


def typed_of(client, address):
    """Everything a browser would send back from the form of a page."""
    form = client.get(address).context["form"]
    data = {**form.values, "legal_bases": form.bases, "questions": form.questions}
    for name, rows in (("channel", form.channels), ("component", form.components)):
        data[f"{name}s"] = str(len(rows))
        for row in rows:
            data |= {
                f"{row['prefix']}_{key}": value
                for key, value in row.items()
                if key not in ("n", "prefix") and not key.startswith("prefix_") and value
            }
    return data


def test_a_basis_that_stays_in_a_draft_keeps_its_articles(keepers, client):
    draft = draft_of(keepers[0], "1.000894")
    before = list(draft.legal_bases.values_list("number", "articles"))
    assert before[0] == ("60/2014/QH13", ["5", "6", "11", "17", "18"])
    client.force_login(keepers[0])
    address = f"/lam-viec/danh-muc/1.000894/sua/{draft.pk}/"
    assert client.post(address, typed_of(client, address)).status_code == 302
    assert list(draft.legal_bases.values_list("number", "articles")) == before


PARTS = {"channels": ["kind", "variant"], "questions": ["key"], "components": ["key"], "legal_bases": ["number"]}


def parts_of(version):
    """All that its parts say, whatever rows they stand in."""
    return {
        name: sorted(
            ({key: value for key, value in row.items() if key not in ("id", "version_id")} for row in rows),
            key=lambda row, keys=keys: [row[key] for key in keys],
        )
        for name, keys in PARTS.items()
        for rows in [getattr(version, name).values()]
    }


@pytest.mark.parametrize("code", ["1.001193", "2.000908", "2.000635", "1.010041", "2.000815"])
def test_what_a_keeper_does_not_touch_stays_as_it_was(keepers, client, code):
    """Marks of papers, tiers of fees, hints of questions: all that has no words of its own on the page."""
    before = parts_of(version_in_force(code, on=ON))
    draft = draft_of(keepers[0], code)
    client.force_login(keepers[0])
    address = f"/lam-viec/danh-muc/{code}/sua/{draft.pk}/"
    assert client.post(address, typed_of(client, address)).status_code == 302
    assert parts_of(draft) == before


def test_a_keeper_works_through_the_pages(keepers, client):
    author, second = keepers
    home = f"/lam-viec/danh-muc/{CODE}/"
    client.force_login(author)
    assert "Danh mục thủ tục" in client.get("/lam-viec/danh-muc/", {"q": "hôn nhân"}).content.decode()
    client.post(f"{home}lam/soan/", {"version": version_in_force(CODE, on=ON).pk})
    draft = ProcedureVersion.objects.get(procedure__code=CODE, status="DRAFT")
    address = f"{home}sua/{draft.pk}/"
    typed = typed_of(client, address)
    papers = draft.components.count()
    refused = client.post(address, {**typed, "channel_0_fee": "700", "summary": "Câu tôi đã gõ"})
    assert refused.status_code == 422
    assert "Câu tôi đã gõ" in refused.content.decode()
    assert "Phí dưới 1.000 đồng" in refused.content.decode()
    assert client.post(address, {**typed, "channel_0_fee": "15000", "summary": "Tóm tắt mới"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.summary, draft.channels.first().fee_dong, draft.components.count()) == ("Tóm tắt mới", 15000, papers)
    assert "Tóm tắt mới" in client.get(f"{home}xem-truoc/{draft.pk}/").content.decode()
    current = version_in_force(CODE, on=ON)
    assert "<ins>" in client.get(f"{home}so-sanh/{current.pk}/{draft.pk}/").content.decode()
    assert client.post(f"{home}lam/duyet/", {"version": draft.pk}).status_code == 422
    client.force_login(second)
    assert client.post(f"{home}lam/duyet/", {"version": draft.pk}).status_code == 302
    bad = client.post(f"{home}lam/cong-bo/", {"version": draft.pk, "number": "7/QĐ-UBND", "decided_on": "x"})
    assert bad.status_code == 422
    assert "7/QĐ-UBND" in bad.content.decode()
    decision = {"number": "7/QĐ-UBND", "decided_on": "2026-11-25", "valid_from": "2026-12-02"}
    assert client.post(f"{home}lam/cong-bo/", {"version": draft.pk, **decision}).status_code == 302
    assert version_in_force(CODE, on=date(2026, 12, 2)).pk == draft.pk
    assert client.get(address).status_code == 404


def test_odd_input_never_breaks_the_keepers_pages(keepers, client):
    client.force_login(keepers[0])
    home = f"/lam-viec/danh-muc/{CODE}/"
    draft = draft_of(keepers[0])
    for odd in ("\x00", "9" * 40, "-1", "<script>", "٣", "a|b|c", "x=1;y"):
        for address in (f"/lam-viec/danh-muc/?q={odd}&loai={odd}&sau={odd}&nhap={odd}",):
            assert client.get(address).status_code == 200
        for key in (
            "soan",
            "duyet",
            "bo",
            "cong-bo",
            "bai-bo",
            "gia-tri-tinh",
            "ket-thuc",
            "giai-quyet",
            "xac-nhan",
            "bo-de-nghi",
            "khong-co",
        ):
            data = dict.fromkeys(
                ("version", "task", "override", "decision", "answer", "number", "decided_on", "aspect"), odd
            )
            assert client.post(f"{home}lam/{key}/", data).status_code in (302, 404, 422)
        names = ("summary", "channels", "components", "questions", "legal_bases", "channel_0_kind", "channel_0_fee")
        assert client.post(f"{home}sua/{draft.pk}/", dict.fromkeys(names, odd)).status_code == 422


@pytest.mark.parametrize(("page", "at"), [("catalogue", "chat-luong.xlsx"), ("freshness", "het-hieu-luc.xlsx")])
def test_the_spreadsheets_of_the_catalogue_are_read_at_the_replica(keepers, client, monkeypatch, page, at):
    asked = []

    def read(question, *, at, by):
        asked.append(by)
        return question(AT)

    monkeypatch.setattr(f"motcua.workspace.{page}.read", read)
    client.force_login(keepers[0])
    content = client.get(f"/lam-viec/danh-muc/{at}").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert asked == keepers[:1]
    assert "Số liệu tính đến" in str(book.get_sheet_by_index(1).to_python())
    monkeypatch.undo()
    content = client.get(f"/lam-viec/danh-muc/{at}").content
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names) == 1
