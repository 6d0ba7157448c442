"""The archive: a directory with `archive.db`, written by one thread and read by anyone at the same time.

`from crawler.archive import Archive` is the way in for programs of your own (docs/library.md).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.archive.reader import Archive
    from crawler.archive.selection import Selection

__all__ = ["Archive", "Selection"]


def __getattr__(name: str) -> Any:
    """Loaded when asked for: commands that read no archive must not pay for it."""
    if name == "Archive":
        from crawler.archive.reader import Archive  # noqa: PLC0415

        return Archive
    if name == "Selection":
        from crawler.archive.selection import Selection  # noqa: PLC0415

        return Selection
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
