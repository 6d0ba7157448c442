"""An element as the blocks of a body: the one way from markup to text, used by recipes and without one.

Nothing that a reader sees is lost but pictures' captions, which come with their pictures; scripts, form fields, menus
and hidden elements are left out. Texts are raw but for white space (crawler.text.letters comes later).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import cast

from crawler.extraction.captions import settle_captions
from crawler.extraction.markup import BOLD, ITALIC, RIGHT
from crawler.extraction.node import Node
from crawler.extraction.piece import Piece
from crawler.extraction.pieces import PieceReader
from crawler.items import Block, BlockKind, Image

_LEDE_LENGTH = 60
_FEWEST_WORDS = 3
_OPENING = 32
_ALNUM = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Content:
    """The blocks of an element and the pictures shown between them."""

    blocks: list[Block]
    images: list[Image]


def read_content(node: Node) -> Content:
    """What is inside `node`."""
    texts, images = settle_captions(PieceReader().read(node))
    return Content([_block(piece) for piece in texts], images)


def take_lede(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The opening paragraph as the lede where its markup sets it apart, it reads like one (a sentence, not a heading
    or a letterhead) and more follows; else "" and all blocks."""
    if len(blocks) > 1 and blocks[0].kind == "paragraph" and blocks[0].set_apart and _is_sentence(blocks[0].text):
        return blocks[0].text, blocks[1:]
    return "", blocks


def _is_sentence(text: str) -> bool:
    if text.isupper() or text[-1] in ":,;":
        return False
    return len(text) >= _LEDE_LENGTH or (text[-1] in '.!?…”"' and len(text.split()) >= _FEWEST_WORDS)


def without_repeats(blocks: list[Block], *, title: str, lede: str) -> list[Block]:
    """The blocks without an opening that says the title or the lede once more (each at most once, in that order)."""
    for text in (title, lede):
        if text and blocks and same_words(blocks[0].text, text):
            blocks = blocks[1:]
    return blocks


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in case, punctuation and spacing only."""
    if one == other:
        return True
    first, second = one[:1], other[:1]
    if (
        first.isascii()
        and second.isascii()
        and first.isalnum()
        and second.isalnum()
        and first.lower() != second.lower()
    ):
        return False  # most often settled so
    opening, another = _letters(one[:_OPENING])[:-1], _letters(other[:_OPENING])[:-1]  # what is cut off may be a mark's
    shared = min(len(opening), len(another))
    if opening[:shared] != another[:shared]:
        return False
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(_ALNUM.findall(unicodedata.normalize("NFC", text).casefold()))


def _block(piece: Piece) -> Block:
    return Block(piece.text, cast(BlockKind, piece.kind), bool(piece.flags & (BOLD | ITALIC | RIGHT)))
