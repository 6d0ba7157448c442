"""The recipe path: an article and its links by the selectors of a recipe."""

import re
from collections.abc import Iterable

from crawler.extraction.address import absolute
from crawler.extraction.blocks import read_content, take_lede, without_repeats
from crawler.extraction.element import Element
from crawler.extraction.files import is_file, read_attachments
from crawler.extraction.html import safe_html
from crawler.extraction.lookup import Lookup
from crawler.extraction.node import NodeReader
from crawler.extraction.pieces import inline_text
from crawler.items import ArticleFields, Attachment, Block, DateCandidate, DateSource, Image, Link, Relation
from crawler.selector import Selector
from crawler.text.boilerplate import name_in

_TRAIL = re.compile(r"\s*(?:>+|»|›|→)\s*")


def read_article(found: Lookup) -> ArticleFields:
    """Every field as the page gives it; a field the recipe does not find stays empty."""
    fields = ArticleFields(
        title=found.text("title"),
        lede=found.text("lede"),
        byline=name_in(found.text("byline")),
        source=name_in(found.text("source")),
        section=_last_of_trail(found.text("section")),
        dates=read_dates(found),
    )
    bodies = body_elements(found)
    skip = _elsewhere(found) if bodies else set()
    captions = found.in_body("caption") if bodies else set()
    base = found.page.base
    blocks: list[Block] = []
    images: list[Image] = []
    reader = NodeReader(base, skip=skip, captions=captions)
    nodes = [reader.read(body) for body in bodies]
    for node in nodes:
        content = read_content(node)
        blocks += content.blocks
        images += content.images
    blocks = without_repeats(blocks, title=fields.title, lede="")
    if not fields.lede and found.recipe.fields.lede_in_body:
        fields.lede, blocks = take_lede(blocks)
    fields.blocks = without_repeats(blocks, title="", lede=fields.lede)
    fields.images = images
    fields.attachments = _attachments(found, bodies)
    fields.body_html = safe_html(nodes, base=base)
    return fields


def body_elements(found: Lookup) -> list[Element]:
    """The body's elements: the first match that says anything, and the matches beside it (a body selected by "p")."""
    matches = [
        one for one in found.elements("body") if any(map(str.strip, one.itertext())) or one.find(".//img") is not None
    ]
    if not matches:
        return []
    parent = matches[0].getparent()
    return [one for one in matches if one.getparent() is parent]


def read_dates(found: Lookup) -> list[DateCandidate]:
    """The texts of the first selector that finds any; a <time>'s machine date comes after what it prints."""
    for selector in found.recipe.selectors("published"):
        dates = _dates_at(selector, found)
        if dates:
            return dates
    return []


def _dates_at(selector: Selector, found: Lookup) -> list[DateCandidate]:
    if "::" in selector.css:
        return [DateCandidate(text, _source_of(selector)) for text in found.texts_of(selector)]
    dates: list[DateCandidate] = []
    for element in found.elements_of(selector):
        if text := inline_text(element):
            found.taken.append(element)
            dates.append(DateCandidate(text, "printed"))
        if element.tag == "time" and (machine := element.get("datetime")):
            dates.append(DateCandidate(machine, "time"))
    return dates


def read_links(found: Lookup, field: str, relation: Relation) -> list[Link]:
    """The links at the recipe's places, each address once; `kind` is set where the recipe's patterns know it."""
    links: dict[str, Link] = {}
    for element in found.everywhere(field):
        for link in links_in([element], found, relation):
            if link.url not in links or (link.text and not links[link.url].text):
                links[link.url] = link
    return list(links.values())


def links_in(elements: Iterable[Element], found: Lookup, relation: Relation) -> list[Link]:
    """Every link inside the elements, or that they are; files are no links."""
    base, kind_of = found.page.base, found.recipe.kind_of
    links: list[Link] = []
    for element in elements:
        for anchor in element.iter("a"):
            url = absolute(anchor.get("href"), base)
            if url and not is_file(url):
                text = inline_text(anchor) or " ".join((anchor.get("title") or "").split())
                links.append(Link(url, relation, text, kind_of(url)))
    return links


def _elsewhere(found: Lookup) -> set[Element]:
    """Elements that may stand inside the body and are other fields, or chrome by the recipe's word."""
    return {*found.taken, *found.in_body("other_links"), *found.in_body("boilerplate")}


def _source_of(selector: Selector) -> DateSource:
    if "::attr(content)" in selector.css:
        return "meta"
    return "time" if "::attr(datetime)" in selector.css else "printed"


def _attachments(found: Lookup, bodies: list[Element]) -> list[Attachment]:
    return read_attachments(bodies, found.page.base, chosen=found.elements("attachments"))


def _last_of_trail(text: str) -> str:
    """The section itself, of a printed trail "Cha >> Con"."""
    return next((part for part in reversed(_TRAIL.split(text)) if part), "")
