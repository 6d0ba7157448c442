"""The tables of archive.db, made and changed by numbered migrations (docs/schema.md explains every column).

A migration is never edited once released: a change of the schema is a new one, and a line in CHANGELOG.md.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from crawler.archive.schema_files import make_file_columns, make_file_texts, make_file_versions
from crawler.archive.schema_watching import make_copies, make_outbox, make_visits

migrations = Migrations("khotin")

_PORTALS: dict[str, type] = {
    "id": str,
    "name": str,
    "province": str,
    "level": str,
    "home": str,
    "recipe": str,
    "retired_on": str,
    "read_with": str,  # the recipe that `auto` recognised
    "template": str,  # JSON: what the generic path learnt of the layout
    "validators": str,  # "liar": 304 was answered for pages that had changed
    "crawled_at": str,
    "swept_at": str,
}
_ARTICLES: dict[str, type] = {
    "id": int,
    "portal_id": str,
    "key": str,
    "url": str,
    "title": str,
    "lede": str,
    "body": str,
    "byline": str,
    "source": str,
    "section": str,
    "published_at": str,
    "published_on": str,
    "published_precision": str,
    "published_text": str,
    "first_seen_at": str,
    "last_seen_at": str,
    "checked_at": str,
    "missing_since": str,
    "status": str,
    "gone_at": str,
    "revision_no": int,
    "digest": str,
    "words": int,
    "moved_from": int,
}
_REVISIONS: dict[str, type] = {
    "id": int,
    "article_id": int,
    "revision_no": int,
    "seen_at": str,
    "run_id": int,
    "capture_id": int,
    "title": str,
    "lede": str,
    "body": str,
    "body_html": str,
    "byline": str,
    "source": str,
    "section": str,
    "published_at": str,
    "published_text": str,
    "digest": str,
    "recipe": str,
}
_FRONTIER: dict[str, type] = {
    "id": int,
    "portal_id": str,
    "url": str,
    "kind": str,
    "key": str,
    "state": str,
    "due_at": str,
    "tries": int,
    "found_at": str,
    "found_on": str,
    "priority": int,
    "relation": str,
    "method": str,
    "body": bytes,
    "media_type": str,
    "page": int,
    "listing": str,  # key of the front page that a pager's page belongs to
    "walk": str,  # of a front page: "whole" = every page is owed, "front" = only what is new
    "fetched_at": str,
    "status": int,
    "etag": str,
    "last_modified": str,
    "looks": int,
}
_CAPTURES: dict[str, type] = {
    "id": int,
    "run_id": int,
    "portal_id": str,
    "url": str,
    "final_url": str,
    "captured_at": str,
    "status": int,
    "media_type": str,
    "charset": str,
    "payload_digest": str,
    "warc_file": str,
    "warc_offset": int,
    "warc_length": int,
}
_PROBLEMS: dict[str, type] = {
    "id": int,
    "run_id": int,
    "portal_id": str,
    "url": str,
    "stage": str,
    "reason": str,
    "detail": str,
    "capture_id": int,
    "first_at": str,
    "last_at": str,
    "times": int,
    "resolved_at": str,
}
_ATTACHMENTS: dict[str, type] = {
    "id": int,
    "article_id": int,
    "url": str,
    "name": str,
    "media_type": str,
    "bytes": int,
    "digest": str,
    "path": str,
    "status": str,
}

# What the index holds besides the printed text: the same with đ as d, the one letter that unicode61 does not fold.
_FOLDED = "replace(replace({0}title || ' ' || {0}lede || char(10) || {0}body, 'đ', 'd'), 'Đ', 'D')"


@migrations()
def m001_tables(db: Database) -> None:
    """Everything of DESIGN §7."""
    _make_portal_tables(db)
    _make_article_tables(db)
    _make_walk_tables(db)


@migrations()
def m002_search(db: Database) -> None:
    """The search index, kept in step by triggers so that no writer can forget it."""
    folded_new, folded_old = _FOLDED.format("new."), _FOLDED.format("old.")
    db.create_view(
        "articles_folded",
        f"SELECT id, title, lede, body, {_FOLDED.format('')} AS folded FROM articles",  # noqa: S608 (our own constant)
    )
    db.execute(
        """
        CREATE VIRTUAL TABLE articles_fts USING fts5(
            title, lede, body, folded,
            content='articles_folded', content_rowid='id', tokenize='unicode61 remove_diacritics 2')
        """
    )
    add = f"""
        INSERT INTO articles_fts(rowid, title, lede, body, folded)
        VALUES (new.id, new.title, new.lede, new.body, {folded_new});"""  # noqa: S608
    remove = f"""
        INSERT INTO articles_fts(articles_fts, rowid, title, lede, body, folded)
        VALUES ('delete', old.id, old.title, old.lede, old.body, {folded_old});"""  # noqa: S608
    db.execute(f"CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN {add} END")
    db.execute(f"CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN {remove} END")
    changed = "old.title IS NOT new.title OR old.lede IS NOT new.lede OR old.body IS NOT new.body"
    db.execute(
        f"CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, lede, body ON articles WHEN {changed} "
        f"BEGIN {remove} {add} END"
    )


@migrations()
def m003_reading(db: Database) -> None:
    """Named cursors of the change log, and an index of titles and ledes that tells bão from báo (crawler.search)."""
    db.table("cursors").create(
        {"name": str, "seq": int, "moved_at": str}, pk="name", not_null={"seq", "moved_at"}, strict=True
    )
    db.execute(
        """
        CREATE VIRTUAL TABLE articles_marks USING fts5(
            title, lede, content='', tokenize='unicode61 remove_diacritics 0')
        """
    )
    add = "INSERT INTO articles_marks(rowid, title, lede) VALUES (new.id, new.title, new.lede);"
    remove = """
        INSERT INTO articles_marks(articles_marks, rowid, title, lede)
        VALUES ('delete', old.id, old.title, old.lede);"""
    db.execute(f"CREATE TRIGGER articles_marks_insert AFTER INSERT ON articles BEGIN {add} END")
    db.execute(f"CREATE TRIGGER articles_marks_delete AFTER DELETE ON articles BEGIN {remove} END")
    changed = "old.title IS NOT new.title OR old.lede IS NOT new.lede"
    db.execute(
        f"CREATE TRIGGER articles_marks_update AFTER UPDATE OF title, lede ON articles WHEN {changed} "
        f"BEGIN {remove} {add} END"
    )
    db.execute("INSERT INTO articles_marks(rowid, title, lede) SELECT id, title, lede FROM articles")


@migrations()
def m004_warc(db: Database) -> None:
    """The WARC files by name, and which capture holds the payload that another refers to."""
    db.table("warc_files").create(
        {"name": str, "run_id": int, "bytes": int}, pk="name", foreign_keys=["run_id"], strict=True
    )
    db.execute("ALTER TABLE revisions ADD COLUMN reread_at TEXT")
    db.execute("ALTER TABLE captures ADD COLUMN truncated TEXT")  # why the body is not whole
    db.execute("ALTER TABLE captures ADD COLUMN revisit_of INTEGER REFERENCES captures(id)")
    db.execute(
        """CREATE INDEX idx_captures_payload ON captures(payload_digest)
           WHERE warc_file IS NOT NULL AND revisit_of IS NULL"""
    )
    db.execute("CREATE INDEX idx_captures_place ON captures(warc_file, warc_offset) WHERE warc_file IS NOT NULL")


@migrations()
def m005_watching(db: Database) -> None:
    """Notifications, the schedule, near copies."""
    make_outbox(db)
    make_visits(db)
    make_copies(db)


@migrations()
def m006_files(db: Database) -> None:
    """Attachments and pictures that are kept, what was behind their addresses before, and their texts."""
    make_file_columns(db)
    make_file_versions(db)
    make_file_texts(db)
    db.execute("ALTER TABLE captures ADD COLUMN tls TEXT")


@migrations()
def m007_links_said(db: Database) -> None:
    """What the link that led to a page said, and the date printed beside it: they tell what the page may not."""
    db.execute("ALTER TABLE frontier ADD COLUMN text TEXT")
    db.execute("ALTER TABLE frontier ADD COLUMN dated TEXT")


def _make_portal_tables(db: Database) -> None:
    db.table("provinces").create(
        {"name": str, "kind": str, "code": str, "merged_into": str, "since": str, "until": str}, pk="name", strict=True
    )
    db.table("portals").create(_PORTALS, pk="id", not_null={"id", "name", "province", "home", "recipe"}, strict=True)
    db.table("runs").create(
        {"id": int, "started_at": str, "finished_at": str, "status": str, "version": str, "stats": str},
        pk="id",
        not_null={"started_at", "status", "version"},
        strict=True,
    )
    db.table("captures").create(
        _CAPTURES, pk="id", not_null={"url", "captured_at"}, foreign_keys=["run_id", "portal_id"], strict=True
    )
    db.table("captures").create_index(["portal_id", "url"])


def _make_article_tables(db: Database) -> None:
    db.table("articles").create(
        _ARTICLES,
        pk="id",
        not_null={"portal_id", "key", "url", "title", "lede", "body", "status", "revision_no", "digest"},
        foreign_keys=[("portal_id", "portals", "id"), ("moved_from", "articles", "id")],
        strict=True,
    )
    db.table("articles").create_index(["portal_id", "key"], unique=True)
    db.table("articles").create_index(["published_at"])
    db.table("articles").create_index(["portal_id", "digest"])
    db.table("article_urls").create(
        {"portal_id": str, "url": str, "key": str, "first_seen_at": str},
        pk=("portal_id", "url"),
        not_null={"key"},
        foreign_keys=[("portal_id", "portals", "id")],
        strict=True,
    )
    db.table("article_urls").create_index(["portal_id", "key"])
    db.table("revisions").create(
        _REVISIONS,
        pk="id",
        not_null={"article_id", "revision_no", "seen_at", "digest"},
        foreign_keys=[
            ("article_id", "articles", "id"),
            ("run_id", "runs", "id"),
            ("capture_id", "captures", "id"),
        ],
        strict=True,
    )
    db.table("revisions").create_index(["article_id", "revision_no"], unique=True)
    # AUTOINCREMENT: a number in the change log is never used twice, whatever happens to its row.
    db.execute(
        """
        CREATE TABLE changes (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('new', 'edited', 'gone', 'restored')),
            article_id INTEGER NOT NULL REFERENCES articles(id),
            revision_no INTEGER NOT NULL,
            run_id INTEGER REFERENCES runs(id)
        ) STRICT
        """
    )
    db.table("changes").create_index(["article_id"])
    db.table("links").create(
        {"from_article_id": int, "url": str, "kind": str, "to_article_id": int, "text": str, "to_key": str},
        pk=("from_article_id", "url", "kind"),
        not_null={"text", "to_key"},
        foreign_keys=[("from_article_id", "articles", "id"), ("to_article_id", "articles", "id")],
        strict=True,
    )
    db.table("links").create_index(["to_article_id"])
    db.execute("CREATE INDEX idx_links_unresolved ON links(to_key) WHERE to_article_id IS NULL")
    db.table("images").create(
        {"article_id": int, "url": str, "caption": str},
        pk=("article_id", "url"),
        not_null={"caption"},
        foreign_keys=[("article_id", "articles", "id")],
        strict=True,
    )
    db.table("attachments").create(
        _ATTACHMENTS,
        pk="id",
        not_null={"article_id", "url", "status"},
        foreign_keys=[("article_id", "articles", "id")],
        strict=True,
    )
    db.table("attachments").create_index(["article_id", "url"], unique=True)


def _make_walk_tables(db: Database) -> None:
    db.table("problems").create(
        _PROBLEMS,
        pk="id",
        not_null={"portal_id", "url", "stage", "reason", "first_at", "last_at", "times"},
        foreign_keys=[
            ("portal_id", "portals", "id"),
            ("run_id", "runs", "id"),
            ("capture_id", "captures", "id"),
        ],
        strict=True,
    )
    db.table("problems").create_index(["portal_id", "url", "stage", "reason"], unique=True)
    db.table("frontier").create(
        _FRONTIER,
        pk="id",
        not_null={"portal_id", "url", "kind", "key", "state", "tries", "priority", "looks"},
        defaults={"tries": 0, "looks": 0},
        foreign_keys=[("portal_id", "portals", "id")],
        strict=True,
    )
    db.table("frontier").create_index(["portal_id", "key"], unique=True)
    db.table("frontier").create_index(["portal_id", "due_at"])
    db.execute("CREATE INDEX idx_frontier_owed ON frontier(portal_id, priority, id) WHERE state = 'pending'")
    db.execute("CREATE INDEX idx_frontier_listing ON frontier(portal_id, listing) WHERE state = 'pending'")
