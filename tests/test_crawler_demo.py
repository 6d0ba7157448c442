"""The bundled portal: all of it can be reached, its hazards are there, its truth is what its markup says."""

import unicodedata
from collections import deque
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from lxml import html

from crawler.demo.body import plain_body
from crawler.demo.compose import composed_text
from crawler.demo.letters import write_letters
from crawler.demo.site import DemoSite
from crawler.demo.source import FIXTURES, STYLES, load_source
from crawler.errors import ConfigurationError, KhotinError

FOLLOWED = "//a[contains(@class,'TMCD2_TieuDe')] | //*[@class='TMCD2_DongTinLienQuan']/a | //*[@id='divPhanTrang1']//a"


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite()


def tree_of(site: DemoSite, target: str) -> html.HtmlElement:
    return html.fromstring(site.page(target).body(site.counters), parser=html.HTMLParser(encoding="utf-8"))


def followed(tree: html.HtmlElement) -> Iterator[str]:
    for link in tree.xpath(FOLLOWED):
        parts = urlsplit(urljoin("http://portal/", link.get("href")))
        if parts.netloc == "portal":
            yield f"{parts.path}?{parts.query}"


def walk(site: DemoSite) -> dict[str, html.HtmlElement]:
    """Every article page by key, reached from the listings through other links alone."""
    waiting = deque(f"/?gd=1&cn={cn}" for cn in site.sections)
    seen, articles = set(waiting), {}
    while waiting:
        target = waiting.popleft()
        page = site.page(target)
        if page.status == 301:
            target = page.location
        tree = tree_of(site, target)
        if tree.xpath("//*[@class='TT_TinChiTiet_DocTin']"):
            articles[parse_qs(urlsplit(target).query)["tc"][0]] = tree
        new = [link for link in followed(tree) if link not in seen]
        seen.update(new)
        waiting.extend(new)
    return articles


def words(element: html.HtmlElement) -> str:
    text = unicodedata.normalize("NFC", element.text_content()).replace("\u00ad", "").replace("Ð", "Đ")
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Without spaces and the marks a plain text has for lists and tables."""
    return "".join(letter for letter in text if letter not in " \n\u00a0|-")


@pytest.mark.parametrize("state", [0, 1, 2])
def test_every_article_is_reached_by_listings_and_other_links(state: int) -> None:
    site = DemoSite(state)
    assert walk(site).keys() == site.truth().keys()


def test_the_site_is_as_large_as_promised(site: DemoSite) -> None:
    truth = site.truth().values()
    assert len(truth) == 171
    assert {entry.section for entry in truth} == {section.name for section in site.sections.values()}
    years = {entry.published_at[:4] for entry in truth if entry.published_at}
    assert years == {str(year) for year in range(2009, 2027)}
    assert len(site.sections) == 4


def test_most_articles_stand_in_no_listing(site: DemoSite) -> None:
    listed = {article.key for cn in site.sections for article in site.in_section(cn)[:15]}
    assert len(listed) < 60
    for cn in site.sections:
        tree = tree_of(site, f"/?gd=1&cn={cn}")
        assert len(tree.xpath("//*[@class='TMCD2_DongTieuDe']/a[@class='TMCD2_TieuDe']")) == 5
        assert len(tree.xpath("//*[@class='TMCD2_KhoiTinLienQuan']/*[@class='TMCD2_DongTinLienQuan']/a")) == 10


def test_truth_equals_what_the_pages_print(site: DemoSite) -> None:
    """The texts of the truth, joined, are the words of the read area, whatever letters and markup wrote them."""
    for key, tree in walk(site).items():
        truth = site.truth()[key]
        assert words(tree.xpath("//*[@class='TT_TinChiTiet_TieuDe']")[0]) == truth.title
        assert words(tree.xpath("//*[@class='TMCD2_DongTruongMuc']")[0]) == truth.section_trail
        printed = tree.xpath("//*[@class='TT_TinChiTiet_NgayCapNhat']/span/text()")
        assert "".join(printed) == truth.published_text
        area = tree.xpath("//*[@class='TT_TinChiTiet_DocTin']/span")[0]
        for caption in area.xpath(".//*[@class='TT_TinChiTiet_AnhMinhHoa']"):
            caption.drop_tree()
        repeated = "lede_repeated" in site.articles[int(key)].style
        expected = truth.lede * (1 + repeated) + truth.body + truth.byline
        assert squeezed(words(area)) == squeezed(expected), key
        assert [words(caption) for caption in tree.xpath("//*[@class='TT_TinChiTiet_MoTaAnh']")] == [*truth.captions][
            :1
        ]
        names = tree.xpath("//*[@class='TT_TinChiTiet_TepDinhKem']/a/@href")
        assert names == [entry.href for entry in truth.attachments]


def test_titles_bodies_and_paragraphs_are_not_repeated(site: DemoSite) -> None:
    truth = list(site.truth().values())
    assert len({entry.body for entry in truth}) == len(truth)
    assert len({entry.title for entry in truth}) == len(truth) - 1, "one title is used twice, on purpose"
    paragraphs = [part for entry in truth for part in entry.body.split("\n\n") if not part.startswith("- ")]
    assert len(set(paragraphs)) == len(paragraphs)


def test_pages_have_the_family_shape_and_a_real_size(site: DemoSite) -> None:
    page = site.page("/?gd=1&cn=82&tc=10650").body(site.counters).decode()
    assert page.count("<form ") == 1
    assert 'name="__VIEWSTATE"' in page
    before, area = page.split("<!-- FitcBatDauDocTin -->")
    area, after = area.split("<!-- FitcKetThucDocTin -->")
    assert "Ngày cập nhật <span>31/05/2017 02:30 CH</span>" in area
    assert '<td class="Cell56_5">' in before
    assert '<div id="ctl16_ctl00_divTM">' in area
    for chrome in ("Các tin khác", "Gửi tin qua email", "In ấn", "Thống kê truy cập", "Tổng truy cập"):
        assert chrome not in area
        assert chrome in after
    for chrome in ("Tìm kiếm tin tức", "Xem tin theo ngày"):
        assert chrome in before
    dates = tree_of(site, "/?gd=1&cn=82&tc=10650").xpath("//*[@class='TT_TinChiTiet_TinLienQuan_ThoiGian']/text()")
    assert len(dates) == 10
    assert dates[0].startswith("(")
    sizes = [len(site.page(f"/?gd=1&cn=82&tc={key}").body(site.counters)) for key in site.articles]
    assert min(sizes) > 15_000
    assert max(sizes) < 50_000


def test_counters_and_clock_move_with_every_request(site: DemoSite) -> None:
    first, second = (site.page("/?gd=1&cn=82&tc=5").body(site.counters) for _ in range(2))
    assert first != second
    assert len(first) == len(second)


@pytest.mark.parametrize(
    ("key", "marks"),
    [
        (3105, ("Hô\u0323i đua ghe truyê\u0300n",)),
        (5530, ("ruô\u0323t".replace("ô", "&ocirc;"), "h&ocirc;\u0300ng")),
        (3980, ("Ðình chỉ", "Ðá Ðen")),
        (4620, ("&shy;",)),
        (12011, ("&#x", "&#7")),
        (1340, ("Các tin khác, tức là", "Tổng truy cập của cả năm")),
    ],
)
def test_letters_are_disguised(site: DemoSite, key: int, marks: tuple[str, ...]) -> None:
    page = site.page(f"/?gd=1&cn=82&tc={key}").body(site.counters).decode()
    area = page.split("<!-- FitcBatDauDocTin -->")[1].split("<!-- FitcKetThucDocTin -->")[0]
    assert [mark for mark in marks if mark not in area] == []


def test_entity_with_combining_mark() -> None:
    assert write_letters("buổi", {"entities"}) == "bu&ocirc;\u0309i"
    assert write_letters("buổi", {"decomposed"}) == "buô\u0309i"
    assert write_letters("Ổ & ổ", {"numeric"}) == "&#x1ED4; &#x26; &#x1ED5;"


def test_every_style_is_used(site: DemoSite) -> None:
    assert {style for article in site.articles.values() for style in article.style} == STYLES


def test_dates_that_cannot_be_read_are_none_in_the_truth(site: DemoSite) -> None:
    undated = {key: entry.published_text for key, entry in site.truth().items() if entry.published_at is None}
    assert undated == {"6415": "", "9120": "31/02/2016"}
    assert site.truth()["10650"].published_at == "2017-05-31T14:30:00+07:00"
    assert site.truth()["18055"].published_text == "01/07/2025 12:00 SA"
    assert site.truth()["18055"].published_at == "2025-07-01T00:00:00+07:00"
    assert site.truth()["11320"].published_text == "13/12/2017 12:30 CH"
    assert site.truth()["12790"].published_precision == "day"


def test_traps_answer_as_named(site: DemoSite) -> None:
    answers = {trap.kind: site.page(trap.url) for trap in site.traps if trap.kind != "offsite"}
    assert answers["moved"].status == 301
    assert site.page(answers["moved"].location).status == 200
    assert answers["missing"].status == 404
    assert answers["soft_missing"].status == 200
    assert "Không tìm thấy nội dung" in answers["soft_missing"].body(site.counters).decode()
    for trap in site.traps:
        article = site.articles[trap.on]
        hrefs = tree_of(site, f"/?gd=1&cn={article.section}&tc={trap.on}").xpath("//*[@id='divPhanTrang1']//a/@href")
        assert trap.url in hrefs


def test_articles_stand_under_two_sections(site: DemoSite) -> None:
    twice = [entry for entry in site.truth().values() if len(entry.urls) > 1]
    assert len(twice) >= 5
    for entry in twice:
        areas = {
            site.page(url).body(site.counters).split(b"<!-- FitcBat")[1].split(b"<!-- FitcKet")[0] for url in entry.urls
        }
        assert len(areas) == 1, "the same article, whatever section it is read in"


def test_print_view_repeats_the_article_alone(site: DemoSite) -> None:
    page = site.page("/?gd=1&cn=82&tc=10650&in=1").body(site.counters).decode()
    assert "Sơ kết công tác" in page
    assert "Các tin khác" not in page


def test_a_day_shows_its_articles(site: DemoSite) -> None:
    tree = tree_of(site, "/?gd=1&cn=82&ngay=31&thang=5&nam=2017")
    assert [words(link) for link in tree.xpath("//a[@class='TMCD2_TieuDe']")] == [site.truth()["10650"].title]


def test_states_edit_remove_restore_and_add() -> None:
    first, later, last = (DemoSite(state) for state in (0, 1, 2))
    assert later.truth().keys() - first.truth().keys() == {"18960", "18972"}
    assert first.truth().keys() - later.truth().keys() == {"16440", "18790"}
    assert last.truth().keys() - later.truth().keys() == {"16440"}
    edited = [key for key in first.truth() if key in later.truth() and first.truth()[key] != later.truth()[key]]
    assert edited == ["17420"]
    assert later.page("/?gd=1&cn=82&tc=16440").status == 404
    assert later.page("/?gd=1&cn=83&tc=18790").status == 200
    assert "Không tìm thấy nội dung" in later.page("/?gd=1&cn=83&tc=18790").body(later.counters).decode()


def test_body_rules_for_lists_tables_headings_and_pictures() -> None:
    text = "Một [liên kết](http://a.example/) **đậm**.\n\n## Mục\n\n- a\n- b\n\nx | y\n1 | 2\n\n![ảnh](/a.jpg)"
    assert plain_body(text) == "Một liên kết đậm.\n\nMục\n\n- a\n- b\n\nx | y\n1 | 2"


def test_composed_articles_are_what_the_phrases_give() -> None:
    assert composed_text() == (FIXTURES / "composed.jsonl").read_text("utf-8")


def test_missing_fixtures_are_told(tmp_path) -> None:
    with pytest.raises(KhotinError, match=r"site\.toml is missing"):
        load_source(tmp_path)


def test_wrong_fixtures_are_told(tmp_path) -> None:
    for name in ("site.toml", "written.toml", "composed.jsonl"):
        (tmp_path / name).write_bytes((FIXTURES / name).read_bytes())
    with (tmp_path / "written.toml").open("a", encoding="utf-8") as file:
        file.write('[[article]]\nkey = 5\nsection = 82\nposted = 2020-01-01T00:00:00\ntitle="a"\nlede="b"\nbody="c"\n')
    with pytest.raises(ConfigurationError, match="share a key"):
        load_source(tmp_path)
