"""Every family's site (fixtures/sites/*, discovered) is crawled with its recipe: the archive is what the site says."""

import json
import sqlite3
import subprocess
import sys
import unicodedata
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from crawler.extraction.page import Page
from crawler.extraction.recognise import recognise
from crawler.recipe import load_recipes
from tests.family_config import load_site, site_names
from tests.family_site import FamilySite, TrueArticle

FLOOR = 0.99  # body F1 with the family's recipe


def crawl(site: FamilySite, folder: Path, *, recipe: str = "") -> dict[str, sqlite3.Row]:
    """The archive's articles by key after one crawl of `site`; fails where the crawl itself does."""
    portals = folder / "portals"
    portals.mkdir()
    (portals / "site.toml").write_text(site.portal(recipe=recipe), "utf-8")
    command = [sys.executable, "-m", "crawler", "crawl", "site", "--portals", str(portals), "--json"]
    done = subprocess.run([*command, "--archive", str(folder / "archive")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["articles_new"], done.stdout
    return articles_in(folder / "archive" / "archive.db")


def articles_in(database: Path) -> dict[str, sqlite3.Row]:
    sql = """SELECT articles.*, (SELECT json_group_array(url) FROM attachments WHERE article_id = articles.id) AS files
             FROM articles"""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return {row["key"]: row for row in connection.execute(sql)}


def f1(found: str, true: str) -> float:
    """How much two texts share, by words and how often each stands; 1 where both are empty."""
    one, other = Counter(found.split()), Counter(true.split())
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if one or other else 1.0


def faults(article: TrueArticle, row: sqlite3.Row, site: FamilySite) -> list[str]:
    """What the archive has wrong of one article."""
    found = []
    exact = {"title": article.title, "lede": article.lede, "published_precision": article.precision}
    if (row["published_at"] or "")[:16] != article.published.isoformat()[:16]:  # some systems say the seconds too
        found.append(f"published_at: {row['published_at']} is not {article.published.isoformat()}")
    exact |= {name: value for name in ("section", "byline") if (value := getattr(article, name))}
    if set(json.loads(row["files"])) != set(article.attachments):
        found.append(f"attachments: {row['files']} is not {article.attachments}")
    for column, value in exact.items():
        if nfc(row[column] or "") != nfc(value):
            found.append(f"{column}: {row[column]!r} is not {value!r}")
    body, true = nfc(row["body"] or ""), nfc(article.body)
    if (score := f1(body, true)) < FLOOR:
        found.append(f"body F1 {score:.3f}: {body!r} is not {true!r}")
    chrome = [words for words in site.config.leaks if words in body and words not in true]
    titles = [other.title for other in site.truth if len(other.title) > 12 and other.title in body]
    found += [f"body holds {words!r}" for words in chrome + [title for title in titles if title not in true]]
    return found


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("name", site_names())
def test_a_family_site_is_archived_as_it_is(name: str, tmp_path: Path) -> None:
    with FamilySite(name) as site:
        rows = crawl(site, tmp_path)
    truth = {article.key: article for article in site.truth}
    assert sorted(rows) == sorted(truth)
    wrong = {key: told for key, article in truth.items() if (told := faults(article, rows[key], site))}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)[:6000]
    assert not site.trapped


def test_every_recipe_has_a_family_site() -> None:
    served = {load_site(name).recipe for name in site_names()}
    assert set(load_recipes()) - {"fitc"} == served  # fitc is the demo portal's


@pytest.mark.parametrize("name", site_names())
def test_a_family_is_recognised_from_its_pages(name: str) -> None:
    site, recipes = FamilySite(name), load_recipes()
    for article in site.truth[::9]:
        answer = site.answer(article.url.removeprefix(site.base))
        page = Page(answer.body, url=article.url, content_type=answer.headers["Content-Type"])
        seen = recognise(page, answer.headers, recipes)
        assert (seen.recipe, seen.sureness >= 0.6) == (site.config.recipe, True), seen
