"""A replay of WARC files by other people's tools: cdxj-indexer finds the records, warcio reads them."""

import io
import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from cdxj_indexer.main import CDXJIndexer
from surt import surt
from warcio.archiveiterator import ArchiveIterator


class Replay:
    """What a web archive would answer; knows nothing of archive.db."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._lines: list[tuple[str, str, dict[str, str]]] = []
        for path in files:
            index = io.StringIO()
            CDXJIndexer(index, [str(path)], records="response,revisit").process_all()
            for line in index.getvalue().splitlines():
                key, at, fields = line.split(" ", 2)
                self._lines.append((key, at, json.loads(fields) | {"path": str(path)}))

    def urls(self) -> list[str]:
        """Every address that was answered with 200."""
        return sorted({fields["url"] for _, _, fields in self._lines if fields.get("status") == "200"})

    def body(self, url: str, at: str = "") -> bytes:
        """The entity that was sent for `url`, at `at` (14 digits) or the last time; a revisit's from its original."""
        key = surt(url)
        found = [(stamp, fields) for one, stamp, fields in self._lines if one == key and fields["url"] == url]
        _, fields = next((one for one in found if one[0] == at), max(found, key=lambda one: one[0]))
        with open(fields["path"], "rb") as stream:
            stream.seek(int(fields["offset"]))
            with closing(ArchiveIterator(stream, check_digests="raise")) as records:
                record = next(records)
                if record.rec_type == "revisit":
                    headers = record.rec_headers
                    when = "".join(filter(str.isdigit, headers["WARC-Refers-To-Date"]))
                    return self.body(headers["WARC-Refers-To-Target-URI"], when)
                return bytes(record.raw_stream.read())
