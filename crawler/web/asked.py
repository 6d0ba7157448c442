"""What a request asks for, every value of it bounded before anything is looked up."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from crawler.archive.selection import Selection
from crawler.errors import UsageError

LONGEST = 200
MOST = 2**53
_CONTROL = re.compile("[\x00-\x1f\x7f]")


class NotHere(UsageError):
    """There is no such page, article or file: the web's 404."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's path and query, and the language its reader chose. Raises UsageError for what cannot be meant."""

    here: str  # path and query as asked for, to come back to
    base: str  # the site's own address, without a slash at its end
    path: Mapping[str, str]
    query: Mapping[str, str]
    language: str

    def text(self, name: str) -> str:
        """A field as typed, '' where it is empty."""
        return _CONTROL.sub(" ", unicodedata.normalize("NFC", self.query.get(name, "")))[:LONGEST].strip()

    def number(self, name: str, default: int, *, least: int = 1, most: int = MOST) -> int:
        """A whole number between `least` and `most`."""
        typed = self.text(name)
        if not typed:
            return default
        if not typed.isascii() or not typed.isdigit() or not least <= int(typed) <= most:
            raise UsageError(f"{name}: {typed!r}")
        return int(typed)

    def place(self, name: str) -> int:
        """A number in the path; the route lets digits through alone."""
        return min(int(self.path[name]), MOST)

    def day(self, name: str) -> date | None:
        """A date as browsers' date fields send it."""
        typed = self.text(name)
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError as error:
            raise UsageError(f"{name}: {typed!r}") from error

    @property
    def which(self) -> Selection:
        """The articles that the filters leave."""
        one = {name: (self.text(name),) if self.text(name) else () for name in ("portal", "province", "section")}
        status = self.text("status")
        if status not in ("", "live", "gone"):
            raise UsageError(f"status: {status!r}")
        return Selection(
            portals=one["portal"],
            provinces=one["province"],
            sections=one["section"],
            status=status or None,
            since=self.day("from"),
            until=self.day("to"),
        )

    def again(self, **changed: Any) -> str:
        """The query of this request with some fields changed; '' where nothing is left."""
        fields = {name: self.text(name) for name in self.query} | {name: str(value) for name, value in changed.items()}
        left = urlencode([(name, value) for name, value in fields.items() if value])
        return f"?{left}" if left else ""
