"""Health: silence by a portal's own rhythm, coverage, drift, floors, and the command's exit code."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.archive.connection import open_for_reading
from crawler.archive.owed import Bounds
from crawler.cli import khotin
from crawler.demo.server import portal_toml
from crawler.errors import UsageError
from crawler.health import PortalHealth, health_of
from crawler.portal import load_portal
from tests import faults
from tests.archive_filling import Filling
from tests.crawling import RECIPES, crawl_here
from tests.fault_portal import LISTING, FaultPortal

START = datetime(2026, 10, 1, 8, tzinfo=UTC)
TOML = """
name = "Cổng thông tin điện tử tỉnh Thừa Thiên Huế"
home = "https://hue.gov.vn/"
province = "Thừa Thiên Huế"
recipe = "fitc"
listings = ["/?gd=1&cn=82"]
"""


def health(
    tmp_path: Path, at: datetime, *, every: int = 2, count: int = 20, more: str = "", **fields: object
) -> PortalHealth:
    """Of a portal that puts out an article every so many days."""
    (tmp_path / "hue.toml").write_text(TOML + more, "utf-8")
    with Filling(tmp_path / "archive") as filling:
        for number in range(count):
            published = {"published": START + timedelta(days=number * every)}
            filling.article(str(number), f"Bài {number}", "Nội dung", **published | fields)
    db = open_for_reading(tmp_path / "archive")
    (found,) = health_of(db, [load_portal(tmp_path / "hue.toml", RECIPES)], at=at)
    db.close()
    return found


def test_silence_is_measured_by_the_portals_own_rhythm(tmp_path: Path) -> None:
    last = START + timedelta(days=38)
    assert health(tmp_path / "a", last + timedelta(days=5)).alarms == []
    late = health(tmp_path / "b", last + timedelta(days=8))
    assert len(late.alarms) == 1
    assert "nothing new since 2026-11-08" in late.alarms[0]
    assert health(tmp_path / "c", last + timedelta(days=150), every=30, count=3).alarms == [], "too few to tell"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / name).mkdir()


def test_floors_are_told_one_by_one(tmp_path: Path) -> None:
    floors = "[expect]\narticles = 30\nsilence = 1\nlede = 0.5\npublished = 1.0\nbyline = 0.1\n"
    found = health(tmp_path / "a", START + timedelta(days=40), more=floors, published=None)
    assert found.alarms[0] == "20 articles, expected at least 30"
    assert [line.split()[0] for line in found.alarms if " of the newest" in line] == ["published", "lede", "byline"]


def test_a_portal_without_articles_is_an_alarm(tmp_path: Path) -> None:
    assert health(tmp_path / "a", START, count=0).alarms == ["not one article"]


def test_a_retired_portal_is_left_in_peace(tmp_path: Path) -> None:
    assert health(tmp_path / "a", START + timedelta(days=900), more="retired = 2026-12-01\n").alarms == []


def test_a_new_layout_and_an_empty_listing_are_seen_and_the_command_exits_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    with FaultPortal(articles=12) as portal:
        toml = portal.portal_toml()
        crawl_here(tmp_path, toml)
        ask = ["health", "--portals", str(tmp_path), "--archive", str(tmp_path / "archive"), "--json", "portal"]
        portal.script("*", [faults.one_page()])
        crawl_here(tmp_path, toml)
        for _ in range(2):
            crawl_here(tmp_path, toml, bounds=Bounds(recheck="all"))
        answer = CliRunner().invoke(khotin, ask, standalone_mode=False)
        assert answer.return_value == 1
        assert "a new layout?" in answer.output
        assert f"the listing {portal.base_url}{LISTING}" in answer.output


def test_what_cannot_be_judged_is_no_good_health(tmp_path: Path) -> None:
    with Filling(tmp_path / "archive") as filling:
        filling.article("1", "Tin", "Bão vào.")
        filling.db.execute("UPDATE portals SET id = 'cua-toi' WHERE id = 'quangnam'")
    ask = ["health", "--archive", str(tmp_path / "archive")]
    answer = CliRunner().invoke(khotin, ask, standalone_mode=False)
    assert answer.return_value == 1
    assert answer.stderr.startswith("! cua-toi: not judged, for no portal file describes it; --portals DIR")
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "cua-toi.toml").write_text(portal_toml("https://quangnam.gov.vn"), encoding="utf-8")
    answer = CliRunner().invoke(khotin, [*ask, "--portals", str(tmp_path / "portals")], standalone_mode=False)
    assert answer.stderr == ""
    assert "cua-toi " in answer.stdout


def test_reading_again_what_is_not_there_is_refused(tmp_path: Path) -> None:
    Filling(tmp_path / "archive").db.close()
    with pytest.raises(UsageError, match="no portal 'hu' in this archive; did you mean 'hue'"):
        CliRunner().invoke(
            khotin,
            ["extract", "--portal", "hu", "--archive", str(tmp_path / "archive")],
            standalone_mode=False,
            catch_exceptions=False,
        )
