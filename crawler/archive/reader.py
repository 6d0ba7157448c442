"""The archive's read side: the answers of every command as typed records, while crawls go on writing."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from crawler.archive.changes import changes_of, latest_by_portal, latest_changes
from crawler.archive.connection import database_path, open_for_reading
from crawler.archive.lookup import find_article
from crawler.archive.numbers import PortalStats, Stats, portal_stats, stats_of
from crawler.archive.records import ArchivedPortal, Article, Attachment, Change, Copy, Kind, Problem, Record, Revision
from crawler.archive.selection import Condition, Selection, condition
from crawler.errors import UsageError
from crawler.query import Query, fts_expression, parse_query
from crawler.search import Found, search

EVERYTHING = Selection()
PAGE = 500
R = TypeVar("R", bound=Record)


class Archive:
    """An archive directory opened for reading; a context manager. Raises ArchiveError where there is none.

    `strict` opens the database's file itself for reading alone.

    Iterators read a few hundred rows at a time and hold no transaction between them, so that a slow reader never keeps
    the crawl's log from being folded into the database; each row is whole, as of the moment it was read.
    """

    def __init__(self, path: Path | str, *, strict: bool = False) -> None:
        self.path = Path(path)
        self._db = open_for_reading(self.path, strict=strict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    @property
    def database(self) -> Path:
        """The path of archive.db, for tools of your own."""
        return database_path(self.path)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection beneath, for SQL of your own; it cannot write."""
        return self._db

    def portals(self) -> list[ArchivedPortal]:
        """Every portal ever crawled into this archive, by id."""
        return self._all(ArchivedPortal, "ORDER BY id")

    def articles(
        self, which: Selection = EVERYTHING, *, match: Query | None = None, limit: int | None = None
    ) -> Iterator[Article]:
        """The articles of `which` in the order they were first stored; with `match` those whose text it accepts."""
        if match is None:
            yield from self._articles(condition(self._db, which), limit)
            return
        found = "articles.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)"
        chosen = condition(self._db, which)
        chosen = Condition(f"{chosen.sql} AND {found}", chosen.values | {"match": fts_expression(match)})
        fitting = (one for one in self._articles(chosen, None) if match.accepts(one.title, one.lede, one.body))
        yield from islice(fitting, limit)

    def _articles(self, chosen: Condition, limit: int | None) -> Iterator[Article]:
        sql = f"SELECT {Article.columns()} FROM articles WHERE id > :after AND {chosen.sql} ORDER BY id LIMIT :page"  # noqa: S608
        after, left = 0, limit if limit is not None else -1
        while left:
            page = min(PAGE, left) if left > 0 else PAGE
            rows = self._db.execute(sql, chosen.values | {"after": after, "page": page}).fetchall()
            yield from map(Article.of, rows)
            if len(rows) < page:
                return
            after, left = rows[-1]["id"], left - len(rows)

    def count(self, which: Selection = EVERYTHING) -> int:
        """How many articles `which` means."""
        chosen = condition(self._db, which)
        sql = f"SELECT count(*) FROM articles WHERE {chosen.sql}"  # noqa: S608
        return int(self._db.execute(sql, chosen.values).fetchone()[0])

    def article(self, which: int | str) -> Article:
        """One article by its id, any of its URLs, or "portal/key"; raises UsageError where there is none."""
        return self._one(Article, "WHERE id = ?", find_article(self._db, which))

    def urls(self, article: Article) -> list[str]:
        """Every URL the article was seen under, the oldest first."""
        sql = "SELECT url FROM article_urls WHERE portal_id = ? AND key = ? ORDER BY first_seen_at, url"
        return [row[0] for row in self._db.execute(sql, (article.portal_id, article.key))]

    def attachments(self, article_id: int) -> list[Attachment]:
        """The files the article offers or once offered."""
        return self._all(Attachment, "WHERE article_id = ? ORDER BY id", article_id)

    def copies(self, article_id: int) -> list[Copy]:
        """Where the article's text stands on other portals: first what it repeats itself, then what repeats it."""
        return self._all(
            Copy, "WHERE ?1 IN (article_id, of_article_id) ORDER BY article_id <> ?1, article_id", article_id
        )

    def revisions(self, article_id: int) -> list[Revision]:
        """The article's distinct texts, the oldest first."""
        return self._all(Revision, "WHERE article_id = ? ORDER BY revision_no", article_id)

    def revision(self, article_id: int, revision_no: int) -> Revision:
        """One text of the article; raises UsageError where it has no such revision."""
        rows = self._all(Revision, "WHERE article_id = ? AND revision_no = ?", article_id, revision_no)
        if not rows:
            raise UsageError(f"article {article_id} has no revision {revision_no}")
        return rows[0]

    def changes(  # noqa: PLR0913 - one option each of `khotin changes`
        self,
        which: Selection = EVERYTHING,
        *,
        after: int = 0,
        upto: int | None = None,
        kinds: Iterable[Kind] = (),
        match: Query | None = None,
        added: bool = False,
        limit: int | None = None,
    ) -> Iterator[Change]:
        """The change log in its order, from behind `after` up to `upto` (default: the newest there is now).

        Numbers are given in the order of commits: whoever has read up to a number misses nothing with a lower one.
        `which.changed_since` bounds the time of the change itself; `match` is asked of the text the change left behind;
        with `added` of an edit only of what it added, of losses and returns not at all.
        """
        return changes_of(self._db, which, after=after, upto=upto, kinds=kinds, match=match, added=added, limit=limit)

    def latest_changes(
        self,
        which: Selection = EVERYTHING,
        *,
        kinds: Iterable[Kind] = (),
        match: Query | None = None,
        added: bool = False,
        limit: int = 100,
    ) -> list[Change]:
        """The last change of each of the `limit` articles that changed last, the newest first; see `changes`."""
        return latest_changes(self._db, which, kinds=kinds, match=match, added=added, limit=limit)

    def latest_by_portal(self, which: Selection = EVERYTHING, *, limit: int = 100) -> dict[str, list[Change]]:
        """`latest_changes` of every portal that has any, by portal."""
        return latest_by_portal(self._db, which, limit=limit)

    def last_seq(self) -> int:
        """The number of the newest change, 0 where there is none."""
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0])

    def search(
        self, query: Query | str, which: Selection = EVERYTHING, *, limit: int = 10, exact: bool = False
    ) -> Found:
        """The best articles for what a person typed, best first (crawler.search); UsageError without any word."""
        asked = parse_query(query) if isinstance(query, str) else query
        return search(self._db, asked, which, limit=limit, exact=exact)

    def problems(self, which: Selection = EVERYTHING, *, resolved: bool = False) -> list[Problem]:
        """What could not be read and still cannot (`resolved`: also what reads again); by portal and URL."""
        chosen = condition(self._db, Selection(portals=which.portals, provinces=which.provinces))
        where = chosen.sql.replace("articles.", "problems.") + ("" if resolved else " AND resolved_at IS NULL")
        sql = f"SELECT {Problem.columns()} FROM problems WHERE {where} ORDER BY portal_id, url, stage"  # noqa: S608
        return [Problem.of(row) for row in self._db.execute(sql, chosen.values)]

    def stats(self) -> Stats:
        """How much there is, in numbers."""
        return stats_of(self._db, self.database)

    def portal_stats(self, which: Selection = EVERYTHING) -> list[PortalStats]:
        """The numbers of each portal of `which`."""
        return portal_stats(self._db, which)

    def _all(self, record: type[R], tail: str, *values: Any) -> list[R]:
        sql = f"SELECT {record.columns()} FROM {record.table} {tail}"  # noqa: S608 (our own column names)
        return [record.of(row) for row in self._db.execute(sql, values)]

    def _one(self, record: type[R], tail: str, *values: Any) -> R:
        return self._all(record, tail, *values)[0]
