"""`khotin portals`: lists, filters, prints a table or JSON."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from crawler.cli.portals import command
from crawler.errors import UsageError


def listed(*arguments: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(command, [*arguments, "--json"], standalone_mode=False)
    assert done.exception is None, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", ["Bắc Giang", "bac giang", "BẮC GIANG"])
def test_portals_of_a_province_by_its_old_name_with_and_without_marks(name: str) -> None:
    found = {portal["id"]: portal for portal in listed("--province", name)}
    assert found["bacgiang"]["retired"] == "2025-07-01"
    assert found["bacgiang"]["successor"] == "bacninh"
    assert {portal["province"] for portal in found.values()} == {"Bắc Giang"}


def test_filters_hold_together() -> None:
    everything = listed()
    assert len(everything) > 150
    assert {portal["retired"] is None for portal in everything} == {True, False}
    chosen = listed("--level", "province", "--family", "liferay", "--live")
    expected = [
        portal["id"]
        for portal in everything
        if (portal["level"], portal["recipe"], portal["retired"]) == ("province", "liferay", None)
    ]
    assert [portal["id"] for portal in chosen] == expected != []
    assert listed("--recipe", "liferay") == listed("--family", "liferay")


def test_the_table_says_what_was_verified_and_counts() -> None:
    done = CliRunner().invoke(command, ["--province", "Huế"], standalone_mode=False)
    assert done.exception is None
    assert "province" in done.stdout
    assert done.stdout.rstrip().endswith(f"{len(listed('--province', 'Huế'))} portals")


def test_a_province_that_does_not_exist_is_wrong_usage() -> None:
    done = CliRunner().invoke(command, ["--province", "Hạ Lam"], standalone_mode=False)
    assert isinstance(done.exception, UsageError)
