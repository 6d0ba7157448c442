"""What is wrong, and where."""

from dataclasses import dataclass
from typing import Literal

Area = Literal["database", "changes", "search", "warc", "files", "portals"]


@dataclass(slots=True, frozen=True)
class Finding:
    """One thing that is not as it was written. `where` is a row, a file, or a file and an offset."""

    area: Area
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.area}: {self.where}: {self.what}"
