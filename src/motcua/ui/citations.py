"""Citations in a text become links to the law they name, where it is here."""

import re
from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from motcua.laws.queries import known_slugs
from motcua.laws.rules import citations

ARTICLE = re.compile(r"dieu/([^/]+)")


class Linked:
    """Turns the citations of texts into links; asks once for all of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.slugs = known_slugs({one.number for text in texts for one in citations(text)})

    def __call__(self, text: str) -> SafeString:
        """The text, escaped, with its citations as links."""
        parts, last = [], 0
        for one in citations(text):
            slug = self.slugs.get(one.number)
            if slug is None:
                continue
            place = ARTICLE.match(one.address)
            name, arguments = ("portal:law_article", (slug, place[1])) if place else ("portal:law", (slug,))
            address = reverse(name, args=arguments)
            parts.append(conditional_escape(text[last : one.start]))
            parts.append(format_html('<a href="{}">{}</a>', address, text[one.start : one.end]))
            last = one.end
        parts.append(conditional_escape(text[last:]))
        return mark_safe("".join(parts))  # noqa: S308 - every part above is escaped
