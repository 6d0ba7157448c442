"""Every WARC record against its digest and its row in `captures`."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from crawler.capture.answers import ANSWERS
from crawler.capture.reading import Damage, Record, read_file, received
from crawler.capture.record import payload_digest
from crawler.capture.shelf import FOLDER, first_name
from crawler.errors import CaptureDamaged
from crawler.verify.finding import Finding


def check_warc(archive: Path, db: sqlite3.Connection) -> Iterator[Finding]:
    """Read every record of every file. What a run that is alive appends meanwhile is left alone."""
    known = {row["name"]: row for row in db.execute(_KNOWN)}
    there = {path.name: path for path in sorted((archive / FOLDER).glob("*.warc*"))}
    for name, row in known.items():
        if name not in there and row["records"]:
            yield Finding("warc", name, f"is missing, with {row['records']} captures")
    for row in db.execute(_STRAY):
        yield Finding("warc", row["warc_file"], f"is not listed, with {row['records']} captures")
    for name, path in there.items():
        if name not in known:
            yield Finding("warc", name, "is not known to the database")
            continue
        yield from _file(path, db, known[name])


def _file(path: Path, db: sqlite3.Connection, known: sqlite3.Row) -> Iterator[Finding]:
    end, size = known["end"] or 0, path.stat().st_size
    if size < end:
        yield Finding("warc", path.name, f"is cut off: {size} of {end} bytes")
    elif size > end and not known["alive"]:
        yield Finding("warc", f"{path.name} at {end}", f"{size - end} bytes that no capture mentions")
    rows = {row["warc_offset"]: row for row in db.execute(_ROWS, (path.name,))}
    for record in read_file(path):
        if record.offset >= end:
            break
        if isinstance(record, Damage):
            yield Finding("warc", f"{path.name} at {record.offset}", record.why)
            rows.pop(record.offset, None)
            continue
        row = rows.pop(record.offset, None)
        wrong = record.damage or _against_row(record, row)
        names = (path.name, first_name(path.name))
        if record.kind == "warcinfo" and record.fields.get("warc-filename", path.name) not in names:
            wrong = f"the file was named {record.fields['warc-filename']}"
        if wrong:
            yield Finding("warc", f"{path.name} at {record.offset}", wrong)
    for offset, row in rows.items():
        if offset < size:
            yield Finding("warc", f"{path.name} at {offset}", f"no record begins here, against capture {row['id']}")
        else:
            yield Finding("warc", f"{path.name} at {offset}", f"the record of capture {row['id']} is gone")


def _against_row(record: Record, row: sqlite3.Row | None) -> str:
    if record.kind not in ANSWERS:
        return ""
    if row is None:
        return "a response that no capture mentions"
    try:
        answer = received(record)
    except CaptureDamaged as error:
        return str(error)
    revisit = record.kind == "revisit"
    digest = record.fields.get("warc-payload-digest", "") if revisit else payload_digest(answer.body)
    if digest != row["payload_digest"]:
        return f"its payload is not that of capture {row['id']}"
    if record.url != row["final_url"] or answer.status != row["status"] or record.length != row["warc_length"]:
        return f"is not what capture {row['id']} says"
    return ""


_KNOWN = """
    SELECT name, max(warc_offset + warc_length) AS end, count(captures.id) AS records, runs.status = 'running' AS alive
    FROM warc_files JOIN runs ON runs.id = warc_files.run_id LEFT JOIN captures ON warc_file = name GROUP BY name"""
_STRAY = """
    SELECT warc_file, count(*) AS records FROM captures
    WHERE warc_file IS NOT NULL AND warc_file NOT IN (SELECT name FROM warc_files) GROUP BY warc_file"""
_ROWS = "SELECT id, final_url, status, payload_digest, warc_offset, warc_length FROM captures WHERE warc_file = ?"
