"""Every kept file against its name and the rows that mention it, the files' texts against their index."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from crawler.archive.connection import open_for_reading
from crawler.files.place import digest_file, kept_files
from crawler.verify.finding import Finding


def check_files(archive: Path, db: sqlite3.Connection) -> Iterator[Finding]:
    """Files whose content is not what they are named after, and rows without their file."""
    there = set()
    for path in kept_files(archive):
        name = path.relative_to(archive).as_posix()
        there.add(name)
        if digest_file(path) != f"sha256:{path.name.partition('.')[0]}":
            yield Finding("files", name, "is not what its name says")
    for row in db.execute(_MENTIONED):
        name = row["path"]
        if name not in there:
            yield Finding("files", name, f"is missing, against {row['what']} {row['id']}")
        elif row["digest"].removeprefix("sha256:") != Path(name).name.partition(".")[0]:
            yield Finding("files", name, f"is not the file of {row['what']} {row['id']}")


def unmentioned(archive: Path) -> list[str]:
    """Files that no row mentions: harmless, a run was killed between file and row. None while a run is alive."""
    with closing(open_for_reading(archive)) as db:
        db.execute("BEGIN")
        if db.execute("SELECT 1 FROM runs WHERE status = 'running'").fetchone():
            return []
        names = (path.relative_to(archive).as_posix() for path in kept_files(archive))
        mentioned = {row["path"] for row in db.execute(_MENTIONED)}
        return [name for name in names if name not in mentioned]


def check_file_search(db: sqlite3.Connection) -> Iterator[Finding]:
    """The index of the files' texts. Needs a connection that may write, and writes nothing."""
    try:
        db.execute("INSERT INTO files_fts(files_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        yield Finding("search", "files_fts", "does not hold what the files' texts hold")


_MENTIONED = """
    SELECT path, digest, 'attachment' AS what, id FROM attachments WHERE path IS NOT NULL
    UNION SELECT path, digest, 'a picture of article', article_id FROM images WHERE path IS NOT NULL
    UNION SELECT path, digest, 'attachment', attachment_id FROM file_versions"""
