"""RSS 2.0 and 1.0, Atom, sitemaps and their indexes: further ways to articles, never to their dates.

Feeds are as hostile as any other page: no entity of theirs is expanded, nothing is fetched for them, and what is too
big is refused.
"""

import html
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import cast
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from crawler.errors import PageUnreadable
from crawler.extraction.page import Page
from crawler.extraction.pager_steps import same_host
from crawler.items import Link, LinkKind
from crawler.recipe import Recipe

MOST_BYTES = 50_000_000  # what the sitemap protocol allows, unpacked
MOST_LINKS = 50_000
_ROOTS = {b"rss", b"rdf", b"feed", b"urlset", b"sitemapindex"}
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z]+)[\s>/]")
_PROLOG = re.compile(rb"^(?:\xef\xbb\xbf|\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)+", re.S | re.I)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_FEED_PATH = re.compile(r"(?:\.rss|/rss(?:\.xml|\.aspx)?/?|/feed/?|\.atom|/rss/[^?#]+\.(?:rss|xml))$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|replytocom|binh-luan", re.IGNORECASE)
_Entry = tuple[str, LinkKind | None, str]
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def read_feed(body: bytes, *, url: str) -> list[Link]:
    """The links of a feed or sitemap, each address once, in the file's order; gzip is unpacked.

    Entries of feeds are of kind "article", sitemaps in an index of kind "sitemap"; a sitemap's own addresses may be
    anything (None). Dates in feeds are not read: they are hints at best.
    Raises PageUnreadable ("feed too big", "feed unreadable") for what is no feed.
    """
    body = _unpacked(body)
    is_xml = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    found: Iterable[_Entry] = _read_xml(body) if is_xml else _plain_addresses(body)
    links: dict[str, Link] = {}
    for address, kind, text in found:
        absolute = _absolute(url, address)
        if absolute:
            links.setdefault(absolute, Link(absolute, "feed", text=text, kind=kind))
        if len(links) == MOST_LINKS:
            break
    return list(links.values())


def is_feed(body: bytes) -> bool:
    """Whether bytes look like a feed or sitemap, told by their first element (gzip: by its magic number)."""
    if body.startswith(b"\x1f\x8b"):
        return True
    root = _ROOT.match(_PROLOG.sub(b"", body[:4096]))
    return root is not None and root[1].lower() in _ROOTS


def feed_links(page: Page, recipe: Recipe | None = None) -> list[Link]:
    """Feeds that a page points to: `<link rel=alternate>`, links that end in rss or feed, and the recipe's own.

    Only those of the same host; feeds of comments are left out.
    """
    hrefs = [
        link.get("href", "")
        for link in page.tree.iter("link")
        if link.get("type", "").lower() in _FEED_TYPES and "alternate" in link.get("rel", "").lower().split()
    ]
    hrefs += [href for href in map(str, page.tree.xpath("//a/@href")) if _FEED_PATH.search(href.partition("?")[0])]
    found = [_absolute(page.base, href) for href in hrefs]
    found += [_absolute(urljoin(page.url, "/"), address) for address in (recipe.fields.feeds if recipe else [])]
    wanted = dict.fromkeys(one for one in found if one and same_host(one, page.url) and not _COMMENTS.search(one))
    return [Link(one, "feed", kind=_feed_kind(one)) for one in wanted]


def robots_sitemaps(text: str, *, url: str) -> list[Link]:
    """The sitemaps that a robots.txt at `url` names for its own host."""
    found = (_absolute(url, address) for address in _SITEMAP_LINE.findall(text))
    return [Link(one, "feed", kind="sitemap") for one in dict.fromkeys(found) if one and same_host(one, url)]


def _feed_kind(address: str) -> LinkKind:
    return "sitemap" if "sitemap" in urlsplit(address).path.lower() else "feed"


def _unpacked(body: bytes) -> bytes:
    if body.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            unpacked = unpacker.decompress(body, MOST_BYTES)
        except zlib.error as error:
            raise PageUnreadable("feed unreadable", f"gzip: {error}") from error
        if unpacker.unconsumed_tail:
            raise PageUnreadable("feed too big", f"over {MOST_BYTES} bytes unpacked")
        return unpacked
    if len(body) > MOST_BYTES:
        raise PageUnreadable("feed too big", f"{len(body)} bytes")
    return body


def _read_xml(body: bytes) -> list[_Entry]:
    if b"<!ENTITY" in body:
        raise PageUnreadable("feed unreadable", "it declares entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PageUnreadable("feed unreadable", str(error)) from error
    name = _local(root) if root is not None else ""
    if name.lower().encode() not in _ROOTS:
        raise PageUnreadable("feed unreadable", f"its root is <{name}>")
    entries = list(_entries(cast("etree._Element", root), name.lower()))
    if not entries and len(parser.error_log):
        raise PageUnreadable("feed unreadable", f"no entries, and {parser.error_log[0].message}")
    return entries


def _entries(root: "etree._Element", name: str) -> Iterator[_Entry]:
    entry = {"urlset": "url", "sitemapindex": "sitemap", "feed": "entry"}.get(name, "item")
    for element in root.iter("{*}" + entry):
        if name in ("urlset", "sitemapindex"):
            kind: LinkKind | None = "sitemap" if name == "sitemapindex" else None
            yield _child_text(element, "loc"), kind, ""
        else:
            yield _entry_address(element), "article", html.unescape(_child_text(element, "title"))


def _entry_address(entry: "etree._Element") -> str:
    """An entry's page: the alternate link of Atom, else the link's text, else a guid that is an address."""
    base = "".join(cast("list[str]", entry.xpath("ancestor-or-self::*[@xml:base][1]/@xml:base")))
    for link in _children(entry, "link"):
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return urljoin(base, link.get("href", "").strip())
    text = _child_text(entry, "link")
    if text:
        return text
    for guid in _children(entry, "guid"):
        if guid.get("isPermaLink", "true").lower() != "false" and (guid.text or "").strip().startswith("http"):
            return (guid.text or "").strip()
    return next((str(value) for key, value in entry.items() if str(key).endswith("}about")), "")


def _children(element: "etree._Element", name: str) -> Iterator["etree._Element"]:
    return (child for child in element if _local(child) == name)


def _child_text(element: "etree._Element", name: str) -> str:
    for child in _children(element, name):
        # media:title and image:loc stand beside the entry's own: a child without text is not it
        text = " ".join("".join(map(str, child.itertext())).split())
        if text and (etree.QName(child).namespace or "") == (etree.QName(element).namespace or ""):
            return text
    return ""


def _local(element: "etree._Element") -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _plain_addresses(body: bytes) -> Iterator[_Entry]:
    lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines() if line.strip()]
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines[:20]):
        raise PageUnreadable("feed unreadable", "neither XML nor a list of addresses")
    return ((line, None, "") for line in lines if line.startswith(("http://", "https://")))


def _absolute(base: str, address: str) -> str:
    try:
        absolute = urldefrag(urljoin(base, address.strip())).url if address.strip() else ""
    except ValueError:  # "http://[": no address
        return ""
    return absolute if absolute.startswith(("http://", "https://")) else ""
