"""A family's system in a skin that no recipe describes: its signs are there, its places are not."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.family_scores import archived, crawl_sites, score_site
from tests.served_sites import served_sites

pytestmark = pytest.mark.timeout(600)
SITES = ("dnn", "drupal-10", "sharepoint", "tandan", "vhv", "vnptportal", "wordpress-block")


def test_auto_loses_nothing_in_a_skin_that_nobody_described(tmp_path: Path) -> None:
    with served_sites(SITES, renamed=True) as sites:
        archive = crawl_sites(sites, tmp_path, recipe="auto")
        with closing(sqlite3.connect(archive / "archive.db")) as db:
            assert {name for (name,) in db.execute("SELECT DISTINCT coalesce(read_with, '') FROM portals")} == {""}
        for site in sites:
            scores = score_site(site, archived(archive, site))
            told = site.name + json.dumps(scores.wrong, ensure_ascii=False, indent=1)[:3000]
            assert (scores.found, scores.extra, scores.leaks) == (scores.expected, 0, 0), told
            assert (scores.titles, scores.dates) == (1.0, 1.0), told
            assert scores.body_f1 >= 0.97, told
            assert not site.trapped
