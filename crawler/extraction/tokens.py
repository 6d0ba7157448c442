"""Parameters of addresses that are another with every page: `/tin?id=12&tk=83f1` here and `/tin?id=12&tk=c07a` there.

Told by the links of a few pages: the same headlines come again, their other parameters too, and no value of this one is
met on two pages. Numbers of articles come again with their headlines, and so do categories; chance values never do.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from crawler.extraction.element import text_in
from crawler.extraction.line_words import is_title_like
from crawler.extraction.page import Page
from crawler.extraction.page_words import words_of
from crawler.url import identity, resolve, without_parameters

_LEAST = 3  # headlines that come again under another value
_MOST_LINKS = 300  # of one page


@dataclass(slots=True)
class _Seen:
    """What was met of one parameter of one path: the pages each value stood on; headlines and values of each rest."""

    pages: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def is_token(self) -> bool:
        """Whether it tells nothing: no value comes again, and headlines do."""
        if any(len(pages) > 1 for pages in self.pages.values()):
            return False
        if any(len(said) > 1 for said in self.said.values()):
            return False
        again = {next(iter(self.said[rest])) for rest, values in self.values.items() if len(values) > 1}
        return len(again) >= _LEAST


def token_names(pages: Sequence[Page]) -> frozenset[str]:
    """The parameters that tell nothing, as "/path?name"; as "?name" those that tell nothing on any path."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    everywhere: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for number, page in enumerate(pages):
        for anchor in page.tree.xpath(f"(//a[contains(@href,'?')])[position() <= {_MOST_LINKS}]"):
            url = resolve(page.base, anchor.get("href"))
            if url is None:
                continue
            for name, value in parse_qsl(urlsplit(identity(url)).query):
                everywhere[name][value].add(number)
            text = text_in(anchor)
            if is_title_like(" ".join(text.split())):
                _note(seen, number, identity(url), words_of(text))
    found = {name for name, one in seen.items() if one.is_token()}
    names = {name.partition("?")[2] for name in found}
    return frozenset(
        found | {f"?{name}" for name in names if all(len(where) == 1 for where in everywhere[name].values())}
    )


def _note(seen: dict[str, _Seen], number: int, key: str, text: str) -> None:
    parts = urlsplit(key)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in pairs:
        rest = without_parameters(key, (f"{parts.path}?{name}",))
        one = seen[f"{parts.path}?{name}"]
        one.pages[value].add(number)
        one.said[rest].add(text)
        one.values[rest].add(value)
