"""Portals, runs and captures: what the other rows hang on."""

import sqlite3

from crawler.merge.source import Row, Source, insert, one

_SAME_RUN = """
    SELECT id FROM runs WHERE started_at = ? AND version = ? AND finished_at IS ? AND coalesce(stats, '') = ?"""
_SAME_PLACE = "SELECT id FROM captures WHERE warc_file = ? AND warc_offset = ?"
_SAME_ANSWER = """
    SELECT id FROM captures WHERE portal_id IS ? AND url = ? AND captured_at = ? AND status IS ?
    AND payload_digest IS ? AND warc_file IS NULL"""


def merge_portals(db: sqlite3.Connection, source: Source) -> None:
    """Of a portal that both have, the row of the one that crawled it last."""
    for row in source.rows("SELECT * FROM provinces"):
        insert(db, "provinces", row, ignore=True)
    for row in source.rows("SELECT * FROM portals"):
        there = one(db, "SELECT crawled_at FROM portals WHERE id = ?", row["id"])
        if there is None:
            insert(db, "portals", row)
        elif (row["crawled_at"] or "") > (there["crawled_at"] or ""):
            sets = ", ".join(f"{name} = :{name}" for name in row)
            db.execute(f"UPDATE portals SET {sets} WHERE id = :id", row)  # noqa: S608 (our own column names)
    for row in source.rows("SELECT * FROM visits"):
        db.execute(
            """INSERT INTO visits (portal_id, visited_at, failures) VALUES (:portal_id, :visited_at, :failures)
               ON CONFLICT (portal_id) DO UPDATE SET visited_at = excluded.visited_at, failures = excluded.failures
               WHERE excluded.visited_at > visits.visited_at""",
            row,
        )


def merge_runs(db: sqlite3.Connection, source: Source) -> None:
    """Runs get new numbers; one that is there already is known by its times and its summary."""
    for row in source.rows("SELECT * FROM runs ORDER BY id"):
        own = row.pop("id")
        values = (row["started_at"], row["version"], row["finished_at"], row["stats"] or "")
        there = one(db, _SAME_RUN, *values)
        if row["status"] == "running":
            row["status"] = "killed"  # of this archive it is over
        source.runs[own] = there["id"] if there else insert(db, "runs", row)


def merge_captures(db: sqlite3.Connection, source: Source) -> int:
    """Captures with their places in the copied files; returns how many were not there."""
    added, pointing = 0, []
    for row in source.rows("SELECT * FROM captures ORDER BY id"):
        own, of = row.pop("id"), row.pop("revisit_of")
        led = source.mapped(row) | {"warc_file": source.warc.get(row["warc_file"])}
        there = _same(db, led)
        if there is None:
            source.captures[own] = insert(db, "captures", led)
            added += 1
            if of is not None:
                pointing.append((of, own))
        else:
            source.captures[own] = there
    for of, own in pointing:
        ids = (source.captures.get(of), source.captures[own])
        db.execute("UPDATE captures SET revisit_of = ? WHERE id = ?", ids)
    return added


def _same(db: sqlite3.Connection, row: Row) -> int | None:
    if row["warc_file"] is not None:
        found = one(db, _SAME_PLACE, row["warc_file"], row["warc_offset"])
    else:
        names = ("portal_id", "url", "captured_at", "status", "payload_digest")
        found = one(db, _SAME_ANSWER, *(row[name] for name in names))
    return int(found["id"]) if found else None
