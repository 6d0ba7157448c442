"""Crawls for tests: in this process with tiny waits, or as the real command in its own; and what came of them."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from crawler.archive.owed import Bounds
from crawler.lanes import run_session
from crawler.portal import load_portal
from crawler.recipe import load_recipes
from crawler.session import Session

ROOT = Path(__file__).resolve().parents[1]
RECIPES = load_recipes()
QUICK: dict[str, object] = {
    "KHOTIN_RETRY_BASE": 0.001,
    "KHOTIN_CONNECT_TIMEOUT": 10.0,
    "KHOTIN_SILENCE_TIMEOUT": 10.0,
    "DOWNLOAD_TIMEOUT": 20.0,
    "DOWNLOAD_MAXSIZE": 1 << 20,
}

# What must be the same whatever happened on the way: everything but numbers given out in order, and instants.
SAME = {
    "articles": """SELECT portal_id, key, title, lede, body, byline, source, section, published_at, published_on,
                          published_precision, published_text, status, revision_no, digest, words,
                          missing_since IS NULL AS seen, gone_at IS NULL AS here FROM articles""",
    "revisions": """SELECT key, revisions.revision_no, revisions.title, revisions.lede, revisions.body, body_html,
                           revisions.digest, recipe FROM revisions JOIN articles ON articles.id = article_id""",
    "changes": """SELECT kind, key, changes.revision_no FROM changes JOIN articles ON articles.id = article_id""",
    "links": """SELECT one.key, links.url, kind, text, to_key, other.key AS found FROM links
                JOIN articles AS one ON one.id = from_article_id
                LEFT JOIN articles AS other ON other.id = to_article_id""",
    "frontier": "SELECT portal_id, key, kind, state, walk FROM frontier",
    "problems": "SELECT portal_id, url, stage, reason, resolved_at IS NULL AS open FROM problems",
    "images": "SELECT key, images.url, caption FROM images JOIN articles ON articles.id = article_id",
    "attachments": """SELECT key, attachments.url, name, attachments.status FROM attachments
                      JOIN articles ON articles.id = article_id""",
}


def crawl_here(folder: Path, toml: str, *, bounds: Bounds | None = None, **settings: object) -> Session:
    """One run over one portal in this process, into `folder`/archive; the session tells how it went."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "portal.toml"
    path.write_text(toml, "utf-8")
    portal = load_portal(path, RECIPES)
    session = Session(folder / "archive", {portal.id: portal}, RECIPES, bounds=bounds or Bounds())
    session.overrides = QUICK | settings
    try:
        run_session(session, [portal.id])
    finally:
        session.close("failed" if session.runs["portal"].trouble else "done")
    check(folder / "archive")
    return session


def crawl_process(portals: Path, archive: Path, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """`python -m crawler crawl` over the portal files in `portals`."""
    command = [
        sys.executable,
        "-m",
        "crawler",
        "crawl",
        "--portals",
        str(portals),
        "--archive",
        str(archive),
        *arguments,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, **options
    )


def rows(archive: Path, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """A question to the archive's database."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, values)]


def contents(archive: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything of the archive that must not depend on how it came to be."""
    return {table: sorted((tuple(row.values()) for row in rows(archive, sql)), key=repr) for table, sql in SAME.items()}


def check(archive: Path) -> None:
    """The database is sound, and what holds of every archive holds."""
    assert [row["integrity_check"] for row in rows(archive, "PRAGMA integrity_check")] == ["ok"]
    assert rows(archive, "PRAGMA foreign_key_check") == []
    assert rows(archive, "INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)") == []
    broken = """SELECT key FROM articles
                WHERE revision_no <> (SELECT max(revision_no) FROM revisions WHERE article_id = articles.id)
                OR revision_no <> (SELECT count(*) FROM revisions WHERE article_id = articles.id)
                OR revision_no <> (SELECT 1 + count(*) FROM changes WHERE article_id = articles.id AND kind = 'edited')
                OR 1 <> (SELECT count(*) FROM changes WHERE article_id = articles.id AND kind = 'new')
                OR (status = 'gone') <> (gone_at IS NOT NULL)"""
    assert rows(archive, broken) == []


def change(archive: Path, *statements: str) -> None:
    """Time passes, or what else a test cannot wait for: done in the database."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
