"""A signal that comes when the crawl itself is over: what is under way is finished, and the exit code says so."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.archive.clock import now
from crawler.archive.copies import BATCH, find_copies
from crawler.archive.owed import Bounds
from crawler.cli import crawl as command
from crawler.cli.interruption import stopping
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
