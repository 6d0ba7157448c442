"""Every feed we can write passes the W3C validator's rules; a feed that breaks one is told."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.archive import Archive
from crawler.cli.changes import command as changes_command
from crawler.cli.feeds import command as feeds_command
from crawler.cli.search import command as search_command
from crawler.feeds.collect import WRITERS, make_feed, write_feed
from tests.archive_filling import Filling
from tests.feed_rules import atom_faults, jsonfeed_faults, rss_faults

FAULTS: dict[str, Callable[[str], list[str]]] = {"atom": atom_faults, "rss": rss_faults, "jsonfeed": jsonfeed_faults}
EVIL = "<script>alert(1)</script>]]> <img src=x onerror=alert(1)> & \"'\x0b\x00\ufffe"


@pytest.fixture
def filling(tmp_path: Path) -> Iterator[Filling]:
    with Filling(tmp_path / "a") as filling:
        filling.db.execute("UPDATE portals SET home = 'https://Đà-Nẵng.example/cổng/' WHERE id = 'quangnam'")
        filling.article("1", "Tin", "Một.\n\nHai | Ba", lede="Tóm tắt", byline=f"Lê {EVIL}", section=f"Mục {EVIL}")
        filling.article(f"/tin/2 {EVIL} ạ.html", f"Tin {EVIL}", f"{EVIL}\n\n{EVIL}", published=None)
        files = {"https://hue.gov.vn/kế hoạch.pdf": f"Tệp {EVIL}", "javascript:alert(1)": "Tệp", "http://x/[a]": ""}
        filling.article("3", "Tệp", "", portal="danang", files=files)
        filling.article("4", "Tin ở tên miền có dấu", "Nội dung.", portal="quangnam")
        filling.article("1", "Tin đã sửa", "Một.\n\nHai | Bốn", lede="Tóm tắt")
        filling.article("1", "Tin đã sửa", "Một.\n\nHai | Bốn", lede="Tóm tắt", files={"https://hue.gov.vn/a": "A"})
        filling.article("5", "Trang chỉ có tiêu đề", "")
        filling.lose("3", portal="danang")
        yield filling


def run(command: object, filling: Filling, *arguments: str) -> str:
    done = CliRunner().invoke(command, [*arguments, "--archive", str(filling.path)], catch_exceptions=False)  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("form", WRITERS)
def test_feeds_of_changes_and_searches_are_valid(filling: Filling, form: str) -> None:
    for arguments in ([], ["--kind", "gone"], ["--portal", "quangnam"], ["--match", "không có"], ["--cursor", "x"]):
        text = run(changes_command, filling, "--format", form, *arguments)
        assert FAULTS[form](text) == []
    assert FAULTS[form](run(search_command, filling, "tin", "--format", form)) == []


def test_static_feeds_are_valid(filling: Filling, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "web"), "--search", "tin=tin", "--base-url", "https://ví-dụ.example/tin tức/"]
    run(feeds_command, filling, *arguments)
    suffixes = {".atom": "atom", ".rss": "rss", ".json": "jsonfeed"}
    written = [path for path in (tmp_path / "web").iterdir() if path.suffix in suffixes]
    assert len(written) == 15
    for path in written:
        assert FAULTS[suffixes[path.suffix]](path.read_text(encoding="utf-8")) == [], path
    assert 'rel="self"' in (tmp_path / "web" / "all.atom").read_text()


ATOM_BREAKS = [
    ("MissingElement", "<id>", "<id2>", "</id>", "</id2>"),
    ("InvalidRFC3339Date", "T09:00:00Z</updated>", " 09:00</updated>"),
    ("InvalidTAG", "tag:hue.gov.vn,2026:", "tag:Hue.gov.vn:"),
    ("InvalidURI", "urn:uuid:", "urn uuid:"),
    ("InvalidFullLink", 'href="https://hue.gov.vn/', 'href="/'),
    ("DuplicateElement", "<updated>", "<updated>2026-11-01T09:00:00Z</updated><updated>"),
    ("MissingAlternateLink", 'rel="alternate"', 'rel="related"'),
    ("SecurityRisk: script", "&lt;p&gt;", "&lt;script&gt;x&lt;/script&gt;&lt;p&gt;"),
    ("SecurityRiskAttr", "&lt;p&gt;", "&lt;p onclick='x'&gt;"),
    ("ContainsRelRef", "&lt;p&gt;", "&lt;a href='tin.html'&gt;x&lt;/a&gt;&lt;p&gt;"),
    ("UndefinedElement", "<entry>", "<entry><guid>1</guid>"),
    ("SAXError", "</entry>", ""),
]
RSS_BREAKS = [
    ("MissingElement: description", "<description>", "<d>", "</description>", "</d>"),
    ("InvalidRFC2822Date", "<pubDate>", "<pubDate>hôm "),
    ("ProblematicalRFC822Date", "<pubDate>Sat", "<pubDate>Mon"),
    ("MissingGuid", "guid", "id"),
    ("InvalidFullLink", 'isPermaLink="false"', 'isPermaLink="true"'),
    ("SecurityRisk", "&lt;p&gt;", "&lt;iframe&gt;&lt;/iframe&gt;&lt;p&gt;"),
]
JSON_BREAKS = [
    ("version", "version/1.1", "version/2"),
    ("id is no string", '"id": "tag:hue.gov.vn,2026:khotin/hue/5"', '"id": 5'),
    ("InvalidRFC3339Date", "T09:00:00Z", ""),
    ("null for", '"summary": "', '"x": null, "summary": "'),
    ("tags", '"tags": [', '"tags": [1,'),
]
BREAKS = [
    (form, *one)
    for form, all_ in {"atom": ATOM_BREAKS, "rss": RSS_BREAKS, "jsonfeed": JSON_BREAKS}.items()
    for one in all_
]


@pytest.mark.parametrize(("form", "said", "changes"), [(form, said, changes) for form, said, *changes in BREAKS])
def test_what_is_broken_is_told(tmp_path: Path, form: str, said: str, changes: list[str]) -> None:
    with Filling(tmp_path / "a") as filling:
        filling.article("5", "Tin", "Nội dung.")
    with Archive(tmp_path / "a") as archive:
        text = write_feed(make_feed(archive, archive.changes(), name="x", title="x"), form)
    assert FAULTS[form](text) == []
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    assert any(fault.startswith(said) for fault in FAULTS[form](text)), FAULTS[form](text)


def test_two_entries_with_one_id_are_told(tmp_path: Path) -> None:
    with Filling(tmp_path / "a") as filling:
        filling.article("5", "Tin", "Nội dung.")
    with Archive(tmp_path / "a") as archive:
        feed = json.loads(write_feed(make_feed(archive, archive.changes(), name="x", title="x"), "jsonfeed"))
    feed["items"] *= 2
    assert jsonfeed_faults(json.dumps(feed)) == ["id twice: tag:hue.gov.vn,2026:khotin/hue/5"]
