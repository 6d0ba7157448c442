"""What leads on and on and brings nothing: second addresses of articles that are known already (DESIGN §6)."""

MOST_COPIES = 50


class Endless:
    """Counts, in one run over one portal, what was asked for in vain since something new came of it."""

    def __init__(self) -> None:
        self._copies = 0

    @property
    def copies_lead_on(self) -> bool:
        """Whether links on the page of a second address are followed: not where one has followed another for long, as
        where every page gives every article an address that was never seen."""
        return self._copies < MOST_COPIES

    def count_article(self, stored: str) -> None:
        """An article's page was stored; "alias": under a second address."""
        if stored == "alias":
            self._copies += 1
        elif stored == "new":
            self._copies = 0
