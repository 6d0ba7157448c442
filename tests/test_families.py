"""Every family's site (fixtures/sites/*, discovered, and the bundled portal) is crawled as a user would: by its recipe,
with the recipe hidden, and by what `khotin probe` wrote of it. The archive is what the site says."""

import json
import subprocess
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.extraction.page import Page
from crawler.extraction.recognise import recognise
from crawler.recipe import load_recipes
from tests.family_config import site_names
from tests.family_scores import archived, crawl_sites, khotin, nfc, same_instant, score_site
from tests.family_site import FamilySite
from tests.page_cases import f1
from tests.served_sites import ServedSite, Truth, served_names, served_sites

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["families"]
SHARES = ("found", "titles", "dates", "body_f1")
pytestmark = pytest.mark.timeout(600)  # the sites are crawled by whichever test comes first


class Crawled(NamedTuple):
    """All sites in one archive."""

    sites: dict[str, ServedSite]
    archive: Path

    def rows(self, name: str) -> list[dict[str, Any]]:
        return archived(self.archive, self.sites[name])


@pytest.fixture(scope="module", params=["recipe", "generic"])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Crawled]]:
    """Every site, crawled by its family's recipe or with the recipe hidden."""
    path = request.param
    with served_sites() as sites:
        archive = crawl_sites(sites, tmp_path_factory.mktemp(path), recipe="generic" if path == "generic" else "")
        yield path, Crawled({site.name: site for site in sites}, archive)


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Every site, crawled by the portal file that `khotin probe --write` made of its address."""
    folder = tmp_path_factory.mktemp("probed")
    written, archive = folder / "portals", folder / "archive"
    with served_sites() as sites:
        with ThreadPoolExecutor(4) as pool:
            probes = pool.map(lambda site: probe(site, written, folder=folder), sites)
        assert [told.stderr for told in probes if told.returncode] == []
        told = khotin(
            "crawl", "--portals", str(written), "--archive", str(archive), "--no-warc", "--json", folder=folder
        )
        assert told.returncode == 0, told.stdout[-2000:] + told.stderr[-4000:]
        yield Crawled({site.name: site for site in sites}, archive)


def probe(site: ServedSite, written: Path, *, folder: Path) -> "subprocess.CompletedProcess[str]":
    return khotin("probe", site.url, "--write", str(written), "--id", site.name, folder=folder)


@pytest.mark.parametrize("name", served_names())
def test_a_family_site_is_archived_at_its_floors(crawled: tuple[str, Crawled], name: str) -> None:
    path, sites = crawled
    scores, floor = score_site(sites.sites[name], sites.rows(name)), FLOORS[path][name]
    told = json.dumps(scores.wrong, ensure_ascii=False, indent=1)[:6000]
    for share in SHARES:
        assert scores.shares()[share] >= floor[share] - 1e-9, f"{share} fell: {told}"
    assert scores.leaks <= floor["leaks"], told
    assert scores.extra <= floor["extra"], told
    if path == "recipe":
        assert_archived_as_it_is(sites, name)


@pytest.mark.parametrize("name", served_names())
def test_a_probed_site_is_archived_as_it_is(probed: Crawled, name: str) -> None:
    assert_archived_as_it_is(probed, name)


def assert_archived_as_it_is(sites: Crawled, name: str) -> None:
    """Every article and nothing else, each with all its fields, and no address asked for that a crawler should not."""
    site, rows = sites.sites[name], {row["key"]: row for row in sites.rows(name)}
    truths = {truth.key: truth for truth in site.truths.values()}
    assert sorted(rows) == sorted(truths)
    wrong = {key: told for key, truth in truths.items() if (told := faults(truth, rows[key]))}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)[:6000]
    scores = score_site(site, list(rows.values()))
    assert (scores.leaks, scores.extra) == (0, 0), scores.wrong
    assert not site.trapped


def faults(truth: Truth, row: dict[str, Any]) -> list[str]:
    """What the archive has wrong of one article."""
    exact = {"title": truth.title, "lede": truth.lede, "published_precision": truth.precision or ""}
    exact |= {"section": truth.section} if truth.section else {}
    found = [f"{name}: {row[name]!r} is not {true!r}" for name, true in exact.items() if nfc(row[name]) != nfc(true)]
    if truth.byline and nfc(truth.byline) not in (nfc(row["byline"]), nfc(row["source"])):
        found.append(f"byline: {row['byline']!r}, source: {row['source']!r}: neither is {truth.byline!r}")
    if not same_instant(row["published_at"], truth):
        found.append(f"published_at: {row['published_at']} is not {truth.published}")
    if set(json.loads(row["files"])) != set(truth.attachments):
        found.append(f"attachments: {row['files']} is not {truth.attachments}")
    if (score := f1(nfc(row["body"]), nfc(truth.body))) < 0.99:
        found.append(f"body F1 {score:.3f}: {row['body']!r} is not {truth.body!r}")
    return found


def test_the_floors_are_what_was_asked_for() -> None:
    for path, least in (("recipe", 0.99), ("generic", 0.97)):
        assert sorted(FLOORS[path]) == sorted(served_names())
        for name, floor in FLOORS[path].items():
            assert (floor["found"], floor["titles"], floor["dates"]) == (1.0, 1.0, 1.0), name
            assert (floor["leaks"], floor["extra"]) == (0, 0), name
            assert floor["body_f1"] >= least, name


def test_every_recipe_has_a_family_site() -> None:
    with served_sites() as sites:
        assert {site.recipe for site in sites} == set(load_recipes())


@pytest.mark.parametrize("name", site_names())
def test_a_family_is_recognised_from_its_pages(name: str) -> None:
    site, recipes = FamilySite(name), load_recipes()
    for article in site.truth[::9]:
        answer = site.answer(article.url.removeprefix(site.base))
        page = Page(answer.body, url=article.url, content_type=answer.headers["Content-Type"])
        seen = recognise(page, answer.headers, recipes)
        assert (seen.recipe, seen.sureness >= 0.6) == (site.config.recipe, True), seen
