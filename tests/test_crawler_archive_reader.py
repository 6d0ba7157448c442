"""Reading the archive as typed records."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler.archive import Archive, Selection
from crawler.errors import ArchiveError, UsageError
from crawler.query import parse_query
from tests.archive_filling import Filling


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    with Filling(tmp_path / "a") as filling:
        filling.article("5", "Bão số 9 vào Đà Nẵng", "Bão mạnh.\n\nNgười dân hoà bình.", lede="Tin bão")
        filling.article("6", "Báo cáo năm", "Báo cáo của xã.", section="Công khai")
        filling.article("6", "Báo cáo năm 2026", "Báo cáo của xã. Thêm.", section="Công khai")
        filling.lose("5")
        filling.article(
            *("7", "Hội chợ Quảng Nam", "Khai mạc."),
            portal="quangnam",
            published=datetime.fromisoformat("2017-05-31T23:30:00+07:00"),
            files={"https://quangnam.gov.vn/a.pdf": "Kế hoạch"},
            problems=[("date", "no date", "tháng 13")],
        )
        filling.article("8", "Không ngày", "Trang không in ngày.", portal="danang", published=None)
    return Archive(tmp_path / "a")


@pytest.mark.parametrize("strict", [False, True])
def test_an_archive_on_a_medium_that_cannot_be_written_is_read(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, strict: bool
) -> None:
    archive.close()
    assert [path.name for path in archive.path.iterdir()] == ["archive.db"]
    monkeypatch.setattr("crawler.archive.connection.os.access", lambda *_: False)
    with Archive(archive.path, strict=strict) as opened:
        assert opened.count() == 4
        assert [path.name for path in archive.path.iterdir()] == ["archive.db"]  # SQLite had no log to make


def test_an_article_is_found_by_number_url_and_portal_key(archive: Archive) -> None:
    spellings = [
        3,
        "3",
        "quangnam/7",
        "https://quangnam.gov.vn/?gd=1&cn=82&tc=7",
        "http://www.quangnam.gov.vn/?tc=7&cn=82&gd=1",
    ]
    assert [archive.article(which).title for which in spellings] == ["Hội chợ Quảng Nam"] * 5


@pytest.mark.parametrize("which", ["99", "quangnam/99", "nowhere/7", "https://quangnam.gov.vn/?tc=99", "nonsense", ""])
def test_what_is_not_there_is_refused(archive: Archive, which: str) -> None:
    with pytest.raises(UsageError):
        archive.article(which)


def test_columns_are_typed(archive: Archive) -> None:
    article = archive.article(3)
    assert article.published_at == datetime(2017, 5, 31, 23, 30, tzinfo=timezone(timedelta(hours=7)))
    assert article.published_on == date(2017, 5, 31)
    assert article.first_seen_at.tzinfo is UTC
    assert article.as_json()["published_at"] == "2017-05-31T23:30:00+07:00"
    assert article.as_json()["first_seen_at"].endswith("Z")


@pytest.mark.parametrize(
    ("which", "ids"),
    [
        (Selection(), [1, 2, 3, 4]),
        (Selection(portals=("hue", "danang")), [1, 2, 4]),
        (Selection(provinces=("quang nam",)), [3]),
        (Selection(provinces=("Thành phố Đà Nẵng",)), [3, 4]),  # Quảng Nam became part of it in 2025
        (Selection(portals=("hue",), provinces=("Đà Nẵng",)), []),
        (Selection(sections=("cong khai",)), [2]),
        (Selection(status="gone"), [1]),
        (Selection(since=date(2017, 5, 31), until=date(2017, 5, 31)), [3]),
        (Selection(since=date(2017, 6, 1)), [1, 2]),
        (Selection(until=date(2017, 5, 30)), []),
        (
            Selection(changed_since=datetime(2026, 11, 1, 11, tzinfo=UTC)),
            [2, 3, 4],
        ),  # 1 only went, its text did not change
    ],
)
def test_selections(archive: Archive, which: Selection, ids: list[int]) -> None:
    assert [article.id for article in archive.articles(which)] == ids


@pytest.mark.parametrize(
    "which", [Selection(portals=("hú",)), Selection(provinces=("Atlantis",)), Selection(sections=("x",))]
)
def test_a_selection_of_what_the_archive_lacks_is_refused(archive: Archive, which: Selection) -> None:
    with pytest.raises(UsageError):
        list(archive.articles(which))


def test_limit_and_paging(tmp_path: Path) -> None:
    with Filling(tmp_path / "a") as filling:
        for number in range(1203):
            filling.article(str(number), f"Tin {number}", "Nội dung.")
    with Archive(tmp_path / "a") as archive:
        assert [article.id for article in archive.articles()] == list(range(1, 1204))
        assert len(list(archive.articles(limit=501))) == 501
        assert list(archive.articles(limit=0)) == []
        assert [change.seq for change in archive.changes()] == list(range(1, 1204))


def test_revisions_urls_and_files(archive: Archive) -> None:
    assert [one.title for one in archive.revisions(2)] == ["Báo cáo năm", "Báo cáo năm 2026"]
    assert archive.revision(2, 1).body == "Báo cáo của xã."
    with pytest.raises(UsageError):
        archive.revision(2, 3)
    assert archive.urls(archive.article(3)) == ["https://quangnam.gov.vn/?gd=1&cn=82&tc=7"]
    assert [file.name for file in archive.attachments(3)] == ["Kế hoạch"]


def test_changes_in_order_and_filtered(archive: Archive) -> None:
    everything = [(change.seq, change.kind, change.title) for change in archive.changes()]
    assert everything[:4] == [
        (1, "new", "Bão số 9 vào Đà Nẵng"),
        (2, "new", "Báo cáo năm"),
        (3, "edited", "Báo cáo năm 2026"),
        (4, "gone", "Bão số 9 vào Đà Nẵng"),
    ]
    assert [change.seq for change in archive.changes(after=2, upto=4)] == [3, 4]
    assert [change.seq for change in archive.changes(kinds=["edited", "gone"])] == [3, 4]
    assert [change.seq for change in archive.changes(match=parse_query("bão"))] == [1, 4]
    assert [change.seq for change in archive.changes(match=parse_query("bao"))] == [1, 2, 3, 4]
    assert [change.seq for change in archive.changes(match=parse_query("2026"), kinds=["edited"])] == [3]
    assert [
        change.seq for change in archive.changes(Selection(changed_since=datetime(2026, 11, 1, 11, tzinfo=UTC)))
    ] == [*(3, 4, 5, 6)]
    assert [change.seq for change in archive.changes(Selection(provinces=("Huế",)), limit=2)] == [1, 2]


def test_problems_and_numbers(archive: Archive) -> None:
    assert [(one.portal_id, one.reason) for one in archive.problems()] == [("quangnam", "no date")]
    assert archive.problems(Selection(portals=("hue",))) == []
    stats = archive.stats()
    assert (stats.articles, stats.live, stats.gone, stats.undated) == (4, 3, 1, 1)
    assert (stats.revisions, stats.changes, stats.problems) == (5, 6, 1)
    assert stats.bytes > 0
    by_portal = {one.portal_id: one for one in archive.portal_stats()}
    assert (by_portal["hue"].articles, by_portal["hue"].gone, by_portal["hue"].edited) == (2, 1, 1)
    assert [one.portal_id for one in archive.portal_stats(Selection(provinces=("Quảng Nam",)))] == ["quangnam"]


def test_no_archive_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive here"):
        Archive(tmp_path)


def test_the_connection_cannot_write(archive: Archive) -> None:
    with pytest.raises(Exception, match="readonly"):
        archive.connection.execute("DELETE FROM changes")
