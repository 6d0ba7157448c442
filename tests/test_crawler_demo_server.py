"""The bundled portal's server, over real connections."""

import http.client
import socket
import threading
import tomllib
from collections.abc import Iterator

import pytest

from crawler.demo.server import DemoServer, portal_toml
from crawler.errors import KhotinError


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


@pytest.fixture
def client(server: DemoServer) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    yield connection
    connection.close()


def get(
    client: http.client.HTTPConnection, target: str, method: str = "GET", **headers: str
) -> tuple[int, dict, bytes]:
    client.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = client.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def test_one_connection_serves_many_requests_and_counts_them(server: DemoServer, client) -> None:
    before = server.hits["/?gd=1&cn=85"]
    first = get(client, "/?gd=1&cn=85")
    opened = client.sock
    second = get(client, "/?gd=1&cn=85")
    assert client.sock is opened
    assert first[0] == second[0] == 200
    assert first[2] != second[2], "the counters moved"
    assert int(first[1]["content-length"]) == len(first[2])
    assert server.hits["/?gd=1&cn=85"] == before + 2


def test_head_has_the_length_and_no_body(client) -> None:
    status, headers, body = get(client, "/?gd=1&cn=82&tc=5", "HEAD")
    assert status == 200
    assert int(headers["content-length"]) > 15_000
    assert body == b""
    assert get(client, "/robots.txt")[0] == 200


def test_posts_are_answered_and_their_bodies_skipped(client) -> None:
    client.request("POST", "/", body=b"__VIEWSTATE=" + b"x" * 100_000)
    assert client.getresponse().read().startswith(b"<!DOCTYPE")
    assert get(client, "/?gd=1&cn=82")[0] == 200


def test_pages_have_no_validators_and_files_have(client) -> None:
    _, page, _ = get(client, "/?gd=1&cn=82&tc=5", If_None_Match="*")
    assert "etag" not in page
    assert "last-modified" not in page
    path = "/UploadFiles/VanBan/2017/5/31/bao-cao-so-ket.pdf"
    status, file, content = get(client, path)
    assert (status, file["content-type"], content[:8]) == (200, "application/pdf", b"%PDF-1.4")
    assert get(client, path, If_None_Match=file["etag"])[::2] == (304, b"")


def test_redirects_and_missing_pages(client) -> None:
    status, headers, _ = get(client, "/?gd=1&cn=82&tc=30902")
    assert (status, headers["location"]) == (301, "/?gd=1&cn=82&tc=16860")
    assert get(client, "/?gd=1&cn=83&tc=30901")[0] == 404
    assert get(client, "/khong-co.html")[0] == 404


def test_robots_deny_the_inner_pages(client) -> None:
    _, headers, body = get(client, "/robots.txt")
    assert headers["content-type"] == "text/plain"
    assert b"Disallow: /noibo/\nDisallow: /?gd=9\n" in body


def test_nonsense_is_refused_and_the_server_lives_on(server: DemoServer, client) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        raw.sendall(b"what is this\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400")
    assert get(client, "/")[0] == 200


def test_state_changes_while_it_runs() -> None:
    with DemoServer() as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        assert get(client, "/?gd=1&cn=82&tc=16440")[0] == 200
        server.state = 1
        assert get(client, "/?gd=1&cn=82&tc=16440")[0] == 404
        server.state = 2
        assert get(client, "/?gd=1&cn=82&tc=16440")[0] == 200
        assert server.hits["/?gd=1&cn=82&tc=16440"] == 3
        client.close()


def test_it_stops_cleanly_with_a_connection_open(capfd) -> None:
    before = threading.active_count()
    with DemoServer() as server:
        held = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        held.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert held.recv(1)
    assert threading.active_count() == before
    held.close()
    with pytest.raises(ConnectionError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)
    assert capfd.readouterr() == ("", "")


def test_a_taken_port_is_one_clear_line(server: DemoServer) -> None:
    with pytest.raises(KhotinError, match=f"cannot listen on 127.0.0.1:{server.port}"), DemoServer(port=server.port):
        raise AssertionError("never served")


def test_the_portal_file_is_six_lines_of_toml() -> None:
    portal = tomllib.loads(portal_toml("http://127.0.0.1:8765"))
    assert portal["home"] == "http://127.0.0.1:8765/"
    assert portal["listings"] == ["/?gd=1&cn=82", "/?gd=1&cn=83", "/?gd=1&cn=85", "/?gd=1&cn=90"]
    assert (portal["recipe"], portal["delay"]) == ("fitc", 0)
