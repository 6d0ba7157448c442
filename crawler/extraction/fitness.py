"""Whether a family's recipe reads a portal's pages: many run a family's system in a skin that nobody described.

A recipe's places are believed where they give what the page's structure gives as well. Nothing is compared word by
word: structure may take chrome for text, and a recipe's dates and sections are the better ones.
"""

from collections.abc import Sequence

from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page
from crawler.extraction.reader import read_by_recipe
from crawler.extraction.template import Template
from crawler.items import ArticleFields
from crawler.recipe import Recipe

_SHORTEST = 40  # letters of a summary that must not be lost


def fits(recipe: Recipe, pages: Sequence[Page]) -> bool:
    """Whether of the articles among `pages` at most an odd one, or fewer than a quarter, lose what they show."""
    template, lost = Template.learn(pages), list[bool]()
    for page in pages:
        shown = generic_read(page, expected="article", template=template).article
        if shown is not None:
            lost.append(_loses(read_by_recipe(page, recipe, expected="article").article, shown))
    return not lost or (sum(lost) < len(lost) and (sum(lost) < 2 or 4 * sum(lost) < len(lost)))


def _loses(read: ArticleFields | None, shown: ArticleFields) -> bool:
    """Whether `read` lacks the article, its date, its summary or half of its text."""
    if read is None or (not read.dates and any(date.source in ("printed", "time") for date in shown.dates)):
        return True
    text, other = _words(read), _words(shown)
    if len(text) * 2 < len(other):
        return True
    captions = "".join("".join(image.caption.split()) for image in read.images)
    return not read.lede and len(shown.lede) >= _SHORTEST and "".join(shown.lede.split()) not in text + captions


def _words(article: ArticleFields) -> str:
    """Summary and body without white space."""
    return "".join("".join((article.lede, *(block.text for block in article.blocks))).split())
