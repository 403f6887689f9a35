"""The head of a unit signs results by the written authority of the agency's head (NĐ 30/2020 Đ13.4): TUQ."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from motcua.dossiers.rules import Outcome
from motcua.handling.inboxes import inbox_of
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.handling.paperwork import result_of
from motcua.handling.rules import Work
from motcua.kernel.operations import Refused
from motcua.kernel.packs import Pack
from motcua.organization import loading
from motcua.organization.models import Post, SigningAuthority
from motcua.organization.rules import Duty, duty_of
from motcua.results.queries import asked_values, drafts_of
from tests.results.test_road import AT, SAMPLES, WARD, cast, register  # noqa: F401 - a fixture

SAMPLE = next(sample for sample in SAMPLES if sample["code"] == "1.013225")
PACK = """- post: {post}
  number: "12/UQ-UBND"
  issued_on: 2026-11-01
  valid_from: 2026-11-02
  until: {until}
  procedures: ["{code}"]
"""


def load(tmp_path, *, post, code=SAMPLE["code"], until="2026-12-31"):
    (tmp_path / "signing_authorities.yaml").write_text(PACK.format(post=post, until=until, code=code), "utf-8")
    return loading._load_authorities(Pack(tmp_path), AT)


@pytest.fixture
def dossier(cast):  # noqa: F811
    return register(cast, SAMPLE)


@pytest.fixture
def path(dossier):
    return f"ubnd-{WARD}/{dossier.handling_unit.code}/truong-phong"


def step(cast, dossier):  # noqa: F811
    task = Task.objects.of(dossier).open().get()
    return task, cast.official(duty_of(task.duty), task.unit)


def until_signing(cast, dossier):  # noqa: F811
    while (task := Task.objects.of(dossier).open().get()).kind != "SIGN":
        by = cast.official(duty_of(task.duty), task.unit)
        if task.kind == "PREPARE":
            values = {**asked_values(drafts_of(dossier, on=AT.date())), **SAMPLE.get("filled", {})}
            drafting.draft_decision(task, outcome=Outcome.GRANTED, content=values, by=by, at=AT)
        tasks.finish_task(Task.objects.get(pk=task.pk), by=by, at=AT)
    dossier.refresh_from_db()
    return step(cast, dossier)


def test_who_is_authorised_signs_and_the_paper_says_so(cast, dossier, path, tmp_path):  # noqa: F811
    assert (load(tmp_path, post=path).created, load(tmp_path, post=path).unchanged) == (1, 1)
    task, head = until_signing(cast, dossier)
    assert (task.unit, task.duty) == (dossier.handling_unit, Duty.APPROVE)
    assert task.name == "Ký thừa ủy quyền theo văn bản số 12/UQ-UBND ngày 01/11/2026"
    waiting = [item for item in inbox_of(head, on=AT.date()) if item.dossier_id == dossier.pk]
    assert [item.work for item in waiting] == [Work.SIGN]
    tasks.finish_task(task, by=head, at=AT)
    paper = dossier.papers.get(kind="RESULT_DOCUMENT").paper
    text = " ".join(PdfReader(BytesIO(paper.file.read())).pages[-1].extract_text().split())
    assert "TUQ. CHỦ TỊCH TRƯỞNG PHÒNG KINH TẾ" in text
    assert "TM. ỦY BAN NHÂN DÂN" not in text
    assert (paper.signed_by, paper.signed_title) == (head, "Trưởng phòng")


def test_without_authority_for_this_procedure_the_leader_signs(cast, dossier, path, tmp_path):  # noqa: F811
    load(tmp_path, post=path, code="1.000001")
    task, leader = until_signing(cast, dossier)
    assert task.duty == Duty.SIGN
    assert result_of(dossier, at=AT).paper(leader, at=AT).signed_for == "TM. ỦY BAN NHÂN DÂN"
    assert result_of(dossier, at=AT).paper(None, at=AT).signed_for == "TM. ỦY BAN NHÂN DÂN"


def test_an_authority_that_ended_signs_nothing_and_the_work_goes_to_the_leader(cast, dossier, path, tmp_path):  # noqa: F811
    load(tmp_path, post=path)
    task, head = until_signing(cast, dossier)
    SigningAuthority.objects.update(valid_until=AT.date())
    with pytest.raises(Refused, match="Ủy quyền ký kết quả này không còn"):
        tasks.finish_task(task, by=head, at=AT)
    assert not dossier.papers.filter(kind="RESULT_DOCUMENT").exists()
    before = Task.objects.of(dossier).exclude(finished_at=None).order_by("-pk").first()
    tasks.return_to_step(task, step_key=before.step_key, reason="Hết ủy quyền", by=head, at=AT)
    assert until_signing(cast, dossier)[0].duty == Duty.SIGN


def test_only_the_authorised_post_signs_not_whoever_holds_its_duty(cast, dossier, path, tmp_path):  # noqa: F811
    load(tmp_path, post=path)
    task, head = until_signing(cast, dossier)
    other = Post.objects.create(unit=task.unit, code="pho-phong", title="Phó Trưởng phòng", duties=[Duty.APPROVE])
    SigningAuthority.objects.update(post=other)
    with pytest.raises(Refused, match="Ủy quyền ký kết quả này không còn"):
        tasks.finish_task(task, by=head, at=AT)


def test_a_pack_names_the_one_post_that_approves_in_its_unit(dossier, tmp_path):
    for post in (f"ubnd-{WARD}/kinh-te/chuyen-vien", f"ubnd-{WARD}/khong-co/truong-phong"):
        report = load(tmp_path, post=post)
        assert [finding.path for finding in report.findings] == ["post"]
    report = load(tmp_path, post=f"ubnd-{WARD}/kinh-te/truong-phong", until="2026-11-02")
    assert report.findings
    assert not SigningAuthority.objects.exists()
