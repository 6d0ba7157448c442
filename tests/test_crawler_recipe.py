from importlib import resources
from pathlib import Path

import pytest

from crawler.errors import ConfigurationError
from crawler.recipe import load_recipe, load_recipes

GOOD = 'title = "h1"\nbody = ".than"\narticle_url = "/(?P<key>\\\\d+)"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "thu.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recipe_is_read(tmp_path: Path) -> None:
    recipe = load_recipe(write(tmp_path, GOOD + '[signs]\nstrong = ["NukeViet"]\n'))
    assert recipe.name == "thu"
    match = recipe.article_url[0].search("/tin/57")
    assert match is not None
    assert match["key"] == "57"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD + "autor = 'x'\n", "autor"),
        ('body = "p"\narticle_url = "(?P<key>x)"', "title"),
        ('title = 3\nbody = "p"\narticle_url = "(?P<key>x)"', "title"),
        (GOOD.replace('"h1"', '"h1["'), "title"),
        (GOOD.replace("(?P<key>\\\\d+)", "("), "article_url"),
        (GOOD.replace("(?P<key>\\\\d+)", "x"), "article_url"),
        (GOOD + 'read_area = ["<!-- a -->"]\n', "read_area"),
        (GOOD + '[signs]\nweak = ["["]\n', "weak"),
        (GOOD + '[paging]\nkind = "post"\n', "paging"),
        (GOOD + '[paging]\nkind = "dance"\n', "paging.kind"),
        ("title = ", "TOML"),
        ("\xff", "TOML"),
    ],
)
def test_a_bad_recipe_stops_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "thu.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigurationError) as caught:
        load_recipe(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_of_recipes_wins_over_the_bundled_ones(tmp_path: Path) -> None:
    (tmp_path / "fitc.toml").write_text(GOOD, encoding="utf-8")
    assert load_recipes([tmp_path])["fitc"].fields.title == "h1"
    assert load_recipes()["fitc"].fields.title != "h1"


@pytest.mark.parametrize("name", load_recipes())
def test_a_bundled_recipe_stands_the_check_of_a_users(name: str) -> None:
    path = Path(str(resources.files("crawler"))) / "recipes" / f"{name}.toml"
    assert load_recipe(path) == load_recipes()[name]
