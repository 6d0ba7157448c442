"""Every fault of a network and a server, and what a crawl makes of it: the article, or a problem that says why not."""

import asyncio
import ssl
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.owed import Bounds
from crawler.items import ArticleItem
from crawler.net import handler
from crawler.net.robots import RobotsMiddleware
from crawler.portal_crawl import PortalCrawl
from crawler.session import Session
from tests import crawling, faults
from tests.crawling import crawl_here, rows
from tests.fault_portal import ELSEWHERE, LISTING, Behaviour, FaultPortal

ROBOTS = "/robots.txt"
ARTICLES = 9


@pytest.fixture
def portal() -> Iterator[FaultPortal]:
    with FaultPortal(articles=ARTICLES) as running:
        yield running


@pytest.fixture(autouse=True)
def own_leases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))


class Crawled:
    """One portal crawled again and again into one archive."""

    def __init__(self, folder: Path, portal: FaultPortal) -> None:
        self.folder = folder
        self.archive = folder / "archive"
        self.portal = portal

    def run(self, toml: dict[str, str] | None = None, bounds: Bounds | None = None, **settings: object) -> Session:
        return crawl_here(self.folder, self.portal.portal_toml(**(toml or {})), bounds=bounds, **settings)

    def look_again(self, **more: Any) -> Session:
        """A later run that looks at every article."""
        return self.run(bounds=Bounds(recheck="all"), **more)

    def problems(self, *, resolved: bool = False) -> list[tuple[str, str, str]]:
        """(address, reason, times) of what is open, or was."""
        sql = (
            f"SELECT url, reason, times FROM problems WHERE resolved_at IS {'NOT' if resolved else ''} NULL ORDER BY id"
        )
        return [
            (row["url"].removeprefix(self.portal.base_url), row["reason"], row["times"])
            for row in rows(self.archive, sql)
        ]

    def reasons(self) -> set[str]:
        return {reason for _, reason, _ in self.problems()}

    def kinds(self) -> list[str]:
        return [row["kind"] for row in rows(self.archive, "SELECT kind FROM changes ORDER BY seq")]

    def bodies(self) -> dict[str, str]:
        return {row["key"]: row["body"] for row in rows(self.archive, "SELECT key, body FROM articles")}

    def is_whole(self) -> bool:
        """Whether the archive holds exactly what the portal shows."""
        return self.bodies() == {key: truth.body for key, truth in self.portal.truth().items()}


@pytest.fixture
def crawled(tmp_path: Path, portal: FaultPortal) -> Crawled:
    return Crawled(tmp_path / "crawl", portal)


def trouble(session: Session) -> str:
    return " | ".join(session.runs["portal"].trouble)


# Faults that pass: the page is asked for again, after growing waits, and the archive is whole in the end.

PASSING: dict[str, Behaviour] = {
    "500": faults.status(500),
    "502": faults.status(502),
    "503": faults.status(503),
    "504": faults.status(504),
    "429": faults.status(429),
    "429 with Retry-After": faults.retry_later(0),
    "503 with Retry-After as a date": faults.retry_later(0, code=503, as_date=True),
    "reset before any byte": faults.reset("before"),
    "reset in the head": faults.reset("in_head"),
    "reset in the body": faults.reset("in_body"),
    "cut body": faults.cut(0.5),
    "cut to nothing": faults.cut(0.0),
    "chunks that end too early": faults.chunked(whole=False),
    "gzip that ends too early": faults.gzip_cut(),
    "longer than said": faults.length(-500),
    "shorter than said": faults.length(500),
    "garbage": faults.garbage(),
    "silence": faults.silent(),
    "silence after the head": faults.silent(after_head=True),
    "slow drip": faults.drip(2000, 0.25),
    "304 unasked": faults.not_modified(),
    "challenge": faults.challenge(),
}
IMPATIENT = {"KHOTIN_SILENCE_TIMEOUT": 0.8, "DOWNLOAD_TIMEOUT": 1.6}  # where a fault is that nothing comes
SLOW = {"silence", "silence after the head", "slow drip"}
AT_ONCE = {
    "reset before any byte",
    "reset in the head",
}  # a kept connection may end at any time: asked once more at once
REASONS = {
    "reset before any byte": "connection failed",
    "reset in the head": "connection failed",
    "reset in the body": "truncated",
    "cut body": "truncated",
    "cut to nothing": "truncated",
    "chunks that end too early": "truncated",
    "gzip that ends too early": "truncated",
    "longer than said": "connection failed",
    "shorter than said": "truncated",
    "garbage": "connection failed",
    "silence": "timeout",
    "silence after the head": "timeout",
    "slow drip": "timeout",
    "304 unasked": "status 304",
    "challenge": "challenge page",
}


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_is_overcome_and_its_problem_resolved(
    portal: FaultPortal, crawled: Crawled, name: str
) -> None:
    address = portal.addresses()[3]
    portal.script(address, [PASSING[name], faults.fine()])
    first = crawled.run(**IMPATIENT if name in SLOW else {})
    if name == "challenge":
        assert "challenge" in trouble(first), "a blocked crawl is told"
        crawled.run()
    assert crawled.is_whole()
    assert crawled.problems() == []
    reason = REASONS.get(name, f"status {name[:3]}")
    if name not in {*AT_ONCE, "longer than said"}:
        assert crawled.problems(resolved=True) == [(address, reason, 1)]
    assert portal.hits[address] == 2


STAYING: dict[str, tuple[Behaviour, str]] = {
    name: (behaviour, REASONS.get(name, f"status {name[:3]}")) for name, behaviour in PASSING.items()
} | {
    "403": (faults.status(403), "status 403"),
    "400": (faults.status(400), "status 400"),
    "too large, said": (faults.huge(4), "too large"),
    "too large, unsaid": (faults.huge(4, declared=False), "too large"),
    "gzip bomb": (faults.gzip_bomb(50), "too large"),
    "an image": (faults.with_headers(Content_Type="image/png"), ""),
    "a PDF as HTML": (faults.pdf_as_html(), "no article"),
    "another page": (faults.one_page(), "no article"),
    "nothing": (faults.empty(), "no article"),
    "login": (faults.login(), "login page"),
    "captcha": (faults.captcha(), "challenge page"),
    "deep nesting": (faults.deep(40_000), "no article"),
    "redirect loop": (faults.redirect("/vong?n=1"), "redirect loop"),
    "redirect off the portal": (faults.redirect("http://example.org/"), "redirected off the portal"),
    "redirect to the next machine": (faults.redirect(f"http://{ELSEWHERE}/"), "redirected off the portal"),
    "redirect to the cloud's own": (faults.redirect("http://169.254.169.254/latest"), "redirected off the portal"),
    "redirect to a file": (faults.redirect("file:///etc/passwd"), "status 302"),
    "redirect to a number": (faults.redirect("http://2130706434/"), "redirected off the portal"),
    "redirect to hex": (faults.redirect("http://0x7f.0.0.2/"), "redirected off the portal"),
    "long header": (faults.long_header(), "connection failed"),
}


@pytest.mark.parametrize("name", STAYING)
def test_a_fault_that_stays_loses_nothing_else_and_its_page_is_had_later(
    portal: FaultPortal, crawled: Crawled, name: str
) -> None:
    behaviour, reason = STAYING[name]
    address = portal.addresses()[3]
    key = next(key for key, truth in portal.truth().items() if truth.url == address)
    portal.script(address, [behaviour])
    portal.script("/vong?n=1", [faults.redirect("/vong?n=2")])
    portal.script("/vong?n=2", [faults.redirect("/vong?n=1")])
    crawled.run(**IMPATIENT if name in SLOW else {})
    if not reason:
        assert crawled.is_whole()
        return
    ((problem_at, problem_reason, times),) = crawled.problems()
    assert problem_at == address
    if name == "longer than said":  # what is too much spoils the kept connection: told as the one or as the other
        assert problem_reason in ("truncated", "connection failed")
    else:
        assert problem_reason == reason
        assert times in (1, 4), "what will not change within minutes is not asked again"
    assert set(crawled.bodies()) == set(portal.truth()) - {key}, "the page itself is not stored, all others are"
    assert 1 <= portal.hits[address] <= (8 if name in AT_ONCE else 4)
    portal.script(address, [faults.fine()])
    later(crawled)
    crawled.run()
    assert crawled.is_whole()
    assert crawled.problems() == []
    assert crawled.kinds() == ["new"] * ARTICLES


def later(crawled: Crawled) -> None:
    """As if what waits for its time had waited: every page is due, and the last sightings are two days old."""
    crawling.change(
        crawled.archive,
        "UPDATE frontier SET due_at = '2000-01-01T00:00:00Z' WHERE due_at IS NOT NULL",
        "UPDATE articles SET missing_since = '2000-01-01T00:00:00Z' WHERE missing_since IS NOT NULL",
    )


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.chunked(),
        faults.until_close(),
        faults.gzipped(),
        faults.false_encoding(),
        faults.with_headers(Content_Type="application/octet-stream"),
        faults.with_headers(Content_Type="text/plain"),
        faults.nul_bytes(),
        faults.recoded("utf-8", "windows-1258"),
        faults.drip(4000, 0.001),
    ],
)
def test_odd_but_readable_answers_are_read(portal: FaultPortal, crawled: Crawled, behaviour: Behaviour) -> None:
    portal.script(portal.addresses()[3], [behaviour])
    crawled.run()
    assert crawled.is_whole()
    assert crawled.problems() == []


# Waits


def test_waits_grow_and_vary(portal: FaultPortal, crawled: Crawled, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[timedelta] = []
    failure = PortalCrawl.failure

    def watched(crawl: PortalCrawl, fetched: Any, *arguments: Any, **more: Any) -> Any:
        item = failure(crawl, fetched, *arguments, **more)
        if item.retry_at is not None:
            waits.append(item.retry_at - fetched.at)
        return item

    monkeypatch.setattr(PortalCrawl, "failure", watched)
    for address in portal.addresses()[:3]:
        portal.script(address, [faults.status(500)])
    crawled.run()
    assert len(waits) == 3 * sum(portal.hits[address] == 4 for address in portal.addresses()[:3]) > 3
    milliseconds = sorted(wait.total_seconds() * 1000 for wait in waits)
    assert 0.5 <= milliseconds[0] < 1.5
    assert 2 <= milliseconds[-1] < 6
    assert len(set(waits)) == len(waits), "no two alike"


def test_a_host_that_asks_for_a_long_rest_gets_it(portal: FaultPortal, crawled: Crawled) -> None:
    portal.script(portal.addresses()[3], [faults.retry_later(3600), faults.fine()])
    session = crawled.run(toml={"concurrency": "1"})
    assert "left alone" in trouble(session)
    asked = len(portal.log)
    assert "left alone" in trouble(crawled.run()), "and the next run keeps to it"
    assert len(portal.log) == asked


def test_a_short_rest_is_waited_for(portal: FaultPortal, crawled: Crawled) -> None:
    address = portal.addresses()[3]
    portal.script(address, [faults.retry_later(1, as_date=True), faults.fine()])
    crawled.run(toml={"concurrency": "1"})
    assert crawled.is_whole()
    assert all(hit.at - portal.times(address)[0] > 0.0 for hit in portal.log if hit.at > portal.times(address)[0])


# The circuit


def test_a_portal_that_goes_down_is_given_up_and_gone_on_with(tmp_path: Path) -> None:
    with FaultPortal(articles=25) as portal:
        goes_down(portal, Crawled(tmp_path / "crawl", portal))


def test_a_page_that_is_stored_late_does_not_close_the_circuit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine what came before the host went down is stored after that."""
    settle = PortalCrawl.settle

    async def late(self: PortalCrawl, item: Any) -> Any:
        while isinstance(item, ArticleItem) and not self.circuit.on_trial and not self.ending.is_set():
            await asyncio.sleep(0)
        return await settle(self, item)

    monkeypatch.setattr(PortalCrawl, "settle", late)
    with FaultPortal(articles=25) as portal:
        portal.script("*", [closing_after(3)])
        session = Crawled(tmp_path / "crawl", portal).run(toml={"concurrency": "1"})
    assert "given up" in trouble(session)


def goes_down(portal: FaultPortal, crawled: Crawled) -> None:
    portal.script("*", [closing_after(3)])
    session = crawled.run(toml={"concurrency": "1"})
    assert "given up" in trouble(session)
    assert 8 <= session.runs["portal"].counts.requests <= 20, "not every page is tried at a host that is down"
    assert 0 < len(crawled.bodies()) < 25
    portal.script("*", [])
    asked = len(portal.log)
    crawled.run()
    assert crawled.is_whole()
    assert crawled.problems() == []
    assert "gone" not in crawled.kinds()
    assert LISTING not in {hit.target for hit in portal.log[asked:]}, "the crawl was gone on with, not begun again"


def test_a_portal_of_which_half_cannot_be_had_is_told(portal: FaultPortal, crawled: Crawled) -> None:
    portal.script("*", [closing_after(5)])
    assert "pages could not be had" in trouble(crawled.run(toml={"concurrency": "1"}))


def closing_after(count: int) -> Behaviour:
    """As usual so many times, then resets."""
    left = [count]

    async def behave(exchange: Any) -> None:
        left[0] -= 1
        await (faults.fine() if left[0] >= 0 else faults.reset())(exchange)

    return behave


def test_a_portal_that_comes_back_is_crawled_to_its_end(portal: FaultPortal, crawled: Crawled) -> None:
    calls = [0]

    async def behave(exchange: Any) -> None:
        calls[0] += 1
        await (faults.status(503) if 4 <= calls[0] < 14 else faults.fine())(exchange)

    portal.script("*", [behave])
    session = crawled.run(toml={"concurrency": "1"})
    assert trouble(session) == ""
    assert crawled.is_whole()


# A portal that cannot be had at all


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (faults.status(403), "status 403"),
        (faults.challenge(), "challenge page"),
        (faults.login(), "login page"),
        (faults.one_page(), "not one article"),
        (faults.empty(), "not one article"),
        (faults.status(404), "not there"),
        (faults.status(500), "status 500"),
        (faults.reset(), "connection failed"),
        (faults.not_modified(), "status 304"),
        (faults.redirect("http://example.org/"), "redirected off the portal"),
    ],
)
def test_a_portal_that_shows_nothing_is_told_and_its_articles_stay(
    portal: FaultPortal, crawled: Crawled, behaviour: Behaviour, told: str
) -> None:
    portal.script("*", [behaviour])
    first = crawled.run()
    assert told in trouble(first)
    assert crawled.bodies() == {}
    portal.script("*", [])
    assert trouble(crawled.run()) == ""
    assert crawled.is_whole()
    portal.script("*", [behaviour])
    for _ in range(3):
        later(crawled)
        assert trouble(crawled.look_again()) != ""
    assert crawled.kinds() == ["new"] * ARTICLES, "not one is gone"
    portal.script("*", [])
    later(crawled)
    assert trouble(crawled.look_again()) == ""
    assert crawled.kinds() == ["new"] * ARTICLES
    assert crawled.problems() == []


def test_a_portal_that_does_not_answer(portal: FaultPortal, crawled: Crawled) -> None:
    portal.close_door()
    session = crawled.run()
    assert "robots.txt unavailable" in trouble(session)
    portal.open_door()
    assert trouble(crawled.run()) == ""
    assert crawled.is_whole()
    portal.close_door()
    later(crawled)
    assert trouble(crawled.look_again()) != ""
    assert set(crawled.kinds()) == {"new"}


# robots.txt


def test_robots_txt_that_is_busy_is_waited_for(portal: FaultPortal, crawled: Crawled) -> None:
    portal.script(ROBOTS, [faults.status(503), faults.retry_later(0), faults.reset(), faults.fine()])
    assert trouble(crawled.run()) == ""
    assert crawled.is_whole()
    assert portal.hits[ROBOTS] == 4


@pytest.mark.parametrize("behaviour", [faults.status(500), faults.status(429), faults.reset(), faults.silent()])
def test_robots_txt_that_cannot_be_had_forbids_everything(
    portal: FaultPortal, crawled: Crawled, behaviour: Behaviour
) -> None:
    portal.script(ROBOTS, [behaviour])
    assert "robots.txt" in trouble(crawled.run(**IMPATIENT))
    assert set(portal.hits) == {ROBOTS}
    portal.script(ROBOTS, [])
    crawled.run()
    assert crawled.is_whole()
    assert crawled.problems() == []


def test_robots_txt_that_asks_for_a_day_is_not_waited_for(portal: FaultPortal, crawled: Crawled) -> None:
    portal.script(ROBOTS, [faults.retry_later(86_400)])
    assert "robots.txt" in trouble(crawled.run())
    assert portal.hits == {ROBOTS: 1}
    crawled.run()
    assert portal.hits == {ROBOTS: 1}


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.status(404),
        faults.status(403),
        faults.status(410),
        faults.one_page(),
        faults.empty(),
        faults.nul_bytes(),
        faults.redirect("http://example.org/robots.txt"),
        faults.redirect(ROBOTS),
        faults.huge_robots(700),
        faults.huge(3),
        faults.robots("User-agent: *\nDisallow: /noi bo\xff\nCrawl-delay: x\n"),
    ],
)
def test_robots_txt_that_forbids_nothing_here(portal: FaultPortal, crawled: Crawled, behaviour: Behaviour) -> None:
    portal.script(ROBOTS, [behaviour])
    crawled.run(DOWNLOAD_MAXSIZE=2 << 20)
    assert crawled.is_whole()


def test_what_robots_txt_forbids_is_left_and_told_and_had_when_it_is_allowed(
    portal: FaultPortal, crawled: Crawled
) -> None:
    address = portal.addresses()[3]
    portal.script(ROBOTS, [faults.robots(f"User-agent: khotin\nDisallow: {address}\n")])
    crawled.run()
    assert crawled.problems() == [(address, "denied by robots.txt", 1)]
    assert portal.hits[address] == 0
    portal.script(ROBOTS, [])
    later(crawled)
    crawled.run()
    assert crawled.is_whole()


def test_crawl_delay_is_the_least_delay(portal: FaultPortal, crawled: Crawled, monkeypatch: pytest.MonkeyPatch) -> None:
    delays: list[float] = []
    slow_down = RobotsMiddleware._slow_down

    def watched(robots: RobotsMiddleware, parser: Any) -> None:
        slow_down(robots, parser)
        assert robots.crawler.engine is not None
        delays.extend(slot.delay for slot in robots.crawler.engine.downloader.slots.values())

    monkeypatch.setattr(RobotsMiddleware, "_slow_down", watched)
    portal.script(ROBOTS, [faults.robots("User-agent: *\nCrawl-delay: 0.05\n")])
    crawled.run(toml={"delay": "0.01"})
    assert delays == [0.05]
    times = [hit.at for hit in portal.log]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.02
    assert portal.most_connections == 1
    assert crawled.is_whole()


# TLS


@pytest.mark.parametrize(
    ("kind", "mode", "reads"),
    [
        ("good", "strict", True),
        ("good", "legacy", True),
        ("old", "strict", False),
        ("old", "legacy", True),
        ("self_signed", "strict", False),
        ("self_signed", "legacy", False),
        ("self_signed", "insecure", True),
        ("expired", "strict", False),
        ("expired", "insecure", True),
        ("chainless", "strict", False),
        ("chainless", "insecure", True),
        ("other_host", "strict", False),
        ("other_host", "legacy", False),
        ("other_host", "insecure", True),
        ("old", "insecure", True),
    ],
)
def test_tls_is_as_the_portal_file_says_and_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, mode: str, reads: bool
) -> None:
    with FaultPortal(articles=2, tls=kind) as portal:
        real = handler.tls_context

        def trusting(asked: Any) -> ssl.SSLContext:
            context = real(asked)
            if context.verify_mode is not ssl.CERT_NONE:
                context.load_verify_locations(cadata=portal.ca_pem.decode())
            return context

        monkeypatch.setattr(handler, "tls_context", trusting)
        crawled = Crawled(tmp_path / "crawl", portal)
        session = crawled.run(toml={"tls": f'"{mode}"'})
        assert crawled.is_whole() == reads
        (run,) = rows(crawled.archive, "SELECT json_extract(stats, '$.tls.portal') AS tls FROM runs")
        if reads:
            assert trouble(session) == ""
            assert run["tls"].startswith(f"{mode}, TLSv1")
            assert (run["tls"] == f"{mode}, TLSv1") == (kind == "old")
        else:
            assert "robots.txt unavailable" in trouble(session)
            assert run["tls"] is None


# Gone


def test_gone_by_404_and_back(portal: FaultPortal, crawled: Crawled) -> None:
    crawled.run()
    address = portal.addresses()[3]
    for behaviour in (faults.status(404), faults.status(410), faults.redirect("/")):
        portal.script(address, [behaviour])
        later(crawled)
        crawled.look_again()
        assert crawled.kinds()[-1] != "gone"
        later(crawled)
        crawled.look_again()
        assert crawled.kinds()[-1] == "gone"
        portal.script(address, [])
        later(crawled)
        crawled.look_again()
        assert crawled.kinds()[-1] == "restored"
    assert crawled.kinds()[ARTICLES:] == ["gone", "restored"] * 3


def test_gone_by_a_page_that_says_so(portal: FaultPortal, crawled: Crawled) -> None:
    crawled.run()
    dropped = portal.drop(next(iter(portal.truth())))
    for _ in range(2):
        later(crawled)
        crawled.look_again()
    assert crawled.kinds()[ARTICLES:] == ["gone"]
    portal.put(dropped)
    later(crawled)
    crawled.look_again()
    assert crawled.kinds()[ARTICLES:] == ["gone", "restored"]


def test_one_missing_article_that_is_due_calls_a_witness(portal: FaultPortal, crawled: Crawled) -> None:
    crawled.run()
    address = portal.addresses()[3]
    portal.script(address, [faults.status(404)])
    crawling.change(crawled.archive, f"UPDATE frontier SET due_at = '2000-01-01T00:00:00Z' WHERE url LIKE '%{address}'")
    before = len(portal.log)
    crawled.run()
    asked = [hit.target for hit in portal.log[before:]]
    assert asked[:3] == [ROBOTS, LISTING, address]
    assert len(asked) == 4, "one other article, to tell what that means"
    (row,) = rows(crawled.archive, "SELECT count(*) AS missing FROM articles WHERE missing_since IS NOT NULL")
    assert row["missing"] == 1
    assert crawled.problems() == []


def test_when_every_article_answers_404_none_is_gone(portal: FaultPortal, crawled: Crawled) -> None:
    crawled.run()
    portal.script("*", [faults.status(404)])
    portal.script(LISTING, [faults.fine()])
    for _ in range(3):
        later(crawled)
        assert "no other article can be read" in trouble(crawled.look_again())
    assert crawled.kinds() == ["new"] * ARTICLES
    assert crawled.reasons() == {"doubtful absence"}


# Conditional requests


def test_an_honest_server_is_asked_conditionally_and_an_edit_is_seen(portal: FaultPortal, crawled: Crawled) -> None:
    portal.script("*", [faults.conditional()])
    crawled.run()
    for _ in range(2):
        crawled.look_again()
    assert rows(crawled.archive, "SELECT validators FROM portals") == [{"validators": "honest"}]
    asked = len(portal.log)
    crawled.look_again()
    sent = [hit for hit in portal.log[asked:] if "if-none-match" in hit.headers]
    assert len(sent) >= ARTICLES - 1
    key = next(iter(portal.truth()))
    portal.edit(key, title="Tiêu đề đã sửa")
    crawled.look_again()
    crawled.look_again()
    assert crawled.kinds() == ["new"] * ARTICLES + ["edited"]
    assert crawled.problems() == []


def test_a_server_that_says_304_to_everything_is_found_out(portal: FaultPortal, crawled: Crawled) -> None:
    def lie() -> Behaviour:
        async def behave(exchange: Any) -> None:
            code, body, headers = exchange.page()
            held = "if-none-match" in exchange.hit.headers
            await exchange.answer(body, {**headers, "ETag": '"1"'}, 304 if held else code)

        return behave

    portal.script("*", [lie()])
    crawled.run()
    portal.edit(next(iter(portal.truth())), title="Tiêu đề đã sửa")
    crawled.look_again()
    assert rows(crawled.archive, "SELECT validators FROM portals") == [{"validators": "liar"}]
    assert crawled.kinds() == ["new"] * ARTICLES + ["edited"]
    assert crawled.problems() == []


def test_a_server_that_keeps_its_etag_over_an_edit_is_found_out(portal: FaultPortal, crawled: Crawled) -> None:
    def stubborn() -> Behaviour:
        async def behave(exchange: Any) -> None:
            code, body, headers = exchange.page()
            held = exchange.hit.headers.get("if-none-match") == '"same"'
            await exchange.answer(body, {**headers, "ETag": '"same"'}, 304 if held else code)

        return behave

    portal.script("*", [stubborn()])
    crawled.run()
    crawled.look_again()
    first, second = list(portal.truth())[:2]
    portal.edit(first, title="Tiêu đề một")
    portal.edit(second, title="Tiêu đề hai")
    for _ in range(4):
        crawled.look_again()
    assert rows(crawled.archive, "SELECT validators FROM portals") == [{"validators": "liar"}]
    assert crawled.kinds() == ["new"] * ARTICLES + ["edited"] * 2


# Blocked or broken is told


def test_a_listing_that_shows_nothing_any_more_is_told(portal: FaultPortal, crawled: Crawled) -> None:
    crawled.run()
    portal.script(LISTING, [faults.text("<html><body><h1>Tin tức</h1></body></html>")])
    assert "shows no article any more" in trouble(crawled.run())
    quiet = {"expect": f'{{ legitimately_empty = ["{portal.base_url}{LISTING}"] }}'}
    assert trouble(crawled.run(toml=quiet)) == ""


def test_a_listing_that_cannot_be_read_is_told(portal: FaultPortal, crawled: Crawled) -> None:
    crawled.run()
    portal.script(LISTING, [faults.status(500)])
    portal.script(portal.addresses()[3], [faults.fine()])
    later(crawled)
    assert "cannot be read: status 500" in trouble(crawled.run())
    portal.script(LISTING, [])
    assert trouble(crawled.run()) == ""


def test_a_portal_that_answers_its_listing_for_every_address_is_told(portal: FaultPortal, crawled: Crawled) -> None:
    generic = {"recipe": '"generic"'}
    crawled.run(toml=generic)
    held = crawled.bodies()
    listing = portal.site.page(LISTING).body(portal.site.counters)
    portal.script("*", [faults.text(listing)])
    portal.script(ROBOTS, [faults.fine()])
    for _ in range(2):
        later(crawled)
        assert f"{len(held)} known articles can no longer be read" in trouble(crawled.look_again(toml=generic))
    assert crawled.bodies() == held
    assert crawled.kinds() == ["new"] * len(held)


NEW_TEXT = (
    "Cổng thông tin đang được chuyển sang máy chủ mới trong tuần này, mời bạn đọc quay lại sau.\n\n"
    "Trong thời gian đó, hồ sơ trực tuyến vẫn được tiếp nhận ở bộ phận một cửa vào giờ hành chính."
)


@pytest.mark.parametrize("recipe", ["fitc", "generic"])
def test_a_portal_that_answers_one_article_for_every_address_edits_none(
    portal: FaultPortal, crawled: Crawled, recipe: str
) -> None:
    toml = {"recipe": f'"{recipe}"'}
    crawled.run(toml=toml)
    held = crawled.bodies()
    key, address = next(iter(portal.truth())), portal.addresses()[0]
    portal.edit(key, lede="", body=NEW_TEXT)
    page = portal.site.page(address).body(portal.site.counters)
    portal.script("*", [faults.text(page)])
    portal.script(ROBOTS, [faults.fine()])
    for _ in range(2):
        later(crawled)
        assert "another text" in trouble(crawled.look_again(toml=toml))
    assert crawled.bodies() == held
    assert crawled.kinds() == ["new"] * len(held)


def test_articles_rewritten_from_end_to_end_are_edits(portal: FaultPortal, crawled: Crawled) -> None:
    crawled.run()
    portal.edit(list(portal.truth())[2], lede="", body=NEW_TEXT)
    assert trouble(crawled.look_again()) == ""
    assert crawled.is_whole()
    assert crawled.kinds() == ["new"] * ARTICLES + ["edited"]
    for number, key in enumerate(portal.truth()):  # all of them at once: no other is left to bear the portal out
        words = [f"từ{number}x{place}" for place in range(40)]
        portal.edit(key, title=f"Tiêu đề số {number}", lede="", body=" ".join(words))
    assert trouble(crawled.look_again()) == ""
    assert crawled.is_whole()


def test_large_pages_that_wait_for_a_witness_do_not_bar_it(tmp_path: Path) -> None:
    """Scrapy asks for nothing more while 5 MB of pages are looked at; those held back count among them."""
    with FaultPortal(articles=25) as portal:
        crawled = Crawled(tmp_path / "crawl", portal)
        crawled.run()
        gone = "<html><body><h1>Bài viết không tồn tại</h1><!--" + "x" * 900_000 + "--></body></html>"
        portal.script("*", [faults.text(gone)])
        for target in (LISTING, ROBOTS):
            portal.script(target, [faults.fine()])
        assert "no other article can be read either" in trouble(crawled.look_again())
        assert crawled.kinds() == ["new"] * 25


def test_a_recipe_that_stops_matching_is_told_and_nothing_is_lost(portal: FaultPortal, crawled: Crawled) -> None:
    crawled.run()
    new_layout = faults.text(
        "<html><body><div class='moi'><p>" + "Nội dung theo giao diện mới. " * 40 + "</p></div></body></html>"
    )
    portal.script("*", [new_layout])
    portal.script(LISTING, [faults.fine()])
    later(crawled)
    assert f"{ARTICLES} of {ARTICLES} article pages hold no article" in trouble(crawled.look_again())
    assert crawled.is_whole()
    assert crawled.kinds() == ["new"] * ARTICLES
    portal.script("*", [])
    later(crawled)
    assert trouble(crawled.run()) == ""
    assert crawled.problems() == []
