"""`khotin run`: stay in the foreground and crawl whatever is due, for containers."""

import click

from crawler.cli.crawl import choose
from crawler.cli.planning import plan_options
from crawler.foreground import Foreground
from crawler.schedule import Plan
from crawler.watch import load_watches


@click.command("run")
@plan_options
def command(plan: Plan) -> int:
    """Crawl what is due, write feeds and tell the news where asked to, sleep until the next is due, and so on.

    Ends on SIGTERM or Ctrl-C with exit code 130; nothing is lost.
    """
    if plan.watches:
        load_watches(plan.watches)  # what is wrong there stops here, not after the first crawl
    return Foreground(plan, lambda: choose((), plan.portals), say=click.echo).run()
