"""The responses of a WARC file, each with what its `metadata` and `request` records say of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from crawler.capture.exchange import Exchange
from crawler.capture.reading import Damage, Received, Record, read_fields, read_file, received
from crawler.capture.record import payload_digest
from crawler.errors import CaptureDamaged

T = TypeVar("T")
ANSWERS = ("response", "revisit")
_KEPT = 64  # requests and metadata that wait for their response; they stand next to it in every file


@dataclass(slots=True, frozen=True)
class Answer:
    """A response: its record, what it holds, the request it answers (b"" where the file has none), and its facts."""

    record: Record
    received: Received
    request: bytes
    facts: dict[str, str]

    @property
    def at(self) -> datetime:
        """When it was received, to the second."""
        return datetime.fromisoformat(self.record.fields["warc-date"]).astimezone(UTC).replace(microsecond=0)

    @property
    def digest(self) -> str:
        """The payload's digest: its own, or the one a revisit names."""
        named = self.record.fields.get("warc-payload-digest", "")
        return named if self.record.kind == "revisit" else payload_digest(self.received.body)

    def exchange(self, portal_id: str) -> Exchange:
        """The same for an archive's own file."""
        one = self.received
        return Exchange(
            portal_id=portal_id,
            asked=self.facts.get("asked") or self.record.url,
            url=self.record.url,
            at=self.at,
            request=self.request or f"GET {self.record.url} HTTP/1.1\r\n\r\n".encode(),
            status=one.status,
            reason=one.reason,
            version=one.version,
            headers=one.headers,
            body=one.body,
            truncated=self.record.fields.get("warc-truncated", ""),  # type: ignore[arg-type]
            address=self.record.fields.get("warc-ip-address", ""),
            facts=self.facts,
        )


def read_answers(path: Path) -> Iterator[Answer | Damage]:
    """Every HTTP response in the file, in its order. Raises CaptureDamaged where the file cannot be opened.

    Facts and requests are known for responses that follow them, as in khotin's own files, and for those just before.
    """
    facts: dict[str, dict[str, str]] = {}
    requests: dict[str, bytes] = {}
    for record in read_file(path):
        if isinstance(record, Damage):
            yield record
        elif record.kind == "metadata":
            _keep(facts, record.fields.get("warc-refers-to", ""), read_fields(record.block))
        elif record.kind == "request":
            _keep(requests, record.fields.get("warc-concurrent-to", ""), record.block)
        elif record.kind in ANSWERS and record.url.startswith(("http://", "https://")):
            record_id = record.fields.get("warc-record-id", "")
            try:
                if record.damage:
                    raise CaptureDamaged(record.damage)
                answer = Answer(record, received(record), requests.pop(record_id, b""), facts.pop(record_id, {}))
                _ = answer.at
            except (CaptureDamaged, KeyError, ValueError) as error:
                yield Damage(record.offset, str(error))
                continue
            yield answer


def _keep(waiting: dict[str, T], record_id: str, value: T) -> None:
    if len(waiting) >= _KEPT:
        waiting.pop(next(iter(waiting)))
    waiting[record_id] = value
