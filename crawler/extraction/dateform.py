"""Forms that list the news of one day, "Xem tin theo ngày": a way into the past where listings end early."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.extraction.element import Element, text_in
from crawler.extraction.page import Page
from crawler.extraction.pager_steps import postback_of
from crawler.extraction.paging import DAY_PAGES
from crawler.extraction.postback import form_link, form_of
from crawler.items import Link

_MEANT = re.compile(
    r"(?:tin|bài)(?:\s+\S+){0,3}\s+(?:theo\s+)?ngày|theo\s+ngày|đã\s+đưa|xem\s+(?:lại\s+)?tin|tin\s+(?:cũ|lưu)|lưu\s+trữ",
    re.IGNORECASE,
)
_NOT_MEANT = re.compile(r"ngày\s+sinh|ban\s+hành|hiệu\s+lực|văn\s+bản|hồ\s+sơ|số\s+ký\s+hiệu|thủ\s+tục", re.IGNORECASE)
_NAMES = {
    "day": re.compile(r"ngay|day|(?:^|[_$.])dd?$", re.IGNORECASE),
    "month": re.compile(r"thang|month|(?:^|[_$.])mm?$", re.IGNORECASE),
    "year": re.compile(r"(?<!viet)nam|year|(?:^|[_$.])yy(?:yy)?$", re.IGNORECASE),
}
_FROM = re.compile(r"tu_?ngay|from|start|begin|ngay_?bat_?dau", re.IGNORECASE)
_UNTIL = re.compile(r"den_?ngay|to_?date|todate|end|ngay_?ket_?thuc", re.IGNORECASE)
_DATE = re.compile(r"ngay|date", re.IGNORECASE)
_FIELD = "input[not(@type) or @type='text' or @type='date' or @type='number' or @type='search'][@name]"
_LEVELS = 6


@dataclass(slots=True, frozen=True)
class _DateForm:
    """The controls of one form: "day", "month", "year", or "date", or "from" and "until"."""

    box: Element
    controls: dict[str, Element]


def date_requests(page: Page, *, since: dt.date, until: dt.date, limit: int = 366) -> list[Link]:
    """Requests for the news of each day from `until` back to `since`, at most `limit`; none without such a form.

    Forms with two dates are asked for a month at a time. Each link's `page` is its day as YYYYMMDD·100 + 1, far from
    the numbers of ordinary pages; `next_pages` counts on from there.
    """
    found = next(_date_forms(page), None)
    if found is None:
        return []
    links: list[Link] = []
    for first, last in _spans(since, until, whole_months="from" in found.controls):
        if len(links) == limit:
            break
        changed = _filled(found, first, last)
        form = form_of(page, next(iter(found.controls.values())))
        if changed is not None and form is not None:
            link = form_link(page, form, changed | _pressed(found.box), number=0)
            links.append(replace(link, page=int(f"{last:%Y%m%d}") * DAY_PAGES + 1))
    return links


def _date_forms(page: Page) -> Iterator[_DateForm]:
    for control in page.tree.xpath(f"//select[@name] | //{_FIELD}"):
        if not any(pattern.search(_name(control)) for pattern in (_NAMES["day"], _FROM, _DATE)):
            continue
        box: Element | None = control
        for _ in range(_LEVELS):
            box = box.getparent() if box is not None else None
            if box is None or box.tag == "body":
                break
            controls = _controls(box)
            if controls and _button(box) is not None:
                if _is_meant(box, controls):
                    yield _DateForm(box, controls)
                break


def _controls(box: Element) -> dict[str, Element]:
    fields = box.xpath(f".//select[@name] | .//{_FIELD}")
    parts = {
        part: next((field for field in fields if pattern.search(_name(field)) and _offers(field, part)), None)
        for part, pattern in _NAMES.items()
    }
    if len({id(field) for field in parts.values()}) == 3 and None not in parts.values():
        return {part: field for part, field in parts.items() if field is not None}
    inputs = [field for field in fields if field.tag == "input"]
    first = next((field for field in inputs if _FROM.search(_name(field))), None)
    last = next((field for field in inputs if _UNTIL.search(_name(field)) and field is not first), None)
    if first is not None and last is not None:
        return {"from": first, "until": last}
    single = [field for field in inputs if _DATE.search(_name(field)) or field.get("type") == "date"]
    return {"date": single[0]} if len(single) == 1 else {}


def _offers(field: Element, part: str) -> bool:
    if field.tag == "input":
        return True
    numbers = _options(field)
    highest = max(numbers, default=0)
    return {"day": 28 <= highest <= 31, "month": highest == 12, "year": highest >= 1990}[part]


def _is_meant(box: Element, controls: dict[str, Element]) -> bool:
    near = box.getparent() if box.getparent() is not None and box.tag != "form" else box
    text = " ".join(text_in(near).split())[:2000]
    if _NOT_MEANT.search(text):
        return False
    selects = all(control.tag == "select" for control in controls.values())
    return _MEANT.search(text) is not None or ("day" in controls and selects)


def _spans(since: dt.date, until: dt.date, *, whole_months: bool) -> Iterator[tuple[dt.date, dt.date]]:
    last = until
    while last >= since:
        first = max(last.replace(day=1), since) if whole_months else last
        yield first, last
        last = first - dt.timedelta(days=1)


def _filled(form: _DateForm, first: dt.date, last: dt.date) -> dict[str, str] | None:
    """The fields for one request; None for a date that the selects do not offer."""
    changed: dict[str, str] = {}
    for part, control in form.controls.items():
        if part in ("day", "month", "year"):
            number = {"day": last.day, "month": last.month, "year": last.year}[part]
            value = _options(control).get(number) if control.tag == "select" else f"{number:02}"
            if value is None:
                return None
            changed[control.get("name", "")] = value
        else:
            changed[control.get("name", "")] = _written(control, first if part == "from" else last)
    return changed


def _written(control: Element, day: dt.date) -> str:
    if control.get("type") == "date":
        return day.isoformat()
    shape = (control.get("placeholder") or control.get("value") or "dd/mm/yyyy").lower()
    if re.match(r"y{4}-|\d{4}-", shape):
        return day.isoformat()
    if shape.startswith(("mm/dd", "m/d")):
        return f"{day:%m/%d/%Y}"
    return f"{day:%d-%m-%Y}" if "-" in shape else f"{day:%d/%m/%Y}"


def _pressed(box: Element) -> dict[str, str]:
    button = _button(box)
    if button is None:
        return {}
    posted = postback_of(button)
    if posted is not None:
        return {"__EVENTTARGET": posted[0], "__EVENTARGUMENT": posted[1]}
    name = button.get("name", "")
    if button.get("type", "").lower() == "image":
        return {f"{name}.x": "1", f"{name}.y": "1"} if name else {"x": "1", "y": "1"}
    return {name: button.get("value", "")} if name else {}


def _button(box: Element) -> Element | None:
    buttons: Sequence[Element] = box.xpath(
        ".//input[@type='submit' or @type='image'] | .//button[not(@type) or @type='submit']"
    )
    posting = [link for link in box.xpath(".//a | .//input[@type='button'] | .//select") if postback_of(link)]
    return next(iter([*buttons, *posting]), None)


def _options(select: Element) -> dict[int, str]:
    """The values of a select's options by the number they stand for."""
    found: dict[int, str] = {}
    for option in select.iter("option"):
        text = text_in(option).strip()
        value = option.get("value", text)
        digits = re.search(r"\d+", value if value.strip().isdigit() else text)
        if digits:
            found.setdefault(int(digits[0]), value)
    return found


def _name(control: Element) -> str:
    return (control.get("name") or "").rsplit("$", 1)[-1]
