"""What `khotin schedule` writes can be used as it stands; what `khotin run` does, step by step."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from configparser import RawConfigParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from crawler.archive.connection import open_for_writing
from crawler.archive.visits import note_visits
from crawler.cli.schedule import command as schedule
from crawler.errors import ConfigurationError
from crawler.foreground import Foreground
from crawler.portal import Portal, load_portal
from crawler.recipe import load_recipes
from crawler.schedule import Plan, cron, khotin, systemd, windows

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
ODD = Path("/srv/kho tin/100% $HOME \"q\" 'a' \\ đ")
PLAN = Plan(ODD / "archive", (ODD / "portals",), ODD / "watches", ODD / "public", workers=2, every=10)
KEYS = {
    "Unit": {"description"},
    "Service": {
        *("type", "execstart", "execstoppost", "environmentfile", "successexitstatus", "timeoutstopsec", "nice"),
    },
    "Timer": {"oncalendar", "randomizeddelaysec", "persistent"},
    "Install": {"wantedby"},
}
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def systemd_words(line: str) -> list[str]:
    """A line as systemd splits it (systemd.service(5), systemd.syntax(7)): quotes, backslashes, %% and $$."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    plain = (re.sub(r"\\(.)", r"\1", quoted or bare) for quoted, bare in words)
    return [word.replace("%%", "%").replace("$$", "$") for word in plain]


def test_systemd_units_hold_the_commands_whatever_the_paths() -> None:
    units = systemd(PLAN)
    service = RawConfigParser(strict=True)
    service.read_string(units["khotin-crawl.service"])
    assert systemd_words(service["Service"]["ExecStart"]) == PLAN.crawl
    assert systemd_words(service["Service"]["ExecStopPost"]) == PLAN.write_feeds
    assert "every 10" not in units["khotin-crawl.timer"]
    assert "OnCalendar=*:0/10\n" in units["khotin-crawl.timer"]


@pytest.mark.parametrize("name", list(systemd(PLAN)))
def test_systemd_units_say_nothing_unknown(name: str) -> None:
    unit = RawConfigParser(strict=True)
    unit.read_string(systemd(PLAN)[name])
    assert all(set(unit[section]) <= KEYS[section] for section in unit.sections())
    assert set(unit.sections()) == ({"Unit", "Service"} if name.endswith("service") else {"Unit", "Timer", "Install"})


def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    """Where systemd is at hand; the two tests above hold everywhere."""
    for name, text in systemd(PLAN).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    if program := shutil.which("systemd-analyze"):
        (tmp_path / "runtime").mkdir(mode=0o700)
        done = subprocess.run(
            [program, "verify", "--user", *map(str, tmp_path.glob("khotin-*"))],
            env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path / "runtime")},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
    assert len(list(tmp_path.glob("khotin-*"))) == 4


def test_cron_lines_run_in_a_shell(tmp_path: Path) -> None:
    text = cron(PLAN)["khotin.crontab"]
    for line, commands in zip(text.splitlines(), [[PLAN.crawl, PLAN.write_feeds], [PLAN.notify]], strict=True):
        *when, rest = line.split(" ", 5)
        assert when[0] in ("*/10", "*/5")
        assert when[1:] == ["*"] * 4
        assert not re.search(r"(?<!\\)%", rest)  # cron takes a bare one for a line's end
        parts = [shlex.split(part) for part in rest.replace("\\%", "%").split("; ")]
        log = [">>", str(PLAN.archive / "khotin.log"), "2>&1"]
        assert parts == [["mkdir", "-p", str(PLAN.archive)], *([*command, *log] for command in commands)]


def test_windows_tasks_are_well_formed() -> None:
    tasks = windows(PLAN)
    for name, commands in (("khotin-crawl.xml", [PLAN.crawl, PLAN.write_feeds]), ("khotin-notify.xml", [PLAN.notify])):
        task = ElementTree.fromstring(tasks[name].encode("utf-16"))
        assert [child.tag for child in task] == [f"{TASK}{part}" for part in ("Triggers", "Settings", "Actions")]
        found = [[one.text for one in action] for action in task.iter(f"{TASK}Exec")]
        assert found == [[command[0], subprocess.list2cmdline(command[1:])] for command in commands]
        assert task.findtext(f".//{TASK}MultipleInstancesPolicy") == "IgnoreNew"


def test_the_program_is_this_one() -> None:
    done = subprocess.run([*khotin(), "--version"], capture_output=True, check=False, cwd=Path(__file__).parents[1])
    assert done.stdout.startswith(b"khotin")


@pytest.mark.parametrize("form", ["systemd", "cron", "windows"])
def test_files_are_written(tmp_path: Path, form: str) -> None:
    done = CliRunner().invoke(schedule, ["--format", form, "--write", str(tmp_path / "units")])
    assert done.exit_code == 0
    assert "Next: " in done.output
    assert list((tmp_path / "units").iterdir())


def test_what_to_type_next_puts_the_units_where_systemd_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "systemctl").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "systemctl").chmod(0o755)
    written = CliRunner().invoke(schedule, ["--write", str(tmp_path / "của tôi"), "--watches", str(watched(tmp_path))])
    command = written.output.partition("Next: ")[2]
    subprocess.run(["sh", "-ec", command], check=True, env={"HOME": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin"})
    units = tmp_path / ".config/systemd/user"
    assert {path.name for path in units.iterdir()} == {path.name for path in (tmp_path / "của tôi").iterdir()}
    assert command.strip().endswith("enable --now khotin-crawl.timer khotin-notify.timer")
    there = CliRunner().invoke(schedule, ["--write", str(units)])
    assert there.output.endswith(
        "Next: systemctl --user daemon-reload && systemctl --user enable --now khotin-crawl.timer\n"
    )


def watched(folder: Path) -> Path:
    """A folder of one watch."""
    (folder / "watches").mkdir()
    (folder / "watches" / "bao.toml").write_text('name = "Bão"\nquery = "bão"\n', encoding="utf-8")
    return folder / "watches"


def test_a_wrong_portal_file_is_said_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("nam = 1", encoding="utf-8")
    done = CliRunner().invoke(schedule, ["--portals", str(tmp_path), "--write", str(tmp_path / "units")])
    assert isinstance(done.exception, ConfigurationError)
    assert not (tmp_path / "units").exists()


class Stage:
    """A foreground whose steps are small Python programs, and whose clock moves when it sleeps."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = folder / "p.toml"
        path.write_text(
            'name = "P"\nhome = "http://127.0.0.1/"\nprovince = "Huế"\n'
            'recipe = "fitc"\nlistings = ["/"]\nevery = [2, 2]\n',
            encoding="utf-8",
        )
        self.portal: Portal = load_portal(path, load_recipes())
        self.at, self.slept, self.said = AT, [], []  # type: ignore[var-annotated]
        self.log = folder / "log"
        self.plan = Plan(folder / "archive", watches=folder / "w", feeds=folder / "f")
        self.steps = {"crawl": "pass", "write_feeds": "pass", "notify": "pass"}
        for name in self.steps:
            monkeypatch.setattr(Plan, name, property(self._command(name)))
        self.foreground = Foreground(self.plan, lambda: [self.portal], say=self.said.append, clock=lambda: self.at)
        monkeypatch.setattr(self.foreground, "_sleep", self._sleep)
        self.rounds = 3

    def _command(self, name: str) -> Callable[[Plan], list[str]]:
        head = f"open({str(self.log)!r}, 'a').write({name + chr(10)!r}); "
        return lambda _: [sys.executable, "-c", head + self.steps[name]]

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds / 60)
        self.at += timedelta(seconds=seconds)
        self.rounds -= 1
        if not self.rounds:
            self.foreground.stop(signal.SIGTERM, None)

    def visited(self, failed: str = "False") -> str:
        """A step that notes a visit, as a crawl does."""
        note = f"note_visits(db, {{'p': {failed}}}, at=datetime.fromisoformat({self.at.isoformat()!r}))"
        imports = (
            "from pathlib import Path; from datetime import datetime; from crawler.archive.visits import note_visits; "
        )
        imports += "from crawler.archive.connection import open_for_writing; "
        db = f"db = open_for_writing(Path({str(self.plan.archive)!r})); "
        columns = "id, name, province, home, recipe"
        portal = f"db.execute(\"INSERT OR IGNORE INTO portals ({columns}) VALUES ('p', '', '', '', '')\"); "
        return imports + db + portal + note

    @property
    def done(self) -> list[str]:
        return self.log.read_text().split()


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield Stage(tmp_path, monkeypatch)
    for number, action in before.items():
        signal.signal(number, action)


def test_a_portal_is_crawled_when_due_and_news_are_told_between(stage: Stage) -> None:
    stage.steps["crawl"] = stage.visited()
    assert stage.foreground.run() == 130
    assert stage.done == ["crawl", "write_feeds", "notify", "notify", "notify"]
    assert stage.slept == [5, 5, 5]
    assert stage.said[0] == "nothing to do before 2026-11-20T08:05:00Z"


def test_what_dies_is_said_and_does_not_spin(stage: Stage) -> None:
    stage.steps["crawl"] = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert stage.foreground.run() == 130
    assert stage.done == ["crawl", "write_feeds", "notify"] * 3
    assert stage.slept == [1, 1, 1]
    assert "killed by signal 9" in stage.said[0]


def test_a_crawl_that_needs_a_person_does_not_end_the_service(stage: Stage) -> None:
    stage.steps["crawl"] = stage.visited("True") + "; raise SystemExit(1)"
    stage.rounds = 1
    assert stage.foreground.run() == 130
    assert stage.done == ["crawl", "write_feeds", "notify"]


def test_a_wrong_set_up_ends_it(stage: Stage) -> None:
    stage.steps["crawl"] = "raise SystemExit(2)"
    assert stage.foreground.run() == 2
    assert stage.done == ["crawl"]


def test_a_signal_is_handed_to_the_step_under_way(stage: Stage) -> None:
    """The step tells this process to stop, as `docker stop` would, and ends when it is told itself."""
    stage.steps["crawl"] = (
        "import os, signal; signal.signal(signal.SIGTERM, lambda *_: os._exit(130)); "
        "os.kill(os.getppid(), signal.SIGTERM); signal.pause()"
    )
    assert stage.foreground.run() == 130
    assert (stage.done, stage.slept) == (["crawl"], [])


def test_a_real_sleep_ends_with_a_signal(tmp_path: Path) -> None:
    foreground: Any = Foreground(Plan(tmp_path / "a"), list, say=print)
    foreground.stop(signal.SIGTERM, None)
    foreground._sleep(10_000)
    assert foreground._round() == 130


def test_the_archive_is_made_first(stage: Stage) -> None:
    stage.steps["crawl"] = stage.visited()
    stage.rounds = 1
    stage.foreground.run()
    db = open_for_writing(stage.plan.archive)
    note_visits(db, {"p": False}, at=AT)
    assert db.execute("SELECT failures FROM visits").fetchone()[0] == 0
