"""`khotin serve`: the archive in a browser."""

import asyncio
import logging
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import click
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from crawler.archive.reader import Archive
from crawler.cli.interruption import ASKED
from crawler.cli.options import archive_option, check_base_url, portals_option
from crawler.errors import UsageError
from crawler.portal import Portal, load_portals
from crawler.recipe import load_recipes
from crawler.web.app import Site

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GRACE = 5.0  # seconds for what is under way when a signal comes


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8800, show_default=True, help="0: any free one.")
@click.option("--base-url", metavar="URL", help="The site's address on the web, where it is behind a proxy.")
@portals_option
@archive_option
def command(host: str, port: int, base_url: str | None, folders: Sequence[Path], archive: Path) -> int:
    """Show the archive in a browser: search, articles, their history, changes, portals. It is only read.

    On this machine alone unless --host says otherwise. Works while crawls write.
    """
    check_base_url(base_url)
    Archive(archive, strict=True).close()  # what is wrong with it is said now
    return asyncio.run(_serve(archive, load_portals(folders, load_recipes()), place=(host, port), base=base_url or ""))


async def _serve(archive: Path, known: Mapping[str, Portal], *, place: tuple[str, int], base: str) -> int:
    logging.getLogger("aiohttp.server").addFilter(_is_ours)
    runner = web.AppRunner(
        Site(archive, known, hosts=names_of(place[0], base), base=base).app(), access_log=None, shutdown_timeout=GRACE
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, *place).start()
        host, port = runner.addresses[0][:2]
        click.echo(f"http://{f'[{host}]' if ':' in host else host}:{port}/   (Ctrl-C ends it)")
        await _signalled()
    except OSError as error:
        raise UsageError(f"cannot listen at {place[0]} port {place[1]}: {error.strerror}") from error
    finally:
        await runner.cleanup()
    return ASKED


def _is_ours(record: logging.LogRecord) -> bool:
    """What is no HTTP is answered with 400: whoever sends it shall not fill our log with tracebacks."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def names_of(host: str, base: str) -> set[str]:
    """The names a browser may ask for. A page of a stranger cannot make its own name lead here (DNS rebinding)."""
    own = {urlsplit(base).hostname or ""} - {""}
    with suppress(ValueError):
        if not ip_address(host).is_loopback:
            return own  # reachable from elsewhere under names we do not know; all of them where nothing is said
    return own | {*LOOPBACK, host}


async def _signalled() -> None:
    """Until SIGINT or SIGTERM."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
