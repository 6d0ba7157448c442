"""Articles and their texts. Of an article that both have, the texts stand in the order of time, each told once.

What is told of them is kept in `temp.told` until every source was read (crawler.merge.told).
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from crawler.merge.source import Row, Source, insert, one, update
from crawler.merge.told import tell, tell_fate

# Of an article's columns those that are not its text as of the newest revision.
_NOT_TEXT = {"id", "portal_id", "key", "revision_no", "moved_from"}
_TIMES = {"first_seen_at", "last_seen_at", "checked_at", "missing_since", "status", "gone_at"}


@dataclass(slots=True)
class _Text:
    """A revision of either archive. `id`: of the target's row; None: still to be put there."""

    row: Row
    id: int | None

    @property
    def order(self) -> tuple[str, int, bool]:
        return self.row["seen_at"], self.row["revision_no"], self.id is None


def merge_articles(db: sqlite3.Connection, source: Source) -> tuple[int, int]:
    """Returns how many articles were not there, and how many texts came to those that were."""
    new = texts = 0
    for row in source.rows("SELECT * FROM articles ORDER BY id"):
        there = one(db, "SELECT * FROM articles WHERE portal_id = ? AND key = ?", row["portal_id"], row["key"])
        if there is None:
            _take_over(db, source, row)
            new += 1
        else:
            source.articles[row["id"]] = there["id"]
            texts += _join(db, source, row, there)
    for row in source.rows("SELECT id, moved_from FROM articles WHERE moved_from IS NOT NULL"):
        ids = (source.articles[row["moved_from"]], source.articles[row["id"]])
        db.execute("UPDATE articles SET moved_from = coalesce(moved_from, ?) WHERE id = ?", ids)
    return new, texts


def settle(db: sqlite3.Connection, sources: Sequence[Source]) -> int:
    """Look again at articles of several sources until nothing is left to tell; returns how many texts came.

    A text that was left out as the same as the one before it counts after all where a later source knows one between.
    """
    shared = Counter(there for source in sources for there in source.articles.values())
    texts, told = 0, -1
    while told != (told := int(db.execute("SELECT count(*) FROM temp.told").fetchone()[0])):
        for source in sources:
            for own, article_id in source.articles.items():
                if shared[article_id] > 1:
                    texts += _join(db, source, _article(source.db, own), _article(db, article_id))
    return texts


def _article(db: sqlite3.Connection, article_id: int) -> Row:
    return dict(db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone())


def _take_over(db: sqlite3.Connection, source: Source, row: Row) -> None:
    own = row["id"]
    without = {name: value for name, value in row.items() if name not in ("id", "moved_from")}
    source.articles[own] = insert(db, "articles", without)
    for revision in source.rows("SELECT * FROM revisions WHERE article_id = ? ORDER BY revision_no", own):
        source.revisions[own, revision["revision_no"]] = _put(db, source, revision, revision["revision_no"])
    for change in source.rows("SELECT * FROM changes WHERE article_id = ? ORDER BY seq", own):
        tell(db, source, change)


def _put(db: sqlite3.Connection, source: Source, revision: Row, number: int) -> int:
    row = source.mapped({name: value for name, value in revision.items() if name != "id"})
    return insert(db, "revisions", row | {"revision_no": number})


def _join(db: sqlite3.Connection, source: Source, row: Row, there: Row) -> int:
    """Bring what the source knows to an article that is there; returns how many texts that were."""
    own = row["id"]
    known = [dict(one) for one in db.execute("SELECT * FROM revisions WHERE article_id = ?", (there["id"],))]
    heard = list(source.rows("SELECT * FROM revisions WHERE article_id = ?", own))
    seen = {(text["seen_at"], text["digest"]): text["id"] for text in known}
    texts = [_Text(text, text["id"]) for text in known]
    for text in heard:
        if (text["seen_at"], text["digest"]) in seen:
            source.revisions[own, text["revision_no"]] = seen[text["seen_at"], text["digest"]]
        else:
            texts.append(_Text(text, None))
    kept = _told_once(db, source, sorted(texts, key=lambda text: text.order))
    added = sum(1 for text in kept if text.id is None)
    newest_is_ours = kept[-1].id is not None
    if added:
        _renumber(db, source, there["id"], kept)
    values = _times(row, there) | {"revision_no": len(kept)}
    if not newest_is_ours:
        values |= {name: value for name, value in row.items() if name not in _NOT_TEXT | _TIMES}
    update(db, "articles", there["id"], {name: value for name, value in values.items() if value != there[name]})
    tell_fate(db, source, own, there["id"])
    return added


def _told_once(db: sqlite3.Connection, source: Source, texts: list[_Text]) -> list[_Text]:
    """Of texts that follow each other and are the same only the first; a row that is there keeps its place."""
    kept: list[_Text] = []
    for text in texts:
        if not kept or kept[-1].row["digest"] != text.row["digest"]:
            kept.append(text)
        elif text.id is None:
            _lead(source, text, kept[-1])
        elif kept[-1].id is None:
            earlier, kept[-1] = kept[-1], text
            _lead(source, earlier, text)
            _seen_before(db, source, text, earlier)
    return kept


def _lead(source: Source, heard: _Text, known: _Text) -> None:
    """A text of the source that is the same as another one; where that is of the source too, `_renumber` knows."""
    key = (heard.row["article_id"], heard.row["revision_no"])
    if known.id is not None:
        source.revisions[key] = known.id
    else:
        known.row.setdefault("also", []).append(key)


def _seen_before(db: sqlite3.Connection, source: Source, known: _Text, earlier: _Text) -> None:
    """The source saw the text first."""
    assert known.id is not None
    mapped = source.mapped(earlier.row)
    update(db, "revisions", known.id, {name: mapped[name] for name in ("seen_at", "run_id", "capture_id")})
    for key in earlier.row.get("also", ()):
        source.revisions[key] = known.id


def _renumber(db: sqlite3.Connection, source: Source, article_id: int, kept: list[_Text]) -> None:
    """Put the new texts between those that are there, and lead the log and the files' versions to the new numbers."""
    numbers = dict(zip((id(text) for text in kept), count(1), strict=False))
    moved = {text.row["revision_no"]: numbers[id(text)] for text in kept if text.id is not None}
    db.execute("UPDATE revisions SET revision_no = -revision_no WHERE article_id = ?", (article_id,))
    for text in kept:
        if text.id is not None:
            update(db, "revisions", text.id, {"revision_no": numbers[id(text)]})
    for text in kept:
        if text.id is None:
            also = text.row.pop("also", [])
            new = _put(db, source, text.row, numbers[id(text)])
            for key in [(text.row["article_id"], text.row["revision_no"]), *also]:
                source.revisions[key] = new
            told = {"article_id": text.row["article_id"], "at": text.row["seen_at"], "kind": "edited", "seq": 0}
            tell(db, source, told | {"revision_no": text.row["revision_no"], "run_id": text.row["run_id"]})
    _lead_log(db, article_id, moved)


def _lead_log(db: sqlite3.Connection, article_id: int, moved: dict[int, int]) -> None:
    """What was new becomes an edit where an older text was found."""
    rows = db.execute("SELECT seq, revision_no FROM changes WHERE article_id = ?", (article_id,)).fetchall()
    for row in rows:
        number = moved.get(row["revision_no"], row["revision_no"])
        db.execute(
            """UPDATE changes SET revision_no = ?1, kind = CASE WHEN kind IN ('gone', 'restored') THEN kind
                   WHEN ?1 = 1 THEN 'new' ELSE 'edited' END WHERE seq = ?2""",
            (number, row["seq"]),
        )
    versions = """SELECT attachment_id, version_no, revision_no FROM file_versions WHERE revision_no IS NOT NULL
                  AND attachment_id IN (SELECT id FROM attachments WHERE article_id = ?)"""
    for row in db.execute(versions, (article_id,)).fetchall():
        db.execute(
            "UPDATE file_versions SET revision_no = ? WHERE attachment_id = ? AND version_no = ?",
            (moved.get(row["revision_no"]), row["attachment_id"], row["version_no"]),
        )


def _times(row: Row, there: Row) -> Row:
    """When it was seen, by both; whether it still is, by the one that looked last."""
    last = row if (row["checked_at"] or "") > (there["checked_at"] or "") else there
    times = {name: last[name] for name in ("status", "gone_at", "missing_since")}
    times["first_seen_at"] = min(filter(None, (row["first_seen_at"], there["first_seen_at"])), default=None)
    for name in ("last_seen_at", "checked_at"):
        times[name] = max(filter(None, (row[name], there[name])), default=None)
    return times
