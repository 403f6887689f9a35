"""Every icon that a page or a pack names is in the one file of icons; no two life events look the same."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "src/motcua/ui/static/mc/icons.svg").read_text()))
EVENTS = yaml.safe_load((ROOT / "packs/lang_son/life_events.yaml").read_text(encoding="utf-8"))
NAMED = re.compile(r'icon="([\w-]+)"|<c-icon name="([\w-]+)"|icons\.svg" %}#([\w-]+)"')


def test_every_icon_named_in_a_template_exists():
    named = {
        next(filter(None, found))
        for path in (ROOT / "src/motcua").rglob("templates/**/*.html")
        for found in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= ICONS


def test_every_life_event_has_an_icon_of_its_own():
    icons = [event["icon"] for event in EVENTS]
    assert set(icons) <= ICONS
    assert len(set(icons)) == len(icons)
