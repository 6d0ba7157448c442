"""Files that articles offer, fetched from a portal on loopback: every hazard, once each, and never again unasked."""

import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.owed import Bounds
from crawler.demo.source import Attachment
from crawler.files.place import kept_files
from crawler.session import Session
from tests import faults
from tests import file_samples as samples
from tests.capturing import run, warcio_check
from tests.crawling import change, check, contents, crawl_here, crawl_process, rows
from tests.fault_portal import Behaviour, Exchange, FaultPortal

PDF_TYPE = "application/pdf"
STATES = "SELECT url, status, media_type, bytes, digest, path, version_no, offered FROM attachments ORDER BY url"


@pytest.fixture(autouse=True)
def own_leases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))


@pytest.fixture
def portal() -> Iterator[FaultPortal]:
    with FaultPortal(articles=3) as running:
        yield running


def offer(portal: FaultPortal, number: int, *hrefs: str) -> str:
    """Let the article of that number offer these files; returns its key."""
    key = list(portal.truth())[number]
    portal.edit(key, attachments=tuple(Attachment(f"Tệp {place}", href) for place, href in enumerate(hrefs)))
    return key


def serve(portal: FaultPortal, target: str, body: bytes = samples.PDF, media_type: str = PDF_TYPE) -> None:
    portal.script(target, [faults.text(body, media_type)])


def states(folder: Path) -> dict[str, dict[str, Any]]:
    """What is known of each file, by the last step of its address."""
    return {row.pop("url").rpartition("/")[2]: row for row in rows(folder / "archive", STATES)}


def kept(folder: Path) -> list[Path]:
    return list(kept_files(folder / "archive"))


def problems(folder: Path) -> list[tuple[str, str]]:
    sql = "SELECT reason, detail FROM problems WHERE stage = 'file' AND resolved_at IS NULL"
    return [(row["reason"], row["detail"]) for row in rows(folder / "archive", sql)]


def asked(portal: FaultPortal, ending: str = "/up/") -> Counter[str]:
    return Counter({target: times for target, times in portal.hits.items() if target.startswith(ending)})


def crawl(folder: Path, portal: FaultPortal, *, bounds: Bounds | None = None, **toml: str) -> Session:
    return crawl_here(folder, portal.portal_toml(**toml), bounds=bounds)


def all_is_well(folder: Path) -> bool:
    return run("verify", "--archive", folder / "archive", "--portals", folder) == (0, "all is well\n")


def test_a_file_is_kept_under_its_digest_captured_and_never_asked_for_again(
    portal: FaultPortal, tmp_path: Path
) -> None:
    offer(portal, 0, "/up/bao-cao.pdf")
    serve(portal, "/up/bao-cao.pdf")
    session = crawl(tmp_path, portal)
    digest = sha256(samples.PDF).hexdigest()
    path = f"files/{digest[:2]}/{digest}.pdf"
    assert states(tmp_path)["bao-cao.pdf"] == {
        **{"status": "stored", "media_type": PDF_TYPE, "bytes": len(samples.PDF), "digest": f"sha256:{digest}"},
        **{"path": path, "version_no": 1, "offered": 1},
    }
    assert (tmp_path / "archive" / path).read_bytes() == samples.PDF
    assert session.summary()["files"] == 1
    (capture,) = rows(tmp_path / "archive", "SELECT * FROM captures WHERE url LIKE '%bao-cao.pdf'")
    assert capture["payload_digest"] == f"sha256:{digest}"
    assert capture["warc_file"]
    assert capture["tls"] == "none"
    assert warcio_check(tmp_path / "archive")
    held, before = contents(tmp_path / "archive"), portal.hits.copy()
    crawl(tmp_path, portal)
    assert portal.hits - before == Counter({"/robots.txt": 1, "/?gd=1&cn=82": 1})
    assert contents(tmp_path / "archive") == held
    assert all_is_well(tmp_path)


def test_files_come_after_every_article(portal: FaultPortal, tmp_path: Path) -> None:
    for number in range(3):
        offer(portal, number, f"/up/{number}.pdf")
        serve(portal, f"/up/{number}.pdf")
    crawl(tmp_path, portal, concurrency="1")
    kinds = ["file" if hit.target.startswith("/up/") else "page" for hit in portal.log]
    assert kinds.count("file") == 3
    assert kinds == sorted(kinds, reverse=True)


REFUSED: dict[str, tuple[Behaviour, str, str]] = {
    "a page of HTML": (faults.text(samples.HTML), "wrong type", "wrong type"),
    "a page that says it is a PDF": (faults.pdf_as_html(), "stored", ""),
    "HTML under a PDF's type": (faults.text(samples.HTML, PDF_TYPE), "wrong type", "wrong type"),
    "nothing": (faults.text(b"", PDF_TYPE), "wrong type", "wrong type"),
    "an error in JSON": (faults.text(b'{"error":1}', "application/json"), "wrong type", "wrong type"),
    "404": (faults.status(404), "gone", "status 404"),
    "410": (faults.status(410), "gone", "status 410"),
    "403": (faults.status(403), "failed", "status 403"),
    "500": (faults.status(500), "failed", "status 500"),
    "a private address": (faults.redirect("http://127.0.0.2:1/a.pdf"), "failed", "redirected off the portal"),
    "the cloud's own address": (faults.redirect("http://169.254.169.254/a"), "failed", "redirected off the portal"),
    "a redirect to itself": (faults.redirect("/up/x.pdf"), "failed", "redirect loop"),
    "a reset": (faults.reset("in_head"), "failed", "connection failed"),
    "too many bytes, as announced": (faults.huge(4), "too large", "too large"),
    "too many bytes, unannounced": (faults.huge(4, declared=False), "too large", "too large"),
    "a connection that breaks off": (faults.cut(), "failed", "truncated"),
}


@pytest.mark.parametrize("hazard", REFUSED)
def test_what_is_no_file_is_told_and_not_kept(portal: FaultPortal, tmp_path: Path, hazard: str) -> None:
    behaviour, status, reason = REFUSED[hazard]
    offer(portal, 0, "/up/x.pdf")
    portal.script("/up/x.pdf", [behaviour])
    session = crawl(tmp_path, portal, file_size="2")
    state = states(tmp_path)["x.pdf"]
    assert state["status"] == status
    if status != "stored":
        assert (state["path"], state["digest"], kept(tmp_path)) == (None, None, [])
    assert [one for one, _ in problems(tmp_path)] == ([reason] if reason else [])
    assert session.runs["portal"].trouble == []
    assert session.runs["portal"].counts.articles_new == 3
    before = portal.hits.copy()
    crawl(tmp_path, portal, file_size="2")
    assert all_is_well(tmp_path)
    if status in ("wrong type", "gone", "too large"):
        assert asked(portal) == Counter({target: times for target, times in before.items() if "/up/" in target})


def test_a_slow_file_gives_up_its_place_and_comes_later(portal: FaultPortal, tmp_path: Path) -> None:
    offer(portal, 0, "/up/x.pdf")
    portal.script("/up/x.pdf", [faults.silent(after_head=True)])
    toml = portal.portal_toml()
    crawl_here(tmp_path, toml, KHOTIN_SILENCE_TIMEOUT=0.2)
    assert states(tmp_path)["x.pdf"]["status"] == "failed"
    serve(portal, "/up/x.pdf")
    crawl_here(tmp_path, toml)
    assert states(tmp_path)["x.pdf"]["status"] == "stored"
    assert problems(tmp_path) == []


def test_a_body_that_ends_without_a_word_of_its_length_must_have_a_files_end(
    portal: FaultPortal, tmp_path: Path
) -> None:
    async def unsaid(exchange: Exchange) -> None:
        await exchange.head({"Content-Type": PDF_TYPE, "Connection": "close"})
        await exchange.write(samples.PDF[:-40])
        exchange.open = False

    offer(portal, 0, "/up/x.pdf")
    portal.script("/up/x.pdf", [unsaid, faults.text(samples.PDF, PDF_TYPE)])
    crawl(tmp_path, portal)
    assert states(tmp_path)["x.pdf"]["status"] == "stored"
    assert [path.read_bytes() for path in kept(tmp_path)] == [samples.PDF]


def test_the_same_bytes_are_kept_once_and_the_same_address_is_asked_once(portal: FaultPortal, tmp_path: Path) -> None:
    offer(portal, 0, "/up/a.pdf", "/up/b.pdf")
    offer(portal, 1, "/up/a.pdf")
    serve(portal, "/up/a.pdf")
    serve(portal, "/up/b.pdf")
    crawl(tmp_path, portal)
    assert asked(portal) == {"/up/a.pdf": 1, "/up/b.pdf": 1}
    assert len(kept(tmp_path)) == 1
    found = rows(tmp_path / "archive", "SELECT status, path, version_no FROM attachments")
    assert len(found) == 3
    assert len({tuple(row.values()) for row in found}) == 1


def test_an_article_that_comes_later_knows_the_file_already(portal: FaultPortal, tmp_path: Path) -> None:
    offer(portal, 0, "/up/a.pdf")
    serve(portal, "/up/a.pdf")
    late = portal.drop(list(portal.truth())[2])
    crawl(tmp_path, portal)
    portal.put(late)
    portal.edit(str(late.key), attachments=(Attachment("Tệp", "/up/a.pdf"),))
    crawl(tmp_path, portal)
    assert asked(portal) == {"/up/a.pdf": 1}
    found = rows(tmp_path / "archive", "SELECT status, digest FROM attachments")
    assert [row["status"] for row in found] == ["stored", "stored"]
    assert len(rows(tmp_path / "archive", "SELECT 1 FROM file_versions")) == 2


HOSTILE = ["/up/..%2F..%2Fx.pdf", "/up/C%C3%B4ng%20v%C4%83n%20s%E1%BB%91%2012.pdf", "/up/" + "a" * 500 + ".pdf"]


@pytest.mark.parametrize("href", HOSTILE)
def test_no_name_decides_where_a_file_lies(portal: FaultPortal, tmp_path: Path, href: str) -> None:
    offer(portal, 0, href)
    serve(portal, "*")
    for address in (*portal.addresses(), "/?gd=1&cn=82"):
        portal.script(address, [faults.fine()])
    crawl(tmp_path, portal)
    (path,) = kept(tmp_path)
    assert path.name == sha256(samples.PDF).hexdigest() + ".pdf"
    assert {one.name for one in tmp_path.iterdir()} <= {"archive", "portal.toml", "leases"}


def test_types_are_asked_for_as_the_portal_says(portal: FaultPortal, tmp_path: Path) -> None:
    offer(portal, 0, "/up/a.pdf", "/up/b.docx", "/up/c.zip", "/download/7")
    for target in ("/up/a.pdf", "/up/b.docx", "/up/c.zip", "/download/7"):
        serve(portal, target)
    serve(portal, "/up/b.docx", samples.docx("Kế hoạch"))
    serve(portal, "/download/7", samples.zipped({"a": "a"}))
    crawl(tmp_path, portal, attachments='["docx"]')
    found = {name: state["status"] for name, state in states(tmp_path).items()}
    assert found == {"a.pdf": "listed", "b.docx": "stored", "c.zip": "listed", "7": "unwanted"}
    crawl(tmp_path, portal)
    assert {state["status"] for state in states(tmp_path).values()} == {"stored"}
    assert asked(portal) == {"/up/a.pdf": 1, "/up/b.docx": 1, "/up/c.zip": 1}


def test_off_is_off_and_on_again_fetches_what_was_listed_meanwhile(portal: FaultPortal, tmp_path: Path) -> None:
    offer(portal, 0, "/up/a.pdf")
    serve(portal, "/up/a.pdf")
    crawl(tmp_path, portal, attachments="false")
    assert asked(portal) == {}
    assert states(tmp_path)["a.pdf"]["status"] == "listed"
    crawl(tmp_path, portal, bounds=Bounds(files=False))
    assert asked(portal) == {}
    crawl(tmp_path, portal)
    assert states(tmp_path)["a.pdf"]["status"] == "stored"
    check(tmp_path / "archive")


@pytest.mark.parametrize(("option", "files"), [("--no-files", 0), ("--files", 1), ("--json", 0)])
def test_the_command_line_overrules_the_portals_file(
    portal: FaultPortal, tmp_path: Path, option: str, files: int
) -> None:
    offer(portal, 0, "/up/a.pdf")
    serve(portal, "/up/a.pdf")
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "portal.toml").write_text(portal.portal_toml(attachments='["docx"]'), "utf-8")
    process = crawl_process(tmp_path / "portals", tmp_path / "archive", option, "--json")
    told, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert json.loads(told)["files"] == files
    assert len(list(kept_files(tmp_path / "archive"))) == files


def test_pictures_are_kept_where_the_portal_asks_for_them(tmp_path: Path) -> None:
    with FaultPortal(articles=20) as portal:
        crawl(tmp_path, portal)
        listed = rows(tmp_path / "archive", "SELECT DISTINCT url FROM images WHERE status = 'listed'")
        assert listed
        crawl(tmp_path, portal, images="true")
        found = rows(tmp_path / "archive", "SELECT DISTINCT url, status, media_type, path FROM images")
    assert {(row["status"], row["media_type"]) for row in found} == {("stored", "image/gif")}
    assert len(found) == len(listed)
    assert all((tmp_path / "archive" / row["path"]).is_file() for row in found)


def test_robots_txt_is_obeyed(portal: FaultPortal, tmp_path: Path) -> None:
    offer(portal, 0, "/up/a.pdf")
    portal.script("/robots.txt", [faults.robots("User-agent: *\nDisallow: /up/\n")])
    crawl(tmp_path, portal)
    assert asked(portal) == {}
    assert states(tmp_path)["a.pdf"]["status"] == "denied"


def test_another_host_is_asked_only_where_the_portals_file_names_it(portal: FaultPortal, tmp_path: Path) -> None:
    with FaultPortal(articles=1) as other:
        serve(other, "/up/a.pdf")
        offer(portal, 0, f"{other.base_url}/up/a.pdf")
        crawl(tmp_path, portal)
        assert other.hits == {}
        assert states(tmp_path)["a.pdf"]["status"] == "listed"
        crawl(tmp_path, portal, file_hosts=f'["127.0.0.1:{other.port}"]')
        assert other.hits == {"/robots.txt": 1, "/up/a.pdf": 1}
    assert states(tmp_path)["a.pdf"]["status"] == "stored"


def test_a_private_address_is_not_reached_though_the_portals_file_names_it(portal: FaultPortal, tmp_path: Path) -> None:
    offer(portal, 0, f"{portal.elsewhere_url}/up/a.pdf")
    serve(portal, "/up/a.pdf")
    crawl(tmp_path, portal, file_hosts=f'["127.0.0.2:{portal.port}"]')
    assert states(tmp_path)["a.pdf"]["status"] == "failed"
    assert [reason for reason, _ in problems(tmp_path)] == ["private address"]
    assert "127.0.0.2" not in {hit.host for hit in portal.log}


def test_a_file_that_has_changed_edits_its_article_and_the_first_one_does_not(
    portal: FaultPortal, tmp_path: Path
) -> None:
    key = offer(portal, 0, "/up/a.pdf")
    portal.script("/up/a.pdf", [faults.with_headers(ETag='"1"')])
    serve(portal, "/up/a.pdf")
    crawl(tmp_path, portal)
    archive = tmp_path / "archive"
    assert rows(archive, "SELECT kind FROM changes WHERE kind <> 'new'") == []
    again(archive)
    crawl(tmp_path, portal, bounds=Bounds(recheck="all"))
    assert rows(archive, "SELECT kind FROM changes WHERE kind <> 'new'") == []
    assert asked(portal) == {"/up/a.pdf": 2}
    again(archive)
    serve(portal, "/up/a.pdf", samples.OTHER_PDF)
    session = crawl(tmp_path, portal, bounds=Bounds(recheck="all"))
    assert session.summary()["articles_edited"] == 1
    (edit,) = rows(
        archive,
        "SELECT key, changes.revision_no FROM changes JOIN articles ON articles.id = article_id WHERE kind = 'edited'",
    )
    assert edit == {"key": key, "revision_no": 2}
    first, second = rows(
        archive,
        "SELECT title, body, digest FROM revisions WHERE article_id = "
        "(SELECT article_id FROM attachments) ORDER BY revision_no",
    )
    assert (first["title"], first["body"]) == (second["title"], second["body"])
    assert first["digest"] != second["digest"]
    assert [row["revision_no"] for row in rows(archive, "SELECT revision_no FROM file_versions")] == [None, 2]
    assert len(kept(tmp_path)) == 2
    for _ in range(2):
        crawl(tmp_path, portal, bounds=Bounds(recheck="all"))
    assert len(rows(archive, "SELECT 1 FROM changes WHERE kind = 'edited'")) == 1
    assert all_is_well(tmp_path)
    assert run("extract", "--archive", archive, "--portals", tmp_path)[0] == 0
    crawl(tmp_path, portal, bounds=Bounds(recheck="all"))
    assert len(rows(archive, "SELECT 1 FROM changes WHERE kind = 'edited'")) == 1


def again(archive: Path) -> None:
    """Two months pass."""
    earlier = "strftime('%Y-%m-%dT%H:%M:%SZ', fetched_at, '-60 days')"
    change(archive, f"UPDATE frontier SET fetched_at = {earlier} WHERE kind = 'file'")


def test_a_kept_file_is_asked_for_again_only_if_it_has_changed(portal: FaultPortal, tmp_path: Path) -> None:
    asks: list[str | None] = []

    async def honest(exchange: Exchange) -> None:
        asks.append(exchange.hit.headers.get("if-none-match"))
        held = asks[-1] == '"1"'
        await exchange.answer(samples.PDF, {"Content-Type": PDF_TYPE, "ETag": '"1"'}, 304 if held else 200)

    offer(portal, 0, "/up/a.pdf")
    portal.script("/up/a.pdf", [honest])
    crawl(tmp_path, portal)
    again(tmp_path / "archive")
    crawl(tmp_path, portal, bounds=Bounds(recheck="all"))
    assert asks == [None, '"1"']
    assert states(tmp_path)["a.pdf"]["status"] == "stored"


def test_an_edited_article_asks_for_its_files_at_once_and_forgets_none(portal: FaultPortal, tmp_path: Path) -> None:
    key = offer(portal, 0, "/up/a.pdf", "/up/b.pdf")
    serve(portal, "/up/a.pdf")
    serve(portal, "/up/b.pdf", samples.OTHER_PDF)
    crawl(tmp_path, portal)
    change(tmp_path / "archive", "UPDATE frontier SET fetched_at = '2020-01-01T00:00:00Z' WHERE kind = 'file'")
    offer(portal, 0, "/up/a.pdf")
    portal.edit(key, title="Một tiêu đề khác hẳn cho bài này")
    crawl(tmp_path, portal, bounds=Bounds(recheck="all"))
    assert asked(portal) == {"/up/a.pdf": 2, "/up/b.pdf": 1}
    assert {name: state["offered"] for name, state in states(tmp_path).items()} == {"a.pdf": 1, "b.pdf": 0}
    assert states(tmp_path)["b.pdf"]["status"] == "stored"


def test_what_is_gone_stays_kept(portal: FaultPortal, tmp_path: Path) -> None:
    offer(portal, 0, "/up/a.pdf")
    serve(portal, "/up/a.pdf")
    crawl(tmp_path, portal)
    for behaviour, status in (
        (faults.status(503), "stored"),
        (faults.text(samples.HTML), "stored"),
        (faults.status(404), "gone"),
    ):
        again(tmp_path / "archive")
        change(tmp_path / "archive", "UPDATE frontier SET state = 'done', tries = 0 WHERE kind = 'file'")
        portal.script("/up/a.pdf", [behaviour])
        crawl(tmp_path, portal, bounds=Bounds(recheck="all"))
        assert states(tmp_path)["a.pdf"]["status"] == status
        assert (tmp_path / "archive" / states(tmp_path)["a.pdf"]["path"]).is_file()


def test_a_limit_of_articles_still_brings_their_files(tmp_path: Path) -> None:
    with FaultPortal(articles=20) as portal:
        for number in range(20):
            offer(portal, number, f"/up/{number}.pdf")
            serve(portal, f"/up/{number}.pdf")
        crawl(tmp_path, portal, bounds=Bounds(limit=4))
        found = states(tmp_path)
        assert len(found) == 4
        assert {state["status"] for state in found.values()} == {"stored"}
        crawl(tmp_path, portal)
        assert len(states(tmp_path)) == 20
        assert set(asked(portal).values()) == {1}


def test_no_more_than_two_files_are_in_memory_at_once(tmp_path: Path) -> None:
    under_way, most = 0, 0

    async def watched(exchange: Exchange) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        await exchange.answer(samples.PDF, {"Content-Type": PDF_TYPE})
        under_way -= 1

    with FaultPortal(articles=3) as portal:
        offer(portal, 0, *(f"/up/{number}.pdf" for number in range(12)))
        for number in range(12):
            portal.script(f"/up/{number}.pdf", [watched])
        crawl(tmp_path, portal)
    assert most == 2
    assert {state["status"] for state in states(tmp_path).values()} == {"stored"}


def test_a_run_brings_so_many_files_and_the_next_ones_the_rest(
    portal: FaultPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.files.crawl.MOST_FILES", 2)
    offer(portal, 0, *(f"/up/{number}.pdf" for number in range(5)))
    for number in range(5):
        serve(portal, f"/up/{number}.pdf")
    for stored in (2, 4, 5):
        session = crawl(tmp_path, portal)
        assert session.runs["portal"].trouble == []
        assert [state["status"] for state in states(tmp_path).values()].count("stored") == stored
    assert set(asked(portal).values()) == {1}


def test_killed_between_file_and_row_nothing_is_lost_and_nothing_lies(portal: FaultPortal, tmp_path: Path) -> None:
    for number in range(3):
        offer(portal, number, f"/up/{number}.pdf")
        serve(portal, f"/up/{number}.pdf", samples.zipped({"a": str(number)}))
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "portal.toml").write_text(portal.portal_toml(), "utf-8")
    process = crawl_process(tmp_path / "portals", tmp_path / "archive")
    until = time.monotonic() + 60
    while process.poll() is None and not kept(tmp_path) and time.monotonic() < until:
        time.sleep(0.0005)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    paths = rows(tmp_path / "archive", "SELECT path FROM attachments WHERE path IS NOT NULL")
    assert all((tmp_path / "archive" / row["path"]).is_file() for row in paths)
    session = crawl(tmp_path, portal)
    assert session.runs["portal"].trouble == [], "only files were owed: that no page was read is no failure"
    assert {state["status"] for state in states(tmp_path).values()} == {"stored"}
    assert all_is_well(tmp_path)


def test_a_token_in_a_files_address_makes_neither_an_edit_nor_another_file(portal: FaultPortal, tmp_path: Path) -> None:
    """Every answer gives the file's address with another token, as NukeViet's checkss."""
    given: list[str] = []

    async def answer(exchange: Exchange) -> None:
        if exchange.hit.target.startswith("/tai.aspx"):
            await exchange.answer(samples.PDF, {"Content-Type": PDF_TYPE})
            return
        status, body, headers = exchange.page()
        if b"TOKEN" in body:
            given.append(f"{len(given):032x}")
            body = body.replace(b"TOKEN", given[-1].encode())
        await exchange.answer(body, headers, status)

    offer(portal, 0, "/tai.aspx?id=1&checkss=TOKEN")
    portal.script("*", [answer])
    for _ in range(3):
        crawl(tmp_path, portal, bounds=Bounds(recheck="all"))
    assert len(given) == 3
    found = rows(tmp_path / "archive", STATES)
    assert [(row["status"], row["url"].rpartition("=")[2]) for row in found] == [("stored", given[-1])]
    assert [row["kind"] for row in rows(tmp_path / "archive", "SELECT kind FROM changes")] == ["new"] * 3
    assert len([target for target in portal.hits if target.startswith("/tai.aspx")]) == 1
    assert all_is_well(tmp_path)
