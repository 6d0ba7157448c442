"""Trying a portal on the spot: a few pages, a few articles, into an archive that is thrown away."""

import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.archive.owed import Bounds
from crawler.errors import Interrupted
from crawler.lanes import run_session
from crawler.portal import Portal
from crawler.recipe import Recipe
from crawler.session import Session

MOST_PAGES = 25


@dataclass(slots=True, frozen=True)
class TriedArticle:
    """An article as it would be archived, and how many other links its page gave."""

    url: str
    title: str
    lede: str
    body: str
    published: str
    published_text: str
    section: str
    byline: str
    other_links: int


@dataclass(slots=True)
class Trial:
    """What a portal gave. `sections` are listings met; `pages` the raw pages by URL: (bytes, media type)."""

    portal: Portal
    articles: list[TriedArticle] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    pages: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    read_with: str = ""
    sureness: float = 0.0
    evidence: list[str] = field(default_factory=list)


def try_portal(portal: Portal, recipes: Mapping[str, Recipe], *, articles: int = 5) -> Trial:
    """Crawl at most MOST_PAGES pages and `articles` articles of `portal`, as politely as ever.

    Raises Interrupted where a signal ended it: what was seen until then says nothing of the site.
    """
    trial = Trial(portal)
    with tempfile.TemporaryDirectory(prefix="khotin-") as folder:
        bounds = Bounds(limit=articles, pages=MOST_PAGES)
        session = Session(Path(folder), {portal.id: portal}, recipes, bounds=bounds, warc=False)
        session.keep = lambda url, body, media_type: trial.pages.update({url: (body, media_type)})
        try:
            if run_session(session, [portal.id]):
                raise Interrupted(f"{portal.id}: stopped before it was tried to the end")
            run = session.runs[portal.id]
            _read(trial, session.watching)
        finally:
            session.close("done")
        trial.trouble = run.trouble
        if run.recognition is not None:
            trial.sureness, trial.evidence = run.recognition.sureness, list(run.recognition.evidence)
    return trial


def _read(trial: Trial, db: sqlite3.Connection) -> None:
    (read_with,) = db.execute("SELECT coalesce(read_with, '') FROM portals").fetchone()
    declared = trial.portal.fields.recipe
    trial.read_with = read_with or (declared if declared != "auto" else "generic")
    trial.articles = [_article(row) for row in db.execute(_ARTICLES)]
    trial.sections = [
        row["url"] for row in db.execute("SELECT url FROM frontier WHERE walk IS NOT NULL ORDER BY priority, id")
    ]
    trial.problems = [tuple(row) for row in db.execute("SELECT url, reason, coalesce(detail, '') FROM problems")]


_ARTICLES = """
    SELECT articles.*, (SELECT count(*) FROM links WHERE from_article_id = articles.id AND kind = 'other') AS others
    FROM articles ORDER BY id LIMIT 20"""


def _article(row: Any) -> TriedArticle:
    return TriedArticle(
        url=row["url"],
        title=row["title"],
        lede=row["lede"],
        body=row["body"],
        published=row["published_at"] or "",
        published_text=row["published_text"] or "",
        section=row["section"] or "",
        byline=row["byline"] or "",
        other_links=row["others"],
    )
