"""The pages of lists: what each template is given. Every function reads, bounded, and writes nothing."""

import json
from collections.abc import Mapping
from typing import Any

from crawler.archive.clock import now
from crawler.archive.reader import Archive
from crawler.archive.records import KINDS
from crawler.archive.selection import Selection
from crawler.errors import UsageError
from crawler.health import health_of
from crawler.portal import Portal
from crawler.query import parse_query, phrased
from crawler.web import found
from crawler.web.asked import MOST, Asked, NotHere

Page = dict[str, Any]
PORTION = 20
LAST_PAGE = 50  # of a list by date: whoever wants more asks for a span
LAST_FOUND = 10  # of a search: the best are in front


def front(archive: Archive, asked: Asked) -> Page:
    """What is new, how much there is, where to look."""
    db = archive.connection
    changes = found.newest_changes(db, Selection(), kind=None, before=MOST, most=12)
    return {"counts": found.counts(db), "changes": changes, "portals": found.portals(db), "names": _names(archive)}


def search(archive: Archive, asked: Asked) -> Page:
    """By words, or without any the articles that the filters leave, by date."""
    db, typed, which = archive.connection, asked.text("q"), asked.which
    page: Page = {
        "typed": typed,
        "names": _names(archive),
        "provinces": found.provinces(db),
        "sections": found.sections(db, which.portals[0]) if which.portals else [],
        "narrowed": which != Selection(),
        "meant": phrased(typed),
        "total": None,
        "hits": [],
        "articles": [],
    }
    number = asked.number("page", 1, most=LAST_FOUND if typed else LAST_PAGE)
    skipped = (number - 1) * PORTION
    if typed:
        answer = archive.search(parse_query(typed), which, limit=skipped + PORTION + 1)
        rows: list[Any] = list(answer.hits[skipped:])
        page |= {"hits": rows[:PORTION], "total": answer.total}
    else:
        rows = list(found.newest_articles(db, which, skipped=skipped, most=PORTION + 1))
        page |= {"articles": rows[:PORTION]}
    more = len(rows) > PORTION and number < (LAST_FOUND if typed else LAST_PAGE)
    return page | {"number": number, "older": asked.again(page=number + 1) if more else None}


def changes(archive: Archive, asked: Asked) -> Page:
    """The change log backwards."""
    kind = asked.text("kind")
    if kind and kind not in KINDS:
        raise UsageError(f"kind: {kind!r}")
    before = asked.number("before", MOST)
    chosen = next((one for one in KINDS if one == kind), None)
    rows = found.newest_changes(archive.connection, asked.which, kind=chosen, before=before, most=PORTION * 2 + 1)
    shown = rows[: PORTION * 2]
    older = asked.again(before=shown[-1].seq) if len(rows) > len(shown) else None
    return {"changes": shown, "kinds": KINDS, "kind": kind, "names": _names(archive), "older": older, "newest": before}


def portals(archive: Archive, asked: Asked) -> Page:
    """All of them, by province."""
    return {"portals": found.portals(archive.connection)}


def portal(archive: Archive, asked: Asked) -> Page:
    """One portal: its sections, newest articles and problems."""
    db = archive.connection
    one = next((row for row in found.portals(db) if row["id"] == asked.path["portal"]), None)
    if one is None:
        raise NotHere(asked.path["portal"])
    return {
        "portal": one,
        "sections": found.sections(db, one["id"]),
        "articles": found.newest_articles(db, Selection(portals=(one["id"],)), skipped=0, most=PORTION),
        "problems": found.problems(db, one["id"], before=MOST, most=10),
    }


def problems(archive: Archive, asked: Asked) -> Page:
    """What could not be read and still cannot."""
    of = asked.text("portal") or None
    before = asked.number("before", MOST)
    rows = found.problems(archive.connection, of, before=before, most=PORTION * 2 + 1)
    shown = rows[: PORTION * 2]
    older = asked.again(before=shown[-1]["id"]) if len(rows) > len(shown) else None
    return {"problems": shown, "names": _names(archive), "portal": of, "older": older}


def runs(archive: Archive, asked: Asked) -> Page:
    """Executions of the crawl and what they did."""
    rows = found.runs(archive.connection, before=asked.number("before", MOST), most=PORTION * 2 + 1)
    shown = rows[: PORTION * 2]
    older = asked.again(before=shown[-1]["id"]) if len(rows) > len(shown) else None
    return {"runs": [(run, json.loads(run["stats"] or "{}")) for run in shown], "older": older}


def health(archive: Archive, asked: Asked, known: Mapping[str, Portal]) -> Page:
    """What `khotin health` says; portals without a file are named."""
    held = _names(archive)
    judged = health_of(archive.connection, [known[one] for one in held if one in known], at=now())
    unknown = [portal_id for portal_id in held if portal_id not in known]
    alarmed = sum(1 for one in judged if one.alarms)
    return {"judged": judged, "unknown": unknown, "alarmed": alarmed, "names": held}


def _names(archive: Archive) -> dict[str, str]:
    return {one.id: one.name for one in archive.portals()}
