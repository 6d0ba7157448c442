"""A watch: which changes somebody wants to hear of, as a file `watches/NAME.toml`.

    name      = "Bão lụt miền Trung"
    query     = "bão OR lũ OR \\"sạt lở\\""
    provinces = ["Đà Nẵng", "Quảng Trị"]
    kinds     = ["new", "edited"]
    added     = true
    to        = ["${TELEGRAM}", { url = "https://tin.example.org/hook", secret_env = "HOOK_SECRET" }]
    digest    = "hourly"
    quiet     = "22:00-06:00"

Its id is the file's stem. Everything but `name` may be left out; `to`, `digest`, `quiet` and `fresh` are for
`khotin notify`.
"""

from pathlib import Path
from typing import Annotated

import msgspec

from crawler.archive.records import Kind
from crawler.archive.selection import Selection
from crawler.errors import ConfigurationError, UsageError
from crawler.notify.target import Target, check_targets
from crawler.notify.timing import Digest, read_quiet
from crawler.query import Query, parse_query
from crawler.toml import read_toml

NotEmpty = Annotated[str, msgspec.Meta(min_length=1)]


class WatchFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The keys of a watch's file. `added`: of an edit, only what it added decides.

    `fresh`: a new article counts only where it was printed at most so many days before (or without a date).
    """

    name: NotEmpty
    query: str = ""
    portals: tuple[NotEmpty, ...] = ()
    provinces: tuple[NotEmpty, ...] = ()
    sections: tuple[NotEmpty, ...] = ()
    kinds: tuple[Kind, ...] = ()
    added: bool = False
    to: tuple[NotEmpty | Target, ...] = ()
    digest: Digest = "single"
    quiet: str = ""
    fresh: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Watch(msgspec.Struct, frozen=True):
    """A watch ready to use."""

    id: str
    fields: WatchFields

    @property
    def which(self) -> Selection:
        """The articles it is about."""
        return Selection(portals=self.fields.portals, provinces=self.fields.provinces, sections=self.fields.sections)

    @property
    def match(self) -> Query | None:
        """Its query, None where it asks for everything."""
        return parse_query(self.fields.query) if self.fields.query else None


def load_watch(path: Path) -> Watch:
    """Read one file; raises ConfigurationError naming file and key."""
    return Watch(path.stem, read_toml(path, WatchFields, check=_check))


def load_watches(folder: Path) -> list[Watch]:
    """Every watch of a folder, by id; raises ConfigurationError where there is no such folder or a file is wrong."""
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder of watches")
    return [load_watch(path) for path in sorted(folder.glob("*.toml"))]


def _check(fields: WatchFields) -> None:
    check_targets(fields.to)
    if fields.quiet:
        read_quiet(fields.quiet)
    if fields.added and not fields.query:
        raise ValueError("added: needs a query")
    if fields.query:
        try:
            parse_query(fields.query)
        except UsageError as error:
            raise ValueError(f"query: {error}") from error
