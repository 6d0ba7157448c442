"""What a receiver is told: JSON for programs, Vietnamese lines for people. The same rows give the same message."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from crawler.archive.reader import Archive
from crawler.archive.records import Change, Kind
from crawler.diff import added
from crawler.watch import Watch

EXCERPT = 300
_KIND: dict[Kind, str] = {"new": "Mới", "edited": "Sửa", "gone": "Gỡ bỏ", "restored": "Đăng lại"}


@dataclass(frozen=True, slots=True)
class Message:
    """Changes of one watch for one receiver. `key` is the same whenever the same is told to it again."""

    key: str
    watch: Watch
    changes: tuple[Change, ...]
    excerpts: tuple[str, ...]
    portals: dict[str, str]

    @property
    def title(self) -> str:
        """One line."""
        if self.watch.fields.digest == "single" and len(self.changes) == 1:
            return f"{_KIND[self.changes[0].kind]}: {self.changes[0].title}"
        return f"{self.watch.fields.name}: {len(self.changes)} tin"

    @property
    def text(self) -> str:
        """A paragraph for each change."""
        return "\n\n".join(map(self._paragraph, self.changes, self.excerpts))

    def _paragraph(self, change: Change, excerpt: str) -> str:
        day = f" · {change.published_at:%d/%m/%Y}" if change.published_at else ""
        about = f"{_KIND[change.kind]} · {self.portals.get(change.portal_id, change.portal_id)}{day}"
        return "\n".join(line for line in (change.title, about, excerpt, change.url) if line)

    @property
    def body(self) -> bytes:
        """A JSON object with `id`, `watch` (`id`, `name`) and `changes`, UTF-8."""
        watch = {"id": self.watch.id, "name": self.watch.fields.name}
        changes = [
            change.as_json() | {"portal": self.portals.get(change.portal_id), "excerpt": excerpt}
            for change, excerpt in zip(self.changes, self.excerpts, strict=True)
        ]
        whole: dict[str, Any] = {"id": self.key, "watch": watch, "changes": changes}
        return json.dumps(whole, ensure_ascii=False).encode()


def make_message(archive: Archive, watch: Watch, target: str, seqs: Sequence[int]) -> Message:
    """The message that tells `target` of the changes `seqs`."""
    changes = tuple(change for seq in seqs for change in archive.changes(after=seq - 1, upto=seq))
    told = [[one.seq, one.kind, one.portal_id, one.key, one.revision_no, f"{one.at}"] for one in changes]
    key = sha256(json.dumps([watch.id, target, told]).encode()).hexdigest()[:32]
    portals = {portal.id: portal.name for portal in archive.portals()}
    return Message(key, watch, changes, tuple(_excerpt(archive, change) for change in changes), portals)


def _excerpt(archive: Archive, change: Change) -> str:
    """Of an edit what it added, of anything else how the text begins; a few lines at most."""
    newer = archive.revision(change.article_id, change.revision_no)
    text = newer.lede or newer.body
    if change.kind == "edited" and change.revision_no > 1:
        older = archive.revision(change.article_id, change.revision_no - 1)
        parts = added((older.title, older.lede, older.body), (newer.title, newer.lede, newer.body))
        text = " … ".join(part.strip() for part in parts)
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else text[:EXCERPT].rpartition(" ")[0] + " …"
