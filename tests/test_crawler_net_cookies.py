"""Cookies are sent where a portal insists, and nowhere else."""

from pathlib import Path

from crawler.net.cookies import read_cookies
from tests.crawling import crawl_here, rows
from tests.fault_portal import Exchange, FaultPortal, as_usual


def test_a_redirect_in_a_circle_is_left_with_the_cookie_it_gives(tmp_path: Path) -> None:
    async def insist(exchange: Exchange) -> None:
        if "vao=1" in exchange.hit.headers.get("cookie", ""):
            await as_usual(exchange)
        else:
            headers = {"Location": exchange.hit.target, "Set-Cookie": "vao=1; Path=/; HttpOnly"}
            await exchange.answer(b"", headers, 302)

    with FaultPortal() as portal:
        portal.script("*", [insist])
        crawl_here(tmp_path, portal.portal_toml())
        assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == len(portal.truth())
        assert len(portal.log) < 2 * len(portal.truth())


def test_a_cookie_that_nobody_insists_on_is_not_kept(tmp_path: Path) -> None:
    async def give(exchange: Exchange) -> None:
        status, body, headers = exchange.page()
        await exchange.answer(body, {**headers, "Set-Cookie": "luot=1"}, status)

    with FaultPortal() as portal:
        portal.script("*", [give])
        crawl_here(tmp_path, portal.portal_toml())
        assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == len(portal.truth())
        assert not any("cookie" in hit.headers for hit in portal.log)


def test_what_is_no_cookie_is_left_out() -> None:
    headers = [b"a=1; Path=/", b"b=x%20y", b"c=1\r\nX: y", b"no cookie", b"", b'd="q"', b"=1"]
    assert read_cookies(headers) == {"a": "1", "b": "x%20y"}
