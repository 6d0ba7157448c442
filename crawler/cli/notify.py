"""`khotin notify`: tell watches' news to their receivers."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from crawler.archive.clock import utc_text
from crawler.cli.options import archive_option, json_option
from crawler.errors import UsageError
from crawler.notify.delivery import TIMEOUT, Line, Told, notify
from crawler.watch import load_watches


@dataclass(slots=True)
class _Report:
    """How one receiver fared, for programs."""

    watch: str
    receiver: str
    messages: int
    changes: int
    error: str
    next_at: str | None


@click.command("notify")
@click.option(
    "--watches",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("watches"),
    show_default=True,
    metavar="DIR",
    help="The folder of the watches' files.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="How long a receiver may take to answer.",
)
@archive_option
@json_option
def command(folder: Path, timeout: float, archive: Path, as_json: bool) -> int:
    """Send what watches have to tell to their receivers: at least once, in order, each at its own pace.

    What a receiver did not take is sent again by a later call, after growing waits. Exit code 1 where one did not.
    """
    watches = load_watches(folder)
    if not any(watch.fields.to for watch in watches):
        raise UsageError(f"{folder}: no watch here says whom to tell (`to`)")
    told = notify(archive, watches, timeout=timeout)
    _say(told, as_json=as_json)
    return 1 if told.trouble else 0


def _say(told: Told, *, as_json: bool) -> None:
    if as_json:
        reports = [asdict(_report(line)) for line in told.lines]
        click.echo(json.dumps({"receivers": reports, "trouble": told.trouble, "busy": told.busy}, ensure_ascii=False))
        return
    if told.busy:
        click.echo("another `khotin notify` is at work")
    for line in told.lines:
        later = f", more at {utc_text(line.next_at)}" if line.next_at and not line.error else ""
        click.echo(f"{line.name}: {line.changes} changes in {line.messages} messages{later}")
    for trouble in told.trouble:
        click.echo(f"! {trouble}", err=True)


def _report(line: Line) -> _Report:
    next_at = utc_text(line.next_at) if line.next_at else None
    return _Report(line.watch.id, line.receiver.shown, line.messages, line.changes, line.error, next_at)
