from pathlib import Path

import pytest

from crawler.errors import ConfigurationError, UsageError
from crawler.portal import load_portal, load_portals, pick_portals
from crawler.recipe import load_recipes

GOOD = 'name = "Sở"\nhome = "http://so.gov.vn:8080/"\nprovince = "Huế"\nrecipe = "fitc"\nlistings = ["/?gd=1&cn=2"]\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "so.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_six_lines_make_a_portal(tmp_path: Path) -> None:
    portal = load_portal(write(tmp_path, GOOD), load_recipes())
    assert portal.id == "so"
    assert portal.listings == ["http://so.gov.vn:8080/?gd=1&cn=2"]
    assert (portal.fields.delay, portal.concurrency, portal.fields.gone_after) == (1.0, 1, 24.0)
    assert portal.zone.key == "Asia/Ho_Chi_Minh"


def test_a_file_as_windows_writes_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "so.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_portal(path, load_recipes()).fields.name == "Sở"


def test_a_server_of_ones_own_is_asked_eight_times_at_once(tmp_path: Path) -> None:
    assert load_portal(write(tmp_path, GOOD + "delay = 0\n"), load_recipes()).concurrency == 8
    assert load_portal(write(tmp_path, GOOD + "delay = 0\nconcurrency = 2\n"), load_recipes()).concurrency == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD + "delai = 3\n", "delai"),
        (GOOD.replace('name = "Sở"\n', ""), "name"),
        (GOOD.replace('"fitc"', '"fitk"'), "recipe: no recipe named 'fitk'"),
        (GOOD.replace("http://so", "ftp://so"), "home"),
        (GOOD.replace('["/?gd=1&cn=2"]', "[]"), "listings"),
        (GOOD.replace('["/?gd=1&cn=2"]', '["javascript:x()"]'), "listings"),
        (GOOD + "delay = -1\n", "delay"),
        (GOOD + "delay = inf\n", "delay"),
        (GOOD + "delay = nan\n", "delay"),
        (GOOD + "gone_after = inf\n", "gone_after"),
        (GOOD + 'timezone = "Asia/Hue"\n', "timezone"),
        (GOOD + 'charset = "utf-9"\n', "charset"),
        (GOOD + 'tls = "none"\n', "tls"),
        (GOOD + 'level = "village"\n', "level"),
        (GOOD + "[expect]\narticle = 3\n", "expect"),
        (GOOD + '[[previous]]\nrecipe = "nope"\nuntil = 2020-01-01\n', "previous[0].recipe"),
        (GOOD + '[override]\ntitle = "h1["\n', "override: title"),
        (GOOD + '[override]\ntitel = "h1"\n', "override"),
    ],
)
def test_a_bad_portal_stops_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_portal(path, load_recipes())
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_override_changes_the_recipe_for_this_portal_alone(tmp_path: Path) -> None:
    recipes = load_recipes()
    portal = load_portal(write(tmp_path, GOOD + '[override]\ntitle = "h1.khac"\n'), recipes)
    recipe = portal.choose_recipe(recipes)
    assert recipe is not None
    assert recipe.fields.title == "h1.khac"
    assert recipes["fitc"].fields.title != "h1.khac"


def test_ones_own_portals_win_and_an_empty_folder_is_told(tmp_path: Path) -> None:
    recipes = load_recipes()
    (tmp_path / "hue.toml").write_text(GOOD, encoding="utf-8")
    assert load_portals([tmp_path], recipes)["hue"].fields.name == "Sở"
    empty = tmp_path / "empty"
    with pytest.raises(ConfigurationError, match="no portal files"):
        load_portals([empty], recipes)


def test_portals_are_picked_once_and_unknown_ones_told() -> None:
    portals = load_portals([], load_recipes())
    assert [portal.id for portal in pick_portals(portals, ["hue", "sonla", "hue"])] == ["hue", "sonla"]
    with pytest.raises(UsageError, match="no portal named 'atlantis'"):
        pick_portals(portals, ["atlantis"])
