"""The catalogue: plain words find the procedure, my case decides the papers, versions never overlap."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from motcua.organization.models import Place, Unit
from motcua.organization.rules import PlaceKind, UnitKind
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.operations import Naming, VersionFacts, publish_version
from motcua.procedures.queries import catalogue, in_force, life_events, places_of, procedures_of_event, route_of
from motcua.procedures.queries import version_in_force as in_force_on
from motcua.procedures.rules import matches, may_match, of_my_case, perhaps_of_my_case
from motcua.processes.models import ProcessDefinition

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.django_db
def test_the_list_paged_by_key_shows_every_procedure_once_in_vietnamese_order():
    seen, after = [], ""
    while True:
        rows = catalogue(on=ON, after=after, limit=15)
        seen += rows[:15]
        if len(rows) <= 15:
            break
        after = rows[14].code
    assert len(seen) == len(set(seen)) == in_force(on=ON).count() >= 60
    assert [row.sort_key for row in seen] == sorted(row.sort_key for row in seen)


@pytest.mark.django_db
def test_every_procedure_has_a_process_a_receiver_and_conditions_that_name_its_questions():
    processes = set(ProcessDefinition.objects.values_list("key", flat=True))
    units = {"kinh-te", "van-hoa-xa-hoi", "tu-phap-ho-tich", "canh-sat-khu-vuc", "chuyen-mon"}
    for version in ProcedureVersion.objects.select_related("procedure"):
        assert version.process_key in processes
        assert version.unit_code in units
        place = places_of(version, on=ON)[0].code if version.is_commune_level else ""
        assert route_of(version, place_code=place, on=ON) is not None, version
        questions = {question.key for question in version.questions.all()}
        assert all(set(component.when) <= questions for component in version.components.all())


@pytest.mark.django_db
def test_all_65_communes_have_all_four_kinds_of_units():
    communes = Place.objects.on(ON).filter(kind__in=[PlaceKind.COMMUNE, PlaceKind.WARD])
    assert communes.count() == 65
    assert communes.filter(kind=PlaceKind.WARD).count() == 4
    for kind in UnitKind:
        assert (
            Unit.objects.filter(agency__place__in=communes, kind=kind).values("agency__place").distinct().count() == 65
        )


@pytest.mark.django_db
def test_life_events_lead_to_procedures_in_force():
    events = life_events()
    assert {event.audience for event in events} == {"CITIZEN", "BUSINESS"}
    assert min(Counter(event.audience for event in events).values()) >= 8
    for event in events:
        _event, found = procedures_of_event(event.key, on=ON)
        assert found, event.key
        assert all(note for _procedure, note in found)


@pytest.mark.django_db
def test_who_opens_a_restaurant_is_not_sent_for_a_certificate_of_farm_produce():
    _event, found = procedures_of_event("mo-quan-an", on=ON)
    assert "2.001827" not in [procedure.code for procedure, _note in found]


@pytest.mark.django_db
def test_a_procedure_of_the_national_catalogue_joins_its_event_when_it_comes():
    before = [procedure.code for procedure, _note in procedures_of_event("nghi-kinh-doanh", on=ON)[1]]
    assert "2.002029" not in before
    publish(date(2026, 1, 1), "Tạm ngừng", code="2.002029")
    after = [procedure.code for procedure, _note in procedures_of_event("nghi-kinh-doanh", on=ON)[1]]
    assert after == ["1.001570", "2.002029", "1.001266"]


def publish(valid_from, summary, code="9.000001"):
    facts = {
        "levels": ["COMMUNE"], "audiences": ["CITIZEN"], "summary": summary, "process_key": "commune-standard",
        "result_name": "Giấy", "is_full_online": True,
    }  # fmt: skip
    version = VersionFacts(facts, channels=[{"kind": "ONLINE"}])
    return publish_version(
        code=code, naming=Naming("Thử", "Thử"), valid_from=valid_from, version=version, by=None, at=AT
    )


@pytest.mark.django_db
@pytest.mark.issue(2)
def test_an_earlier_version_never_overwrites_the_one_in_force():
    publish(date(2025, 7, 1), "mới")
    publish(date(2019, 1, 1), "cũ")
    assert in_force_on("9.000001", on=ON).summary == "mới"
    assert in_force_on("9.000001", on=date(2020, 1, 1)).summary == "cũ"
    publish(date(2019, 1, 1), "cũ, đã sửa")
    assert in_force_on("9.000001", on=date(2020, 1, 1)).summary == "cũ, đã sửa"
    assert in_force_on("9.000001", on=ON).summary == "mới"


@pytest.mark.django_db
def test_the_database_refuses_two_versions_at_once():
    publish(date(2025, 7, 1), "một")
    procedure = Procedure.objects.get(code="9.000001")
    with pytest.raises(IntegrityError, match="version_one_at_a_time"), transaction.atomic():
        ProcedureVersion.objects.create(
            procedure=procedure, valid_from=date(2026, 1, 1), process_key="x", result_name="x"
        )


class Thing:
    def __init__(self, when):
        self.when = when


CONDITIONS = st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from("xyz"), min_size=1), max_size=3)
ANSWERS = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), max_size=3)


@given(CONDITIONS, ANSWERS)
def test_what_is_certain_stays_possible_and_answers_only_narrow(when, answers):
    assert not matches(when, answers) or may_match(when, answers)
    if not may_match(when, answers):
        assert not matches(when, answers)
    assert may_match(when, {})


@given(st.lists(CONDITIONS, max_size=6), ANSWERS)
def test_a_component_is_needed_or_perhaps_needed_and_never_both(conditions, answers):
    things = [Thing(when) for when in conditions]
    sure, perhaps = of_my_case(things, answers), perhaps_of_my_case(things, answers)
    assert not set(map(id, sure)) & set(map(id, perhaps))
    complete = dict.fromkeys("abc", "x") | answers
    assert perhaps_of_my_case(things, complete) == []
