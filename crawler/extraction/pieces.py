"""An element's content as a flat list of pieces: paragraphs, headings, lists, tables, pictures and their captions.

How lines become paragraphs. Two <br> in a row always part paragraphs. A single <br> parts them in text that stands
directly in a <div>, a cell or a <span> around everything, where it is all that the author had. Inside a <p> a single
<br> is a line break (an address, a verse), unless the line before it is as long as a paragraph and ends a sentence,
or one line is bold and the other is not.
"""

from collections.abc import Callable

from crawler.extraction import markup
from crawler.extraction.element import Element
from crawler.extraction.node import Node, NodeReader, Picture
from crawler.extraction.piece import Line, Piece, joined, list_pieces
from crawler.extraction.tables import table_pieces
from crawler.text.spacing import one_line

_PARAGRAPH_LENGTH = 100
_LONGEST_HEADING = 200
_LONGEST_CAPTION = 400
_CAPTIONS = markup.CAPTION | markup.NAMED_CAPTION
_INLINE = frozenset("a abbr b big cite em font i label mark small span strong sub sup time u".split())
_SENTENCE_ENDS = '.!?…:;”")'


class PieceReader:
    """Reads one element; `pieces` grows in document order."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._lines = [Line()]
        self._late: list[Piece] = []

    def read(self, node: Node, flags: int = 0) -> list[Piece]:
        """The pieces of what is inside `node`."""
        self._inside(node, flags)
        self._flush(bool(flags & markup.IN_PARAGRAPH))
        return self.pieces

    def _inside(self, node: Node, flags: int) -> None:
        for part in node.content:
            if isinstance(part, str):
                self._lines[-1].say(part, flags)
            elif part.tag == "br":
                self._lines.append(Line())
            else:
                kept, added = part.look
                self._child(part, part.tag, flags & kept | added)

    def _child(self, node: Node, tag: str, flags: int) -> None:
        if (flags & _CAPTIONS or tag == "figcaption") and _is_caption(node, tag, flags):
            self._caption(node, flags)
        elif (special := _SPECIAL.get(tag)) is not None:
            special(self, node, flags)
        elif tag in markup.PARAGRAPHS:
            self._block(node, flags | markup.IN_PARAGRAPH)
        elif tag in markup.DIVISIONS or flags & markup.BLOCK:
            self._block(node, flags & ~markup.IN_PARAGRAPH)
        else:
            self._inside(node, flags)

    def _flush(self, in_paragraph: bool = False) -> None:
        lines = self._lines
        if len(lines) == 1 and not lines[0].size and not self._late:
            return  # nothing was said
        self._lines = [Line()]
        before: Piece | None = None
        for line in lines:
            piece = line.piece()
            if piece is None:
                before = None
            elif before is None or _parts(before, piece, in_paragraph):
                self.pieces.append(piece)
                before = piece
            else:
                before.text += "\n" + piece.text
                before.flags &= piece.flags
        if self._late:
            self.pieces += self._late
            self._late = []

    def _block(self, node: Node, flags: int) -> None:
        self._flush(bool(flags & markup.IN_PARAGRAPH))
        first = len(self.pieces)
        self._inside(node, flags)
        self._flush(bool(flags & markup.IN_PARAGRAPH))
        if node.tag == "div" and len(self.pieces) == first + 2:
            picture, text = self.pieces[first:]
            if picture.kind == "picture" and text.kind == "paragraph":
                text.flags |= markup.CAPTION

    def _part(self, node: Node, flags: int) -> list[Piece]:
        """The pieces inside `node`, read apart from what stands around it."""
        return PieceReader().read(node, flags)

    def _caption(self, node: Node, flags: int) -> None:
        self._flush()
        pieces = self._part(node, flags)
        self.pieces += [piece for piece in pieces if piece.kind == "picture"]
        if text := " ".join(piece.text.replace("\n", " ") for piece in pieces if piece.kind != "picture"):
            self.pieces.append(Piece("caption", text))

    def _picture(self, node: Node, flags: int) -> None:
        url = node.address if isinstance(node, Picture) else ""
        if not url:
            return
        if self._lines[-1].size:
            self._late.append(Piece("picture", url))
        else:
            self._flush(bool(flags & markup.IN_PARAGRAPH))
            self.pieces.append(Piece("picture", url))

    def _heading(self, node: Node, flags: int) -> None:
        self._flush()
        for piece in self._part(node, flags | markup.IN_PARAGRAPH):
            if piece.kind == "paragraph" and len(piece.text) <= _LONGEST_HEADING:
                piece.kind, piece.text = "heading", piece.text.replace("\n", " ")
            self.pieces.append(piece)

    def _quote(self, node: Node, flags: int) -> None:
        self._flush()
        for piece in self._part(node, flags):
            if piece.kind == "paragraph":
                piece.kind = "quote"
            self.pieces.append(piece)

    def _pre(self, node: Node, flags: int) -> None:
        self._flush()
        lines = [" ".join(line.split()) for line in node.text().splitlines()]
        if text := "\n".join(line for line in lines if line):
            self.pieces.append(Piece("pre", text, flags & (markup.BOLD | markup.ITALIC)))

    def _rule(self, node: Node, flags: int) -> None:
        self._flush(bool(flags & markup.IN_PARAGRAPH))

    def _list(self, node: Node, flags: int) -> None:
        self._flush()
        items: list[list[Piece]] = []
        for part in node.content:
            if isinstance(part, str):
                if said := " ".join(part.split()):
                    items.append([Piece("paragraph", said)])
            elif part.tag != "br":
                look = flags & part.look[0] | part.look[1]
                lone = part.tag in ("ul", "ol")  # a list inside a list without an <li> around it
                items.append(self._lone(part, look) if lone else self._part(part, look | markup.IN_PARAGRAPH))
        self.pieces += list_pieces(items)

    def _lone(self, node: Node, flags: int) -> list[Piece]:
        reader = PieceReader()
        reader._list(node, flags)
        return reader.pieces

    def _table(self, node: Node, flags: int) -> None:
        self._flush()
        self.pieces += table_pieces(node, self._part, flags)


def _is_caption(node: Node, tag: str, flags: int) -> bool:
    """Whether the element is a caption; a class that names one is believed for a short text without a picture."""
    if tag == "figcaption" or flags & markup.NAMED_CAPTION:
        return True
    return tag not in ("caption", "table") and not node.shows_picture() and len(node.text()) <= _LONGEST_CAPTION


def inline_text(element: Element) -> str:
    """What the reader of the page sees of `element`, on one line: no hidden text, a space for every <br> and block."""
    if not len(element):
        return one_line(element.text or "")
    parts: list[str] = []
    if _say_inline(element, parts):
        return one_line("".join(parts))
    return joined(PieceReader().read(NodeReader().read(element)))


def _say_inline(element: Element, parts: list[str]) -> bool:
    """Whether nothing but inline elements, pictures and <br> without attributes that tell are inside: `parts` is then
    the text."""
    if text := element.text:
        parts.append(text)
    for child in element:
        tag = child.tag
        if tag == "br":
            parts.append(" ")
        elif tag in _INLINE:
            if markup.tells(child.items()) or not _say_inline(child, parts):
                return False
        elif tag not in markup.DROPPED and tag != "img":
            return False
        if text := child.tail:
            parts.append(text)
    return True


def _parts(before: Piece, after: Piece, in_paragraph: bool) -> bool:
    """Whether a single <br> between the two lines parts paragraphs."""
    if not in_paragraph or (before.flags ^ after.flags) & markup.BOLD:
        return True
    return len(before.text) >= _PARAGRAPH_LENGTH and before.text[-1] in _SENTENCE_ENDS


_Special = Callable[[PieceReader, Node, int], None]
_SPECIAL: dict[str, _Special] = {
    "img": PieceReader._picture,
    "blockquote": PieceReader._quote,
    "pre": PieceReader._pre,
    "hr": PieceReader._rule,
    "ul": PieceReader._list,
    "ol": PieceReader._list,
    "table": PieceReader._table,
    **dict.fromkeys(markup.HEADINGS, PieceReader._heading),
}
