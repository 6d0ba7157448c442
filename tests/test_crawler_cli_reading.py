"""`khotin show`, `stats` and `changes`: what they print, their exit codes, and when a cursor moves."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.archive.changes import move_cursor, read_cursor
from tests.archive_filling import Filling

ROOT = Path(__file__).parents[1]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Filling(tmp_path / "a") as filling:
        filling.article("5", "Bão số 9 vào Đà Nẵng", "Bão mạnh.", lede="Tin bão")
        filling.article("6", "Báo cáo năm", "Báo cáo của xã.")
        filling.article("6", "Báo cáo năm 2026", "Báo cáo của xã. Thêm.")
        filling.lose("5")
    return tmp_path / "a"


def khotin(archive: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "crawler", *arguments, "--archive", str(archive)]
    settings: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT} | options
    return subprocess.run(command, check=False, **settings)  # type: ignore[call-overload,no-any-return]


def seqs(output: bytes) -> Sequence[int]:
    return [json.loads(line)["seq"] for line in output.splitlines()]


def cursor_of(archive: Path, name: str) -> int:
    with Archive(archive) as opened:
        return read_cursor(opened.connection, name)


def test_a_cursor_reads_on_where_it_stopped(archive: Path) -> None:
    first = khotin(archive, "changes", "--cursor", "bàn tin", "--limit", "3", "--json")
    second = khotin(archive, "changes", "--cursor", "bàn tin", "--format", "jsonl")
    third = khotin(archive, "changes", "--cursor", "bàn tin", "--json")
    assert (seqs(first.stdout), seqs(second.stdout), third.stdout, third.returncode) == ([1, 2, 3], [4], b"", 0)
    assert seqs(khotin(archive, "changes", "--json").stdout) == [1, 2, 3, 4]


def test_a_cursor_passes_what_its_filter_leaves_out(archive: Path) -> None:
    assert seqs(khotin(archive, "changes", "--cursor", "x", "--kind", "edited", "--json").stdout) == [3]
    assert cursor_of(archive, "x") == 4


def test_a_full_disk_does_not_move_the_cursor(archive: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = khotin(archive, "changes", "--cursor", "x", stdout=full)
    assert done.returncode == 1
    assert "No space left" in done.stderr.decode()
    assert cursor_of(archive, "x") == 0


def test_a_reader_that_went_away_does_not_move_the_cursor(archive: Path) -> None:
    with subprocess.Popen(["true"], stdin=subprocess.PIPE) as reader:
        reader.wait()
        done = khotin(archive, "changes", "--cursor", "x", stdout=reader.stdin)
    assert (done.returncode, cursor_of(archive, "x")) == (1, 0)
    assert "stays" in done.stderr.decode()


@pytest.mark.parametrize(
    "command",
    [
        ("stats",),
        ("changes",),
        ("changes", "--format", "atom"),
        ("search", "bão"),
        ("show", "1"),
        ("export", "--format", "csv"),
        ("diff", "2"),
    ],
)
def test_a_reader_that_has_seen_enough_is_no_failure(archive: Path, command: tuple[str, ...]) -> None:
    with subprocess.Popen(["true"], stdin=subprocess.PIPE) as reader:
        reader.wait()
        done = khotin(archive, *command, stdout=reader.stdin)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", [("portals",), ("portals", "--json"), ("--help",), ("date", "3/4/2020")])
def test_nor_is_it_where_no_archive_is_read(command: tuple[str, ...]) -> None:
    with subprocess.Popen(["true"], stdin=subprocess.PIPE) as reader:
        reader.wait()
        words = [sys.executable, "-m", "crawler", *command]
        done = subprocess.run(words, check=False, stdout=reader.stdin, stderr=subprocess.PIPE, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_to_a_file_is_whole_or_not_there(archive: Path, tmp_path: Path) -> None:
    assert khotin(archive, "changes", "--cursor", "x", "--json", "--output", str(tmp_path / "c.jsonl")).returncode == 0
    assert seqs((tmp_path / "c.jsonl").read_bytes()) == [1, 2, 3, 4]
    assert khotin(archive, "changes", "--cursor", "y", "--output", str(tmp_path / "no" / "c.jsonl")).returncode == 1
    assert cursor_of(archive, "y") == 0


def test_a_cursor_never_moves_back(archive: Path) -> None:
    move_cursor(archive, "x", 4)
    move_cursor(archive, "x", 2)
    assert cursor_of(archive, "x") == 4


def test_a_cursor_that_has_nothing_to_read_asks_nobody_to_wait(archive: Path) -> None:
    move_cursor(archive, "x", 4)
    with sqlite3.connect(archive / "archive.db", isolation_level=None) as crawl:
        crawl.execute("BEGIN IMMEDIATE")
        done = khotin(archive, "changes", "--cursor", "x")
        crawl.execute("ROLLBACK")
    assert (done.returncode, done.stdout) == (0, b"")


def test_a_cursor_waits_for_a_transaction_to_end(archive: Path) -> None:
    command = [sys.executable, "-m", "crawler", "changes", "--cursor", "x", "--json", "--archive", str(archive)]
    with sqlite3.connect(archive / "archive.db", isolation_level=None) as crawl:
        crawl.execute("BEGIN IMMEDIATE")
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as reader:
            assert reader.stdout
            delivered = [reader.stdout.readline() for _ in range(4)]  # it has written; now it wants to move the cursor
            assert cursor_of(archive, "x") == 0
            crawl.execute("COMMIT")
            assert reader.wait() == 0
    assert (seqs(b"".join(delivered)), cursor_of(archive, "x")) == ([1, 2, 3, 4], 4)


def test_text_for_people(archive: Path) -> None:
    lines = khotin(archive, "changes", "--since", "2026-11-01T18:00", "--match", "báo").stdout.decode().splitlines()
    assert lines == [
        "2026-11-01 18:00  edited    hue  Báo cáo năm 2026",
        "                            https://hue.gov.vn/?gd=1&cn=82&tc=6",
    ]


def test_show(archive: Path) -> None:
    shown = json.loads(khotin(archive, "show", "hue/6", "--json").stdout)
    assert (shown["title"], shown["body"], len(shown["revisions"])) == ("Báo cáo năm 2026", "Báo cáo của xã. Thêm.", 2)
    older = json.loads(khotin(archive, "show", "2", "--revision", "1", "--json").stdout)
    assert (older["id"], older["title"], older["revision_no"]) == (2, "Báo cáo năm", 1)
    text = khotin(archive, "show", "1").stdout.decode()
    assert text.startswith("Bão số 9 vào Đà Nẵng\n")
    assert "gone since" in text
    assert text.endswith("\nBão mạnh.\n")


def test_stats(archive: Path) -> None:
    stats = json.loads(khotin(archive, "stats", "--json").stdout)
    assert (stats["articles"], stats["gone"], stats["by_portal"][1]["portal_id"]) == (2, 1, "hue")
    assert "2 articles (1 live, 1 gone" in khotin(archive, "stats").stdout.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "99"),
        ("show", "2", "--revision", "9"),
        ("changes", "--portal", "nowhere"),
        ("changes", "--since", "yesterday"),
        ("changes", "--kind", "lost"),
        ("changes", "--match", '"'),
        ("changes", "--cursor", " "),
        ("stats", "--province", "Atlantis"),
    ],
)
def test_what_cannot_be_done_ends_with_one_line_and_code_2(archive: Path, arguments: tuple[str, ...]) -> None:
    done = khotin(archive, *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("stats",), ("changes",), ("search", "bão"), ("export", "--format", "csv")])
def test_a_damaged_database_is_said_in_one_line(archive: Path, command: tuple[str, ...]) -> None:
    with sqlite3.connect(archive / "archive.db") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = archive / "archive.db"
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * (path.stat().st_size - 8192))
    done = khotin(archive, *command)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [("stats",), ("show", "1"), ("changes", "--cursor", "x")])
def test_no_archive(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = khotin(tmp_path / "none", *command)
    assert done.returncode == 2
    assert "no archive here" in done.stderr.decode()
    assert not (tmp_path / "none").exists()


WRITING = """
import sys
from pathlib import Path
from tests.archive_filling import Filling
with Filling(Path(sys.argv[1])) as filling:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(150):
        filling.article(f"{sys.argv[2]}{number}", f"Tin {number}", f"Nội dung {sys.argv[2]}{number}.")
"""


def test_no_change_is_skipped_while_two_processes_commit(archive: Path) -> None:
    command = [sys.executable, "-c", WRITING, str(archive)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": ROOT}
    with (
        subprocess.Popen([*command, "a"], **pipes) as one,  # type: ignore[call-overload]
        subprocess.Popen([*command, "b"], **pipes) as other,  # type: ignore[call-overload]
        Archive(archive) as opened,
    ):
        for process in (one, other):
            process.stdout.readline()
        for process in (one, other):
            process.stdin.write(b"go\n")
            process.stdin.flush()
        read: list[int] = []
        while one.poll() is None or other.poll() is None:
            read += [change.seq for change in opened.changes(after=read[-1] if read else 0)]
        read += [change.seq for change in opened.changes(after=read[-1])]
    assert (one.returncode, other.returncode) == (0, 0)
    assert read == list(range(1, 4 + 300 + 1))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serve", "--port", "{taken}"), "cannot listen"),
        (("serve", "--base-url", "tin.example.org"), "is no address"),
        (("serve", "--archive", "none"), "no archive here"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(archive: Path, arguments: tuple[str, ...], said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = [word.format(taken=taken.getsockname()[1]) for word in arguments]
        command = [sys.executable, "-m", "crawler", *words]
        if "--archive" not in words:
            command += ["--archive", str(archive)]
        done = subprocess.run(command, check=False, capture_output=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("said", "signs"),
    [({"TERM": "xterm"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, True), ({"TERM": "dumb"}, True)],
)
def test_an_edit_is_told_without_colours_too(archive: Path, said: dict[str, str], signs: bool) -> None:
    ours, theirs = os.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    command = [sys.executable, "-m", "crawler", "diff", "2", "--archive", str(archive)]
    subprocess.run(command, check=True, cwd=ROOT, env=plain | said, stdout=theirs, stderr=subprocess.PIPE, timeout=100)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert ("{+" in shown) is signs
    assert ("\x1b[32m" in shown) is not signs


@pytest.mark.parametrize("form", ["csv", "parquet", "sqlite"])
def test_what_is_no_file_is_written_to_and_not_replaced(archive: Path, tmp_path: Path, form: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "came").open("wb") as came, subprocess.Popen(["cat", tmp_path / "pipe"], stdout=came):
        done = khotin(archive, "export", "--format", form, "--output", str(tmp_path / "pipe"))
        assert done.returncode == 0, done.stderr
    begin = {"csv": b"id,portal_id", "parquet": b"PAR1", "sqlite": b"SQLite format 3"}[form]
    assert (tmp_path / "came").read_bytes().startswith(begin)
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_a_link(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "link.jsonl").symlink_to("out/changes.jsonl")
    for _ in range(2):
        assert khotin(archive, "changes", "--format", "jsonl", "--output", str(tmp_path / "link.jsonl")).returncode == 0
    assert (tmp_path / "link.jsonl").is_symlink()
    assert len((tmp_path / "out" / "changes.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["changes.jsonl"]
