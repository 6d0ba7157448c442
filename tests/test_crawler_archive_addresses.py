"""One article under several addresses: a dead one does not hide those that live."""

from pathlib import Path

from tests import faults
from tests.crawling import crawl_here, rows
from tests.fault_portal import LISTING, FaultPortal


def test_a_dead_address_does_not_shadow_the_article(tmp_path: Path) -> None:
    with FaultPortal() as portal:
        listed = portal.addresses()[3]
        dead = listed.replace("cn=", "cn=9")
        assert dead != listed
        portal.script(dead, [faults.status(404)])
        item = f'<div class="TMCD2_DongTieuDe"><a class="TMCD2_TieuDe" href="{dead}">Bài</a></div>'
        portal.script("/?gd=1&cn=77", [faults.text(f"<html><body>{item}</body></html>".encode())])
        toml = portal.portal_toml(listings=f'["/?gd=1&cn=77", "{LISTING}"]')
        crawl_here(tmp_path, toml)
        keys = {row["key"] for row in rows(tmp_path / "archive", "SELECT key FROM articles")}
        assert keys == set(portal.truth())
