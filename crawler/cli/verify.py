"""`khotin verify`: proves the archive, mends what can be mended."""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from crawler.archive.connection import database_path, open_for_reading, open_for_writing
from crawler.capture.shelf import FOLDER
from crawler.cli.options import archive_option, json_option, portals_option
from crawler.errors import ArchiveError
from crawler.verify.database import check_pages, check_rows, check_search
from crawler.verify.files import check_file_search, check_files, unmentioned
from crawler.verify.finding import Finding
from crawler.verify.mend import mend, mend_file, rebuild
from crawler.verify.warc import check_warc


@click.command("verify")
@click.option("--repair", is_flag=True, help="Mend what can be mended from what is whole.")
@portals_option
@archive_option
@json_option
def command(repair: bool, folders: Sequence[Path], archive: Path, as_json: bool) -> int:
    """Check database, change log, search index, WARC records and attachments; exit 1 where something is wrong."""
    found = verify(archive)
    done: list[str] = []
    left: list[Finding] = []
    if repair and found:
        done, left = mend_all(archive, folders, found)
        found = [*left, *verify(archive)]
    notes = _notes(archive, found)
    if as_json:
        told = [{"area": one.area, "where": one.where, "what": one.what} for one in found]
        click.echo(json.dumps({"findings": told, "mended": done, "notes": notes}, ensure_ascii=False))
    else:
        for line in done:
            click.echo(f"mended: {line}")
        for line in notes:
            click.echo(f"note: {line}")
        for one in found:
            click.echo(str(one))
        number = f"{len(found)} findings{' that cannot be mended' if repair and not left else ''}"
        click.echo(number if found else "all is well")
    return 1 if found else 0


def verify(archive: Path) -> list[Finding]:
    """Everything that is wrong. Raises ArchiveError where there is no archive at all."""
    if not database_path(archive).is_file():
        files = sorted((archive / FOLDER).glob("*.warc*"))
        if not files:
            raise ArchiveError(f"{archive}: no archive here (archive.db is missing, and there are no WARC files)")
        return [Finding("database", "archive.db", f"is missing; --repair makes it again from {len(files)} WARC files")]
    try:
        with _opened(archive) as db:
            found = list(check_pages(db))
            if found:
                return found
            db.execute("BEGIN")  # one moment for all that follows: a crawl may be writing
            found = [*check_rows(db), *check_warc(archive, db), *check_files(archive, db)]
            db.execute("ROLLBACK")
            return [*found, *check_search(db), *check_file_search(db)]
    except (ArchiveError, sqlite3.DatabaseError) as error:
        if "malformed" in str(error) or "not a database" in str(error):
            return [Finding("database", "archive.db", "is no database any more")]
        raise


@contextmanager
def _opened(archive: Path) -> Iterator[sqlite3.Connection]:
    """The database; a copy of it where nobody can write, for SQLite checks a search index only where it may."""
    if os.access(archive, os.W_OK) and os.access(database_path(archive), os.W_OK):
        with closing(open_for_writing(archive)) as db:
            yield db
        return
    with TemporaryDirectory(prefix="khotin-verify-") as folder:
        with (
            closing(open_for_reading(archive, strict=True)) as held,
            closing(sqlite3.connect(database_path(Path(folder)))) as copy,
        ):
            held.backup(copy)
        with closing(open_for_writing(Path(folder))) as db:
            yield db


def _notes(archive: Path, found: Sequence[Finding]) -> list[str]:
    """What nobody must look at."""
    if any(one.where == "archive.db" for one in found):
        return []
    return [f"{name} is mentioned nowhere: a run was killed before it could be" for name in unmentioned(archive)]


def mend_all(archive: Path, folders: Sequence[Path], found: Sequence[Finding]) -> tuple[list[str], list[Finding]]:
    """Mend the archive; what was done, one line each, and what was left. Raises ArchiveError while a run is alive."""
    broken = [one for one in found if one.area == "database" and one.where == "archive.db"]
    if broken and not (database_path(archive).exists() and mend_file(archive)):
        line, left = rebuild(archive, folders)
        return [f"the database was {line}"], left
    with closing(open_for_writing(archive)) as db:
        if db.execute("SELECT 1 FROM runs WHERE status = 'running'").fetchone() and _is_alive(archive):
            raise ArchiveError(f"{archive}: a crawl is under way; --repair needs the archive for itself")
    lines, left = mend(archive, folders)
    return (["indexes made again"] if broken else []) + lines, left


def _is_alive(archive: Path) -> bool:
    from filelock import FileLock, Timeout  # noqa: PLC0415

    for path in sorted((archive / "locks").glob("run-*.lock")):
        try:
            with FileLock(path).acquire(timeout=0):
                continue
        except Timeout:
            return True
    return False
