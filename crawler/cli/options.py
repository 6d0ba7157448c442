"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from crawler.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])


def archive_option(function: F) -> F:
    """--archive DIR, also from KHOTIN_ARCHIVE."""
    return click.option(
        "--archive",
        type=click.Path(path_type=Path),
        default=Path("archive"),
        show_default=True,
        envvar="KHOTIN_ARCHIVE",
        help="The archive's directory.",
    )(function)


def no_archive_option(function: F) -> F:
    """--archive DIR of a command that needs none: taken, so that scripts may give it to every command, and unused."""
    return click.option("--archive", type=click.Path(), expose_value=False, hidden=True)(function)


def portals_option(function: F) -> F:
    """--portals DIR, repeatable."""
    return click.option(
        "--portals",
        "folders",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="DIR",
        help="A folder of portal files of your own; they win over the bundled ones. Repeatable.",
    )(function)


def json_option(function: F) -> F:
    """--json: one object, or one object a line, for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(function)


def check_base_url(base_url: str | None) -> None:
    """Raises UsageError for what is no address on the web; None and "" are none at all."""
    try:
        parts = urlsplit(base_url or "https://none")
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f"--base-url: {base_url!r} is no address such as https://tin.example.org")
