"""What people type to find articles: words, "phrases", begin*, -without, one OR another.

A word without marks finds every marking of it, a word with marks only itself (hoà and hòa alike); letter case never
matters. Any text is a query as long as it has a letter or a digit in it: there is no syntax to get wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from crawler.errors import UsageError
from crawler.text.folding import search_form, tone_form

WORD = re.compile(r"[^\W_]+")
# A quotation that never ends is one to the end; what else is typed ends at a space or at a quotation mark.
_PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?:"|$)(?P<star>\*?)|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "＂": '"'})
# òa, òe, ùy at a word's end, decomposed; after q the u is not part of the rhyme.
_TONED_FIRST = re.compile("(?<!q)(o|u)([\u0300\u0301\u0303\u0309\u0323])([aey])$")
MAX_WORDS = 64


@dataclass(frozen=True)
class Term:
    """A word or phrase: its words in NFC and lower case; `prefix`: the last of them is only a beginning."""

    words: tuple[str, ...]
    prefix: bool = False

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words without their marks."""
        return tuple(search_form(word) for word in self.words)

    @cached_property
    def marked(self) -> bool:
        """Whether any word was typed with marks."""
        return self.folded != self.words

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # The first word stands in front, so that it is looked for as fast as a plain text; then what is before it.
        first, *others = map(re.escape, self.folded)
        end = "" if self.prefix else r"(?![^\W_])"
        return re.compile(r"[\W_]+".join([rf"{first}(?<![^\W_]{first})", *others]) + end)

    def spans(self, text: str, folded: str, *, exact: bool) -> Iterator[tuple[int, int]]:
        """Where the term stands in `text`, whose search form of the same length is `folded`."""
        for match in self._pattern.finditer(folded):
            if not exact or not self.marked or self._has_marks(text[slice(*match.span())]):
                yield match.span()

    def _has_marks(self, printed: str) -> bool:
        found = [tone_form(word) for word in WORD.findall(printed)]
        for typed, plain, printed_word in zip(self.words, self.folded, found, strict=True):
            if typed == plain:
                continue
            wanted = tone_form(typed)
            if not (
                printed_word.startswith(wanted) if self.prefix and typed is self.words[-1] else printed_word == wanted
            ):
                return False
        return True


@dataclass(frozen=True)
class Query:
    """`every`: of each group at least one term must be there; `none`: no term of these may."""

    every: tuple[tuple[Term, ...], ...]
    none: tuple[Term, ...] = ()

    @cached_property
    def marked(self) -> bool:
        """Whether marks were typed at all, so that an exact match means more than a folded one."""
        return any(term.marked for group in self.every for term in group)

    def accepts(self, *texts: str, exact: bool = True) -> bool:
        """Whether an article of these parts is meant. `exact` False: marks do not count."""
        return self.accepts_parts([aligned(text) for text in texts], exact=exact)

    def accepts_parts(self, parts: Sequence[tuple[str, str]], *, exact: bool = True) -> bool:
        """The same of parts that are `aligned` already."""
        if any(_found(term, parts, exact=exact) for term in self.none):
            return False
        return all(any(_found(term, parts, exact=exact) for term in group) for group in self.every)

    def spans(self, text: str, *, exact: bool = False) -> list[tuple[int, int]]:
        """Every place of `text` (NFC) that the query points at, in order, none within another."""
        printed, folded = aligned(text)
        found = {span for group in self.every for term in group for span in term.spans(printed, folded, exact=exact)}
        kept: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept


def parse_query(text: str) -> Query:
    """Read what was typed; raises UsageError where no word is left to look for."""
    every: list[tuple[Term, ...]] = []
    none: list[Term] = []
    joined = False
    for match in _PIECE.finditer(normalize("NFC", text).translate(_QUOTES)):
        if match["word"] in ("OR", "|"):
            joined = bool(every)
            continue
        if match["word"] == "AND" or (term := _term(match)) is None:
            continue
        if match["minus"]:
            none.append(term)
        elif joined:
            every[-1] += (term,)
        else:
            every.append((term,))
        joined = False
    if not every:
        raise UsageError(f"{text!r}: no word to look for")
    if sum(len(term.words) for group in (*every, none) for term in group) > MAX_WORDS:
        raise UsageError(f"the query has more than {MAX_WORDS} words")
    return Query(tuple(every), tuple(none))


def phrased(text: str) -> str:
    """What was probably meant where OR stands beside several words without quotes, of which it joins only the nearest:
    the same with quotes around the words on each side. "" where nothing is in doubt."""
    runs: list[list[str]] = [[]]
    for match in _PIECE.finditer(normalize("NFC", text).translate(_QUOTES)):
        if match["word"] in ("OR", "|"):
            runs.append([])
        elif match["word"] and not match["minus"] and match["word"] != "AND" and _term(match) is not None:
            runs[-1].append(match["word"])
        else:
            return ""  # whoever knows quotes and signs knows what is joined
    if len(runs) == 1 or not all(runs) or all(len(run) == 1 for run in runs):
        return ""
    return " OR ".join(f'"{" ".join(run)}"' if len(run) > 1 else run[0] for run in runs)


def aligned(text: str) -> tuple[str, str]:
    """`text` and its search form, letter for letter at the same places."""
    folded = search_form(text)
    if len(folded) == len(text):
        return text, folded
    letters = [search_form(letter) for letter in text]
    return text, "".join(letter if len(letter) == 1 else " " for letter in letters)


def fts_expression(query: Query) -> str:
    """The query for `articles_fts MATCH`, marks aside; words to be left out only where any marking of them is meant."""
    groups = (" OR ".join(fts_phrase(term) for term in group) for group in query.every)
    wanted = " AND ".join(f"({group})" for group in groups)
    unwanted = " OR ".join(fts_phrase(term) for term in query.none if not term.marked)
    return f"folded : (({wanted}) NOT ({unwanted}))" if unwanted else f"folded : ({wanted})"


def fts_phrase(term: Term) -> str:
    """A term in the language of FTS5, without marks."""
    # The words hold letters and digits only, so nothing in them can end the quotation.
    return f'"{" ".join(term.folded)}"' + ("*" if term.prefix else "")


def variants(word: str) -> list[str]:
    """The spellings of a lower-case word that differ in nothing but where the tone stands: hòa, hoà."""
    spread = normalize("NFD", word)
    newer = normalize("NFC", _TONED_FIRST.sub(r"\1\3\2", spread))
    return list(dict.fromkeys((word, tone_form(word), newer)))


def _term(match: re.Match[str]) -> Term | None:
    phrase = match["phrase"]
    typed = phrase if phrase is not None else match["word"]
    words = tuple(WORD.findall(typed.lower()))
    prefix = bool(match["star"]) or typed.rstrip().endswith("*")
    return Term(words, prefix) if words else None


def _found(term: Term, parts: Sequence[tuple[str, str]], *, exact: bool) -> bool:
    return any(True for printed, folded in parts for _ in term.spans(printed, folded, exact=exact))
