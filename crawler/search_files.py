"""Articles found by the text of a file they offer, where their own text does not say it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawler.archive.selection import Condition
from crawler.query import Query, fts_expression

MOST = 100  # files looked at, the most telling first
LETTERS = 200_000  # of a file's text that are looked at


@dataclass(frozen=True, slots=True)
class FileMatch:
    """An article's row, and the file of it that was found: its name as offered, and its text."""

    row: sqlite3.Row
    name: str
    text: str


def file_matches(db: sqlite3.Connection, query: Query, chosen: Condition) -> Iterator[FileMatch]:
    """The articles of `chosen` with a file that matches, once each, unless their own text matches too; at most MOST."""
    if db.execute("SELECT 1 FROM file_texts LIMIT 1").fetchone() is None:
        return
    match = {"match": fts_expression(query), "most": MOST, "letters": LETTERS}
    seen: set[int] = set()
    for row in db.execute(_FOUND.format(chosen.sql), chosen.values | match).fetchall():
        if row["id"] not in seen:
            seen.add(row["id"])
            name = row["file_name"] or unquote(urlsplit(row["file_url"]).path.rpartition("/")[2])
            yield FileMatch(row, name, row["file_text"])


_FOUND = """
    WITH best AS (
        SELECT rowid AS id, bm25(files_fts) AS rank FROM files_fts WHERE files_fts MATCH :match
        ORDER BY rank LIMIT :most)
    SELECT articles.*, attachments.name AS file_name, attachments.url AS file_url,
           substr(file_texts.text, 1, :letters) AS file_text
    FROM best JOIN file_texts USING (id) JOIN attachments ON attachments.digest = file_texts.digest
    JOIN articles ON articles.id = attachments.article_id
    WHERE offered = 1 AND {0} AND articles.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)
    ORDER BY best.rank, articles.id LIMIT :most"""
