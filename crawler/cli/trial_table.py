"""The table that `khotin probe` and `khotin check` show: what would be archived of a few articles."""

from rich.console import Console
from rich.table import Table

from crawler.trial import Trial, TriedArticle

MISSING = "[red]missing[/red]"


def show_trial(trial: Trial) -> None:
    """Print what was read, and what could not be."""
    console = Console()
    table = Table(box=None, pad_edge=False, show_lines=True)
    for heading in ("date", "title", "lede", "body", "other links"):
        table.add_column(heading, overflow="ellipsis", justify="right" if heading == "other links" else "left")
    for article in trial.articles:
        table.add_row(*_cells(article))
    if trial.articles:
        console.print(table)
    for url, reason, detail in trial.problems:
        console.print(f"[yellow]problem[/yellow] {reason}{': ' + detail if detail else ''}  {url}", soft_wrap=True)


def missing_fields(trial: Trial) -> list[str]:
    """Fields that no article of the trial has, by name; what a recipe's selector no longer finds shows here."""
    names = ("title", "published", "lede", "body", "section", "byline")
    return [name for name in names if trial.articles and not any(getattr(one, name) for one in trial.articles)]


def trial_json(trial: Trial) -> dict[str, object]:
    """The trial for programs."""
    names = TriedArticle.__dataclass_fields__
    return {
        "portal": trial.portal.id,
        "recipe": trial.read_with,
        "sureness": trial.sureness,
        "evidence": trial.evidence,
        "sections": trial.sections,
        "articles": [{name: getattr(article, name) for name in names} for article in trial.articles],
        "missing": missing_fields(trial),
        "problems": [{"url": url, "reason": reason, "detail": detail} for url, reason, detail in trial.problems],
        "trouble": trial.trouble,
    }


def _cells(article: TriedArticle) -> list[str]:
    body = " ".join(article.body.split())
    return [
        article.published[:16].replace("T", " ") or f"{MISSING} {article.published_text}",
        article.title,
        article.lede[:80] or "[dim]none[/dim]",
        f"{body[:120]} … ({len(body.split())} words)" if body else MISSING,
        str(article.other_links),
    ]
