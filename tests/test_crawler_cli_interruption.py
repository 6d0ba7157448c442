"""A signal that comes when the crawl itself is over: what is under way is finished, and the exit code says so."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.archive.clock import now
from crawler.archive.copies import BATCH, find_copies
from crawler.archive.owed import Bounds
from crawler.cli import crawl as command
from crawler.cli.interruption import stopping
from crawler.cli.output import said_if_slow
from crawler.demo.server import portal_toml
from crawler.session import summarize
from tests.archive_filling import Filling


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_copies_are_looked_for_ends_with_130(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = SimpleNamespace(fatal=None, interrupted=False, runs={}, summary=lambda: summarize([], now()))

    def looking(archive: Path, *, stop: Callable[[], bool]) -> int:
        assert not stop()
        os.kill(os.getpid(), number)
        assert stop()
        return 0

    monkeypatch.setattr(command, "_in_this_process", lambda *_, **__: run)
    monkeypatch.setattr("crawler.archive.copies.find_copies", looking)
    before = signal.getsignal(number)
    assert command.crawl([], tmp_path, bounds=Bounds()) == 130
    assert "nothing new" in capsys.readouterr().out
    assert signal.getsignal(number) is before


def test_a_second_signal_ends_at_once() -> None:
    with stopping():
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)


def test_the_search_for_copies_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    with Filling(tmp_path) as filling:
        for number in range(BATCH + 1):
            filling.article(f"{number}", "Tin", f"Nội dung {number}.", portal=("hue", "danang")[number % 2])
        read = "SELECT seq FROM cursors WHERE name = 'khotin:copies'"
        find_copies(tmp_path, stop=lambda: True)
        assert filling.db.execute(read).fetchone()[0] == BATCH
        find_copies(tmp_path)
        assert filling.db.execute(read).fetchone()[0] == BATCH + 1


def test_ctrl_c_says_what_it_waits_for_and_the_second_one_does_not_wait(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        portal = tmp_path / "im-lang.toml"
        portal.write_text(portal_toml(f"http://127.0.0.1:{silent.getsockname()[1]}"), encoding="utf-8")
        command = [sys.executable, "-m", "crawler", "crawl", "--portals", str(tmp_path), "--archive", "kho tin"]
        leases = {"KHOTIN_LEASES": str(tmp_path / "leases"), "PYTHONPATH": str(Path(__file__).parents[1])}
        with subprocess.Popen(
            command, cwd=tmp_path, env=os.environ | leases, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as crawl:
            assert crawl.stderr is not None
            assert crawl.stderr.readline() == "im-lang: crawling; 0 requests, 0 new, 0 problems\n", "said at once"
            silent.accept()
            crawl.send_signal(signal.SIGINT)
            assert "stopping: what is under way is finished first" in crawl.stderr.readline()
            crawl.send_signal(signal.SIGINT)
            assert crawl.wait(timeout=10) == 130
            assert crawl.stderr.read() == "", "no task that was given up is named"


@pytest.mark.parametrize("typed", ["probe {home}", "check im-lang --portals ."])
def test_a_trial_that_was_stopped_judges_nothing(typed: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        home = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (tmp_path / "im-lang.toml").write_text(portal_toml(home), encoding="utf-8")
        command = [sys.executable, "-m", "crawler", *typed.format(home=home).split()]
        leases = {"KHOTIN_LEASES": str(tmp_path / "leases"), "PYTHONPATH": str(Path(__file__).parents[1])}
        with subprocess.Popen(
            command, cwd=tmp_path, env=os.environ | leases, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as trial:
            asked, _ = silent.accept()
            trial.send_signal(signal.SIGINT)
            assert trial.stderr is not None
            assert "stopping: what is under way is finished first" in trial.stderr.readline()
            silent.close()
            asked.close()
            out, err = trial.communicate(timeout=30)
    assert (trial.returncode, out) == (130, "")
    assert err.endswith(": stopped before it was tried to the end\n")


def test_what_follows_a_crawl_is_said_only_where_it_takes_time(capsys: pytest.CaptureFixture[str]) -> None:
    others = set(threading.enumerate())
    with said_if_slow("looking", after=0):
        for timer in set(threading.enumerate()) - others:
            timer.join(10)
    with said_if_slow("nothing", after=600):
        (timer,) = set(threading.enumerate()) - others
    timer.join(10)
    assert not timer.is_alive()
    assert capsys.readouterr().err == "looking\n"
