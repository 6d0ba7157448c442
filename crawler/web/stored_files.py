"""Files the archive keeps, handed out so that no browser runs them: always as a download, pictures aside."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from crawler.archive.reader import Archive
from crawler.web.asked import Asked, NotHere

_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp"}  # no SVG: it may hold scripts
_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file below the archive's `files/`, and the headers it is sent with."""

    path: Path
    headers: dict[str, str]


def attachment(archive: Archive, asked: Asked) -> StoredFile:
    """The attachment of that number, if it is kept; raises NotHere."""
    sql = "SELECT path, media_type, name, url FROM attachments WHERE id = ?"
    row = archive.connection.execute(sql, (asked.place("file"),)).fetchone()
    if row is None or not row["path"]:
        raise NotHere("file")
    path = inside(archive.path, row["path"])
    name = _file_name(row["name"] or "", row["url"], path.suffix)
    return StoredFile(path, _headers(row["media_type"], f"attachment; filename*=UTF-8''{quote(name, safe='')}"))


def picture(archive: Archive, asked: Asked) -> StoredFile:
    """A picture of an article, if it is kept and of a kind that is nothing but a picture; raises NotHere."""
    sql = "SELECT path, media_type FROM images WHERE rowid = ?"
    row = archive.connection.execute(sql, (asked.place("file"),)).fetchone()
    if row is None or not row["path"] or row["media_type"] not in _SHOWN:
        raise NotHere("picture")
    return StoredFile(inside(archive.path, row["path"]), _headers(row["media_type"], "inline"))


def inside(archive: Path, name: str) -> Path:
    """The file `name` of the archive; raises NotHere for anything outside of its `files/`, links followed."""
    folder = (archive / "files").resolve()
    path = (archive / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise NotHere("file")
    return path


def _file_name(name: str, url: str, suffix: str) -> str:
    plain = _NAME.sub(" ", name or url.rpartition("/")[2].partition("?")[0])
    own = " ".join(plain.split())[:120].strip(" .") or "tep"
    return own if own.lower().endswith(suffix.lower()) else f"{own}{suffix}"


def _headers(media_type: str | None, disposition: str) -> dict[str, str]:
    safe = media_type if media_type and _TYPE.fullmatch(media_type) and "html" not in media_type else None
    return {
        "Content-Type": safe or "application/octet-stream",
        "Content-Disposition": disposition,
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
