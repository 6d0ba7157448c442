"""The date printed beside an article's title, as an instant in the portal's zone, or refused.

`parse_date` first looks up the layout of the string (dates_layout: where day, month, year and time stand;
remembered per skeleton, so a portal's second date costs a look-up), then reads the figures (dates_values).
dateparser is asked last and only for what dates_dateparser lets through. What is refused and why stands in
dates_layout, dates_values and their tests.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.text.dates_dateparser import ask_dateparser
from crawler.text.dates_layout import LONGEST, UNCLEAN, UNKNOWN, layout_of
from crawler.text.dates_letters import plain, skeleton
from crawler.text.dates_slots import Layout, Relative
from crawler.text.dates_values import Order, Precision, PrintedDate, read_layout

__all__ = ["VIETNAM", "Order", "Precision", "PrintedDate", "parse_date"]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def parse_date(text: str, *, at: datetime, zone: ZoneInfo = VIETNAM, order: Order = "dmy") -> PrintedDate | None:
    """The date that `text` prints, None where it prints none that can be read without guessing.

    `at`, an aware instant, is when the page was received: relative times and missing years count from it, and a year
    after the next one is refused. `order="mdy"` is for systems known to print US dates; see `dates_values`.
    """
    if len(text) > LONGEST:
        text = " ".join(text.split())  # the markup's spaces
        if len(text) > 2 * LONGEST:  # marks may stand apart from their letters
            return None
    layout = layout_of(skeleton(text))
    if layout is UNCLEAN:
        text = plain(text)
        layout = layout_of(skeleton(text))
    if isinstance(layout, (Layout, Relative)):
        return read_layout(layout, text, at=at, zone=zone, order=order)
    return ask_dateparser(text, at=at, zone=zone) if layout == UNKNOWN else None
