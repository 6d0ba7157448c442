"""`khotin check`: try a described portal's recipe on the spot."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from crawler.cli.options import json_option, no_archive_option, portals_option
from crawler.cli.trial_table import missing_fields, show_trial, trial_json
from crawler.fixture_case import save_case
from crawler.portal import load_portals, pick_portals
from crawler.recipe import load_recipes
from crawler.trial import try_portal


@click.command("check")
@click.argument("portal_id", metavar="PORTAL")
@portals_option
@no_archive_option
@click.option("--articles", type=click.IntRange(1, 20), default=5, show_default=True, help="How many to try.")
@click.option(
    "--save-fixture",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Save the first article's page as a fixture case below DIR (fixtures/pages), to be reviewed.",
)
@json_option
def command(portal_id: str, folders: Sequence[Path], articles: int, save_fixture: Path | None, as_json: bool) -> int:
    """Fetch a few articles of PORTAL and show what would be archived. Exit 1 when nothing could be read."""
    recipes = load_recipes()
    (portal,) = pick_portals(load_portals(folders, recipes), [portal_id])
    trial = try_portal(portal, recipes, articles=articles)
    missing = missing_fields(trial)
    if as_json:
        click.echo(json.dumps(trial_json(trial), ensure_ascii=False))
    else:
        click.echo(f"{portal.fields.name}: read with {trial.read_with}")
        show_trial(trial)
        if missing:
            click.echo(f"no article has: {', '.join(missing)}")
    for line in trial.trouble:
        click.echo(f"! {line}", err=True)
    if save_fixture is not None and trial.articles:
        click.echo(f"saved {save_case(trial, save_fixture)}: check its expected.json by eye")
    return 0 if trial.articles and not trial.trouble and not {"title", "body"} & set(missing) else 1
