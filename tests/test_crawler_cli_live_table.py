"""What a terminal shows of a crawl, at every width."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from crawler.cli.live_table import table_of
from crawler.demo.server import portal_toml
from crawler.portal import load_portal
from crawler.recipe import load_recipes
from crawler.session import Counts, PortalRun

LONG = "http://127.0.0.1:9102/Default.aspx?gd=1&tc=160012&cn=85&newsid[/b]=1234567890&page=1&view=1&section=tin-tuc"


def session(folder: Path, count: int = 4) -> Any:
    runs = []
    for number in range(count):
        path = folder / f"so-nong-nghiep-va-moi-truong-huong-giang-{number}.toml"
        path.write_text(portal_toml("http://127.0.0.1:9102"), encoding="utf-8")
        runs.append(PortalRun(load_portal(path, load_recipes()), Counts(12_345, 0, 23_456, 34_567, 45_678)))
    for run, state in zip(runs, ("crawling", "stopped", "busy", "trouble"), strict=False):
        run.state, run.now_at = state, LONG
    return SimpleNamespace(runs={run.portal.id: run for run in runs}, owed=lambda run: 56_789)


def shown(session: Any, width: int, height: int = 30) -> list[str]:
    console = Console(width=width, height=height, no_color=True, highlight=False)
    with console.capture() as capture:
        console.print(table_of(session, console.options))
    return [line.rstrip() for line in capture.get().splitlines()]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_long_addresses_and_names_never_cost_a_figure(width: int, tmp_path: Path) -> None:
    heading, first, *others = shown(session(tmp_path), width)
    assert len(others) == 3
    assert all(len(line) <= width for line in (heading, first, *others))
    names = {"state", "new", "requests", "problems", "owed"} | ({"edited", "gone"} if width >= 80 else set())
    assert names < set(heading.split())
    figures = {"23456", "12345", "56789"} | ({"34567", "45678"} if width >= 80 else set())
    assert {"crawling", *figures} < set(first.split())
    assert first.startswith("so-n")


def test_a_wide_terminal_shows_what_is_under_way_or_why_nothing_is(tmp_path: Path) -> None:
    told = session(tmp_path)
    told.runs["so-nong-nghiep-va-moi-truong-huong-giang-3"].trouble.append("no page could be read [/b]")
    lines = shown(told, 200)
    assert lines[1].endswith("/Default.aspx" + LONG.partition("/Default.aspx")[2])
    assert "host busy" in lines[2]
    assert lines[2].endswith("another khotin is asking it")
    assert "look at it" in lines[3]
    assert lines[3].endswith("no page could be read [/b]")
    assert "stopped" in lines[4]
    assert lines[4].endswith("the rest is owed")


def test_more_portals_than_lines_are_counted(tmp_path: Path) -> None:
    lines = shown(session(tmp_path, 30), 100, height=12)
    assert len(lines) == 10
    assert lines[-1] == "… 22 more: 21 waiting, 1 stopped. In all: 703,680 new, 370,350 requests"
    narrow = shown(session(tmp_path, 30), 60, height=12)
    assert narrow[-2:] == ["… 22 more: 21 waiting, 1 stopped. In all: 703,680 new,", "370,350 requests"]
