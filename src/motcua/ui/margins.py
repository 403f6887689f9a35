"""How pages are read: laid out for people, sent without the margins."""

import re
from typing import Any

from django_cotton.cotton_loader import Loader as CottonLoader

MARGIN = re.compile(r"\n[ \t\n]+")


class Loader(CottonLoader):  # type: ignore[misc]
    """Components and pages without the white space that lines begin with: up to half of what a page weighs before gzip.

    No template holds text whose lines are meant to be indented; what people typed comes in later and is left alone.
    """

    def get_contents(self, origin: Any) -> str:
        contents: str = super().get_contents(origin)
        return MARGIN.sub("\n", contents) if str(origin.name).endswith(".html") else contents
