"""From the download to the WARC file: exchanges are digested and packed as they come, while rows are written."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from crawler.archive.connection import open_for_reading
from crawler.capture.exchange import Exchange
from crawler.capture.record import Original, Packed, pack, payload_digest
from crawler.capture.rows import find_payload, find_unmodified
from crawler.items import Ticket


class Capturer:
    """Takes every response of a run before anybody parses it.

    `keep` False (`--no-warc`): digests only. What is packed waits under its ticket to be stored with what came of its
    page (Fetched.captures).
    """

    def __init__(self, archive: Path, *, keep: bool = True) -> None:
        self._keep = keep
        self._db: sqlite3.Connection = open_for_reading(archive)
        self._taken: dict[Ticket, Future[Packed]] = {}
        self._claimed: list[Ticket] = []

    def take(self, ticket: Ticket, exchange: Exchange) -> None:
        """Pack the exchange; what goes wrong is told to whoever claims it.

        libdeflate lets the writing thread work meanwhile: a thread of its own for packing only passed things around.
        """
        self._taken[ticket] = packed = Future[Packed]()
        try:
            packed.set_result(self._pack(exchange))
        except Exception as error:  # of this exchange alone
            packed.set_exception(error)

    def claim(self, ticket: Ticket) -> Packed:
        """The exchange taken under this ticket."""
        self._claimed.append(ticket)
        return self._taken[ticket].result()

    @contextmanager
    def claims(self) -> Iterator[None]:
        """What the block claims is stored by it, and forgotten; where the block fails, another may claim it again."""
        self._claimed.clear()
        yield
        for ticket in self._claimed:
            self._taken.pop(ticket, None)

    def close(self) -> None:
        """Nothing more is taken."""
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
