"""Near copies across portals: found after each crawl, from the change log on, a hundred changes in one transaction.

Of each article `copies` names the earliest article of another portal that has its text. This hangs on the articles
alone, not on the order in which they were looked at, so that a killed run that is gone on with comes out the same.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from time import monotonic

from filelock import FileLock, Timeout

from crawler.archive.clock import now, read_utc, utc_text
from crawler.archive.connection import open_for_writing
from crawler.errors import ArchiveError
from crawler.text.likeness import Facts, bands, facts, same_facts, shingles, similarity

ALIKE = 0.5
BATCH = 100
LOOKED_AT = 100  # candidates of one article, those with most bands in common
CROWD = 200  # articles looked at in one band, the oldest: form letters may fill it with thousands
SECONDS = 60.0  # after one crawl; an archive that gets its second portal when it is large catches up over several
KEPT = 1000  # texts in memory, 30 KB each at most
CURSOR = "khotin:copies"
_LENGTH = {"day": timedelta(days=1, seconds=-1), "month": timedelta(days=31, seconds=-1)}
_COLUMNS = "id, portal_id, title, lede, body, published_at, published_precision, first_seen_at"


def find_copies(archive: Path, *, seconds: float = SECONDS, stop: Callable[[], bool] = lambda: False) -> int:
    """Bring `copies` up to date with the change log, or as far as `seconds` allow; returns how many rows were written.

    Ends after the changes under way when `stop` says so.
    Does nothing where the archive holds one portal only, or where another process is at it. Raises ArchiveError.
    """
    until = monotonic() + seconds
    lock = FileLock(archive / "locks" / "copies.lock")
    db = open_for_writing(archive)
    try:
        if not _several_portals(db):
            return 0
        (archive / "locks").mkdir(exist_ok=True)
        with lock.acquire(timeout=0):
            finder = CopyFinder(db)
            while _batch(db, finder) and monotonic() < until and not stop():
                continue
            return finder.found
    except Timeout:
        return 0
    except sqlite3.Error as error:
        raise ArchiveError(f"{archive}: copies cannot be stored: {error}") from error
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        db.close()


def _several_portals(db: sqlite3.Connection) -> bool:
    first, last = (db.execute(f"SELECT {which}(portal_id) FROM articles").fetchone()[0] for which in ("min", "max"))  # noqa: S608
    return bool(first != last)


def _batch(db: sqlite3.Connection, finder: "CopyFinder") -> bool:
    """The next changes, in one transaction; false where there are none."""
    db.execute("BEGIN IMMEDIATE")
    changes = db.execute(
        """SELECT seq, kind, article_id, revision_no FROM changes
           WHERE seq > coalesce((SELECT seq FROM cursors WHERE name = ?), 0) ORDER BY seq LIMIT ?""",
        (CURSOR, BATCH),
    ).fetchall()
    for change in changes:
        if change["kind"] == "new":
            finder.add(change["article_id"])
        elif change["kind"] == "edited":
            finder.edit(change["article_id"], change["revision_no"] - 1)
    if changes:
        db.execute(
            """INSERT INTO cursors (name, seq, moved_at) VALUES (?, ?, ?)
               ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, moved_at = excluded.moved_at""",
            (CURSOR, changes[-1]["seq"], utc_text(now())),
        )
    db.execute("COMMIT")
    return bool(changes)


@dataclass(frozen=True)
class _Text:
    """An article as it is compared, each part made when it is first asked for. `standing` orders by who was first."""

    id: int
    portal_id: str
    standing: tuple[datetime, datetime, int]
    text: str

    @cached_property
    def shingles(self) -> frozenset[int]:
        return shingles(self.text)

    @cached_property
    def facts(self) -> Facts:
        return facts(self.text)


class CopyFinder:
    """Works inside transactions that the caller opens; `found` counts the rows written."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._texts: dict[int, _Text] = {}
        self.found = 0

    def add(self, article_id: int) -> None:
        """Take a new article into the index and see whom it repeats, and who repeats it."""
        self._texts.pop(article_id, None)
        article = self._article(article_id)
        keys = bands(article.shingles)
        self._db.executemany("INSERT OR IGNORE INTO copy_bands VALUES (?, ?)", ((key, article_id) for key in keys))
        self._settle(article, keys)

    def edit(self, article_id: int, before: int) -> None:
        """Take an article's newest text instead of that of revision `before`."""
        older = self._db.execute(
            "SELECT title, lede, body FROM revisions WHERE article_id = ? AND revision_no = ?", (article_id, before)
        ).fetchone()
        if older is not None:
            keys = bands(shingles(_text(older)))
            self._db.executemany(
                "DELETE FROM copy_bands WHERE band = ? AND article_id = ?", ((key, article_id) for key in keys)
            )
        sql = "SELECT article_id FROM copies WHERE of_article_id = ?"
        followers = [row[0] for row in self._db.execute(sql, (article_id,))]
        self._db.execute("DELETE FROM copies WHERE ? IN (article_id, of_article_id)", (article_id,))
        self.add(article_id)
        for follower in followers:
            again = self._article(follower)
            self._settle(again, bands(again.shingles))

    def _settle(self, article: _Text, keys: list[int]) -> None:
        alike = self._alike(article, keys)
        earlier = [(other.standing, other.id, share) for other, share in alike if other.standing < article.standing]
        if earlier:
            _, first, share = min(earlier)
            self._put(article.id, first, share)
        for other, share in alike:
            if other.standing > article.standing and self._follows_later(other.id, article):
                self._put(other.id, article.id, share)

    def _alike(self, article: _Text, keys: list[int]) -> list[tuple[_Text, float]]:
        found = []
        for other in self._candidates(article, keys):
            if same_facts(article.facts, other.facts):
                share = similarity(article.shingles, other.shingles)
                if share >= ALIKE:
                    found.append((other, share))
        return found

    def _candidates(self, article: _Text, keys: list[int]) -> Iterator[_Text]:
        shared: Counter[int] = Counter()
        for key in keys:
            rows = self._db.execute("SELECT article_id FROM copy_bands WHERE band = ? LIMIT ?", (key, CROWD))
            shared.update(row[0] for row in rows.fetchall())
        likeliest = sorted(shared, key=lambda one: (-shared[one], one))[:LOOKED_AT]
        return (other for other in map(self._article, likeliest) if other.portal_id != article.portal_id)

    def _follows_later(self, other: int, article: _Text) -> bool:
        """Whether nobody earlier than `article` is known to be what `other` repeats."""
        of = self._db.execute("SELECT of_article_id FROM copies WHERE article_id = ?", (other,)).fetchone()
        return of is None or article.standing < self._article(of[0]).standing

    def _put(self, later: int, first: int, share: float) -> None:
        self.found += 1
        self._db.execute(
            """INSERT INTO copies VALUES (?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET
                   of_article_id = excluded.of_article_id, similarity = excluded.similarity""",
            (later, first, round(share, 3), utc_text(now())),
        )

    def _article(self, article_id: int) -> _Text:
        """Kept in memory for a while: form letters meet the same ones again and again."""
        if (known := self._texts.get(article_id)) is not None:
            return known
        if len(self._texts) >= KEPT:
            self._texts.clear()
        row = self._db.execute(f"SELECT {_COLUMNS} FROM articles WHERE id = ?", (article_id,)).fetchone()  # noqa: S608
        made = self._texts[article_id] = _Text(article_id, row["portal_id"], _standing(row), _text(row))
        return made


def _text(row: sqlite3.Row) -> str:
    return f"{row['title']}\n{row['lede']}\n{row['body']}"


def _standing(row: sqlite3.Row) -> tuple[datetime, datetime, int]:
    """Who was first. A day (month) printed without its hour is taken as late in it as the article can be."""
    seen = read_utc(row["first_seen_at"])
    if row["published_at"] is None:
        return seen, seen, row["id"]
    published = datetime.fromisoformat(row["published_at"]).astimezone(UTC)
    length = _LENGTH.get(row["published_precision"])
    if length:
        published = max(published, min(seen, published + length))
    return published, seen, row["id"]
