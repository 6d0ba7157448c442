"""What a browser sends for a form as it stands: names and values of its fields, in document order."""

from collections.abc import Iterator

from crawler.extraction.element import Element, text_in

_NEVER_SENT = frozenset(("submit", "image", "reset", "file", "button"))  # a button only when it is pressed
_CHECKED = frozenset(("checkbox", "radio"))


def sent_fields(form: Element) -> Iterator[tuple[str, str]]:
    """The fields that are neither nameless, disabled nor unchecked."""
    for field in form.iter("input", "select", "textarea"):
        name = field.get("name")
        if name and field.get("disabled") is None:
            for value in _values(field):
                yield name, value


def _values(field: Element) -> Iterator[str]:
    if field.tag == "textarea":
        yield text_in(field)
    elif field.tag == "select":
        yield from map(_option_value, _selected(field))
    elif (kind := field.get("type", "text").lower()) in _CHECKED:
        if field.get("checked") is not None:
            yield field.get("value") or "on"
    elif kind not in _NEVER_SENT and (value := field.get("value")) is not None:
        yield value


def _selected(select: Element) -> list[Element]:
    """The options chosen: of a list of one the last so marked, else the first that may be."""
    options = list(select.iter("option"))
    marked = [option for option in options if option.get("selected") is not None]
    if select.get("multiple") is not None:
        return marked
    return marked[-1:] or [option for option in options if option.get("disabled") is None][:1]


def _option_value(option: Element) -> str:
    value = option.get("value")
    return (option.text or "").strip() if value is None else value
