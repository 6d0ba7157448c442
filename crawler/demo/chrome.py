"""Everything around the read area: the page cut where its counters stand, so that a request only joins bytes."""

import base64
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from string import Template

from crawler.demo.source import Section

FIRST_VISIT = 2_484_957
CLOCK_START = datetime(2026, 11, 23, 8, 0)
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
MARK = re.compile(rb"\x01(clock|visits|guests)\x01")


@dataclass(slots=True)
class Counters:
    """The site's counters and header clock: each request moves them, so no two answers are the same bytes."""

    visits: int = FIRST_VISIT
    now: dict[bytes, bytes] = field(default_factory=dict)

    def tick(self) -> dict[bytes, bytes]:
        self.visits += 1
        served = self.visits - FIRST_VISIT
        clock = CLOCK_START + timedelta(seconds=7 * served)
        self.now = {
            b"visits": f"{self.visits:,}".replace(",", ".").encode(),
            b"guests": str(12 + served * 37 % 80).encode(),
            b"clock": f"{WEEKDAYS[clock.weekday()]}, {clock:%d/%m/%Y - %H:%M:%S}".encode(),
        }
        return self.now


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered answer. `parts` are bytes and, at odd places, the names of what Counters fills in."""

    parts: tuple[bytes, ...]
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    location: str = ""

    def body(self, counters: Counters) -> bytes:
        if len(self.parts) == 1:
            return self.parts[0]
        now = counters.tick()
        return b"".join(now[part] if place % 2 else part for place, part in enumerate(self.parts))


def cut(page: str) -> tuple[bytes, ...]:
    return tuple(MARK.split(page.encode()))


class Chrome:
    """Puts the site's frame around a content cell."""

    def __init__(self, template: str, site: dict[str, str], sections: Iterable[Section]) -> None:
        sections = tuple(sections)
        self._template = Template(template)
        self._fixed = {
            **site,
            "clock": "\x01clock\x01",
            "visits": "\x01visits\x01",
            "guests": "\x01guests\x01",
            "menu_across": menu_across(sections),
            "menu_down": menu_down(sections),
            "days": options(range(1, 32)),
            "months": options(range(1, 13)),
            "years": options(range(2009, 2027)),
        }

    def around(self, content: str, *, action: str, cn: int, highlights: str) -> Page:
        state = random.Random(action)  # noqa: S311  a view state only has to look like one
        viewstate = base64.b64encode(state.randbytes(state.randint(4_000, 16_000))).decode()
        page = self._template.substitute(
            self._fixed, content=content, action=action, cn=cn, highlights=highlights, viewstate=viewstate
        )
        return Page(cut(page))


def options(numbers: Iterable[int]) -> str:
    return "".join(f'<option value="{number}">{number}</option>' for number in numbers)


def menu_across(sections: tuple[Section, ...]) -> str:
    home = '<td onmouseover="this.className=\'Chon\'" onmouseout="this.className=\'\'"><a href="/">Trang chủ</a></td>'
    return home + "".join(f'<td><a href="/?gd=1&amp;cn={entry.cn}">{entry.name}</a></td>' for entry in sections)


def menu_down(sections: tuple[Section, ...]) -> str:
    """The left column; its links carry a session id, as a site with cookieless sessions prints them."""
    rows = (
        '<tr><td><img src="/App_Themes/HuongGiang/mui-ten.gif" alt="" /> '
        f'<a href="/?gd=1&amp;cn={entry.cn}&amp;sid=5f3a{entry.cn}">'
        f"{entry.parent} - {entry.name}</a></td></tr>"
        for entry in sections
    )
    last = '<tr><td><a href="/?gd=1&amp;cn=99">Hỏi đáp</a></td></tr>'
    return "".join(rows) + last
