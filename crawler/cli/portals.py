"""`khotin portals`: the portals khotin knows."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from crawler.cli.options import json_option, no_archive_option, portals_option
from crawler.errors import UsageError
from crawler.portal import Portal, load_portals
from crawler.provinces import find_province
from crawler.recipe import AUTO, GENERIC, load_recipes
from crawler.text.folding import search_form


@click.command("portals")
@portals_option
@click.option("--province", help="Only this province or city, by its old or new name, with or without marks.")
@click.option("--level", type=click.Choice(["national", "province", "department", "district", "commune"]))
@click.option("--recipe", "--family", "recipe", help="Only portals of this family, read by its recipe.")
@no_archive_option
@click.option("--retired/--live", default=None, help="Only retired portals, or only live ones.")
@json_option
def command(
    folders: Sequence[Path],
    province: str | None,
    level: str | None,
    recipe: str | None,
    retired: bool | None,
    as_json: bool,
) -> int:
    """List the portals, bundled and your own."""
    wanted = search_form(find_province(province).name) if province else None
    recipes = load_recipes()
    if recipe is not None and recipe not in (known := sorted([*recipes, AUTO, GENERIC])):
        raise UsageError(f"--recipe: none is named {recipe!r}; there are {', '.join(known)}")
    portals = [
        portal
        for portal in load_portals(folders, recipes).values()
        if (wanted is None or search_form(portal.fields.province) == wanted)
        and level in (None, portal.fields.level)
        and recipe in (None, portal.fields.recipe)
        and retired in (None, portal.fields.retired is not None)
    ]
    if as_json:
        click.echo(json.dumps([describe(portal) for portal in portals], ensure_ascii=False, indent=1))
    else:
        Console().print(_table(portals))
        click.echo(f"{len(portals)} portals")
    return 0


def describe(portal: Portal) -> dict[str, object]:
    """A portal as `--json` prints it."""
    fields = portal.fields
    return {
        "id": portal.id,
        "name": fields.name,
        "home": fields.home,
        "province": fields.province,
        "level": fields.level,
        "recipe": fields.recipe,
        "listings": portal.listings,
        "retired": fields.retired.isoformat() if fields.retired else None,
        "successor": fields.successor,
        "verified": fields.verified,
        "file": str(portal.path),
    }


def _table(portals: Sequence[Portal]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "name", "province", "level", "recipe", "state"):
        table.add_column(heading, overflow="fold" if heading == "name" else "ellipsis", no_wrap=heading == "id")
    for portal in portals:
        fields = portal.fields
        state = f"retired {fields.retired}" if fields.retired else "verified" if fields.verified else "not verified"
        table.add_row(portal.id, fields.name, fields.province, fields.level, fields.recipe, state)
    return table
