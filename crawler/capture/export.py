"""Captures as WARC or WACZ for other tools: of an article, of a portal, of a span of time.

Records are copied byte for byte with the request and metadata that belong to them; what a revisit refers to comes too.
"""

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import __version__
from crawler.archive.clock import now, read_utc, utc_text
from crawler.archive.connection import open_for_reading
from crawler.capture.reading import Record, read_file, read_record
from crawler.capture.record import warcinfo
from crawler.capture.shelf import FOLDER
from crawler.errors import CaptureDamaged, UsageError


@dataclass(slots=True, frozen=True)
class Which:
    """Captures to export: of the articles with those ids and their files (None = every page), portals, a time."""

    articles: tuple[int, ...] | None = None
    portals: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def export_warc(archive: Path, which: Which, target: Path, *, name: str = "") -> int:
    """Write `target` (called `name` in it), one WARC file (gzip per record); returns how many responses it holds.

    Raises UsageError where nothing fits, CaptureDamaged where a record is not what its digest says.
    """
    with closing(open_for_reading(archive)) as db, target.open("wb") as out:
        rows = _rows(db, which)
        out.write(warcinfo(name or target.name, utc_text(now()), {"isPartOf": "an export of a khotin archive"}))
        for row in rows:
            out.write(_exchange(archive, db, row))
    return len(rows)


def export_wacz(archive: Path, which: Which, target: Path, *, name: str = "") -> int:
    """Write a WACZ 1.1.1 package: the WARC file, its CDXJ index, the pages, and digests of all. As `export_warc`."""
    name = f"{Path(name or target.name).stem}.warc.gz"
    index, pages = [], [json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "Articles"})]
    with closing(open_for_reading(archive)) as db, tempfile.TemporaryFile(dir=target.parent) as warc:
        rows = _rows(db, which)
        warc.write(warcinfo(name, utc_text(now()), {"isPartOf": "an export of a khotin archive"}))
        for row in rows:
            warc.write(_exchange(archive, db, row))
            index.append(_cdxj(row, name, warc.tell() - row["warc_length"]))
            if row["title"]:
                page = {"url": row["final_url"], "ts": row["captured_at"], "title": row["title"]}
                pages.append(json.dumps(page, ensure_ascii=False))
        parts: dict[str, Any] = {
            f"archive/{name}": warc,
            "indexes/index.cdx": BytesIO("".join(sorted(index)).encode()),
            "pages/pages.jsonl": BytesIO("".join(f"{line}\n" for line in pages).encode()),
        }
        _pack(target, parts)
    return len(rows)


def _pack(target: Path, parts: dict[str, Any]) -> None:
    """The package of `parts`, stored as they are, with its description and that one's digest."""
    resources = []
    with zipfile.ZipFile(target, "w") as package:
        for path, data in parts.items():
            data.seek(0)
            digest = hashlib.file_digest(data, "sha256").hexdigest()
            size = data.tell()
            resources.append({"name": Path(path).name, "path": path, "hash": f"sha256:{digest}", "bytes": size})
            data.seek(0)
            with package.open(zipfile.ZipInfo(path, now().timetuple()[:6]), "w", force_zip64=True) as out:
                shutil.copyfileobj(data, out)
        description = _package(resources)
        package.writestr("datapackage.json", description)
        package.writestr("datapackage-digest.json", json.dumps(_proof(description)))


def _rows(db: sqlite3.Connection, which: Which) -> list[sqlite3.Row]:
    wanted, values = ["captures.warc_file IS NOT NULL"], list[object]()
    if which.articles is not None:
        wanted.append(_OF_ARTICLES)
        values += [str(list(which.articles))] * 3
    if which.portals:
        wanted.append(f"captures.portal_id IN ({', '.join('?' * len(which.portals))})")
        values += which.portals
    for limit, sign in ((which.since, ">="), (which.until, "<")):
        if limit is not None:
            wanted.append(f"captured_at {sign} ?")
            values.append(utc_text(limit))
    ids = [row["id"] for row in db.execute(f"SELECT id FROM captures WHERE {' AND '.join(wanted)}", values)]  # noqa: S608
    if not ids:
        raise UsageError("no capture with a WARC record fits")
    return db.execute(_CHOSEN, (str(ids),)).fetchall()


def _exchange(archive: Path, db: sqlite3.Connection, row: sqlite3.Row) -> bytes:
    """The records of one exchange as they stand in the file: from where the one before it ends."""
    read_record(archive, row["warc_file"], row["warc_offset"], row["warc_length"])  # raises where it is damaged
    path = archive / FOLDER / row["warc_file"]
    before: int | None = db.execute(_BEFORE, (row["warc_file"], row["warc_offset"])).fetchone()["end"]
    start, end = before or _after_warcinfo(path), row["warc_offset"] + row["warc_length"]
    with path.open("rb") as file:
        file.seek(start)
        data: bytes = file.read(end - start)
    if len(data) < end - start:
        raise CaptureDamaged(f"{row['warc_file']}: ends inside the record at {row['warc_offset']}")
    return data


def _after_warcinfo(path: Path) -> int:
    first = next(read_file(path), None)
    return first.length if isinstance(first, Record) and first.kind == "warcinfo" else 0


def _cdxj(row: sqlite3.Row, name: str, offset: int) -> str:
    at = read_utc(row["captured_at"])
    fields = {
        "url": row["final_url"],
        "mime": "warc/revisit" if row["revisit_of"] else row["media_type"] or "unk",
        "status": str(row["status"]),
        "digest": row["payload_digest"],
        "length": str(row["warc_length"]),
        "offset": str(offset),
        "filename": name,
    }
    return f"{surt(row['final_url'])} {at:%Y%m%d%H%M%S} {json.dumps(fields)}\n"


def surt(url: str) -> str:
    """The sort-friendly form of an address: `vn,gov,hue)/tin?tc=1`."""
    parts = urlsplit(url.lower())
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    if (parts.hostname or "").replace(".", "").isdigit():
        host = parts.hostname or ""
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = "?" + "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{host}{port}){parts.path or '/'}{query}"


def _package(resources: list[dict[str, object]]) -> str:
    about = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "created": utc_text(now()),
        "software": f"khotin/{__version__}",
        "resources": resources,
    }
    return json.dumps(about, indent=2)


def _proof(description: str) -> dict[str, str]:
    return {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(description.encode()).hexdigest()}


EXPORTS: dict[str, Callable[..., int]] = {"warc": export_warc, "wacz": export_wacz}
_OF_ARTICLES = """
    (captures.id IN (SELECT capture_id FROM revisions WHERE article_id IN (SELECT value FROM json_each(?)))
     OR (captures.portal_id, captures.url) IN (
        SELECT portal_id, article_urls.url FROM articles JOIN article_urls USING (portal_id, key)
        WHERE articles.id IN (SELECT value FROM json_each(?)))
     OR captures.id IN (
        SELECT one.id FROM attachments JOIN articles ON articles.id = article_id
        JOIN captures AS one ON one.portal_id = articles.portal_id AND one.url = attachments.url
        WHERE article_id IN (SELECT value FROM json_each(?))))"""
_CHOSEN = """
    WITH chosen AS (SELECT value AS id FROM json_each(?1)),
         held AS (SELECT id FROM chosen UNION
                  SELECT revisit_of FROM captures WHERE revisit_of IS NOT NULL AND id IN (SELECT id FROM chosen))
    SELECT captures.*, (SELECT title FROM revisions WHERE capture_id = captures.id LIMIT 1) AS title
    FROM captures WHERE id IN (SELECT id FROM held) ORDER BY captured_at, id"""
_BEFORE = "SELECT max(warc_offset + warc_length) AS end FROM captures WHERE warc_file = ? AND warc_offset < ?"
