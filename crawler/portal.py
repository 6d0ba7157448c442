"""A portal: one site to crawl, as data (DESIGN §4). Its id is its file's stem."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from crawler.errors import ConfigurationError, UsageError
from crawler.files.wanted import Kinds, endings
from crawler.recipe import AUTO, GENERIC, Recipe, RecipeFields, check_recipe
from crawler.revisit import Rhythm
from crawler.toml import read_toml

NotEmpty = Annotated[str, msgspec.Meta(min_length=1)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Hours = Annotated[float, msgspec.Meta(ge=0, le=8784)]
Pause = Annotated[float, msgspec.Meta(gt=0, le=87840)]  # hours


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The least a live portal must yield; `khotin health` and the crawl's exit code watch it.

    `articles` held in all, `silence` days without a new article at most, `lede`, `published`, `byline` the shares of
    articles that carry the field, `legitimately_empty` listings that may hold nothing.
    """

    articles: Annotated[int, msgspec.Meta(ge=0)] = 0
    silence: Annotated[int, msgspec.Meta(ge=1)] | None = None
    published: Share = 0.0
    lede: Share = 0.0
    byline: Share = 0.0
    legitimately_empty: list[str] = []


class Previous(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The recipe that read this portal's pages before a redesign; `until` is the first day of the new one."""

    recipe: NotEmpty
    until: dt.date


class PortalFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The keys a portal file may hold."""

    name: NotEmpty
    home: NotEmpty
    province: NotEmpty
    recipe: NotEmpty
    listings: Annotated[list[NotEmpty], msgspec.Meta(min_length=1)]
    level: Literal["national", "province", "department", "district", "commune"] = "province"
    charset: str | None = None
    delay: Seconds = 1.0
    concurrency: Annotated[int, msgspec.Meta(ge=1, le=64)] | None = None
    timezone: str = "Asia/Ho_Chi_Minh"
    tls: Literal["strict", "legacy", "insecure"] = "strict"
    robots: bool = True
    scope: list[NotEmpty] = []  # path prefixes that articles and listings must have; empty = the whole host
    attachments: Kinds = True  # documents that articles offer are kept: all, none, or those of these types
    images: Kinds = False  # pictures likewise
    file_hosts: list[NotEmpty] = []  # hosts besides the portal's own where its files may lie
    file_size: Annotated[float, msgspec.Meta(gt=0, le=1000)] = 50.0  # MB; larger files are left where they are
    by_date: bool = False  # ask its "Xem tin theo ngày" form for each day of the past year when it is walked whole
    gone_after: Hours = 24.0
    every: tuple[Hours, Hours] = (1.0, 168.0)  # the fewest and the most hours between two visits of --due
    look_again: tuple[Pause, Pause] = (6.0, 2160.0)  # the fewest and the most hours between two looks at an article
    sweep: Annotated[float, msgspec.Meta(gt=0, le=3660)] = (
        30.0  # days until every page of every section is walked again
    )
    retired: dt.date | None = None
    successor: str | None = None  # id of the portal that took over
    verified: bool = False  # listings were seen to work on the live site
    expect: Expect = Expect()
    previous: list[Previous] = []
    override: dict[str, Any] = {}  # recipe fields that this portal's skin needs otherwise


class Portal(msgspec.Struct, frozen=True, dict=True):
    """A portal ready to crawl."""

    id: str
    fields: PortalFields
    path: Path

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.fields.timezone)

    @cached_property
    def listings(self) -> list[str]:
        """Absolute addresses of the sections' front pages."""
        return [urljoin(self.fields.home, listing) for listing in self.fields.listings]

    @cached_property
    def host(self) -> str:
        """`host:port` of home, what politeness is counted by."""
        return urlsplit(self.fields.home).netloc.lower()

    @cached_property
    def rhythm(self) -> Rhythm:
        """When its articles are looked at again and its sections walked whole."""
        shortest, longest = (dt.timedelta(hours=hours) for hours in self.fields.look_again)
        return Rhythm(shortest=shortest, longest=longest, sweep=dt.timedelta(days=self.fields.sweep))

    @property
    def concurrency(self) -> int:
        """Connections to the host at once: as asked, else 1, else 8 where delay is 0."""
        return self.fields.concurrency or (1 if self.fields.delay else 8)

    def choose_recipe(self, recipes: Mapping[str, Recipe]) -> Recipe | None:
        """The recipe to read with, this portal's `override` applied; None for "auto" and "generic".

        Raises ConfigurationError where the override is not a recipe's field.
        """
        if self.fields.recipe in (AUTO, GENERIC):
            return None
        return self.overridden(recipes[self.fields.recipe])

    def overridden(self, recipe: Recipe) -> Recipe:
        """`recipe` with this portal's `override`."""
        if not self.fields.override:
            return recipe
        try:
            fields = msgspec.convert(msgspec.to_builtins(recipe.fields) | self.fields.override, RecipeFields)
            check_recipe(fields)
        except (msgspec.ValidationError, ValueError) as error:
            raise ConfigurationError(f"{self.path}: override: {error}") from error
        return Recipe(recipe.name, fields)


def load_portal(path: Path, recipes: Mapping[str, Recipe]) -> Portal:
    """The portal in `path`.

    Raises ConfigurationError naming file and key: also for a recipe that is not among `recipes`.
    """
    portal = Portal(path.stem, read_toml(path, PortalFields, check=_check_portal), path)
    named = [("recipe", portal.fields.recipe)]
    named += [(f"previous[{number}].recipe", one.recipe) for number, one in enumerate(portal.fields.previous)]
    for key, name in named:
        if name not in recipes and name not in (AUTO, GENERIC):
            raise ConfigurationError(f"{path}: {key}: no recipe named {name!r} (known: {', '.join(sorted(recipes))})")
    portal.choose_recipe(recipes)
    return portal


def load_portals(
    folders: Iterable[Path], recipes: Mapping[str, Recipe], *, ids: Collection[str] = ()
) -> dict[str, Portal]:
    """Bundled portals and those in `folders`, by id; a later folder wins over an earlier one and over the bundled.

    Where `ids` are given, only those of the bundled ones; a folder's own files are always read, for each may be wrong.
    Raises ConfigurationError for a folder that is none, or holds no portal file.
    """
    portals: dict[str, Portal] = {}
    bundled = Path(str(resources.files("crawler"))) / "portals"
    for folder in (bundled, *folders):
        files = sorted(folder.glob("*.toml"))
        if not files:
            raise ConfigurationError(f"{folder}: no portal files (*.toml) here")
        wanted = [path for path in files if not ids or folder is not bundled or path.stem in ids]
        portals.update({path.stem: load_portal(path, recipes) for path in wanted})
    return portals


def pick_portals(portals: Mapping[str, Portal], ids: Iterable[str]) -> list[Portal]:
    """The portals named by `ids`, in that order and once each; raises UsageError for an unknown one."""
    picked = []
    for portal_id in dict.fromkeys(ids):
        if portal_id not in portals:
            raise UsageError(f"no portal named {portal_id!r}; `khotin portals` lists the known ones")
        picked.append(portals[portal_id])
    return picked


def _check_portal(fields: PortalFields) -> None:
    home = urlsplit(fields.home)
    if home.scheme not in ("http", "https") or not home.hostname:
        raise ValueError(f"home: needs an http:// or https:// address, not {fields.home!r}")
    for listing in fields.listings:
        if urlsplit(urljoin(fields.home, listing)).scheme not in ("http", "https"):
            raise ValueError(f"listings: {listing!r} is no web address")
    endings(fields.attachments, of="attachments")
    endings(fields.images, of="images")
    if fields.every[0] > fields.every[1]:
        raise ValueError(f"every: the fewest hours first, then the most, not {list(fields.every)}")
    if fields.look_again[0] > fields.look_again[1]:
        raise ValueError(f"look_again: the fewest hours first, then the most, not {list(fields.look_again)}")
    if fields.timezone not in _known_zones():
        raise ValueError(f"timezone: no zone named {fields.timezone!r}")
    if fields.charset is not None:
        _check_charset(fields.charset)


@lru_cache(maxsize=1)
def _known_zones() -> set[str]:
    """Read from disk once, not once per portal."""
    return available_timezones()


def _check_charset(charset: str) -> None:
    try:
        "".encode(charset)
    except LookupError as error:
        raise ValueError(f"charset: {error}") from error
