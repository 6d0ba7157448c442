"""How the archive writes time: the crawler's own instants in UTC to the second, with a trailing Z (DESIGN §7)."""

from datetime import UTC, datetime


def utc_text(instant: datetime) -> str:
    """`2026-11-23T08:30:00Z`; these texts sort as the instants do."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_utc(text: str) -> datetime:
    """The instant behind `utc_text`; raises ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)
