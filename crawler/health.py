"""How an archive's portals fare: silent beyond their own rhythm, fields missing, layout changed, floors broken.

Everything is read from the archive, so that it can be asked at any time and without the network.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import quantiles
from typing import Any

from crawler.archive.clock import read_utc, utc_text
from crawler.items import LEFT_OUT
from crawler.portal import Expect, Portal

RECENT = 50  # newest articles and pages that the shares are of
NEEDED = 10  # articles before a rhythm or a share says anything
PATIENCE = 3.0  # times the silence that nine of ten of the portal's own pauses stay below
SHORTEST_SILENCE = timedelta(days=3)  # weekends and holidays
UNREADABLE = ("no article", "no title", "unreadable")
DRIFT = 0.3  # share of the newest pages that hold no article any more


@dataclass(slots=True)
class PortalHealth:
    """One portal. Shares are of the newest articles; `alarms` say what a person must look at and since when."""

    portal_id: str
    articles: int
    last_new_at: datetime | None
    last_crawl_at: datetime | None
    silent_after: timedelta | None
    published: float
    lede: float
    byline: float
    drift: float
    problems: dict[str, int] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "portal": self.portal_id,
            "articles": self.articles,
            "last_new_at": utc_text(self.last_new_at) if self.last_new_at else None,
            "last_crawl_at": utc_text(self.last_crawl_at) if self.last_crawl_at else None,
            "silent_after_days": round(self.silent_after / timedelta(days=1), 1) if self.silent_after else None,
            "published": self.published,
            "lede": self.lede,
            "byline": self.byline,
            "drift": self.drift,
            "problems": self.problems,
            "alarms": self.alarms,
        }


def health_of(db: sqlite3.Connection, portals: Iterable[Portal], *, at: datetime) -> list[PortalHealth]:
    """The health of each of `portals` as the archive knows it at the instant `at`, in their order."""
    return [_portal_health(db, portal, at) for portal in portals]


def _portal_health(db: sqlite3.Connection, portal: Portal, at: datetime) -> PortalHealth:
    counted = db.execute("SELECT count(*) AS n FROM articles WHERE portal_id = ?", (portal.id,)).fetchone()
    crawled = db.execute("SELECT crawled_at FROM portals WHERE id = ?", (portal.id,)).fetchone()
    days = _days_with_news(db, portal.id)
    published, lede, byline = _coverage(db, portal.id)
    health = PortalHealth(
        portal.id,
        int(counted["n"]),
        days[-1] if days else None,
        read_utc(crawled["crawled_at"]) if crawled and crawled["crawled_at"] else None,
        _patience(days),
        published,
        lede,
        byline,
        _drift(db, portal.id),
        _problems(db, portal.id),
    )
    if portal.fields.retired is None:
        health.alarms = [*_alarms(health, at), *broken_floors(health, portal.fields.expect, at), *_empty(db, portal)]
    return health


def broken_floors(health: PortalHealth, expect: Expect, at: datetime) -> list[str]:
    """The floors of the portal's file that do not hold."""
    broken = []
    if health.articles < expect.articles:
        broken.append(f"{health.articles} articles, expected at least {expect.articles}")
    if expect.silence and (health.last_new_at is None or at - health.last_new_at > timedelta(days=expect.silence)):
        broken.append(f"nothing new {_since(health.last_new_at)}, expected every {expect.silence} days")
    for name in ("published", "lede", "byline"):
        share, least = getattr(health, name), getattr(expect, name)
        if health.articles and share < least:
            broken.append(f"{name} in {share:.0%} of the newest articles, expected {least:.0%}")
    return broken


def _alarms(health: PortalHealth, at: datetime) -> list[str]:
    alarms = []
    if health.articles == 0:
        return ["not one article"]
    if health.silent_after and health.last_new_at and at - health.last_new_at > health.silent_after:
        usual = health.silent_after / timedelta(days=1)
        alarms.append(f"nothing new {_since(health.last_new_at)}; by its own rhythm {usual:.0f} days are much already")
    if health.drift > DRIFT:
        alarms.append(f"{health.drift:.0%} of the newest article pages hold no article that can be read: a new layout?")
    return alarms


def _since(at: datetime | None) -> str:
    return f"since {at:%Y-%m-%d}" if at else "ever"


def _days_with_news(db: sqlite3.Connection, portal_id: str) -> list[datetime]:
    """The days on which the portal put out something, oldest first: as printed, else as first seen."""
    rows = db.execute(
        """SELECT DISTINCT coalesce(published_on, substr(first_seen_at, 1, 10)) AS day FROM articles
           WHERE portal_id = ? ORDER BY day DESC LIMIT ?""",
        (portal_id, 4 * RECENT),
    )
    return sorted(datetime.fromisoformat(row["day"]).replace(tzinfo=UTC) for row in rows)


def _patience(days: list[datetime]) -> timedelta | None:
    """The silence that is out of this portal's rhythm: three times what nine of ten of its pauses stay below."""
    if len(days) < NEEDED:
        return None
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(days)]
    return max(timedelta(seconds=PATIENCE * quantiles(pauses, n=10)[-1]), SHORTEST_SILENCE)


def _coverage(db: sqlite3.Connection, portal_id: str) -> tuple[float, float, float]:
    row = db.execute(
        """SELECT avg(published_at IS NOT NULL) AS published, avg(lede <> '') AS lede, avg(byline IS NOT NULL) AS byline
           FROM (SELECT published_at, lede, byline FROM articles WHERE portal_id = ? AND status = 'live'
                 ORDER BY first_seen_at DESC, id DESC LIMIT ?)""",
        (portal_id, RECENT),
    ).fetchone()
    return tuple(round(row[name] or 0.0, 3) for name in ("published", "lede", "byline"))  # type: ignore[return-value]


def _drift(db: sqlite3.Connection, portal_id: str) -> float:
    """The share of the article pages last fetched that answered and held no article that can be read."""
    marks = ", ".join("?" * len(UNREADABLE))
    row = db.execute(
        f"""SELECT count(*) AS pages, coalesce(sum(EXISTS (
                SELECT 1 FROM problems WHERE portal_id = newest.portal_id AND url = newest.url AND resolved_at IS NULL
                AND reason IN ({marks}))), 0) AS unread
            FROM (SELECT portal_id, url FROM frontier WHERE portal_id = ? AND kind = 'article' AND status = 200
                  ORDER BY fetched_at DESC LIMIT ?) AS newest""",  # noqa: S608 (marks alone)
        (*UNREADABLE, portal_id, RECENT),
    ).fetchone()
    return round(row["unread"] / row["pages"], 3) if row["pages"] >= NEEDED else 0.0


def _problems(db: sqlite3.Connection, portal_id: str) -> dict[str, int]:
    rows = db.execute(
        """SELECT reason, count(*) AS n FROM problems WHERE portal_id = ? AND resolved_at IS NULL
           GROUP BY reason ORDER BY n DESC, reason""",
        (portal_id,),
    )
    return {row["reason"]: int(row["n"]) for row in rows}


def _empty(db: sqlite3.Connection, portal: Portal) -> list[str]:
    """The portal's own listings that show no article, or cannot be had."""
    quiet = {*portal.fields.expect.legitimately_empty}
    rows = db.execute(
        """SELECT url, reason, first_at FROM problems WHERE portal_id = ? AND resolved_at IS NULL AND reason <> ?
           ORDER BY id""",
        (portal.id, LEFT_OUT),
    )
    named = {url: {url, listing} for url, listing in zip(portal.listings, portal.fields.listings, strict=True)}
    return [
        f"the listing {row['url']}: {row['reason']} since {row['first_at'][:10]}"
        for row in rows
        if row["url"] in named and not quiet & named[row["url"]]
    ]
