"""Diffs: paragraphs find each other, syllables stay whole, nothing is lost, nothing in a text becomes markup."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.archive.records import Revision
from crawler.cli.diff import command
from crawler.diff import Diff, Piece, compare, compare_words
from crawler.diff_html import page
from tests.archive_filling import Filling

AT = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = "Sáng nay, lãnh đạo tỉnh đã kiểm tra công tác phòng chống bão."
SECOND = "Theo báo cáo, toàn tỉnh có 1.250 tàu thuyền đã vào nơi trú ẩn."
THIRD = "Học sinh các cấp nghỉ học từ chiều mai cho đến khi có thông báo mới."
FOURTH = "Các đơn vị tổ chức trực ban nghiêm túc hai mươi bốn trên hai mươi bốn giờ."


def revision(body: str, title: str = "Tin", lede: str = "", number: int = 1) -> Revision:
    texts = {"title": title, "lede": lede, "body": body, "body_html": None, "byline": None, "source": None}
    rest = {"section": None, "published_at": None, "published_text": None, "digest": "", "recipe": None}
    return Revision(
        id=number,
        article_id=1,
        revision_no=number,
        seen_at=AT,
        run_id=None,
        capture_id=None,
        **texts,
        **rest,  # type: ignore[arg-type]
    )


def diff_of(older: list[str], newer: list[str]) -> Diff:
    return compare(revision("\n\n".join(older)), revision("\n\n".join(newer), number=2))


def body_of(diff: Diff) -> list[tuple[str, str]]:
    return [(block.change, block.text) for block in diff.blocks if block.part == "body"]


def test_syllables_and_numbers_are_kept_whole() -> None:
    assert compare_words("Có 1.250 tàu ở Đà Nẵng.", "Có 1.350 tàu ở Đà Lạt.") == (
        Piece("same", "Có "),
        Piece("removed", "1.250"),
        Piece("added", "1.350"),
        Piece("same", " tàu ở Đà "),
        Piece("removed", "Nẵng"),
        Piece("added", "Lạt"),
        Piece("same", "."),
    )


def test_neighbouring_changes_read_as_one() -> None:
    assert compare_words("bão số chín đến", "mưa rất to đến") == (
        Piece("removed", "bão số chín"),
        Piece("added", "mưa rất to"),
        Piece("same", " đến"),
    )


def test_paragraphs_are_aligned_first() -> None:
    diff = diff_of([FIRST, SECOND, THIRD], [FIRST, FOURTH, SECOND.replace("1.250", "1.300"), THIRD])
    assert [change for change, _ in body_of(diff)] == ["same", "added", "changed", "same"]
    assert (diff.words("added"), diff.words("removed")) == (19, 2)


def test_a_moved_paragraph_reads_as_moved() -> None:
    diff = diff_of([FIRST, SECOND, THIRD, FOURTH], [FOURTH, FIRST, SECOND, THIRD])
    assert body_of(diff) == [
        ("moved", FOURTH),
        ("same", FIRST),
        ("same", SECOND),
        ("same", THIRD),
        ("moved away", FOURTH),
    ]
    assert {block.move for block in diff.blocks if block.move} == {1}
    assert (diff.words("added"), diff.words("removed")) == (0, 0)


def test_a_moved_and_edited_paragraph_shows_the_edit() -> None:
    diff = diff_of([FIRST, SECOND, THIRD, FOURTH], [FOURTH.replace("nghiêm túc", "nghiêm ngặt"), FIRST, SECOND, THIRD])
    moved = diff.blocks[1]
    assert moved.change == "moved"
    assert [piece for piece in moved.pieces if piece.op != "same"] == [Piece("removed", "túc"), Piece("added", "ngặt")]


def test_short_lines_do_not_move() -> None:
    diff = diff_of([FIRST, "Xem thêm", SECOND], ["Xem thêm", FIRST, SECOND])
    assert "moved" not in {change for change, _ in body_of(diff)}


def test_rows_of_a_table_are_compared_one_by_one() -> None:
    older = "Xã | Hộ\nVinh An | 120\nVinh Xuân | 98"
    diff = diff_of([FIRST, older], [FIRST, older.replace("98", "99")])
    assert [change for change, _ in body_of(diff)] == ["same", "same", "same", "changed"]


def test_title_and_lede_are_parts_of_their_own() -> None:
    diff = compare(revision(FIRST, "Tin cũ", ""), revision(FIRST, "Tin mới", "Tóm tắt.", 2))
    assert [(block.part, block.change) for block in diff.blocks] == [
        ("title", "changed"),
        ("lede", "added"),
        ("body", "same"),
    ]


LINES = st.lists(st.text(alphabet="aáàbcđ .,1", min_size=1, max_size=12).map(str.strip).filter(bool), max_size=8)


@settings(deadline=None)
@given(LINES, LINES)
def test_both_texts_can_be_told_from_a_diff(older: list[str], newer: list[str]) -> None:
    blocks = [block for block in diff_of(older, newer).blocks if block.part == "body"]
    new = ["".join(piece.text for piece in block.pieces if piece.op != "removed") for block in blocks]
    assert [
        line for line, block in zip(new, blocks, strict=True) if block.change not in ("removed", "moved away")
    ] == newer
    old = ["".join(piece.text for piece in block.pieces if piece.op != "added") for block in blocks]
    kept = [line for line, block in zip(old, blocks, strict=True) if block.change not in ("added", "moved")]
    assert kept == older


def test_long_texts_take_no_minutes() -> None:
    words = "tỉnh huyện xã bão mưa lụt người dân nhà nước".split()
    older = [" ".join(words[(line * number) % 10] for number in range(40)) for line in range(700)]
    newer = [line.replace("bão", "dông") for line in older]
    one = " ".join(older)
    started = time.process_time()
    assert diff_of(older, newer).changed
    assert diff_of([one], [one.replace("mưa", "nắng")]).changed
    assert diff_of(["0 | 0 | 0"] * 2000, ["1 | 1", *["0 | 0 | 0"] * 1999, "2 | 2"]).changed
    assert compare_words("không " * 990, "có " + "không " * 989 + "hết")
    assert compare_words("một hai ba " * 400, "ba hai một " * 400)
    assert time.process_time() - started < 20


def test_html_is_whole_and_safe() -> None:
    attack = "<script>alert(1)</script> & <img src=x onerror=alert(1)>"
    diff = compare(
        revision(f"{FIRST} {attack}", f"</title>{attack}"), revision(FIRST, f"</title>{attack}'\"", number=2)
    )
    document = page(diff, url="javascript:alert(1)")
    tree = html.document_fromstring(document)
    assert {element.tag for element in tree.iter()} <= {
        *("html", "head", "meta", "title", "style", "body", "p", "h1", "ins", "del", "span", "a"),
    }
    assert not tree.xpath("//@src | //link | //a[starts-with(@href, 'javascript')]")
    assert attack in tree.xpath("string(//h1)")
    assert tree.xpath("//del")[0].text


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Filling(tmp_path / "a") as filling:
        filling.article("1", "Tin bão", f"{FIRST}\n\n{SECOND}\n\n{THIRD}")
        filling.article("1", "Tin bão", f"{FIRST}\n\n{SECOND}\n\n{THIRD.replace('chiều', 'sáng')}")
        filling.article("1", "Tin bão số 9", f"{FIRST}\n\n{SECOND}\n\n{THIRD.replace('chiều', 'sáng')}")
        filling.article(
            "1", "Tin bão số 9", f"{FIRST}\n\n{SECOND}\n\n{THIRD.replace('chiều', 'sáng')}", files={"http://x/a": ""}
        )
    return tmp_path / "a"


def run(archive: Path, *arguments: str) -> str:
    done = CliRunner().invoke(command, [*arguments, "--archive", str(archive)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_command_in_text(archive: Path) -> None:
    assert run(archive, "hue/1", "1", "2").splitlines() == [
        "1 (2026-11-01 09:00 UTC) → 2 (2026-11-01 10:00 UTC): 1 words added, 1 removed",
        "Tin bão",
        "… 1 unchanged …",
        SECOND,
        THIRD.replace("chiều", "[-chiều-]{+sáng+}"),
    ]
    assert "{+ số 9+}" in run(archive, "1", "1", "3")
    assert "[-chiều-]" in run(archive, "1", "1")
    assert "files" in run(archive, "1")
    assert "same revision" in run(archive, "1", "2", "2")


def test_command_in_json_and_html(archive: Path, tmp_path: Path) -> None:
    diff = json.loads(run(archive, "1", "2", "3", "--json"))
    assert (diff["from"], diff["to"], diff["words_added"], diff["blocks"][0]["change"]) == (2, 3, 2, "changed")
    assert run(archive, "1", "2", "3", "--format", "html", "--output", str(tmp_path / "d.html")) == ""
    assert "<ins> số 9</ins>" in (tmp_path / "d.html").read_text()
