"""A QR code is drawn so that a camera reads it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.qr import qr_svg
from tests.camera import read


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=300), st.integers(1, 4))
def test_a_camera_reads_the_address(tail, border):
    address = f"https://langson.example.vn/xac-thuc/{tail}"
    assert read(qr_svg(address, border=border)) == address


def test_the_drawing_is_as_large_as_asked_and_keeps_its_border_light():
    svg = qr_svg("https://langson.example.vn/", border=2, scale=6)
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    assert f'width="{side * 6}" height="{side * 6}"' in svg
    assert min(int(x) for x in re.findall(r"M(\d+) \d+\.5", svg)) == 2
    assert {int(y) for y in re.findall(r"M\d+ (\d+)\.5", svg)} == set(range(2, side - 2))


def test_an_address_too_long_is_refused():
    with pytest.raises(ValueError, match="too long"):
        qr_svg("https://langson.example.vn/" + "a" * 3000, border=1)
