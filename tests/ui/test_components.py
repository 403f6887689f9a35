"""Every component describes itself, and every example it gives can be shown."""

import re

import pytest

from motcua.ui.gallery import FOLDER, components, rendered

EXAMPLES = [(one["name"], example["name"], example["html"]) for one in components() for example in one["examples"]]


def test_every_component_describes_itself():
    described = {one["name"].replace("-", "_") for one in components()}
    assert described == {path.parent.name for path in FOLDER.glob("*/index.html")}


@pytest.mark.parametrize("component", components(), ids=lambda one: one["name"])
def test_a_description_names_exactly_the_parameters(component):
    source = (FOLDER / component["name"].replace("-", "_") / "index.html").read_text()
    match = re.search(r"<c-vars(.*?)/>", source, re.DOTALL)
    declared = re.sub(r'="[^"]*"', "", match[1]).replace(":", "").split() if match else []
    assert sorted(component["parameters"]) == sorted(declared)
    assert component["purpose"]
    assert component["accessibility"]


@pytest.mark.parametrize(("name", "case", "html"), EXAMPLES)
def test_an_example_can_be_shown(name, case, html):
    shown = rendered(html)
    assert "<c-" not in shown
    assert re.search(r"<[a-z]", shown)
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    for group in re.findall(r'aria-describedby="([^"]+)"', shown):
        assert set(group.split()) <= set(ids)
    for field in re.findall(r'href="#([^"]+)"', shown):
        assert name == "errors" or field in ids


@pytest.mark.parametrize("html", [html for name, case, html in EXAMPLES if "error=" in html])
def test_a_field_with_an_error_can_be_reached_and_says_so(html):
    shown = rendered(html)
    name = re.search(r'name="([^"]+)"', html)[1]
    assert re.search(rf'<(input|select|textarea)[^>]* id="{name}"', shown)
    assert 'aria-invalid="true"' in shown
