"""Strict TOML: a file becomes a typed struct or a ConfigurationError that names file and key."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from crawler.errors import ConfigurationError

T = TypeVar("T", bound=msgspec.Struct)


def read_toml(path: Path, shape: type[T], *, check: Callable[[T], None] | None = None) -> T:
    """The file as `shape`; unknown, missing and mistyped keys stop here.

    `check` may refuse further with a ValueError whose message starts with the key.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Notepad writes the mark
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as TOML: {error}") from error
    try:
        value = msgspec.convert(raw, shape)
        if check is not None:
            check(value)
    except (msgspec.ValidationError, ValueError) as error:
        raise ConfigurationError(f"{path}: {_plain(str(error))}") from error
    return value


def _plain(message: str) -> str:
    """msgspec's "Expected `str`, got `int` - at `$.name`" with the key first."""
    text, _, place = message.partition(" - at `$")
    key = place.rstrip("`").lstrip(".")
    return f"{key}: {text}" if key else text
