"""A declaration as a sheet says what its latest correction changed, all of it and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.rules import filed
from motcua.forms.rules.amending import differences
from motcua.ui.declared import marked
from tests.forms.test_amending import FORM

TEXT = st.sampled_from(["", "Lò Văn Ích", "Nông Thị Mây", "12"])
ITEM = st.fixed_dictionaries({"ho_ten": TEXT.filter(bool)}, optional={"bi_danh": TEXT.filter(bool)})
# What is asked of no father is cleared with him.
OF_FATHER = ("ten_cha", "giay")
ANSWERS = st.fixed_dictionaries(
    {"ten": TEXT.filter(bool), "co_cha": st.sampled_from(["co", "khong"])},
    optional={
        "ten_cha": TEXT.filter(bool),
        "ghi_chu": TEXT.filter(bool),
        "giay": TEXT.filter(bool),
        "anh_em": st.lists(ITEM, max_size=3),
        "quan_he": st.sampled_from(["cha", "khac"]),
    },
).map(lambda said: said if said["co_cha"] == "co" else {name: said[name] for name in said if name not in OF_FATHER})


@given(ANSWERS, ANSWERS)
def test_what_changed_is_marked_with_what_it_was_and_nothing_else_is(before, after):
    changes = differences(FORM, before, after)
    pages = marked(FORM, filed(FORM, after), changes)
    told = [line for page in pages for line in page.lines if line.is_changed]
    labels = {spec.label for page in FORM.pages for spec in page.fields} | {change.label for change in changes}
    assert {line.label for line in told} <= labels
    assert sorted((line.was, line.text) for line in told) == sorted((change.old, change.new) for change in changes)
    plain = [line for page in pages for line in page.lines if not line.is_changed]
    assert all(not line.was for line in plain)
    assert sum(page.changes for page in pages) == len(changes)


@given(ANSWERS)
def test_without_a_correction_a_sheet_is_what_was_declared(answers):
    pages = marked(FORM, filed(FORM, answers), [])
    shown = [(page.title, [(line.label, line.text) for line in page.lines]) for page in pages]
    assert shown == [(one.title, [(line.label, line.text) for line in one.lines]) for one in filed(FORM, answers)]
