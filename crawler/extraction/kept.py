"""An article taken out of a page by its lines: what stands between them in the same boxes is left behind."""

from collections.abc import Collection, Iterable

from crawler.extraction.element import Element
from crawler.extraction.markup import BLOCKS, DROPPED, FRAMES, PLAIN, SEE_THROUGH, Look, bare_look, look_of
from crawler.extraction.node import Node, NodeReader, Picture

_MAY_BE_EMPTY = frozenset(("img", "hr", "td", "th"))


class KeptReader(NodeReader):
    """Takes elements out of their tree with no text but `pieces` ((element, True) is an element's tail, as in
    crawler.extraction.structure), no pictures but `pictures`, and no elements that are left empty."""

    def __init__(self, base: str, *, pieces: Iterable[tuple[Element, bool]], pictures: Collection[Element]) -> None:
        super().__init__(base)
        self.texts: set[Element] = set()
        self.tails: set[Element] = set()
        for element, tail in pieces:
            (self.tails if tail else self.texts).add(element)
        self.pictures = pictures

    def _made(self, element: Element, tag: str, look: Look) -> Node:
        if tag == "img":
            return Picture(element, look, self.base)
        node = Node(element, tag, look)
        self._kept(node, element)
        return node

    def _kept(self, node: Node, element: Element) -> bool:
        """Put what is kept of `element` into `node`; whether it is more than blanks."""
        content, texts, tails = node.content, self.texts, self.tails
        says = False
        if (text := element.text) and element in texts:
            content.append(text)
            says = True
        for child in element:
            tag = child.tag
            if tag not in DROPPED and (tag != "img" or child in self.pictures):
                attributes = child.items()
                look = look_of(tag, attributes) if attributes else bare_look(tag)
                if tag == "br":
                    content.append(Node(child, tag, PLAIN))
                    says = True
                elif look is PLAIN and tag in SEE_THROUGH and node.tag not in FRAMES:
                    before = len(content)
                    if self._kept(node, child):
                        says = True
                    else:
                        del content[before:]
                elif look and (inside := self._shown(child, tag, look)) is not None:
                    content.append(inside)
                    node.parted = node.parted or tag in BLOCKS
                    says = True
            if text := child.tail:
                if child in tails:
                    content.append(text)
                    says = True
                elif text.isspace():
                    content.append(text)
        return says

    def _shown(self, element: Element, tag: str, look: Look) -> Node | None:
        """The element with what is kept inside, None where that is nothing."""
        if tag == "img":
            return Picture(element, look, self.base)
        node = Node(element, tag, look)
        return node if self._kept(node, element) or tag in _MAY_BE_EMPTY else None
