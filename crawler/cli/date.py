"""`khotin date`: how a printed date is read."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from crawler.archive.clock import now
from crawler.cli.options import json_option, no_archive_option
from crawler.cli.output import json_line
from crawler.errors import UsageError
from crawler.text.dates import PrintedDate, parse_date


@click.command("date")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--at", "at_text", metavar="INSTANT", help="When the text was read (ISO 8601); default: now.")
@click.option("--zone", default="Asia/Ho_Chi_Minh", show_default=True, help="The portal's time zone.")
@no_archive_option
@json_option
def command(texts: Sequence[str], at_text: str | None, zone: str, as_json: bool) -> None:
    """Show how a printed date is read, one line each; `-` when it is no date.

    Without TEXT, lines are read from standard input. With --json, one object a line.
    """
    zone_info = _zone(zone)
    at = _instant(at_text, zone_info)
    lines: Iterable[str] = texts or (line.rstrip("\n") for line in sys.stdin)
    for line in lines:
        date = parse_date(line, at=at, zone=zone_info)
        click.echo(json_line(_as_json(line, date)) if as_json else str(date or "-"), nl=not as_json)


def _as_json(line: str, date: PrintedDate | None) -> dict[str, object]:
    """The reading in the archive's words; all None but `text` where there is none."""
    return {
        "text": line,
        "published_at": date.instant.isoformat(timespec="seconds") if date else None,
        "published_on": date.instant.date().isoformat() if date else None,
        "published_precision": date.precision if date else None,
        "published_text": date.text if date else None,
        "weekday_conflict": date.weekday_conflict if date else None,
    }


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError) as error:
        raise UsageError(f"--zone: no time zone named {name!r}") from error


def _instant(text: str | None, zone: ZoneInfo) -> datetime:
    if text is None:
        return now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--at: {text!r} is no ISO 8601 instant such as 2017-05-31T14:30:00+07:00") from error
    return at if at.tzinfo else at.replace(tzinfo=zone)
