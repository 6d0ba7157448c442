"""An article taken out of a page by its lines: what stands between them in the same boxes is left behind."""

from collections.abc import Collection

from lxml.html import HtmlElement

from crawler.extraction.markup import BLOCKS, DROPPED, PLAIN, Look, look_of
from crawler.extraction.node import Node, NodeReader, Picture

_MAY_BE_EMPTY = frozenset(("img", "br", "hr", "td", "th"))


class KeptReader(NodeReader):
    """Takes elements out of their tree with no text but `texts` ((element, True) is an element's tail, as in
    crawler.extraction.structure), no pictures but `pictures`, and no elements that are left empty."""

    def __init__(
        self, base: str, *, texts: Collection[tuple[HtmlElement, bool]], pictures: Collection[HtmlElement]
    ) -> None:
        super().__init__(base)
        self.texts = texts
        self.pictures = pictures

    def _made(self, element: HtmlElement, tag: str, look: Look | None) -> Node:
        if tag == "img":
            return Picture(element, look or PLAIN, self.base)
        node = Node(element, tag, look or PLAIN)
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
                if look is not None or tag == "br":
                    inside = self._made(child, tag, look)
                    if tag in _MAY_BE_EMPTY or any(not isinstance(one, str) or one.strip() for one in inside.content):
                        content.append(inside)
                        node.parted = node.parted or tag in BLOCKS
            if (text := child.tail) and ((child, True) in texts or not text.strip()):
                content.append(text)
