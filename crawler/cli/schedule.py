"""`khotin schedule`: timers for `khotin crawl --due`."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import click

from crawler.cli.crawl import choose
from crawler.cli.output import whole_file
from crawler.cli.planning import plan_options
from crawler.cli.selecting import note_phrases
from crawler.errors import UsageError
from crawler.schedule import EVERY, Plan, cron, systemd, windows
from crawler.watch import load_watches

_FORMATS: dict[str, Callable[[Plan], dict[str, str]]] = {"systemd": systemd, "cron": cron, "windows": windows}
_UNITS = Path("~/.config/systemd/user")


@click.command("schedule")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FORMATS)),
    default="windows" if sys.platform == "win32" else "systemd",
    show_default=True,
)
@click.option("--write", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Write files.")
@click.option(
    "--every",
    type=click.IntRange(1, 59),
    default=EVERY,
    show_default=True,
    metavar="MINUTES",
    help="How often to look for what is due; most looks find nothing and end at once.",
)
@plan_options
def command(plan: Plan, form: str, folder: Path | None) -> None:
    """Print or write what makes this machine run `khotin crawl --due`, and `khotin notify` where there are watches.

    One timer serves all portals: each is crawled by its own rhythm.
    """
    choose((), plan.portals)  # what is wrong with the files is said now, not at three in the morning
    if plan.watches:
        for watch in load_watches(plan.watches):
            note_phrases(watch.fields.query, f"{watch.id}.toml: ")
    files = _FORMATS[form](plan)
    if folder is None:
        click.echo(
            "\n".join(f"# {name}\n{text}" if form != "windows" else text for name, text in files.items()), nl=False
        )
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror}") from error
    for name, text in files.items():
        with whole_file(folder / name) as unfinished:
            unfinished.write_bytes(text.encode("utf-16" if form == "windows" else "utf-8"))
        click.echo(folder / name)
    click.echo(f"Next: {_next(form, folder, list(files))}")


def _next(form: str, folder: Path, names: list[str]) -> str:
    """What to type, as it has to be typed."""
    if form == "windows":
        return " & ".join(f'schtasks /Create /TN {Path(name).stem} /XML "{folder / name}"' for name in names)
    paths = [shlex.quote(str(folder / name)) for name in names]
    if form == "cron":
        return f"(crontab -l; cat {paths[0]}) | crontab -"
    timers = " ".join(name for name in names if name.endswith(".timer"))
    start = f"systemctl --user daemon-reload && systemctl --user enable --now {timers}"
    if folder.resolve() == _UNITS.expanduser().resolve():
        return start
    return f"mkdir -p {_UNITS} && cp {' '.join(paths)} {_UNITS}/ && {start}"
