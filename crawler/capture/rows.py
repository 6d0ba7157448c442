"""The rows of `captures`: one per response received, inserted with what came of the page."""

import sqlite3
from collections.abc import Iterable

from crawler.archive.clock import utc_text
from crawler.capture.exchange import Exchange
from crawler.capture.record import Original, Packed
from crawler.capture.shelf import Shelf


class CaptureRows:
    """SQL on `captures`, inside the caller's transaction; the records go to `shelf` where there is one."""

    def __init__(self, connection: sqlite3.Connection, run_id: int, shelf: Shelf | None) -> None:
        self._db = connection
        self._run = run_id
        self._shelf = shelf

    def add(self, exchanges: Iterable[Packed]) -> int | None:
        """Store the exchanges in their order; returns the last one's id."""
        capture_id = None
        for packed in exchanges:
            capture_id = self._insert(packed, packed.place or self._put(packed))
        return capture_id

    def _put(self, packed: Packed) -> tuple[str, int, int] | tuple[None, None, None]:
        return self._shelf.put(packed) if self._shelf is not None and packed.response else (None, None, None)

    def _insert(self, packed: Packed, place: tuple[str, int, int] | tuple[None, None, None]) -> int:
        one = packed.exchange
        original = packed.original
        cursor = self._db.execute(
            """INSERT INTO captures (run_id, portal_id, url, final_url, captured_at, status, media_type, charset,
                                     payload_digest, truncated, tls, revisit_of, warc_file, warc_offset,
                                     warc_length)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                *(self._run, one.portal_id, one.asked, one.url, utc_text(one.at), one.status),
                *(one.media_type or None, one.charset or None),
                *(original.digest if original else packed.digest, one.truncated or None, _tls(one)),
                *(original.capture_id if original else None, *place),
            ),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid


def _tls(exchange: Exchange) -> str | None:
    """How the server was spoken with, as the `metadata` record tells; None where that is not known."""
    facts = exchange.facts
    return ", ".join(filter(None, (facts.get("tls"), facts.get("tls-version")))) or None


def find_payload(db: sqlite3.Connection, digest: str) -> Original | None:
    """The capture that holds this very payload in a WARC file."""
    row = db.execute(
        """SELECT id, final_url, captured_at, payload_digest FROM captures
           WHERE payload_digest = ? AND warc_file IS NOT NULL AND revisit_of IS NULL ORDER BY id LIMIT 1""",
        (digest,),
    ).fetchone()
    return Original(row["id"], row["final_url"], row["captured_at"], row["payload_digest"]) if row else None


def find_unmodified(db: sqlite3.Connection, portal_id: str, asked: str, url: str) -> Original | None:
    """The capture whose payload a 304 for `url` stands for."""
    row = db.execute(
        """SELECT payload_digest FROM captures WHERE portal_id = ? AND url = ? AND final_url = ? AND status = 200
           AND warc_file IS NOT NULL ORDER BY id DESC LIMIT 1""",
        (portal_id, asked, url),
    ).fetchone()
    return find_payload(db, row["payload_digest"]) if row else None
