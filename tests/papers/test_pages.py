"""One page of a file as a picture: drawn by itself, turned, as large as asked, never more than it may weigh."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from motcua.kernel import confined as reading
from motcua.kernel.confined import RanOut, confined
from motcua.kernel.files import store
from motcua.kernel.operations import Refused
from motcua.papers import elsewhere
from motcua.papers.elsewhere import page_of
from motcua.papers.foreign import LONGEST_PICTURE, page_drawn, picture_drawn
from tests.dossiers.test_counter import PDF
from tests.papers.test_elsewhere import painted, written

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 27, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_request_of_its_own():
    reading._begin()
    elsewhere._page.cache_clear()


def size(page):
    return Image.open(BytesIO(page.content)).size


def of(content, kind="application/pdf"):
    return store(content, media_type=kind, at=AT)


def photograph(width, height, kind="JPEG", **more):
    made = BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", (width, height), more.get("color", "navy")).save(made, kind)
    return made.getvalue()


def test_a_page_is_drawn_as_large_as_asked_and_turned():
    stored = of(written(pages=3))
    page = page_of(stored, 2, percent=100, turn=0)
    assert (page.count, page.media_type) == (3, "image/png")
    width, height = size(page)
    assert abs(width - 595 * 96 / 72) < 3
    assert size(page_of(stored, 2, percent=100, turn=90)) == (height, width)
    assert size(page_of(stored, 2, percent=100, turn=180)) == (width, height)
    wide = size(page_of(stored, 2, percent=200, turn=0))[0]
    assert abs(wide - 2 * width) < 4


@pytest.mark.parametrize("kind", ["application/pdf", "image/png"])
def test_it_is_turned_as_a_clock_goes(kind):
    """What was on the left is above after a quarter."""
    if kind == "application/pdf":
        content = painted(b"1 0 0 rg 0 0 200 842 re f")
    else:
        made, left = BytesIO(), Image.new("RGB", (20, 40), "white")
        left.paste("red", (0, 0, 8, 40))
        left.save(made, "PNG")
        content = made.getvalue()
    turned = Image.open(BytesIO(page_of(of(content, kind), 1, percent=100, turn=90).content)).convert("RGB")
    width, height = turned.size
    above, below = turned.getpixel((width // 2, height // 8)), turned.getpixel((width // 2, height * 7 // 8))
    assert above[0] > 200 > 90 > above[1]
    assert min(below) > 200


def test_a_page_that_is_none_is_nothing():
    stored = of(written(pages=3))
    assert [page_of(stored, number, percent=100, turn=0).content for number in (0, 4, 10**17)] == [b""] * 3
    assert page_of(stored, 9, percent=100, turn=0).count == 3
    assert page_of(of(photograph(20, 10), "image/jpeg"), 2, percent=100, turn=0).content == b""


def test_a_page_as_long_as_a_street_is_drawn_small():
    stored = of(written(size=(14_000, 200)))
    assert max(size(page_of(stored, 1, percent=200, turn=0))) <= LONGEST_PICTURE + 1


def test_a_page_that_does_not_say_how_large_it_is_is_as_large_as_our_paper():
    """Seen in a real browser: the sample that all tests hand in says nothing of it, and could not be looked at."""
    width, height = size(page_of(of(PDF), 1, percent=100, turn=0))
    assert abs(width / height - 595 / 842) < 0.01


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_its_only_page(kind):
    stored = of(photograph(60, 30, kind), f"image/{kind.lower()}")
    page = page_of(stored, 1, percent=100, turn=0)
    assert (page.count, page.media_type, size(page)) == (1, "image/jpeg", (60, 30))
    assert size(page_of(stored, 1, percent=200, turn=270)) == (60, 120)


def test_what_one_sees_through_is_seen_on_white():
    stored = of(photograph(8, 8, "PNG", color=(0, 0, 0, 0)), "image/png")
    shown = Image.open(BytesIO(page_of(stored, 1, percent=100, turn=0).content))
    assert min(shown.getpixel((4, 4))) > 250


def test_what_anybody_may_open_is_opened_and_what_has_a_word_is_not():
    for word, opens in (("", True), ("bi mat", False)):
        writer = PdfWriter(clone_from=PdfReader(BytesIO(written())))
        writer.encrypt(user_password=word, owner_password="chu")
        made = BytesIO()
        writer.write(made)
        stored = of(made.getvalue())
        if opens:
            assert page_of(stored, 1, percent=100, turn=0).content
        else:
            with pytest.raises(Refused, match="Mở tệp để xem"):
                page_of(stored, 1, percent=100, turn=0)


@pytest.mark.parametrize("content", [b"%PDF-1.7 hong", b"", b"%PDF-"])
def test_what_cannot_be_drawn_is_refused_in_words(content):
    with pytest.raises(Refused, match="Mở tệp để xem"):
        page_of(of(content), 1, percent=100, turn=0)
    with pytest.raises(RanOut):
        confined(picture_drawn, content, "image/png", "100", "0")


def test_a_page_that_was_drawn_is_at_hand_for_who_looks_again(monkeypatch):
    stored = of(written(pages=2))
    first = page_of(stored, 1, percent=100, turn=0)

    def never(*_arguments, **_more):
        raise AssertionError("drawn again")

    monkeypatch.setattr(elsewhere, "confined", never)
    assert page_of(stored, 1, percent=100, turn=0) == first
    with pytest.raises(AssertionError):
        page_of(stored, 2, percent=100, turn=0)


def test_a_page_is_drawn_without_the_others():
    """However many pages there are, one is drawn; by itself it is the same."""
    many, one = (page_drawn(written(pages=pages), "1", "96", "0") for pages in (40, 1))
    assert many[1:] == one[1:]
    assert (many[0], one[0]) == ("40", "1")
