"""Scrapy's news that nobody hears under `khotin crawl`: of every page five signals and two lines of a debug log."""

from typing import Any

from scrapy.logformatter import LogFormatter
from scrapy.signalmanager import SignalManager


class HeardSignals(SignalManager):
    """Sends those signals alone that somebody has connected to."""

    def __init__(self, sender: Any) -> None:
        super().__init__(sender)
        self._heard: set[Any] = set()

    def connect(self, receiver: Any, signal: Any, **kwargs: Any) -> None:
        self._heard.add(signal)
        super().connect(receiver, signal, **kwargs)

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        return super().send_catch_log(signal, **kwargs) if signal in self._heard else []

    async def send_catch_log_async(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        return await super().send_catch_log_async(signal, **kwargs) if signal in self._heard else []


class QuietFormatter(LogFormatter):
    """Says nothing of what went well."""

    def crawled(self, request: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        """Not logged."""

    def scraped(self, item: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        """Not logged."""
