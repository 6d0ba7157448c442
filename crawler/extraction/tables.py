"""Tables: those that hold data become rows of text, those that only lay out the page are read as if they were none.

A table lays out where it holds another table, has one column, or has one row; a table around pictures with no more
text than captions is a picture table: its texts are captions.
"""

from collections.abc import Callable, Iterator

from crawler.extraction import markup
from crawler.extraction.node import Node
from crawler.extraction.piece import Piece, joined

ReadCell = Callable[[Node, int], list[Piece]]
_CAPTION_LENGTH = 300
_LONG_CELL = 400
_NO_ROWS = frozenset(("caption", "colgroup", "col"))
_Grid = list[list[list[Piece]]]


def table_pieces(table: Node, read_cell: ReadCell, flags: int) -> list[Piece]:
    """What the table says: one piece of kind "table", or the pieces of a table that lays out."""
    grid = list(_rows(table, read_cell, flags))
    pieces = [piece for row in grid for cell in row for piece in cell]
    titles = (part for part in table.content if isinstance(part, Node) and part.tag == "caption")
    title = next(titles, None)
    named = read_cell(title, flags | markup.IN_PARAGRAPH) if title is not None else []
    if _shows_pictures(grid, pieces):
        return _with_captions(pieces + named)
    if _lays_out(table, grid, pieces):
        return named + pieces
    lines = [joined(named)] if named else []
    for row in grid:
        cells = [joined(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append(" | ".join(cells).replace("|  |", "| |"))
    aside = [piece for piece in pieces if piece.kind in ("picture", "caption")]
    return [Piece("table", "\n".join(lines)), *aside]


def _rows(table: Node, read_cell: ReadCell, flags: int) -> Iterator[list[list[Piece]]]:
    """The table's rows of cells read. What strays between the cells is a row or a cell too: parsers leave it there."""
    for part in table.content:
        if isinstance(part, str):
            yield from _stray(part)
        elif part.tag in ("thead", "tbody", "tfoot", "form"):
            yield from _rows(part, read_cell, flags)
        elif part.tag not in _NO_ROWS:
            look = flags & part.look[0] | part.look[1]
            yield list(_cells(part, read_cell, look)) if part.tag == "tr" else [read_cell(part, look)]


def _cells(row: Node, read_cell: ReadCell, flags: int) -> Iterator[list[Piece]]:
    for part in row.content:
        if isinstance(part, str):
            yield from (cell for stray in _stray(part) for cell in stray)
        elif part.tag == "form":
            yield from _cells(part, read_cell, flags & ~markup.IN_PARAGRAPH & part.look[0] | part.look[1])
        elif part.tag not in _NO_ROWS:
            yield read_cell(part, flags & ~markup.IN_PARAGRAPH & part.look[0] | part.look[1])


def _stray(text: str) -> Iterator[list[list[Piece]]]:
    if said := " ".join(text.split()):
        yield [[Piece("paragraph", said)]]


def _shows_pictures(grid: _Grid, pieces: list[Piece]) -> bool:
    pictures = sum(piece.kind == "picture" for piece in pieces)
    texts = [text for row in grid for cell in row if (text := joined(cell))]
    return bool(pictures) and len(texts) <= pictures + 1 and all(len(text) <= _CAPTION_LENGTH for text in texts)


def _with_captions(pieces: list[Piece]) -> list[Piece]:
    """Each picture with its text behind it; cells of pictures over cells of texts are paired in order."""
    pictures = [piece for piece in pieces if piece.kind == "picture"]
    texts = [Piece("caption", piece.text.replace("\n", " ")) for piece in pieces if piece.kind != "picture"]
    if len(pictures) > 1 and len(pictures) == len(texts):
        return [piece for pair in zip(pictures, texts, strict=True) for piece in pair]
    return [*pictures, *texts]


def _lays_out(table: Node, grid: _Grid, pieces: list[Piece]) -> bool:
    if table.get("role") == "presentation" or any(piece.kind == "table" for piece in pieces):
        return True
    filled = [[text for cell in row if (text := joined(cell))] for row in grid]
    wide = sum(len(row) > 1 for row in filled)
    tall = sum(bool(row) for row in filled)
    if not wide or tall < 2:
        return True
    longest = max(len(text) for row in filled for text in row)
    return tall <= 2 and longest > _LONG_CELL
