"""The ways into a portal besides its listings: feeds, sitemaps and forms that show the news of a day (DESIGN §6).

They are asked for when a section is walked whole, on the first crawl and on every sweep, unless `--since` bounds it:
what listings and other links do not reach shows there. Their dates are hints, and are not read.
"""

from dataclasses import replace
from datetime import timedelta

from crawler.archive.clock import utc_text
from crawler.errors import PageUnreadable
from crawler.extraction.dateform import date_requests
from crawler.extraction.feeds import feed_links, read_feed
from crawler.extraction.page import Page
from crawler.frontier import FrontierRow
from crawler.items import Fetched, Found, Link, PageItem, Problem
from crawler.portal_crawl import PortalCrawl

MOST_FEEDS = 20
MOST_DAYS = 366
LIKELY = 0.5


def ways_in(crawl: PortalCrawl, row: FrontierRow, page: Page) -> list[Found]:
    """The feeds, sitemaps and (where the portal's file says `by_date`) days that a front page leads to."""
    links = crawl.sitemaps + feed_links(page, crawl.recipe)
    links.sort(key=lambda link: link.kind != "sitemap")  # they reach further back than any feed
    found = [one for link in links[:MOST_FEEDS] if (one := crawl.scope.place(link, page.url)) is not None]
    return found + (_days(crawl, row, page) if crawl.portal.fields.by_date else [])


def visit_feed(crawl: PortalCrawl, row: FrontierRow, fetched: Fetched, body: bytes) -> PageItem:
    """A feed or sitemap: its articles go to the frontier as links do, and so do the sitemaps of an index."""
    try:
        links = read_feed(body, url=fetched.final_url)
    except PageUnreadable as error:
        return PageItem(fetched, "read", problems=[Problem("extract", error.reason, error.detail)])
    found: dict[str, Found] = {}
    for link in links:
        if link.kind == "sitemap" or _may_be_article(crawl, link):
            one = crawl.scope.place(link, fetched.final_url)
            if one is not None and one.kind != "listing":
                found.setdefault(one.key, one)
    return PageItem(fetched, "read", found=list(found.values()))


def _may_be_article(crawl: PortalCrawl, link: Link) -> bool:
    """Feeds list articles; a sitemap lists everything, and only an address can tell which of it is one."""
    if not crawl.scope.covers(link.url):
        return False
    if crawl.recipe is not None or link.kind == "article":
        return True
    from crawler.extraction.links import looks_like_article_url  # noqa: PLC0415 - what recipes never need loads slowly

    return looks_like_article_url(link.url) >= LIKELY


def _days(crawl: PortalCrawl, row: FrontierRow, page: Page) -> list[Found]:
    today = crawl.began.astimezone(crawl.zone).date()
    since = crawl.since.astimezone(crawl.zone).date() if crawl.since else today - timedelta(days=MOST_DAYS)
    requests = date_requests(page, since=since, until=today, limit=MOST_DAYS)
    places = [crawl.scope.place(link, page.url) for link in requests]
    began = utc_text(crawl.began)
    return [replace(one, listing=row.section, again_before=began) for one in places if one is not None]
