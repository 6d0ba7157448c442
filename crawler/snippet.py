"""The stretch of a text that shows best why it was found."""

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.query import Query

LETTERS = 240
BEFORE = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of printed text; `spans` are the places in it that the query points at, in order."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in order, and of each piece whether it is what was looked for."""
        at = 0
        for start, end in self.spans:
            if start > at:
                yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        if at < len(self.text):
            yield self.text[at:], False

    def marked(self, opening: str, closing: str) -> str:
        """The text with every place that was found between `opening` and `closing`."""
        return "".join(f"{opening}{text}{closing}" if found else text for text, found in self.pieces())


def highlight(query: Query, text: str) -> Passage:
    """All of `text` as a passage; places with the marks as typed where there are any, else all that the query means."""
    return Passage(text, tuple(query.spans(text, exact=True) or query.spans(text)))


def snippet(query: Query, text: str) -> Passage:
    """About 240 letters of `text` around most of what was looked for; its beginning where nothing is found."""
    line = " ".join(text.split())
    spans = highlight(query, line).spans
    start = _start(line, _densest(spans) - BEFORE) if spans else 0
    end = _end(line, start + LETTERS)
    before, after = "… " if start else "", " …" if end < len(line) else ""
    shift = len(before) - start
    kept = tuple((first + shift, last + shift) for first, last in spans if first >= start and last <= end)
    return Passage(before + line[start:end] + after, kept)


def _densest(spans: tuple[tuple[int, int], ...]) -> int:
    """Where the window with the most places begins; the earliest of equals."""
    best, most, first = 0, 0, 0
    for last, (_, end) in enumerate(spans):
        while first < last and end - spans[first][0] > LETTERS - BEFORE:
            first += 1
        if last - first + 1 > most:
            best, most = spans[first][0], last - first + 1
    return best


def _start(line: str, at: int) -> int:
    """The beginning of a word at or after `at`."""
    return 0 if at <= 0 else line.find(" ", at) + 1


def _end(line: str, at: int) -> int:
    """The end of a word at or before `at`, the end of the line where that is near."""
    if at + 20 >= len(line):
        return len(line)
    space = line.rfind(" ", 0, at)
    return space if space > at - LETTERS // 2 else at
