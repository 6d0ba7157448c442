"""Unpacking what a server packed: all of it or nothing. Scrapy hands on what came of a broken stream as the page."""

import zlib
from io import BytesIO
from typing import Any

import brotli  # type: ignore[import-untyped]
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils._compression import _DecompressionMaxSizeExceeded, zstd  # type: ignore[attr-defined]

CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Truncated(ValueError):
    """The packed stream ends before its end, or is broken on the way."""


class TooLarge(IgnoreRequest):
    """The page unpacks to more than DOWNLOAD_MAXSIZE."""


class UnpackMiddleware(HttpCompressionMiddleware):
    """Raises Truncated or TooLarge to the request's errback."""

    def process_response(self, request: Any, response: Response, spider: Any = None) -> Any:
        """The response with its body unpacked."""
        encodings = response.headers.getlist("Content-Encoding")
        if not encodings or not response.body:
            return response
        most = request.meta.get("download_maxsize", self._max_size)
        body, kept = unpack(response.body, encodings, most)
        unpacked = response.replace(body=body)
        if kept:
            unpacked.headers["Content-Encoding"] = b",".join(kept)
        else:
            del unpacked.headers["Content-Encoding"]
        return unpacked

    @classmethod
    def unpacked(cls, body: bytes, encodings: list[bytes], most: int) -> tuple[bytes, list[bytes]]:
        """The body, and the encodings nobody knows. Raises what the packers raise."""
        known, kept = cls._split_encodings(encodings)
        for encoding in known:
            body = cls._decode(body, encoding, most)
        return body, kept

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        if encoding in (b"gzip", b"x-gzip"):
            return _gunzip(body, max_size) if body.startswith(_GZIP) else body  # some only say that they pack
        if encoding == b"deflate":
            try:
                return _inflate(body, max_size, zlib.MAX_WBITS)
            except zlib.error:
                return _inflate(body, max_size, -zlib.MAX_WBITS)
        if encoding == b"br":
            return _unbrotli(body, max_size)
        return _unzstd(body, max_size) if body.startswith(_ZSTD) else body


def unpack(body: bytes, encodings: list[bytes], most: int) -> tuple[bytes, list[bytes]]:
    """The body as its Content-Encoding says, and the encodings nobody knows. Raises Truncated or TooLarge."""
    try:
        return UnpackMiddleware.unpacked(body, encodings, most)
    except _DecompressionMaxSizeExceeded as error:
        raise TooLarge(f"unpacks to more than {most} bytes") from error
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError, OSError) as error:
        raise Truncated(f"broken {b', '.join(encodings).decode('latin-1')}: {error}") from error


def _gunzip(body: bytes, most: int) -> bytes:
    parts: list[bytes] = []
    while body.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        parts.append(_feed(unpacker, body, max(most - sum(map(len, parts)), 1) if most else 0))
        body = unpacker.unused_data
    return b"".join(parts)


def _inflate(body: bytes, most: int, wbits: int) -> bytes:
    return _feed(zlib.decompressobj(wbits=wbits), body, most)


def _feed(unpacker: Any, body: bytes, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while not unpacker.eof:
        parts.append(unpacker.decompress(body, CHUNK))
        size += len(parts[-1])
        if most and size > most:
            raise _DecompressionMaxSizeExceeded(size, most)
        body = unpacker.unconsumed_tail
        if not parts[-1] and not body and not unpacker.eof:
            raise EOFError("the stream ends too early")
    return b"".join(parts)


def _unbrotli(body: bytes, most: int) -> bytes:
    unpacker = brotli.Decompressor()
    parts = [unpacker.process(body, output_buffer_limit=CHUNK)]
    size = len(parts[0])
    while not unpacker.is_finished():
        if not (part := unpacker.process(b"", output_buffer_limit=CHUNK)):
            raise EOFError("the stream ends too early")
        parts.append(part)
        size += len(part)
        if most and size > most:
            raise _DecompressionMaxSizeExceeded(size, most)
    return b"".join(parts)


def _unzstd(body: bytes, most: int) -> bytes:
    """Raises EOFError for a stream that ends too early."""
    with zstd.ZstdFile(BytesIO(body)) as stream:
        unpacked: bytes = stream.read(most + 1 if most else -1)
        if most and len(unpacked) > most:
            raise _DecompressionMaxSizeExceeded(len(unpacked), most)
        return unpacked
