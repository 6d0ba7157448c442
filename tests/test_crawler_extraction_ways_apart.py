"""Lines that point to other articles, titles that lead elsewhere, captions by their class, English parts of a portal."""
# ruff: noqa: E501

import pytest

from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page
from crawler.extraction.pager_steps import steps_in
from crawler.extraction.paging import next_pages
from crawler.extraction.traps import is_trap_url
from tests.test_crawler_extraction_generic_odds import LEDE, MORE, TEXT, TITLE, page, published, read, texts

ELSEWHERE = "<a href='/tin/khac-777.html'>Ngày hội cồng chiêng ở xã Suối Giàng thu hút hàng nghìn người</a>"


@pytest.mark.parametrize(
    "label", ["&gt;&gt; Xem thêm:", "Tin liên quan:", "<b>Đọc thêm</b> →", "» <i>Bài liên quan:</i>"]
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_that_points_to_another_article_is_no_text(label: str, place: int) -> None:
    lines = [f"<p>{LEDE}</p>", f"<p>{TEXT}</p>", f"<p>{MORE}</p>"]
    lines.insert(place + 1, f"<p>{label} {ELSEWHERE}</p>")
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div>{''.join(lines)}</div>")
    assert " ".join([article.lede, *texts(article)]).split() == f"{LEDE} {TEXT} {MORE}".split()


def test_a_sentence_with_a_link_in_it_stays() -> None:
    sentence = "<p>Xem thêm ảnh ở <a href='/tin/a-77.html'>trang của xã Nậm Lành</a>, mục sản xuất vụ mùa.</p>"
    assert len(texts(read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div><p>{TEXT}</p>{sentence}<p>{MORE}</p></div>"))) == 3


@pytest.mark.parametrize(("href", "kind"), [("/tin/bai-12345.html", "article"), ("/tin/khac-777.html", "listing")])
def test_a_title_that_leads_to_another_page_heads_an_item_of_a_list(href: str, kind: str) -> None:
    more = "".join(
        f"<h3><a href='/tin/b-{n}99.html'>Bài thứ {n} về việc sửa kênh ở xã bên</a></h3><p>{MORE}</p>" for n in range(2)
    )
    rest = more if kind == "listing" else ""
    markup = f"<p>31/05/2017</p><h3><a href='{href}'>{TITLE}</a></h3><div><p>{TEXT}</p><p>{LEDE}</p></div>{rest}"
    assert generic_read(page(markup)).kind == kind


def test_the_older_posts_of_a_blog_are_its_next_page() -> None:
    markup = f"<div>{TEXT}</div><div><a href='/?start=4'>Bài đăng Cũ hơn</a></div>"
    one = Page(markup.encode(), url="http://a.example/")
    assert [link.url for link in next_pages(one, None, number=1)] == ["http://a.example/?start=4"]
    assert steps_in([one.tree], one.url, others=False)


@pytest.mark.parametrize("name", ["chuthich", "chu-thich-anh", "image-desc", "photo_note", "PhotoCMS_Caption"])
def test_captions_are_known_by_their_class(name: str) -> None:
    picture = f"<div><img src='/a.jpg'><p class='{name}'>Bà con xã Nậm Lành bên con kênh</p></div>"
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div><p>{TEXT}</p>{picture}<p>{MORE}</p></div>")
    assert texts(article) == [TEXT, MORE]
    assert [image.caption for image in article.images] == ["Bà con xã Nậm Lành bên con kênh"]


def test_the_english_part_of_a_portal_is_read_where_no_recipe_tells_it_is_a_mirror() -> None:
    assert is_trap_url("http://a.example/en/news/a12.html") == "language"
    assert is_trap_url("http://a.example/en/news/a12.html", english=False) is None
    assert is_trap_url("http://a.example/en/search?q=x", english=False) == "search"
    assert is_trap_url("http://a.example/tin?lang=en", english=False) == "language"


def test_a_title_of_few_words_below_a_menu_is_no_menu_entry() -> None:
    menu = "".join(
        f"<li><a href='/m{n}'>{name}</a></li>" for n, name in enumerate(("Tin", "Văn bản", "Hỏi đáp", "Ảnh"))
    )
    markup = (
        f"<div>{menu}</div><h1><a href='/tin/bai-12345.html'>Thông báo số 62</a></h1><p>31/05/2017</p><p>{TEXT}</p>"
    )
    reading = generic_read(page(markup, title="Thông báo số 62"), expected="article")
    assert reading.article is not None
    assert reading.article.title == "Thông báo số 62"


def test_the_foot_of_an_article_may_tell_when_it_was_published() -> None:
    foot = "<footer><p>Published: 31/05/2017 14:30</p><address>By Ban biên tập</address></footer>"
    article = read(f"<article><h2>{TITLE}</h2><p>{TEXT}</p><p>{MORE}</p>{foot}</article>")
    assert (published(article), texts(article)) == ("2017-05-31T14:30", [TEXT, MORE])


def test_the_only_time_on_a_page_is_the_articles_wherever_it_stands() -> None:
    side = "<nav><ul><li><time datetime='2017-05-31 14:30:00+00:00'>31/05/2017 14:30</time></li></ul></nav>"
    body = f"<article><h1>{TITLE}</h1><p>{TEXT}</p><p>{MORE}</p></article>"
    assert published(read(side + body)) == "2017-05-31T14:30"
    assert published(read(side + side + body)) == "-"


def test_a_box_that_says_the_title_once_more_is_about_the_article_and_not_of_it() -> None:
    box = f"<div><div>{TITLE}</div><div>http://a.example/tin/bai-12345.html</div><div>Tác giả</div><div>Ban biên tập</div></div>"
    article = read(
        f"<article><h1>{TITLE}</h1><p>31/05/2017</p><div><p>{TEXT}</p><p>{MORE}</p></div><hr>{box}</article>"
    )
    assert texts(article) == [TEXT, MORE]


def test_one_paragraph_in_a_row_below_a_picture_is_no_caption() -> None:
    rows = f"<tr><td>{TITLE}</td></tr><tr><td>31/05/2017</td></tr><tr><td><img src='/a.jpg'></td></tr><tr><td><p>{TEXT}</p></td></tr>"
    article = read(f"<table>{rows}</table>")
    assert texts(article) == [TEXT]
    assert [(image.url, image.caption) for image in article.images] == [("http://a.example/a.jpg", "")]


def test_text_in_a_tab_is_no_menu() -> None:
    tabs = "<ul class='nav nav-tabs'><li><a href='#a'>Nội dung</a></li><li><a href='#b'>Góp ý</a></li></ul>"
    panes = f"<div class='tab-content'><div class='tab-pane' id='a'><p>31/05/2017</p><p>{TEXT}</p></div></div>"
    assert texts(read(f"<h4>{TITLE}</h4>{tabs}{panes}")) == [TEXT]


def test_the_only_item_below_a_heading_of_other_news_is_no_text_with_its_summary() -> None:
    item = f"<article><h3>{ELSEWHERE}</h3><p>{MORE} {LEDE} {MORE}</p></article>"
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><p>{TEXT}</p><div><h3>Bài viết liên quan</h3>{item}</div>")
    assert texts(article) == [TEXT]
