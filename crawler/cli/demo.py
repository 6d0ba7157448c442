"""`khotin demo`: the bundled portal, served on loopback and crawled for real."""

import shlex
import shutil
import socket
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import click

from crawler.archive.owed import Bounds
from crawler.cli.crawl import crawl
from crawler.cli.options import json_option
from crawler.demo.server import DemoServer, portal_toml
from crawler.errors import ArchiveError
from crawler.portal import Portal, load_portal
from crawler.recipe import load_recipes

PORT = 8765
DEFAULT = Path("demo-archive")
LAST_STATE = 2


@click.command("demo")
@click.option(
    "--archive",
    type=click.Path(path_type=Path),
    default=DEFAULT,
    show_default=True,
    help="Where the demo is archived.",
)
@click.option(
    "--state", type=click.IntRange(0, LAST_STATE), default=0, help="The portal some time later: 1 edited, 2 restored."
)
@click.option("--serve", is_flag=True, help="Go on serving the portal afterwards, to look at it in a browser.")
@json_option
def command(archive: Path, state: int, serve: bool, as_json: bool) -> int:
    """Serve the bundled portal, crawl it into demo-archive, and show what to do next."""
    with DemoServer(port=_port(archive), state=state) as server:
        click.echo(f"A portal of an invented province, served at {server.base_url}", err=True)
        portal = _described(archive, server.base_url)
        code = crawl([portal], archive, bounds=Bounds(recheck="all" if state else "due"), as_json=as_json)
        if code == 0 and not as_json:
            click.echo(next_steps(archive, state))
        if serve:
            click.echo(f"Serving {server.base_url} until Ctrl-C …", err=True)
            threading.Event().wait()
    return code


def _described(archive: Path, base_url: str) -> Portal:
    """The portal by the file that stays in the archive, for crawls of its own."""
    portal_file = archive / "portals" / "demo.toml"
    try:
        portal_file.parent.mkdir(parents=True, exist_ok=True)
        portal_file.write_text(portal_toml(base_url), encoding="utf-8")
    except OSError as error:
        raise ArchiveError(f"{archive}: cannot be opened for writing: {error.strerror}") from error
    return load_portal(portal_file, load_recipes())


def next_steps(archive: Path, state: int) -> str:
    """What a newcomer may type now, as it has to be typed here."""
    khotin = "khotin" if shutil.which("khotin") else str(Path(sys.argv[0]))
    khotin = shlex.quote(khotin) if not khotin.endswith("__main__.py") else "python -m crawler"
    query = "SELECT published_on, title FROM articles ORDER BY published_at DESC LIMIT 5"
    database, folder = shlex.quote(str(archive / "archive.db")), shlex.quote(str(archive))
    here = "" if archive == DEFAULT else f" --archive {folder}"
    later = f"""
  {khotin} demo --state {state + 1}{here}        the same portal some time later: new, edited and missing articles"""
    return f"""
The archive is {archive}/archive.db. Next:
  sqlite3 {database} "{query}"
  {khotin} changes --archive {folder} --limit 5
  {khotin} search --archive {folder} "cai cach hanh chinh"{later if state < LAST_STATE else ""}
  {khotin} crawl hue             a live portal, politely (`{khotin} portals` lists them all)"""


def _port(archive: Path) -> int:
    """The port that the archive knows the portal by, else the usual one, else any."""
    portal_file = archive / "portals" / "demo.toml"
    if portal_file.exists():
        home = load_portal(portal_file, load_recipes()).fields.home
        return urlsplit(home).port or PORT
    return PORT if _is_free(PORT) else 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that are over do not count
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
