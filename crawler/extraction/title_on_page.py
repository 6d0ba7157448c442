"""Which line of a page is the article's title. A heading that is the site's name, a menu or a section is none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crawler.extraction.broken_title import joined_title
from crawler.extraction.element import Element
from crawler.extraction.hints import Hint
from crawler.extraction.learnt import Learnt
from crawler.extraction.line_words import named_line
from crawler.extraction.no_title import is_no_title, is_sentence
from crawler.extraction.outline import Outline
from crawler.extraction.page_words import GENERIC_NAME, fold, names_site, words_of
from crawler.extraction.structure import Line
from crawler.extraction.title_line import split_title

_SAID = (
    3.0  # the link that led here says the line: a head may name the section alone, as a heading above the title does
)
_SEPARATORS = re.compile(r"\s+[-–—|»>:·•]+\s+|\s*[|»]\s*|\s*::\s*|\s+-\s*|\s*-\s+")
CRUMBS = re.compile(r"[>»/|›→]|::")
_LONGEST = 400
_LONGEST_UNNAMED = 200  # letters of a title that only its look speaks for
_LONGEST_MENU = 45
_HEADLINE_SIZE, _HEADLINE_WORDS = 28, 6
_SHORTEST_PART = 20  # a name of three syllables ends many a site's title
_HEADING_SCORES = (0, 4, 3.2, 2.4, 1.6, 1, 1)
_NO_TITLE: frozenset[Hint] = frozenset(("nav", "crumb", "tags", "side", "related", "comment", "footer"))
_HEAD = ("og:title", "twitter:title", "dc.title", "title", "headline")


@dataclass(slots=True)
class HeadTitles:
    """What the page's head calls it: `whole` texts folded to words, `parts` the stretches between separators."""

    whole: list[str]
    parts: frozenset[str]
    site: str  # og:site_name, folded
    longest: int  # letters of the longest part that is not the site's name
    said: str = ""  # the one of `whole` that only the link to the page said
    joined: str = field(init=False)  # `whole`, each in a line
    long: tuple[str, ...] = field(init=False)  # those that a line may start with

    def __post_init__(self) -> None:
        self.joined = "\n".join(self.whole)
        self.long = tuple(text for text in self.whole if len(text) >= _SHORTEST_PART)

    def of_links(self) -> "HeadTitles":
        """What counts for a line that is a link: a list names each of its articles as the links to them do."""
        return replace(self, whole=[text for text in self.whole if text != self.said]) if self.said else self


def read_head(tree: Element, *, said: str = "") -> HeadTitles:
    """The titles in <title> and in the meta tags, and what the link to the page `said`, where that may be a title."""
    texts: list[str] = []
    site = ""
    head = next(tree.iterchildren("head"), None)
    for element in head.iter("title", "meta") if head is not None else ():
        if element.tag == "title":
            texts.insert(0, element.text or "")
            continue
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name in _HEAD:
            texts.append(element.get("content") or "")
        elif name == "og:site_name":
            site = words_of(element.get("content") or "")
    texts = [text for text in dict.fromkeys(texts) if text.strip() and not GENERIC_NAME.fullmatch(fold(text))]
    whole = [folded for folded in (words_of(text) for text in texts) if folded]
    only_said = _said_title(said) if said else ""
    if only_said in whole:
        only_said = ""
    if only_said:
        whole.append(only_said)
    parts = [words_of(part) for text in texts for part in _SEPARATORS.split(text)]
    named = frozenset(part for part in parts if part and not GENERIC_NAME.fullmatch(part))
    longest = max((len(part) for part in named if part != site), default=0)
    return HeadTitles(whole, named, site, longest, only_said)


def _said_title(said: str) -> str:
    """The words of a link's text where they may be a title: not "Xem chi tiết", and no single word; what was cut off
    at its end is left out with the word before it."""
    if said.endswith(("...", "…")):
        said = said.rstrip(".… ").rpartition(" ")[0]
    if (
        len(said.split()) < 2
        or GENERIC_NAME.fullmatch(fold(said))
        or named_line(said, len(said), linked=True) not in (None, "date")
    ):
        return ""
    return words_of(said)


def headline_of(tree: Element) -> str:
    """The part of <title>, or of what is told to those who share the page, that reads like a headline and not like the
    site's name; "" where none does."""
    shared = (meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:title")
    texts = (" ".join((text or "").split()) for text in (tree.findtext("head/title"), *shared))
    parts = [part.strip() for text in texts for part in re.split(r"\s+[-–—|»:]+\s+|\s*[|»]\s*|\s*::\s*", text)]
    heads = [part for part in parts if len(part) >= _HEADLINE_SIZE and len(part.split()) >= _HEADLINE_WORDS]
    return next((part for part in heads if not names_site(part)), "")


def head_match(line: str, head: HeadTitles) -> float:
    """How well a line's words agree with the head's titles, 0 to 1: 1 for all of one, less for a part of one."""
    if len(line) < 2 or line == head.site:
        return 0.0
    if line not in head.joined and line not in head.parts and not line.startswith(head.long):
        return 0.0  # as of most lines
    best = 0.0
    for whole in head.whole:
        if line == whole:
            return 1.0
        if len(line) < _SHORTEST_PART:
            continue
        if line in whole:
            if whole.startswith(line + " ") or whole.endswith(" " + line):
                best = max(best, 0.5 + 0.5 * len(line) / len(whole))
        elif len(whole) >= _SHORTEST_PART and line.startswith(whole):
            best = max(best, 0.9)
    if best < 0.8 and line in head.parts:
        best = max(best, 0.6 + 0.3 * len(line) / max(head.longest, len(line)))
    return best


@dataclass(slots=True, frozen=True)
class FoundTitle:
    """Where a page's title stands: its line (-1: nowhere), whether more than its look speaks for it, what it says. A
    `date` in the same line is no part of `text`. `first` is its first line where it is broken into several, `line` its
    last."""

    line: int = -1
    sure: bool = False
    text: str = ""
    date: str = ""
    first: int = -1


def find_title(
    outline: Outline, head: HeadTitles, *, menu: frozenset[str], best_text: int, learnt: Learnt
) -> FoundTitle:
    """Where the title is.

    A line that the page's head names beats every other. `menu` are the folded texts of menu links, `best_text` the
    line at which the page's densest text starts (-1: none).
    """
    page = _Candidates(outline, head, best_text=best_text, learnt=learnt)
    named, others = page.lines()
    scored = page.scored(named)
    if not any(one.sure and one.match >= 0.7 and _is_free(one, menu) for one in scored):
        scored += page.scored(others)
    free = [one for one in scored if _is_free(one, menu)]
    chosen = [one for one in free if one.sure] or free + [one for one in scored if one.score >= 4]
    if any(one.match >= 0.7 for one in chosen):
        chosen = [one for one in chosen if one.match >= 0.6]
    best = max(chosen, key=lambda one: (one.score, -one.index), default=None)
    if best is None:
        return FoundTitle()
    if best.title:
        return FoundTitle(best.index, best.sure, best.title, best.date, first=best.index)
    span, text = joined_title(outline, best.index, lambda text: words_of(text) in (*head.whole, *head.parts))
    return FoundTitle(span[-1], best.sure, text, best.date, first=span[0])


@dataclass(slots=True)
class _Candidate:
    index: int
    score: float
    match: float
    words: str
    sure: bool  # more than its look speaks for it: the head, a date beside it, its name, other pages
    title: str = ""  # the line without the date that stands in it, "" where it is all title
    date: str = ""


def _is_free(one: _Candidate, menu: frozenset[str]) -> bool:
    """Whether a candidate is no menu's entry."""
    return one.words not in menu or (one.match >= 0.6 and len(one.words) > _LONGEST_MENU)


class _Candidates:
    """A page's lines as candidates for its title."""

    def __init__(self, outline: Outline, head: HeadTitles, *, best_text: int, learnt: Learnt) -> None:
        self.outline = outline
        self.head = head
        self.of_links = head.of_links()
        self.best_text = best_text
        self.learnt = learnt
        self.top = _top(outline)
        headers = [box for box in outline.boxes if box.tag == "header" and box.parent and box.parent.tag != "article"]
        self.in_headers = {index for box in headers for index in range(box.first, box.last)}

    def lines(self) -> tuple[list[int], list[int]]:
        """The lines that the head may name, which most often settle it, and all others."""
        named: list[int] = []
        others: list[int] = []
        for index, line in enumerate(self.outline.lines):
            if not 2 <= line.size <= _LONGEST or line.text[-1] in ";," or index in self.learnt.chrome:
                continue
            may_hold_date = not line.linked and line.said.has_date
            (named if may_hold_date or head_match(line.said.words, self._titles(line)) >= 0.6 else others).append(index)
        return named, others

    def scored(self, lines: Iterable[int]) -> list[_Candidate]:
        """Those of the lines that may be the title."""
        return [one for one in map(self._scored, lines) if one is not None]

    def _titles(self, line: Line) -> HeadTitles:
        return self.of_links if line.linked * 2 > line.size else self.head

    def _scored(self, index: int) -> _Candidate | None:
        outline, head, line = self.outline, self.head, self.outline.lines[index]
        at_place = index in self.learnt.titles
        words, named, headlines = line.said.words, self._titles(line), outline.headlines
        headline = bool(headlines) and not headlines.isdisjoint((line.pieces[0][0], line.box.element))
        called = (line.hint or line.box.hint) == "title"
        if not (line.heading or at_place or headline or called or head_match(words, named)) and (
            line.linked * 2 > line.size or (not line.said.has_date and self._most(index) <= 1.5)
        ):
            return None  # as of most lines: a link whatever stands around it, and text with nothing that speaks for it
        title, date = _split(line, words, head)
        if date:
            words = words_of(title)
        dated = _is_told_date(outline, index + 1)
        portal = line.text[0] in "tTcCwW" and line.said.names_portal
        of_site = (portal or words not in head.whole) and (
            line.box.name.of_site or ((index < self.top or index in self.in_headers) and line.said.names_site)
        )
        site = portal and not dated
        match = 0.0 if of_site or site else head_match(words, named)
        if match < 0.6 and line.size > _LONGEST_UNNAMED and not at_place and _is_paragraph(line):
            return None
        score = _look(line, match, headline=headline) + 7 * match
        if score > -2 and line.linked * 2 < line.size:
            score += _company(index, outline) + 2.2 * bool(date) + _SAID * (words == head.said)
        if index < self.top:
            score -= 5
        if of_site or (score > 0 and site):
            score -= 7
        if self.best_text >= 0:
            score += _nearness(self.best_text - index, match)
        if at_place:
            score += 5
        sentence = score > 1.5 and match < 0.6 and is_sentence(index, outline)
        if sentence:
            score -= 4 if line.heading else 3
        of_head = words in head.whole or words in head.parts
        if score <= 1.5 or (not date and is_no_title(line, outline, site=head.site, of_head=of_head)):
            return None
        dated = not sentence and (dated or _is_told_date(outline, index + 2))
        sure = bool(match >= 0.6 or at_place or called or date or dated)
        return _Candidate(index, score, match, words, score >= 2 and sure, title if date else "", date)

    def _most(self, index: int) -> float:
        """The score of a line that its look does not set apart, what only lowers it left out."""
        line = self.outline.lines[index]
        score = 0.5 * (line.bold * 2 > line.size) - 5 * (index < self.top)
        if line.linked * 2 < line.size:
            score += _company(index, self.outline)
        return score + (_nearness(self.best_text - index, 0.0) if self.best_text >= 0 else 0.0)


def _is_told_date(outline: Outline, index: int) -> bool:
    """Whether the line is there to tell a date, and is no link."""
    if index >= len(outline.lines):
        return False
    line = outline.lines[index]
    return line.linked * 2 <= line.size and line.said.is_date


def _split(line: Line, words: str, head: HeadTitles) -> tuple[str, str]:
    """Title and date of a line that holds both. "Thông báo (25/04/2023)" is as much of a date's line as "Đăng ngày
    (25/04/2023)" is: there what the page is called elsewhere tells."""
    if words in head.whole or words in head.parts:
        return line.text, ""
    if line.linked or not line.said.has_date:
        return line.text, ""
    title, date = split_title(line)
    if date and line.said.is_date and words_of(title) not in head.whole:
        return line.text, ""
    return title, date


def _is_paragraph(line: Line) -> bool:
    """Whether a line's markup is that of running text."""
    if line.size <= _LONGEST_UNNAMED or line.heading or line.bold * 2 >= line.size:
        return False
    hint = line.hint or line.box.hint
    return hint != "title" and hint not in _NO_TITLE


def _top(outline: Outline) -> int:
    """The line of the third link: what stands before it is the head of the site, not of an article."""
    seen = 0
    for index, line in enumerate(outline.lines):
        if line.size - line.linked >= 100:
            return 0
        seen += len(line.links)
        if seen >= 3:
            return index if outline.links(0, len(outline.lines)) >= 12 else 0
    return 0


def _look(line: Line, match: float, *, headline: bool) -> float:
    """How much a line looks like a title by its own markup."""
    if match < 0.6 and line.size > _LONGEST_UNNAMED and _is_paragraph(line):
        return -9.0
    score = _HEADING_SCORES[line.heading] + 4 * headline
    hint = line.hint or line.box.hint
    if hint:
        score += 2.5 if hint == "title" else -3 if hint in _NO_TITLE else 0
    if line.linked * 2 > line.size:
        score -= 2.5 if line.heading in (1, 2) and match >= 0.6 else 6
    return score + 0.5 * (line.bold * 2 > line.size)


def _company(index: int, outline: Outline) -> float:
    """What the lines beside one say: a date right below is a title's company, so is the way to the page above."""
    line = outline.lines[index]
    if line.size < 8 or line.said.is_date:
        return 0.0
    score = 2.2 if _is_told_date(outline, index + 1) else 1.7 if _is_told_date(outline, index + 2) else 0.0
    if index:
        above = outline.lines[index - 1]
        if above.box.hint == "crumb" or (above.linked and CRUMBS.search(above.text)):
            return score + 1.2
        if above.said.is_date:
            return score + 0.6
    return score


def _nearness(distance: int, match: float) -> float:
    if distance < 0:
        return -1.5 if match < 0.6 else 0.0
    return 2.0 if 0 < distance <= 8 else 1.0 if distance <= 25 else 0.0
