"""An article taken out of a page by its lines: what stands between them in the same boxes is left behind."""

from collections.abc import Collection

from lxml.html import HtmlElement

from crawler.extraction.markup import BLOCKS, DROPPED, FRAMES, PLAIN, SEE_THROUGH, Look, look_of
from crawler.extraction.node import Node, NodeReader, Picture

_MAY_BE_EMPTY = frozenset(("img", "hr", "td", "th"))


class KeptReader(NodeReader):
    """Takes elements out of their tree with no text but `texts` ((element, True) is an element's tail, as in
    crawler.extraction.structure), no pictures but `pictures`, and no elements that are left empty."""

    def __init__(
        self, base: str, *, texts: Collection[tuple[HtmlElement, bool]], pictures: Collection[HtmlElement]
    ) -> None:
        super().__init__(base)
        self.texts = texts
        self.pictures = pictures

    def _made(self, element: HtmlElement, tag: str, look: Look) -> Node:
        if tag == "img":
            return Picture(element, look, self.base)
        node = Node(element, tag, look)
        self._fill(node, element)
        return node

    def _fill(self, node: Node, element: HtmlElement) -> None:
        content, texts = node.content, self.texts
        if (text := element.text) and (element, False) in texts:
            content.append(text)
        for child in element:
            tag = child.tag
            if tag not in DROPPED and (tag != "img" or child in self.pictures):
                look = look_of(tag, child.items())
                if tag == "br":
                    content.append(Node(child, tag, PLAIN))
                elif look is PLAIN and tag in SEE_THROUGH and node.tag not in FRAMES:
                    before = len(content)
                    self._fill(node, child)
                    if _is_blank(content[before:]):
                        del content[before:]
                elif look:
                    inside = self._made(child, tag, look)
                    if tag in _MAY_BE_EMPTY or not _is_blank(inside.content):
                        content.append(inside)
                        node.parted = node.parted or tag in BLOCKS
            if (text := child.tail) and ((child, True) in texts or not text.strip()):
                content.append(text)


def _is_blank(content: list[str | Node]) -> bool:
    return not any(not isinstance(part, str) or part.strip() for part in content)
