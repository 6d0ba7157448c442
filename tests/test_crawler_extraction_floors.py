"""The quality gate: what reading reached once, it keeps. `python bench/extract.py --raise` raises the floors."""

import tomllib
from functools import partial
from pathlib import Path

import pytest

from tests.page_scores import demo_samples, fixture_samples, read_sample, score

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))


@pytest.mark.parametrize("path", ["recipe", "generic"])
@pytest.mark.parametrize("pages", ["fixtures", "demo"])
def test_reading_keeps_its_floors(pages: str, path: str) -> None:
    floor = FLOORS[pages][path]
    samples = fixture_samples() if pages == "fixtures" else demo_samples(every=4)
    scores = score(samples, partial(read_sample, generic=path == "generic"))
    for name in ("body_f1", "titles", "dates"):
        assert getattr(scores, name) >= floor[name] - 1e-9, f"{pages}, {path}: {name} fell"
    assert scores.leaks <= floor["leaks"], f"{pages}, {path}: chrome in the text"


def test_the_floors_are_worth_having() -> None:
    for path in (FLOORS["fixtures"]["recipe"], FLOORS["demo"]["recipe"]):
        assert (path["titles"], path["dates"], path["leaks"]) == (1.0, 1.0, 0)
        assert path["body_f1"] >= 0.99
    for path in (FLOORS["fixtures"]["generic"], FLOORS["demo"]["generic"]):
        assert path["body_f1"] >= 0.95
