"""A line cut into tokens, and what the words around a date on it say of that date."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from crawler.text import dates_words as words
from crawler.text.dates_tokens import DATES, LABELS, TIMES, Token

_DASHES = frozenset({"-", "--", "&", "+", ",", ";", "~"})
_AND = frozenset({"va", "hoac", "and", "or"})
_FIGURES = frozenset({"number", *TIMES, *DATES})
_IS_DAY = re.compile(r"00?(?:\.00?)?")
_GLUED = re.compile(r"0[./-]$")
_NAMED_MONTHS = frozenset({"vi_dmy", "en_dmy", "en_mdy"})  # dates that may lack their year
_IN_PATHS = frozenset({"my", "ym", "dm", "ymd"})  # behind a slash: "/05/2017", "/uploads/2017/05/31"
# A date in running text: how many words may stand before and behind it.
_WORDS_BEFORE_DAY = 2
_WORDS_BEHIND_SENTENCE = 4
_WORDS_BEHIND = 12
_SENTENCE_OPENERS = frozenset({"ngay", "vao", "hoi", "luc"})
_STROKES = re.compile(r"00?/00?/0000")
_BARE_HOUSE = re.compile(r"0/00?/0000|00/0/0000")
_HOUSE_BEFORE = re.compile(words.HOUSE_BEFORE)
_HOUSE_BEHIND = re.compile(words.HOUSE_BEHIND)
_STREET_MARKED = re.compile(words.STREET_MARKED, re.IGNORECASE)
_STREET_BEHIND = re.compile(words.STREET_BEHIND)
_NAME_BEHIND = re.compile(rf"\s+(?:{words.SURNAMES})(?:\s+[a-z]+){{1,3}}\s*")


class Group(NamedTuple):
    """The tokens that one label speaks of; those before any label have the label ""."""

    label: str
    indices: range


@dataclass(frozen=True, slots=True)
class Line:
    """A folded line, cut into tokens; places are indices into `tokens`."""

    source: str  # as printed, but for the figures
    text: str  # folded
    tokens: tuple[Token, ...]

    def kind(self, index: int) -> str:
        return self.tokens[index].kind

    def has(self, kind: str) -> bool:
        return any(token.kind == kind for token in self.tokens)

    def gap(self, index: int) -> str:
        """What stands between the token at `index` and the one before it, without spaces around."""
        start = self.tokens[index - 1].end if index else 0
        return self.text[start : self.tokens[index].start].strip()

    def is_word(self, index: int, *which: str) -> bool:
        return self.kind(index) == "word" and self.tokens[index].match.group() in which

    def words(self, first: int, last: int) -> int:
        """How many words that mean nothing to a date stand among the tokens from `first` up to `last`."""
        return sum(
            token.kind == "document_word" or (token.kind == "word" and token.match.group() not in words.NEUTRAL)
            for token in self.tokens[first:last]
        )

    @property
    def is_alone(self) -> bool:
        """Nothing stands beside the dates but labels, weekdays, times and counters."""
        strangers = ("number", "document", "document_word", "phone", "ago", "now", "unrelated")
        return not self.words(0, len(self.tokens)) and not any(token.kind in strangers for token in self.tokens)

    @property
    def names_year(self) -> bool:
        """A number or "năm" stands on the line, so that a date without year may have one after all."""
        return self.has("number") or any(
            token.match.group() == "nam" and self.source[token.start : token.end].lower() != "nam"
            for token in self.tokens
            if token.kind == "word"
        )

    def names_day(self, index: int) -> bool:
        """ "ngày" stands right before the token at `index`, or within it ("mồng 2")."""
        token = self.tokens[index]
        return token.match.group().startswith(("mong", "mung")) or (index > 0 and self.is_word(index - 1, "ngay"))

    def carries_time(self, index: int) -> bool:
        """The date at `index` is a machine's stamp with its time inside."""
        return self.kind(index) in {"php", "ctime", "compact"} and self.tokens[index].match["h"] is not None

    def closes_in_brackets(self, index: int) -> bool:
        """The token at `index` stands in brackets that end the line."""
        token = self.tokens[index]
        opening = self.text.rfind("(", 0, token.start)
        return opening > self.text.rfind(")", 0, token.start) and self.text.rstrip().endswith(")") and opening > 0

    def is_broken_at(self, index: int) -> bool:
        """The date at `index` is part of something longer, or figures of a spoilt time or date stand on the line."""
        token = self.tokens[index]
        behind = self.kind(index - 1) if index else ""
        if token.kind == "vi_dmy" and index and self.is_word(index - 1, "thang") and not self.gap(index):
            return True  # "tháng 5 - tháng 8/2023"
        if token.kind in _IN_PATHS and self.text[token.start - 1 : token.start] == "/":
            return True
        if behind not in {*TIMES, "weekday"} and _GLUED.match(self.text, max(token.start - 2, 0), token.start):
            return True
        if behind == "phone" or self._ends_a_span(index) or self._begins_a_span(index):
            return True
        return any(map(self._is_spoilt, range(1, len(self.tokens))))

    def _ends_a_span(self, index: int) -> bool:
        """A day's number or a date that lacks its year stands before the date at `index`: "14-20/11/2011", "14 và
        15/11/2011", "12 tháng 5 hoặc 13 tháng 5 năm 2023"."""
        place = index - 1 if index and self.is_word(index - 1, "ngay") else index
        joined = place > 0 and self.is_word(place - 1, *_AND)
        place -= joined
        before = self.tokens[place - 1] if place else None
        if before is None or not (joined or self.gap(place).lstrip(". ") in _DASHES):
            return False
        return _lacks_year(before) or (before.kind == "number" and _IS_DAY.fullmatch(before.match.group()) is not None)

    def _begins_a_span(self, index: int) -> bool:
        """A date that lacks its year is joined behind the date at `index`: "29/5/2017 - 31/5"."""
        last = index + 1 < len(self.tokens) and _lacks_year(self.tokens[index + 1])
        return last and not _lacks_year(self.tokens[index]) and self.gap(index + 1) in _DASHES

    def _is_spoilt(self, index: int) -> bool:
        """The token at `index` and the one before are figures that a colon or slash holds together: "9:5"."""
        kinds = {self.kind(index), self.kind(index - 1)}
        return "number" in kinds and kinds <= _FIGURES and self.gap(index) in {":", "/"}

    def follows_document(self, index: int) -> bool:
        """A document's number or kind stands before the token at `index`."""
        return any(token.kind in {"document", "document_word", "unrelated"} for token in self.tokens[:index])

    def is_house(self, index: int) -> bool:
        """The date at `index` is the number of a house, a street's or a ward's name beside it."""
        token = self.tokens[index]
        if token.kind != "dmy" or _STROKES.fullmatch(token.match.group()) is None:
            return False
        behind = self.text[token.end :]
        if _HOUSE_BEFORE.search(self.text, 0, token.start) or _HOUSE_BEHIND.match(behind):
            return True
        if _STREET_MARKED.match(self.source, token.end) and _STREET_BEHIND.match(behind):
            return True
        bare = _BARE_HOUSE.fullmatch(token.match.group()) is not None and not self.text[: token.start].strip()
        return bare and _NAME_BEHIND.fullmatch(behind) is not None

    def is_prose(self, first: int, last: int, timed: bool) -> bool:
        """The dates from `first` to `last` stand inside a sentence or a title rather than beside one."""
        before = self.words(0, first)
        places = range(last + 1, len(self.tokens))
        behind = self.words(
            last + 1, next((place for place in places if self.kind(place) == "aside"), len(self.tokens))
        )
        opened = any(self._opens_sentence(index) for index in range(first))
        if behind > _WORDS_BEHIND_SENTENCE and (opened or (before and not self.is_set_apart(last))):
            return True
        if before > _WORDS_BEFORE_DAY and not timed and first and self.is_word(first - 1, "ngay"):
            return not self.gap(first) and not self.gap(first - 1)
        return before > 0 and behind > _WORDS_BEHIND

    def _opens_sentence(self, index: int) -> bool:
        """ "Ngày", "Vào lúc", "Sáng" (but not the "sáng" of "8 giờ sáng")."""
        if self.kind(index) == "half":
            return not index or self.kind(index - 1) not in TIMES
        return self.is_word(index, *_SENTENCE_OPENERS) and not self.gap(index + 1).startswith(":")

    def is_set_apart(self, index: int) -> bool:
        """A bar, dash, bracket or line end stands behind the token at `index`, and no sentence goes on."""
        behind = self.text[self.tokens[index].end :].lstrip(" ")
        return behind[:1] in {"|", "-", "(", ")", "\n", "\r", "\t", "."} or (
            index + 1 < len(self.tokens) and self.kind(index + 1) in TIMES and self.is_set_apart(index + 1)
        )

    def is_beside_date(self, index: int) -> bool:
        """The weekday at `index` stands beside a date or time, and is no name ("Lệ Thu")."""
        if index and self.kind(index - 1) == "word" and not self.is_word(index - 1, *words.NEUTRAL):
            return False
        places = range(index + 1, len(self.tokens))
        ahead = next((self.kind(place) for place in places if not self.is_word(place, *words.NEUTRAL)), "")
        behind = self.kind(index - 1) if index else ""
        return ahead in DATES or ahead in TIMES or behind in DATES or behind in TIMES or behind in {"half", "offset"}


def _lacks_year(token: Token) -> bool:
    return token.kind == "dm" or (token.kind in _NAMED_MONTHS and not (token.match["y"] or token.match["yy"]))


def groups_of(line: Line) -> list[Group]:
    """The line's tokens by label, in order; a label's own token belongs to no group."""
    starts = [index for index, token in enumerate(line.tokens) if token.kind in LABELS]
    bounds = [*starts, len(line.tokens)]
    labelled = (Group(line.kind(start), range(start + 1, end)) for start, end in pairwise(bounds))
    return [Group("", range(bounds[0])), *labelled]
