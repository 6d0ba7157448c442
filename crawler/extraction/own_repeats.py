"""Lines of a body that say the same on every page and are the articles' own: "Đề nghị các xã nghiêm túc thực hiện."

Words cannot tell them from a portal's notice; where they stand can: among the paragraphs that differ from article to
article, not beside the box that holds those.
"""

from collections.abc import Iterator

from crawler.extraction.structure import Box
from crawler.extraction.view import View

_SET = frozenset("p li dd dt blockquote pre h2 h3 h4 h5 h6".split())
_SHORTEST = 40  # letters of what varies: an author's name in a box does not make the box's words the article's
_WRITTEN = frozenset(("lede", "body"))  # boxes named for what an editor wrote


def own_repeats(view: View, keys: list[int], paths: list[int], repeated: frozenset[int]) -> Iterator[int]:
    """The keys among `repeated` whose lines stand among this page's paragraphs; `keys` and `paths` are its lines' and
    boxes' numbers."""
    lines = view.outline.lines
    varying = [i for i in view.found.lines if keys[i] not in repeated]
    places = {paths[lines[i].box.index] for i in varying}
    prose = [i for i in varying if lines[i].size >= _SHORTEST]
    around = {lines[i].box.parent: i for i in prose}  # the last that varies in each box
    first = {lines[i].box.parent: i for i in reversed(prose)}
    for i in view.found.lines:
        if keys[i] not in repeated:
            continue
        box = lines[i].box
        if paths[box.index] in places or (varying and box.hint in _WRITTEN) or _is_set_among(view, i, first, around):
            yield keys[i]


def _is_set_among(view: View, number: int, first: dict[Box | None, int], last: dict[Box | None, int]) -> bool:
    """Whether a heading or paragraph of other looks stands in the varying paragraphs' box; where the title stands in it
    too, between them."""
    box = view.outline.lines[number].box
    parent = box.parent
    if box.tag not in _SET or parent is None or parent not in first:
        return False
    return not parent.holds(view.title) or first[parent] < number < last[parent]
