"""What a portal's pages have in common, learnt from a few of them."""

from collections.abc import Sequence

from crawler.extraction.page import Page
from crawler.extraction.structure import Outline


class Template:
    def chrome_lines(self, outline: Outline) -> frozenset[int]:
        return frozenset()

    @classmethod
    def learn(cls, pages: Sequence[Page]) -> "Template":
        return cls()
