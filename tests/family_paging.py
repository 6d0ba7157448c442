"""How family sites turn a listing's page by POST: ASP.NET postbacks and fragments, one function a kind."""

import base64
import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

from tests.family_views import SectionView

if TYPE_CHECKING:
    from tests.family_answers import Answers

Turned = tuple[SectionView, int] | int  # the section and page to show, or the status of a refusal


def state_of(section: SectionView, number: int) -> str:
    """The `__VIEWSTATE` of a listing page: it names the page, so that a stale or missing one is noticed."""
    return base64.b64encode(f"\xff\x01|{section.id}|{number}|{'kh' * 40}".encode("latin-1")).decode()


def validation_of(state: str) -> str:
    return base64.b64encode(hashlib.sha256(state.encode()).digest()).decode()


def turned_page(site: "Answers", target: str, body: bytes, media_type: str) -> Turned:
    kind = site.config.paging.kind
    if kind == "postback":
        return _postback(site, target, body)
    if kind == "post":
        return _fragment(site, target, body, media_type)
    return 405


def _postback(site: "Answers", target: str, body: bytes) -> Turned:
    """As ASP.NET: the state must be whole and its own, and the event one that this very page offered (else 500)."""
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    state = form.get("__VIEWSTATE", "")
    section = next((one for one in site.sections if unquote(one.url) == unquote(_path(target))), None)
    if section is None:
        return 404
    if not state or form.get("__EVENTVALIDATION") != validation_of(state):
        return 500
    shown = int(base64.b64decode(state).split(b"|")[2])
    if state != state_of(section, shown):
        return 500
    pager = site.addressing.pager(section, shown)
    offered = [*pager.shown, pager.first_page, pager.last_page, *filter(None, [pager.previous, pager.next])]
    event = (form.get("__EVENTTARGET", ""), form.get("__EVENTARGUMENT", ""))
    number = next((link.number for link in offered if (link.target, link.argument) == event), 0)
    return (section, number) if number else 500


def _fragment(site: "Answers", target: str, body: bytes, media_type: str) -> Turned:
    paging = site.config.paging
    if _path(target) != paging.url:
        return 404
    if paging.requires and not media_type.startswith(paging.requires):
        return 415
    text = body.decode()
    if "urlencoded" in media_type:
        text = unquote_plus(text)
    number, named = re.search(paging.page, text), re.search(paging.section, text)
    if not number or not named:
        return 500
    section = next((one for one in site.sections if named[1] in (str(one.id), str(one.number), one.slug)), None)
    return (section, int(number[1]) - paging.first + 1) if section else 500


def _path(target: str) -> str:
    parts = urlsplit(target)
    return parts.path + (f"?{parts.query}" if parts.query else "")
