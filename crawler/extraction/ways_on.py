"""Where a listing leads besides its own items: the sections of its menu, and articles that stand elsewhere on it."""

import re
from collections.abc import Iterator

from crawler.extraction.address import absolute
from crawler.extraction.element import text_in
from crawler.extraction.files import is_file
from crawler.extraction.lookup import Lookup
from crawler.extraction.pager_window import in_pager
from crawler.items import Link

_PAGED = re.compile(
    r"(?:/page|/trang|-trang)[/-]?\d+|[?&_](?:page|pageindex|pageno|trang|start|limitstart|offset|cur|p)=\d*|-c\d+-\d+\.html",
    re.IGNORECASE,
)


def ways_on(found: Lookup) -> Iterator[Link]:
    """Links to sections and articles, by the recipe's patterns, each address once; the pager's own are left out.

    Articles have relation "text": they are not what the page lists, but a home page has news too, and so has a sidebar.
    """
    base = found.page.base
    seen = {found.page.url}
    for anchor in found.page.tree.iter("a"):
        url = absolute(anchor.get("href"), base)
        if not url or url in seen or is_file(url):
            continue
        seen.add(url)
        kind = found.recipe.kind_of(url)
        if kind == "listing" and not _PAGED.search(url) and not in_pager(anchor):
            yield Link(url, "section", " ".join(text_in(anchor).split()), kind)
        elif kind == "article":
            yield Link(url, "text", " ".join(text_in(anchor).split()), kind)
