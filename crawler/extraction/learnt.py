"""What a portal's template says of one page: the places it knows, found on that page."""

from dataclasses import dataclass, field

from crawler.extraction.structure import Box


@dataclass(slots=True)
class Learnt:
    """Line numbers and boxes on one page. `chrome` are lines that stand on the portal's other pages too, `titles` and
    `dates` lines at the place where titles and dates were found there, `ledes` those where summaries were, `bodies` the
    boxes that held bodies;
    `month_first` says that the portal prints dates in US order."""

    chrome: frozenset[int] = frozenset()
    titles: frozenset[int] = frozenset()
    dates: frozenset[int] = frozenset()
    ledes: frozenset[int] = frozenset()
    bodies: list[Box] = field(default_factory=list)
    month_first: bool = False
