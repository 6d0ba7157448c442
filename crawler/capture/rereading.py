"""Stored revisions read again from their captures with today's recipes; runs in processes of its own, one per core."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from crawler.archive.clock import read_utc
from crawler.archive.connection import open_for_reading
from crawler.archive.digest import article_digest, signed
from crawler.archive.file_rows import changed_files
from crawler.capture.reading import Received, read_record, received
from crawler.capture.record import payload_digest
from crawler.capture.replay import Replay, recipe_of
from crawler.errors import CaptureDamaged
from crawler.extraction.page import Page
from crawler.extraction.template import Template
from crawler.items import ArticleItem, Fetched, PageItem, Problem, Reading
from crawler.parts import Parts
from crawler.portal import Portal, load_portals
from crawler.recipe import load_recipes

FIELDS = ("title", "lede", "body", "body_html", "byline", "source", "section", "published_at", "published_text")
Outcome = Literal["same", "changed", "no article", "damaged", "no copy", "no portal"]


@dataclass(slots=True)
class Reread:
    """What came of one revision. `state` holds the columns that are other than stored; `why` what went wrong."""

    revision_id: int
    outcome: Outcome
    state: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    why: str = ""


class Rereader:
    """Reads revisions of one archive; knows the portal files in `folders` besides the bundled ones."""

    def __init__(self, archive: Path, folders: Iterable[Path], *, db: sqlite3.Connection | None = None) -> None:
        self._archive = archive
        self.recipes = load_recipes()
        self.portals = load_portals(folders, self.recipes)
        self._db = db or open_for_reading(archive)
        self.learn_again()

    def learn_again(self) -> None:
        """Take what the archive knows of its portals: what `auto` recognised, and the template learnt."""
        rows = self._db.execute("SELECT id, read_with, template FROM portals").fetchall()
        self._learnt = {row["id"]: (row["read_with"] or "", row["template"] or "") for row in rows}
        self._replays: dict[tuple[str, str], Replay] = {}

    def pages(self, portal_id: str, captures: Iterable[sqlite3.Row]) -> list[Page]:
        """The pages of these rows of `captures`, those left out that cannot be read."""
        pages = []
        for row in captures:
            with suppress(CaptureDamaged):
                if (answer := self.load(row["id"])) is not None:
                    replay = self.replay(self.portals[portal_id], read_utc(row["captured_at"]))
                    pages.append(replay.page(answer, row["final_url"]))
        return pages

    def reread(self, revision_id: int) -> Reread:
        """The revision as today's recipes read its capture."""
        row = self._db.execute(_REVISION, (revision_id,)).fetchone()
        portal = self.portals.get(row["portal_id"])
        if portal is None:
            return Reread(
                revision_id, "no portal", why=f"no portal file for {row['portal_id']!r}; --portals DIR says where it is"
            )
        try:
            answer = self.load(row["capture_id"])
            if answer is None:
                return Reread(revision_id, "no copy")
            item = self.item(portal, row, answer)
        except CaptureDamaged as error:
            return Reread(revision_id, "damaged", why=str(error))
        if isinstance(item, PageItem):
            why = "; ".join(f"{one.reason} {one.detail}".strip() for one in item.problems)
            return Reread(revision_id, "no article", why=why)
        if not item.body and row["body"]:
            return Reread(revision_id, "no article", why="its body would be empty")
        read = self.columns(item, row["article_id"], as_of=row["revision_no"])
        state = {name: value for name, value in read.items() if value != row[name]}
        if row["revision_no"] != row["newest"]:  # only the article itself, its newest revision, tells a precision
            state.pop("published_precision", None)
        return Reread(revision_id, "changed" if state else "same", state, item.problems)

    def item(self, portal: Portal, row: Mapping[str, Any], answer: Received) -> ArticleItem | PageItem:
        """The capture's page through reader and pipelines. Raises CaptureDamaged."""
        at = read_utc(row["captured_at"])
        fetched = Fetched(portal.id, 0, row["key"], row["key"], row["url"], row["final_url"], at, answer.status)
        fetched.capture_id = row["capture_id"]
        return self.read(portal, fetched, answer)

    def read(self, portal: Portal, fetched: Fetched, answer: Received) -> ArticleItem | PageItem:
        """What came of a capture, as a crawl would tell it. Raises CaptureDamaged."""
        replay = self.replay(portal, fetched.at)
        page = replay.page(answer, fetched.final_url)
        if replay.recipe is None and (told := self._db.execute(_TOLD, (portal.id, fetched.row_key)).fetchone()):
            page.said, page.dated = told["text"], told["dated"]
        reading = replay.read(page)
        if reading.kind != "article":
            outcome: Any = "missing" if reading.kind in ("missing", "unpublished") else "unread"
            return PageItem(fetched, outcome, problems=[Problem("extract", "no article", reading.evidence)])
        whole = self._whole(replay, fetched, page.url, reading)
        if isinstance(whole, Problem):
            return PageItem(fetched, "unread", problems=[whole])
        return replay.item(fetched, whole)

    def columns(self, item: ArticleItem, article_id: int, *, as_of: int) -> dict[str, Any]:
        """The columns of `revisions` that a reading decides; the digest with the article's files as they were then."""
        files = [file.url for file in item.fields.attachments]
        if files:
            files = signed(files, changed_files(self._db, article_id, as_of=as_of))
        return {
            "title": item.title,
            "lede": item.lede,
            "body": item.body,
            "body_html": item.body_html,
            "byline": item.byline or None,
            "source": item.source or None,
            "section": item.section or None,
            "published_at": item.published.isoformat(timespec="seconds") if item.published else None,
            "published_text": item.published_text or None,
            "digest": article_digest(item.title, item.lede, item.body, files),
            "recipe": item.recipe,
            "published_precision": item.published_precision if item.published else None,
        }

    def replay(self, portal: Portal, at: datetime) -> Replay:
        """How the portal's pages of that time are read."""
        read_with, template = self._learnt.get(portal.id, ("", ""))
        recipe = recipe_of(portal, self.recipes, at=at, read_with=read_with)
        key = (portal.id, recipe.name if recipe else "")
        if key not in self._replays:
            learnt = Template.from_json(template) if template and recipe is None else None
            self._replays[key] = Replay(portal, recipe, template=learnt)
        return self._replays[key]

    def _whole(self, replay: Replay, fetched: Fetched, url: str, reading: Reading) -> Reading | Problem:
        """An article of several pages, its further ones out of the captures that came with it."""
        if not any(link.relation == "page" for link in reading.links):
            return reading
        key = replay.scope.article_key(url)
        parts = Parts(url, reading, lambda one: replay.scope.admits(one) and replay.scope.article_key(one) == key)
        while further := parts.missing():
            found = self._db.execute(_PART, (fetched.portal_id, further, further, fetched.capture_id)).fetchone()
            answer = self.load(found["id"]) if found else None
            if answer is None:
                return Problem("extract", "part missing", further)
            parts.add(further, replay.read(replay.page(answer, further)))
        return parts.joined()

    def load(self, capture_id: int | None) -> Received | None:
        """The capture's response with its payload; None where digests alone were kept. Raises CaptureDamaged."""
        row = self._db.execute(_PLACE, (capture_id,)).fetchone()
        if row is None or row["warc_file"] is None:
            return None
        return load(self._archive, row)


def load(archive: Path, row: sqlite3.Row | Mapping[str, Any]) -> Received:
    """The payload at a row's place (`warc_file, warc_offset, warc_length, payload_digest`), proven by its digest."""
    answer = received(read_record(archive, row["warc_file"], row["warc_offset"], row["warc_length"]))
    if payload_digest(answer.body) != row["payload_digest"]:
        raise CaptureDamaged(f"{row['warc_file']}: the payload at {row['warc_offset']} is not what its digest says")
    return answer


_REVISION = """
    SELECT revisions.*, articles.portal_id, articles.key, articles.published_precision, articles.revision_no AS newest,
           coalesce(captures.url, articles.url) AS url, coalesce(captures.final_url, articles.url) AS final_url,
           coalesce(captures.captured_at, seen_at) AS captured_at
    FROM revisions JOIN articles ON articles.id = article_id LEFT JOIN captures ON captures.id = capture_id
    WHERE revisions.id = ?"""
_PLACE = """
    SELECT held.warc_file, held.warc_offset, held.warc_length, held.payload_digest
    FROM captures JOIN captures AS held ON held.id = coalesce(captures.revisit_of, captures.id) WHERE captures.id = ?"""
_TOLD = """
    SELECT coalesce(text, '') AS text, coalesce(dated, '') AS dated FROM frontier WHERE portal_id = ? AND key = ?"""
_PART = """
    SELECT id FROM captures WHERE portal_id = ? AND url = ? AND final_url = ? AND status = 200 AND id < ?
    ORDER BY id DESC LIMIT 1"""

_rereader: list[Rereader] = []  # of this process


def begin(archive: Path, folders: tuple[Path, ...]) -> None:
    """Make this process ready for `reread_all`."""
    _rereader[:] = [Rereader(archive, folders)]


def reread_all(revision_ids: list[int]) -> list[Reread]:
    """Every revision read again, in this process."""
    return [_rereader[0].reread(one) for one in revision_ids]
