"""When to ask again, and when to stop asking: growing waits per page, a circuit per host."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 525})  # statuses of bad moments
MAX_TRIES = 4  # within one run
LONGEST_WAIT = timedelta(minutes=10)


def backoff(tries: int, *, base: float, jitter: random.Random) -> timedelta:
    """The wait before try number `tries` + 1: base, 2·base, 4·base … seconds, half to one and a half of it."""
    seconds = base * 2 ** min(max(tries - 1, 0), 20) * (0.5 + jitter.random())
    return min(timedelta(seconds=seconds), LONGEST_WAIT)


def retry_after(value: str, *, at: datetime) -> timedelta | None:
    """The Retry-After header, in seconds or as an HTTP date; None where it says nothing that can be read."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:7]), 10**6))
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(until - at, timedelta()) if until.tzinfo else None


@dataclass(slots=True)
class Circuit:
    """Opens after `limit` failures in a row, lets one page through after each wait, and gives up after `openings`.

    A host that has not answered once (`answered`) is given one wait only: it is down, and a later run will see.
    """

    limit: int = 8
    openings: int = 3
    answered: bool = False
    base: float = 30.0
    failures: int = 0
    failed_at: datetime | None = None
    opened: int = 0
    open_until: datetime | None = None
    paused_until: datetime | None = None

    @property
    def given_up(self) -> bool:
        """Whether this host is left alone for the rest of the run."""
        return self.opened > (self.openings if self.answered else 1)

    @property
    def on_trial(self) -> bool:
        """Whether one page at a time has to show that the host answers again."""
        return self.opened > 0

    def succeed(self, at: datetime) -> None:
        """The host answered properly at `at`: closed again, unless it has failed since (a page is read and stored some
        time after it came). What it asked for by Retry-After still holds."""
        self.answered = True
        if self.failed_at is None or at >= self.failed_at:
            self.failures = self.opened = 0
            self.open_until = None

    def fail(self, at: datetime) -> bool:
        """Count a failure; true when this one opened the circuit. Pages asked before it opened do not count twice."""
        if self.open_until is not None and at < self.open_until:
            return False
        self.failed_at = at
        self.failures += 1
        if self.failures < self.limit:
            return False
        self.failures = self.limit - 1  # on trial: the next failure opens it again
        self.opened += 1
        self.open_until = at + timedelta(seconds=self.base * 2 ** (self.opened - 1))
        return True

    def pause(self, until: datetime) -> None:
        """The host asked to be left alone until then (Retry-After)."""
        self.paused_until = max(self.paused_until or until, until)

    def waits(self, at: datetime) -> timedelta:
        """How long nothing may be asked from now on."""
        until = [one for one in (self.open_until, self.paused_until) if one is not None]
        return max(max(until) - at, timedelta()) if until else timedelta()


def whole_second(at: datetime, wait: timedelta) -> datetime:
    """`wait` after `at`. The archive keeps whole seconds: rounded up, lest a page be asked for early, unless the wait
    is a moment's."""
    until = at + wait
    return until + timedelta(seconds=1) if wait >= timedelta(seconds=0.5) else until
