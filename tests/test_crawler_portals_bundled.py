"""The bundled portal files keep their own rules (docs/portals.md)."""

import doctest
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from crawler.portal import Expect, Portal, PortalFields, Previous, load_portal, load_portals
from crawler.provinces import NATIONAL, find_province, load_provinces, present_unit
from crawler.recipe import AUTO, GENERIC, load_recipes

FOLDER = Path(__file__).parent.parent / "crawler" / "portals"
PAGE = Path(__file__).parent.parent / "docs" / "portals.md"
DOCUMENT = PAGE.read_text("utf-8")
UNITS = load_provinces()
MERGED = [unit for unit in UNITS if unit.merged_into]


@pytest.fixture(scope="module")
def portals() -> dict[str, Portal]:
    return {key: one for key, one in load_portals([], load_recipes()).items() if one.path.parent == FOLDER}


@pytest.fixture(scope="module")
def of_province(portals: dict[str, Portal]) -> dict[str, Portal]:
    return {one.fields.province: one for one in portals.values() if one.fields.level == "province"}


def test_every_file_loads_with_a_recipe_that_is_bundled_or_found(portals: dict[str, Portal]) -> None:
    known = load_recipes().keys() | {AUTO}
    assert portals.keys() == {path.stem for path in FOLDER.glob("*.toml")}
    assert {one.fields.recipe for one in portals.values()} <= known - {GENERIC}


def test_the_id_is_the_host_without_what_all_hosts_share(portals: dict[str, Portal]) -> None:
    for one in portals.values():
        shared = re.sub(r"^www\.|(\.gov)?\.vn$", "", one.host)
        assert one.id == shared.replace(".", "-"), one.path


def test_no_host_has_two_portals(portals: dict[str, Portal]) -> None:
    hosts = Counter(one.host.removeprefix("www.") for one in portals.values())
    assert [host for host, times in hosts.items() if times > 1] == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_is_short_and_says_what_it_rests_on(path: Path) -> None:
    text = path.read_text("utf-8")
    comment = " ".join(line for line in text.splitlines() if line.startswith("#"))
    assert 6 <= text.count("\n") <= 10
    assert unicodedata.is_normalized("NFC", text)
    assert comment, "a comment says what the file rests on"
    if not tomllib.loads(text)["verified"]:
        assert "checked" in comment or "July 2026" in comment, "and what was not checked on the live site"


def test_every_province_is_known_and_a_living_portal_names_the_present_unit(portals: dict[str, Portal]) -> None:
    for one in portals.values():
        assert (one.fields.province == NATIONAL) == (one.fields.level == "national"), one.path
        if one.fields.province == NATIONAL:
            continue
        assert find_province(one.fields.province).name == one.fields.province, one.path
        if one.fields.retired is None:
            assert present_unit(one.fields.province).name == one.fields.province, one.path


def test_a_retired_portal_has_a_living_successor_or_says_why_not(portals: dict[str, Portal]) -> None:
    for one in portals.values():
        if one.fields.successor is not None:
            assert one.fields.retired is not None, one.path
            assert portals[one.fields.successor].fields.retired is None, one.path
        elif one.fields.retired is not None:
            reason = next(line for line in one.path.read_text("utf-8").splitlines() if line.startswith("retired"))
            assert "no successor" in reason, one.path


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_before_and_after_2025_has_its_portal(unit, of_province: dict[str, Portal]) -> None:
    portal = of_province[unit.name]
    assert portal.fields.retired == unit.until
    assert portal.fields.name.casefold() == f"cổng thông tin điện tử {unit.full_name}".casefold()


@pytest.mark.parametrize("unit", MERGED, ids=lambda unit: unit.name)
def test_the_portal_of_a_merged_province_leads_to_the_unit_that_took_it_in(
    unit, portals: dict[str, Portal], of_province: dict[str, Portal]
) -> None:
    successor = of_province[unit.name].fields.successor
    assert successor is not None
    assert portals[successor] is of_province[unit.merged_into]


def test_only_units_have_portals_of_the_level_of_provinces(portals: dict[str, Portal]) -> None:
    provinces = [one for one in portals.values() if one.fields.level == "province"]
    assert len(provinces) == len(UNITS) == 64


def test_hue_comes_with_its_departments_and_communes(portals: dict[str, Portal]) -> None:
    here = [one for key, one in portals.items() if key.endswith(("-hue", "-thuathienhue"))]
    assert len(here) >= 12
    assert {one.fields.level for one in here} == {"department", "commune"}
    assert sum(one.fields.recipe == "fitc" for one in here) >= 9
    assert portals["thuathienhue"].fields.recipe == "fitc"


def test_the_page_about_portal_files_explains_every_key() -> None:
    explained = set(re.findall(r"`(\w+)`", DOCUMENT))
    keys = {key for struct in (PortalFields, Expect, Previous) for key in struct.__struct_fields__}
    assert keys - explained == set()


def test_the_six_lines_on_that_page_load(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
    (tmp_path / "sotuphap-sonla.toml").write_text(example, "utf-8")
    assert len(tomllib.loads(example)) == 6
    assert load_portal(tmp_path / "sotuphap-sonla.toml", {}).listings == ["https://sotuphap.sonla.gov.vn/"]


def test_the_provinces_on_that_page_are_as_it_says() -> None:
    results = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert results.attempted == 3
    assert results.failed == 0


def test_that_page_counts_the_bundled_portals_right() -> None:
    assert re.findall(r"(\d+) come with", DOCUMENT) == [str(len(list(FOLDER.glob("*.toml"))))]
