"""Telling how a portal's run fares: every change of its state at once, the rest now and then."""

import time
from collections.abc import Callable

from crawler.session import PortalRun


class Telling:
    """Calls `say` for every change of state of a portal, and otherwise at most once in `every` seconds."""

    def __init__(self, say: Callable[[PortalRun], None], *, every: float) -> None:
        self._say = say
        self._every = every
        self._said: dict[str, tuple[str, float]] = {}

    def __call__(self, run: PortalRun) -> None:
        state, at = self._said.get(run.portal.id, ("", 0.0))
        moment = time.monotonic()
        if run.state == state and moment - at < self._every:
            return
        self._said[run.portal.id] = (run.state, moment)
        self._say(run)
