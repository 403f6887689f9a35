"""All components with their examples, each rendered by the code that pages use."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines

FOLDER = Path(__file__).parent / "templates" / "cotton"


def components() -> list[dict[str, Any]]:
    """Every component that describes itself, in order of name."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*/component.yaml"))]


def rendered(example: str, request: HttpRequest | None = None) -> str:
    """An example as a page would show it."""
    return engines["django"].from_string("{% load mc %}" + example).render({}, request)


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery; only while developing and in a demonstration."""
    if not (settings.DEBUG or settings.IS_DEMONSTRATION):
        raise Http404
    found = [
        {
            **component,
            "shown": [
                {"name": example["name"], "html": rendered(example["html"], request), "source": example["html"]}
                for example in component["examples"]
            ],
        }
        for component in components()
    ]
    return render(request, "ui/gallery.html", {"components": found})
