"""Fills a real archive through the store, as a crawl would: for tests of the read side."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Self

from crawler.archive.connection import open_for_writing
from crawler.archive.runs import put_provinces
from crawler.archive.store import Store, Stored
from crawler.items import ArticleFields, ArticleItem, Attachment, Fetched, Found, PageItem, Problem

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
PORTALS = {
    "hue": ("Cổng thông tin điện tử tỉnh Thừa Thiên Huế", "Thừa Thiên Huế"),
    "danang": ("Cổng thông tin điện tử thành phố Đà Nẵng", "Đà Nẵng"),
    "quangnam": ("Cổng thông tin điện tử tỉnh Quảng Nam", "Quảng Nam"),
}


class Filling:
    """An archive being written; each article, edit or loss happens an hour after the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = open_for_writing(path)
        put_provinces(self.db)
        self.db.executemany(
            """INSERT OR IGNORE INTO portals (id, name, province, level, home, recipe)
               VALUES (?, ?, ?, 'province', ?, 'fitc')""",
            [(portal, name, province, f"https://{portal}.gov.vn/") for portal, (name, province) in PORTALS.items()],
        )
        run = self.db.execute(
            "INSERT INTO runs (started_at, status, version) VALUES ('2026-11-01T08:00:00Z', 'done', '0')"
        )
        self.store = Store(self.db, int(run.lastrowid or 0))
        self.db.execute("PRAGMA synchronous = OFF")
        self.at = START
        self._row = count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def article(self, key: str, title: str, body: str, **more: Any) -> Stored:
        """Store an article or its edit. `more`: portal, lede, section, byline, published, files, html, problems."""
        fetched = self._fetched(key, more.get("portal", "hue"))
        published = more.get("published", datetime.fromisoformat("2026-10-31T14:30:00+07:00"))
        item = ArticleItem(
            fetched,
            ArticleFields(attachments=[Attachment(url, name) for url, name in more.get("files", {}).items()]),
            "fitc",
            problems=[Problem(*problem) for problem in more.get("problems", [])],
            title=title,
            lede=more.get("lede", ""),
            body=body,
            body_html=more.get("html", "".join(f"<p>{part}</p>" for part in body.split("\n\n"))),
            byline=more.get("byline", ""),
            section=more.get("section", "Tin tức"),
            published=published,
            published_precision="minute" if published else None,
            published_text=f"{published:%d/%m/%Y %H:%M}" if published else "",
        )
        return self._stored(lambda: self.store.article(item))

    def lose(self, key: str, *, portal: str = "hue") -> Stored:
        """The page answers 404, twice with two days between."""
        self._stored(lambda: self.store.page(PageItem(self._fetched(key, portal, 404), "missing")))
        self.at += timedelta(days=2)
        return self._stored(lambda: self.store.page(PageItem(self._fetched(key, portal, 404), "missing")))

    def _fetched(self, key: str, portal: str, status: int = 200) -> Fetched:
        self.at += timedelta(hours=1)
        url = f"https://{portal}.gov.vn/?gd=1&cn=82&tc={key}"
        self.store._frontier.add(portal, [Found(url, "article", key, "listed")], at="2026-11-01T08:00:00Z", found_on="")
        row = self.db.execute("SELECT id FROM frontier WHERE portal_id = ? AND key = ?", (portal, key)).fetchone()["id"]
        return Fetched(portal, row, key, key, url, url, self.at, status)

    def _stored(self, store: Any) -> Stored:
        self.db.execute("BEGIN IMMEDIATE")
        stored: Stored = store()
        self.db.execute("COMMIT")
        return stored
