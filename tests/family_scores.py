"""Family sites crawled for real, all in one `khotin crawl`, and how well the archive says what they say."""

import json
import os
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.page_cases import f1, leaks
from tests.served_sites import ServedSite, Truth

ROOT = Path(__file__).resolve().parents[1]
SQL = """SELECT articles.*, (SELECT json_group_array(url) FROM attachments WHERE article_id = articles.id) AS files
         FROM articles WHERE portal_id = ? ORDER BY id"""


@dataclass
class SiteScores:
    """What came of one site: articles there are (`expected`), those archived (`found`), and of these the shares of
    exact titles and instants, the mean F1 of the words of the body, and `leaks`, those with chrome or another
    article's title in their text. `extra`: rows that are no article of the site, or one for the second time. `wrong`
    tells each fault."""

    expected: int
    found: int = 0
    extra: int = 0
    titles: float = 0.0
    dates: float = 0.0
    body_f1: float = 0.0
    leaks: int = 0
    wrong: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, float]:
        """What may only rise, each from 0 to 1."""
        found = self.found / self.expected
        return {"found": found, "titles": self.titles, "dates": self.dates, "body_f1": self.body_f1}


def crawl_sites(sites: Sequence[ServedSite], folder: Path, *, recipe: str = "") -> Path:
    """One crawl over all the sites, by this recipe or each by its family's own; returns the archive.

    Fails where the crawl does, or where it had to tell of trouble.
    """
    portals = folder / "portals"
    portals.mkdir(parents=True)
    for site in sites:
        (portals / f"{site.name}.toml").write_text(site.portal(recipe), "utf-8")
    archive = folder / "archive"
    told = khotin("crawl", "--portals", str(portals), "--archive", str(archive), "--no-warc", "--json", folder=folder)
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr[-4000:]
    assert json.loads(told.stdout)["portals"] == len(sites)
    return archive


def khotin(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The command, in a process and with leases of its own."""
    command = [sys.executable, "-m", "crawler", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KHOTIN_LEASES": str(folder / "leases")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=folder)


def archived(archive: Path, site: ServedSite) -> list[dict[str, Any]]:
    """The portal's articles in the order they were stored."""
    with closing(sqlite3.connect(f"file:{archive / 'archive.db'}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(SQL, (site.name,))]


def score_site(site: ServedSite, rows: Sequence[dict[str, Any]]) -> SiteScores:
    """How well `rows` say what the site does."""
    scores, held = SiteScores(len(site.truths)), dict[int, dict[str, Any]]()
    for row in rows:
        number = site.identify(row["url"])
        if number is None or number in held:
            scores.extra += 1
            scores.wrong.append(f"extra: {row['url']} {row['title']!r}")
        else:
            held[number] = row
    scores.wrong += [f"missing: {one.title!r}" for number, one in site.truths.items() if number not in held]
    scores.found = len(held)
    if held:
        _weigh(scores, site, held)
    return scores


def _weigh(scores: SiteScores, site: ServedSite, held: dict[int, dict[str, Any]]) -> None:
    titles, dates, shares = 0, 0, 0.0
    others = [one.title for one in site.truths.values() if len(one.title) > 12]
    for number, row in held.items():
        truth = site.truths[number]
        titles += (title := nfc(row["title"]) == nfc(truth.title))
        dates += (date := same_instant(row["published_at"], truth))
        shares += (share := f1(nfc(row["body"]), nfc(truth.body)))
        leak = _leaks(row, truth, [*site.leaks, *others])
        scores.leaks += bool(leak)
        told = [] if title else [f"title {row['title']!r}, not {truth.title!r}"]
        told += [] if date else [f"published {row['published_at']}, not {truth.published}"]
        told += [] if share > 0.995 else [f"body F1 {share:.3f}: {row['body']!r}, not {truth.body!r}"]
        told += [f"leak: {words!r}" for words in leak]
        scores.wrong += [f"{row['url']}: {line}" for line in told]
    scores.titles, scores.dates, scores.body_f1 = titles / len(held), dates / len(held), shares / len(held)


def _leaks(row: dict[str, Any], truth: Truth, words: Sequence[str]) -> list[str]:
    text, true = nfc(f"{row['lede']}\n{row['body']}"), nfc(f"{truth.title}\n{truth.lede}\n{truth.body}")
    return [one for one in words if nfc(one) in text and nfc(one) not in true] + leaks(text, true)


def same_instant(found: str | None, truth: Truth) -> bool:
    """Whether both are the same minute, or both none: some systems tell the seconds too."""
    if found is None or truth.published is None:
        return found == truth.published
    return (datetime.fromisoformat(found) - datetime.fromisoformat(truth.published)).total_seconds() // 60 == 0


def nfc(text: str | None) -> str:
    """The text with composed letters; "" for none."""
    return unicodedata.normalize("NFC", text or "")
