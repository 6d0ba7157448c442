"""Never two crawls on one host: a lock per host that dies with its process, and when it was last asked."""

import os
import re
import tempfile
import time
from pathlib import Path

from filelock import FileLock, Timeout


def lease_folder() -> Path:
    """Where this user's processes meet, whatever archive they write to."""
    folder = Path(os.environ.get("KHOTIN_LEASES") or Path(tempfile.gettempdir()) / f"khotin-{os.getuid()}" / "hosts")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


class HostLease:
    """The right to ask one host (`host:port`)."""

    def __init__(self, host: str) -> None:
        self.host = host
        name = re.sub(r"[^a-z0-9.-]", "_", host.lower())
        self._lock = FileLock(lease_folder() / f"{name}.lock")
        self._asked = lease_folder() / f"{name}.asked"

    def take(self, wait: float = 0) -> bool:
        """Whether the host is ours now; waits at most `wait` seconds."""
        try:
            self._lock.acquire(timeout=wait)
        except Timeout:
            return False
        return True

    def rest(self, delay: float) -> float:
        """Seconds until the host may be asked again, counted from the last request of whichever process."""
        try:
            since = time.time() - self._asked.stat().st_mtime
        except FileNotFoundError:
            return 0.0
        return min(delay, max(0.0, delay - since))

    def touch(self) -> None:
        """A request goes out now."""
        self._asked.touch()

    def release(self) -> None:
        """Let others ask the host."""
        self._lock.release()
