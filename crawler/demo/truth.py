"""What an archive should hold of the bundled portal, from its texts alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from crawler.demo.body import parse_blocks, plain, plain_body
from crawler.demo.markup import article_address
from crawler.demo.source import Article, Attachment, Section

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Truth:
    """One article. `url` is its address under its own section, `urls` every address it is listed under.

    `published_at` is an ISO instant, None where nothing readable was printed; then the article is archived without a
    date and stands in `problems` too. A lede repeated as the first paragraph is not repeated in `body`; captions are
    not in `body`. `section` is the last of the printed trail.
    """

    key: str
    url: str
    urls: tuple[str, ...]
    title: str
    lede: str
    body: str
    byline: str
    section: str
    section_trail: str
    published_text: str
    published_at: str | None
    published_precision: str | None
    captions: tuple[str, ...]
    attachments: tuple[Attachment, ...]


def truth_of(article: Article, section: Section) -> Truth:
    published_at, precision = published(article)
    captions = [article.picture.caption] if article.picture else []
    captions += [block.lines[0] for block in parse_blocks(article.body) if block.kind == "picture"]
    return Truth(
        key=str(article.key),
        url=article_address(article.section, article.key),
        urls=tuple(article_address(cn, article.key) for cn in article.sections),
        title=article.title,
        lede=plain(article.lede),
        body=plain_body(article.body),
        byline=article.byline,
        section=section.name,
        section_trail=f"{section.parent} >> {section.name}",
        published_text=article.published_text(),
        published_at=published_at,
        published_precision=precision,
        captions=tuple(captions),
        attachments=article.attachments,
    )


def published(article: Article) -> tuple[str | None, str | None]:
    if article.printed is not None:
        return None, None
    posted: datetime = article.posted.replace(tzinfo=VIETNAM)
    if article.clock == "day":
        return posted.replace(hour=0, minute=0).isoformat(), "day"
    return posted.isoformat(), "minute"
