"""Saving a page and what was read from it as a fixture case (fixtures/pages/<recipe>/<case>/)."""

import json
import re
from pathlib import Path

from crawler.archive.clock import now, utc_text
from crawler.errors import UsageError
from crawler.text.folding import search_form
from crawler.trial import Trial


def save_case(trial: Trial, folder: Path) -> Path:
    """Write page.html, meta.json and expected.json of the trial's first article; returns the case's folder.

    Raises UsageError where the case exists already: what somebody reviewed is not overwritten.
    """
    article = trial.articles[0]
    body, media_type = trial.pages[article.url]
    name = re.sub(r"[^a-z0-9]+", "-", search_form(article.title)).strip("-")[:60]
    case = folder / trial.read_with / f"{trial.portal.id}-{name}"
    try:
        case.mkdir(parents=True)
    except FileExistsError as error:
        raise UsageError(f"{case}: exists already") from error
    (case / "page.html").write_bytes(body)
    meta = {"url": article.url, "content_type": media_type, "at": utc_text(now()), "kind": "article"}
    expected = {
        "kind": "article",
        "title": article.title,
        "lede": article.lede,
        "body": article.body,
        "byline": article.byline,
        "section": article.section,
        "published": article.published or None,
        "published_text": article.published_text,
    }
    for file, content in (("meta.json", meta), ("expected.json", expected)):
        (case / file).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return case
