"""Feeds: valid by the formats' own rules and to a feed reader, ids that stay, nothing of a text becomes markup."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from click.testing import CliRunner
from lxml import etree, html

from crawler.archive import Archive
from crawler.cli.changes import command as changes_command
from crawler.cli.feeds import command as feeds_command
from crawler.cli.search import command as search_command
from crawler.feeds.collect import make_feed, write_feed
from crawler.query import parse_query
from tests.archive_filling import Filling

ATOM = "{http://www.w3.org/2005/Atom}"
ATTACK = "<script>alert(1)</script>]]> & \"'\x0b"


@pytest.fixture
def filling(tmp_path: Path) -> Iterator[Filling]:
    with Filling(tmp_path / "a") as filling:
        filling.article("5", "Bão số 9", "Bão mạnh.\n\nHàng 1 | 2\nHàng 3 | 4", lede="Tin bão", byline="Lê An")
        filling.article("/tin/6 & 7.html", f"Báo cáo {ATTACK}", f"Của xã. {ATTACK}", published=None)
        filling.article(
            "7", "Hội chợ", "Khai mạc.", portal="danang", files={"https://danang.gov.vn/a b.pdf": "Kế hoạch"}
        )
        filling.article("5", "Bão số 9", "Bão rất mạnh.\n\nHàng 1 | 2\nHàng 3 | 4", lede="Tin bão")
        yield filling


def feed_of(filling: Filling, form: str, *arguments: str) -> str:
    run = CliRunner().invoke(
        changes_command, ["--format", form, "--archive", str(filling.path), *arguments], catch_exceptions=False
    )
    assert run.exit_code == 0
    return run.stdout


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_reader_reads_them(filling: Filling, form: str) -> None:
    feed = feedparser.parse(feed_of(filling, form).encode())
    assert feed.bozo == 0
    assert feed.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert [entry.link for entry in feed.entries] == [
        "https://hue.gov.vn/?gd=1&cn=82&tc=5",
        "https://danang.gov.vn/?gd=1&cn=82&tc=7",
        "https://hue.gov.vn/?gd=1&cn=82&tc=/tin/6%20&%207.html",
    ]
    assert [entry.id for entry in feed.entries] == [
        "tag:hue.gov.vn,2026:khotin/hue/5",
        "tag:danang.gov.vn,2026:khotin/danang/7",
        "tag:hue.gov.vn,2026:khotin/hue//tin/6%20%26%207.html",
    ]
    assert feed.entries[0].updated == "2026-11-01T12:00:00Z"
    assert feed.entries[0].author == "Cổng thông tin điện tử tỉnh Thừa Thiên Huế"


def test_atom_has_what_the_standard_demands(filling: Filling) -> None:
    root = etree.fromstring(feed_of(filling, "atom").encode())
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert len(element.findall(f"{ATOM}author/{ATOM}name")) == 1
        assert len(element.findall(f"{ATOM}link[@rel='alternate']")) == 1
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").tzinfo
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert all(urlsplit(id_ or "").scheme in ("tag", "urn") for id_ in ids)
    assert root.findtext(f"{ATOM}updated") == max(element.text or "" for element in root.iter(f"{ATOM}updated"))


def test_rss_has_what_the_standard_demands(filling: Filling) -> None:
    channel = etree.fromstring(feed_of(filling, "rss").encode())[0]
    assert [channel.findtext(name) for name in ("title", "link", "description")].count(None) == 0
    for item in channel.findall("item"):
        assert [child.tag for child in item].count("guid") == 1
        guid = item.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"
        assert datetime.strptime(item.findtext("pubDate") or "", "%a, %d %b %Y %H:%M:%S %z")


def test_json_feed_has_what_the_standard_demands(filling: Filling) -> None:
    feed = json.loads(feed_of(filling, "jsonfeed"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(isinstance(item["id"], str) and item["content_html"] for item in feed["items"])
    assert feed["items"][1]["attachments"] == [
        {"url": "https://danang.gov.vn/a%20b.pdf", "mime_type": "application/pdf", "title": "Kế hoạch"}
    ]
    assert "date_published" not in feed["items"][2]


def test_an_edit_updates_its_entry_and_shows_what_it_changed(filling: Filling) -> None:
    entries = json.loads(feed_of(filling, "jsonfeed"))["items"]
    assert len(entries) == 3
    assert "Bão <ins>rất </ins>mạnh" in entries[0]["content_html"]
    assert "Hàng 1 | 2<br>\nHàng 3 | 4" in entries[0]["content_html"]
    assert entries[0]["date_modified"] == "2026-11-01T12:00:00Z"
    before = {entry["id"] for entry in entries}
    filling.lose("5")
    gone = json.loads(feed_of(filling, "jsonfeed"))["items"]
    assert {entry["id"] for entry in gone} == before
    assert gone[0]["title"] == "[Đã gỡ] Bão số 9"


def test_content_is_text_in_a_few_harmless_elements(filling: Filling) -> None:
    for item in json.loads(feed_of(filling, "jsonfeed"))["items"]:
        tree = html.fragment_fromstring(item["content_html"], create_parent="div")
        tags = {element.tag for element in tree.iter()}
        assert tags <= {"div", "p", "br", "strong", "a", "ins", "del", "hr", "h1", "span"}
        assert not tree.xpath("//@src | //@style | //@onerror")
    assert "alert(1)" in item["content_html"]
    assert "\x0b" not in feed_of(filling, "atom")


def test_an_empty_feed_is_valid_and_stays_the_same(tmp_path: Path) -> None:
    with Filling(tmp_path / "a") as filling:
        texts = [feed_of(filling, "atom"), feed_of(filling, "atom")]
    assert texts[0] == texts[1]
    assert feedparser.parse(texts[0].encode()).bozo == 0


def test_limits_and_cursors(filling: Filling) -> None:
    def keys(text: str) -> list[str]:
        return [item["id"].rpartition("/")[2] for item in json.loads(text)["items"]]

    assert keys(feed_of(filling, "jsonfeed", "--limit", "2")) == ["5", "7"]
    assert keys(feed_of(filling, "jsonfeed", "--kind", "new", "--portal", "danang")) == ["7"]
    assert keys(feed_of(filling, "jsonfeed", "--match", "bão")) == ["5"]
    assert keys(feed_of(filling, "jsonfeed", "--cursor", "x", "--limit", "3")) == ["7", "6%20%26%207.html", "5"]
    assert keys(feed_of(filling, "jsonfeed", "--cursor", "x")) == ["5"]
    assert keys(feed_of(filling, "jsonfeed", "--cursor", "x")) == []


def test_a_feed_is_bounded_and_its_cursor_goes_on(filling: Filling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.cli.changes.ENTRIES", 3)
    read = [json.loads(feed_of(filling, "jsonfeed", "--cursor", "x"))["items"] for _ in range(3)]
    assert [len(items) for items in read] == [3, 1, 0]


def test_only_what_was_added_makes_an_entry(filling: Filling) -> None:
    items = json.loads(feed_of(filling, "jsonfeed", "--match", "rất", "--added"))["items"]
    assert [item["id"][-1] for item in items] == ["5"]
    assert json.loads(feed_of(filling, "jsonfeed", "--match", "mạnh", "--added", "--kind", "edited"))["items"] == []


def test_a_search_as_a_feed(filling: Filling) -> None:
    arguments = ["bao", "--format", "atom", "--archive", str(filling.path)]
    feed = feedparser.parse(CliRunner().invoke(search_command, arguments).stdout.encode())
    assert (feed.bozo, feed.feed.title) == (0, "Tìm: bao")
    assert [entry.link[-1] for entry in feed.entries] == ["5", "l"]


def test_static_files(filling: Filling, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "web"), "--search", "Bão=bão", "--base-url", "https://example.org/tin/"]
    arguments += ["--archive", str(filling.path)]
    assert CliRunner().invoke(feeds_command, arguments, catch_exceptions=False).exit_code == 0
    names = {
        f"{name}{suffix}"
        for name in ("all", "portal-hue", "portal-danang", "search-bao")
        for suffix in (".atom", ".rss")
    }
    written = {path.name: path for path in (tmp_path / "web").iterdir()}
    assert names < set(written)
    assert not [name for name in written if name.startswith(".")]
    feed = feedparser.parse(written["portal-hue.atom"].read_bytes())
    assert feed.bozo == 0
    assert {"rel": "self", "href": "https://example.org/tin/portal-hue.atom", "type": "application/atom+xml"} in [
        {name: link[name] for name in ("rel", "href", "type")} for link in feed.feed.links
    ]
    os.utime(written["portal-danang.atom"], (1, 1))
    filling.article("5", "Bão số 9", "Bão tan.")
    assert CliRunner().invoke(feeds_command, arguments).exit_code == 0
    assert written["portal-danang.atom"].stat().st_mtime == 1  # nothing new there: left alone
    assert "Bão tan" in written["portal-hue.atom"].read_text()


@pytest.mark.parametrize("search", ["bão", "=bão", "../x=bão", 'a="', "a/b=c"])
def test_a_search_without_a_usable_name_is_refused(filling: Filling, tmp_path: Path, search: str) -> None:
    arguments = [str(tmp_path / "web"), "--search", search, "--archive", str(filling.path)]
    run = CliRunner().invoke(feeds_command, arguments)
    assert getattr(run.exception, "exit_code", None) == 2
    assert not (tmp_path / "web").exists()


def test_feed_ids_hang_on_the_name(filling: Filling) -> None:
    with Archive(filling.path) as archive:
        texts = [write_feed(make_feed(archive, [], name=name, title="x"), "atom") for name in ("a", "a", "b")]
    assert texts[0] == texts[1] != texts[2]


def test_only_what_an_edit_added_can_be_asked_for(filling: Filling) -> None:
    with Archive(filling.path) as archive:
        ask = lambda word: [  # noqa: E731
            (change.seq, change.kind) for change in archive.changes(match=parse_query(word), added=True)
        ]
        assert ask("rất") == [(4, "edited")]
        assert ask("mạnh") == [(1, "new")]
