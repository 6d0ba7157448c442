"""The pages of one article: its text with all that hangs on it, and what an edit changed."""

from dataclasses import replace
from typing import Any

from crawler.archive.reader import Archive
from crawler.archive.records import Article, Copy, Revision
from crawler.diff import compare
from crawler.diff_html import fragment
from crawler.errors import UsageError
from crawler.web import found
from crawler.web.asked import Asked, NotHere
from crawler.web.clean_html import clean_html, paragraphs, web_address

Page = dict[str, Any]


def article(archive: Archive, asked: Asked) -> Page:
    """The newest text, or the one of `?revision=NO`."""
    db, one = archive.connection, _article(archive, asked)
    revision = _revision(archive, one, asked.number("revision", one.revision_no))
    portal = next(portal for portal in archive.portals() if portal.id == one.portal_id)
    return {
        "article": one,
        "original": web_address(one.url),
        "portal": portal,
        "shown": revision,
        "body": _body(revision),
        "revisions": list(reversed(archive.revisions(one.id)[-100:])),
        "attachments": archive.attachments(one.id)[:200],
        "images": found.images_of(db, one.id),
        "links": found.links_of(db, one.id),
        "linked": found.links_to(db, one.id),
        "captures": found.captures_of(db, one.id, one.url),
        "copies": [_elsewhere(archive, one.id, copy) for copy in archive.copies(one.id)[:30]],
        "addresses": [url for url in archive.urls(one)[:30] if url != one.url],
        "web_address": web_address,
    }


def diff(archive: Archive, asked: Asked) -> Page:
    """Two revisions compared by word; by default the last two."""
    one = _article(archive, asked)
    newer = _revision(archive, one, asked.number("to", one.revision_no))
    older = _revision(archive, one, asked.number("from", max(newer.revision_no - 1, 1)))
    compared = compare(older, newer)
    return {"article": one, "diff": compared, "compared": fragment(compared)}


def _body(revision: Revision) -> str:
    """The text with its structure; what stands above it already is not said twice."""
    above = (revision.title, revision.lede, revision.byline or "")
    return clean_html(revision.body_html or "", without=above) or paragraphs(revision.body)


def _article(archive: Archive, asked: Asked) -> Article:
    try:
        return archive.article(asked.place("article"))
    except UsageError as error:
        raise NotHere(str(error)) from error


def _revision(archive: Archive, one: Article, number: int) -> Revision:
    try:
        return archive.revision(one.id, number)
    except UsageError as error:
        raise NotHere(str(error)) from error


def _elsewhere(archive: Archive, article_id: int, copy: Copy) -> tuple[Article, bool, int]:
    """The other article, whether it was first, and how much is alike, in percent."""
    first = copy.article_id == article_id
    other = archive.article(copy.of_article_id if first else copy.article_id)
    return replace(other, body=""), first, round(100 * copy.similarity)
