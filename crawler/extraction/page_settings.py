"""Settings that a listing's script holds as JSON, in base64 or not: VHV's `$.parseJSON(decode64('…'))`."""

import base64
import binascii
import json
import re

from crawler.recipe import Paging

_PLACEHOLDER = re.compile(r"\{settings\.(\w+)\}")


def read_settings(markup: str, paging: Paging) -> dict[str, str] | None:
    """The members of the first settings in `markup` that the recipe's conditions fit, as texts; None where none do.

    Members that are objects or lists are left out.
    """
    for match in re.finditer(paging.settings, markup):
        members: dict[str, str] = {}
        for group in filter(None, match.groups()):
            members |= _members(group)
        if members and _fit(members, markup, paging):
            return members
    return None


def _members(text: str) -> dict[str, str]:
    try:
        read = json.loads(text if text.lstrip().startswith("{") else base64.b64decode(text, validate=False))
    except (ValueError, binascii.Error, UnicodeDecodeError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {
        str(name): ("" if value is None else json.dumps(value) if isinstance(value, bool) else str(value))
        for name, value in read.items()
        if not isinstance(value, dict | list)
    }


def _fit(members: dict[str, str], markup: str, paging: Paging) -> bool:
    for name, pattern in paging.settings_where.items():
        if not re.search(pattern, members.get(name, "")):
            return False
    mark = _PLACEHOLDER.sub(lambda found: members.get(found[1], "\0"), paging.settings_mark)
    return mark in markup
