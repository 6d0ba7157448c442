"""Kept files that are missing or not what their name says, made again from the responses they came by."""

import sqlite3
from pathlib import Path

from crawler.capture.replay import entity
from crawler.capture.rereading import Rereader
from crawler.errors import CaptureDamaged
from crawler.files.place import digest_file, digest_of, put_file

MOST = 1_000_000_000  # bytes that a packed file may unpack to


def mend_files(archive: Path, db: sqlite3.Connection, rereader: Rereader) -> int:
    """How many files are whole again; those whose response is damaged too, or was not kept, stay as they are."""
    count = 0
    for row in db.execute(_MENTIONED).fetchall():
        path = archive / row["path"]
        if not path.is_file() or digest_file(path) != row["digest"]:
            count += _mend(archive, db, rereader, row)
    return count


def _mend(archive: Path, db: sqlite3.Connection, rereader: Rereader, row: sqlite3.Row) -> bool:
    for one in db.execute(_CAPTURES, {"digest": row["digest"]}).fetchall():
        try:
            answer = rereader.load(one["id"])
            body = entity(answer, most=MOST) if answer is not None else b""
        except CaptureDamaged:
            continue
        if digest_of(body) == row["digest"]:
            (archive / row["path"]).unlink(missing_ok=True)
            put_file(archive, row["path"], body)
            return True
    return False


_MENTIONED = """
    SELECT path, digest FROM attachments WHERE path IS NOT NULL
    UNION SELECT path, digest FROM images WHERE path IS NOT NULL
    UNION SELECT path, digest FROM file_versions"""
_CAPTURES = """
    SELECT capture_id AS id FROM file_versions WHERE digest = :digest AND capture_id IS NOT NULL
    UNION SELECT capture_id FROM attachments WHERE digest = :digest AND capture_id IS NOT NULL
    UNION SELECT capture_id FROM images WHERE digest = :digest AND capture_id IS NOT NULL
    UNION SELECT id FROM captures WHERE payload_digest = :digest ORDER BY id"""
