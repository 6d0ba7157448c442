"""When a portal is due: by how often it publishes, within its file's bounds; new, unfinished and failed ones sooner."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from crawler.archive.connection import open_for_writing
from crawler.archive.visits import PUBLISHED, due_times, note_visits
from crawler.due import claim_due
from crawler.errors import ConfigurationError
from crawler.portal import Portal, load_portal
from crawler.recipe import load_recipes
from crawler.rhythm import Visit, due_at, interval
from tests.archive_filling import Filling

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
BOUNDS = (1.0, 168.0)
TOML = """name = "Cổng"
home = "https://{0}.gov.vn/"
province = "Huế"
recipe = "fitc"
listings = ["/"]
"""


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("published", "wait"),
    [(0, 168), (1, 168), (2, 168), (4, 90), (30, 12), (300, 1.2), (3000, 1)],
)
def test_the_rhythm_follows_what_is_published(published: int, wait: float) -> None:
    assert interval(published, BOUNDS) == hours(wait)


def test_the_file_bounds_it() -> None:
    assert interval(300, (6, 24)) == hours(6)
    assert interval(0, (6, 24)) == hours(24)


@pytest.mark.parametrize(
    ("visit", "due"),
    [
        (None, AT),
        (Visit(AT - hours(2)), AT - hours(2) + hours(12)),
        (Visit(AT - hours(2), unfinished=True), AT - hours(2)),
        (Visit(AT - hours(2), failures=1), AT - hours(2) + hours(0.25)),
        (Visit(AT - hours(2), failures=3), AT - hours(2) + hours(1)),
        (Visit(AT - hours(2), failures=3, unfinished=True), AT - hours(2) + hours(1)),
        (Visit(AT - hours(2), failures=90), AT - hours(2) + hours(12)),
        (Visit(AT + hours(9999)), AT),
    ],
)
def test_due(visit: Visit | None, due: datetime) -> None:
    assert due_at(visit, 30, BOUNDS, at=AT) == due


@pytest.fixture
def portals(tmp_path: Path) -> list[Portal]:
    found = []
    for name in ("hue", "danang", "quangnam", "moi"):
        path = tmp_path / f"{name}.toml"
        path.write_text(TOML.format(name), encoding="utf-8")
        found.append(load_portal(path, load_recipes()))
    return found


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Huế prints something every twelve hours, Đà Nẵng nothing for a month, Quảng Nam could not be reached."""
    with Filling(tmp_path / "a") as filling:
        for number in range(60):
            filling.article(str(number), f"Tin {number}", "Nội dung.", published=AT - hours(12 * number))
        filling.article("1", "Tin cũ", "Nội dung.", portal="danang", published=AT - timedelta(days=40))
        filling.db.execute("UPDATE frontier SET state = 'done'")
        note_visits(filling.db, {"hue": False, "danang": False, "quangnam": True}, at=AT)
    return tmp_path / "a"


def test_the_archive_tells(archive: Path, portals: list[Portal]) -> None:
    db = open_for_writing(archive)
    assert due_times(db, portals, at=AT) == {
        "moi": AT,
        "quangnam": AT + hours(0.25),
        "hue": AT + hours(6),
        "danang": AT + hours(168),
    }


def test_pages_that_are_owed_make_a_portal_due(archive: Path, portals: list[Portal]) -> None:
    db = open_for_writing(archive)
    db.execute(
        "UPDATE frontier SET state = 'pending', due_at = ? WHERE portal_id = 'danang'", ("2026-11-20T07:59:00Z",)
    )
    assert due_times(db, portals, at=AT)["danang"] == AT
    db.execute("UPDATE frontier SET due_at = '2026-11-20T08:05:00Z' WHERE portal_id = 'danang'")
    assert due_times(db, portals, at=AT)["danang"] > AT


def test_failures_are_counted_and_forgotten(archive: Path) -> None:
    db = open_for_writing(archive)
    for failed, count in ((True, 2), (True, 3), (False, 0)):
        note_visits(db, {"quangnam": failed}, at=AT)
        assert db.execute("SELECT failures FROM visits WHERE portal_id = 'quangnam'").fetchone()[0] == count


def test_one_crawl_of_what_is_due_at_a_time(archive: Path, portals: list[Portal]) -> None:
    with claim_due(archive, portals, at=AT + hours(1)) as mine:
        assert [portal.id for portal in mine.portals] == ["quangnam", "moi"]
        assert mine.next_at == AT + hours(6)
        with claim_due(archive, portals, at=AT) as other:
            assert other.busy
    with FileLock(archive / "locks" / "due.lock").acquire(timeout=0):
        assert True


def test_an_archive_is_made(tmp_path: Path, portals: list[Portal]) -> None:
    with claim_due(tmp_path / "new", portals, at=AT) as mine:
        assert len(mine.portals) == 4


def test_a_thousand_portals_are_looked_through_quickly(archive: Path, portals: list[Portal]) -> None:
    """By index: no article's text is read."""
    with sqlite3.connect(archive / "archive.db") as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {PUBLISHED}", ("2026", "2027")).fetchall()
    assert "SEARCH articles USING INDEX idx_articles_published_at" in str(plan)


@pytest.mark.parametrize("every", ["[5, 1]", "[1]", "[-1, 2]", '["1 h", "2 h"]', "[1, 99999]"])
def test_wrong_bounds_stop(tmp_path: Path, every: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(TOML.format("p") + f"every = {every}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="every"):
        load_portal(path, load_recipes())


@pytest.mark.parametrize("wrong", ["look_again = [5, 1]", "look_again = [0, 1]", "sweep = 0", "sweep = inf"])
def test_wrong_bounds_of_looks_and_sweeps_stop(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(TOML.format("p") + wrong + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=wrong.split(maxsplit=1)[0]):
        load_portal(path, load_recipes())
