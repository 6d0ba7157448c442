"""Which articles a search looks at: all that match, or of too many the most promising."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from crawler.archive.selection import Condition
from crawler.query import Query, Term, fts_expression, fts_phrase, variants

WIDE = 2_000  # matches beyond which only the most promising are looked at
_MARKED = "SELECT rowid FROM articles_marks WHERE articles_marks MATCH :marks"


def candidates(
    db: sqlite3.Connection, query: Query, chosen: Condition, *, wanted: int
) -> tuple[Iterable[int], int | None]:
    """The ids worth looking at, and the number of all: in doubt those with all marks, then those side by side."""
    values = chosen.values | {"match": fts_expression(query), "wanted": wanted, "wide": WIDE + 1}
    together = all_together(query)
    closer = values | {"match": f"folded : {fts_phrase(together)}"} if together else None
    every = _matching(db, chosen, values)
    if len(every) <= WIDE:
        every = _without_unwanted(db, query, every)
    if len(every) <= wanted:
        return every, len(every)
    if len(every) <= WIDE:
        side_by_side = set(_matching(db, chosen, closer)) if closer else set()
        marked = set(_marked_ids(db, query, every))
        ranked = _ranked(db, values, every)
        return sorted(ranked, key=lambda one: (one not in marked, one not in side_by_side))[:wanted], len(every)
    best: dict[int, None] = {}
    for condition_, narrowed in _from_best_to_any(query, chosen, values, closer):
        if len(best) < wanted:
            best |= dict.fromkeys(_newest(db, condition_, narrowed))
    return islice(best, wanted), None


def _from_best_to_any(
    query: Query, chosen: Condition, values: dict[str, Any], closer: dict[str, Any] | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where to look among too many matches: conditions on `articles` with their values."""
    if marks := _marks_expression(query):
        # A rare word among its common look-alikes is found where title or lede have it with its marks.
        with_marks = f"{chosen.sql} AND id IN ({_MARKED})"
        if closer:
            yield with_marks, closer | {"marks": marks}
        yield with_marks, values | {"marks": marks}
    if closer:
        yield chosen.sql, closer
    yield chosen.sql, values


def _matching(db: sqlite3.Connection, chosen: Condition, values: dict[str, Any]) -> list[int]:
    """Every article that matches, as long as they are not too many."""
    # The plus keeps SQLite from asking the index once for each article that the condition allows.
    within = "1" if chosen.sql == "1" else f"+rowid IN (SELECT id FROM articles WHERE {chosen.sql})"  # noqa: S608
    sql = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match AND {within} LIMIT :wide"  # noqa: S608
    return _ids(db, sql, values)


def _without_unwanted(db: sqlite3.Connection, query: Query, matching: list[int]) -> list[int]:
    """Those that have none of the words to be left out with these very marks, which the index does not know."""
    unwanted = Query(every=(tuple(term for term in query.none if term.marked),))
    if not unwanted.every[0]:
        return matching
    rows = db.execute(
        "SELECT id, title, lede, body FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(matching),),
    )
    return [row[0] for row in rows if not unwanted.accepts(*row[1:])]


def _ranked(db: sqlite3.Connection, values: dict[str, Any], matching: list[int]) -> list[int]:
    """The matching articles by the index's own measure, the most telling first."""
    # bm25() in place of `rank`, and rowid out of the index's reach: only what is kept gets measured.
    ranked = """
        SELECT rowid FROM articles_fts
        WHERE articles_fts MATCH :match AND +rowid IN (SELECT value FROM json_each(:kept))
        ORDER BY bm25(articles_fts)"""
    return _ids(db, ranked, values | {"kept": json.dumps(matching)})


def _marked_ids(db: sqlite3.Connection, query: Query, matching: list[int]) -> list[int]:
    """Those of the matching articles that have all the marks in title or lede."""
    marks = _marks_expression(query)
    kept = f"{_MARKED} AND +rowid IN (SELECT value FROM json_each(:kept))"  # noqa: S608
    return _ids(db, kept, {"marks": marks, "kept": json.dumps(matching)}) if marks else []


def _newest(db: sqlite3.Connection, condition_: str, values: dict[str, Any]) -> list[int]:
    """The newest articles that match; the printed date's index leads, the others are asked."""
    newest = f"""
        SELECT id FROM articles INDEXED BY idx_articles_published_at
        WHERE {condition_} AND id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)
        ORDER BY published_at DESC LIMIT :wanted"""  # noqa: S608
    return _ids(db, newest, values)


def _ids(db: sqlite3.Connection, sql: str, values: dict[str, Any]) -> list[int]:
    return [row[0] for row in db.execute(sql, values)]


def all_together(query: Query) -> Term | None:
    """The words typed one after another, as one phrase: Vietnamese words are written as syllables apart."""
    words = [group[0].words for group in query.every if len(group) == 1]
    return Term(tuple(word for term in words for word in term)) if len(words) > 1 else None


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
