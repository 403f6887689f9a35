"""What is drafted and signed is held against the registers: who is married, dead or born there already, and copies."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Outcome
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency
from motcua.organization.rules import duty_of
from motcua.people.models import DataView
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from motcua.results.models import RegisterEntry, ResultTemplate
from motcua.results.operations import publish_template
from motcua.results.queries import asked_values, drafts_of
from tests.results.test_road import AT, SAMPLES, cast, register  # noqa: F401 - a fixture

BIRTH, MARRIAGE, DEATH, UNMARRIED, COPY = "1.001193", "1.000894", "1.000656", "1.004873", "2.000635"


def sample_of(code, **answers):
    """The first sample of a procedure, with some answers changed; an empty one is left out."""
    sample = next(sample for sample in SAMPLES if sample["code"] == code)
    told = {name: value for name, value in {**sample["answers"], **answers}.items() if value is not None}
    return {**sample, "answers": told}


def draft(cast, dossier, filled=()):  # noqa: F811
    """Draft the result of a dossier, as far as registers let it."""
    task = Task.objects.of(dossier).open().get(kind="PREPARE")
    content = {**asked_values(drafts_of(dossier, on=AT.date())), **dict(filled)}
    by = cast.official(duty_of(task.duty), task.unit)
    return drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=by, at=AT)


def finish(cast, dossier, *, until=""):  # noqa: F811
    """Finish step after step, each by who holds it; not the steps from a kind on."""
    while task := Task.objects.of(dossier).open().order_by("pk").first():
        if task.kind == until:
            return
        tasks.finish_task(task, by=cast.official(duty_of(task.duty), task.unit), at=AT)


def to_drafting(cast, sample):  # noqa: F811
    dossier = register(cast, sample)
    finish(cast, dossier, until="PREPARE")
    return dossier


def signed(cast, sample, filled=()):  # noqa: F811
    """The whole road; the entry that the result made."""
    dossier = to_drafting(cast, sample)
    draft(cast, dossier, {**sample.get("filled", {}), **dict(filled)})
    finish(cast, dossier)
    return RegisterEntry.objects.select_related("paper").get(paper__subject_reference=dossier.reference)


def couple(**answers):
    return sample_of(MARRIAGE, **answers)


def other_wife():
    return {"nu_ho_ten": "Lăng Thị Hoa", "nu_so_dinh_danh": "020301000777", "nu_ngay_sinh": "2001-03-04"}


def test_who_is_married_in_a_register_is_told_when_another_marriage_is_drafted(cast):  # noqa: F811
    first = signed(cast, couple())
    dossier = to_drafting(cast, couple(**other_wife()))
    with pytest.raises(Refused, match=f"đã đăng ký kết hôn: số {first.number}") as refused:
        draft(cast, dossier)
    asked = f"answer-{first.pk}"
    assert set(refused.value.errors) == {asked}
    draft(cast, dossier, {asked: "Đã ly hôn theo bản án số 12/2026/HNGĐ-ST."})
    dossier.refresh_from_db()
    assert dossier.decided.answered == {asked: "Đã ly hôn theo bản án số 12/2026/HNGĐ-ST."}
    finish(cast, dossier)
    dossier.refresh_from_db()
    assert dossier.done_at is not None


def test_a_marriage_that_is_entered_after_the_draft_is_told_to_who_passes_it_on_and_signs(cast):  # noqa: F811
    waiting, second = to_drafting(cast, couple(**other_wife())), to_drafting(cast, couple())
    draft(cast, waiting)
    draft(cast, second)
    finish(cast, waiting, until="SIGN")
    finish(cast, second)
    with pytest.raises(Refused, match="đã đăng ký kết hôn: số"):
        finish(cast, waiting)


def test_a_marriage_that_death_ended_is_not_told(cast):  # noqa: F811
    told = couple()["answers"]
    signed(cast, couple())
    dead = {
        "mat_ho_ten": told["nu_ho_ten"],
        "mat_ngay_sinh": told["nu_ngay_sinh"],
        "mat_so_dinh_danh": told["nu_so_dinh_danh"],
    }
    signed(cast, sample_of(DEATH, **dead))
    draft(cast, to_drafting(cast, couple(**other_wife())))


def status_of(sample, **answers):
    """Asks for a paper about the husband of a couple, for another purpose than to marry."""
    told = sample["answers"]
    who = {
        "ho_ten": told["nam_ho_ten"], "ngay_sinh": told["nam_ngay_sinh"], "so_dinh_danh": told["nam_so_dinh_danh"],
        "gioi_tinh": "MALE", "muc_dich": "khac", "muc_dich_khac": "vay vốn ngân hàng", "so_ban": 1,
        "ket_hon_voi": None, "ket_hon_voi_ngay_sinh": None, "ket_hon_voi_quoc_tich": None, "ket_hon_voi_giay_to": None,
        "ket_hon_noi": None,
    }  # fmt: skip
    return sample_of(UNMARRIED, **who, **answers)


def ended(how, day):
    return {"tinh_trang": how, "can_cu": "12/2026/HNGĐ-ST", "can_cu_ngay": day, "can_cu_noi": "Tòa án khu vực 1"}


@pytest.mark.parametrize("how", ["ly-hon", "goa"])
@pytest.mark.parametrize(("day", "is_told"), [("2020-05-04", True), ("2026-11-27", False)])
def test_who_married_again_after_it_ended_is_not_said_to_be_alone(cast, how, day, is_told):  # noqa: F811
    first = signed(cast, couple())
    sample = status_of(couple(), **ended(how, day))
    dossier = to_drafting(cast, {**sample, "case": {**sample.get("case", {}), "hon-nhan": "da-co"}})
    if is_told:
        with pytest.raises(Refused, match=f"ngày vợ, chồng chết: số {first.number}"):
            draft(cast, dossier)
    else:
        draft(cast, dossier)


@pytest.mark.parametrize("is_told", [True, False])
def test_a_marriage_that_stands_is_the_one_that_the_paper_names(cast, is_told):  # noqa: F811
    first = signed(cast, couple())
    said = {
        "tinh_trang": "co", "vo_chong_ho_ten": "Nông Thị Thảo", "gcn_ket_hon_ngay": "2026-11-27",
        "gcn_ket_hon_noi": "Ủy ban nhân dân phường Kỳ Lừa", "gcn_ket_hon_so": "77/2019" if is_told else first.number,
    }  # fmt: skip
    sample = status_of(couple(), **said)
    dossier = to_drafting(cast, {**sample, "case": {**sample.get("case", {}), "hon-nhan": "dang-co"}})
    if is_told:
        with pytest.raises(Refused, match=f"số khác số đã khai: số {first.number}"):
            draft(cast, dossier)
    else:
        draft(cast, dossier)


def test_the_dead_do_not_marry(cast):  # noqa: F811
    told = couple()["answers"]
    dead = {
        "mat_ho_ten": told["nu_ho_ten"],
        "mat_ngay_sinh": told["nu_ngay_sinh"],
        "mat_so_dinh_danh": told["nu_so_dinh_danh"],
    }
    entry = signed(cast, sample_of(DEATH, **dead))
    with pytest.raises(Refused) as refused:
        draft(cast, to_drafting(cast, couple()))
    assert f"số {entry.number}" in refused.value.errors["vo_giay_to"]


def test_a_marriage_whose_paper_was_withdrawn_or_is_only_drafted_does_not_count(cast):  # noqa: F811
    entry = signed(cast, couple())
    entry.paper.revoked_at, entry.paper.revoked_reason = AT, "thu hồi"
    entry.paper.save()
    draft(cast, to_drafting(cast, couple(**other_wife())))
    draft(cast, to_drafting(cast, couple()))


def test_who_is_married_in_a_register_is_not_confirmed_as_unmarried(cast):  # noqa: F811
    entry = signed(cast, couple())
    told = couple()["answers"]
    person = {
        "ho_ten": told["nam_ho_ten"],
        "so_dinh_danh": told["nam_so_dinh_danh"],
        "ngay_sinh": told["nam_ngay_sinh"],
        "gioi_tinh": "MALE",
    }
    single = sample_of(UNMARRIED, tinh_trang="chua", **person)
    with pytest.raises(Refused, match=f"đã đăng ký kết hôn: số {entry.number}"):
        draft(cast, to_drafting(cast, single))


def test_what_ends_a_guardianship_is_written_as_its_entry_says(cast):  # noqa: F811
    began = sample_of("1.004837")
    entry = signed(cast, began)
    ward = {name: began["answers"][name] for name in ("duoc_giam_ho_ho_ten", "duoc_giam_ho_ngay_sinh")}
    ends = sample_of("1.004845", **ward, giam_ho_ho_ten="Ngô Thị Khác", ngay_dang_ky=None)
    written = asked_values(drafts_of(to_drafting(cast, ends), on=AT.date()))
    assert written["gh_ho_ten"] == entry.values["gh_ho_ten"] != "Ngô Thị Khác"
    assert (written["so_dang_ky"], written["ngay_dang_ky"]) == (entry.number_of_year, "27/11/2026")
    assert written["noi_dang_ky"] == "Ủy ban nhân dân phường Kỳ Lừa, tỉnh Lạng Sơn"


def test_a_second_death_is_refused_at_the_number_when_it_is_drafted(cast):  # noqa: F811
    entry = signed(cast, sample_of(DEATH))
    with pytest.raises(Refused) as refused:
        draft(cast, to_drafting(cast, sample_of(DEATH)))
    assert list(refused.value.errors) == ["so_dinh_danh"]
    assert f"số {entry.number}" in refused.value.errors["so_dinh_danh"]


def test_a_second_birth_with_one_number_is_refused_when_it_is_drafted(cast):  # noqa: F811
    entry = signed(cast, sample_of(BIRTH))
    other = sample_of(BIRTH, tre_ho_ten="Nông Thị Khác", tre_ngay_sinh="2026-11-13")
    with pytest.raises(Refused) as refused:
        draft(cast, to_drafting(cast, other), other["filled"])
    assert f"số {entry.number}" in refused.value.errors["so_dinh_danh"]
    draft(cast, to_drafting(cast, other), {"so_dinh_danh": "020326009999"})


def page_of(cast, client, dossier):  # noqa: F811
    """The page on which the result of a dossier is drafted, as who drafts it reads it."""
    task = Task.objects.of(dossier).open().get(kind="PREPARE")
    client.force_login(cast.official(duty_of(task.duty), task.unit))
    return client.get(f"/lam-viec/ho-so/{dossier.reference}/lam/soan-ket-qua/").content.decode()


def test_the_page_of_drafting_tells_it_before_anything_is_pressed_and_the_look_is_recorded(cast, client):  # noqa: F811
    entry = signed(cast, couple())
    owner = create_account(kind=AccountKind.CITIZEN, password="x", full_name="Chồng", by=None, at=AT)
    Dossier.objects.filter(papers__paper=entry.paper).update(filer_account=owner)
    page = page_of(cast, client, to_drafting(cast, couple(**other_wife())))
    assert f"Nguyễn Hoàng Minh Quân đã đăng ký kết hôn: số {entry.number} ngày 27/11/2026" in page
    assert f'name="answer-{entry.pk}"' in page
    assert list(DataView.objects.filter(owner=owner).values_list("purpose", flat=True)) == ["Đối chiếu sổ đăng ký"]


def test_who_may_not_read_a_register_learns_only_whom_to_ask(cast, client):  # noqa: F811
    entry = signed(cast, couple())
    other = Agency.objects.exclude(pk=entry.agency_id).filter(code__startswith="ubnd-").order_by("pk").first()
    entry.agency = other
    entry.save(update_fields=["agency"])
    dossier = to_drafting(cast, couple(**other_wife()))
    with pytest.raises(Refused, match=f"theo sổ của {other.name}") as refused:
        draft(cast, dossier)
    page = page_of(cast, client, dossier)
    assert f"theo sổ của {other.name}" in page
    for said in (page, refused.value.message):
        assert entry.number not in said


def test_a_template_that_names_other_people_finds_who_is_entered_already(cast):  # noqa: F811
    entry = signed(cast, couple())
    template = ResultTemplate.objects.get(pk=entry.template_id)
    definition = {**template.definition, "people": [{"name": "vo_ho_ten", "born": "vo_ngay_sinh"}]}
    publish_template(definition=definition, valid_from=template.valid_from, by=None, at=AT)
    assert [(row.name, row.born, row.numbers) for row in entry.people.all()] == [
        ("Lường Thị Kim Oanh", "2000-02-29", [])
    ]
