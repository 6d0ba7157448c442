"""The digest of an article's text: what makes a revision."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from crawler.url import lasting_address


def article_digest(title: str, lede: str, body: str, attachments: Iterable[str]) -> str:
    """`sha256:…` over title, lede, body and the attachments as they are `signed`; nothing else of a page matters."""
    packed = json.dumps([title, lede, body, sorted(set(map(_lasting, attachments)))], ensure_ascii=False)
    return "sha256:" + sha256(packed.encode()).hexdigest()


def signed(urls: Iterable[str], changed: Mapping[str, str]) -> list[str]:
    """The attachments of an article for its digest: their addresses, with the newest content's where it has changed.

    `changed`: digests by address. The first content counts nothing, so that fetching a file is no edit.
    """
    return [f"{url} {changed[url]}" if url in changed else url for url in urls]


def _lasting(attachment: str) -> str:
    """An attachment as it is `signed`, under the address that is the same for every reader."""
    url, blank, content = attachment.partition(" ")
    return lasting_address(url) + blank + content
