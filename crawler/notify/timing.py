"""When a message may go out: digests, quiet hours, and the waits after a receiver did not take one."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Digest = Literal["single", "hourly", "daily"]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")  # quiet hours and mornings are Vietnam's
MORNING = time(7)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
LONGEST_ASKED = timedelta(days=1)
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def read_quiet(text: str) -> tuple[time, time]:
    """`22:00-06:00` as from and to; raises ValueError for anything else."""
    match = _QUIET.fullmatch(text)
    if match is None or match[1] + match[2] == match[3] + match[4]:
        raise ValueError(f"quiet: {text!r} is no span such as 22:00-06:00")
    return time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))


def ripe_at(digest: Digest, queued_at: datetime) -> datetime:
    """When what was queued then is told: at once, with the next full hour, or at seven in the morning."""
    if digest == "single":
        return queued_at
    local = queued_at.astimezone(ZONE)
    if digest == "hourly":
        return (local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)).astimezone(UTC)
    morning = datetime.combine(local.date(), MORNING, ZONE)
    return (morning if local <= morning else morning + timedelta(days=1)).astimezone(UTC)


def after_quiet(at: datetime, quiet: str) -> datetime:
    """`at`, or the end of the quiet hours it lies in; `quiet` as in the watch's file, '' for none."""
    if not quiet:
        return at
    start, end = read_quiet(quiet)
    local = at.astimezone(ZONE)
    clock = local.time()
    within = start <= clock < end if start < end else clock >= start or clock < end
    if not within:
        return at
    over = datetime.combine(local.date(), end, ZONE)
    return (over if over > local else over + timedelta(days=1)).astimezone(UTC)


def next_try(at: datetime, tries: int, asked: timedelta | None) -> datetime:
    """After `tries` failures in a row: 30 s, 1, 2, 4 … minutes, six hours at most; longer where the receiver asked."""
    own = min(FIRST_WAIT * (1 << min(tries - 1, 20)), LONGEST_WAIT)
    return at + max(own, min(asked or own, LONGEST_ASKED))
