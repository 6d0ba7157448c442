"""Forms that give one day's news, in the shapes seen on portals."""

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.extraction.dateform import date_requests
from crawler.extraction.page import Page
from crawler.items import Link

LISTING = "https://tinh.example.vn/?gd=1&cn=2"
SINCE, UNTIL = dt.date(2017, 5, 30), dt.date(2017, 6, 1)


def requests(markup: str, since: dt.date = SINCE, limit: int = 366) -> list[Link]:
    page = Page(f"<body><p>Tin tức</p>{markup}</body>".encode(), url=LISTING)
    return date_requests(page, since=since, until=UNTIL, limit=limit)


def sent(link: Link) -> dict[str, str]:
    text = link.body.decode() if link.method == "POST" else urlsplit(link.url).query
    return dict(parse_qsl(text, keep_blank_values=True))


def select(name: str, values: range, width: int = 1) -> str:
    return f'<select name="{name}">' + "".join(f"<option value={n}>{n:0{width}}</option>" for n in values) + "</select>"


PARTS = select("ddlNgay", range(1, 32), 2) + select("ddlThang", range(1, 13)) + select("ddlNam", range(2010, 2018))


def test_day_month_year_selects_are_asked_newest_first() -> None:
    links = requests(
        f'<form action="/"><b>Xem tin theo ngày</b><input type=hidden name=gd value=1>{PARTS}'
        '<input type=submit value="Xem"></form>'
    )
    assert [link.page for link in links] == [2017060101, 2017053101, 2017053001]
    assert sent(links[1]) == {"ddlNgay": "31", "ddlThang": "5", "ddlNam": "2017", "gd": "1"}
    assert {(link.method, link.kind, link.relation) for link in links} == {("GET", "listing", "next")}


def test_a_webform_is_posted_with_its_state_and_button() -> None:
    parts = PARTS.replace('name="', 'name="ctl00$xem$')
    links = requests(
        '<form method="post" action=""><input type="hidden" name="__VIEWSTATE" value="a+b">'
        '<div><input name="ctl00$tim" value=""><input type="submit" name="ctl00$btnTim" value="Tìm"></div>'
        f"<table><tr><td>Xem tin theo ngày</td></tr><tr><td>{parts}"
        '<input type="image" name="ctl00$xem$btn" src="/x.gif"></td></tr></table></form>'
    )
    assert len(links) == 3
    fields = sent(links[0])
    assert fields["__VIEWSTATE"] == "a+b"
    assert (fields["ctl00$xem$ddlNgay"], fields["ctl00$xem$ddlThang"]) == ("1", "6")
    assert fields["ctl00$xem$btn.x"] == "1"
    assert "ctl00$btnTim" not in fields
    assert (links[0].method, links[0].url) == ("POST", LISTING)


@pytest.mark.parametrize(
    ("control", "written"),
    [
        ('<input name="ngay" placeholder="dd/mm/yyyy">', "31/05/2017"),
        ('<input name="ngay" value="23-11-2026">', "31-05-2017"),
        ('<input name="ngay" value="2026-11-23">', "2017-05-31"),
        ('<input type="date" name="d" id="ngay">', "2017-05-31"),
    ],
)
def test_one_date_input(control: str, written: str) -> None:
    links = requests(f"<form action='/tin'><label>Các tin đã đưa ngày</label>{control}<button>Xem</button></form>")
    assert [next(iter(sent(link).values())) for link in links][1] == written


def test_two_dates_are_asked_a_month_at_a_time() -> None:
    links = requests(
        "<form><h3>Lưu trữ tin</h3><input name='tungay'><input name='denngay'><button>Xem</button></form>",
        since=dt.date(2017, 4, 10),
    )
    assert [(sent(link)["tungay"], sent(link)["denngay"]) for link in links] == [
        ("01/06/2017", "01/06/2017"),
        ("01/05/2017", "31/05/2017"),
        ("10/04/2017", "30/04/2017"),
    ]


def test_days_the_selects_do_not_offer_are_left_out_and_the_rest_is_bounded() -> None:
    form = f"<form><b>Tin theo ngày</b>{PARTS}<button>Xem</button></form>"
    assert len(requests(form.replace("<option value=2017>2017</option>", ""), limit=9)) == 0
    assert len(requests(form, since=dt.date(2001, 1, 1), limit=40)) == 40


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<form><input name=q><button>Tìm kiếm</button></form>",
        f"<form>Ngày sinh {PARTS}<button>Đăng ký</button></form>",
        "<form>Tìm văn bản: ngày ban hành <input name=tungay><input name=denngay><button>Tìm</button></form>",
        "<form>Xem tin theo ngày " + select("ngay", range(1, 32)) + "</form>",
    ],
)
def test_other_forms_are_no_way_into_the_past(markup: str) -> None:
    assert requests(markup) == []
