"""When a known article's page tells something else altogether: an edit, or one page shown for every address.

Texts are compared by their pairs of neighbouring words, which a new template, a corrected figure or a paragraph more or
less leave as they are.
"""

import re
from collections.abc import Iterable

from crawler.text.folding import search_form

Pairs = frozenset[tuple[str, str]]
_WORD = re.compile(r"\w+")
_KEPT = 0.4  # so much of the longer text both have where it is the same article
_SHARED = 0.4  # so much of the shorter text both have where two addresses show the same page


def pairs_of(*texts: str) -> Pairs:
    """The pairs of neighbouring words of `texts`; the words themselves where there is one alone."""
    words = _WORD.findall(search_form(" ".join(texts)))
    return frozenset(zip(words, words[1:] or words, strict=False))


def is_kept(held: Pairs, shown: Pairs) -> bool:
    """Whether the text shown is the one held, perhaps edited: not another one, nor its first sentence alone."""
    return len(held & shown) >= _KEPT * max(len(held), len(shown))


def is_shown_elsewhere(held: Pairs, shown: Pairs, others: Iterable[Pairs]) -> bool:
    """Whether what is shown in place of the text held is no text of its own: a few words of that one, or of a page
    that other addresses show too."""
    if len(shown - held) <= (1 - _SHARED) * len(shown):
        return True
    return any(len(shown & other) >= _SHARED * min(len(shown), len(other)) for other in others)
