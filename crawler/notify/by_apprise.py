"""Mail, Telegram, Slack and a hundred more through Apprise (`pip install 'khotin[notify]'`)."""

import asyncio
import logging
from threading import Thread
from typing import TYPE_CHECKING, Any

from crawler.errors import ConfigurationError
from crawler.notify.message import Message
from crawler.notify.target import Receiver
from crawler.notify.webhook import NotTaken

if TYPE_CHECKING:
    from apprise import Apprise


def open_apprise(receiver: Receiver) -> "Apprise":
    """Raises ConfigurationError where Apprise is not installed or does not know such an address."""
    try:
        from apprise import Apprise  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ConfigurationError(
            f"to: {receiver.shown}:// needs Apprise, which is not installed: pip install 'khotin[notify]'"
        ) from error
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its warnings are ours to give, without addresses
    service = Apprise()
    if not service.add(receiver.url):
        raise ConfigurationError(f"to: Apprise cannot use the {receiver.shown}:// address")
    return service


async def send(service: "Apprise", message: Message, *, timeout: float) -> None:
    """Send it; raises NotTaken where the service failed or did not answer in time.

    Apprise blocks, so it works in a thread of its own that nobody waits for after `timeout`.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def tell(result: Any) -> None:
        if not done.done():
            done.set_result(result)

    def work() -> None:
        try:
            result: Any = service.notify(body=message.text, title=message.title, body_format="text")
        except Exception as error:  # a plugin's error must not end the others' work
            result = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result)

    Thread(target=work, name="apprise", daemon=True).start()
    try:
        result = await asyncio.wait_for(done, timeout)
    except TimeoutError as error:
        raise NotTaken("no answer in time") from error
    if isinstance(result, Exception):
        raise NotTaken(f"{type(result).__name__}: {result}")
    if not result:
        raise NotTaken("the service did not take it")
