"""What only a browser can tell of how pages look: what stands in one line, beside what, and what is shown to whom."""

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.issue(19)]
TOP = "one => one.getBoundingClientRect().top"
BOX = "one => { const box = one.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; }"


def test_the_head_of_a_page_is_as_high_on_a_phone_whoever_is_signed_in(visit):
    heights = {}
    for who in (None, "congdan2"):
        page = visit(who, width=360)
        for tongue in ("vi", "en"):
            page.goto(f"/?tieng={tongue}")
            heights[who, tongue] = page.locator(".mc-header").evaluate("one => one.offsetHeight")
            # The name, and one line below it.
            assert page.locator(".mc-brand > span").evaluate("one => one.offsetHeight") <= 44
    assert len(set(heights.values())) == 1


def test_the_last_fact_of_an_odd_number_has_the_whole_line_on_a_phone(visit):
    page = visit(width=360)
    page.goto("/thu-tuc/1.004873/")
    facts = page.locator(".mc-answer .mc-glance > div")
    assert facts.count() % 2 == 1
    boxes = [facts.nth(n).evaluate(BOX) for n in range(facts.count())]
    assert boxes[-1][2] == max(box[2] for box in boxes)
    assert boxes[0][2] < boxes[-1][2]


def test_words_under_a_picture_never_run_together_on_a_phone(visit):
    page = visit("motcua", width=360)
    page.goto("/lam-viec/don-vi/")
    words = page.locator(".mc-plot__columns--words")
    assert words.count() >= 1
    for label in words.locator(".mc-plot__label").all():
        assert label.evaluate("one => one.offsetHeight < 2 * parseFloat(getComputedStyle(one).lineHeight)")
    # Each over its own bar.
    tops = [one.evaluate(TOP) for one in words.first.locator("li").all()]
    assert tops == sorted(set(tops))


@pytest.mark.parametrize("is_glass", [False, True])
def test_keys_are_named_only_where_there_are_keys(platform, chromium, visit, is_glass):
    here = visit("motcua").context.storage_state()
    context = chromium.new_context(
        base_url=platform, storage_state=here, viewport={"width": 390, "height": 800}, has_touch=is_glass,
        is_mobile=is_glass,
    )  # fmt: skip
    page = context.new_page()
    page.goto("/lam-viec/")
    assert page.locator(".mc-header .mc-key").is_visible() is not is_glass
    assert page.locator("a[data-mc-command-open]").is_visible()
    context.close()
