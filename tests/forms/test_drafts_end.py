"""Drafts end: not before their owner was told, never while somebody writes; and nobody has too many of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from motcua.forms import operations
from motcua.forms.models import Draft, DraftFile
from motcua.forms.operations import Purpose, attach_file, discard_draft, save_parties, start_draft
from motcua.forms.queries import drafts_last, form_in_force
from motcua.forms.reading import take_in
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.kernel.retention import remove_what_is_over
from motcua.kernel.text import format_date, local
from motcua.notices.models import Notice
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from tests.forms.test_files import picture

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def days(number):
    return AT + timedelta(days=number)


def citizen(email="hoa@x.vn"):
    return create_account(kind=AccountKind.CITIZEN, password="x", full_name="Nông Thị Hoa", email=email, by=None, at=AT)


@pytest.fixture
def hoa():
    return citizen()


@pytest.fixture
def begin(hoa):
    def draft(by=hoa, at=AT):
        form = form_in_force("", on=AT.date())
        return start_draft(form, purpose=Purpose("1.001193", "Đăng ký khai sinh"), known={}, by=by, at=at)

    return draft


def attach(draft, content, at=AT):
    return attach_file(
        draft, component_key="a", file=take_in("a.png", content, by=draft.account), by=draft.account, at=at
    )


def test_a_draft_ends_after_its_days_and_its_owner_was_told_a_week_before(begin, hoa):
    draft = begin()
    attach(draft, picture("PNG"))
    remove_what_is_over(at=days(82))
    assert not Notice.objects.exists()
    remove_what_is_over(at=days(84))
    remove_what_is_over(at=days(85))
    notice = Notice.objects.get()
    assert (notice.account, notice.kind) == (hoa, "draft_ending")
    assert "01/06/2026" in notice.body
    assert notice.link.endswith(f"/nop-ho-so/1.001193/{draft.token}/")
    remove_what_is_over(at=days(91) + timedelta(hours=1))
    assert Draft.objects.exists()
    remove_what_is_over(at=days(92))
    assert not Draft.objects.exists()
    assert not DraftFile.objects.exists()
    assert JournalEntry.objects.get(word="draft.ended").details["procedure"] == "1.001193"


def test_after_weeks_without_a_worker_the_owner_still_has_a_week(begin):
    draft = begin()
    remove_what_is_over(at=days(120))
    draft.refresh_from_db()
    assert drafts_last([draft], at=days(120))[draft.pk].isoformat() == "2026-07-07"
    remove_what_is_over(at=days(127))
    assert Draft.objects.exists()
    remove_what_is_over(at=days(128))
    assert not Draft.objects.exists()


def test_who_writes_on_it_keeps_it_and_is_told_anew(begin, hoa):
    draft = begin()
    remove_what_is_over(at=days(84))
    save_parties(draft, parties={}, by=hoa, at=days(89))
    remove_what_is_over(at=days(100))
    assert Draft.objects.exists()
    draft.refresh_from_db()
    assert drafts_last([draft], at=days(100))[draft.pk].isoformat() == "2026-08-28"
    remove_what_is_over(at=days(89 + 84))
    assert Notice.objects.count() == 2


def test_who_writes_on_it_while_it_is_ended_keeps_it(begin, hoa, monkeypatch):
    """Another tab saves between the list of what is over and its turn."""
    draft = begin()
    remove_what_is_over(at=days(84))
    keys = operations._keys

    def then_somebody_writes(drafts):
        found = keys(drafts)
        if found:
            save_parties(draft, parties={}, by=hoa, at=days(100))
        return found

    monkeypatch.setattr(operations, "_keys", then_somebody_writes)
    remove_what_is_over(at=days(100))
    assert Draft.objects.exists()
    assert not JournalEntry.objects.filter(word="draft.ended").exists()


def test_a_filed_draft_goes_later_and_without_a_word(begin):
    draft = begin()
    Draft.objects.filter(pk=draft.pk).update(submitted_at=AT)
    remove_what_is_over(at=days(89))
    assert Draft.objects.exists()
    remove_what_is_over(at=days(91))
    assert not Draft.objects.exists()
    assert not Notice.objects.exists()


def test_nobody_begins_more_than_one_may_and_what_is_filed_or_thrown_away_counts_no_more(begin, hoa, settings):
    settings.DRAFTS_MAX = 2
    first, second = begin(), begin()
    with pytest.raises(Refused, match="2 bản nháp"):
        begin()
    assert Draft.objects.count() == 2
    begin(by=citizen("khac@x.vn"))
    discard_draft(first, by=hoa, at=AT)
    begin()
    with pytest.raises(Refused):
        begin()
    Draft.objects.filter(pk=second.pk).update(submitted_at=AT)
    begin()


def test_files_of_all_drafts_together_have_a_limit_and_a_refusal_takes_nothing_away(begin, settings):
    image, other = picture("PNG"), picture("JPEG")
    settings.DRAFTS_MAX_BYTES = 2 * len(image) + 10
    first, second = begin(), begin()
    attach(first, image)
    attach(second, image)
    with pytest.raises(Refused, match="Những gì đã điền vẫn còn") as refused:
        attach(second, other)
    assert set(refused.value.errors) == {"a"}
    assert DraftFile.objects.count() == 2
    # Another person's drafts are none of this one's.
    attach(begin(by=citizen("khac@x.vn")), image)
    discard_draft(first, by=first.account, at=AT)
    # Pictures are made anew, and a little larger or smaller.
    settings.DRAFTS_MAX_BYTES = len(image) + len(other) + 1000
    attach(second, other)


@pytest.mark.issue(16)
def test_a_file_sent_again_after_a_lost_answer_is_there_once_and_takes_no_more_room(begin, settings):
    image, draft = picture("PNG"), begin()
    attach(draft, image)
    settings.DRAFTS_MAX_BYTES = DraftFile.objects.get().stored.size
    attach(draft, image)
    assert DraftFile.objects.count() == 1


def test_the_page_that_begins_says_why_it_does_not_and_keeps_what_was_chosen(client, begin, hoa, settings):
    settings.DRAFTS_MAX = 1
    begin()
    client.force_login(hoa)
    page = client.get("/nop-ho-so/1.001193/")
    chosen = {question["key"]: question["options"][0][0] for question in page.context["questions"]}
    answer = client.post("/nop-ho-so/1.001193/", {**chosen, "place": "06187"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Bạn đang có 1 bản nháp chưa nộp" in html
    assert html.count("checked") >= len(chosen)


def test_pages_tell_until_when_a_draft_is_kept(client, begin, hoa):
    draft = begin(at=timezone.now())
    until = format_date(local(draft.updated_at + timedelta(days=90)).date())
    client.force_login(hoa)
    for address in ("/ho-so/", f"/nop-ho-so/1.001193/{draft.token}/"):
        assert f"giữ đến hết ngày {until}" in client.get(address).content.decode()
