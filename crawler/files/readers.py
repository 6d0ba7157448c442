"""Texts of files, paragraph by paragraph: PDF, Word, Excel, PowerPoint, OpenDocument, RTF, CSV.

Files may be hostile: readers run in a process of its own (crawler.files.reading_process) that may be killed, and unpack
no more than MOST_UNPACKED of a part. What a reader raises is its library's own.
"""

import csv
import struct
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_PAGES = 1_000
MOST_UNPACKED = 100_000_000
MOST_CELLS = 200


def read_paragraphs(path: Path, ending: str) -> Iterator[str]:
    """The paragraphs of the file, unnormalised; raises KeyError for a type that is not read."""
    return READERS[ending](path)


def _pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 - of an extra

    reader = PdfReader(path, strict=False)
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            return
        yield from page.extract_text().split("\n\n")


def _docx(path: Path) -> Iterator[str]:
    for name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
        yield from _paragraphs(path, name, {"p"}, _runs)


def _pptx(path: Path) -> Iterator[str]:
    for folder in ("ppt/slides/slide", "ppt/notesSlides/notesSlide"):
        for name in _members(path, folder):
            yield from _paragraphs(path, name, {"p"}, _runs)


def _opendocument(path: Path) -> Iterator[str]:
    yield from _paragraphs(path, "content.xml", {"p", "h"}, _mixed)


def _members(path: Path, folder: str) -> list[str]:
    """The numbered parts below `folder`, in the order of their numbers."""
    with ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith(folder) and name.endswith(".xml")]
    return sorted(names, key=lambda name: (len(name), name))


def _paragraphs(path: Path, member: str, ends: set[str], text: "Callable[[_Element], str]") -> Iterator[str]:
    """The text of every element `ends` of a part of a package; nothing where it has no such part."""
    with ZipFile(path) as package:
        if member not in package.namelist() or package.getinfo(member).file_size > MOST_UNPACKED:
            return
        with package.open(member) as stream:
            for element in _ended(stream, ends):
                yield text(element)
                element.clear()


def _runs(paragraph: "_Element") -> str:
    """OOXML: text stands in elements `t`, and a tabulator or a line's end between them is a gap."""
    parts = []
    for one in paragraph.iter():
        name = _name(one)
        if name == "t":
            parts.append(one.text or "")
        elif name in ("tab", "br", "cr"):
            parts.append(" ")
    return "".join(parts)


def _mixed(paragraph: "_Element") -> str:
    """OpenDocument: text stands anywhere in the paragraph; spaces and tabulators are elements."""
    parts = [paragraph.text or ""]
    for one in paragraph.iterdescendants():
        parts.append(" " if _name(one) in ("s", "tab", "line-break") else one.text or "")
        parts.append(one.tail or "")
    return "".join(parts)


def _xlsx(path: Path) -> Iterator[str]:
    shared = list(_paragraphs(path, "xl/sharedStrings.xml", {"si"}, _runs))
    for name in _members(path, "xl/worksheets/sheet"):
        yield from _paragraphs(path, name, {"row"}, partial(_row, shared))


def _row(shared: list[str], row: "_Element") -> str:
    cells = [_cell(cell, shared) for cell in islice((one for one in row if _name(one) == "c"), MOST_CELLS)]
    return " | ".join(filter(None, cells))


def _cell(cell: "_Element", shared: list[str]) -> str:
    value = "".join(one.text or "" for one in cell.iter() if _name(one) in ("v", "t"))
    if cell.get("t") != "s":
        return value
    return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""


def _xls(path: Path) -> Iterator[str]:
    import xlrd  # type: ignore[import-untyped] # noqa: PLC0415 - of an extra

    with xlrd.open_workbook(path, on_demand=True) as book:
        for sheet in book.sheets():
            for number in range(sheet.nrows):
                yield " | ".join(str(value) for value in sheet.row_values(number)[:MOST_CELLS] if value != "")


def _doc(path: Path) -> Iterator[str]:
    """Word 97 and later: the pieces of the document's text, each in UTF-16 or a byte for each letter ([MS-DOC] 2.4)."""
    if path.read_bytes()[:5].lstrip()[:1] == b"<":
        yield from _markup(path)
        return
    from olefile import OleFileIO  # type: ignore[import-untyped] # noqa: PLC0415 - of an extra

    with OleFileIO(path) as file:
        document = file.openstream("WordDocument").read()
        (flags,) = struct.unpack_from("<H", document, 0x0A)
        table = file.openstream("1Table" if flags & 0x0200 else "0Table").read()
    start, size = struct.unpack_from("<II", document, 0x01A2)
    text = "".join(_pieces(document, table[start : start + size]))
    yield from text.replace("\x07", "\r").replace("\x0c", "\r").replace("\x0b", "\r").split("\r")


def _pieces(document: bytes, complex_part: bytes) -> Iterator[str]:
    at = 0
    while complex_part[at : at + 1] == b"\x01":  # what was changed by hand: no text
        at += 3 + struct.unpack_from("<H", complex_part, at + 1)[0]
    if complex_part[at : at + 1] != b"\x02":
        raise ValueError("no piece table")
    (size,) = struct.unpack_from("<I", complex_part, at + 1)
    count = (size - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", complex_part, at + 5)
    for number in range(count):
        (place,) = struct.unpack_from("<I", complex_part, at + 5 + 4 * (count + 1) + 8 * number + 2)
        letters = max(0, ends[number + 1] - ends[number])
        if place & 0x40000000:
            start = (place & 0x3FFFFFFF) // 2
            yield document[start : start + letters].decode("cp1252", "replace")
        else:
            yield document[place : place + 2 * letters].decode("utf-16-le", "replace")


def _markup(path: Path) -> Iterator[str]:
    """Word's and Excel's own HTML."""
    tree = etree.fromstring(path.read_bytes(), etree.HTMLParser(no_network=True, huge_tree=False))
    for element in tree.iter("p", "td", "h1", "h2", "h3", "li"):
        if isinstance(element.tag, str):
            yield "".join(str(text) for text in element.itertext())


def _rtf(path: Path) -> Iterator[str]:
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - of an extra

    read: Any = rtf_to_text
    yield from str(read(path.read_bytes().decode("latin-1"), errors="replace")).split("\n")


def _csv(path: Path) -> Iterator[str]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16", "cp1258"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeError:
            continue
    else:
        text = data.decode("latin-1")
    for row in csv.reader(StringIO(text, newline="")):
        yield " | ".join(cell for cell in row[:MOST_CELLS] if cell)


def _ended(stream: Any, names: set[str]) -> Iterator["_Element"]:
    """The elements of those names as they end; no entity is resolved, nothing is fetched."""
    for _, element in etree.iterparse(stream, events=("end",), resolve_entities=False, no_network=True, load_dtd=False):
        if _name(element) in names:
            yield element


def _name(element: "_Element") -> str:
    """The element's name without its namespace, "" of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "pptx": _pptx,
    "odt": _opendocument,
    "ods": _opendocument,
    "odp": _opendocument,
    "doc": _doc,
    "xls": _xls,
    "rtf": _rtf,
    "csv": _csv,
}
