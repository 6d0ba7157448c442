"""The rows of `problems`: one per page, stage and reason, counted when it recurs and resolved when the page reads."""

import sqlite3
from collections.abc import Iterable

from crawler.archive.clock import utc_text
from crawler.items import Fetched, Problem


class ProblemRows:
    """SQL on `problems`, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, run_id: int) -> None:
        self._db = connection
        self._run = run_id

    def report(self, fetched: Fetched, problems: Iterable[Problem]) -> None:
        """Count `problems` of the page; every other open problem of the same page is resolved by this look."""
        at = utc_text(fetched.at)
        current = {(problem.stage, problem.reason): problem.detail for problem in problems}
        rows = self._db.execute(
            "SELECT id, stage, reason FROM problems WHERE portal_id = ? AND url = ? AND resolved_at IS NULL",
            (fetched.portal_id, fetched.url),
        ).fetchall()
        over = [(at, row["id"]) for row in rows if (row["stage"], row["reason"]) not in current]
        self._db.executemany("UPDATE problems SET resolved_at = ? WHERE id = ?", over)
        self._db.executemany(
            """INSERT INTO problems (run_id, portal_id, url, stage, reason, detail, capture_id, first_at, last_at,
                                     times)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
               ON CONFLICT (portal_id, url, stage, reason) DO UPDATE SET
                   run_id = excluded.run_id, detail = excluded.detail, capture_id = excluded.capture_id,
                   last_at = excluded.last_at, times = times + 1, resolved_at = NULL""",
            [
                (self._run, fetched.portal_id, fetched.url, stage, reason, detail, fetched.capture_id, at, at)
                for (stage, reason), detail in current.items()
            ],
        )
