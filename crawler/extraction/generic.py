"""Reading a page nobody described: what it is, and where its parts stand, by structure and by the words portals print.

`og:type` is never asked: listings carry "article" too. What a page is follows from where its text stands and where
its links do; the address and what the walker expected only tip the scales.
"""

from crawler.extraction.article_on_page import read_fields
from crawler.extraction.clicks import link_clicks
from crawler.extraction.kind import kind_without_article, notice_kind
from crawler.extraction.outline import Outline
from crawler.extraction.page import Page
from crawler.extraction.page_links import LinkSorter, lists_articles
from crawler.extraction.script_calls import resolve_calls
from crawler.extraction.template import Template
from crawler.extraction.title_on_page import headline_of
from crawler.extraction.told_article import told_article
from crawler.extraction.view import View
from crawler.items import LinkKind, PageKind, Reading

_LONGEST_NOTICE = 120
_SHORTEST_TEXT = 60
_MOST_ABOVE = 6
_NO_PLACE = frozenset("table tbody tr ul ol dl p".split())


def generic_read(page: Page, *, expected: LinkKind | None = None, template: Template | None = None) -> Reading:
    """What `page` is and holds. `expected` is what the address was thought to be, `template` what the portal taught."""
    view = View(page, template, _outline(page))
    if view.title < 0 and expected == "article" and _put_title(view):
        view = View(page, template)
    score, evidence = view.judge(expected)
    if score > 0:
        fields = read_fields(view)
        said = _notice(fields.title, [block.text for block in fields.blocks])
        if said is not None:
            return Reading(said, f"it says: {fields.title}", None, [], page.canonical)
        return Reading("article", evidence, fields, LinkSorter(view).article_links(), page.canonical)
    said = _said_at_the_top(view)
    if said is not None:
        return Reading(said, f"it says: {view.title_text}", None, [], page.canonical)
    if expected == "article" and (said := _said_instead(view)) is not None:
        return Reading(said, "it says so, and holds no prose", None, [], page.canonical)
    links = LinkSorter(view).listing_links()
    if lists_articles(links, expected):
        return Reading("listing", evidence, None, links, page.canonical)
    kind, why = kind_without_article(page)
    if kind == "other" and expected == "article" and (told := told_article(page)) is not None:
        return Reading("article", "only its data for machines hold an article", told, [], page.canonical)
    return Reading(kind, f"{why}; {evidence}", None, links if kind == "other" else [], page.canonical)


def _outline(page: Page) -> Outline:
    """The page's outline with links where only a script follows a click."""
    outline = Outline(page.tree)
    if resolve_calls(page, outline):
        outline = Outline(page.tree)
    if outline.clicked:
        link_clicks(page.tree)
        outline = Outline(page.tree)
    return outline


def _put_title(view: View) -> bool:
    """Put the head's title above the page's text, where it says what only an article's does and no line can be one."""
    text = headline_of(view.page.tree)
    start = _start_of_article(view)
    if not text or start < 0:
        return False
    line = view.outline.lines[start]
    element = (line.box.parent or line.box).element
    while element.tag in _NO_PLACE and element.getparent() is not None:
        element = element.getparent()
    heading = element.makeelement("h1")
    heading.text, heading.tail, element.text = text, element.text, None
    element.insert(0, heading)
    return True


def _start_of_article(view: View) -> int:
    """Where the densest text starts with its date and what else stands above it, up to the first line with a link; a
    few words are believed only below a date. -1 where there is no such text."""
    lines = view.outline.lines
    dense, text = view.densest(), view.densest(_SHORTEST_TEXT)
    start = text
    while start > 0 and text - start < _MOST_ABOVE and not lines[start - 1].links:
        start -= 1
        if lines[start].said.is_date:
            return start
    return start if dense >= 0 else -1


def _said_at_the_top(view: View) -> PageKind | None:
    """What the title's line, or one right below it, says that the page is instead: missing or unpublished."""
    top = view.outline.lines[view.title : view.title + 4] if view.title >= 0 else []
    texts = [line.text for line in top if line.size <= _LONGEST_NOTICE and not line.links]
    return next(filter(None, map(notice_kind, texts)), None)


def _said_instead(view: View) -> PageKind | None:
    """What a line says of a page that holds no prose, whatever links stand around it: in its middle a portal's frame
    says that the article was taken down."""
    if view.densest() >= 0:
        return None
    lines, kinds = view.outline.lines, view.kinds
    texts = (
        line.text
        for number, line in enumerate(lines)
        if 12 <= line.size <= _LONGEST_NOTICE and not line.links and kinds.kind(number) == "text"
    )
    return next(filter(None, map(notice_kind, texts)), None)


def _notice(title: str, texts: list[str]) -> PageKind | None:
    """What an article of a line or two says it is instead: missing or unpublished."""
    if len(texts) > 2 or sum(map(len, texts)) > 300:
        return notice_kind(title) if len(title) <= 60 else None
    return next(filter(None, map(notice_kind, (title, *texts))), None)
