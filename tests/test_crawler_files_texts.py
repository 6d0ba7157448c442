"""The texts of files: every type read, hostile ones bounded, legacy letters put right, found with their article."""

import shutil
import zlib
from pathlib import Path

import pytest

from crawler.archive.reader import Archive
from crawler.demo.source import Attachment
from crawler.files.reading_process import LONGEST, read_text
from crawler.files.texts import FileReader, read_texts
from tests import faults
from tests import file_samples as samples
from tests.capturing import run
from tests.crawling import change, crawl_here, rows
from tests.fault_portal import FaultPortal

SENTENCE = "Kế hoạch phòng chống lũ lụt năm 2024"
TCVN3 = "KÕ ho¹ch phßng chèng lò lôt cña huyÖn"  # "Kế hoạch phòng chống lũ lụt của huyện" in the old fonts


def test_every_type_gives_its_text(tmp_path: Path) -> None:
    made = {
        "a.docx": (samples.docx(SENTENCE, "Điều 2"), f"{SENTENCE}\nĐiều 2"),
        "a.xlsx": (samples.xlsx(("Huyện", "Số hộ"), (SENTENCE, "12")), f"Huyện | Số hộ\n{SENTENCE} | 12"),
        "a.pptx": (samples.pptx(SENTENCE, "Trang hai"), f"{SENTENCE}\nTrang hai"),
        "a.odt": (samples.odt(SENTENCE, "Điều 2"), f"{SENTENCE}\nĐiều 2"),
        "a.doc": (samples.doc(f"{SENTENCE}\rĐiều 2\r"), f"{SENTENCE}\nĐiều 2"),
        "b.doc": (samples.WORD_HTML, "Giấy mời họp giao ban"),
        "a.rtf": (samples.RTF, "Kế hoạch phòng chống lũ lụt"),
        "a.csv": (f"Huyện,Kế hoạch\r\nA,{SENTENCE}".encode(), f"Huyện | Kế hoạch\nA | {SENTENCE}"),
        "a.pdf": (samples.PDF, "Bao cao so ket"),
    }
    for name, (body, text) in made.items():
        path = tmp_path / name
        path.write_bytes(body)
        assert read_text(path, path.suffix[1:]) == (text, "read"), name


@pytest.mark.parametrize("packed", ["", "cp1252"])
def test_texts_in_old_fonts_are_put_right(tmp_path: Path, packed: str) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(samples.doc(TCVN3, packed=packed))
    assert read_text(path, "doc") == ("Kế hoạch phòng chống lũ lụt của huyện", "read")


def test_a_line_too_short_to_tell_its_font_goes_with_its_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(samples.docx("Ủy ban\nKÕ ho¹ch phßng\nchèng lò lôt cña\nhuyÖn Trµ B×nh\nChủ tịch"))
    text = "Ủy ban\nKế hoạch phòng\nchống lũ lụt của\nhuyện Trà Bình\nChủ tịch"
    assert read_text(path, "docx") == (text, "read")


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "pptx", "odt", "doc", "xls", "rtf"])
@pytest.mark.parametrize("body", [b"", b"\x00" * 500, samples.PDF[:200], samples.docx("x")[:-30], samples.HTML])
def test_no_broken_file_raises(tmp_path: Path, ending: str, body: bytes) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(body)
    text, status = read_text(path, ending)
    assert text == "" or status in ("read", "cut") or status.startswith("failed")


def test_a_text_without_end_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(samples.docx(*["một hai ba bốn năm " * 100] * 1_000))
    text, status = read_text(path, "docx")
    assert status == "cut"
    assert LONGEST * 0.99 < len(text) <= LONGEST * 1.01


def bomb() -> bytes:
    """A page whose content unpacks to two gigabytes of nothing."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(2_000)) + packer.flush()
    head = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    head += b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    head += b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n"
    head += b"4 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream\nendobj\n" % (len(packed), packed)
    return head + b"trailer << /Size 5 /Root 1 0 R >>\n%%EOF\n"


def test_a_bomb_breaks_its_reader_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(bomb())
    (tmp_path / "good.pdf").write_bytes(samples.PDF)
    with FileReader(seconds=30) as reader:
        text, status = reader.read(tmp_path / "bomb.pdf", "pdf")
        assert (text, status.partition(":")[0]) == ("", "failed")
        assert reader.read(tmp_path / "good.pdf", "pdf") == ("Bao cao so ket", "read")


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "good.pdf").write_bytes(samples.PDF)
    with FileReader(seconds=0) as reader:
        assert reader.read(tmp_path / "good.pdf", "pdf") == ("", "failed: took too long")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles; the second offers a document with words that no article has."""
    folder = tmp_path_factory.mktemp("texts")
    with pytest.MonkeyPatch.context() as patch, FaultPortal(articles=2) as portal:
        patch.setenv("KHOTIN_LEASES", str(folder / "leases"))
        key = list(portal.truth())[1]
        files = [Attachment("Phụ lục kèm theo", "/up/a.docx"), Attachment("Ảnh chụp", "/up/b.zip")]
        portal.edit(key, attachments=tuple(files))
        text = "Danh mục quạ khoang được bảo vệ. Trạm Đá Dựng trực ban."
        portal.script("/up/a.docx", [faults.text(samples.docx(text, "Điều 2"), "application/octet-stream")])
        portal.script("/up/b.zip", [faults.text(samples.zipped({"a": "a"}), "application/zip")])
        crawl_here(folder, portal.portal_toml())
    done = read_texts(folder / "archive")
    assert (done.read, done.failed) == (1, 0)
    assert read_texts(folder / "archive").read == 0
    return folder / "archive"


@pytest.mark.parametrize("typed", ["quạ khoang", "qua khoang", '"trạm đá dựng"', "da dung truc"])
def test_an_article_is_found_by_what_its_file_says(archive: Path, typed: str) -> None:
    with Archive(archive) as opened:
        found = opened.search(typed)
        (hit,) = found.hits
        assert (found.total, hit.file) == (1, "Phụ lục kèm theo")
        assert "quạ khoang" in hit.passage.text
        assert hit.passage.spans
        assert hit.id == opened.connection.execute("SELECT article_id FROM attachments LIMIT 1").fetchone()[0]


def test_marks_that_were_typed_must_stand_in_the_file(archive: Path) -> None:
    with Archive(archive) as opened:
        assert opened.search("quà khoảng", exact=True).hits == ()
        assert opened.search("quà khoảng").hits[0].exact is False


def test_the_snippet_says_where_it_was_found(archive: Path) -> None:
    code, told = run("search", "quạ khoang", "--archive", archive)
    assert code == 0
    assert "in the file “Phụ lục kèm theo”: Danh mục **quạ** **khoang** được bảo vệ." in told


def test_extract_reads_what_nobody_has_read(archive: Path, tmp_path: Path) -> None:
    shutil.copytree(archive, tmp_path / "archive")
    shutil.copy(archive.parent / "portal.toml", tmp_path)
    change(tmp_path / "archive", "DELETE FROM file_texts")
    code, told = run("extract", "--archive", tmp_path / "archive", "--portals", tmp_path)
    assert (code, "1 files read, 0 of them without a text" in told) == (0, True)
    assert rows(tmp_path / "archive", "SELECT text FROM file_texts") == rows(archive, "SELECT text FROM file_texts")


def test_the_body_is_without_it_and_plain_sql_finds_it(archive: Path) -> None:
    assert rows(archive, "SELECT 1 FROM articles WHERE body LIKE '%khoang được bảo vệ%'") == []
    for typed in ("quạ khoang", "đá dựng", "da dung"):
        sql = """SELECT attachments.name FROM files_fts JOIN file_texts ON file_texts.id = files_fts.rowid
                 JOIN attachments USING (digest) WHERE files_fts MATCH ?"""
        assert [row["name"] for row in rows(archive, sql, (typed,))] == ["Phụ lục kèm theo"]
