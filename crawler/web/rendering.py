"""Templates to pages. Everything in them is escaped but the two texts that were made safe: a body and a diff."""

from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crawler.web.asked import Asked
from crawler.web.words import Words

_SAFE = ("body", "compared")  # made by crawler.web.clean_html and crawler.diff_html
KIND_WORDS = {"new": "Mới", "edited": "Sửa", "gone": "Đã gỡ", "restored": "Đăng lại"}


class Renderer:
    """Fills templates; the style sheet's address changes with its content, so that browsers may keep it."""

    def __init__(self, static: Path) -> None:
        self._environment = Environment(
            loader=PackageLoader("crawler.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        version = sha256((static / "khotin.css").read_bytes()).hexdigest()[:10]
        self._environment.globals |= {"style": f"/static/khotin.css?{version}", "kind_words": KIND_WORDS}
        self._environment.filters["url"] = lambda value: quote(str(value), safe="")
        self._environment.filters["as_instant"] = lambda text: datetime.fromisoformat(text) if text else None
        for name in self._environment.list_templates():  # now: an update of khotin must not change what is being served
            self._environment.get_template(name)

    def page(self, template: str, asked: Asked, values: dict[str, Any]) -> str:
        """The page in the language that `asked` names."""
        words = _words(asked.language)
        given = values | {name: Markup(values[name]) for name in _SAFE if name in values}  # noqa: S704 - see _SAFE
        return self._environment.get_template(template).render(
            given, asked=asked, t=words.say, words=words, other_language=_other(asked), address=_address
        )


@cache
def _words(language: str) -> Words:
    return Words(language)


def _other(asked: Asked) -> str:
    return f"/language/{'en' if asked.language == 'vi' else 'vi'}?{urlencode({'to': asked.here})}"


def _address(path: str, **fields: Any) -> str:
    """A path of this site with a query; fields without a value are left out."""
    left = urlencode([(name, value) for name, value in fields.items() if value])
    return f"{path}?{left}" if left else path
