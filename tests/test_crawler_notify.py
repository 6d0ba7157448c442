"""Notifications against a receiver that fails, hangs and restarts: nothing lost, nothing it acknowledged told twice."""

import base64
import hmac
import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from crawler.archive.clock import utc_text
from crawler.errors import ConfigurationError
from crawler.notify import delivery
from crawler.notify.delivery import Told, notify
from crawler.notify.webhook import sign
from crawler.watch import Watch, load_watch
from tests.archive_filling import START, Filling
from tests.receiver import WebhookReceiver

ROOT = Path(__file__).parents[1]
SECRET = "một bí mật"
ENVIRONMENT = {"HOOK_SECRET": SECRET}


class Clock:
    """Time stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as opened:
        yield opened


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Filling(tmp_path / "a") as filling:
        for number in range(1, 6):
            filling.article(str(number), f"Tin bão số {number}", f"Bão số {number} vào bờ.")
    return tmp_path / "a"


@pytest.fixture
def clock() -> Clock:
    return Clock(START + timedelta(hours=6))


def hook(receiver: WebhookReceiver) -> str:
    return f'{{ url = "{receiver.url}", secret_env = "HOOK_SECRET" }}'


def watch(folder: Path, *to: str, name: str = "bao", **keys: object) -> Watch:
    path = folder / f"{name}.toml"
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    path.write_text("\n".join([f'name = "Tin {name}"', f"to = [{', '.join(to)}]", *lines]), encoding="utf-8")
    return load_watch(path)


def tell(archive: Path, *watches: Watch, clock: Clock, timeout: float = 5.0) -> Told:
    return notify(archive, watches, environment=ENVIRONMENT, clock=clock, timeout=timeout)


def test_each_change_is_told_once_and_in_order(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    one = watch(archive.parent, hook(receiver), query="bão")
    told = tell(archive, one, clock=clock)
    assert (told.trouble, told.lines[0].messages, receiver.seqs) == ([], 5, [1, 2, 3, 4, 5])
    tell(archive, one, clock=clock)
    assert len(receiver.sent) == 5
    message = receiver.taken[0]
    assert message["watch"] == {"id": "bao", "name": "Tin bao"}
    assert message["changes"][0]["title"] == "Tin bão số 1"
    assert message["changes"][0]["excerpt"] == "Bão số 1 vào bờ."


def test_a_message_is_signed(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    tell(archive, watch(archive.parent, hook(receiver)), clock=clock)
    headers, body = receiver.sent[0]
    timestamp, key = headers["Webhook-Timestamp"], headers["Webhook-Id"]
    assert int(timestamp) == int(clock.at.timestamp())
    assert key == headers["Idempotency-Key"] == json.loads(body)["id"]
    digest = hmac.new(SECRET.encode(), f"{key}.{timestamp}.".encode() + body, "sha256").digest()
    assert headers["Webhook-Signature"] == "v1," + base64.b64encode(digest).decode()


def test_the_signature_is_that_of_the_specification() -> None:
    # The example that the specification's own libraries are tested with.
    body = b'{"test": 2432232314}'
    signature = sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_that_fails_gets_everything_later(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    one = watch(archive.parent, hook(receiver))
    receiver.script += [200, 503, "drop", 404]
    told = tell(archive, one, clock=clock)
    assert receiver.seqs == [1]
    trouble = [f"bao → webhook 127.0.0.1: status 503; again at {utc_text(clock.at + timedelta(seconds=30))}"]
    assert told.trouble == trouble
    clock.move(seconds=20)
    later = tell(archive, one, clock=clock)
    assert (later.trouble, len(receiver.sent)) == (trouble, 2), "not asked again yet, and still a person's business"
    clock.move(seconds=-20)
    clock.move(seconds=31)
    tell(archive, one, clock=clock)
    clock.move(seconds=31)
    tell(archive, one, clock=clock)
    assert len(receiver.sent) == 3  # the waits grow
    clock.move(seconds=31)
    tell(archive, one, clock=clock)
    clock.move(minutes=3)
    tell(archive, one, clock=clock)
    assert (receiver.seqs, len(receiver.keys)) == ([1, 2, 3, 4, 5], 5)
    keys = [headers["Idempotency-Key"] for headers, _ in receiver.sent]
    assert len(set(keys[1:5])) == 1  # one message, four tries, one key


def test_retry_after_is_obeyed(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    one = watch(archive.parent, hook(receiver))
    receiver.script, receiver.headers = type(receiver.script)([429]), {"Retry-After": "7200"}
    told = tell(archive, one, clock=clock)
    assert told.lines[0].next_at == clock.at + timedelta(hours=2)
    clock.move(hours=1, minutes=59)
    tell(archive, one, clock=clock)
    assert receiver.seqs == []
    clock.move(minutes=2)
    tell(archive, one, clock=clock)
    assert receiver.seqs == [1, 2, 3, 4, 5]


def test_one_that_hangs_delays_nobody(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    with WebhookReceiver() as dead:
        dead.script += ["hang"]
        told = tell(archive, watch(archive.parent, hook(dead), hook(receiver)), clock=clock, timeout=0.3)
        assert [line.error for line in told.lines] == ["no answer in time", ""]
        assert (dead.seqs, receiver.seqs) == ([], [1, 2, 3, 4, 5])
        clock.move(minutes=1)
        tell(archive, load_watch(archive.parent / "bao.toml"), clock=clock)
        assert (dead.seqs, len(receiver.sent)) == ([1, 2, 3, 4, 5], 5)


def test_a_receiver_that_restarts(archive: Path, clock: Clock) -> None:
    first = WebhookReceiver()
    one = watch(archive.parent, hook(first))
    first.script += [200, 200, "drop"]
    tell(archive, one, clock=clock)
    first.close()
    clock.move(minutes=1)
    assert "Cannot connect" in tell(archive, one, clock=clock).lines[0].error
    with WebhookReceiver(first.port) as second:
        clock.move(minutes=5)
        tell(archive, one, clock=clock)
        assert (first.seqs, second.seqs) == ([1, 2], [3, 4, 5])


def test_what_was_taken_without_an_answer_is_known_by_its_key(
    archive: Path, receiver: WebhookReceiver, clock: Clock
) -> None:
    one = watch(archive.parent, hook(receiver), digest="hourly")
    clock.move(minutes=1)
    tell(archive, one, clock=clock)
    clock.move(hours=1)
    receiver.script += ["late"]
    assert tell(archive, one, clock=clock).trouble
    with Filling(archive) as filling:
        filling.article("9", "Tin sau", "Nội dung sau.")
    clock.move(hours=2)
    tell(archive, one, clock=clock)
    clock.move(hours=2)
    tell(archive, one, clock=clock)
    # The same five again, not six under another key.
    assert [len(message["changes"]) for message in receiver.taken] == [5, 5, 1]
    assert receiver.keys[0] == receiver.keys[1]
    assert receiver.bodies[0] == receiver.bodies[1]
    assert receiver.seqs == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("step", "when"), [("fill", 1), ("offer", 1), ("offer", 3), ("refused", 1), ("taken", 1), ("taken", 3)]
)
def test_a_crash_at_any_step_loses_nothing(  # noqa: PLR0917
    archive: Path, receiver: WebhookReceiver, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str, when: int
) -> None:
    one, calls = watch(archive.parent, hook(receiver)), 0
    real = getattr(delivery, step)

    def die(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == when:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    receiver.script += [503] if step == "refused" else []
    with monkeypatch.context() as patch:
        patch.setattr(delivery, step, die)
        with pytest.raises(KeyboardInterrupt):
            tell(archive, one, clock=clock)
    tell(archive, one, clock=clock)
    assert receiver.seqs == [1, 2, 3, 4, 5]
    assert len(receiver.keys) - len(set(receiver.keys)) == (1 if step == "taken" else 0)


def test_a_killed_process_loses_nothing(archive: Path, receiver: WebhookReceiver) -> None:
    """`khotin notify` is killed while the receiver holds its third message; the next one goes on."""
    with Filling(archive) as filling:
        filling.at = datetime.now(UTC)
        for number in range(5):
            filling.article(f"k{number}", f"Tin mới {number}", "Nội dung.")
    watches = archive.parent / "w"
    watches.mkdir()
    watch(watches, hook(receiver), query="mới")
    receiver.script += [200, 200, "hang"]
    command = [sys.executable, "-m", "crawler", "notify", "--watches", str(watches), "--archive", str(archive)]
    environment = {"PYTHONPATH": str(ROOT), **ENVIRONMENT}
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        assert receiver.hanging.wait(60)
        process.kill()
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == "bao → webhook 127.0.0.1: 3 changes in 3 messages\n"
    assert receiver.seqs == [6, 7, 8, 9, 10]
    assert len(receiver.keys) == 5


def test_a_digest_waits_for_the_hour(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    one = watch(archive.parent, hook(receiver), digest="hourly")
    clock.move(minutes=10)
    told = tell(archive, one, clock=clock)
    assert (receiver.sent, told.lines[0].next_at) == ([], clock.at.replace(minute=0) + timedelta(hours=1))
    clock.move(minutes=50)
    tell(archive, one, clock=clock)
    assert [len(message["changes"]) for message in receiver.taken] == [5]


def test_quiet_hours_hold_back_and_nothing_is_lost(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    one = watch(archive.parent, hook(receiver), quiet="20:00-06:00")
    clock.at = datetime.fromisoformat("2026-11-01T21:30:00+07:00")
    told = tell(archive, one, clock=clock)
    assert (receiver.sent, told.trouble) == ([], [])
    assert told.lines[0].next_at == datetime.fromisoformat("2026-11-02T06:00:00+07:00")
    clock.at = datetime.fromisoformat("2026-11-02T06:00:00+07:00")
    tell(archive, one, clock=clock)
    assert receiver.seqs == [1, 2, 3, 4, 5]


def test_an_edit_counts_by_what_it_added(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    one = watch(archive.parent, hook(receiver), query="lũ", added=True)
    with Filling(archive) as filling:
        filling.article("1", "Tin bão số 1", "Bão số 1 vào bờ. Có lũ trên sông Hương.")
        filling.article("1", "Tin bão số 1", "Bão số 1 vào bờ. Có lũ trên sông Hương. Đã tan.")
    tell(archive, one, clock=clock)
    assert receiver.seqs == [6]
    assert receiver.taken[0]["changes"][0]["excerpt"] == "Có lũ trên sông Hương."


def test_old_articles_are_no_news_where_only_fresh_ones_are(
    archive: Path, receiver: WebhookReceiver, clock: Clock
) -> None:
    with Filling(archive) as filling:
        old = datetime.fromisoformat("2019-05-01T08:00:00+07:00")
        filling.article("cũ", "Tin cũ", "Từ năm 2019.", published=old)
        filling.article("không ngày", "Tin không ngày", "Không rõ.", published=None)
    tell(archive, watch(archive.parent, hook(receiver), fresh=30), clock=clock)
    assert receiver.seqs == [1, 2, 3, 4, 5, 7]


def test_a_new_watch_begins_a_day_ago(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    clock.at = START + timedelta(hours=3, days=1)
    tell(archive, watch(archive.parent, hook(receiver)), clock=clock)
    assert receiver.seqs == [3, 4, 5]


def test_a_new_watch_misses_nothing_from_its_first_look_on(
    archive: Path, receiver: WebhookReceiver, clock: Clock
) -> None:
    one = watch(archive.parent, hook(receiver))
    clock.at = START + timedelta(days=5)
    tell(archive, one, clock=clock)
    assert receiver.seqs == []
    with Filling(archive) as filling:
        filling.at = clock.at
        filling.article("9", "Tin sau", "Nội dung sau.")
    clock.move(days=4)
    tell(archive, one, clock=clock)
    assert receiver.seqs == [6]


def test_a_new_receiver_begins_with_the_next_change(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    tell(archive, watch(archive.parent, hook(receiver)), clock=clock)
    with WebhookReceiver() as other:
        both = watch(archive.parent, hook(receiver), hook(other))
        with Filling(archive) as filling:
            filling.article("9", "Tin sau", "Nội dung sau.")
        tell(archive, both, clock=clock)
        assert (other.seqs, receiver.seqs) == ([6], [1, 2, 3, 4, 5, 6])


def test_a_portal_that_was_never_crawled_is_told_and_holds_up_nothing(
    archive: Path, receiver: WebhookReceiver, clock: Clock
) -> None:
    told = tell(archive, watch(archive.parent, hook(receiver), portals=["hue", "langson"]), clock=clock)
    assert (told.trouble, receiver.seqs) == (["bao: no portal 'langson' in this archive"], [1, 2, 3, 4, 5])


def test_two_at_once_do_not_tell_twice(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    (archive / "locks").mkdir(exist_ok=True)
    with FileLock(archive / "locks" / "notify.lock"):
        assert tell(archive, watch(archive.parent, hook(receiver)), clock=clock).busy
    assert receiver.sent == []


def test_apprise(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    to = f'"json://127.0.0.1:{receiver.port}/${{CHANNEL}}"'
    one = watch(archive.parent, to, digest="hourly")
    tell_it = {"environment": {"CHANNEL": "kênh"}, "clock": clock}
    clock.move(minutes=1)
    notify(archive, [one], **tell_it)  # type: ignore[arg-type]
    clock.move(hours=1)
    receiver.script += [500, 200]
    told = notify(archive, [one], **tell_it)  # type: ignore[arg-type]
    while receiver.script:  # whatever Apprise tries again by itself
        clock.move(hours=1)
        told = notify(archive, [one], **tell_it)  # type: ignore[arg-type]
    assert told.lines[0].changes == 5
    message = json.loads(receiver.sent[-1][1])
    assert message["title"] == "Tin bao: 5 tin"
    assert "Tin bão số 5\nMới · Cổng thông tin điện tử tỉnh Thừa Thiên Huế · 31/10/2026\nBão số 5" in message["message"]


def test_an_apprise_service_that_hangs_delays_nobody(archive: Path, receiver: WebhookReceiver, clock: Clock) -> None:
    with WebhookReceiver() as dead:
        dead.script += ["hang"]
        one = watch(archive.parent, f'"json://127.0.0.1:{dead.port}/"', hook(receiver))
        told = tell(archive, one, clock=clock, timeout=0.3)
        assert [line.error for line in told.lines] == ["no answer in time", ""]
    assert receiver.seqs == [1, 2, 3, 4, 5]


def test_apprise_missing_is_said_clearly(archive: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'khotin\[notify\]'"):
        tell(archive, watch(archive.parent, '"json://localhost/"'), clock=clock)


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ('{ url = "https://a.example/h", secret_env = "NOT_SET" }', "bao.toml: to: the environment variable NOT_SET"),
        ('"tgram://${NOT_SET}/1"', "NOT_SET is not set"),
        ('"nonsense://x"', "Apprise cannot use"),
    ],
)
def test_a_receiver_that_cannot_be_used_stops_before_anything_is_sent(
    archive: Path, receiver: WebhookReceiver, clock: Clock, to: str, says: str
) -> None:
    with pytest.raises(ConfigurationError, match=says):
        tell(archive, watch(archive.parent, hook(receiver), to), clock=clock)
    assert receiver.sent == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('to = ["https://a.example/h"]', "needs a secret"),
        ('to = ["somebody"]', "no address"),
        ('to = [{ url = "mailto://a", secret_env = "X" }]', "no webhook"),
        ('to = [{ url = "https://a.example" }]', "secret_env"),
        ('to = ["mailto://a", "mailto://a"]', "twice"),
        ('digest = "weekly"', "digest"),
        ('quiet = "22-6"', "quiet"),
        ('quiet = "22:00-22:00"', "quiet"),
        ("fresh = 0", "fresh"),
    ],
)
def test_a_wrong_watch_stops_naming_file_and_key(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "w.toml").write_text(f'name = "W"\n{line}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"w\.toml: .*{says}"):
        load_watch(tmp_path / "w.toml")


def test_no_secret_reaches_the_archive_or_the_output(archive: Path, clock: Clock, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    one = watch(archive.parent, '"json://user:${HOOK_SECRET}@127.0.0.1:9/"')
    told = notify(archive, [one], environment={"HOOK_SECRET": "hush"}, clock=clock, timeout=2)
    assert told.trouble
    assert "hush" not in "".join(told.trouble)
    with sqlite3.connect(archive / "archive.db") as db:
        assert "hush" not in "\n".join(db.iterdump())
