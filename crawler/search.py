"""Full-text search: what the index finds, put in order by the printed text.

The index knows no marks, so that every spelling of a word finds it; marks that were typed decide the order: first what
has them, then what differs in them. Within each, more telling and newer articles come first. The texts of files that
articles offer are searched too (crawler.search_files).
"""

import heapq
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, pairwise
from typing import Any

from crawler.archive.clock import now
from crawler.archive.records import Record
from crawler.archive.selection import Condition, Selection, condition
from crawler.query import Query, Term, aligned
from crawler.search_candidates import all_together, candidates
from crawler.search_files import file_matches
from crawler.snippet import Passage, highlight, snippet

LOOKED_AT = 250
_YEAR = 365.25 * 86_400


@dataclass(frozen=True, slots=True)
class Hit(Record):
    """An article that was found. `exact`: every word typed with marks stands there with them.

    `file`: it was found by the text of this file that it offers; `passage` is of that text.
    """

    table = "articles"
    id: int
    portal_id: str
    key: str
    url: str
    section: str | None
    published_at: datetime | None
    status: str
    revision_no: int
    score: float
    exact: bool
    title: Passage
    passage: Passage
    file: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values; places found are pairs of offsets into `title` and `snippet`."""
        plain = {name: value for name, value in Record.as_json(self).items() if not isinstance(value, Passage)}
        return plain | {
            "title": self.title.text,
            "title_spans": [list(span) for span in self.title.spans],
            "snippet": self.passage.text,
            "snippet_spans": [list(span) for span in self.passage.spans],
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits in order, and how many articles match in all, marks aside; None: too many to tell (WIDE)."""

    hits: tuple[Hit, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class _Scored:
    row: sqlite3.Row
    exact: bool
    score: float
    file: str | None = None
    text: str = ""

    @property
    def order(self) -> tuple[bool, float, int]:
        return not self.exact, -self.score, -self.row["id"]


def search(  # noqa: PLR0913 - what may be asked of a search
    db: sqlite3.Connection,
    query: Query,
    which: Selection,
    *,
    limit: int = 10,
    exact: bool = False,
    at: datetime | None = None,
) -> Found:
    """The `limit` best articles of `which`; `exact`: none that lacks the typed marks. `at`: as of when "new" counts."""
    chosen = condition(db, which)
    ids, total = candidates(db, query, chosen, wanted=max(limit, LOOKED_AT))
    moment = (at or now()).timestamp()
    by_files = list(_scored_files(db, query, chosen, moment))
    scored = (one for one in chain(_scored(db, query, ids, moment), by_files) if one.exact or not exact)
    best = heapq.nsmallest(limit, scored, key=lambda one: one.order)
    return Found(tuple(_hit(one, query) for one in best), None if total is None else total + len(by_files))


def _scored(db: sqlite3.Connection, query: Query, ids: Iterable[int], moment: float) -> Iterator[_Scored]:
    pairs = _pairs(query)
    for article_id in ids:
        row = db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        parts = [aligned(row[name]) for name in ("title", "lede", "body")]
        if any(_count(term, parts, exact=True) for term in query.none if term.marked):
            continue
        exact = not query.marked or query.accepts_parts(parts)
        yield _Scored(row, exact, _telling(query, pairs, parts) + _newness(row["published_at"], moment))


def _scored_files(db: sqlite3.Connection, query: Query, chosen: Condition, moment: float) -> Iterator[_Scored]:
    """What is found in files alone counts half of what articles say themselves."""
    pairs = _pairs(query)
    for found in file_matches(db, query, chosen):
        row = found.row
        parts = [aligned(text) for text in (row["title"], row["lede"], found.text)]
        if any(_count(term, parts, exact=True) for term in query.none if term.marked):
            continue
        exact = not query.marked or query.accepts_parts(parts)
        score = 0.5 * _telling(query, pairs, parts) + _newness(row["published_at"], moment)
        yield _Scored(row, exact, score, found.name, found.text)


def _pairs(query: Query) -> list[Term]:
    """Every two words typed side by side."""
    together = all_together(query)
    return [Term(pair) for pair in pairwise(together.words)] if together else []


def _telling(query: Query, pairs: list[Term], parts: list[tuple[str, str]]) -> float:
    """How much an article is about the query: in its title more than in its lede, there more than in its body."""
    title, lede, body = parts
    score = 0.0
    for group in query.every:
        times = sum(_count(term, [body], exact=False) for term in group)
        score += 2.0 * _any(group, title) + 1.0 * _any(group, lede) + 1.5 * times / (times + 2)
    score /= len(query.every)
    for pair in pairs:
        # "đà" and "nẵng" apart, even in a title, are mostly another story than "Đà Nẵng" anywhere.
        score += 1.0 * _any((pair,), title) + 5.0 * any(_any((pair,), part) for part in parts)
    return score


def _newness(published_at: str | None, moment: float) -> float:
    """2 for an article of today, half of it a year later; 0 without a date."""
    if published_at is None:
        return 0.0
    age = max(moment - datetime.fromisoformat(published_at).timestamp(), 0.0)
    return float(2.0 * 0.5 ** (age / _YEAR))


def _any(terms: Iterable[Term], part: tuple[str, str]) -> bool:
    return any(True for term in terms for _ in term.spans(*part, exact=False))


def _count(term: Term, parts: Iterable[tuple[str, str]], *, exact: bool) -> int:
    return sum(1 for part in parts for _ in term.spans(*part, exact=exact))


def _hit(one: _Scored, query: Query) -> Hit:
    row = one.row
    values = {name: row[name] for name in ("id", "portal_id", "key", "url", "section", "status", "revision_no")}
    return Hit(
        **values,
        published_at=datetime.fromisoformat(row["published_at"]) if row["published_at"] else None,
        score=round(one.score, 3),
        exact=one.exact,
        title=highlight(query, row["title"]),
        passage=snippet(query, one.text if one.file else f"{row['lede']}\n{row['body']}"),
        file=one.file,
    )
