"""The web application: routes, what every answer carries, and what a reader sees when something is not there.

Each page is made in a thread with an archive opened for it alone; a question that takes too long is broken off.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from aiohttp import web

from crawler.archive.reader import Archive
from crawler.errors import ArchiveError, UsageError
from crawler.portal import Portal
from crawler.web import article_pages, pages, stored_files
from crawler.web.asked import Asked, NotHere
from crawler.web.feeds import feed
from crawler.web.rendering import Renderer
from crawler.web.words import LANGUAGES

T = TypeVar("T")
Maker = Callable[[Archive, Asked], dict[str, Any]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SECONDS = 10.0  # of one question to the archive
AT_ONCE = 8
STEPS = 20_000  # of SQLite between two looks at the clock
COOKIE = "khotin_lang"
STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Site:
    """One archive's pages. `hosts`: the names it answers to, all where empty; `base`: its address on the web."""

    def __init__(
        self, archive: Path, known: Mapping[str, Portal], *, hosts: Collection[str] = (), base: str = ""
    ) -> None:
        self._archive = archive
        self._hosts = frozenset(hosts)
        self._base = base.rstrip("/")
        self._renderer = Renderer(STATIC)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._known = known

    def app(self) -> web.Application:
        """Ready to be served."""
        app = web.Application(middlewares=[self._guard], client_max_size=0)
        for path, template, maker in self._pages():
            app.router.add_get(path, partial(self._page, template, maker))
        app.router.add_get(r"/feed.{form:atom|rss|json}", self._feed)
        app.router.add_get(r"/file/{file:\d+}", partial(self._file, stored_files.attachment))
        app.router.add_get(r"/picture/{file:\d+}", partial(self._file, stored_files.picture))
        app.router.add_get("/language/{language:vi|en}", self._language)
        app.router.add_get(r"/static/{name:khotin\.css|icon\.svg}", self._static)
        return app

    def _pages(self) -> list[tuple[str, str, Maker]]:
        return [
            ("/", "front.html", pages.front),
            ("/search", "search.html", pages.search),
            ("/changes", "changes.html", pages.changes),
            ("/portals", "portals.html", pages.portals),
            (r"/portal/{portal:[\w-]+}", "portal.html", pages.portal),
            ("/problems", "problems.html", pages.problems),
            ("/runs", "runs.html", pages.runs),
            ("/health", "health.html", partial(pages.health, known=self._known)),
            (r"/article/{article:\d+}", "article.html", article_pages.article),
            (r"/article/{article:\d+}/diff", "diff.html", article_pages.diff),
        ]

    async def _page(self, template: str, maker: Maker, request: web.Request) -> web.Response:
        asked = self._asked(request)

        def make(archive: Archive) -> str:
            return self._renderer.page(template, asked, maker(archive, asked))

        return web.Response(text=await self._read(make), content_type="text/html")

    async def _feed(self, request: web.Request) -> web.Response:
        asked = self._asked(request)
        text, media_type = await self._read(lambda archive: feed(archive, asked))
        return web.Response(text=text, content_type=media_type, charset="utf-8")

    async def _file(
        self, find: Callable[[Archive, Asked], stored_files.StoredFile], request: web.Request
    ) -> web.StreamResponse:
        asked = self._asked(request)
        stored = await self._read(lambda archive: find(archive, asked))
        return web.FileResponse(stored.path, headers=stored.headers)

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / request.match_info["name"], headers={"Cache-Control": "max-age=86400"})

    async def _language(self, request: web.Request) -> web.StreamResponse:
        """Remember the language and go back to where the reader was, on this site alone."""
        to = request.query.get("to", "/")
        inside = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
        answer = web.Response(status=303, headers={"Location": to if inside else "/"})
        language = request.match_info["language"]
        answer.set_cookie(COOKIE, language, max_age=365 * 86400, httponly=True, samesite="Lax")
        return answer

    def _asked(self, request: web.Request) -> Asked:
        language = request.cookies.get(COOKIE, LANGUAGES[0])
        return Asked(
            here=request.path_qs,
            base=self._base or str(request.url.origin()),
            path=request.match_info,
            query=request.query,
            language=language if language in LANGUAGES else LANGUAGES[0],
        )

    async def _read(self, ask: Callable[[Archive], T]) -> T:
        """What `ask` answers, from an archive of its own, in a thread."""

        def work() -> T:
            until = monotonic() + SECONDS
            with Archive(self._archive, strict=True) as archive:
                archive.connection.set_progress_handler(lambda: monotonic() > until, STEPS)
                return ask(archive)

        async with self._slots:
            return await asyncio.to_thread(work)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if self._hosts and request.url.host not in self._hosts:
                answer: web.StreamResponse = web.Response(status=421, text="421\n")
            else:
                answer = await handler(request)
        except web.HTTPException as error:
            answer = self._sorry(request, error.status)
            answer.headers.update({name: value for name, value in error.headers.items() if name == "Allow"})
        except NotHere:
            answer = self._sorry(request, 404)
        except UsageError as error:
            answer = self._sorry(request, 400, str(error))
        except (ArchiveError, sqlite3.Error) as error:
            logging.getLogger(__name__).warning("%s: %s", request.path, error)
            answer = self._sorry(request, 503)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    def _sorry(self, request: web.Request, status: int, why: str = "") -> web.Response:
        text = self._renderer.page("sorry.html", self._asked(request), {"status": status, "why": why})
        return web.Response(status=status, text=text, content_type="text/html")
