"""Makes fixtures/demo/composed.jsonl from fixtures/demo/phrases.toml: `python -m crawler.demo.compose`.

The same phrases and seed always give the same bytes (a test holds it), so the stored file may be rebuilt at any time.
"""

import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.demo.source import FIXTURES

PER_SECTION = 36
FIRST_DAY = date(2009, 2, 3)
STEP_DAYS = 180
STYLES = {5: ["word"], 11: ["decomposed"], 14: ["div_br"], 19: ["eth"], 23: ["shy"], 27: ["entities"], 31: ["numeric"]}
SLOT = re.compile(r"\{(\w+)(?::(\d+)-(\d+))?\}")

Row = dict[str, Any]
Theme = Mapping[str, Any]


def compose(phrases: Mapping[str, Any]) -> Iterator[Row]:
    """The composed articles, oldest first within each section; titles and bodies all differ."""
    chance = random.Random(phrases["seed"])  # noqa: S311  the same texts every time is the point
    titles: set[str] = set()
    seen: set[str] = set()
    for section in sorted({theme["section"] for theme in phrases["theme"]}):
        themes = [theme for theme in phrases["theme"] if theme["section"] == section]
        for number in range(PER_SECTION):
            posted = posting_time(chance, number)
            fitting = [theme for theme in themes if posted.month in theme.get("months", range(1, 13))]
            writer = Writer(chance, phrases, posted)
            theme = fitting[(number + number // 3) % len(fitting)]
            while (title := writer.fill(chance.choice(theme["titles"]))) in titles:
                writer = Writer(chance, phrases, posted)
            titles.add(title)
            row = {"section": section, "title": title, **writer.article(theme, number)}
            row["body"] = "\n\n".join(writer.unlike(seen, block) for block in row["body"].split("\n\n"))
            yield row


def posting_time(chance: random.Random, number: int) -> datetime:
    day = FIRST_DAY + timedelta(days=number * STEP_DAYS + chance.randint(-25, 25))
    return datetime(day.year, day.month, day.day, chance.randint(7, 17), chance.choice((0, 5, 15, 20, 30, 45)))


class Writer:
    """Fills sentences about one place on one day."""

    def __init__(self, chance: random.Random, phrases: Mapping[str, Any], posted: datetime) -> None:
        self.chance = chance
        self.posted = posted
        self.leads: list[str] = phrases["leads"]
        self.headings: list[str] = phrases["headings"]
        self.byline: str = chance.choice(phrases["bylines"])
        name = chance.choice(phrases["names"])
        place = f"{chance.choice(phrases['types'])} {name}"
        eve = posted - timedelta(days=1)
        self.words: dict[str, str] = {
            "place": place,
            "Place": place[0].upper() + place[1:],
            "name": name,
            "year": str(posted.year),
            "next": str(posted.year + 1),
            "day": f"{eve.day}/{eve.month}",
        }

    def fill(self, sentence: str) -> str:
        return SLOT.sub(self._slot, sentence)

    def _slot(self, match: re.Match[str]) -> str:
        name, low, high = match.groups()
        if name == "n":
            return f"{self.chance.randint(int(low), int(high)):,}".replace(",", ".")
        if name == "pct":
            return f"{self.chance.randint(int(low), int(high))},{self.chance.randint(1, 9)}"
        return self.words[name]

    def unlike(self, seen: set[str], block: str) -> str:
        """The paragraph, led in differently where another article already has it word for word."""
        other = block
        while other in seen and block[0] not in "#-":
            other = self.fill(self.chance.choice(self.leads)) + block[0].lower() + block[1:]
        seen.add(other)
        return other

    def sentences(self, pool: list[str], count: int) -> str:
        return " ".join(self.fill(sentence) for sentence in self.chance.sample(pool, min(count, len(pool))))

    def article(self, theme: Theme, number: int) -> Row:
        row: Row = {
            "key": 0,
            "posted": self.posted.isoformat(),
            "clock": "12h" if number % 3 == 1 else "day",
            "lede": self.fill(self.chance.choice(theme["ledes"])),
            "body": "\n\n".join(self.blocks(theme, number)),
            "byline": self.byline,
        }
        folder = f"{self.posted.year}/{self.posted.month}/{self.posted.day}"
        if number % 3 == 0:
            picture = f"/UploadFiles/TinTuc/{folder}/anh-{theme['section']}-{number}.jpg"
            row["picture"] = {"src": picture, "caption": self.fill(theme["picture"])}
        if number % 12 == 7:
            href = f"/UploadFiles/VanBan/{folder}/van-ban-{theme['section']}-{number}.pdf"
            row["attachments"] = [{"name": "Văn bản kèm theo (PDF)", "href": href}]
        if number in STYLES:
            row["style"] = STYLES[number]
        return row

    def blocks(self, theme: Theme, number: int) -> Iterator[str]:
        yield self.sentences(theme["what"], 1 if number % 13 == 4 else 2)
        yield self.sentences(theme["figures"], 2 + number % 2)
        if number % 13 == 4:
            return
        yield self.sentences(theme["problems"], 1 + number % 2)
        if number % 8 == 6:
            yield self.fill(self.chance.choice(self.headings))
        if number % 4 == 2:
            yield "\n".join(f"- {item}" for item in theme["bullets"][: 3 - number // 4 % 2])
        yield self.sentences(theme["plans"], 2)


def with_keys(rows: list[Row], taken: set[int]) -> list[Row]:
    """The rows oldest first, each with a key that grows with its day, as a site's running number would."""
    for row in sorted(rows, key=lambda row: (row["posted"], row["section"])):
        key = 5 + (date.fromisoformat(row["posted"][:10]) - date(2009, 1, 1)).days * 29 // 10
        while key in taken:
            key += 1
        taken.add(key)
        row["key"] = key
    return sorted(rows, key=lambda row: int(row["key"]))


def composed_text(folder: Path = FIXTURES) -> str:
    phrases = tomllib.loads((folder / "phrases.toml").read_text("utf-8"))
    written = tomllib.loads((folder / "written.toml").read_text("utf-8"))["article"]
    rows = with_keys(list(compose(phrases)), {article["key"] for article in written})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    (FIXTURES / "composed.jsonl").write_text(composed_text(), "utf-8")
