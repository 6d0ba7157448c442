"""The behaviours of the fault portal: each function gives what one request is answered with."""

import asyncio
import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

from crawler.demo.media import pdf
from tests.fault_portal import Behaviour, Exchange, as_usual

# Cloudrity's page is 177 bytes (FAMILIES.md); this one is of the same size.
CHALLENGE = (
    b"<html><head></head><body><script>var t=Math.floor(Date.now()/1e3);document.cookie='D1N='+t+';path=/';"
    b"window.location.reload(true);</script><noscript>JS?</noscript></body></html>"
)
LOGIN = (
    "<!DOCTYPE html><html><head><title>Đăng nhập hệ thống</title></head><body><form method='post' action='/dang-nhap'>"
    "<h1>Đăng nhập</h1><label>Tên đăng nhập <input name='user'></label><label>Mật khẩu <input type='password' "
    "name='pass'></label><button>Đăng nhập</button><a href='/quen-mat-khau'>Quên mật khẩu?</a></form></body></html>"
).encode()
CAPTCHA = (
    "<!DOCTYPE html><html><head><title>Xác minh bạn không phải là người máy</title></head><body><h1>Xác minh</h1>"
    "<p>Vui lòng hoàn thành kiểm tra để tiếp tục.</p><div class='g-recaptcha' data-sitekey='x'></div>"
    "<script src='/recaptcha/api.js'></script></body></html>"
).encode()
PLAIN_PAGE = "<html><head><title>Thông báo</title></head><body><p>Hệ thống đang bảo trì.</p></body></html>".encode()


def fine() -> Behaviour:
    return as_usual


def status(code: int, body: bytes = b"", **headers: str) -> Behaviour:
    """An error page of its own; header names with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    text = body or f"<html><body><h1>{code}</h1></body></html>".encode()

    async def behave(exchange: Exchange) -> None:
        await exchange.answer(text, named, code)

    return behave


def retry_later(seconds: int, *, code: int = 429, as_date: bool = False) -> Behaviour:
    """429 (or 503) with Retry-After, as seconds or as an HTTP date counted from the request."""

    async def behave(exchange: Exchange) -> None:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        await exchange.answer(b"slow down", {"Retry-After": date if as_date else str(seconds)}, code)

    return behave


def reset(where: str = "before") -> Behaviour:
    """A TCP reset "before" any byte, "in_head" or "in_body"."""

    async def behave(exchange: Exchange) -> None:
        _, body, headers = exchange.page()
        if where == "in_head":
            await exchange.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
        elif where == "in_body":
            await exchange.head({**headers, "Content-Length": len(body)})
            await exchange.write(body[: len(body) // 2])
        if where != "before":
            await asyncio.sleep(0.02)
        exchange.reset()

    return behave


def length(difference: int) -> Behaviour:
    """Content-Length wrong by `difference`: positive promises more than is sent, negative less. Closes after it."""

    async def behave(exchange: Exchange) -> None:
        code, body, headers = exchange.page()
        await exchange.answer(body, {**headers, "Content-Length": len(body) + difference}, code)
        exchange.open = False

    return behave


def cut(share: float = 0.5) -> Behaviour:
    """The right Content-Length, and an orderly close after a share of the body."""

    async def behave(exchange: Exchange) -> None:
        _, body, headers = exchange.page()
        await exchange.head({**headers, "Content-Length": len(body)})
        await exchange.write(body[: int(len(body) * share)])
        exchange.open = False

    return behave


def chunked(*, whole: bool = True, size: int = 1000) -> Behaviour:
    """Transfer-Encoding: chunked; not `whole` stops in the middle of the body without the last chunk."""

    async def behave(exchange: Exchange) -> None:
        _, body, headers = exchange.page()
        await exchange.head({**headers, "Transfer-Encoding": "chunked"})
        for start in range(0, len(body) if whole else len(body) // 2, size):
            part = body[start : start + size]
            await exchange.write(b"%x\r\n%b\r\n" % (len(part), part))
        if whole:
            await exchange.write(b"0\r\n\r\n")
        exchange.open = whole

    return behave


def until_close() -> Behaviour:
    """Neither length nor chunks: the close ends the body, which is legal."""

    async def behave(exchange: Exchange) -> None:
        _, body, headers = exchange.page()
        await exchange.head({**headers, "Connection": "close"})
        await exchange.write(body)
        exchange.open = False

    return behave


def drip(size: int, pause: float) -> Behaviour:
    """`size` bytes of the body every `pause` seconds."""

    async def behave(exchange: Exchange) -> None:
        _, body, headers = exchange.page()
        await exchange.head({**headers, "Content-Length": len(body)})
        for start in range(0, len(body), size):
            await exchange.write(body[start : start + size])
            await asyncio.sleep(pause)

    return behave


def silent(*, after_head: bool = False) -> Behaviour:
    """Takes the request and never answers, or never goes on after the headers; ends when the client gives up."""

    async def behave(exchange: Exchange) -> None:
        if after_head:
            await exchange.head({"Content-Type": "text/html", "Content-Length": 5000})
        await exchange.wait_for_client()

    return behave


def huge(megabytes: int, *, declared: bool = True) -> Behaviour:
    """The page and then spaces; `declared` says its Content-Length at once. `hit.sent` tells how far it came."""

    async def behave(exchange: Exchange) -> None:
        _, body, headers = exchange.page()
        size = {"Content-Length": len(body) + (megabytes << 20)} if declared else {"Connection": "close"}
        await exchange.head({**headers, **size})
        await exchange.write(body)
        for _ in range(megabytes * 16):
            await exchange.write(b" " * 65_536)
        exchange.open = declared

    return behave


def gzipped() -> Behaviour:
    async def behave(exchange: Exchange) -> None:
        code, body, headers = exchange.page()
        await exchange.answer(gzip.compress(body), {**headers, "Content-Encoding": "gzip"}, code)

    return behave


def gzip_cut() -> Behaviour:
    """A gzip stream that ends half way although Content-Length is honest."""

    async def behave(exchange: Exchange) -> None:
        code, body, headers = exchange.page()
        packed = gzip.compress(body)
        await exchange.answer(packed[: len(packed) // 2], {**headers, "Content-Encoding": "gzip"}, code)

    return behave


def gzip_bomb(megabytes: int) -> Behaviour:
    """A readable start that unpacks to so many megabytes more; about a thousandth of that on the wire."""

    async def behave(exchange: Exchange) -> None:
        code, body, headers = exchange.page()
        packed = b"".join(pack(body, megabytes))
        await exchange.answer(packed, {**headers, "Content-Encoding": "gzip"}, code)

    return behave


def pack(body: bytes, megabytes: int) -> Iterator[bytes]:
    packer = zlib.compressobj(9, wbits=31)
    yield packer.compress(body)
    for _ in range(megabytes):
        yield packer.compress(b" " * (1 << 20))
    yield packer.flush()


def false_encoding(name: str = "gzip") -> Behaviour:
    """Says it is compressed and is not."""
    return with_headers(Content_Encoding=name)


def with_headers(**headers: str) -> Behaviour:
    """The page as usual under other headers: `with_headers(Content_Type="image/png")`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def behave(exchange: Exchange) -> None:
        code, body, own = exchange.page()
        await exchange.answer(body, {**own, **named}, code)

    return behave


def text(body: str | bytes, media_type: str = "text/html; charset=utf-8") -> Behaviour:
    """The same given body whatever was asked: a robots.txt, a challenge, one page for every URL."""
    content = body.encode() if isinstance(body, str) else body

    async def behave(exchange: Exchange) -> None:
        await exchange.answer(content, {"Content-Type": media_type})

    return behave


def robots(body: str) -> Behaviour:
    return text(body, "text/plain")


def huge_robots(kilobytes: int) -> Behaviour:
    """A long robots.txt whose one rule that matters comes first: RFC 9309 has the first 500 kibibytes read at least."""
    rules = "User-agent: *\nDisallow: /noibo/\n"
    return robots(rules + "Disallow: /khong-co/\n" * (kilobytes * 1024 // 21))


def challenge() -> Behaviour:
    return text(CHALLENGE, "text/html; charset=utf-8,gbk")


def login() -> Behaviour:
    return text(LOGIN)


def captcha() -> Behaviour:
    return text(CAPTCHA)


def one_page() -> Behaviour:
    return text(PLAIN_PAGE)


def pdf_as_html() -> Behaviour:
    return text(pdf("van-ban"), "text/html; charset=utf-8")


def empty() -> Behaviour:
    return text(b"")


def nul_bytes() -> Behaviour:
    """The page with NUL bytes strewn into it, inside words and inside markup."""

    async def behave(exchange: Exchange) -> None:
        code, body, headers = exchange.page()
        parts = (body[start : start + 50] for start in range(0, len(body), 50))
        await exchange.answer(b"\x00".join(parts), headers, code)

    return behave


def deep(levels: int = 100_000) -> Behaviour:
    return text(b"<html><body>" + b"<div>" * levels + b"sau" + b"</div>" * levels + b"</body></html>")


def recoded(real: str, declared: str) -> Behaviour:
    """The page in one charset under the name of another, in the header and in its own <meta>."""

    async def behave(exchange: Exchange) -> None:
        code, body, _ = exchange.page()
        content = body.decode().replace("charset=utf-8", f"charset={declared}").encode(real, "xmlcharrefreplace")
        await exchange.answer(content, {"Content-Type": f"text/html; charset={declared}"}, code)

    return behave


def redirect(to: str, code: int = 302) -> Behaviour:
    """`to` may be anything: "/", the target itself (a loop), "http://169.254.169.254/", "file:///etc/passwd"."""
    return status(code, b"moved", Location=to)


def not_modified() -> Behaviour:
    """304 to everybody, asked or not."""
    return status(304)


def conditional() -> Behaviour:
    """An honest ETag: of the read area, so that counters do not change it; 304 where the client holds it already."""

    async def behave(exchange: Exchange) -> None:
        code, body, headers = exchange.page()
        area = body.partition(b"<!-- FitcBatDauDocTin -->")[2].partition(b"<!-- FitcKetThucDocTin -->")[0] or body
        tag = f'"{sha256(area).hexdigest()[:16]}"'
        held = exchange.hit.headers.get("if-none-match") == tag
        await exchange.answer(body, {**headers, "ETag": tag}, 304 if held else code)

    return behave


def garbage() -> Behaviour:
    """Not HTTP at all."""

    async def behave(exchange: Exchange) -> None:
        await exchange.write(b"\x16\x03\x01 khong phai HTTP\r\n\r\n" * 3)
        exchange.open = False

    return behave


def long_header(kilobytes: int = 200) -> Behaviour:
    return with_headers(X_Padding="x" * (kilobytes * 1024))
