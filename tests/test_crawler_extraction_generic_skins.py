"""What stands around the article in the skins of many builders, one page each, read without a recipe."""
# ruff: noqa: E501

import pytest

from crawler.extraction.generic import generic_read
from tests.small_pages import MORE, TEXT, TITLE, page, published, read, texts

SUMMARY = "Bà con đã trồng hơn bốn mươi nghìn cây lát hoa dọc con đường liên xã mới mở, nhiều nhà góp cả ngày công lẫn cây giống để kịp vụ mưa."
ITEM = '<p><a href="/tin/x-{n}777.html">Xã bên trồng rừng đợt {n} dọc đường liên xã</a></p><p>{text}</p>'
COLUMN = "".join(ITEM.format(n=n, text=SUMMARY) for n in range(6))


@pytest.mark.parametrize("between", ["<h4>Bài viết liên quan</h4><p><a href='/tin/x-1'>Tin</a></p>", ""])
def test_a_column_of_summaries_is_no_text_however_short_the_article(between: str) -> None:
    article = read(f"<div><h3>{TITLE}</h3><p>31/05/2017</p><p>{TEXT}</p>{between}</div><div>{COLUMN}</div>")
    assert texts(article) == [TEXT]


def test_summaries_above_the_article_do_not_hide_its_title() -> None:
    items = "".join(
        f"<div><a href='/tin/x-{n}777.html'>Xã bên trồng rừng đợt {n}</a><div>{SUMMARY * 3}</div></div>"
        for n in range(4)
    )
    main = f"<div>{items}</div><div><div>Kinh tế</div><div>{TITLE}</div><div>31/05/2017</div><div>{TEXT}</div><div>{MORE}</div></div>"
    article = generic_read(page(main, title="Xã Nậm Lành"), expected="article").article
    assert article is not None
    assert (article.title, published(article), texts(article)) == (TITLE, "2017-05-31T00:00", [TEXT, MORE])
