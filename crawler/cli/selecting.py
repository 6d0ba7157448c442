"""The options by which reading commands narrow what they are about, and the instants people type."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from crawler.archive.clock import now
from crawler.archive.selection import Selection
from crawler.errors import UsageError
from crawler.query import Query, parse_query, phrased

F = TypeVar("F", bound=Callable[..., Any])
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")  # of an instant typed without one
_AGE = re.compile(r"(\d{1,6})\s*([mhdw])")
_UNIT = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def selection_options(*, sections: bool = True, dates: bool = True) -> Callable[[F], F]:
    """--portal, --province and, where asked for, --section, --from, --to; the command gets one Selection, `which`."""

    def decorate(function: F) -> F:
        @wraps(function)
        def with_selection(*args: Any, **options: Any) -> Any:
            which = Selection(
                portals=options.pop("only_portals"),
                provinces=options.pop("provinces"),
                sections=options.pop("sections", ()),
                since=read_day(options.pop("from_text", None), "--from"),
                until=read_day(options.pop("to_text", None), "--to"),
            )
            return function(*args, which=which, **options)

        added: list[Callable[[Any], Any]] = [
            click.option("--portal", "only_portals", multiple=True, metavar="ID", help="Only this portal. Repeatable."),
            click.option(
                "--province",
                "provinces",
                multiple=True,
                metavar="NAME",
                help="Only portals of this province, before or after 2025. Repeatable.",
            ),
        ]
        if sections:
            added.append(
                click.option(
                    "--section", "sections", multiple=True, metavar="NAME", help="Only this section. Repeatable."
                )
            )
        if dates:
            added += [
                click.option("--from", "from_text", metavar="DATE", help="Published on this day or later."),
                click.option("--to", "to_text", metavar="DATE", help="Published on this day or earlier."),
            ]
        decorated: Any = with_selection
        for add in reversed(added):
            decorated = add(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


def read_query(text: str) -> Query:
    """What was typed; a note on standard error where OR may not join what a person thinks it does."""
    query = parse_query(text)
    note_phrases(text)
    return query


def note_phrases(text: str, of: str = "") -> None:
    """Say what a query with OR probably means, where it means something else; `of`: whose query it is."""
    if meant := phrased(text):
        click.echo(f"note: {of}OR joins the nearest words alone; whole phrases need quotes: {meant}", err=True)


def read_day(text: str | None, option: str) -> date | None:
    """A day as `2026-11-23` or `23/11/2026`; raises UsageError naming the option."""
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise UsageError(f"{option}: {text!r} is no date such as 2026-11-23")


def read_instant(text: str | None, option: str) -> datetime | None:
    """An instant in ISO 8601, a day, or an age (`30m`, `24h`, `7d`, `2w` ago); Vietnam's time if no zone is typed."""
    if text is None:
        return None
    if age := _AGE.fullmatch(text.strip()):
        try:
            return now() - int(age[1]) * _UNIT[age[2]]
        except OverflowError as error:
            raise UsageError(f"{option}: {text!r} is longer ago than time goes back") from error
    try:
        instant = datetime.fromisoformat(text.strip())
        return (instant if instant.tzinfo else instant.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{option}: {text!r} is no instant such as 2026-11-23T08:30:00Z, 2026-11-23 or 24h") from error
