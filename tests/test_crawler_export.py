"""Exports open in the programs they are for, and hold what was asked for."""

import csv
import json
import re
import sqlite3
import sys
import tracemalloc
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from crawler.archive import Archive
from crawler.archive.copies import find_copies
from crawler.cli.export import command
from crawler.export import COLUMNS, csv_lines, json_lines, write_parquet
from crawler.export_sqlite import COPIED, LEFT_OUT
from tests.archive_filling import Filling

EVIL = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "a"
    with Filling(path) as filling:
        filling.article(
            "5", "Bão số 9, “to”", 'Dòng một.\n\nDòng "hai", có phẩy.', lede="- Sapo", files={"http://x/a": "A"}
        )
        filling.article("6", EVIL, "+84 234 3822 000", published=None)
        filling.article("7", "Hội chợ", "Khai mạc.", portal="danang", section="Công khai")
        filling.article("7", "Hội chợ", "Khai mạc. Thêm.", portal="danang", section="Công khai")
        filling.lose("6")
    return path


def run(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--archive", str(archive)], catch_exceptions=False)


def test_csv_is_read_by_the_csv_module(archive: Path) -> None:
    rows = list(csv.DictReader(StringIO(run(archive, "--format", "csv").stdout, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["title"] for row in rows] == ["Bão số 9, “to”", f"'{EVIL}", "Hội chợ"]
    assert rows[0]["body"] == 'Dòng một.\n\nDòng "hai", có phẩy.'
    assert rows[0]["lede"] == "'- Sapo"
    assert rows[1]["body"] == "'+84 234 3822 000"
    assert rows[1]["published_at"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n=", "＝"])
def test_no_cell_begins_like_a_formula(archive: Path, tmp_path: Path, start: str) -> None:
    with Filling(tmp_path / "b") as filling:
        filling.article("1", f"{start}1+1", "x", byline=f"{start}cmd|' /C calc'!A0", section=f"{start}2")
    row = list(csv.reader(StringIO(run(tmp_path / "b", "--format", "csv").stdout, newline="")))[1]
    assert not [cell for cell in row if cell.strip().startswith(("=", "+", "-", "@", "＝"))]


def test_excel_is_told_that_it_is_utf_8(archive: Path, tmp_path: Path) -> None:
    assert run(archive, "--format", "csv", "--excel", "-o", str(tmp_path / "e.csv")).exit_code == 0
    assert (tmp_path / "e.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert duckdb.sql(f"SELECT id FROM read_csv('{tmp_path / 'e.csv'}')").fetchall() == [(1,), (2,), (3,)]


def test_json_lines_are_what_the_archive_says(archive: Path) -> None:
    rows = [json.loads(line) for line in run(archive, "--format", "jsonl").stdout.splitlines()]
    with Archive(archive) as opened:
        assert rows == [article.as_json() for article in opened.articles()]
    assert rows[1]["title"] == EVIL


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_duckdb_opens_it(archive: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"news.{form}"
    assert run(archive, "--format", form, "--output", str(path)).exit_code == 0
    reader = {"csv": "read_csv", "parquet": "read_parquet", "jsonl": "read_json"}[form]
    found = duckdb.sql(f"SELECT id, portal_id, published_on, words FROM {reader}('{path}') ORDER BY id").fetchall()
    assert found == [(1, "hue", date(2026, 10, 31), 6), (2, "hue", None, 4), (3, "danang", date(2026, 10, 31), 3)]


def test_parquet_is_typed(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    run(archive, "--format", "parquet", "-o", str(path))
    types = dict(duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{path}')").fetchall())
    assert types["published_at"] == "TIMESTAMP WITH TIME ZONE"
    assert (types["published_on"], types["words"], types["body"]) == ("DATE", "BIGINT", "VARCHAR")
    instant = duckdb.sql(f"SELECT epoch(published_at) FROM '{path}' WHERE id = 1").fetchall()
    assert instant == [(datetime.fromisoformat("2026-10-31T14:30:00+07:00").timestamp(),)]


def test_parquet_without_pyarrow_says_what_to_install(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = CliRunner().invoke(command, ["--format", "parquet", "-o", str(tmp_path / "x"), "--archive", str(archive)])
    assert "khotin[parquet]" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_sqlite_is_an_archive_of_the_selection(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    assert run(archive, "--format", "sqlite", "--portal", "hue", "-o", str(path)).exit_code == 0
    assert [one.name for one in tmp_path.iterdir()] == ["archive.db"]
    db = sqlite3.connect(path)
    assert db.execute("SELECT id, portal_id FROM articles").fetchall() == [(1, "hue"), (2, "hue")]
    assert db.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'bao'").fetchall() == [(1,)]
    assert db.execute("SELECT kind FROM changes ORDER BY seq").fetchall() == [("new",), ("new",), ("gone",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()
    with Archive(tmp_path) as opened:
        assert opened.search("bão").hits[0].id == 1


def test_sqlite_holds_all_that_belongs_to_its_articles(tmp_path: Path) -> None:
    text = "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành khẩn trương triển khai phương án ứng phó bão số 9 tại 12 xã."
    with Filling(tmp_path / "a") as filling:
        filling.article("1", "Ứng phó bão số 9", text, files={"https://hue.gov.vn/a.pdf": "Công điện"})
        filling.article("2", "Ứng phó bão số 9", text, portal="danang", problems=[("date", "no date", "Bão")])
        filling.article("3", "Ứng phó bão số 9", text, portal="quangnam")
        filling.db.execute(
            "INSERT INTO images (article_id, url, caption) VALUES (1, 'https://hue.gov.vn/1.jpg', 'Bão')"
        )
    find_copies(tmp_path / "a")
    path = tmp_path / "part.db"
    chosen = ["--portal", "hue", "--portal", "danang"]
    assert run(tmp_path / "a", "--format", "sqlite", *chosen, "-o", str(path)).exit_code == 0
    db = sqlite3.connect(path)
    assert db.execute("SELECT article_id, of_article_id FROM copies").fetchall() == [(2, 1)]
    assert db.execute("SELECT name FROM attachments").fetchall() == [("Công điện",)]
    assert db.execute("SELECT caption FROM images").fetchall() == [("Bão",)]
    assert db.execute("SELECT portal_id, reason FROM problems").fetchall() == [("danang", "no date")]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()


def test_no_table_is_forgotten(archive: Path) -> None:
    """A table that is added is either of the news, and exported, or is not: somebody decides."""
    with Archive(archive) as opened:
        tables = {row[0] for row in opened.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    own = re.compile(r"sqlite_|_sqlite_|articles_(fts|marks)|files_fts")
    assert {table for table in tables if not own.match(table)} == set(COPIED) | LEFT_OUT
    assert not set(COPIED) & LEFT_OUT


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--match", "bão"], [1]),
        (["--match", "báo"], []),
        (["--match", "hoi cho", "--province", "Đà Nẵng"], [3]),
        (["--section", "công khai"], [3]),
        (["--status", "gone"], [2]),
        (["--from", "2026-10-31", "--to", "31/10/2026"], [1, 3]),
        (["--limit", "2"], [1, 2]),
        (["--changed-since", "2026-11-01T11:30:00Z"], [3]),  # 2 went later, but its text did not change
    ],
)
def test_filters(archive: Path, arguments: list[str], ids: list[int]) -> None:
    lines = run(archive, "--format", "jsonl", *arguments).stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


def test_a_file_is_replaced_only_when_whole(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    arguments = ["--format", "csv", "-o", str(tmp_path / "x"), "--archive", str(archive)]
    assert getattr(CliRunner().invoke(command, arguments).exception, "exit_code", None) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("form", ["parquet", "sqlite"])
def test_binary_needs_a_file(archive: Path, form: str) -> None:
    result = CliRunner().invoke(command, ["--format", form, "--archive", str(archive)])
    assert getattr(result.exception, "exit_code", None) == 2


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    with Filling(tmp_path / "a") as filling:
        filling.article("1", "Tin", "Nội dung dài. " * 2000)
    with Archive(tmp_path / "a") as archive:
        one = archive.article(1)
    for lines in (csv_lines, json_lines):
        tracemalloc.start()
        letters = sum(len(line) for line in lines(one for _ in range(600)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < letters / 10


def test_parquet_is_written_in_groups(archive: Path, tmp_path: Path) -> None:
    with Archive(archive) as opened:
        one = opened.article(1)
    write_parquet((one for _ in range(2500)), tmp_path / "x.parquet")
    groups = f"SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('{tmp_path / 'x.parquet'}')"
    assert sorted(duckdb.sql(groups).fetchall()) == [(0, 1000), (1, 1000), (2, 500)]
