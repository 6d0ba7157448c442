"""Many portals in one process: one's failure is its own, and nothing stays open behind them."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawler.archive.owed import Bounds
from crawler.lanes import run_session
from crawler.portal import load_portal
from crawler.session import Session
from spiders.portal import PortalSpider
from tests import faults
from tests.crawling import QUICK, RECIPES, check, rows
from tests.fault_portal import FaultPortal

MANY = 40


@pytest.fixture(autouse=True)
def own_leases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))


def crawl_all(tmp_path: Path, portals: list[FaultPortal]) -> Session:
    loaded = {}
    for number, portal in enumerate(portals):
        path = tmp_path / f"portal-{number:02}.toml"
        path.write_text(portal.portal_toml(), "utf-8")
        loaded[path.stem] = load_portal(path, RECIPES)
    session = Session(tmp_path / "archive", loaded, RECIPES, bounds=Bounds())
    session.overrides = dict(QUICK)
    run_session(session, list(loaded))
    session.close("done")
    check(tmp_path / "archive")
    return session


def test_many_portals_leave_no_file_open(tmp_path: Path) -> None:
    with ExitStack() as servers:
        portals = [servers.enter_context(FaultPortal(articles=2)) for _ in range(MANY)]
        crawl_all(tmp_path, portals[:2])
        before = len(os.listdir("/proc/self/fd"))
        session = crawl_all(tmp_path, portals)
        connections = sum(len(portal._tasks) for portal in portals)
        assert len(os.listdir("/proc/self/fd")) - connections <= before + 3
    assert {run.state for run in session.runs.values()} == {"done"}
    assert rows(tmp_path / "archive", "SELECT count(*) AS n FROM articles") == [{"n": 2 * MANY}]


def test_one_portals_failure_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultPortal(articles=3) as good, FaultPortal(articles=3) as bad, FaultPortal(articles=3) as broken:
        bad.script("*", [faults.status(403)])
        made = PortalSpider.from_crawler.__func__  # type: ignore[attr-defined]

        def breaks(cls: type[PortalSpider], crawler: object, *arguments: object, **more: object) -> PortalSpider:
            if more.get("portal") == "portal-02":
                raise LookupError("no spider today")
            spider: PortalSpider = made(cls, crawler, *arguments, **more)
            return spider

        monkeypatch.setattr(PortalSpider, "from_crawler", classmethod(breaks))
        session = crawl_all(tmp_path, [good, bad, broken])
    told = {name: " ".join(run.trouble) for name, run in session.runs.items()}
    assert told["portal-00"] == ""
    assert "status 403" in told["portal-01"]
    assert "no spider today" in told["portal-02"]
    assert rows(tmp_path / "archive", "SELECT DISTINCT portal_id FROM articles") == [{"portal_id": "portal-00"}]
