"""What belongs to a portal and what a URL is there: in scope or not, article or listing, and under which key."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.extraction.traps import is_trap_url
from crawler.items import POINTING, Found, Link, LinkKind, Relation
from crawler.portal import Portal
from crawler.recipe import AUTO, GENERIC, Recipe
from crawler.url import bare_host, identity, resolve, target, without_parameters

_HOME_PAGE = re.compile(r"/(?:(?:default|home|index)\.\w+|trang-chu(?:\.\w+)?)$", re.IGNORECASE)


class Scope:
    """The bounds of one portal, read with one recipe (None = generic); `tokens` of its addresses tell nothing."""

    def __init__(self, portal: Portal, recipe: Recipe | None, *, tokens: frozenset[str] = frozenset()) -> None:
        self._portal = portal
        self._tokens = tokens
        self._recipe = recipe
        self._described = portal.fields.recipe not in (AUTO, GENERIC)
        self._hosts = {bare_host(url) for url in (portal.fields.home, *portal.listings)}
        self._prefixes = tuple(portal.fields.scope)
        self._fronts = {self.key(url) for url in portal.listings}
        home = identity(portal.fields.home)
        self._home_keys = {home, "/", "/index.html", "/index.php", "/default.aspx"}
        self._home_keys |= {self.key(url) for url in portal.listings if _HOME_PAGE.search(url)}
        paths = [urlsplit(url).path.rstrip("/") for url in portal.listings]
        self._whole_site = any(self.key(url) in self._home_keys for url in portal.listings)
        self._placed = lru_cache(maxsize=8192)(self._place)
        self.section_named = lru_cache(maxsize=8192)(self._section_named)
        self._section_prefixes = tuple(f"{path}/" for path in paths if path)

    def key(self, url: str) -> str:
        """The key of any URL that is not an article of the recipe."""
        key = identity(url, ignore_case=bool(self._recipe and self._recipe.fields.ignore_case))
        return without_parameters(key, self._tokens) if self._tokens else key

    def is_own_host(self, url: str) -> bool:
        """Whether `url` is on one of the portal's hosts."""
        return bare_host(url) in self._hosts

    def admits(self, url: str) -> bool:
        """Whether `url` is on the portal's hosts and under its path prefixes, and no trap."""
        if not self.is_own_host(url):
            return False
        path = target(url)
        if self._prefixes and not path.startswith(self._prefixes):
            return False
        if self._recipe and any(pattern.search(path) for pattern in self._recipe.exclude_url):
            return False
        return is_trap_url(url, english=self._recipe is not None) is None

    def article_key(self, url: str) -> str | None:
        """The key of an article's URL by the recipe's patterns; None where none matches or there is no recipe."""
        if self._recipe is None:
            return None
        path = target(url)
        for pattern in self._recipe.article_url:
            if match := pattern.search(path):
                named = match.groupdict()
                key = "/".join(filter(None, ((named.get("module") or "").strip("/"), named["key"])))
                return key.lower() if self._recipe.fields.ignore_case else key
        return None

    def is_home(self, url: str) -> bool:
        """Whether `url` is the portal's home page: where unknown articles are often redirected to."""
        return self.key(url) in self._home_keys or identity(url) in self._home_keys

    def is_home_key(self, key: str) -> bool:
        """Whether `key` is that of the portal's home page."""
        return key in self._home_keys

    def is_front(self, url: str) -> bool:
        """Whether `url` is one of the portal's own listings."""
        return self.key(url) in self._fronts

    def place(self, link: Link, base: str) -> Found | None:
        """The frontier entry for a link met on the page `base`; None when it is out of scope or leads nowhere new."""
        url = resolve(base, link.url)
        if url is None:
            return None
        if link.relation == "next":
            return self._next_page(url, link, base)
        found = self._placed(url, link.kind, link.relation, self.section_named(base))
        if found is None or found.kind != "article":
            return found
        key, relation, own = found.key, found.relation, found.shown_in
        if not self._described:
            return Found(url, "article", key, relation, link.text, dated=link.dated, shown_in=own, helps=True)
        if relation in POINTING:
            return Found(url, "article", key, relation, link.text, shown_in=own)
        return found

    def covers(self, url: str) -> bool:
        """Whether the portal's listings speak for `url`: the whole site where home is one, else what is below them."""
        return self._whole_site or target(url).startswith(self._section_prefixes)

    def _section_named(self, url: str) -> str:
        """The section that an address names, of an article or of a list; "" where none is."""
        if self._recipe is None:
            return ""
        path = target(url)
        found = filter(None, (pattern.search(path) for pattern in self._recipe.shown_in))
        return next((match[0].lower() for match in found), "")

    def _place(self, url: str, kind: LinkKind | None, relation: Relation, section: str) -> Found | None:
        """The frontier entry, whatever the link's text is; `section` is the one that the page around it shows."""
        if kind in ("feed", "sitemap"):
            return Found(url, kind, self.key(url), relation) if self.is_own_host(url) else None
        if not self.admits(url):
            return None
        if (key := self.article_key(url)) is not None:
            own = section if relation in ("listed", "other") and self.section_named(url) == section else ""
            return Found(url, "article", key, relation, shown_in=own)
        if self._is_listing(kind, relation, url):
            return Found(url, "listing", self.key(url), "section")
        if self._recipe is not None or relation == "section":
            return None
        return Found(url, "article", self.key(url), relation)

    def section(self, link: Link, base: str) -> Found | None:
        """The frontier entry of a link that the page's structure shows to be a section, whatever the patterns say."""
        url = resolve(base, link.url)
        if url is None or not self._whole_site or not self.admits(url) or self.is_home(url):
            return None
        return Found(url, "listing", self.key(url), "section", link.text, helps=True)

    def _next_page(self, url: str, link: Link, base: str) -> Found | None:
        if not self.is_own_host(url):
            return None
        key = self.key(url)
        if link.method == "POST":
            key = f"{key}#{self.key(base)}#{link.page}"
        helps = bool(link.text)  # a template for what comes (crawler.extraction.script_items)
        return Found(
            url, "listing", key, "next", link.text, link.method, link.body, link.media_type, link.page, helps=helps
        )

    def _is_listing(self, kind: LinkKind | None, relation: Relation, url: str) -> bool:
        """A section is walked when the home page is a listing, or it lies below one of the portal's listings."""
        path = target(url)
        if self._recipe is not None and self._recipe.listing_url:
            named = any(pattern.search(path) for pattern in self._recipe.listing_url)
        else:
            named = kind == "listing" or relation == "section"
        if not named or self.is_home(url):
            return False
        return self._whole_site or self.is_front(url) or path.startswith(self._section_prefixes)
