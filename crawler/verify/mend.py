"""Mending an archive from what is whole of it; what it cannot mend is left as it is, and found again."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive.clock import read_utc
from crawler.archive.connection import database_path, open_for_writing
from crawler.archive.digest import article_digest
from crawler.capture.adopt import Adoption
from crawler.capture.extract import keep_readings
from crawler.capture.ingest import Ingest, Ingested
from crawler.capture.rereading import Rereader
from crawler.errors import ArchiveError, CaptureDamaged
from crawler.items import ArticleItem, Fetched
from crawler.text.folding import words
from crawler.verify.database import NO_CHANGE, NO_REVISION, NOT_NEWEST
from crawler.verify.finding import Finding
from crawler.verify.mend_files import mend_files
from crawler.verify.mend_places import mend_places

NEAR = timedelta(seconds=10)  # a page is captured a moment before it is stored
_SHOWN = ("title", "lede", "body", "byline", "source", "section", "published_at", "published_text", "digest")


def rebuild(archive: Path, folders: Sequence[Path]) -> tuple[str, list[Finding]]:
    """Make the database again from the WARC files; a broken one is set aside. What was done, and what could not be."""
    path, aside = database_path(archive), ""
    if path.exists():
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        aside = f"; the broken one is kept as {path.name}.broken-{stamp}"
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(path.with_name(f"{path.name}.broken-{stamp}{ending}"))
    done = _ingest(archive, folders)
    line = (
        f"made again from {done.files} WARC files: {done.responses} captures, {done.adopted.articles} articles, "
        f"{done.adopted.files} files{aside}"
    )
    return line, _undescribed(done)


def mend_file(archive: Path) -> bool:
    """Whether making the indexes again mends what SQLite finds wrong with the file."""
    try:
        with closing(open_for_writing(archive)) as db:
            db.execute("REINDEX")
            return bool(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except (sqlite3.DatabaseError, ArchiveError):
        return False


def _undescribed(done: Ingested) -> list[Finding]:
    """Responses that nobody can place: the file of their portal is in none of the folders named."""
    what = "its responses are left out ({}): no portal file describes it; name its folder with --portals DIR"
    return [Finding("portals", name, what.format(count)) for name, count in sorted(done.unknown.items())]


def mend(archive: Path, folders: Sequence[Path]) -> tuple[list[str], list[Finding]]:
    """Mend rows, search and index; returns what was done, one line each, and what could not be."""
    lines = mend_places(archive)
    done = _ingest(archive, folders)
    lines += [f"{done.responses} responses indexed again"] if done.responses else []
    if done.adopted.articles:
        lines.append(f"{done.adopted.articles} articles read from their captures")
    with closing(open_for_writing(archive)) as db:
        db.execute("BEGIN IMMEDIATE")
        mending = Mending(db, Rereader(archive, folders, db=db), archive)
        lines += mending.run()
        db.execute("COMMIT")
    return lines, _undescribed(done)


def _ingest(archive: Path, folders: Sequence[Path]) -> Ingested:
    ingest = Ingest(archive, folders)
    failed = True
    try:
        done = ingest.own()
        failed = False
    finally:
        ingest.close(failed=failed)
    return done


class Mending:
    """Mends rows on one connection, inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection, rereader: Rereader, archive: Path) -> None:
        self._db = db
        self._archive = archive
        self._rereader = rereader

    def run(self) -> list[str]:
        """Everything in the order in which one needs the other; what was done, one line each."""
        self._db.execute("PRAGMA defer_foreign_keys = ON")
        steps = {
            "captures found again for their revisions": self._dangling,
            "articles put back from their revisions": self._articles,
            "revisions put back": self._revisions,
            "revisions read again from their captures": self._texts,
            "articles brought to their newest revision": self._newest,
            "changes written again": self._changes,
            "articles read from captures": self._adopt,
            "files made again from their responses": self._files_again,
            "derived columns computed again": self._derived,
            "search entries made again": self._search,
        }
        return [f"{count} {what}" for what, step in steps.items() if (count := step())]

    def _dangling(self) -> int:
        """Rows that name a capture which is gone: the one received at that moment under that address, else none."""
        count = 0
        rows = self._db.execute(
            """SELECT revisions.id, seen_at, portal_id, key FROM revisions JOIN articles ON articles.id = article_id
               WHERE capture_id IS NOT NULL AND capture_id NOT IN (SELECT id FROM captures)"""
        ).fetchall()
        for row in rows:
            capture_id = self._capture(row["portal_id"], row["key"], row["seen_at"])
            self._db.execute("UPDATE revisions SET capture_id = ? WHERE id = ?", (capture_id, row["id"]))
            count += capture_id is not None
        gone = "IS NOT NULL AND {0} NOT IN (SELECT id FROM captures)"
        for table, column in _POINTING:
            self._db.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} {gone.format(column)}")  # noqa: S608
        return count

    def _capture(self, portal_id: str, key: str, at: str) -> int | None:
        early, late = (read_utc(at) - NEAR, read_utc(at) + NEAR)
        rows = self._db.execute(
            """SELECT captures.id, captured_at FROM captures
               JOIN article_urls ON article_urls.portal_id = captures.portal_id
                    AND article_urls.url IN (captures.url, captures.final_url)
               WHERE captures.portal_id = ? AND key = ? AND status = 200 ORDER BY captures.id DESC""",
            (portal_id, key),
        )
        return next((int(row["id"]) for row in rows if early <= read_utc(row["captured_at"]) <= late), None)

    def _articles(self) -> int:
        """Articles whose row is gone, from their newest revision; their address from its capture."""
        rows = self._db.execute(_LOST_ARTICLES).fetchall()
        for row in rows:
            status = row["status"] or "live"
            state = {name: row[name] for name in _SHOWN} | {
                **{"id": row["article_id"], "portal_id": row["portal_id"], "key": row["key"], "url": row["final_url"]},
                **{"first_seen_at": row["first"], "last_seen_at": row["seen_at"], "checked_at": row["seen_at"]},
                **{"status": status, "gone_at": row["gone_at"] if status == "gone" else None},
                **{"revision_no": row["revision_no"], "published_on": (row["published_at"] or "")[:10] or None},
                **{"published_precision": "minute" if row["published_at"] else None, "words": words(row["body"])},
            }
            names = ", ".join(state)
            marks = ", ".join("?" * len(state))
            self._db.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", tuple(state.values()))  # noqa: S608
            keep_readings(self._db, [self._rereader.reread(row["id"])])  # how exact its date is stands there alone
        return len(rows)

    def _revisions(self) -> int:
        """Revisions that the change log tells of and that are gone: read from the capture of that moment."""
        count = 0
        for row in self._db.execute(NO_REVISION).fetchall():
            article = self._db.execute("SELECT * FROM articles WHERE id = ?", (row["article_id"],)).fetchone()
            item = self._read(article, row["at"])
            if item is None and row["revision_no"] != article["revision_no"]:
                continue
            state = {name: article[name] for name in _SHOWN}
            if item:
                state = self._rereader.columns(item, article["id"], as_of=row["revision_no"])
            state.pop("published_precision", None)
            state |= {"article_id": article["id"], "revision_no": row["revision_no"], "seen_at": row["at"]}
            state |= {"run_id": row["run_id"], "capture_id": item.fetched.capture_id if item else None}
            marks = ", ".join("?" * len(state))
            sql = f"INSERT INTO revisions ({', '.join(state)}) VALUES ({marks})"  # noqa: S608 (our own names)
            self._db.execute(sql, tuple(state.values()))
            count += 1
        return count

    def _read(self, article: sqlite3.Row, at: str) -> ArticleItem | None:
        capture_id = self._capture(article["portal_id"], article["key"], at)
        portal = self._rereader.portals.get(article["portal_id"])
        if capture_id is None or portal is None:
            return None
        row = self._db.execute("SELECT * FROM captures WHERE id = ?", (capture_id,)).fetchone()
        key, instant = article["key"], read_utc(row["captured_at"])
        fetched = Fetched(portal.id, 0, key, key, row["url"], row["final_url"], instant, 200, capture_id=capture_id)
        try:
            answer = self._rereader.load(capture_id)
            item = self._rereader.read(portal, fetched, answer) if answer else None
        except CaptureDamaged:
            return None
        return item if isinstance(item, ArticleItem) else None

    def _texts(self) -> int:
        """Revisions whose text is not what their digest says: the article's own text where that is, else read again."""
        count = 0
        for row in self._db.execute("SELECT * FROM revisions ORDER BY id").fetchall():
            files = self._files(row["article_id"])
            if _is_whole(row, files) or _is_whole(row, ()):
                continue
            article = self._db.execute("SELECT * FROM articles WHERE id = ?", (row["article_id"],)).fetchone()
            if article["digest"] == row["digest"] and (_is_whole(article, files) or _is_whole(article, ())):
                sql = "UPDATE revisions SET title = ?, lede = ?, body = ? WHERE id = ?"
                self._db.execute(sql, (article["title"], article["lede"], article["body"], row["id"]))
                count += 1
            elif not files:
                reading = self._rereader.reread(row["id"])
                keep_readings(self._db, [reading])
                count += reading.outcome == "changed"
        return count

    def _files_again(self) -> int:
        return mend_files(self._archive, self._db, self._rereader)

    def _files(self, article_id: int) -> list[str]:
        rows = self._db.execute("SELECT url FROM attachments WHERE article_id = ?", (article_id,))
        return [row["url"] for row in rows]

    def _newest(self) -> int:
        rows = self._db.execute(NOT_NEWEST).fetchall()
        last = "(SELECT max(revision_no) FROM revisions WHERE article_id = articles.id)"
        numbers = f"UPDATE articles SET revision_no = {last} WHERE revision_no < {last}"  # noqa: S608
        late = self._db.execute(numbers).rowcount
        names = ", ".join(_SHOWN)
        for row in self._db.execute(NOT_NEWEST).fetchall() if late else rows:
            self._db.execute(
                f"""UPDATE articles SET ({names}) = (SELECT {names} FROM revisions
                    WHERE article_id = articles.id AND revision_no = articles.revision_no) WHERE id = ?""",  # noqa: S608
                (row["article_id"],),
            )
        return len(rows) + late

    def _changes(self) -> int:
        """Changes of revisions that have none: under their old number where it can be told, else at the log's end."""
        rows = self._db.execute(NO_CHANGE).fetchall()
        for row in rows:
            kind = "new" if row["revision_no"] == 1 else "edited"
            values = (
                self._gap(row["seen_at"]),
                row["seen_at"],
                kind,
                row["article_id"],
                row["revision_no"],
                row["run_id"],
            )
            self._db.execute(
                "INSERT INTO changes (seq, at, kind, article_id, revision_no, run_id) VALUES (?, ?, ?, ?, ?, ?)", values
            )
        return len(rows)

    def _gap(self, at: str) -> int | None:
        """A number that the log left out between what happened before `at` and after."""
        row = self._db.execute(
            """SELECT seq - 1 AS gap FROM changes AS later WHERE at >= ?1 AND seq > 1
               AND NOT EXISTS (SELECT 1 FROM changes WHERE seq = later.seq - 1)
               AND NOT EXISTS (SELECT 1 FROM changes WHERE seq < later.seq - 1 AND at > ?1) ORDER BY seq LIMIT 1""",
            (at,),
        ).fetchone()
        return int(row["gap"]) if row else None

    def _adopt(self) -> int:
        """Articles that are nowhere but in the captures."""
        rows = self._db.execute(
            """SELECT captures.id FROM captures JOIN frontier USING (portal_id, url)
               WHERE frontier.kind = 'article' AND captures.status = 200 AND warc_file IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM revisions WHERE capture_id = captures.id)
                 AND NOT EXISTS (SELECT 1 FROM articles WHERE portal_id = frontier.portal_id AND key = frontier.key)
               ORDER BY captured_at, captures.id"""
        ).fetchall()
        (last,) = self._db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()
        adoption = Adoption(self._db, self._rereader, self._archive)
        adoption.captures(row["id"] for row in rows)
        for row in self._db.execute("SELECT seq, at FROM changes WHERE seq > ? ORDER BY seq", (last,)).fetchall():
            if (gap := self._gap(row["at"])) is not None and gap < row["seq"]:
                self._db.execute("UPDATE changes SET seq = ? WHERE seq = ?", (gap, row["seq"]))
        self._db.execute(
            "UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(seq), 0) FROM changes) WHERE name = 'changes'"
        )
        return adoption.done.articles

    def _derived(self) -> int:
        count = 0
        for row in self._db.execute("SELECT id, body, words, published_at, published_on FROM articles").fetchall():
            right = (words(row["body"]), (row["published_at"] or "")[:10] or None)
            if right != (row["words"], row["published_on"]):
                self._db.execute("UPDATE articles SET words = ?, published_on = ? WHERE id = ?", (*right, row["id"]))
                count += 1
        return count

    def _search(self) -> int:
        """The indexes from the texts; always, for it is quick and needs no reason."""
        self._db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
        self._db.execute("INSERT INTO files_fts(files_fts) VALUES ('rebuild')")
        self._db.execute("INSERT INTO articles_marks(articles_marks) VALUES ('delete-all')")
        marks = "INSERT INTO articles_marks(rowid, title, lede) SELECT id, title, lede FROM articles"
        return self._db.execute(marks).rowcount


def _is_whole(row: sqlite3.Row, files: Sequence[str]) -> bool:
    return article_digest(row["title"], row["lede"], row["body"], files) == str(row["digest"])


_POINTING = (
    *(("revisions", "capture_id"), ("problems", "capture_id"), ("captures", "revisit_of")),
    *(("attachments", "capture_id"), ("images", "capture_id"), ("file_versions", "capture_id")),
)
_LOST_ARTICLES = """
    SELECT revisions.*, captures.portal_id, captures.final_url, article_urls.key, max(revisions.revision_no),
           (SELECT min(seen_at) FROM revisions AS one WHERE one.article_id = revisions.article_id) AS first,
           (SELECT CASE kind WHEN 'gone' THEN 'gone' ELSE 'live' END FROM changes AS last
            WHERE last.article_id = revisions.article_id ORDER BY seq DESC LIMIT 1) AS status,
           (SELECT max(at) FROM changes AS last
            WHERE last.article_id = revisions.article_id AND kind = 'gone') AS gone_at
    FROM revisions JOIN captures ON captures.id = capture_id
    JOIN article_urls ON article_urls.portal_id = captures.portal_id AND article_urls.url = captures.url
    WHERE article_id NOT IN (SELECT id FROM articles) GROUP BY article_id"""
