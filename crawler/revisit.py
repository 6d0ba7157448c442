"""When a known page is looked at again: often while an article is young, rarely when old (docs/reliability.md)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zlib import crc32


@dataclass(slots=True, frozen=True)
class Rhythm:
    """Bounds of the schedule; the defaults suit portals that edit in the first days and then let articles rest."""

    shortest: timedelta = timedelta(hours=6)
    longest: timedelta = timedelta(days=90)
    share: float = 0.25  # of an article's age passes until the next look
    spread: float = 0.1  # looks of articles published together are spread by this share
    sweep: timedelta = timedelta(days=30)  # every page of every section is walked again


RHYTHM = Rhythm()
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def next_look(key: str, *, quiet_since: datetime, at: datetime, rhythm: Rhythm = RHYTHM) -> datetime:
    """When the article `key`, unchanged since `quiet_since`, is due again after a look at `at`.

    Always between `shortest` and `longest` after `at`, give or take `spread`; the same for the same input.
    """
    quiet = at - max(min(quiet_since, at), _EARLIEST)
    wait = min(max(quiet * rhythm.share, rhythm.shortest), rhythm.longest)
    return at + wait * (1 + rhythm.spread * (crc32(key.encode()) % 2001 - 1000) / 1000)


def next_try(key: str, *, tries: int, at: datetime) -> datetime:
    """When a page that failed `tries` times, in as many runs, is owed again: after 1, 2, 4 … hours, at most a month."""
    hours = min(2 ** min(max(tries - 1, 0), 10), 720)
    return at + timedelta(hours=hours * (1 + 0.1 * (crc32(key.encode()) % 1001) / 1000))
