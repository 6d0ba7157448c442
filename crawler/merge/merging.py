"""`merge`: the order of things. Files first, then every row of every source in one transaction.

Killed at any instant, the target is as it was, with files that nothing mentions yet; merged again, it is whole. Merged
twice, nothing is added.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.archive.connection import open_for_writing
from crawler.archive.runs import run_lock
from crawler.errors import ArchiveError, UsageError
from crawler.merge.around import merge_around, merge_attachments, merge_frontier, merge_problems
from crawler.merge.articles import merge_articles, settle
from crawler.merge.captures import merge_captures, merge_portals, merge_runs
from crawler.merge.files import UNFINISHED, copy_files, list_files
from crawler.merge.source import Source, open_source
from crawler.merge.told import begin_telling, write_log


@dataclass(slots=True)
class Merged:
    """What was not there before. `trouble`: files that an archive has lost, of which a person must know."""

    articles: int = 0
    texts: int = 0  # of articles that were there
    changes: int = 0
    captures: int = 0
    files: int = 0
    trouble: list[str] = field(default_factory=list)


def merge(target: Path, sources: Sequence[Path]) -> Merged:
    """Bring everything that `sources` know into `target`, which is made where it is not.

    Raises ArchiveError, and UsageError for a source that is the target or is named twice, or a crawl at work in the
    target.
    """
    places = [path.resolve() for path in (target, *sources)]
    if len(set(places)) < len(places):
        raise UsageError("an archive is merged into another one, and named once")
    with ExitStack() as open_:
        opened: list[Source] = []
        for number, path in enumerate(sources):
            opened.append(open_source(number, path))
            open_.callback(opened[-1].close)
        db = open_for_writing(target)
        open_.callback(db.close)
        try:
            (target / "locks").mkdir(exist_ok=True)
            open_.enter_context(FileLock(target / "locks" / "merge.lock").acquire(timeout=0))
            _refuse_crawl(db, target)
            return _merge(db, target, opened)
        except Timeout as error:
            raise UsageError(f"{target}: another merge is at work here") from error
        except sqlite3.Error as error:
            raise ArchiveError(f"{target}: cannot be merged into: {error}") from error


def _merge(db: sqlite3.Connection, target: Path, sources: Sequence[Source]) -> Merged:
    done = Merged()
    for source in sources:
        done.files += copy_files(target, source)
        done.trouble += source.trouble
    (target / UNFINISHED).unlink(missing_ok=True)
    begin_telling(db)
    db.execute("BEGIN IMMEDIATE")
    try:
        for source in sources:
            _bring(db, source, done)
        done.texts += settle(db, sources)
        for source in sources:
            _hang(db, source)
        done.changes = write_log(db)
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
    return done


def _bring(db: sqlite3.Connection, source: Source, done: Merged) -> None:
    """Portals, runs, captures and articles of one source, in an order in which all find what they point to."""
    merge_portals(db, source)
    merge_runs(db, source)
    list_files(db, source)
    done.captures += merge_captures(db, source)
    articles, texts = merge_articles(db, source)
    done.articles, done.texts = done.articles + articles, done.texts + texts


def _hang(db: sqlite3.Connection, source: Source) -> None:
    """What hangs on articles and portals."""
    merge_around(db, source)
    merge_attachments(db, source)
    merge_problems(db, source)
    merge_frontier(db, source)


def _refuse_crawl(db: sqlite3.Connection, target: Path) -> None:
    """A crawl would wait for the whole merge, and give up."""
    for row in db.execute("SELECT id FROM runs WHERE status = 'running'").fetchall():
        try:
            with run_lock(target, row["id"]).acquire(timeout=0):
                continue
        except Timeout as error:
            raise UsageError(f"{target}: a crawl is at work here; merge when it has ended") from error
