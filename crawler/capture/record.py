"""Records of ISO 28500 (WARC/1.1), each a gzip member of its own, serialised by warcio.

An exchange becomes three records in this order: request, metadata, response (or revisit). The response comes last, so
that what `captures` says of it, offset and length, is also where the exchange ends.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

import deflate
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import __version__
from crawler.archive.clock import utc_text
from crawler.capture.exchange import Exchange

LEVEL = 4
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_FIELDS = "application/warc-fields"


@dataclass(slots=True, frozen=True)
class Original:
    """The earlier capture that holds the payload a revisit refers to."""

    capture_id: int
    url: str
    at: str
    digest: str


@dataclass(slots=True, frozen=True)
class Packed:
    """An exchange ready for the file: `before` are the members ahead of the response. Empty where digests suffice.

    `place`: file, offset and length, where the record is in a file already.
    """

    exchange: Exchange
    digest: str
    before: bytes = b""
    response: bytes = b""
    original: Original | None = None
    place: tuple[str, int, int] | None = None


def payload_digest(payload: bytes) -> str:
    """`sha256:…` in hexadecimal digits, as everywhere in the archive; WARC readers take it as they take base 32."""
    return "sha256:" + sha256(payload).hexdigest()


def pack(exchange: Exchange, digest: str, original: Original | None) -> Packed:
    """The exchange's records; a revisit of `original` where there is one."""
    at, target = utc_text(exchange.at), exchange.url
    answer_id: str = WARCWriter._make_warc_id()
    extra: list[tuple[str, str]] = []
    if exchange.address:
        extra.append(("WARC-IP-Address", exchange.address))
    request = [("WARC-Concurrent-To", answer_id), *extra]
    before = _member("request", target, at, exchange.request, "application/http; msgtype=request", request)
    before += _member("metadata", target, at, _fields(exchange.facts), _FIELDS, [("WARC-Refers-To", answer_id)])
    answer = [("WARC-Payload-Digest", original.digest if original else digest), *extra]
    if exchange.truncated:
        answer.append(("WARC-Truncated", exchange.truncated))
    kind, block = "response", exchange.head + exchange.body
    if original is not None:
        kind, block = "revisit", exchange.head
        answer.append(("WARC-Profile", NOT_MODIFIED if exchange.status == 304 else SAME_PAYLOAD))
        answer += [("WARC-Refers-To-Target-URI", original.url), ("WARC-Refers-To-Date", original.at)]
    response = _member(kind, target, at, block, "application/http; msgtype=response", answer, record_id=answer_id)
    return Packed(exchange, digest, before, response, original)


def warcinfo(name: str, at: str, facts: dict[str, str]) -> bytes:
    """The first record of the file `name`."""
    about = {
        "software": f"khotin/{__version__} (https://github.com/khotin/khotin)",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        **facts,
    }
    return _member("warcinfo", "", at, _fields(about), _FIELDS, [("WARC-Filename", name)])


def gzip_member(data: bytes, *, level: int = LEVEL) -> bytes:
    """`data` as one gzip member.

    By libdeflate, which packs a page as small as zlib's level 6 in less than half its time. In one call: each one hands
    over the interpreter's lock, and getting it back takes longer than packing.
    """
    return bytes(deflate.gzip_compress(data, level))


def _fields(facts: dict[str, str]) -> bytes:
    lines = [f"{name}: {' '.join(value.split())}\r\n" for name, value in facts.items() if value]
    return "".join(lines).encode()


def _member(  # noqa: PLR0913, PLR0917 (a record is its fields)
    kind: str,
    target: str,
    at: str,
    block: bytes,
    media_type: str,
    extra: list[tuple[str, str]],
    *,
    record_id: str = "",
) -> bytes:
    headers = [("WARC-Type", kind), ("WARC-Record-ID", record_id or WARCWriter._make_warc_id()), ("WARC-Date", at)]
    if target:
        headers.append(("WARC-Target-URI", target))
    headers += [*extra, ("WARC-Block-Digest", payload_digest(block)), ("Content-Type", media_type)]
    out = BytesIO()
    head = StatusAndHeaders("", headers, protocol="WARC/1.1")
    record = ArcWarcRecord("warc", kind, head, BytesIO(block), None, media_type, len(block))
    # Of every other type warcio would add a digest of the whole block as the payload's, or drop a revisit's block.
    record.rec_type = "warcinfo"
    record.payload_length = len(block)
    WARCWriter(out, gzip=False, warc_version="1.1").write_record(record)
    return gzip_member(out.getvalue())
