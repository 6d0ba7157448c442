"""Which family of systems a page is from, by the signs that the recipes name (crawler.recipe.Signs).

Signs are independent hints: sureness is 1 - Π(1 - weight). Strong ones are searched for every recipe, the rest only
where none was found or to tell the leaders apart, so that a page costs well under a millisecond.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.extraction.address import absolute
from crawler.extraction.element import Element, text_in
from crawler.extraction.line_words import is_title_like
from crawler.extraction.page import Page
from crawler.recipe import GENERIC, Recipe
from crawler.url import bare_host, target

_STRONG, _FURTHER, _WEAK, _URL, _ANSWER = 0.9, 0.5, 0.3, 0.2, 0.4
_FITS, _LISTS = 0.5, 0.3
_RIVAL = 0.25
_HEADLINES = 8
_SURE_ENOUGH = 0.5
_MOST_MARKUP = 400_000
_ESCAPED = re.compile(r"\\(.)")
_STAND_INS = {letter: chr(0xE000 + number) for number, letter in enumerate(".^$*+?{}[]|()")}
_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")


@dataclass(slots=True, frozen=True)
class Recognition:
    """The recipe's name ("generic" where no family is sure enough), how sure that is (0 to 1), and what told it.

    `refused` is a family that the page has the signs of, but not the addresses: the whole portal is not its.
    """

    recipe: str
    sureness: float
    evidence: list[str] = field(default_factory=list)
    refused: str = ""


def recognise(page: Page, headers: Mapping[str, str], recipes: Mapping[str, Recipe]) -> Recognition:
    """The family `page` is of, the answer's `headers` (names in any case, cookies in Set-Cookie) considered."""
    markup = page.raw[:_MOST_MARKUP].decode("utf-8", "replace")
    answer = {name.lower(): value for name, value in headers.items()}
    found = {name: list(_strong(recipe, markup)) for name, recipe in recipes.items()}
    if not any(found.values()):
        found = {name: list(_weak(recipe, markup, answer)) for name, recipe in recipes.items()}
    else:
        for name in [name for name, signs in found.items() if signs]:
            found[name] += _weak(recipes[name], markup, answer)
    ranked = sorted(found, key=lambda name: (-_sureness(found[name]), name))
    if not ranked or not found[ranked[0]]:
        return Recognition(GENERIC, 1.0, ["no sign of any family"])
    for name in ranked[:2]:
        if found[name]:
            found[name] += _fitting(recipes[name], page)
    best = ranked[0]
    if not _knows_addresses(recipes[best], page):
        why = f"{best}, but its articles have other addresses: {found[best][0][1]}"
        return Recognition(GENERIC, 0.7, [why], refused=best)
    return _decide(found, sorted(ranked[:2], key=lambda name: (-_sureness(found[name]), name)))


def _decide(found: Mapping[str, Sequence[tuple[float, str]]], leaders: Sequence[str]) -> Recognition:
    best = leaders[0]
    sureness = _sureness(found[best])
    evidence = [why for _, why in found[best]]
    if len(leaders) > 1 and (rival := _sureness(found[leaders[1]])) > 0.8 * sureness:
        sureness *= 1 - _RIVAL * rival
        evidence.append(f"but {leaders[1]} too: {found[leaders[1]][0][1]}")
    if sureness < _SURE_ENOUGH:
        return Recognition(GENERIC, round(1 - sureness, 2), [f"{best}, not sure enough: {', '.join(evidence)}"])
    return Recognition(best, round(sureness, 2), evidence)


def _sureness(signs: Sequence[tuple[float, str]]) -> float:
    doubt = 1.0
    for weight, _ in signs:
        doubt *= 1 - weight
    return 1 - doubt


def _strong(recipe: Recipe, markup: str) -> Iterator[tuple[float, str]]:
    weight = _STRONG
    for pattern in recipe.fields.signs.strong:
        if match := _search(pattern, markup):
            yield weight, f"strong: {match}"
            weight = _FURTHER


def _weak(recipe: Recipe, markup: str, headers: Mapping[str, str]) -> Iterator[tuple[float, str]]:
    signs = recipe.fields.signs
    for pattern in signs.weak:
        if match := _search(pattern, markup):
            yield _WEAK, f"weak: {match}"
    for pattern in signs.url:
        if match := _search(pattern, markup):
            yield _URL, f"address: {match}"
    cookies = headers.get("set-cookie", "")
    for pattern in signs.cookie:
        if any(re.search(pattern, cookie.strip()) for cookie in re.split(r"[;,]", cookies)):
            yield _ANSWER, f"cookie: {pattern}"
    lines = [f"{name}: {value}" for name, value in headers.items()]
    for pattern in signs.header:
        if any(re.search(pattern, line) for line in lines):
            yield _ANSWER, f"header: {pattern}"


def _fitting(recipe: Recipe, page: Page) -> Iterator[tuple[float, str]]:
    """Whether the recipe finds an article, or a listing's links, on the page."""
    if _matches(recipe, "title", page) and _matches(recipe, "body", page):
        yield _FITS, "its title and body are there"
    elif _matches(recipe, "listing_links", page):
        yield _LISTS, "its listing's links are there"


def _knows_addresses(recipe: Recipe, page: Page) -> bool:
    """Whether one of the page's links that read like headlines leads where the recipe looks for articles.

    A family's skin or module that nobody described has its signs, but not its addresses. Believed of pages alone that
    have several such links and none to an article.
    """
    if not recipe.article_url or any(pattern.search(target(page.url)) for pattern in recipe.article_url):
        return True
    headlines = {absolute(link.get("href"), page.base) for link in page.tree.iter("a") if _is_headline(link)}
    own = [target(url) for url in headlines if url and bare_host(url) == bare_host(page.url)]
    return len(own) < _HEADLINES or any(pattern.search(path) for path in own for pattern in recipe.article_url)


def _is_headline(link: Element) -> bool:
    return bool(link.get("href")) and is_title_like(" ".join(text_in(link).split()))


def _matches(recipe: Recipe, name: str, page: Page) -> bool:
    return any(selector.elements(page.tree) for selector in recipe.selectors(name))


def _search(pattern: str, markup: str) -> str:
    """What `pattern` matches, at most 60 letters; "" where it does not match."""
    needed = _literal(pattern)
    if needed and needed not in markup:
        return ""
    match = re.search(pattern, markup)
    return match[0][:60].strip() or pattern if match else ""


@lru_cache(maxsize=2048)
def _literal(pattern: str) -> str:
    """A stretch of plain letters that every match of `pattern` holds; "" where none can be told by its looks."""
    if _FLAGS.search(pattern):
        return ""
    plain = _ESCAPED.sub(
        lambda escaped: "\0" if escaped[1].isalnum() else _STAND_INS.get(escaped[1], escaped[1]), pattern
    )
    outside, depth = "", 0
    for letter in re.sub(r"\[[^\]]*\]", "\0", plain):
        depth += letter == "("
        if letter == "|" and not depth:
            return ""
        outside += "\0" if depth else letter
        depth -= letter == ")"
    outside = re.sub(r".[*?]|.\{[^}]*\}", "\0", outside)
    longest = max(re.split(r"[\0.^$+]", outside), key=len)
    for letter, stand_in in _STAND_INS.items():
        longest = longest.replace(stand_in, letter)
    return longest
