"""Portal files made from what a trial found."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import tomli_w

from crawler.errors import UsageError
from crawler.extraction.page import Page
from crawler.net.address import is_private, literal_address
from crawler.portal import Portal, PortalFields
from crawler.provinces import NATIONAL, find_province, load_provinces
from crawler.recipe import AUTO, GENERIC
from crawler.text.folding import search_form
from crawler.text.letters import normal_form
from crawler.trial import Trial
from crawler.url import target

UNKNOWN = "chưa rõ"


@dataclass(slots=True, frozen=True)
class Site:
    """What the portal file says of the site besides its addresses."""

    name: str
    province: str


def unknown_portal(url: str, *, portal_id: str | None, province: str | None) -> Portal:
    """A portal of which nothing but its address is known. Raises UsageError for what is no web address."""
    url = url if "://" in url else f"https://{url}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no web address")
    stem = portal_id or re.sub(r"[^a-z0-9]+", "-", _bare(parts.netloc)).strip("-")
    path = parts.path or "/"
    home = f"{parts.scheme}://{parts.netloc}/"
    listing = f"{path}?{parts.query}" if parts.query else path
    fields = PortalFields(
        name=parts.netloc,
        home=home,
        province=_province(province, parts.hostname),
        recipe=AUTO,
        listings=[listing],
        delay=0.0 if _is_ours(parts.hostname) else 1.0,
    )
    return Portal(stem, fields, Path(f"{stem}.toml"))


def describe_site(trial: Trial, *, province: str | None) -> Site:
    """The site's name as its front page gives it, and its province."""
    home = trial.portal.fields.home
    front = next((body for url, (body, _) in trial.pages.items() if urlsplit(url).path in ("", "/")), b"")
    front = front or next((body for body, _ in trial.pages.values()), b"")
    title = Page(front, url=home).tree.findtext(".//title") or "" if front else ""
    return Site(normal_form(title)[:200] or trial.portal.fields.name, trial.portal.fields.province)


def portal_file(trial: Trial, site: Site) -> str:
    """The TOML text of a portal file that crawls as it stands, with comments on what it rests on."""
    fields = trial.portal.fields
    recipe = trial.read_with
    known = tomli_w.dumps(
        {
            "name": site.name,
            "home": fields.home,
            "province": site.province,
            "recipe": recipe,
            "listings": [target(url) for url in trial.portal.listings],
        }
    )
    lines = [f"# Written by khotin probe: {_how(trial)}", *_odd(site)]
    lines += [known.rstrip()]
    if not fields.delay:
        lines.append("delay = 0  # a server of your own")
    sections = [url for url in trial.sections if url not in trial.portal.listings]
    if sections:
        lines.append("# Sections found from there, which are walked too:")
        lines += [f"#   {target(url)}" for url in sections[:30]]
    return "\n".join(lines) + "\n"


def _how(trial: Trial) -> str:
    if trial.read_with == GENERIC:
        why = trial.evidence[0] if trial.evidence else "no known family"
        return f"read by structure ({why}). Check the dates and bodies with `khotin check`."
    sure = f", {trial.sureness:.0%} sure" if trial.sureness else ""
    return f"the family is {trial.read_with}{sure} ({'; '.join(trial.evidence[:3])})."


def _odd(site: Site) -> list[str]:
    return ["# The province is not told by the host: fill it in."] if site.province == UNKNOWN else []


def _province(asked: str | None, host: str) -> str:
    if asked:
        return asked if asked == NATIONAL else find_province(asked).name
    labels = set(host.split("."))
    for unit in load_provinces():
        if search_form(unit.name).replace(" ", "").replace("-", "") in {label.replace("-", "") for label in labels}:
            return unit.name
    return UNKNOWN


def _bare(netloc: str) -> str:
    host = netloc.lower().rpartition("@")[2].removeprefix("www.")
    return host.removesuffix(".gov.vn").removesuffix(".vn")


def _is_ours(host: str) -> bool:
    address = literal_address(host)
    return host == "localhost" or (address is not None and is_private(address))
