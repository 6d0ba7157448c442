"""Whether a page came whole, where neither length nor packing tells: a portal's pages end with </html>, or never do."""

_ENDS = (b"</html", b"</HTML", b"</body", b"</BODY")
_STARTS = (b"<html", b"<HTML", b"<!doctype html", b"<!DOCTYPE html", b"<!DOCTYPE HTML")


class Wholeness:
    """What one portal's pages look like at their ends."""

    def __init__(self) -> None:
        self._closes = False

    def is_cut(self, body: bytes) -> bool:
        """Whether this document lacks the end that others of the portal had; a fragment or a file never does."""
        if any(body.rfind(end) >= 0 for end in _ENDS):  # from behind: there it stands
            self._closes = True
            return False
        return self._closes and any(start in body[:4096] for start in _STARTS)
