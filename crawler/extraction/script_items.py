"""How a page's script makes a link of an item of data: `'<a href="/tin/' + x.id + '/' + x.slug + '.html">'`.

What is found is a template, "/tin/{id}/{slug}.html", to be filled from the items of the JSON that the script asks for.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

_START = re.compile(r"""\bhref\s*=\s*(\\?["'](?!\s*\+))?""")
_TERM = re.compile(
    r"""\s*\+\s*(?:encodeURI(?:Component)?\(\s*)?[A-Za-z_$][\w$]*((?:\.[A-Za-z_$][\w$]*|\[["']\w+["']\])+)\s*\)?\s*"""
    r"""(?:\+\s*(["'])|(?=[,;)\n]))"""
)
_MEMBER = re.compile(r"[A-Za-z_$][\w$]*")
_FIELD = re.compile(r"\{(\w+)\}")
_LONGEST = 300
_MOST = 50


def item_template(script: str) -> str:
    """The address of an item's page as the script puts it together, with the item's members in braces; "" where none
    is put together so."""
    for count, start in enumerate(_START.finditer(script)):
        template = _template(script, start) if count < _MOST else ""
        if template:
            return template
    return ""


def _template(script: str, start: re.Match[str]) -> str:
    text, place, end = "", start.end(), start[1]
    while place < len(script) and len(text) <= _LONGEST:
        letter = script[place]
        if end is not None and script.startswith(end, place):
            break
        if letter in "\"'":
            term = _TERM.match(script, place + 1)
            if term is None:
                return ""
            text += "{" + _MEMBER.findall(term[1])[-1] + "}"
            place = term.end()
            if term[2] is None:
                break
            continue
        if letter in " <>\n{}" or (letter == "\\" and end is None):
            break
        text += letter
        place += 1
    return text if _FIELD.search(text) and len(text) <= _LONGEST else ""


def filled(template: str, item: Mapping[str, object]) -> str:
    """The template with the item's members; "" where it lacks one."""
    values = {name: item.get(name) for name in _FIELD.findall(template)}
    if not all(isinstance(value, str | int) and str(value).strip() for value in values.values()):
        return ""
    return _FIELD.sub(lambda found: quote(str(values[found[1]]).strip(), safe="/:?&=%.,-_~"), template)
