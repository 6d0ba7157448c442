"""The options of commands that plan crawls: `khotin schedule` and `khotin run`; the command gets one Plan."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from crawler.cli.options import archive_option, portals_option
from crawler.schedule import EVERY, Plan

F = TypeVar("F", bound=Callable[..., Any])


def plan_options(function: F) -> F:
    """--portals, --archive, --watches, --feeds, --workers; paths become absolute."""

    @wraps(function)
    def with_plan(*args: Any, **options: Any) -> Any:
        plan = Plan(
            archive=options.pop("archive").absolute(),
            portals=tuple(folder.absolute() for folder in options.pop("folders")),
            watches=_absolute(options.pop("watches")),
            feeds=_absolute(options.pop("feeds")),
            workers=options.pop("workers"),
            every=options.pop("every", EVERY),
        )
        return function(*args, plan=plan, **options)

    decorated: Any = with_plan
    for add in (
        click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="As of khotin crawl."),
        _folder("--feeds", "Write feeds into DIR after each crawl."),
        _folder("--watches", "Tell the news of the watches in DIR to their receivers."),
        archive_option,
        portals_option,
    ):
        decorated = add(decorated)
    return decorated  # type: ignore[no-any-return]


def _folder(name: str, text: str) -> Callable[[Any], Any]:
    return click.option(name, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help=text)


def _absolute(path: Path | None) -> Path | None:
    return path.absolute() if path else None
