"""How well pages are read, in figures: body F1, exact titles and dates, leaks of chrome."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from crawler.demo.site import DemoSite
from crawler.extraction.page import Page
from crawler.extraction.reader import Reader
from crawler.items import Reading
from crawler.recipe import Recipe
from tests.page_cases import f1, finished, leaks, page_cases, recipe_named

AT = "2026-11-23T08:30:00+07:00"
DEMO = "http://demo.huonggiang.example"


class Sample(NamedTuple):
    """An article's page and its truth: title, lede, body and the instant it was published (None where unreadable)."""

    name: str
    url: str
    raw: bytes
    recipe: Recipe | None
    truth: dict[str, Any]
    at: str = AT

    @property
    def text(self) -> str:
        return f"{self.truth['lede']}\n{self.truth['body']}"


class Answer(NamedTuple):
    """What a reader found: the lede counts as part of the text, the day is an ISO date."""

    title: str
    text: str
    day: str | None


@dataclass(frozen=True)
class Scores:
    """Shares from 0 to 1 over `pages` pages; `leaks` is the number of pages with chrome in their text."""

    pages: int
    body_f1: float
    titles: float
    dates: float
    leaks: int


def fixture_samples() -> list[Sample]:
    """The articles of fixtures/pages."""
    return [
        Sample(
            f"{case.recipe_name}/{case.name}", case.meta["url"], case.body, case.recipe, case.expected, case.meta["at"]
        )
        for case in page_cases("article")
    ]


def demo_samples(every: int = 1) -> list[Sample]:
    """Every `every`-th article of the bundled portal, whose truth is its source text."""
    site = DemoSite()
    truths = list(site.truth().values())[::every]
    return [
        Sample(
            f"demo/{truth.key}",
            DEMO + truth.url,
            site.page(truth.url).body(site.counters),
            recipe_named("fitc"),
            {"title": truth.title, "lede": truth.lede, "body": truth.body, "published": truth.published_at},
        )
        for truth in truths
    ]


def fields_of(sample: Sample, *, generic: bool = False) -> Reading:
    """The page as the reader of the spiders gives it, by the sample's recipe or without one."""
    page = Page(sample.raw, url=sample.url, content_type="text/html; charset=utf-8")
    return Reader(None if generic else sample.recipe).read(page, expected="article")


def read_sample(sample: Sample, *, generic: bool = False) -> Answer:
    """The article as khotin archives it."""
    reading = fields_of(sample, generic=generic)
    if reading.article is None:
        return Answer("", "", None)
    order = "dmy" if generic or sample.recipe is None else sample.recipe.fields.date_order
    article = finished(reading.article, at=datetime.fromisoformat(sample.at), order=order)
    day = article["published"][:10] if article["published"] else None
    return Answer(article["title"], f"{article['lede']}\n{article['body']}".strip(), day)


def score(samples: Iterable[Sample], read: Callable[[Sample], Answer]) -> Scores:
    """The scores of one reader over the samples."""
    pages, shares, titles, dates, leaking = 0, 0.0, 0, 0, 0
    for sample in samples:
        answer = read(sample)
        pages += 1
        shares += f1(answer.text, sample.text)
        titles += answer.title == sample.truth["title"]
        dates += answer.day == ((sample.truth["published"] or "")[:10] or None)
        leaking += bool(leaks(answer.text, sample.text))
    return Scores(pages, shares / pages, titles / pages, dates / pages, leaking)
