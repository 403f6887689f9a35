"""What is kept how long: every table belongs to a kind, every kind has a rule, and what is over is really gone."""

from datetime import UTC, datetime, timedelta
from json import loads

import pytest
from django.apps import apps

from motcua.cli.retention import print_retention
from motcua.kernel import outbox, retention
from motcua.kernel.loading import load
from motcua.kernel.manifests import Kept, offered
from motcua.kernel.models import JournalEntry, OutboxMessage, RetentionRule
from motcua.kernel.packs import Pack
from motcua.kernel.retention import kept_now, remove_what_is_over, rules_in_force
from motcua.notices.models import SimulatedMessage
from motcua.people.models import Session

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
# What the law, the province and the platform itself say: nothing of a person.
SHARED_ROOMS = {"organization", "calendars", "laws", "procedures", "processes", "search"}
SHARED = {
    "forms.formdefinition",
    "dossiers.rulebook",
    "results.resulttemplate",
    "handling.keptcount",
    "indicators.agencymonth",
    "indicators.definedset",
    "indicators.frozenagency",
    "indicators.frozenfigure",
    "indicators.keptday",
    "indicators.knowncalendar",
    "indicators.proceduredemand",
    "indicators.procedurelasting",
    "indicators.usualstep",
    "indicators.workedday",
    "kernel.counter",
    "kernel.retentionrule",
    "reports.reportform",
}


def test_every_table_belongs_to_a_kind_of_which_is_said_how_long_it_is_kept():
    kinds = offered(Kept).values()
    told = {name for kind in kinds for name in (kind.model, *kind.beside)}
    ours = {model._meta.label_lower for model in apps.get_models() if model.__module__.startswith("motcua.")} - SHARED
    assert {name for name in ours if name.split(".")[0] not in SHARED_ROOMS} - told == set()
    known = {model._meta.label_lower for model in apps.get_models()}
    assert told <= known


@pytest.mark.django_db
def test_every_kind_has_a_rule_in_force_and_every_rule_a_kind():
    assert set(rules_in_force(on=AT.date())) == set(offered(Kept))


@pytest.mark.django_db
def test_what_is_not_known_is_kept_and_says_so():
    for rule in RetentionRule.objects.all():
        if rule.basis == RetentionRule.Basis.UNKNOWN:
            assert rule.days is None
        if rule.days is None and rule.basis != RetentionRule.Basis.OURS:
            assert "hưa rõ" in rule.why or "giữ cùng hồ sơ" in rule.why.lower()


@pytest.mark.django_db
def test_a_kind_that_nobody_keeps_is_a_finding_and_a_known_rule_is_not_loaded_twice(tmp_path):
    line = "name: Thử\n  valid_from: 2026-01-01\n  basis: OURS\n  why: Vì thế\n"
    (tmp_path / "retention.yaml").write_text(f"- key: nothing\n  {line}- key: codes\n  days: 9\n  {line}")
    report = load(Pack(tmp_path), at=AT)
    assert [finding.message for finding in report.findings] == ["không phòng nào giữ loại này"]
    assert (report.created, report.updated) == (0, 1)
    assert load(Pack(tmp_path), at=AT).unchanged == 1
    assert rules_in_force(on=AT.date())["codes"].days == 9


@pytest.mark.django_db
def test_sessions_and_what_the_simulator_got_go_when_their_days_are_over():
    Session.objects.create(session_key="old", session_data="x", expire_date=AT - timedelta(minutes=1))
    Session.objects.create(session_key="new", session_data="x", expire_date=AT + timedelta(minutes=1))
    for days in (29, 31):
        SimulatedMessage.objects.create(
            key=str(days), channel="SMS", address="x", body="x", received_at=AT - timedelta(days=days)
        )
    remove_what_is_over(at=AT)
    assert [one.session_key for one in Session.objects.all()] == ["new"]
    assert [one.key for one in SimulatedMessage.objects.all()] == ["29"]
    entries = JournalEntry.objects.filter(word="kept.removed").order_by("number")
    assert [(one.details["kind"], one.details["count"]) for one in entries] == [("simulated", 1), ("sessions", 1)]


@pytest.mark.django_db
def test_nothing_is_written_where_nothing_is_over():
    before = JournalEntry.objects.count()
    remove_what_is_over(at=AT)
    assert JournalEntry.objects.count() == before


@pytest.mark.django_db
def test_the_words_of_letters_go_and_that_they_were_sent_stays():
    messages = {
        name: outbox.enqueue("test-ok", {"text": name}, key=name, at=AT - timedelta(days=days))
        for name, days in (("old", 91), ("given up", 91), ("waiting", 91), ("young", 89))
    }
    OutboxMessage.objects.filter(key__in=["old", "young"]).update(state="SENT", sent_at=AT)
    OutboxMessage.objects.filter(key="given up").update(state="FAILED", last_error="x@y.vn unknown")
    remove_what_is_over(at=AT)
    kept = {one.key: (one.payload, one.state) for one in OutboxMessage.objects.filter(key__in=messages)}
    assert kept == {
        "old": (outbox.FORGOTTEN, "SENT"),
        "given up": (outbox.FORGOTTEN, "FAILED"),
        "waiting": ({"text": "waiting"}, "QUEUED"),
        "young": ({"text": "young"}, "SENT"),
    }
    assert OutboxMessage.objects.get(key="given up").last_error == ""
    assert not outbox.send_again(OutboxMessage.objects.get(key="given up"), at=AT)


@pytest.mark.django_db
def test_what_one_kind_fails_with_keeps_none_of_the_others(monkeypatch):
    Session.objects.create(session_key="old", session_data="x", expire_date=AT - timedelta(days=1))

    def broken(kind, *, days, at):
        raise ValueError(kind.key)

    monkeypatch.setattr(retention, "forget_letters", broken)
    with pytest.raises(ExceptionGroup):
        remove_what_is_over(at=AT)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_command_prints_how_long_and_why_with_counts(capsys):
    assert print_retention(json=False, at=AT) == 0
    text = capsys.readouterr().out
    assert "Hồ sơ, tờ khai và tệp đã nộp: 0; không tự xóa. Chưa rõ nên còn giữ: NĐ 30/2020/NĐ-CP" in text
    assert "Bản nháp chưa nộp và tệp đính kèm: 0; 90 ngày từ lần sửa cuối." in text
    assert print_retention(json=True, at=AT) == 0
    assert {one["key"] for one in loads(capsys.readouterr().out)} == set(offered(Kept))


@pytest.mark.django_db
def test_a_kind_without_a_rule_is_kept_and_the_command_says_so(capsys):
    RetentionRule.objects.filter(key="sessions").delete()
    Session.objects.create(session_key="old", session_data="x", expire_date=AT - timedelta(days=9))
    remove_what_is_over(at=AT)
    assert Session.objects.exists()
    assert print_retention(json=False, at=AT) == 1
    assert "sessions: 1. Không gói dữ liệu nào nói giữ bao lâu; còn giữ." in capsys.readouterr().out
    assert kept_now(at=AT)[-1].rule is None
