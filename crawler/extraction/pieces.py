"""An element's content as a flat list of pieces: paragraphs, headings, lists, tables, pictures and their captions.

How lines become paragraphs. Two <br> in a row always part paragraphs. A single <br> parts them in text that stands
directly in a <div>, a cell or a <span> around everything, where it is all that the author had. Inside a <p> a single
<br> is a line break (an address, a verse), unless the line before it is as long as a paragraph and ends a sentence,
or one line is bold and the other is not.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction import markup
from crawler.extraction.files import picture_url
from crawler.extraction.piece import Line, Piece, joined, list_pieces
from crawler.extraction.tables import table_pieces

_PARAGRAPH_LENGTH = 100
_LONGEST_HEADING = 200
_LONGEST_CAPTION = 400
_SENTENCE_ENDS = '.!?…:;”")'


@dataclass(slots=True, frozen=True)
class Terms:
    """What relative addresses are relative to, which elements to leave out, which are captions by the recipe's word."""

    base: str = ""
    skip: Collection[HtmlElement] = ()
    captions: Collection[HtmlElement] = ()


class PieceReader:
    """Reads one element; `pieces` grows in document order."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.pieces: list[Piece] = []
        self._lines = [Line()]
        self._late: list[Piece] = []

    def read(self, element: HtmlElement, flags: int = 0) -> list[Piece]:
        """The pieces of what is inside `element`."""
        self._inside(element, flags)
        self._flush(bool(flags & markup.IN_PARAGRAPH))
        return self.pieces

    def _inside(self, element: HtmlElement, flags: int) -> None:
        if text := element.text:
            self._lines[-1].say(text, flags)
        skip = self.terms.skip
        for child in element:
            tag = child.tag
            if tag == "br":
                self._lines.append(Line())
            elif tag not in markup.DROPPED and not (skip and child in skip):
                manner = markup.manner(child, flags)
                if manner != markup.HIDDEN:
                    self._child(child, tag, manner)
            if tail := child.tail:
                self._lines[-1].say(tail, flags)

    def _child(self, child: HtmlElement, tag: str, flags: int) -> None:
        if self._is_caption(child, tag):
            self._caption(child, flags)
        elif (special := _SPECIAL.get(tag)) is not None:
            special(self, child, flags)
        elif tag in markup.PARAGRAPHS:
            self._block(child, flags | markup.IN_PARAGRAPH)
        elif tag in markup.DIVISIONS or flags & markup.BLOCK:
            self._block(child, flags & ~markup.IN_PARAGRAPH)
        else:
            self._inside(child, flags)

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

    def _block(self, element: HtmlElement, flags: int) -> None:
        self._flush(bool(flags & markup.IN_PARAGRAPH))
        self._inside(element, flags)
        self._flush(bool(flags & markup.IN_PARAGRAPH))

    def _part(self, element: HtmlElement, flags: int) -> list[Piece]:
        """The pieces inside `element`, read apart from what stands around it."""
        return PieceReader(self.terms).read(element, flags)

    def _is_caption(self, element: HtmlElement, tag: str) -> bool:
        if tag == "figcaption" or (self.terms.captions and element in self.terms.captions):
            return True
        classes = element.get("class")
        if not classes or "caption" not in classes.lower() or tag in ("caption", "table"):
            return False
        return element.find(".//img") is None and len(element.text_content()) <= _LONGEST_CAPTION

    def _caption(self, element: HtmlElement, flags: int) -> None:
        self._flush()
        pieces = self._part(element, flags)
        self.pieces += [piece for piece in pieces if piece.kind == "picture"]
        if text := " ".join(piece.text.replace("\n", " ") for piece in pieces if piece.kind != "picture"):
            self.pieces.append(Piece("caption", text))

    def _picture(self, element: HtmlElement, flags: int) -> None:
        url = picture_url(element, self.terms.base)
        if not url:
            return
        if self._lines[-1].size:
            self._late.append(Piece("picture", url))
        else:
            self._flush(bool(flags & markup.IN_PARAGRAPH))
            self.pieces.append(Piece("picture", url))

    def _heading(self, element: HtmlElement, flags: int) -> None:
        self._flush()
        for piece in self._part(element, flags | markup.IN_PARAGRAPH):
            if piece.kind == "paragraph" and len(piece.text) <= _LONGEST_HEADING:
                piece.kind, piece.text = "heading", piece.text.replace("\n", " ")
            self.pieces.append(piece)

    def _quote(self, element: HtmlElement, flags: int) -> None:
        self._flush()
        for piece in self._part(element, flags):
            if piece.kind == "paragraph":
                piece.kind = "quote"
            self.pieces.append(piece)

    def _pre(self, element: HtmlElement, flags: int) -> None:
        self._flush()
        lines = [" ".join(line.split()) for line in element.text_content().splitlines()]
        if text := "\n".join(line for line in lines if line):
            self.pieces.append(Piece("pre", text, flags & (markup.BOLD | markup.ITALIC)))

    def _rule(self, element: HtmlElement, flags: int) -> None:
        self._flush(bool(flags & markup.IN_PARAGRAPH))

    def _list(self, element: HtmlElement, flags: int) -> None:
        self._flush()
        items: list[list[Piece]] = []
        if element.text and element.text.strip():
            items.append([Piece("paragraph", " ".join(element.text.split()))])
        for child in element:
            manner = markup.manner(child, flags)
            if child.tag not in markup.DROPPED and manner != markup.HIDDEN and child not in self.terms.skip:
                lone = child.tag in ("ul", "ol")  # a list inside a list without an <li> around it
                items.append(self._lone(child, manner) if lone else self._part(child, manner | markup.IN_PARAGRAPH))
            if child.tail and child.tail.strip():
                items.append([Piece("paragraph", " ".join(child.tail.split()))])
        self.pieces += list_pieces(items)

    def _lone(self, element: HtmlElement, flags: int) -> list[Piece]:
        reader = PieceReader(self.terms)
        reader._list(element, flags)
        return reader.pieces

    def _table(self, element: HtmlElement, flags: int) -> None:
        self._flush()
        self.pieces += table_pieces(element, self._part, flags)


def inline_text(element: HtmlElement) -> str:
    """What the reader of the page sees of `element`, on one line: no hidden text, a space for every <br> and block."""
    if not len(element):
        return " ".join((element.text or "").split())
    return joined(PieceReader(Terms()).read(element))


def _parts(before: Piece, after: Piece, in_paragraph: bool) -> bool:
    """Whether a single <br> between the two lines parts paragraphs."""
    if not in_paragraph or (before.flags ^ after.flags) & markup.BOLD:
        return True
    return len(before.text) >= _PARAGRAPH_LENGTH and before.text[-1] in _SENTENCE_ENDS


_Special = Callable[[PieceReader, HtmlElement, int], None]
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
