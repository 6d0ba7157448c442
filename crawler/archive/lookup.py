"""Finding one article by what a person has at hand: its number, an address, "portal/key"."""

import difflib
import sqlite3

from crawler.errors import UsageError
from crawler.url import bare_host, identity, resolve

DIGITS = 18  # of the largest number that a row can have


def find_article(db: sqlite3.Connection, which: int | str) -> int:
    """The id of the article meant by `which`; raises UsageError where nothing or more than one fits.

    An address may be any the article was seen under, in any spelling of the same (scheme, www, parameter order).
    """
    text = str(which).strip()
    if (
        text.isdecimal()
        and len(text) <= DIGITS
        and (row := db.execute("SELECT id FROM articles WHERE id = ?", (int(text),)).fetchone())
    ):
        return int(row["id"])
    if "://" in text:
        found = _by_url(db, text)
    elif "/" in text:
        portal_id, _, key = text.partition("/")
        # A key that is an address begins with the slash itself: "hue//tin/1.html" and "hue/tin/1.html" both mean it.
        sql = "SELECT id FROM articles WHERE portal_id = ? AND key IN (?, ?)"
        found = [row["id"] for row in db.execute(sql, (portal_id, key, f"/{key}"))]
        if not found:
            refuse_unknown_portal(db, portal_id)
    else:
        found = []
    if len(found) > 1:
        raise UsageError(f"{text}: stands for articles {', '.join(map(str, found))}; name one of them by its number")
    if not found:
        raise UsageError(f"no article {text!r} in this archive; give its number, its URL or portal/key")
    return int(found[0])


def _by_url(db: sqlite3.Connection, text: str) -> list[int]:
    sql = """SELECT DISTINCT articles.id FROM article_urls JOIN articles USING (portal_id, key)
             WHERE article_urls.url IN (?, ?) ORDER BY articles.id"""
    try:
        url = resolve(text, text) or text
        found = [int(row["id"]) for row in db.execute(sql, (text, url))]
        return found or _by_spelling(db, url)
    except ValueError:  # no address at all, such as `http://[::1`
        return []


def _by_spelling(db: sqlite3.Connection, url: str) -> list[int]:
    """Every article seen under another spelling of `url`: the same host and the same identity of path and query."""
    host, wanted = bare_host(url), identity(url)
    rows = db.execute(
        """SELECT article_urls.url, articles.id FROM article_urls JOIN articles USING (portal_id, key)
           WHERE instr(lower(article_urls.url), ?)""",
        (host,),
    )
    return sorted({int(row["id"]) for row in rows if bare_host(row["url"]) == host and identity(row["url"]) == wanted})


def refuse_unknown_portal(db: sqlite3.Connection, portal_id: str) -> None:
    """Raises UsageError for a portal that the archive does not hold."""
    known = [row["id"] for row in db.execute("SELECT id FROM portals")]
    if portal_id not in known:
        near = difflib.get_close_matches(portal_id, known, n=1)
        raise UsageError(f"no portal {portal_id!r} in this archive" + (f"; did you mean {near[0]!r}?" if near else ""))
