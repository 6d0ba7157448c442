"""Which paragraphs are captions of the picture above them.

A caption by markup (<figcaption>, class "caption", the recipe's word, a picture's table) is settled already. A plain
paragraph is one only right under a picture and short, and then only if it names the picture's author ("Ảnh: …") or is
centred or italic in an article that does not set most of its text so, or if the box of the two holds nothing else in an
article that says much more; without a full stop then, for summaries stand beside pictures too.
"""

import re
import unicodedata

from crawler.extraction.markup import CAPTION, CENTER, ITALIC
from crawler.extraction.piece import Piece
from crawler.items import Image

_LONGEST = 300
_LONGEST_UNSIGNED = 200
_CREDIT = re.compile(
    r"(?:^|[\s(\[.…–-])(?:Ảnh|ẢNH|Photo|Nguồn ảnh|\(ảnh)(?:\s+(?:minh họa|minh hoạ|tư liệu|internet))?\s*[:/]"
    r"|\([Ảả]nh\b[^()]{0,60}\)\.?$"
    r"|^Ảnh (?:minh họa|minh hoạ|tư liệu|chụp)\b[^.]{0,60}\.?$"
)
_AUTHOR_LENGTH = 60
_LEAST_TEXT = 300


def settle_captions(pieces: list[Piece]) -> tuple[list[Piece], list[Image]]:
    """The pieces without pictures and captions, and the pictures with theirs, both in reading order."""
    usual = _usual(pieces)
    said = (piece.text for piece in pieces if piece.kind == "paragraph" and not piece.flags & CAPTION)
    if sum(map(len, said)) < _LEAST_TEXT:
        usual |= CAPTION
    kept: list[Piece] = []
    images: list[Image] = []
    under_picture = False
    for piece in pieces:
        if piece.kind == "picture":
            if not images or images[-1].url != piece.text:
                images.append(Image(piece.text))
            under_picture = True
        elif images and (piece.kind == "caption" or (under_picture and _captions(piece, usual))):
            before = images[-1].caption
            images[-1] = Image(images[-1].url, f"{before} {piece.text}" if before else piece.text)
            under_picture = False
        elif piece.kind != "caption":
            kept.append(piece)
            under_picture = False
    return kept, images


def _usual(pieces: list[Piece]) -> int:
    """The look (CENTER, ITALIC) that most paragraphs away from pictures have, by letters; it marks no caption."""
    total = center = italic = 0
    for before, piece in zip([None, *pieces], pieces, strict=False):
        if piece.kind == "paragraph" and (before is None or before.kind != "picture"):
            total += len(piece.text)
            center += len(piece.text) if piece.flags & CENTER else 0
            italic += len(piece.text) if piece.flags & ITALIC else 0
    return (CENTER if 2 * center > total else 0) | (ITALIC if 2 * italic > total else 0)


def _captions(piece: Piece, usual: int) -> bool:
    if piece.kind != "paragraph" or len(piece.text) > _LONGEST or piece.text[-1] in ",:;":
        return False
    if credited(piece.text):
        return True
    looks = piece.flags & (CENTER | ITALIC) if piece.text[-1] in ".!?…" else piece.flags & (CAPTION | CENTER | ITALIC)
    return len(piece.text) <= _LONGEST_UNSIGNED and bool(looks & ~usual)


def credited(text: str) -> bool:
    """Whether the text ends by, or is, naming a picture's author: "… Ảnh: Minh Anh", "(Ảnh tư liệu)"."""
    text = unicodedata.normalize("NFC", text)
    return any(len(text) - match.end() <= _AUTHOR_LENGTH for match in _CREDIT.finditer(text))
