"""Getting to know a portal that no recipe describes: which family it is (`auto`), and what its template looks like.

The first pages wait here until enough of them were seen; then all of them, and every later page, are read with what
was learnt. What was learnt is kept in the archive, so that the next run reads as this one did.
"""

import asyncio
from typing import TYPE_CHECKING

from scrapy.http import Response

from crawler.archive.clock import now
from crawler.archive.owed import place_anew
from crawler.archive.runs import keep_reading
from crawler.archive.store import Store
from crawler.extraction.page import Page
from crawler.extraction.reader import Reader
from crawler.frontier import FrontierRow
from crawler.portal_crawl import PortalCrawl
from crawler.recipe import AUTO, GENERIC, Recipe

if TYPE_CHECKING:
    from crawler.extraction.template import Template

SAMPLE = 6
MOST_BYTES = 2 << 20  # Scrapy asks for no further page while 5 MB of them are being looked at
SURE = 0.6


class Survey:
    """The reader of one portal's pages, and the samples it is learnt from while `open`."""

    def __init__(self, crawl: PortalCrawl) -> None:
        self._crawl = crawl
        self._recognising = crawl.portal.fields.recipe == AUTO and not crawl.read_with and not crawl.template
        self._refused: set[str] = set()
        self._trial: Recipe | None = None  # recognised, but it has not read an article yet
        template = _template_of(crawl.template)
        self._learning = crawl.recipe is None and template is None
        self._samples: list[Page] = []
        self._lists: list[Page] = []
        self._bytes = 0
        self._pages: dict[int, tuple[Response, Page]] = {}  # with the response, whose id would else be given anew
        self._complete = asyncio.Event()
        self._tried = asyncio.Event()
        self._use(crawl.recipe, template)
        if template is not None and template.tokens:
            crawl.read_by(None, tokens=template.tokens)

    def _use(self, recipe: Recipe | None, template: "Template | None") -> None:
        self.reader = Reader(recipe, template=template)
        self.recipe_name = recipe.name if recipe else GENERIC

    @property
    def open(self) -> bool:
        """Whether pages still have to be added before they are read."""
        return self._recognising or self._learning or self._trial is not None

    def page_of(self, response: Response, row: FrontierRow | None = None) -> Page:
        """The response as a page; the one already parsed where it was a sample. `row` is what it answers."""
        if (known := self._pages.pop(id(response), None)) is not None:
            return known[1]
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        page = Page(
            response.body, url=response.url, content_type=content_type, charset=self._crawl.portal.fields.charset
        )
        if row is not None:
            page.said, page.dated = row.text, row.dated
        return page

    async def add(self, response: Response, row: FrontierRow) -> bool:
        """Look at one of the first pages; returns when the page may be read, or False: the run ends before that."""
        page = self.page_of(response, row)
        self._pages[id(response)] = response, page
        if self._recognising:
            await self._recognise(page, response)
        if self._trial is not None and row.kind == "article" and not await self._try(page, self._trial):
            return False
        if self._learning and row.kind == "listing" and len(self._lists) < SAMPLE and len(page.raw) < MOST_BYTES:
            self._lists.append(page)
        if self._learning and row.kind == "article":
            self._sample(page)
            if len(self._samples) < SAMPLE and self._bytes < MOST_BYTES and not await self._crawl.until(self._complete):
                return False
            await self._learn()
        return True

    def hurry(self) -> None:
        """No further page is coming: learn from those that are here. Does nothing while others are under way."""
        if self._samples and len(self._samples) >= self._crawl.turns.under_way:
            (self._complete if self._trial is None else self._tried).set()

    def _sample(self, page: Page) -> None:
        if page not in self._samples:
            self._samples.append(page)
            self._bytes += len(page.raw)

    async def _recognise(self, page: Page, response: Response) -> None:
        """Ask which family this page is of: the first page, and, where that does not tell, the first articles."""
        from crawler.extraction.recognise import recognise  # noqa: PLC0415 - only `auto` pays for it

        headers = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        seen = recognise(page, headers, self._crawl.session.recipes)
        if not self._recognising:
            return
        before = self._crawl.run.recognition
        if before is None or seen.recipe != GENERIC:
            self._crawl.run.recognition = seen
        self._refused.add(seen.refused)
        if seen.recipe == GENERIC or seen.sureness < SURE or seen.recipe in self._refused:
            return
        recipe = self._crawl.portal.overridden(self._crawl.session.recipes[seen.recipe])
        self._recognising = self._learning = False
        self._crawl.read_by(recipe)
        self._use(recipe, None)
        self._trial = recipe

    async def _try(self, page: Page, recipe: Recipe) -> bool:
        """Whether `page` may be read, for it is known by now whether the recognised `recipe` reads this portal.

        Signs tell a system, not its skin: a recipe that loses what the first articles show is not the portal's.
        """
        self._sample(page)
        enough = len(self._samples) >= SAMPLE or self._bytes >= MOST_BYTES
        if not enough and not await self._crawl.until(self._tried):
            return False
        if self._trial is recipe:
            from crawler.extraction.fitness import fits  # noqa: PLC0415 - what recipes never need loads slowly

            await (self._accept(recipe) if fits(recipe, self._samples) else self._refuse(recipe))
        return True

    async def _accept(self, recipe: Recipe) -> None:
        self._trial = None
        self._samples.clear()
        self._tried.set()
        self._complete.set()
        await self._keep("read_with", recipe.name)

    async def _refuse(self, recipe: Recipe) -> None:
        """Go on without a recipe: what was placed by the recipe's addresses is placed anew."""
        self._trial = None
        self._refused.add(recipe.name)
        self._recognising = False
        self._learning = True
        self._crawl.read_by(None)
        self._use(None, None)
        from crawler.extraction.recognise import Recognition  # noqa: PLC0415 - only `auto` pays for it

        why = f"{recipe.name}, but its recipe does not read the first articles"
        self._crawl.run.recognition = Recognition(GENERIC, 0.7, [why])
        await self._place_anew()
        self._tried.set()

    async def _place_anew(self) -> None:
        """Give the articles that were not asked for yet the keys that they have by now."""
        crawl = self._crawl
        keys = {row: crawl.scope.key(url) for row, url in crawl.frontier.unread_articles(skip=crawl.in_flight)}
        await crawl.write(Store.apply, place_anew, crawl.portal.id, keys, at=now())

    async def _learn(self) -> None:
        self._complete.set()
        if not self._learning:
            return
        self._learning = self._recognising = False
        from crawler.extraction.template import Template  # noqa: PLC0415 - what recipes never need loads slowly
        from crawler.extraction.tokens import token_names  # noqa: PLC0415 - likewise

        template = Template.learn(sorted(self._samples, key=lambda page: page.url))
        template.tokens = token_names([*self._lists, *self._samples])
        self._samples.clear()
        self._lists.clear()
        self._use(None, template)
        if template.tokens:
            self._crawl.read_by(None, tokens=template.tokens)
            await self._place_anew()
        await self._keep("template", template.to_json())

    async def _keep(self, column: str, value: str) -> None:
        portal_id = self._crawl.portal.id
        await self._crawl.write(Store.apply, keep_reading, portal_id, column, value)


def _template_of(kept: str) -> "Template | None":
    """What an earlier run learnt; None where it learnt nothing, or where this code no longer knows what that meant."""
    if not kept:
        return None
    from crawler.extraction.template import Template  # noqa: PLC0415 - what recipes never need loads slowly

    template = Template.from_json(kept)
    return template if template.pages else None
