"""The project keeps its own rules: who imports whom, what is documented, what has fixtures, how long a room is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.cli import COMMANDS
from crawler.recipe import load_recipes

ROOT = Path(__file__).parents[1]
PACKAGES = ("crawler", "spiders", "pipelines")
MAY_IMPORT = {"crawler": {"crawler"}, "spiders": {"spiders", "crawler"}, "pipelines": {"pipelines", "crawler"}}
TOP_LEVEL = set(
    "scrapy.cfg pyproject.toml crawler spiders pipelines tests fixtures README.md README.vi.md CHANGELOG.md "
    "CONTRIBUTING.md LICENSE Makefile docs bench Dockerfile compose.yaml".split()
)
MODULES = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


def imports(path: Path) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_dependencies_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    for node in imports(path):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            assert not {name.split(".")[0] for name in names} & set(PACKAGES), f"import {names}: use from … import"
        else:
            assert node.level == 0, "relative import"
            top = (node.module or "").split(".")[0]
            assert top not in PACKAGES or top in MAY_IMPORT[package], f"{package} imports {node.module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_have_a_purpose_and_a_size(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module says what it is for"
    assert text.count("\n") <= 400, "a room that wants dividing"
    assert not re.search(r"(utils|helpers?|common|manager|handlers)\.py$", path.name)


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str, readme: str) -> None:
    assert f"khotin {command}" in (ROOT / readme).read_text(encoding="utf-8")


@pytest.mark.parametrize("recipe", load_recipes())
def test_every_recipe_has_fixtures(recipe: str) -> None:
    cases = list((ROOT / "fixtures" / "pages" / recipe).glob("*/meta.json"))
    kinds = [re.search(r'"kind": *"(\w+)"', case.read_text(encoding="utf-8")) for case in cases]
    found = [kind[1] for kind in kinds if kind]
    assert found.count("article") >= 2
    assert "listing" in found


def test_a_portal_is_a_few_lines() -> None:
    for path in (ROOT / "crawler" / "portals").glob("*.toml"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        assert len(lines) <= 14, path


def test_the_top_level_is_what_was_agreed() -> None:
    shown = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    made = {name for name in shown if name.endswith(".egg-info") or name in ("archive", "demo-archive", "build")}
    assert shown - made <= TOP_LEVEL


def test_nothing_names_a_registry() -> None:
    text = (ROOT / ".constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "@" not in text
    assert all("==" in line for line in text.splitlines())
