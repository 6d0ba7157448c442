"""`khotin show`: one article as the archive holds it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from crawler.archive.reader import Archive
from crawler.archive.records import Article, Copy, Revision, plain_value
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import json_line, write_out

_ABOUT = ("portal", "url", "section", "byline", "source", "published", "seen", "status", "revisions")


@click.command("show")
@click.argument("article")
@click.option("--revision", type=click.IntRange(min=1), metavar="NO", help="An older text instead of the newest.")
@archive_option
@json_option
def command(article: str, revision: int | None, archive: Path, as_json: bool) -> None:
    """Show one article: its text, where and when it was seen, its revisions and files.

    ARTICLE is its number, any URL it was seen under, or portal/key.
    """
    with Archive(archive) as opened:
        found = opened.article(article)
        shown = opened.revision(found.id, revision) if revision else None
        parts = _whole(opened, found, shown)
        write_out([json_line(parts)] if as_json else _lines(opened, parts))


def _whole(archive: Archive, article: Article, shown: Revision | None) -> dict[str, Any]:
    """The article's columns, with the texts of `shown` where an older revision was asked for, and what hangs on it."""
    parts = article.as_json()
    if shown:
        parts |= {name: value for name, value in shown.as_json().items() if name in parts and name != "id"}
    revisions = [
        {"revision_no": one.revision_no, "seen_at": plain_value(one.seen_at), "title": one.title, "digest": one.digest}
        for one in archive.revisions(article.id)
    ]
    return parts | {
        "urls": archive.urls(article),
        "revisions": revisions,
        "attachments": [file.as_json() for file in archive.attachments(article.id)],
        "copies": [_elsewhere(archive, article.id, copy) for copy in archive.copies(article.id)],
    }


def _file(file: dict[str, Any]) -> str:
    """A file's name, address and state; where it is kept, its size and place."""
    kept = [f"{file['bytes']:,} bytes", file["path"]] if file["path"] else []
    state = ", ".join([file["status"], *kept, *([] if file["offered"] else ["offered no more"])])
    return f"{file['name'] or ''} {file['url']} ({state})".strip()


def _elsewhere(archive: Archive, article_id: int, copy: Copy) -> dict[str, Any]:
    """The same text on another portal: whether that one was `first`, and where it is."""
    first = copy.article_id == article_id
    other = archive.article(copy.of_article_id if first else copy.article_id)
    found = {"article_id": other.id, "portal_id": other.portal_id, "url": other.url, "title": other.title}
    return found | {"first": first, "similarity": copy.similarity}


def _lines(archive: Archive, parts: dict[str, Any]) -> Iterator[str]:
    portal = next(portal for portal in archive.portals() if portal.id == parts["portal_id"])
    published = parts["published_at"] and f"{parts['published_at']} (“{parts['published_text']}”)"
    gone = f"gone since {parts['gone_at']}" if parts["status"] == "gone" else "live"
    about = (
        *(f"{portal.name} ({portal.id}/{parts['key']})", parts["url"], parts["section"], parts["byline"]),
        *(parts["source"], published, f"{parts['first_seen_at']} … {parts['last_seen_at']}", gone),
        ", ".join(f"{one['revision_no']} ({one['seen_at']})" for one in parts["revisions"]),
    )
    yield f"{parts['title']}\n\n"
    for label, value in zip(_ABOUT, about, strict=True):
        if value:
            yield f"{label + ':':<11}{value}\n"
    for url in parts["urls"]:
        if url != parts["url"]:
            yield f"{'also at:':<11}{url}\n"
    for file in parts["attachments"]:
        yield f"{'file:':<11}{_file(file)}\n"
    for copy in parts["copies"]:
        label = "copy of:" if copy["first"] else "copied by:"
        yield f"{label:<11}{copy['url']} ({copy['portal_id']}, {copy['similarity']:.0%} alike)\n"
    for text in (parts["lede"], parts["body"]):
        if text:
            yield f"\n{text}\n"
