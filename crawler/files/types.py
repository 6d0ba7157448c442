"""What a file is by its content: servers say "application/octet-stream", and serve pages of HTML in a PDF's place."""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

HEAD = 4096


@dataclass(slots=True, frozen=True)
class FileType:
    """`ending` without its dot, in lower case; what a portal's `attachments` and `images` name a type by."""

    ending: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
DOCUMENTS = {
    one.ending: one
    for one in (
        FileType("pdf", "application/pdf"),
        FileType("doc", "application/msword"),
        FileType("docx", f"{_OFFICE}wordprocessingml.document"),
        FileType("xls", "application/vnd.ms-excel"),
        FileType("xlsx", f"{_OFFICE}spreadsheetml.sheet"),
        FileType("ppt", "application/vnd.ms-powerpoint"),
        FileType("pptx", f"{_OFFICE}presentationml.presentation"),
        FileType("odt", f"{_OPEN}text"),
        FileType("ods", f"{_OPEN}spreadsheet"),
        FileType("odp", f"{_OPEN}presentation"),
        FileType("rtf", "application/rtf"),
        FileType("csv", "text/csv"),
        FileType("mht", "multipart/related"),
        FileType("zip", "application/zip"),
        FileType("rar", "application/vnd.rar"),
        FileType("7z", "application/x-7z-compressed"),
        FileType("tif", "image/tiff"),
    )
}
PICTURES = {
    one.ending: one
    for one in (
        FileType("jpg", "image/jpeg"),
        FileType("png", "image/png"),
        FileType("gif", "image/gif"),
        FileType("webp", "image/webp"),
        FileType("bmp", "image/bmp"),
    )
}
SAME_TYPE = {"pps": "ppt", "ppsx": "pptx", "tiff": "tif", "jpeg": "jpg", "mhtml": "mht"}
_TYPES = DOCUMENTS | PICTURES
_BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_FOLDERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|meta|\?xml|div|p|h\d)\b", re.I | re.S
)
_OFFICE_MARKUP = (b"urn:schemas-microsoft-com:office:", b"mso-application")
_MHT = re.compile(rb"MIME-Version:|From: <Saved by", re.I)


def ending_of(name: str) -> str:
    """The ending that a name or an address's path has, as types are named: "" where it has none that is known."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    ending = SAME_TYPE.get(ending, ending)
    return ending if ending in _TYPES else ""


def type_of(body: bytes, *, named: str = "") -> FileType | None:
    """What the content is; None for what is no file: a page, an error in JSON, nothing. `named`: the ending offered.

    Word's and Excel's own HTML passes as the `doc` or `xls` that it was offered as.
    """
    ending = _ending(body, named)
    return _TYPES[ending] if ending else None


def _ending(body: bytes, named: str) -> str:
    head = body[:HEAD]
    # Some servers send a line or two ahead; readers forgive a PDF that up to a kilobyte in.
    if b"%PDF-" in head[:1024] and not _MARKUP.match(head):
        return "pdf"
    for beginning, ending in _BEGINNINGS:
        if head.startswith(beginning):
            return ending
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(_OLE):
        return _in_ole(body, named)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _in_zip(body)
    return _as_text(body, head, named)


def _in_ole(body: bytes, named: str) -> str:
    """A compound file names its streams in UTF-16."""
    for name, ending in _STREAMS:
        if name.encode("utf-16-le") in body:
            return ending
    return named if named in ("doc", "xls", "ppt") else ""


def _in_zip(body: bytes) -> str:
    try:
        with ZipFile(BytesIO(body)) as packed:
            names = packed.namelist()
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                said = packed.read("mimetype").decode("ascii", "replace").strip()
                return next((one.ending for one in DOCUMENTS.values() if one.media_type == said), "zip")
            if "[Content_Types].xml" in names:
                return next((ending for folder, ending in _FOLDERS if any(n.startswith(folder) for n in names)), "zip")
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return "zip"  # broken inside, encrypted, or packed in a way of its own: kept as it came
    return "zip"


def _as_text(body: bytes, head: bytes, named: str) -> str:
    if _MARKUP.match(head):
        return named if named in ("doc", "xls") and any(sign in head for sign in _OFFICE_MARKUP) else ""
    if _MHT.match(head):
        return "mht"
    is_text = b"\x00" not in body and body.strip() and not body.lstrip().startswith((b"{", b"["))
    return "csv" if named == "csv" and is_text else ""


def is_cut(body: bytes, kind: FileType) -> bool:
    """Whether a file lacks the end that its type asks for: the connection ended before it did."""
    if kind.ending == "pdf":
        return b"%%EOF" not in body[-HEAD:] and b"startxref" not in body[-HEAD:]
    if body.startswith(_ZIP):
        return b"PK\x05\x06" not in body[-66_000:]
    return False
