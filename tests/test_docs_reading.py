"""What docs/schema.md, docs/monitoring.md and docs/library.md say is so, and their examples run."""

import doctest
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.archive_filling import Filling

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
OWN = re.compile(r"^(?:sqlite_|_sqlite_|articles_(?:fts|marks)_|files_fts_)")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def documented_tables() -> dict[str, list[str]]:
    text = (DOCS / "schema.md").read_text(encoding="utf-8").partition("\n## Ten questions")[0]
    tables = re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", text, re.DOTALL | re.MULTILINE)
    return {name: re.findall(r"^\| `(\w+)` \| \S", described, re.MULTILINE) for name, described in tables}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory whose `archive` is the demo portal's, seen twice."""
    folder = tmp_path_factory.mktemp("docs")
    for state in ("0", "1"):
        command = [sys.executable, "-m", "crawler", "demo", "--archive", str(folder / "archive"), "--state", state]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    (folder / "watches").mkdir()
    (folder / "watches" / "dat-dai.toml").write_text(blocks("monitoring.md", "toml")[0], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def archive(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """The demo archive with articles of other portals, one of them gone."""
    path = tmp_path_factory.mktemp("schema") / "archive"
    shutil.copytree(demo / "archive", path)
    with Filling(path) as filling:
        filling.article("1", "Tin bão", "Bão vào.", portal="quangnam")
        filling.article("2", "Tin lũ", "Lũ về.", portal="danang")
        filling.lose("1", portal="quangnam")
    return sqlite3.connect(path / "archive.db")


def test_every_table_and_column_is_explained(archive: sqlite3.Connection) -> None:
    tables = [row[0] for row in archive.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {
        table: [row[1] for row in archive.execute(f"PRAGMA table_info({table})")]
        for table in tables
        if not OWN.match(table) and table != "articles_marks"
    }
    assert documented_tables() == columns


def test_there_are_ten_questions() -> None:
    assert len(blocks("schema.md", "sql")) == 10


@pytest.mark.parametrize("number", range(10))
def test_every_question_has_an_answer(archive: sqlite3.Connection, number: int) -> None:
    assert archive.execute(blocks("schema.md", "sql")[number]).fetchall()


COMMANDS = [line for block in blocks("monitoring.md", "sh") for line in block.splitlines()]


@pytest.fixture(scope="module")
def shell(demo: Path) -> dict[str, str]:
    """An environment in which `khotin` is this checkout's."""
    program = demo / "bin" / "khotin"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m crawler "$@"\n')
    program.chmod(0o755)
    return os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(demo: Path, shell: dict[str, str], command: str) -> None:
    before = set(demo.iterdir())
    done = subprocess.run(command, shell=True, check=False, capture_output=True, cwd=demo, env=shell)
    assert (done.returncode, done.stderr) == (0, b"")
    written = re.search(r"(?:>|-o|--output) (\S+)$", command)
    if written:
        assert (demo / written[1]).stat().st_size or "--kind gone" in command
    elif "--kind gone" not in command and "--cursor" not in command:
        assert done.stdout or set(demo.iterdir()) > before


def test_the_library_answers_as_documented(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo)
    failed, tried = doctest.testfile(str(DOCS / "library.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried > 20) == (0, True)


def test_commands_are_documented() -> None:
    assert {line.split()[1] for line in COMMANDS} == {"search", "changes", "diff", "feeds", "export", "show", "stats"}
