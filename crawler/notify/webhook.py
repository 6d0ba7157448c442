"""The plain webhook: a POST of JSON, signed as the Standard Webhooks specification says (standardwebhooks.com).

    Webhook-Id, Idempotency-Key   the message's key: the same whenever the same message is sent again
    Webhook-Timestamp             seconds since 1970, of this try
    Webhook-Signature             v1,BASE64(HMAC-SHA256(secret, "ID.TIMESTAMP.BODY"))

Any 2xx answer means that the receiver has it.
"""

import base64
import binascii
import hmac
from datetime import datetime, timedelta

import aiohttp

from crawler.errors import KhotinError
from crawler.notify.message import Message
from crawler.notify.target import Receiver
from crawler.retry import retry_after


class NotTaken(KhotinError):
    """A receiver did not take a message; `wait` is how long it asked to be left alone."""

    def __init__(self, why: str, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


def sign(secret: str, key: str, timestamp: str, body: bytes) -> str:
    """The signature's header. A secret that begins with `whsec_` is base64, any other is taken as it is."""
    digest = hmac.digest(_secret(secret), f"{key}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def _secret(text: str) -> bytes:
    if not text.startswith("whsec_"):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return text.encode()


async def post(http: aiohttp.ClientSession, message: Message, *, receiver: Receiver, at: datetime) -> None:
    """Send it; raises NotTaken for every answer but 2xx, and for none. Redirects are not followed."""
    assert receiver.secret is not None
    timestamp, body = str(int(at.timestamp())), message.body
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": message.key,
        "Webhook-Id": message.key,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": sign(receiver.secret, message.key, timestamp, body),
    }
    try:
        async with http.post(receiver.url, data=body, headers=headers, allow_redirects=False) as answer:
            if not 200 <= answer.status < 300:
                asked = answer.headers.get("Retry-After")
                raise NotTaken(f"status {answer.status}", retry_after(asked, at=at) if asked else None)
    except TimeoutError as error:
        raise NotTaken("no answer in time") from error
    except (aiohttp.ClientError, ValueError, OSError) as error:
        raise NotTaken(f"{type(error).__name__}: {error}") from error
