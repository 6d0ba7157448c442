"""How long the outbox keeps what was told: a month, and never less than until every receiver has it."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.notify.delivery import notify
from crawler.notify.outbox import KEPT
from crawler.watch import Watch, load_watch
from tests.archive_filling import START, Filling
from tests.receiver import WebhookReceiver

BEGIN = START + timedelta(hours=6)
LATER = BEGIN + KEPT + timedelta(minutes=1)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as opened:
        yield opened


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Filling(tmp_path / "a") as filling:
        for number in range(1, 4):
            filling.article(str(number), f"Tin {number}", f"Nội dung {number}.")
    return tmp_path / "a"


def watch(archive: Path, *receivers: WebhookReceiver, name: str = "tin") -> Watch:
    path = archive.parent / f"{name}.toml"
    to = ", ".join(f'{{ url = "{one.url}", secret_env = "S" }}' for one in receivers)
    path.write_text(f"name = {json.dumps(name)}\nto = [{to}]\n", encoding="utf-8")
    return load_watch(path)


def tell(archive: Path, *watches: Watch, at: datetime) -> None:
    notify(archive, watches, environment={"S": "s"}, clock=lambda: at, timeout=5)


def kept(archive: Path) -> list[tuple[str, int]]:
    with sqlite3.connect(archive / "archive.db") as db:
        return db.execute("SELECT watch, seq FROM outbox ORDER BY id").fetchall()


def test_what_was_told_is_kept_a_month(archive: Path, receiver: WebhookReceiver) -> None:
    one = watch(archive, receiver)
    tell(archive, one, at=BEGIN)
    tell(archive, one, at=BEGIN + KEPT)
    assert kept(archive) == [("tin", 1), ("tin", 2), ("tin", 3)]
    tell(archive, one, at=LATER)
    assert (kept(archive), receiver.seqs) == ([], [1, 2, 3])


def test_what_one_receiver_did_not_take_stays(archive: Path, receiver: WebhookReceiver) -> None:
    with WebhookReceiver() as dead:
        dead.script += [200, 503, 503]
        one = watch(archive, receiver, dead)
        tell(archive, one, at=BEGIN)
        tell(archive, one, at=LATER)
        assert kept(archive) == [("tin", 2), ("tin", 3)]
        tell(archive, one, at=LATER + timedelta(hours=1))
        assert (dead.seqs, receiver.seqs, kept(archive)) == ([1, 2, 3], [1, 2, 3], [])


def test_news_after_the_removal_come_once_and_in_order(archive: Path, receiver: WebhookReceiver) -> None:
    one = watch(archive, receiver)
    tell(archive, one, at=BEGIN)
    tell(archive, one, at=LATER)
    with WebhookReceiver() as new, Filling(archive) as filling:
        both = watch(archive, receiver, new)
        tell(archive, both, at=LATER)
        filling.article("8", "Tin 8", "Nội dung 8.")
        filling.article("9", "Tin 9", "Nội dung 9.")
        tell(archive, both, at=LATER + timedelta(minutes=5))
        assert (receiver.seqs, new.seqs) == ([1, 2, 3, 4, 5], [4, 5])


def test_another_watch_keeps_what_it_owes(archive: Path, receiver: WebhookReceiver) -> None:
    with WebhookReceiver() as dead:
        dead.script += [503]
        owing = watch(archive, dead, name="no")
        tell(archive, owing, at=BEGIN)
        tell(archive, watch(archive, receiver), at=BEGIN)
        tell(archive, watch(archive, receiver), at=LATER)  # its file alone: the other watch is not known now
        assert kept(archive) == [("no", 1), ("no", 2), ("no", 3)]
