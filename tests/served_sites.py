"""Every family's site at once on loopback: the sites of fixtures/sites, and the bundled portal as the one of fitc.

with served_sites() as sites:
    for site in sites: …site.truths, site.portal("generic"), site.identify(url)…
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

from crawler.demo.server import DemoServer, portal_toml
from crawler.demo.truth import Truth as BundledTruth
from tests.family_config import load_site, site_names
from tests.family_site import FamilySite, TrueArticle

FITC = "fitc"


@dataclass(frozen=True)
class Truth:
    """What an archive should hold of one article; `published` as the archive writes it, None where nothing readable
    is printed. `section` and `byline` are "" where the page does not tell them."""

    key: str
    title: str
    lede: str
    body: str
    published: str | None
    precision: str | None
    section: str
    byline: str
    attachments: tuple[str, ...]


@dataclass(frozen=True)
class ServedSite:
    """One site under way. `truths` by the site's own number, `identify` the number an address belongs to.

    `portal` writes a portal file with its sections as listings ("" = the family's own recipe). `leaks` are words of
    its chrome, `trapped` tells what was asked for that no crawler should ask for.
    """

    name: str
    recipe: str
    url: str
    truths: dict[int, Truth]
    identify: Callable[[str], int | None]
    portal: Callable[[str], str]
    leaks: Sequence[str]
    trapped: Sequence[str]


def served_names() -> list[str]:
    """Every family site there is."""
    return [FITC, *site_names()]


@contextmanager
def served_sites(names: Sequence[str] = (), *, renamed: bool = False) -> Iterator[list[ServedSite]]:
    """The sites of these names (all), each on a port of its own, until the block ends.

    `renamed`: in a skin that nobody described (FamilySite); the bundled portal has none.
    """
    with ExitStack() as stack:
        yield [
            _bundled(stack) if name == FITC else _family(stack, name, renamed=renamed)
            for name in names or served_names()
        ]


def _family(stack: ExitStack, name: str, *, renamed: bool) -> ServedSite:
    site = stack.enter_context(FamilySite(name, renamed=renamed))
    return ServedSite(
        name,
        load_site(name).recipe,
        site.base + site.config.url.home,
        {one.id: _of_family(one) for one in site.truth},
        site.identify,
        lambda recipe: site.portal(recipe=recipe),
        site.config.leaks,
        site.trapped,
    )


def _of_family(one: TrueArticle) -> Truth:
    return Truth(
        one.key,
        one.title,
        one.lede,
        one.body,
        one.published.isoformat(),
        one.precision,
        one.section,
        one.byline,
        tuple(one.attachments),
    )


def _bundled(stack: ExitStack) -> ServedSite:
    server = stack.enter_context(DemoServer())
    base = server.base_url

    def identify(url: str) -> int | None:
        numbers = parse_qs(urlsplit(url).query.lower()).get("tc", [])
        return int(numbers[0]) if numbers and int(numbers[0]) in truths else None

    def portal(recipe: str) -> str:
        return portal_toml(base).replace('"fitc"', f'"{recipe or FITC}"').replace("Hương Giang", "Hạ Lam")

    truths = {int(key): _of_bundled(one, base) for key, one in server.site.truth().items()}
    leaks = ("Các tin khác", "Gửi tin qua email", "In ấn", "Tổng truy cập", "Xem tin theo ngày", "Liên kết website")
    return ServedSite(FITC, FITC, base + "/", truths, identify, portal, leaks, ())


def _of_bundled(one: BundledTruth, base: str) -> Truth:
    files = tuple(urljoin(base + "/", file.href) for file in one.attachments)
    return Truth(
        one.key,
        one.title,
        one.lede,
        one.body,
        one.published_at,
        one.published_precision,
        one.section,
        one.byline,
        files,
    )
