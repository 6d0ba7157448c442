"""A recipe: how to read one family of portals, as data (DESIGN §4).

A recipe is a TOML file in crawler/recipes/; its stem is its name. Nothing here fetches or parses a page.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from crawler.items import LinkKind
from crawler.selector import Selector, compile_selector
from crawler.toml import read_toml
from crawler.url import target

OneOrMany = str | list[str]
AUTO = "auto"
GENERIC = "generic"
_PLACEHOLDER = re.compile(r"\{([a-zA-Z_]\w*(?:\.\w+)?)\}")


def _check_patterns(named: Mapping[str, OneOrMany]) -> None:
    for name, patterns in named.items():
        for pattern in _many(patterns):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{name}: not a regular expression: {pattern!r} ({error})") from error


def _many(value: OneOrMany) -> list[str]:
    return [value] if isinstance(value, str) else value


def _patterns(value: OneOrMany) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in _many(value)]


class Signs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What betrays the family on any of its pages; every value is a list of regular expressions.

    `strong` ones alone are enough (a generator tag, a comment only this system writes); `weak` ones add up.
    `strong` and `weak` search the page's markup, `url` the addresses of its links, `cookie` and `header` the answer's.
    """

    strong: list[str] = []
    weak: list[str] = []
    url: list[str] = []
    cookie: list[str] = []
    header: list[str] = []

    def check(self) -> None:
        """Raises ValueError that begins with the key."""
        _check_patterns({f"signs.{name}": getattr(self, name) for name in self.__struct_fields__})


class Paging(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a listing's further pages are asked for where plain links (`next_page`) do not reach them.

    kind "links": `next_page`, rel=next and numbered windows, `__doPostBack` ones too (the default). "postback": the
    same, for families known to post back. "query" and "path": where `next_page` finds no pager, page N at the template
    `url`; one that begins with "?" sets its parameters into the listing's own query, others are resolved against the
    listing. "post": first of all such a request with `body`, a template of a JSON object or of form fields; sent as
    `media_type`, or as a form where `form_when` matches the listing's markup. A body that is JSON quotes its
    placeholders; a member that comes out as a whole number is sent as one. Sent as a form, its members become fields.

    Templates know `{page}` (the first is `first`), `{offset}` = (page-1)·`size`, `{size}`, `{listing}` (the listing's
    address without its query), `{stem}` (without its suffix too) and the names in `values`: regular expressions
    searched in the listing's markup, whose first group is the value; `defaults` stand in where one finds nothing, and
    without a default such a listing has no pager. A value named `size` wins over `size`. `settings` is a regular
    expression whose groups are JSON objects, in base64 or not, that are merged (VHV); it is the first match of it
    whose members match `settings_where`, and whose `settings_mark`, filled in, stands in the page. Its members are
    `{settings.NAME}`, all of them as form fields `{settings}`; `values`, `last` and `total` are searched in it first.

    `last` finds the number of the last page, `total` the number of items. `shown` = 0: the listing's own markup holds
    no items, they all come by these requests. `answer` is a dotted path to the HTML inside a JSON answer ("" = the
    answer is HTML, or JSON that holds HTML somewhere); `items` a dotted path to a JSON list whose `item_url` is a link.
    """

    kind: Literal["links", "postback", "query", "path", "post"] = "links"
    url: str = ""
    body: str = ""
    media_type: str = "application/json; charset=utf-8"
    form_when: str = ""
    values: dict[str, str] = {}
    defaults: dict[str, str] = {}
    settings: str = ""
    settings_where: dict[str, str] = {}
    settings_mark: str = ""
    answer: str = ""
    items: str = ""
    item_url: str = "url"
    size: Annotated[int, msgspec.Meta(ge=1)] = 10
    first: Annotated[int, msgspec.Meta(ge=0)] = 1
    shown: Annotated[int, msgspec.Meta(ge=0, le=1)] = 1
    last: str = ""
    total: str = ""

    def check(self) -> None:
        """Raises ValueError that begins with the key."""
        _check_patterns({f"paging.values.{name}": pattern for name, pattern in self.values.items()})
        _check_patterns({f"paging.settings_where.{name}": pattern for name, pattern in self.settings_where.items()})
        patterns = ("form_when", "settings", "last", "total")
        _check_patterns({f"paging.{name}": getattr(self, name) for name in patterns})
        if self.kind in ("query", "path", "post") and not self.url:
            raise ValueError(f'paging.url: missing, and paging.kind = "{self.kind}" needs it')
        known = {"page", "offset", "size", "listing", "stem", "settings", *self.values, *self.defaults}
        for name in _PLACEHOLDER.findall(self.url + self.body):
            if name not in known and not name.startswith("settings."):
                raise ValueError(f"paging: {{{name}}} is not among values, nor a name that templates know")


class RecipeFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The keys a recipe file may hold. Selectors are parsel CSS, one or a list tried in order."""

    title: OneOrMany
    body: OneOrMany
    article_url: OneOrMany  # (?P<key>…) is what makes an article; (?P<module>…) where each of them counts its own
    system: str = ""  # the family's name for people
    listing_url: OneOrMany = []
    exclude_url: OneOrMany = []  # never followed: print, e-mail, login views of this family
    canonical: bool = False  # the address of <link rel=canonical> is the one whose key counts
    # In an article's address, the section that it is shown in: its other links are those of that section.
    shown_in: OneOrMany = []
    ignore_case: bool = False  # the server ignores letter case in paths: keys are compared in lower case
    read_area: list[str] = []  # two literal strings; the article's markup stands between them
    published: OneOrMany = []
    date_order: Literal["dmy", "mdy"] = "dmy"
    lede: OneOrMany = []
    lede_in_body: bool = False  # the first bold paragraph of the body is the lede
    section: OneOrMany = []
    byline: OneOrMany = []
    source: OneOrMany = []
    other_links: OneOrMany = []  # <a> elements, or containers of them
    listing_links: OneOrMany = []
    next_page: OneOrMany = []
    article_pages: OneOrMany = []  # further pages of the same article
    attachments: OneOrMany = []
    caption: OneOrMany = []
    boilerplate: OneOrMany = []  # cut out of the body
    unpublished: OneOrMany = []  # regular expressions of the text that says "not published"
    missing: OneOrMany = []  # regular expressions of the text of a soft 404
    feeds: list[str] = []  # addresses, relative to home, of RSS or Atom feeds and sitemaps
    paging: Paging = Paging()
    signs: Signs = Signs()


class Recipe(msgspec.Struct, frozen=True, dict=True):
    """A recipe ready to use: the file's fields with patterns and selectors compiled on first use."""

    name: str
    fields: RecipeFields

    @cached_property
    def article_url(self) -> list[re.Pattern[str]]:
        return _patterns(self.fields.article_url)

    @cached_property
    def listing_url(self) -> list[re.Pattern[str]]:
        return _patterns(self.fields.listing_url)

    @cached_property
    def exclude_url(self) -> list[re.Pattern[str]]:
        return _patterns(self.fields.exclude_url)

    @cached_property
    def shown_in(self) -> list[re.Pattern[str]]:
        return _patterns(self.fields.shown_in)

    @cached_property
    def unpublished(self) -> list[re.Pattern[str]]:
        return _patterns(self.fields.unpublished)

    @cached_property
    def missing(self) -> list[re.Pattern[str]]:
        return _patterns(self.fields.missing)

    @cached_property
    def kind_of(self) -> Callable[[str], LinkKind | None]:
        """What the recipe's patterns take an address for; an article's wins over a listing's. The same are met again
        and again."""
        return lru_cache(maxsize=8192)(self._kind_of)

    def _kind_of(self, url: str) -> LinkKind | None:
        path = target(url)
        if any(pattern.search(path) for pattern in self.article_url):
            return "article"
        if any(pattern.search(path) for pattern in self.listing_url):
            return "listing"
        return None

    def selectors(self, field: str) -> list[Selector]:
        """The compiled selectors of `field` ("title", "body", …), in the order they are tried."""
        return self._selectors[field]

    @cached_property
    def css(self) -> frozenset[str]:
        """All its selectors as written."""
        return frozenset(selector.css for selectors in self._selectors.values() for selector in selectors)

    @cached_property
    def _selectors(self) -> dict[str, list[Selector]]:
        return {
            field: [compile_selector(css) for css in _many(getattr(self.fields, field))] for field in SELECTOR_FIELDS
        }


SELECTOR_FIELDS = [
    "title",
    "body",
    "published",
    "lede",
    "section",
    "byline",
    "source",
    "other_links",
    "listing_links",
    "next_page",
    "article_pages",
    "attachments",
    "caption",
    "boilerplate",
]
PATTERN_FIELDS = ["article_url", "listing_url", "exclude_url", "shown_in", "unpublished", "missing"]


def load_recipe(path: Path) -> Recipe:
    """The recipe in `path`, every pattern and selector checked.

    Raises ConfigurationError naming the file and the key.
    """
    return Recipe(path.stem, read_toml(path, RecipeFields, check=check_recipe))


def load_recipes(folders: Iterable[Path] = ()) -> dict[str, Recipe]:
    """All bundled recipes by name; those in `folders` win over bundled ones of the same name."""
    own = {recipe.name: recipe for folder in folders for recipe in map(load_recipe, sorted(folder.glob("*.toml")))}
    return {**_bundled(), **own}


@cache
def _bundled() -> dict[str, Recipe]:
    """Not checked: to compile what no portal of a run needs takes longer than to read it, and the tests do it."""
    paths = (Path(str(resources.files("crawler"))) / "recipes").glob("*.toml")
    return {path.stem: Recipe(path.stem, read_toml(path, RecipeFields)) for path in sorted(paths)}


def check_recipe(fields: RecipeFields) -> None:
    _check_patterns({name: _many(getattr(fields, name)) for name in PATTERN_FIELDS})
    for pattern in _many(fields.article_url):
        if "key" not in re.compile(pattern).groupindex:
            raise ValueError(f"article_url: {pattern!r} has no group (?P<key>…)")
    for name in SELECTOR_FIELDS:
        for css in _many(getattr(fields, name)):
            try:
                compile_selector(css)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
    fields.paging.check()
    fields.signs.check()
    if fields.read_area and len(fields.read_area) != 2:
        raise ValueError("read_area: needs two strings, where it starts and where it ends")
