"""What every command promises alike: --archive, --json, one clear line where something is wrong (DESIGN §8)."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from crawler.cli.demo import PORT
from crawler.demo.server import DemoServer
from crawler.portal import load_portal
from crawler.recipe import load_recipes
from tests.archive_filling import Filling
from tests.crawling import ROOT


def khotin(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler", *map(str, arguments)]
    return subprocess.run(command, check=False, cwd=cwd, capture_output=True, text=True, timeout=100)


@pytest.mark.parametrize("command", [("portals", "--recipe", "vhv"), ("date", "31/05/2017")])
def test_every_command_takes_an_archive(command: tuple[str, ...], tmp_path: Path) -> None:
    done = khotin(*command, "--archive", tmp_path / "none")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "none").exists()


def test_dates_as_json() -> None:
    done = khotin("date", "--json", "Thứ Hai, 31/05/2017 14:30", "14:30")
    one, other = map(json.loads, done.stdout.splitlines())
    assert one == {
        "text": "Thứ Hai, 31/05/2017 14:30",
        "published_at": "2017-05-31T14:30:00+07:00",
        "published_on": "2017-05-31",
        "published_precision": "minute",
        "published_text": "31/05/2017 14:30",
        "weekday_conflict": True,
    }
    assert other["text"] == "14:30"
    assert {other[key] for key in other if key != "text"} == {None}


def test_the_demo_as_json_in_a_folder_with_spaces(tmp_path: Path) -> None:
    done = khotin("demo", "--json", "--archive", tmp_path / "kho tin của tôi")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles_new"] >= 150
    again = khotin("demo", "--archive", tmp_path / "kho tin của tôi")
    assert "nothing new" in again.stdout
    assert f"--archive '{tmp_path}/kho tin của tôi'" in again.stdout, "what to type next can be typed as it stands"
    assert f"demo --state 1 --archive '{tmp_path}/kho tin của tôi'" in again.stdout


def test_the_demo_is_served_until_somebody_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crawler", "demo", "--serve", "--archive", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as served:
        assert served.stderr is not None
        line = next(line for line in served.stderr if line.startswith("Serving"))
        with urlopen(line.split()[1], timeout=10) as answer:
            assert answer.status == 200
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=10) == 130


def test_the_demo_stays_where_its_archive_knows_it(tmp_path: Path) -> None:
    with socket.socket() as somebody, socket.socket() as usual:
        with suppress(OSError):  # taken by somebody else: as good
            usual.bind(("127.0.0.1", PORT))
        assert khotin("demo", "--archive", tmp_path).returncode == 0
        port = urlsplit(load_portal(tmp_path / "portals" / "demo.toml", load_recipes()).fields.home).port
        assert port not in (None, PORT), "the usual port was taken"
        later = khotin("demo", "--archive", tmp_path, "--state", 1, "--json")
        assert json.loads(later.stdout)["articles_new"] == 2, later.stderr
        somebody.bind(("127.0.0.1", port))
        taken = khotin("demo", "--archive", tmp_path)
    assert taken.returncode == 1
    assert taken.stderr.startswith(f"khotin: the demo portal cannot listen on 127.0.0.1:{port}")


def test_a_file_where_the_demo_should_be_kept_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = khotin("demo", "--archive", tmp_path / "file")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 2, "where the portal is served, and what is wrong"
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with DemoServer() as server:
        done = khotin("probe", server.base_url, "--write", tmp_path / "file" / "portals")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"khotin: {tmp_path}/file/portals: Not a directory"
    assert "Traceback" not in done.stderr


BAD = {
    "feeds public --base-url nope": "--base-url: 'nope' is no address such as",
    "serve --base-url http://[::1": "--base-url: 'http://[::1' is no address such as",
    "portals --recipe nope": "--recipe: none is named 'nope'; there are ",
    "diff 999999999999999999999": "no article '999999999999999999999' in this archive",
    "show http://[::1": "no article 'http://[::1' in this archive",
    "export --format csv -o .": ".: cannot be written",
    "extract --portals nowhere": "nowhere: no portal files (*.toml) here",
    f"crawl hue --archive {'x' * 300}": "cannot be opened for writing: File name too long",
    "changes --watch nowhere.toml": "nowhere.toml: cannot be read: No such file or directory",
    "feeds public --base-url http://\udcff": " is no text in UTF-8",
    "probe http://a\udcff/": "'http://a\\udcff/' is no address",
}


@pytest.mark.parametrize("typed", BAD)
def test_what_cannot_be_is_one_line(typed: str, tmp_path: Path) -> None:
    with Filling(tmp_path / "archive") as filling:
        filling.article("1", "Tin bão", "Bão vào.")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [os.fsencode(word) for word in (sys.executable, "-m", "crawler", *typed.split())]
    done = subprocess.run(command, check=False, cwd=tmp_path, env=environment, capture_output=True, timeout=100)
    line = done.stderr.decode()
    assert (done.returncode in (1, 2), line.count("\n")) == (True, 1), line
    assert BAD[typed] in line
