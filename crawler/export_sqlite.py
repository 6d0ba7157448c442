"""A part of an archive as a database of its own, with the same tables, search index and all."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.archive.connection import database_path, open_for_writing
from crawler.errors import KhotinError

_CHOSEN = "article_id IN (SELECT id FROM temp.chosen)"
_CAPTURED = f"SELECT capture_id FROM source.revisions WHERE {_CHOSEN}"  # noqa: S608 (our own constants, here and below)
_FILES = f"SELECT id FROM source.attachments WHERE {_CHOSEN}"  # noqa: S608
# What is copied of each table, in this order, so that every row finds what it points to.
COPIED = {
    "provinces": "1",
    "portals": "1",
    "runs": "1",
    "captures": f"""id IN ({_CAPTURED} UNION SELECT capture_id FROM source.attachments WHERE {_CHOSEN}
                    UNION SELECT capture_id FROM source.images WHERE {_CHOSEN}
                    UNION SELECT capture_id FROM source.file_versions WHERE attachment_id IN ({_FILES}))""",  # noqa: S608
    "articles": "id IN (SELECT id FROM temp.chosen)",
    "article_urls": "(portal_id, key) IN (SELECT portal_id, key FROM main.articles)",
    "revisions": _CHOSEN,
    "changes": _CHOSEN,
    "links": "from_article_id IN (SELECT id FROM temp.chosen)",
    "images": _CHOSEN,
    "attachments": _CHOSEN,
    "file_versions": f"attachment_id IN ({_FILES})",
    "file_texts": "digest IN (SELECT digest FROM main.attachments UNION SELECT digest FROM main.file_versions)",
    "copies": f"{_CHOSEN} AND of_article_id IN (SELECT id FROM temp.chosen)",  # noqa: S608
    "problems": "(portal_id, url) IN (SELECT portal_id, url FROM main.article_urls)",
}
# What belongs to the crawler, to readers of the whole archive, or to files that do not come along.
LEFT_OUT = {"frontier", "visits", "cursors", "outbox", "receivers", "copy_bands", "warc_files"}
# What may point out of the part: (table, column) → the table it points into.
_LOOSENED = {
    ("articles", "moved_from"): "articles",
    ("links", "to_article_id"): "articles",
    ("captures", "revisit_of"): "captures",
    ("problems", "capture_id"): "captures",
}


def write_sqlite(source: Path, article_ids: Iterable[int], path: Path) -> None:
    """Copy the articles of the database `source` with all that belongs to them into a new file `path`.

    The copy is one file without a log beside it; a link to an article outside of it keeps its URL alone.
    """
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        db = open_for_writing(Path(folder) / "archive")
        try:
            _copy(db, source, article_ids)
        except sqlite3.Error as error:
            raise KhotinError(f"{path}: cannot be written: {error}") from error
        finally:
            db.close()
        database_path(Path(folder) / "archive").replace(path)


def _copy(db: sqlite3.Connection, source: Path, article_ids: Iterable[int]) -> None:
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("ATTACH ? AS source", (str(source),))
    db.execute("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")
    db.execute("BEGIN")
    db.executemany("INSERT INTO temp.chosen VALUES (?)", ((article_id,) for article_id in article_ids))
    for table, condition in COPIED.items():
        names = [row["name"] for row in db.execute(f"PRAGMA main.table_info({table})")]
        columns = ", ".join(names)
        db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM source.{table} WHERE {condition}")  # noqa: S608
        for (one, column), into in _LOOSENED.items():
            if one == table and column in names:
                _loosen(db, table, column, into)
    db.execute("COMMIT")
    db.execute("DETACH source")
    db.execute("DROP TABLE temp.chosen")
    for index in ("articles_fts", "files_fts"):
        db.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")  # noqa: S608
    db.execute("PRAGMA journal_mode = DELETE")


def _loosen(db: sqlite3.Connection, table: str, column: str, into: str) -> None:
    db.execute(f"UPDATE main.{table} SET {column} = NULL WHERE {column} NOT IN (SELECT id FROM main.{into})")  # noqa: S608
