"""What was exported, and the archive itself, opened by the programs they are for: pandas, DuckDB and Datasette."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from crawler.archive.connection import database_path
from crawler.cli.export import command
from tests.archive_filling import Filling

# DuckDB's own extension as a package, so that no test asks the network for it.
[SCANNER] = Path(str(files("duckdb_extension_sqlite_scanner"))).rglob("*.duckdb_extension")
TITLES = ["Bão số 9, “to” vào Đà Nẵng", "=1+1 là mấy", "Hội chợ"]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readers") / "a"
    with Filling(path) as filling:
        filling.article("5", TITLES[0], 'Dòng một.\n\nDòng "hai", có phẩy; và\ttab.', lede="- Tóm tắt", byline="Lê An")
        filling.article("6", TITLES[1], "Không rõ ngày.", published=None)
        filling.article("7", TITLES[2], "Khai mạc.", portal="danang")
    return path


@pytest.fixture
def export(archive: Path, tmp_path: Path) -> Callable[..., Path]:
    def write(form: str, *more: str) -> Path:
        path = tmp_path / f"tin.{form}"
        done = CliRunner().invoke(command, ["--format", form, "-o", str(path), "--archive", str(archive), *more])
        assert done.exit_code == 0, done.output
        return path

    return write


PANDAS: dict[str, Callable[[Path], Any]] = {
    "csv": lambda path: pandas.read_csv(path, parse_dates=["published_on"]),
    "jsonl": lambda path: pandas.read_json(path, lines=True),
    "parquet": pandas.read_parquet,
}


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_pandas(export: Callable[..., Path], form: str) -> None:
    frame = PANDAS[form](export(form))
    titles = [title.removeprefix("'") for title in frame["title"]] if form == "csv" else list(frame["title"])
    assert titles == TITLES
    assert frame["body"][0] == 'Dòng một.\n\nDòng "hai", có phẩy; và\ttab.'
    assert pandas.to_datetime(frame["published_on"])[0].date() == date(2026, 10, 31)
    assert pandas.isna(frame["published_at"][1])
    assert frame["words"].dtype.kind in "iu"


def test_pandas_reads_sqlite(export: Callable[..., Path]) -> None:
    with sqlite3.connect(export("sqlite")) as db:
        frame = pandas.read_sql_query("SELECT * FROM articles ORDER BY id", db, parse_dates=["first_seen_at"])
    assert list(frame["title"]) == TITLES
    assert str(frame["first_seen_at"].dtype).endswith("UTC]")


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "sqlite"])
def test_duckdb(export: Callable[..., Path], form: str) -> None:
    path = export(form)
    with duckdb.connect() as db:
        if form == "sqlite":
            db.execute(f"LOAD '{SCANNER}'")
            db.execute(f"ATTACH '{path}' AS tin (TYPE sqlite, READ_ONLY)")
        reader = {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}.get(form)
        source = f"{reader}('{path}')" if reader else "tin.articles"
        rows = db.sql(f"SELECT id, ltrim(title, ''''), published_on::DATE FROM {source} ORDER BY id").fetchall()
    assert rows == [(1, TITLES[0], date(2026, 10, 31)), (2, TITLES[1], None), (3, TITLES[2], date(2026, 10, 31))]


def ask(path: Path, *addresses: str) -> list[Any]:
    async def answers() -> list[Any]:
        datasette = Datasette([str(path)])
        await datasette.invoke_startup()
        return [await datasette.client.get(f"/{path.stem}{address}", follow_redirects=True) for address in addresses]

    return asyncio.run(answers())


@pytest.mark.parametrize("which", ["the export", "the archive, while a crawl holds it open"])
def test_datasette(export: Callable[..., Path], archive: Path, which: str) -> None:
    path = export("sqlite") if which == "the export" else database_path(archive)
    with Filling(archive):
        front, table, found, row = ask(
            path,
            "",
            "/articles.json?_shape=objects&_sort=id",
            "/articles.json?_shape=objects&_fts_table=articles_fts&_fts_pk=id&_search=da+nang",
            "/articles/1",
        )
    assert [answer.status_code for answer in (front, table, found, row)] == [200, 200, 200, 200]
    assert "revisions" in front.text
    assert [one["title"] for one in table.json()["rows"]] == TITLES
    assert [one["id"] for one in found.json()["rows"]] == [1]
    assert "Đà Nẵng" in row.text
