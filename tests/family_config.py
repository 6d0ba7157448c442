"""The keys of fixtures/sites/<name>/site.toml. How a family site is described is told at the top of family_site.py."""

import re
import tomllib
from typing import Literal

import msgspec

from tests.family_markup import BodyMarkup
from tests.family_stock import SITES

Order = Literal["newest", "oldest", "newest_then_oldest", "pinned"]


class Section(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What this site makes of a stock section; `id` is the stock's."""

    id: int
    slug: str = ""
    name: str = ""
    number: int = 0  # the id this site uses in its addresses, where it is not the stock's
    order: Order = "newest"


class Addresses(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Paths and queries.

    Article patterns may use {id} {slug} {section} {section_id} {other} {year} {month} {day} {guid}, a `part` also
    {part} {part0}, `file` {name} and {number} (0, 1 …), `image` {id} {name} {year} {month} {day}; listing patterns
    {section} {section_id} {page} {page0} {offset}. {other} is a section the article is not in. `same` answers with
    the article too, `moved` sends on to it (301), `links` are what listings and related blocks write (article N uses
    number N of them; default: the article's own address). `id` is a regular expression whose group is an article's
    id: an address that matches it and is no article's own answers by `wrong`.
    """

    article: str
    listing: str
    page: str = ""
    home: str = "/"
    same: list[str] = []
    moved: list[str] = []
    links: list[str] = []
    part: str = ""  # page {part} ≥ 2 of an article of several pages; "" = the site shows all on one page
    image: str = "/uploads/news/{year}_{month}/{name}"
    file: str = "/uploads/news/{year}_{month}/{name}"
    key: str = "{id}"  # the article's key by the family's recipe
    id: str = ""
    wrong: Literal["move", "same", "missing"] = "move"


class Listing(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`size` articles a page, `window` page numbers around the current one; `pages` at most (0 = all)."""

    size: int = 10
    window: int = 2
    pages: int = 0
    past_end: Literal["missing", "home", "empty", "repeat"] = "missing"


class Related(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How many newer and older articles an article shows. `same_time` False: those of exactly its time are skipped."""

    newer: int = 0
    older: int = 0
    scope: Literal["section", "site"] = "section"
    same_time: bool = False


class Paging(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How page 2 is asked for: "links" (GET `url.page`), "postback" (ASP.NET) or "post" (see family_paging.py)."""

    kind: Literal["links", "postback", "post"] = "links"
    target: str = ""  # postback: the event target of page {page}
    argument: str = ""  # postback: the event argument of page {page}
    url: str = ""  # post: the path that answers
    page: str = ""  # post: regular expression on the request's body, its group the page's number
    first: int = 1  # post: the number of the first page there
    section: str = ""  # post: the same for the section (its id, number or slug)
    requires: str = ""  # post: the request's media type must start so, else 415
    template: str = ""  # post: what the answer is made with
    type: str = "text/html; charset=utf-8"


class Extra(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A page of its own: feed, sitemap, archive by day. With {section} in `url` one for each section."""

    url: str
    template: str
    type: str = "text/html; charset=utf-8"
    newest: int = 0  # only so many articles (0 = all)


class Trap(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Addresses (`match`, searched in path and query) a crawler should never ask for; counted in `site.trapped`.

    "article": the print view of the article whose id is the pattern's group; "endless": a page linking to further
    such pages; "login": a login form; "page": an empty page in the site's chrome.
    """

    match: str
    answer: Literal["article", "endless", "login", "page"] = "page"


class SiteConfig(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A whole site.toml. `lede`: "field" (apart from the body), "paragraph" (the body's first), "none" (not shown)."""

    recipe: str
    url: Addresses
    name: str = "Cổng thông tin điện tử tỉnh Hạ Lam"
    slogan: str = "Trang tin của chính quyền tỉnh Hạ Lam"
    precision: Literal["minute", "day", "month"] = "minute"
    lede: Literal["field", "paragraph", "none"] = "field"
    byline: Literal["field", "none"] = "field"
    source: Literal["field", "none"] = "field"
    seed: Literal["sections", "home"] = "sections"  # what the portal file names as listings
    leave_out: list[int] = []  # stock articles this site does not have
    one_section: bool = False  # all articles stand in the first section
    shows_section: bool = True  # an article page names its section
    unknown: Literal["missing", "home", "soft"] = "missing"
    leaks: list[str] = []  # words of the chrome that may be in no body
    headers: dict[str, str] = {}
    charset: str = "utf-8"
    section: list[Section] = []
    listing: Listing = Listing()
    related: Related = Related()
    paging: Paging = Paging()
    body: BodyMarkup = BodyMarkup()
    page: list[Extra] = []
    trap: list[Trap] = []

    def __post_init__(self) -> None:
        for pattern in [self.url.id, self.paging.page, self.paging.section, *(trap.match for trap in self.trap)]:
            re.compile(pattern)


def load_site(name: str) -> SiteConfig:
    """The site's description; raises msgspec.ValidationError naming a key that is unknown or of a wrong type."""
    return msgspec.convert(tomllib.loads((SITES / name / "site.toml").read_text("utf-8")), SiteConfig)


def site_names() -> list[str]:
    """Every site there is: the folders with a site.toml."""
    return sorted(path.parent.name for path in SITES.glob("*/site.toml"))
