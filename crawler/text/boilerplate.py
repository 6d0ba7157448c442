"""What stands in a content column and is no part of the article: tools, counters, other news, signatures.

Pure rules on blocks, the same for every portal. A word alone cuts nothing: the rules only look at the two ends of a
body, and only at blocks that are nothing but such words.

1. Opening: title and lede said again, tool and counter lines and a lone date, before the first block of text.
2. Other news: a block that is a heading such as "Các tin khác" (FAMILIES §3) after the body's first block, if what
   follows it up to the end is short lines, as titles are. A paragraph of prose behind it, and it is a heading of the
   article's own.
3. Closing: tool, counter, rating, keyword and footer lines (FAMILIES §5) behind the last block of text.
4. Signatures: the last short lines that name an author ("Tác giả: …", "Tin, ảnh: …", a bare name that the markup sets
   apart or that follows a full stop) or a source ("Theo …", "Nguồn: …", a host's name). A name under an office in
   capitals ("CHỦ TỊCH") is a document's signature and stays. A body is never emptied by this rule.

Sentences are never changed, only whole lines at the ends leave.
"""

import re
from dataclasses import dataclass

from crawler.items import Block
from crawler.text import chrome_words
from crawler.text.folding import letters_of, search_form
from crawler.text.signature import Signature, read_signature

_TITLE_LENGTH = 220
_MOST_SIGNATURES = 3
_MARKS = re.compile(r"[\W_]*")
_BETWEEN = re.compile(r"[|•·]| - ")
_SENTENCES = re.compile(r"[.!?…][\"”)]?\s+[A-ZĐÀ-Ỹ]")


@dataclass(slots=True)
class Stripped:
    """A body without its boilerplate; `byline` and `source` as its last lines named them, "" where they did not."""

    blocks: list[Block]
    byline: str = ""
    source: str = ""


def strip_boilerplate(blocks: list[Block], *, title: str, lede: str) -> Stripped:
    """The article's own blocks, and the signature that stood below them. The blocks given are not changed."""
    own = _without_opening(blocks, title=title, lede=lede)
    own = _without_closing(_without_other_news(own))
    return _without_signatures(own, may_be_empty=bool(lede))


def name_in(text: str) -> str:
    """The author or source in a place made for one: its label taken off; "" where tools or counters stand there."""
    text = " ".join(text.split())
    if not text or is_chrome(text):
        return ""
    signature = read_signature(text, set_apart=True)
    return signature.name if signature else text


def is_chrome(line: str) -> bool:
    """Whether a line is nothing but a tool, a counter, a footer or punctuation."""
    folded = search_form(line).strip(" .:|•·-*»>")
    if _MARKS.fullmatch(folded):
        return True
    return any(
        words.fullmatch(folded) for words in (chrome_words.TOOL, chrome_words.COUNTER, chrome_words.FOOTER)
    ) or _only_tools(folded)


def is_other_news(line: str) -> bool:
    """Whether a line is nothing but a heading of other news."""
    return len(line) <= _TITLE_LENGTH and bool(chrome_words.OTHER_NEWS.fullmatch(search_form(line).strip(" :.…>»*-•")))


def _only_tools(folded: str) -> bool:
    """ "In ấn | Gửi tin qua email": several tools in one line."""
    parts = [part.strip() for part in _BETWEEN.split(folded)]
    return len(parts) > 1 and all(chrome_words.TOOL.fullmatch(part) or not part for part in parts)


def _without_opening(blocks: list[Block], *, title: str, lede: str) -> list[Block]:
    start = 0
    said = {letters_of(text) for text in (title, lede) if text}
    while start < len(blocks):
        text = blocks[start].text
        if (letters := letters_of(text)) in said:
            said.discard(letters)
        elif not _chrome_block(text) and not chrome_words.DATE_LINE.fullmatch(search_form(text)):
            break
        start += 1
    return blocks[start:]


def _without_other_news(blocks: list[Block]) -> list[Block]:
    for place, block in enumerate(blocks[1:], start=1):
        heading, *rest = block.text.split("\n")
        if is_other_news(heading):
            rest += [line for later in blocks[place + 1 :] for line in later.text.split("\n")]
            if all(map(_title_like, rest)):
                return blocks[:place]
    return blocks


def _title_like(line: str) -> bool:
    """Whether a line may be another article's title: short, and not several sentences."""
    return len(line) <= _TITLE_LENGTH and _SENTENCES.search(line) is None


def _without_closing(blocks: list[Block]) -> list[Block]:
    end = len(blocks)
    while end and _chrome_block(blocks[end - 1].text):
        end -= 1
    return blocks[:end]


def _chrome_block(text: str) -> bool:
    return len(text) <= 4 * _TITLE_LENGTH and all(is_chrome(line) for line in text.split("\n"))


def _without_signatures(blocks: list[Block], *, may_be_empty: bool) -> Stripped:
    stripped = Stripped(list(blocks))
    for _ in range(_MOST_SIGNATURES):
        if not stripped.blocks:
            break
        last = stripped.blocks[-1]
        above, _, line = last.text.rpartition("\n") if last.kind == "paragraph" else ("", "", last.text)
        before = above or (stripped.blocks[-2].text if len(stripped.blocks) > 1 else "")
        signature = _signature(line, last, before)
        if signature is None or getattr(stripped, signature.role):
            break
        rest = stripped.blocks[:-1] + ([Block(above, last.kind, last.set_apart)] if above else [])
        if not rest and not may_be_empty:
            break
        setattr(stripped, signature.role, signature.name)
        stripped.blocks = _without_closing(rest)
    return stripped


def _signature(line: str, block: Block, before: str) -> Signature | None:
    if block.kind not in ("paragraph", "heading", "quote"):
        return None
    return read_signature(line, set_apart=block.set_apart, before=before)
