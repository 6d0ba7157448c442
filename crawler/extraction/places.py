"""Where a box stands on a portal's pages: tags, classes and ids from the root down, as one number.

Numbers in classes and ids are left out: they are often the article's own (`post-4711`). A single figure is kept: it
tells apart what stands side by side (`divArticleDescription1` the summary, `divArticleDescription2` the body).
"""

import re
from functools import lru_cache
from zlib import crc32

from crawler.extraction.outline import Outline
from crawler.extraction.structure import Box

_FIGURES = re.compile(r"\d{2,}")


def place_of(box: Box, known: dict[int, int]) -> int:
    """The place of one box; `known` are those already told, by the box's index."""
    place = known.get(box.index)
    if place is None:
        above = place_of(box.parent, known) if box.parent is not None else 0
        place = known[box.index] = crc32(_name(box.tag, box.classes, box.ident), above)
    return place


def paths_of(outline: Outline) -> list[int]:
    """The place of every box, by the box's index."""
    known: dict[int, int] = {}
    return [place_of(box, known) for box in outline.boxes]


@lru_cache(maxsize=8192)
def _name(tag: str, classes: str, ident: str) -> bytes:
    kept = sorted(_FIGURES.sub("#", name) for name in classes.split())
    return f"{tag}.{' '.join(kept)}#{_FIGURES.sub('#', ident)}".encode()
