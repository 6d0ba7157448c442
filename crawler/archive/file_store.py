"""What files do to the archive: which are owed once an article was read, and what came of each."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.archive.clock import utc_text
from crawler.archive.file_rows import FileRows, Kept
from crawler.archive.frontier_rows import FrontierRows
from crawler.files.wanted import Offering, found
from crawler.items import ArticleItem, FileItem, Found
from crawler.revisit import next_try
from crawler.url import lasting_address

LOOK_AGAIN = timedelta(days=30)  # files of an article that has not changed, asked for again with it
EXCLUDED_FOR = timedelta(days=30)
BATCH = 500


class FileStore:
    """Inside the caller's transaction, as crawler.archive.store."""

    def __init__(self, connection: sqlite3.Connection, run_id: int, frontier: FrontierRows) -> None:
        self._db = connection
        self._rows = FileRows(connection, run_id)
        self._frontier = frontier

    def signed(self, article_id: int, urls: Sequence[str]) -> list[str]:
        """The attachments of a known article as its digest has them."""
        return self._rows.signed(article_id, urls)

    def readdress(self, article_id: int, item: ArticleItem) -> None:
        """The files of an article are asked for at the addresses that its page gives now: a token in them runs out."""
        lasting = {lasting_address(file.url): file.url for file in item.fields.attachments}
        if all(url == key for key, url in lasting.items()):
            return
        rows = self._db.execute("SELECT id, url FROM attachments WHERE article_id = ?", (article_id,)).fetchall()
        new = [(lasting.get(lasting_address(row["url"]), row["url"]), row["id"]) for row in rows]
        self._db.executemany("UPDATE OR IGNORE attachments SET url = ?1 WHERE id = ?2 AND url <> ?1", new)
        asked = [(one.url, item.fetched.portal_id, one.key) for one in item.files]
        self._db.executemany(
            "UPDATE frontier SET url = ?1 WHERE portal_id = ?2 AND key = ?3 AND kind = 'file' AND url <> ?1", asked
        )

    def offered(self, article_id: int, item: ArticleItem, *, new: bool, edited: bool) -> None:
        """An article was read: its files are owed, those known already only where it is time to look at them again."""
        if edited:
            self._rows.drop(article_id, [file.url for file in item.fields.attachments])
        if not item.files:
            return
        at = item.fetched.at
        self._rows.offer(article_id, at)
        before = "" if new else utc_text(at if edited else at - LOOK_AGAIN)
        owed = [replace(one, again_before=before) for one in item.files]
        self._frontier.add(item.fetched.portal_id, owed, at=utc_text(at), found_on=item.fetched.url)

    def store(self, item: FileItem) -> Kept:
        """Tell every article that offers the file what came of it, and settle its frontier row."""
        kept, fetched = self._rows.store(item), item.fetched
        if item.status in ("wrong type", "gone"):  # asked for again, ever more rarely
            due = next_try(fetched.key, tries=fetched.tries + 5, at=fetched.at)
            self._frontier.settle(fetched, "absent", utc_text(due), failed=True)
        elif item.status == "denied":
            self._frontier.settle(fetched, "excluded", utc_text(fetched.at + EXCLUDED_FOR))
        elif item.status == "failed":
            self._frontier.fail(fetched, item.retry_at)
        else:
            self._frontier.settle(fetched, "done", None)
        return kept


def owe_files(db: sqlite3.Connection, portal_id: str, offering: Offering, *, at: datetime) -> None:
    """A crawl begins. Where other files are wanted than the last time, those found meanwhile are owed too; none: none.

    To be called after crawler.archive.owed.owe, which makes every page owed that was left for a later crawl.
    """
    wanted = offering.wanted
    if not wanted:
        leave_files(db, portal_id)
    row = db.execute("SELECT files FROM portals WHERE id = ?", (portal_id,)).fetchone()
    if row["files"] == wanted.text():
        return
    frontier = FrontierRows(db)
    batch: list[Found] = []
    for table, endings in (("attachments", wanted.attachments), ("images", wanted.images)):
        for (url,) in db.execute(_LISTED.format(table), (portal_id,)).fetchall():
            if wanted.takes(url, endings) and wanted.allows(url, offering.hosts):
                batch.append(replace(found(url), again_before=utc_text(at + timedelta(seconds=1))))
    for start in range(0, len(batch), BATCH):
        frontier.add(portal_id, batch[start : start + BATCH], at=utc_text(at), found_on="")
    db.execute("UPDATE portals SET files = ? WHERE id = ?", (wanted.text(), portal_id))


def leave_files(db: sqlite3.Connection, portal_id: str) -> None:
    """The files that are owed are left to a later crawl."""
    db.execute(
        "UPDATE frontier SET state = 'skipped' WHERE portal_id = ? AND kind = 'file' AND state = 'pending'",
        (portal_id,),
    )


_LISTED = """
    SELECT DISTINCT {0}.url FROM {0} JOIN articles ON articles.id = article_id
    WHERE portal_id = ? AND articles.status = 'live' AND {0}.status IN ('listed', 'unwanted', 'too large')"""
