"""Pagers in the shapes real systems print, with our own words in them."""

import base64
import json
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from crawler.extraction.page import Page
from crawler.extraction.paging import answer_page, next_pages
from crawler.items import Link
from crawler.recipe import Paging, Recipe, RecipeFields, check_recipe

HOME = "https://tinh.example.vn"
LISTING = HOME + "/tin-tuc"
FORM = "application/x-www-form-urlencoded"


def page(markup: str, url: str = LISTING) -> Page:
    return Page(f"<html><body>{markup}</body></html>".encode(), url=url, content_type="text/html; charset=utf-8")


def recipe(paging: Paging | None = None, next_page: str = "") -> Recipe:
    written = RecipeFields(
        title="h1",
        body=".body",
        article_url=r"-(?P<key>\d+)\.html",
        paging=paging or Paging(),
        next_page=next_page or [],
    )
    check_recipe(written)
    return Recipe("tried", written)


def reached(links: list[Link]) -> dict[int, str]:
    assert {link.relation for link in links} <= {"next"}
    assert {link.kind for link in links} <= {"listing"}
    assert [link.page for link in links] == sorted({link.page for link in links})
    return {link.page: link.url.removeprefix(HOME) for link in links}


def window(*addresses: tuple[str, str], around: str = '<ul class="pagination">{}</ul>') -> str:
    return around.format("".join(f'<li><a href="{href}">{label}</a></li>' for label, href in addresses))


ITEMS = "".join(f'<h3><a href="/tin-tuc/bai-viet-{n}-100{n}.html">Bài viết số {n} của trang</a></h3>' for n in range(9))


@pytest.mark.parametrize(
    ("markup", "url", "number", "expected"),
    [
        pytest.param(
            window(("1", "/tin-tuc"), ("2", "/tin-tuc/page-2"), ("3", "/tin-tuc/page-3"), ("»", "/tin-tuc/page-2")),
            LISTING,
            1,
            {2: "/tin-tuc/page-2", 3: "/tin-tuc/page-3"},
            id="nukeviet path pages",
        ),
        pytest.param(
            window(("2", "?page=1"), ("3", "?page=2"), ("sau ›", "?page=1"), ("cuối »", "?page=41")),
            LISTING,
            1,
            {2: "/tin-tuc?page=1", 3: "/tin-tuc?page=2", 42: "/tin-tuc?page=41"},
            id="drupal counts from zero",
        ),
        pytest.param(
            window(("2", "/tin-tuc?start=10"), ("3", "/tin-tuc?start=20"), ("Cuối", "/tin-tuc?start=130")),
            LISTING,
            1,
            {2: "/tin-tuc?start=10", 3: "/tin-tuc?start=20", 14: "/tin-tuc?start=130"},
            id="joomla offsets",
        ),
        pytest.param(
            window(("1", "/tin-tuc"), ("2", "/tin-tuc-2.html"), ("3", "/tin-tuc-3.html"), (">", "/tin-tuc-2.html")),
            LISTING,
            1,
            {2: "/tin-tuc-2.html", 3: "/tin-tuc-3.html"},
            id="number before the suffix",
        ),
        pytest.param(
            window(("1", "trang-1"), ("3", "trang-3"), ("4", "trang-4"), ("…", "trang-5"), ("Cuối", "trang-19")),
            HOME + "/tin-tuc/trang-2",
            2,
            {3: "/tin-tuc/trang-3", 4: "/tin-tuc/trang-4", 5: "/tin-tuc/trang-5", 19: "/tin-tuc/trang-19"},
            id="window in the middle, one after the gap",
        ),
        pytest.param(
            '<link rel="next" href="/category/tin/page/2/">' + ITEMS,
            HOME + "/category/tin/",
            1,
            {2: "/category/tin/page/2/"},
            id="rel next alone",
        ),
        pytest.param(
            ITEMS + '<a class="btn" href="/tin-tuc?p=2">Xem thêm</a>',
            LISTING,
            1,
            {2: "/tin-tuc?p=2"},
            id="a more button that is a plain request",
        ),
        pytest.param(
            ITEMS + '<button class="loadmore" data-url="/tin-tuc?trang=3">Tải thêm</button>',
            HOME + "/tin-tuc?trang=2",
            2,
            {3: "/tin-tuc?trang=3"},
            id="a button with its address in data-url",
        ),
        pytest.param(
            ITEMS + """<div class="paging"><a onclick="location.href='/tin-tuc?PageIndex=2'">Trang sau</a></div>""",
            LISTING,
            1,
            {2: "/tin-tuc?PageIndex=2"},
            id="an address in onclick",
        ),
        pytest.param(
            ITEMS + '<a class="more" href="/tin-tuc?before=412">Xem thêm 10 tin</a>',
            HOME + "/tin-tuc?before=530",
            2,
            {3: "/tin-tuc?before=412"},
            id="a cursor instead of numbers",
        ),
        pytest.param(
            ITEMS + '<div id="list" data-next-url="/tin-tuc?offset=20"></div>',
            LISTING,
            1,
            {2: "/tin-tuc?offset=20"},
            id="endless scrolling with its next address",
        ),
        pytest.param(
            ITEMS
            + '<form action="/tin-tuc"><input type="hidden" name="page" value="2"><button>Xem thêm</button></form>',
            LISTING,
            1,
            {2: "/tin-tuc?page=2"},
            id="a form that asks for the next page",
        ),
        pytest.param(
            ITEMS + '<p>Trang: [1] <a href="/tin-tuc?page=2">2.</a> <a href="/tin-tuc?page=2">Trang 2 ›</a></p>',
            LISTING,
            1,
            {2: "/tin-tuc?page=2"},
            id="labels with marks around them",
        ),
        pytest.param(
            '<select onchange="location=this.value"><option value="/tin-tuc">1</option>'
            '<option value="/tin-tuc?page=2">2</option><option value="/tin-tuc?page=3">3</option></select>',
            LISTING,
            1,
            {2: "/tin-tuc?page=2", 3: "/tin-tuc?page=3"},
            id="a select that jumps",
        ),
        pytest.param(
            ITEMS
            + '<div class="phan-trang"><a href="/vn/chuyen-muc/856/tin.aspx?page=2">[2]</a>'
            + '<a href="/vn/chuyen-muc/856/tin.aspx?page=3">[3]</a><a title="Trang sau" '
            + 'href="/vn/chuyen-muc/856/tin.aspx?page=2"><i class="fa fa-angle-right"></i></a></div>',
            HOME + "/vn/chuyen-muc/856/tin.aspx",
            1,
            {2: "/vn/chuyen-muc/856/tin.aspx?page=2", 3: "/vn/chuyen-muc/856/tin.aspx?page=3"},
            id="bracketed numbers, an icon titled next, the category's number kept apart",
        ),
        pytest.param(
            ITEMS
            + "<form action='/tin-tuc'><input type=hidden name=muc value=3><select name=trang onchange='form.submit()'>"
            + "<option value=1 selected>Trang 1</option><option value=2>Trang 2</option></select>"
            + "<select name=n onchange='form.submit()'><option value=10>10</option><option>20</option></select></form>",
            LISTING,
            1,
            {2: "/tin-tuc?trang=2&muc=3&n=10"},
            id="a select that sends its form, beside one for the length of a page",
        ),
        pytest.param(
            ITEMS
            + """<select onchange="location.href='/tin-tuc?p=' + this.value"><option value=1>1</option>"""
            + "<option value=2>2</option></select>",
            LISTING,
            1,
            {2: "/tin-tuc?p=2"},
            id="a select whose script makes the address",
        ),
        pytest.param(
            ITEMS + '<div class="infinite-scroll" data-url="/tin-tuc/nap?tu=9"></div>',
            LISTING,
            1,
            {2: "/tin-tuc/nap?tu=9"},
            id="a box that is filled when a reader scrolls down to it",
        ),
    ],
)
def test_links_of_pagers_nobody_described(markup: str, url: str, number: int, expected: dict[int, str]) -> None:
    assert reached(next_pages(page(markup, url), None, number=number)) == expected


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(ITEMS, id="no pager"),
        pytest.param(
            '<table class="calendar">'
            + "".join(f'<a href="/lich?ngay={n}">{n}</a>' for n in range(1, 31))
            + "</table>",
            id="a calendar by class",
        ),
        pytest.param(
            "<table>"
            + "".join(f'<td><a href="/tin-tuc/2017/05/{n:02}">{n}</a></td>' for n in range(1, 31))
            + "</table>",
            id="a calendar by its addresses",
        ),
        pytest.param(
            "<form method=post><input type=hidden name=__VIEWSTATE value=x><table>"
            + "".join(
                f"""<td><a href="javascript:__doPostBack('ctl00$Calendar1','{6300 + n}')">{n}</a></td>"""
                for n in range(1, 31)
            )
            + "</table></form>",
            id="asp:Calendar counts days since 2000",
        ),
        pytest.param(
            window(("2", "https://khac.example/tin?page=2"), ("3", "https://khac.example/tin?page=3")), id="away"
        ),
        pytest.param(ITEMS + '<h2><a href="/van-hoa">Văn hóa</a></h2><a href="/van-hoa">Xem thêm</a>', id="a section"),
        pytest.param(
            '<div class="slider"><a class="next" href="#">›</a><a href="#" data-slide="next">»</a></div>', id="slides"
        ),
        pytest.param(
            window(("1", "/tin-tuc?page=1"), ("2", "/tin-tuc?page=2"), ("«", "/tin-tuc?page=1")), id="last page"
        ),
    ],
)
def test_what_is_no_pager_leads_nowhere(markup: str) -> None:
    assert next_pages(page(markup, LISTING + "?muc=3"), None, number=1 if "page=" not in markup else 2) == []


def test_the_list_s_own_pager_wins_over_a_side_block_s() -> None:
    side = window(("2", "/video?p=2"), ("3", "/video?p=3"), around="<div>{}</div>")
    own = window(("2", "/tin-tuc?page=2"), ("3", "/tin-tuc?page=3"))
    assert reached(next_pages(page(side + own), None, number=1)) == {2: "/tin-tuc?page=2", 3: "/tin-tuc?page=3"}


def test_a_recipe_names_its_pager() -> None:
    markup = window(("2", "/a?x=7"), ("3", "/a?x=9"), ("4", "/a?x=1"), around='<div class="so">{}</div>') + window(
        ("2", "/tin-tuc?page=2")
    )
    found = next_pages(page(markup), recipe(next_page=".so a"), number=2)
    assert reached(found) == {3: "/a?x=9", 4: "/a?x=1"}
    alone = page('<a class="older" href="/b">Những tin đăng trước đây</a>')
    assert reached(next_pages(alone, recipe(next_page="a.older"), number=4)) == {5: "/b"}


def postback(label: str, target: str, argument: str = "") -> str:
    return f"""<a href="javascript:__doPostBack(&#39;{target}&#39;,&#39;{argument}&#39;)">{label}</a>"""


FIELDS = """
<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" />
<input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="" />
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUK+MTIz==" />
<input type="hidden" name="__VIEWSTATEGENERATOR" value="90059987" />
<input type="hidden" name="__EVENTVALIDATION" value="/wEWAgL+8Q==" />
<input name="ctl00$txtTim" type="text" value="" /><input type="submit" name="ctl00$btnTim" value="Tìm" />
<select name="ctl00$ddlMuc"><option value="0">Tất cả</option><option selected value="7">Tin tức</option></select>
<input type="checkbox" name="ctl00$chk" />
"""


def webform(pager: str, action: str = "./tin-hoat-dong") -> Page:
    markup = f'<form method="post" action="{action}" id="form1">{FIELDS}{ITEMS}{pager}</form>'
    return page(markup, HOME + "/vi/tin-hoat-dong")


def test_a_postback_carries_the_whole_form() -> None:
    pager = (
        "<span>1</span>" + postback("2", "ctl00$cph$rptPager$ctl01$lnk") + postback("3", "ctl00$cph$rptPager$ctl02$lnk")
    )
    links = next_pages(webform(f'<div class="pager">{pager}</div>'), None, number=1)
    assert reached(links) == {2: "/vi/tin-hoat-dong", 3: "/vi/tin-hoat-dong"}
    second = links[0]
    assert (second.method, second.media_type) == ("POST", FORM)
    assert dict(parse_qsl(second.body.decode(), keep_blank_values=True)) == {
        "__EVENTTARGET": "ctl00$cph$rptPager$ctl01$lnk",
        "__EVENTARGUMENT": "",
        "__VIEWSTATE": "/wEPDwUK+MTIz==",
        "__VIEWSTATEGENERATOR": "90059987",
        "__EVENTVALIDATION": "/wEWAgL+8Q==",
        "ctl00$txtTim": "",
        "ctl00$ddlMuc": "7",
    }


def test_gridview_windows_go_on_behind_the_gap() -> None:
    row = "".join(postback(str(n), "ctl00$gv", f"Page${n}") for n in range(12, 21))
    pager = postback("...", "ctl00$gv", "Page$10") + "<span>11</span>" + row + postback("...", "ctl00$gv", "Page$21")
    links = next_pages(webform(f"<table><tr><td>{pager}</td></tr></table>"), None, number=11)
    assert [link.page for link in links] == list(range(12, 22))
    assert "Page%2421" in links[-1].body.decode()


def test_postback_arrows_without_numbers() -> None:
    pager = postback("&lt;", "ctl00$prev") + postback("&gt;", "ctl00$next") + postback("&gt;&gt;", "ctl00$last")
    links = next_pages(webform(f"<div>{pager}</div>"), None, number=6)
    assert [link.page for link in links] == [7]
    assert parse_qs(links[0].body.decode())["__EVENTTARGET"] == ["ctl00$next"]


def test_postback_options_and_submit_buttons() -> None:
    arguments = '"ctl00$p2", "", true, "", "", false, true'
    options = f"<a href='javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions({arguments}))'>2</a>"
    button = '<input type="submit" name="ctl00$p3" value="3">'
    links = next_pages(webform(f'<div class="paging">{options}{button}</div>'), None, number=1)
    sent = [dict(parse_qsl(link.body.decode(), keep_blank_values=True)) for link in links]
    assert [link.page for link in links] == [2, 3]
    assert sent[0]["__EVENTTARGET"] == "ctl00$p2"
    assert sent[1]["ctl00$p3"] == "3"
    assert "__EVENTTARGET" not in sent[1]


def test_view_state_survives_a_form_that_broken_nesting_cut_short() -> None:
    markup = f"<table><form method=post action=''><tr><td>{FIELDS}</td></tr></form></table>" + postback("2", "p$2")
    links = next_pages(page(f'<div class="pager">{markup}</div>', LISTING), None, number=1)
    assert [link.page for link in links] == [2]
    assert parse_qs(links[0].body.decode())["__VIEWSTATE"] == ["/wEPDwUK+MTIz=="]
    assert links[0].url == LISTING


LOAD = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
VNPT = Paging(
    kind="post",
    url=LOAD,
    body='{"article_category_id": "{category}", "site_id": "{site}", "page": "{page}", "no": "-{size}", "keyword": ""}',
    form_when=r"data:\s*\{\s*article_category_id",
    values={"category": r"article_category_id:\s*(\d+)", "site": r"site_id:\s*(\d+)", "size": r"page_size:\s*(\d+)"},
    last=r"maxPage\s*=\s*parseInt\((\d+)\)",
)
SENT = "JSON.stringify({article_category_id: 54442, site_id: 4, page_size: 15, page: p})"
SCRIPT = f"<script>var maxPage = parseInt(3); $.ajax({{url: '{LOAD}', data: {SENT}}})</script>"


def test_a_fragment_pager_is_filled_from_the_page_s_script() -> None:
    links = next_pages(page(ITEMS + SCRIPT), recipe(VNPT), number=1)
    assert reached(links) == {2: LOAD, 3: LOAD}
    assert links[0].media_type == "application/json; charset=utf-8"
    assert json.loads(links[1].body) == {
        "article_category_id": 54442,
        "site_id": 4,
        "page": 3,
        "no": -15,
        "keyword": "",
    }


def test_the_same_pager_sent_as_a_form_where_the_script_does() -> None:
    script = SCRIPT.replace("JSON.stringify({", "{ ").replace("p})", "p}")
    link = next_pages(page(ITEMS + script), recipe(VNPT), number=1)[0]
    assert link.media_type == FORM
    assert dict(parse_qsl(link.body.decode(), keep_blank_values=True))["article_category_id"] == "54442"


def test_without_a_last_page_one_request_leads_to_the_next() -> None:
    described = recipe(VNPT)
    first = next_pages(page(ITEMS + SCRIPT.replace("maxPage", "max")), described, number=1)
    assert [link.page for link in first] == [2]
    answer = answer_page(ITEMS.encode(), url=LISTING, content_type="text/html", recipe=described)
    assert isinstance(answer, Page)
    after = next_pages(answer, described, number=2, asked=first[0])
    assert [link.page for link in after] == [3]
    assert json.loads(after[0].body) == json.loads(first[0].body) | {"page": 3}
    empty = answer_page(b"<p></p>", url=LISTING, content_type="text/html", recipe=described)
    assert isinstance(empty, Page)
    assert next_pages(empty, described, number=3, asked=after[0]) == []


def test_a_listing_without_the_script_has_no_pager() -> None:
    assert next_pages(page(ITEMS), recipe(VNPT), number=1) == []


def test_html_inside_json_is_read_as_the_listing_s() -> None:
    body = json.dumps({"d": '<ul><li><a href="bai-1.html">Một</a></li></ul>'}).encode()
    for described in (recipe(VNPT), recipe(Paging(answer="d")), None):
        read = answer_page(body, url=LISTING + "/", content_type="application/json", recipe=described)
        assert isinstance(read, Page)
        assert read.url == LISTING + "/"
        assert read.tree.xpath("//a/@href") == ["bai-1.html"]


def vhv_script(**settings: object) -> str:
    blob = base64.b64encode(json.dumps(settings).encode()).decode()
    place = json.dumps({"module": "Content.Listing", "page": "Article.News.list", "id": settings["id"]})
    return f"VHV.using ($.extend($.parseJSON(decode64('{blob}')),{place}),'Content.Listing', {{ pageNo: 1 }});"


VHV = Paging(
    kind="post",
    url="/?module=Content.Listing&moduleId={settings.id}&cmd=redraw&site={site}&page={settings.page}",
    body="{settings}&pageNo={page}",
    settings=r"parseJSON\(decode64\('([^']+)'\)\)\s*,\s*(\{[^}]*\})",
    settings_where={"service": r"selectAll$"},
    settings_mark='id="pagination{settings.id}"',
    values={"site": r"/(?:upload|css/[\d.]+)/(\d{5,})/", "size": r'"itemsPerPage": "?(\d+)'},
    total=r'"totalItems": "?(\d+)',
)


def test_vhv_settings_are_unpacked_and_posted() -> None:
    detail = vhv_script(id="21", service="Content.Article.select", totalItems=0)
    side = vhv_script(id="14", service="Content.Article.selectAll", totalItems=900, itemsPerPage=5)
    own = vhv_script(
        id="25", service="Content.Article.selectAll", totalItems=30, itemsPerPage="12", pageNo=1, x={"a": 1}
    )
    markup = (
        f'<img src="/upload/2005517/a.png">{ITEMS}<div id="pagination25"></div><script>{detail}{side}{own}</script>'
    )
    links = next_pages(page(markup), recipe(VHV), number=1)
    assert [link.page for link in links] == [2, 3]
    query = parse_qs(urlsplit(links[0].url).query)
    assert (query["moduleId"], query["site"], query["page"]) == (["25"], ["2005517"], ["Article.News.list"])
    sent = dict(parse_qsl(links[1].body.decode()))
    assert sent["pageNo"] == "3"
    assert sent["service"] == "Content.Article.selectAll"
    assert sent["itemsPerPage"] == "12"
    assert "x" not in sent
    assert links[0].media_type == FORM


BAC_NINH = Paging(
    kind="query",
    url="{resource}&pageNum={page}&recordPerPage={size}&keyword=",
    values={"resource": r"loadPageUrl\s*=\s*'([^']+)'"},
    size=12,
    shown=0,
    items="items",
    item_url="urlDetail",
    last=r'"totalPageNum":\s*(\d+)',
)


def test_a_list_that_comes_by_json_alone() -> None:
    described = recipe(BAC_NINH)
    script = (
        r"<script>var loadPageUrl = 'https:\/\/tinh.example.vn\/tin?p_p_resource_id=loadPage\x26p_p_id=a';</script>"
    )
    first = next_pages(page(script), described, number=1)
    assert reached(first) == {1: "/tin?p_p_resource_id=loadPage&p_p_id=a&pageNum=1&recordPerPage=12&keyword="}
    body = json.dumps({"totalPageNum": 2, "items": [{"urlDetail": "/tin/-/bai-1", "title": "Bài một"}]}).encode()
    read = answer_page(body, url=LISTING, content_type="application/json", recipe=described, asked=first[0])
    assert isinstance(read, list)
    assert [(link.relation, link.url, link.text, link.page) for link in read[:-1]] == [
        ("listed", HOME + "/tin/-/bai-1", "Bài một", 0)
    ]
    assert reached(read[1:]) == {2: "/tin?p_p_resource_id=loadPage&p_p_id=a&pageNum=2&recordPerPage=12&keyword="}
    last = answer_page(body, url=LISTING, content_type="application/json", recipe=described, asked=read[-1])
    assert isinstance(last, list)
    assert [link.relation for link in last] == ["listed"]
    assert answer_page(b'{"items": []}', url=LISTING, content_type="", recipe=described, asked=first[0]) == []


@pytest.mark.parametrize(
    ("paging", "url", "number", "expected"),
    [
        (Paging(kind="query", url="?page={page}"), LISTING + "?CateID=169&page=4", 4, "/tin-tuc?CateID=169&page=5"),
        (Paging(kind="query", url="?page={page}", first=0), LISTING, 1, "/tin-tuc?page=1"),
        (Paging(kind="query", url="?start={offset}", size=15), LISTING + "?start=15", 2, "/tin-tuc?start=30"),
        (Paging(kind="path", url="{listing}/trang-{page}"), LISTING + "/", 1, "/tin-tuc/trang-2"),
        (Paging(kind="path", url="{listing}/trang-{page}"), LISTING + "/trang-2", 2, "/tin-tuc/trang-3"),
        (Paging(kind="path", url="{stem}-{page}.html"), LISTING + ".html", 1, "/tin-tuc-2.html"),
        (Paging(kind="path", url="{stem}-{page}.html"), LISTING + "-c12-2.html", 2, "/tin-tuc-c12-3.html"),
        (Paging(kind="path", url="{stem}/trang-{page}.htm"), LISTING + "/trang-7.htm", 7, "/tin-tuc/trang-8.htm"),
    ],
)
def test_templates_of_addresses(paging: Paging, url: str, number: int, expected: str) -> None:
    assert reached(next_pages(page(ITEMS, url), recipe(paging), number=number)) == {number + 1: expected}


def test_a_template_s_unknown_name_stops_at_start_up() -> None:
    with pytest.raises(ValueError, match="trang"):
        Paging(kind="query", url="?page={trang}").check()


def test_a_day_s_pages_keep_the_day_in_their_number() -> None:
    links = next_pages(webform('<div class="pager">' + postback("2", "p$2") + "</div>"), None, number=2017053101)
    assert [link.page for link in links] == [2017053102]


SCRIPTS = {
    "ajax form": (
        "var trang = 1; function them() { trang++; $.ajax({type: 'POST', url: '/Tin/DanhSach', data: "
        "{ idMuc: 7, trang: trang, soTin: soTin, khoa: '' }, success: function (d) { $('#ds').append(d); } }); } "
        "var soTin = 12;",
        ("POST", "/Tin/DanhSach", {"idMuc": "7", "trang": "2", "soTin": "12", "khoa": ""}),
    ),
    "ajax json": (
        'var pageIndex = 0; function more(){ pageIndex += 1; $.ajax({url:"/api/tin",type:"POST",contentType:'
        '"application/json",data:JSON.stringify({"PageIndex": pageIndex, "cat": "tin-tuc"})}) }',
        ("POST", "/api/tin", {"PageIndex": 1, "cat": "tin-tuc"}),
    ),
    "post": (
        "let page = 2; $.post('/ajax/tin', {page: page, cid: 14}, function(r){ list.append(r); page++; });",
        ("POST", "/ajax/tin", {"page": "2", "cid": "14"}),
    ),
    "get": ("$.get('/ajax/tin', { page: p + 1, cid: 14 }, show)", ("GET", "/ajax/tin?page=2&cid=14", {})),
    "fetch": (
        "let page=1; async function more(){ page++; r = await fetch('/api/news?cat=3&page=' + page + '&size=9'); }",
        ("GET", "/api/news?cat=3&page=2&size=9", {}),
    ),
    "offset": (
        "var start = 9, limit = 9; $.post('/ajax/tin', {cat: 3, start: start, limit: limit}, (d) => { start += 9; });",
        ("POST", "/ajax/tin", {"cat": "3", "start": "9", "limit": "9"}),
    ),
    "offset in a template": (
        "let skip = 0, cat = 3; async function m(){ skip += 9; r = await fetch(`/api/news?cat=${cat}&skip=${skip}`); }",
        ("GET", "/api/news?cat=3&skip=9", {}),
    ),
    "load": ("var p = 1; p = p + 1; $('#ds').load('/tin/ajax?p=' + p);", ("GET", "/tin/ajax?p=2", {})),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_s_own_request_is_made_where_nothing_else_leads_on(name: str) -> None:
    script, (method, address, fields) = SCRIPTS[name]
    front = page(ITEMS + f"<a href='#' id=more>Xem thêm</a><script>{script}</script>")
    (link,) = next_pages(front, None, number=1)
    assert (link.method, link.url, link.page) == (method, HOME + address, 2)
    if fields:
        sent = json.loads(link.body) if "json" in link.media_type else dict(parse_qsl(link.body.decode(), True))
        assert sent == fields
    answer = answer_page(ITEMS.encode(), url=LISTING, content_type="text/html", recipe=None, asked=link)
    assert isinstance(answer, Page)
    (third,) = next_pages(answer, None, number=2, asked=link)
    assert third.page == 3
    assert (third.url, third.body) != (link.url, link.body)
    empty = answer_page(b"<p></p>", url=LISTING, content_type="text/html", recipe=None, asked=third)
    assert isinstance(empty, Page)
    assert next_pages(empty, None, number=3, asked=third) == []


@pytest.mark.parametrize(
    "script",
    [
        "$.post('/vote', {page: 2, id: 7});",
        "$.post('/binh-luan/them', {page: 1});",
        "$.ajax({type: 'POST', url: '/api/like', data: {id: 7}});",
        "$.get('https://khac.example/tin?page=' + page);",
        "$.ajax({type: 'POST', url: duongDan(), data: {page: 2}});",
        "$.ajax({type: 'POST', url: '/tin', data: {page: 2",
    ],
)
def test_requests_that_list_nothing_are_never_made(script: str) -> None:
    assert next_pages(page(ITEMS + f"<script>{script}</script>"), None, number=1) == []


def test_known_scripts_are_understood_without_a_recipe() -> None:
    links = next_pages(page(ITEMS + SCRIPT), None, number=1)
    assert reached(links) == {2: LOAD, 3: LOAD}


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='http://[::bad/2'>2</a><a href='?page=" + "9" * 5000 + "'>2</a><a href='?page=²'>3</a>",
        "<form method=post action='http://['><a href=\"javascript:__doPostBack('a','')\">2</a></form>",
        "<script>" + "$.get(" * 3000 + "</script>",
        "<script>$.get('http://[?page=' + page)</script>",
        "<base href='http://['><a href='?page=2'>2</a>",
        "",
    ],
)
def test_hostile_markup_never_breaks_the_walk(markup: str) -> None:
    for described in (None, recipe(VNPT), recipe(VHV), recipe(BAC_NINH)):
        assert isinstance(next_pages(page(markup), described, number=1), list)
        assert answer_page(markup.encode(), url=LISTING, content_type=None, recipe=described) is not None


def test_a_json_list_nobody_described_goes_on_by_its_request() -> None:
    asked = Link(HOME + "/api/news?cat=3&page=2", "next", kind="listing", page=2)
    body = json.dumps({"data": {"list": [{"id": 5, "title": "Bài năm", "link": "/tin/bai-nam-5.html"}]}}).encode()
    read = answer_page(body, url=LISTING, content_type="application/json", recipe=None, asked=asked)
    assert isinstance(read, list)
    assert [(link.relation, link.url) for link in read] == [
        ("listed", HOME + "/tin/bai-nam-5.html"),
        ("next", HOME + "/api/news?cat=3&page=3"),
    ]
    assert answer_page(b'{"data": {"list": []}}', url=LISTING, content_type="", recipe=None, asked=asked) == []
