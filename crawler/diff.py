"""What an edit changed: paragraphs are aligned first, then compared word by word.

A syllable, a number and a sign are never cut. A paragraph that stands elsewhere reads as moved, with what was changed
in it. Joining all pieces but the removed gives the new text back, all but the added the old one, letter for letter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from crawler.archive.records import Revision
from crawler.line_alignment import Alignment, opcodes

Op = Literal["same", "added", "removed"]
BlockChange = Literal["same", "changed", "added", "removed", "moved", "moved away"]
Part = Literal["title", "lede", "body"]
_TOKEN = re.compile(r"\d[\d.,:/-]*\d|[^\W_]+|\s+|.", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, line of a list or row of a table. `move` joins both ends of a move by number."""

    part: Part
    change: BlockChange
    pieces: tuple[Piece, ...]
    move: int | None = None

    @property
    def text(self) -> str:
        """All of it, removed and added alike."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Diff:
    """Two revisions of an article compared; blocks stand in the order of the newer text."""

    older: Revision
    newer: Revision
    blocks: tuple[Block, ...]

    @property
    def changed(self) -> bool:
        """Whether any text differs; revisions may also differ in their files alone."""
        return any(block.change != "same" for block in self.blocks)

    def words(self, op: Op) -> int:
        """How many words were added or removed; a move counts for neither."""
        return sum(len(_WORD.findall(text)) for text in self.texts(op))

    def texts(self, op: Op) -> Iterator[str]:
        """The stretches of text that were added, removed or kept."""
        for block in self.blocks:
            if block.change != "moved away":
                yield from (piece.text for piece in block.pieces if piece.op == op)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "article_id": self.newer.article_id,
            "from": self.older.revision_no,
            "to": self.newer.revision_no,
            "words_added": self.words("added"),
            "words_removed": self.words("removed"),
            "blocks": [
                {
                    "part": block.part,
                    "change": block.change,
                    "move": block.move,
                    "pieces": [{"op": piece.op, "text": piece.text} for piece in block.pieces],
                }
                for block in self.blocks
            ],
        }


def compare(older: Revision, newer: Revision) -> Diff:
    """Compare title, lede and body of two revisions."""
    blocks = [
        *_whole("title", older.title, newer.title),
        *_whole("lede", older.lede, newer.lede),
        *_body(Alignment(older.body, newer.body)),
    ]
    return Diff(older, newer, tuple(blocks))


def added(older: tuple[str, str, str], newer: tuple[str, str, str]) -> list[str]:
    """The stretches of text that an edit added; the texts are title, lede and body."""
    lines = [*_whole("title", older[0], newer[0]), *_whole("lede", older[1], newer[1])]
    lines += _body(Alignment(older[2], newer[2]))
    return [piece.text for line in lines for piece in line.pieces if piece.op == "added"]


def compare_words(older: str, newer: str) -> tuple[Piece, ...]:
    """Two paragraphs word by word."""
    before, after = _TOKEN.findall(older), _TOKEN.findall(newer)
    pieces: list[Piece] = []
    for op, i1, i2, j1, j2 in opcodes(before, after, between=str.isspace):
        if op == "equal":
            pieces.append(Piece("same", "".join(after[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(Piece("removed", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("added", "".join(after[j1:j2])))
    return tuple(_without_islands(pieces))


def _without_islands(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbouring changes read as one: what they have in common between them is a space or a sign at most."""
    removed = added = ""
    for number, piece in enumerate(pieces):
        island = piece.op == "same" and 0 < number < len(pieces) - 1 and not _WORD.search(piece.text)
        if island or piece.op == "removed":
            removed += piece.text
        if island or piece.op == "added":
            added += piece.text
        if piece.op == "same" and not island:
            yield from _both(removed, added)
            removed = added = ""
            yield piece
    yield from _both(removed, added)


def _both(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)


def _whole(part: Part, older: str, newer: str) -> Iterator[Block]:
    if older == newer:
        if newer:
            yield Block(part, "same", (Piece("same", newer),))
    elif not older or not newer:
        yield (
            Block(part, "added", (Piece("added", newer),))
            if newer
            else Block(part, "removed", (Piece("removed", older),))
        )
    else:
        yield Block(part, "changed", compare_words(older, newer))


def _body(lines: Alignment) -> Iterator[Block]:
    """The lines in the order of the newer text; a line that went stands behind the one it stood behind."""
    numbers = {old: number for number, old in enumerate(lines.moves, 1)}
    old_of = {new: old for old, new in (lines.partner | lines.moves).items()}
    at = 0
    for new, line in enumerate(lines.after):
        old = old_of.get(new)
        if old is not None and old in lines.partner:
            yield from _gone(lines, range(at, old), numbers)
            at = old + 1
        yield _arrived(line, *((None, None) if old is None else (lines.before[old], numbers.get(old))))
    yield from _gone(lines, range(at, len(lines.before)), numbers)


def _arrived(line: str, before: str | None, move: int | None) -> Block:
    if before is None:
        return Block("body", "added", (Piece("added", line),))
    pieces = (Piece("same", line),) if before == line else compare_words(before, line)
    if move is not None:
        return Block("body", "moved", pieces, move)
    return Block("body", "same" if before == line else "changed", pieces)


def _gone(lines: Alignment, which: range, numbers: dict[int, int]) -> Iterator[Block]:
    for old in which:
        block = Block("body", "removed", (Piece("removed", lines.before[old]),))
        yield replace(block, change="moved away", move=numbers[old]) if old in numbers else block
