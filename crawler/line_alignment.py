"""Which line of one text stands for which line of another: in its place, edited, or moved.

Used by crawler.diff; knows lines and the words in them, nothing else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

_WORD = re.compile(r"[^\W_]+")
_SIMILAR = 0.4  # lines that share so much stand for each other
_STILL_THE_SAME = 0.75  # so much when they stand in different places
_MOVED_WORDS = 4  # shorter lines are said again, not moved
_PAIRS = 250_000  # pairs of lines compared at most
_EQUAL_PAIRS = 100_000  # beyond so many pairs of equals only the rarer ones guide the comparison


def _nothing(_: str) -> bool:
    return False


def opcodes(
    before: Sequence[str], after: Sequence[str], *, between: Callable[[str], bool] = _nothing
) -> Iterator[tuple[str, int, int, int, int]]:
    """SequenceMatcher's opcodes, in time also where a text says one thing over and over.

    What is `between` (spaces among words) guides nothing.
    """
    start, end = 0, 0
    shorter = min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    times = Counter(token for token in old if not between(token))
    rare_only = sum(times[token] for token in new if not between(token)) > _EQUAL_PAIRS
    if start:
        yield "equal", 0, start, 0, start
    for op, i1, i2, j1, j2 in SequenceMatcher(between, old, new, autojunk=rare_only).get_opcodes():
        yield op, i1 + start, i2 + start, j1 + start, j2 + start
    if end:
        yield "equal", len(before) - end, len(before), len(after) - end, len(after)


class Alignment:
    """Two texts as lines, by number: `partner` of old lines that stayed in order, `moves` of those that did not."""

    def __init__(self, older: str, newer: str) -> None:
        self.before = [line for line in older.split("\n") if line.strip()]
        self.after = [line for line in newer.split("\n") if line.strip()]
        self.partner: dict[int, int] = {}
        self.moves: dict[int, int] = {}
        self._bags: dict[str, Counter[str]] = {}
        gaps = self._equal_lines()
        self._equal_moves()
        for old, new in gaps:
            self._pair(self._free_old(old), self._free_new(new))
        self._edited_moves()

    def _equal_lines(self) -> list[tuple[range, range]]:
        """Pair the lines that stayed; what lies between them is returned."""
        gaps = []
        for op, i1, i2, j1, j2 in opcodes(self.before, self.after):
            if op == "equal":
                self.partner |= dict(zip(range(i1, i2), range(j1, j2), strict=True))
            else:
                gaps.append((range(i1, i2), range(j1, j2)))
        return gaps

    def _equal_moves(self) -> None:
        places: dict[str, list[int]] = {}
        for new in reversed(self._free_new(range(len(self.after)))):
            places.setdefault(self.after[new], []).append(new)
        for old in self._free_old(range(len(self.before))):
            line = self.before[old]
            if self._is_long(line) and places.get(line):
                self.moves[old] = places[line].pop()

    def _edited_moves(self) -> None:
        old_lines = [old for old in self._free_old(range(len(self.before))) if self._is_long(self.before[old])]
        new_lines = [new for new in self._free_new(range(len(self.after))) if self._is_long(self.after[new])]
        if len(old_lines) * len(new_lines) > _PAIRS:
            return
        pairs = [(self._likeness(old, new), -old, -new) for old in old_lines for new in new_lines]
        for likeness, old, new in sorted(pairs, reverse=True):
            if likeness < _STILL_THE_SAME:
                return
            if -old not in self.moves and -new not in self.moves.values():
                self.moves[-old] = -new

    def _pair(self, old_lines: list[int], new_lines: list[int]) -> None:
        """Within a gap, pair the lines in order so that the likeness of all pairs together is the greatest."""
        if len(old_lines) * len(new_lines) > _PAIRS:
            self._pair_by_place(old_lines, new_lines)
            return
        best = [[0.0] * (len(new_lines) + 1) for _ in range(len(old_lines) + 1)]
        like = [[self._likeness(old, new) for new in new_lines] for old in old_lines]
        for i in range(len(old_lines) - 1, -1, -1):
            for j in range(len(new_lines) - 1, -1, -1):
                paired = like[i][j] + best[i + 1][j + 1] if like[i][j] >= _SIMILAR else 0.0
                best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
        i = j = 0
        while i < len(old_lines) and j < len(new_lines):
            if like[i][j] >= _SIMILAR and best[i][j] == like[i][j] + best[i + 1][j + 1]:
                self.partner[old_lines[i]] = new_lines[j]
                i, j = i + 1, j + 1
            elif best[i][j] == best[i + 1][j]:
                i += 1
            else:
                j += 1

    def _pair_by_place(self, old_lines: list[int], new_lines: list[int]) -> None:
        for old, new in zip(old_lines, new_lines, strict=False):
            if self._likeness(old, new) >= _SIMILAR:
                self.partner[old] = new

    def _likeness(self, old: int, new: int) -> float:
        """The share of words both lines have, 0 to 1."""
        before, after = self._bag(self.before[old]), self._bag(self.after[new])
        total = before.total() + after.total()
        return 2 * (before & after).total() / total if total else 0.0

    def _bag(self, line: str) -> Counter[str]:
        if line not in self._bags:
            self._bags[line] = Counter(_WORD.findall(line.lower()))
        return self._bags[line]

    def _is_long(self, line: str) -> bool:
        return self._bag(line).total() >= _MOVED_WORDS

    def _free_old(self, lines: range) -> list[int]:
        return [old for old in lines if old not in self.partner and old not in self.moves]

    def _free_new(self, lines: range) -> list[int]:
        taken = {*self.partner.values(), *self.moves.values()}
        return [new for new in lines if new not in taken]
