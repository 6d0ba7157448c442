"""The change log of the merged archive: what stands there stays, what the sources tell comes after it, by time."""

import sqlite3

from crawler.errors import ArchiveError
from crawler.merge.source import Row, Source, one

LAST = 2**53  # in the order of one source's changes

_FATES = """
    SELECT kind, at FROM (
        SELECT kind, at, seq, 0 AS later FROM changes WHERE article_id = ?1 AND kind IN ('gone', 'restored')
        UNION ALL SELECT kind, at, rowid, 1 FROM temp.told WHERE article_id = ?1 AND kind IN ('gone', 'restored'))
    ORDER BY at DESC, later DESC, seq DESC LIMIT 1"""


def begin_telling(db: sqlite3.Connection) -> None:
    """Before the transaction: where changes wait until every source was read."""
    db.execute(
        "CREATE TEMP TABLE told (at TEXT, source INTEGER, seq INTEGER, kind TEXT, article_id INTEGER, "
        "revision_id INTEGER, run_id INTEGER)"
    )
    db.execute("CREATE INDEX temp.told_of ON told(article_id)")


def tell(db: sqlite3.Connection, source: Source, change: Row) -> None:
    """Take a change of the source into the log. Raises ArchiveError where the source has lost what it tells of."""
    revision = source.revisions.get((change["article_id"], change["revision_no"]))
    if revision is None:
        raise ArchiveError(
            f"{source.path}: article {change['article_id']} has lost revision {change['revision_no']}; "
            f"`khotin verify --repair --archive {source.path}` first"
        )
    run_id = source.runs.get(change["run_id"] or 0)
    _keep(
        db,
        source,
        (change["at"], change["seq"], change["kind"]),
        (source.articles[change["article_id"]], revision, run_id),
    )


def tell_fate(db: sqlite3.Connection, source: Source, own: int, article_id: int) -> None:
    """Losses and returns later than those the target knows; and the last word, so that the log says what is so."""
    last = one(db, _FATES, article_id)
    known, since = (last["kind"], last["at"]) if last else ("restored", "")
    sql = "SELECT * FROM changes WHERE article_id = ? AND kind IN ('gone', 'restored') ORDER BY seq"
    for change in source.rows(sql, own):
        if change["kind"] != known and change["at"] > since:
            tell(db, source, change)
            known, since = change["kind"], change["at"]
    article = one(db, "SELECT * FROM articles WHERE id = ?", article_id)
    assert article is not None
    fate = "gone" if article["status"] == "gone" else "restored"
    if fate != known:
        at = (article["gone_at"] if fate == "gone" else article["last_seen_at"]) or article["checked_at"]
        newest = one(db, "SELECT id FROM revisions WHERE article_id = ? ORDER BY revision_no DESC", article_id)
        assert newest is not None
        _keep(db, source, (max(at, since), LAST, fate), (article_id, newest["id"], None))


def _keep(
    db: sqlite3.Connection, source: Source, what: tuple[str, int, str], whom: tuple[int, int, int | None]
) -> None:
    at, seq, kind = what
    db.execute("INSERT INTO temp.told VALUES (?, ?, ?, ?, ?, ?, ?)", (at, source.number, seq, kind, *whom))


def write_log(db: sqlite3.Connection) -> int:
    """Number what was told, by time, then by the sources' order; returns how many changes that are."""
    return db.execute(
        """INSERT INTO changes (at, kind, article_id, revision_no, run_id)
           SELECT told.at, CASE WHEN told.kind IN ('gone', 'restored') THEN told.kind
                               WHEN revision_no = 1 THEN 'new' ELSE 'edited' END,
                  told.article_id, revision_no, told.run_id
           FROM temp.told JOIN revisions ON revisions.id = revision_id ORDER BY told.at, told.source, told.seq"""
    ).rowcount
