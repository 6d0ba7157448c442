"""Bytes to text as browsers do it, and better where a Vietnamese page says what it is not.

Browsers believe a byte order mark, then the header, then ``<meta>``. Here the bytes have a say: what is valid UTF-8 is
UTF-8 whatever was declared, a few broken bytes do not undo that, and an eight-bit declaration yields to another coding
when only in that one the marked words are Vietnamese syllables. Nothing is refused: what cannot be read becomes U+FFFD.
"""

import re
import unicodedata
from codecs import utf_8_decode
from dataclasses import dataclass

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
    to_unicode,
)

from crawler.text.codings import read_bytes, windows_1252
from crawler.text.legacy import convert_as, syllable_share

_STEP = 32_768  # larger texts would leave the cache, and glibc would map and unmap their memory each time
_SAMPLE = 40_000
_CANDIDATES = ("cp1258", "tcvn3", "vni", "viscii", "vps")  # the likeliest first: it wins a draw
_LABEL = re.compile(rb"(?i)\bcharset\s*=\s*[\"']?\s*([\w.:-]+)")
_NOT_TEXT = re.compile(rb"(?is)<(script|style)\b.*?</\1\s*>|<[^>]*>|&#?\w{1,9};")
_PLAIN_LINE = re.compile(rb"[^\x80-\xff]{200,}")

# Labels for the old Vietnamese codings, which neither Python nor the Encoding Standard knows.
_LEGACY_LABELS = {
    **dict.fromkeys(("tcvn3", "abc", "x-viet-tcvn3"), "tcvn3"),
    **dict.fromkeys(
        ("tcvn", "tcvn5712", "tcvn-5712", "tcvn5712-1", "x-viet-tcvn", "x-viet-tcvn5712", "vscii"), "tcvn5712"
    ),
    **dict.fromkeys(("vni", "x-viet-vni"), "vni"),
    **dict.fromkeys(("viscii", "csviscii", "viscii1.1-1", "x-viet-viscii"), "viscii"),
    **dict.fromkeys(("vps", "x-viet-vps"), "vps"),
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """*charset* is the web's name, else Python's, or "tcvn3" (the ABC fonts), "tcvn5712", "vni", "viscii", "vps"."""

    text: str
    charset: str
    how: str
    """"portal" (its file says so), "bom", "header", "meta", "detected" or "default"."""


def decode(body: bytes, *, content_type: str | None = None, charset: str | None = None) -> Decoded:
    """The text of a page from its bytes, the header's *content_type* and the portal file's *charset*, which wins."""
    bom_charset, bom = read_bom(body)
    if bom_charset and bom:
        return Decoded(body[len(bom) :].decode(bom_charset, "replace"), _name(bom_charset), "bom")
    if charset:
        known = _resolve(charset)
        if known is not None:
            return Decoded(_read(body, known), _name(known), "portal")
    declared, how = _declared(body, content_type)
    wide = ("utf-16", "utf-32") if b"\0" in body else ("iso2022",)
    if declared and declared.startswith(wide):
        return Decoded(_read(body, declared), _name(declared), how)
    body = body.translate(None, b"\0")  # noise, which may even part the bytes of one letter
    if _is_utf8(body):
        how = how if declared == "utf-8" else "default" if body.isascii() else "detected"
        return Decoded(body.decode("utf-8"), "utf-8", how)
    return _decode_damaged(body, declared, how) or _decode_eight_bit(body, declared, how)


def html_bytes_utf8(body: bytes, *, content_type: str | None = None, charset: str | None = None) -> tuple[bytes, str]:
    """Bytes to feed to a parser as UTF-8, and the charset they came in; *body* itself where it is UTF-8 already.

    Neither a byte order mark nor a NUL, at which parsers stop, is left in them.
    """
    if charset in {None, "utf-8"} and b"\0" not in body and b"\x1b" not in body:
        start = 3 if body.startswith(b"\xef\xbb\xbf") else 0
        if _is_utf8(body):
            return body[start:], "utf-8"
    decoded = decode(body, content_type=content_type, charset=charset)
    return decoded.text.replace("\0", "").encode("utf-8", "replace"), decoded.charset


def _is_utf8(body: bytes) -> bool:
    if body.isascii():
        return True
    view, start, end = memoryview(body), 0, len(body)
    try:
        while end - start > _STEP:
            start += utf_8_decode(view[start : start + _STEP], "strict", False)[1]
        utf_8_decode(view[start:], "strict", True)
    except UnicodeDecodeError:
        return False
    return True


def _declared(body: bytes, content_type: str | None) -> tuple[str | None, str]:
    header = http_content_type_encoding(content_type) or _legacy_label((content_type or "").encode("utf-8", "replace"))
    if header:
        return header, "header"
    meta = html_body_declared_encoding(body) or _legacy_label(body[:4096])
    return (meta, "meta") if meta else (None, "default")


def _legacy_label(declaration: bytes) -> str | None:
    match = _LABEL.search(declaration)
    return _LEGACY_LABELS.get(match[1].decode("ascii", "replace").lower()) if match else None


def _resolve(label: str) -> str | None:
    return _LEGACY_LABELS.get(label.strip().lower()) or resolve_encoding(label.strip())


def _read(body: bytes, charset: str) -> str:
    if charset in {"tcvn3", "vni"}:
        return convert_as(windows_1252(body), charset)
    if charset in _LEGACY_LABELS.values():
        return read_bytes(body, charset)
    return windows_1252(body) if charset == "cp1252" else to_unicode(body, charset)


def _name(charset: str) -> str:
    """The web's name for Python's, as far as they differ."""
    if re.fullmatch(r"cp125\d", charset):
        return "windows-" + charset[2:]
    return {"cp932": "shift_jis", "cp949": "euc-kr", "big5hkscs": "big5", "cp874": "windows-874"}.get(charset, charset)


def _decode_damaged(body: bytes, declared: str | None, how: str) -> Decoded | None:
    """UTF-8 with broken bytes in it; None unless the unbroken characters outnumber them clearly."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - broken - sum(map(str.isascii, text))
    if whole < 3 * broken:
        return None
    return Decoded(text, "utf-8", how if declared == "utf-8" else "detected")


def _decode_eight_bit(body: bytes, declared: str | None, how: str) -> Decoded:
    """By the declaration unless the marked words of the page read better in another coding."""
    sample = _sample(body)
    shares = {charset: _share(_read(sample, charset)) for charset in _CANDIDATES}
    best = max(shares, key=shares.__getitem__)
    declared = None if declared == "utf-8" else declared
    if shares[best] >= 0.8 and (declared is None or _share(_read(sample, declared)) <= shares[best] - 0.2):
        return Decoded(_read(body, best), _name(best), "detected")
    if declared and _read(sample, declared).count("\ufffd") * 50 <= len(sample):
        return Decoded(_read(body, declared), _name(declared), how)
    return Decoded(windows_1252(body), "windows-1252", "default")


def _sample(body: bytes) -> bytes:
    """The part of a page that tells codings apart: its text, without long stretches of plain ASCII."""
    return _PLAIN_LINE.sub(b" ", _NOT_TEXT.sub(b" ", body[: 20 * _SAMPLE]))[:_SAMPLE]


def _share(text: str) -> float:
    """Share of the marked words that are Vietnamese syllables; 0 where there are too few to tell."""
    fits, marked = syllable_share(unicodedata.normalize("NFC", text))
    return fits / marked if marked >= 3 else 0.0
