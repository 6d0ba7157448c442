"""A portal that answers one article's page for every address makes no edits."""

from pathlib import Path
from urllib.request import urlopen

from crawler.archive.owed import Bounds
from tests import faults
from tests.crawling import crawl_here, rows
from tests.fault_portal import FaultPortal


def test_one_page_for_every_address_edits_nothing(tmp_path: Path) -> None:
    with FaultPortal() as portal:
        crawl_here(tmp_path, portal.portal_toml())
        articles = "SELECT key, title, body, digest, revision_no FROM articles ORDER BY key"
        before = rows(tmp_path / "archive", articles)
        one = portal.addresses()[0]
        page = urlopen(portal.base_url + one).read()
        portal.script("*", [faults.text(page)])
        session = crawl_here(tmp_path, portal.portal_toml(), bounds=Bounds(recheck="all"))
        assert rows(tmp_path / "archive", articles) == before
        assert rows(tmp_path / "archive", "SELECT DISTINCT kind FROM changes") == [{"kind": "new"}]
        reasons = rows(tmp_path / "archive", "SELECT DISTINCT reason FROM problems WHERE resolved_at IS NULL")
        assert {"reason": "text of another article"} in reasons
        assert session.runs["portal"].trouble
        portal.script("*", [])
        crawl_here(tmp_path, portal.portal_toml(), bounds=Bounds(recheck="all"))
        assert rows(tmp_path / "archive", "SELECT count(*) AS n FROM problems WHERE resolved_at IS NULL") == [{"n": 0}]
