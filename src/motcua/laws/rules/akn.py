"""A document of law as Akoma Ntoso 3.0 (OASIS), with the same addresses as its pages."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from lxml import etree

from motcua.kernel.text import fold
from motcua.laws.rules.structure import Provision, structure

NS = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
UNKNOWN = date(1, 1, 1)


class AnArticle(Protocol):
    """What is needed of an article."""

    number: str
    address: str
    heading: str
    text: str


class ADocument(Protocol):
    """What is needed of a document."""

    number: str
    slug: str
    title: str
    issuer: str
    signed_on: date | None
    effective_from: date | None


def _e(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NS}}}{tag}", {key.rstrip("_"): value for key, value in attributes.items()})
    if text:
        element.text = _plain(text)
    return element


def _plain(text: str) -> str:
    """Text without the control characters that XML forbids."""
    return "".join(char for char in text if char >= " " or char in "\t\n")


def to_akoma_ntoso(document: ADocument, articles: Sequence[AnArticle]) -> bytes:
    """The whole document as XML that the OASIS schema accepts."""
    root = etree.Element(f"{{{NS}}}akomaNtoso", nsmap={None: NS})
    act = _e(root, "act", name="act")
    _meta(act, document)
    if document.title:
        _e(_e(_e(act, "preface"), "longTitle"), "p", document.title)
    body = _e(act, "body")
    for place, article in enumerate(articles, start=1):
        _article(body, article, place)
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return xml


def _meta(act: etree._Element, document: ADocument) -> None:
    meta = _e(act, "meta")
    identification = _e(meta, "identification", source="#motcua")
    day = (document.signed_on or document.effective_from or UNKNOWN).isoformat()
    work = f"/akn/vn/act/{day}/{document.slug}"
    levels = {"FRBRWork": work, "FRBRExpression": f"{work}/vie@", "FRBRManifestation": f"{work}/vie@.xml"}
    for name, address in levels.items():
        level = _e(identification, name)
        _e(level, "FRBRthis", value=f"{address}/!main" if name != "FRBRManifestation" else address)
        _e(level, "FRBRuri", value=address)
        _e(level, "FRBRdate", date=day, name="signed")
        _e(level, "FRBRauthor", href="#issuer")
        if name == "FRBRWork":
            _e(level, "FRBRcountry", value="vn")
            _e(level, "FRBRnumber", value=document.number)
        elif name == "FRBRExpression":
            _e(level, "FRBRlanguage", language="vie")
    references = _e(meta, "references", source="#motcua")
    issuer = document.issuer or "Không rõ"
    _e(references, "TLCOrganization", eId="issuer", href="/ontology/organization/vn/issuer", showAs=issuer)
    _e(references, "TLCOrganization", eId="motcua", href="/ontology/organization/vn/motcua", showAs="Một Cửa")


def _id(*parts: str) -> str:
    return "__".join(part for part in parts if part)


def _article(body: etree._Element, article: AnArticle, place: int) -> None:
    number = article.number or str(place)
    eid = _id(f"art_{fold(number)}" if article.address.startswith("dieu/") else f"art_n{place}")
    element = _e(body, "article", eId=eid)
    _e(element, "num", f"Điều {number}.")
    if article.heading:
        _e(element, "heading", article.heading)
    content = structure(article.text, article.address)
    if content.provisions:
        if content.intro:
            _lines(_e(element, "intro"), "\n".join(content.intro))
        seen: dict[str, int] = {}
        for provision in content.provisions:
            _provision(element, provision, eid, seen)
    else:
        _lines(_e(element, "content"), "\n".join(content.intro))


def _provision(parent: etree._Element, one: Provision, above: str, seen: dict[str, int]) -> None:
    name, short, sign = ("paragraph", "para", ".") if one.kind == "khoan" else ("point", "point", ")")
    # đ is another letter than d; its address must not fall together with that of d.
    number = "dd" if one.number == "đ" else fold(one.number)
    eid = _id(above, f"{short}_{number}")
    seen[eid] = seen.get(eid, 0) + 1
    if seen[eid] > 1:
        eid = f"{eid}-{seen[eid]}"
    element = _e(parent, name, eId=eid)
    _e(element, "num", f"{one.number}{sign}")
    if one.children:
        if one.text:
            _lines(_e(element, "intro"), one.text)
        for child in one.children:
            _provision(element, child, eid, seen)
    else:
        _lines(_e(element, "content"), one.text)


def _lines(parent: etree._Element, text: str) -> None:
    for line in text.split("\n") or [""]:
        _e(parent, "p", line)
