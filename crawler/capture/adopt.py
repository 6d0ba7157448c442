"""Articles out of captures that no revision points to yet: of a lost database, of foreign files, of better recipes."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from crawler.archive.clock import read_utc
from crawler.archive.frontier_rows import FrontierRows
from crawler.archive.store import Store
from crawler.capture.replay import entity
from crawler.capture.rereading import Rereader
from crawler.errors import CaptureDamaged
from crawler.files.judge import judge
from crawler.files.place import put_file
from crawler.files.portal import MEGABYTE, offering_of
from crawler.files.wanted import found
from crawler.items import ArticleItem, Fetched, FileItem, Found, PageItem, Problem
from crawler.portal import Portal

GONE = frozenset({404, 410})
MOST_OF_FILE = 1_000 * MEGABYTE


@dataclass(slots=True)
class Adopted:
    """What became of captures. `stored` by what the store made of them; `trouble` names what cannot be read."""

    articles: int = 0
    files: int = 0
    edited: int = 0
    older: int = 0
    pages: int = 0
    trouble: list[str] = field(default_factory=list)


class Adoption:
    """Reads captures in the order they came and stores their articles as the crawl did, on one connection.

    A page that is missing counts only where the same run read an article of that portal: a portal that answers 404 to
    everything is out of order, not empty. A capture older than what is known of its article changes nothing.
    """

    def __init__(self, db: sqlite3.Connection, rereader: Rereader, archive: Path) -> None:
        self._db = db
        self._archive = archive
        self._rereader = rereader
        self._stores: dict[int, Store] = {}
        self._read: set[tuple[int, str]] = set()
        self._missing: list[tuple[int, PageItem]] = []
        self._offered: list[sqlite3.Row] = []
        self.done = Adopted()

    def captures(self, ids: Iterable[int]) -> None:
        """Adopt these captures, given in their order; call `finish` after the last. Inside a transaction."""
        for capture_id in ids:
            row = self._db.execute("SELECT * FROM captures WHERE id = ?", (capture_id,)).fetchone()
            portal = self._rereader.portals.get(row["portal_id"])
            if portal is None:
                self.done.trouble.append(
                    f"{row['final_url']}: no portal file for {row['portal_id']!r}; --portals DIR says where it is"
                )
                continue
            try:
                self._capture(portal, row)
            except CaptureDamaged as error:
                self.done.trouble.append(f"{row['final_url']}: {error}")

    def finish(self) -> None:
        """Count the pages that were missing."""
        for run_id, item in self._missing:
            if (run_id, item.fetched.portal_id) in self._read:
                self._store(run_id).page(item)
        self._missing.clear()
        for row in self._offered:  # their articles may have come later
            self._file_of_article(row)
        self._offered.clear()

    def _capture(self, portal: Portal, row: sqlite3.Row) -> None:
        readable = row["truncated"] is None and (row["status"] == 200 or row["status"] in GONE)
        owed = self._owed(portal, row) if readable else None
        if owed is None:
            return
        fetched = _fetched(portal, row, owed)
        if owed["kind"] == "file":
            self._file(portal, row, fetched)
            return
        self.done.pages += 1
        run_id = int(row["run_id"])
        scope = self._rereader.replay(portal, fetched.at).scope
        if row["status"] in GONE or (fetched.final_url != fetched.url and scope.is_home(fetched.final_url)):
            self._missing.append((run_id, PageItem(fetched, "missing")))
            return
        answer = self._rereader.load(row["id"])
        if answer is None:
            return
        item = self._rereader.read(portal, fetched, answer)
        if isinstance(item, ArticleItem):
            self._keep(run_id, item)
        elif item.outcome == "missing":
            self._missing.append((run_id, item))
        else:
            self.done.trouble.append(f"{fetched.final_url}: {_told(item.problems)}")

    def _keep(self, run_id: int, item: ArticleItem) -> None:
        fetched = item.fetched
        known = self._db.execute(
            "SELECT last_seen_at FROM articles WHERE portal_id = ? AND key = ?", (fetched.portal_id, fetched.key)
        ).fetchone()
        if known and read_utc(known["last_seen_at"]) > fetched.at:
            self.done.older += 1
            return
        stored = self._store(run_id).article(item)
        self._read.add((run_id, fetched.portal_id))
        self.done.articles += stored == "new"
        self.done.edited += stored == "edited"

    def _owed(self, portal: Portal, row: sqlite3.Row) -> Any:
        """The frontier's row of an article or file that the capture answers; None for pages of another kind."""
        owed = self._db.execute(
            "SELECT id, key, kind FROM frontier WHERE portal_id = ? AND url = ? ORDER BY id LIMIT 1",
            (portal.id, row["url"]),
        ).fetchone()
        if owed is None:
            scope = self._rereader.replay(portal, read_utc(row["captured_at"])).scope
            if (key := scope.article_key(row["url"])) is None or not scope.admits(row["url"]):
                self._offered.append(row)
                return None
            owed = own_row(self._db, portal.id, Found(row["url"], "article", key, "listed"), at=row["captured_at"])
        return owed if owed["kind"] in ("article", "file") else None

    def _file_of_article(self, row: sqlite3.Row) -> None:
        """A capture that nobody asked for as a file may be one that an article offers."""
        portal = self._rereader.portals[row["portal_id"]]
        if self._db.execute(_NOT_KEPT, (row["url"],)).fetchone() is None:
            return
        owed = own_row(self._db, portal.id, found(row["url"]), at=row["captured_at"])
        try:
            self._file(portal, row, _fetched(portal, row, owed))
        except CaptureDamaged as error:
            self.done.trouble.append(f"{row['final_url']}: {error}")

    def _file(self, portal: Portal, row: sqlite3.Row, fetched: Fetched) -> None:
        """A file as the crawl kept it. Raises CaptureDamaged."""
        if row["status"] in GONE:
            self._store(row["run_id"]).file(FileItem(fetched, "gone"))
            return
        answer = self._rereader.load(row["id"])
        if answer is None:
            return
        body = entity(answer, most=MOST_OF_FILE)
        item = judge(fetched, body, offering_of(portal, files=True).wanted, media_type=row["media_type"] or "")
        if item.status == "stored":
            put_file(self._archive, item.path, body)
        self.done.files += self._store(row["run_id"]).file(item).new

    def _store(self, run_id: int) -> Store:
        if run_id not in self._stores:
            self._stores[run_id] = Store(self._db, run_id)
        return self._stores[run_id]


def _fetched(portal: Portal, row: sqlite3.Row, owed: Any) -> Fetched:
    """The capture as the answer to a row of the frontier."""
    at = read_utc(row["captured_at"])
    return Fetched(
        *(portal.id, owed["id"], owed["key"], owed["key"], row["url"], row["final_url"], at, row["status"]),
        gone_after=timedelta(hours=portal.fields.gone_after),
        rhythm=portal.rhythm,
        capture_id=row["id"],
    )


def own_row(db: sqlite3.Connection, portal_id: str, one: Found, *, at: str) -> Any:
    """The frontier's row for an address, made where there is none: `id, key, kind`."""
    FrontierRows(db).add(portal_id, [one], at=at, found_on="")
    sql = "SELECT id, key, kind FROM frontier WHERE portal_id = ? AND key = ?"
    return db.execute(sql, (portal_id, one.key)).fetchone()


def _told(problems: Iterable[Problem]) -> str:
    return "; ".join(f"{one.reason} {one.detail}".strip() for one in problems)


_NOT_KEPT = """
    SELECT 1 FROM attachments WHERE url = ?1 AND path IS NULL
    UNION SELECT 1 FROM images WHERE url = ?1 AND path IS NULL"""
