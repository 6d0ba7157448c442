"""`--workers`: several processes share the portals of one crawl and one archive."""

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from crawler.demo.server import DemoServer, portal_toml
from tests.test_crawler_cli_crawl import ROOT, khotin, rows

DEAD = """\
name = "Cổng đã tắt"
home = "http://127.0.0.1:9/"
province = "Hương Giang"
recipe = "fitc"
listings = ["/"]
delay = 0
robots = false
"""


def test_workers_share_the_portals_and_the_archive(tmp_path: Path) -> None:
    portals = tmp_path / "portals"
    portals.mkdir()
    with ExitStack() as stack:
        servers = [stack.enter_context(DemoServer()) for _ in range(4)]
        for number, server in enumerate(servers):
            (portals / f"cong{number}.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        done = khotin("crawl", "--portals", "portals", "--workers", 3, "--json", cwd=tmp_path)
        truth = len(servers[0].site.truth())
        assert done.returncode == 0, done.stderr
        summary = json.loads(done.stdout)
        assert (summary["portals"], summary["articles_new"]) == (4, 4 * truth)
        asked = [target for server in servers for target, hits in server.hits.items() if hits > 1]
        assert set(asked) <= {"/?gd=1&cn=82&tc=16860"}, "no portal is crawled by two workers"
    archive = tmp_path / "archive"
    assert rows(archive, "SELECT count(*), count(DISTINCT portal_id) FROM articles") == [(4 * truth, 4)]
    assert rows(archive, "SELECT count(*) FROM runs WHERE status = 'done'") == [(3,)]
    sequence = [seq for (seq,) in rows(archive, "SELECT seq FROM changes ORDER BY seq")]
    assert sequence == list(range(1, 4 * truth + 1))


def test_more_workers_than_portals_do_no_harm(tmp_path: Path) -> None:
    portals = tmp_path / "portals"
    portals.mkdir()
    with DemoServer() as server:
        (portals / "cong.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        (portals / "dau.toml").write_text(DEAD)
        done = khotin("crawl", "--portals", "portals", "--workers", 5, "--json", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    summary = json.loads(done.stdout)
    assert [line.split(":")[0] for line in summary["trouble"]] == ["dau"]
    assert summary["articles_new"] == len(server.site.truth())


def test_a_killed_worker_is_told_and_the_next_run_completes(tmp_path: Path) -> None:
    portals = tmp_path / "portals"
    portals.mkdir()
    with DemoServer() as one, DemoServer() as other:
        for name, server in (("mot", one), ("hai", other)):
            (portals / f"{name}.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "KHOTIN_LEASES": str(tmp_path / "leases")}
        command = [sys.executable, "-m", "crawler", "crawl", "--portals", "portals", "--workers", "2", "--json"]
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as crawl:
            while sum(one.hits.values()) < 20:
                assert crawl.poll() is None
            children = Path(f"/proc/{crawl.pid}/task/{crawl.pid}/children").read_text().split()
            os.kill(int(children[0]), signal.SIGKILL)
            told, _ = crawl.communicate(timeout=100)
        assert crawl.returncode == 1
        assert any("a worker process died" in line for line in json.loads(told)["trouble"])
        done = khotin("crawl", "--portals", "portals", "--workers", 2, "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        truth = len(one.site.truth())
    assert rows(tmp_path / "archive", "SELECT count(*) FROM articles") == [(2 * truth,)]
    assert rows(tmp_path / "archive", "SELECT count(*) FROM changes") == [(2 * truth,)]
