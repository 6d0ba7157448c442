"""From the download to the WARC file: exchanges are digested and packed in a thread of their own."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from crawler.archive.connection import open_for_reading
from crawler.capture.exchange import Exchange
from crawler.capture.record import Original, Packed, pack, payload_digest
from crawler.capture.rows import Ticket, find_payload, find_unmodified


class Capturer:
    """Takes every response of a run before anybody parses it.

    `keep` False (`--no-warc`): digests only. The ticket is done when the exchange is packed; it is stored with what
    came of its page (Fetched.captures).
    """

    def __init__(self, archive: Path, *, keep: bool = True) -> None:
        self._keep = keep
        self._db: sqlite3.Connection = open_for_reading(archive)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="capture")

    def take(self, exchange: Exchange) -> Ticket:
        """Begin packing the exchange."""
        return self._thread.submit(self._pack, exchange)

    def close(self) -> None:
        """Everything taken is packed."""
        self._thread.shutdown()
        self._db.close()

    def _pack(self, exchange: Exchange) -> Packed:
        digest = payload_digest(exchange.body)
        if not self._keep:
            return Packed(exchange, digest)
        return pack(exchange, digest, self._original(exchange, digest))

    def _original(self, exchange: Exchange, digest: str) -> Original | None:
        if exchange.status == 304:
            return find_unmodified(self._db, exchange.portal_id, exchange.asked, exchange.url)
        return find_payload(self._db, digest) if exchange.body and not exchange.truncated else None
