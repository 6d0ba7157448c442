"""Whether a server's 304 can be believed: it is tried before it is trusted, and watched afterwards.

A server that answers 304 to an ETag nobody ever gave out says it to everything; one that changes a text under the same
ETag is no better. Both are asked for whole pages from then on (`portals.validators` = "liar"), as are those that never
answer 304 at all ("never").
"""

from crawler.archive.store import Stored
from crawler.frontier import FrontierRow
from crawler.items import Fetched

FULL_LOOK = 4  # every fourth look asks for the whole page all the same
PATIENCE = 20  # pages unchanged and yet sent in full, before a server counts as one that never answers 304
NEVER_GIVEN = {"etag": '"khotin-asks-whether-this-is-checked"', "last_modified": "Thu, 01 Jan 1970 00:00:00 GMT"}


class Validators:
    """One portal's conditional requests. `state`: "" (not tried), "honest", "liar" or "never"."""

    def __init__(self, state: str) -> None:
        self.state = state
        self._trial: int | None = None
        self._asked: set[int] = set()
        self._unchanged = 0
        self._in_vain = 0

    def headers(self, row: FrontierRow) -> dict[str, str]:
        """The conditional headers for a known article's next request; none where the whole page is wanted."""
        self._asked.discard(row.id)
        if not (row.etag or row.last_modified) or self.state in ("liar", "never"):
            return {}
        if self.state == "":
            if self._trial is not None:
                return {}
            self._trial = row.id
            row_has = NEVER_GIVEN
            return {"If-None-Match": row_has["etag"]} if row.etag else {"If-Modified-Since": row_has["last_modified"]}
        if row.looks % FULL_LOOK == 0:
            return {}
        self._asked.add(row.id)
        return {"If-None-Match": row.etag} if row.etag else {"If-Modified-Since": row.last_modified}

    def believes(self, row: FrontierRow) -> bool:
        """Whether a 304 for `row` says that its page is unchanged."""
        if self._trial == row.id:
            self._trial, self.state = None, "liar"
        if row.id not in self._asked:
            return False
        self._unchanged += 1
        return True

    def learn(self, row: FrontierRow, fetched: Fetched, stored: Stored) -> None:
        """A page came in full and was stored."""
        if self._trial == row.id:
            self._trial, self.state = None, "honest"
        if stored == "edited" and (row.etag or row.last_modified):
            if (row.etag, row.last_modified) == (fetched.etag, fetched.last_modified):
                self.state = "liar"
        elif stored == "same" and row.id in self._asked:
            self._in_vain += 1
            if self._in_vain >= PATIENCE and not self._unchanged and self.state == "honest":
                self.state = "never"
        self._asked.discard(row.id)

    def drop(self, row: FrontierRow) -> None:
        """Nothing came of the request."""
        self._asked.discard(row.id)
        if self._trial == row.id:
            self._trial = None
