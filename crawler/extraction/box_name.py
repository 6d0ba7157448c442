"""What tag, class and id tell of a box, told once for all boxes of a portal's pages that are named alike."""

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.extraction.hints import Hint, all_hints, names_hidden

_TAG_HINTS: dict[str, Hint] = {"nav": "nav", "aside": "side", "footer": "footer", "header": "header"}
_WITHIN: frozenset[Hint] = frozenset(("related", "comment", "tags", "crumb", "pager"))
_SITE_CLASS = re.compile(r"\b(?:site|web|portal)[-_]?(?:title|name)|\bbrand\b|\blogo|slogan", re.I)
_FIGURES = re.compile(r"\d{2,}")


class BoxName(NamedTuple):
    """`classes` are as written. `hidden`: no reader sees the box. `hint` is the part of the page the name tells of;
    `may_be_body`: it might tell of a body as well; `of_site`: it is the portal's own name. `place` tells boxes of other
    names apart.

    Numbers are left out of a place, for they are often the article's own (`post-4711`). A single figure is kept: it
    tells apart what stands side by side (`divArticleDescription1` the summary, `divArticleDescription2` the body).
    """

    classes: str
    hidden: bool
    hint: Hint
    may_be_body: bool
    of_site: bool
    place: bytes


@lru_cache(maxsize=16384)
def box_name(tag: str, classes: str, ident: str) -> BoxName:
    """What a box of that tag, class and id is called for."""
    hints = all_hints(f"{classes} {ident}" if ident else classes)
    kept = sorted(_FIGURES.sub("#", one) for one in classes.split())
    return BoxName(
        classes,
        bool(classes) and names_hidden(classes),
        _hint(tag, hints),
        "body" in hints,
        _SITE_CLASS.search(f"{classes} {ident}") is not None,
        f"{tag}.{' '.join(kept)}#{_FIGURES.sub('#', ident)}".encode(),
    )


@lru_cache(maxsize=1024)
def bare_name(tag: str) -> BoxName:
    """What a box without class and id is called for."""
    return box_name(tag, "", "")


def _hint(tag: str, hints: tuple[Hint, ...]) -> Hint:
    of_tag = _TAG_HINTS.get(tag, "")
    return hints[0] if hints and (not of_tag or hints[0] in _WITHIN) else of_tag
