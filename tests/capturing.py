"""Archives with WARC files for tests: crawled from the fault portal, broken in one place."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from crawler.capture.reading import Damage, Record, read_file
from crawler.cli import khotin


def warc_files(archive: Path) -> list[Path]:
    """The archive's WARC files in the order of their names."""
    return sorted((archive / "warc").glob("*.warc.gz"))


def records(archive: Path) -> Iterator[Record]:
    """Every record of every file; none may be damaged."""
    for path in warc_files(archive):
        for record in read_file(path):
            assert not isinstance(record, Damage), record
            yield record


def warcio_check(archive: Path) -> int:
    """What `warcio check` does: every digest of every record; returns how many records there were."""
    count = 0
    for path in warc_files(archive):
        with path.open("rb") as stream, closing(ArchiveIterator(stream, check_digests="raise")) as iterator:
            for record in iterator:
                record.content_stream().read()
                assert record.digest_checker.passed is not False, record.digest_checker.problems
                count += 1
    return count


def flip(path: Path, offset: int) -> None:
    """One bit of the file is another."""
    with path.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ 1]))


def run(*arguments: str | Path) -> tuple[int, str]:
    """`khotin …` in this process: exit code and output."""
    result = CliRunner().invoke(khotin, [str(one) for one in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return int(result.return_value or 0), result.output
