"""The tables behind notifications, the schedule and near copies; `crawler.archive.schema` numbers the migration."""

from sqlite_utils import Database


def make_outbox(db: Database) -> None:
    """What each watch has to tell, and how far each of its receivers has taken it."""
    # AUTOINCREMENT: receivers keep their place by these numbers.
    db.execute(
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            watch TEXT NOT NULL,
            seq INTEGER NOT NULL REFERENCES changes(seq),
            queued_at TEXT NOT NULL,
            UNIQUE (watch, seq)
        ) STRICT
        """
    )
    db.table("outbox").create_index(["watch", "id"])
    db.table("receivers").create(
        {
            "watch": str,
            "target": str,
            "delivered": int,
            "offered": int,
            "tries": int,
            "next_try_at": str,
            "delivered_at": str,
            "last_error": str,
        },
        pk=("watch", "target"),
        not_null={"delivered", "tries"},
        defaults={"tries": 0},
        strict=True,
    )


def make_visits(db: Database) -> None:
    """When each portal was last crawled and how often in a row that went wrong."""
    db.table("visits").create(
        {"portal_id": str, "visited_at": str, "failures": int},
        pk="portal_id",
        not_null={"visited_at", "failures"},
        foreign_keys=[("portal_id", "portals", "id")],
        strict=True,
    )


def make_copies(db: Database) -> None:
    """Which article repeats which, and the index by which the next one is found."""
    db.table("copies").create(
        {"article_id": int, "of_article_id": int, "similarity": float, "found_at": str},
        pk="article_id",
        not_null={"of_article_id", "similarity", "found_at"},
        foreign_keys=[("article_id", "articles", "id"), ("of_article_id", "articles", "id")],
        strict=True,
    )
    db.table("copies").create_index(["of_article_id"])
    db.execute(
        """
        CREATE TABLE copy_bands (
            band INTEGER NOT NULL,
            article_id INTEGER NOT NULL REFERENCES articles(id),
            PRIMARY KEY (band, article_id)
        ) STRICT, WITHOUT ROWID
        """
    )
