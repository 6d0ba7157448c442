"""`khotin probe`: recognise a site nobody described, and write its portal file."""

import json
from pathlib import Path

import click
from rich.console import Console

from crawler.cli.options import json_option, no_archive_option
from crawler.cli.trial_table import show_trial, trial_json
from crawler.errors import UsageError
from crawler.portal_file import describe_site, portal_file, unknown_portal
from crawler.recipe import GENERIC, load_recipes
from crawler.trial import try_portal


@click.command("probe")
@click.argument("url")
@click.option(
    "--write", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Write the portal file here."
)
@click.option("--id", "portal_id", help="The portal's id, the file's stem; default: from the host.")
@no_archive_option
@click.option("--province", help="The province or city; default: from the host.")
@json_option
def command(url: str, write: Path | None, portal_id: str | None, province: str | None, as_json: bool) -> int:
    """Fetch at most 25 pages of the site at URL, politely, and show what khotin would make of it.

    Exit 1, and no file, where nothing could be read: a host that is down, a login or challenge page, a site in
    JavaScript alone.
    """
    if not url.isprintable():
        raise UsageError(f"{url!r} is no address")
    recipes = load_recipes()
    trial = try_portal(unknown_portal(url, portal_id=portal_id, province=province), recipes)
    text = portal_file(trial, describe_site(trial, province=province)) if trial.articles and not trial.trouble else ""
    if as_json:
        click.echo(json.dumps({**trial_json(trial), "file": text or None}, ensure_ascii=False))
    else:
        _show(trial.read_with, trial.sureness, trial.evidence)
        show_trial(trial)
    for line in trial.trouble:
        click.echo(f"! {line}", err=True)
    if not text:
        met = next((f" ({reason}: {detail})" for _, reason, detail in trial.problems if detail), "")
        click.echo(f"no portal file: not one article could be read here{met}", err=True)
        return 1
    if write is None:
        if not as_json:
            click.echo(text)
        return 0
    write.mkdir(parents=True, exist_ok=True)
    target = write / f"{trial.portal.id}.toml"
    target.write_text(text, encoding="utf-8")
    click.echo(f"wrote {target}; crawl it: khotin crawl {trial.portal.id} --portals {write}", err=as_json)
    return 0


def _show(recipe: str, sureness: float, evidence: list[str]) -> None:
    if recipe == GENERIC:
        Console().print("family: none whose recipe reads this site; read by structure")
    else:
        Console().print(f"family: [bold]{recipe}[/bold] ({sureness:.0%} sure)")
    for line in evidence:
        Console().print(f"  {line}", soft_wrap=True, highlight=False)
