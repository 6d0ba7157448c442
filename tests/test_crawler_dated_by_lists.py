"""Articles that print no date: the list's date counts, whichever link to them was met first."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.crawling import crawl_here, rows

TITLES = [f"Bà con xã thứ {name} góp công sửa kênh nội đồng" for name in "nhất hai ba tư năm sáu bảy tám".split()]
TEXT = "Đoạn kênh dài gần {} cây số được nạo vét trong ba ngày, nước đã về tới những thửa ruộng cuối nguồn của xã."
MENU = "<ul class='menu'><li><a href='/'>Trang chủ</a></li><li><a href='/tin'>Tin trong xã</a></li></ul>"


def _link(number: int) -> str:
    return f"<a href='/tin/bai-viet-so-{number}1234.html'>{TITLES[number]}</a>"


class _Portal(BaseHTTPRequestHandler):
    """A home page that names the articles, a section that dates them."""

    def do_GET(self) -> None:
        if self.path == "/":
            main = "<h2>Tin mới</h2>" + "".join(f"<p>{_link(number)}</p>" for number in range(len(TITLES)))
        elif self.path == "/tin":
            main = "".join(
                f"<div>{_link(number)} <i>(0{number + 1}/05/2017)</i></div>" for number in range(len(TITLES))
            )
        elif self.path.startswith("/tin/bai-viet-so-"):
            number = int(self.path.removeprefix("/tin/bai-viet-so-")[0])
            main = (
                f"<h1>{TITLES[number]}</h1><div>{''.join(f'<p>{TEXT.format(n + number)}</p>' for n in range(4))}</div>"
            )
        else:
            self.send_error(404)
            return
        body = f"<html><head><title>Xã Nậm Lành</title></head><body>{MENU}<div>{main}</div></body></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests' output is theirs."""


@contextmanager
def _served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Portal)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_list_met_after_the_article_still_dates_it(tmp_path: Path) -> None:
    with _served() as base:
        toml = f'name = "Xã"\nhome = "{base}/"\nprovince = "Lào Cai"\nrecipe = "generic"\nlistings = ["/"]\ndelay = 0\n'
        crawl_here(tmp_path, toml)
        dates = rows(tmp_path / "archive", "SELECT title, published_on FROM articles ORDER BY published_on")
        assert [(one["title"], one["published_on"]) for one in dates] == [
            (title, f"2017-05-0{number}") for number, title in enumerate(TITLES, 1)
        ]
        crawl_here(tmp_path, toml)
        assert rows(tmp_path / "archive", "SELECT DISTINCT kind FROM changes") == [{"kind": "new"}]
