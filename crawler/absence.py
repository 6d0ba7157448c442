"""What a page that is not there means: an article's absence counts only while the portal shows other articles."""

from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.archive.owed import owe_witness
from crawler.items import Fetched, PageItem, Problem

if TYPE_CHECKING:
    from crawler.portal_crawl import PortalCrawl


class Absences:
    """Judges the missing pages of one portal's run."""

    def __init__(self, crawl: "PortalCrawl", *, pause: timedelta) -> None:
        self._crawl = crawl
        self._pause = pause
        self._held: set[int] = set()

    async def judge(self, fetched: Fetched, problem: Problem, *, hard: bool) -> PageItem:
        """A sighting of absence where an article was read in this run, else one is asked for first.

        `hard` is a 404 or 410. The only article of a portal has no witness: its hard absence counts where a listing was
        read, a soft one (a page that says so, a redirect home) never does.
        """
        crawl = self._crawl
        if not crawl.is_archived(fetched.row_key):
            if crawl.scope.is_front(fetched.url):
                crawl.trouble(f"the listing {fetched.url} is not there: {problem.reason}")
            return PageItem(fetched, "missing", problems=[problem])
        if crawl.articles_read:
            return PageItem(fetched, "missing")
        if fetched.row not in self._held:
            self._held.add(fetched.row)
            asked = await crawl.write(
                lambda store: owe_witness(store.db, crawl.portal.id, besides=fetched.row_key, at=fetched.at)
            )
            if asked:
                return PageItem(fetched, "failed", retry_at=fetched.at + self._pause)
            if hard and crawl.listings_read:
                return PageItem(fetched, "missing")
        crawl.trouble(f"articles answer {problem.reason!r}, but no other article can be read either")
        return PageItem(fetched, "failed", problems=[Problem("fetch", "doubtful absence", problem.reason)])
