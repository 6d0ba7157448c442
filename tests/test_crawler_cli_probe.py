"""`khotin probe` on what cannot be read: it says what it met, exits 1 and writes nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler import settings
from crawler.cli.probe import command
from tests import faults
from tests.fault_portal import FaultPortal

JAVASCRIPT = """<!DOCTYPE html><html><head><title>Cổng thông tin</title><script src="/static/main.js"></script></head>
<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>"""
UNREADABLE = {
    "login page": faults.login(),
    "challenge page": faults.challenge(),
    "only JavaScript fills this page": faults.text(JAVASCRIPT.encode()),
    "status 403": faults.status(403),
    "status 500": faults.status(500),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "KHOTIN_RETRY_BASE", 0.001)
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))


def probe(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


@pytest.mark.parametrize("met", UNREADABLE)
def test_what_was_met_is_said_and_nothing_is_written(met: str, tmp_path: Path) -> None:
    with FaultPortal() as portal:
        portal.script("*", [UNREADABLE[met]])
        done = probe(f"{portal.base_url}/", "--write", str(tmp_path / "portals"))
    assert (done.exception, done.return_value) == (None, 1)
    assert met in done.stderr
    assert not (tmp_path / "portals").exists()


def test_a_host_that_is_down_is_said_to_be(tmp_path: Path) -> None:
    with FaultPortal() as portal:
        portal.close_door()
        done = probe(f"{portal.base_url}/", "--write", str(tmp_path / "portals"))
    assert (done.exception, done.return_value) == (None, 1)
    assert "no answer" in done.stderr
    assert not (tmp_path / "portals").exists()


def test_robots_txt_that_forbids_everything_is_obeyed(tmp_path: Path) -> None:
    with FaultPortal() as portal:
        portal.script("/robots.txt", [faults.robots("User-agent: *\nDisallow: /\n")])
        done = probe(f"{portal.base_url}/", "--write", str(tmp_path / "portals"))
    assert done.return_value == 1
    assert "denied by robots.txt" in done.stderr
    assert not (tmp_path / "portals").exists()


def test_programs_are_told_that_there_is_no_file() -> None:
    with FaultPortal() as portal:
        portal.script("*", [faults.login()])
        done = probe(f"{portal.base_url}/", "--json")
    assert done.return_value == 1
    told = json.loads(done.stdout)
    assert (told["file"], told["articles"]) == (None, [])
    assert "login page" in " ".join(told["trouble"])


def test_at_most_25_pages_are_asked_for() -> None:
    with FaultPortal() as portal:
        done = probe(f"{portal.base_url}/", "--json")
        pages = sum(times for path, times in portal.hits.items() if path != "/robots.txt")
    assert done.exception is None
    assert 0 < pages <= 25
