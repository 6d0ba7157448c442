"""What a crawl wrote, replayed by other people's tools, is byte for byte what the portal sent; so are exports of it."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive.owed import Bounds
from crawler.errors import UsageError
from tests import faults
from tests import file_samples as samples
from tests.capturing import run, warc_files
from tests.crawling import change, crawl_here, rows
from tests.fault_portal import LISTING, Exchange, FaultPortal
from tests.replaying import Replay
from tests.test_crawler_files_crawl import offer, serve


class Sent:
    """A behaviour that answers as usual and remembers what it sent."""

    def __init__(self) -> None:
        self.bodies: dict[str, list[bytes]] = {}

    async def __call__(self, exchange: Exchange) -> None:
        code, body, headers = exchange.page()
        self.bodies.setdefault(exchange.hit.target, []).append(body)
        await exchange.answer(body, headers, code)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, list[bytes]]]:
    """An archive of two runs; the portal's address, and all that it sent for each target."""
    folder = tmp_path_factory.mktemp("replay")
    sent = Sent()
    with pytest.MonkeyPatch.context() as patch, FaultPortal(articles=6) as portal:
        patch.setenv("KHOTIN_LEASES", str(folder / "leases"))
        offer(portal, 0, "/up/a.pdf")
        serve(portal, "/up/a.pdf")
        portal.script("*", [sent])
        for number in range(2):
            if number:
                past = "strftime('%Y-%m-%dT%H:%M:%SZ', captured_at, '-2 days')"
                change(folder / "archive", f"UPDATE captures SET captured_at = {past}")
            crawl_here(folder, portal.portal_toml(), bounds=Bounds(recheck="all"))
        base = portal.base_url
    return folder / "archive", base, sent.bodies


def test_every_page_is_replayed_byte_for_byte(crawled: tuple[Path, str, dict[str, list[bytes]]]) -> None:
    archive, base, sent = crawled
    replay = Replay(warc_files(archive))
    assert len(sent) == 7
    for target, bodies in sent.items():
        assert replay.body(base + target) in bodies
    assert replay.body(f"{base}/up/a.pdf") == samples.PDF
    article = rows(archive, "SELECT url, title FROM articles LIMIT 1")[0]
    assert article["title"].encode() in replay.body(article["url"])


def test_a_portal_is_exported_whole_with_its_listings(
    crawled: tuple[Path, str, dict[str, list[bytes]]], tmp_path: Path
) -> None:
    archive, base, sent = crawled
    target = tmp_path / "all.warc.gz"
    run("export", "--format", "warc", "--everything", "--portal", "portal", "-o", target, "--archive", archive)
    replay = Replay([target])
    assert {f"{base}{one}" for one in (*sent, "/up/a.pdf")} <= set(replay.urls())
    assert replay.body(base + LISTING) in sent[LISTING]
    run("export", "--format", "warc", "-o", target, "--archive", archive)
    assert f"{base}{LISTING}" not in Replay([target]).urls(), "articles and their files alone"
    assert f"{base}/up/a.pdf" in Replay([target]).urls()


def test_a_span_of_time_is_exported(crawled: tuple[Path, str, dict[str, list[bytes]]], tmp_path: Path) -> None:
    archive = crawled[0]
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    target, counts = tmp_path / "span.warc.gz", []
    for bound in ("--received-since", "--received-until"):
        run("export", "--format", "warc", "--everything", bound, yesterday, "-o", target, "--archive", archive)
        counts.append(rows_of(target))
    (all_,) = rows(archive, "SELECT count(*) AS n FROM captures")
    assert min(counts) > 7
    assert sum(counts) >= all_["n"], "what a revisit refers to comes with it"


def rows_of(path: Path) -> int:
    return len(Replay([path])._lines)


def test_a_package_of_everything_opens(crawled: tuple[Path, str, dict[str, list[bytes]]], tmp_path: Path) -> None:
    archive, base, sent = crawled
    run("export", "--format", "wacz", "--everything", "-o", tmp_path / "all.wacz", "--archive", archive)
    with zipfile.ZipFile(tmp_path / "all.wacz") as package:
        pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()][1:]
        package.extract("archive/all.warc.gz", tmp_path)
    assert len({page["url"] for page in pages}) == 6
    assert Replay([tmp_path / "archive" / "all.warc.gz"]).body(base + LISTING) in sent[LISTING]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--format", "csv", "--everything"], "for WARC and WACZ"),
        (["--format", "warc", "-o", "x", "--everything", "--section", "Tin"], "goes with"),
        (["--format", "warc", "-o", "x", "--everything", "--limit", "3"], "goes with"),
        (["--format", "files"], "name a folder"),
    ],
)
def test_options_that_do_not_fit(
    crawled: tuple[Path, str, dict[str, list[bytes]]], options: list[str], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        run("export", *options, "--archive", crawled[0])


def test_files_are_exported_under_the_names_they_were_offered_by(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, FaultPortal(articles=1) as portal:
        patch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
        offer(portal, 0, "/up/a.pdf", "/up/b.pdf", "/up/c.docx")
        for target in ("/up/a.pdf", "/up/b.pdf"):
            serve(portal, target)
        portal.script("/up/c.docx", [faults.status(404)])
        crawl_here(tmp_path, portal.portal_toml())
    for name in ("../../Công văn số 12/UBND", "Công văn: số 12?"):
        place = "a" if ".." in name else "b"
        change(tmp_path / "archive", f"UPDATE attachments SET name = '{name}' WHERE url LIKE '%/{place}.pdf'")
    run("export", "--format", "files", "-o", tmp_path / "out", "--archive", tmp_path / "archive")
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert found == ["portal/1/Công văn số 12_UBND.pdf", "portal/1/Công văn_ số 12.pdf"]
    assert all((tmp_path / "out" / name).read_bytes() == samples.PDF for name in found)
