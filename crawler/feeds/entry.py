"""What every feed format says of an article, and of the feed itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, urlsplit

from w3lib.url import safe_url_string

from crawler.archive.reader import Archive
from crawler.archive.records import Attachment, Change, Kind, Revision
from crawler.diff import compare
from crawler.diff_html import fragment

GENERATOR = "khotin"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLE: dict[Kind, str] = {"new": "{}", "edited": "{}", "gone": "[Đã gỡ] {}", "restored": "[Đăng lại] {}"}
_SUMMARY = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One article. `id` stays whatever happens to it; `updated` is when what is told here happened."""

    id: str
    url: str
    title: str
    updated: datetime
    published: datetime | None
    html: str  # escaped text in p, br, a, ins and del; loads nothing
    summary: str
    author: str
    tags: tuple[str, ...]
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries, the newest first. `id` stays; `url` is where the feed itself will be, where that is known."""

    id: str
    title: str
    entries: tuple[Entry, ...]
    home: str
    url: str | None = None

    @property
    def updated(self) -> datetime:
        """When the newest entry was updated; the beginning of time for an empty feed, so that it stays the same."""
        return max((entry.updated for entry in self.entries), default=datetime(1970, 1, 1, tzinfo=UTC))


class EntryMaker:
    """Makes entries of an archive's articles and changes."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._portals = {portal.id: portal for portal in archive.portals()}

    def of_change(self, change: Change) -> Entry:
        """The article as the change left it; an edit shows first what it changed."""
        revision = self._archive.revision(change.article_id, change.revision_no)
        before = ""
        if change.kind == "edited" and change.revision_no > 1:
            diff = compare(self._archive.revision(change.article_id, change.revision_no - 1), revision)
            before = fragment(diff, only_changes=True) + "<hr>\n"
        portal = self._portals[change.portal_id]
        host = urlsplit(safe_url_string(portal.home)).hostname
        files = tuple(_offered(self._archive.attachments(revision.article_id)))
        return Entry(
            id=f"tag:{host},2026:khotin/{quote(portal.id)}/{quote(change.key, safe='/')}",
            url=safe_url_string(change.url),
            title=clean(_TITLE[change.kind].format(revision.title)),
            updated=change.at,
            published=revision.published_at,
            html=clean(before + _html(revision, files)),
            summary=clean(_summary(revision)),
            author=clean(revision.byline or portal.name),
            tags=tuple(clean(tag) for tag in (revision.section, portal.province) if tag),
            files=files,
        )


def clean(text: str) -> str:
    """`text` without what XML cannot hold."""
    return _NO_XML.sub("", text)


def _offered(files: Iterable[Attachment]) -> Iterator[Attachment]:
    """The files that have a web address, spelled as feeds must spell it, their names without what XML cannot hold."""
    for file in files:
        if file.url.startswith(("http:", "https:")):
            yield replace(file, url=safe_url_string(file.url), name=clean(file.name) if file.name else None)


def _html(revision: Revision, files: tuple[Attachment, ...]) -> str:
    lines = [f"<p><strong>{_breaks(revision.lede)}</strong></p>\n"] if revision.lede else []
    lines += [f"<p>{_breaks(paragraph)}</p>\n" for paragraph in revision.body.split("\n\n") if paragraph.strip()]
    for file in files:
        lines.append(f'<p><a href="{escape(file.url)}">{escape(file.name or file.url)}</a></p>\n')
    return "".join(lines) or f"<p>{_breaks(revision.title)}</p>\n"  # a page that is all title


def _breaks(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\n")


def _summary(revision: Revision) -> str:
    text = " ".join((revision.lede or revision.body).split())
    return text if len(text) <= _SUMMARY else text[:_SUMMARY].rsplit(" ", 1)[0] + " …"
