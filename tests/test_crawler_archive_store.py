"""The store's transaction: killed between any two statements it has happened whole or not at all; gone and back."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from crawler.archive.clock import utc_text
from crawler.archive.connection import open_for_writing
from crawler.archive.frontier_rows import FrontierRows
from crawler.archive.runs import put_provinces
from crawler.archive.store import Store, Stored
from crawler.archive.writer import Writer
from crawler.errors import ArchiveError
from crawler.items import ArticleFields, ArticleItem, Attachment, Fetched, Found, Image, PageItem, Problem
from tests.crawling import check, contents, rows

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOME = "https://hue.example.vn"
EXIT = 9


def url(key: str) -> str:
    return f"{HOME}/?tc={key}"


def link(key: str) -> Found:
    return Found(url(key), "article", key, "other", f"Bài {key}")


class Desk:
    """The store on a connection of its own, and pages for it as a spider would bring them."""

    def __init__(self, path: Path) -> None:
        self.db = open_for_writing(path)
        put_provinces(self.db)
        self.db.execute(
            """INSERT OR IGNORE INTO portals (id, name, province, home, recipe)
               VALUES ('hue', 'Huế', 'Thừa Thiên Huế', ?, 'fitc')""",
            (HOME,),
        )
        self.db.execute(
            "INSERT OR IGNORE INTO runs (id, started_at, status, version) VALUES (1, ?, 'done', '0')", ("",)
        )
        self.store = Store(self.db, 1)
        self.at = START

    def fetched(self, key: str, status: int = 200, *, led_to: str = "", gone_after: timedelta = DAY) -> Fetched:
        FrontierRows(self.db).add("hue", [link(key)], at=utc_text(START), found_on="")
        row = self.db.execute("SELECT id, tries FROM frontier WHERE key = ?", (key,)).fetchone()
        led = led_to or key
        return Fetched(
            *("hue", row["id"], key, led, url(key), url(led), self.at, status),
            tries=row["tries"],
            gone_after=gone_after,
        )

    def article(self, key: str, text: str, **more: Any) -> ArticleItem:
        fields = ArticleFields(
            attachments=[Attachment(f"{HOME}/{name}.pdf", name) for name in more.get("files", ())],
            images=[Image(f"{HOME}/anh.jpg", "Ảnh")],
        )
        found = [link(other) for other in more.get("links", ())]
        return ArticleItem(
            self.fetched(key, led_to=more.get("led_to", "")),
            fields,
            "fitc",
            found=found,
            problems=more.get("problems", []),
            title=more.get("title", f"Bài {key}"),
            lede="Tóm tắt",
            body=text,
            published=START,
            published_precision="minute",
            published_text="01/11/2026",
        )

    def read(self, key: str, text: str, **more: Any) -> Stored:
        return self.within(lambda: self.store.article(self.article(key, text, **more)))

    def missing(self, key: str, *, gone_after: timedelta = DAY) -> Stored:
        return self.within(lambda: self.store.page(PageItem(self.fetched(key, 404, gone_after=gone_after), "missing")))

    def within(self, job: Callable[[], Stored]) -> Stored:
        self.db.execute("BEGIN IMMEDIATE")
        stored = job()
        self.db.execute("COMMIT")
        return stored

    def kinds(self, key: str) -> list[str]:
        sql = "SELECT kind FROM changes JOIN articles ON articles.id = article_id WHERE key = ? ORDER BY seq"
        return [row["kind"] for row in self.db.execute(sql, (key,))]

    def row(self, key: str) -> sqlite3.Row:
        found: sqlite3.Row = self.db.execute("SELECT * FROM articles WHERE key = ?", (key,)).fetchone()
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "archive")
    yield desk
    desk.db.close()
    check(tmp_path / "archive")


def before(desk: Desk) -> None:
    """What the archive holds before the transaction that is killed: a known article, a missing one, a gone one."""
    desk.read("1", "Nội dung một", files=["a"], links=["2", "9"])
    desk.read("2", "Nội dung hai", problems=[Problem("date", "undated")])
    desk.read("3", "Nội dung ba")
    desk.missing("2")
    desk.missing("3")
    desk.at += 2 * DAY
    desk.missing("3")


KILLED: dict[str, Callable[[Desk], Stored]] = {
    "new": lambda desk: desk.read("9", "Nội dung mới", files=["b", "c"], links=["1", "10"]),
    "edited": lambda desk: desk.read("1", "Nội dung đã sửa", files=["b"], links=["11"]),
    "same": lambda desk: desk.read("1", "Nội dung một", files=["a"]),
    "restored": lambda desk: desk.read("3", "Nội dung ba trở lại"),
    "gone": lambda desk: desk.missing("2"),
    "moved": lambda desk: desk.read("2", "Nội dung hai", led_to="20"),
    "led to another": lambda desk: desk.read("2", "Nội dung một", led_to="1"),
    "listing": lambda desk: desk.within(
        lambda: desk.store.page(
            PageItem(desk.fetched("30"), "read", found=[link("31")], problems=[Problem("extract", "empty listing")])
        )
    ),
    "failed": lambda desk: desk.within(
        lambda: desk.store.page(PageItem(desk.fetched("1", 503), "failed", problems=[Problem("fetch", "status 503")]))
    ),
}


def in_a_child(job: Callable[[], object]) -> int:
    """Run `job` in a fork that leaves without any clean-up; its exit code."""
    pid = os.fork()
    if pid == 0:
        try:
            job()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(db: sqlite3.Connection, number: int) -> None:
    """From now on the process ends, as by SIGKILL, when the statement with this number is about to run."""
    left = [number]

    def traced(_: str) -> None:
        if left[0] == 0:
            os._exit(EXIT)
        left[0] -= 1

    db.set_trace_callback(traced)


@pytest.mark.parametrize("name", KILLED)
def test_killed_between_any_two_statements_it_has_happened_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    calm = Desk(tmp_path / "calm")
    before(calm)
    calm.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    untouched = contents(tmp_path / "calm")
    shutil.copytree(tmp_path / "calm", tmp_path / "base")
    KILLED[name](calm)
    calm.db.close()
    after = contents(tmp_path / "calm")
    number, outcomes = 0, set()
    while True:
        archive = tmp_path / f"killed-{number}"
        shutil.copytree(tmp_path / "base", archive)

        def run(archive: Path = archive, number: int = number, at: datetime = calm.at) -> None:
            desk = Desk(archive)
            desk.at = at
            killed_at(desk.db, number)
            KILLED[name](desk)
            os._exit(0)

        code = in_a_child(run)
        check(archive)
        held = contents(archive)
        assert held in (untouched, after), f"half of it, when killed before statement {number}"
        outcomes.add(held == after)
        if code != EXIT:
            break
        number += 1
    assert number > 5, "the trace saw the statements"
    assert outcomes == {False, True} or untouched == after


def test_killed_while_an_archive_is_made_it_can_be_made_again(tmp_path: Path) -> None:
    number = 0
    while True:
        archive = tmp_path / f"made-{number}"

        def run(archive: Path = archive, number: int = number) -> None:
            with pytest.MonkeyPatch.context() as patch:
                connect = sqlite3.connect

                def traced(*arguments: Any, **more: Any) -> sqlite3.Connection:
                    db = connect(*arguments, **more)
                    killed_at(db, number)
                    return db

                patch.setattr(sqlite3, "connect", traced)
                open_for_writing(archive)
            os._exit(0)

        code = in_a_child(run)
        open_for_writing(archive).close()
        check(archive)
        if code != EXIT:
            break
        number += 7
    assert number > 50


def test_what_was_said_to_be_stored_is_stored(tmp_path: Path) -> None:
    """Killed while batches are committed: every page whose future was done is there."""
    archive = tmp_path / "archive"
    Desk(archive).db.close()
    read_end, write_end = os.pipe()

    def run() -> None:
        writer = Writer(archive, begin=lambda _: 1)
        killed_at(writer._connection, 700)
        desk = Desk.__new__(Desk)
        desk.db, desk.at = writer._connection, START
        for number in range(1000):
            key = f"{number}"
            done = writer.submit(lambda store, key=key: store.article(desk.article(key, f"Nội dung {key}")))
            if number % 3 == 0:
                done.result()
                os.write(write_end, f"{key}\n".encode())

    assert in_a_child(run) == EXIT
    os.close(write_end)
    with os.fdopen(read_end) as told:
        said = {line.strip() for line in told}
    check(archive)
    assert said <= {row["key"] for row in rows(archive, "SELECT key FROM articles")}
    assert said


def test_one_jobs_error_undoes_that_job_alone(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    Desk(archive).db.close()
    writer = Writer(archive, begin=lambda _: 1)

    def half(store: Store) -> None:
        store.db.execute("UPDATE portals SET name = 'half'")
        raise LookupError("no")

    first = writer.submit(half)
    second = writer.submit(lambda store: store.db.execute("UPDATE portals SET level = 'x'").rowcount)
    with pytest.raises(LookupError):
        first.result()
    assert second.result() == 1
    writer.close(lambda _: None)
    assert rows(archive, "SELECT name, level FROM portals") == [{"name": "Huế", "level": "x"}]


def test_a_cancelled_job_does_not_stop_the_writer(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    Desk(archive).db.close()
    writer = Writer(archive, begin=lambda _: 1)
    go_on = threading.Event()
    blocked = writer.submit(lambda _: go_on.wait())
    cancelled = writer.submit(lambda _: 1)
    last = writer.submit(lambda _: 2)
    assert cancelled.cancel()
    go_on.set()
    assert blocked.result()
    assert last.result() == 2
    writer.close(lambda _: None)


def test_an_error_of_the_database_stops_the_writer_and_is_told_to_all(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    Desk(archive).db.close()
    writer = Writer(archive, begin=lambda _: 1)
    writer.submit(lambda store: store.db.execute("PRAGMA max_page_count = 1")).result()
    sql = "INSERT INTO runs (started_at, status, version) VALUES ('', ?, '')"
    many = [writer.submit(lambda store: store.db.execute(sql, ("x" * 9000,))) for _ in range(300)]
    errors = [future.exception() for future in many]
    assert any(isinstance(error, ArchiveError) for error in errors)
    assert isinstance(writer.submit(lambda _: 1).exception(), ArchiveError)
    writer.close(lambda _: None)
    check(archive)


def test_an_error_nobody_thought_of_stops_the_writer_instead_of_hanging_who_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive"
    Desk(archive).db.close()
    writer = Writer(archive, begin=lambda _: 1)
    monkeypatch.setattr(writer, "_run", lambda _: 1 // 0)
    with pytest.raises(ArchiveError, match="division"):
        writer.submit(lambda _: 1).result(timeout=30)
    monkeypatch.undo()
    with pytest.raises(ArchiveError, match="division"):
        writer.submit(lambda _: 1).result(timeout=30)
    writer.close(lambda _: None)
    assert isinstance(writer.failed, ArchiveError)
    check(archive)


# Gone and back


def test_gone_takes_two_sightings_with_time_between(desk: Desk) -> None:
    desk.read("1", "Nội dung")
    assert desk.missing("1") == "missing"
    desk.at += DAY - timedelta(seconds=1)
    assert desk.missing("1") == "missing"
    assert desk.row("1")["status"] == "live"
    desk.at += timedelta(seconds=1)
    assert desk.missing("1") == "gone"
    desk.at += 30 * DAY
    assert desk.missing("1") == "missing"
    assert desk.kinds("1") == ["new", "gone"]
    desk.at += DAY
    assert desk.read("1", "Nội dung") == "restored"
    assert desk.kinds("1") == ["new", "gone", "restored"]
    assert desk.row("1")["gone_at"] is None


def test_a_look_in_between_starts_the_count_again(desk: Desk) -> None:
    desk.read("1", "Nội dung")
    desk.missing("1")
    desk.at += 2 * DAY
    desk.read("1", "Nội dung")
    desk.at += 2 * DAY
    assert desk.missing("1") == "missing"
    assert desk.kinds("1") == ["new"]


def test_failures_between_two_sightings_neither_count_nor_undo(desk: Desk) -> None:
    desk.read("1", "Nội dung")
    desk.missing("1")
    for status in (500, 503, 403, 429, 0):
        desk.at += DAY
        fetched = desk.fetched("1", status)
        desk.within(lambda fetched=fetched: desk.store.page(PageItem(fetched, "failed")))
        assert desk.row("1")["status"] == "live"
    assert desk.missing("1") == "gone"


def test_a_page_that_cannot_be_read_is_no_sighting_and_is_looked_at_again(desk: Desk) -> None:
    desk.read("1", "Nội dung")
    for _ in range(3):
        desk.at += 2 * DAY
        fetched = desk.fetched("1")
        item = PageItem(fetched, "unread", problems=[Problem("extract", "no article")])
        desk.within(lambda item=item: desk.store.page(item))
        (row,) = desk.db.execute("SELECT state, due_at FROM frontier WHERE key = '1'").fetchall()
        assert row["state"] == "done"
        assert utc_text(desk.at) < row["due_at"] < utc_text(desk.at + DAY)
    assert desk.kinds("1") == ["new"]
    desk.read("1", "Nội dung")
    assert [row["resolved_at"] is None for row in desk.db.execute("SELECT resolved_at FROM problems")] == [False]


def test_a_moved_article_under_the_same_key_is_an_edit_at_most(desk: Desk) -> None:
    desk.read("1", "Nội dung")
    item = desk.article("1", "Nội dung")
    item.fetched.final_url = f"{HOME}/tin-moi/?tc=1"
    assert desk.within(lambda: desk.store.article(item)) == "same"
    assert desk.row("1")["url"] == f"{HOME}/tin-moi/?tc=1"
    assert desk.kinds("1") == ["new"]
    assert {row["url"] for row in desk.db.execute("SELECT url FROM article_urls WHERE key = '1'")} == {
        url("1"),
        f"{HOME}/tin-moi/?tc=1",
    }


def test_a_redirect_to_a_key_nobody_knows_carries_the_article_on(desk: Desk) -> None:
    desk.read("1", "Nội dung")
    assert desk.read("1", "Nội dung", led_to="2") == "same"
    assert desk.row("2") is None
    assert desk.kinds("1") == ["new"]


def test_the_same_text_under_another_key_is_linked_to_the_missing_one(desk: Desk) -> None:
    desk.read("1", "Nội dung")
    desk.missing("1")
    desk.at += DAY
    assert desk.read("2", "Nội dung", title="Bài 1") == "new"
    assert desk.row("2")["moved_from"] == desk.row("1")["id"]
    desk.missing("1")
    assert desk.kinds("1") == ["new", "gone"]
    assert desk.kinds("2") == ["new"]


def test_an_article_found_elsewhere_before_it_was_missed_is_linked_too(desk: Desk) -> None:
    desk.read("1", "Nội dung")
    desk.read("2", "Nội dung", title="Bài 1")
    assert desk.row("2")["moved_from"] is None
    desk.missing("1")
    assert desk.row("2")["moved_from"] == desk.row("1")["id"]


class GoneAndBack(RuleBasedStateMachine):
    """A portal whose article comes and goes, beside the few lines that say what the archive must make of it."""

    path: Path

    @initialize()
    def start(self) -> None:
        for file in self.path.glob("**/archive.db*"):
            file.unlink()
        self.desk = Desk(self.path)
        self.text, self.absent_since, self.gone, self.revisions = "", None, False, 0
        self.kinds: list[str] = []
        self.absent_since: datetime | None = None

    @rule(hours=st.integers(0, 60))
    def time_passes(self, hours: int) -> None:
        self.desk.at += timedelta(hours=hours, seconds=1)

    @rule(text=st.sampled_from(["một", "hai", "ba"]))
    def it_is_read(self, text: str) -> None:
        self.desk.read("1", text)
        if not self.revisions:
            self.kinds.append("new")
        else:
            self.kinds += ["restored"] * self.gone + ["edited"] * (text != self.text)
        self.revisions += text != self.text
        self.text, self.absent_since, self.gone = text, None, False

    @rule()
    def it_is_missing(self) -> None:
        self.desk.missing("1")
        if not self.revisions:
            return
        if self.absent_since is None and not self.gone:
            self.absent_since = self.desk.at
        elif not self.gone and self.desk.at - self.absent_since >= DAY:
            self.gone = True
            self.kinds.append("gone")

    @rule(status=st.sampled_from([0, 403, 429, 500, 503]))
    def it_fails(self, status: int) -> None:
        fetched = self.desk.fetched("1", status)
        self.desk.within(lambda: self.desk.store.page(PageItem(fetched, "failed", problems=[Problem("fetch", "x")])))

    @rule(outcome=st.sampled_from(["unread", "unchanged", "excluded"]))
    def it_answers_otherwise(self, outcome: str) -> None:
        fetched = self.desk.fetched("1", 304 if outcome == "unchanged" else 200)
        self.desk.within(lambda: self.desk.store.page(PageItem(fetched, outcome)))
        if outcome == "unchanged" and not self.gone:
            self.absent_since = None

    @invariant()
    def the_archive_says_the_same(self) -> None:
        if not hasattr(self, "desk"):
            return
        row = self.desk.row("1")
        assert self.desk.kinds("1") == self.kinds
        assert (row is None) == (self.revisions == 0)
        if row is not None:
            assert (row["status"], row["body"], row["revision_no"]) == (
                "gone" if self.gone else "live",
                self.text,
                self.revisions,
            )
            assert (row["gone_at"] is not None) == self.gone

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.db.close()
            check(self.path)


def test_gone_and_restored_follow_what_the_portal_showed(tmp_path: Path) -> None:
    GoneAndBack.path = tmp_path / "archive"
    run_state_machine_as_test(GoneAndBack, settings=settings(max_examples=25, stateful_step_count=20, deadline=None))
