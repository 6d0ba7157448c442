"""The READMEs' examples: what needs no network runs, what does is a call that khotin takes."""

import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest

from crawler.cli import khotin
from crawler.portal import load_portal, load_portals
from crawler.recipe import load_recipes

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.vi.md")
ASKS_THE_NETWORK = {"crawl", "probe"}


def blocks(readme: str, language: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


CALLS = [
    (readme, shlex.split(line, comments=True)[1:])
    for readme in READMES
    for block in blocks(readme, "bash")
    for line in block.splitlines()
    if line.startswith(".venv/bin/khotin ")
]


@pytest.mark.parametrize(("readme", "words"), CALLS)
def test_every_call_is_one_that_khotin_takes(readme: str, words: list[str]) -> None:
    command = khotin.get_command(click.Context(khotin), words[0])
    assert command is not None
    command.make_context(words[0], list(words[1:]))  # raises UsageError for an option or argument that is not there
    if words[0] == "crawl":
        assert words[1] in load_portals([], load_recipes())


@pytest.mark.parametrize("words", [words for _, words in CALLS if words[0] not in ASKS_THE_NETWORK])
def test_what_asks_no_network_runs(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "crawler", *words], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def test_the_calls_are_the_same_in_both_languages() -> None:
    assert [words for readme, words in CALLS if readme == READMES[0]] == [
        words for readme, words in CALLS if readme == READMES[1]
    ]
    assert {words[0] for _, words in CALLS} == {"portals", "crawl", "probe"}


@pytest.mark.parametrize("readme", READMES)
def test_the_query_has_an_answer(readme: str, tmp_path: Path) -> None:
    [block] = [block for block in blocks(readme, "bash") if block.startswith("sqlite3")]
    archive = tmp_path / "demo-archive"
    demo = [sys.executable, "-m", "crawler", "demo", "--archive", str(archive)]
    subprocess.run(demo, check=True, capture_output=True, cwd=ROOT)
    _, path, query = shlex.split(block)
    with sqlite3.connect(tmp_path / path) as db:
        assert len(db.execute(query).fetchall()) == 5


@pytest.mark.parametrize("readme", READMES)
def test_the_portal_file_is_one(readme: str, tmp_path: Path) -> None:
    [text] = blocks(readme, "toml")
    path = tmp_path / "so-tinh.toml"
    path.write_text(text, encoding="utf-8")
    assert load_portal(path, load_recipes()).id == "so-tinh"
