"""What a reader sees inside an element, taken out of lxml in one walk for all who read it again and again.

Asking lxml for an element, its tag, text and attributes costs several times as much as asking a plain object, and the
blocks of a body, its safe HTML and its pictures are all read from the same elements.
"""

from collections.abc import Collection

from crawler.extraction.element import Element
from crawler.extraction.files import picture_url
from crawler.extraction.markup import (
    BLOCKS,
    DROPPED,
    FRAMES,
    NAMED_CAPTION,
    PLAIN,
    SEE_THROUGH,
    Look,
    bare_look,
    look_of,
)


class Node:
    """A shown element. `content` are its texts and the elements shown inside, in document order.

    What `look` does to the flags around it, crawler.extraction.markup says. `parted`: blocks stand directly inside. Of
    an element that changes nothing, such as most a <span>, only the content is there.
    """

    __slots__ = ("content", "element", "look", "parted", "tag")

    def __init__(self, element: Element, tag: str, look: Look) -> None:
        self.element = element
        self.tag = tag
        self.look = look
        self.content: list[str | Node] = []
        self.parted = False

    def get(self, name: str) -> str:
        """An attribute as written, "" where it has none."""
        return self.element.get(name) or ""

    def text(self) -> str:
        """All text inside."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.content)

    def shows_picture(self) -> bool:
        return any(not isinstance(part, str) and (part.tag == "img" or part.shows_picture()) for part in self.content)


class Picture(Node):
    """An <img>; `address` is that of the picture it stands for, "" for an ornament."""

    __slots__ = ("address",)

    def __init__(self, element: Element, look: Look, base: str) -> None:
        super().__init__(element, "img", look)
        self.address = picture_url(element, base)


class NodeReader:
    """Takes elements out of their tree, those of `skip` left behind; addresses are made absolute by `base`."""

    def __init__(self, base: str = "", *, skip: Collection[Element] = (), captions: Collection[Element] = ()) -> None:
        self.base = base
        self.skip = skip
        self.captions = captions

    def read(self, element: Element) -> Node:
        """`element` itself, shown or not, with what is shown inside."""
        return self._made(element, element.tag, PLAIN)

    def _made(self, element: Element, tag: str, look: Look) -> Node:
        if tag == "img":
            return Picture(element, look, self.base)
        node = Node(element, tag, look)
        if len(element):
            self._fill(node, element)
        elif text := element.text:
            node.content.append(text)
        return node

    def _fill(self, node: Node, element: Element) -> None:
        content, skip, captions = node.content, self.skip, self.captions
        if text := element.text:
            content.append(text)
        for child in element:
            tag = child.tag
            if tag not in DROPPED and not (skip and child in skip):
                attributes = child.items()
                look = look_of(tag, attributes) if attributes else bare_look(tag)
                if tag == "br":
                    content.append(Node(child, tag, PLAIN))  # also one that is hidden on narrow screens ends a line
                elif captions and look and child in captions:
                    content.append(self._made(child, tag, (look[0], look[1] | NAMED_CAPTION)))
                elif look is PLAIN and tag in SEE_THROUGH and node.tag not in FRAMES:
                    self._fill(node, child)
                elif look:
                    content.append(self._made(child, tag, look))
            if tag in BLOCKS:
                node.parted = True
            if text := child.tail:
                content.append(text)
