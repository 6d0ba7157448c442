"""A run of its own for a spider that `scrapy crawl` started; `khotin crawl` hands its spiders the one it opened."""

from pathlib import Path
from typing import Any

from crawler.archive.owed import Bounds
from crawler.errors import UsageError
from crawler.portal import load_portals, pick_portals
from crawler.recipe import load_recipes
from crawler.session import Session


def session_alone(settings: Any, portal_id: str) -> Session:
    """A session for this portal alone, in the archive KHOTIN_ARCHIVE. Raises KhotinError."""
    if not portal_id:
        raise UsageError("which portal? scrapy crawl portal -a portal=ID")
    recipes = load_recipes()
    folders = [Path(folder) for folder in settings.getlist("KHOTIN_PORTALS")]
    (portal,) = pick_portals(load_portals(folders, recipes), [portal_id])
    session = Session(Path(settings.get("KHOTIN_ARCHIVE")), {portal.id: portal}, recipes, bounds=Bounds())
    session.alone = True
    return session
