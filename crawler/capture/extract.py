"""Reading an archive again: every revision that has a capture, with today's recipes, on all cores, without the network.

A better reading is no edit by the portal: the revision is changed in place, keeps its `seen_at`, and gets a
`reread_at`; the change log is left as it is. Pages that could not be read when they came, and can now, become articles.
"""

import multiprocessing
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from crawler.archive.clock import now, utc_text
from crawler.archive.lookup import refuse_unknown_portal
from crawler.archive.runs import begin_run, finish_run
from crawler.archive.store import Store
from crawler.archive.writer import Writer
from crawler.capture.adopt import Adoption
from crawler.capture.repair import repair_files
from crawler.capture.rereading import Reread, Rereader, begin, reread_all
from crawler.text.folding import words

CHUNK = 25


@dataclass(slots=True)
class Extracted:
    """What a re-reading did. `fields` counts the revisions in which a field is other than before; `portals` likewise.

    `trouble` names what could not be read, one line each, with the revision it is about.
    """

    revisions: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    portals: dict[str, Counter[str]] = field(default_factory=dict)
    found: int = 0  # articles of pages that could not be read before
    trouble: list[str] = field(default_factory=list)

    def add(self, other: "Extracted") -> None:
        """Add what another batch did."""
        self.outcomes += other.outcomes
        self.fields += other.fields
        self.trouble += other.trouble
        for portal_id, counts in other.portals.items():
            self.portals.setdefault(portal_id, Counter()).update(counts)


def _keep(batch: list[Reread], store: Store) -> Extracted:
    return keep_readings(store.db, batch)


Progress = Callable[[int, int], None]


class Extraction:
    """One run of `khotin extract` over an archive; raises ArchiveError where it cannot be written."""

    def __init__(self, archive: Path, folders: Sequence[Path] = ()) -> None:
        self._archive = archive
        self._folders = tuple(folders)
        self._writer = Writer(archive, begin=self._begin)

    def _begin(self, connection: sqlite3.Connection) -> int:
        run_id, self._lock = begin_run(connection, self._archive)
        repair_files(connection, self._archive)
        return run_id

    def run(self, portals: Sequence[str] = (), *, workers: int = 0, progress: Progress | None = None) -> Extracted:
        """Read again what belongs to `portals` (none named: everything) in `workers` processes (0: one per core).

        Raises UsageError for a portal that the archive does not hold.
        """
        done = Extracted()
        for portal_id in portals:
            self._writer.submit(partial(_refuse_unknown, portal_id)).result()
        ids = self._writer.submit(lambda store: _owed(store.db, portals)).result()
        done.revisions = len(ids)
        for batch in self._reread(ids, workers or os.cpu_count() or 1):
            done.add(self._writer.submit(partial(_keep, batch)).result())
            if progress is not None:
                progress(sum(done.outcomes.values()), len(ids))
        done.found = self._writer.submit(partial(self._adopt, portals)).result()
        return done

    def _adopt(self, portals: Sequence[str], store: Store) -> int:
        """Pages of which nothing could be read when they came: the articles that they are by today's recipes."""
        adoption = Adoption(store.db, Rereader(self._archive, self._folders, db=store.db), self._archive)
        adoption.captures(_unread(store.db, portals))
        return adoption.done.articles

    def close(self, done: Extracted | None) -> None:
        """End the run's row: with what it did, or as failed."""
        stats: dict[str, object] = {"extract": dict(done.outcomes), "fields": dict(done.fields)} if done else {}
        run_id = self._writer.run_id
        self._writer.close(lambda db: finish_run(db, run_id, "done" if done else "failed", stats))
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def _reread(self, ids: list[int], workers: int) -> Iterator[list[Reread]]:
        """The readings as they come, never more than a few chunks ahead of what is stored."""
        chunks = iter([ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)])
        context = multiprocessing.get_context("spawn")  # this process has threads
        count = max(1, min(workers, (len(ids) + CHUNK - 1) // CHUNK))
        with ProcessPoolExecutor(count, context, begin, (self._archive, self._folders)) as pool:
            under_way: set[Future[list[Reread]]] = set()
            for chunk in chunks:
                under_way.add(pool.submit(reread_all, chunk))
                if len(under_way) >= 2 * count:
                    finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    yield from (one.result() for one in finished)
            yield from (one.result() for one in under_way)


def _refuse_unknown(portal_id: str, store: Store) -> None:
    refuse_unknown_portal(store.db, portal_id)


def _owed(db: sqlite3.Connection, portals: Sequence[str]) -> list[int]:
    """Revisions with a capture, in the order of the files they are in."""
    marks = ", ".join("?" * len(portals))
    only = f"AND articles.portal_id IN ({marks})" if portals else ""
    sql = f"""SELECT revisions.id FROM revisions JOIN articles ON articles.id = article_id
              WHERE capture_id IS NOT NULL {only} ORDER BY capture_id"""  # noqa: S608 (marks alone)
    return [int(row["id"]) for row in db.execute(sql, tuple(portals))]


def _unread(db: sqlite3.Connection, portals: Sequence[str]) -> list[int]:
    """Captures of pages that are a problem of reading still, and no article's."""
    marks = ", ".join("?" * len(portals))
    only = f"AND captures.portal_id IN ({marks})" if portals else ""
    sql = f"""SELECT DISTINCT captures.id FROM problems JOIN captures ON captures.id = capture_id
              WHERE resolved_at IS NULL AND {_OURS} AND captures.status = 200 {only}
                AND NOT EXISTS (SELECT 1 FROM revisions WHERE capture_id = captures.id)
              ORDER BY captures.captured_at, captures.id"""  # noqa: S608 (marks alone)
    return [int(row["id"]) for row in db.execute(sql, tuple(portals))]


def keep_readings(db: sqlite3.Connection, batch: Iterable[Reread]) -> Extracted:
    """Store re-readings, inside the caller's transaction; says what they did."""
    done = Extracted()
    for one in batch:
        row = db.execute(_OF_REVISION, (one.revision_id,)).fetchone()
        done.outcomes[one.outcome] += 1
        done.portals.setdefault(row["portal_id"], Counter())[one.outcome] += 1
        done.fields.update(name for name in one.state if name != "digest")
        if one.why:
            done.trouble.append(
                f"{row['portal_id']}/{row['key']} revision {row['revision_no']}: {one.outcome}: {one.why}"
            )
        if one.outcome == "changed":
            _update(db, row, dict(one.state))
        if one.outcome in ("same", "changed") and row["revision_no"] == row["newest"]:
            _report(db, row, one)
    return done


def _update(db: sqlite3.Connection, row: sqlite3.Row, state: dict[str, Any]) -> None:
    precision = state.pop("published_precision", row["published_precision"])
    _set(db, "revisions", row["id"], state | {"reread_at": utc_text(now())})
    if row["revision_no"] != row["newest"]:
        return
    shown = {name: value for name, value in state.items() if name not in ("body_html", "recipe")}
    if "body" in shown:
        shown["words"] = words(shown["body"])
    if "published_at" in shown:
        shown["published_on"] = shown["published_at"][:10] if shown["published_at"] else None
    _set(db, "articles", row["article_id"], shown | {"published_precision": precision})


def _set(db: sqlite3.Connection, table: str, row_id: int, state: dict[str, Any]) -> None:
    names = ", ".join(f"{name} = ?" for name in state)
    db.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*state.values(), row_id))  # noqa: S608 (our own names)


def _report(db: sqlite3.Connection, row: sqlite3.Row, one: Reread) -> None:
    """What is odd about the newest revision now; what a better reading made good is resolved."""
    page, at = (row["portal_id"], row["url"]), row["captured_at"]
    open_ = db.execute(
        f"SELECT id, stage, reason FROM problems WHERE portal_id = ? AND url = ? AND resolved_at IS NULL AND {_OURS}",  # noqa: S608
        page,
    ).fetchall()
    told = {(problem.stage, problem.reason) for problem in one.problems}
    over = [(utc_text(now()), problem["id"]) for problem in open_ if (problem["stage"], problem["reason"]) not in told]
    db.executemany("UPDATE problems SET resolved_at = ? WHERE id = ?", over)
    known = {(problem["stage"], problem["reason"]) for problem in open_}
    db.executemany(
        """INSERT INTO problems (run_id, portal_id, url, stage, reason, detail, capture_id, first_at, last_at, times)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
           ON CONFLICT (portal_id, url, stage, reason) DO UPDATE SET
               detail = excluded.detail, last_at = excluded.last_at, resolved_at = NULL""",
        [
            (row["run_id"], *page, problem.stage, problem.reason, problem.detail, row["capture_id"], at, at)
            for problem in one.problems
            if (problem.stage, problem.reason) not in known
        ],
    )


_OURS = "stage IN ('extract', 'date', 'validate')"  # problems of reading, not of fetching
_OF_REVISION = """
    SELECT revisions.id, revisions.article_id, revisions.revision_no, revisions.run_id, revisions.capture_id,
           articles.portal_id, articles.key, articles.revision_no AS newest, articles.published_precision,
           coalesce(captures.url, articles.url) AS url, coalesce(captures.captured_at, seen_at) AS captured_at
    FROM revisions JOIN articles ON articles.id = article_id LEFT JOIN captures ON captures.id = capture_id
    WHERE revisions.id = ?"""
