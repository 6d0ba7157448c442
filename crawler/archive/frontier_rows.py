"""The rows of `frontier`: adding what was found, settling what was fetched (the write side of crawler.frontier)."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from crawler.archive.clock import utc_text
from crawler.items import Fetched, Found, Relation
from crawler.revisit import next_try

# What is fetched first: after the portal's own listings (0) what they list, then further pages, the way back, known
# articles (LOOK_AGAIN), and last of all files.
_PRIORITY: dict[Relation, int] = {
    **{"feed": 1, "listed": 2, "page": 2, "next": 3, "section": 3, "other": 4, "text": 5},
    "file": 7,
}
LOOK_AGAIN = 6
REMEMBERED = 20_000
MOST_ADDRESSES = 5
LONGEST_TEXT = 500
_ASK_AGAIN = "state = 'pending', due_at = ?1, priority = ?2, etag = NULL, last_modified = NULL"


class FrontierRows:
    """SQL on `frontier` and `article_urls`, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._known: set[tuple[str, str]] = set()
        self._dated: set[tuple[str, str]] = set()
        self._ways: set[tuple[str, str]] = set()  # KEY@SECTION of articles that are asked for under that section

    def forget(self) -> None:
        """What was added may have been undone."""
        self._known.clear()
        self._dated.clear()
        self._ways.clear()

    def add(self, portal_id: str, found: Iterable[Found], *, at: str, found_on: str) -> None:
        """Make every page of `found` owed that is not known yet; `again_before` reopens a known one.

        The same addresses are met on page after page: those just added are not asked of the database again.
        """
        shown = list(found)
        self._date(portal_id, shown, at)
        self._add_unknown(portal_id, shown, at=at, found_on=found_on)
        self._keep_ways(portal_id, [one for one in shown if one.shown_in], at=at, found_on=found_on)

    def _keep_ways(self, portal_id: str, shown: Sequence[Found], *, at: str, found_on: str) -> None:
        """See to it that the way back through a section's list goes on.

        An article of two sections is read under one of its addresses, and its other links are those of the section
        that this one names. Where all that a section's list leads to is read under other sections, the last of them is
        asked for under this one too, for its links alone.
        """
        if not shown:
            return
        section = shown[-1].shown_in
        ways = {one.key: f"{one.key}@{section}" for one in shown}
        if not self._ways.isdisjoint((portal_id, way) for way in ways.values()):
            return  # as most often: the list below one article is that of the next but for one
        known = self._db.execute(
            "SELECT key, url FROM frontier WHERE portal_id = ? AND key IN (SELECT value FROM json_each(?))",
            (portal_id, json.dumps([*ways, *ways.values()])),
        ).fetchall()
        named = re.compile(rf"\b{re.escape(section)}\b", re.IGNORECASE)
        on = {ways.get(row["key"], row["key"]) for row in known if row["key"] not in ways or named.search(row["url"])}
        if not on:
            way = ways[shown[-1].key]
            last = Found(shown[-1].url, "listing", way, "other", listing=way)
            self._insert(portal_id, [last], at=at, found_on=found_on)
            on.add(way)
        if len(self._ways) > REMEMBERED:
            self._ways.clear()
        self._ways |= {(portal_id, way) for way in on}

    def _add_unknown(self, portal_id: str, found: list[Found], *, at: str, found_on: str) -> None:
        found = [one for one in found if one.again_before or (portal_id, one.url) not in self._known]
        if not found:
            return
        if len(self._known) > REMEMBERED:
            self._known.clear()
        self._known |= {(portal_id, one.url) for one in found}
        self._insert(portal_id, found, at=at, found_on=found_on)
        self._db.executemany(
            """UPDATE frontier SET state = 'pending', due_at = ?, body = ?, listing = ?, priority = ?
               WHERE portal_id = ? AND key = ? AND state <> 'pending' AND (fetched_at IS NULL OR fetched_at < ?)""",
            [
                (at, one.body, one.listing, _PRIORITY[one.relation], portal_id, one.key, one.again_before)
                for one in found
                if one.again_before
            ],
        )
        self._db.executemany(
            "INSERT INTO article_urls (portal_id, url, key, first_seen_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(portal_id, one.url, one.key, at) for one in found if one.kind == "article"],
        )

    def _insert(self, portal_id: str, found: Iterable[Found], *, at: str, found_on: str) -> None:
        self._db.executemany(
            """INSERT INTO frontier (portal_id, url, kind, key, state, due_at, found_at, found_on, priority, relation,
                                     method, body, media_type, page, listing, walk, text, dated)
               VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (portal_id, key) DO NOTHING""",
            [
                (
                    *(portal_id, one.url, one.kind, one.key, at, at, found_on, _PRIORITY[one.relation], one.relation),
                    *(one.method, one.body, one.media_type, one.page, one.listing, self._walk(one)),
                    *((one.text[:LONGEST_TEXT] or None) if one.helps else None, one.dated or None),
                )
                for one in found
            ],
        )

    def _date(self, portal_id: str, found: Iterable[Found], at: str) -> None:
        """Keep the first date printed beside a link to a known page, whichever link was met first. An article that was
        read without any date is looked at again, once."""
        dated = [one for one in found if one.dated and (portal_id, one.url) not in self._dated]
        if len(self._dated) > REMEMBERED:
            self._dated.clear()
        self._dated |= {(portal_id, one.url) for one in dated}
        for one in dated:
            kept = self._db.execute(
                "UPDATE frontier SET dated = ? WHERE portal_id = ? AND key = ? AND kind = 'article' AND dated IS NULL",
                (one.dated, portal_id, one.key),
            )
            if kept.rowcount:
                self._db.execute(
                    f"""UPDATE frontier SET {_ASK_AGAIN}
                        WHERE portal_id = ?3 AND key = ?4 AND state = 'done' AND EXISTS (
                            SELECT 1 FROM articles
                            WHERE portal_id = ?3 AND key = ?4 AND published_at IS NULL)""",  # noqa: S608 (no value)
                    (at, LOOK_AGAIN, portal_id, one.key),
                )

    def look_for_date(self, fetched: Fetched) -> None:
        """Look again, once, at an article that was read undated while a list that prints its date was being read."""
        self._db.execute(
            f"""UPDATE frontier SET {_ASK_AGAIN}
                WHERE id = ?3 AND state = 'done' AND dated IS NOT NULL AND looks <= 1""",  # noqa: S608 (no value in it)
            (utc_text(fetched.at), LOOK_AGAIN, fetched.row),
        )

    def settle(
        self, fetched: Fetched, state: str, due_at: str | None, *, failed: bool = False, article: bool = False
    ) -> None:
        """Mark the fetched row; a page found to have another key (a redirect) is settled under that key too.

        `article`: it was read as one, even where it was taken for a section. Its validators are those of the
        last page that came in full: a failure has none, a 304 may leave them out.
        """
        at = utc_text(fetched.at)
        validators = (fetched.etag, fetched.last_modified) if fetched.status == 200 and not failed else (None, None)
        self._db.execute(
            """UPDATE frontier SET state = ?1, due_at = ?2, fetched_at = ?3, status = ?4, etag = coalesce(?5, etag),
                                   last_modified = coalesce(?6, last_modified),
                                   looks = looks + 1, tries = CASE WHEN ?7 THEN tries + 1 ELSE 0 END,
                                   kind = CASE WHEN ?9 THEN 'article' ELSE kind END,
                                   walk = CASE WHEN ?9 THEN NULL ELSE walk END
               WHERE id = ?8""",
            (state, due_at, at, fetched.status, *validators, failed, fetched.row, article),
        )
        if state == "done" and fetched.key != fetched.row_key:
            self._settle_target(fetched, due_at, at)

    def fail(self, fetched: Fetched, retry_at: datetime | None) -> None:
        """Owed again within this run, or left for a later one."""
        if retry_at is not None:
            self.settle(fetched, "pending", utc_text(retry_at), failed=True)
        else:
            due = next_try(fetched.key, tries=fetched.tries + 1, at=fetched.at)
            self.settle(fetched, "failed", utc_text(due), failed=True)

    def make_section(self, fetched: Fetched) -> None:
        """What was taken for an article lists them: later crawls ask for it as for every section."""
        self._db.execute(
            """UPDATE frontier SET kind = 'listing', relation = 'section', walk = 'whole'
               WHERE id = ? AND kind = 'article'""",
            (fetched.row,),
        )

    def rest(self, fetched: Fetched) -> None:
        """What was taken for a section lists nothing: it is not asked for again before the next sweep."""
        self._db.execute("UPDATE frontier SET walk = 'rest' WHERE id = ? AND walk IS NOT NULL", (fetched.row,))

    def readdress(self, fetched: Fetched) -> bool:
        """Try the next of the addresses that the page is known under; false once all of them were tried in turn."""
        rows = self._db.execute(
            "SELECT url FROM article_urls WHERE portal_id = ? AND key = ? ORDER BY url LIMIT ?",
            (fetched.portal_id, fetched.row_key, MOST_ADDRESSES),
        )
        known = [row["url"] for row in rows]
        if fetched.tries + 1 >= len(known) or fetched.url not in known:
            return False
        self._db.execute(
            "UPDATE frontier SET url = ?, state = 'pending', due_at = ?, tries = tries + 1 WHERE id = ?",
            (known[(known.index(fetched.url) + 1) % len(known)], utc_text(fetched.at), fetched.row),
        )
        return True

    def close(self, fetched: Fetched) -> None:
        """The key a known article's address redirects to is the same article: nothing is owed for it."""
        at = utc_text(fetched.at)
        self._db.execute(
            """INSERT INTO frontier (portal_id, url, kind, key, state, found_at, found_on, priority, relation, method,
                                     page, listing, fetched_at, status)
               VALUES (?, ?, 'article', ?, 'done', ?, ?, ?, 'other', 'GET', 0, '', ?, ?)
               ON CONFLICT (portal_id, key) DO UPDATE SET state = 'done', due_at = NULL""",
            (
                *(fetched.portal_id, fetched.final_url, fetched.key, at, fetched.url),
                *(_PRIORITY["other"], at, fetched.status),
            ),
        )

    def _settle_target(self, fetched: Fetched, due_at: str | None, at: str) -> None:
        """The address led elsewhere: its row is closed for good, the target's carries on."""
        self._db.execute("UPDATE frontier SET due_at = NULL WHERE id = ?", (fetched.row,))
        self._db.execute(
            """INSERT INTO frontier (portal_id, url, kind, key, state, due_at, found_at, found_on, priority, relation,
                                     method, page, listing, fetched_at, status, looks)
               SELECT portal_id, ?, kind, ?, 'done', ?, ?, url, priority, relation, 'GET', 0, '', ?, ?, 1
               FROM frontier WHERE id = ?
               ON CONFLICT (portal_id, key) DO UPDATE SET
                   state = 'done', due_at = excluded.due_at, fetched_at = excluded.fetched_at,
                   status = excluded.status""",
            (fetched.final_url, fetched.key, due_at, at, at, fetched.status, fetched.row),
        )

    @staticmethod
    def _walk(one: Found) -> str | None:
        return "whole" if one.kind == "listing" and not one.listing else None
