"""Pages that wait for others are told soon that none will come, not when the engine happens to look."""

import asyncio
from types import SimpleNamespace

from crawler.scheduler import FrontierScheduler


def test_whoever_waits_is_told_again_when_the_last_page_has_come() -> None:
    told: list[int] = []
    crawl = SimpleNamespace(in_flight={1: None}, turns=SimpleNamespace(next=lambda _: None, wait=lambda _: None))
    spider = SimpleNamespace(crawl=crawl, nothing_else=lambda: told.append(1))

    async def ask() -> None:
        scheduler = FrontierScheduler(SimpleNamespace(engine=SimpleNamespace(spider=spider)))
        scheduler.open(spider)  # type: ignore[arg-type]
        assert scheduler.next_request() is None
        scheduler._wake()
        scheduler.close("finished")

    asyncio.run(ask())
    assert len(told) == 2
