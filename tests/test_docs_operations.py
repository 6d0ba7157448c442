"""The examples of docs/operations.md run, and its container files hold together."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.demo.server import DemoServer, portal_toml
from tests.receiver import WebhookReceiver

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with the demo portal's file and archive, a watch, and a `khotin` that is this checkout's."""
    folder = tmp_path_factory.mktemp("operations")
    with DemoServer() as server, WebhookReceiver() as receiver:
        for name in ("portals", "watches", "bin"):
            (folder / name).mkdir()
        (folder / "portals" / "demo.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        watch = blocks("toml")[0].replace("http://127.0.0.1:8099/khotin", receiver.url)
        (folder / "watches" / "dat-dai.toml").write_text(watch, encoding="utf-8")
        program = folder / "bin" / "khotin"
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m crawler "$@"\n')
        program.chmod(0o755)
        run(folder, "khotin crawl --portals portals")
        shutil.copytree(folder / "archive", folder / "archive-2")
        yield folder


def environment(folder: Path) -> dict[str, str]:
    own = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOOK_SECRET": "hush", "KHOTIN_LEASES": str(folder / "l")}
    return os.environ | own


def run(folder: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, shell=True, check=False, capture_output=True, cwd=folder, env=environment(folder))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(demo: Path, command: str) -> None:
    done = run(demo, command)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def test_every_command_of_this_page_is_tried() -> None:
    assert {line.split()[1] for line in COMMANDS} == {"crawl", "schedule", "notify", "merge"}


def test_the_query_is_one(demo: Path) -> None:
    with sqlite3.connect(demo / "archive" / "archive.db") as db:
        assert db.execute(blocks("sql")[0]).fetchall() == []


def test_the_receiver_of_the_page_knows_our_signature() -> None:
    names: dict[str, Any] = {}
    code = "\n".join(re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", blocks("python")[0], re.MULTILINE))
    exec(code, names)
    from crawler.notify.webhook import sign  # noqa: PLC0415

    body = '{"a": "đ"}'.encode()
    headers = {"Webhook-Id": "k", "Webhook-Timestamp": "5", "Webhook-Signature": sign("hush", "k", "5", body)}
    assert names["is_ours"](headers, body, "hush")
    assert not names["is_ours"](headers, body + b" ", "hush")


def dockerfile() -> dict[str, list[str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            found.setdefault(word, []).append(rest)
    return found


def test_the_image_copies_what_is_there_and_all_that_is_needed() -> None:
    sources = [source for line in dockerfile()["COPY"] for source in line.split()[:-1]]
    assert all((ROOT / source).exists() for source in sources)
    assert {"crawler", "spiders", "pipelines", "pyproject.toml", ".constraints.txt"} <= set(sources)
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(let_in) == sorted(sources)


def test_the_image_installs_extras_that_exist() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [extras] = re.findall(r"'\.\[(.*?)\]'", dockerfile()["RUN"][0])
    assert all(f"\n{extra} = [" in text for extra in extras.split(","))


def test_what_was_copied_runs(tmp_path: Path) -> None:
    """The image's files alone, in a folder of their own."""
    for line in dockerfile()["COPY"]:
        *sources, target = line.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, tmp_path / target)
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "portals", "--json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 100


OVERRIDE = yaml.safe_load(blocks("yaml")[0])["services"]["khotin"]


@pytest.mark.parametrize("state", ["fresh archive", "known archive"])
def test_the_command_of_the_container_runs_and_ends_on_sigterm(demo: Path, tmp_path: Path, state: str) -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["khotin"]
    assert service["command"] == ["run"] == yaml.safe_load(dockerfile()["CMD"][0])
    assert yaml.safe_load(dockerfile()["ENTRYPOINT"][0]) == ["khotin"]
    places = {"/portals": str(demo / "portals"), "/watches": str(demo / "watches")}
    command = ["khotin", *(places.get(word, word) for word in OVERRIDE["command"])]
    archive = tmp_path / "archive" if state == "fresh archive" else demo / "archive"
    own = environment(demo) | {"KHOTIN_ARCHIVE": str(archive), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=tmp_path, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line.decode())
            if "nothing to do before" in said[-1]:
                break
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
    assert any("dat-dai → webhook" in line for line in said)
    with sqlite3.connect(archive / "archive.db") as db:
        assert db.execute("SELECT count(*) > 100 FROM articles").fetchone() == (1,)
