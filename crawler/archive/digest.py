"""The digest of an article's text: what makes a revision."""

import json
from collections.abc import Iterable
from hashlib import sha256


def article_digest(title: str, lede: str, body: str, attachments: Iterable[str]) -> str:
    """`sha256:…` over title, lede, body and the attachments' addresses; nothing else of a page matters."""
    packed = json.dumps([title, lede, body, sorted(set(attachments))], ensure_ascii=False)
    return "sha256:" + sha256(packed.encode()).hexdigest()
