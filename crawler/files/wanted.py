"""Which of the files that articles offer are asked for: `attachments`, `images`, `file_hosts` of a portal's file."""

import json
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from crawler.files.types import DOCUMENTS, PICTURES, SAME_TYPE, FileType, ending_of
from crawler.items import ArticleFields, Found
from crawler.url import bare_host, lasting_address

Kinds = bool | Literal["on", "off", "all"] | list[str]
MOST = 100  # of one article
PREFIX = "file:"  # of the keys of files in the frontier: no page has such a key
LONGEST = 2_000


@dataclass(slots=True, frozen=True)
class Wanted:
    """Endings of attachments and pictures asked for (None: any), hosts besides the portal's own, the most bytes."""

    attachments: frozenset[str] | None = frozenset()
    images: frozenset[str] | None = frozenset()
    hosts: frozenset[str] = frozenset()
    most: int = 0

    def __bool__(self) -> bool:
        return self.attachments != frozenset() or self.images != frozenset()

    def accepts(self, kind: FileType) -> bool:
        """Whether content of this type is kept."""
        if kind.ending in PICTURES and (self.images is None or kind.ending in self.images):
            return True
        return self.attachments is None or kind.ending in self.attachments

    @staticmethod
    def allows(url: str, hosts: Set[str]) -> bool:
        """Whether the address may be asked for at all."""
        return len(url) <= LONGEST and bare_host(url) in hosts

    @staticmethod
    def takes(url: str, endings: frozenset[str] | None) -> bool:
        """Whether the address may lead to a file of these types: one that does not tell may."""
        if not endings:
            return endings is None
        told = named(url)
        return not told or told in endings

    def text(self) -> str:
        """The same as text, to see whether it has changed."""
        both = [None if one is None else sorted(one) for one in (self.attachments, self.images)]
        return json.dumps([*both, sorted(self.hosts), self.most])


class Offering:
    """One portal's files as its crawls want them; `own` are its hosts."""

    def __init__(self, wanted: Wanted, own: Iterable[str]) -> None:
        self.wanted = wanted
        self.hosts = wanted.hosts | set(own)

    def files(self, fields: ArticleFields) -> list[Found]:
        """What an article offers and is wanted, for the frontier, at most MOST."""
        if not fields.attachments and (not fields.images or self.wanted.images == frozenset()):
            return []
        wanted = self.wanted
        urls = [one.url for one in fields.attachments if wanted.takes(one.url, wanted.attachments)]
        urls += [one.url for one in fields.images if wanted.takes(one.url, wanted.images)]
        return [found(url) for url in dict.fromkeys(urls) if wanted.allows(url, self.hosts)][:MOST]


def found(url: str) -> Found:
    """The frontier's entry for a file."""
    return Found(url, "file", PREFIX + lasting_address(url), "file")


def named(url: str) -> str:
    """The known ending that an address has, in its path or its query (`?file=a.pdf`); "" where it has none."""
    parts = urlsplit(url)
    return ending_of(unquote(parts.path).rstrip("/")) or ending_of(unquote(parts.query))


def endings(kinds: Kinds, *, of: Literal["attachments", "images"]) -> frozenset[str] | None:
    """What `attachments` or `images` of a portal's file means; None = every type. Raises ValueError."""
    if isinstance(kinds, bool | str):
        return None if kinds in (True, "on", "all") else frozenset()
    known = DOCUMENTS if of == "attachments" else PICTURES
    chosen = frozenset(SAME_TYPE.get(one.lower().lstrip("."), one.lower().lstrip(".")) for one in kinds)
    if unknown := sorted(chosen - known.keys()):
        raise ValueError(f"{of}: no type {unknown[0]!r} (known: {', '.join(known)})")
    return chosen
