"""The `khotin` command. Each command is a module of this package, imported only when it is typed."""

import importlib
import importlib.util
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from crawler import __version__
from crawler.cli.interruption import ASKED, ReaderLeft, forget_output, reader_may_leave, sigterm_as_ctrl_c
from crawler.errors import KhotinError

# command → module; the help lists them in this order
COMMANDS = {
    "demo": "demo",
    "crawl": "crawl",
    "portals": "portals",
    "check": "check",
    "probe": "probe",
    "date": "date",
    "show": "show",
    "stats": "stats",
    "changes": "changes",
    "search": "search",
    "diff": "diff",
    "export": "export",
    "feeds": "feeds",
    "serve": "serve",
    "notify": "notify",
    "schedule": "schedule",
    "run": "run",
    "health": "health",
    "extract": "extract",
    "verify": "verify",
    "backup": "backup",
    "merge": "merge",
    "import-warc": "import_warc",
}


class LazyGroup(click.Group):
    """Finds commands by name in COMMANDS."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with reader_may_leave():  # of the help
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with reader_may_leave():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"crawler.cli.{COMMANDS[cmd_name]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="khotin")
def khotin() -> None:
    """Crawls the news of Vietnamese government portals into a versioned SQLite archive."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 look at it, 2 wrong usage or configuration, 130 interrupted.

    A reader that has seen enough (`khotin portals | head`) is no failure: 0.
    """
    _check_packages()
    sigterm_as_ctrl_c()
    try:
        code: Any = khotin.main(args=arguments, prog_name="khotin", standalone_mode=False)
    except ReaderLeft as left:
        forget_output()
        code = left.exit_code
    except KhotinError as error:
        _say(str(error))
        code = error.exit_code
    except click.exceptions.Abort:
        code = ASKED
    except click.ClickException as error:
        error.show()
        code = 2
    except sqlite3.DatabaseError as error:
        _say(f"the archive's database cannot be used: {error}")
        code = 2
    except UnicodeEncodeError as error:
        _say(f"{error.object!r} is no text in UTF-8")
        code = 2
    except OSError as error:  # a folder that cannot be written to, a full disk: where, and why
        _say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        code = 2
    except KeyboardInterrupt:
        code = ASKED
    sys.exit(code if isinstance(code, int) else 0)


def _say(message: str) -> None:
    click.echo(f"khotin: {message}", err=True)


def _check_packages() -> None:
    """Three generic top-level names must come from one place, else another project's `spiders` would run here."""
    home = Path(__file__).resolve().parents[2]
    for name in ("spiders", "pipelines"):
        spec = importlib.util.find_spec(name)
        found = Path(spec.origin).resolve().parents[1] if spec and spec.origin else None
        if found != home:
            _say(f"the package {name!r} comes from {found}, not from {home}: run khotin from its own environment")
            sys.exit(2)
