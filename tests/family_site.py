"""A site of any family, served on loopback from data: fixtures/sites/<name>/.

    with FamilySite("nukeviet") as site:
        (folder / "site.toml").write_text(site.portal())       # the portal file, recipe as site.toml says
        …crawl…
        assert {article.key for article in site.truth} == …    # every reachable article, as it should be archived

How to add a family (data only):

1. `fixtures/sites/<name>/site.toml`: addresses, page sizes, paging, quirks. Every key is described in
   family_config.py (SiteConfig and what it holds); an unknown key fails. `<name>` may differ from the recipe (two skins
   of one system are two sites).
2. Templates beside it (Jinja2, autoescaped): `article.html`, `listing.html`, `home.html`, `missing.html` (optional),
   `robots.txt` (optional; without it 404), and whatever `[[page]]` and `[paging] template` name. Put the chrome in
   `base.html` and extend it. They should be the system's real markup; the texts are ours.
3. The articles come from fixtures/sites/stock.toml, the same for all sites (family_stock.py), bodies as `[body]` says.

A template sees: `site` (SiteConfig), `base` ("http://127.0.0.1:8123"), `sections` (SectionView), `latest` (the newest
five articles of the site), `hits` (a number that grows with each answer), `now` (the site's clock), `path` (what was
asked for); an article page also `article` (ArticleView), `body` (this page's HTML; already safe), `part` (its number,
1 …); a listing also `section`, `articles`, `pager` (Pager), `viewstate`, `validation` (postback); an extra page
`articles` and perhaps `section`; a trap `number`. Filters: `date("%A - %d/%m/%Y %H:%M")` (family_views.format_date),
`iso` ("2017-05-31T08:15:00+07:00"), `utc` ("2017-05-31T01:15:00Z"), `entities(":/")` (these letters as &#x3A;),
`words(30)` (cut with "..."), `base64`.

What no data can say yet belongs here or in family_paging.py, by kind and never by family.
"""

import re
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.family_answers import Answer, Answers
from tests.family_config import SiteConfig, load_site
from tests.family_stock import text_blocks
from tests.family_views import ArticleView, reachable

_NAMES = re.compile(rb'\b(class|id)="(?!__|pagination)([^"{]+)"')
ZONE = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class TrueArticle:
    """An article as the archive should hold it; addresses absolute. `body` by the text conventions, "" when empty."""

    id: int
    key: str
    url: str
    title: str
    lede: str
    body: str
    byline: str
    source: str
    section: str
    published: datetime
    precision: str
    other: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)


class FamilySite:
    """A served site. `hits` counts requests by path and query, `trapped` holds those that fell into a `[[trap]]`.

    Outside `with` nothing is served, but `answer` and `truth` work, with `base` as given. `renamed`: every class and id
    inside a page's body has another name, as in a skin that nobody described; the head still tells the system.
    """

    def __init__(self, name: str, *, base: str = "https://www.halam.example", renamed: bool = False) -> None:
        self.name = name
        self.renamed = renamed
        self.config: SiteConfig = load_site(name)
        self.hits: Counter[str] = Counter()
        self.trapped: list[str] = []
        self.base = base
        self._open()

    def _open(self) -> None:
        self.answers = Answers(self.name, self.config, self.base)
        self._lock = threading.Lock()

    def __enter__(self) -> "FamilySite":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._open()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, target: str, *, method: str = "GET", body: bytes = b"", media_type: str = "") -> Answer:
        """What the site says to a request, without a network; `target` is path and query."""
        with self._lock:
            self.hits[target] += 1
            found = self.answers.answer(target, method=method, body=body, media_type=media_type)
            if self.renamed and b"<body" in found.body:
                head, tag, rest = found.body.partition(b"<body")
                found = replace(found, body=head + tag + _NAMES.sub(_rename, rest))
            if found.trap:
                self.trapped.append(target)
            return found

    def identify(self, url: str) -> int | None:
        """The number of the article that a whole address belongs to; None for any other page."""
        parts = urlsplit(url)
        return self.answers.owner(parts.path + (f"?{parts.query}" if parts.query else ""))

    @property
    def truth(self) -> list[TrueArticle]:
        """Every article that listings and related blocks lead to."""
        ids = reachable(self.answers.sections)
        return [self._true(article) for article in self.answers.articles if article.id in ids]

    def _true(self, article: ArticleView) -> TrueArticle:
        config, stock = self.config, article.stock
        blocks = text_blocks(stock)
        if config.lede == "paragraph" and stock.lede:
            blocks.insert(0, stock.lede)
        if config.body.attachment and config.body.attachment_text:
            blocks += [file.name for file in article.files]
        midnight = {"minute": {}, "day": {"hour": 0, "minute": 0}, "month": {"day": 1, "hour": 0, "minute": 0}}
        return TrueArticle(
            id=article.id,
            key=config.url.key.format(**article.names()),
            url=self.base + article.url,
            title=stock.title,
            lede=stock.lede if config.lede == "field" else "",
            body="\n\n".join(blocks),
            byline=stock.byline if config.byline == "field" else "",
            source=stock.source if config.source == "field" else "",
            section=article.section.name if config.shows_section else "",
            published=stock.posted.replace(second=0, tzinfo=ZONE, **midnight[config.precision]),
            precision=config.precision,
            other=[self.base + one.link for one in article.newer + article.older],
            attachments=[self.base + file.url for file in article.files],
        )

    def portal(self, *, recipe: str = "") -> str:
        """A portal file for this site; `recipe` other than the family's own: "generic", "auto"."""
        listings = [section.url for section in self.answers.sections]
        if self.config.seed == "home":
            listings = [self.config.url.home]
        lines = {
            "name": self.config.name,
            "home": self.base + "/",
            "province": "Hạ Lam",
            "recipe": recipe or self.config.recipe,
            "listings": listings,
        }
        return "".join(f"{key} = {_toml(value)}\n" for key, value in lines.items()) + "delay = 0\n"


def _rename(names: re.Match[bytes]) -> bytes:
    return names[1] + b'="' + b" ".join(name + b"-hl" for name in names[2].split()) + b'"'


def _toml(value: str | list[str]) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _handler(site: FamilySite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None: ...

        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = site.answer(
                self.path, method=self.command, body=body, media_type=self.headers.get("Content-Type", "")
            )
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_GET = do_POST = do_HEAD = respond  # noqa: N815

    return Handler
