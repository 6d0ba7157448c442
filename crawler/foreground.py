"""`khotin run`: one process that crawls what is due, tells the news and sleeps, until a signal ends it.

Each step is a `khotin` command in a process of its own, so that this one stays small and outlives whatever befalls a
crawl. A signal is handed on to the step under way, which ends politely with its state saved.
"""

import signal
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

from crawler.archive.clock import now, utc_text
from crawler.archive.connection import open_for_writing
from crawler.due import read_due
from crawler.portal import Portal
from crawler.schedule import NOTIFY_EVERY, Plan

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)  # of a sleep: new portal files are seen after the longest
WRONG_SETUP, INTERRUPTED = 2, 130


class Foreground:
    """`load` reads the portal files anew for each round; `say` prints a line."""

    def __init__(
        self,
        plan: Plan,
        load: Callable[[], Sequence[Portal]],
        *,
        say: Callable[[str], object],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._plan = plan
        self._load = load
        self._say = say
        self._clock = clock
        self._step: subprocess.Popen[bytes] | None = None
        self._signals: SimpleQueue[int] = SimpleQueue()  # put() is safe in a signal's handler
        self._stopping = False

    def run(self) -> int:
        """Until a signal (130) or a set-up that cannot work (2). Raises KhotinError as `khotin crawl` would."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        open_for_writing(self._plan.archive).close()
        while (code := self._round()) is None:
            until = self._wake_at()
            self._say(f"nothing to do before {utc_text(until)}")
            self._sleep((until - self._clock()).total_seconds())
        return code

    def stop(self, number: int, _: object) -> None:
        """Ask the step under way to end, and end."""
        self._stopping = True
        self._signals.put(number)
        if self._step is not None:
            self._step.terminate()

    def _round(self) -> int | None:
        """One step after the other; an exit code where that was the last round."""
        if self._stopping:
            return INTERRUPTED
        steps = [self._plan.notify]
        if read_due(self._plan.archive, self._load(), at=self._clock()).portals:
            steps = [self._plan.crawl, self._plan.write_feeds, *steps]
        for step in steps:
            code = self._run(step) if step and not self._stopping else 0
            if self._stopping or code in (WRONG_SETUP, INTERRUPTED):
                return INTERRUPTED if self._stopping else code
        return None

    def _run(self, command: Sequence[str]) -> int:
        # In a session of its own: Ctrl-C reaches this process alone, which hands it on once.
        self._step = subprocess.Popen(command, start_new_session=True)  # noqa: S603 (our own command)
        if self._stopping:
            self._step.terminate()
        code = self._step.wait()
        self._step = None
        if code < 0:
            self._say(f"`{command[-1]}` was killed by signal {-code}; what it had under way is still owed")
        return code

    def _wake_at(self) -> datetime:
        at = self._clock()
        due = read_due(self._plan.archive, self._load(), at=at)
        wakes = [at if due.portals else at + LONGEST, due.next_at or at + LONGEST]
        if self._plan.notify:
            wakes.append(at + timedelta(minutes=NOTIFY_EVERY))
        return min(max(min(wakes), at + SHORTEST), at + LONGEST)

    def _sleep(self, seconds: float) -> None:
        try:
            self._signals.get(timeout=max(seconds, 0))
        except Empty:
            return
