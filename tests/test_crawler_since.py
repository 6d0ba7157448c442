"""`--since` over a paged listing: pages beyond the day are left, and fetched by a later crawl without the bound."""

from datetime import date
from pathlib import Path

from crawler.archive.owed import Bounds
from tests.crawling import crawl_here, rows
from tests.family_site import FamilySite


def test_listing_pages_beyond_the_day_are_left_for_later(tmp_path: Path) -> None:
    with FamilySite("wordpress") as site:
        published = sorted((true.published.date() for true in site.truth if true.published), reverse=True)
        since = published[8]
        crawl_here(tmp_path, site.portal(), bounds=Bounds(since=since, files=False))
        bounded = sum(site.hits.values())
        kept = [row["published_on"] for row in rows(tmp_path / "archive", "SELECT published_on FROM articles")]
        assert len(kept) == sum(day >= since for day in published)
        assert all(date.fromisoformat(day) >= since for day in kept)
        crawl_here(tmp_path, site.portal())
        assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == len(site.truth)
    assert bounded < len(site.truth), "not every article was fetched to know that it is too old"
