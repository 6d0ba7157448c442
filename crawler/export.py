"""Articles as CSV, JSON Lines and Parquet, one row an article, the columns of `articles` in docs/schema.md.

Rows are written as they come; no more than a thousand are held at a time.
"""

import csv
import importlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.archive.records import Article
from crawler.errors import UsageError

COLUMNS = tuple(one.name for one in fields(Article))
ROWS_HELD = 1_000
# What makes a spreadsheet compute: a cell that begins so is written with an apostrophe in front.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def csv_lines(articles: Iterable[Article]) -> Iterator[str]:
    """RFC 4180 with a header; NULL is an empty cell. Texts that a spreadsheet would run begin with an apostrophe."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for article in articles:
        yield _taken(buffer)
        writer.writerow(map(_cell, article.as_json().values()))
    yield _taken(buffer)


def json_lines(articles: Iterable[Article]) -> Iterator[str]:
    """One object a line, in UTF-8."""
    for article in articles:
        yield json.dumps(article.as_json(), ensure_ascii=False) + "\n"


def write_parquet(articles: Iterable[Article], path: Path) -> None:
    """Instants in UTC, dates as dates; row groups of a thousand. Raises UsageError where pyarrow is not installed."""
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow: pip install 'khotin[parquet]'") from error
    schema = arrow.schema([(name, _arrow_type(arrow, name)) for name in COLUMNS])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        rows = iter(articles)
        while held := list(islice(rows, ROWS_HELD)):
            values = [{name: getattr(row, name) for name in COLUMNS} for row in held]
            writer.write_table(arrow.Table.from_pylist(values, schema=schema))


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip(" \n\u00a0").startswith(_FORMULA):
        return f"'{value}"
    return value


def _arrow_type(arrow: Any, name: str) -> Any:
    types: dict[str, Callable[[], Any]] = {"id": arrow.int64, "revision_no": arrow.int64, "words": arrow.int64}
    if name.endswith("_at"):
        return arrow.timestamp("us", tz="UTC")
    return arrow.date32() if name.endswith("_on") else types.get(name, arrow.string)()
