"""Where a box stands on a portal's pages: the names of boxes (crawler.extraction.box_name) from the root down, as one
number."""

from zlib import crc32

from crawler.extraction.outline import Outline
from crawler.extraction.structure import Box


def place_of(box: Box, known: dict[int, int]) -> int:
    """The place of one box; `known` are those already told, by the box's index."""
    place = known.get(box.index)
    if place is None:
        above = place_of(box.parent, known) if box.parent is not None else 0
        place = known[box.index] = crc32(box.name.place, above)
    return place


def paths_of(outline: Outline) -> list[int]:
    """The place of every box, by the box's index."""
    known: dict[int, int] = {}
    return [place_of(box, known) for box in outline.boxes]
