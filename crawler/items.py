"""What travels from spiders to pipelines to the archive. Plain dataclasses; itemadapter reads them.

A page is read once into a `Reading` (crawler.extraction); the spider wraps it into one item per page: an
`ArticleItem`, or a `PageItem` for every page that is not an article. One item becomes one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import msgspec

from crawler.revisit import RHYTHM, Rhythm

LinkKind = Literal["article", "listing", "feed", "sitemap", "file"]
Relation = Literal["listed", "other", "next", "section", "feed", "text", "page", "file"]
POINTING: tuple[Relation, ...] = ("other", "text")  # what the archive keeps of an article's links to others
BlockKind = Literal["paragraph", "heading", "list", "table", "quote", "pre"]
Ticket = int  # the number of a response on its way to the archive
DateSource = Literal["printed", "listed", "time", "microdata", "meta", "jsonld", "url", "body", "clock"]
PageKind = Literal["article", "listing", "missing", "unpublished", "login", "challenge", "feed", "other"]


class Handed:
    """Handed to another process in one piece, whole with what it holds, in two fifths of the time that
    pickling each part takes.

    An instant keeps its offset from UTC (as JSON: MessagePack would not), and forgets the name of its zone.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Callable[[type, bytes], Any], tuple[type, bytes]]:
        return _taken_out, (type(self), _PACKER.encode(self))


_PACKER = msgspec.json.Encoder()


@cache
def _unpacker(kind: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _taken_out(kind: type, packed: bytes) -> Any:
    return _unpacker(kind).decode(packed)


@dataclass(slots=True, frozen=True)
class Link:
    """An address met on a page that is worth following.

    `url` is absolute. `relation` says where it stood: "listed" (an item of a listing), "other" (an article's other
    links), "next" (the pager), "section" (a menu entry that leads to a listing), "feed", "text" (inside the body),
    "page" (a further page of the same article). `kind` None = to be decided by the portal's URL patterns.
    `method`, `body` and `media_type` describe a pager that has to be posted; `page` is the page's number where known,
    `dated` the date printed beside the link.
    """

    url: str
    relation: Relation
    text: str = ""
    kind: LinkKind | None = None
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    media_type: str = ""
    page: int = 0
    dated: str = ""


@dataclass(slots=True, frozen=True)
class Block:
    """One block of a body. Table rows are cells joined by " | ", rows and list items ("- …") by newlines.

    `set_apart`: the markup shows the whole block right-aligned, bold or italic, as signatures and ledes are.
    """

    text: str
    kind: BlockKind = "paragraph"
    set_apart: bool = field(default=False, compare=False)


@dataclass(slots=True, frozen=True)
class DateCandidate:
    """A text that may hold the article's date, and where it stood."""

    text: str
    source: DateSource


@dataclass(slots=True, frozen=True)
class Attachment(Handed):
    """A file an article offers. `url` is absolute."""

    url: str
    name: str = ""


@dataclass(slots=True, frozen=True)
class Image(Handed):
    """A picture in the article with the caption printed under it ("" where none)."""

    url: str
    caption: str = ""


@dataclass(slots=True)
class ArticleFields(Handed):
    """An article as its page gives it, before the pipelines: texts raw, dates unread, endings still in the body."""

    title: str = ""
    lede: str = ""
    blocks: list[Block] = field(default_factory=list)
    body_html: str = ""
    byline: str = ""
    source: str = ""
    section: str = ""
    dates: list[DateCandidate] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a page turned out to be. `evidence` says why, in a few words, for problems and for `khotin check`."""

    kind: PageKind
    evidence: str = ""
    article: ArticleFields | None = None
    links: list[Link] = field(default_factory=list)
    canonical: str = ""


@dataclass(slots=True)
class Problem(Handed):
    """Something that could not be read. `stage`: "fetch", "extract", "date", "validate", …; `reason` is stable."""

    stage: str
    reason: str
    detail: str = ""


@dataclass(slots=True, frozen=True)
class Found(Handed):
    """A URL for the frontier: in scope, canonical, with its identity decided (crawler.scope)."""

    url: str
    kind: LinkKind
    key: str
    relation: Relation
    text: str = ""
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    media_type: str = ""
    page: int = 0
    listing: str = ""  # key of the front page that a pager's page belongs to
    again_before: str = ""  # owed again where it was last read before this instant: a page of a new walk
    dated: str = ""  # the date printed beside the link
    shown_in: str = ""  # the section in whose list the link stands, where its own address names that too
    helps: bool = False  # without a recipe: its text helps to read the page, and the frontier keeps it


@dataclass(slots=True)
class Fetched(Handed):
    """How a page was received: the frontier row it answers and what the server said."""

    portal_id: str
    row: int
    row_key: str
    key: str  # what the page turned out to be: another than `row_key` after a redirect
    url: str
    final_url: str
    at: datetime
    status: int
    etag: str = ""
    last_modified: str = ""
    tries: int = 0  # failures so far
    gone_after: timedelta = timedelta(hours=24)  # between the two sightings that make an article gone
    rhythm: Rhythm = RHYTHM  # when an article is looked at again
    captures: list[Ticket] = field(default_factory=list)  # responses on their way; the last one is the page itself
    capture_id: int | None = None


LEFT_OUT = "links left out"  # the reason of a list that shows articles and leads elsewhere too

Outcome = Literal["read", "unread", "unchanged", "missing", "failed", "excluded", "skipped"]


@dataclass(slots=True, repr=False)
class PageItem(Handed):
    """A page that was asked for and is no article: a listing, a feed, a failure. Its links go to the frontier.

    `outcome`: "read" (done), "unread" (an article's page that holds none that can be read: looked at again later),
    "unchanged" (304), "missing" (404, 410, a soft 404, a redirect home), "failed" (may succeed later: at `retry_at`
    within this run, else in a later one), "excluded" (robots.txt), "skipped" (older than asked for).
    """

    fetched: Fetched
    outcome: Outcome
    found: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    retry_at: datetime | None = None
    barren: bool = False  # nothing new will be listed there, or nothing ever: it rests until the next sweep
    section: bool = False  # its address was taken for an article's, and it is a section: walked from now on

    def __repr__(self) -> str:
        return f"<page {self.fetched.portal_id}/{self.fetched.key}: {self.outcome}>"


FileStatus = Literal["stored", "unchanged", "too large", "wrong type", "unwanted", "denied", "failed", "gone"]


@dataclass(slots=True, repr=False)
class FileItem(Handed):
    """A file that was asked for (docs/schema.md explains each status; "unchanged": 304).

    Of a "stored" one `path` is on disk already. "failed" may succeed later: at `retry_at` within this run.
    """

    fetched: Fetched
    status: FileStatus
    media_type: str = ""
    bytes: int = 0
    digest: str = ""
    path: str = ""
    problems: list[Problem] = field(default_factory=list)
    retry_at: datetime | None = None

    def __repr__(self) -> str:
        return f"<file {self.fetched.url}: {self.status}>"


@dataclass(slots=True, repr=False)
class ArticleItem(Handed):
    """An article on its way to the archive; the pipelines fill it from `fields`, in their order."""

    fetched: Fetched
    fields: ArticleFields
    recipe: str
    merge_copies: bool = False  # the key is only an address: the same text under two addresses is one article
    copy_leads_on: bool = True  # where it is such a second address, its links are followed too
    found: list[Found] = field(default_factory=list)
    files: list[Found] = field(default_factory=list)  # those it offers that are to be kept
    problems: list[Problem] = field(default_factory=list)
    title: str = ""
    lede: str = ""
    body: str = ""
    body_html: str = ""
    byline: str = ""
    source: str = ""
    section: str = ""
    date_order: Literal["dmy", "mdy"] = "dmy"
    published: datetime | None = None
    published_precision: Literal["minute", "day", "month"] | None = None
    published_text: str = ""

    def __repr__(self) -> str:
        return f"<article {self.fetched.portal_id}/{self.fetched.key}>"
