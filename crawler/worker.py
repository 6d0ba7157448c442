"""One process of a pool: `python -m crawler.worker`, its order as JSON on standard input, what it did as JSON lines."""

import json
import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from crawler.archive.owed import Bounds
from crawler.errors import KhotinError
from crawler.lanes import run_session
from crawler.portal import load_portal
from crawler.recipe import load_recipes
from crawler.session import PortalRun, Session
from crawler.telling import Telling

EVERY = 0.5


def work(order: dict[str, Any]) -> int:
    """Crawl what nobody else claims; returns the exit code."""
    recipes = load_recipes()
    portals = {portal_id: load_portal(Path(path), recipes) for portal_id, path in order["portals"].items()}
    bounds = order["bounds"]
    bounds["since"] = date.fromisoformat(bounds["since"]) if bounds["since"] else None
    session = Session(Path(order["archive"]), portals, recipes, bounds=Bounds(**bounds), warc=order["warc"])
    session.watch = Telling(tell, every=EVERY)
    claims = Path(order["claims"])
    mine = (portal_id for portal_id in portals if claim(claims / portal_id))
    try:
        run_session(session, mine, lanes=order["lanes"])
    finally:
        troubled = any(run.trouble for run in session.runs.values())
        session.close("interrupted" if session.interrupted else "failed" if troubled or session.fatal else "done")
    if session.fatal is not None:
        raise session.fatal
    return 130 if session.interrupted else 0


def claim(path: Path) -> bool:
    """Whether this process is the first to ask for what `path` names."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def tell(run: PortalRun) -> None:
    """Print how a portal fares, for the pool to read."""
    told = {
        "portal": run.portal.id,
        "state": run.state,
        "counts": asdict(run.counts),
        "trouble": run.trouble,
        "now_at": run.now_at,
    }
    print(json.dumps(told), flush=True)


def main(say: Callable[[str], object] = sys.stderr.write) -> None:
    """Read the order, work, and exit as `khotin crawl` would."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # until the loop listens: Ctrl-C reaches every process of a terminal
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    try:
        code = work(json.load(sys.stdin))
    except KhotinError as error:
        say(f"khotin: {error}\n")
        code = error.exit_code
    sys.exit(code)


if __name__ == "__main__":
    main()
