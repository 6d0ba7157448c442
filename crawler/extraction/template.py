"""A portal's own template, induced from a few of its pages: what repeats is chrome, what varies is the article.

A place is the path of tags, classes and ids from the root to a box (crawler.extraction.box_name), as one number. A line
is chrome where the same text stands at the same place on most pages; figures in it count as equal (counters), but not
where they make a date (a clock shows one date on all pages, articles each their own). Titles, dates and bodies stand
where they were found on at least two pages, so pages that are no articles and second layouts do no harm.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zlib import crc32

from crawler.extraction.dates_on_page import has_date, tells_order
from crawler.extraction.learnt import Learnt
from crawler.extraction.lede_on_page import lede_lines
from crawler.extraction.links import tells_articles, url_shape
from crawler.extraction.outline import Outline
from crawler.extraction.own_repeats import own_repeats
from crawler.extraction.page import Page
from crawler.extraction.structure import Box
from crawler.extraction.view import View

_VERSION = 3  # 1: places without any figure; 2: standing paragraphs of articles as chrome
_PLACES = ("chrome", "titles", "dates", "ledes", "bodies")
_MOST_CHROME = 3000
_PARAGRAPHS = frozenset("p li ul ol tr tbody blockquote pre dd dt h1 h2 h3 h4 h5 h6".split())
_FIGURES = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Template:
    """What is known of a portal's pages; every member is a set of the numbers described above.

    `pages` is how many pages taught it. An empty template changes nothing.
    """

    pages: int = 0
    chrome: frozenset[int] = frozenset()
    titles: frozenset[int] = frozenset()
    dates: frozenset[int] = frozenset()
    ledes: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()
    shapes: frozenset[str] = field(default_factory=frozenset)
    month_first: bool = False
    tokens: frozenset[str] = frozenset()  # parameters of addresses that tell nothing (crawler.extraction.tokens)

    @classmethod
    def learn(cls, pages: Sequence[Page]) -> "Template":
        """The template of the portal that `pages` are from: a few articles, other pages among them do no harm.

        The same pages in any order teach the same. Fewer than three pages teach nothing.
        """
        unique = {page.url: page for page in pages}
        ordered = [unique[url] for url in sorted(unique)]
        if len(ordered) < 3:
            return cls()
        first = cls(len(ordered), chrome=_repeated(ordered, cls()))
        return _places(ordered, first)

    def to_json(self) -> str:
        """The template as JSON text, the same for the same template; under 50 KB."""
        data: dict[str, object] = {"version": _VERSION, "pages": self.pages}
        for name in _PLACES:
            data[name] = " ".join(f"{number:x}" for number in sorted(getattr(self, name)))
        data["shapes"] = sorted(self.shapes)
        data["month_first"] = self.month_first
        data["tokens"] = sorted(self.tokens)
        return json.dumps(data, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Template":
        """The template that `to_json` wrote; an empty one for a version this code does not know."""
        data = json.loads(text)
        if data.get("version") != _VERSION:
            return cls()
        places: dict[str, frozenset[Any]] = {
            name: frozenset(int(number, 16) for number in data.get(name, "").split()) for name in _PLACES
        }
        places |= {name: frozenset(data.get(name, ())) for name in ("shapes", "tokens")}
        return cls(pages=data["pages"], month_first=data["month_first"], **places)

    def apply(self, outline: Outline) -> Learnt:
        """The places of this template as they are found in `outline`."""
        if not self.pages:
            return Learnt()
        paths = paths_of(outline)
        lines = outline.lines
        keys = line_keys(outline, paths)
        return Learnt(
            chrome=frozenset(i for i, key in enumerate(keys) if key in self.chrome),
            titles=frozenset(i for i, line in enumerate(lines) if paths[line.box.index] in self.titles),
            dates=frozenset(i for i, line in enumerate(lines) if paths[line.box.index] in self.dates),
            ledes=frozenset(i for i, line in enumerate(lines) if paths[line.box.index] in self.ledes),
            bodies=[box for box in outline.boxes if paths[box.index] in self.bodies],
            month_first=self.month_first,
        )


def paths_of(outline: Outline) -> list[int]:
    """The place of every box, by the box's index."""
    return [box.place for box in outline.boxes]


def line_keys(outline: Outline, paths: list[int]) -> list[int]:
    """What tells a line from others across pages: its text, its place and how it starts there, as one number.

    How it starts keeps a title apart from the links that show the same title on other pages at the same place.
    """
    return [
        crc32(_text_key(line.text), crc32(line.pieces[0][0].tag.encode(), paths[line.box.index] ^ (line.linked > 0)))
        for line in outline.lines
    ]


@lru_cache(maxsize=16384)
def _text_key(text: str) -> bytes:
    text = _BLANKS.sub(" ", text)
    return (text if has_date(text) else _FIGURES.sub("#", text)).encode()


def _repeated(pages: Sequence[Page], known: Template) -> frozenset[int]:
    """The keys of lines on at least 60 % of the pages, three at least; of titles and bodies, those that say the very
    same on nearly all: "Lịch công tác tuần 46" and "… tuần 47" are two titles, while counters differ in figures alone.
    What stands among the articles' own paragraphs is theirs, how often ever it is said (own_repeats).
    """
    everywhere: Counter[int] = Counter()
    inside: Counter[int] = Counter()
    texts: dict[int, set[str]] = defaultdict(set)
    seen = []
    for page in pages:
        view = View(page, known)
        paths = paths_of(view.outline)
        lines, keys = view.outline.lines, line_keys(view.outline, paths)
        seen.append((view, keys, paths))
        own = [*view.found.lines, *([view.title] if view.title >= 0 else ())]
        everywhere.update(set(keys))
        inside.update({keys[i] for i in own})
        for i in own:
            texts[keys[i]].add(lines[i].text)
    most = max(3, round(0.6 * len(pages)))
    nearly_all = max(3, round(0.9 * len(pages)))

    def repeats(key: int, times: int) -> bool:
        if inside[key] * 2 <= times:
            return times >= most
        return times >= nearly_all and len(texts[key]) == 1

    found = frozenset(key for key, times in everywhere.items() if repeats(key, times))
    spared = Counter(key for view, keys, paths in seen for key in set(own_repeats(view, keys, paths, found)))
    chrome = [key for key in found if spared[key] * 2 <= inside[key] or inside[key] * 2 <= everywhere[key]]
    chrome.sort(key=lambda key: (-everywhere[key], key))
    return frozenset(chrome[:_MOST_CHROME])


def _places(pages: Sequence[Page], known: Template) -> Template:
    """`known` with the places that two or more articles among `pages` agree on."""
    titles: Counter[int] = Counter()
    dates: Counter[int] = Counter()
    ledes: Counter[int] = Counter()
    texts: Counter[int] = Counter()  # where other lines of bodies stand
    bodies: Counter[int] = Counter()
    shapes: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    for page in pages:
        view = View(page, known)
        if view.title < 0 or view.judge(None)[0] <= 0:
            continue
        paths = paths_of(view.outline)
        shapes[url_shape(page.url)] += 1
        titles[paths[view.outline.lines[view.title].box.index]] += 1
        dates.update({paths[view.outline.lines[i].box.index] for i in view.date_lines})
        orders.update(tells_order(view.outline.lines[i].text) for i in view.date_lines)
        lede = lede_lines(view)
        ledes.update({paths[view.outline.lines[i].box.index] for i in lede})
        texts.update({paths[view.outline.lines[i].box.index] for i in view.found.lines if i not in lede})
        box = tight_box(view)
        if box is not None:
            bodies[paths[box.index]] += 1
    agreed = max(2, round(0.25 * len(pages)))
    return Template(
        pages=known.pages,
        chrome=known.chrome,
        titles=_agreed(titles, agreed),
        dates=_agreed(dates, agreed),
        ledes=_agreed(ledes - texts, agreed),
        bodies=_agreed(bodies, agreed),
        shapes=frozenset(shape for shape, times in shapes.items() if times >= 2 and tells_articles(shape)),
        month_first=bool(orders["mdy"]) and not orders["dmy"],
    )


def _agreed(places: Counter[int], least: int) -> frozenset[int]:
    return frozenset(place for place, times in places.items() if times >= least)


def tight_box(view: View) -> Box | None:
    """The largest box that holds body and nothing else; None where title or other lines stand in the same box."""
    lines, found = view.outline.lines, view.found
    if not found.lines or sum(lines[i].size for i in found.lines) < 200:
        return None
    body = set(found.lines)
    box = view.outline.common(max(found.lines, key=lambda i: lines[i].size), found.lines[-1])
    best: Box | None = None
    here: Box | None = box
    while here is not None and here.tag in _PARAGRAPHS:
        here = here.parent
    while here is not None and here.parent is not None:
        inside = [i for i in range(here.first, here.last) if view.kinds.kind(i) != "chrome"]
        if here.holds(view.title) or not all(i in body for i in inside):
            break
        best, here = here, here.parent
    return best
