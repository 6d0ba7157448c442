"""What the archive answers with: frozen records whose fields are the columns of docs/schema.md.

Instants are aware datetimes (`*_at` in UTC but `published_at`, which keeps the portal's own zone), `*_on` are dates.
"""

import sqlite3
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Literal, Self

Kind = Literal["new", "edited", "gone", "restored"]
KINDS: tuple[Kind, ...] = ("new", "edited", "gone", "restored")


@dataclass(frozen=True, slots=True)
class Record:
    """A row as typed fields; `columns` names them for SQL, `as_json` writes them as the archive does."""

    table: ClassVar[str]

    @classmethod
    def columns(cls) -> str:
        """The fields as a column list, each with its table in front."""
        return ", ".join(f"{cls.table}.{one.name}" for one in fields(cls))

    @classmethod
    def of(cls, row: sqlite3.Row) -> Self:
        """The record of a row that has a column for every field."""
        return cls(**{one.name: read_value(one.name, row[one.name]) for one in fields(cls)})

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON: instants and dates as the archive writes them."""
        return {one.name: plain_value(getattr(self, one.name)) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class ArchivedPortal(Record):
    """A row of `portals`."""

    table = "portals"
    id: str
    name: str
    province: str
    level: str | None
    home: str
    recipe: str
    retired_on: date | None
    crawled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Article(Record):
    """A row of `articles`: an article in its newest state."""

    table = "articles"
    id: int
    portal_id: str
    key: str
    url: str
    title: str
    lede: str
    body: str
    byline: str | None
    source: str | None
    section: str | None
    published_at: datetime | None
    published_on: date | None
    published_precision: str | None
    published_text: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    checked_at: datetime
    status: Literal["live", "gone"]
    gone_at: datetime | None
    revision_no: int
    digest: str
    words: int


@dataclass(frozen=True, slots=True)
class Revision(Record):
    """A row of `revisions`: one distinct text of an article."""

    table = "revisions"
    id: int
    article_id: int
    revision_no: int
    seen_at: datetime
    run_id: int | None
    capture_id: int | None
    title: str
    lede: str
    body: str
    body_html: str | None
    byline: str | None
    source: str | None
    section: str | None
    published_at: datetime | None
    published_text: str | None
    digest: str
    recipe: str | None


@dataclass(frozen=True, slots=True)
class Change(Record):
    """A row of `changes` with what its article was at that moment: title and lede are of `revision_no`."""

    table = "changes"
    seq: int
    at: datetime
    kind: Kind
    article_id: int
    revision_no: int
    run_id: int | None
    portal_id: str
    key: str
    url: str
    title: str
    lede: str
    section: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attachment(Record):
    """A row of `attachments`: `path` is below the archive; `offered` 1 where the newest revision still has it."""

    table = "attachments"
    id: int
    article_id: int
    url: str
    name: str | None
    media_type: str | None
    bytes: int | None
    digest: str | None
    path: str | None
    status: str
    checked_at: datetime | None
    capture_id: int | None
    version_no: int
    offered: int


@dataclass(frozen=True, slots=True)
class Copy(Record):
    """A row of `copies`: an article whose text another portal published first."""

    table = "copies"
    article_id: int
    of_article_id: int
    similarity: float
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Problem(Record):
    """A row of `problems`: what could not be read, how often, and since when it reads again."""

    table = "problems"
    id: int
    run_id: int | None
    portal_id: str
    url: str
    stage: str
    reason: str
    detail: str | None
    capture_id: int | None
    first_at: datetime
    last_at: datetime
    times: int
    resolved_at: datetime | None


def read_value(name: str, value: Any) -> Any:
    """A stored value as its column's name types it: `*_at` an instant, `*_on` a date, anything else as it is."""
    if value is None:
        return None
    if name == "at" or name.endswith("_at"):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name.endswith("_on") else value


def plain_value(value: Any) -> Any:
    """The inverse of `read_value`."""
    if isinstance(value, datetime):
        text = value.isoformat(timespec="seconds")
        return text.removesuffix("+00:00") + "Z" if value.tzinfo is UTC else text
    return value.isoformat() if isinstance(value, date) else value
