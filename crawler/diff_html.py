"""A diff as HTML: one page that needs nothing else, or a fragment for a feed. Every text in it is escaped."""

from collections.abc import Iterator
from html import escape

from crawler.diff import Block, Diff, Op

_TAG: dict[Op, str] = {"added": "ins", "removed": "del"}
_STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; color: #1a1a1a;
  background: #fff }
ins { background: #d6f5d6; text-decoration: none } del { background: #fbdcdc }
.moved, .moved-away { border-left: .25rem solid #8ab; padding-left: .75rem } .moved-away { color: #777 }
.lede { font-weight: 600 } .note { color: #777; font-size: .85rem }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #161616 } ins { background: #1f4d1f }
  del { background: #5a1f1f } }
"""


def page(diff: Diff, *, url: str) -> str:
    """A whole document in UTF-8 that loads nothing and runs nothing."""
    head = (
        "<!DOCTYPE html>\n<html lang='vi'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        f"<title>{escape(diff.newer.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    older, newer = diff.older, diff.newer
    link = f"<a href='{escape(url)}' rel='noreferrer'>{escape(url)}</a>" if url.startswith(("http:", "https:")) else ""
    about = (
        f"<p class='note'>{older.revision_no} ({older.seen_at:%Y-%m-%d %H:%M} UTC) → "
        f"{newer.revision_no} ({newer.seen_at:%Y-%m-%d %H:%M} UTC), "
        f"+{diff.words('added')} −{diff.words('removed')} từ. {link}</p>\n"
    )
    return head + about + fragment(diff) + "</body>\n</html>\n"


def fragment(diff: Diff, *, only_changes: bool = False) -> str:
    """The blocks alone, as paragraphs."""
    return "".join(_lines(diff, only_changes=only_changes))


def _lines(diff: Diff, *, only_changes: bool) -> Iterator[str]:
    if not diff.changed:
        yield "<p class='note'>Nội dung không đổi; chỉ tệp đính kèm thay đổi.</p>\n"
    for block in diff.blocks:
        if only_changes and block.change == "same":
            continue
        tag = "h1" if block.part == "title" else "p"
        classes = f"{block.part} {block.change.replace(' ', '-')}"
        yield f"<{tag} class='{classes}'>{_note(block)}{_pieces(block)}</{tag}>\n"


def _note(block: Block) -> str:
    if block.change == "moved":
        return f"<span class='note'>↕{block.move} chuyển đến đây: </span>"
    return f"<span class='note'>↕{block.move} chuyển đi: </span>" if block.change == "moved away" else ""


def _pieces(block: Block) -> str:
    if block.change == "moved away":
        return escape(block.text)
    return "".join(
        f"<{_TAG[piece.op]}>{escape(piece.text)}</{_TAG[piece.op]}>" if piece.op in _TAG else escape(piece.text)
        for piece in block.pieces
    )
