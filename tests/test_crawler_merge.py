"""Several archives become one: everything is there, once, by time; the log tells what is so; sources stay the same."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from crawler.archive import Archive
from crawler.archive.connection import open_for_writing
from crawler.archive.runs import begin_run
from crawler.cli import main
from crawler.demo.server import DemoServer
from crawler.errors import ArchiveError, UsageError
from crawler.merge import merging
from crawler.merge.merging import Merged, merge
from crawler.verify.database import check_pages, check_rows, check_search
from crawler.verify.files import check_files
from crawler.verify.warc import check_warc
from tests.archive_filling import START, Filling

ROOT = Path(__file__).parents[1]
Write = Callable[[Filling], Any]


def archive(path: Path, write: Write) -> Path:
    with Filling(path) as filling:
        filling.db.execute("UPDATE runs SET stats = ?", (f'{{"of": "{path.name}"}}',))
        write(filling)
    return path


def faults(path: Path) -> list[str]:
    with closing(open_for_writing(path)) as db:
        checks = (check_pages(db), check_rows(db), check_search(db), check_warc(path, db), check_files(path, db))
        return [str(finding) for check in checks for finding in check]


def told(path: Path) -> list[tuple[str, str, int, str]]:
    with Archive(path) as opened:
        changes = [(one.kind, one.key, one.revision_no, one.title) for one in opened.changes()]
        assert [one.seq for one in opened.changes()] == list(range(1, len(changes) + 1))
    return changes


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path / "archive.db")) as db:
        return db.execute(sql).fetchall()


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def at(filling: Filling, hours: float) -> None:
    filling.at = START + timedelta(hours=hours - 1)


def test_different_portals_come_together_by_time(tmp_path: Path) -> None:
    def one(filling: Filling) -> None:
        filling.article("1", "Tin một", "Một.")
        at(filling, 10)
        filling.article("1", "Tin một", "Một, sửa.", files={"https://hue.gov.vn/a.pdf": "A"})

    def other(filling: Filling) -> None:
        at(filling, 5)
        filling.article("7", "Tin bảy", "Bảy.", portal="danang", problems=[("date", "no date", "x")])
        filling.lose("7", portal="danang")

    sources = [archive(tmp_path / "a", one), archive(tmp_path / "b", other)]
    before = [fingerprint(source) for source in sources]
    done = merge(tmp_path / "m", sources)
    assert (done.articles, done.changes, faults(tmp_path / "m")) == (2, 4, [])
    assert [change[:3] for change in told(tmp_path / "m")] == [
        ("new", "1", 1),
        ("new", "7", 1),
        ("edited", "1", 2),
        ("gone", "7", 1),
    ]
    assert rows(tmp_path / "m", "SELECT DISTINCT run_id FROM revisions ORDER BY 1") == [(1,), (2,)]
    assert rows(tmp_path / "m", "SELECT name FROM attachments") == [("A",)]
    assert rows(tmp_path / "m", "SELECT portal_id, reason, run_id FROM problems") == [("danang", "no date", 2)]
    assert len(rows(tmp_path / "m", "SELECT * FROM frontier")) == 2
    assert [fingerprint(source) for source in sources] == before
    with Archive(tmp_path / "m") as opened:
        assert [hit.key for hit in opened.search("bay").hits] == ["7"]


def test_texts_of_one_article_stand_in_the_order_of_time(tmp_path: Path) -> None:
    def one(filling: Filling) -> None:
        for hour, text in ((2, "B."), (6, "D.")):
            at(filling, hour)
            filling.article("1", "Tin", text)

    def other(filling: Filling) -> None:
        for hour, text in ((1, "A."), (3, "B."), (4, "C."), (8, "D."), (9, "E.")):
            at(filling, hour)
            filling.article("1", "Tin", text)

    a, b = archive(tmp_path / "a", one), archive(tmp_path / "b", other)
    for target, sources in (("ab", [a, b]), ("ba", [b, a])):
        merge(tmp_path / target, sources)
    shutil.copytree(a, tmp_path / "into")
    done = merge(tmp_path / "into", [b])
    assert done == Merged(articles=0, texts=3, changes=3, captures=0, files=0)
    for name in ("ab", "ba", "into"):
        texts = "SELECT body, revision_no, seen_at FROM revisions ORDER BY revision_no"
        assert [row[:2] for row in rows(tmp_path / name, texts)] == [(f"{x}.", n) for n, x in enumerate("ABCDE", 1)]
        assert rows(tmp_path / name, texts)[1][2] == "2026-11-01T10:00:00Z"  # B as it was first seen
        assert rows(tmp_path / name, "SELECT body, revision_no FROM articles") == [("E.", 5)]
        assert faults(tmp_path / name) == []
    # What had been told stays where it was, and follows its text; what came is told after it, in order.
    assert [row[:3] for row in told(tmp_path / "into")] == [
        ("edited", "1", 2),
        ("edited", "1", 4),
        ("new", "1", 1),
        ("edited", "1", 3),
        ("edited", "1", 5),
    ]
    assert [row[:3] for row in told(tmp_path / "ab")] == [
        ("new", "1", 1),
        *(("edited", "1", number) for number in (2, 3, 4, 5)),
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_looked_last_says_whether_it_is_still_there(tmp_path: Path, order: tuple[int, int]) -> None:
    def lost(filling: Filling) -> None:
        filling.article("1", "Mất rồi", "A.")
        filling.article("2", "Mất rồi lại có", "B.")
        filling.lose("1")
        filling.lose("2")

    def seen(filling: Filling) -> None:
        filling.article("1", "Mất rồi", "A.")
        at(filling, 500)
        filling.article("2", "Mất rồi lại có", "B.")

    made = [archive(tmp_path / "a", lost), archive(tmp_path / "b", seen)]
    merge(tmp_path / "m", [made[number] for number in order])
    assert rows(tmp_path / "m", "SELECT key, status FROM articles ORDER BY key") == [("1", "gone"), ("2", "live")]
    assert faults(tmp_path / "m") == []
    assert merge(tmp_path / "m", made) == Merged()


def history(filling: Filling, chance: random.Random) -> None:
    """Two archives that looked at the same portal at other times: texts, losses and returns as time goes on."""
    hour = chance.uniform(0, 3)
    for _ in range(chance.randint(1, 14)):
        key = chance.choice("123")
        hour += chance.choice([0.1, 1, 5, 60])
        at(filling, hour)
        known = filling.db.execute("SELECT 1 FROM articles WHERE key = ?", (key,)).fetchone()
        if known and chance.random() < 0.3:
            filling.lose(key)
            hour = (filling.at - START).total_seconds() / 3600 + 1
        else:
            # What stands there changes with time, whoever looks; now and then a page flickers.
            text = int(hour / 20) if chance.random() < 0.8 else chance.randint(0, 3)
            files = {"https://hue.gov.vn/a.pdf": "A"} if text % 2 else {}
            filling.article(key, f"Tin {key}", f"Nội dung {text}.", files=files)


@pytest.mark.parametrize("seed", range(200 if os.environ.get("KHOTIN_EXPLORE") else 16))
def test_any_histories(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    made = [archive(tmp_path / f"{number}", lambda filling: history(filling, chance)) for number in range(3)]
    merge(tmp_path / "m", made)
    assert faults(tmp_path / "m") == []
    assert told(tmp_path / "m")
    before = rows(tmp_path / "m", "SELECT * FROM revisions ORDER BY id"), told(tmp_path / "m")
    chance.shuffle(made)
    again = merge(tmp_path / "m", made)
    assert again == Merged()
    assert (rows(tmp_path / "m", "SELECT * FROM revisions ORDER BY id"), told(tmp_path / "m")) == before
    for row in rows(tmp_path / "m", "SELECT id FROM articles"):
        times = [
            one[0]
            for one in rows(
                tmp_path / "m", f"SELECT seen_at FROM revisions WHERE article_id = {row[0]} ORDER BY revision_no"
            )
        ]
        assert times == sorted(times)
    digests = {
        one
        for path in made
        for one in rows(path, "SELECT key, revisions.digest FROM revisions JOIN articles ON articles.id = article_id")
    }
    assert digests == set(
        rows(tmp_path / "m", "SELECT key, revisions.digest FROM revisions JOIN articles ON articles.id = article_id")
    )


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two real crawls of one portal, at two times, by two archives that know nothing of each other."""
    folder = tmp_path_factory.mktemp("crawled")
    for state in (0, 1):
        command = [
            sys.executable,
            "-m",
            "crawler",
            "demo",
            "--state",
            str(state),
            "--archive",
            str(folder / f"{state}"),
        ]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return folder


def test_crawls_come_together_with_all_they_received(crawled: Path, tmp_path: Path) -> None:
    sources = [crawled / "0", crawled / "1"]
    before = [fingerprint(source) for source in sources]
    merge(tmp_path / "m", sources)
    assert faults(tmp_path / "m") == []
    assert [fingerprint(source) for source in sources] == before
    count = "SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM runs), (SELECT count(*) FROM warc_files)"
    sums = [sum(column) for column in zip(*(rows(source, count)[0] for source in sources), strict=True)]
    assert list(rows(tmp_path / "m", count)[0]) == sums
    keys = {row for source in sources for row in rows(source, "SELECT key FROM articles")}
    assert set(rows(tmp_path / "m", "SELECT key FROM articles")) == keys
    assert rows(tmp_path / "m", "SELECT count(*) FROM changes WHERE kind = 'edited'")[0][0] >= 1
    assert merge(tmp_path / "m", sources) == Merged()
    known = "SELECT portal_id || ':' || key FROM articles"
    unled = f"SELECT count(*) FROM links WHERE to_article_id IS NULL AND to_key IN ({known})"
    assert rows(tmp_path / "m", unled) == [(0,)]


def test_files_come_with_every_content_they_had(tmp_path: Path) -> None:
    def keeping(contents: dict[str, bytes]) -> Write:
        def write(filling: Filling) -> None:
            filling.article("1", "Tin", "A.", files={"https://hue.gov.vn/a.txt": "A"})
            db = filling.db
            for number, (seen, content) in enumerate(contents.items(), 1):
                name = sha256(content).hexdigest()
                path = f"files/{name[:2]}/{name}.txt"
                (filling.path / path).parent.mkdir(parents=True, exist_ok=True)
                (filling.path / path).write_bytes(content)
                state = ("text/plain", len(content), f"sha256:{name}", path)
                db.execute("INSERT INTO file_versions VALUES (1, ?, NULL, ?, NULL, ?, ?, ?, ?)", (number, seen, *state))
                db.execute(
                    """UPDATE attachments SET media_type = ?, bytes = ?, digest = ?, path = ?, status = 'stored',
                       version_no = ?, checked_at = ?""",
                    (*state, number, seen),
                )
                text = (state[2], content.decode(), "read", "t", seen)
                db.execute(
                    "INSERT INTO file_texts (digest, text, status, reader, read_at) VALUES (?, ?, ?, ?, ?)", text
                )

        return write

    one = archive(tmp_path / "a", keeping({"2026-11-01T08:00:00Z": b"mot", "2026-11-05T08:00:00Z": b"ba"}))
    other = archive(tmp_path / "b", keeping({"2026-11-03T08:00:00Z": b"hai", "2026-11-04T08:00:00Z": b"ba"}))
    done = merge(tmp_path / "m", [one, other])
    assert (done.files, faults(tmp_path / "m")) == (3, [])
    versions = "SELECT version_no, text FROM file_versions JOIN file_texts USING (digest) ORDER BY version_no"
    assert rows(tmp_path / "m", versions) == [(1, "mot"), (2, "hai"), (3, "ba")]
    assert rows(tmp_path / "m", "SELECT bytes, version_no, status FROM attachments") == [(2, 3, "stored")]
    assert merge(tmp_path / "m", [other, one]) == Merged()


def test_a_crawl_goes_on_in_the_merged_archive(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    from crawler.demo.server import portal_toml  # noqa: PLC0415

    with DemoServer() as server:
        (tmp_path / "portals" / "demo.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        crawl = [sys.executable, "-m", "crawler", "crawl", "--portals", str(tmp_path / "portals"), "--archive"]
        subprocess.run([*crawl, str(tmp_path / "a"), "--limit", "30"], cwd=ROOT, check=False, capture_output=True)
        merge(tmp_path / "m", [tmp_path / "a"])
        done = subprocess.run([*crawl, str(tmp_path / "m")], cwd=ROOT, check=False, capture_output=True)
        assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "m", "SELECT count(*) FROM articles")[0][0] == 171
    assert faults(tmp_path / "m") == []


def test_two_files_of_one_name_keep_their_records(crawled: Path, tmp_path: Path) -> None:
    [first] = (crawled / "0" / "warc").iterdir()
    shutil.copytree(crawled / "1", tmp_path / "b")
    [second] = (tmp_path / "b" / "warc").iterdir()
    second.rename(second.with_name(first.name))
    with closing(sqlite3.connect(tmp_path / "b" / "archive.db")) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE warc_files SET name = ?", (first.name,))
        db.execute("UPDATE captures SET warc_file = ? WHERE warc_file IS NOT NULL", (first.name,))
    for _ in range(2):
        merge(tmp_path / "m", [crawled / "0", tmp_path / "b"])
    names = sorted(path.name for path in (tmp_path / "m" / "warc").iterdir())
    assert len(names) == 2
    assert first.name in names
    # The second file tells its own first name, which is the one it had before this test took it away.
    assert [fault for fault in faults(tmp_path / "m") if "was named" not in fault] == []


@pytest.mark.parametrize("step", ["merge_portals", "merge_captures", "merge_articles", "merge_frontier", "write_log"])
def test_a_crash_leaves_the_target_as_it_was(
    crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    merge(tmp_path / "m", [crawled / "0"])
    before = rows(tmp_path / "m", "SELECT * FROM changes"), rows(tmp_path / "m", "SELECT * FROM runs")
    with monkeypatch.context() as patch:
        patch.setattr(merging, step, die)
        with pytest.raises(KeyboardInterrupt):
            merge(tmp_path / "m", [crawled / "1"])
    assert (rows(tmp_path / "m", "SELECT * FROM changes"), rows(tmp_path / "m", "SELECT * FROM runs")) == before
    merge(tmp_path / "m", [crawled / "1"])
    assert faults(tmp_path / "m") == []


def test_a_file_cut_off_by_a_crash_is_copied_again(crawled: Path, tmp_path: Path) -> None:
    (tmp_path / "m" / "warc").mkdir(parents=True)
    [file] = (crawled / "0" / "warc").iterdir()
    (tmp_path / "m" / "warc" / file.name).write_bytes(file.read_bytes()[:100_000])
    merge(tmp_path / "m", [crawled / "0"])
    assert faults(tmp_path / "m") == []
    assert not (tmp_path / "m" / ".merging").exists()


def test_what_an_archive_has_lost_keeps_nothing_else_behind(crawled: Path, tmp_path: Path) -> None:
    shutil.copytree(crawled / "0", tmp_path / "hurt")
    [file] = (tmp_path / "hurt" / "warc").iterdir()
    size = file.stat().st_size
    os.truncate(file, size - 1000)
    lost = next(path for path in (tmp_path / "hurt" / "files").rglob("*") if path.is_file())
    lost.unlink()
    done = merge(tmp_path / "m", [tmp_path / "hurt"])
    assert done.trouble == [f"{file}: is cut off: {size - 1000} of {size} bytes", f"{lost}: is missing"]
    articles = "SELECT key, title FROM articles ORDER BY key"
    assert rows(tmp_path / "m", articles) == rows(crawled / "0", articles)
    assert {fault.partition(":")[0] for fault in faults(tmp_path / "m")} == {"warc", "files"}
    whole = merge(tmp_path / "m", [crawled / "0"])
    assert (whole.articles, whole.files, whole.trouble) == (0, 2, [])
    assert faults(tmp_path / "m") == [], "a whole copy of the same archive heals it"
    with pytest.raises(SystemExit, match="1"):
        main(["merge", str(tmp_path / "m"), str(tmp_path / "hurt")])
    assert faults(tmp_path / "m") == [], "and the damaged one spoils nothing"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "files/../../secret"])
def test_somebody_elses_archive_reaches_no_file_of_ours(tmp_path: Path, name: str) -> None:
    def write(filling: Filling) -> None:
        filling.article("1", "Tin", "A.", files={"https://hue.gov.vn/a": "A"})
        filling.db.execute("UPDATE attachments SET path = ?", (name,))

    with pytest.raises(ArchiveError, match="none of its own"):
        merge(tmp_path / "m", [archive(tmp_path / "a", write)])


def test_what_cannot_be_merged(tmp_path: Path) -> None:
    made = archive(tmp_path / "a", lambda filling: filling.article("1", "Tin", "A."))
    for target, sources in ((made, [made]), (tmp_path / "m", [made, made])):
        with pytest.raises(UsageError):
            merge(target, sources)
    with pytest.raises(ArchiveError, match="no archive here"):
        merge(tmp_path / "m", [tmp_path / "none"])
    assert not (tmp_path / "m").exists()


def test_not_while_a_crawl_writes_to_the_target(tmp_path: Path) -> None:
    made = archive(tmp_path / "a", lambda filling: filling.article("1", "Tin", "A."))
    with closing(open_for_writing(tmp_path / "m")) as db:
        _, lock = begin_run(db, tmp_path / "m")
        with pytest.raises(UsageError, match="a crawl is at work"):
            merge(tmp_path / "m", [made])
        lock.release()
    assert merge(tmp_path / "m", [made]).articles == 1
    with FileLock(tmp_path / "m" / "locks" / "merge.lock"), pytest.raises(UsageError, match="another merge"):
        merge(tmp_path / "m", [made])


def test_the_command_says_what_came(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = archive(tmp_path / "a", lambda filling: filling.article("1", "Tin", "A."))
    with pytest.raises(SystemExit) as ended:
        main(["merge", str(tmp_path / "m"), str(made), "--json"])
    assert (ended.value.code, capsys.readouterr().out) == (
        0,
        '{"articles": 1, "texts": 0, "changes": 1, "captures": 0, "files": 0}\n',
    )
