"""Addresses as identities: what may differ in a URL without meaning another page (DESIGN §5)."""

import re
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

MAX_URL = 2_000
_ARCHIVE = re.compile(r"/((?:19|20)\d\d)(?:[/-](0?[1-9]|1[0-2]))?$")
_SESSION_PATH = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\([SAFX]\([a-z0-9_-]+\)\)(?=/|$)")
_SESSION_PARAMETER = re.compile(
    r"(?i)^(?:phpsessid|jsessionid|sessionid|session_id|sess|sid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|s_id|"
    r"zenid|osCsid)$"
)
_STORY = re.compile(r"(?i)^s_?id=\d{1,9}$")  # an article of PHP-Nuke and its like
_TRACKING_PARAMETER = re.compile(
    r"(?i)^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|zarsrc|mc_[ce]id|_ga|_gl|_hs\w+|spm|ref_src|share|"
    r"_t|_ts|rnd|cb|nocache)$"
)
# What a server puts into a file's address anew for every reader or every hour.
_TOKEN = re.compile(
    r"(?i)(?<=[?&])(?:checkss|token|access_token|\w*csrf\w*|sig|sign|signature|expires?|nonce|x-(?:amz|goog)-[\w-]+)"
    r"=[^&#]*&?"
)
_FILE = re.compile(r"(?i)\.(?!(?:aspx?|ashx|axd|php|jspx?|do|html?)$)\w{2,5}$")
_CASELESS_PATH = re.compile(r"(?i)\.(?:aspx?|ashx|cshtml)$")
_INDEX = re.compile(r"(?i)/(?:default|index)\.(?:aspx?|php|jsp|html?)$")  # "/" alone may be a page before it
_SLASHES = re.compile(r"/{2,}")
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_DEFAULT_PORT = {"http": ":80", "https": ":443"}
# An address with nothing in it to be made safe, as nearly all are: scheme, host, port, path, query.
_PLAIN = re.compile(
    r"(https?)://(?=[^/?]{1,60}(?:[/?]|$))([a-z0-9]+(?:[.-][a-z0-9]+)*)(:[1-9][0-9]{0,3}|:[1-5][0-9]{4})?"
    r"(/[A-Za-z0-9._~/-]*)?(?:\?([A-Za-z0-9._~=&/-]+))?"
)


def resolve(base: str, href: str) -> str | None:
    """`href` on the page `base`, ready to fetch: absolute, safe, without fragment, session and tracking parameters.

    None for what is no web page address (javascript:, mailto:, a broken or over-long one).
    """
    if len(href) > MAX_URL:
        return None
    if not href.startswith(("http://", "https://")):
        try:
            href = urljoin(base, _CONTROL.sub(" ", href).strip())
        except ValueError:
            return None
    return _ready(href)


# The same addresses are met on page after page: other links, menus, pagers. The caches are small and shared.
@lru_cache(maxsize=8192)
def _ready(url: str) -> str | None:
    plain = _PLAIN.fullmatch(url)
    if plain is None:
        return _made_safe(url)
    scheme, host, port, path, query = plain.groups()
    query = _without_noise(query) if query else ""
    port = port if port and port != _DEFAULT_PORT[scheme] else ""
    return f"{scheme}://{host}{port}{path or '/'}?{query}" if query else f"{scheme}://{host}{port}{path or '/'}"


def _made_safe(url: str) -> str | None:
    try:
        parts = urlsplit(_CONTROL.sub(" ", url).strip().replace("&amp;", "&"))  # escaped twice
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = parts.hostname.lower() + (f":{port}" if port and f":{port}" != _DEFAULT_PORT[parts.scheme] else "")
    path = _SESSION_PATH.sub("", parts.path) or "/"
    try:
        return safe_url_string(urlunsplit((parts.scheme, host, path, _without_noise(parts.query), "")))
    except (ValueError, UnicodeError):
        return None


@lru_cache(maxsize=8192)
def identity(url: str, *, ignore_case: bool = False) -> str:
    """The normalized path and query: equal for every spelling of one page on one host.

    Scheme, host, parameter order, repeated slashes, percent-encoding, session and tracking parameters do not matter,
    nor does the name of a folder's index page where a query says which page is meant; letter case does not where
    `ignore_case` or the path shows an ASP.NET server.
    """
    parts = urlsplit(url)
    path = quote(unquote(_SLASHES.sub("/", _SESSION_PATH.sub("", parts.path) or "/")), safe="/:@!$&'()*+,;=~")
    pairs = sorted(parse_qsl(_without_noise(parts.query), keep_blank_values=True))
    if pairs:
        path = _INDEX.sub("/", path)
    whole = f"{path}?{urlencode(pairs)}" if pairs else path
    return whole.lower() if ignore_case or _CASELESS_PATH.search(path) else whole


@lru_cache(maxsize=8192)
def bare_host(url: str) -> str:
    """`host:port` in lower case without a leading "www." and without the scheme's own port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    return host if port in ("", ":80", ":443") else host + port


@lru_cache(maxsize=8192)
def target(url: str) -> str:
    """Path and query as found, percent-decoded once: what a recipe's URL patterns are searched in."""
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def without_session(url: str) -> str:
    """The address without a session's id in its path or query, and else as it is."""
    path, mark, query = url.partition("?")
    if _SESSION_PATH.search(path) is not None:
        path = _SESSION_PATH.sub("", path)
    if mark and "s" in query.lower():
        query = "&".join(pair for pair in query.split("&") if not _is_session(pair))
    return f"{path}?{query}" if mark and query else path


def lasting_address(url: str) -> str:
    """A file's address without what differs from reader to reader, where enough is left to know the file by."""
    if "=" not in url:
        return url
    bare = _TOKEN.sub("", url).rstrip("?&")
    path, _, query = bare.partition("?")
    return bare if query or _FILE.search(path) else url


def without_parameters(key: str, names: Collection[str]) -> str:
    """The key of an address without the parameters `names`: "/path?name", or "?name" on any path."""
    path, mark, query = key.partition("?")
    if not mark or not names:
        return key
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if f"{path}?{pair[0]}" not in names and f"?{pair[0]}" not in names]
    return key if len(kept) == len(pairs) else f"{path}?{urlencode(kept)}" if kept else path


def _without_noise(query: str) -> str:
    if not query:
        return ""
    kept = [
        pair
        for pair in query.split("&")
        if pair and not _is_session(pair) and not _TRACKING_PARAMETER.match(pair.partition("=")[0])
    ]
    return "&".join(kept)


def _is_session(pair: str) -> bool:
    return _SESSION_PARAMETER.match(pair.partition("=")[0]) is not None and _STORY.match(pair) is None


def is_past_archive(url: str, today: date) -> bool:
    """Whether an address is that of a month, or a year, that is over: "/luu-tru/2019/05". The month before today's is
    not: news may come late."""
    path = urlsplit(url).path.rstrip("/")
    found = _ARCHIVE.search(path)
    if found is None:
        return False
    year, month = int(found[1]), int(found[2] or 12)
    return 12 * year + month < 12 * today.year + today.month - 1
