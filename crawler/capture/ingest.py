"""Making an archive out of WARC files: its own, when the database was lost, or anybody's.

First every response gets its row in `captures` (foreign ones a record in a file of ours too); then the articles among
them are read and stored in the order in which they were received.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from crawler import __version__
from crawler.archive.clock import utc_text
from crawler.archive.frontier_rows import FrontierRows
from crawler.archive.runs import begin_run, finish_run, portal_row, put_portals, put_provinces
from crawler.archive.store import Store
from crawler.archive.writer import Writer
from crawler.capture.adopt import Adopted, Adoption
from crawler.capture.answers import Answer, read_answers
from crawler.capture.exchange import Exchange
from crawler.capture.first_look import FirstLook
from crawler.capture.reading import Damage
from crawler.capture.record import Packed, pack, payload_digest
from crawler.capture.repair import repair_files
from crawler.capture.rereading import Rereader
from crawler.capture.rows import CaptureRows, find_payload
from crawler.capture.shelf import FOLDER, Shelf
from crawler.extraction.page import Page
from crawler.extraction.template import Template
from crawler.items import Found
from crawler.recipe import AUTO, GENERIC
from crawler.scope import Scope
from crawler.survey import SAMPLE
from crawler.url import bare_host

BATCH = 100
_NAME = re.compile(r"khotin-(\d{14})-(\d+)-\d+-\d+\.warc\.gz")


@dataclass(slots=True)
class Ingested:
    """What came of WARC files. `skipped` counts responses by why they were left out, `unknown` by portal or host."""

    files: int = 0
    responses: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    damage: list[str] = field(default_factory=list)
    adopted: Adopted = field(default_factory=Adopted)


class Ingest:
    """One run that reads WARC files into `archive`; knows the portals in `folders` besides the bundled ones."""

    def __init__(self, archive: Path, folders: Sequence[Path] = ()) -> None:
        self._archive = archive
        self._folders = tuple(folders)
        self._writer = Writer(archive, begin=self._begin)
        self._writer.shelve(self._shelf)
        self._rereader = self._writer.submit(lambda store: Rereader(archive, folders, db=store.db)).result()
        self._scopes = {one.id: Scope(one, None) for one in self._rereader.portals.values()}
        self.done = Ingested()

    def _begin(self, connection: sqlite3.Connection) -> int:
        put_provinces(connection)
        restore_files(connection, self._archive)
        run_id, self._lock = begin_run(connection, self._archive)
        repair_files(connection, self._archive)
        self._shelf: Shelf = Shelf(self._archive, run_id)
        self._shelf.announce(connection)
        return run_id

    def own(self) -> Ingested:
        """Read the archive's own WARC files: what no row mentions is indexed, articles nobody knows are stored."""
        files = sorted((self._archive / FOLDER).glob("*.warc*"))
        return self._all(files, own=True)

    def foreign(self, files: Sequence[Path]) -> Ingested:
        """Copy responses of known portals into files of ours, and store their articles."""
        return self._all(files, own=False)

    def close(self, *, failed: bool = False) -> None:
        """End the run."""
        run_id = self._writer.run_id
        stats: dict[str, object] = {"responses": self.done.responses, "articles_new": self.done.adopted.articles}

        def finish(db: sqlite3.Connection) -> None:
            finish_run(db, run_id, "failed" if failed else "done", stats)
            self._shelf.close(db)

        self._writer.close(finish)
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def _all(self, files: Sequence[Path], *, own: bool) -> Ingested:
        added: list[int] = []
        for path in files:
            self.done.files += 1
            answers = read_answers(path)
            while batch := list(islice(answers, BATCH)):
                added += self._writer.submit(partial(self._index, path, batch, own)).result()
        self._look_first(added)
        self._writer.submit(self._learn).result()
        adoption = self._writer.submit(lambda store: Adoption(store.db, self._rereader, self._archive)).result()
        ids = iter(self._writer.submit(partial(_in_order, added)).result())
        while some := list(islice(ids, BATCH)):
            self._writer.submit(partial(_adopt, adoption, some)).result()
        self._writer.submit(lambda _: adoption.finish()).result()
        self.done.adopted = adoption.done
        return self.done

    def _look_first(self, added: Sequence[int]) -> None:
        """What a crawl would have learnt of portals that were never crawled here."""
        first = self._writer.submit(lambda store: FirstLook(store.db, self._rereader)).result()
        self._writer.submit(lambda _: first.recognise(added)).result()
        for start in range(0, len(added), BATCH):
            some = added[start : start + BATCH]
            self._writer.submit(partial(_sort_out, first, some)).result()

    def _index(self, path: Path, batch: Sequence[Answer | Damage], own: bool, store: Store) -> list[int]:
        """Rows for the responses of a batch; returns the new ones' ids."""
        added = []
        for one in batch:
            if isinstance(one, Damage):
                self.done.damage.append(f"{path.name}: at {one.offset}: {one.why}")
                continue
            portal_id = one.facts.get("portal") or self._portal_of(one.record.url)
            if portal_id is None or portal_id not in self._rereader.portals:
                self.done.skipped["of no known portal"] += 1
                if own and not _is_known(store.db, path.name, one, own=own):
                    self.done.unknown[portal_id or bare_host(one.record.url)] += 1
            elif _is_known(store.db, path.name, one, own=own):
                self.done.skipped["known already"] += 1
            else:
                put_portals(store.db, [portal_row(self._rereader.portals[portal_id])])
                added.append(self._add(store.db, path, one, portal_id, own=own))
                self.done.responses += 1
        return added

    def _add(self, db: sqlite3.Connection, path: Path, one: Answer, portal_id: str, *, own: bool) -> int:
        exchange = one.exchange(portal_id)
        run_id = _old_run(db, one) if own else self._writer.run_id
        if own:
            original = find_payload(db, one.digest) if one.record.kind == "revisit" else None
            place = (path.name, one.record.offset, one.record.length)
            packed = Packed(exchange, one.digest, original=original, place=place)
            if exchange.facts.get("kind") in ("article", "listing", "file"):
                self._owe(db, exchange)
        else:
            exchange.facts |= {"imported-from": path.name, "source-record": one.record.fields.get("warc-record-id", "")}
            digest = payload_digest(exchange.body)
            packed = pack(exchange, digest, find_payload(db, digest) if exchange.body else None)
        capture_id = CaptureRows(db, run_id, None if own else self._shelf).add([packed])
        assert capture_id is not None
        return capture_id

    def _owe(self, db: sqlite3.Connection, exchange: Exchange) -> None:
        """What the crawl took the address for, so that the frontier knows it again."""
        facts = exchange.facts
        kind, relation = {"article": ("article", "listed"), "file": ("file", "file")}.get(
            facts["kind"], ("listing", "section")
        )
        found = Found(exchange.asked, kind, facts.get("key", "") or exchange.asked, relation)  # type: ignore[arg-type]
        FrontierRows(db).add(exchange.portal_id, [found], at=utc_text(exchange.at), found_on="")
        recipe = facts.get("recipe", "")
        if recipe not in ("", AUTO, GENERIC) and self._rereader.portals[exchange.portal_id].fields.recipe == AUTO:
            db.execute("UPDATE portals SET read_with = ? WHERE id = ?", (recipe, exchange.portal_id))

    def _learn(self, store: Store) -> None:
        """What the generic path learnt of a portal's template was lost with the database: learn it again."""
        rows = store.db.execute("SELECT id, read_with FROM portals WHERE template IS NULL").fetchall()
        for row in rows:
            portal = self._rereader.portals.get(row["id"])
            if portal is None or row["read_with"] or portal.fields.recipe not in (AUTO, GENERIC):
                continue
            pages = self._samples(store.db, portal.id)
            if pages:
                learnt = Template.learn(pages).to_json()
                store.db.execute("UPDATE portals SET template = ? WHERE id = ?", (learnt, portal.id))
        self._rereader.learn_again()

    def _samples(self, db: sqlite3.Connection, portal_id: str) -> list[Page]:
        sql = """SELECT captures.* FROM captures JOIN frontier USING (portal_id, url)
                 WHERE portal_id = ? AND kind = 'article' AND captures.status = 200
                 GROUP BY url ORDER BY captures.id LIMIT ?"""
        rows = db.execute(sql, (portal_id, SAMPLE)).fetchall()
        return self._rereader.pages(portal_id, rows)

    def _portal_of(self, url: str) -> str | None:
        return next((portal_id for portal_id, scope in self._scopes.items() if scope.is_own_host(url)), None)


def restore_files(db: sqlite3.Connection, archive: Path) -> None:
    """Rows for the archive's own files that the database does not know, and for the runs that wrote them.

    To be called before a run begins, so that its number is none of theirs.
    """
    for path in sorted((archive / FOLDER).glob("*.warc*")):
        if not (named := _NAME.fullmatch(path.name)):
            continue
        at = utc_text(datetime.strptime(named[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC))
        _restore_run(db, int(named[2]), at)
        if not db.execute("SELECT 1 FROM warc_files WHERE name = ?", (path.name,)).fetchone():
            values = (path.name, int(named[2]), path.stat().st_size)
            db.execute("INSERT INTO warc_files (name, run_id, bytes) VALUES (?, ?, ?)", values)


def _restore_run(db: sqlite3.Connection, run_id: int, at: str) -> None:
    db.execute(
        """INSERT INTO runs (id, started_at, finished_at, status, version) VALUES (?, ?, ?, 'rebuilt', ?)
           ON CONFLICT DO NOTHING""",
        (run_id, at, at, __version__),
    )


def _is_known(db: sqlite3.Connection, file: str, one: Answer, *, own: bool) -> bool:
    if own:
        place = (file, one.record.offset)
        return (
            db.execute("SELECT 1 FROM captures WHERE warc_file = ? AND warc_offset = ?", place).fetchone() is not None
        )
    row = db.execute(
        "SELECT 1 FROM captures WHERE final_url = ? AND captured_at = ? AND payload_digest = ?",
        (one.record.url, utc_text(one.at), one.digest),
    ).fetchone()
    return row is not None or (one.record.kind == "revisit" and not one.received.body)


def _old_run(db: sqlite3.Connection, one: Answer) -> int:
    """The run that received it, as its metadata says; its row is made where it was lost."""
    told = one.facts.get("run", "")
    run_id = int(told) if told.isdigit() else 0
    _restore_run(db, run_id, utc_text(one.at))
    return run_id


def _in_order(ids: list[int], store: Store) -> list[int]:
    sql = "SELECT id FROM captures WHERE id IN (SELECT value FROM json_each(?)) ORDER BY captured_at, id"
    return [int(row["id"]) for row in store.db.execute(sql, (str(ids),))]


def _sort_out(first: FirstLook, ids: Sequence[int], _: Store) -> None:
    first.articles(ids)


def _adopt(adoption: Adoption, ids: list[int], _: Store) -> None:
    adoption.captures(ids)
