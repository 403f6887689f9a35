"""The viewer of papers: what an address asks for, where each link leads, and what of nonsense becomes of it."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.models import StoredFile
from motcua.ui.plots import Column, Plot
from motcua.ui.viewer import PERCENTS, TURNS, Look, ViewedFile, Viewer

LOOKS = st.builds(
    Look, st.integers(0, 10**9), st.integers(1, 10**6), st.sampled_from(TURNS), st.sampled_from(sorted(PERCENTS))
)


def file(pk, media_type="application/pdf", infection=""):
    stored = StoredFile(digest=f"{pk:064}", size=10, media_type=media_type, infection=infection, active="")
    return ViewedFile(pk, f"{pk}.pdf", "Giấy", stored)


def asked(address):
    return Look.asked(QueryDict(address.partition("?")[2].partition("#")[0]))


@given(LOOKS)
def test_what_is_written_in_an_address_is_read_from_it(look):
    assert asked(look.written()) == look


@given(*[st.text(max_size=12)] * 4)
def test_nonsense_in_an_address_is_the_beginning_or_nothing(tep, trang, xoay, co):
    look = Look.asked({"tep": tep, "trang": trang, "xoay": xoay, "co": co})
    assert look is None or (look.page >= 1 and look.turn in TURNS and look.size in PERCENTS)


@given(LOOKS, st.integers(1, 40))
def test_links_lead_to_pages_that_there_are_and_keep_how_it_is_shown(look, pages):
    look = Look(2, min(look.page, pages), look.turn, look.size)
    viewer = Viewer("/x/", [file(1), file(2), file(3)], look, pages)
    moves = {name: address for name, _words, address, _key in viewer.moves}
    if pages == 1:
        assert "before" not in moves
    for name, step in (("before", -1), ("after", 1)):
        if moves.get(name):
            assert asked(moves[name]) == Look(2, look.page + step, look.turn, look.size)
            assert 1 <= look.page + step <= pages
    assert asked(moves["file-before"]) == Look(1)
    assert asked(moves["file-after"]) == Look(3)
    turned = viewer
    for _quarter in TURNS:
        turned = Viewer("/x/", viewer.files, asked(turned.turned), pages)
    assert turned.look == look
    assert [is_now for _words, _address, is_now in viewer.sizes].count(True) == 1


def test_only_what_can_be_shown_is_looked_at():
    files = [file(1), file(2, "application/zip"), file(3, infection="Eicar"), file(4, "image/png")]
    viewer = Viewer("/x/", files, Look(1), 1)
    assert [bool(look) for _file, _address, look in viewer.rows] == [True, False, False, True]
    assert {name: address for name, _w, address, _k in viewer.moves}["file-after"].startswith("/x/?tep=4")
    for pk in (2, 3, 9):
        assert Viewer("/x/", files, Look(pk), 1).chosen is None


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=12))
def test_a_column_is_as_high_as_its_share_and_never_higher_than_there_is_room(values):
    drawn = Plot("x", [Column(str(value), value, "/") for value in values]).drawn
    for (column, top, height), value in zip(drawn, values, strict=True):
        assert (column.value, top + height) == (value, 100)
        assert height >= (3 if value else 1)
    assert max(height for _column, _top, height in drawn) == (100 if any(values) else 1)
    ordered = [height for _value, height in sorted((value, row[2]) for value, row in zip(values, drawn, strict=True))]
    assert ordered == sorted(ordered)
