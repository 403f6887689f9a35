"""A copy of an entry is filled from the register that has it; what is written otherwise is told."""

from motcua.handling.models import Task
from motcua.handling.paperwork import result_of
from motcua.results.queries import asked_values, drafts_of
from motcua.results.rules import as_line
from tests.results.test_beside_registers import BIRTH, COPY, draft, finish, sample_of, signed, to_drafting
from tests.results.test_road import AT, cast  # noqa: F401 - a fixture

NEVER_COPIED = {"ghi_chu", "so_ban", "quyen_so"}


def copy_of(**answers):
    """A copy of a birth certificate that nobody knows more of than a name, as an application begins it."""
    return sample_of(COPY, **{"so_dang_ky": None, "ngay_dang_ky": None, "quyen_so": None, **answers})


def test_the_copy_of_an_entry_says_what_the_entry_says(cast):  # noqa: F811
    entry = signed(cast, sample_of(BIRTH))
    dossier = to_drafting(cast, copy_of(cua_ai="nông thị  mai", so_dang_ky=f"{int(entry.number[:2])}/2026"))
    (only,) = drafts_of(dossier, on=AT.date())
    assert only.copied_from == f"Sổ đăng ký khai sinh, số {entry.number}"
    assert not only.asked_of
    copied = {filled.fact.name: filled.value for filled in only.facts if filled.is_copied}
    assert {name for name, value in entry.values.items() if name in only.template.parsed.by_name} <= set(copied)
    assert {name: copied[name] for name in entry.values if name in copied} == {
        name: value for name, value in entry.values.items() if name in copied
    }
    own = {"so_dang_ky": entry.number, "ngay_dang_ky": "27/11/2026", "noi_dang_ky": entry.agency.full_name}
    assert {name: copied[name] for name in own} == own
    assert not NEVER_COPIED & set(copied)
    assert not only.missing


def test_what_is_written_otherwise_than_the_register_is_told(cast):  # noqa: F811
    entry = signed(cast, sample_of(BIRTH))
    dossier = to_drafting(cast, copy_of(cua_ai="Nông Thị Mai", so_dang_ky=entry.number))
    draft(cast, dossier, {"gioi_tinh": "Nam", "cha_ho_ten": ""})
    finish(cast, dossier, until="SIGN")
    dossier.refresh_from_db()
    result = result_of(dossier, at=AT)
    told = {filled.fact.name: (filled.known_line, filled.line) for filled in result.unlike_register}
    assert told == {"gioi_tinh": ("Nữ", "Nam"), "cha_ho_ten": (as_line(entry.values["cha_ho_ten"]), "")}
    assert not result.rewritten


def test_an_entry_of_somebody_else_is_told_and_what_has_no_entry_is_copied_from_paper(cast, client):  # noqa: F811
    entry = signed(cast, sample_of(BIRTH))
    of_other = to_drafting(cast, copy_of(cua_ai="Vi Văn Lâm", so_dang_ky=entry.number))
    (only,) = drafts_of(of_other, on=AT.date())
    assert only.asked_of == "Vi Văn Lâm"
    of_nobody = to_drafting(cast, copy_of(cua_ai="Vi Văn Lâm"))
    (only,) = drafts_of(of_nobody, on=AT.date())
    assert (only.entry, only.copied_from) == (None, "")
    assert asked_values([only])["ho_ten"] == "Vi Văn Lâm"
    task = Task.objects.of(of_nobody).open().get()
    assert task.kind == "PREPARE"


def test_a_person_without_number_is_found_when_there_is_only_one(cast):  # noqa: F811
    first = sample_of(BIRTH)
    signed(cast, first)
    dossier = to_drafting(cast, copy_of(cua_ai="Nông Thị Mai", xin_cho="ban-than", ngay_sinh="2026-11-12"))
    assert drafts_of(dossier, on=AT.date())[0].entry is not None
    other = to_drafting(cast, copy_of(cua_ai="Nông Thị Mai", xin_cho="ban-than", ngay_sinh="2026-11-11"))
    assert drafts_of(other, on=AT.date())[0].entry is None
