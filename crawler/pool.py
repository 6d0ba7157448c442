"""Several processes for one crawl (`--workers`): each takes the next portal that nobody took, and runs as its own run.

Portals are claimed by creating a file, which one process alone can do and no killed one can block. What the processes
tell (crawler.worker) is shown and summed as if it were one.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.archive.clock import now
from crawler.archive.connection import open_for_reading, open_for_writing
from crawler.archive.owed import Bounds
from crawler.errors import ArchiveError
from crawler.lanes import LANES, STOPPING
from crawler.portal import Portal
from crawler.session import Counts, PortalRun, summarize


class Pool:
    """Runs `portals` in `workers` processes. `runs`, `watch`, `owed`, `summary` are as those of a Session."""

    def __init__(self, archive: Path, portals: Sequence[Portal], *, bounds: Bounds, workers: int, warc: bool) -> None:
        open_for_writing(archive).close()  # migrated once, and every error told once
        self.runs = {portal.id: PortalRun(portal) for portal in portals}
        self.watch: Callable[[PortalRun], None] = lambda _: None
        self.started: datetime = now()
        self.interrupted = False
        self.fatal: ArchiveError | None = None
        self._archive = archive
        self._workers = min(workers, len(portals))
        self._bounds = bounds
        self._warc = warc
        self._reading = open_for_reading(archive)

    def run(self) -> None:
        """Crawl until every portal was taken and every process ended."""
        with tempfile.TemporaryDirectory(prefix="khotin-claims-") as claims:
            processes = [self._start(Path(claims)) for _ in range(self._workers)]
            handed = [signal.signal(number, self._stopper(processes)) for number in (signal.SIGINT, signal.SIGTERM)]
            readers = [threading.Thread(target=self._listen, args=(process,)) for process in processes]
            for reader in readers:
                reader.start()
            for reader in readers:
                reader.join()
            for process in processes:
                self._note_end(process.wait())
            for number, before in zip((signal.SIGINT, signal.SIGTERM), handed, strict=True):
                signal.signal(number, before)
        self._reading.close()

    def owed(self, run: PortalRun) -> int:
        """Pages the portal's frontier still owes."""
        sql = "SELECT count(*) FROM frontier WHERE portal_id = ? AND state = 'pending'"
        return int(self._reading.execute(sql, (run.portal.id,)).fetchone()[0])

    def summary(self) -> dict[str, object]:
        """The numbers of all processes together."""
        return summarize(self.runs.values(), self.started)

    def _start(self, claims: Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "crawler.worker"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        bounds = asdict(self._bounds)
        bounds["since"] = bounds["since"] and bounds["since"].isoformat()
        order = {
            "archive": str(self._archive),
            "claims": str(claims),
            "warc": self._warc,
            "lanes": min(LANES, -(-len(self.runs) // self._workers)),
            "bounds": bounds,
            "portals": {portal_id: str(run.portal.path.resolve()) for portal_id, run in self.runs.items()},
        }
        assert process.stdin is not None
        process.stdin.write(json.dumps(order))
        process.stdin.close()
        return process

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            told: dict[str, Any] = json.loads(line)
            run = self.runs[told["portal"]]
            run.counts = Counts(**told["counts"])
            run.state, run.trouble, run.now_at = told["state"], told["trouble"], told["now_at"]
            self.watch(run)

    def _note_end(self, code: int) -> None:
        if code == 130:
            self.interrupted = True
        elif code == 2:
            self.fatal = self.fatal or ArchiveError(f"{self._archive}: a worker could not write; see above")
        elif code:
            self._blame(f"a worker process died ({code}); what it had under way is still owed")

    def _blame(self, line: str) -> None:
        for run in self.runs.values():
            if run.state in ("crawling", "busy"):
                run.trouble.append(line)
                run.state = "trouble"

    def _stopper(self, processes: Sequence["subprocess.Popen[str]"]) -> Callable[[int, Any], None]:
        def stop(number: int, _: Any) -> None:
            logging.getLogger(__name__).warning(STOPPING)
            for process in processes:
                if process.poll() is None:
                    os.kill(process.pid, signal.SIGTERM)

        return stop
