"""The tables of files: states, versions, texts and search index; `crawler.archive.schema` numbers the migration."""

from sqlite_utils import Database

_STATE = ("media_type TEXT", "bytes INTEGER", "digest TEXT", "path TEXT", "status TEXT NOT NULL DEFAULT 'listed'")
_SEEN = ("checked_at TEXT", "capture_id INTEGER REFERENCES captures(id)")
_VERSIONED = ("version_no INTEGER NOT NULL DEFAULT 0", "offered INTEGER NOT NULL DEFAULT 1")


def make_file_columns(db: Database) -> None:
    """What is known of a file behind its address; `portals.files` is which of them its crawls ask for."""
    for table, columns in {"attachments": (*_SEEN, *_VERSIONED), "images": (*_STATE, *_SEEN)}.items():
        for column in columns:
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
        db.execute(f"CREATE INDEX idx_{table}_url ON {table}(url)")
        db.execute(f"CREATE INDEX idx_{table}_digest ON {table}(digest) WHERE digest IS NOT NULL")
    db.execute("ALTER TABLE portals ADD COLUMN files TEXT")


def make_file_versions(db: Database) -> None:
    """Every content that was seen behind an attachment's address."""
    db.table("file_versions").create(
        {
            "attachment_id": int,
            "version_no": int,
            "revision_no": int,  # of the article, that the change made; NULL: the first content makes none
            "seen_at": str,
            "capture_id": int,
            "media_type": str,
            "bytes": int,
            "digest": str,
            "path": str,
        },
        pk=("attachment_id", "version_no"),
        not_null={"seen_at", "bytes", "digest", "path"},
        foreign_keys=[("attachment_id", "attachments", "id"), ("capture_id", "captures", "id")],
        strict=True,
    )


def make_file_texts(db: Database) -> None:
    """The files' texts, and a search index over them kept in step by triggers."""
    db.table("file_texts").create(
        {"id": int, "digest": str, "text": str, "status": str, "reader": str, "read_at": str},
        pk="id",
        not_null={"digest", "text", "status", "reader", "read_at"},
        strict=True,
    )
    db.table("file_texts").create_index(["digest"], unique=True)
    folded = "replace(replace({0}text, 'đ', 'd'), 'Đ', 'D')"
    db.create_view("files_folded", f"SELECT id, text, {folded.format('')} AS folded FROM file_texts")  # noqa: S608
    db.execute(
        """
        CREATE VIRTUAL TABLE files_fts USING fts5(
            text, folded, content='files_folded', content_rowid='id', tokenize='unicode61 remove_diacritics 2')
        """
    )
    add = f"INSERT INTO files_fts(rowid, text, folded) VALUES (new.id, new.text, {folded.format('new.')});"  # noqa: S608
    remove = f"""
        INSERT INTO files_fts(files_fts, rowid, text, folded)
        VALUES ('delete', old.id, old.text, {folded.format("old.")});"""  # noqa: S608
    db.execute(f"CREATE TRIGGER files_fts_insert AFTER INSERT ON file_texts BEGIN {add} END")
    db.execute(f"CREATE TRIGGER files_fts_delete AFTER DELETE ON file_texts BEGIN {remove} END")
    db.execute(f"CREATE TRIGGER files_fts_update AFTER UPDATE OF text ON file_texts BEGIN {remove} {add} END")
