"""Citations in a text become links to the law they name, where it is here."""

import re
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

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


def cited(texts: Iterable[tuple[str, str, Sequence[str]]]) -> list[str]:
    """Texts with the document and the articles they come from behind them, as links where these are here."""
    wanted = list(texts)
    slugs = known_slugs({number for _text, number, _articles in wanted})
    return [_cited(text, number, articles, slugs.get(number)) for text, number, articles in wanted]


def _cited(text: str, number: str, articles: Sequence[str], slug: str | None) -> str:
    names = [(_("Điều %(number)s") % {"number": article}, article) for article in articles]
    if slug is None:
        source = ", ".join([*(name for name, _article in names), number])
    else:
        links = [(reverse("portal:law_article", args=(slug, article)), name) for name, article in names]
        links.append((reverse("portal:law", args=(slug,)), number))
        source = format_html_join(", ", '<a href="{}">{}</a>', links)
    return format_html("{} ({})", text, source) if text else source
