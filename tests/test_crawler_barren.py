"""Pages of a menu that list nothing are not asked for on every crawl."""

from pathlib import Path

from tests import faults
from tests.crawling import crawl_here, rows
from tests.fault_portal import LISTING, FaultPortal


def test_what_lists_nothing_rests(tmp_path: Path) -> None:
    with FaultPortal() as portal:
        barren = "/?gd=1&cn=77"
        menu = f'<ul><li><a href="{LISTING}">Tin tức</a></li><li><a href="{barren}">Giới thiệu</a></li></ul>'
        portal.script("/", [faults.text(f"<html><body><h1>Cổng</h1>{menu}</body></html>".encode())])
        portal.script(barren, [faults.text("<html><body><p>Xã có mười hai thôn.</p></body></html>".encode())])
        toml = portal.portal_toml(listings='["/"]')
        crawl_here(tmp_path, toml)
        assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == len(portal.truth())
        resting = {row["url"] for row in rows(tmp_path / "archive", "SELECT url FROM frontier WHERE walk = 'rest'")}
        assert portal.base_url + barren in resting
        assert portal.base_url + LISTING not in resting
        before = portal.hits[barren]
        crawl_here(tmp_path, toml)
        assert (portal.hits[barren], portal.hits[LISTING]) == (before, 2)
