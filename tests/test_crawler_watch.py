"""Watches: files that say what somebody wants to hear of."""

import json
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner

from crawler.cli.changes import command as changes_command
from crawler.cli.feeds import command as feeds_command
from crawler.errors import ConfigurationError
from crawler.watch import load_watch, load_watches
from tests.archive_filling import Filling

WATCH = """
name = "Bão lũ"
query = "bão OR lũ"
provinces = ["Đà Nẵng"]
kinds = ["new", "edited"]
added = true
to = ["json://localhost"]
"""


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    (tmp_path / "watches").mkdir()
    path = tmp_path / "watches" / "bao-lu.toml"
    path.write_text(WATCH, encoding="utf-8")
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Filling(tmp_path / "a") as filling:
        filling.article("1", "Tin bão", "Ở Huế.")
        filling.article("2", "Tin bão", "Ở Đà Nẵng.", portal="danang")
        filling.article("2", "Tin bão", "Ở Đà Nẵng, chiều nay.", portal="danang")
        filling.article("3", "Báo cáo", "Hết.", portal="quangnam")
        filling.article("3", "Báo cáo", "Hết lũ.", portal="quangnam")
        filling.lose("2", portal="danang")
    return tmp_path / "a"


def test_a_watch_is_read(watch: Path) -> None:
    read = load_watch(watch)
    assert (read.id, read.fields.name, read.which.provinces, read.fields.kinds) == (
        *("bao-lu", "Bão lũ", ("Đà Nẵng",)),
        ("new", "edited"),
    )
    assert read.match
    assert read.match.accepts("lũ về")
    assert load_watches(watch.parent) == [read]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nam = 1", "nam"),
        ('kinds = ["lost"]', "kinds"),
        ("query = '-bão'", "query"),
        ('portals = "hue"', "portals"),
        ("added = true", "added"),
        ("= 3", "TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f'name = "X"\n{line}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"x.toml: .*{says}"):
        load_watch(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such folder"):
        load_watches(tmp_path / "none")


def test_changes_and_feeds_of_a_watch(archive: Path, watch: Path, tmp_path: Path) -> None:
    arguments = ["--watch", str(watch), "--json", "--archive", str(archive)]
    lines = CliRunner().invoke(changes_command, arguments, catch_exceptions=False).stdout.splitlines()
    assert [(json.loads(line)["key"], json.loads(line)["kind"]) for line in lines] == [("2", "new"), ("3", "edited")]
    arguments = [str(tmp_path / "web"), "--watches", str(watch.parent), "--archive", str(archive)]
    assert CliRunner().invoke(feeds_command, arguments, catch_exceptions=False).exit_code == 0
    feed = feedparser.parse((tmp_path / "web" / "watch-bao-lu.atom").read_bytes())
    assert (feed.feed.title, [entry.link[-1] for entry in feed.entries]) == ("Bão lũ", ["3", "2"])


def test_a_watch_and_filters_of_ones_own_do_not_mix(archive: Path, watch: Path) -> None:
    result = CliRunner().invoke(changes_command, ["--watch", str(watch), "--portal", "hue", "--archive", str(archive)])
    assert getattr(result.exception, "exit_code", None) == 2
