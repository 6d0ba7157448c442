"""What a family site answers to a request: routes built from site.toml, pages made with its templates."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import parse_qsl, unquote, urlsplit

import jinja2
from markupsafe import Markup, escape

from tests.family_config import Extra, SiteConfig, Trap
from tests.family_markup import BodyWriter
from tests.family_paging import state_of, turned_page, validation_of
from tests.family_stock import SITES, StockArticle, load_stock
from tests.family_views import (
    Addressing,
    ArticleView,
    FileView,
    SectionView,
    cut_pages,
    format_date,
    relate,
    section_views,
)

CLOCK = datetime(2026, 11, 23, 8, 27)
ONE_PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
FILES = {
    ".pdf": ("application/pdf", b"%PDF-1.4\n% khotin\n"),
    ".doc": ("application/msword", b"\xd0\xcf\x11\xe0 khotin"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04 khotin"),
    ".xls": ("application/vnd.ms-excel", b"\xd0\xcf\x11\xe0 khotin"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04 khotin"),
    ".rar": ("application/x-rar-compressed", b"Rar!\x1a\x07 khotin"),
    ".zip": ("application/zip", b"PK\x03\x04 khotin"),
    ".jpg": ("image/gif", ONE_PIXEL),
    ".png": ("image/gif", ONE_PIXEL),
}
Route = Callable[[], "Answer"]


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    trap: bool = False


class Answers:
    """One site's articles, sections and routes; `base` is put before the paths where pages write whole addresses."""

    def __init__(self, name: str, config: SiteConfig, base: str) -> None:
        self.name, self.config, self.base = name, config, base
        self.addressing = Addressing(config)
        self.served = 0
        self.environment = _environment(name)
        self._fill(load_stock().article)
        self.routes: dict[str, Route] = {}
        self.owners: dict[str, int] = {}  # the article that an address shows or leads to
        self._add_routes()

    # What the site holds.

    def _fill(self, stock: list[StockArticle]) -> None:
        config = self.config
        self.sections = section_views(config, load_stock().section)
        by_id = {section.id: section for section in self.sections}
        beside = dict(zip(by_id, [*self.sections[1:], self.sections[0]], strict=True))
        if config.one_section:
            self.sections = self.sections[:1]
            by_id = dict.fromkeys(by_id, self.sections[0])
        self.articles = [
            ArticleView(one, by_id[one.section], beside[one.section]) for one in stock if one.id not in config.leave_out
        ]
        self.articles.sort(key=lambda article: (article.posted, article.id), reverse=True)
        for article in self.articles:
            self._address(article)
        for section in self.sections:
            section.url = self.addressing.listing(section, 1)
            section.articles = [article for article in self.articles if article.section is section]
            section.pages = cut_pages(section.articles, section, config)
        writer = BodyWriter(config.body, self._link_to, self._image)
        for article in self.articles:
            relate(article, article.section.articles if config.related.scope == "section" else self.articles, config)
            self._write(article, writer)

    def _address(self, article: ArticleView) -> None:
        url = self.config.url
        article.url = self.addressing.article(url.article, article)
        links = url.links or [url.article]
        article.link = self.addressing.article(links[article.id % len(links)], article)
        article.files = [
            FileView(name, self.addressing.article(url.file, article, name=name, number=number))
            for number, name in enumerate(article.stock.attachments)
        ]
        if article.picture:
            article.thumb = self._image(article.stock, article.picture[0])

    def _write(self, article: ArticleView, writer: BodyWriter) -> None:
        markup, stock = self.config.body, article.stock
        repeated = self.config.lede == "field" and stock.repeat_lede
        pages = writer.pages(stock, first=stock.lede if repeated or self.config.lede == "paragraph" else "")
        if markup.ending and stock.byline:
            pages[-1] += "\n" + markup.ending.format(escape(stock.byline))
        if markup.attachment:
            pages[-1] += "".join("\n" + markup.attachment.format(url=one.url, name=one.name) for one in article.files)
        part = self.config.url.part
        article.pages = pages if part else ["\n".join(pages)]
        article.parts = [article.url]
        article.parts += [
            self.addressing.article(part, article, part=number, part0=number - 1)
            for number in range(2, len(article.pages) + 1)
        ]

    def _link_to(self, article_id: int) -> str:
        return next((one.url for one in self.articles if one.id == article_id), self.config.url.home)

    def _image(self, stock: StockArticle, name: str) -> str:
        posted = stock.posted
        names = {"year": posted.year, "month": f"{posted.month:02}", "day": f"{posted.day:02}"}
        return self.config.url.image.format(id=stock.id, name=name, **names)

    # Where it is found.

    def _add_routes(self) -> None:
        url, add = self.config.url, self._add
        for article in self.articles:
            for pattern in url.moved:
                add(self.addressing.article(pattern, article), partial(self._move, article.url), owner=article.id)
            for pattern in url.same:
                add(self.addressing.article(pattern, article), partial(self._article, article, 1), owner=article.id)
        for article in self.articles:
            for number, part in enumerate(article.parts, 1):
                add(part, partial(self._article, article, number), owner=article.id)
            for file in article.files:
                add(file.url, partial(_file, file.name))
        for section in self.sections:
            add(self.addressing.listing(section, 1, numbered=True), partial(self._listing, section, 1))
            for number in range(1, max(1, len(section.pages)) + 1):
                add(self.addressing.listing(section, number), partial(self._listing, section, number))
            if self.config.paging.kind != "links":
                add(section.url, partial(self._listing, section, 1))
        for extra in self.config.page:
            for section in self.sections if "{section" in extra.url else [None]:
                names = {"section": section.slug, "section_id": section.number} if section else {}
                add(extra.url.format(**names), partial(self._extra, extra, section))
        add(url.home, partial(self._page, "home.html", articles=self.articles[:10]))
        if (SITES / self.name / "robots.txt").exists():
            add("/robots.txt", partial(self._page, "robots.txt", media_type="text/plain"))

    def _add(self, target: str, route: Route, *, owner: int | None = None) -> None:
        self.routes[_normal(target)] = route
        if owner is not None:
            self.owners[_normal(target)] = owner

    def owner(self, target: str) -> int | None:
        """The number of the article that a path and query belongs to, wrong slugs and old addresses included."""
        if (known := self.owners.get(_normal(target))) is not None:
            return known
        found = re.search(self.config.url.id, target) if self.config.url.id else None
        return next((one.id for one in self.articles if found and str(one.id) == found[1]), None)

    def answer(self, target: str, *, method: str, body: bytes, media_type: str) -> Answer:
        self.served += 1
        self.path = target
        if method == "POST":
            return self._posted(target, body, media_type)
        for trap in self.config.trap:
            if found := re.search(trap.match, target):
                return self._trap(trap, found)
        if route := self.routes.get(_normal(target)):
            return route()
        return self._unrouted(target)

    def _posted(self, target: str, body: bytes, media_type: str) -> Answer:
        turned = turned_page(self, target, body, media_type)
        if isinstance(turned, int):
            return Answer(turned, b"", {"Content-Type": "text/html"})
        section, number = turned
        paging = self.config.paging
        if paging.kind == "post":
            return self._listing(section, number, template=paging.template, media_type=paging.type)
        return self._listing(section, number)

    def _unrouted(self, target: str) -> Answer:
        path = urlsplit(target).path
        if path.lower().endswith(tuple(FILES)):
            return _file(path)
        for section in self.sections:  # past the last page of a listing
            for number in range(len(section.pages) + 1, len(section.pages) + 30):
                if self.config.url.page and _normal(self.addressing.listing(section, number)) == _normal(target):
                    return self._past_end(section, number)
        if self.config.url.id and (found := re.search(self.config.url.id, target)):
            article = next((one for one in self.articles if str(one.id) == found[1]), None)
            if article and self.config.url.wrong != "missing":
                return self._move(article.url) if self.config.url.wrong == "move" else self._article(article, 1)
            return self._missing(404)
        if self.config.unknown == "home":
            return self._move(self.config.url.home)
        return self._missing(404 if self.config.unknown == "missing" else 200)

    def _past_end(self, section: SectionView, number: int) -> Answer:
        rule = self.config.listing.past_end
        if rule == "missing":
            return self._missing(404)
        if rule == "home":
            return self._move(self.config.url.home)
        return self._listing(section, len(section.pages) if rule == "repeat" else number)

    # The pages.

    def _article(self, article: ArticleView, number: int) -> Answer:
        body = Markup(article.pages[number - 1])
        return self._page("article.html", article=article, section=article.section, body=body, part=number)

    def _listing(
        self, section: SectionView, number: int, *, template: str = "listing.html", media_type: str = ""
    ) -> Answer:
        past = number > len(section.pages)
        state = state_of(section, number)
        return self._page(
            template,
            media_type=media_type,
            section=section,
            articles=[] if past else section.pages[number - 1],
            pager=self.addressing.pager(section, number),
            viewstate=state,
            validation=validation_of(state),
        )

    def _extra(self, extra: Extra, section: SectionView | None) -> Answer:
        articles = section.articles if section else self.articles
        newest = articles[: extra.newest] if extra.newest else articles
        return self._page(extra.template, media_type=extra.type, section=section, articles=newest)

    def _trap(self, trap: Trap, found: re.Match[str]) -> Answer:
        article = next((one for one in self.articles if found.groups() and str(one.id) == found[1]), None)
        template = {"article": "print.html", "endless": "endless.html", "login": "login.html"}.get(trap.answer)
        if template is None or (trap.answer == "article" and article is None):
            answer = self._missing(404 if trap.answer == "article" else 200)
        else:
            body = Markup("\n".join(article.pages)) if article else ""
            numbers = [int(group) for group in found.groups() if group and group.isdigit()]
            answer = self._page(template, article=article, body=body, number=numbers[0] if numbers else 0)
        return Answer(answer.status, answer.body, answer.headers, trap=True)

    def _missing(self, status: int) -> Answer:
        if (SITES / self.name / "missing.html").exists():
            return self._page("missing.html", status=status)
        return Answer(status, b"<h1>404 Not Found</h1>", {"Content-Type": "text/html"})

    def _move(self, to: str) -> Answer:
        return Answer(301, b"", {"Location": self.base + to, "Content-Type": "text/html"})

    def _page(self, template: str, *, media_type: str = "", status: int = 200, **context: object) -> Answer:
        text = self.environment.get_template(template).render(
            site=self.config,
            base=self.base,
            sections=self.sections,
            latest=self.articles[:5],
            hits=1204000 + self.served,
            now=CLOCK,
            path=self.path,
            **context,
        )
        charset = self.config.charset
        headers = {"Content-Type": media_type or f"text/html; charset={charset}"} | self.config.headers
        return Answer(status, text.encode(charset, "xmlcharrefreplace"), headers)


def _file(name: str) -> Answer:
    media_type, content = FILES["." + name.rpartition(".")[2].lower()]
    return Answer(200, content, {"Content-Type": media_type})


def _normal(target: str) -> str:
    """Path and query in one spelling: percent signs resolved, parameters sorted."""
    parts = urlsplit(target)
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    return unquote(parts.path) + ("?" + "&".join(f"{name}={value}" for name, value in query) if query else "")


def _environment(name: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([SITES / name, SITES]),
        autoescape=lambda template: bool(template) and not str(template).endswith((".txt", ".json")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["date"] = format_date
    environment.filters["iso"] = lambda instant: instant.strftime("%Y-%m-%dT%H:%M:%S+07:00")
    environment.filters["utc"] = lambda instant: (instant - timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    environment.filters["entities"] = _entities
    environment.filters["words"] = _words
    environment.filters["base64"] = lambda text: base64.b64encode(str(text).encode()).decode()
    return environment


def _entities(text: str, letters: str) -> Markup:
    """`text` escaped, and besides each of `letters` as a hexadecimal reference."""
    safe = str(escape(text))
    for letter in letters:
        safe = safe.replace(letter, f"&#x{ord(letter):02X};")
    return Markup(safe)


def _words(text: str, count: int) -> str:
    words = text.split()
    return " ".join(words[:count]) + ("..." if len(words) > count else "")
