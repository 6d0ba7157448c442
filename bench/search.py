"""Search beside LIKE and beside plain FTS5 that folds nothing: recall and latency, in one run.

    python bench/search.py [--articles 100000] [--letters 2500] [--rounds 5]

Articles are made of Vietnamese syllables by their rank's share, with words planted in known articles; every way of
searching answers the same questions in turn, and recall is measured against what was planted. The figures to compare
are those of one run.
"""

import argparse
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.archive import Archive
from crawler.archive.connection import open_for_writing
from crawler.text.syllable import syllables

# What is planted, in how large a share of the articles, and how people ask for it.
PLANTED = {
    "Đà Nẵng": (0.02, ("Đà Nẵng", "đà nẵng", "da nang", '"da nang"')),
    "khu công nghiệp Hoà Khánh": (0.002, ("Hoà Khánh", "hòa khánh", "hoa khanh")),
    "Ứng phó bão lụt": (0.005, ("bão lụt", "bao lut")),
    "Nguyễn Thị Đượm": (0.0001, ("Nguyễn Thị Đượm", "nguyen thi duom")),
    "báo cáo": (0.6, ("báo cáo", "bao cao")),
}


@dataclass
class Timed:
    """What one way of searching found for one question, and how long each round took."""

    found: set[int]
    seconds: list[float]


def main() -> None:
    options = _options()
    with TemporaryDirectory(dir=options.dir) as folder:
        path = Path(folder) / "archive"
        started = time.perf_counter()
        planted = fill(path, options.articles, options.letters)
        plain_index(path)
        size = (path / "archive.db").stat().st_size / 1e6
        print(f"{options.articles:,} articles of {options.letters:,} letters, {size:,.0f} MB, ", end="")
        print(f"made in {time.perf_counter() - started:.0f} s\n")
        compare(path, planted, options.rounds)


def fill(path: Path, articles: int, letters: int) -> dict[str, set[int]]:
    """An archive of generated articles; phrase → the articles that hold it."""
    db, chance = open_for_writing(path), random.Random(7)
    planted: dict[str, set[int]] = {phrase: set() for phrase in PLANTED}
    db.execute("INSERT INTO portals (id, name, province, home, recipe) VALUES ('p', 'P', 'Huế', 'http://p/', 'fitc')")
    rows = _rows(chance, articles, letters, planted)
    db.execute("BEGIN")
    db.executemany(
        """INSERT INTO articles (id, portal_id, key, url, title, lede, body, published_at, published_on, status,
                                 revision_no, digest, words)
           VALUES (?, 'p', ?, ?, ?, ?, ?, ?, ?, 'live', 1, '', 0)""",
        rows,
    )
    db.execute("COMMIT")
    db.execute("ANALYZE")
    db.close()
    return planted


def _rows(
    chance: random.Random, articles: int, letters: int, planted: dict[str, set[int]]
) -> Iterator[tuple[object, ...]]:
    words = chance.sample(list(syllables()), 6000)
    shares = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    for number in range(1, articles + 1):
        text = chance.choices(words, cum_weights=shares, k=max(letters // 5, 60))
        for phrase, (share, _) in PLANTED.items():
            if chance.random() < share:
                planted[phrase].add(number)
                text.insert(chance.randrange(len(text)), phrase)
        day = f"{chance.randint(2005, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        body = "\n\n".join(" ".join(text[start : start + 80]) + "." for start in range(42, len(text), 80))
        yield (
            *(number, str(number), f"http://p/{number}", " ".join(text[:12]), " ".join(text[12:42]), body),
            *(f"{day}T08:00:00+07:00", day),
        )


def plain_index(path: Path) -> None:
    """FTS5 as it comes, beside the archive's own index: `unicode61`, whose default folds single marks only."""
    db = sqlite3.connect(path / "archive.db")
    db.execute(
        "CREATE VIRTUAL TABLE plain_fts USING fts5(title, lede, body, content='articles', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    db.execute("INSERT INTO plain_fts(plain_fts) VALUES ('rebuild')")
    db.commit()
    db.close()


def compare(path: Path, planted: dict[str, set[int]], rounds: int) -> None:
    """Every question by every way, in turn, `rounds` times; then one line each."""
    db = sqlite3.connect(path / "archive.db")
    with Archive(path) as archive:
        ways: dict[str, Callable[[str], set[int]]] = {
            "khotin": lambda asked: {hit.id for hit in archive.search(asked).hits},
            "index": lambda asked: _match(db, "articles_fts", asked),
            "plain": lambda asked: _match(db, "plain_fts", asked),
            "LIKE": lambda asked: _like(db, asked),
        }
        print(f"{'':28}{'khotin: 10 best':>22}{'articles_fts: all':>24}{'plain FTS5: all':>24}{'LIKE: all':>24}")
        worst: dict[str, list[float]] = {name: [] for name in ways}
        for phrase, (_, questions) in PLANTED.items():
            for asked in questions:
                done = ask(ways, asked, rounds)
                for name, timed in done.items():
                    worst[name].append(statistics.median(timed.seconds))
                print(_line(asked, planted[phrase], done))
        print("\nmedian of the questions, ms: ", end="")
        print(
            ", ".join(
                f"{name} {statistics.median(times) * 1000:.1f} (slowest {max(times) * 1000:.1f})"
                for name, times in worst.items()
            )
        )


def ask(ways: dict[str, Callable[[str], set[int]]], asked: str, rounds: int) -> dict[str, Timed]:
    """One question by every way, the ways taking turns."""
    done = {name: Timed(set(), []) for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            if name == "LIKE" and number:
                continue  # seconds each: once is enough
            started = time.perf_counter()
            done[name].found = way(asked)
            done[name].seconds.append(time.perf_counter() - started)
    return done


def _line(asked: str, planted: set[int], done: dict[str, Timed]) -> str:
    line = f"{asked:<28}"
    for name, timed in done.items():
        ms = statistics.median(timed.seconds) * 1000
        if name == "khotin":
            right = len(timed.found & planted)
            line += f"{f'{right}/{min(10, len(planted))} right {ms:8.1f} ms':>22}"
        else:
            recall = len(timed.found & planted) / len(planted) if planted else 1.0
            line += f"{f'recall {recall:4.0%} {ms:8.1f} ms':>24}"
    return line


def _match(db: sqlite3.Connection, table: str, asked: str) -> set[int]:
    return {row[0] for row in db.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (asked,))}


def _like(db: sqlite3.Connection, asked: str) -> set[int]:
    like = f"%{asked.strip(chr(34))}%"
    sql = "SELECT id FROM articles WHERE title LIKE ? OR lede LIKE ? OR body LIKE ?"
    return {row[0] for row in db.execute(sql, (like, like, like))}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--letters", type=int, default=2_500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dir", help="where the archive is made for the time of the run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
