"""What the W3C's feed validator objects to, as far as feeds like ours can break it: its messages by their names there.

The validator itself (github.com/w3c/feedvalidator) is no package that could be installed; these are its rules for Atom
(RFC 4287), RSS 2.0 with the modules we write, and the 1.1 specification of JSON Feed. `*_faults` list what is wrong.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
_URI = re.compile(
    r"[a-zA-Z][0-9a-zA-Z+\-.]*:/{0,2}(?:\[?(?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'(),]|%[0-9A-Fa-f]{2})+\]?)?"
    r"(?:#(?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'(),]|%[0-9A-Fa-f]{2})*)?"
)
_TAG_URI = re.compile(
    r"tag:(?:[a-z0-9\-._]+?@)?[a-z0-9.\-]+?,\d{4}(?:-\d{2}(?:-\d{2})?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*"
)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_MIME = re.compile(r"[\w!#$&.+^-]+/[\w!#$&.+^-]+")
_SAFE = set(
    "a abbr b blockquote br code del div em h1 h2 h3 h4 hr i ins li ol p pre span strong sub sup table tbody td".split()
)
_SAFE_ATTRIBUTES = {"href", "class", "title"}
_FEED = {
    "id",
    "title",
    "updated",
    "link",
    "author",
    "generator",
    "entry",
    "subtitle",
    "category",
    "icon",
    "logo",
    "rights",
}
_ENTRY = {"id", "title", "updated", "published", "link", "author", "category", "summary", "content", "rights", "source"}
_CHANNEL = {"title", "link", "description", "language", "lastBuildDate", "generator", f"{ATOM}link", "item"}
_ITEM = {
    "title",
    "link",
    "guid",
    "pubDate",
    "description",
    "category",
    f"{ATOM}updated",
    f"{DC}creator",
    f"{CONTENT}encoded",
}
_MANY = {"link", "author", "category", "entry", "item", f"{ATOM}link"}


def atom_faults(text: str) -> list[str]:
    """By RFC 4287."""
    root = _parsed(text)
    if isinstance(root, str):
        return [root]
    if root.tag != f"{ATOM}feed":
        return ["UndefinedElement: the root is no atom:feed"]
    entries = root.findall(f"{ATOM}entry")
    faults = [*_elements(root, _FEED, ATOM), *_atom_common(root)]
    for entry in entries:
        faults += [*_elements(entry, _ENTRY, ATOM), *_atom_common(entry)]
        published = entry.findtext(f"{ATOM}published")
        faults += _instant_faults(published) if published is not None else []
        content = entry.find(f"{ATOM}content")
        if content is None or content.get("type") != "html" or not content.text:
            faults.append("MissingContent: no content of type html")
        else:
            faults += _html_faults(content.text)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    return faults + [f"DuplicateEntries: {one}" for one, times in Counter(ids).items() if times > 1]


def _atom_common(element: Any) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        if element.find(f"{ATOM}{name}") is None:
            yield f"MissingElement: {name}"
        elif not (element.findtext(f"{ATOM}{name}") or "").strip():
            yield f"NotBlank: {name}"
    yield from _id_faults(element.findtext(f"{ATOM}id") or "")
    yield from _instant_faults(element.findtext(f"{ATOM}updated") or "")
    if not (element.findtext(f"{ATOM}author/{ATOM}name") or "").strip():
        yield "MissingElement: author/name"
    links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link")]
    if [rel for rel, *_ in links].count("alternate") != 1:
        yield "MissingAlternateLink or DuplicateAtomLink"
    for link in element.findall(f"{ATOM}link"):
        yield from _web_address_faults(link.get("href") or "")
        if link.get("type") and not _MIME.fullmatch(link.get("type")):
            yield f"InvalidMIMEType: {link.get('type')}"
    for category in element.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield "MissingAttribute: term"


def rss_faults(text: str) -> list[str]:
    """By the RSS Advisory Board's specification and the profiles of its modules."""
    root = _parsed(text)
    if isinstance(root, str):
        return [root]
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in root] != ["channel"]:
        return ["UndefinedElement: no rss 2.0 with one channel"]
    channel = root[0]
    faults = list(_elements(channel, _CHANNEL, ""))
    faults += [f"MissingElement: {name}" for name in ("title", "link", "description") if not channel.findtext(name)]
    faults += _web_address_faults(channel.findtext("link") or "")
    faults += _rfc822_faults(channel.findtext("lastBuildDate") or "")
    for link in channel.findall(f"{ATOM}link"):
        faults += _web_address_faults(link.get("href") or "")
        faults += [] if link.get("rel") == "self" else ["InvalidAtomSelfLink"]
    for item in channel.findall("item"):
        faults += _item_faults(item)
    guids = [item.findtext("guid") for item in channel.findall("item")]
    return faults + [f"DuplicateEntries: {one}" for one, times in Counter(guids).items() if times > 1]


def _item_faults(item: Any) -> Iterator[str]:
    yield from _elements(item, _ITEM, "")
    if not (item.findtext("title") or item.findtext("description")):
        yield "MissingElement: title or description"
    guid = item.find("guid")
    if guid is None:
        yield "MissingGuid"
    elif guid.get("isPermaLink") == "false":
        yield from _id_faults(guid.text or "")
    else:
        yield from _web_address_faults(guid.text or "")
    yield from _web_address_faults(item.findtext("link") or "")
    yield from _rfc822_faults(item.findtext("pubDate") or "")
    yield from _instant_faults(item.findtext(f"{ATOM}updated") or "")
    yield from _html_faults(item.findtext(f"{CONTENT}encoded") or "")
    if not (item.findtext(f"{DC}creator") or "").strip():
        yield "NotBlank: dc:creator"


def jsonfeed_faults(text: str) -> list[str]:
    """By jsonfeed.org/version/1.1."""
    try:
        feed = json.loads(text)
    except ValueError as error:
        return [f"no JSON: {error}"]
    faults = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["version"]
    faults += [] if isinstance(feed.get("title"), str) and feed["title"] else ["title"]
    for name in ("home_page_url", "feed_url"):
        faults += _web_address_faults(feed[name]) if name in feed else []
    if not isinstance(feed.get("items"), list):
        return [*faults, "items"]
    for item in feed["items"]:
        faults += _json_item_faults(item)
    ids = [item.get("id") for item in feed["items"]]
    return faults + [f"id twice: {one}" for one, times in Counter(ids).items() if times > 1]


def _json_item_faults(item: dict[str, Any]) -> Iterator[str]:
    known = "id url title content_html summary date_modified date_published authors tags attachments language".split()
    yield from (f"unknown key {name}" for name in item.keys() - set(known))
    yield from (f"null for {name}" for name, value in item.items() if value is None)
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "id is no string"
    yield from _web_address_faults(item.get("url", ""))
    yield from _html_faults(item.get("content_html", ""))
    for name in ("date_modified", "date_published"):
        yield from _instant_faults(item[name]) if name in item else ()
    if not all(isinstance(one, dict) and one.get("name") for one in item.get("authors", [])):
        yield "authors"
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield "tags"
    for file in item.get("attachments", []):
        yield from _web_address_faults(file.get("url", ""))
        if not _MIME.fullmatch(file.get("mime_type") or ""):
            yield "attachments: mime_type"


def _parsed(text: str) -> Any:
    try:
        return etree.fromstring(text.encode())
    except etree.XMLSyntaxError as error:
        return f"SAXError: {error}"


def _elements(parent: Any, known: set[str], namespace: str) -> Iterator[str]:
    names = [child.tag.removeprefix(namespace) for child in parent]
    for name, times in Counter(names).items():
        if name not in known:
            yield f"UndefinedElement: {name}"
        if times > 1 and name not in _MANY:
            yield f"DuplicateElement: {name}"


def _id_faults(text: str) -> Iterator[str]:
    if text.startswith("tag:") and not _TAG_URI.fullmatch(text):
        yield f"InvalidTAG: {text}"
    elif text.startswith("urn:uuid:") and not _UUID.fullmatch(text):
        yield f"InvalidUUID: {text}"
    if not _URI.fullmatch(text):
        yield f"InvalidURI: {text}"


def _web_address_faults(text: str) -> Iterator[str]:
    if not _URI.fullmatch(text) or urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname:
        yield f"InvalidFullLink: {text!r}"


def _instant_faults(text: str) -> Iterator[str]:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        yield f"InvalidRFC3339Date: {text!r}"
        return
    if not _RFC3339.fullmatch(text):
        yield f"InvalidRFC3339Date: {text!r}"
    elif not 1970 <= instant.astimezone(UTC).year <= (datetime(2100, 1, 1, tzinfo=UTC) - timedelta(1)).year:
        yield f"ImplausibleDate: {text!r}"


def _rfc822_faults(text: str) -> Iterator[str]:
    try:
        if format_datetime(parsedate_to_datetime(text)) != text:  # the day of the week included
            yield f"ProblematicalRFC822Date: {text!r}"
    except (ValueError, TypeError):
        yield f"InvalidRFC2822Date: {text!r}"


def _html_faults(text: str) -> Iterator[str]:
    if not text.strip():
        yield "MissingDescription: empty HTML"
        return
    for element in html.fragment_fromstring(text, create_parent="div").iter():
        if element.tag not in _SAFE:
            yield f"SecurityRisk: {element.tag}"
        for name, value in element.attrib.items():
            if name not in _SAFE_ATTRIBUTES:
                yield f"SecurityRiskAttr: {name}"
            if name == "href" and urlsplit(value).scheme not in ("http", "https"):
                yield f"ContainsRelRef or dangerous scheme: {value}"
