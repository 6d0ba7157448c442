"""How far a section's pager is followed: every page of a new section, only what is new of a known one (DESIGN §6).

Order is not to be trusted: some systems list page 2 and later oldest first, or pin old articles on top. A known section
is caught up only where the last article of its front page was known before this run (what is new is always put on
page 1, above it), or where a later page shows new articles and then known ones. A page without anything new right
after a page that was new to its end proves nothing: the whole section is walked then.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

STALE_PAGES = 2
EMPTY_PAGES = 20  # in a row that list no article but something else: documents, what is elsewhere
MAX_PAGES = 5_000


@dataclass(slots=True)
class SectionWalk:
    """The state of one section's walk in one run."""

    mode: Literal["whole", "front"]
    seen: set[int] = field(default_factory=set)
    stale: int = 0
    empty: int = 0
    pages: int = 0

    def goes_on(self, keys: Sequence[str], known: Collection[str], *, others: Collection[str] = ()) -> bool:
        """Whether the pager is followed after a page that lists the articles `keys`, top to bottom.

        `known` are those that were in the frontier before this run. `others` tell a page that lists no article from
        the next one: what else it leads to.
        """
        self.pages += 1
        if self.pages >= MAX_PAGES:
            return False
        if self.mode == "front" and not self._front_goes_on(keys, known):
            self.pages -= not keys and self.pages == 1  # what a script may fill: its data are the front page
            return False
        hashes = {hash(key) for key in keys or others}
        self.stale = 0 if hashes - self.seen else self.stale + 1
        self.empty = 0 if keys else self.empty + 1
        self.seen |= hashes
        return self.stale < STALE_PAGES and self.empty < EMPTY_PAGES

    def _front_goes_on(self, keys: Sequence[str], known: Collection[str]) -> bool:
        if not keys:
            return False
        fresh = any(key not in known for key in keys)
        if keys[-1] in known:
            if self.pages > 1 and not fresh:
                self.mode = "whole"
                return True
            return False
        return True
