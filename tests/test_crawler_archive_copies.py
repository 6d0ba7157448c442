"""Near copies: who repeats whom, whatever the order of finding, edits, and crashes."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filelock import FileLock

from crawler.archive import Archive
from crawler.archive import copies as copies_module
from crawler.archive.copies import find_copies
from crawler.cli.show import command as show
from tests.archive_filling import Filling

TEXT = """Sáng ngày 12/5, tại xã Phú Vang, Sở Nông nghiệp phối hợp Ủy ban nhân dân xã khánh thành trạm bơm phục vụ tưới
tiêu cho 340 ha lúa hè thu của bốn hợp tác xã trong vùng.

Phát biểu tại buổi lễ, ông Nguyễn Văn Lâm đề nghị các hợp tác xã quản lý tốt công trình, bố trí người trực trạm, lập sổ
theo dõi lịch bơm và báo cáo hằng tuần về trung tâm khuyến nông.

Công trình có tổng mức đầu tư 4,2 tỷ đồng từ nguồn vốn xây dựng nông thôn mới, thi công trong bảy tháng, gồm hai tổ máy
và tuyến kênh bê tông dài gần hai cây số."""
OTHER = """Chiều qua, thư viện tỉnh mở cuộc thi đọc sách cho thiếu nhi với hơn hai trăm em của các trường tiểu học dự.

Ban tổ chức trao mười giải cho những bài cảm nhận hay nhất, khuyến khích gia đình giữ tủ sách nhỏ và cùng con đọc mỗi
tối trước giờ đi ngủ, coi đó là một nếp sinh hoạt đẹp."""


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-10-{text}+07:00")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a"


def rows(path: Path) -> list[tuple[int, int, float]]:
    with sqlite3.connect(path / "archive.db") as db:
        sql = "SELECT article_id, of_article_id, similarity FROM copies ORDER BY article_id"
        return db.execute(sql).fetchall()


def pairs(path: Path) -> dict[int, int]:
    return {later: first for later, first, _ in rows(path)}


def test_the_same_text_on_another_portal(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Khánh thành trạm bơm", TEXT, published=day("12T09:00"))
        filling.article("2", "Thi đọc sách", OTHER, portal="danang")
        filling.article("3", "Trạm bơm mới", TEXT + "\n\nTheo Cổng tỉnh", portal="quangnam", published=day("13T07:00"))
    assert find_copies(path) == 1
    [(later, first, alike)] = rows(path)
    assert (later, first) == (3, 1)
    assert 0.8 < alike < 1
    assert find_copies(path) == 0


def test_who_was_first_is_told_by_the_printed_date(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Trạm bơm", TEXT, published=day("14T09:00"))
        filling.article("2", "Trạm bơm", TEXT, portal="danang", published=day("13T09:00"))
        filling.article("3", "Trạm bơm", TEXT, portal="quangnam", published=day("12T09:00"))
    find_copies(path)
    assert pairs(path) == {1: 3, 2: 3}


def test_it_comes_out_the_same_whatever_the_order(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("0", "Thi đọc sách", OTHER, portal="danang")
        for number, (portal, at) in enumerate([("hue", "14"), ("danang", "12"), ("quangnam", "13")]):
            filling.article(str(number + 1), "Trạm bơm", TEXT, portal=portal, published=day(f"{at}T09:00"))
            find_copies(path)
    assert pairs(path) == {2: 3, 4: 3}


def test_a_day_without_an_hour_is_as_late_as_can_be(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Trạm bơm", TEXT, published=day("12T00:00"))
        filling.article("2", "Trạm bơm", TEXT, portal="danang", published=day("12T09:00"))
        filling.db.execute("UPDATE articles SET published_precision = 'day' WHERE id = 1")
    find_copies(path)
    assert pairs(path) == {1: 2}


def test_a_portal_does_not_copy_itself(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Trạm bơm", TEXT)
        filling.article("2", "Trạm bơm", TEXT, published=day("15T09:00"))
        filling.article("3", "Thi đọc sách", OTHER, portal="danang")
    assert find_copies(path) == 0


def test_a_form_letter_is_no_copy(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Trạm bơm", TEXT)
        changed = TEXT.replace("Nguyễn Văn Lâm", "Trần Thị Hoa").replace("Phú Vang", "Tân Lập")
        changed = changed.replace("12/5", "30/8").replace("340", "95").replace("4,2", "1,7")
        filling.article("2", "Trạm bơm", changed, portal="danang")
    assert find_copies(path) == 0


def test_an_edit_makes_and_unmakes_a_copy(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Trạm bơm", TEXT, published=day("12T09:00"))
        filling.article("2", "Trạm bơm", OTHER, portal="danang", published=day("13T09:00"))
        filling.article("3", "Trạm bơm", TEXT, portal="quangnam", published=day("14T09:00"))
        find_copies(path)
        assert pairs(path) == {3: 1}
        filling.article("2", "Trạm bơm", TEXT, portal="danang", published=day("13T09:00"))
        find_copies(path)
        assert pairs(path) == {2: 1, 3: 1}
        filling.article("1", "Thi đọc sách", OTHER, published=day("12T09:00"))
        find_copies(path)
        assert pairs(path) == {3: 2}


def test_two_edits_between_two_looks(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Trạm bơm", TEXT, published=day("12T09:00"))
        filling.article("2", "Khác", OTHER, portal="danang", published=day("13T09:00"))
        filling.article("2", "Khác nữa", OTHER[:150], portal="danang", published=day("13T09:00"))
        filling.article("2", "Trạm bơm", TEXT, portal="danang", published=day("13T09:00"))
    find_copies(path)
    assert pairs(path) == {2: 1}


def test_a_killed_search_is_gone_on_with(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Filling(path) as filling:
        for number, portal in enumerate(("hue", "danang", "quangnam")):
            filling.article(str(number), "Trạm bơm", TEXT, portal=portal, published=day(f"{12 + number}T09:00"))
    monkeypatch.setattr(copies_module, "BATCH", 1)
    settle = copies_module.CopyFinder._settle

    def die(finder: copies_module.CopyFinder, article: Any, keys: list[int]) -> None:
        settle(finder, article, keys)
        if article.id == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(copies_module.CopyFinder, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            find_copies(path)
    assert pairs(path) == {2: 1}
    assert find_copies(path) == 1
    assert pairs(path) == {2: 1, 3: 1}


def test_what_takes_long_goes_on_the_next_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Filling(path) as filling:
        for number, portal in enumerate(("hue", "danang", "quangnam")):
            filling.article(str(number), "Trạm bơm", TEXT, portal=portal, published=day(f"{12 + number}T09:00"))
    monkeypatch.setattr(copies_module, "BATCH", 1)
    assert [find_copies(path, seconds=0) for _ in range(4)] == [0, 1, 1, 0]
    assert pairs(path) == {2: 1, 3: 1}


def test_two_at_once_do_not_wait_for_each_other(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Trạm bơm", TEXT)
        filling.article("2", "Trạm bơm", TEXT, portal="danang")
    (path / "locks").mkdir(exist_ok=True)
    with FileLock(path / "locks" / "copies.lock"):
        assert find_copies(path) == 0
    assert find_copies(path) == 1


def test_show_tells(path: Path) -> None:
    with Filling(path) as filling:
        filling.article("1", "Trạm bơm", TEXT, published=day("12T09:00"))
        filling.article("2", "Trạm bơm", TEXT, portal="danang", published=day("13T09:00"))
    find_copies(path)
    run = CliRunner().invoke
    assert (
        "copied by: https://danang.gov.vn/?gd=1&cn=82&tc=2 (danang, 100% alike)"
        in run(show, ["1", "--archive", str(path)]).output
    )
    shown = json.loads(run(show, ["2", "--archive", str(path), "--json"]).output)["copies"]
    assert [(one["article_id"], one["first"], one["similarity"]) for one in shown] == [(1, True, 1.0)]
    with Archive(path) as archive:
        assert [copy.of_article_id for copy in archive.copies(2)] == [1]
