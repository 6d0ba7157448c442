"""The fault portal does what its scripts say, so that a test that relies on a fault relies on something true."""

import gzip
import http.client
import socket
import ssl
import threading
import time
import tomllib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests import faults
from tests.fault_portal import LISTING, Behaviour, FaultPortal
from tests.fault_tls import KINDS

Answer = tuple[int, dict[str, str], bytes]
ROBOTS = "/robots.txt"


@pytest.fixture(scope="module")
def running() -> Iterator[FaultPortal]:
    with FaultPortal(articles=12) as portal:
        yield portal


@pytest.fixture
def portal(running: FaultPortal) -> FaultPortal:
    """One portal for all tests; scripts and log start empty each time."""
    running._scripts.clear()
    running.log.clear()
    return running


def ask(portal: FaultPortal, target: str, **headers: str) -> Answer:
    client = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=5)
    try:
        client.request("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = client.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        client.close()


def wire(portal: FaultPortal, target: str) -> bytes:
    """Every byte sent until the portal closes or resets; a reset ends in ConnectionResetError."""
    with socket.create_connection(("127.0.0.1", portal.port), timeout=5) as raw:
        raw.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        received = b""
        while part := raw.recv(65_536):
            received += part
    return received


def test_as_it_stands_it_is_a_small_readable_site(portal: FaultPortal) -> None:
    status, headers, page = ask(portal, LISTING)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert len(portal.addresses()) == 12
    assert page.decode().count('TMCD2_DongTinLienQuan"><a') == 7, "twelve listed: five with lede, seven without"
    for key, truth in portal.truth().items():
        assert f"tc={key}" in page.decode()
        assert b"<!-- FitcBatDauDocTin -->" in ask(portal, truth.url)[2]
    assert portal.hits[LISTING] == 1


def test_more_articles_than_a_listing_shows_hang_on_other_links() -> None:
    with FaultPortal(articles=40) as portal:
        page = ask(portal, LISTING)[2].decode()
        assert len(portal.truth()) == 40
        assert sum(f"tc={key}" in page for key in portal.truth()) == 15


def test_a_script_is_used_up_in_order_and_its_last_stays(portal: FaultPortal) -> None:
    portal.script("/", [faults.status(503), faults.status(500), faults.fine()])
    assert [ask(portal, "/")[0] for _ in range(4)] == [503, 500, 200, 200]
    portal.script("/", [])
    assert ask(portal, "/")[0] == 200


def test_a_star_means_every_page_but_robots_and_the_scripted(portal: FaultPortal) -> None:
    portal.script("*", [faults.one_page()])
    portal.script("/a", [faults.status(410)])
    assert ask(portal, LISTING)[2] == ask(portal, "/b")[2] == faults.PLAIN_PAGE
    assert ask(portal, "/a")[0] == 410
    assert ask(portal, ROBOTS)[2].startswith(b"User-agent: *")


@pytest.mark.parametrize("code", [403, 404, 410, 429, 500, 502, 503])
def test_statuses(portal: FaultPortal, code: int) -> None:
    portal.script("/", [faults.status(code)])
    assert ask(portal, "/")[0] == code


def test_retry_after_as_seconds_and_as_a_date(portal: FaultPortal) -> None:
    portal.script("/", [faults.retry_later(60), faults.retry_later(3600, as_date=True, code=503)])
    assert ask(portal, "/")[:2][1]["retry-after"] == "60"
    status, headers, _ = ask(portal, "/")
    ahead = parsedate_to_datetime(headers["retry-after"]).timestamp() - time.time()
    assert status == 503
    assert 3500 < ahead <= 3600


@pytest.mark.parametrize(("where", "least"), [("before", 0), ("in_head", 10), ("in_body", 5000)])
def test_resets_come_where_they_should(portal: FaultPortal, where: str, least: int) -> None:
    portal.script("/", [faults.reset(where)])
    with pytest.raises(ConnectionResetError):
        wire(portal, "/")
    assert portal.log[-1].sent >= least
    assert (where == "before") == (portal.log[-1].sent == 0)


def test_lengths_that_lie(portal: FaultPortal) -> None:
    portal.script("/", [faults.length(500), faults.length(-500), faults.cut(0.5)])
    with pytest.raises(http.client.IncompleteRead):
        ask(portal, "/")
    assert not ask(portal, "/")[2].rstrip().endswith(b"</html>"), "a client that believes the length misses the end"
    with pytest.raises(http.client.IncompleteRead) as short:
        ask(portal, "/")
    assert abs(len(short.value.partial) - (short.value.expected or 0)) <= 1


def test_chunks_whole_and_cut_and_a_body_until_close(portal: FaultPortal) -> None:
    portal.script("/", [faults.chunked(), faults.chunked(whole=False), faults.until_close()])
    status, headers, body = ask(portal, "/")
    assert (status, headers["transfer-encoding"]) == (200, "chunked")
    assert body.rstrip().endswith(b"</html>")
    with pytest.raises(http.client.IncompleteRead):
        ask(portal, "/")
    status, headers, body = ask(portal, "/")
    assert "content-length" not in headers
    assert body.rstrip().endswith(b"</html>")


def test_a_drip_takes_its_time(portal: FaultPortal) -> None:
    portal.script("/", [faults.drip(5000, 0.01)])
    started = time.monotonic()
    body = ask(portal, "/")[2]
    assert body.rstrip().endswith(b"</html>")
    assert time.monotonic() - started >= 0.01 * (len(body) // 5000)


@pytest.mark.parametrize(("after_head", "received"), [(False, b""), (True, b"HTTP/1.1 200 OK")])
def test_silence(portal: FaultPortal, after_head: bool, received: bytes) -> None:
    portal.script("/", [faults.silent(after_head=after_head)])
    with socket.create_connection(("127.0.0.1", portal.port), timeout=0.2) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        if after_head:
            assert raw.recv(1000).startswith(received)
        with pytest.raises(TimeoutError):
            raw.recv(1000)


@pytest.mark.parametrize("declared", [True, False])
def test_huge_bodies_stop_when_the_client_does(portal: FaultPortal, declared: bool) -> None:
    portal.script("/", [faults.huge(200, declared=declared)])
    with socket.create_connection(("127.0.0.1", portal.port), timeout=5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        received = b""
        while len(received) < 1 << 20:
            received += raw.recv(1 << 16)
    assert (b"Content-Length: 2097" in received[:300]) == declared
    assert portal.log[-1].sent < 100 << 20


def test_compression_true_false_cut_and_bombed(portal: FaultPortal) -> None:
    portal.script("/", [faults.gzipped(), faults.false_encoding(), faults.gzip_cut(), faults.gzip_bomb(20)])
    assert gzip.decompress(ask(portal, "/")[2]).rstrip().endswith(b"</html>")
    status, headers, body = ask(portal, "/")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert body.startswith(b"<!DOCTYPE")
    with pytest.raises(EOFError):
        gzip.decompress(ask(portal, "/")[2])
    bomb = ask(portal, "/")[2]
    assert len(bomb) < 100_000
    assert len(gzip.decompress(bomb)) > 20 << 20


@pytest.mark.parametrize("kind", ["application/octet-stream", "image/png", "application/pdf"])
def test_types_that_lie(portal: FaultPortal, kind: str) -> None:
    portal.script("/", [faults.with_headers(Content_Type=kind), faults.pdf_as_html()])
    assert ask(portal, "/")[1]["content-type"] == kind
    _, headers, body = ask(portal, "/")
    assert headers["content-type"].startswith("text/html")
    assert body.startswith(b"%PDF")


@pytest.mark.parametrize(
    "to", ["/", LISTING, "http://169.254.169.254/latest/", "file:///etc/passwd", "http://a.example/"]
)
def test_redirects_lead_anywhere(portal: FaultPortal, to: str) -> None:
    portal.script(LISTING, [faults.redirect(to, 301)])
    status, headers, _ = ask(portal, LISTING)
    assert (status, headers["location"]) == (301, to)


def test_another_loopback_address_tells_who_came(portal: FaultPortal) -> None:
    assert portal.elsewhere_url == f"http://127.0.0.2:{portal.port}"
    client = http.client.HTTPConnection("127.0.0.2", portal.port, timeout=5)
    client.request("GET", "/bi-mat")
    client.getresponse().read()
    client.close()
    ask(portal, "/")
    assert [(hit.host, hit.target) for hit in portal.log] == [("127.0.0.2", "/bi-mat"), ("127.0.0.1", "/")]


@pytest.mark.parametrize(
    ("behaviour", "sign"),
    [
        (faults.challenge, b"document.cookie"),
        (faults.login, b"type='password'"),
        (faults.captcha, b"g-recaptcha"),
        (faults.one_page, "bảo trì".encode()),
        (faults.empty, b""),
        (faults.nul_bytes, b"\x00"),
        (faults.deep, b"<div>" * 100_000),
    ],
)
def test_pages_that_are_no_articles(portal: FaultPortal, behaviour: Callable[[], Behaviour], sign: bytes) -> None:
    portal.script("/", [behaviour()])
    status, headers, body = ask(portal, "/")
    assert (status, headers["content-type"][:9]) == (200, "text/html")
    assert sign in body
    assert (body == b"") == (behaviour is faults.empty)


def test_the_challenge_is_of_the_size_seen_in_the_wild() -> None:
    assert len(faults.CHALLENGE) == 177


def test_wrong_charset(portal: FaultPortal) -> None:
    address = portal.addresses()[0]
    portal.script(address, [faults.recoded("utf-16-le", "utf-8"), faults.recoded("utf-8", "windows-1252")])
    assert ask(portal, address)[2][:4] == b"<\x00!\x00"
    _, headers, body = ask(portal, address)
    assert headers["content-type"] == "text/html; charset=windows-1252"
    assert b'content="text/html; charset=windows-1252"' in body
    assert "Ngày cập nhật" in body.decode()


def test_always_304_and_honest_validators(portal: FaultPortal) -> None:
    address = portal.addresses()[0]
    portal.script(address, [faults.not_modified(), faults.conditional()])
    assert ask(portal, address)[::2] == (304, b"")
    _, headers, first = ask(portal, address)
    status, _, second = ask(portal, address, If_None_Match=headers["etag"])
    assert (status, second) == (304, b"")
    portal.edit(next(iter(portal.truth())), body="Đoạn duy nhất đã đổi.")
    status, later, third = ask(portal, address, If_None_Match=headers["etag"])
    assert status == 200
    assert later["etag"] != headers["etag"]
    assert "Đoạn duy nhất đã đổi." in third.decode()
    assert "Đoạn duy nhất đã đổi." not in first.decode()


@pytest.mark.parametrize(
    ("behaviour", "status", "start"),
    [
        (faults.status(503), 503, b"<html>"),
        (faults.status(404), 404, b"<html>"),
        (faults.retry_later(1), 429, b"slow down"),
        (faults.text(faults.LOGIN), 200, b"<!DOCTYPE"),
        (faults.robots("User-agent: *\nCrawl-delay: 2\n"), 200, b"User-agent"),
        (faults.robots("User-agent: *\nDisallow: /\n"), 200, b"User-agent"),
        (faults.redirect("/khac.txt"), 302, b"moved"),
        (faults.huge_robots(600), 200, b"User-agent: *\nDisallow: /noibo/\n"),
    ],
)
def test_robots_variants(portal: FaultPortal, behaviour: Behaviour, status: int, start: bytes) -> None:
    portal.script(ROBOTS, [behaviour])
    answer = ask(portal, ROBOTS)
    assert answer[0] == status
    assert answer[2].startswith(start)


def test_a_huge_robots_is_huge(portal: FaultPortal) -> None:
    portal.script(ROBOTS, [faults.huge_robots(600)])
    assert len(ask(portal, ROBOTS)[2]) > 599 * 1024


def test_garbage_and_long_headers(portal: FaultPortal) -> None:
    portal.script("/", [faults.garbage(), faults.long_header(200)])
    with pytest.raises(http.client.BadStatusLine):
        ask(portal, "/")
    with pytest.raises(http.client.LineTooLong):
        ask(portal, "/")


def test_articles_are_edited_dropped_and_put_back() -> None:
    with FaultPortal(articles=5) as portal:
        key = list(portal.truth())[2]
        address = portal.truth()[key].url
        portal.edit(key, title="Tên mới")
        assert "Tên mới" in ask(portal, address)[2].decode()
        assert portal.truth()[key].title == "Tên mới"
        taken = portal.drop(key)
        assert "Không tìm thấy nội dung" in ask(portal, address)[2].decode()
        assert f"tc={key}" not in ask(portal, LISTING)[2].decode()
        portal.put(taken)
        assert list(portal.truth())[2] == key
        portal.put(replace(taken, key=99_001))
        assert len(portal.truth()) == 6


def test_connections_and_requests_at_once_are_counted() -> None:
    with FaultPortal(articles=3) as portal:
        ask(portal, "/")
        ask(portal, "/")
        assert (portal.most_connections, portal.most_requests) == (1, 1)
        portal.script("/", [faults.silent()])
        held = [socket.create_connection(("127.0.0.1", portal.port), timeout=5) for _ in range(4)]
        for raw in held:
            raw.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        ask(portal, LISTING)
        for raw in held:
            raw.close()
        assert 2 <= portal.most_requests <= portal.most_connections == 5
        assert len(portal.times("/")) == 6


def test_one_connection_may_ask_many_times(portal: FaultPortal) -> None:
    client = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=5)
    for _ in range(3):
        client.request("GET", LISTING)
        client.getresponse().read()
    client.close()
    assert len({hit.connection for hit in portal.log}) == 1
    assert len(portal.times(LISTING)) == 3
    assert portal.times(LISTING) == sorted(portal.times(LISTING))


def test_it_stops_with_connections_open() -> None:
    before = threading.active_count()
    with FaultPortal(articles=3) as portal:
        portal.script("/", [faults.silent()])
        held = socket.create_connection(("127.0.0.1", portal.port), timeout=5)
        held.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        ask(portal, LISTING)
    held.close()
    assert threading.active_count() == before
    with pytest.raises(ConnectionError):
        socket.create_connection(("127.0.0.1", portal.port), timeout=5)


def test_a_closed_door_refuses_and_opens_again() -> None:
    with FaultPortal(articles=3) as portal:
        held = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=5)
        held.request("GET", LISTING)
        held.getresponse().read()
        portal.close_door()
        held.sock.settimeout(5)
        assert held.sock.recv(1) == b"", "an open connection was ended"
        with pytest.raises(ConnectionRefusedError):
            ask(portal, LISTING)
        port = portal.port
        portal.open_door()
        assert portal.port == port
        assert ask(portal, LISTING)[0] == 200
        assert portal.hits[LISTING] == 2


REFUSED = {
    "good": "",
    "self_signed": "self-signed certificate",
    "expired": "certificate has expired",
    "chainless": "unable to get local issuer certificate",
    "other_host": "IP address mismatch",
    "old": "unsupported protocol|protocol version|EOF occurred in violation of protocol",
}


@pytest.mark.parametrize("kind", KINDS)
def test_tls_faults_are_what_a_strict_client_names(kind: str, tmp_path: Path) -> None:
    with FaultPortal(articles=3, tls=kind) as portal:
        assert portal.base_url.startswith("https://")
        root = tmp_path / "root.pem"
        root.write_bytes(portal.ca_pem)
        strict = ssl.create_default_context(cafile=str(root))
        strict.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
        if kind == "good":
            assert secure(portal, strict).startswith(b"HTTP/1.1 200")
        else:
            with pytest.raises(ssl.SSLError, match=REFUSED[kind]):
                secure(portal, strict)
        assert secure(portal, lenient()).startswith(b"HTTP/1.1 200")
        assert spoken(portal) == ("TLSv1" if kind == "old" else "TLSv1.3")


def lenient() -> ssl.SSLContext:
    """Accepts every certificate and TLS 1.0, as tls = "insecure" and "legacy" together would."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    return context


def spoken(portal: FaultPortal) -> str | None:
    with (
        socket.create_connection(("127.0.0.1", portal.port), timeout=5) as raw,
        lenient().wrap_socket(raw, server_hostname="127.0.0.1") as channel,
    ):
        return channel.version()


def secure(portal: FaultPortal, context: ssl.SSLContext) -> bytes:
    with (
        socket.create_connection(("127.0.0.1", portal.port), timeout=5) as raw,
        context.wrap_socket(raw, server_hostname="127.0.0.1") as channel,
    ):
        channel.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return channel.recv(1000)


def test_the_portal_file_is_toml() -> None:
    with FaultPortal(articles=3) as portal:
        made = tomllib.loads(portal.portal_toml(tls='"insecure"', gone_after="0"))
    assert made["home"] == portal.base_url + "/"
    assert made["tls"] == "insecure"
    assert made["listings"] == [LISTING]
