"""`khotin serve` without a browser: every page answers, nothing of a portal's text becomes markup, no file gets out."""

import asyncio
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from aiohttp.test_utils import TestClient, TestServer
from lxml import html

from crawler.archive import Archive
from crawler.archive.copies import find_copies
from crawler.cli.serve import command as serve
from crawler.cli.serve import names_of
from crawler.health import PortalHealth, _alarms, broken_floors
from crawler.portal import Expect, load_portals
from crawler.recipe import load_recipes
from crawler.web import app as web_app
from crawler.web.app import Site
from crawler.web.clean_html import clean_html
from crawler.web.words import ENGLISH, Words
from tests.archive_filling import Filling
from tests.crawling import ROOT
from tests.feed_rules import atom_faults, jsonfeed_faults, rss_faults

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
LONG = "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành khẩn trương triển khai phương án ứng phó với bão số 9 tại 12 xã."
TEMPLATES = Path(web_app.__file__).parent / "templates"


class Answer(NamedTuple):
    status: int
    text: str
    headers: dict[str, str]

    @property
    def tree(self) -> Any:
        return html.document_fromstring(self.text)

    @property
    def words(self) -> str:
        return " ".join(self.tree.text_content().split())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "a"
    with Filling(path) as filling:
        markup = '<p onclick="x()">Bão <b>mạnh</b> <a href="javascript:x()">đây</a></p>'
        markup += "<table><tr><td colspan=2>Ô</td></tr></table>"
        filling.article("1", "Bão số 9 vào Đà Nẵng", "Bão mạnh.", lede="Tin bão", html=markup, byline="Lê An")
        filling.article(
            "1", "Bão số 9 vào Đà Nẵng", "Bão rất mạnh.", lede="Tin bão", html=markup.replace("Bão", "Bão rất")
        )
        filling.article("2", f"Tin {EVIL}", EVIL, lede=EVIL, byline=EVIL, section=EVIL, html=EVIL)
        filling.article("3", "Công điện ứng phó bão số 9", LONG, portal="danang", section="Chỉ đạo")
        filling.article("3", "Công điện ứng phó bão số 9", LONG, portal="quangnam")
        filling.article(
            "4", "Có tệp", "Xem tệp.", files={"https://hue.gov.vn/a.pdf": "Kế hoạch: 5/2026", "javascript:x()": "Độc"}
        )
        filling.lose("2")
        for number in range(45):
            filling.article(f"n{number}", f"Hội nghị thứ {number}", "Nội dung hội nghị.", portal="quangnam")
        (path / "files" / "ab").mkdir(parents=True)
        (path / "files" / "ab" / "x.pdf").write_bytes(b"%PDF-1.7 x")
        db = filling.db
        db.execute(
            "UPDATE attachments SET path = 'files/ab/x.pdf', media_type = 'application/pdf', bytes = 10 WHERE id = 1"
        )
        db.execute("UPDATE attachments SET digest = 'sha256:ab', status = 'stored' WHERE id = 1")
        text = ("sha256:ab", "Dự toán kinh phí nạo vét kênh mương", "read", "t", "2026-11-01T08:00:00Z")
        db.execute("INSERT INTO file_texts (digest, text, status, reader, read_at) VALUES (?, ?, ?, ?, ?)", text)
    find_copies(path)
    return path


def ask(archive: Path, *paths: str, site: dict[str, Any] | None = None, **request: Any) -> list[Answer]:
    async def answers() -> list[Answer]:
        made = Site(archive, load_portals([], load_recipes()), **(site or {}))
        async with TestClient(TestServer(made.app())) as client:
            found = []
            for path in paths:
                method = request.get("method", "GET")
                headers = request.get("headers", {})
                async with client.request(method, path, headers=headers, allow_redirects=False) as answer:
                    text = (await answer.read()).decode("utf-8", "replace")
                    found.append(Answer(answer.status, text, dict(answer.headers)))
            return found

    return asyncio.run(answers())


PAGES = [
    *("/", "/search", "/search?q=bao", "/search?q=da+nang&portal=hue", "/changes", "/changes?kind=gone", "/portals"),
    *("/portal/hue", "/portal/quangnam", "/problems", "/runs", "/health", "/article/1", "/article/1?revision=1"),
    *("/article/1/diff", "/article/2", "/article/2/diff", "/article/5"),
]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_answers_safely(archive: Path, language: str) -> None:
    for path, page in zip(PAGES, ask(archive, *PAGES, headers={"Cookie": f"khotin_lang={language}"}), strict=True):
        assert page.status == 200, path
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert not page.tree.xpath("//script | //style | //iframe | //img[@onerror] | //@style | //@onclick"), path
        assert not [
            one for one in page.tree.xpath("//@href | //@src") if one.lower().startswith(("javascript", "data"))
        ]
        assert page.tree.get("lang") == language
        assert len(page.tree.xpath("//main//h1")) == 1, path
        assert str(archive) not in page.text
        ids = page.tree.xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_search_finds_without_marks_and_shows_where(archive: Path) -> None:
    [page] = ask(archive, "/search?q=da+nang")
    assert page.tree.xpath("//ol/li[1]//h3/a/@href") == ["/article/1"]
    assert page.tree.xpath("//ol/li[1]//h3//mark/text()") == ["Đà", "Nẵng"]


def test_a_file_is_found_by_its_text_and_named(archive: Path) -> None:
    [page] = ask(archive, "/search?q=nao+vet+kenh")
    assert page.tree.xpath("//ol/li//h3/a/@href") == ["/article/5"]
    assert "trong tệp Kế hoạch: 5/2026: Dự toán kinh phí nạo vét kênh mương" in page.words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=bao+so+9&portal=hue", ["/article/1"]),
        ("q=bao+so+9&province=Đà+Nẵng", ["/article/3", "/article/4"]),
        ("q=bao+so+9&section=chi+dao", ["/article/3"]),
        ("status=gone", ["/article/2"]),
        ("q=bao&to=2020-01-01", []),
    ],
)
def test_filters(archive: Path, query: str, found: list[str]) -> None:
    [page] = ask(archive, f"/search?{query}")
    assert sorted(page.tree.xpath("//ol[contains(@class, 'articles')]//h3/a/@href")) == found


def test_a_search_goes_on_over_pages(archive: Path) -> None:
    pages = ask(archive, *(f"/search?q=hoi+nghi&from=2026-10-31&to=2026-10-31&page={number}" for number in (1, 2, 3)))
    found = [page.tree.xpath("//ol[contains(@class, 'hits')]//h3/a/@href") for page in pages]
    assert [len(one) for one in found] == [20, 20, 5]
    assert len({link for one in found for link in one}) == 45
    assert not pages[2].tree.xpath("//a[@rel='next']")


def test_lists_are_walked_to_their_end(archive: Path) -> None:
    seen: list[str] = []
    path: str | None = "/changes"
    while path:
        [page] = ask(archive, path)
        seen += page.tree.xpath("//ol[@class='changes']/li//h3/a/@href")
        path = next(iter(page.tree.xpath("//a[@rel='next']/@href")), None)
    with Archive(archive) as opened:
        assert len(seen) == opened.last_seq() == 52


def test_an_article_shows_all_that_hangs_on_it(archive: Path) -> None:
    article, older, copied, files, gone = ask(
        archive, "/article/1", "/article/1?revision=1", "/article/4", "/article/5", "/article/2"
    )
    assert article.tree.xpath("//div[@class='text']//b/text()") == ["mạnh"]
    assert article.tree.xpath("//div[@class='text']//td/@colspan") == ["2"]
    assert article.tree.xpath("//ol[@class='history']/li/@value") == ["2", "1"]
    assert "Bão rất" not in older.tree.xpath("string(//div[@class='text'])")
    assert "Bạn đang xem phiên bản 1" in older.words
    assert "danang · đăng trước · 100% giống" in copied.words
    assert files.tree.xpath("//ul[@class='files']//a/@href")[0] == "/file/1"
    assert "Độc" in files.words
    assert "Trang gốc đã không còn từ" in gone.words
    assert "<script>alert(1)" in gone.words


def test_a_diff_shows_what_was_added(archive: Path) -> None:
    [page] = ask(archive, "/article/1/diff?from=1&to=2")
    assert [one.strip() for one in page.tree.xpath("//div[contains(@class, 'diff')]//ins/text()")] == ["rất"]


def test_the_language_is_remembered_and_leads_back_on_this_site_alone(archive: Path) -> None:
    paths = [
        f"/language/en?to={to}" for to in ("/article/1?revision=1", "//evil.example/", "https://evil.example/", "/%5Cx")
    ]
    answers = ask(archive, *paths)
    assert [one.headers["Location"] for one in answers] == ["/article/1?revision=1", "/", "/", "/"]
    assert "khotin_lang=en" in answers[0].headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nix", 404),
        ("/article/9999", 404),
        ("/article/99999999999999999999", 404),
        ("/article/1?revision=9", 404),
        ("/article/1/diff?from=7", 404),
        ("/portal/nix", 404),
        ("/file/2", 404),
        ("/file/99", 404),
        ("/picture/1", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/search?q=%22", 400),
        ("/search?page=11&q=x", 400),
        ("/search?page=-1", 400),
        ("/search?from=gestern", 400),
        ("/search?portal=nix", 400),
        ("/search?status=x", 400),
        ("/changes?kind=lost", 400),
        ("/changes?before=x", 400),
    ],
)
def test_what_is_not_there_or_not_meant(archive: Path, path: str, status: int) -> None:
    [page] = ask(archive, path)
    assert page.status == status
    assert page.headers["Content-Security-Policy"]
    assert "Traceback" not in page.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_but_reading(archive: Path, method: str) -> None:
    assert ask(archive, "/", method=method)[0].status == 405


def test_a_file_is_a_download(archive: Path) -> None:
    [file] = ask(archive, "/file/1")
    assert (file.status, file.text) == (200, "%PDF-1.7 x")
    assert (
        file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch%205%202026.pdf"
    )
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "stored", ["archive.db", "files/../archive.db", "/etc/passwd", "files", "files/out", "files/none.pdf"]
)
def test_no_other_file_gets_out(archive: Path, tmp_path: Path, stored: str) -> None:
    with Filling(tmp_path / "a") as filling:
        filling.article("4", "Có tệp", "Xem tệp.", files={"https://hue.gov.vn/a.pdf": "Tệp"})
        filling.db.execute("UPDATE attachments SET path = ?, media_type = 'text/html'", (stored,))
        (tmp_path / "a" / "files").mkdir()
        (tmp_path / "secret").write_text("x")
        (tmp_path / "a" / "files" / "out").symlink_to(tmp_path / "secret")
    assert ask(tmp_path / "a", "/file/1")[0].status == 404


def test_feeds_are_valid_and_know_where_they_are(archive: Path) -> None:
    site = {"base": "https://tin.example.org/"}
    atom, rss, json_feed = ask(archive, "/feed.atom?q=bao", "/feed.rss?portal=hue", "/feed.json", site=site)
    assert (atom_faults(atom.text), rss_faults(rss.text), jsonfeed_faults(json_feed.text)) == ([], [], [])
    assert 'href="https://tin.example.org/feed.atom?q=bao"' in atom.text
    assert "<link>https://tin.example.org/portal/hue</link>" in rss.text


def test_strangers_names_do_not_lead_here(archive: Path) -> None:
    site = {"hosts": {"localhost", "127.0.0.1"}}
    assert ask(archive, "/", site=site)[0].status == 200
    assert ask(archive, "/", site=site, headers={"Host": "evil.example"})[0].status == 421


def test_the_database_cannot_be_written(archive: Path) -> None:
    with Archive(archive, strict=True) as opened:
        opened.connection.execute("PRAGMA query_only = OFF")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened.connection.execute("DELETE FROM articles")


def test_a_question_that_takes_too_long_is_broken_off(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_app, "SECONDS", -1.0)
    monkeypatch.setattr(web_app, "STEPS", 10)
    [page] = ask(archive, "/search?q=bao")
    assert (page.status, "Kho tin đang bận" in page.words) == (503, True)


def test_pages_are_made_while_a_crawl_writes(archive: Path) -> None:
    with sqlite3.connect(archive / "archive.db", isolation_level=None) as crawl:
        crawl.execute("BEGIN IMMEDIATE")
        crawl.execute("UPDATE articles SET title = 'halb'")
        [page] = ask(archive, "/article/1")
        crawl.execute("ROLLBACK")
    assert page.tree.xpath("//h1/text()") == ["Bão số 9 vào Đà Nẵng"]


def test_the_documentation_names_every_page_and_its_calls_are_taken(archive: Path) -> None:
    text = (Path(__file__).parents[1] / "docs" / "web.md").read_text(encoding="utf-8")
    routes = {route.resource.canonical for route in Site(archive, {}).app().router.routes() if route.resource}
    documented = set(re.findall(r"`(/[a-z./]*(?:ID)?(?:/diff)?)`", text))
    plain = {re.sub(r"\{\w+[^}]*\}", "ID", route) for route in routes} - {"/static/ID", "/language/ID", "/picture/ID"}
    assert {"/feed.atom", "/feed.rss", "/feed.json"} < documented
    assert plain - {"/feed.ID", "/file/ID"} <= documented
    calls = [
        line
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    ]
    assert len(calls) == 2
    for call in calls:
        serve.make_context("serve", shlex.split(call)[2:])
    [container] = re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    web = yaml.safe_load(container)["services"]["web"]
    made = serve.make_context("serve", web["command"][1:])
    assert web["ports"] == [f"127.0.0.1:{made.params['port']}:{made.params['port']}"]
    assert names_of(made.params["host"], "") == set()  # every name: the container's own is nobody's
    assert names_of("127.0.0.1", "https://tin.example.org") == {"127.0.0.1", "localhost", "::1", "tin.example.org"}


def phrases() -> Iterator[str]:
    for path in TEMPLATES.glob("*.html"):
        yield from re.findall(r"""\bt\((?:"([^"]+)"|'([^']+)')\)""", path.read_text(encoding="utf-8"))


def test_every_phrase_has_its_english() -> None:
    said = {one or other for one, other in phrases()}
    assert len(said) > 50
    assert said - set(ENGLISH) == set()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>a<script>b</script>c</p>", "<p>ac</p>"),
        ("<p>a</p><p>&nbsp;</p>", "<p>a</p>"),
        (
            '<a href="https://x.vn/?a=1&amp;b=2" onclick="y">z</a>',
            '<a href="https://x.vn/?a=1&amp;b=2" rel="noreferrer nofollow">z</a>',
        ),
        ('<a href="/tin">z</a><a href=" javascript:x">y</a>', "<a>z</a><a>y</a>"),
        ("<svg><script>x</script></svg><math><mi>x</mi></math>ô", "ô"),
        ("<p style='color:red' class=x>a<!-- b --></p>", "<p>a</p>"),
        ("<noscript><p title='</noscript><img src=x onerror=x>'></noscript>a", "a"),
        ("<table><tr><td rowspan=99999>a</td></tr></table>", "<table><tr><td>a</td></tr></table>"),
        ("<font><center><b>a</b></center></font>", "<b>a</b>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("", ""),
        ("<!-- -->", ""),
    ],
)
def test_markup_is_written_anew(given: str, kept: str) -> None:
    assert re.sub(r"</?tbody>", "", clean_html(given)) == kept


def test_what_stands_above_is_left_out() -> None:
    assert (
        clean_html("<div><p><b>Tóm  tắt</b></p></div><p>Tóm tắt khác</p>", without=["Tóm tắt"]) == "<p>Tóm tắt khác</p>"
    )


def test_deep_markup_ends() -> None:
    assert clean_html("<div>" * 5000 + "đáy" + "</div>" * 5000).count("đáy") <= 1


def test_what_the_archive_says_of_itself_is_vietnamese_too() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    health = PortalHealth("hue", 3, at, None, timedelta(days=9), 0.5, 0.5, 0.5, drift=0.4)
    expect = Expect(articles=500, silence=14, published=0.99, lede=0.9, byline=0.9)
    later = at + timedelta(days=60)
    alarms = [*broken_floors(health, expect, later), *_alarms(health, later)]
    health.last_new_at, health.articles = None, 0
    alarms += [*broken_floors(health, expect, later), *_alarms(health, later)]
    alarms.append("the listing https://hue.gov.vn/tin-tuc: empty listing since 2026-11-01")
    assert len(set(alarms)) == 11
    for alarm in alarms:
        assert Words("en").told(alarm) == alarm
        assert not re.search(r"\b(?:articles?|since|expected|nothing|listing)\b", Words("vi").told(alarm)), alarm
    assert Words("vi").told(alarms[-1]) == (
        "trang danh sách https://hue.gov.vn/tin-tuc: trang danh sách không có bài nào, từ 2026-11-01"
    )


def test_no_stranger_fills_the_log(archive: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crawler", "serve", "--archive", str(archive), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        port = int(re.findall(r":(\d+)/", served.stdout.readline())[0])
        for path in (b"/search?q=" + b"a" * 20_000, b"/\0", b"/ HTTP/1.1\r\nA b: c\r\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as sent:
                sent.sendall(b"GET " + path + b" HTTP/1.1\r\n\r\n")
                assert sent.recv(100).startswith(b"HTTP/1.0 400 ")
        served.send_signal(signal.SIGTERM)
        assert served.communicate(timeout=10)[1] == ""
        assert served.returncode == 130


def test_an_update_below_a_running_server_changes_no_page(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(archive, {})
    monkeypatch.setattr("jinja2.PackageLoader.get_source", lambda *_: ("{{ what_only_newer_code_gives }}", None, None))

    async def answer() -> str:
        async with TestClient(TestServer(site.app())) as client, client.get("/search?q=bao") as found:
            return await found.text()

    assert "Tìm kiếm" in asyncio.run(answer())


def test_phrases_that_or_takes_apart_are_offered_with_quotes(archive: Path) -> None:
    (asked,) = ask(archive, "/search?q=công+điện+OR+đà+nẵng&portal=hue")
    (link,) = asked.tree.xpath("//p[@class='notice']/a")
    assert link.text == '"công điện" OR "đà nẵng"'
    (offered,) = ask(archive, link.get("href"))
    assert offered.tree.xpath("//ol/li//a/mark")
    assert "portal=hue" in link.get("href")
    assert not offered.tree.xpath("//p[@class='notice']")
