"""Reading the literals of a script: enough JavaScript to understand what its requests send, nothing is run."""

import json
import re
from collections.abc import Iterator

_OPEN, _CLOSE = "([{", ")]}"
_KEY = re.compile(r"""\s*(?:["']([^"']+)["']|([A-Za-z_$][\w$]*))\s*:""")
_STRING = re.compile(r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`$]*)`)""", re.S)
_NUMBER = re.compile(r"-?\d+")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_LONGEST = 20_000
_TEMPLATE = re.compile(r"`([^`\\]*\$\{[^`\\]*)`")
_FILLED = re.compile(r"\$\{\s*([^{}]*?)\s*\}")


def arguments(text: str, start: int) -> list[str]:
    """The expressions between the bracket that opens at `start` and the one that closes it, split at commas.

    Empty where the bracket is not closed within `_LONGEST` letters.
    """
    parts: list[str] = []
    begun, depth = start + 1, 0
    for place, letter in _outside_strings(text, start):
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth -= 1
            if depth == 0:
                parts.append(text[begun:place].strip())
                return [part for part in parts if part]
        elif letter == "," and depth == 1:
            parts.append(text[begun:place].strip())
            begun = place + 1
    return []


def members(expression: str) -> dict[str, str]:
    """The members of an object literal as expressions: "{ page: n, size: 15 }" gives {"page": "n", "size": "15"}."""
    start = expression.find("{")
    if start < 0:
        return {}
    found: dict[str, str] = {}
    for part in arguments(expression, start):
        key = _KEY.match(part)
        if key:
            found[key[1] or key[2]] = part[key.end() :].strip()
        elif _NAME.fullmatch(part):  # { page } says { page: page }
            found[part] = part
    return found


def without_templates(script: str) -> str:
    """The script with its template strings written as sums: `/tin?p=${page}` as "/tin?p=" + page."""
    return _TEMPLATE.sub(_as_sum, script) if "${" in script else script


def _as_sum(found: re.Match[str]) -> str:
    parts = _FILLED.split(found[1])  # text and expression in turn
    written = [json.dumps(part, ensure_ascii=False) if place % 2 == 0 else part for place, part in enumerate(parts)]
    return " + ".join(written)


def literal(expression: str) -> str | None:
    """The text of a string, number, true, false or null; None for anything else."""
    expression = expression.strip()
    match = _STRING.fullmatch(expression)
    if match:
        return unescaped(next(group for group in match.groups() if group is not None))
    if _NUMBER.fullmatch(expression) or expression in ("true", "false"):
        return expression
    return "" if expression == "null" else None


def unescaped(text: str) -> str:
    """The inside of a string literal with its escapes resolved."""
    try:
        inside = re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", text).replace("\\'", "'").replace("\n", "\\n")
        return str(json.loads('"' + re.sub(r'(?<!\\)"', r"\"", inside) + '"'))
    except ValueError:
        return text


def variable(script: str, name: str) -> str | None:
    """The literal that a variable is first given in the script; None where it is given none."""
    pattern = rf"(?<![\w$.]){re.escape(name)}\s*=(?!=)\s*(?:parseInt\(\s*)?([^;,\n)]+)"
    for match in re.finditer(pattern, script):
        value = literal(match[1])
        if value is not None:
            return value
    return None


def names(expression: str) -> list[str]:
    """The identifiers of an expression, those inside strings left out."""
    return _NAME.findall(_STRING.sub(" ", expression))


def parts_of_sum(expression: str) -> list[str]:
    """The terms of a concatenation: '"/tin?p=" + page' gives ['"/tin?p="', 'page']."""
    wrapped = f"({expression})"
    terms: list[str] = []
    begun, depth = 1, 0
    for place, letter in _outside_strings(wrapped, 0):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if (letter == "+" and depth == 1) or depth == 0:
            terms.append(wrapped[begun:place].strip())
            begun = place + 1
    return [term for term in terms if term]


def _outside_strings(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Place and letter of everything from `start` that stands in no string."""
    place = start
    end = min(len(text), start + _LONGEST)
    while place < end:
        letter = text[place]
        if letter in "\"'`":
            string = _STRING.match(text, place)
            if string is None:
                return
            place = string.end()
            continue
        yield place, letter
        place += 1
