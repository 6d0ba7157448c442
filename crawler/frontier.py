"""The frontier as the crawl reads it: what a portal still owes, in the order it should be fetched.

Rows are written by crawler.archive (in the transaction that stores the page they were found on) and read here on a
connection of its own, so that a batch in memory is all a crawl ever holds of it.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from crawler.archive.clock import read_utc, utc_text
from crawler.items import Link, LinkKind, Relation

BATCH = 64


class FrontierRow(NamedTuple):
    """One page to fetch."""

    id: int
    url: str
    kind: LinkKind
    key: str
    relation: Relation
    method: Literal["GET", "POST"]
    body: bytes
    media_type: str
    page: int
    listing: str
    walk: str
    found_on: str
    tries: int
    looks: int
    etag: str
    last_modified: str
    text: str  # what the link that led here says, without a recipe
    dated: str  # the date printed beside that link

    @property
    def section(self) -> str:
        """The key of the front page whose section this listing page belongs to."""
        return self.listing or self.key

    @property
    def asked(self) -> Link:
        """The step of a pager that this row asks for."""
        return Link(self.url, "next", self.text, None, self.method, self.body, self.media_type, self.page)


class Frontier:
    """One portal's frontier, read only."""

    def __init__(self, connection: sqlite3.Connection, portal_id: str) -> None:
        self._db = connection
        self._portal = portal_id

    def take(self, at: datetime, *, skip: Collection[int], files_alone: bool = False) -> list[FrontierRow]:
        """The next pages and files due at `at`, at most BATCH, without the rows in `skip`."""
        rows = self._db.execute(
            f"""SELECT id, url, kind, key, relation, method, coalesce(body, x'') AS body,
                       coalesce(media_type, '') AS media_type, coalesce(page, 0) AS page,
                       coalesce(listing, '') AS listing, coalesce(walk, '') AS walk,
                       coalesce(found_on, '') AS found_on, tries, looks,
                       coalesce(etag, '') AS etag, coalesce(last_modified, '') AS last_modified,
                       coalesce(text, '') AS text, coalesce(dated, '') AS dated
                FROM frontier WHERE portal_id = ? AND state = 'pending' AND due_at <= ?
                {"AND kind = 'file'" if files_alone else ""}
                AND id NOT IN (SELECT value FROM json_each(?))
                ORDER BY priority, id LIMIT ?""",  # noqa: S608 (no value in it)
            (self._portal, utc_text(at), json.dumps(list(skip)), BATCH),
        )
        return [FrontierRow._make(row) for row in rows]

    def next_due(self, *, skip: Collection[int], files_alone: bool = False) -> datetime | None:
        """When the earliest pending row that waits for its time comes due; None where nothing is pending."""
        marks = ",".join("?" * len(skip))
        row = self._db.execute(
            f"""SELECT min(due_at) FROM frontier WHERE portal_id = ? AND state = 'pending' AND id NOT IN ({marks})
                {"AND kind = 'file'" if files_alone else ""}""",  # noqa: S608
            (self._portal, *skip),
        ).fetchone()
        return read_utc(row[0]) if row[0] else None

    def known(self, keys: Iterable[str], *, before: datetime) -> set[str]:
        """Those of `keys` that were found before the instant `before`."""
        keys = list(dict.fromkeys(keys))[:500]
        marks = ",".join("?" * len(keys))
        rows = self._db.execute(
            f"SELECT key FROM frontier WHERE portal_id = ? AND key IN ({marks}) AND found_at < ?",  # noqa: S608
            (self._portal, *keys, utc_text(before)),
        )
        return {row["key"] for row in rows}

    def holds(self, keys: Iterable[str]) -> set[str]:
        """Those of `keys` that are known, whenever they were found."""
        rows = self._db.execute(
            "SELECT key FROM frontier WHERE portal_id = ? AND key IN (SELECT value FROM json_each(?))",
            (self._portal, json.dumps(list(keys))),
        )
        return {row["key"] for row in rows}

    def states(self, found_on: str) -> set[str]:
        """The states of the articles first found on the page `found_on`."""
        rows = self._db.execute(
            "SELECT DISTINCT state FROM frontier WHERE portal_id = ? AND found_on = ? AND kind = 'article'",
            (self._portal, found_on),
        )
        return {row["state"] for row in rows}

    def unread_articles(self, *, skip: Collection[int]) -> list[tuple[int, str]]:
        """Row and URL of every article that was not asked for yet, without the rows in `skip`."""
        rows = self._db.execute(
            """SELECT id, url FROM frontier
               WHERE portal_id = ? AND kind = 'article' AND state = 'pending' AND looks = 0 ORDER BY id""",
            (self._portal,),
        )
        return [(row["id"], row["url"]) for row in rows if row["id"] not in skip]

    def walk_of(self, section: str) -> str:
        """How the section with the front page `section` is walked: "whole", "front", or "" for an unknown one."""
        row = self._db.execute(
            "SELECT walk FROM frontier WHERE portal_id = ? AND key = ?", (self._portal, section)
        ).fetchone()
        return row["walk"] or "" if row else ""
