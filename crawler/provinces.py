"""The provinces and cities before and after the mergers of 2025; the data is provinces.toml beside this file."""

import datetime as dt
import difflib
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from crawler.errors import UsageError
from crawler.toml import read_toml

NATIONAL = "Trung ương"  # what a portal of no province has in `province`
_KIND = re.compile(r"^(?:tinh|thanh pho|tp) (?=.)")

Code = Annotated[str, msgspec.Meta(pattern=r"^\d\d$")]


class Province(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One unit, present or former.

    `code` is the statistics office's while the unit stands (stood); `code_before` the one of before July 2025 where
    that differs. `since` is the first day in the present name and extent, None where 2025 changed nothing; `until`
    and `merged_into` are set for former units only: the first day without it, and the present unit that took it in.
    """

    name: Annotated[str, msgspec.Meta(min_length=1)]
    kind: Literal["tỉnh", "thành phố"]
    code: Code
    since: dt.date | None = None
    until: dt.date | None = None
    merged_into: str | None = None
    code_before: Code | None = None
    aliases: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """With its kind: "tỉnh Sơn La", "thành phố Huế"."""
        return f"{self.kind} {self.name}"


class ProvinceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    present: tuple[Province, ...]
    former: tuple[Province, ...]


def load_provinces() -> tuple[Province, ...]:
    """Every unit, the 34 present ones first, each group in the order of its codes.

    Raises ConfigurationError where the bundled file contradicts itself.
    """
    return _read_provinces(Path(str(resources.files("crawler"))) / "provinces.toml")


def find_province(name: str) -> Province:
    """The unit, present or former, that goes by `name`.

    Letter case, accents, tone placement ("Hoà Bình"), dashes and the kind in front ("TP. Huế") do not matter: no two
    units share a name without them. Raises UsageError for a name no unit bears.
    """
    units = _units_by_folded_name()
    folded = _fold(name)
    if folded not in units:
        near = difflib.get_close_matches(folded, units, n=1)
        hint = f"; did you mean {units[near[0]].name!r}?" if near else ""
        raise UsageError(f"no province or city named {name!r}{hint}")
    return units[folded]


def present_unit(name: str) -> Province:
    """The unit of today that `name`, old or new, lies in; raises UsageError for a name no unit bears."""
    unit = find_province(name)
    return find_province(unit.merged_into) if unit.merged_into else unit


@lru_cache(maxsize=1)
def _units_by_folded_name() -> dict[str, Province]:
    return {_fold(spelling): unit for unit in load_provinces() for spelling in (unit.name, *unit.aliases)}


@lru_cache(maxsize=4)
def _read_provinces(path: Path) -> tuple[Province, ...]:
    table = read_toml(path, ProvinceTable, check=_check_table)
    return table.present + table.former


def _check_table(table: ProvinceTable) -> None:
    units = table.present + table.former
    spellings = Counter(_fold(spelling) for unit in units for spelling in (unit.name, *unit.aliases))
    for spelling, times in spellings.items():
        if times > 1:
            raise ValueError(f"name: {spelling!r} stands for {times} units")
    names = {unit.name for unit in table.present}
    for unit in table.present:
        if unit.until or unit.merged_into:
            raise ValueError(f"present: {unit.name} has ended")
    for unit in table.former:
        if unit.until is None or unit.merged_into not in names:
            raise ValueError(f"former: {unit.name} needs `until` and a present unit as `merged_into`")


def _fold(name: str) -> str:
    """Lower case, no accents, words apart by one space, no kind in front."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d").replace("ð", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _KIND.sub("", " ".join(re.findall(r"[^\W_]+", letters)))
