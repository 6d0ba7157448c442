"""One request and what the server answered, byte for byte as far as HTTP/1.1 gives it to us."""

from dataclasses import dataclass, field
from datetime import datetime
from pickle import PickleBuffer
from typing import Literal

Truncated = Literal["", "length", "time", "disconnect"]
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(slots=True)
class Exchange:
    """A response with its request, on its way to the WARC file.

    `asked` is the frontier's address, `url` the one of this very request (another after a redirect). `body` is the
    entity as sent: still packed where Content-Encoding says so, but without the chunks of Transfer-Encoding.
    `truncated`: why the body is not whole. `facts` go into the `metadata` record: portal, recipe, run, tls, …
    """

    portal_id: str
    asked: str
    url: str
    at: datetime
    request: bytes
    status: int
    reason: str
    version: str
    headers: Headers
    body: bytes
    truncated: Truncated = ""
    address: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """The body goes to another process as it is, beside the rest."""
        return Exchange, (
            *(self.portal_id, self.asked, self.url, self.at, self.request, self.status, self.reason, self.version),
            *(self.headers, PickleBuffer(self.body), self.truncated, self.address, self.facts),
        )

    @property
    def head(self) -> bytes:
        """Status line and headers, in their order and letter case.

        Transfer-Encoding is renamed as Common Crawl does: the chunks it announces are gone.
        """
        lines = [f"HTTP/{self.version} {self.status} {self.reason}".rstrip().encode("latin-1", "replace")]
        for name, value in self.headers:
            kept = b"X-Crawler-" + name if name.lower() == b"transfer-encoding" else name
            lines.append(kept + b": " + value)
        return b"\r\n".join(lines) + b"\r\n\r\n"

    @property
    def media_type(self) -> str:
        """The Content-Type as sent, without its parameters; "" where none was."""
        return self._content_type.partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset that Content-Type names, "" where none."""
        for part in self._content_type.split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip(" \t\"'").lower()
        return ""

    @property
    def _content_type(self) -> str:
        found = next((value for name, value in self.headers if name.lower() == b"content-type"), b"")
        return found.decode("latin-1")


def request_head(method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    """The request as it went out."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape") + body
