"""Where files lie, and how they get there: by the digest of their content, all of it or nothing, before any row."""

import os
import re
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

FOLDER = "files"
INCOMING = ".incoming"  # where files are written before they have their names
OLD = 3600.0  # seconds: nobody writes one file that long
CHUNK = 1 << 20
LONGEST = 120  # letters of a name, so that no file system finds it too long
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # "fdp.exe" read from the right
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$")


def kept_path(digest: str, ending: str) -> str:
    """`files/ab/abcd….pdf` for `sha256:abcd…`."""
    name = digest.removeprefix("sha256:")
    return f"{FOLDER}/{name[:2]}/{name}.{ending}"


def digest_of(body: bytes) -> str:
    """`sha256:…` of a file's content."""
    return "sha256:" + sha256(body).hexdigest()


def digest_file(path: Path) -> str:
    """The same of a file on disk, read piece by piece."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return "sha256:" + digest.hexdigest()


def put_file(archive: Path, kept: str, body: bytes) -> None:
    """Keep the content at its `kept_path`; it is on disk when this returns. Raises OSError.

    Whoever is killed on the way leaves a piece in INCOMING, or a whole file that no row mentions yet.
    """
    path = archive / kept
    if path.is_file() and path.stat().st_size == len(body):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    incoming = archive / FOLDER / INCOMING
    incoming.mkdir(exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(fresh, 0o644)
        os.replace(fresh, path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent, archive):
        _sync(folder)


def kept_files(archive: Path) -> Iterator[Path]:
    """Every file that lies there under a name, in their order."""
    for path in sorted((archive / FOLDER).rglob("*")):
        if path.is_file() and path.parent.name != INCOMING:
            yield path


def sweep(archive: Path) -> None:
    """Throw away the pieces that killed processes left."""
    for path in (archive / FOLDER / INCOMING).glob("*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > OLD:
                path.unlink()


def safe_name(name: str, *, ending: str) -> str:
    """A name as offered, made one that every file system takes and none misunderstands; ends in `.ending`."""
    name = _INVISIBLE.sub("", unicodedata.normalize("NFC", name))
    name = _FORBIDDEN.sub("_", name)
    stem = re.sub(rf"(?i)\.{re.escape(ending)}$", "", name.strip(" ._")).strip(" ._") or "file"
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    while len(stem.encode()) > LONGEST:
        stem = stem[:-1]
    return f"{stem.rstrip(' .')}.{ending}"


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
