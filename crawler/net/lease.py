"""Never two crawls on one host: a lock that dies with its process, when the host was asked, and what it asked for."""

import getpass
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout


def lease_folder() -> Path:
    """Where this user's processes meet, whatever archive they write to."""
    own = os.environ.get("KHOTIN_LEASES")
    folder = Path(own) if own else Path(tempfile.gettempdir()) / f"khotin-{_user()}" / "hosts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else re.sub(r"\W", "_", getpass.getuser())


class HostLease:
    """The right to ask one host (`host`, or `host:port` where the port is not its scheme's own)."""

    def __init__(self, host: str) -> None:
        self.host = host
        name = re.sub(r"[^a-z0-9.-]", "_", host.lower())
        folder = lease_folder()
        self._lock = FileLock(folder / f"{name}.lock")
        self._asked = folder / f"{name}.asked"
        self._until = folder / f"{name}.until"

    def take(self, wait: float = 0) -> bool:
        """Whether the host is ours now; waits at most `wait` seconds."""
        try:
            self._lock.acquire(timeout=wait)
        except Timeout:
            return False
        return True

    def rest(self, delay: float) -> float:
        """Seconds until the host may be asked again: `delay` after the last request, not before what it asked for."""
        with suppress(FileNotFoundError):
            left = self._until.stat().st_mtime - time.time()
            if left > 0:
                return left
            self._until.unlink()
        try:
            since = time.time() - self._asked.stat().st_mtime
        except FileNotFoundError:
            return 0.0
        return min(delay, max(0.0, delay - since))

    def touch(self) -> None:
        """A request goes out now."""
        self._asked.touch()

    def leave_alone(self, seconds: float) -> None:
        """The host asked not to be asked for so long: whichever process and run comes next waits too."""
        self._until.touch()
        until = time.time() + seconds
        os.utime(self._until, (until, until))

    def release(self) -> None:
        """Let others ask the host."""
        self._lock.release()
