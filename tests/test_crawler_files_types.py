"""What a file is by its content, where it lies, and what it may be called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import ConfigurationError
from crawler.files.place import digest_file, digest_of, kept_path, put_file, safe_name
from crawler.files.portal import offering_of
from crawler.files.types import DOCUMENTS, PICTURES, ending_of, is_cut, type_of
from crawler.files.wanted import named
from crawler.items import ArticleFields, Attachment, Image
from crawler.portal import Portal, load_portal
from crawler.recipe import load_recipes
from tests import file_samples as samples

RECIPES = load_recipes()
TOML = """name = "Sở"
home = "https://so.example/"
province = "Hương Giang"
recipe = "fitc"
listings = ["/"]
"""


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (samples.PDF, "pdf"),
        (b"\r\n\r\n" + samples.PDF, "pdf"),
        (samples.docx("Kế hoạch"), "docx"),
        (samples.xlsx(("Huyện", "Số hộ")), "xlsx"),
        (samples.pptx("Báo cáo"), "pptx"),
        (samples.odt("Công văn"), "odt"),
        (samples.doc("Quyết định"), "doc"),
        (samples.zipped({"a.txt": "a"}), "zip"),
        (samples.zipped({}), "zip"),
        (samples.RAR, "rar"),
        (samples.SEVEN, "7z"),
        (samples.RTF, "rtf"),
        (samples.TIFF, "tif"),
        (samples.PNG, "png"),
        (samples.JPG, "jpg"),
        (samples.GIF_FILE, "gif"),
    ],
)
def test_a_file_is_what_its_content_says(body: bytes, ending: str) -> None:
    kind = type_of(body, named="pdf")
    assert kind is not None
    assert kind.ending == ending
    assert kind == (DOCUMENTS | PICTURES)[ending]


@pytest.mark.parametrize("named", ["pdf", "doc", "xls", "zip", "csv", ""])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \r\n",
        samples.HTML,
        b"\xef\xbb\xbf\n<!-- x --><HTML>",
        b'{"error": 404}',
        b"Khong tim thay tep",
        b"\x00" * 99,
    ],
)
def test_what_is_no_file(body: bytes, named: str) -> None:
    kind = type_of(body, named=named)
    assert kind is None or (kind.ending == named == "csv" and body.startswith(b"Khong"))


def test_words_own_html_is_the_document_it_was_offered_as() -> None:
    assert type_of(samples.WORD_HTML, named="doc") == DOCUMENTS["doc"]
    assert type_of(samples.WORD_HTML, named="pdf") is None


def test_a_file_without_its_end_is_cut() -> None:
    assert is_cut(samples.PDF[:-30], DOCUMENTS["pdf"])
    assert not is_cut(samples.PDF, DOCUMENTS["pdf"])
    word = samples.docx("Kế hoạch" * 50)
    assert is_cut(word[:-40], DOCUMENTS["docx"])
    assert not is_cut(word, DOCUMENTS["docx"])


@given(st.binary(max_size=300), st.sampled_from(["pdf", "doc", "csv", "zip", ""]))
def test_any_bytes_are_judged(body: bytes, named: str) -> None:
    for head in (b"", b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        kind = type_of(head + body, named=named)
        assert kind is None or is_cut(head + body, kind) in (True, False)


@pytest.mark.parametrize(
    ("name", "ending", "expected"),
    [
        ("Quyết định số 12/2024/QĐ-UBND", "pdf", "Quyết định số 12_2024_QĐ-UBND.pdf"),
        ("../../etc/passwd", "pdf", "etc_passwd.pdf"),
        ("..\\..\\x.doc", "doc", "x.doc"),
        ("bao-cao.PDF", "pdf", "bao-cao.pdf"),
        ("CON", "xls", "_CON.xls"),
        ("a\x00b\nc", "zip", "a_b_c.zip"),
        ("\u202efdp.exe", "pdf", "fdp.exe.pdf"),
        ("", "pdf", "file.pdf"),
        (" . ", "pdf", "file.pdf"),
        ("Kê\u0301 hoạch", "docx", "Kế hoạch.docx"),
    ],
)
def test_names_that_every_file_system_takes(name: str, ending: str, expected: str) -> None:
    assert safe_name(name, ending=ending) == expected


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder(name: str) -> None:
    safe = safe_name(name, ending="pdf")
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert len(safe.encode("utf-8", "surrogatepass")) <= 140


def test_a_file_is_kept_once_under_its_digest(tmp_path: Path) -> None:
    digest = digest_of(samples.PDF)
    kept = kept_path(digest, "pdf")
    for _ in range(2):
        put_file(tmp_path, kept, samples.PDF)
    assert kept == f"files/{digest[7:9]}/{digest[7:]}.pdf"
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == [tmp_path / kept]
    assert digest_file(tmp_path / kept) == digest


def test_a_file_that_lost_bytes_is_put_back_whole(tmp_path: Path) -> None:
    kept = kept_path(digest_of(samples.PDF), "pdf")
    put_file(tmp_path, kept, samples.PDF)
    (tmp_path / kept).write_bytes(samples.PDF[:10])
    put_file(tmp_path, kept, samples.PDF)
    assert (tmp_path / kept).read_bytes() == samples.PDF


def test_an_ending_is_told_by_path_or_query() -> None:
    assert named("https://so.example/a/b.PDF?v=1") == "pdf"
    assert named("https://so.example/tai?file=%2Fa%2Fb.docx") == "docx"
    assert named("https://so.example/tai-ve/12") == ""
    assert ending_of("anh.jpeg") == "jpg"


ARTICLE = ArticleFields(
    attachments=[
        Attachment("https://so.example/a.pdf"),
        Attachment("https://so.example/b.xlsx"),
        Attachment("https://so.example/LinkClick.aspx?fileticket=x"),
        Attachment("https://kho.example/c.pdf"),
        Attachment("https://so.example/a.pdf"),
    ],
    images=[Image("https://so.example/a.jpg")],
)


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("", ["a.pdf", "b.xlsx", "LinkClick.aspx?fileticket=x"]),
        ("attachments = false", []),
        ('attachments = "off"', []),
        ('attachments = "all"\nimages = true', ["a.pdf", "b.xlsx", "LinkClick.aspx?fileticket=x", "a.jpg"]),
        ('attachments = ["PDF", ".docx"]', ["a.pdf", "LinkClick.aspx?fileticket=x"]),
        ('attachments = []\nimages = ["jpeg"]', ["a.jpg"]),
        ('attachments = ["pdf"]\nfile_hosts = ["kho.example"]', ["a.pdf", "LinkClick.aspx?fileticket=x", "c.pdf"]),
    ],
)
def test_a_portals_file_says_what_is_wanted(tmp_path: Path, setting: str, wanted: list[str]) -> None:
    found = offering_of(portal(tmp_path, setting)).files(ARTICLE)
    assert [one.url.rpartition("/")[2] for one in found] == wanted
    assert all(one.kind == "file" and one.key == f"file:{one.url}" for one in found)


def test_the_command_line_overrules_it(tmp_path: Path) -> None:
    assert offering_of(portal(tmp_path, ""), files=False).files(ARTICLE) == []
    assert len(offering_of(portal(tmp_path, "attachments = false"), files=True).files(ARTICLE)) == 3


def test_no_article_makes_more_than_a_hundred_owed(tmp_path: Path) -> None:
    many = ArticleFields(attachments=[Attachment(f"https://so.example/{number}.pdf") for number in range(300)])
    assert len(offering_of(portal(tmp_path, "")).files(many)) == 100


@pytest.mark.parametrize("setting", ['attachments = ["exe"]', 'images = ["pdf"]', "attachments = 3", "file_size = 0"])
def test_an_unknown_type_stops_at_start_up(tmp_path: Path, setting: str) -> None:
    with pytest.raises(ConfigurationError, match=setting.partition(" ")[0]):
        portal(tmp_path, setting)


def portal(folder: Path, setting: str) -> Portal:
    path = folder / "so.toml"
    path.write_text(f"{TOML}{setting}\n", "utf-8")
    return load_portal(path, RECIPES)
