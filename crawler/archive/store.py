"""What one fetched page does to the archive, inside a transaction that the caller opens (crawler.archive.writer).

Every method stores what came of one frontier row and settles that row in the same breath, so that a crash leaves
either both or neither.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Concatenate, Literal, ParamSpec, TypeVar

from crawler.archive.clock import read_utc, utc_text
from crawler.archive.digest import article_digest
from crawler.archive.file_rows import Kept
from crawler.archive.file_store import FileStore
from crawler.archive.frontier_rows import FrontierRows
from crawler.archive.problem_rows import ProblemRows
from crawler.capture.record import Packed
from crawler.capture.rows import CaptureRows
from crawler.items import POINTING, ArticleItem, Fetched, FileItem, PageItem, Problem, Ticket
from crawler.revisit import next_look, next_try
from crawler.text.folding import words

T = TypeVar("T")
P = ParamSpec("P")
Stored = Literal["new", "edited", "restored", "same", "alias", "gone", "missing", "read", "failed"]
EXCLUDED_FOR = timedelta(days=30)


class Store:
    """The archive's write side on one connection (`db`), for one run."""

    def __init__(self, connection: sqlite3.Connection, run_id: int) -> None:
        self.db = self._db = connection
        self._run = run_id
        self._frontier = FrontierRows(connection)
        self._problems = ProblemRows(connection, run_id)
        self._files = FileStore(connection, run_id, self._frontier)
        self.captures: CaptureRows | None = None
        self.claim: Callable[[Ticket], Packed] | None = None  # set with `captures`

    def article(self, item: ArticleItem) -> Stored:
        """Store an article: new, edited, restored or the same as before."""
        try:
            self.keep(item.fetched)
            return self._article(item)
        except BaseException:
            self._frontier.forget()
            raise

    def page(self, item: PageItem) -> Stored:
        """Store what came of a page that is no article."""
        try:
            self.keep(item.fetched)
            return self._page(item)
        except BaseException:
            self._frontier.forget()
            raise

    def file(self, item: FileItem) -> Kept:
        """Store what came of a file; its content is on disk already."""
        self.keep(item.fetched)
        self._problems.report(item.fetched, item.problems)
        return self._files.store(item)

    def keep(self, fetched: Fetched) -> None:
        """Store the responses that the page came by; its revision and its problems will point to the last of them."""
        if fetched.captures:
            fetched.capture_id = self.keep_alone(fetched.captures)

    def keep_alone(self, tickets: Sequence[Ticket]) -> int | None:
        """Store responses, those still being packed included; returns the last one's row."""
        if self.captures is None or self.claim is None:
            return None
        return self.captures.add(map(self.claim, tickets))

    def apply(self, change: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Another module's SQL, in this transaction."""
        return change(self.db, *args, **kwargs)

    def _article(self, item: ArticleItem) -> Stored:
        fetched = item.fetched
        moved = self._follow_move(fetched)
        known = self._known(fetched.portal_id, fetched.key)
        files = [file.url for file in item.fields.attachments]
        if files and known is not None:
            files = self._files.signed(known["id"], files)
        digest = article_digest(item.title, item.lede, item.body, files)
        if known is None and item.merge_copies and (twin := self._twin(item, digest)):
            return self._alias(item, twin)
        if known is not None and self._shows_another(item, digest, known):
            return self._distrust(item, known)
        stored: Stored
        if known is None:
            article_id, stored = self._insert(item, digest), "new"
        else:
            article_id, stored = int(known["id"]), self._compare(item, digest, known)
        self._add_url(fetched, fetched.key)
        self._files.readdress(article_id, item)
        self._add_parts(article_id, item)
        self._files.offered(article_id, item, new=stored == "new", edited=stored == "edited")
        changed_at = utc_text(fetched.at) if known is None or stored == "edited" else known["changed_at"]
        self._settle(item, stored, changed_at=changed_at)
        if item.published is None and not any(one.source in ("printed", "listed") for one in item.fields.dates):
            self._frontier.look_for_date(fetched)
        if moved is not None:
            self._leave_behind(item, moved, article_id)
        return stored

    def _alias(self, item: ArticleItem, twin: sqlite3.Row) -> Stored:
        """Another address of an article: the article is looked at under its own, and where it is missing there, here.

        Looked at by itself, this page would be a new article as soon as it showed an edit first.
        """
        self._add_url(item.fetched, twin["key"])
        self._frontier.settle(item.fetched, "done", None, article=True)
        if item.copy_leads_on:
            self._frontier.add(
                item.fetched.portal_id, item.found, at=utc_text(item.fetched.at), found_on=item.fetched.url
            )
        self._problems.report(item.fetched, item.problems)
        return "alias"

    def _shows_another(self, item: ArticleItem, digest: str, known: sqlite3.Row) -> bool:
        """Whether a known article's address suddenly shows the very text of another live one: no portal edits so."""
        if digest == known["digest"] or not item.body:
            return False
        other = self._db.execute(
            "SELECT 1 FROM articles WHERE portal_id = ? AND digest = ? AND id <> ? AND status = 'live' LIMIT 1",
            (item.fetched.portal_id, digest, known["id"]),
        ).fetchone()
        return other is not None

    def _distrust(self, item: ArticleItem, known: sqlite3.Row) -> Stored:
        """A portal that answers one page for every address: the article stays as it was, and is looked at soon."""
        fetched = item.fetched
        self._db.execute("UPDATE articles SET checked_at = ? WHERE id = ?", (utc_text(fetched.at), known["id"]))
        due = next_try(fetched.key, tries=fetched.tries + 1, at=fetched.at)
        self._frontier.settle(fetched, "done", utc_text(due), failed=True)
        self._problems.report(fetched, [*item.problems, Problem("validate", "text of another article")])
        return "failed"

    def _follow_move(self, fetched: Fetched) -> sqlite3.Row | None:
        """A known article's address redirects to another key: the same article, if nobody knows that key yet.

        Returns the article left behind where both keys are known articles.
        """
        if fetched.key == fetched.row_key or (left := self._known(fetched.portal_id, fetched.row_key)) is None:
            return None
        if self._known(fetched.portal_id, fetched.key) is not None:
            return left
        self._frontier.close(fetched)
        fetched.key = fetched.row_key
        return None

    def _leave_behind(self, item: ArticleItem, left: sqlite3.Row, article_id: int) -> None:
        fetched = replace(item.fetched, key=item.fetched.row_key)
        self._db.execute(
            "UPDATE articles SET moved_from = ? WHERE id = ? AND moved_from IS NULL", (left["id"], article_id)
        )
        self._missing(PageItem(fetched, "missing"))

    def _page(self, item: PageItem) -> Stored:
        fetched, at = item.fetched, utc_text(item.fetched.at)
        stored: Stored = "read"
        if item.outcome == "missing":
            stored = self._missing(item)
        elif item.outcome == "failed":
            self._frontier.fail(fetched, item.retry_at)
            stored = "failed"
        elif item.outcome == "excluded":
            self._frontier.settle(fetched, "excluded", utc_text(fetched.at + EXCLUDED_FOR))
        elif item.outcome == "unchanged":
            stored = self._unchanged(item)
        elif item.outcome == "unread":
            self._unread(item)
        else:
            self._frontier.settle(fetched, "skipped" if item.outcome == "skipped" else "done", None)
        if item.section:
            self._frontier.make_section(fetched)
        if item.barren:
            self._frontier.rest(fetched)
        self._frontier.add(fetched.portal_id, item.found, at=at, found_on=fetched.url)
        self._problems.report(fetched, item.problems)
        return stored

    def _known(self, portal_id: str, key: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(
            """SELECT id, key, status, digest, revision_no, first_seen_at, published_at, missing_since,
                      (SELECT max(seen_at) FROM revisions WHERE article_id = articles.id) AS changed_at
               FROM articles WHERE portal_id = ? AND key = ?""",
            (portal_id, key),
        ).fetchone()
        return row

    def _twin(self, item: ArticleItem, digest: str) -> sqlite3.Row | None:
        """The live article of this portal with the very same text and printed date, known under another address."""
        row: sqlite3.Row | None = self._db.execute(
            """SELECT id, key, status, first_seen_at, published_at FROM articles
               WHERE portal_id = ? AND digest = ? AND published_text = ? AND body <> '' AND status = 'live'
                 AND missing_since IS NULL ORDER BY id LIMIT 1""",
            (item.fetched.portal_id, digest, item.published_text),
        ).fetchone()
        return row

    def _insert(self, item: ArticleItem, digest: str) -> int:
        at = utc_text(item.fetched.at)
        state = self._state(item, digest)
        cursor = self._db.execute(
            f"""INSERT INTO articles (portal_id, key, first_seen_at, revision_no, moved_from, {", ".join(state)})
                VALUES (?, ?, ?, 1, ?, {", ".join("?" * len(state))})""",  # noqa: S608 (our own column names)
            (item.fetched.portal_id, item.fetched.key, at, self._moved_from(item, digest), *state.values()),
        )
        article_id = cursor.lastrowid
        assert article_id is not None
        self._add_revision(article_id, 1, item, digest)
        self._change("new", article_id, 1, at)
        self._db.execute(
            "UPDATE links SET to_article_id = ? WHERE to_key = ? AND to_article_id IS NULL",
            (article_id, f"{item.fetched.portal_id}:{item.fetched.key}"),
        )
        return article_id

    def _compare(self, item: ArticleItem, digest: str, known: sqlite3.Row) -> Stored:
        article_id, at = int(known["id"]), utc_text(item.fetched.at)
        revision_no = int(known["revision_no"])
        edited, restored = digest != known["digest"], known["status"] == "gone"
        if edited:
            revision_no += 1
            self._add_revision(article_id, revision_no, item, digest)
        state = self._state(item, digest) | {"revision_no": revision_no, "gone_at": None}
        self._db.execute(
            f"UPDATE articles SET {', '.join(f'{name} = ?' for name in state)} WHERE id = ?",  # noqa: S608
            (*state.values(), article_id),
        )
        if restored:
            self._change("restored", article_id, revision_no, at)
        if edited:
            self._change("edited", article_id, revision_no, at)
        return "edited" if edited else "restored" if restored else "same"

    def _state(self, item: ArticleItem, digest: str) -> dict[str, object]:
        """The columns of `articles` that a look at the page decides."""
        at, published = utc_text(item.fetched.at), item.published
        return {
            "url": item.fetched.final_url,
            "title": item.title,
            "lede": item.lede,
            "body": item.body,
            "byline": item.byline or None,
            "source": item.source or None,
            "section": item.section or None,
            "published_at": published.isoformat(timespec="seconds") if published else None,
            "published_on": published.date().isoformat() if published else None,
            "published_precision": item.published_precision if published else None,
            "published_text": item.published_text or None,
            "last_seen_at": at,
            "checked_at": at,
            "missing_since": None,
            "status": "live",
            "digest": digest,
            "words": words(item.body),
        }

    def _moved_from(self, item: ArticleItem, digest: str) -> int | None:
        """The article that stood elsewhere with this very text and is now missing or gone."""
        if not item.body:
            return None
        row = self._db.execute(
            """SELECT id FROM articles WHERE portal_id = ? AND digest = ?
               AND (status = 'gone' OR missing_since IS NOT NULL) ORDER BY id LIMIT 1""",
            (item.fetched.portal_id, digest),
        ).fetchone()
        return int(row["id"]) if row else None

    def _add_revision(self, article_id: int, revision_no: int, item: ArticleItem, digest: str) -> None:
        published = item.published.isoformat(timespec="seconds") if item.published else None
        self._db.execute(
            """INSERT INTO revisions (article_id, revision_no, seen_at, run_id, capture_id, title, lede, body,
                                      body_html,
                                      byline, source, section, published_at, published_text, digest, recipe)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                *(article_id, revision_no, utc_text(item.fetched.at), self._run, item.fetched.capture_id),
                *(item.title, item.lede, item.body, item.body_html),
                *(item.byline or None, item.source or None, item.section or None),
                *(published, item.published_text or None, digest, item.recipe),
            ),
        )

    def _change(self, kind: str, article_id: int, revision_no: int, at: str) -> None:
        self._db.execute(
            "INSERT INTO changes (at, kind, article_id, revision_no, run_id) VALUES (?, ?, ?, ?, ?)",
            (at, kind, article_id, revision_no, self._run),
        )

    def _add_url(self, fetched: Fetched, key: str) -> None:
        urls = {fetched.url, fetched.final_url}
        self._db.executemany(
            "INSERT INTO article_urls (portal_id, url, key, first_seen_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(fetched.portal_id, url, key, utc_text(fetched.at)) for url in sorted(urls)],
        )

    def _add_parts(self, article_id: int, item: ArticleItem) -> None:
        portal_id = item.fetched.portal_id
        pointing = [link for link in item.found if link.kind == "article" and link.relation in POINTING]
        self._db.execute(  # one statement for all: each one more hands the interpreter's lock back and forth
            """INSERT INTO links (from_article_id, url, kind, text, to_key, to_article_id)
               SELECT ?1, value ->> 0, value ->> 1, value ->> 2, ?2 || ':' || (value ->> 3),
                      (SELECT id FROM articles WHERE portal_id = ?2 AND key = value ->> 3)
               FROM json_each(?3) WHERE true ON CONFLICT DO NOTHING""",
            (article_id, portal_id, json.dumps([(link.url, link.relation, link.text, link.key) for link in pointing])),
        )
        self._db.executemany(
            """INSERT INTO attachments (article_id, url, name, status) VALUES (?, ?, ?, 'listed')
               ON CONFLICT (article_id, url) DO UPDATE SET name = excluded.name, offered = 1""",
            [(article_id, file.url, file.name or None) for file in item.fields.attachments],
        )
        self._db.executemany(
            """INSERT INTO images (article_id, url, caption) VALUES (?, ?, ?)
               ON CONFLICT (article_id, url) DO UPDATE SET caption = excluded.caption""",
            [(article_id, image.url, image.caption) for image in item.fields.images],
        )

    def _settle(self, item: ArticleItem, stored: Stored, *, changed_at: str) -> Stored:
        fetched = item.fetched
        due = self._due(fetched, item.published.isoformat() if item.published else None, changed_at)
        self._frontier.settle(fetched, "done", due, article=True)
        self._frontier.add(fetched.portal_id, item.found, at=utc_text(fetched.at), found_on=fetched.url)
        self._problems.report(fetched, item.problems)
        return stored

    def _due(self, fetched: Fetched, published_at: str | None, changed_at: str) -> str:
        quiet_since = read_utc(changed_at)
        if published_at and changed_at == utc_text(fetched.at):
            # Seen for the first time, or edited just now: its printed age tells how settled it is.
            quiet_since = min(quiet_since, datetime.fromisoformat(published_at))
        return utc_text(next_look(fetched.key, quiet_since=quiet_since, at=fetched.at, rhythm=fetched.rhythm))

    def _unchanged(self, item: PageItem) -> Stored:
        fetched, at = item.fetched, utc_text(item.fetched.at)
        known = self._known(fetched.portal_id, fetched.key)
        if known is None:
            self._unread(item)
            return "read"
        self._db.execute(
            "UPDATE articles SET checked_at = ?, last_seen_at = ?, missing_since = NULL WHERE id = ?",
            (at, at, known["id"]),
        )
        self._frontier.settle(fetched, "done", self._due(fetched, known["published_at"], known["changed_at"]))
        return "same"

    def _missing(self, item: PageItem) -> Stored:
        """A sighting of absence; the second one, `gone_after` or longer after the first, makes the article gone."""
        fetched, at = item.fetched, utc_text(item.fetched.at)
        if self._frontier.readdress(fetched):
            return "failed"
        known = self._known(fetched.portal_id, fetched.key)
        if known is None:  # never was an article here: asked for again, ever more rarely
            due = next_try(fetched.key, tries=fetched.tries + 5, at=fetched.at)
            self._frontier.settle(fetched, "absent", utc_text(due), failed=True)
            return "failed"
        since = known["missing_since"] or at
        gone = (
            known["status"] == "live" and known["missing_since"] and fetched.at - read_utc(since) >= fetched.gone_after
        )
        self._db.execute("UPDATE articles SET checked_at = ?, missing_since = ? WHERE id = ?", (at, since, known["id"]))
        if known["missing_since"] is None:
            self._link_moved(fetched.portal_id, known)
        if gone:
            self._db.execute("UPDATE articles SET status = 'gone', gone_at = ? WHERE id = ?", (at, known["id"]))
            self._change("gone", int(known["id"]), int(known["revision_no"]), at)
        if gone or known["status"] == "gone":
            due = next_look(fetched.key, quiet_since=read_utc(since), at=fetched.at, rhythm=fetched.rhythm)
        else:
            due = max(read_utc(since) + fetched.gone_after, fetched.at)
        self._frontier.settle(fetched, "done", utc_text(due))
        return "gone" if gone else "missing"

    def _link_moved(self, portal_id: str, left: sqlite3.Row) -> None:
        """The article that came later with the very same text is where this one has gone."""
        self._db.execute(
            """UPDATE articles SET moved_from = ?1 WHERE portal_id = ?2 AND digest = ?3 AND id > ?1 AND body <> ''
               AND moved_from IS NULL AND status = 'live' AND missing_since IS NULL""",
            (left["id"], portal_id, left["digest"]),
        )

    def _unread(self, item: PageItem) -> None:
        """The page holds no article that can be read: looked at again soon where there was one, else rarely."""
        fetched = item.fetched
        known = self._known(fetched.portal_id, fetched.key)
        due = next_try(fetched.key, tries=fetched.tries + (1 if known else 5), at=fetched.at)
        self._frontier.settle(fetched, "done" if known else "absent", utc_text(due), failed=True)
