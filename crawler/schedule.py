"""Timers that run `khotin crawl --due`: systemd units, crontab lines, Windows tasks. Only texts are made here."""

import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

EVERY, NOTIFY_EVERY = 15, 5  # minutes


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to run: every path absolute. `every` in minutes, 1 … 59; `watches` and `feeds` where asked for."""

    archive: Path
    portals: tuple[Path, ...] = ()
    watches: Path | None = None
    feeds: Path | None = None
    workers: int = 1
    every: int = EVERY

    @property
    def crawl(self) -> list[str]:
        """The command that crawls what is due."""
        folders = [part for folder in self.portals for part in ("--portals", str(folder))]
        workers = ["--workers", str(self.workers)] if self.workers > 1 else []
        return [*khotin(), "crawl", "--due", *folders, *workers, *self._archive]

    @property
    def write_feeds(self) -> list[str]:
        """The command that follows each crawl, empty where no feeds were asked for."""
        watches = ["--watches", str(self.watches)] if self.watches else []
        return [*khotin(), "feeds", str(self.feeds), *watches, *self._archive] if self.feeds else []

    @property
    def notify(self) -> list[str]:
        """The command that tells the watches' news, empty where there are no watches."""
        return [*khotin(), "notify", "--watches", str(self.watches), *self._archive] if self.watches else []

    @property
    def _archive(self) -> list[str]:
        return ["--archive", str(self.archive)]


def khotin() -> list[str]:
    """How this very khotin is called from anywhere."""
    program = Path(sys.executable).with_name("khotin.exe" if sys.platform == "win32" else "khotin")
    return [str(program)] if program.is_file() else [sys.executable, "-m", "crawler"]


def systemd(plan: Plan) -> dict[str, str]:
    """File name → unit, for `~/.config/systemd/user` or `/etc/systemd/system`."""
    units = {
        "khotin-crawl.service": _service("crawl the portals that are due", plan.crawl, after=plan.write_feeds),
        "khotin-crawl.timer": _timer("crawl the portals that are due", plan.every),
    }
    if plan.notify:
        units["khotin-notify.service"] = _service("tell what is new", plan.notify)
        units["khotin-notify.timer"] = _timer("tell what is new", NOTIFY_EVERY)
    return units


def _service(what: str, command: Sequence[str], *, after: Sequence[str] = ()) -> str:
    # Exit code 1 leaves the unit failed, so that `systemctl --failed` shows it; the timer starts it again all the same.
    then = f"ExecStopPost={_systemd_line(after)}\n" if after else ""
    return (
        f"[Unit]\nDescription=khotin: {what}\n\n"
        f"[Service]\nType=oneshot\nExecStart={_systemd_line(command)}\n{then}"
        "EnvironmentFile=-%h/.config/khotin/environment\nSuccessExitStatus=130\nTimeoutStopSec=120\nNice=10\n"
    )


def _timer(what: str, every: int) -> str:
    return (
        f"[Unit]\nDescription=khotin: {what}\n\n"
        f"[Timer]\nOnCalendar=*:0/{every}\nRandomizedDelaySec=30\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _systemd_line(command: Sequence[str]) -> str:
    return " ".join(map(_systemd_word, command))


def _systemd_word(word: str) -> str:
    word = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$").replace('"', '\\"')
    return word if word.replace("/", "").replace("-", "").replace(".", "").replace("_", "").isalnum() else f'"{word}"'


def cron(plan: Plan) -> dict[str, str]:
    """File name → lines for `crontab -e`."""
    lines = [f"*/{plan.every} * * * * {_cron_line(plan.crawl, plan, then=plan.write_feeds)}"]
    if plan.notify:
        lines.append(f"*/{NOTIFY_EVERY} * * * * {_cron_line(plan.notify, plan)}")
    return {"khotin.crontab": "\n".join(lines) + "\n"}


def _cron_line(command: Sequence[str], plan: Plan, *, then: Sequence[str] = ()) -> str:
    log = f">> {shlex.quote(str(plan.archive / 'khotin.log'))} 2>&1"
    parts = [f"{shlex.join(one)} {log}" for one in (command, then) if one]
    return "; ".join([f"mkdir -p {shlex.quote(str(plan.archive))}", *parts]).replace("%", "\\%")


def windows(plan: Plan) -> dict[str, str]:
    """File name → task, for `schtasks /Create /TN NAME /XML FILE`."""
    tasks = {"khotin-crawl.xml": _task([plan.crawl, plan.write_feeds], plan.every)}
    if plan.notify:
        tasks["khotin-notify.xml"] = _task([plan.notify], NOTIFY_EVERY)
    return tasks


def _task(commands: Sequence[Sequence[str]], every: int) -> str:
    actions = "".join(
        f"    <Exec>\n      <Command>{escape(command[0])}</Command>\n"
        f"      <Arguments>{escape(subprocess.list2cmdline(command[1:]))}</Arguments>\n    </Exec>\n"
        for command in commands
        if command
    )
    return _TASK.format(every=every, actions=actions)


_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>
    <CalendarTrigger>
      <Repetition>
        <Interval>PT{every}M</Interval>
        <Duration>P1D</Duration>
      </Repetition>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions>
{actions}  </Actions>
</Task>
"""
