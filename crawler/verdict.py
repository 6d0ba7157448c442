"""What a person must be told of one portal's run: zero results are never success."""

from typing import TYPE_CHECKING

from crawler.health import broken_floors, health_of

if TYPE_CHECKING:
    from crawler.portal_crawl import PortalCrawl

FEW = 5


def verdict(crawl: "PortalCrawl") -> list[str]:
    """What was noted on the way and what the run as a whole says, one line each; empty where all is well."""
    if not crawl.pages_asked:  # nothing was owed, or files alone
        return crawl.run.trouble
    if not crawl.pages_read and not crawl.session.interrupted:
        return [f"no page of {crawl.portal.fields.home} could be read{_why(crawl)}"]
    lines = list(crawl.run.trouble)
    cut_short = crawl.session.interrupted or crawl.ending.is_set()
    if not cut_short and not _articles_held(crawl):
        lines.append("not one article was found")
    elif crawl.recipe is not None and crawl.articles_unread >= FEW and crawl.articles_unread > crawl.articles_read:
        seen = crawl.articles_unread + crawl.articles_read
        unread = f"{crawl.articles_unread} of {seen} article pages"
        lines.append(f"{unread} hold no article that the recipe {crawl.recipe.name!r} can read")
    elif crawl.articles_lost > crawl.articles_read and crawl.articles_lost >= min(FEW, _articles_held(crawl)):
        lines.append(f"{crawl.articles_lost} known articles can no longer be read; {crawl.articles_read} could")
    if crawl.pages_failed >= FEW and crawl.pages_failed > crawl.pages_read // FEW:
        asked = crawl.pages_failed + crawl.pages_read
        lines.append(f"{crawl.pages_failed} of {asked} pages could not be had{_why(crawl)}")
    if crawl.complete:
        (health,) = health_of(crawl.session.reading, [crawl.portal], at=crawl.now())
        lines += broken_floors(health, crawl.portal.fields.expect, crawl.now())
    return lines


def _why(crawl: "PortalCrawl") -> str:
    row = crawl.session.reading.execute(
        "SELECT reason, detail FROM problems WHERE portal_id = ? AND run_id = ? ORDER BY last_at DESC, id DESC LIMIT 1",
        (crawl.portal.id, crawl.session.writer.run_id),
    ).fetchone()
    if row is None:
        return ""
    return f" ({row['reason']}{': ' + row['detail'] if row['detail'] else ''})"


def _articles_held(crawl: "PortalCrawl") -> int:
    """How many articles the archive holds of the portal, as far as a few."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM articles WHERE portal_id = ? LIMIT ?)"
    return int(crawl.session.reading.execute(sql, (crawl.portal.id, FEW)).fetchone()[0])
