"""Reading captures again: by their place in `captures`, or a whole WARC file from its beginning, ours or anybody's."""

import mmap
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from crawler.capture.exchange import Headers
from crawler.capture.record import payload_digest
from crawler.capture.shelf import FOLDER
from crawler.errors import CaptureDamaged

CHUNK = 1 << 16
_GZIP = b"\x1f\x8b\x08"


@dataclass(slots=True, frozen=True)
class Record:
    """One WARC record: its named fields (names in lower case) and its block, as they stand in the file."""

    kind: str
    fields: dict[str, str]
    block: bytes
    offset: int = 0
    length: int = 0

    @property
    def url(self) -> str:
        return self.fields.get("warc-target-uri", "").strip("<>")

    @property
    def damage(self) -> str:
        """What is wrong with the record by its own digests; "" where nothing is."""
        told = self.fields.get("warc-block-digest", "")
        if told.startswith("sha256:") and told.lower() != payload_digest(self.block):
            return "its block is not what its digest says"
        return ""


@dataclass(slots=True, frozen=True)
class Damage:
    """Bytes of a file that are no record."""

    offset: int
    why: str


@dataclass(slots=True, frozen=True)
class Received:
    """A response as it was received: status line and headers, and the entity, still packed if it came packed."""

    status: int
    reason: str
    version: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """The first header of that name, "" where there is none."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == wanted), "")


def read_record(archive: Path, file: str, offset: int, length: int) -> Record:
    """The record at that place of an archive's file; raises CaptureDamaged where no whole record is there."""
    path = archive / FOLDER / file
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            packed = stream.read(length)
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        data = unpacker.decompress(packed) if path.suffix == ".gz" else packed
        if len(packed) < length or (path.suffix == ".gz" and not unpacker.eof):
            raise CaptureDamaged(f"{file}: ends inside the record at {offset}")
        record = ArcWarcRecordLoader().parse_record_stream(BytesIO(data), known_format="warc", no_record_parse=True)
        return _record(record, offset, length)
    except (OSError, zlib.error, EOFError, ArchiveLoadFailed) as error:
        why = (
            "is missing" if isinstance(error, FileNotFoundError) else f"the record at {offset} cannot be read: {error}"
        )
        raise CaptureDamaged(f"{file}: {why}") from error


def read_file(path: Path) -> Iterator[Record | Damage]:
    """Every record of a WARC file, ours or anybody's, packed or not; damage is told, and read on behind it.

    Raises CaptureDamaged where the file cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            if path.stat().st_size == 0:
                return
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield from _members(data) if data[:2] == _GZIP[:2] else _plain(stream)
    except OSError as error:
        raise CaptureDamaged(f"{path.name}: cannot be read: {error.strerror}") from error


def _members(data: mmap.mmap) -> Iterator[Record | Damage]:
    offset = 0
    while 0 <= offset < len(data):
        try:
            block, end = _unpack(data, offset)
            yield from _in_member(block, offset, end - offset)
        except (zlib.error, EOFError, ArchiveLoadFailed) as error:
            yield Damage(offset, str(error).strip() or type(error).__name__)
            end = _next_member(data, offset + 1)
        offset = end


def _unpack(data: mmap.mmap, offset: int) -> tuple[bytes, int]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    parts, position = [], offset
    while not unpacker.eof:
        if position >= len(data):
            raise EOFError("the file ends inside a record")
        chunk = data[position : position + CHUNK]
        parts.append(unpacker.decompress(chunk))
        position += len(chunk)
    return b"".join(parts), position - len(unpacker.unused_data)


def _next_member(data: mmap.mmap, offset: int) -> int:
    """Where the next whole record begins; -1 where none does."""
    while (offset := data.find(_GZIP, offset)) >= 0:
        with suppress(zlib.error, EOFError):
            if _unpack(data, offset)[0].startswith(b"WARC/"):
                return offset
        offset += 1
    return -1


def _in_member(block: bytes, offset: int, length: int) -> Iterator[Record]:
    """The records of one gzip member: one as the standard wants it, all of them in files packed as a whole."""
    stream = BytesIO(block)
    while stream.tell() < len(block) and block[stream.tell() :].strip():
        _skip_lines(stream)
        loaded = ArcWarcRecordLoader().parse_record_stream(stream, known_format="warc", no_record_parse=True)
        yield _record(loaded, offset, length)


def _skip_lines(stream: BytesIO) -> None:
    while (byte := stream.read(1)) in (b"\r", b"\n"):
        pass
    stream.seek(-len(byte), 1)


def _plain(stream: BinaryIO) -> Iterator[Record | Damage]:
    iterator = ArchiveIterator(stream, no_record_parse=True)
    try:
        for loaded in iterator:
            record = _record(loaded, 0, 0)  # its block is to be read before warcio is asked where it lies
            yield replace(record, offset=iterator.get_record_offset(), length=iterator.get_record_length())
    except (EOFError, ArchiveLoadFailed) as error:
        yield Damage(iterator.offset, str(error).strip())


def _record(record: Any, offset: int, length: int) -> Record:
    fields = {name.lower(): value for name, value in record.rec_headers.headers}
    block = record.raw_stream.read()
    told = fields.get("content-length", "")
    if told.isdigit() and len(block) != int(told):
        raise EOFError(f"{len(block)} of {told} bytes")
    return Record(record.rec_type, fields, block, offset, length)


def received(record: Record) -> Received:
    """The response that a record holds; a revisit's is without body. Raises CaptureDamaged for what is no response."""
    head, found, body = record.block.partition(b"\r\n\r\n")
    if not found:
        head, _, body = record.block.partition(b"\n\n")
    first, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    protocol, _, rest = first.partition(b" ")
    status, _, reason = rest.partition(b" ")
    if not protocol.startswith(b"HTTP/") or not status.isdigit():
        raise CaptureDamaged(f"the record at {record.offset} holds no HTTP response")
    pairs = [line.partition(b":") for line in lines if b":" in line and line[:1] not in (b" ", b"\t")]
    headers = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    if record.kind != "revisit" and any(_is_chunked(name, value) for name, value in headers):
        body = _join_chunks(body)
    version = protocol[5:].decode("latin-1")
    return Received(int(status), reason.decode("latin-1"), version, headers, body)


def _is_chunked(name: bytes, value: bytes) -> bool:
    return name.lower() == b"transfer-encoding" and b"chunked" in value.lower()


def _join_chunks(body: bytes) -> bytes:
    """The entity without its chunks; bytes that are in no chunks, as some archives keep them, as they are."""
    joined: bytes = ChunkedDataReader(BytesIO(body)).read()
    return joined


def read_fields(block: bytes) -> dict[str, str]:
    """The block of a `metadata` or `warcinfo` record as name: value, names in lower case."""
    pairs = (line.partition(":") for line in block.decode("utf-8", "replace").splitlines())
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
