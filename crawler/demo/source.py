"""The bundled portal's texts as they lie in fixtures/demo: the truth, apart from any markup.

`site.toml` names the site, its sections and the links that lead nowhere; `written.toml` holds the articles written by
hand, `composed.jsonl` those that crawler.demo.compose made. A body is plain text, its blocks parted by blank lines.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.errors import ConfigurationError, KhotinError

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
STYLES = {"decomposed", "entities", "numeric", "eth", "shy", "div_br", "word", "lede_repeated"}


@dataclass(frozen=True, slots=True)
class Picture:
    src: str
    caption: str


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `posted` orders the site; `printed` is the date as shown, None for "as `clock` says"."""

    key: int
    section: int
    posted: datetime
    title: str
    lede: str
    body: str
    byline: str = ""
    also: tuple[int, ...] = ()
    clock: str = "day"
    printed: str | None = None
    picture: Picture | None = None
    attachments: tuple[Attachment, ...] = ()
    style: frozenset[str] = frozenset()
    since: int = 0
    gone: tuple[int, ...] = ()
    soft_gone: tuple[int, ...] = ()
    edit: Mapping[str, Any] | None = None

    @property
    def sections(self) -> tuple[int, ...]:
        return (self.section, *self.also)

    def at(self, state: int) -> "Article | None":
        """The article as it reads in `state`; None where it is not yet, or no longer, on the site."""
        if state < self.since or state in self.gone or state in self.soft_gone:
            return None
        if self.edit and state >= self.edit["since"]:
            title, body = self.edit.get("title", self.title), self.edit.get("body", self.body)
            return replace(self, edit=None, title=title, body=body.strip())
        return self

    def published_text(self) -> str:
        """What the page prints behind "Ngày cập nhật"; empty on the page without a date."""
        if self.printed is not None:
            return self.printed
        day = f"{self.posted:%d/%m/%Y}"
        if self.clock == "day":
            return day
        half = "SA" if self.posted.hour < 12 else "CH"
        return f"{day} {self.posted.hour % 12 or 12:02d}:{self.posted:%M} {half}"


@dataclass(frozen=True, slots=True)
class Section:
    cn: int
    parent: str
    name: str


@dataclass(frozen=True, slots=True)
class Trap:
    """A link that leads to no article of its own; `kind` as fixtures/demo/site.toml explains, `to` only where moved."""

    kind: str
    url: str
    on: int
    text: str
    to: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    slogan: str
    province: str
    source: str
    sections: tuple[Section, ...]
    traps: tuple[Trap, ...]
    articles: tuple[Article, ...]


def read_article(row: Mapping[str, Any]) -> Article:
    """An article from a TOML table or a JSON object; an unknown field, style or clock is an error."""
    fields = dict(row)
    fields["posted"] = datetime.fromisoformat(str(fields["posted"]))
    fields["body"] = fields["body"].strip()
    fields["style"] = frozenset(fields.get("style", ()))
    for name in ("also", "gone", "soft_gone"):
        fields[name] = tuple(fields.get(name, ()))
    fields["attachments"] = tuple(Attachment(**entry) for entry in fields.get("attachments", ()))
    if fields.get("picture"):
        fields["picture"] = Picture(**fields["picture"])
    article = Article(**fields)
    if article.style - STYLES or article.clock not in {"day", "12h"}:
        raise ValueError(f"article {article.key}: unknown style or clock")
    return article


def load_source(folder: Path = FIXTURES) -> Source:
    """Everything under fixtures/demo. Raises KhotinError where it is missing, ConfigurationError where it is wrong."""
    try:
        site = tomllib.loads((folder / "site.toml").read_text("utf-8"))
        written = tomllib.loads((folder / "written.toml").read_text("utf-8"))["article"]
        composed = map(json.loads, (folder / "composed.jsonl").read_text("utf-8").splitlines())
        articles = tuple(read_article(row) for row in (*written, *composed))
        source = Source(
            articles=check_keys(articles),
            sections=tuple(Section(**entry) for entry in site.pop("section")),
            traps=tuple(Trap(**entry) for entry in site.pop("trap")),
            **site,
        )
    except FileNotFoundError as missing:
        raise KhotinError(
            f"{missing.filename} is missing: the bundled portal is part of the checkout (fixtures/demo), run from there"
        ) from missing
    except (KeyError, TypeError, ValueError) as wrong:
        raise ConfigurationError(f"{folder}: the bundled portal's texts cannot be read: {wrong}") from wrong
    return source


def check_keys(articles: Iterable[Article]) -> tuple[Article, ...]:
    """The articles newest first, as the site orders them. Raises ValueError where two share a key."""
    ordered = tuple(sorted(articles, key=lambda article: (article.posted, article.key), reverse=True))
    if len({article.key for article in ordered}) != len(ordered):
        raise ValueError("two articles share a key")
    return ordered
