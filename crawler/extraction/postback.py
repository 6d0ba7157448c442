"""What a browser sends for a form: the fields as they stand, with one button or event set."""

from urllib.parse import urlencode, urljoin

from crawler.extraction.element import Element
from crawler.extraction.form_fields import sent_fields
from crawler.extraction.page import Page
from crawler.extraction.pager_steps import Step, base_url
from crawler.items import Link

FORM_TYPE = "application/x-www-form-urlencoded"
_STATE = "__VIEWSTATE"


def posted_link(page: Page, step: Step, *, number: int) -> Link | None:
    """The request behind a `__doPostBack` link or a form's button; None where it stands in no form.

    All fields go along as a browser would send them, with __VIEWSTATE, __VIEWSTATEGENERATOR, __EVENTVALIDATION and
    every other hidden one. `page` set to `number` tells the link from the others with the same address.
    """
    form = form_of(page, step.element)
    if form is None:
        return None
    name, _, value = step.address.partition("\n")
    changed = {"__EVENTTARGET": name, "__EVENTARGUMENT": value}
    if step.button:
        changed = {name: value} if name else {}
    return form_link(page, form, changed, number=number)


def form_link(page: Page, form: Element, changed: dict[str, str], *, number: int) -> Link:
    """`form` sent with the fields in `changed` set."""
    fields = [(name, value) for name, value in form_fields(page, form) if name not in changed]
    sent = [*changed.items(), *fields]
    action = urljoin(base_url(page), (form.get("action") or "").strip() or page.url)
    if (form.get("method") or "get").lower() == "post":
        body = urlencode(sent).encode("ascii")
        return Link(action, "next", kind="listing", method="POST", body=body, media_type=FORM_TYPE, page=number)
    address = f"{action.partition('?')[0]}?{urlencode(sent)}"
    return Link(address, "next", kind="listing", page=number)


def form_of(page: Page, element: Element) -> Element | None:
    """The form around `element`, or that it names; where broken nesting lost it, the form that holds the view state."""
    around = next(element.iterancestors("form"), None)
    if owner := element.get("form"):
        around = next((form for form in page.tree.iter("form") if form.get("id") == owner), around)
    if around is not None:
        return around
    for form in page.tree.iter("form"):
        if form.xpath(f".//input[@name='{_STATE}']"):
            return form
    return None


def form_fields(page: Page, form: Element) -> list[tuple[str, str]]:
    """Names and values a browser would send; hidden fields the parser put outside the form are added."""
    if form.tag != "form":
        return []
    fields = list(sent_fields(form))
    if _STATE not in dict(fields):
        fields += [
            (hidden.get("name", ""), hidden.get("value", ""))
            for hidden in page.tree.xpath("//input[@type='hidden'][starts-with(@name,'__')]")
            if hidden.get("name") not in dict(fields)
        ]
    return [(name, value) for name, value in fields if name not in ("__EVENTTARGET", "__EVENTARGUMENT")]
