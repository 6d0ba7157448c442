"""Reading printed dates: khotin beside dateparser and dateutil, on bench/dates.toml, in one run.

    python -m bench.dates [--rounds N] [--wrong]

For each reader: the share of strings it reads as they must be (refusing what must be refused included), the share
it reads wrongly (a date where none may be, or another one), the share it refuses though there is a date, strings
per second. A reading counts as right when the moment is right to the precision that was printed. Peers know no
precision: they are taken at the precision the case has, and dateparser gets the same "now". Rounds are interleaved,
the median counts. khotin is timed twice: as in a crawl, where it has met a portal's layouts before, and cold, its
memory emptied each round.
"""

import argparse
import statistics
import time
import tomllib
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import dateparser
from dateutil import parser as dateutil_parser
from dateutil.parser import UnknownTimezoneWarning

from crawler.text import dates_dateparser
from crawler.text.dates import VIETNAM, Order, PrintedDate, parse_date
from crawler.text.dates_layout import layout_of

DATA = Path(__file__).with_name("dates.toml")
SAID = {"minute": "%Y-%m-%dT%H:%M:%S", "day": "%Y-%m-%d", "month": "%Y-%m"}
Answer = datetime | PrintedDate | None


class Case(NamedTuple):
    text: str
    expected: str
    order: Order


@dataclass
class Reader:
    name: str
    read: Callable[[Case], Answer]
    rounds: list[float] = field(default_factory=list)
    prepare: Callable[[], None] = lambda: None


def load_cases() -> tuple[datetime, list[Case]]:
    """The instant every string was received at, and the strings with their readings."""
    sections = tomllib.loads(DATA.read_text(encoding="utf-8"))
    at = datetime.fromisoformat(sections.pop("at"))
    cases = [
        Case(text, expected, section.get("order", "dmy"))
        for section in sections.values()
        for text, expected in section["cases"]
    ]
    return at, cases


def readers(at: datetime) -> list[Reader]:
    """khotin, warm and cold, and its peers as their users call them."""
    now = at.astimezone(VIETNAM).replace(tzinfo=None)

    def khotin(case: Case) -> PrintedDate | None:
        return parse_date(case.text, at=at, order=case.order)

    def by_dateparser(case: Case) -> datetime | None:
        order = case.order.upper()
        return dateparser.parse(case.text, languages=["vi"], settings={"DATE_ORDER": order, "RELATIVE_BASE": now})

    def by_dateutil(case: Case) -> datetime | None:
        try:
            found = dateutil_parser.parse(case.text, dayfirst=case.order == "dmy", fuzzy=True, default=now)
            found.utcoffset()  # it takes "9001:2008" for an offset, and only then notices
        except (ValueError, OverflowError, TypeError):
            return None
        return found

    def forget() -> None:
        layout_of.cache_clear()
        dates_dateparser.sure_answer.cache_clear()

    return [
        Reader("khotin", khotin),
        Reader("khotin, cold", khotin, prepare=forget),
        Reader("dateparser vi", by_dateparser),
        Reader("dateutil fuzzy", by_dateutil),
    ]


def verdict(case: Case, answer: Answer) -> str:
    """ "right", "wrong" or "refused"."""
    if answer is None:
        return "right" if case.expected == "-" else "refused"
    if isinstance(answer, PrintedDate):
        return "right" if str(answer) == case.expected else "wrong"
    if case.expected == "-":
        return "wrong"
    moment, precision = case.expected.split()
    local = answer.astimezone(VIETNAM) if answer.tzinfo else answer
    return "right" if moment.startswith(local.strftime(SAID[precision])) else "wrong"


def time_round(reader: Reader, cases: list[Case]) -> None:
    reader.prepare()
    start = time.perf_counter()
    for case in cases:
        reader.read(case)
    reader.rounds.append(time.perf_counter() - start)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--wrong", action="store_true", help="show what each reader got wrong")
    chosen = options.parse_args()
    warnings.filterwarnings("ignore", category=UnknownTimezoneWarning)
    at, cases = load_cases()
    field_of_readers = readers(at)
    for reader in field_of_readers:
        time_round(reader, cases)
        reader.rounds.clear()
    for _ in range(chosen.rounds):
        for reader in field_of_readers:
            time_round(reader, cases)
    refusals = sum(case.expected == "-" for case in cases)
    print(f"{len(cases)} strings, {refusals} of them no dates; {chosen.rounds} rounds\n")
    print(f"{'':16}{'right':>8}{'wrong':>8}{'refused':>9}{'strings/s':>12}{'of dateparser':>15}")
    speeds = {reader.name: len(cases) / statistics.median(reader.rounds) for reader in field_of_readers}
    for reader in field_of_readers:
        report(reader, cases, speeds[reader.name], speeds["dateparser vi"])
        if chosen.wrong:
            show_wrong(reader, cases)


def report(reader: Reader, cases: list[Case], speed: float, peer: float) -> None:
    verdicts = [verdict(case, reader.read(case)) for case in cases]
    shares = [verdicts.count(name) / len(cases) for name in ("right", "wrong", "refused")]
    print(f"{reader.name:16}{shares[0]:8.1%}{shares[1]:8.1%}{shares[2]:9.1%}{speed:12,.0f}{speed / peer:14.1f}x")


def show_wrong(reader: Reader, cases: list[Case]) -> None:
    for case in cases:
        answer = reader.read(case)
        if verdict(case, answer) != "right":
            print(f"    {case.text!r}: {answer} for {case.expected}")


if __name__ == "__main__":
    main()
