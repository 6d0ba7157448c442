"""Which articles are meant: the filters that reading, searching, watching and exporting share."""

import difflib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crawler.archive.clock import utc_text
from crawler.errors import UsageError
from crawler.provinces import find_province, present_unit
from crawler.text.folding import search_form


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything by default; every field that is set narrows it.

    `provinces` by any spelling; a province of today includes those merged into it. `sections` by name, letter case and
    marks aside. `since` and `until` bound the printed date, both days included (undated articles are then left out).
    `changed_since`: the text was new or edited at or after that instant.
    """

    portals: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    status: str | None = None
    since: date | None = None
    until: date | None = None
    changed_since: datetime | None = None

    def of_portals(self) -> "Selection":
        """The same without all that narrows it within portals."""
        return Selection(portals=self.portals, provinces=self.provinces)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition for SQL's WHERE, "1" where there is none, and its named parameters."""

    sql: str
    values: dict[str, Any]


def condition(db: sqlite3.Connection, which: Selection) -> Condition:
    """`which` as SQL on the table `articles`; raises UsageError for a portal, province or section the archive lacks."""
    parts: dict[str, Any] = {}
    if which.portals or which.provinces:
        parts["articles.portal_id IN (SELECT value FROM json_each(:portals))"] = ("portals", _portals(db, which))
    if which.sections:
        parts["articles.section IN (SELECT value FROM json_each(:sections))"] = ("sections", _sections(db, which))
    if which.status:
        parts["articles.status = :status"] = ("status", which.status)
    # As text, so that a day is the portal's own, whatever its zone; the index on published_at serves it.
    if which.since:
        parts["articles.published_at >= :since"] = ("since", which.since.isoformat())
    if which.until:
        parts["articles.published_at < :until"] = ("until", which.until.isoformat() + "U")
    if which.changed_since:
        changed = """articles.id IN (SELECT article_id FROM changes
                     WHERE at >= :changed_since AND kind IN ('new', 'edited'))"""
        parts[changed] = ("changed_since", utc_text(which.changed_since))
    return Condition(" AND ".join(parts) or "1", dict(parts.values()))


def _portals(db: sqlite3.Connection, which: Selection) -> str:
    provinces = dict(db.execute("SELECT id, province FROM portals").fetchall())
    for portal in which.portals:
        if portal not in provinces:
            raise UsageError(f"no portal {portal!r} in this archive{_near(portal, provinces)}")
    chosen = set(which.portals or provinces)
    if which.provinces:
        wanted = set().union(*(_units(name, set(provinces.values())) for name in which.provinces))
        chosen = {portal for portal in chosen if provinces[portal] in wanted}
    return json.dumps(sorted(chosen))


def _units(name: str, present: set[str]) -> set[str]:
    """The values of portals.province that `name` covers."""
    if own := {value for value in present if search_form(value) == search_form(name)}:
        name = own.copy().pop()
    try:
        unit = find_province(name)
    except UsageError:
        if own:
            return own
        raise
    if unit.merged_into:
        return own or {unit.name}
    return own | {value for value in present if _lies_in(value, unit.name)}


def _lies_in(value: str, unit: str) -> bool:
    try:
        return present_unit(value).name == unit
    except UsageError:
        return False


def _sections(db: sqlite3.Connection, which: Selection) -> str:
    known = [row[0] for row in db.execute("SELECT DISTINCT section FROM articles WHERE section IS NOT NULL")]
    chosen: list[str] = []
    for name in which.sections:
        same = [section for section in known if section == name] or [
            section for section in known if search_form(section) == search_form(name)
        ]
        if not same:
            raise UsageError(f"no section {name!r} in this archive{_near(name, known)}")
        chosen += same
    return json.dumps(chosen, ensure_ascii=False)


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
