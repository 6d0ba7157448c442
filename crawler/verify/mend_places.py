"""Records that are whole but not where the index says: files under another name, rows with a wrong place."""

import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.archive.clock import utc_text
from crawler.archive.connection import open_for_writing
from crawler.capture.answers import Answer, read_answers
from crawler.capture.reading import Damage, read_file
from crawler.capture.shelf import FOLDER


def mend_places(archive: Path) -> list[str]:
    """Give files their names back and rows their places; says what was done, one line each."""
    with closing(open_for_writing(archive)) as db:
        lines = [
            f"{path.name} has its name {name} again"
            for path in sorted((archive / FOLDER).glob("*.warc*"))
            if (name := _old_name(path)) and _is_missing(archive, db, name) and path.rename(path.with_name(name))
        ]
        db.execute("BEGIN IMMEDIATE")
        count = sum(_places(db, path) for path in sorted((archive / FOLDER).glob("*.warc*")))
        db.execute("COMMIT")
    return lines + ([f"{count} captures have their place again"] if count else [])


def _old_name(path: Path) -> str:
    first = next(read_file(path), None)
    if first is None or isinstance(first, Damage) or first.kind != "warcinfo":
        return ""
    name = first.fields.get("warc-filename", "")
    return name if name != path.name and Path(name).name == name else ""


def _is_missing(archive: Path, db: sqlite3.Connection, name: str) -> bool:
    known = db.execute("SELECT 1 FROM warc_files WHERE name = ?", (name,)).fetchone()
    return known is not None and not (archive / FOLDER / name).exists()


def _places(db: sqlite3.Connection, path: Path) -> int:
    """Rows of the file without a record at their place, matched with records that no row mentions."""
    sql = (
        "SELECT id, final_url, captured_at, payload_digest, warc_offset, warc_length FROM captures WHERE warc_file = ?"
    )
    rows = {(row["warc_offset"], row["warc_length"]): row for row in db.execute(sql, (path.name,))}
    stray: dict[tuple[str, str, str], Answer] = {}
    for answer in read_answers(path):
        if isinstance(answer, Damage):
            rows.pop(next((place for place in rows if place[0] == answer.offset), (-1, -1)), None)
        elif rows.pop((answer.record.offset, answer.record.length), None) is None:
            stray[answer.record.url, utc_text(answer.at), answer.digest] = answer
    found = 0
    for row in rows.values():
        one = stray.pop((row["final_url"], row["captured_at"], row["payload_digest"]), None)
        if one is not None:
            place = (one.record.offset, one.record.length, row["id"])
            db.execute("UPDATE captures SET warc_offset = ?, warc_length = ? WHERE id = ?", place)
            found += 1
    return found
