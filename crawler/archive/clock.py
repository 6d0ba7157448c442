"""How the archive writes time: the crawler's own instants in UTC to the second, with a trailing Z (DESIGN §7)."""

from datetime import UTC, datetime

_LENGTH = len("2026-11-23T08:30:00Z")


def utc_text(instant: datetime) -> str:
    """`2026-11-23T08:30:00Z`; these texts sort as the instants do."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")[:-6] + "Z"


def read_utc(text: str) -> datetime:
    """The instant behind `utc_text`; raises ValueError for anything else."""
    if len(text) != _LENGTH or text[7] != "-" or text[10] != "T" or text[-1] != "Z":
        raise ValueError(f"no instant of the archive: {text!r}")
    return datetime.fromisoformat(text)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)
