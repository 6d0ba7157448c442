"""Small invented files of every type, made on the spot."""

import struct
import zipfile
from io import BytesIO

from crawler.demo.media import GIF, pdf

PDF = pdf("Bao cao so ket")
OTHER_PDF = pdf("Bao cao so ket, ban sua doi")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 17
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20
RAR = b"Rar!\x1a\x07\x01\x00" + b"\x00" * 20
SEVEN = b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x00" * 20
RTF = rb"{\rtf1\ansi\ansicpg1258 K\u7871? ho\u7841?ch ph\u242?ng ch\u7889?ng l\u361? l\u7909?t\par}"
TIFF = b"II*\x00" + b"\x00" * 20
WORD_HTML = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">'
    "<head><title>Giấy mời</title></head><body><p>Giấy mời họp giao ban</p></body></html>"
).encode()
HTML = "<!DOCTYPE html><html><head><title>Lỗi</title></head><body>Không tìm thấy tệp.</body></html>".encode()
GIF_FILE = GIF + b"\x00;"


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A ZIP archive; the first file is stored as it is, as OpenDocument wants its type."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (name, content) in enumerate(files.items()):
            data = content.encode() if isinstance(content, str) else content
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_STORED if not number else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A Word document of plain paragraphs."""
    texts = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{texts}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


def xlsx(*rows: tuple[str, ...]) -> bytes:
    """A sheet of texts, kept apart as Excel keeps them."""
    cells = [cell for row in rows for cell in row]
    shared = "".join(f"<si><t>{cell}</t></si>" for cell in cells)
    numbers = iter(range(len(cells)))
    cells_of = ["".join(f"<c t='s'><v>{next(numbers)}</v></c>" for _ in row) for row in rows]
    lines = "".join(f"<row>{one}</row>" for one in cells_of)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}">{shared}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{lines}</sheetData></worksheet>',
        }
    )


def pptx(*slides: str) -> bytes:
    """A presentation with one line on each slide."""
    parts = {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}
    for number, text in enumerate(slides, 1):
        parts[f"ppt/slides/slide{number}.xml"] = f'<a:p xmlns:a="{_DRAWING}"><a:r><a:t>{text}</a:t></a:r></a:p>'
    return zipped(dict(parts))


def odt(*paragraphs: str) -> bytes:
    """An OpenDocument text."""
    texts = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    body = f'<office:document-content xmlns:office="urn:o" xmlns:text="{_OPEN}">{texts}</office:document-content>'
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})


def doc(text: str, *, packed: str = "") -> bytes:
    """A Word 97 document: a compound file with the two streams that hold its text in one piece.

    `packed`: the code page of a text with a byte for each letter; else UTF-16.
    """
    data = text.encode(packed) if packed else text.encode("utf-16-le")
    start = 0x800
    place = (start * 2) | 0x40000000 if packed else start
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, place, 0)
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(start)
    head[0:2] = b"\xec\xa5"
    struct.pack_into("<H", head, 0x0A, 0x0200)
    struct.pack_into("<II", head, 0x01A2, 0, len(table))
    struct.pack_into("<I", head, 0x4C, len(text))
    return compound({"WordDocument": bytes(head) + data, "1Table": table})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE2) of a few streams, each long enough not to be put into the mini stream."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    sectors: list[bytes] = []
    chains: list[int] = []
    entries = [_entry("Root Entry", 5, end, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), 1):
        whole = data + b"\x00" * (max(4096, -(-len(data) // sector) * sector) - len(data))
        first, count = len(sectors), len(whole) // sector
        sectors += [whole[at : at + sector] for at in range(0, len(whole), sector)]
        chains += [first + one + 1 for one in range(count - 1)] + [end]
        follows = number + 1 if number < len(streams) else free
        entries.append(_entry(name, 2, first, len(whole), right=follows))
    entries += [_entry("", 0, 0, 0)] * (-len(entries) % 4)
    directory, first = b"".join(entries), len(sectors)
    sectors += [directory[at : at + sector] for at in range(0, len(directory), sector)]
    chains += [first + one + 1 for one in range(len(directory) // sector - 1)] + [end]
    table_at = len(sectors)
    chains.append(0xFFFFFFFD)
    table = struct.pack(f"<{len(chains)}I", *chains) + struct.pack("<I", free) * (128 - len(chains))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    )
    head += struct.pack("<IIIIIIIII", 0, 1, first, 0, 4096, end, 0, end, 0)
    head += struct.pack("<I", table_at) + struct.pack("<I", free) * 108
    return head + b"".join(sectors) + table


def _entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    spelled = name.encode("utf-16-le") + b"\x00\x00" if name else b""
    head = spelled.ljust(64, b"\x00") + struct.pack("<HBB", len(spelled), kind, 1)
    return head + struct.pack("<III", 0xFFFFFFFF, right, child) + b"\x00" * 36 + struct.pack("<IQ", start, size)


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
