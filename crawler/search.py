"""Full-text search: what the index finds, put in order by the printed text.

The index knows no marks, so that every spelling of a word finds it; marks that were typed decide the order: first what
has them, then what differs in them. Within each, more telling and newer articles come first.
"""

import heapq
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Any

from crawler.archive.clock import now
from crawler.archive.records import Record
from crawler.archive.selection import Condition, Selection, condition
from crawler.query import Query, Term, aligned, fts_expression, fts_phrase, variants
from crawler.snippet import Passage, highlight, snippet

WIDE = 2_000  # matches beyond which only the most promising are looked at
LOOKED_AT = 250
_YEAR = 365.25 * 86_400


@dataclass(frozen=True, slots=True)
class Hit(Record):
    """An article that was found. `exact`: every word typed with marks stands there with them."""

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
    """The best hits in order, and how many articles match in all, marks aside; None: more than WIDE."""

    hits: tuple[Hit, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class _Scored:
    row: sqlite3.Row
    exact: bool
    score: float

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
    ids, total = _candidates(db, query, condition(db, which), wanted=max(limit, LOOKED_AT))
    moment = (at or now()).timestamp()
    scored = (one for one in _scored(db, query, ids, moment) if one.exact or not exact)
    best = heapq.nsmallest(limit, scored, key=lambda one: one.order)
    return Found(tuple(_hit(one, query) for one in best), total)


def _marks_expression(query: Query) -> str | None:
    """What `articles_marks` must hold where all marks stand in title and lede; None where no marks were typed."""
    groups = [group for group in query.every if all(term.marked for term in group)]
    if not groups:
        return None
    return " AND ".join(f"({' OR '.join(_marked_words(term) for term in group)})" for group in groups)


def _marked_words(term: Term) -> str:
    parts = []
    for number, (word, plain) in enumerate(zip(term.words, term.folded, strict=True), 1):
        if word != plain:
            star = "*" if term.prefix and number == len(term.words) else ""
            spelled = " OR ".join(f'"{spelling}"{star}' for spelling in variants(word))
            parts.append(f"({spelled})")
    return f"({' AND '.join(parts)})"


def _candidates(
    db: sqlite3.Connection, query: Query, chosen: Condition, *, wanted: int
) -> tuple[Iterable[int], int | None]:
    """The ids worth looking at, and the number of all: in doubt those with all marks, then those side by side."""
    values = chosen.values | {"match": fts_expression(query), "wanted": wanted, "wide": WIDE + 1}
    every = _matching(db, chosen, values)
    total = len(every) if len(every) <= WIDE else None
    if len(every) <= wanted:
        return every, total
    together = _together(query)
    closer = values | {"match": f"folded : {fts_phrase(together)}"} if together else None
    best: dict[int, None] = {}
    for narrowed in (closer, values):
        if narrowed and len(best) < wanted:
            best |= dict.fromkeys(_with_marks(db, query, chosen, narrowed))
    if closer and len(best) < wanted:
        best |= dict.fromkeys(_most_promising(db, chosen, closer, _matching(db, chosen, closer)))
    if len(best) < wanted:
        best |= dict.fromkeys(_most_promising(db, chosen, values, every))
    return islice(best, wanted), total


def _matching(db: sqlite3.Connection, chosen: Condition, values: dict[str, Any]) -> list[int]:
    """Every article that matches, as long as they are not too many."""
    within = "1" if chosen.sql == "1" else f"+rowid IN (SELECT id FROM articles WHERE {chosen.sql})"  # noqa: S608
    sql = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match AND {within} LIMIT :wide"  # noqa: S608
    return _ids(db, sql, values)


def _most_promising(
    db: sqlite3.Connection, chosen: Condition, values: dict[str, Any], matching: list[int]
) -> Iterable[int]:
    """Of matches that are many the most telling by the index's own measure, of too many the newest."""
    if len(matching) <= values["wanted"]:
        return matching
    if len(matching) <= WIDE:
        # bm25() in place of `rank`, and rowid out of the index's reach: only what is kept gets measured.
        ranked = """
            SELECT rowid FROM articles_fts
            WHERE articles_fts MATCH :match AND +rowid IN (SELECT value FROM json_each(:kept))
            ORDER BY bm25(articles_fts) LIMIT :wanted"""
        return _ids(db, ranked, values | {"kept": json.dumps(matching)})
    newest = f"""
        SELECT id FROM articles INDEXED BY idx_articles_published_at
        WHERE {chosen.sql} AND id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)
        ORDER BY published_at DESC LIMIT :wanted"""  # noqa: S608
    return _ids(db, newest, values)


def _with_marks(db: sqlite3.Connection, query: Query, chosen: Condition, values: dict[str, Any]) -> list[int]:
    """The newest articles that have all the marks in title or lede: a rare word among its common look-alikes."""
    marks = _marks_expression(query)
    if marks is None:
        return []
    sql = f"""
        SELECT id FROM articles
        WHERE id IN (SELECT rowid FROM articles_marks WHERE articles_marks MATCH :marks)
          AND id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match) AND {chosen.sql}
        ORDER BY published_at DESC LIMIT :wanted"""  # noqa: S608
    return _ids(db, sql, values | {"marks": marks})


def _ids(db: sqlite3.Connection, sql: str, values: dict[str, Any]) -> list[int]:
    return [row[0] for row in db.execute(sql, values)]


def _scored(db: sqlite3.Connection, query: Query, ids: Iterable[int], moment: float) -> Iterator[_Scored]:
    pairs = _pairs(query)
    for article_id in ids:
        row = db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        parts = [aligned(row[name]) for name in ("title", "lede", "body")]
        if any(_count(term, parts, exact=True) for term in query.none if term.marked):
            continue
        exact = not query.marked or query.accepts_parts(parts)
        yield _Scored(row, exact, _telling(query, pairs, parts) + _newness(row["published_at"], moment))


def _together(query: Query) -> Term | None:
    """The words typed one after another, as one phrase: Vietnamese words are written as syllables apart."""
    words = [group[0].words for group in query.every if len(group) == 1]
    return Term(tuple(word for term in words for word in term)) if len(words) > 1 else None


def _pairs(query: Query) -> list[Term]:
    """Every two words typed side by side."""
    together = _together(query)
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
        passage=snippet(query, f"{row['lede']}\n{row['body']}"),
    )
