"""When a portal is crawled next: half as long after the last visit as it usually takes to publish something.

A portal that publishes ten articles a day is looked at every hour or so, one that publishes twice a month once a week;
`every` in its file bounds it. New portals and crawls that were cut short are due at once, failures sooner than usual.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=30)  # what it published in these tells how often it publishes
AGAIN = timedelta(minutes=15)  # after a first failure; then 30 minutes, 1 hour …


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a portal's last crawl: when it ended, failures in a row, whether it owes pages now."""

    at: datetime
    failures: int = 0
    unfinished: bool = False


def interval(published: int, every: tuple[float, float]) -> timedelta:
    """The time between two visits where so many articles were published within WINDOW; `every`: bounds in hours."""
    shortest, longest = (timedelta(hours=hours) for hours in every)
    return min(max(WINDOW / published / 2, shortest), longest) if published else longest


def due_at(visit: Visit | None, published: int, every: tuple[float, float], *, at: datetime) -> datetime:
    """When the portal is due, in the past where it is overdue; `at` is now. A visit after it is a wrong clock's."""
    if visit is None or visit.at > at:
        return at
    usual = interval(published, every)
    if visit.failures:
        return visit.at + min(usual, AGAIN * (1 << min(visit.failures - 1, 12)))
    return visit.at if visit.unfinished else visit.at + usual
