"""What a listing leads to besides its own items."""

from crawler.extraction.page import Page
from crawler.extraction.reader import Reader
from crawler.recipe import Recipe, RecipeFields, check_recipe

HOME = "https://tinh.example.vn/"
FIELDS = RecipeFields(
    title="h1",
    body=".body",
    article_url=r"-(?P<key>\d+)\.html",
    listing_url=r"^/[a-z-]+/?(?:\?page=\d+)?$",
    listing_links=".list a",
)
MENU = '<ul class="menu"><li><a href="/van-hoa">Văn hóa</a></li><li><a href="/van-hoa">Văn hóa</a></li></ul>'
NEWS = '<div class="hot"><a href="/tin/mot-1.html">Một</a></div>'
PAGER = '<div class="pagination"><a href="/kinh-te?page=2">2</a><a href="/kinh-te">1</a></div>'


def ways(markup: str, url: str) -> list[tuple[str, str]]:
    check_recipe(FIELDS)
    page = Page(f"<body>{markup}</body>".encode(), url=url)
    reading = Reader(Recipe("tried", FIELDS)).read(page, expected="listing")
    assert reading.kind == "listing"
    return [(link.relation, link.url.removeprefix(HOME)) for link in reading.links]


def test_a_home_page_leads_to_sections_and_to_the_news_on_it() -> None:
    assert ways(MENU + NEWS, HOME) == [("section", "van-hoa"), ("text", "tin/mot-1.html")]


def test_a_section_leads_to_its_items_the_other_sections_and_the_news_beside_and_its_pager_makes_none() -> None:
    items = '<div class="list"><a href="/tin/hai-2.html">Hai</a></div>'
    assert ways(MENU + items + NEWS + PAGER, HOME + "kinh-te") == [
        ("listed", "tin/hai-2.html"),
        ("section", "van-hoa"),
        ("text", "tin/mot-1.html"),
    ]


def test_files_other_patterns_and_the_page_itself_are_left_out() -> None:
    links = "".join(
        f'<a href="{href}">x</a>' for href in ("/kinh-te", "/tai-lieu.pdf", "/lien-he.aspx", "#", "http://[")
    )
    assert ways(links, HOME + "kinh-te") == []
