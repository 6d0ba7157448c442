"""The files and pictures an article offers, as the portals' systems hide them (FAMILIES §2).

A file may be a plain link, an `onclick="downloadFile('id','/upload/…')"` without any href, or the document that a
viewer shows (pdf.js, Google's, Office's). A picture may be a placeholder whose `data-original` is the real one, or a
thumbnail that names, or is linked to, the original; what is reported is always the largest version known.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawler.extraction.address import absolute
from crawler.extraction.element import Element, text_in
from crawler.extraction.markup import hidden
from crawler.items import Attachment
from crawler.url import without_session

_FILES = tuple(
    ".pdf .doc .docx .xls .xlsx .ppt .pptx .pps .ppsx .rtf .odt .ods .odp .zip .rar .7z .csv .tif .tiff".split()
)
_FILE_VIEW = re.compile(
    r"/download(?:file|attachment)?/|/(?:tai-ve|download)\.[a-z]+\?"
    r"|[?&]download=(?:1|true)(?:&|$)|/LinkClick\.aspx\?fileticket="
    r"|/documents/\d[^?]*\.(?:pdf|docx?|xlsx?|pptx?|rar|zip)/",
    re.I,
)
_VIEWER = re.compile(
    r"(?:viewer\.html?|/gview|/viewer|/viewerng/viewer|ViewerJS/?|/op/(?:embed|view)\.aspx)[^?#]*[?#](?:[^#]*&)?"
    r"(?:file|url|src)=([^&#]+)",
    re.I,
)
_ENDINGS = "|".join(ending.removeprefix(".") for ending in _FILES)
_NAMED_IN_SCRIPT = re.compile(
    rf"""["']((?:https?:/)?/[^"'\s<>]+?\.\w{{2,4}}|[^"'<>:]+?\.(?:{_ENDINGS}))(?:\?[^"']*)?["']""", re.I
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)$", re.I)
_THUMBNAIL = re.compile(r"/publish/thumbnail/\d+/\w+(?=/)")
_ORNAMENT = re.compile(
    r"(?:spacer|blank|bg_trans|transparent|pixel|no[-_]?image|loading|smil(?:e|ies)|emoticon)[^/]*$"
    r"|/(?:icons?|emoticons?|smilies)/",
    re.I,
)
_LEADING = ("a", "iframe", "embed", "object")
_CLICKED = (*_LEADING, "button", "span", "div", "li")
_CLICKS = etree.XPath("boolean(descendant-or-self::*/@onclick)")
_LAZY = ("data-original", "data-src", "data-lazy-src", "data-lazy", "data-echo")


def picture_url(image: Element, base: str) -> str:
    """The address of the picture an <img> stands for, "" for an ornament, a counter or a picture within the page."""
    if _tiny(image.get("width")) or _tiny(image.get("height")):
        return ""
    source = next((value for name in _LAZY if (value := image.get(name))), None) or image.get("src")
    if not source or source.startswith("data:") or _ORNAMENT.search(source):
        return ""
    parent = image.getparent()
    target = parent.get("href") if parent is not None and parent.tag == "a" else None
    if target and _PICTURE.search(target):
        source = target
    return _THUMBNAIL.sub("", absolute(source.rstrip(";"), base))


def read_attachments(elements: Iterable[Element], base: str, *, chosen: Iterable[Element] = ()) -> list[Attachment]:
    """The files offered inside `elements`, and whatever is linked inside `chosen` (the recipe's word), each once."""
    found: dict[str, Attachment] = {}
    offered = [(one, False) for element in elements for one in _offered(element, base)]
    offered += [(one, True) for element in chosen for one in _offered(element, base)]
    for one, sure in offered:
        if sure or is_file(one.url):
            url = without_session(one.url)  # another session is offered the same file
            if url not in found or (one.name and not found[url].name):
                found[url] = one if url == one.url else Attachment(url, one.name)
    return list(found.values())


@lru_cache(maxsize=16384)
def is_file(url: str) -> bool:
    """Whether the address is one of a document or archive rather than of a page."""
    return url.partition("?")[0].lower().endswith(_FILES) or _FILE_VIEW.search(url) is not None


def _offered(element: Element, base: str) -> Iterator[Attachment]:
    """Every address that an element leads to, or opens when clicked."""
    if not len(element):
        inside = iter((element,) if element.tag in _CLICKED else ())
    else:
        inside = element.iter(*_CLICKED) if _CLICKS(element) else element.iter(*_LEADING)
    one: Element
    for one in inside:
        if one.tag in ("iframe", "embed", "object"):
            url = _viewed(one.get("src") or one.get("data"), base)
        elif one.tag == "a" and (href := one.get("href")) and not href.lower().startswith(("#", "javascript:")):
            url = _viewed(href, base)
        else:
            script = one.get("onclick") or ""
            if one.tag == "a":
                script += one.get("href") or ""
            named = _NAMED_IN_SCRIPT.search(script) if "." in script else None
            url = _viewed(named[1], base) if named else ""
        if url and not hidden(one):
            yield Attachment(url, _name(one, url))


def _viewed(address: str | None, base: str) -> str:
    """The address itself, or the one of the document it shows."""
    viewer = _VIEWER.search(address) if address else None
    if viewer is None:
        return absolute(address, base)
    shown = unquote(viewer[1])
    return absolute(unquote(shown) if shown.lower().startswith(("http%3a", "https%3a", "%2f")) else shown, base)


def _name(element: Element, url: str) -> str:
    text = " ".join(text_in(element).split()) or (element.get("title") or "").strip()
    return text or unquote(urlsplit(url).path.rpartition("/")[2])


def _tiny(size: str | None) -> bool:
    digits = size.strip().removesuffix("px") if size else ""
    return digits.isdigit() and int(digits) <= 16
