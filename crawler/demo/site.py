"""The bundled portal as a function from address to page, in one of its states.

State 0 is the first crawl's. In state 1 one article is edited, one answers 404, one turned into a soft 404 and two are
new; in state 2 the one that answered 404 is back. Counters and clock differ from request to request in every state.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, urlsplit

from crawler.demo.chrome import Chrome, Counters, Page, cut
from crawler.demo.letters import write_letters
from crawler.demo.markup import (
    day_shown,
    listing_entry,
    listing_rest,
    other_links,
    read_area,
    tool_row,
    written_link,
)
from crawler.demo.media import media
from crawler.demo.source import FIXTURES, Article, Trap, load_source
from crawler.demo.truth import Truth, truth_of

LISTED = 15
WITH_LEDE = 5
OTHERS = 10
ROBOTS = "User-agent: *\nDisallow: /noibo/\nDisallow: /?gd=9\nDisallow: /GuiTin.aspx\n"
NOTHING = '<div class="ThongBao">Không tìm thấy nội dung</div>'
EMPTY = "<div>Chúng tôi đang cập nhật thông tin của mục này, vui lòng quay lại sau!</div>"


class DemoSite:
    """`page(target)` answers any path and query; `truth()` is what a complete archive of this state holds, by key."""

    def __init__(self, state: int = 0, *, folder: Path = FIXTURES) -> None:
        source = load_source(folder)
        self.state = state
        self.counters = Counters()
        self.sections = {section.cn: section for section in source.sections}
        self.traps = source.traps
        self._all = {article.key: article for article in source.articles}
        shown = (article.at(state) for article in source.articles)
        self.articles = {article.key: article for article in shown if article}
        self._area = Template((folder / "article.html").read_text("utf-8"))
        template = (folder / "chrome.html").read_text("utf-8")
        self._chrome = Chrome(template, {"site_name": source.name, "slogan": source.slogan}, source.sections)
        self.page = lru_cache(maxsize=4096)(self._page)

    def truth(self) -> dict[str, Truth]:
        """Every article a reader can reach and read, by key."""
        return {str(key): truth_of(entry, self.sections[entry.section]) for key, entry in self.articles.items()}

    def in_section(self, cn: int) -> list[Article]:
        """The section's articles newest first, those of other sections shown here too included."""
        return [article for article in self.articles.values() if cn in article.sections]

    def other_articles(self, article: Article, cn: int) -> list[Article]:
        """ "Các tin khác": the next older ones of the section."""
        section = self.in_section(cn)
        place = section.index(article) + 1
        return section[place : place + OTHERS]

    def _page(self, target: str) -> Page:
        """The page at a path with its query; letter case of the path and the query's order do not matter."""
        parts = urlsplit(target)
        path = parts.path.lower()
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if path == "/robots.txt":
            return Page((ROBOTS.encode(),), media_type="text/plain")
        for trap in self.traps:
            if trap.url == target and trap.kind in {"moved", "missing", "denied"}:
                return self._trap_page(trap)
        if path.startswith(("/uploadfiles/", "/app_themes/")) or path == "/favicon.ico":
            return media(parts.path)
        if path.startswith("/noibo") or query.get("gd") == "9":
            return self._framed("<div>Dành cho cán bộ, công chức. Xin đăng nhập.</div>", target)
        if path not in {"/", "/default.aspx"}:
            return missing()
        return self._content_page(target, query)

    def _content_page(self, target: str, query: dict[str, str]) -> Page:
        cn = int(number) if (number := query.get("cn", "")).isdecimal() else 0
        if "tc" in query:
            return self._article_page(target, cn, query)
        if "ngay" in query:
            return self._day_page(target, cn, query)
        if "cn" in query:
            return self._listing_page(target, cn)
        return self._framed("".join(self._home_block(section) for section in self.sections), target)

    def _article_page(self, target: str, cn: int, query: dict[str, str]) -> Page:
        key = int(query["tc"]) if query["tc"].isdecimal() else 0
        article = self.articles.get(key)
        if article is None:
            return missing() if self.state in self._gone(key) else self._framed(NOTHING, target, cn=cn)
        cn = cn if cn in article.sections else article.section
        area = read_area(self._area, article, self.sections[article.section])
        if "in" in query:
            return Page(cut(f'<html><head><title>In ấn</title></head><body onload="print()">{area}</body></html>'))
        rows = [
            (written_link(cn, other.key, key), write_letters(other.title, other.style), day_shown(other).strip("()"))
            for other in self.other_articles(article, cn)
        ]
        rows += [(trap.url, trap.text, "") for trap in self.traps if trap.on == key and cn == article.section]
        return self._framed(area + tool_row(cn, key) + other_links(rows), target, cn=cn)

    def _gone(self, key: int) -> Sequence[int]:
        return self._all[key].gone if key in self._all else ()

    def _listing_page(self, target: str, cn: int) -> Page:
        newest = self.in_section(cn)[:LISTED]
        if not newest:
            return self._framed(EMPTY, target, cn=cn)
        return self._framed(self._trail(cn) + listing(newest, cn), target, cn=cn)

    def _day_page(self, target: str, cn: int, query: dict[str, str]) -> Page:
        """ "Xem tin theo ngày": all articles of one day, of one section or (cn=0) of all."""
        day = tuple(query.get(name, "").lstrip("0") for name in ("nam", "thang", "ngay"))
        shown = [
            article
            for article in self.articles.values()
            if cn in (0, *article.sections) and tuple(map(str, article.posted.timetuple()[:3])) == day
        ]
        entries = "".join(listing_entry(article, article.section, 0) for article in shown)
        return self._framed(entries or NOTHING, target, cn=cn)

    def _home_block(self, cn: int) -> str:
        return self._trail(cn) + listing(self.in_section(cn)[:WITH_LEDE], cn, with_lede=1)

    def _trail(self, cn: int) -> str:
        section = self.sections[cn]
        return (
            '<table width="100%"><tr><td class="TMCD2_DongTruongMuc"><a href="#">'
            f'{section.parent}</a> &gt;&gt; <a href="/?gd=1&amp;cn={cn}">{section.name}</a></td></tr></table>'
        )

    def _framed(self, content: str, target: str, *, cn: int = 0) -> Page:
        newest = "".join(
            f'<tr><td>• <a href="{written_link(article.section, article.key, 1)}">'
            f"{write_letters(article.title, article.style)}</a></td></tr>"
            for article in list(self.articles.values())[:WITH_LEDE]
        )
        action = target.replace("&", "&amp;").replace('"', "%22").replace("<", "%3C")
        return self._chrome.around(content, action=action, cn=cn, highlights=newest)

    def _trap_page(self, trap: Trap) -> Page:
        if trap.kind == "missing":
            return missing()
        if trap.kind == "denied":
            return self._framed(f'<div class="TT_TinChiTiet_TieuDe">{trap.text}</div>', trap.url)
        home = self.articles[trap.to].section
        return Page((b"Object moved",), status=301, location=f"/?gd=1&cn={home}&tc={trap.to}")


def listing(articles: Sequence[Article], cn: int, *, with_lede: int = WITH_LEDE) -> str:
    entries = "".join(listing_entry(article, cn, 0) for article in articles[:with_lede])
    return entries + listing_rest(articles[with_lede:], cn, 0)


def missing() -> Page:
    title = "404 - File or directory not found."
    text = f"<h2>{title}</h2><h3>Máy chủ: không tìm thấy trang.</h3>"
    page = f"<html><head><title>{title}</title></head><body>{text}</body></html>"
    return Page(cut(page), status=404)
