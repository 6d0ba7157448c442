"""Where a watch's news goes: an entry of `to`, with secrets taken from the environment."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from crawler.errors import ConfigurationError

NotEmpty = Annotated[str, msgspec.Meta(min_length=1)]
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_SHAPE = re.compile(r"[a-z][a-z0-9+.-]*://.|\$\{\w+\}", re.IGNORECASE)


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receiver that needs more than an address: `secret_env` names the variable that holds a webhook's secret."""

    url: NotEmpty
    secret_env: NotEmpty


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver ready to be written to. `id` is kept in the archive, `shown` is for people; neither holds a secret.

    `secret` is a webhook's; None: the address is Apprise's.
    """

    id: str
    shown: str
    url: str
    secret: str | None


def check_targets(entries: Sequence[str | Target]) -> None:
    """Raises ValueError, its message beginning with the key, for what can be no receiver, or is named twice."""
    urls = [entry if isinstance(entry, str) else entry.url for entry in entries]
    for url, entry in zip(urls, entries, strict=True):
        _check(entry)
        if urls.count(url) > 1:
            raise ValueError(f"to: {url!r} is named twice")


def _check(entry: str | Target) -> None:
    url = entry if isinstance(entry, str) else entry.url
    if not _SHAPE.match(url):
        raise ValueError(f"to: {url!r} is no address such as mailto://… or ${{VARIABLE}}")
    web = urlsplit(_VARIABLE.sub("x", url)).scheme in ("http", "https")
    if web and isinstance(entry, str):
        raise ValueError(f"to: the webhook {url!r} needs a secret: {{ url = …, secret_env = VARIABLE }}")
    if not web and isinstance(entry, Target):
        raise ValueError(f"to: {url!r} is no webhook, so it takes no secret_env; write ${{VARIABLE}} into the address")


def make_receiver(entry: str | Target, environment: Mapping[str, str]) -> Receiver:
    """The entry with its variables filled in; raises ConfigurationError for one that is not set."""
    template = entry if isinstance(entry, str) else entry.url
    url = _VARIABLE.sub(lambda match: _value(match[1], environment), template)
    secret = _value(entry.secret_env, environment) if isinstance(entry, Target) else None
    parts = urlsplit(url)
    if secret is None and parts.scheme in ("http", "https"):
        raise ConfigurationError(
            f"to: the webhook in {template!r} needs a secret: {{ url = …, secret_env = VARIABLE }}"
        )
    kind = "webhook" if secret is not None else parts.scheme
    shown = f"{kind} {parts.hostname}" if secret is not None else kind
    return Receiver(f"{kind}-{sha256(template.encode()).hexdigest()[:12]}", shown, url, secret)


def _value(name: str, environment: Mapping[str, str]) -> str:
    if not environment.get(name):
        raise ConfigurationError(f"to: the environment variable {name} is not set")
    return environment[name]
