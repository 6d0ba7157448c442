"""The database against itself: SQLite's own checks, the change log against the revisions, search against articles."""

import sqlite3
from collections.abc import Iterator

from crawler.archive.digest import article_digest
from crawler.text.folding import words
from crawler.verify.finding import Finding

MOST = 100  # lines of SQLite's own report


def check_pages(db: sqlite3.Connection) -> Iterator[Finding]:
    """What SQLite finds wrong with the file itself."""
    try:
        for row in db.execute(f"PRAGMA integrity_check({MOST})"):
            if row[0] != "ok":
                yield Finding("database", "archive.db", " ".join(str(row[0]).split()))
    except sqlite3.DatabaseError as error:
        yield Finding("database", "archive.db", str(error))


def check_rows(db: sqlite3.Connection) -> Iterator[Finding]:
    """Rows that point to nothing, articles that are not their newest revision, changes that are missing or too many."""
    for row in db.execute("PRAGMA foreign_key_check"):
        yield Finding("database", f"{row['table']} {row['rowid']}", f"points to a row of {row['parent']} that is gone")
    for sql, what in _LOG:
        for row in db.execute(sql):
            yield Finding("changes", f"article {row['article_id']}", what.format(*row))
    for row in db.execute(_GAPS):
        last = row["seq"] - 1
        numbers = f"{row['before'] + 1}" if row["before"] + 1 == last else f"{row['before'] + 1} to {last}"
        yield Finding("changes", f"change {numbers}", "is gone: numbers are never left out")
    yield from _derived(db)
    yield from _digests(db)


def check_search(db: sqlite3.Connection) -> Iterator[Finding]:
    """The search index against the articles. Needs a connection that may write, and writes nothing."""
    try:
        db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        yield Finding("search", "articles_fts", "does not hold what the articles hold")
    try:
        db.execute("INSERT INTO articles_marks(articles_marks) VALUES ('integrity-check')")
        (stray,) = db.execute(_STRAY).fetchone()
        if stray:
            yield Finding("search", "articles_marks", f"{stray} articles too many or too few")
    except sqlite3.DatabaseError:
        yield Finding("search", "articles_marks", "is broken")


def _derived(db: sqlite3.Connection) -> Iterator[Finding]:
    for row in db.execute("SELECT id, body, words, published_at, published_on FROM articles"):
        if row["words"] != words(row["body"]):
            yield Finding("database", f"article {row['id']}", f"counts {row['words']} words, not {words(row['body'])}")
        if row["published_on"] != (row["published_at"] or "")[:10] and (row["published_on"] or row["published_at"]):
            yield Finding("database", f"article {row['id']}", "published_on is not the day of published_at")


def _digests(db: sqlite3.Connection) -> Iterator[Finding]:
    """Texts against their digests; not of articles with files, whose addresses count too and may have come and gone."""
    for row in db.execute(_TEXTS):
        if article_digest(row["title"], row["lede"], row["body"], ()) != row["digest"]:
            where = f"article {row['article_id']} revision {row['revision_no']}"
            yield Finding("changes", where, "its text is not what its digest says")


_GAPS = """
    SELECT seq, before FROM (SELECT seq, lag(seq, 1, 0) OVER (ORDER BY seq) AS before FROM changes)
    WHERE seq > before + 1
    UNION ALL SELECT seq + 1, (SELECT coalesce(max(seq), 0) FROM changes) FROM sqlite_sequence
    WHERE name = 'changes' AND seq > (SELECT coalesce(max(seq), 0) FROM changes)"""
_TEXTS = """
    SELECT article_id, revision_no, title, lede, body, digest FROM revisions
    WHERE article_id NOT IN (SELECT article_id FROM attachments) ORDER BY article_id, revision_no"""
_STRAY = """
    SELECT (SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM articles_marks_docsize))
         + (SELECT count(*) FROM articles_marks_docsize WHERE id NOT IN (SELECT id FROM articles))"""
NOT_NEWEST = """
    SELECT articles.id AS article_id, articles.revision_no FROM articles
    JOIN revisions ON article_id = articles.id AND revisions.revision_no = articles.revision_no
    WHERE articles.digest <> revisions.digest OR articles.title <> revisions.title OR articles.lede <> revisions.lede
       OR articles.body <> revisions.body"""
NO_REVISION = """
    SELECT changes.article_id, changes.revision_no, changes.at, changes.run_id FROM changes
    JOIN articles ON articles.id = changes.article_id
    WHERE kind IN ('new', 'edited') AND NOT EXISTS (
        SELECT 1 FROM revisions WHERE article_id = changes.article_id AND revision_no = changes.revision_no)
    ORDER BY changes.article_id, changes.revision_no"""
NO_CHANGE = """
    SELECT article_id, revision_no, seen_at, run_id FROM revisions WHERE NOT EXISTS (
        SELECT 1 FROM changes WHERE article_id = revisions.article_id AND revision_no = revisions.revision_no
        AND kind = CASE revisions.revision_no WHEN 1 THEN 'new' ELSE 'edited' END)
    ORDER BY seen_at, article_id"""
_LOG = [
    (NOT_NEWEST, "is not its newest revision, {1}"),
    (NO_REVISION, "revision {1} is missing"),
    (NO_CHANGE, "no change tells of revision {1}"),
    (
        """SELECT id AS article_id, revision_no FROM articles
           WHERE revision_no <> (SELECT coalesce(max(revision_no), 0) FROM revisions WHERE article_id = articles.id)""",
        "its newest revision is not {1}",
    ),
    (
        """SELECT id AS article_id, status FROM articles WHERE status <> coalesce(
               (SELECT CASE kind WHEN 'gone' THEN 'gone' ELSE 'live' END FROM changes
                WHERE article_id = articles.id AND kind IN ('gone', 'restored') ORDER BY seq DESC LIMIT 1), 'live')""",
        "is {1!r}, and the change log says otherwise",
    ),
]
