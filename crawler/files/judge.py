"""What an answer for a file is: the file, or an error page in its place."""

from crawler.files.place import digest_of, kept_path
from crawler.files.types import is_cut, type_of
from crawler.files.wanted import Wanted, named
from crawler.items import Fetched, FileItem, Problem

GONE = frozenset({404, 410})


def judge(fetched: Fetched, body: bytes, wanted: Wanted, *, media_type: str = "", whole: bool = True) -> FileItem:
    """A 200 answer as the archive will have it; the content of a "stored" one is still to be put in its place.

    `media_type` as the server says, `whole`: it said how long the body is, and so long it is.
    """
    offered = named(fetched.url) or named(fetched.final_url)
    kind = type_of(body, named=offered)
    if kind is None:
        detail = f"{_told(body, media_type)} instead of {offered or 'a file'}"
        return FileItem(fetched, "wrong type", problems=[Problem("file", "wrong type", detail)])
    if not whole and is_cut(body, kind):
        return FileItem(fetched, "failed", problems=[Problem("file", "truncated", "the file has no end")])
    if not wanted.accepts(kind):
        return FileItem(fetched, "unwanted", media_type=kind.media_type)
    digest = digest_of(body)
    return FileItem(fetched, "stored", kind.media_type, len(body), digest, kept_path(digest, kind.ending))


def _told(body: bytes, media_type: str) -> str:
    if not body.strip():
        return "nothing"
    kind = media_type.partition(";")[0].strip()
    return f"{len(body)} bytes that are none ({kind})" if kind else f"{len(body)} bytes that are none"
