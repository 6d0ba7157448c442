"""One thing of an article in reading order, with what its markup says of its look."""

from dataclasses import dataclass, field
from typing import Literal

from crawler.extraction.markup import BOLD, CENTER, ITALIC, RIGHT
from crawler.items import BlockKind
from crawler.text.spacing import one_line

PieceKind = BlockKind | Literal["picture", "caption"]
_WHOLLY = 0.9


@dataclass(slots=True)
class Piece:
    """Of a picture `text` is its address. `flags` are BOLD, ITALIC, CENTER and RIGHT of crawler.extraction.markup, and
    CAPTION where it is all that stands in a box below a picture."""

    kind: PieceKind
    text: str
    flags: int = 0


@dataclass(slots=True)
class Line:
    """Text up to the next <br>; a piece made of it is bold or italic where (nearly) all its letters are."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    bold: int = 0
    italic: int = 0
    flags: int = 0

    def say(self, text: str, flags: int) -> None:
        size = len(text.strip())
        if not size:
            if self.size:
                self.parts.append(" ")
            return
        if not self.size:
            self.flags = flags
        self.parts.append(text)
        self.size += size
        if flags & BOLD:
            self.bold += size
        if flags & ITALIC:
            self.italic += size

    def piece(self) -> Piece | None:
        """The line as a paragraph; None where it says nothing."""
        parts = self.parts
        text = one_line(parts[0] if len(parts) == 1 else "".join(parts)) if self.size else ""
        if not text:
            return None
        flags = self.flags & (CENTER | RIGHT)
        if self.bold >= _WHOLLY * self.size:
            flags |= BOLD
        if self.italic >= _WHOLLY * self.size:
            flags |= ITALIC
        return Piece("paragraph", text, flags)


def joined(pieces: list[Piece]) -> str:
    """What the pieces say, on one line, pictures and captions left out."""
    return " ".join(piece.text.replace("\n", " ") for piece in pieces if piece.kind not in ("picture", "caption"))


def list_pieces(items: list[list[Piece]]) -> list[Piece]:
    """A list as one block "- item", its pictures after it; a list that only lays out long texts stays paragraphs."""
    said = [[piece for piece in item if piece.kind not in ("picture", "caption")] for item in items]
    if any(len(item) > 3 or any(piece.kind == "table" for piece in item) for item in said):
        return [piece for item in items for piece in item]
    lines: list[str] = []
    for item in said:
        if own := joined([piece for piece in item if piece.kind != "list"]):
            lines.append(f"- {own}")
        lines += [piece.text for piece in item if piece.kind == "list"]
    aside = [piece for item in items for piece in item if piece.kind in ("picture", "caption")]
    return ([Piece("list", "\n".join(lines))] if lines else []) + aside
