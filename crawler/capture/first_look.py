"""A foreign WARC file of a portal never crawled here: which family it is of, and which of its pages are articles.

A crawl learns both on its way (crawler.survey); here all pages are there at once, and none has a row in the frontier.
"""

import sqlite3
from collections.abc import Sequence

from crawler.archive.clock import read_utc
from crawler.archive.frontier_rows import FrontierRows
from crawler.capture.replay import Replay
from crawler.capture.rereading import Rereader
from crawler.extraction.recognise import recognise
from crawler.items import Found
from crawler.portal import Portal
from crawler.recipe import AUTO, GENERIC
from crawler.survey import SURE

MOST_LOOKS = 12  # pages by which a family is recognised


class FirstLook:
    """Inside the caller's transactions: `recognise` once, then `articles` for every batch of captures."""

    def __init__(self, db: sqlite3.Connection, rereader: Rereader) -> None:
        self._db = db
        self._rereader = rereader

    def recognise(self, captures: Sequence[int]) -> None:
        """The families of `auto` portals among these captures that nobody has recognised yet."""
        for portal_id, rows in self._by_portal(captures, most=MOST_LOOKS).items():
            portal = self._rereader.portals[portal_id]
            known = self._db.execute("SELECT read_with FROM portals WHERE id = ?", (portal_id,)).fetchone()
            if portal.fields.recipe == AUTO and not known["read_with"] and (family := self._family(portal, rows)):
                self._db.execute("UPDATE portals SET read_with = ? WHERE id = ?", (family, portal_id))
        self._rereader.learn_again()

    def articles(self, captures: Sequence[int]) -> None:
        """Make rows in the frontier for those that read as articles by structure, where no recipe tells by address."""
        for portal_id, rows in self._by_portal(captures).items():
            portal = self._rereader.portals[portal_id]
            for row in rows:
                if self._is_article(portal, row):
                    key = self._replay(portal, row).scope.key(row["url"])
                    found = Found(row["url"], "article", key, "listed")
                    FrontierRows(self._db).add(portal_id, [found], at=row["captured_at"], found_on="")

    def _by_portal(self, captures: Sequence[int], *, most: int | None = None) -> dict[str, list[sqlite3.Row]]:
        """Pages of HTML that came whole, of portals without a recipe of their own; the oldest first."""
        found: dict[str, list[sqlite3.Row]] = {}
        for row in self._db.execute(_PAGES, (str(list(captures)),)):
            portal = self._rereader.portals.get(row["portal_id"])
            if portal is None or portal.fields.recipe not in (AUTO, GENERIC):
                continue
            rows = found.setdefault(portal.id, [])
            if most is None or len(rows) < most:
                rows.append(row)
        return found

    def _family(self, portal: Portal, rows: Sequence[sqlite3.Row]) -> str:
        """The recipe's name that these pages speak for; "" where none does."""
        recipes = self._rereader.recipes
        refused: set[str] = set()
        for page in self._rereader.pages(portal.id, rows):
            seen = recognise(page, {}, recipes)
            refused.add(seen.refused)
            if seen.recipe != GENERIC and seen.sureness >= SURE and seen.recipe not in refused:
                return seen.recipe
        return ""

    def _is_article(self, portal: Portal, row: sqlite3.Row) -> bool:
        replay, url = self._replay(portal, row), row["url"]
        scope = replay.scope
        if replay.recipe is not None or not scope.admits(url) or scope.is_home(url) or scope.is_front(url):
            return False
        return any(replay.read(page).kind == "article" for page in self._rereader.pages(portal.id, [row]))

    def _replay(self, portal: Portal, row: sqlite3.Row) -> Replay:
        return self._rereader.replay(portal, read_utc(row["captured_at"]))


_PAGES = """
    SELECT * FROM captures WHERE id IN (SELECT value FROM json_each(?)) AND status = 200 AND truncated IS NULL
    AND media_type LIKE '%html%' ORDER BY captured_at, id"""
